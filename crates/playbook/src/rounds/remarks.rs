//! What the playbook would do otherwise in a round that is planned: said with the plan, refused nothing.

use etude_study::design::Design;
use etude_study::finding::Severity;
use etude_study::project::Project;
use etude_study::round::{FrozenRound, Role, RoundDefinition};
use etude_study::space::{Group, Parameter, is_learning_rate};
use serde::Serialize;

use super::budget::least_trials;
use super::cost::Cost;

/// A remark about the plan of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "remark", rename_all = "snake_case")]
pub enum PlanRemark {
    /// P27: the learning rate is in question, and it is nearly always a nuisance.
    LearningRateInQuestion {
        /// The parameter.
        parameter: String,
    },
    /// P28: the choice of the optimizer is tuned, and is a question or fixed.
    OptimizerTuned {
        /// The parameter.
        parameter: String,
    },
    /// P30: the size of the architecture is tuned, and is a question or fixed, for what it costs.
    ArchitectureTuned {
        /// The parameters.
        parameters: Vec<String>,
    },
    /// P4: parameters of the optimizer that no round of the file varies.
    NoRole {
        /// The parameters.
        parameters: Vec<String>,
    },
    /// P62: what looks like the length of training is varied.
    LengthVaried {
        /// The parameter.
        parameter: String,
    },
    /// S11: more nuisance parameters than the trials of a study can tune.
    TooManyNuisances {
        /// Nuisance parameters of the study that tunes the most.
        nuisances: u32,
        /// Trials of each study.
        trials: u32,
        /// Fewest trials for so many.
        least: u32,
    },
    /// P88-P90: too few trials for these parameters of Adam.
    TooFewForAdam {
        /// The rule for so many trials.
        rule: &'static str,
        /// Trials of each study.
        trials: u32,
        /// Tuned parameters that should wait.
        parameters: Vec<String>,
    },
    /// P89-P91: so many trials can tune further parameters of Adam.
    MoreOfAdam {
        /// The rule for so many trials.
        rule: &'static str,
        /// Trials of each study.
        trials: u32,
        /// Parameters that are fixed.
        parameters: Vec<String>,
    },
    /// S1: choosing among the best few takes more trainings than the search itself.
    RerunsCostMoreThanSearch {
        /// How many of the best of each study are trained again, as the file says.
        asked: u32,
        /// Trainings of the best few of all studies.
        reruns: u32,
        /// Trainings of the search.
        search: u32,
        /// Whole seconds that the former take on the project's slots, where a training's time is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        seconds: Option<u64>,
    },
}

impl PlanRemark {
    /// The rule of the method that it follows.
    pub fn rule(&self) -> &'static str {
        match self {
            PlanRemark::LearningRateInQuestion { .. } => "P27",
            PlanRemark::OptimizerTuned { .. } => "P28",
            PlanRemark::ArchitectureTuned { .. } => "P30",
            PlanRemark::NoRole { .. } => "P4",
            PlanRemark::LengthVaried { .. } => "P62",
            PlanRemark::TooManyNuisances { .. } => "S11",
            PlanRemark::RerunsCostMoreThanSearch { .. } => "S1",
            PlanRemark::TooFewForAdam { rule, .. } | PlanRemark::MoreOfAdam { rule, .. } => rule,
        }
    }

    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            PlanRemark::NoRole { .. } | PlanRemark::MoreOfAdam { .. } => Severity::Note,
            _ => Severity::Warning,
        }
    }
}

/// Names of what the method knows, the last part of a path, without `adam_` before it.
const OPTIMIZER: [&str; 4] = ["optimizer", "optim", "optimizer_name", "opt"];
const LENGTH: [&str; 6] =
    ["iterations", "num_updates", "train_iterations", "training_iterations", "num_iters", "patience"];
/// Adam's parameters in the order in which they are worth tuning, after the learning rate (P88-P91).
const AFTER_THE_RATE: [&[&str]; 3] = [
    &["beta1", "beta_1", "b1", "one_minus_beta1"],
    &["eps", "epsilon"],
    &["beta2", "beta_2", "b2", "one_minus_beta2"],
];
/// The rule for a number of trials, and how many of Adam's parameters it tunes.
const ADAM_RULES: [(u32, &str, usize); 4] = [(50, "P91", 4), (25, "P90", 3), (10, "P89", 2), (0, "P88", 1)];

fn is_one_of(parameter: &str, names: &[&str]) -> bool {
    let last = parameter.rsplit('.').next().unwrap_or(parameter);
    let last = last.strip_prefix("adam_").or_else(|| last.strip_prefix("adamw_")).unwrap_or(last);
    names.contains(&last)
}

