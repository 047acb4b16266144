//! A number known from several draws: its mean, and the band in which eight draws of ten lie.

use std::cmp::Ordering;

/// The draws left out below a band, as a share; as many are left out above.
const TAIL: f64 = 0.1;

/// A mean with the 10 and 90 % quantiles of the draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The draws' mean.
    pub mean: f64,
    /// A tenth of the draws lie below.
    pub low: f64,
    /// A tenth of the draws lie above.
    pub high: f64,
}

impl Band {
    /// The band of some finite draws; all zeros where there is none. Quantiles are linear between order statistics
    /// (Hyndman & Fan 1996, type 7).
    pub fn of(draws: &[f64]) -> Band {
        let mut sorted = draws.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mean = draws.iter().sum::<f64>() / draws.len().max(1) as f64;
        Band { mean, low: quantile(&sorted, TAIL), high: quantile(&sorted, 1.0 - TAIL) }
    }

    /// Whether some number lies in both bands.
    pub fn overlaps(&self, other: &Band) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * sorted.len().saturating_sub(1) as f64;
    let (below, above) = (at.floor() as usize, at.ceil() as usize);
    match (sorted.get(below), sorted.get(above)) {
        (Some(low), Some(high)) => low + (high - low) * at.fract(),
        _ => 0.0,
    }
}

/// The bands' indices in groups, the largest first. Two in different groups do not overlap; of those in one group, each is
/// tied to the others by a chain of overlaps, and no order within the group is claimed (the larger mean stands first).
pub fn groups(bands: &[Band]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..bands.len()).collect();
    let larger = |a: f64, b: f64| b.partial_cmp(&a).unwrap_or(Ordering::Equal);
    order.sort_by(|a, b| larger(bands[*a].high, bands[*b].high));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut lowest = f64::INFINITY;
    for index in order {
        match groups.last_mut() {
            Some(group) if bands[index].high >= lowest => group.push(index),
            _ => groups.push(vec![index]),
        }
        lowest = lowest.min(bands[index].low);
    }
    for group in &mut groups {
        group.sort_by(|a, b| larger(bands[*a].mean, bands[*b].mean).then(a.cmp(b)));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(low: f64, high: f64) -> Band {
        Band { mean: f64::midpoint(low, high), low, high }
    }

    #[test]
    fn quantiles_are_those_of_type_7() {
        let draws: Vec<f64> = (0..=10).rev().map(f64::from).collect();
        assert_eq!(Band::of(&draws), Band { mean: 5.0, low: 1.0, high: 9.0 });
        assert_eq!(Band::of(&[2.5]), Band { mean: 2.5, low: 2.5, high: 2.5 });
        assert_eq!(Band::of(&[]), Band { mean: 0.0, low: 0.0, high: 0.0 });
    }

    #[test]
    fn bands_that_overlap_are_not_ranked() {
        let bands = [band(0.0, 0.1), band(0.4, 0.7), band(0.6, 0.9), band(0.05, 0.2), band(0.3, 0.39)];
        assert_eq!(groups(&bands), [vec![2, 1], vec![4], vec![3, 0]]);
        for (first, earlier) in groups(&bands).iter().enumerate() {
            for later in &groups(&bands)[first + 1..] {
                assert!(earlier.iter().all(|a| later.iter().all(|b| !bands[*a].overlaps(&bands[*b]))));
            }
        }
    }

    /// A wide band ties all that it reaches, also the two beside it that do not reach each other.
    #[test]
    fn a_chain_of_overlaps_is_one_group() {
        assert_eq!(groups(&[band(0.0, 0.3), band(0.2, 0.8), band(0.7, 0.9)]), [vec![2, 1, 0]]);
        assert!(groups(&[]).is_empty());
    }
}
