//! Which conclusions no longer rest on what they rested on (S8, P13, P14, P67, P100), and what repeating them would cost.
//!
//! A verdict rests on the batch size, the length of training, the program and its sources, and the values of everything that
//! the round kept fixed. When one of these changes, conclusions on the groups of parameters that it touches become stale:
//! they are shown as such, and the round to repeat is proposed. Nothing is repeated by itself, and no verdict is changed.
//!
//! A commit that changes says little where the project does not name its `sources`: such a conclusion is *doubtful* only.

use std::collections::BTreeSet;

use etude_study::finding::Answer;
use etude_study::history::{History, RoundRecord};
use etude_study::ids::RoundId;
use etude_study::project::Project;
use etude_study::round::{Role, RoundDefinition};
use etude_study::sources::{Sources, SourcesChange};
use etude_study::space::{Group, Parameter, Setting};
use etude_study::value::Value;
use etude_study::verdict::Decision;
use serde::Serialize;

use crate::ladder::{continued, judged};
use crate::rounds::{Cost, freeze_round, round_cost};

/// Whether conclusions about a group depend on what has changed.
type Dependence<'a> = &'a dyn Fn(Group) -> bool;

/// Something that a conclusion rested on and that is different by now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// The batch size (S8, P14).
    BatchSize {
        /// Examples a step then; none where the project set none.
        from: Option<u32>,
        /// Examples a step now.
        to: Option<u32>,
    },
    /// The number of epochs of every training (P70).
    Length {
        /// Then.
        from: u32,
        /// Now.
        to: u32,
    },
    /// Configurations that were trained at its length and at the whole one were not ranked alike (P71).
    DoesNotTransfer {
        /// Its epochs.
        from: u32,
        /// Those of the whole training.
        to: u32,
        /// The correlation of their ranks.
        correlation: f64,
    },
    /// The program that is started (P13).
    Program,
    /// The program's code.
    Sources {
        /// What of it.
        change: SourcesChange,
    },
    /// A parameter that the round kept fixed, and on which the answer depends (P31).
    Fixed {
        /// The parameter.
        parameter: String,
        /// Its value then.
        from: Value,
        /// Its value now.
        to: Value,
    },
}

impl Cause {
    /// Whether it only may have changed something.
    pub fn is_doubtful(&self) -> bool {
        matches!(self, Cause::Sources { change: SourcesChange::Commit | SourcesChange::UncommittedChanges })
    }

    /// The rule that it follows.
    pub fn rule(&self) -> &'static str {
        match self {
            Cause::BatchSize { .. } => "S8, P14",
            Cause::Length { .. } => "P70",
            Cause::DoesNotTransfer { .. } => "P71",
            Cause::Program | Cause::Sources { .. } => "P13",
            Cause::Fixed { .. } => "P31",
        }
    }
}

/// A round whose answer may not hold any more.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StaleConclusion {
    /// The round.
    pub round: RoundId,
    /// What its question is about; empty where neither the file nor the names tell.
    pub groups: BTreeSet<Group>,
    /// What changed, the gravest first.
    pub causes: Vec<Cause>,
    /// What repeating the round today would cost; none where it could not start under today's incumbent.
    pub repeat: Option<Cost>,
}

impl StaleConclusion {
    /// Whether everything that changed only may have changed something.
    pub fn is_doubtful(&self) -> bool {
        self.causes.iter().all(Cause::is_doubtful)
    }
}

/// The conclusions that are stale by now, in the order of their rounds. `now` is the state of the program's code; without
/// it, the last state that the history knows. A conclusion that a later round answered anew is not among them; neither is
/// a round that came to none.
pub fn stale_conclusions(
    project: &Project,
    history: &History,
    now: Option<&Sources>,
) -> Vec<StaleConclusion> {
    let last_seen = history.rounds.iter().rev().find_map(|round| round.sources.last());
    let now = now.or(last_seen);
    let concluded: Vec<&RoundRecord> = history.rounds.iter().filter(|round| concluded(round)).collect();
    let stale = concluded.iter().enumerate().filter_map(|(index, round)| {
        if is_answered_again(round, &concluded[index + 1..]) {
            return None;
        }
        let groups = groups(round);
        let causes = causes(project, history, round, now);
        (!causes.is_empty()).then(|| StaleConclusion {
            round: round.id,
            groups: groups.unwrap_or_default(),
            causes,
            repeat: repeated_cost(project, history, round),
        })
    });
    stale.collect()
}

/// The round that would answer a stale conclusion anew: where only the length grew, its configurations trained for longer; else
/// the round again.
pub fn answered_anew(
    project: &Project,
    history: &History,
    stale: &StaleConclusion,
    round: &RoundRecord,
) -> RoundDefinition {
    let only_longer =
        stale.causes.iter().all(|cause| matches!(cause, Cause::Length { from, to } if from < to));
    let longer = continued(project, history, round);
    if only_longer && freeze_round(project, history, &longer).is_ok() {
        longer
    } else {
        repeated(project, history, round)
    }
}

