//! A concluded round read again by another logged metric, without training (P93). It launches nothing.
//!
//! Trials of a sampler that heeds no score stand where they stand whatever metric is optimised, so their search can be
//! read again. Three things still depend on the first metric, and are said with every answer: the widened spaces, the
//! incumbent, and *when the retraining stopped*.
//!
//! **The error rate.** The pairs were collected until the first metric was decided, so their number depends on the data
//! and an ordinary test on them would err more often than it says. The plan of a round is a boundary that the mean
//! gain of *any* metric without a true gain crosses at *any* of its looks in at most 5 % of rounds (Pocock 1977; the
//! repeated intervals of Jennison & Turnbull 1989). That covers every rule by which one of those looks could have been the
//! last, also one that watched another metric. So the other metric's gains are held against the same boundary at the
//! looks that its pairs reach, and pairs beyond the last such look are not used. What this does not cover: asking for
//! many metrics, each of which may err in 5 % of rounds.
//!
//! Where the best few were trained again before the choice, the other metric chooses among those few; the variance that they
//! showed is of the first metric and is not used.
//!
//! Only a comparison of the configurations that the *new* metric would have chosen means anything; where others were
//! retrained, the search is all there is, and its best trial is lucky by construction.

use etude_stats::group_sequential::{Decision, Look};
use etude_study::history::{Confirmation, History, RoundRecord};
use etude_study::trial::Arm;
use etude_study::verdict::{Contender, PublishedScore, Reason};
use serde::Serialize;

use crate::confirmation::{Choice, Pairs, SEEDS_TO_SHOW_INFEASIBLE, choose, decide, fresh_scores, published};

/// What another metric says about a round.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Reanalysis {
    /// It cannot be asked.
    Refused {
        /// Why.
        refusal: Refusal,
    },
    /// The metric's own choice leads to no comparison.
    NoChange {
        /// Why.
        because: Reason,
    },
    /// The metric would have chosen configurations that were not retrained: what the search saw, and no more.
    SearchOnly {
        /// Whom it would have compared, the candidate first.
        contenders: Vec<Contender>,
        /// Whether others were retrained; false where nothing was.
        others_retrained: bool,
    },
    /// The configurations it would have chosen were retrained.
    Retrained {
        /// What would have become of the candidate.
        decision: Rejudgement,
        /// The candidate's score on the fresh seeds.
        candidate_score: Option<PublishedScore>,
        /// The evidence, in the order of the round's own comparison.
        comparisons: Vec<Recomparison>,
    },
}

/// Why a round cannot be read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    /// Its sampler followed the first metric: the trials stand where that one was good.
    Adaptive {
        /// The sampler.
        sampler: String,
    },
    /// Its search or its retraining goes on.
    NotConcluded,
}

/// What would have become of a candidate. These are no verdicts, and nothing follows from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rejudgement {
    /// Better than all it was compared with, beyond chance.
    WouldHaveAdopted,
    /// Worse than something it was compared with, beyond chance, or not dependable.
    WouldHaveKept,
    /// The retrainings there are do not tell.
    CannotSay,
}

/// The candidate against one other configuration by another metric, on the fresh seeds there are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recomparison {
    /// What it was compared with.
    pub against: Arm,
    /// What this comparison alone says.
    pub decision: Rejudgement,
    /// The numbers, from as many pairs as a look of the plan allows; none when no look was reached.
    pub look: Option<RecomparedLook>,
    /// The other configuration's score on the seeds used; none without any.
    pub score: Option<PublishedScore>,
    /// Complete pairs that exist.
    pub pairs_available: u32,
    /// Seeds on which only the candidate was infeasible.
    pub candidate_infeasible: u32,
    /// Seeds on which only the other configuration was infeasible.
    pub other_infeasible: u32,
}

