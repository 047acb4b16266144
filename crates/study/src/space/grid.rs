//! A grid: some levels of every dimension, in every combination, within a budget.
//!
//! Choices, ordered lists and booleans keep all their values. So do whole numbers and steps, the fewest values first,
//! as long as every other numeric dimension can still have two levels. The rest share what remains of the budget
//! equally: `m` levels each, `m` the largest whole number whose power fits, then one level more in the order of the
//! space while the product stays within the budget. `m` levels lie in the middle of `m` equal parts of the axis, so
//! that none lies at an end and the whole range is covered evenly.
//!
//! Points where conditional dimensions are absent coincide, so a space with conditions has fewer different points than
//! its levels multiply to ([`Grid::distinct`]).

use std::collections::BTreeSet;

use thiserror::Error;

use super::search_space::{SearchSpace, UnitPoint};
use crate::configuration::Values;

/// The levels of every dimension of a space.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Positions on each dimension's axis, in [0, 1), in the space's order.
    levels: Vec<Vec<f64>>,
}

/// A budget that does not even give all choices and two levels of every number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the smallest grid over this space has {smallest} points, and the budget is {budget}")]
pub struct GridTooLarge {
    /// Points of the smallest grid.
    pub smallest: u64,
    /// Points allowed.
    pub budget: u64,
}

/// Levels a dimension has at least: one says nothing about its effect.
const FEWEST_LEVELS: u64 = 2;

impl Grid {
    /// The grid of at most `budget` points over a space.
    ///
    /// # Errors
    /// When all choices and two levels of every number are more than the budget.
    pub fn new(space: &SearchSpace, budget: u64) -> Result<Grid, GridTooLarge> {
        let counts = level_counts(space, budget)?;
        let levels = space.dimensions().iter().zip(counts).map(|(dimension, count)| {
            let middle = |level: u64| (level as f64 + 0.5) / count as f64;
            let position = |level: u64| match dimension.domain.count() {
                // All values: each stands where it stands, however unequal their shares of the axis.
                Some(all) if all == count => {
                    dimension.domain.nth(level).and_then(|value| dimension.domain.unit_of(&value))
                }
                _ => None,
            };
            (0..count).map(|level| position(level).unwrap_or_else(|| middle(level))).collect()
        });
        Ok(Grid { levels: levels.collect() })
    }

    /// How many levels every dimension has, in the space's order.
    pub fn level_counts(&self) -> Vec<usize> {
        self.levels.iter().map(Vec::len).collect()
    }

    /// How many combinations of levels there are.
    pub fn len(&self) -> u64 {
        self.levels.iter().map(|levels| levels.len() as u64).product()
    }

    /// Whether there is no combination: never, since a space without dimensions has one point.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Combination number `index`, from 0; the last dimension changes fastest.
    pub fn point(&self, index: u64) -> UnitPoint {
        let mut rest = index;
        let mut coordinates: Vec<f64> = self
            .levels
            .iter()
            .rev()
            .map(|levels| {
                let count = levels.len() as u64;
                let level = (rest % count) as usize;
                rest /= count;
                levels[level]
            })
            .collect();
        coordinates.reverse();
        UnitPoint::new(coordinates)
    }

    /// Whether one of the combinations has these values.
    pub fn contains(&self, space: &SearchSpace, values: &Values) -> bool {
        (0..self.len()).any(|index| space.values_at(&self.point(index), &Values::new()) == *values)
    }

    /// How many different points of the space the combinations are.
    pub fn distinct(&self, space: &SearchSpace) -> u64 {
        if space.dimensions().iter().all(|dimension| dimension.when.is_none()) {
            return self.len();
        }
        let values = |index| format!("{:?}", space.values_at(&self.point(index), &Values::new()));
        (0..self.len()).map(values).collect::<BTreeSet<String>>().len() as u64
    }
}

