//! Covariance matrix adaptation (CMA-ES): a normal distribution that learns the shape of the valley it is in.
//!
//! Generation after generation, `lambda` points are drawn from a normal distribution, ranked, and the distribution is moved:
//! its mean to the weighted mean of the better half, its covariance towards the steps that were good and away from those that
//! were bad, and its length by whether successive moves point the same way:
//!
//! ```text
//! x_i = m + sigma y_i,   y_i ~ N(0, C)
//! m'  = m + sigma sum_i w_i y_{i:lambda}
//! C'  = (1 + c_1 delta - c_1 - c_mu sum w) C + c_1 p_c p_c^T + c_mu sum_i w_i y_{i:lambda} y_{i:lambda}^T
//! sigma' = sigma exp( c_sigma / d_sigma (|p_sigma| / E|N(0, I)| - 1) )
//! ```
//!
//! (Hansen 2016, *The CMA evolution strategy: a tutorial*, arXiv 1604.00772, with negative weights.) Only ranks count, so it
//! is the same after any monotone change of the scores, and after any rotation of the space.
//!
//! - Whole numbers, steps and ordered choices are positions on their axis and keep a margin ([`margin`]); categories have a
//!   distribution of their own ([`categories`]); an absent parameter moves nothing.
//! - The state is computed anew from the history ([`replay`]), so it is a pure function of the request; what is kept between
//!   requests is the state after a prefix, taken up only where that prefix is the same.
//! - The first points are quasi-random; points of others (the baseline) take part like its own.
//! - A draw outside the box is drawn anew, at last brought to the border.
//!
//! When not to use: with a budget below some hundred points, or most parameters categories ([`crate::tpe`]); with more
//! points in parallel than a generation has (4 + 3 ln d), of which the later learn from old distributions.

mod categories;
mod distribution;
mod eigen;
mod margin;
mod replay;
mod weights;

use std::sync::{Mutex, PoisonError};

use etude_stats::random::{Random, mix};
use etude_study::space::UnitPoint;

use crate::reading::Reading;
use crate::sampler::{Sampler, SuggestError, SuggestRequest};
use crate::start::{self, Taken};
use replay::{Layout, Snapshot, State, replay};

/// The sampler `cma-es`.
#[derive(Debug, Default)]
pub struct CmaEs {
    reading: Mutex<Option<Reading>>,
    snapshot: Mutex<Option<Snapshot>>,
}

impl Sampler for CmaEs {
    fn name(&self) -> &'static str {
        "cma-es"
    }

    fn version(&self) -> u32 {
        1
    }

    fn learns(&self) -> bool {
        true
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        Ok(Reading::kept(&self.reading, request, |reading| {
            let layout = Layout::new(reading.model());
            let configurations = reading.configurations(request.direction, request.history);
            let mut memo = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner).take();
            let state = replay(reading, &layout, (&configurations, request.seed), &mut memo);
            *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner) = memo;
            points(request, reading, &layout, state.as_ref())
        }))
    }
}

/// How often a point is drawn anew because it lies outside or is no new one.
const ATTEMPTS: u64 = 100;

fn points(
    request: &SuggestRequest<'_>,
    reading: &Reading,
    layout: &Layout,
    state: Option<&State>,
) -> Vec<UnitPoint> {
    let mut taken = Taken::new(reading);
    let mut points = Vec::with_capacity(request.count);
    for index in (request.first_index..).take(request.count) {
        let point = match state {
            Some(state) => drawn(request, layout, state, (index, &taken)),
            None => start::point(request, index, &taken),
        };
        taken.take(&reading.model().read(&point));
        points.push(point);
    }
    points
}

/// A draw from the distribution that is in the box and a new configuration. Where draws keep falling outside, the last is
/// brought to the border; where all are taken, some other point of the space is suggested.
fn drawn(
    request: &SuggestRequest<'_>,
    layout: &Layout,
    state: &State,
    (index, taken): (u64, &Taken<'_>),
) -> UnitPoint {
    let mut random = Random::new(mix(mix(request.seed ^ KEY) ^ index));
    let mut fallback = None;
    for attempt in 0..ATTEMPTS {
        let numbers = state.distribution.draw(&mut random);
        let mut units = vec![0.5; layout.numbers.len() + layout.categories.len()];
        for (dimension, unit) in layout.numbers.iter().zip(&numbers) {
            units[*dimension] = *unit;
        }
        state.categories.draw(&mut units, &mut random);
        let inside = numbers.iter().all(|unit| (0.0..1.0).contains(unit));
        let point = UnitPoint::new(units);
        let is_new = taken.reads_new(&point);
        if is_new && (inside || attempt > ATTEMPTS / 2) {
            return point;
        }
        fallback = fallback.or(Some(point));
    }
    start::new_point(request, index, taken)
        .or(fallback)
        .unwrap_or_else(|| start::point(request, index, taken))
}

/// Keeps the draws of this sampler apart from those of others with the same seed.
const KEY: u64 = 0x63_6d_61;
