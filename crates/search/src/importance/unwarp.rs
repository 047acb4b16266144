//! From warped losses back to the metric's unit.

use super::surfaces::Surfaces;
use crate::model_space::ModelPoint;

/// The inverse of a warp that keeps the order: straight lines between the trials. Beyond the best trial the line goes on; beyond the
/// worst it stays.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unwarp {
    /// Warped and plain losses, ascending.
    knots: Vec<(f64, f64)>,
}

impl Unwarp {
    pub(super) fn new(warped: &[f64], losses: &[f64]) -> Unwarp {
        let mut knots: Vec<(f64, f64)> = warped.iter().copied().zip(losses.iter().copied()).collect();
        knots.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.total_cmp(&b.0)));
        knots.dedup_by(|later, earlier| later.0 <= earlier.0);
        Unwarp { knots }
    }

    /// The loss of a warped loss.
    pub(super) fn loss(&self, warped: f64) -> f64 {
        let above = self.knots.partition_point(|(knot, _)| *knot < warped);
        match (above, self.knots.get(above)) {
            (0, Some(best)) => {
                let median = self.knots[self.knots.len() / 2];
                let slope = if median.0 > best.0 { (median.1 - best.1) / (median.0 - best.0) } else { 0.0 };
                best.1 + slope * (warped - best.0)
            }
            (_, Some(high)) => {
                let low = self.knots[above - 1];
                let share = (warped - low.0) / (high.0 - low.0);
                low.1 * (1.0 - share) + high.1 * share
            }
            (_, None) => self.knots.last().map_or(warped, |worst| worst.1),
        }
    }
}

/// What functions of warped losses say a point is worth, in the metric's unit, the more the better.
pub(super) struct InUnit<'a> {
    pub(super) surfaces: &'a dyn Surfaces,
    pub(super) unwarp: &'a Unwarp,
}

impl Surfaces for InUnit<'_> {
    fn count(&self) -> usize {
        self.surfaces.count()
    }

    fn values(&self, points: &[ModelPoint]) -> Vec<Vec<f64>> {
        let mut values = self.surfaces.values(points);
        values.iter_mut().flatten().for_each(|value| *value = -self.unwarp.loss(*value));
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_warped_comes_back() {
        let losses = [0.2, 1e6, 0.1, 0.4, 0.3, 900.0];
        let warped = crate::gp::warp::half_rank(&losses);
        let unwarp = Unwarp::new(&warped, &losses);
        for (warped, loss) in warped.iter().zip(losses) {
            assert!((unwarp.loss(*warped) - loss).abs() <= 1e-9 * loss, "{loss}: {}", unwarp.loss(*warped));
        }
        let best = warped[2];
        assert!(unwarp.loss(best - 0.5) < 0.1, "better than the best is told as such");
        assert!((unwarp.loss(100.0) - 1e6).abs() < 1e-3, "worse than the worst is not");
    }

    #[test]
    fn equal_losses_are_one_knot() {
        let unwarp = Unwarp::new(&[0.0, 0.0, 1.0], &[5.0, 5.0, 6.0]);
        assert!((unwarp.loss(0.5) - 5.5).abs() < 1e-12);
    }
}