/// The round again, under a name that is free.
pub fn repeated(project: &Project, history: &History, round: &RoundRecord) -> RoundDefinition {
    let definition = &round.frozen.definition;
    let is_taken = |name: &String| {
        project.rounds.iter().any(|known| known.name == *name)
            || history.rounds.iter().any(|known| known.frozen.definition.name == *name)
    };
    let free = (2..u32::MAX).map(|time| format!("{}-{time}", definition.name)).find(|name| !is_taken(name));
    RoundDefinition { name: free.unwrap_or_default(), fresh: true, ..definition.clone() }
}

fn repeated_cost(project: &Project, history: &History, round: &RoundRecord) -> Option<Cost> {
    let definition = repeated(project, history, round);
    let new = freeze_round(project, history, &definition).ok()?;
    Some(round_cost(&new.frozen, history))
}

fn concluded(round: &RoundRecord) -> bool {
    round.verdict.as_ref().is_some_and(|verdict| verdict.decision != Decision::Inconclusive)
}

/// Whether later rounds answered the same question: about the same parameter, or, without a question, by tuning all that
/// the earlier one tuned, be it for a question of their own.
fn is_answered_again(round: &RoundRecord, later: &[&RoundRecord]) -> bool {
    let role = |later: &RoundRecord, name: &str| later.frozen.definition.role(name);
    if let Some(question) = &round.frozen.definition.scientific {
        return later.iter().any(|later| role(later, question) == Role::Scientific);
    }
    let tuned = &round.frozen.definition.nuisance;
    tuned.iter().all(|name| later.iter().any(|later| role(later, name) != Role::Fixed))
}

/// What a round's answer is about: the group of its question, or of all that it tuned. None where one is not known, so
/// that every change may touch it.
fn groups(round: &RoundRecord) -> Option<BTreeSet<Group>> {
    let definition = &round.frozen.definition;
    let asked: Vec<&String> = match &definition.scientific {
        Some(question) => vec![question],
        None => definition.nuisance.iter().collect(),
    };
    let topic = |name: &String| {
        round.frozen.parameters.iter().find(|parameter| parameter.name == *name).and_then(Parameter::topic)
    };
    asked.into_iter().map(topic).collect()
}

fn causes(project: &Project, history: &History, round: &RoundRecord, now: Option<&Sources>) -> Vec<Cause> {
    let groups = groups(round);
    let touches = |depends: Dependence<'_>| {
        groups.as_ref().is_none_or(|groups| groups.iter().any(|group| depends(*group)))
    };
    let frozen = &round.frozen;
    let mut causes = Vec::new();
    let (from, to) = (frozen.batch_size.as_ref(), project.batch_size.as_ref());
    let (from, to) = (from.map(|size| size.value), to.map(|size| size.value));
    if from != to && touches(&|group| group.depends_on_setting(Setting::BatchSize)) {
        causes.push(Cause::BatchSize { from, to });
    }
    causes.extend(length_cause(project, history, round, &touches));
    if frozen.program.as_ref().is_some_and(|program| *program != project.workload.program) {
        causes.push(Cause::Program);
    }
    let then = round.sources.last();
    if let Some(change) = then.and_then(|then| now?.change_since(then)) {
        causes.push(Cause::Sources { change });
    }
    causes.extend(fixed_otherwise(history, round, &touches));
    causes.sort_by_key(Cause::is_doubtful);
    causes
}

/// Another length. A round that trained the earlier one's configurations for longer said whether its answer carries over.
fn length_cause(
    project: &Project,
    history: &History,
    round: &RoundRecord,
    touches: &dyn Fn(Dependence<'_>) -> bool,
) -> Option<Cause> {
    let from = round.frozen.length.max_epochs;
    let whole = project.length.max_epochs;
    if let Some(judged) = judged(history, (from, whole)) {
        return match judged {
            Answer::LengthTransfer { correlation, carries: false, .. } => {
                Some(Cause::DoesNotTransfer { from, to: whole, correlation: *correlation })
            }
            _ => None,
        };
    }
    let to = project.length.epochs_of(&round.frozen.definition);
    let is_touched = from != to && touches(&|group| group.depends_on_setting(Setting::Length));
    is_touched.then_some(Cause::Length { from, to })
}

/// Parameters that the round kept fixed, whose value the incumbent has changed since, and on which the answer depends.
fn fixed_otherwise(
    history: &History,
    round: &RoundRecord,
    touches: &dyn Fn(Dependence<'_>) -> bool,
) -> Vec<Cause> {
    let frozen = &round.frozen;
    let Some(now) = history.incumbent() else { return Vec::new() };
    let fixed = frozen.parameters.iter().filter(|parameter| {
        frozen.definition.role(&parameter.name) == Role::Fixed && parameter.is_active(&frozen.incumbent)
    });
    let changed = fixed.filter_map(|parameter| {
        let (from, to) = (frozen.incumbent.get(&parameter.name)?, now.get(&parameter.name)?);
        let topic = parameter.topic()?;
        let matters = from != to && touches(&|group| group.depends_on(topic));
        matters.then(|| Cause::Fixed {
            parameter: parameter.name.clone(),
            from: from.clone(),
            to: to.clone(),
        })
    });
    changed.collect()
}
