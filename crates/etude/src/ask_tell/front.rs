//! The front of a bare study with several objectives: the trials that no other beats in all of them.

use std::collections::BTreeMap;

use etude_search::objectives::front::front;
use etude_study::configuration::Values;
use etude_study::score::Score;
use etude_study::told::Told;

use super::goal::Goal;
use super::state::AskedTrial;

/// A trial that no other beats in all objectives.
#[derive(Debug, Clone, PartialEq)]
pub struct OnFront {
    /// Its number; of several measurements of one point, that of the first.
    pub id: u64,
    /// Its values.
    pub values: Values,
    /// Its score in each objective, in the objective's unit: the mean, where the point was measured again.
    pub scores: BTreeMap<String, f64>,
}

/// The trials on the front, in the order of their numbers. Measurements of one point count as their mean, so that nothing is
/// on the front for a single lucky one of several.
pub(super) fn front_of(goal: &Goal, trials: &[AskedTrial]) -> Vec<OnFront> {
    let Goal::Several(objectives) = goal else { return Vec::new() };
    let points = measured_points(goal, trials);
    let scores: Vec<Vec<Score>> = points.iter().map(|(_, scores)| scores.clone()).collect();
    let on_front = front(&goal.directions(), &scores);
    let trial = |(id, scores): &(usize, Vec<Score>)| OnFront {
        id: *id as u64,
        values: trials[*id].values.clone(),
        scores: objectives
            .iter()
            .zip(scores)
            .map(|(objective, score)| (objective.name.clone(), score.get()))
            .collect(),
    };
    on_front.into_iter().map(|place| trial(&points[place])).collect()
}

/// The first trial of every point that has scores, with their means.
fn measured_points(goal: &Goal, trials: &[AskedTrial]) -> Vec<(usize, Vec<Score>)> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut points: Vec<(usize, Vec<Vec<Score>>)> = Vec::new();
    for (id, trial) in trials.iter().enumerate() {
        let Some(Told::Scores(scores)) = &trial.told else { continue };
        let Some(scores) = goal.in_order(scores) else { continue };
        let place = *places.entry(format!("{:?}", trial.values)).or_insert(points.len());
        match points.get_mut(place) {
            Some((_, measurements)) => measurements.push(scores),
            None => points.push((id, vec![scores])),
        }
    }
    points.into_iter().map(|(id, measurements)| (id, means(&measurements))).collect()
}

fn means(measurements: &[Vec<Score>]) -> Vec<Score> {
    let objectives = measurements.first().map_or(0, Vec::len);
    let share = 1.0 / measurements.len() as f64;
    let mean = |objective: usize| {
        let mean = measurements.iter().map(|scores| scores[objective].get() * share).sum();
        Score::new(mean).unwrap_or(measurements[0][objective])
    };
    (0..objectives).map(mean).collect()
}
