//! What the search model says of the best that each value of a parameter allows, for the isolation plot (P59).

use etude_search::importance::analysis::{Question, trials_needed};
use etude_search::importance::profile::profiles as modelled;
use etude_search::model_space::ModelSpace;
use etude_search::sampler::ObservedOutcome;
use etude_study::history::{History, RoundRecord};
use etude_study::value::Value;
use serde::Serialize;

use super::pooled::Pooled;

/// The model's profile of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProfileView {
    /// The parameter.
    pub parameter: String,
    /// The share of the scores' variance that the model explains of trials it has not seen.
    pub explained: f64,
    /// Along the axis.
    pub points: Vec<ProfilePoint>,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProfilePoint {
    /// The value.
    pub value: Value,
    /// Where it lies: the number, or the index among the parameter's values.
    pub at: f64,
    /// The mean, in the metric's unit.
    pub mean: f64,
    /// A tenth of what the model holds possible lies below.
    pub low: f64,
    /// A tenth lies above.
    pub high: f64,
}

/// The profiles of these parameters, as far as the round searched them; empty where the model explains too little.
pub fn profiles(history: &History, round: &RoundRecord, parameters: &[&str]) -> Vec<ProfileView> {
    let pooled = Pooled::new(history, round);
    let dimensions = pooled.space.dimensions();
    let is_wanted = |index: &usize| parameters.contains(&dimensions[*index].name.as_str());
    let wanted: Vec<usize> = (0..dimensions.len()).filter(is_wanted).collect();
    let asked = Question {
        space: &pooled.space,
        direction: round.frozen.direction,
        history: &pooled.observations,
        baseline: None,
        scientific: &[],
        seed: round.frozen.project_seed,
    };
    let Ok((explained, found)) = modelled(&asked, &wanted) else { return Vec::new() };
    let view = |profile: etude_search::importance::profile::Profile| {
        let dimension = &dimensions[profile.dimension];
        let point = |point: &etude_search::importance::profile::ProfilePoint| {
            let value = dimension.domain.value_at(point.unit.min(1.0 - f64::EPSILON));
            let index = || dimension.domain.index_of(&value).map(|index| index as f64);
            let is_listed = dimension.domain.range().is_none() || dimension.domain.values(8).is_some();
            let at = if is_listed { index() } else { value.as_f64() };
            let score = point.score;
            Some(ProfilePoint { at: at?, value, mean: score.mean, low: score.low, high: score.high })
        };
        let points = profile.points.iter().filter_map(point).collect();
        ProfileView { parameter: dimension.name.clone(), explained, points }
    };
    found.into_iter().map(view).filter(|profile| !profile.points.is_empty()).collect()
}

/// How many different feasible configurations a round has, and how many a model takes. Quick: nothing is fitted.
pub fn trials_needed_for(history: &History, round: &RoundRecord) -> (u32, u32) {
    let pooled = Pooled::new(history, round);
    let needed = trials_needed(&ModelSpace::new(&pooled.space));
    let scored = pooled.observations.iter().zip(&pooled.values);
    let scored = scored.filter(|(each, _)| matches!(each.outcome, ObservedOutcome::Score(_)));
    let mut different: Vec<String> = scored.map(|(_, values)| crate::words::values(values)).collect();
    different.sort_unstable();
    different.dedup();
    (different.len() as u32, needed as u32)
}
