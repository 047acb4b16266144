//! Is the candidate better, beyond the luck of seeds? (S21, P98-P101)
//!
//! The candidate must beat the tuned baseline and the incumbent, each by the group-sequential plan that was stored before
//! the first fresh seed was trained. The trials that selected the candidate are never counted.

use etude_stats::group_sequential::{Decision as PlanDecision, Look, Plan};
use etude_study::history::{Confirmation, History, RoundRecord};
use etude_study::trial::Arm;
use etude_study::verdict::{Caveat, Comparison, Decision, Reason, Verdict};

use super::caveats::caveats;
use super::pairs::{Pairs, fresh_scores, published};

/// Seeds used at most, as a multiple of the plan's last look: some may be without a pair.
const MOST_SEEDS_PER_LAST_LOOK: u32 = 2;

/// On so many fresh seeds, all of them, must the candidate be feasible and the other configuration not, to be adopted
/// without a pair. With equal rates of divergence that happens at most once in 4^5 = 1024 rounds.
pub(crate) const SEEDS_TO_SHOW_INFEASIBLE: u32 = 5;

/// What a confirmation needs next.
#[derive(Debug, Clone, PartialEq)]
pub enum ConfirmationStep {
    /// Retrainings by arm and seed index; the same index has the same seed in every arm.
    Train(Vec<(Arm, u32)>),
    /// Retrainings are still to end.
    Await,
    /// The answer.
    Conclude(Box<Verdict>),
}

enum OneComparison {
    Train(Vec<(Arm, u32)>),
    Decided(Comparison, Reason),
}

/// Judges as far as the data go. Nothing is decided while a requested retraining runs, so that the answer does not
/// depend on which one ends first.
pub fn judge(history: &History, round: &RoundRecord, confirmation: &Confirmation) -> ConfirmationStep {
    if confirmation.unended > 0 {
        return ConfirmationStep::Await;
    }
    let Some(candidate) = confirmation.contender(Arm::Candidate) else {
        return ConfirmationStep::Await;
    };
    let mut verdict = Verdict {
        decision: Decision::Adopt,
        reasons: Vec::new(),
        candidate: Some(candidate.clone()),
        candidate_score: published(&fresh_scores(history, round, Arm::Candidate)),
        comparisons: Vec::new(),
        answers: Vec::new(),
        caveats: caveats(history, round, candidate),
    };
    for against in
        confirmation.contenders.iter().map(|contender| contender.arm).filter(|arm| *arm != Arm::Candidate)
    {
        let pairs = Pairs::gather(history, round, against);
        if pairs.candidate_infeasible > pairs.other_infeasible {
            verdict.decision = Decision::Keep;
            verdict.reasons = vec![Reason::CandidateInfeasible { infeasible: pairs.candidate_infeasible }];
            return ConfirmationStep::Conclude(Box::new(verdict));
        }
        if pairs.other_infeasible >= SEEDS_TO_SHOW_INFEASIBLE && pairs.other_infeasible == pairs.used {
            verdict.reasons.push(Reason::OtherInfeasible { against, seeds: pairs.used });
            continue;
        }
        if pairs.without_pair() > 0 {
            verdict.caveats.push(Caveat::SeedsWithoutPair { against, seeds: pairs.without_pair() });
        }
        match compare(round, confirmation, against, &pairs) {
            None => {
                verdict.decision = Decision::Inconclusive;
                verdict.reasons = vec![Reason::TooFewPairs { against }];
                return ConfirmationStep::Conclude(Box::new(verdict));
            }
            Some(OneComparison::Train(wanted)) => return train(confirmation, wanted),
            Some(OneComparison::Decided(comparison, reason)) => {
                verdict.decision = comparison.decision;
                verdict.comparisons.push(comparison);
                // What decides last stands last; that another configuration never trained soundly stays on record.
                verdict.reasons.retain(|earlier| matches!(earlier, Reason::OtherInfeasible { .. }));
                verdict.reasons.push(reason);
                if verdict.decision != Decision::Adopt {
                    return ConfirmationStep::Conclude(Box::new(verdict));
                }
            }
        }
    }
    ConfirmationStep::Conclude(Box::new(verdict))
}

