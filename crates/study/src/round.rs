//! Rounds: one written goal, a role for every parameter, a search budget.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::batch_size::BatchSize;
use crate::configuration::Values;
use crate::design::Design;
use crate::ids::{StudyId, TrialId};
use crate::length::Length;
use crate::objective::Objective;
use crate::project::Program;
use crate::pruner::Pruner;
use crate::sampler::{ChosenSampler, SamplerKind};
use crate::score::Direction;
use crate::space::{Domain, Parameter, SearchSpace};
use crate::verdict::PlanKind;

/// A parameter's part in one round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Its effect is the question (S14).
    Scientific,
    /// Tuned for every scientific value, so that the comparison is fair (S15).
    Nuisance,
    /// Keeps the incumbent's value; every conclusion carries that caveat (S16).
    Fixed,
}

/// What a round is for (S23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Broad questions: what to include.
    #[default]
    Explore,
    /// Narrow ones: the best value.
    Exploit,
}

/// A round as the project file asks for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundDefinition {
    /// Its name, unique in the project.
    pub name: String,
    /// What it wants to learn; no round runs without one (S17).
    pub goal: String,
    /// Exploration or exploitation.
    pub phase: Phase,
    /// The parameter in question; none for a round that only tunes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scientific: Option<String>,
    /// The parameters tuned for every scientific value.
    pub nuisance: Vec<String>,
    /// Trials in each study, before any expansion (equal effort for every value: P36).
    pub trials: u32,
    /// The search algorithm's name; [`BY_HAND`] where there is none.
    pub sampler: String,
    /// Domains that differ from the project's in this round only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub space: BTreeMap<String, Domain>,
    /// Configurations written by hand instead of drawn by a sampler (S19): values of varied parameters, the scientific
    /// one always among them. What one leaves out is the incumbent's. Empty for a round with a sampler.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub configurations: Vec<Values>,
    /// What may stop a trial before its last epoch; none by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pruner: Option<Pruner>,
    /// How many of the best of each study are trained again to choose among them, 0 for none; left to the budget where
    /// the file does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reruns: Option<u32>,
    /// When the confirmation looks at its pairs.
    #[serde(default, skip_serializing_if = "PlanKind::is_default")]
    pub plan: PlanKind,
    /// Rules of the method that this round overrides, each with a reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Allowance>,
    /// By which studies it answers its question.
    #[serde(default, skip_serializing_if = "Design::is_usual")]
    pub design: Design,
    /// Whether all its trials are trained, also those that earlier rounds trained already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fresh: bool,
    /// Whether what only needs more trials is mended by itself: a range that was too small, points that were too few.
    #[serde(default = "mended_by_itself", skip_serializing_if = "Clone::clone")]
    pub remedies: bool,
    /// Epochs of its trainings, where it names a length of its own: a step of the ladder below the whole length (P69).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epochs: Option<u32>,
    /// The name of an earlier, shorter round whose configurations it trains for longer (S29, P71). When it starts, they
    /// become its configurations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<String>,
}

/// Rounds of projects from before there was a choice widened their ranges by themselves.
fn mended_by_itself() -> bool {
    true
}

/// A rule of the method that a round overrides: the one mechanism for it, printed with the verdict for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// The rule's number, such as `S25`.
    pub rule: String,
    /// Why it does not hold here, in the user's words.
    pub reason: String,
}

/// The samplers a project file may name, the one to try first in front.
pub const SAMPLERS: [&str; 8] = ["quasi-random", "halton", "random", "grid", "auto", "gp", "tpe", "cma-es"];
/// What stands for a sampler's name where the configurations are written by hand.
pub const BY_HAND: &str = "by hand";

impl RoundDefinition {
    /// The parameters in question: none for a round that only tunes, several where pairs of values are crossed or features
    /// are put back.
    pub fn questions(&self) -> Vec<&str> {
        let second: &[String] = match &self.design {
            Design::EachValue | Design::OverRange { .. } => &[],
            Design::Interaction { with } => std::slice::from_ref(with),
            Design::Ablation { features } => features,
        };
        self.scientific.iter().chain(second).map(String::as_str).collect()
    }

    /// Whether it compares values, so that equal effort and equal length matter; a round that only tunes does not.
    pub fn compares(&self) -> bool {
        self.scientific.is_some() || self.is_ablation()
    }

    /// Whether it puts adopted features back, each once.
    pub fn is_ablation(&self) -> bool {
        matches!(self.design, Design::Ablation { .. })
    }

