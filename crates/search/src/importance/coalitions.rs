//! Games of parameters: what each contributes to a gain, alone and in pairs.
//!
//! A game says what every coalition of players is worth: here, what a configuration is worth when some of its parameters have the
//! chosen values and the others the baseline's. With `a` the Moebius transform, the part of a coalition's worth that none of its own parts
//! has,
//!
//! ```text
//! a(S)             = sum over T in S of (-1)^(|S| - |T|) v(T)
//! Shapley value    = sum over S with i of a(S) / |S|
//! faithful index of order 2 (Faith-Shap), for |S| = 1 or 2:
//!   a(S) + (-1)^(2 - |S|) |S|/(2 + |S|) C(2, |S|) sum over T > S, |T| > 2 of C(|T| - 1, 2)/C(|T| + 1, 2 + |S|) a(T)
//! ```
//!
//! Both are efficient: Shapley values add up to `v(all) - v(none)`, and so do the faithful indices of single players and pairs
//! together, which are the weighted least-squares fit of the game by singles and pairs, with the weights that yield Shapley values
//! at order 1. (Shapley 1953; Tsai, Yeh & Ravikumar 2023, *Faith-Shap*, JMLR 24; as HyperSHAP games on tuning: Wever et al.
//! 2025.)
//!
//! Exact, from all `2^n` coalitions. When not to use: above [`MOST_PLAYERS`] players.

/// Players of whom all coalitions are gone through.
pub const MOST_PLAYERS: usize = 10;

/// What every coalition is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Game {
    players: usize,
    /// By the bits of the coalition.
    worth: Vec<f64>,
}

/// The best explanation of a game by single players and pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct FaithfulIndices {
    /// What each player contributes beside its pairs.
    pub singles: Vec<f64>,
    /// What two contribute together beyond their sum: the pair (the smaller number first) and its index.
    pub pairs: Vec<(usize, usize, f64)>,
}

impl Game {
    /// The game of so many players, from the worth of each coalition (player `i` belongs to it where bit `i` is set). `None` above
    /// [`MOST_PLAYERS`].
    pub fn new(players: usize, worth: impl Fn(usize) -> f64) -> Option<Game> {
        let coalitions = 0..1_usize << players.min(MOST_PLAYERS);
        (players <= MOST_PLAYERS).then(|| Game { players, worth: coalitions.map(worth).collect() })
    }

    /// What all players are worth beyond none.
    pub fn gain(&self) -> f64 {
        self.worth.last().unwrap_or(&0.0) - self.worth.first().unwrap_or(&0.0)
    }

    /// The Shapley value of each player.
    pub fn shapley_values(&self) -> Vec<f64> {
        let parts = self.moebius();
        let value = |player: usize| {
            let with = (0..parts.len()).filter(|coalition| coalition >> player & 1 == 1);
            with.map(|coalition| parts[coalition] / f64::from(coalition.count_ones())).sum()
        };
        (0..self.players).map(value).collect()
    }

    /// The faithful Shapley interaction indices of order 2.
    pub fn faithful_indices(&self) -> FaithfulIndices {
        let parts = self.moebius();
        let index = |coalition: usize| {
            let size = coalition.count_ones();
            let larger =
                (0..parts.len()).filter(|other| other & coalition == coalition && other.count_ones() > 2);
            let weight = |other: usize| {
                let count = other.count_ones();
                binomial(count - 1, 2) / binomial(count + 1, 2 + size)
            };
            let sum: f64 = larger.map(|other| weight(other) * parts[other]).sum();
            let sign = if size == 1 { -1.0 } else { 1.0 };
            parts[coalition] + sign * f64::from(size) / f64::from(2 + size) * binomial(2, size) * sum
        };
        let singles = (0..self.players).map(|player| index(1 << player)).collect();
        let pairs = (0..self.players).flat_map(|one| (one + 1..self.players).map(move |other| (one, other)));
        let pairs = pairs.map(|(one, other)| (one, other, index(1 << one | 1 << other))).collect();
        FaithfulIndices { singles, pairs }
    }

