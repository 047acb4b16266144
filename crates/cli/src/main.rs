//! The `etude` command: one file a subcommand, and the only crate that prints.

mod arguments;
mod commands;
mod exit_code;
mod failure;
mod output;
mod program;
mod progress;
mod stop_requests;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::Parser;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let format = arguments.format;
    let project = arguments.project.as_path();
    let done = match arguments.command {
        None => commands::status::brief(project, format),
        Some(Command::Demo(options)) => commands::demo::demo(&options, format),
        Some(Command::Init(options)) => commands::init::init(project, &options, format),
        Some(Command::Plan) => commands::plan::plan(project, format),
        Some(Command::Run) => commands::run::run(project, format),
        Some(Command::Status) => commands::status::status(project, format),
        Some(Command::Trials(options)) => commands::trials::trials(project, &options, format),
        Some(Command::Best) => commands::best::best(project, format),
        Some(Command::Report) => commands::report::report(project, format),
        Some(Command::Finish) => commands::finish::finish(project, format),
        Some(Command::Train(options)) => commands::train::train(&options),
        Some(Command::Test(options)) => commands::train::test(&options),
        Some(Command::Supervise(options)) => commands::supervise::supervise(&options),
    };
    match done {
        Ok(code) => code,
        Err(failure) => failure.show(format),
    }
}
