//! Sentences of stale conclusions: what changed since, and why that matters.

use etude_playbook::staleness::{Cause, StaleConclusion};
use etude_study::sources::SourcesChange;

use super::number::count;

/// What changed since a conclusion, in one sentence without a full stop.
pub fn stale(conclusion: &StaleConclusion) -> String {
    let causes: Vec<String> = conclusion.causes.iter().map(cause).collect();
    let mut rules: Vec<&str> = Vec::new();
    for rule in conclusion.causes.iter().map(Cause::rule) {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    let verb = if conclusion.is_doubtful() { "may be" } else { "is" };
    format!("its answer {verb} stale: {} ({})", causes.join("; "), rules.join(", "))
}

fn cause(cause: &Cause) -> String {
    match cause {
        Cause::BatchSize { from, to } => {
            format!("the batch size is {}, and was {}", optional(*to), optional(*from))
        }
        Cause::Length { from, to } => format!("trainings have {}, and had {from}", count(*to, "epoch")),
        Cause::DoesNotTransfer { from, to, correlation } => format!(
            "it was found with {}, and such trainings do not rank configurations as those of {to} do (correlation {})",
            count(*from, "epoch"),
            super::number(*correlation)
        ),
        Cause::Program => "another program is trained than then".into(),
        Cause::Sources { change: SourcesChange::NamedSources } => {
            "the program's sources have changed since".into()
        }
        Cause::Sources { change: SourcesChange::Commit } => {
            "another commit is checked out than then; name `sources` in [workload], and Etude can tell whether the program \
             changed"
                .into()
        }
        Cause::Sources { change: SourcesChange::UncommittedChanges } => {
            "uncommitted changes differ from those of then; name `sources` in [workload], and Etude can tell whether the \
             program changed"
                .into()
        }
        Cause::Fixed { parameter, from, to } => {
            format!("{parameter} was fixed at {from} and is {to} by now, and the two depend on each other")
        }
    }
}

fn optional(size: Option<u32>) -> String {
    size.map_or_else(|| "left to the program".into(), |size| size.to_string())
}
