//! How wide the kernels are.
//!
//! Numbers: each kernel reaches as far as the further of its two neighbours (Bergstra et al. 2011), and never less than a
//! share of the axis that shrinks as points come in ("magic clip"), nor than half a step. Categories: the value's own
//! share grows with the number of points. What matters most in a Parzen estimator (Watanabe 2023, section 4).

use crate::model_space::Kind;

/// The constants of the widths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bandwidths {
    /// The least width of the kernels of `n` points: `floor + (1 - floor) / (1 + n)^exponent`...
    pub floor: f64,
    /// How fast the least width shrinks.
    pub exponent: f64,
    /// Times the number of points, the pseudo-observations spread over a category's values.
    pub smoothing: f64,
}

impl Bandwidths {
    /// The share of a category's own value, and of each other, in a kernel of one of `points`.
    pub(crate) fn category(&self, count: usize, points: usize) -> (f64, f64) {
        let spread = self.smoothing / (points as f64 + 1.0);
        let total = 1.0 + spread * count as f64;
        ((1.0 + spread) / total, spread / total)
    }

    /// The width of the kernel at each of these centres.
    pub(crate) fn widths(&self, kind: &Kind, centres: &[f64]) -> Vec<f64> {
        let least = self.least(kind, centres.len());
        let mut order: Vec<usize> = (0..centres.len()).collect();
        order.sort_by(|a, b| centres[*a].total_cmp(&centres[*b]));
        let mut widths = vec![1.0; centres.len()];
        let last = centres.len().saturating_sub(1);
        for (rank, index) in order.iter().enumerate() {
            let here = centres[*index];
            // The ends of the axis count as neighbours only of a point that has but one.
            let below = if rank > 0 { here - centres[order[rank - 1]] } else { 0.0 };
            let above = if rank < last { centres[order[rank + 1]] - here } else { 0.0 };
            let reach = if last == 0 { here.max(1.0 - here) } else { f64::max(below, above) };
            widths[*index] = reach.clamp(least, 1.0);
        }
        widths
    }

    /// The least width of the kernels of so many points.
    fn least(&self, kind: &Kind, points: usize) -> f64 {
        let shrinking = (2.0 + points as f64).powf(-self.exponent).max(self.floor);
        match kind {
            Kind::Steps { positions, .. } => shrinking.max(0.5 / positions.len() as f64),
            _ => shrinking,
        }
    }
}