/// The gains at the look that answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecomparedLook {
    /// The seeds of the pairs used, in order.
    pub seeds: Vec<u32>,
    /// The candidate's gain for each pair, in the metric's unit; positive is better.
    pub gains: Vec<f64>,
    /// Mean gain.
    pub mean_gain: f64,
    /// Repeated confidence interval for the mean gain, valid at every look of the plan.
    pub interval: (f64, f64),
    /// Coverage of that interval.
    pub coverage: f64,
}

/// Reads a round again. `history` and `round` are those of [`History::rescored`], so that every rule is the round's own.
pub fn reanalyse(history: &History, round: &RoundRecord) -> Reanalysis {
    if round.frozen.learns() {
        let sampler = round.frozen.sampler_name().to_owned();
        return Reanalysis::Refused { refusal: Refusal::Adaptive { sampler } };
    }
    if round.verdict.is_none() {
        return Reanalysis::Refused { refusal: Refusal::NotConcluded };
    }
    let wanted = match choose(history, round) {
        Choice::Compare(contenders) => contenders,
        Choice::Conclude(verdict) => {
            let because = verdict.reasons.into_iter().next().unwrap_or(Reason::NoCandidate);
            return Reanalysis::NoChange { because };
        }
    };
    match &round.confirmation {
        Some(confirmation) if are_the_same(&wanted, &confirmation.contenders) => {
            rejudge(history, round, confirmation)
        }
        other => Reanalysis::SearchOnly { contenders: wanted, others_retrained: other.is_some() },
    }
}

/// Whether the same configurations stand on the same sides, whichever trials they come from.
fn are_the_same(wanted: &[Contender], retrained: &[Contender]) -> bool {
    let side = |contender: &Contender| (contender.arm, contender.values.clone());
    wanted.iter().map(side).eq(retrained.iter().map(side))
}

fn rejudge(history: &History, round: &RoundRecord, confirmation: &Confirmation) -> Reanalysis {
    let others = confirmation.contenders.iter().map(|contender| contender.arm);
    let comparisons: Vec<Recomparison> = others
        .filter(|arm| *arm != Arm::Candidate)
        .map(|against| recompare(confirmation, against, &Pairs::gather(history, round, against)))
        .collect();
    let decisions = comparisons.iter().map(|comparison| comparison.decision);
    let decision = decisions
        .into_iter()
        .find(|decision| *decision != Rejudgement::WouldHaveAdopted)
        .unwrap_or(Rejudgement::WouldHaveAdopted);
    let candidate_score = published(&fresh_scores(history, round, Arm::Candidate));
    Reanalysis::Retrained { decision, candidate_score, comparisons }
}

fn recompare(confirmation: &Confirmation, against: Arm, pairs: &Pairs) -> Recomparison {
    let (decision, look) = if pairs.candidate_infeasible > pairs.other_infeasible {
        (Rejudgement::WouldHaveKept, None)
    } else if pairs.other_infeasible >= SEEDS_TO_SHOW_INFEASIBLE && pairs.other_infeasible == pairs.used {
        (Rejudgement::WouldHaveAdopted, None)
    } else {
        by_the_plan(confirmation, &pairs.gains)
    };
    let used = look.map_or(pairs.gains.len(), |look| look.pairs as usize);
    Recomparison {
        against,
        decision,
        score: published(&pairs.other_scores[..used]),
        look: look.map(|look| RecomparedLook {
            seeds: pairs.seeds[..used].to_vec(),
            gains: pairs.gains[..used].to_vec(),
            mean_gain: look.mean,
            interval: (look.interval.low, look.interval.high),
            coverage: look.interval.coverage,
        }),
        pairs_available: pairs.gains.len() as u32,
        candidate_infeasible: pairs.candidate_infeasible,
        other_infeasible: pairs.other_infeasible,
    }
}

