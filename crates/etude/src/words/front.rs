//! Sentences about several objectives.

use etude_study::objective::Objective;

/// What the trials on a front of so many are.
pub fn front(objectives: &[Objective], trials: usize) -> String {
    let names: Vec<&str> = objectives.iter().map(|objective| objective.name.as_str()).collect();
    let names = names.join(", ");
    match trials {
        0 => format!("no trial has logged all of: {names}"),
        1 => format!("this trial is the best in all: {names}"),
        _ => format!("no trial is better in all: {names}"),
    }
}

/// That a trial is kept off the front.
pub fn not_on_front(trial: u32, missing: &[String]) -> String {
    format!(
        "trial {trial:06} is not compared: it did not log {} as a number at its best epoch",
        missing.join(" and ")
    )
}
