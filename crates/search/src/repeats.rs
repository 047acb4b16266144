//! Any sampler, with a share of the budget spent on measuring the leaders again.
//!
//! Where seeds differ as much as configurations do, another measurement of a leader is worth more than another new point: the
//! choice in the end is between a few points that all look good (Bechhofer, Santner & Goldsman 1995 on ranking and selection).
//! Repeats fall in the second half of the budget, when there are leaders worth the name, spread evenly over it. The point that is
//! measured again is the one whose next measurement is expected to improve the choice most, the *knowledge gradient*
//! (Frazier, Powell & Dayanik 2008, *SIAM J. Control Optim.* 47, 2410-2439):
//!
//! ```text
//! KG_i = t_i f(-|gap_i| / t_i),   f(z) = phi(z) + z Phi(z),   t_i^2 = s_i^4 / (s_i^2 + noise^2)
//! ```
//!
//! with the belief's deviation `s_i`, and `gap_i` from the best of the others. A repeat on its way counts as made.
//!
//! When not to use: without noise. Then nothing is repeated, whatever share was asked for.

use etude_study::space::UnitPoint;

use crate::choice::{Belief, Beliefs, beliefs};
use crate::distinct;
use crate::gp::improvement::log_improvement;
use crate::reading::Reading;
use crate::sampler::{Observation, ObservedOutcome, Sampler, SuggestError, SuggestRequest};

/// The share of the budget after which repeats begin.
const BEGIN: f64 = 0.5;
/// Noise below this share of the spread of the better half of the points is not worth a repeat.
const LEAST_NOISE: f64 = 0.05;

/// A sampler whose leaders are measured again.
pub struct Repeating<'a> {
    sampler: &'a dyn Sampler,
    share: f64,
}

impl<'a> Repeating<'a> {
    /// Of the budget, `share` (0 to 1) goes into repeats.
    pub fn new(sampler: &'a dyn Sampler, share: f64) -> Repeating<'a> {
        Repeating { sampler, share: share.clamp(0.0, 1.0) }
    }

    /// How many of the first `drawn` suggestions are to be repeats.
    fn wanted(&self, drawn: u64, budget: u64) -> u64 {
        let done = drawn as f64 / budget.max(1) as f64;
        let share_made = ((done - BEGIN) / (1.0 - BEGIN)).clamp(0.0, 1.0);
        (self.share * budget as f64 * share_made) as u64
    }

    /// A new point of the sampler's own.
    fn new_point(
        &self,
        request: &SuggestRequest<'_>,
        (history, repeats): (&[Observation], u64),
    ) -> Result<UnitPoint, SuggestError> {
        let own =
            SuggestRequest { history, first_index: request.first_index - repeats, count: 1, ..*request };
        let mut points = if self.sampler.learns() {
            self.sampler.suggest(&own)?
        } else {
            distinct::suggest(self.sampler, &own, &[])?
        };
        let exhausted = SuggestError::SpaceExhausted { first_index: own.first_index, count: 1, points: 0 };
        points.pop().ok_or(exhausted)
    }
}

impl Sampler for Repeating<'_> {
    fn name(&self) -> &'static str {
        self.sampler.name()
    }

    fn version(&self) -> u32 {
        self.sampler.version()
    }

    fn learns(&self) -> bool {
        true
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        let mut history = request.history.to_vec();
        let mut points = Vec::with_capacity(request.count);
        for index in request.first_index..request.first_index + request.count as u64 {
            let here = SuggestRequest { first_index: index, ..*request };
            let repeats = repeats_in(request, &history).min(index);
            let is_due = repeats < self.wanted(index + 1, request.budget);
            let leader = if is_due { worth_repeating(request, &history) } else { None };
            let point = match leader {
                Some(leader) => history[leader].point.clone(),
                None => self.new_point(&here, (&history, repeats))?,
            };
            history.push(Observation { point: point.clone(), outcome: ObservedOutcome::Pending });
            points.push(point);
        }
        Ok(points)
    }
}

/// How many points of a history are a configuration that it held before.
fn repeats_in(request: &SuggestRequest<'_>, history: &[Observation]) -> u64 {
    let mut reading = Reading::new(request.space);
    reading.update(history);
    (history.len() - reading.configurations(request.direction, history).len()) as u64
}

/// The index of the point whose next measurement is worth most; `None` where noise is not worth it.
fn worth_repeating(request: &SuggestRequest<'_>, history: &[Observation]) -> Option<usize> {
    let Beliefs { mut points, noise } = beliefs(request.space, request.direction, history);
    if points.len() < 2 || noise < LEAST_NOISE {
        return None;
    }
    let mut reading = Reading::new(request.space);
    reading.update(history);
    for belief in &mut points {
        let same = |index: &usize| reading.is_same(*index, belief.index);
        let open = history.iter().enumerate().filter(|(_, other)| other.outcome == ObservedOutcome::Pending);
        let open = open.filter(|(index, _)| same(index)).count();
        belief.deviation = after(belief.deviation, noise, open);
    }
    let gains =
        (0..points.len()).map(|index| (points[index].index, knowledge_gradient(&points, index, noise)));
    gains.max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(index, _)| index)
}

/// The deviation after so many more measurements.
fn after(deviation: f64, noise: f64, more: usize) -> f64 {
    let variance = deviation * deviation;
    (variance * noise * noise / (noise * noise + more as f64 * variance)).sqrt()
}

/// The logarithm of what one more measurement of a point is expected to add to the choice; `points` are sorted, the best first.
fn knowledge_gradient(points: &[Belief], index: usize, noise: f64) -> f64 {
    let best_other = if index == 0 { points[1].expected } else { points[0].expected };
    let variance = points[index].deviation.powi(2);
    let told = variance / (variance + noise * noise).sqrt();
    if told <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let gap = (points[index].expected - best_other).abs();
    told.ln() + log_improvement(-gap / told).0
}