/// Retrainings not requested yet.
fn train(confirmation: &Confirmation, wanted: Vec<(Arm, u32)>) -> ConfirmationStep {
    let missing = wanted.into_iter().filter(|place| !confirmation.trials.contains_key(place)).collect();
    ConfirmationStep::Train(missing)
}

/// Compares with one arm; `None` when the seeds are used up without enough pairs.
fn compare(
    round: &RoundRecord,
    confirmation: &Confirmation,
    against: Arm,
    pairs: &Pairs,
) -> Option<OneComparison> {
    let stored = &confirmation.plan;
    let plan = Plan::calibrated(stored.looks.clone(), stored.level, stored.overall_error).ok()?;
    let bar = Bar::of(round);
    let (decision, look) = match plan.decide(&bar.over(&pairs.gains), bar.margin).ok()? {
        PlanDecision::Adopt(look) => (Decision::Adopt, look),
        PlanDecision::Keep(look) => (Decision::Keep, look),
        PlanDecision::Inconclusive(look) => (Decision::Inconclusive, look),
        PlanDecision::Continue { next_look, .. } => {
            let missing = next_look - pairs.gains.len() as u32;
            let last_look = stored.looks.last().copied().unwrap_or(next_look);
            if pairs.used + missing > MOST_SEEDS_PER_LAST_LOOK * last_look {
                return None;
            }
            let seeds = pairs.used..pairs.used + missing;
            let wanted = seeds.flat_map(|index| [(Arm::Candidate, index), (against, index)]).collect();
            return Some(OneComparison::Train(wanted));
        }
    };
    let reason = match decision {
        Decision::Adopt if bar.is_removal() => Reason::NoWorseWithout,
        Decision::Keep if bar.is_removal() => Reason::RemovalCosts { against },
        Decision::Adopt => Reason::BetterOnFreshSeeds,
        Decision::Keep => Reason::NoGainWorthTheMargin { against },
        Decision::Inconclusive => Reason::PairsUsedUp { against },
    };
    let mut compared = comparison(against, decision, &look, pairs)?;
    compared.mean_gain -= bar.allowed;
    compared.interval = (compared.interval.0 - bar.allowed, compared.interval.1 - bar.allowed);
    Some(OneComparison::Decided(compared, reason))
}

/// What a gain must pass. A change must gain the margin; a removal may cost that much (a test of non-inferiority).
#[derive(Debug, Clone, Copy)]
struct Bar {
    allowed: f64,
    margin: f64,
}

impl Bar {
    fn of(round: &RoundRecord) -> Bar {
        let margin = round.frozen.min_improvement;
        if round.frozen.definition.is_ablation() {
            Bar { allowed: margin, margin: 0.0 }
        } else {
            Bar { allowed: 0.0, margin }
        }
    }

    fn is_removal(self) -> bool {
        self.allowed > 0.0
    }

    /// The gains, and what they may fall short by.
    fn over(self, gains: &[f64]) -> Vec<f64> {
        gains.iter().map(|gain| gain + self.allowed).collect()
    }
}

fn comparison(against: Arm, decision: Decision, look: &Look, pairs: &Pairs) -> Option<Comparison> {
    let used = look.pairs as usize;
    Some(Comparison {
        against,
        decision,
        seeds: pairs.seeds.iter().take(used).copied().collect(),
        gains: pairs.gains.iter().take(used).copied().collect(),
        mean_gain: look.mean,
        interval: (look.interval.low, look.interval.high),
        coverage: look.interval.coverage,
        score: published(&pairs.other_scores[..used])?,
    })
}
