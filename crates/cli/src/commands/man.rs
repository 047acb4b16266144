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
        // What every command has is told once, at the top.
        let own = subcommand.clone().mut_args(|option| {
            let hide = option.is_global_set() || option.is_hide_set();
            option.hide(hide)
        });
        let part = Man::new(own.bin_name(&title));
        page.extend(format!(".SH \"{}\"\n", title.to_uppercase()).as_bytes());
        let mut text = Vec::new();
        part.render_description_section(&mut text)?;
        part.render_synopsis_section(&mut text)?;
        part.render_options_section(&mut text)?;
        // Its sections are parts of a section here.
        page.extend(
            String::from_utf8_lossy(&text)
                .replace("\n.SH ", "\n.SS ")
                .trim_start_matches(".SH DESCRIPTION\n")
                .bytes(),
        );
    }
    // The sections below are the pages that the list of commands would send the reader to.
    let page = String::from_utf8_lossy(&page).replace("etude\\-", "etude ").replace("(1)\n", "\n");
    output::to_standard_output(&page)?;
    Ok(exit_code::success())
}
