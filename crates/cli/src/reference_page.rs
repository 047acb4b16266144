//! `docs/reference/cli.md`, made from the definition of the command line and held against it.

use std::fmt::Write as _;
use std::path::Path;

use clap::{Arg, Command, CommandFactory as _};

use crate::arguments::Arguments;

const HEAD: &str = "# The command line

Every command with its options. This page is made from the program: `INSTA_UPDATE=always cargo nextest run -p etude-cli
reference_page` writes it anew. Exit codes have [a page of their own](exit-codes.md), and so have the
[project file](project-file.md) and the [trial protocol](trial-protocol.md).
";

fn page() -> String {
    let mut root = Arguments::command();
    root.build();
    let mut page = format!("{HEAD}\n## `etude`\n\n{}\n", about(&root));
    page += "\nOptions of every command:\n\n";
    page += &options(root.get_arguments().filter(|option| option.is_global_set()));
    for command in
        root.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help")
    {
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ").to_owned();
        let _ = write!(page, "\n## `etude {}`\n\n{}\n\n    {usage}\n", command.get_name(), about(command));
        let own = options(command.get_arguments().filter(|option| !option.is_global_set()));
        if !own.is_empty() {
            let _ = write!(page, "\n{own}");
        }
    }
    page
}

fn about(command: &Command) -> String {
    sentence(&command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default())
}

/// The full stop that short help goes without.
fn sentence(help: &str) -> String {
    if help.is_empty() || help.ends_with(['.', '?']) { help.to_owned() } else { format!("{help}.") }
}

fn options<'a>(options: impl Iterator<Item = &'a Arg>) -> String {
    let mut list = String::new();
    for option in options
        .filter(|option| !option.is_hide_set() && option.get_id() != "help" && option.get_id() != "version")
    {
        let help = option.get_long_help().or(option.get_help()).map(ToString::to_string).unwrap_or_default();
        let help = sentence(&help.replace("\n\n", " ").replace('\n', " "));
        let _ = writeln!(list, "- `{}`: {help}{}", shown(option), values(option));
    }
    list
}

/// `-n, --lines <N>`, or `<TRIAL>`.
fn shown(option: &Arg) -> String {
    let names = [
        option.get_short().map(|short| format!("-{short}")),
        option.get_long().map(|long| format!("--{long}")),
    ];
    let names: Vec<String> = names.into_iter().flatten().collect();
    let takes_value = option.get_action().takes_values();
    let value = option.get_value_names().filter(|_| takes_value).and_then(<[_]>::first);
    let value = value.map(|name| format!("<{name}>")).unwrap_or_default();
    [names.join(", "), value].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn values(option: &Arg) -> String {
    let mut words = String::new();
    let possible = option.get_possible_values();
    if option.get_action().takes_values() && !possible.is_empty() {
        let names: Vec<String> = possible.iter().map(|value| format!("`{}`", value.get_name())).collect();
        let _ = write!(words, " One of {}.", names.join(", "));
    }
    if let [default] = option.get_default_values()
        && option.get_action().takes_values()
    {
        let _ = write!(words, " Default: `{}`.", default.display());
    }
    words
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the page is read, and written where snapshots are too")]
fn the_reference_page_says_what_the_program_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/cli.md");
    let page = page();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, &page).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == page, "docs/reference/cli.md differs from the program: write it anew as its head says");
}
