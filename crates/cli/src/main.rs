//! The `etude` command: one file a subcommand, and the only crate that prints.

mod arguments;
mod broken_trial;
mod commands;
mod curve_plot;
mod exit_code;
mod failure;
mod front_table;
mod output;
mod panic_report;
mod program;
mod progress;
#[cfg(test)]
mod reference_page;
mod stop_requests;
mod usage_error;
mod whole_file;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::Parser;

fn main() -> ExitCode {
    panic_report::install();
    std::panic::catch_unwind(run).unwrap_or_else(|_| exit_code::BROKEN.into())
}

fn run() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let arguments = match Arguments::try_parse_from(&words) {
        Ok(arguments) => arguments,
        Err(error) => return usage_error::show(&error, &words),
    };
    let format = arguments.format;
    let project = arguments.project.as_path();
    let done = match arguments.command {
        None => commands::status::brief(project, format),
        Some(Command::Demo(options)) => commands::demo::demo(&options, format),
        Some(Command::Doctor(options)) => commands::doctor::doctor(project, &options, format),
        Some(Command::BatchSize(options)) => commands::batch_size::batch_size(project, &options, format),
        Some(Command::Init(options)) => commands::init::init(project, &options, format),
        Some(Command::Plan(options)) => commands::plan::plan(project, &options, format),
        Some(Command::Run(options)) => commands::run::run(project, &options, format),
        Some(Command::Status) => commands::status::status(project, format),
        Some(Command::Stop(options)) => commands::stop::stop(project, &options, format),
        Some(Command::Show(options)) => commands::show::show(project, &options, format),
        Some(Command::Logs(options)) => commands::logs::logs(project, &options, format),
        Some(Command::Trials(options)) => commands::trials::trials(project, &options, format),
        Some(Command::Best(options)) => commands::best::best(project, &options, format),
        Some(Command::Next(options)) => commands::next::next(project, &options, format),
        Some(Command::Length(options)) => commands::length::length(project, &options, format),
        Some(Command::Stability) => commands::stability::stability(project, format),
        Some(Command::Importance(options)) => commands::importance::importance(project, &options, format),
        Some(Command::Plot(options)) => commands::plot::plot(project, &options, format),
        Some(Command::Report(options)) => commands::report::report(project, &options, format),
        Some(Command::Adopt(options)) => commands::adopt::adopt(project, &options, format),
        Some(Command::Keep(options)) => commands::keep::keep(project, &options, format),
        Some(Command::Finish) => commands::finish::finish(project, format),
        Some(Command::Ask(options)) => commands::ask::ask(&options, format),
        Some(Command::Tell(options)) => commands::tell::tell(&options, format),
        Some(Command::AskTell(options)) => commands::ask_tell::ask_tell(&options),
        Some(Command::Train(options)) => commands::train::train(&options),
        Some(Command::Test(options)) => commands::train::test(&options),
        Some(Command::Completions(options)) => commands::completions::completions(&options),
        Some(Command::Man) => commands::man::man(),
        Some(Command::Supervise(options)) => commands::supervise::supervise(&options),
    };
    match done {
        Ok(code) => code,
        Err(failure) => failure.show(format),
    }
}
