//! A quantity that is flat and then rises in a straight line: `y(x) = max(flat, offset + slope x)`.
//!
//! Fitted by least squares on `log y`, so that relative errors count alike everywhere. For every split into a flat and a
//! rising part the flat level is the geometric mean of its part; of the rising part, given the ratio `offset / slope`, the
//! slope has a closed form, and the ratio is found by golden section. The split whose whole curve fits best is polished by
//! coordinate steps. All three numbers are at least 0.
//!
//! The model is the roofline of Williams, Waterman & Patterson 2009, *Roofline*, CACM 52(4), with a fixed cost beside it.
//!
//! When not to use: for a quantity that falls with `x`, or for fewer than three points.

use crate::golden_section::golden_section;

/// The fitted curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlatThenLinear {
    /// The level of the flat part; 0 where no part is flat.
    pub flat: f64,
    /// Where the straight line would meet `x = 0`.
    pub offset: f64,
    /// Rise for each unit of `x`.
    pub slope: f64,
    /// Root mean square of `log y - log fit`.
    pub residual: f64,
}

impl FlatThenLinear {
    /// Its value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        self.flat.max(self.offset + self.slope * x)
    }

    /// Where the flat part ends; none where there is none, or where nothing rises.
    pub fn knee(&self) -> Option<f64> {
        (self.slope > 0.0 && self.flat > self.offset).then(|| (self.flat - self.offset) / self.slope)
    }
}

/// Fits points `(x, y)` in any order; none for fewer than three, or where one is not positive and finite.
pub fn fit_flat_then_linear(points: &[(f64, f64)]) -> Option<FlatThenLinear> {
    let usable = |value: f64| value.is_finite() && value > 0.0;
    if points.len() < 3 || !points.iter().all(|(x, y)| usable(*x) && usable(*y)) {
        return None;
    }
    let mut points = points.to_vec();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let starts = (0..=points.len() - 2).map(|split| start(&points, split));
    let level = [geometric_mean(points.iter().map(|point| point.1)), 0.0, 0.0];
    let best = starts
        .chain([level])
        .map(|start| polished(&points, start))
        .min_by(|a, b| squares(&points, *a).total_cmp(&squares(&points, *b)))?;
    let residual = (squares(&points, best) / points.len() as f64).sqrt();
    Some(FlatThenLinear { flat: best[0], offset: best[1], slope: best[2], residual })
}

/// Flat, offset and slope with the first `split` points as the flat part.
fn start(points: &[(f64, f64)], split: usize) -> [f64; 3] {
    let (flat, rising) = points.split_at(split);
    let level = if flat.is_empty() { 0.0 } else { geometric_mean(flat.iter().map(|point| point.1)) };
    let slope = |ratio: f64| geometric_mean(rising.iter().map(|(x, y)| y / (ratio + x)));
    let misfit = |log_ratio: f64| {
        let ratio = log_ratio.exp();
        squares(rising, [0.0, slope(ratio) * ratio, slope(ratio)])
    };
    let (low, high) = (rising[0].0 / 1e4, rising[rising.len() - 1].0 * 1e4);
    let ratio = golden_section(&misfit, low.ln(), high.ln()).exp();
    let ratio = if squares(rising, [0.0, 0.0, slope(0.0)]) <= misfit(ratio.ln()) { 0.0 } else { ratio };
    [level, slope(ratio) * ratio, slope(ratio)]
}

/// Coordinate steps of shrinking size, each kept if it fits better.
fn polished(points: &[(f64, f64)], start: [f64; 3]) -> [f64; 3] {
    let mut best = start;
    let mut step = 0.2_f64;
    while step > 1e-5 {
        let before = squares(points, best);
        for index in 0..3 {
            for factor in [1.0 + step, 1.0 / (1.0 + step)] {
                let mut tried = best;
                tried[index] *= factor;
                if squares(points, tried) < squares(points, best) {
                    best = tried;
                }
            }
        }
        if squares(points, best) >= before {
            step /= 2.0;
        }
    }
    best
}

/// Sum of the squared logarithmic distances.
fn squares(points: &[(f64, f64)], [flat, offset, slope]: [f64; 3]) -> f64 {
    points.iter().map(|(x, y)| (y.ln() - flat.max(offset + slope * x).ln()).powi(2)).sum()
}

fn geometric_mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    (values.map(f64::ln).sum::<f64>() / count).exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn sizes(count: i32) -> impl Iterator<Item = f64> {
        (0..count).map(|power| 8.0 * 2_f64.powi(power))
    }

    #[test]
    fn exact_points_give_back_their_curve() {
        for (flat, offset, slope) in [(2.0, 0.6, 0.01), (0.0, 1.0, 0.05), (5.0, 0.0, 0.1), (3.0, 0.0, 0.0)] {
            let curve = FlatThenLinear { flat, offset, slope, residual: 0.0 };
            let points: Vec<(f64, f64)> = sizes(10).map(|x| (x, curve.at(x))).collect();
            let fit = fit_flat_then_linear(&points).unwrap();
            for (x, y) in points {
                assert!((fit.at(x) / y - 1.0).abs() < 2e-3, "{curve:?} {fit:?} at {x}");
            }
            let (knee, found) = (curve.knee(), fit.knee());
            assert!(knee.is_none_or(|knee| (found.unwrap() / knee - 1.0).abs() < 0.03), "{knee:?} {found:?}");
        }
    }

    #[test]
    fn noise_of_five_percent_moves_the_curve_by_less_and_the_knee_by_little() {
        let mut random = Random::new(7);
        let curve = FlatThenLinear { flat: 4.0, offset: 1.0, slope: 0.02, residual: 0.0 };
        let mut near = 0;
        for _ in 0..200 {
            let points: Vec<(f64, f64)> =
                sizes(9).map(|x| (x, curve.at(x) * (0.05 * random.normal()).exp())).collect();
            let fit = fit_flat_then_linear(&points).unwrap();
            let misfit = points.iter().map(|(x, _)| (fit.at(*x) / curve.at(*x)).ln().powi(2)).sum::<f64>();
            near += u32::from((misfit / 9.0).sqrt() < 0.05);
            assert!(fit.knee().is_some_and(|knee| (75.0..300.0).contains(&knee)), "{fit:?}");
        }
        assert!(near >= 190, "{near}");
    }

    #[test]
    fn what_is_no_curve_is_refused() {
        assert_eq!(fit_flat_then_linear(&[(1.0, 1.0), (2.0, 2.0)]), None);
        assert_eq!(fit_flat_then_linear(&[(1.0, 1.0), (2.0, f64::NAN), (3.0, 1.0)]), None);
        assert_eq!(fit_flat_then_linear(&[(1.0, 1.0), (2.0, 0.0), (3.0, 1.0)]), None);
    }
}
