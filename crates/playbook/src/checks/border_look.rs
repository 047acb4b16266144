//! Do the best points of a sampler that learns lie at a border? (S20) A look, and no test.
//!
//! Such points crowd near good ones by design, so that how they are spread without an effect of the dimension is not known
//! and no p-value is (methods 3). Nothing is widened for them either: a slab drawn to keep a space evenly sampled makes
//! sense only where it is. What can be said is where they lie: if the median of the best `k` is in the outer tenth of the
//! axis, or on the last value of a list, whoever reads it should look.

use etude_stats::edge::odd_top_count;
use etude_study::finding::{Answer, Finding};
use etude_study::history::{RoundRecord, StudyRecord};
use etude_study::space::{Dimension, Domain, Side};
use etude_study::value::Value;

use super::SampledPoint;

/// The outer part of an axis at which a median is told.
const OUTER: f64 = 0.1;
/// In a list of fewer values the last one holds the median of anything too often to be worth a line.
const LEAST_VALUES: u64 = 5;

pub(super) fn check(round: &RoundRecord, study: &StudyRecord, points: &[SampledPoint<'_>]) -> Vec<Finding> {
    let direction = round.frozen.direction;
    let mut scored: Vec<&SampledPoint<'_>> = points.iter().filter(|point| point.score.is_some()).collect();
    scored.sort_by(|a, b| match (a.score, b.score) {
        (Some(a), Some(b)) => direction.best_first(a, b),
        _ => std::cmp::Ordering::Equal,
    });
    let look = |dimension: &Dimension| {
        if matches!(dimension.domain, Domain::Choice { .. } | Domain::Boolean) {
            return None;
        }
        let present: Vec<&Value> =
            scored.iter().filter_map(|point| point.values.get(&dimension.name)).collect();
        let top = odd_top_count(present.len())?;
        let side = side(&dimension.domain, &present[..top])?;
        let answer = Answer::BoundaryLook { parameter: dimension.name.clone(), side, top: top as u32 };
        Some(Finding { study: Some(study.definition.id), answer })
    };
    study.space.dimensions().iter().filter_map(look).collect()
}

/// The end at which the median of an odd number of values lies, if it lies at one.
fn side(domain: &Domain, values: &[&Value]) -> Option<Side> {
    let mut placed: Vec<(f64, &Value)> =
        values.iter().filter_map(|value| Some((domain.unit_of(value)?, *value))).collect();
    placed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (position, value) = *placed.get(placed.len() / 2)?;
    let count = domain.count().filter(|count| *count >= LEAST_VALUES);
    let place = domain.index_of(value).zip(count);
    if domain.count().is_some() && place.is_none() {
        None
    } else if position < OUTER || place.is_some_and(|(index, _)| index == 0) {
        Some(Side::Low)
    } else if position > 1.0 - OUTER || place.is_some_and(|(index, count)| index + 1 == count) {
        Some(Side::High)
    } else {
        None
    }
}
