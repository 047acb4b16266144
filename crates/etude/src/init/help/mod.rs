//! Reading what a script says of itself with `--help`: one style a file, options out.

mod absl;
mod argparse;
mod clap;
mod click;
mod entries;
mod hydra;
mod positions;

use serde::Serialize;

use super::script_option::ScriptOption;

/// The library that printed a help text, as its manner gives it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Python's argparse, and everything that looks like it.
    Argparse,
    /// Python's click, and typer with its boxes.
    Click,
    /// Rust's clap.
    Clap,
    /// Hydra: a configuration, not a list of options.
    Hydra,
    /// Google's absl.
    Absl,
    /// Nothing but a line of usage.
    Usage,
}

/// What a help text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HelpReading {
    /// Who printed it.
    pub(crate) style: Style,
    /// Every option, in the order of the text.
    pub(crate) options: Vec<ScriptOption>,
}

/// Reads a help text; nothing where it names no option.
pub(crate) fn read_help(text: &str) -> Option<HelpReading> {
    let text = without_escapes(text);
    if text.contains("Powered by Hydra") || text.contains("is powered by Hydra") {
        return some(Style::Hydra, hydra::options(&text));
    }
    let entries = entries::entries(&text);
    let style = style_of(&text);
    let read = match style {
        Style::Click => click::option,
        Style::Clap => clap::option,
        Style::Absl => absl::option,
        Style::Argparse | Style::Hydra | Style::Usage => argparse::option,
    };
    let mut options: Vec<ScriptOption> = entries.iter().filter_map(read).collect();
    let style = if options.is_empty() { Style::Usage } else { style };
    options.extend(positions::options(&text));
    some(style, options)
}

/// Reads the configuration that Hydra prints with `--cfg job`.
pub(crate) fn read_hydra_configuration(text: &str) -> Vec<ScriptOption> {
    hydra::configuration(text)
}

fn some(style: Style, options: Vec<ScriptOption>) -> Option<HelpReading> {
    (!options.is_empty()).then_some(HelpReading { style, options })
}

fn style_of(text: &str) -> Style {
    if text.contains("--helpfull") {
        Style::Absl
    } else if text.contains("Show this message and exit.") || text.contains("╭─ Options") {
        Style::Click
    } else if text.contains("Print help") {
        Style::Clap
    } else {
        Style::Argparse
    }
}

/// The text without colours and other escape sequences.
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\u{1b}' {
            plain.push(letter);
        } else if letters.next_if_eq(&'[').is_some() {
            letters.by_ref().find(|letter| ('@'..='~').contains(letter));
        }
    }
    plain
}
