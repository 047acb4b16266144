//! The flags of `etude train fashion` told to people: the help in the terminal, and the page of the reference.

use std::fmt::Write as _;

use crate::flags::{Fallback, Flag, Group, RUN, SETTINGS};

/// The flags that are not settings, as the last group.
const RUN_GROUP: Group = Group { title: "Run (a flag wins over its environment variable)", flags: RUN };

/// The help of `etude train fashion`: what it is, and every flag with its values, default and meaning.
pub fn describe() -> String {
    let mut text = String::from(
        "Trains a multilayer perceptron or a small convolutional network on 8,000 images of Fashion-MNIST\n\
         (14x14 pixels, 10 classes) and prints one JSON object a line. Flags are --name=value or --name value;\n\
         hyphens may stand for underscores.\n",
    );
    for group in SETTINGS.iter().chain([&RUN_GROUP]) {
        push(&mut text, format_args!("\n{}:\n", group.title));
        for flag in group.flags {
            push(
                &mut text,
                format_args!(
                    "  --{:<18} {}\n{:23}{}; default {}{}\n",
                    flag.name,
                    flag.meaning,
                    "",
                    flag.domain,
                    default(flag, ""),
                    condition(flag, "")
                        .map_or_else(String::new, |condition| format!("; only with {condition}")),
                ),
            );
        }
    }
    text
}

/// The flags as the tables of `docs/reference/fashion.md`, in Markdown.
pub fn reference_tables() -> String {
    let mut text = String::new();
    for group in SETTINGS.iter().chain([&RUN_GROUP]) {
        push(&mut text, format_args!("\n### {}\n\n", group.title));
        text.push_str("| flag | values | default | meaning |\n|---|---|---|---|\n");
        for flag in group.flags {
            let condition = condition(flag, "`").map_or_else(String::new, |c| format!(" (only with {c})"));
            push(
                &mut text,
                format_args!(
                    "| `--{}` | {} | {} | {}{condition} |\n",
                    flag.name,
                    flag.domain,
                    default(flag, "`"),
                    flag.meaning
                ),
            );
        }
    }
    text
}

/// What holds when the flag is not given; names and values between `quote`s.
fn default(flag: &Flag, quote: &str) -> String {
    match flag.default {
        Fallback::Value(value) => format!("{quote}{value}{quote}"),
        Fallback::ByOptimizer { sgd, adam } => {
            format!("{quote}{sgd}{quote} with sgd, {quote}{adam}{quote} with adam")
        }
        Fallback::SameAs(other) => format!("as {quote}--{other}{quote}"),
        Fallback::Environment(variable, otherwise) => format!("{quote}${variable}{quote}, else {otherwise}"),
    }
}

/// Without what the flag has no effect; names and values between `quote`s.
fn condition(flag: &Flag, quote: &str) -> Option<String> {
    let condition = flag.only_with?;
    let needed: Vec<String> =
        condition.values.iter().map(|value| format!("{quote}--{}={value}{quote}", condition.flag)).collect();
    Some(needed.join(" or "))
}

fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    let written = text.write_fmt(what);
    debug_assert!(written.is_ok(), "writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flags;

    const PAGE: &str = include_str!("../../../docs/reference/fashion.md");

    #[test]
    fn the_help_names_every_flag() {
        let help = describe();
        for flag in flags::all() {
            assert!(help.contains(&format!("--{}", flag.name)), "{}", flag.name);
            assert!(help.contains(flag.meaning), "{}", flag.name);
        }
        assert!(help.contains("only with --decay=linear or --decay=cosine"));
    }

    #[test]
    fn the_page_of_the_reference_holds_these_tables() {
        let tables = reference_tables();
        assert!(PAGE.contains(&tables), "write these tables into docs/reference/fashion.md:\n{tables}");
    }
}
