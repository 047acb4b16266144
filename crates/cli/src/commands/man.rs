//! `etude man`: the manual page, with every command in it.

use clap::CommandFactory as _;
use clap_mangen::Man;

use super::Done;
use crate::arguments::Arguments;
use crate::{exit_code, output};

pub(crate) fn man() -> Done {
    let mut command = Arguments::command();
    command.build();
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set()) {
        let title = format!("etude {}", subcommand.get_name());
        let part = Man::new(subcommand.clone().bin_name(&title));
        page.extend(format!(".SH \"{}\"\n", title.to_uppercase()).as_bytes());
        let mut text = Vec::new();
        part.render_description_section(&mut text)?;
        part.render_synopsis_section(&mut text)?;
        part.render_options_section(&mut text)?;
        // Its sections are parts of a section here.
        page.extend(String::from_utf8_lossy(&text).replace("\n.SH ", "\n.SS ").trim_start_matches(".SH DESCRIPTION\n").bytes());
    }
    output::to_standard_output(&String::from_utf8_lossy(&page))?;
    Ok(exit_code::success())
}
