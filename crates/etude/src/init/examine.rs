//! Examining a script: the shell around the pure readers. It is started with `--help`, and its source is read.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use etude_runner::{Bounds, Kept, ShortCommand, ShortEnd, ShortRun, run_to_end};

use super::help::{Style, read_help, read_hydra_configuration};
use super::invocation::{Invocation, read_words};
use super::metric::find_metrics;
use super::propose::Facts;
use super::script_option::ScriptOption;
use super::source;
use super::source_files::source_files;

/// Longer than any library takes to be imported; a training that ignores `--help` is ended by it.
pub(super) const BOUNDS: Bounds =
    Bounds { time: Duration::from_secs(30), stdout: Kept::AtMost(1 << 20), stderr: Kept::AtMost(1 << 20) };

/// Finds out about the program of a command, within bounds.
pub(super) fn examine(folder: &Path, command: &[String], name: String, bounds: Bounds) -> Facts {
    let invocation = Invocation::of(command);
    let sources = source_files(folder, command);
    let mut troubles = Vec::new();
    let help = run_quietly(folder, &invocation.help(), bounds);
    troubles.extend(trouble(&invocation.help(), &help));
    let reading =
        [&help.stdout, &help.stderr].into_iter().find_map(|text| read_help(&String::from_utf8_lossy(text)));
    let style = reading.as_ref().map(|reading| reading.style);
    let mut options = reading.map_or_else(Vec::new, |reading| reading.options);
    if style == Some(Style::Hydra) {
        let configured = configuration(folder, &invocation, bounds);
        options = if configured.is_empty() { options } else { configured };
    }
    for file in &sources {
        let help_was_read = style.is_some_and(|style| style != Style::Usage);
        source::complete(&mut options, &file.text, help_was_read);
    }
    let by_number = sources.first().map_or_else(Vec::new, |script| source::positions(&script.text));
    match style {
        None => options.extend(by_number),
        Some(Style::Usage) if by_number.len() >= options.len() => merge_positions(&mut options, by_number),
        Some(_) => {}
    }
    let words = read_words(&invocation.words, &mut options);
    if let (None, ShortEnd::Exited { code }) = (style, &help.end) {
        let trouble = if options.is_empty() {
            no_options(&invocation, &help)
        } else {
            no_help(&invocation, &help, *code)
        };
        troubles.push(trouble);
    }
    Facts { name, words, style, options, metrics: find_metrics(&sources), troubles, invocation }
}

/// The usage line has the names people know, the source has types and defaults.
fn merge_positions(options: &mut Vec<ScriptOption>, by_number: Vec<ScriptOption>) {
    for (at, found) in by_number.into_iter().enumerate() {
        match options.get_mut(at) {
            Some(option) => {
                option.kind = option.kind.or(found.kind);
                option.default = option.default.take().or(found.default);
            }
            None => options.push(found),
        }
    }
}

/// What a person should know of a program that did not end by itself.
fn trouble(command: &[String], help: &ShortRun) -> Option<String> {
    let line = command.join(" ");
    match &help.end {
        ShortEnd::Unusable { reason, .. } => {
            Some(format!("mend the command in the project file: {reason}. Nothing is known of its options"))
        }
        ShortEnd::TookTooLong { limit } => Some(format!(
            "check what was found: `{line}` had not ended after {} seconds and was killed; the script may not know --help",
            limit.as_secs_f64()
        )),
        ShortEnd::PrintedTooMuch { most } => Some(format!(
            "check what was found: `{line}` printed more than {most} bytes and was killed; the script may not know --help"
        )),
        ShortEnd::Exited { .. } | ShortEnd::Signaled { .. } => None,
    }
}

/// Wide lines, no colours, no pager: the same for every reader.
fn run_quietly(folder: &Path, command: &[String], bounds: Bounds) -> ShortRun {
    let settings = [
        ("COLUMNS", "200"),
        ("TERMINAL_WIDTH", "200"),
        ("NO_COLOR", "1"),
        ("TERM", "dumb"),
        ("PAGER", "cat"),
    ];
    let environment: BTreeMap<String, String> =
        settings.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let command =
        ShortCommand { command, directory: folder, environment: &environment, without_prefix: None };
    run_to_end(&command, bounds)
}

fn configuration(folder: &Path, invocation: &Invocation, bounds: Bounds) -> Vec<ScriptOption> {
    let printed = run_quietly(folder, &invocation.configuration(), bounds);
    match printed.end {
        ShortEnd::Exited { code: 0 } => read_hydra_configuration(&String::from_utf8_lossy(&printed.stdout)),
        _ => Vec::new(),
    }
}

fn no_options(invocation: &Invocation, help: &ShortRun) -> String {
    let said = last_line(help).map_or_else(
        || "printed nothing".into(),
        |line| format!("printed no options, and ended with: {line}"),
    );
    format!(
        "write the script's options after it, as you would to train once (`etude init -- {} --lr 0.1`), in a folder \
         without a project file, or add them as [parameters]: `{}` {said}",
        invocation.program.join(" "),
        invocation.help().join(" ")
    )
}

fn no_help(invocation: &Invocation, help: &ShortRun, code: i32) -> String {
    let said = last_line(help).map_or_else(String::new, |line| format!(", and its last words were: {line}"));
    format!(
        "check what was found: it comes from the source and from the command, since `{}` ended with code {code}{said}",
        invocation.help().join(" ")
    )
}

/// The last line that a program printed, shortened; to standard error first, where reasons are.
fn last_line(help: &ShortRun) -> Option<String> {
    [&help.stderr, &help.stdout].into_iter().find_map(|bytes| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let last = text.lines().rev().map(str::trim).find(|line| !line.is_empty())?;
        Some(last.chars().filter(|letter| !letter.is_control()).take(160).collect())
    })
}
