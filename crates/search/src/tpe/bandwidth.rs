//! How wide the kernels are.
//!
//! Numbers: each kernel reaches as far as the further of its two neighbours (Bergstra et al. 2011), and never less than a
//! share of the axis that shrinks as points come in ("magic clip"), nor than half a step. Categories: the value's own
//! share grows with the number of points. The widths are what matters most in a Parzen estimator
//! (Watanabe 2023, section 4).

use crate::model_space::Kind;

/// The constants of the widths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bandwidths {
    /// The least width of one of `n` kernels is `(n + 2)^-exponent`, but no less than the floor.
    pub exponent: f64,
    /// The floor, as a share of the axis, up to [`FLOOR_FROM`] results; beyond, it falls with the root of their number.
    pub floor: f64,
    /// How many observations, in all kernels together, are spread over each value of a category.
    pub smoothing: f64,
}

/// From so many results on the floor falls.
pub const FLOOR_FROM: usize = 100;

impl Bandwidths {
    /// The same with the floor that belongs to so many results.
    pub(crate) fn after(self, told: usize) -> Bandwidths {
        let fall = (FLOOR_FROM as f64 / told.max(FLOOR_FROM) as f64).sqrt();
        Bandwidths { floor: self.floor * fall, ..self }
    }

    /// The share of a category's own value, and of each other, in a kernel of one of `points`.
    pub(crate) fn category(&self, count: usize, points: usize) -> (f64, f64) {
        let spread = self.smoothing / (points as f64 + 1.0);
        let total = 1.0 + spread * count as f64;
        ((1.0 + spread) / total, spread / total)
    }

    /// The width of the kernel at each of these centres.
    pub(crate) fn widths(&self, kind: &Kind, centres: &[f64]) -> Vec<f64> {
        let least = self.least(kind, centres.len());
        // Coordinates are not negative, and so in the order of their bits; equal ones in the order of their indices.
        let key = |(index, centre): (usize, &f64)| u128::from((centre + 0.0).to_bits()) << 64 | index as u128;
        let mut order: Vec<u128> = centres.iter().enumerate().map(key).collect();
        order.sort_unstable();
        let order: Vec<(f64, usize)> =
            order.iter().map(|key| (f64::from_bits((key >> 64) as u64), *key as u64 as usize)).collect();
        let mut widths = vec![1.0; centres.len()];
        let end = centres.len().saturating_sub(1);
        for (rank, (here, index)) in order.iter().enumerate() {
            // The ends of the axis count as neighbours only of a point that has but one.
            let below = if rank > 0 { here - order[rank - 1].0 } else { 0.0 };
            let above = if rank < end { order[rank + 1].0 - here } else { 0.0 };
            let reach = if end == 0 { here.max(1.0 - here) } else { f64::max(below, above) };
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

#[cfg(test)]
mod tests {
    use super::*;

    const BANDWIDTHS: Bandwidths = Bandwidths { exponent: 1.0, floor: 0.03, smoothing: 1.0 };

    #[test]
    fn a_kernel_reaches_as_far_as_the_further_neighbour() {
        let widths = BANDWIDTHS.widths(&Kind::Continuous, &[0.9, 0.1, 0.5, 0.52]);
        // In order 0.1, 0.5, 0.52, 0.9: gaps 0.4, 0.02, 0.38; the least of four is 1/6.
        for (width, expected) in widths.iter().zip([0.38, 0.4, 0.4, 0.38]) {
            assert!((width - expected).abs() < 1e-12, "{widths:?}");
        }
        assert_eq!(BANDWIDTHS.widths(&Kind::Continuous, &[0.3]), [0.7]);
        assert_eq!(
            BANDWIDTHS.widths(&Kind::Continuous, &[0.3; 4]),
            [1.0 / 6.0; 4],
            "no narrower than the clip"
        );
    }

    #[test]
    fn the_floor_shrinks_with_the_number_of_results() {
        let least = |told| BANDWIDTHS.after(told).widths(&Kind::Continuous, &[0.5; 200])[0];
        assert!((least(50) - 0.03).abs() < 1e-12 && (least(100) - 0.03).abs() < 1e-12);
        assert!((least(10_000) - 1.0 / 202.0).abs() < 1e-12);
        let steps =
            Kind::Steps { positions: vec![0.125, 0.375, 0.625, 0.875], starts: vec![0.0, 0.25, 0.5, 0.75] };
        let half = BANDWIDTHS.widths(&steps, &[0.375; 200])[0];
        assert!((half - 0.125).abs() < 1e-12, "half a step");
    }

    #[test]
    fn the_shares_of_a_category_sum_to_one() {
        let (own, other) = BANDWIDTHS.category(5, 9);
        assert!((own + 4.0 * other - 1.0).abs() < 1e-12);
        assert!((own / other - 11.0).abs() < 1e-9, "one observation and a tenth against a tenth");
    }
}
