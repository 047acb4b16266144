//! Which parameters of a round mattered: what decides the score, what distinguishes the best trials, what decides whether a trial is
//! feasible, which pairs work together, and what made the baseline into the best. Nothing is trained and nothing written.
//!
//! All studies of the round are read as one space, in which the question is one more parameter. What there are too few
//! trials for, or what the model does not explain, is refused with its reason.

mod pooled;
mod profile;
mod words;

use etude_search::importance::ablation::Step;
use etude_search::importance::analysis::{BestExplained, Question, importance as analyse};
use etude_search::importance::band::Band;
use etude_search::importance::near_top::NearTop;
use etude_search::importance::panels::{Feasibility, Quality};
use etude_search::importance::refusal::Refusal;
use etude_study::configuration::Values;
use etude_study::history::{History, RoundRecord};
use etude_study::round::Role;
use etude_study::score::Direction;
use etude_study::space::{Dimension, UnitPoint};
use etude_study::value::Value;
use serde::Serialize;

use self::pooled::Pooled;
pub use self::profile::{ProfilePoint, ProfileView, profiles, trials_needed_for};

/// The version of the document's shape. New keys may come without a new version.
pub const IMPORTANCE_VERSION: u32 = 1;

/// What is read into a suggestion to fix a parameter, and is wrong.
pub const CAVEAT: &str = "a suggestion within the ranges that were searched, at this length of training: fixed, a parameter \
                          becomes a caveat of every later conclusion (S16)";

/// The importance of a round's parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportanceView {
    /// The version of this shape.
    pub version: u32,
    /// The round's number.
    pub round: u32,
    /// Its name.
    pub name: String,
    /// What it wanted to learn.
    pub goal: String,
    /// The metric.
    pub metric: String,
    /// Its direction.
    pub direction: Direction,
    /// Different configurations with a score.
    pub feasible: u32,
    /// Different configurations that were infeasible.
    pub infeasible: u32,
    /// What decides the score, over the whole space.
    pub score: Panel<ScorePanel>,
    /// What distinguishes the best tenth.
    pub near_top: Panel<NearTopPanel>,
    /// What decides whether a trial is feasible.
    pub feasibility: Panel<FeasibilityPanel>,
    /// From the baseline to the best.
    pub best: Panel<BestPanel>,
}

/// A panel, or why it is not shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Panel<T> {
    /// It is shown.
    Shown(T),
    /// It is not.
    Refused(RefusedPanel),
}

/// Why a panel is not shown, and what would help.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RefusedPanel {
    /// The reason, a word.
    pub reason: &'static str,
    /// The reason as a sentence, without a full stop.
    pub sentence: String,
    /// What would help.
    pub remedy: String,
}

/// Total indices and interactions of the score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScorePanel {
    /// The share of the scores' variance that the model explains of trials it has not seen.
    pub explained: f64,
    /// The parameters in groups, the most important first.
    pub parameters: Vec<ParameterIndex>,
    /// Pairs by what they decide together beyond their parts, the largest first.
    pub interactions: Vec<InteractionIndex>,
    /// Parameters that could be fixed.
    pub could_be_fixed: Vec<String>,
    /// What goes with that suggestion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caveat: Option<&'static str>,
}

/// Total indices of being feasible.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeasibilityPanel {
    /// The share of the labels' variance that the model explains of trials it has not seen.
    pub explained: f64,
    /// The parameters in groups, the most important first.
    pub parameters: Vec<ParameterIndex>,
}

/// What distinguishes the best tenth of the trials.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NearTopPanel {
    /// The parameters, the one that distinguishes most first.
    pub parameters: Vec<NearTopShare>,
}

/// A parameter's total index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParameterIndex {
    /// Its name.
    pub name: String,
    /// Its group, from 1: parameters of one group are not told apart.
    pub group: u32,
    /// The index, between 0 and 1 or a little above.
    pub index: BandView,
    /// When it is present; the index is then that of this branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// What two parameters decide together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InteractionIndex {
    /// Their names.
    pub parameters: [String; 2],
    /// The total interaction.
    pub index: BandView,
}

/// A mean and its band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BandView {
    /// The mean of the draws.
    pub mean: f64,
    /// A tenth of the draws lie below.
    pub low: f64,
    /// A tenth lie above.
    pub high: f64,
}

/// A parameter among the best tenth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NearTopShare {
    /// Its name.
    pub name: String,
    /// Its part of what distinguishes the best from all.
    pub share: f64,
    /// How often as many trials taken at random differ as much.
    pub by_chance: f64,
}

/// Why the best is better than the baseline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BestPanel {
    /// The best configuration, by the mean of its trials.
    pub values: Values,
    /// The gain that the model sees, in the metric's unit; above 0 is better. The steps' gains add up to it.
    pub gain: f64,
    /// The changes, in the order in which each gains most.
    pub steps: Vec<StepView>,
}

/// One change on the way from the baseline to the best.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepView {
    /// The parameter.
    pub name: String,
    /// The baseline's value.
    pub from: Option<Value>,
    /// The best's value.
    pub to: Option<Value>,
    /// What the change gains, those before it being made.
    pub gain: BandView,
    /// What it gains over all orders of the changes (its Shapley value); `None` with more than ten changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over_all_orders: Option<f64>,
}