    /// The parameter whose range one study covers together with the nuisances, if it does.
    pub fn ranged(&self) -> Option<(&str, u32)> {
        match (&self.scientific, &self.design) {
            (Some(name), Design::OverRange { parts }) => Some((name, *parts)),
            _ => None,
        }
    }

    /// The role of a parameter in this round.
    pub fn role(&self, parameter: &str) -> Role {
        if self.questions().contains(&parameter) {
            Role::Scientific
        } else if self.nuisance.iter().any(|name| name == parameter) {
            Role::Nuisance
        } else {
            Role::Fixed
        }
    }

    /// Whether its configurations are written by hand.
    pub fn is_by_hand(&self) -> bool {
        !self.configurations.is_empty()
    }

    /// Whether its trainings go on where those of an earlier round ended, as far as they can.
    pub fn is_continuing(&self) -> bool {
        self.continues.is_some()
    }

    /// Whether its points are a grid, laid out for the number of trials.
    pub fn is_grid(&self) -> bool {
        self.sampler == "grid"
    }

    /// The values of a parameter in this round: the round's own, or those declared.
    pub fn domain<'a>(&'a self, parameter: &'a Parameter) -> &'a Domain {
        self.space.get(&parameter.name).unwrap_or(&parameter.domain)
    }

    /// Whether it overrides a rule.
    pub fn allows(&self, rule: &str) -> bool {
        self.allow.iter().any(|allowance| allowance.rule == rule)
    }

    /// Those of the values that are not the same in every trial of the round.
    pub fn varied(&self, values: &Values) -> Values {
        let varies = |name: &str| self.role(name) != Role::Fixed;
        values
            .iter()
            .filter(|(name, _)| varies(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

/// A round as it was started: everything its conclusions rest on, frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenRound {
    /// What was asked.
    pub definition: RoundDefinition,
    /// All parameters, as declared when the round started.
    pub parameters: Vec<Parameter>,
    /// The metric that is optimised.
    pub metric: String,
    /// Its direction.
    pub direction: Direction,
    /// Further objectives, logged beside the metric. The verdict goes by the metric alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Objective>,
    /// The smallest gain worth an added feature, in the metric's unit.
    pub min_improvement: f64,
    /// Length of every training of the round.
    pub length: Length,
    /// The batch size, if the project sets one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_size: Option<BatchSize>,
    /// What was started for a trial; none in rounds from before it was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Program>,
    /// The project's seed.
    pub project_seed: u64,
    /// Examples in the validation set, where the project file says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_examples: Option<u32>,
    /// The incumbent's value of every parameter, active or not.
    pub incumbent: Values,
    /// The studies, one a scientific value.
    pub studies: Vec<StudyDefinition>,
    /// The algorithm that draws the points; none where they are written by hand, and in rounds from before it was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampler: Option<ChosenSampler>,
}

impl FrozenRound {
    /// The name of the algorithm that draws the points; [`BY_HAND`] where there is none.
    pub fn sampler_name(&self) -> &str {
        self.sampler.as_ref().map_or(&self.definition.sampler, |chosen| &chosen.name)
    }

    /// The version of that algorithm. Rounds from before it was stored were all drawn by version 1.
    pub fn sampler_version(&self) -> u32 {
        self.sampler.as_ref().map_or(1, |chosen| chosen.version)
    }

    /// Whether its points follow the scores.
    pub fn learns(&self) -> bool {
        SamplerKind::of(self.sampler_name()) == SamplerKind::Learns
    }
}

/// A study as it was started: a scientific value and the space its nuisances are tuned over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StudyDefinition {
    /// Its identity.
    pub id: StudyId,
    /// The values every trial of the study shares: the incumbent's, with the scientific value put in.
    pub fixed: Values,
    /// The varied dimensions.
    pub space: SearchSpace,
    /// Whether its scientific value is the incumbent's (or the round has none), so that the incumbent's own
    /// configuration is evaluated in it.
    pub holds_incumbent: bool,
    /// Points drawn from the original space, or written by hand.
    pub trials: u32,
    /// Trials of earlier rounds that are told to a sampler that learns: it begins with what they found. They are none of
    /// the study's own: not counted, and never chosen as candidate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<TrialId>,
    /// Trials of earlier rounds that are trials of this study but for their seed: they count as its own, and so many fewer
    /// points are drawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reused: Vec<TrialId>,
}
