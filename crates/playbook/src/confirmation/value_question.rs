//! Is a value of the question better once everything else is tuned? All trials of its study answer (methods 1b).

use etude_stats::best_of::expected_best_of;
use etude_stats::best_of_test::{best_of_test, comparable_m, sd_of_best};
use etude_stats::holm::holm;
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::ids::TrialId;
use etude_study::score::Direction;
use etude_study::seed::sampler_seed;
use etude_study::trial::{Outcome, Purpose};
use etude_study::value::Value;
use etude_study::value_question::{Scope, ValueAgainstIncumbent, ValueQuestion, ValueStanding};
use etude_study::verdict::Decision;

use crate::rounds::trials_of;

/// Random deals of the permutation test.
const DEALS: u32 = 1999;
/// With fewer trials of a value the best of half of them says nothing.
const LEAST_TRIALS: usize = 4;
/// The place of the test's random numbers, apart from those of any segment of a study's space.
const TEST_PLACE: u32 = 0xFFFF;

/// One study: its value, and its trials with the smallest as the best.
struct Sampled {
    value: Value,
    losses: Vec<f64>,
}

/// The value question of a round; none where its trials are no samples of their spaces (a sampler that follows scores,
/// configurations by hand, a pruner) or too few.
pub fn value_question(history: &History, round: &RoundRecord) -> Option<ValueQuestion> {
    let frozen = &round.frozen;
    let name = frozen.definition.scientific.as_ref()?;
    // One study over a range, and pairs of values, have answers of their own.
    if !frozen.definition.design.is_usual() {
        return None;
    }
    if frozen.learns() || frozen.definition.is_by_hand() || frozen.definition.pruner.is_some() {
        return None;
    }
    let worst = worst_loss(history, round)?;
    let sampled = |study: &StudyRecord| {
        let losses = losses(history, &trials_of(history, round, study), (frozen.direction, worst));
        Some(Sampled { value: study.definition.fixed.get(name)?.clone(), losses })
    };
    let (home, others): (Vec<_>, Vec<_>) =
        round.studies.iter().partition(|study| study.definition.holds_incumbent);
    let home = sampled(home.first()?)?;
    let others: Vec<Sampled> = others.into_iter().map(sampled).collect::<Option<_>>()?;
    let smallest = others.iter().chain([&home]).map(|sampled| sampled.losses.len()).min()?;
    if smallest < LEAST_TRIALS || others.is_empty() {
        return None;
    }
    let m = comparable_m(smallest);
    let standing = |sampled: &Sampled| standing(sampled, m, frozen.direction);
    let seed = sampler_seed(frozen.project_seed, round.id, 0, TEST_PLACE);
    let tests: Vec<_> = others
        .iter()
        .map(|other| best_of_test((&other.losses, &home.losses), m, DEALS, seed).ok())
        .collect::<Option<_>>()?;
    let adjusted = holm(&tests.iter().map(|test| test.p).collect::<Vec<f64>>());
    let compared = others.iter().zip(&tests).zip(adjusted).map(|((other, test), p_adjusted)| {
        Some(ValueAgainstIncumbent { standing: standing(other)?, gain: test.gain, p: test.p, p_adjusted })
    });
    Some(ValueQuestion { m: m as u32, incumbent: standing(&home)?, others: compared.collect::<Option<_>>()? })
}

fn standing(sampled: &Sampled, m: usize, direction: Direction) -> Option<ValueStanding> {
    let best = expected_best_of(&sampled.losses, m).ok()?;
    Some(ValueStanding {
        value: sampled.value.clone(),
        trials: sampled.losses.len() as u32,
        expected_best: best * sign(direction),
        study_sd: sd_of_best(&sampled.losses, m).ok()?,
    })
}

/// What makes a score a loss.
fn sign(direction: Direction) -> f64 {
    match direction {
        Direction::Minimize => 1.0,
        Direction::Maximize => -1.0,
    }
}

/// The points a study drew that came to an end. An infeasible one counts as the worst of the round: it is no draw that one
/// may leave out, and it is never the best of several.
fn losses(history: &History, trials: &[TrialId], (direction, worst): (Direction, f64)) -> Vec<f64> {
    let records = trials.iter().filter_map(|trial| history.trials.get(trial));
    let drawn = records.filter(|record| matches!(record.request.purpose, Purpose::Search { .. }));
    drawn
        .filter_map(|record| match record.outcome()? {
            Outcome::Feasible(best) => Some(best.score.get() * sign(direction)),
            Outcome::Infeasible(_) => Some(worst),
            _ => None,
        })
        .collect()
}

fn worst_loss(history: &History, round: &RoundRecord) -> Option<f64> {
    let trials = round.studies.iter().flat_map(|study| trials_of(history, round, study));
    let scores = trials.filter_map(|trial| match history.trials.get(&trial)?.outcome()? {
        Outcome::Feasible(best) => Some(best.score.get() * sign(round.frozen.direction)),
        _ => None,
    });
    scores.reduce(f64::max)
}

/// What an answer shows: something of the candidate's configuration, of its value, or of both. A round without a question
/// is about a configuration by itself, and says nothing here.
pub(super) fn scope(
    question: Option<&ValueQuestion>,
    value: Option<&Value>,
    decision: Decision,
) -> Option<Scope> {
    let value = value?;
    let is_better =
        question.and_then(|question| question.of(value)).is_some_and(ValueAgainstIncumbent::is_better);
    match (decision == Decision::Adopt, is_better) {
        (true, true) => Some(Scope::Both),
        (true, false) => Some(Scope::ThisPoint),
        (false, true) => Some(Scope::ThisValue),
        (false, false) => None,
    }
}