/// The importance of a started round's parameters.
pub fn importance(history: &History, round: &RoundRecord) -> ImportanceView {
    let pooled = Pooled::new(history, round);
    let dimensions = pooled.space.dimensions();
    let is_scientific =
        |dimension: &Dimension| round.frozen.definition.role(&dimension.name) == Role::Scientific;
    let scientific: Vec<usize> = (0..dimensions.len()).filter(|at| is_scientific(&dimensions[*at])).collect();
    let asked = Question {
        space: &pooled.space,
        direction: round.frozen.direction,
        history: &pooled.observations,
        baseline: pooled.baseline.as_ref(),
        scientific: &scientific,
        seed: round.frozen.project_seed,
    };
    let told = analyse(&asked);
    let definition = &round.frozen.definition;
    ImportanceView {
        version: IMPORTANCE_VERSION,
        round: round.id.0,
        name: definition.name.clone(),
        goal: definition.goal.clone(),
        metric: round.frozen.metric.clone(),
        direction: round.frozen.direction,
        feasible: told.feasible as u32,
        infeasible: told.infeasible as u32,
        score: panel(told.quality, |quality| score_panel(dimensions, quality)),
        near_top: panel(told.near_top, |entries| near_top_panel(dimensions, &entries)),
        feasibility: panel(told.feasibility, |found| feasibility_panel(dimensions, &found)),
        best: panel(told.ablation, |best| best_panel(&pooled, &best)),
    }
}

fn panel<A, B>(told: Result<A, Refusal>, show: impl FnOnce(A) -> B) -> Panel<B> {
    match told {
        Ok(told) => Panel::Shown(show(told)),
        Err(refusal) => Panel::Refused(words::refused(&refusal)),
    }
}

fn score_panel(dimensions: &[Dimension], quality: Quality) -> ScorePanel {
    let name = |dimension: usize| dimensions[dimension].name.clone();
    let interaction = |pair: &etude_search::importance::panels::Interaction| InteractionIndex {
        parameters: [name(pair.one), name(pair.other)],
        index: pair.index.into(),
    };
    ScorePanel {
        explained: quality.explained,
        parameters: indices(dimensions, &quality.totals, &quality.groups),
        interactions: quality.interactions.iter().map(interaction).collect(),
        caveat: (!quality.negligible.is_empty()).then_some(CAVEAT),
        could_be_fixed: quality.negligible.into_iter().map(name).collect(),
    }
}

fn feasibility_panel(dimensions: &[Dimension], found: &Feasibility) -> FeasibilityPanel {
    FeasibilityPanel {
        explained: found.explained,
        parameters: indices(dimensions, &found.totals, &found.groups),
    }
}

fn indices(dimensions: &[Dimension], totals: &[Option<Band>], groups: &[Vec<usize>]) -> Vec<ParameterIndex> {
    let row = |(group, dimension): (usize, usize)| {
        Some(ParameterIndex {
            name: dimensions[dimension].name.clone(),
            group: group as u32 + 1,
            index: totals[dimension]?.into(),
            when: dimensions[dimension].when.as_ref().map(ToString::to_string),
        })
    };
    let members = groups.iter().enumerate();
    let ranked = members.flat_map(|(group, members)| members.iter().map(move |member| (group, *member)));
    ranked.filter_map(row).collect()
}

fn near_top_panel(dimensions: &[Dimension], entries: &[Option<NearTop>]) -> NearTopPanel {
    let share = |(dimension, entry): (&Dimension, &Option<NearTop>)| {
        let entry = (*entry)?;
        Some(NearTopShare { name: dimension.name.clone(), share: entry.share, by_chance: entry.by_chance })
    };
    let mut parameters: Vec<NearTopShare> = dimensions.iter().zip(entries).filter_map(share).collect();
    parameters.sort_by(|a, b| b.share.total_cmp(&a.share));
    NearTopPanel { parameters }
}

fn best_panel(pooled: &Pooled, best: &BestExplained) -> BestPanel {
    let values_at = |point: &UnitPoint| pooled.space.values_at(point, &Values::new());
    let baseline = pooled.baseline.as_ref().map(values_at).unwrap_or_default();
    let values = pooled.values[best.best].clone();
    let ablation = &best.ablation;
    let orders = ablation.game.as_ref().map(|game| &game.shapley_values);
    let step = |(index, step): (usize, &Step)| {
        let name = &pooled.space.dimensions()[step.dimension].name;
        StepView {
            name: name.clone(),
            from: baseline.get(name).cloned(),
            to: values.get(name).cloned(),
            gain: step.gain.into(),
            over_all_orders: orders.map(|values| values[index]),
        }
    };
    BestPanel {
        gain: ablation.end.mean - ablation.start.mean,
        steps: ablation.steps.iter().enumerate().map(step).collect(),
        values,
    }
}

impl From<Band> for BandView {
    fn from(band: Band) -> BandView {
        BandView { mean: band.mean, low: band.low, high: band.high }
    }
}