    /// The part of each coalition's worth that none of its own parts has.
    fn moebius(&self) -> Vec<f64> {
        let mut parts = self.worth.clone();
        for player in 0..self.players {
            for coalition in 0..parts.len() {
                if coalition >> player & 1 == 1 {
                    parts[coalition] -= parts[coalition ^ 1 << player];
                }
            }
        }
        parts
    }
}

fn binomial(n: u32, k: u32) -> f64 {
    (0..k).map(|at| f64::from(n) - f64::from(at)).product::<f64>() / (1..=k).map(f64::from).product::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 1e-9
    }

    /// A gloves game: a left glove (0) and two right ones (1, 2); a pair is worth 1. Shapley 1953: 2/3, 1/6, 1/6.
    #[test]
    fn shapley_values_of_the_glove_game() {
        let game =
            Game::new(3, |coalition| f64::from(u8::from(coalition & 1 == 1 && coalition > 1))).unwrap();
        let values = game.shapley_values();
        assert!(close(values[0], 2.0 / 3.0) && close(values[1], 1.0 / 6.0) && close(values[2], 1.0 / 6.0));
    }

    #[test]
    fn a_game_of_singles_and_pairs_is_explained_exactly() {
        let worth = |coalition: usize| {
            let has = |player: usize| f64::from((coalition >> player & 1) as u8);
            5.0 + 2.0 * has(0) - has(1) + 3.0 * has(0) * has(2) - 0.5 * has(1) * has(3)
        };
        let indices = Game::new(4, worth).unwrap().faithful_indices();
        for (found, expected) in indices.singles.iter().zip([2.0, -1.0, 0.0, 0.0]) {
            assert!(close(*found, expected), "{indices:?}");
        }
        for (one, other, found) in &indices.pairs {
            let expected = match (one, other) {
                (0, 2) => 3.0,
                (1, 3) => -0.5,
                _ => 0.0,
            };
            assert!(close(*found, expected), "{indices:?}");
        }
    }

    /// The closed form against what defines it: the least-squares fit of all coalitions by singles and pairs, weighted by
    /// (n - 1)/(C(n, s) s (n - s)), exact for none and all. Moving along any direction that keeps the two ends makes the fit worse.
    #[test]
    fn the_faithful_indices_are_the_weighted_least_squares_fit() {
        let players = 5_usize;
        let worth = |coalition: usize| ((coalition * coalition) % 17) as f64 + (coalition as f64).sqrt();
        let game = Game::new(players, worth).unwrap();
        let found = game.faithful_indices();
        let total: f64 =
            found.singles.iter().sum::<f64>() + found.pairs.iter().map(|pair| pair.2).sum::<f64>();
        assert!(close(total, game.gain()), "they add up to the gain");
        let coefficients: Vec<(usize, f64)> = found
            .singles
            .iter()
            .enumerate()
            .map(|(player, value)| (1 << player, *value))
            .chain(found.pairs.iter().map(|(one, other, value)| (1 << one | 1 << other, *value)))
            .collect();
        let residual = |coalition: usize| {
            let inside = coefficients.iter().filter(|(part, _)| coalition & part == *part);
            worth(coalition) - worth(0) - inside.map(|(_, value)| value).sum::<f64>()
        };
        let weight = |coalition: usize| {
            let size = coalition.count_ones();
            let (all, part) = (players as f64, f64::from(size));
            (all - 1.0) / (binomial(players as u32, size) * part * (all - part))
        };
        let slope = |part: usize| -> f64 {
            let proper = (1..(1_usize << players) - 1).filter(|coalition| coalition & part == part);
            proper.map(|coalition| weight(coalition) * residual(coalition)).sum()
        };
        let first = slope(1);
        for (part, _) in &coefficients {
            assert!((slope(*part) - first).abs() < 1e-8, "part {part:b}: {} and {first}", slope(*part));
        }
    }

    #[test]
    fn eleven_players_are_too_many() {
        assert!(Game::new(11, |_| 0.0).is_none());
        assert!(Game::new(0, |_| 1.0).unwrap().shapley_values().is_empty());
    }
}
