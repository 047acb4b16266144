//! Why one configuration is better than another: the gain, split along a path from one to the other.
//!
//! From the baseline on, the parameter whose change to the chosen value gains most is changed first, then the one that then
//! gains most, and so on (Fawcett & Hoos 2016, *Analysing differences between algorithm configurations through ablation*, J. Heuristics 22),
//! with a model in the place of trainings (Biedenkapp et al. 2017). The steps add up exactly to the gain that the model sees between the two ends.
//! A path shows one order of many: what a parameter is worth averaged over all orders is its Shapley value
//! ([`super::coalitions`]), given beside it for up to ten parameters.
//!
//! Parameters that are present at one end only go with the parents that decide about them, and are no steps of their own.
//!
//! When not to use: to claim an effect. Both ends are judged by a model of few trials, and the chosen one was selected.

use etude_study::space::UnitPoint;

use super::band::Band;
use super::coalitions::{FaithfulIndices, Game, MOST_PLAYERS};
use super::surfaces::Surfaces;
use crate::model_space::{ModelPoint, ModelSpace};

/// A gain, split.
#[derive(Debug, Clone, PartialEq)]
pub struct Ablation {
    /// What the model says of the first point.
    pub start: Band,
    /// What it says of the last.
    pub end: Band,
    /// The steps, in the order of the path. The means of their gains add up to `end.mean - start.mean`.
    pub steps: Vec<Step>,
    /// What each step's parameter is worth over all orders, and the pairs of steps; `None` above [`MOST_PLAYERS`] steps.
    pub game: Option<AblationGame>,
}

/// One parameter changed, those before it being changed already.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The dimension changed.
    pub dimension: usize,
    /// What that gains; below 0 where it loses.
    pub gain: Band,
}

/// The game between the two points; players are the steps, by their index.
#[derive(Debug, Clone, PartialEq)]
pub struct AblationGame {
    /// A step's gain averaged over all orders; they add up to the gain.
    pub shapley_values: Vec<f64>,
    /// Singles and pairs; they add up to the gain.
    pub faithful: FaithfulIndices,
}

/// Splits the gain from one point to another. `surfaces` say what a point is worth, the more the better.
pub fn ablation(space: &ModelSpace, surfaces: &dyn Surfaces, from: &UnitPoint, to: &UnitPoint) -> Ablation {
    let ends = Ends::new(space, from, to);
    let mut changed: Vec<usize> = Vec::new();
    let mut before = worths(surfaces, &[ends.point(&changed)]).remove(0);
    let start = Band::of(&before);
    let mut left = ends.players();
    let mut steps = Vec::new();
    while !left.is_empty() {
        let next = |player: &usize| ends.point(&[&changed[..], &[*player]].concat());
        let candidates = worths(surfaces, &left.iter().map(next).collect::<Vec<_>>());
        let mean = |worth: &Vec<f64>| worth.iter().sum::<f64>();
        let best =
            (0..left.len()).rev().max_by(|a, b| mean(&candidates[*a]).total_cmp(&mean(&candidates[*b])));
        let Some(best) = best else { break };
        let gains: Vec<f64> =
            candidates[best].iter().zip(&before).map(|(after, before)| after - before).collect();
        let dimension = left.remove(best);
        steps.push(Step { dimension, gain: Band::of(&gains) });
        before.clone_from(&candidates[best]);
        changed.push(dimension);
    }
    let game = (changed.len() <= MOST_PLAYERS).then(|| game(surfaces, &ends, &changed)).flatten();
    Ablation { start, end: Band::of(&before), steps, game }
}

fn game(surfaces: &dyn Surfaces, ends: &Ends<'_>, players: &[usize]) -> Option<AblationGame> {
    let members = |coalition: usize| -> Vec<usize> {
        players
            .iter()
            .enumerate()
            .filter(|(bit, _)| coalition >> bit & 1 == 1)
            .map(|(_, player)| *player)
            .collect()
    };
    let points: Vec<ModelPoint> = (0..1_usize << players.len()).map(|it| ends.point(&members(it))).collect();
    let worths = worths(surfaces, &points);
    let game = Game::new(players.len(), |coalition| Band::of(&worths[coalition]).mean)?;
    Some(AblationGame { shapley_values: game.shapley_values(), faithful: game.faithful_indices() })
}

/// A list a point of what each surface says.
fn worths(surfaces: &dyn Surfaces, points: &[ModelPoint]) -> Vec<Vec<f64>> {
    let values = surfaces.values(points);
    (0..points.len()).map(|point| values.iter().map(|surface| surface[point]).collect()).collect()
}

/// The two points.
struct Ends<'a> {
    space: &'a ModelSpace,
    from: &'a UnitPoint,
    to: &'a UnitPoint,
    first: ModelPoint,
    last: ModelPoint,
}

