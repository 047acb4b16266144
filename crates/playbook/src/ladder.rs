//! The ladder of lengths (P69-P71): what short rounds found, looked at again where trainings are long.
//!
//! Conclusions carry over by what they are about (P70): those on warm-up and initialization very likely, on architecture likely, on
//! optimizer, augmentation and regularization perhaps, on schedules unlikely. Whether they do *here* is measured: configurations
//! that were trained at both lengths must be ranked alike, by a Spearman correlation of at least 0.5 (methods 8). Less, and the
//! conclusions of the shorter rounds are withdrawn. The correlation is told with its interval, since of few pairs it is uncertain: of
//! twelve unrelated pairs one in twenty reaches 0.5.

use etude_stats::rank_correlation;
use etude_study::configuration::Values;
use etude_study::finding::{Answer, Finding};
use etude_study::history::{History, RoundRecord};
use etude_study::project::Project;
use etude_study::round::RoundDefinition;
use etude_study::score::Direction;
use etude_study::space::Group;
use etude_study::verdict::Decision;
use serde::Serialize;

/// A correlation below withdraws what shorter rounds found (methods 8).
const LEAST_CORRELATION: f64 = 0.5;
/// Configurations that are trained for longer.
const CONTINUED: u32 = 12;

/// How likely a conclusion holds at another length of training, by what it is about (P70).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CarryOver {
    /// Schedules are tied to the length.
    Unlikely,
    /// Optimizer, augmentation, regularization.
    Maybe,
    /// Architecture.
    Likely,
    /// Length of the warm-up, initialization.
    VeryLikely,
}

impl CarryOver {
    /// Of a conclusion about a parameter: by its name where that says warm-up or initialization, else by its group.
    pub fn of(parameter: &str, group: Option<Group>) -> CarryOver {
        let name = parameter.to_lowercase();
        if name.contains("warmup") || name.contains("warm_up") || name.contains("init") {
            return CarryOver::VeryLikely;
        }
        match group {
            Some(Group::Architecture) => CarryOver::Likely,
            Some(Group::Schedule) => CarryOver::Unlikely,
            Some(Group::Optimizer | Group::Regularization | Group::Data) | None => CarryOver::Maybe,
        }
    }

    /// The words a person reads.
    pub fn words(self) -> &'static str {
        match self {
            CarryOver::VeryLikely => "very likely carries over",
            CarryOver::Likely => "likely carries over",
            CarryOver::Maybe => "may carry over",
            CarryOver::Unlikely => "unlikely to carry over",
        }
    }
}

/// What two lengths say of each other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Transfer {
    /// Spearman's correlation of the scores.
    pub correlation: f64,
    /// An interval that holds the true one with about 95 % coverage.
    pub interval: (f64, f64),
    /// Whether what the shorter trainings found carries over.
    pub carries: bool,
}

/// Judges scores at a short and at a long length, of the same configurations in the same order. None for fewer than ten, and where all
/// scores of a length are the same.
pub fn transfer(pairs: &[(f64, f64)]) -> Option<Transfer> {
    let correlation = rank_correlation::spearman(pairs)?;
    let interval = rank_correlation::interval(correlation, pairs.len())?;
    Some(Transfer { correlation, interval, carries: correlation >= LEAST_CORRELATION })
}

/// The scores of the configurations that were trained at both lengths: short, long. One that was infeasible counts as the worst.
pub fn at_both_lengths(
    short: &[(Values, Option<f64>)],
    long: &[(Values, Option<f64>)],
    direction: Direction,
) -> Vec<(f64, f64)> {
    let worst = match direction {
        Direction::Minimize => f64::MAX,
        Direction::Maximize => f64::MIN,
    };
    let mut pairs = Vec::new();
    let mut taken: Vec<&Values> = Vec::new();
    for (values, after) in long.iter().filter(|(_, score)| score.is_some()) {
        let before = short.iter().find(|(known, _)| known == values);
        if let Some((_, before)) = before.filter(|_| !taken.contains(&values)) {
            taken.push(values);
            pairs.push((before.unwrap_or(worst), after.unwrap_or(worst)));
        }
    }
    pairs
}

