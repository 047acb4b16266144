//! Is the candidate better, beyond the luck of seeds? (S21, P98-P101)
//!
//! The candidate must beat the tuned baseline and the incumbent, each by the group-sequential plan that was stored before
//! the first fresh seed was trained. The trials that selected the candidate are never counted.

use etude_stats::group_sequential::{Decision as PlanDecision, Look};
use etude_study::history::{Confirmation, History, RoundRecord};
use etude_study::trial::Arm;
use etude_study::verdict::{Caveat, Comparison, Decision, Reason, Verdict};

use super::caveats::caveats;
use super::evidence::{complexity, divergence, pairs_won, skewed};
use super::pairs::{Pairs, fresh_scores, published};
use super::plan::decide;
use super::value_question::{scope, value_question};

/// Seeds used at most, as a multiple of the plan's last look: some may be without a pair.
const MOST_SEEDS_PER_LAST_LOOK: u32 = 2;

/// On so many fresh seeds, all of them, must the candidate be feasible and the other configuration not, to be adopted
/// without a pair. With equal rates of divergence that happens at most once in 4^5 = 1024 rounds.
pub(crate) const SEEDS_TO_SHOW_INFEASIBLE: u32 = 5;

/// From this probability up that the candidate is infeasible more often than what it is compared with, it is not
/// dependable: on two seeds more than the other, of up to eight.
const DIVERGES_MORE: f64 = 0.9;

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
    Decided(Box<Comparison>, Reason),
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
        divergence: Vec::new(),
        complexity: Some(complexity(round, candidate)),
        value_question: None,
        scope: None,
    };
    if let Some(wanted) = compare_all(history, round, confirmation, &mut verdict) {
        return train(confirmation, wanted);
    }
    let value = candidate.scientific_value.as_ref();
    verdict.value_question = value.and_then(|_| value_question(history, round));
    verdict.scope = scope(verdict.value_question.as_ref(), value, verdict.decision);
    ConfirmationStep::Conclude(Box::new(verdict))
}

/// Compares the candidate with one arm after the other, as far as each says adopt. Some for retrainings that are wanted
/// before more can be said.
fn compare_all(
    history: &History,
    round: &RoundRecord,
    confirmation: &Confirmation,
    verdict: &mut Verdict,
) -> Option<Vec<(Arm, u32)>> {
    for against in
        confirmation.contenders.iter().map(|contender| contender.arm).filter(|arm| *arm != Arm::Candidate)
    {
        let pairs = Pairs::gather(history, round, against);
        let rates = divergence(against, &pairs);
        let diverges_more = rates.candidate_more > DIVERGES_MORE;
        if rates.candidate + rates.other > 0 {
            verdict.divergence.push(rates);
        }
        if diverges_more {
            verdict.decision = Decision::Keep;
            let infeasible = pairs.candidate_infeasible + pairs.both_infeasible;
            verdict.reasons = vec![Reason::CandidateInfeasible { infeasible }];
            return None;
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
                verdict.comparisons.extend(so_far(round, confirmation, against, &pairs));
                return None;
            }
            Some(OneComparison::Train(wanted)) => return Some(wanted),
            Some(OneComparison::Decided(comparison, reason)) => {
                verdict.decision = comparison.decision;
                verdict.caveats.extend(skewed(against, &comparison.gains));
                verdict.comparisons.push(*comparison);
                // What decides last stands last; that another configuration never trained soundly stays on record.
                verdict.reasons.retain(|earlier| matches!(earlier, Reason::OtherInfeasible { .. }));
                verdict.reasons.push(reason);
                if verdict.decision != Decision::Adopt {
                    return None;
                }
            }
        }
    }
    None
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
    let bar = Bar::of(round);
    let (decision, look) = match decide(stored, Some(against), &bar.over(&pairs.gains), bar.margin)? {
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
    let compared = bar.as_gained(comparison(against, decision, &look, pairs)?);
    Some(OneComparison::Decided(Box::new(compared), reason))
}

/// What the last look that the pairs reach saw, where they do not suffice for a decision.
fn so_far(
    round: &RoundRecord,
    confirmation: &Confirmation,
    against: Arm,
    pairs: &Pairs,
) -> Option<Comparison> {
    let bar = Bar::of(round);
    match decide(&confirmation.plan, Some(against), &bar.over(&pairs.gains), bar.margin)? {
        PlanDecision::Continue { latest, .. } => {
            Some(bar.as_gained(comparison(against, Decision::Inconclusive, &latest?, pairs)?))
        }
        _ => None,
    }
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

    /// The comparison in terms of what was gained, not of what passed the bar.
    fn as_gained(self, mut compared: Comparison) -> Comparison {
        compared.mean_gain -= self.allowed;
        compared.interval = (compared.interval.0 - self.allowed, compared.interval.1 - self.allowed);
        compared
    }
}

fn comparison(against: Arm, decision: Decision, look: &Look, pairs: &Pairs) -> Option<Comparison> {
    let used = look.pairs as usize;
    let gains = pairs.gains.iter().take(used).copied().collect::<Vec<f64>>();
    Some(Comparison {
        against,
        decision,
        seeds: pairs.seeds.iter().take(used).copied().collect(),
        pairs_won: pairs_won(&gains),
        pooled_degrees: look.pooled_degrees,
        gains,
        mean_gain: look.mean,
        interval: (look.interval.low, look.interval.high),
        coverage: look.interval.coverage,
        score: published(&pairs.other_scores[..used])?,
    })
}
