//! Covariance matrix adaptation.

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
    start::unseen(request, index, taken).or(fallback).unwrap_or_else(|| start::point(request, index, taken))
}

/// Keeps the draws of this sampler apart from those of others with the same seed.
const KEY: u64 = 0x63_6d_61;
