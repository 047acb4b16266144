//! Proposed rounds: the question, what is tuned beside it, and with how many trials (P25-P31, S11).

use std::collections::BTreeMap;

use etude_study::configuration::Values;
use etude_study::design::Design;
use etude_study::history::History;
use etude_study::project::Project;
use etude_study::round::{Phase, RoundDefinition};
use etude_study::sampler::{WHILE_EXPLOITING, WHILE_EXPLORING};
use etude_study::space::{Domain, Group, Parameter, is_learning_rate};
use etude_study::verdict::{Decision, PlanKind};

use super::questions::open_questions;
use super::{Advice, Evidence, Proposal, WhyAsk};
use crate::rounds::{freeze_round, round_cost};

/// Trials a nuisance parameter needs to be tuned at all (S11).
const TRIALS_A_NUISANCE: usize = 5;
/// Trials of a study where no round says otherwise.
const USUAL_TRIALS: u32 = 16;
/// Trials of an exploiting round: the largest budget (P104), and more where there is more to tune.
const EXPLOITING: (u32, u32) = (50, 10);
/// Interactions below are not worth a round.
const LEAST_INTERACTION: f64 = 0.1;
/// An importance below says that a parameter may as well be fixed.
const LEAST_IMPORTANCE: f64 = 0.02;

/// Makes proposals from what is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proposer<'a> {
    pub(super) project: &'a Project,
    pub(super) history: &'a History,
    pub(super) evidence: &'a Evidence,
}

