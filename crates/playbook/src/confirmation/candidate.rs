//! Who is compared with whom. The best trial of a study is lucky by construction; it is only *chosen* here.

use std::cmp::Ordering;

use etude_study::configuration::Values;
use etude_study::design::part_of;
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::ids::TrialId;
use etude_study::score::Direction;
use etude_study::trial::{Arm, Outcome, Purpose};
use etude_study::value::Value;
use etude_study::verdict::{Contender, Decision, Reason, Verdict};

use super::reruns::{Standing, standing};
use crate::rounds::trials_of;

/// What the studies' winners lead to.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// A candidate, and what it must beat: the tuned baseline, where there is one, and the incumbent.
    Compare(Vec<Contender>),
    /// There is no change to consider.
    Conclude(Box<Verdict>),
}

struct Winner {
    trial: TrialId,
    standing: Standing,
    values: Values,
    is_incumbent: bool,
}

/// Chooses candidate and baseline from complete studies.
///
/// The candidate is the best winner among the studies at *other* values in question than the incumbent's; the baseline is
/// the winner at the incumbent's value, as well tuned as the candidate (P60). Where one study covers the range of the
/// question, its trials in the incumbent's own part of the range are no candidates: that part says nothing of a change. A
/// round without a question has one study, whose winner is the candidate and is compared with the incumbent alone.
pub fn choose(history: &History, round: &RoundRecord) -> Choice {
    let definition = &round.frozen.definition;
    let direction = round.frozen.direction;
    let holds_incumbent = |study: &&StudyRecord| study.definition.holds_incumbent;
    let (home, others): (Vec<_>, Vec<_>) = round.studies.iter().partition(holds_incumbent);
    let candidates = if definition.compares() { others } else { round.studies.iter().collect() };
    let winners = candidates.iter().filter_map(|study| winner(history, round, study));
    let Some(candidate) = winners.min_by(|a, b| better_first(direction, a.standing, b.standing)) else {
        return conclude(decision_without_change(history, round, &candidates), Reason::NoCandidate);
    };
    if candidate.is_incumbent {
        return conclude(decision_without_change(history, round, &candidates), Reason::IncumbentIsBest);
    }
    let contender = |arm: Arm, values: Values, from: Option<TrialId>| Contender {
        arm,
        scientific_value: value_in_question(round, &values),
        values,
        from,
    };
    let mut contenders = vec![contender(Arm::Candidate, candidate.values, Some(candidate.trial))];
    let baseline = home.into_iter().find_map(|study| winner(history, round, study));
    if let Some(baseline) = baseline.filter(|baseline| definition.compares() && !baseline.is_incumbent) {
        contenders.push(contender(Arm::Baseline, baseline.values, Some(baseline.trial)));
    }
    contenders.push(contender(Arm::Incumbent, round.frozen.incumbent.clone(), None));
    Choice::Compare(contenders)
}

/// Whether these values lie in the part of the question's range in which the incumbent lies.
fn lies_in_own_part(round: &RoundRecord, values: &Values) -> bool {
    let frozen = &round.frozen;
    let Some((name, parts)) = frozen.definition.ranged() else { return false };
    let declared = frozen.parameters.iter().find(|parameter| parameter.name == name);
    let Some(domain) = declared.map(|parameter| frozen.definition.domain(parameter)) else { return false };
    let part = |values: &Values| values.get(name).and_then(|value| part_of(domain, parts, value));
    part(values).is_some_and(|part_of_values| Some(part_of_values) == part(&frozen.incumbent))
}

/// What values say to the round's question: the value of its parameter; of several, in words.
fn value_in_question(round: &RoundRecord, values: &Values) -> Option<Value> {
    let definition = &round.frozen.definition;
    if definition.design.is_usual() || definition.ranged().is_some() {
        return values.get(definition.scientific.as_ref()?).cloned();
    }
    let told =
        |name: &&str| !definition.is_ablation() || values.get(*name) != round.frozen.incumbent.get(*name);
    let questions = definition.questions();
    let named = questions.iter().filter(|name| told(name));
    let words: Vec<String> =
        named.filter_map(|name| Some(format!("{name} = {}", values.get(*name)?))).collect();
    (!words.is_empty()).then(|| Value::Text(words.join(", ")))
}

/// Whether a trial of a study may win it: where one study covers the range of the question, only a change of it may.
pub(super) fn may_win(round: &RoundRecord, study: &StudyRecord, values: &Values) -> bool {
    study.definition.holds_incumbent || !lies_in_own_part(round, values)
}

/// The feasible trial with the best score among those that may win; the earliest among equals. Where the best few were
/// trained again, the one of them with the best mean over all its seeds. A pruned trial is never a winner.
fn winner(history: &History, round: &RoundRecord, study: &StudyRecord) -> Option<Winner> {
    let direction = round.frozen.direction;
    let mut trials = trials_of(history, round, study);
    trials.retain(|trial| {
        let record = history.trials.get(trial);
        record.is_some_and(|record| may_win(round, study, &record.request.configuration.values))
    });
    let on_all_seeds = |trial: &TrialId| Some((*trial, standing(history, round, *trial)?));
    let once = |trial: &TrialId| match history.trials.get(trial)?.outcome()? {
        Outcome::Feasible(epoch) => Some((*trial, Standing { infeasible: 0, mean: epoch.score })),
        _ => None,
    };
    let best = |standings: &mut dyn Iterator<Item = (TrialId, Standing)>| {
        standings.min_by(|a, b| better_first(direction, a.1, b.1).then(a.0.cmp(&b.0)))
    };
    let (trial, standing) = best(&mut trials.iter().filter_map(on_all_seeds))
        .or_else(|| best(&mut trials.iter().filter_map(once)))?;
    let request = &history.trials.get(&trial)?.request;
    let mut values = study.definition.fixed.clone();
    values.extend(request.configuration.values.clone());
    let is_incumbent =
        matches!(request.purpose, Purpose::Incumbent { .. }) || values == round.frozen.incumbent;
    Some(Winner { trial, standing, values, is_incumbent })
}

fn better_first(direction: Direction, a: Standing, b: Standing) -> Ordering {
    a.infeasible.cmp(&b.infeasible).then(direction.best_first(a.mean, b.mean))
}

/// To keep the incumbent, the studies must have been searched; else the question was not answered.
fn decision_without_change(history: &History, round: &RoundRecord, studies: &[&StudyRecord]) -> Decision {
    let all_were_tried = studies.iter().all(|study| was_tried(history, round, study));
    if all_were_tried { Decision::Keep } else { Decision::Inconclusive }
}

/// Whether any of the study's points, reused ones among them, was trained to an end that says something of it. Trials that failed or were
/// given up say nothing.
pub(super) fn was_tried(history: &History, round: &RoundRecord, study: &StudyRecord) -> bool {
    let trials = trials_of(history, round, study);
    let records = trials.iter().filter_map(|trial| history.trials.get(trial));
    let searched = records.filter(|record| !matches!(record.request.purpose, Purpose::Incumbent { .. }));
    searched
        .filter_map(|record| record.outcome())
        .any(|outcome| matches!(outcome, Outcome::Feasible(_) | Outcome::Infeasible(_) | Outcome::Pruned(_)))
}

fn conclude(decision: Decision, reason: Reason) -> Choice {
    Choice::Conclude(Box::new(Verdict::without_comparison(decision, reason)))
}
