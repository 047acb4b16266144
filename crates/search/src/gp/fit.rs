//! The fit: length scales and noise at which the posterior is highest.
//!
//! From a few fixed starts, the better ones followed by L-BFGS; of many points first a part, whose optimum is where the
//! search among all of them starts. It depends on the data alone.

use super::embedding::Embedding;
use super::evidence::{Data, evidence};
use super::hyperparameters::Hyperparameters;
use super::lbfgs::{self, Search};

/// From so many points on, a part of them is fitted first.
const MANY: usize = 96;
/// How many points that part has.
const PART: usize = 64;
/// Length scales (in typical ones) and noise of the starts.
const STARTS: [(f64, f64); 5] = [(1.0, 1e-3), (0.5, 1e-6), (0.5, 1e-1), (3.0, 1e-6), (2.0, 1e-1)];
/// How many of the starts are followed.
const FOLLOWED: usize = 2;

/// The best length scales and noise for the data.
pub(super) fn fit(embedding: &Embedding, data: &Data) -> Option<Hyperparameters> {
    let features = embedding.len();
    let typical = Hyperparameters::typical_length(features);
    let starts =
        STARTS.map(|(length, noise)| Hyperparameters::uniform(features, length * typical, noise).to_vector());
    let is_constant = data.targets.iter().all(|target| target.to_bits() == data.targets[0].to_bits());
    if is_constant {
        return Some(Hyperparameters::from_vector(&starts[0]));
    }
    if data.len() <= MANY {
        return climb(embedding, data, &starts, 40);
    }
    let part: Vec<usize> = (0..PART).map(|index| index * data.len() / PART).collect();
    let coarse = climb(embedding, &data.subset(&part), &starts, 25)?;
    climb(embedding, data, &[coarse.to_vector()], 15)
}

/// Follows the better starts, and takes the best end.
fn climb(embedding: &Embedding, data: &Data, starts: &[Vec<f64>], steps: usize) -> Option<Hyperparameters> {
    let bounds = Hyperparameters::bounds(embedding.len());
    let search = Search { bounds: &bounds, steps, least_gain: 1e-4 };
    let function = |vector: &[f64]| evidence(embedding, data, vector);
    let mut ranked: Vec<&Vec<f64>> = starts.iter().collect();
    if starts.len() > FOLLOWED {
        let mut valued: Vec<(f64, &Vec<f64>)> =
            starts.iter().filter_map(|start| Some((function(start)?.0, start))).collect();
        valued.sort_by(|a, b| a.0.total_cmp(&b.0));
        ranked = valued.into_iter().map(|(_, start)| start).take(FOLLOWED).collect();
    }
    let ends = ranked.iter().filter_map(|start| lbfgs::minimize(&search, start, function));
    let best = ends.min_by(|a, b| a.value.total_cmp(&b.value))?;
    Some(Hyperparameters::from_vector(&best.at))
}
