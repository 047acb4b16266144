//! Verdicts: the decision of a round, its reasons and its evidence.

use serde::{Deserialize, Serialize};

use crate::answer::RoundAnswer;
use crate::configuration::Values;
use crate::ids::TrialId;
use crate::trial::Arm;
use crate::value::Value;
use crate::value_question::{Scope, ValueQuestion};

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

/// When the pairs are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanKind {
    /// At a few numbers of pairs fixed beforehand, each at a level of its own: decides with the fewest trainings.
    #[default]
    GroupSequential,
    /// After every pair, with evidence that may be read at any time: for whoever may stop or go on as they like.
    OpenEnded,
}

impl PlanKind {
    /// As the project file writes it.
    pub fn word(self) -> &'static str {
        match self {
            PlanKind::GroupSequential => "group-sequential",
            PlanKind::OpenEnded => "open-ended",
        }
    }

    /// Whether it is the one that a file need not name.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
    pub(crate) fn is_default(&self) -> bool {
        *self == PlanKind::default()
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
    /// When the pairs are looked at.
    #[serde(default, skip_serializing_if = "PlanKind::is_default")]
    pub kind: PlanKind,
    /// The variance of a paired difference as the replicates before the confirmation show it, where there are enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<ReplicateVariance>,
}

/// The variance of a paired difference, from replicates that share their seeds (methods 1a).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplicateVariance {
    /// The variance, in the metric's unit squared.
    pub variance: f64,
    /// Its degrees of freedom.
    pub degrees: u32,
    /// One-sided significance level of a look that uses it.
    pub level: f64,
    /// The arms that were among the replicated: only comparisons of these use it.
    pub arms: Vec<Arm>,
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
    /// Where the score of one more retraining falls in nine cases of ten; none for a single seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_more: Option<(f64, f64)>,
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
    /// In how many of the pairs the candidate is better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairs_won: Option<PairsWon>,
    /// Degrees of freedom of the variance it rests on, where that was pooled with the replicates'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pooled_degrees: Option<u32>,
}

/// The share of pairs that the candidate wins: `P(A > B)` (Bouthillier et al. 2021).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairsWon {
    /// The share, ties counted half.
    pub share: f64,
    /// Its 90 % interval.
    pub interval: (f64, f64),
    /// Whether the interval is above one half.
    pub shown: bool,
    /// Whether it also reaches three of four, from where a difference means something.
    pub meaningful: bool,
}

/// How often two configurations were infeasible on the same fresh seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Divergence {
    /// What the candidate was compared with.
    pub against: Arm,
    /// Fresh seeds on which both came to an end.
    pub seeds: u32,
    /// On how many of them the candidate was infeasible.
    pub candidate: u32,
    /// On how many the other configuration was.
    pub other: u32,
    /// The probability that the candidate's rate is the higher one.
    pub candidate_more: f64,
}

/// What a change would add (P20, P101).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complexity {
    /// Parameters that both configurations have, with other values.
    pub changed: Vec<String>,
    /// Parameters that only the candidate has: each is one more thing to tune in every later round.
    pub added: Vec<String>,
    /// Parameters that only the incumbent has.
    pub removed: Vec<String>,
}

/// What in the project file is no longer what a round was planned with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum PlanChange {
    /// The smallest gain worth having.
    MinImprovement {
        /// As it was when the round started.
        was: f64,
        /// As the file says when the round is answered.
        is: f64,
    },
    /// The kind of plan.
    Plan {
        /// As it was when the round started.
        was: PlanKind,
        /// As the file says when the round is answered.
        is: PlanKind,
    },
    /// The metric.
    Metric {
        /// As it was when the round started.
        was: String,
        /// As the file says when the round is answered.
        is: String,
    },
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
    /// The plan was changed after it was stored: what it decided is exploratory only, and nothing is adopted by it.
    ExploratoryOnly {
        /// What was changed.
        #[serde(flatten)]
        change: PlanChange,
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
    /// Findings of these rules stopped the verdict, and a person kept the incumbent instead of mending or accepting them.
    ClosedByPerson {
        /// The rules, each once.
        rules: Vec<String>,
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
    /// The gains are skewed: their mean and median differ by more than 0.3 standard deviations, and the error rate of the
    /// comparison holds for gains that are not (methods 1a).
    SkewedGains {
        /// Against which configuration.
        against: Arm,
        /// Mean gain.
        mean: f64,
        /// Median gain.
        median: f64,
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
    /// How often configurations were infeasible, where any was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub divergence: Vec<Divergence>,
    /// What the change would add; none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complexity: Option<Complexity>,
    /// The value question, where it can be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_question: Option<ValueQuestion>,
    /// What is shown: something of this configuration, of its value, or of both; none where neither is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
}

impl Verdict {
    /// A verdict for this reason, without a comparison.
    pub fn without_comparison(decision: Decision, reason: Reason) -> Verdict {
        Verdict {
            decision,
            reasons: vec![reason],
            candidate: None,
            candidate_score: None,
            comparisons: Vec::new(),
            caveats: Vec::new(),
            answers: Vec::new(),
            divergence: Vec::new(),
            complexity: None,
            value_question: None,
            scope: None,
        }
    }

    /// Whether its plan was changed after it was stored.
    pub fn is_exploratory_only(&self) -> bool {
        self.reasons.iter().any(|reason| matches!(reason, Reason::ExploratoryOnly { .. }))
    }
}
