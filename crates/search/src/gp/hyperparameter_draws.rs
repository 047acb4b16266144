//! Length scales and noise drawn from their posterior: how unsure a fit of few points is of them.
//!
//! The fit takes the length scales at which the posterior is highest, and with 20 points others explain the data nearly as
//! well. Slice sampling walks through them, one at a time: a level below the density at the present place is drawn, an interval
//! around the place stepped out until its ends lie below the level, and points drawn from it until one lies above, each miss
//! becoming an end (Neal 2003, *Slice sampling*, Ann. Stat. 31, 705-767; for Gaussian processes Murray & Adams 2010).
//!
//! Of more than [`MOST_POINTS`] points, evenly thinned ones say how length scales spread, and all of them are conditioned on.
//! When not to use: for the mean alone, which hardly changes.

use etude_stats::random::Random;

use super::embedding::Embedding;
use super::evidence::{self, Data, signal_variance};
use super::factor::Factor;
use super::hyperparameters::Hyperparameters;
use super::regression::Regression;

/// Points by which length scales are judged.
pub const MOST_POINTS: usize = 96;
/// Sweeps over all length scales before the first draw; the walk begins at the best place.
const SWEEPS_BEFORE: usize = 8;
/// The first width of an interval, as a logarithm.
const WIDTH: f64 = 1.5;
const MOST_STEPS: usize = 4;
const MOST_SHRINKS: usize = 20;

impl Regression {
    /// The same data under `count` draws of length scales and noise. Fewer where one cannot be factored.
    pub fn hyperparameter_draws(&self, count: usize, seed: u64) -> Vec<Regression> {
        let points = self.data.len();
        let kept = points.min(MOST_POINTS);
        let part: Vec<usize> = (0..kept).map(|index| index * points / kept).collect();
        let data = self.data.subset(&part);
        let bounds = Hyperparameters::bounds(self.embedding.len());
        let mut walk = Walk {
            embedding: &self.embedding,
            data: &data,
            bounds: &bounds,
            at: self.hyperparameters.to_vector(),
            density: 0.0,
            random: Random::new(seed),
        };
        walk.density = walk.density_at(&walk.at);
        (0..SWEEPS_BEFORE).for_each(|_| walk.sweep());
        let draw = |_| {
            walk.sweep();
            let hyperparameters = Hyperparameters::from_vector(&walk.at);
            Regression::condition(self.embedding.clone(), hyperparameters, self.data.clone(), self.standard)
        };
        (0..count).filter_map(draw).collect()
    }
}

/// A walk through length scales and noise.
struct Walk<'a> {
    embedding: &'a Embedding,
    data: &'a Data,
    bounds: &'a [(f64, f64)],
    at: Vec<f64>,
    density: f64,
    random: Random,
}

impl Walk<'_> {
    fn sweep(&mut self) {
        for coordinate in 0..self.at.len() {
            self.step(coordinate);
        }
    }

    /// Draws one coordinate given the others.
    fn step(&mut self, coordinate: usize) {
        let level = self.density - self.random.exponential();
        let (lowest, highest) = self.bounds[coordinate];
        let here = self.at[coordinate];
        let start = here - WIDTH * self.random.uniform();
        let mut low = self.stepped_out((coordinate, start), -WIDTH, level).max(lowest);
        let mut high = self.stepped_out((coordinate, start + WIDTH), WIDTH, level).min(highest);
        for _ in 0..MOST_SHRINKS {
            let place = low + (high - low) * self.random.uniform();
            let density = self.density_with(coordinate, place);
            if density >= level {
                (self.at[coordinate], self.density) = (place, density);
                return;
            }
            if place < here { low = place } else { high = place }
        }
    }

    /// An end of the interval, moved on until the density there is below the level.
    fn stepped_out(&self, (coordinate, mut end): (usize, f64), width: f64, level: f64) -> f64 {
        let (lowest, highest) = self.bounds[coordinate];
        for _ in 0..MOST_STEPS {
            if end <= lowest || end >= highest || self.density_with(coordinate, end) < level {
                break;
            }
            end += width;
        }
        end
    }

    fn density_with(&self, coordinate: usize, place: f64) -> f64 {
        let mut vector = self.at.clone();
        vector[coordinate] = place;
        self.density_at(&vector)
    }

    /// The logarithm of the posterior, up to a constant.
    fn density_at(&self, vector: &[f64]) -> f64 {
        let hyperparameters = Hyperparameters::from_vector(vector);
        let matrix = evidence::covariances(self.embedding, self.data, &hyperparameters);
        let Some(factor) = Factor::new(matrix.as_ref()) else { return f64::NEG_INFINITY };
        let quadratic: f64 = factor.lower_times(&self.data.targets).iter().map(|half| half * half).sum();
        let count = self.data.len();
        let (penalty, _) = hyperparameters.penalty(self.data.noise);
        -0.5 * ((count as f64 + 1.0) * signal_variance(quadratic, count).ln() + factor.log_determinant)
            - penalty
    }
}

#[cfg(test)]
mod tests {
    use etude_study::space::{Dimension, Domain, Scale, SearchSpace, UnitPoint};

    use super::*;
    use crate::model_space::{ModelPoint, ModelSpace};
    use crate::quasi_random;

    fn fitted(count: u64) -> Regression {
        let domain = Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear };
        let dimension = |number: u32| Dimension {
            name: format!("x{number}"),
            number,
            domain: domain.clone(),
            when: None,
        };
        let space = ModelSpace::new(&SearchSpace::new((0..2).map(dimension).collect()));
        let at = |index| (0..2).map(|number| quasi_random::coordinate(2, number, index).unwrap()).collect();
        let points: Vec<ModelPoint> =
            (0..count).map(|index| space.read(&UnitPoint::new(at(index)))).collect();
        let targets: Vec<f64> = points.iter().map(|point| (6.0 * point.coordinates[0]).sin()).collect();
        Regression::fit(&space, &points, &targets, &vec![1; points.len()]).unwrap()
    }

    /// The standard deviation, among draws, of the logarithm of a dimension's length scale, and its mean.
    fn spread(model: &Regression, dimension: usize) -> (f64, f64) {
        let draws = model.hyperparameter_draws(48, 5);
        let logs: Vec<f64> = draws.iter().map(|draw| draw.length_scales()[dimension].ln()).collect();
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        (logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>().sqrt() / 48.0_f64.sqrt(), mean)
    }

    #[test]
    fn few_points_leave_length_scales_open_and_many_do_not() {
        let (few, many) = (fitted(6), fitted(48));
        assert!(spread(&few, 0).0 > 2.0 * spread(&many, 0).0);
        let (decides, does_nothing) = (spread(&many, 0).1, spread(&many, 1).1);
        assert!(does_nothing > decides + 1.0, "{decides} and {does_nothing}");
        let draws = |seed| {
            few.hyperparameter_draws(3, seed).iter().map(Regression::length_scales).collect::<Vec<_>>()
        };
        assert_eq!(draws(1), draws(1));
        assert_ne!(draws(1), draws(2));
    }
}
