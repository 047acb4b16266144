//! Which points of a history are good and which are bad, and how much each counts.

use std::collections::BinaryHeap;

use etude_stats::random::mix;

use crate::reading::{Configuration, Known};

/// The constants of the split.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Splitting {
    /// The share of the points with a result that are good.
    pub share: f64,
    /// No more are good than this.
    pub most_good: usize,
    /// No more bad points than this are looked at: the newest, and of the others a sample.
    pub most_bad: usize,
}

/// Points of a history by index, with weights.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Split {
    pub(crate) good: Vec<(usize, f64)>,
    pub(crate) bad: Vec<(usize, f64)>,
    /// How many configurations have a result.
    pub(crate) told: usize,
}

impl Splitting {
    /// Splits the configurations of a history. Infeasible ones are the worst; pending ones count as bad, lest the same
    /// be asked again while nothing is known of them ("constant liar").
    pub(crate) fn split(&self, configurations: &[Configuration]) -> Split {
        let is_told = |each: &&Configuration| each.result != Known::Pending;
        let told = configurations.iter().filter(is_told).count();
        let mut scored: Vec<(f64, usize)> = configurations
            .iter()
            .enumerate()
            .filter_map(|(place, each)| match each.result {
                Known::Cost(cost) => Some((cost, place)),
                _ => None,
            })
            .collect();
        let wanted = ((self.share * told as f64).ceil() as usize).clamp(1, self.most_good);
        let better = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if wanted < scored.len() {
            scored.select_nth_unstable_by(wanted, better);
            scored.truncate(wanted);
        }
        scored.sort_unstable_by(better);
        let mut is_good = vec![false; configurations.len()];
        for (_, place) in &scored {
            is_good[*place] = true;
        }
        let bad: Vec<usize> = configurations
            .iter()
            .zip(&is_good)
            .filter(|(_, good)| !**good)
            .map(|(each, _)| each.index)
            .collect();
        let good = scored.iter().map(|(_, place)| configurations[*place].index);
        Split { good: good.zip(rank_weights(scored.len())).collect(), bad: self.thinned(&bad), told }
    }

    /// At most [`Splitting::most_bad`] of the bad points, in their order, that stand for all.
    fn thinned(&self, bad: &[usize]) -> Vec<(usize, f64)> {
        if bad.len() <= self.most_bad {
            return bad.iter().map(|index| (*index, 1.0)).collect();
        }
        let newest = self.most_bad / 2;
        let (older, newer) = bad.split_at(bad.len() - newest);
        // The order of hashes of their places: a sample that stays nearly the same as points come in.
        let kept = self.most_bad - newest;
        let mut smallest: BinaryHeap<(u64, usize)> = BinaryHeap::with_capacity(kept + 1);
        for index in older {
            let hash = mix(*index as u64);
            if smallest.len() < kept || smallest.peek().is_some_and(|largest| hash < largest.0) {
                smallest.push((hash, *index));
                if smallest.len() > kept {
                    smallest.pop();
                }
            }
        }
        let mut sample: Vec<usize> = smallest.into_iter().map(|(_, index)| index).collect();
        sample.sort_unstable();
        let stands_for = older.len() as f64 / kept as f64;
        let sample = sample.into_iter().map(|index| (index, stands_for));
        sample.chain(newer.iter().map(|index| (*index, 1.0))).collect()
    }
}

/// The weights of so many good points, the best first: they fall with the logarithm of the rank, and their mean is 1.
fn rank_weights(count: usize) -> impl Iterator<Item = f64> {
    let weight = move |rank: usize| (count as f64 + 1.0).ln() - (rank as f64).ln();
    let mean = (1..=count).map(weight).sum::<f64>() / count as f64;
    (1..=count).map(move |rank| weight(rank) / mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPLITTING: Splitting = Splitting { share: 0.2, most_good: 25, most_bad: 8 };

    fn known(results: &[Known]) -> Vec<Configuration> {
        results
            .iter()
            .enumerate()
            .map(|(index, result)| Configuration { index, result: *result, measurements: 1 })
            .collect()
    }

    #[test]
    fn infeasible_and_pending_points_are_bad() {
        let cost = Known::Cost;
        let history = known(&[
            cost(3.0),
            Known::Infeasible,
            cost(1.0),
            Known::Pending,
            cost(2.0),
            cost(9.0),
            cost(1.0),
        ]);
        let split = SPLITTING.split(&history);
        // A fifth of six results, rounded up; of equal ones the first.
        assert_eq!(split.good.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [2, 6]);
        assert_eq!(split.bad, [0, 1, 3, 4, 5].map(|index| (index, 1.0)));
        assert_eq!(split.told, 6);
        let nothing = SPLITTING.split(&known(&[Known::Infeasible; 5]));
        assert_eq!((nothing.good.len(), nothing.bad.len()), (0, 5));
    }

    #[test]
    fn better_ranks_weigh_more() {
        let weights: Vec<f64> = rank_weights(3).collect();
        // ln 4, ln 2, ln 4/3, divided by their mean ln(32/3) / 3.
        let expected = [4.0_f64, 2.0, 4.0 / 3.0].map(|ratio| 3.0 * ratio.ln() / (32.0_f64 / 3.0).ln());
        assert!(weights.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{weights:?}");
        assert_eq!(rank_weights(1).collect::<Vec<_>>(), [1.0]);
    }

    #[test]
    fn many_bad_points_are_stood_for_by_some_of_the_same_weight() {
        let results: Vec<Known> = (0..100).map(|index| Known::Cost(f64::from(index))).collect();
        let split = SPLITTING.split(&known(&results));
        assert_eq!((split.good.len(), split.bad.len()), (20, 8));
        let weight: f64 = split.bad.iter().map(|(_, weight)| weight).sum();
        assert!((weight - 80.0).abs() < 1e-9, "{weight}");
        let newest: Vec<usize> = split.bad[4..].iter().map(|(index, _)| *index).collect();
        assert_eq!(newest, [96, 97, 98, 99]);
    }
}
