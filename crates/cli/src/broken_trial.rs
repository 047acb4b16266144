//! A broken trial, for people: how it ended, the command to paste, its last lines, the likely cause.

use std::fmt::Write as _;

use etude::views::BrokenTrial;

/// Columns of a line where there is no terminal to say how wide it is.
const WIDEST: usize = 300;

/// The command, the last lines and the likely cause, indented.
pub(crate) fn describe(broken: &BrokenTrial) -> String {
    let mut text = format!("  command: {}\n", broken.command);
    let both = !broken.stderr.is_empty() && !broken.stdout.is_empty();
    for (name, lines) in [("standard output", &broken.stdout), ("standard error", &broken.stderr)] {
        if both {
            let _ = writeln!(text, "  {name}:");
        }
        for line in lines {
            let _ = writeln!(text, "  | {}", console::truncate_str(line, widest(), "…"));
        }
    }
    if let Some(cause) = &broken.likely_cause {
        let _ = writeln!(text, "  likely: {cause}");
    }
    text
}

fn widest() -> usize {
    console::Term::stderr().size_checked().map_or(WIDEST, |(_, columns)| usize::from(columns).max(40)) - 4
}