/// How many levels every dimension gets.
fn level_counts(space: &SearchSpace, budget: u64) -> Result<Vec<u64>, GridTooLarge> {
    let domains: Vec<_> = space.dimensions().iter().map(|dimension| &dimension.domain).collect();
    let all = |index: usize| domains[index].count().unwrap_or(u64::MAX);
    let mut counts: Vec<u64> = (0..domains.len())
        .map(
            |index| if domains[index].range().is_some() { FEWEST_LEVELS.min(all(index)) } else { all(index) },
        )
        .collect();
    let product = |counts: &[u64]| counts.iter().fold(1_u64, |product, count| product.saturating_mul(*count));
    let smallest = product(&counts);
    if smallest > budget {
        return Err(GridTooLarge { smallest, budget });
    }
    let mut open: Vec<usize> = (0..domains.len()).filter(|index| domains[*index].range().is_some()).collect();
    let mut whole: Vec<usize> =
        open.iter().copied().filter(|index| domains[*index].count().is_some()).collect();
    whole.sort_by_key(|index| all(*index));
    for index in whole {
        let before = std::mem::replace(&mut counts[index], all(index));
        if product(&counts) > budget {
            counts[index] = before;
            break;
        }
        open.retain(|other| *other != index);
    }
    // Equal shares of what remains, then one level more for as many as it lasts.
    loop {
        let mut raised = counts.clone();
        for index in &open {
            raised[*index] = (raised[*index] + 1).min(all(*index));
        }
        if raised == counts || product(&raised) > budget {
            break;
        }
        counts = raised;
    }
    for index in open {
        let more = (counts[index] + 1).min(all(index));
        let before = std::mem::replace(&mut counts[index], more);
        if product(&counts) > budget {
            counts[index] = before;
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::super::condition::Condition;
    use super::super::domain::Domain;
    use super::super::scale::Scale;
    use super::super::search_space::Dimension;
    use super::*;
    use crate::value::Value;

    fn space(domains: Vec<Domain>) -> SearchSpace {
        let numbered = domains.into_iter().zip(0..);
        let dimension = |(domain, number): (Domain, u32)| Dimension {
            name: format!("p{number}"),
            number,
            domain,
            when: None,
        };
        SearchSpace::new(numbered.map(dimension).collect())
    }

    fn float() -> Domain {
        Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear }
    }

    fn whole(high: i64) -> Domain {
        Domain::Int { low: 1, high, scale: Scale::Linear }
    }

    fn counts(domains: Vec<Domain>, budget: u64) -> Vec<usize> {
        let grid = Grid::new(&space(domains), budget).unwrap();
        assert!(grid.len() <= budget);
        grid.level_counts()
    }

    #[test]
    fn numbers_share_what_lists_leave_of_the_budget() {
        assert_eq!(counts(vec![float(), float()], 16), [4, 4]);
        assert_eq!(counts(vec![float(), float()], 20), [5, 4]);
        assert_eq!(counts(vec![Domain::Boolean, float(), float()], 32), [2, 4, 4]);
        assert_eq!(counts(vec![whole(6), float()], 16), [6, 2], "few whole numbers keep all their values");
        assert_eq!(counts(vec![whole(1000), float()], 16), [4, 4], "many are spread like floats");
        assert_eq!(counts(vec![whole(3), whole(1000)], 12), [3, 4]);
        assert_eq!(counts(vec![Domain::Boolean, Domain::Boolean], 100), [2, 2], "never more than there is");
        assert_eq!(counts(vec![], 5), [] as [usize; 0]);
    }

    #[test]
    fn a_budget_below_the_smallest_grid_is_refused() {
        let three = Domain::Choice { choices: [1, 2, 3].map(Value::Int).to_vec() };
        let refused = Grid::new(&space(vec![three, float(), float()]), 11);
        assert_eq!(refused, Err(GridTooLarge { smallest: 12, budget: 11 }));
    }

    #[test]
    fn levels_are_the_middles_of_equal_parts_and_every_value_of_a_list() {
        let grid = Grid::new(&space(vec![float(), Domain::Boolean]), 8).unwrap();
        let points: Vec<Vec<f64>> = (0..8).map(|index| grid.point(index).coordinates().to_vec()).collect();
        assert_eq!(points[..3], [vec![0.125, 0.25], vec![0.125, 0.75], vec![0.375, 0.25]]);
        assert_eq!(points[7], vec![0.875, 0.75]);
        let log = Domain::Int { low: 1, high: 8, scale: Scale::Log };
        let space = space(vec![log]);
        let grid = Grid::new(&space, 8).unwrap();
        let values = (0..8).map(|index| space.values_at(&grid.point(index), &Values::new())["p0"].clone());
        assert_eq!(values.collect::<Vec<_>>(), (1..=8).map(Value::Int).collect::<Vec<_>>());
    }

    #[test]
    fn absent_dimensions_make_points_coincide() {
        let switch = Dimension { name: "on".into(), number: 0, domain: Domain::Boolean, when: None };
        let when = Some(Condition::equals("on", Value::Bool(true)));
        let rate = Dimension { name: "rate".into(), number: 1, domain: float(), when };
        let space = SearchSpace::new(vec![switch, rate]);
        let grid = Grid::new(&space, 8).unwrap();
        assert_eq!((grid.len(), grid.distinct(&space)), (8, 5));
    }
}
