//! The probabilities of the categories' values, which generations shift.
//!
//! Each category has a distribution of its own, moved towards the values that good members have (population-based
//! incremental learning, Baluja 1994; the natural gradient of such a distribution: Hamano et al. 2024, *CatCMA*, arXiv
//! 2405.09962), and no value's probability falls below a margin.

use etude_stats::random::Random;

use super::replay::Layout;
use super::weights::Weights;
use crate::reading::Row;

/// The distributions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Categories {
    each: Vec<Category>,
    dimensions: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct Category {
    dimension: usize,
    probabilities: Vec<f64>,
}

impl Categories {
    /// Even ones.
    pub(crate) fn new(layout: &Layout) -> Categories {
        let even = |(dimension, count): &(usize, usize)| Category {
            dimension: *dimension,
            probabilities: vec![1.0 / *count as f64; *count],
        };
        let dimensions = layout.numbers.len() + layout.categories.len();
        Categories { each: layout.categories.iter().map(even).collect(), dimensions }
    }

    /// Moves on by a generation, the best first. A member in which the parameter is absent has no say.
    pub(crate) fn update(&mut self, rows: &[Row<'_>], weights: &Weights) {
        for category in &mut self.each {
            let count = category.probabilities.len();
            let rate = weights.effective / (weights.effective + 2.0 * count as f64);
            let mut target = vec![0.0; count];
            let parents = rows.iter().zip(&weights.of_rank).take(weights.parents);
            for (row, weight) in parents.filter(|(row, _)| row.active[category.dimension]) {
                target[row.coordinates[category.dimension] as usize] += weight;
            }
            let said: f64 = target.iter().sum();
            if said <= 0.0 {
                continue;
            }
            let least = 1.0 / (2 * rows.len() * self.dimensions * count.max(2)) as f64;
            for (probability, target) in category.probabilities.iter_mut().zip(&target) {
                *probability = (*probability + rate * (target - said * *probability)).max(least);
            }
            let total: f64 = category.probabilities.iter().sum();
            category.probabilities.iter_mut().for_each(|probability| *probability /= total);
        }
    }

    /// Draws a unit coordinate each into a point.
    pub(crate) fn draw(&self, units: &mut [f64], random: &mut Random) {
        for category in &self.each {
            let mut rest = random.uniform();
            let found = category.probabilities.iter().position(|probability| {
                rest -= probability;
                rest < 0.0
            });
            let count = category.probabilities.len();
            units[category.dimension] = (found.unwrap_or(count - 1) as f64 + 0.5) / count as f64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_good_members_have_becomes_likelier_and_nothing_vanishes() {
        let layout = Layout { numbers: Vec::new(), kinds: Vec::new(), categories: vec![(0, 4)] };
        let mut categories = Categories::new(&layout);
        let weights = Weights::new(8, 1);
        let coordinates = [2.0, 2.0, 2.0, 2.0, 0.0, 1.0, 3.0, 0.0].map(|value| vec![value]);
        let rows: Vec<Row<'_>> =
            coordinates.iter().map(|coordinates| Row { coordinates, active: &[true] }).collect();
        categories.update(&rows, &weights);
        let once = categories.each[0].probabilities.clone();
        // 1/4 + rate (1 - 1/4), with rate = effective / (effective + 8).
        let rate = weights.effective / (weights.effective + 8.0);
        assert!((once[2] - (0.25 + 0.75 * rate)).abs() < 1e-12, "{once:?}");
        for _ in 0..500 {
            categories.update(&rows, &weights);
        }
        let long = &categories.each[0].probabilities;
        assert!(long[2] > 0.9 && long.iter().all(|share| *share > 0.01), "{long:?}");
        assert!((long.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let absent: Vec<Row<'_>> =
            coordinates.iter().map(|coordinates| Row { coordinates, active: &[false] }).collect();
        let before = categories.clone();
        categories.update(&absent, &weights);
        assert_eq!(categories, before);
    }
}
