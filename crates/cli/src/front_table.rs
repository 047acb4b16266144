//! The trials between which to choose where there are several objectives, as a table.

use std::fmt::Write as _;

use etude::views::FrontView;
use etude::words;

use crate::output;

/// A sentence, a row for each trial on the front, and those that could not be compared.
pub(crate) fn front_table(front: &FrontView) -> String {
    let mut text = format!("In round {}, {}.\n", front.round, front.sentence);
    if !front.trials.is_empty() {
        let names = front.objectives.iter().map(|objective| objective.name.as_str());
        let head: Vec<&str> = std::iter::once("trial").chain(names).chain(["values that vary"]).collect();
        let row = |trial: &etude::views::FrontTrial| {
            let mut row = vec![format!("{:06}", trial.trial)];
            row.extend(front.objectives.iter().map(|objective| words::number(trial.scores[&objective.name])));
            row.push(words::values(&trial.values));
            row
        };
        text.push_str(&output::table(&head, front.trials.iter().map(row).collect()));
        text = text.trim_end().to_owned() + "\n";
    }
    for trial in &front.incomplete {
        let _ = writeln!(text, "{}.", words::not_on_front(trial.trial, &trial.missing));
    }
    text
}