/// What the stored plan says of these gains, without a margin: at the first look that decides, or the last one reached.
fn by_the_plan(confirmation: &Confirmation, gains: &[f64]) -> (Rejudgement, Option<Look>) {
    let Some(decision) = decide(&confirmation.plan, None, gains, 0.0) else {
        return (Rejudgement::CannotSay, None);
    };
    match decision {
        Decision::Adopt(look) => (Rejudgement::WouldHaveAdopted, Some(look)),
        Decision::Keep(look) => (Rejudgement::WouldHaveKept, Some(look)),
        Decision::Continue { latest, .. } => (Rejudgement::CannotSay, latest),
        Decision::Inconclusive(look) => (Rejudgement::CannotSay, Some(look)),
    }
}

#[cfg(test)]
mod tests {
    use etude_stats::group_sequential::Plan;
    use etude_stats::paired::PairedSummary;
    use etude_stats::random::Random;
    use etude_study::verdict::PlanKind;

    use super::*;
    use crate::confirmation::confirmation_plan;

    /// The pairs of a round whose first metric gains `gain` standard deviations, seen by another metric that gains nothing
    /// and has this correlation with the first: gathered until the first one is decided.
    fn gains_of_the_other_metric(
        random: &mut Random,
        plan: &Plan,
        (gain, correlation): (f64, f64),
    ) -> Vec<f64> {
        let (mut first, mut other) = (Vec::new(), Vec::new());
        let own_share = (1.0 - correlation * correlation).sqrt();
        loop {
            match plan.decide(&first, 0.0).unwrap() {
                Decision::Continue { next_look, .. } => {
                    while first.len() < next_look as usize {
                        let (shared, own) = (random.normal(), random.normal());
                        first.push(gain + shared);
                        other.push(correlation * shared + own_share * own);
                    }
                }
                _ => return other,
            }
        }
    }

    /// Shares of rounds in which a metric without a gain would have been adopted, by the plan and by an ordinary test on
    /// the pairs that happen to exist, and in which the interval at the look shown misses the truth.
    fn error_rates(case: (f64, f64)) -> [f64; 3] {
        let stored = confirmation_plan(PlanKind::default(), None);
        let confirmation = Confirmation {
            contenders: Vec::new(),
            plan: stored.clone(),
            trials: std::collections::BTreeMap::new(),
            unended: 0,
        };
        let plan = Plan::calibrated(stored.looks, stored.level, stored.overall_error).unwrap();
        let mut random = Random::new(7);
        let rounds = 3000;
        let mut counts = [0_u32; 3];
        for _ in 0..rounds {
            let gains = gains_of_the_other_metric(&mut random, &plan, case);
            let (decision, look) = by_the_plan(&confirmation, &gains);
            let interval = look.unwrap().interval;
            counts[0] += u32::from(decision == Rejudgement::WouldHaveAdopted);
            counts[1] += u32::from(PairedSummary::from_differences(&gains).unwrap().p_above(0.0) < 0.05);
            counts[2] += u32::from(interval.low > 0.0 || interval.high < 0.0);
            assert!((interval.coverage - 0.9).abs() < 1e-9, "{}", interval.coverage);
        }
        counts.map(|count| f64::from(count) / f64::from(rounds))
    }

    /// An ordinary test on the pairs that happen to exist errs more often than it says; the plan's boundary does not,
    /// whatever the correlation of the two metrics and whether the first one gains. The interval holds at whatever look.
    #[test]
    fn a_metric_without_a_gain_would_have_been_adopted_in_at_most_one_round_of_twenty() {
        for gain in [0.0, 0.5] {
            for correlation in [-0.5, 0.0, 0.5, 0.95] {
                let [adopted, _, missed] = error_rates((gain, correlation));
                assert!(adopted <= 0.055, "gain {gain}, correlation {correlation}: adopted {adopted}");
                assert!(missed <= 0.11, "gain {gain}, correlation {correlation}: missed {missed}");
            }
        }
        assert!(error_rates((0.0, 0.95))[1] > 0.06);
    }
}
