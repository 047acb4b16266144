//! Pairs of trainings that share a fresh seed.

use etude_stats::prediction::one_more;
use etude_study::history::{History, RoundRecord, TrialRecord};
use etude_study::score::Score;
use etude_study::trial::{Arm, Outcome};
use etude_study::verdict::PublishedScore;

/// All that is known of candidate and another arm, seed by seed from the first, as far as both have ended.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// Seeds of complete pairs, in order.
    pub(crate) seeds: Vec<u32>,
    /// The candidate's gain for each; positive is better.
    pub(crate) gains: Vec<f64>,
    /// The other arm's score for each.
    pub(crate) other_scores: Vec<Score>,
    /// Seed indices looked at, complete or not.
    pub(crate) used: u32,
    /// Seeds on which only the candidate was infeasible.
    pub(crate) candidate_infeasible: u32,
    /// Seeds on which only the other arm was infeasible.
    pub(crate) other_infeasible: u32,
    /// Seeds on which both were.
    pub(crate) both_infeasible: u32,
}

impl Pairs {
    pub(crate) fn gather(history: &History, round: &RoundRecord, other: Arm) -> Pairs {
        let mut pairs = Pairs::default();
        let outcome = |arm, index| {
            let trial: &TrialRecord = history.confirmation_trial(round, arm, index)?;
            Some((trial.request.configuration.seed, trial.outcome()?))
        };
        while let (Some((seed, candidate)), Some((_, other))) =
            (outcome(Arm::Candidate, pairs.used), outcome(other, pairs.used))
        {
            pairs.used += 1;
            match (candidate, other) {
                (Outcome::Feasible(candidate), Outcome::Feasible(other)) => {
                    pairs.seeds.push(seed);
                    pairs.gains.push(round.frozen.direction.gain(candidate.score, other.score));
                    pairs.other_scores.push(other.score);
                }
                (Outcome::Infeasible(_), Outcome::Feasible(_)) => pairs.candidate_infeasible += 1,
                (Outcome::Feasible(_), Outcome::Infeasible(_)) => pairs.other_infeasible += 1,
                (Outcome::Infeasible(_), Outcome::Infeasible(_)) => pairs.both_infeasible += 1,
                _ => {}
            }
        }
        pairs
    }

    /// Seeds without a pair.
    pub(crate) fn without_pair(&self) -> u32 {
        self.used - self.gains.len() as u32
    }
}

/// Scores of an arm's feasible retrainings, in the order of their seeds.
pub(crate) fn fresh_scores(history: &History, round: &RoundRecord, arm: Arm) -> Vec<Score> {
    let Some(confirmation) = &round.confirmation else { return Vec::new() };
    let of_arm = confirmation.trials.iter().filter(|((trial_arm, _), _)| *trial_arm == arm);
    let records = of_arm.filter_map(|(_, trial)| history.trials.get(trial)?.outcome());
    records
        .filter_map(|outcome| if let Outcome::Feasible(best) = outcome { Some(best.score) } else { None })
        .collect()
}

/// In so many cases of a hundred one more retraining falls within the interval that is published.
const ONE_MORE_COVERAGE: f64 = 0.9;

/// Mean and spread of scores, and where one more would fall; none without any.
pub fn published(scores: &[Score]) -> Option<PublishedScore> {
    let count = scores.len() as f64;
    let mean = scores.iter().map(|score| score.get()).sum::<f64>() / count;
    let squares: f64 = scores.iter().map(|score| (score.get() - mean).powi(2)).sum();
    let sd = (scores.len() > 1).then(|| (squares / (count - 1.0)).sqrt());
    let values: Vec<f64> = scores.iter().map(|score| score.get()).collect();
    let one_more = one_more(&values, ONE_MORE_COVERAGE).ok().map(|interval| (interval.low, interval.high));
    (!scores.is_empty()).then_some(PublishedScore { mean, sd, seeds: scores.len() as u32, one_more })
}
