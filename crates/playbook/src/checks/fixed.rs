//! Is a parameter fixed though its best value depends on the question? (P27, P31)
//!
//! Known from a table ([`super::interactions`]), or from an earlier round that varied both: where the score rises with the
//! parameter otherwise at one value of the question than at another (ranks, [`etude_stats::rank_correlation`], p < 0.01
//! after as many comparisons). The learning rate is asked for first and by itself: nearly every value of any question has
//! a best one of its own (P27).

use std::collections::BTreeMap;

use etude_stats::rank_correlation::difference;
use etude_study::finding::{Answer, Interaction};
use etude_study::history::{History, RoundRecord};
use etude_study::round::Role;
use etude_study::space::Parameter;
use etude_study::trial::Outcome;

use super::interactions::{Kind, are_strong, kind};
use crate::rounds::were_trained_alike;

/// Largest probability of an interaction seen by chance.
const LEVEL: f64 = 0.01;

pub(super) fn check(history: &History, round: &RoundRecord) -> Vec<Answer> {
    let definition = &round.frozen.definition;
    let Some(question) = &definition.scientific else { return Vec::new() };
    let is_fixed = |parameter: &&Parameter| {
        definition.role(&parameter.name) == Role::Fixed
            && round.studies.iter().any(|study| parameter.is_active(&study.definition.fixed))
    };
    let fixed = round.frozen.parameters.iter().filter(is_fixed);
    fixed.filter_map(|parameter| of_parameter(history, round, parameter, question)).collect()
}

fn of_parameter(
    history: &History,
    round: &RoundRecord,
    parameter: &Parameter,
    question: &str,
) -> Option<Answer> {
    let (name, question) = (parameter.name.clone(), question.to_owned());
    if kind(&name) == Some(Kind::LearningRate) {
        return Some(Answer::LearningRateFixed { parameter: name, question });
    }
    let evidence = seen(history, round, &name, &question)
        .or_else(|| are_strong(&question, &name).then_some(Interaction::Literature))?;
    let value = round.frozen.incumbent.get(&name)?.clone();
    Some(Answer::FixedInteracts { parameter: name, value, question, evidence })
}

/// The latest earlier round, trained alike, in which the two interacted.
fn seen(history: &History, round: &RoundRecord, parameter: &str, question: &str) -> Option<Interaction> {
    let earlier = history.rounds.iter().rev().filter(|earlier| earlier.id < round.id);
    earlier.filter(|earlier| were_trained_alike(earlier, round)).find_map(|earlier| {
        let groups: Vec<Vec<(f64, f64)>> =
            pairs(history, earlier, parameter, question).into_values().collect();
        let (mut least, mut looked_at) = (1.0_f64, 0_u32);
        for (index, first) in groups.iter().enumerate() {
            for p_value in groups[index + 1..].iter().filter_map(|second| difference(first, second)) {
                least = least.min(p_value);
                looked_at += 1;
            }
        }
        let p_value = least * f64::from(looked_at);
        (looked_at > 0 && p_value < LEVEL).then_some(Interaction::EarlierRound { round: earlier.id, p_value })
    })
}

/// The parameter's value and the score of each trial that has both, by the value of the question.
fn pairs(
    history: &History,
    round: &RoundRecord,
    parameter: &str,
    question: &str,
) -> BTreeMap<String, Vec<(f64, f64)>> {
    let mut pairs: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for record in round.studies.iter().flat_map(|study| &study.trials).filter_map(|id| history.trials.get(id))
    {
        let values = &record.request.configuration.values;
        if let (Some(Outcome::Feasible(best)), Some(value), Some(number)) = (
            record.outcome(),
            values.get(question),
            values.get(parameter).and_then(etude_study::value::Value::as_f64),
        ) {
            pairs.entry(value.to_string()).or_default().push((number, best.score.get()));
        }
    }
    pairs
}
