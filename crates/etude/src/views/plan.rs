//! What the next round will do and cost, before it runs (S1).

use etude_playbook::advance::next_round;
use etude_playbook::rounds::{
    Bought, BudgetPlan, Cost, PlanRemark, bought, budget_plan, freeze_round, remarks, reruns_remark,
    round_cost,
};
use etude_study::design::Design;
use etude_study::history::History;
use etude_study::project::Project;
use etude_study::round::{Allowance, FrozenRound, Phase, Role};
use etude_study::space::SearchSpace;
use etude_study::value::Value;
use serde::Serialize;

use super::sampler::SamplerView;
use crate::coordinator::{CoordinatorError, settle};
use crate::words;

/// A round that has not started, or the one that is running.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanView {
    /// Its name.
    pub name: String,
    /// What it wants to learn.
    pub goal: String,
    /// Exploration or exploitation.
    pub phase: Phase,
    /// By which studies it is answered.
    #[serde(flatten)]
    pub design: Design,
    /// The search algorithm.
    pub sampler: String,
    /// Its version, and why it was chosen. Before the round starts: what would be chosen today.
    pub sampler_detail: SamplerView,
    /// What may stop trials early, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pruner: Option<String>,
    /// Rules that it overrides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Allowance>,
    /// Whether it has started.
    pub started: bool,
    /// Every parameter with its role.
    pub parameters: Vec<ParameterRole>,
    /// Its studies.
    pub studies: Vec<StudyPlan>,
    /// What it will cost.
    pub cost: Cost,
    /// Least and most hours on the project's slots; none before anything was trained.
    pub hours: Option<(f64, f64)>,
    /// What half the trials, all, and twice as many would bring; none where the points are written by hand or nothing is
    /// tuned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bought: Option<Bought>,
    /// The same in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bought_in_words: Option<String>,
    /// What the playbook would do otherwise.
    pub remarks: Vec<PlanRemark>,
    /// The same in sentences.
    pub remarks_in_words: Vec<String>,
}

/// A parameter's role in a round, and the value it keeps or starts from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParameterRole {
    /// Its name.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// The incumbent's value.
    pub incumbent: Option<Value>,
    /// Whether it is present under the incumbent's values; a conditional parameter may not be.
    pub active: bool,
    /// The values explored; for a fixed parameter, its one value.
    pub values: String,
}

/// A study to be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyPlan {
    /// What it stands for in the round's question, in words.
    pub name: String,
    /// Its scientific value.
    pub value: Option<Value>,
    /// Its trials, the incumbent's own configuration included.
    pub trials: u32,
    /// The dimensions varied.
    pub space: Vec<ParameterPlan>,
    /// Trials of earlier rounds that count as its own and are not trained again; they are not among `trials`.
    pub reused_trials: u32,
    /// Trials of earlier rounds that the search begins with; they cost nothing, and are not among `trials`.
    pub earlier_trials: u32,
}

/// A dimension and its values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParameterPlan {
    /// The parameter.
    pub name: String,
    /// Its values, in words.
    pub values: String,
}

/// The plan of the running round, or else of the next one; none when every round has its verdict.
///
/// # Errors
/// When the next round cannot start, or names a sampler that this version lacks.
pub fn plan(project: &Project, history: &History) -> Result<Option<PlanView>, CoordinatorError> {
    if let Some(running) = history.open_round() {
        let mut view = view(project, history, &running.frozen, true);
        view.sampler_detail = SamplerView::of_round(running);
        return Ok(Some(view));
    }
    let Some(definition) = next_round(project, history) else { return Ok(None) };
    let mut new = freeze_round(project, history, definition)?;
    settle(&mut new.frozen, project.slots)?;
    Ok(Some(view(project, history, &new.frozen, false)))
}

/// How a budget of trainings is shared among the rounds to come: the one asked about, or that of the file; none without
/// either, and where no round is to come.
pub fn budget(project: &Project, history: &History, asked: Option<u32>) -> Option<BudgetPlan> {
    let plan = budget_plan(project, history, asked.or(project.budget)?);
    (!plan.rounds.is_empty() || !plan.unplanned.is_empty()).then_some(plan)
}

fn view(project: &Project, history: &History, frozen: &FrozenRound, started: bool) -> PlanView {
    let definition = &frozen.definition;
    let cost = round_cost(frozen, history);
    let parameters = frozen.parameters.iter().map(|parameter| {
        let role = definition.role(&parameter.name);
        let incumbent = frozen.incumbent.get(&parameter.name).cloned();
        let domain = definition.domain(parameter);
        let values = match (&incumbent, role) {
            (Some(value), Role::Fixed) => value.to_string(),
            _ => domain.to_string(),
        };
        ParameterRole {
            name: parameter.name.clone(),
            role,
            incumbent,
            active: parameter.is_active(&frozen.incumbent),
            values,
        }
    });
    let studies = frozen.studies.iter().map(|study| StudyPlan {
        name: words::study(frozen, study),
        value: definition.scientific.as_ref().and_then(|name| study.fixed.get(name).cloned()),
        trials: study.trials + u32::from(study.holds_incumbent),
        space: varied(&study.space),
        earlier_trials: study.carried.len() as u32,
        reused_trials: study.reused.len() as u32,
    });
    let tunes = frozen.studies.iter().any(|study| !study.space.dimensions().is_empty());
    let bought = (tunes && !definition.is_by_hand()).then(|| bought(frozen, history));
    let mut remarks = remarks(project, frozen);
    remarks.extend(reruns_remark(project, frozen, &cost));
    PlanView {
        name: definition.name.clone(),
        goal: definition.goal.clone(),
        phase: definition.phase,
        design: definition.design.clone(),
        sampler: frozen.sampler_name().to_owned(),
        sampler_detail: SamplerView::of(frozen),
        pruner: definition.pruner.map(|pruner| pruner.to_string()),
        allow: definition.allow.clone(),
        started,
        parameters: parameters.collect(),
        studies: studies.collect(),
        hours: cost.hours(project.slots),
        cost,
        bought_in_words: bought.as_ref().map(|bought| words::bought(bought, &frozen.metric)),
        bought,
        remarks_in_words: remarks.iter().map(words::plan_remark).collect(),
        remarks,
    }
}

/// The dimensions of a space, in words.
pub(super) fn varied(space: &SearchSpace) -> Vec<ParameterPlan> {
    let dimensions = space.dimensions().iter();
    dimensions
        .map(|dimension| ParameterPlan { name: dimension.name.clone(), values: dimension.domain.to_string() })
        .collect()
}