/// The latest judgement between two lengths: whether what was found at the shorter one carries over.
pub fn judged(history: &History, (from, to): (u32, u32)) -> Option<&Answer> {
    let findings = history.rounds.iter().rev().flat_map(|round| &round.findings);
    let mut answers = findings.map(|(_, Finding { answer, .. })| answer);
    answers.find(|answer| match answer {
        Answer::LengthTransfer { from: short, to: long, .. } => (*short, *long) == (from, to),
        _ => false,
    })
}

/// The concluded rounds that were shorter than the whole length and of which nothing was trained for longer since.
pub fn unchecked<'a>(project: &Project, history: &'a History) -> Vec<&'a RoundRecord> {
    let whole = project.length.max_epochs;
    let continued = |epochs: u32| {
        let names = history.rounds.iter().filter_map(|round| round.frozen.definition.continues.as_ref());
        let waiting = project.rounds.iter().filter_map(|round| round.continues.as_ref());
        names.chain(waiting).any(|name| {
            let earlier = history.rounds.iter().find(|round| round.frozen.definition.name == *name);
            earlier.is_some_and(|earlier| earlier.frozen.length.max_epochs == epochs)
        })
    };
    let is_short = |round: &&RoundRecord| {
        round.verdict.is_some()
            && round.frozen.length.max_epochs < whole
            && project.length.epochs_of(&round.frozen.definition) == round.frozen.length.max_epochs
    };
    let short = history.rounds.iter().filter(is_short);
    short.filter(|round| !continued(round.frozen.length.max_epochs)).collect()
}

/// Of such rounds, the one to train for longer: the last that was adopted, or else the last.
pub fn to_continue<'a>(rounds: &[&'a RoundRecord]) -> Option<&'a RoundRecord> {
    let adopted = |round: &&&RoundRecord| {
        round.verdict.as_ref().is_some_and(|verdict| verdict.decision == Decision::Adopt)
    };
    rounds.iter().rev().find(adopted).or(rounds.last()).copied()
}

/// The round that trains an earlier one's configurations for the whole length.
pub fn continued(project: &Project, history: &History, round: &RoundRecord) -> RoundDefinition {
    let definition = &round.frozen.definition;
    let is_taken = |name: &String| {
        project.rounds.iter().any(|known| known.name == *name)
            || history.rounds.iter().any(|known| known.frozen.definition.name == *name)
    };
    let wanted = format!("{}-longer", definition.name);
    let numbered = (2..u32::MAX).map(|number| format!("{wanted}-{number}"));
    let name = std::iter::once(wanted.clone()).chain(numbered).find(|name| !is_taken(name));
    RoundDefinition {
        name: name.unwrap_or(wanted),
        trials: CONTINUED,
        configurations: Vec::new(),
        pruner: None,
        space: std::collections::BTreeMap::new(),
        fresh: false,
        epochs: None,
        continues: Some(definition.name.clone()),
        ..definition.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ranks_alike_carries_and_what_does_not_is_withdrawn() {
        let alike: Vec<(f64, f64)> =
            (0..12).map(|index| (f64::from(index), f64::from(index * index))).collect();
        let found = transfer(&alike).unwrap();
        assert!(found.carries && found.interval.0 > 0.9, "{found:?}");
        let shuffled: Vec<(f64, f64)> =
            (0..12).map(|index| (f64::from(index), f64::from(index * 5 % 12))).collect();
        assert!(!transfer(&shuffled).unwrap().carries);
        assert_eq!(transfer(&alike[..9]), None);
    }

    #[test]
    fn parameters_carry_over_by_what_they_are_about() {
        let of = CarryOver::of;
        assert_eq!(of("warmup_steps", Some(Group::Schedule)), CarryOver::VeryLikely);
        assert_eq!(of("decay", Some(Group::Schedule)), CarryOver::Unlikely);
        assert_eq!(of("layers", Some(Group::Architecture)), CarryOver::Likely);
        assert!(of("dropout", Some(Group::Regularization)) > of("decay", Some(Group::Schedule)));
    }
}
