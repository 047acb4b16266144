//! `etude completions SHELL`: the script that completes command lines.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::Done;
use crate::arguments::Arguments;
use crate::{exit_code, output};

#[derive(Debug, Args)]
pub(crate) struct CompletionsOptions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

pub(crate) fn completions(options: &CompletionsOptions) -> Done {
    // Written to memory first: the generators panic where a reader goes away.
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Arguments::command(), "etude", &mut script);
    output::to_standard_output(&String::from_utf8_lossy(&script))?;
    Ok(exit_code::success())
}
