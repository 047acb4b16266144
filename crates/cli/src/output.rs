//! Printing: data to standard output, all else to standard error.

use std::io::{self, Write as _};

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use serde::Serialize;

use crate::failure::Failure;

/// A line under the head, and nothing else.
const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Columns of the terminal, or 100 where there is none.
pub(crate) fn width() -> usize {
    console::Term::stdout().size_checked().map_or(100, |(_, columns)| usize::from(columns).max(40))
}

/// Whether standard output shows more than ASCII: the locale says, and without one a file or pipe takes UTF-8.
pub(crate) fn shows_unicode() -> bool {
    #[expect(clippy::disallowed_methods, reason = "the locale is known from the environment alone")]
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    locale.map_or(!console::Term::stdout().is_term(), |locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// Breaks lines that are wider than the terminal between words; what goes on is indented.
pub(crate) fn wrapped(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let indent = " ".repeat(line.len() - line.trim_start().len() + 2);
        textwrap::fill(line, at_spaces(width()).subsequent_indent(&indent))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// One line for standard error: broken between words if that is a terminal, whole if it is not.
pub(crate) fn wrapped_in_a_terminal(line: &str) -> String {
    match console::Term::stderr().size_checked() {
        Some((_, columns)) => {
            textwrap::fill(line, at_spaces(usize::from(columns).max(40)).subsequent_indent("  "))
        }
        None => line.to_owned(),
    }
}

/// Lines are broken at spaces alone, so that options and paths can be copied.
fn at_spaces<'a>(width: usize) -> textwrap::Options<'a> {
    let options = textwrap::Options::new(width).break_words(false);
    options
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
}

/// One line, broken between words; what goes on is indented by so many columns, which the first line has before it too.
pub(crate) fn wrapped_by(line: &str, indent: usize) -> String {
    let indent = " ".repeat(indent);
    textwrap::fill(line, at_spaces(width()).initial_indent(&indent).subsequent_indent(&indent))
        .trim_start()
        .to_owned()
}

/// Prints text to standard output.
pub(crate) fn to_standard_output(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Prints a document to standard output.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    to_standard_output(&serde_json::to_string_pretty(value)?)
}

/// Prints text to standard error, whatever becomes of it.
pub(crate) fn to_standard_error(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// A table of rows under a head.
pub(crate) fn table(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(RULED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width()).unwrap_or(u16::MAX));
    table.set_header(head.iter().map(ToString::to_string).collect::<Vec<String>>());
    for row in rows {
        table.add_row(row);
    }
    format!("{table}\n")
}

/// Two columns without lines: a name and what it is.
pub(crate) fn pairs(rows: Vec<(&str, String)>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width()).unwrap_or(u16::MAX));
    for (name, value) in rows {
        table.add_row(vec![name.to_owned(), value]);
    }
    format!("{table}\n")
}