impl<'a> Ends<'a> {
    fn new(space: &'a ModelSpace, from: &'a UnitPoint, to: &'a UnitPoint) -> Ends<'a> {
        Ends { space, from, to, first: space.read(from), last: space.read(to) }
    }

    /// The dimensions that are there at both ends, with different values.
    fn players(&self) -> Vec<usize> {
        let differs = |dimension: &usize| {
            let (a, b) = (self.first.coordinates[*dimension], self.last.coordinates[*dimension]);
            self.both(*dimension) && a.to_bits() != b.to_bits()
        };
        (0..self.first.active.len()).filter(differs).collect()
    }

    fn both(&self, dimension: usize) -> bool {
        self.first.active[dimension] && self.last.active[dimension]
    }

    /// The first point with these dimensions as in the last; one that is absent in the first is there as in the last.
    fn point(&self, changed: &[usize]) -> ModelPoint {
        let mut mixed = self.from.coordinates().to_vec();
        for (dimension, coordinate) in mixed.iter_mut().enumerate() {
            let arrives = self.last.active[dimension] && !self.first.active[dimension];
            if arrives || changed.contains(&dimension) {
                *coordinate = self.to.coordinates()[dimension];
            }
        }
        self.space.read(&UnitPoint::new(mixed))
    }
}

#[cfg(test)]
mod tests {
    use etude_study::space::{Condition, Dimension, Domain, Scale, SearchSpace};
    use etude_study::value::Value;

    use super::*;

    fn dimension(name: &str, domain: Domain, when: Option<Condition>) -> Dimension {
        Dimension { name: name.into(), number: 0, domain, when }
    }

    fn float() -> Domain {
        Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear }
    }

    #[test]
    fn the_steps_add_up_to_the_gain_and_the_largest_comes_first() {
        let names = ["a", "b", "c", "d"];
        let space = SearchSpace::new(names.map(|name| dimension(name, float(), None)).to_vec());
        let space = ModelSpace::new(&space);
        let worth = |point: &ModelPoint| {
            let x = &point.coordinates;
            x[0] + 3.0 * x[1] * x[2] - 0.2 * x[2] + x[3].exp()
        };
        let (from, to) = (UnitPoint::new(vec![0.1, 0.1, 0.1, 0.5]), UnitPoint::new(vec![0.6, 0.9, 0.8, 0.5]));
        let found = ablation(&space, &worth, &from, &to);
        let order: Vec<usize> = found.steps.iter().map(|step| step.dimension).collect();
        assert_eq!(order, [0, 1, 2], "and `d`, which is the same at both ends, is no step");
        let gain = worth(&space.read(&to)) - worth(&space.read(&from));
        let sum: f64 = found.steps.iter().map(|step| step.gain.mean).sum();
        assert!((sum - gain).abs() < 1e-12 && (found.end.mean - found.start.mean - gain).abs() < 1e-12);
        let game = found.game.unwrap();
        assert!((game.shapley_values.iter().sum::<f64>() - gain).abs() < 1e-12);
        let pair = game.faithful.pairs.iter().find(|pair| (pair.0, pair.1) == (1, 2)).unwrap();
        assert!(
            (pair.2 - 3.0 * 0.8 * 0.7).abs() < 1e-12,
            "the pair's part is what the product gains: {pair:?}"
        );
    }

    /// With the optimizer go the parameters that only it has.
    #[test]
    fn a_parameter_of_one_end_goes_with_its_parent() {
        let optimizers = ["sgd", "adam"].map(|word| Value::Text(word.into())).to_vec();
        let when = |word: &str| Some(Condition::equals("optimizer", Value::Text(word.into())));
        let space = SearchSpace::new(vec![
            dimension("rate", float(), None),
            dimension("optimizer", Domain::Choice { choices: optimizers }, None),
            dimension("momentum", float(), when("sgd")),
            dimension("beta", float(), when("adam")),
        ]);
        let space = ModelSpace::new(&space);
        let worth = |point: &ModelPoint| {
            let of = |at: usize| if point.active[at] { point.coordinates[at] } else { 0.0 };
            of(0) + 2.0 * of(3) - of(2)
        };
        let (from, to) = (UnitPoint::new(vec![0.1, 0.2, 0.9, 0.5]), UnitPoint::new(vec![0.4, 0.8, 0.5, 0.7]));
        let found = ablation(&space, &worth, &from, &to);
        let steps: Vec<(usize, f64)> =
            found.steps.iter().map(|step| (step.dimension, step.gain.mean)).collect();
        assert_eq!(steps[0].0, 1);
        assert!(
            (steps[0].1 - 2.3).abs() < 1e-12,
            "the momentum goes, beta comes as it was chosen: {steps:?}"
        );
        assert_eq!(steps.len(), 2);
    }

    #[test]
    fn the_same_point_twice_has_no_steps() {
        let space = ModelSpace::new(&SearchSpace::new(vec![dimension("a", float(), None)]));
        let point = UnitPoint::new(vec![0.3]);
        let found = ablation(&space, &|point: &ModelPoint| point.coordinates[0], &point, &point);
        assert!(found.steps.is_empty() && found.start == found.end);
    }
}
