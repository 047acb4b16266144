//! Verdicts: the decision of a round, its reasons and its evidence.

use serde::{Deserialize, Serialize};

use crate::answer::RoundAnswer;
use crate::configuration::Values;
use crate::ids::TrialId;
use crate::trial::Arm;
use crate::value::Value;

/// What the round concludes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// The candidate replaces the incumbent.
    Adopt,
    /// The incumbent stays: there is no gain worth having.
    Keep,
    /// The incumbent stays: the seeds allowed could not tell.
    Inconclusive,
}

impl std::fmt::Display for Decision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Decision::Adopt => "adopt",
            Decision::Keep => "keep",
            Decision::Inconclusive => "inconclusive",
        })
    }
}

/// How candidate and baseline are to be compared; stored before the first comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfirmationPlan {
    /// Numbers of pairs at which the data may be looked at.
    pub looks: Vec<u32>,
    /// One-sided significance level at each look.
    pub level: f64,
    /// What the levels together hold the error of a false adoption to.
    pub overall_error: f64,
}

/// One configuration that is retrained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contender {
    /// Its part in the comparison.
    pub arm: Arm,
    /// Its value of every parameter, active or not.
    pub values: Values,
    /// The search trial it comes from; none for an incumbent that was not searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<TrialId>,
    /// Its scientific value, where the round has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scientific_value: Option<Value>,
}

/// A score from seeds that selected nothing: the number to publish.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedScore {
    /// Mean over the fresh seeds, in the metric's unit.
    pub mean: f64,
    /// Standard deviation between seeds (trial variance); none for a single seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// How many fresh seeds.
    pub seeds: u32,
}

/// The candidate against one other configuration, on shared fresh seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// What it was compared with.
    pub against: Arm,
    /// What this comparison alone says.
    pub decision: Decision,
    /// The seeds of the pairs used, in order.
    pub seeds: Vec<u32>,
    /// The candidate's gain for each pair, in the metric's unit; positive is better.
    pub gains: Vec<f64>,
    /// Mean gain.
    pub mean_gain: f64,
    /// Interval for the mean gain that stays valid under repeated looks (Jennison and Turnbull).
    pub interval: (f64, f64),
    /// Coverage of that interval.
    pub coverage: f64,
    /// The other configuration's score on the same seeds.
    pub score: PublishedScore,
}

/// Why the verdict is what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// Better than everything it was compared with, by more than chance and by at least the margin.
    BetterOnFreshSeeds,
    /// The candidate does not gain what would be worth having.
    NoGainWorthTheMargin {
        /// Against which configuration.
        against: Arm,
    },
    /// The pairs allowed were used up.
    PairsUsedUp {
        /// Against which configuration.
        against: Arm,
    },
    /// The candidate diverged or was otherwise infeasible on a fresh seed, where it must be dependable.
    CandidateInfeasible {
        /// On how many of the fresh seeds.
        infeasible: u32,
    },
    /// The candidate was feasible on every fresh seed, the other configuration on none.
    OtherInfeasible {
        /// Which configuration.
        against: Arm,
        /// On how many seeds.
        seeds: u32,
    },
    /// The incumbent's own configuration is the best trial of its study: there is no change to consider.
    IncumbentIsBest,
    /// No study had a feasible trial to propose.
    NoCandidate,
    /// Too few complete pairs: trainings failed on this machine.
    TooFewPairs {
        /// Against which configuration.
        against: Arm,
    },
    /// With a feature put back, the configuration is worse by less than the margin: the simpler one replaces the incumbent.
    NoWorseWithout,
    /// Putting a feature back costs more than the margin: none can be removed for nothing.
    RemovalCosts {
        /// Against which configuration.
        against: Arm,
    },
}

/// What limits the conclusion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "caveat", rename_all = "snake_case")]
pub enum Caveat {
    /// A parameter kept the incumbent's value (S16, P26).
    Fixed {
        /// The parameter.
        parameter: String,
        /// Its value.
        value: Value,
    },
    /// Seeds left out of a comparison since one side had no score.
    SeedsWithoutPair {
        /// Against which configuration.
        against: Arm,
        /// How many seeds.
        seeds: u32,
    },
    /// A range ends at a hard limit, and the best points lie there.
    AtHardLimit {
        /// The parameter.
        parameter: String,
        /// The limit.
        limit: f64,
    },
    /// The round overrode a rule of the method.
    RuleOverridden {
        /// The rule's number.
        rule: String,
        /// Why, in the words of the project file.
        reason: String,
    },
    /// At the incumbent's value of the question nothing was tuned, since every trial failed or was given up: the tuning
    /// of the candidate may pass for an effect of the question (P60).
    BaselineUntuned {
        /// How many trials of its study said nothing.
        trials: u32,
    },
    /// Values of the question were compared with points that follow the scores (methods 3): each had as many trials (P36),
    /// but they are no sample of its space, so the best of `m` of them says nothing of another search.
    SearchFollowedScores {
        /// The sampler.
        sampler: String,
    },
    /// The points were drawn by several versions of the sampler.
    SamplerVersions {
        /// The sampler.
        sampler: String,
        /// The versions, in their order.
        versions: Vec<u32>,
    },
}

/// The answer of a round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The decision.
    pub decision: Decision,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The change considered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<Contender>,
    /// The candidate's score on fresh seeds; none when nothing was retrained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate_score: Option<PublishedScore>,
    /// The evidence, strongest question first.
    pub comparisons: Vec<Comparison>,
    /// What it does not say.
    pub caveats: Vec<Caveat>,
    /// What a round of several questions found for each; empty where it asks one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<RoundAnswer>,
}
