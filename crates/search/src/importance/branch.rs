//! Variance-based indices of functions over a space, or over the part of it where some parameters are present.
//!
//! Of a function `f` of independent uniform coordinates, with `A` and `B` two samples, and `A_i` the points of `A` with
//! coordinate `i` of `B` put in:
//!
//! ```text
//! total index of i           E[(f(A) - f(A_i))^2] / (2 Var f)                                (Jansen 1999)
//! total interaction of i, j  E[(f(A) - f(A_i) - f(A_j) + f(A_ij))^2] / (4 Var f)             (Liu & Owen 2006)
//! ```
//!
//! The total index is the share of the variance that is left when everything but `i` is known (Homma & Saltelli 1996). The total
//! interaction is the share of all terms of the functional decomposition that hold both `i` and `j`, so that an
//! interaction of three counts for each of its pairs. (Jansen 1999, *Comput. Phys. Commun.* 117, 35-43; Liu & Owen 2006, *J. Am.
//! Stat. Assoc.* 101, 712-721; Fruth, Roustant & Kuhnt 2014, *Reliab. Eng. Syst. Saf.* 129, 72-80.) Both are means of
//! squares, never negative, and unbiased for uniform points; here the points are scrambled Sobol points.
//!
//! A conditional parameter is judged where it is present: samples and variance are those of its branch. Whether it is present is
//! decided by other coordinates, so putting in another coordinate of its own leaves it there.
//!
//! When not to use: with coordinates that depend on each other, since a sum of squares then no longer splits.

use etude_study::space::UnitPoint;

use super::surfaces::Surfaces;
use crate::model_space::{ModelPoint, ModelSpace};
use crate::quasi_random;

/// Points of a sequence that are gone through in search of those in a branch.
const LONGEST_WALK: u64 = 1 << 15;
/// A branch that has fewer points than this is too rare to be judged.
const FEWEST: usize = 64;

/// Functions, and a sample of the points at which certain parameters are present.
pub struct Branch<'a> {
    space: &'a ModelSpace,
    surfaces: &'a dyn Surfaces,
    first: Vec<Vec<f64>>,
    second: Vec<Vec<f64>>,
    base: Vec<Vec<f64>>,
    variances: Vec<f64>,
    replaced: Vec<Option<Vec<Vec<f64>>>>,
}

impl<'a> Branch<'a> {
    /// The branch in which all of `present` (dimensions by their index) are there: the whole space where the list is empty or
    /// they always are. `None` where that is hardly ever the case. `points` are as many as the sample has, a power of two for the best spread.
    pub fn new(
        space: &'a ModelSpace,
        surfaces: &'a dyn Surfaces,
        present: &[usize],
        points: usize,
        seed: u64,
    ) -> Option<Branch<'a>> {
        let width = space.dimensions().len() as u32;
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for index in 0..LONGEST_WALK {
            if first.len() == points && second.len() == points {
                break;
            }
            for (sample, from) in [(&mut first, 0), (&mut second, width)] {
                let at = |number| quasi_random::coordinate(seed, from + number, index).unwrap_or(0.5);
                let coordinates: Vec<f64> = (0..width).map(at).collect();
                if sample.len() < points && holds(space, &coordinates, present) {
                    sample.push(coordinates);
                }
            }
        }
        let shared = first.len().min(second.len());
        if shared < FEWEST.min(points) {
            return None;
        }
        first.truncate(shared);
        second.truncate(shared);
        let base = surfaces.values(&read(space, &first));
        let others = surfaces.values(&read(space, &second));
        let variances = base.iter().zip(&others).map(|(base, others)| variance(base, others)).collect();
        let replaced = vec![None; width as usize];
        Some(Branch { space, surfaces, first, second, base, variances, replaced })
    }

    /// The total index of a dimension: one number a surface, 0 where the surface is flat.
    pub fn total(&mut self, dimension: usize) -> Vec<f64> {
        self.replace(dimension);
        let Some(Some(changed)) = self.replaced.get(dimension) else { return vec![0.0; self.base.len()] };
        let squares = self.base.iter().zip(changed).map(|(base, changed)| {
            base.iter().zip(changed).map(|(f, g)| (f - g).powi(2)).sum::<f64>() / base.len() as f64
        });
        squares.zip(&self.variances).map(|(square, variance)| share(square, 2.0 * variance)).collect()
    }

    /// The total interaction of two dimensions: one number a surface.
    pub fn interaction(&mut self, one: usize, other: usize) -> Vec<f64> {
        self.replace(one);
        self.replace(other);
        let both = self.surfaces.values(&self.mixed(&[one, other]));
        let (Some(Some(ones)), Some(Some(others))) = (self.replaced.get(one), self.replaced.get(other))
        else {
            return vec![0.0; self.base.len()];
        };
        let square = |surface: usize| {
            let (base, one) = (&self.base[surface], &ones[surface]);
            let (other, both) = (&others[surface], &both[surface]);
            let term = |at: usize| (base[at] - one[at] - other[at] + both[at]).powi(2);
            (0..base.len()).map(term).sum::<f64>() / base.len() as f64
        };
        let variances = self.variances.iter().enumerate();
        variances.map(|(surface, variance)| share(square(surface), 4.0 * variance)).collect()
    }

    fn replace(&mut self, dimension: usize) {
        if self.replaced[dimension].is_none() {
            self.replaced[dimension] = Some(self.surfaces.values(&self.mixed(&[dimension])));
        }
    }

    /// The first sample with these coordinates of the second.
    fn mixed(&self, replaced: &[usize]) -> Vec<ModelPoint> {
        let mix = |(first, second): (&Vec<f64>, &Vec<f64>)| {
            let mut mixed = first.clone();
            for dimension in replaced {
                mixed[*dimension] = second[*dimension];
            }
            mixed
        };
        let mixed: Vec<Vec<f64>> = self.first.iter().zip(&self.second).map(mix).collect();
        read(self.space, &mixed)
    }
}

fn read(space: &ModelSpace, sample: &[Vec<f64>]) -> Vec<ModelPoint> {
    sample.iter().map(|coordinates| space.read(&UnitPoint::new(coordinates.clone()))).collect()
}

fn holds(space: &ModelSpace, coordinates: &[f64], present: &[usize]) -> bool {
    if present.iter().all(|dimension| space.dimensions()[*dimension].is_always_active()) {
        return true;
    }
    let point = space.read(&UnitPoint::new(coordinates.to_vec()));
    present.iter().all(|dimension| point.active[*dimension])
}

/// Of both samples together.
fn variance(one: &[f64], other: &[f64]) -> f64 {
    let count = (one.len() + other.len()) as f64;
    let mean = one.iter().chain(other).sum::<f64>() / count;
    one.iter().chain(other).map(|value| (value - mean).powi(2)).sum::<f64>() / count
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > f64::MIN_POSITIVE { part / whole } else { 0.0 }
}
