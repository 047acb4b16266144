//! The next point: the most promising one that is not known yet.

use etude_stats::random::mix;
use etude_study::space::{SearchSpace, UnitPoint};

use super::candidates::{self, Candidate};
use super::known::{Known, Measured};
use super::refinement::{Effort, Valued, refine};
use super::surrogate::Surrogate;
use super::taken::Taken;
use crate::model_space::{ModelPoint, ModelSpace};

/// A space of at most so many points is gone through point by point.
const SMALL: u64 = 1 << 11;
/// How many candidates are spread over the whole space.
const SPREAD: usize = 512;
/// How many candidates are refined.
const STARTS: usize = 5;
/// Around how many of the best known points candidates are looked for, and how many around each.
const AROUND: (usize, usize) = (5, 48);

/// The space to search, as it is and as a model sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) space: &'a SearchSpace,
    pub(super) model: &'a ModelSpace,
    /// All its points, where they are few.
    pub(super) all: Option<&'a [Candidate]>,
}

/// All points of a space, where there are at most [`SMALL`] of them.
pub(super) fn all_points(space: &SearchSpace, model: &ModelSpace) -> Option<Vec<Candidate>> {
    let points = space.points(SMALL)?;
    let unit = |values| space.unit_point(values).coordinates().to_vec();
    Some(points.iter().map(|values| Candidate::new(model, unit(values))).collect())
}

/// The most promising unit point that is not taken; where all are, the most promising of all.
pub(super) fn propose(
    place: Place<'_>,
    surrogate: &Surrogate,
    (known, taken): (&Known, &Taken<'_>),
    seed: u64,
) -> Candidate {
    if let Some(all) = place.all {
        let ranked = ranked(surrogate, all.to_vec());
        let free = ranked.iter().find(|valued| !taken.holds(&valued.candidate.point));
        // A space that is used up: measure the most promising again.
        if let Some(valued) = free.or(ranked.first()) {
            return valued.candidate.clone();
        }
    }
    let mut candidates = candidates::spread(place.space, place.model, seed, SPREAD);
    for (index, center) in best_known(surrogate, known).into_iter().enumerate() {
        candidates.extend(candidates::around(place.model, &center, mix(seed ^ index as u64), AROUND.1));
    }
    let mut ranked = ranked(surrogate, candidates);
    let starts = starts(&ranked, STARTS).into_iter().enumerate();
    let mut refined: Vec<Valued> = starts
        .map(|(index, start)| {
            refine(place.model, surrogate, start, (mix(!seed ^ index as u64), Effort::First))
        })
        .collect();
    refined.sort_by(|a, b| b.value.total_cmp(&a.value));
    if let Some(best) = refined.first_mut() {
        *best = refine(place.model, surrogate, best.clone(), (mix(!seed), Effort::Last));
    }
    refined.append(&mut ranked);
    refined.sort_by(|a, b| b.value.total_cmp(&a.value));
    let is_free = |valued: &&Valued| !taken.holds(&valued.candidate.point);
    let is_apart = |valued: &&Valued| is_free(valued) && !taken.crowds(&valued.candidate.point);
    let chosen = refined.iter().find(is_apart).or_else(|| refined.iter().find(is_free)).or(refined.first());
    chosen.map_or_else(|| Candidate::new(place.model, Vec::new()), |valued| valued.candidate.clone())
}

/// Candidates with their values, the most promising first.
fn ranked(surrogate: &Surrogate, candidates: Vec<Candidate>) -> Vec<Valued> {
    let features: Vec<Vec<f64>> =
        candidates.iter().map(|candidate| surrogate.embedding.features(&candidate.point)).collect();
    let values = surrogate.values(&features);
    let mut ranked: Vec<Valued> =
        candidates.into_iter().zip(values).map(|(candidate, value)| Valued { candidate, value }).collect();
    ranked.sort_by(|a, b| b.value.total_cmp(&a.value));
    ranked
}

/// The first of the ranked, and further ones that are not beside an earlier one.
fn starts(ranked: &[Valued], count: usize) -> Vec<Valued> {
    let mut starts: Vec<Valued> = Vec::new();
    for valued in ranked {
        if starts.len() == count {
            break;
        }
        let is_beside = |start: &Valued| distance(&start.candidate.point, &valued.candidate.point) < 0.1;
        if !starts.iter().any(is_beside) {
            starts.push(valued.clone());
        }
    }
    starts
}

fn distance(a: &ModelPoint, b: &ModelPoint) -> f64 {
    if a.active != b.active {
        return f64::INFINITY;
    }
    a.coordinates.iter().zip(&b.coordinates).fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()))
}

/// Of the known points with the best measurements, those with the best posterior means.
fn best_known(surrogate: &Surrogate, known: &Known) -> Vec<ModelPoint> {
    let mut measured: Vec<&Measured> = known.feasible.iter().collect();
    measured.sort_by(|a, b| a.mean.total_cmp(&b.mean));
    measured.truncate(4 * AROUND.0);
    let features: Vec<Vec<f64>> =
        measured.iter().map(|measured| surrogate.embedding.features(&measured.point)).collect();
    let mut valued: Vec<(f64, &Measured)> = surrogate.means(&features).into_iter().zip(measured).collect();
    valued.sort_by(|a, b| a.0.total_cmp(&b.0));
    valued.into_iter().take(AROUND.0).map(|(_, measured)| measured.point.clone()).collect()
}

/// The unit point of a candidate.
pub(super) fn unit_point(candidate: &Candidate) -> UnitPoint {
    UnitPoint::new(candidate.unit.clone())
}