/// What the playbook would do otherwise, in the order of the rules' numbers.
pub fn remarks(project: &Project, frozen: &FrozenRound) -> Vec<PlanRemark> {
    let definition = &frozen.definition;
    let present: Vec<&Parameter> =
        frozen.parameters.iter().filter(|parameter| is_present(frozen, parameter)).collect();
    let with_role = |role: Role| {
        present.iter().copied().filter(move |parameter| definition.role(&parameter.name) == role)
    };
    let mut remarks = Vec::new();
    remarks.extend(no_role(project, &present));
    remarks.extend(too_many_nuisances(frozen));
    let asked =
        with_role(Role::Scientific).filter(|it| is_learning_rate(&it.name) && !definition.is_ablation());
    remarks.extend(asked.map(|it| PlanRemark::LearningRateInQuestion { parameter: it.name.clone() }));
    let tuned = with_role(Role::Nuisance).filter(|it| is_one_of(&it.name, &OPTIMIZER));
    remarks.extend(tuned.map(|it| PlanRemark::OptimizerTuned { parameter: it.name.clone() }));
    let sizes: Vec<String> = with_role(Role::Nuisance)
        .filter(|it| it.group == Some(Group::Architecture) && definition.compares())
        .map(|it| it.name.clone())
        .collect();
    remarks.extend((!sizes.is_empty()).then_some(PlanRemark::ArchitectureTuned { parameters: sizes }));
    let varied =
        present.iter().filter(|it| definition.role(&it.name) != Role::Fixed && is_one_of(&it.name, &LENGTH));
    remarks.extend(varied.map(|it| PlanRemark::LengthVaried { parameter: it.name.clone() }));
    remarks.extend(of_adam(definition, &present));
    remarks
}

/// Says that training the best few again costs more than all of the search does, where the file asks for so many.
pub fn reruns_remark(project: &Project, frozen: &FrozenRound, cost: &Cost) -> Option<PlanRemark> {
    let asked = frozen.definition.reruns?;
    let (reruns, search) = (cost.rerun_trainings, cost.search_trainings);
    let of_slot = |seconds: f64| (seconds * f64::from(reruns) / f64::from(project.slots.max(1))) as u64;
    (reruns > search).then(|| PlanRemark::RerunsCostMoreThanSearch {
        asked,
        reruns,
        search,
        seconds: cost.seconds_per_training.map(of_slot),
    })
}

/// Whether a parameter is present in some study of the round.
fn is_present(frozen: &FrozenRound, parameter: &Parameter) -> bool {
    frozen.studies.iter().any(|study| {
        study.space.dimension(&parameter.name).is_some()
            || study.fixed.contains_key(&parameter.name) && parameter.is_active(&study.fixed)
    })
}

fn no_role(project: &Project, present: &[&Parameter]) -> Option<PlanRemark> {
    let is_varied = |name: &str| {
        let named = |round: &RoundDefinition| round.role(name) != Role::Fixed;
        let all = |round: &RoundDefinition| matches!(&round.design, Design::Ablation { features } if features.is_empty());
        project.rounds.iter().any(|round| named(round) || all(round))
    };
    let without = present.iter().filter(|it| it.group == Some(Group::Optimizer) && !is_varied(&it.name));
    let parameters: Vec<String> = without.map(|it| it.name.clone()).collect();
    (!parameters.is_empty()).then_some(PlanRemark::NoRole { parameters })
}

fn too_many_nuisances(frozen: &FrozenRound) -> Option<PlanRemark> {
    let definition = &frozen.definition;
    if definition.is_by_hand() || definition.is_grid() {
        return None;
    }
    let tuned = frozen.studies.iter().map(|study| study.space.dimensions().len());
    let (nuisances, trials) = (tuned.max()?, definition.trials);
    let least = least_trials(nuisances);
    let is_whole_space =
        frozen.studies.iter().all(|study| study.space.count_points(u64::from(trials)).is_some());
    (trials < least && !is_whole_space).then_some(PlanRemark::TooManyNuisances {
        nuisances: nuisances as u32,
        trials,
        least,
    })
}

fn of_adam(definition: &RoundDefinition, present: &[&Parameter]) -> Vec<PlanRemark> {
    let rank = |name: &str| match AFTER_THE_RATE.iter().position(|names| is_one_of(name, names)) {
        _ if is_learning_rate(name) => Some(0),
        place => place.map(|place| place + 1),
    };
    let of_adam: Vec<(&str, usize)> =
        present.iter().filter_map(|it| Some((it.name.as_str(), rank(&it.name)?))).collect();
    let is_tuned = |name: &str| definition.role(name) == Role::Nuisance;
    let has_betas = of_adam.iter().any(|(_, rank)| *rank > 0);
    let tunes_rate = of_adam.iter().any(|(name, rank)| *rank == 0 && is_tuned(name));
    let trials = definition.trials;
    let rule = ADAM_RULES.iter().find(|(least, _, _)| trials >= *least);
    let (Some((_, rule, worth)), true, true) = (rule, has_betas, tunes_rate) else { return Vec::new() };
    let named = |wanted: &dyn Fn(&str, usize) -> bool| -> Vec<String> {
        of_adam
            .iter()
            .filter(|(name, rank)| wanted(name, *rank))
            .map(|(name, _)| (*name).to_owned())
            .collect()
    };
    let early = named(&|name, rank| is_tuned(name) && rank >= *worth);
    let more = named(&|name, rank| definition.role(name) == Role::Fixed && rank > 0 && rank < *worth);
    let mut remarks = Vec::new();
    if !early.is_empty() {
        remarks.push(PlanRemark::TooFewForAdam { rule, trials, parameters: early });
    }
    if !more.is_empty() {
        remarks.push(PlanRemark::MoreOfAdam { rule, trials, parameters: more });
    }
    remarks
}
