//! L-BFGS within bounds: the minimum of a smooth function of a box, from its values and gradients.
//!
//! Liu & Nocedal 1989 (two-loop recursion, here with ten pairs), with the projection of Bertsekas 1982: coordinates that
//! are at a bound and would leave it are held; steps are cut back at the bounds; Armijo backtracking. When not to use: for
//! functions with kinks or noise.

use std::collections::VecDeque;

const PAIRS: usize = 10;
const ARMIJO: f64 = 1e-4;
const HALVINGS: usize = 20;

/// Where to search, and for how long.
#[derive(Debug, Clone)]
pub(super) struct Search<'a> {
    /// The lowest and the highest value of each coordinate.
    pub(super) bounds: &'a [(f64, f64)],
    /// How many steps are made at most.
    pub(super) steps: usize,
    /// The search ends when a step improves by less than this.
    pub(super) least_gain: f64,
}

/// A point, and the function there.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) at: Vec<f64>,
    pub(super) value: f64,
}

/// A step and the change of gradient over it.
struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
    curvature: f64,
}

/// Goes down from `start`; `function` gives value and gradient, or nothing where it has none. `None` if it has none at the
/// start.
pub(super) fn minimize(
    search: &Search<'_>,
    start: &[f64],
    mut function: impl FnMut(&[f64]) -> Option<(f64, Vec<f64>)>,
) -> Option<Found> {
    let clamp = |at: f64, (low, high): (f64, f64)| at.clamp(low, high);
    let mut at: Vec<f64> = start.iter().zip(search.bounds).map(|(x, bounds)| clamp(*x, *bounds)).collect();
    let (mut value, mut gradient) = function(&at)?;
    let mut pairs: VecDeque<Pair> = VecDeque::new();
    for _ in 0..search.steps {
        let is_free = free_coordinates(search.bounds, &at, &gradient);
        let mut direction = descent(&pairs, &gradient, &is_free);
        if dot(&direction, &gradient) >= 0.0 {
            pairs.clear();
            direction = descent(&pairs, &gradient, &is_free);
        }
        // The first step has no curvature to go by: a tenth of the shortest side at most.
        let longest = direction.iter().fold(0.0_f64, |most, part| most.max(part.abs()));
        if longest < 1e-12 {
            break;
        }
        let shortest_side = search.bounds.iter().map(|(low, high)| high - low).fold(f64::INFINITY, f64::min);
        let mut length = if pairs.is_empty() { (0.1 * shortest_side / longest).min(1.0) } else { 1.0 };
        let mut next = None;
        for _ in 0..HALVINGS {
            let moved: Vec<f64> = at.iter().zip(&direction).map(|(x, part)| x + length * part).collect();
            let moved: Vec<f64> = moved.iter().zip(search.bounds).map(|(x, b)| clamp(*x, *b)).collect();
            let step = difference(&moved, &at);
            let expected = dot(&step, &gradient);
            if let Some((lower, slopes)) = function(&moved)
                && lower <= value + ARMIJO * expected
            {
                next = Some((moved, step, lower, slopes));
                break;
            }
            length *= 0.35;
        }
        let Some((moved, step, lower, slopes)) = next else { break };
        let change = difference(&slopes, &gradient);
        let curvature = dot(&step, &change);
        if curvature > 1e-12 * dot(&change, &change) {
            if pairs.len() == PAIRS {
                pairs.pop_front();
            }
            pairs.push_back(Pair { step, change, curvature });
        }
        let gain = value - lower;
        (at, value, gradient) = (moved, lower, slopes);
        if gain < search.least_gain {
            break;
        }
    }
    Some(Found { at, value })
}

/// Those that are not held at a bound.
fn free_coordinates(bounds: &[(f64, f64)], at: &[f64], gradient: &[f64]) -> Vec<bool> {
    let is_free = |((x, (low, high)), slope): ((&f64, &(f64, f64)), &f64)| {
        !(*x <= *low && *slope > 0.0 || *x >= *high && *slope < 0.0)
    };
    at.iter().zip(bounds).zip(gradient).map(is_free).collect()
}

/// The quasi-Newton direction (two-loop recursion) among the free coordinates.
fn descent(pairs: &VecDeque<Pair>, gradient: &[f64], is_free: &[bool]) -> Vec<f64> {
    let masked = |vector: &[f64]| -> Vec<f64> {
        vector.iter().zip(is_free).map(|(part, free)| if *free { *part } else { 0.0 }).collect()
    };
    let mut direction = masked(gradient);
    let mut shares = Vec::with_capacity(pairs.len());
    for pair in pairs.iter().rev() {
        let share = dot(&pair.step, &direction) / pair.curvature;
        add(&mut direction, -share, &pair.change);
        shares.push(share);
    }
    if let Some(last) = pairs.back() {
        let scale = last.curvature / dot(&last.change, &last.change);
        for part in &mut direction {
            *part *= scale;
        }
    }
    for (pair, share) in pairs.iter().zip(shares.iter().rev()) {
        let back = dot(&pair.change, &direction) / pair.curvature;
        add(&mut direction, share - back, &pair.step);
    }
    masked(&direction).iter().map(|part| -part).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn add(sum: &mut [f64], factor: f64, vector: &[f64]) {
    for (part, other) in sum.iter_mut().zip(vector) {
        *part += factor * other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "as the search wants it")]
    fn rosenbrock(x: &[f64]) -> Option<(f64, Vec<f64>)> {
        let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
        Some((a * a + 100.0 * b * b, vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b]))
    }

    #[test]
    fn the_banana_valley_is_followed_to_its_end() {
        let bounds = [(-2.0, 2.0), (-2.0, 2.0)];
        let search = Search { bounds: &bounds, steps: 200, least_gain: 0.0 };
        let found = minimize(&search, &[-1.2, 1.0], rosenbrock).expect("defined everywhere");
        assert!(found.value < 1e-12, "{found:?}");
    }

    #[test]
    fn bounds_hold() {
        let bounds = [(-2.0, 0.5), (-2.0, 2.0)];
        let search = Search { bounds: &bounds, steps: 200, least_gain: 0.0 };
        let found = minimize(&search, &[-1.2, 1.0], rosenbrock).expect("defined everywhere");
        // At x = 0.5 the best y is 0.25.
        assert!((found.at[0] - 0.5).abs() < 1e-9 && (found.at[1] - 0.25).abs() < 1e-5, "{found:?}");
    }
}
