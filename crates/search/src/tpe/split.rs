//! Which points of a history are good and which are bad, and how much each counts.

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
    /// How much more the best of the good counts: 0 all alike, 1 by the logarithm of the rank.
    pub ranked: f64,
    /// How much an infeasible point counts, a bad one being 1.
    pub infeasible: f64,
}

/// Points of a history by index, with weights.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Split {
    pub(crate) good: Vec<(usize, f64)>,
    pub(crate) bad: Vec<(usize, f64)>,
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
        let bad: Vec<Configuration> =
            configurations.iter().zip(&is_good).filter(|(_, good)| !**good).map(|(each, _)| *each).collect();
        Split { good: self.weighted(&scored, configurations), bad: self.thinned(&bad) }
    }

    fn weighted(&self, best_first: &[(f64, usize)], configurations: &[Configuration]) -> Vec<(usize, f64)> {
        let count = best_first.len() as f64;
        let weights: Vec<f64> = (0..best_first.len())
            .map(|rank| 1.0 - self.ranked + self.ranked * ((count + 1.0).ln() - (rank as f64 + 1.0).ln()))
            .collect();
        let total: f64 = weights.iter().sum();
        let members = best_first.iter().zip(&weights);
        members.map(|((_, place), weight)| (configurations[*place].index, weight * count / total)).collect()
    }

    /// At most [`Splitting::most_bad`] of the bad points, in their order, that stand for all.
    fn thinned(&self, bad: &[Configuration]) -> Vec<(usize, f64)> {
        let weight =
            |each: &Configuration| if each.result == Known::Infeasible { self.infeasible } else { 1.0 };
        if bad.len() <= self.most_bad {
            return bad.iter().map(|each| (each.index, weight(each))).collect();
        }
        let newest = self.most_bad / 2;
        let (older, newer) = bad.split_at(bad.len() - newest);
        // The order of hashes of their places: a sample that stays nearly the same as points come in.
        let mut hashed: Vec<(u64, &Configuration)> =
            older.iter().map(|each| (mix(each.index as u64), each)).collect();
        let kept = self.most_bad - newest;
        hashed.select_nth_unstable_by_key(kept, |(hash, _)| *hash);
        hashed.truncate(kept);
        hashed.sort_unstable_by_key(|(_, each)| each.index);
        let stands_for = older.len() as f64 / kept as f64;
        let sample = hashed.iter().map(|(_, each)| (each.index, stands_for * weight(each)));
        sample.chain(newer.iter().map(|each| (each.index, weight(each)))).collect()
    }
}