impl Proposer<'_> {
    /// A first round that finds a reasonable configuration, while nothing was tuned and none waits to be.
    pub(super) fn tuned_start(&self) -> Option<Advice> {
        if !self.history.rounds.is_empty() || !self.project.rounds.is_empty() {
            return None;
        }
        let nuisance = self.nuisances(None, USUAL_TRIALS);
        if nuisance.is_empty() {
            return None;
        }
        let goal = format!("Find a reasonable {} for the simple start", nuisance.join(", "));
        let definition = self.definition("start", goal, Phase::Explore, nuisance);
        Some(Advice::TuneTheStart { proposal: self.priced(definition) })
    }

    /// The questions that are left, in their order.
    pub(super) fn questions(&self) -> Vec<Advice> {
        let mut asked: Vec<Advice> = self.interactions();
        let open = open_questions(self.project, self.history);
        asked.extend(open.into_iter().map(|parameter| self.ask(parameter, WhyAsk::NotAskedYet)));
        asked
    }

    /// Whether each of several adopted features still earns its place, where that was not asked since.
    pub(super) fn ablation(&self) -> Option<Advice> {
        let start = self.project.baseline();
        let incumbent = self.incumbent();
        let adopted: Vec<String> = adopted_features(self.history)
            .into_iter()
            .filter(|name| start.get(name) != incumbent.get(name))
            .collect();
        let was_asked = |round: &RoundDefinition| matches!(round.design, Design::Ablation { .. });
        let is_known = self.history.rounds.iter().any(|round| was_asked(&round.frozen.definition))
            || self.project.rounds.iter().any(was_asked);
        if adopted.len() < 2 || is_known {
            return None;
        }
        let goal = format!("Do {} each still earn their place?", adopted.join(", "));
        let nuisance = self.nuisances(None, self.usual_trials());
        let mut definition = self.definition("ablation", goal, Phase::Explore, nuisance);
        definition.nuisance.retain(|name| !adopted.contains(name));
        definition.design = Design::Ablation { features: adopted.clone() };
        Some(Advice::Ablate { features: adopted, proposal: self.priced(definition) })
    }

    /// A last round that looks for the best values of what matters.
    pub(super) fn exploitation(&self) -> Option<Advice> {
        let mut essential = self.tunable(None);
        let importance = self.importance();
        let matters = |name: &String| importance.get(name).is_none_or(|found| *found >= LEAST_IMPORTANCE);
        essential.retain(|parameter| matters(&parameter.name));
        let essential: Vec<String> = essential.into_iter().map(|parameter| parameter.name.clone()).collect();
        if essential.is_empty() || self.history.rounds.is_empty() {
            return None;
        }
        let goal = format!("Find the best {}", essential.join(", "));
        let mut definition = self.definition("best-values", goal, Phase::Exploit, essential.clone());
        definition.trials = EXPLOITING.0.max(EXPLOITING.1 * essential.len() as u32);
        Some(Advice::Exploit { essential, proposal: self.priced(definition) })
    }

    /// Of two parameters that decide much together, one is asked about while the other is tuned, if that was not done.
    fn interactions(&self) -> Vec<Advice> {
        let pairs = self.evidence.importances.iter().flat_map(|round| &round.interactions);
        let strong = pairs.filter(|(_, _, share)| *share >= LEAST_INTERACTION);
        let mut asked = Vec::new();
        for (one, other, _) in strong {
            let questions = open_questions(self.project, self.history);
            let found = questions.into_iter().find(|parameter| [one, other].contains(&&parameter.name));
            if let Some(parameter) = found {
                let with = if parameter.name == *one { other } else { one };
                asked.push(self.ask(parameter, WhyAsk::Interacts { with: with.clone() }));
            }
        }
        asked
    }

    fn ask(&self, parameter: &Parameter, why: WhyAsk) -> Advice {
        let trials = self.usual_trials();
        let mut nuisance = self.nuisances(Some(parameter), trials);
        if let WhyAsk::Interacts { with } = &why
            && !nuisance.contains(with)
            && self.tunable(Some(parameter)).iter().any(|known| known.name == *with)
        {
            nuisance.push(with.clone());
        }
        let name = &parameter.name;
        let goal = match &parameter.domain {
            Domain::Boolean => {
                format!("Does {name} improve {}?", self.project.metric)
            }
            _ => format!("Which {name} gives the best {}?", self.project.metric),
        };
        let mut definition = self.definition(name, goal, Phase::Explore, nuisance);
        definition.scientific = Some(name.clone());
        definition.trials = trials.max((TRIALS_A_NUISANCE * definition.nuisance.len()) as u32);
        Advice::Ask { parameter: name.clone(), why, proposal: self.priced(definition) }
    }

    /// What is tuned beside a question, the most important first, as many as the trials allow (S11): what exists only under
    /// some of its values, always (P29); then the learning rate (P27), then what depends on the question (P31), then what
    /// mattered before.
    fn nuisances(&self, question: Option<&Parameter>, trials: u32) -> Vec<String> {
        let importance = self.importance();
        let topic = question.and_then(Parameter::topic);
        let rank = |parameter: &&Parameter| {
            let own = question.is_some_and(|question| is_under(parameter, question));
            let rate = is_learning_rate(&parameter.name);
            let depends = match (parameter.topic(), topic) {
                (Some(group), Some(topic)) => group.depends_on(topic),
                _ => false,
            };
            let matters = importance.get(&parameter.name).copied().unwrap_or(LEAST_IMPORTANCE);
            (!own, !rate, !depends, std::cmp::Reverse((1000.0 * matters) as i64))
        };
        let mut tunable = self.tunable(question);
        tunable.sort_by_key(rank);
        let own = |parameter: &Parameter| question.is_some_and(|question| is_under(parameter, question));
        let most = (trials as usize / TRIALS_A_NUISANCE).max(1);
        let negligible = |name: &String| importance.get(name).is_some_and(|found| *found < LEAST_IMPORTANCE);
        let kept = tunable.iter().enumerate().filter(|(index, parameter)| {
            own(parameter)
                || (*index < most && (is_learning_rate(&parameter.name) || !negligible(&parameter.name)))
        });
        kept.map(|(_, parameter)| parameter.name.clone()).collect()
    }

    /// Parameters that can be tuned: numbers that are present, and no sizes of the architecture (P28, P30).
    fn tunable(&self, question: Option<&Parameter>) -> Vec<&Parameter> {
        let incumbent = self.incumbent();
        let is_number = |domain: &Domain| {
            matches!(
                domain,
                Domain::Float { .. }
                    | Domain::FloatSteps { .. }
                    | Domain::Int { .. }
                    | Domain::IntSteps { .. }
            )
        };
        self.project
            .parameters
            .iter()
            .filter(|parameter| {
                let own = question.is_some_and(|question| is_under(parameter, question));
                question.is_none_or(|question| question.name != parameter.name)
                    && is_number(&parameter.domain)
                    && parameter.topic() != Some(Group::Architecture)
                    && (own || parameter.is_active(&incumbent))
            })
            .collect()
    }

    fn incumbent(&self) -> Values {
        self.history.incumbent().cloned().unwrap_or_else(|| self.project.baseline())
    }

    /// Total indices by name, of the latest round that tells.
    fn importance(&self) -> BTreeMap<String, f64> {
        self.evidence.importances.iter().flat_map(|round| round.totals.iter().cloned()).collect()
    }

    /// As many trials as the last exploring round had.
    fn usual_trials(&self) -> u32 {
        let rounds = self.history.rounds.iter().rev().map(|round| &round.frozen.definition);
        let exploring = rounds.filter(|round| round.phase == Phase::Explore && !round.is_by_hand());
        exploring.map(|round| round.trials).next().unwrap_or(USUAL_TRIALS).max(USUAL_TRIALS)
    }

    pub(super) fn definition(
        &self,
        name: &str,
        goal: String,
        phase: Phase,
        nuisance: Vec<String>,
    ) -> RoundDefinition {
        let sampler = match phase {
            Phase::Explore => WHILE_EXPLORING,
            Phase::Exploit => WHILE_EXPLOITING,
        };
        RoundDefinition {
            name: self.free_name(name),
            goal,
            phase,
            scientific: None,
            nuisance,
            trials: self.usual_trials(),
            sampler: sampler.into(),
            space: BTreeMap::new(),
            configurations: Vec::new(),
            pruner: None,
            allow: Vec::new(),
            remedies: true,
            reruns: None,
            plan: PlanKind::default(),
            design: Design::EachValue,
            fresh: false,
            epochs: None,
            continues: None,
        }
    }

    /// The name, or with a number that no round has.
    fn free_name(&self, wanted: &str) -> String {
        let is_taken = |name: &String| {
            self.project.rounds.iter().any(|round| round.name == *name)
                || self.history.rounds.iter().any(|round| round.frozen.definition.name == *name)
        };
        let numbered = (2..u32::MAX).map(|number| format!("{wanted}-{number}"));
        std::iter::once(wanted.to_owned())
            .chain(numbered)
            .find(|name| !is_taken(name))
            .unwrap_or_else(|| wanted.to_owned())
    }

    pub(super) fn priced(&self, definition: RoundDefinition) -> Proposal {
        let frozen = freeze_round(self.project, self.history, &definition).ok();
        let cost = frozen.map(|new| round_cost(&new.frozen, self.history));
        Proposal { definition, cost, parameters: Vec::new() }
    }
}

/// The questions of rounds that were adopted.
fn adopted_features(history: &History) -> Vec<String> {
    let mut features = Vec::new();
    for round in &history.rounds {
        let is_adopted = round.verdict.as_ref().is_some_and(|verdict| verdict.decision == Decision::Adopt);
        if let (true, Some(question)) = (is_adopted, &round.frozen.definition.scientific)
            && !features.contains(question)
        {
            features.push(question.clone());
        }
    }
    features
}

/// Whether a parameter is present only under some values of another.
fn is_under(parameter: &Parameter, parent: &Parameter) -> bool {
    parameter.when.as_ref().is_some_and(|when| {
        when.requirements().iter().any(|requirement| requirement.parameter == parent.name)
    })
}
