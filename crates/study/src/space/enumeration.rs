//! How many different points a space has, and which: a space of few points is never asked for more.
//!
//! Points differ where their values do. A parameter that is absent has none, so below a parent's value that switches
//! its children off there is one point, whatever their coordinates.

use super::condition::Condition;
use super::search_space::{Dimension, SearchSpace};
use crate::configuration::Values;

/// Dimensions in an order in which parents come before their children, by their place in the space.
struct ParentsFirst<'a> {
    dimensions: Vec<&'a Dimension>,
}

impl SearchSpace {
    /// How many different points the space has, if there are no more than `most`. A space with a float without a step
    /// that can be present has no such number.
    ///
    /// Counted by going through the values of the parents, each combination once; what is no parent multiplies.
    pub fn count_points(&self, most: u64) -> Option<u64> {
        let order = ParentsFirst::of(self);
        let is_parent = |name: &str| {
            let requirements = self.dimensions().iter().filter_map(|dimension| dimension.when.as_ref());
            requirements.flat_map(Condition::requirements).any(|needed| needed.parameter == name)
        };
        let (parents, others): (Vec<&Dimension>, Vec<&Dimension>) =
            order.dimensions.into_iter().partition(|dimension| is_parent(&dimension.name));
        let mut total = 0_u64;
        let mut chosen = Values::new();
        let counted = each(&parents, &mut chosen, &mut |chosen| {
            let present = others.iter().filter(|dimension| is_present(dimension, chosen));
            let mut here = present.map(|dimension| dimension.domain.count());
            let product = here.try_fold(1_u64, |product, count| product.checked_mul(count?));
            match product.and_then(|product| total.checked_add(product)).filter(|sum| *sum <= most) {
                Some(sum) => {
                    total = sum;
                    true
                }
                None => false,
            }
        });
        counted.then_some(total)
    }

    /// The values of every point, in the order of the dimensions' own values, if there are no more than `most`.
    pub fn points(&self, most: u64) -> Option<Vec<Values>> {
        let count = self.count_points(most)?;
        let mut points = Vec::with_capacity(count as usize);
        let order = ParentsFirst::of(self);
        each(&order.dimensions, &mut Values::new(), &mut |chosen| {
            points.push(chosen.clone());
            true
        });
        Some(points)
    }

    /// Whether a point has exactly these values: one of every dimension that is then present, and of no other.
    pub fn contains(&self, values: &Values) -> bool {
        let fits = |dimension: &Dimension| match values.get(&dimension.name) {
            Some(value) => is_present(dimension, values) && dimension.domain.contains(value),
            None => !is_present(dimension, values),
        };
        self.dimensions().iter().all(fits) && self.part_of(values).len() == values.len()
    }

    /// The part of these values that belongs to the space's dimensions: what makes two configurations one point.
    pub fn part_of(&self, values: &Values) -> Values {
        let dimensions = self.dimensions().iter();
        let named = dimensions.filter_map(|dimension| values.get_key_value(&dimension.name));
        named.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

impl<'a> ParentsFirst<'a> {
    /// A child requires all that its parents require and its parents besides, so fewer requirements come first.
    fn of(space: &'a SearchSpace) -> ParentsFirst<'a> {
        let ancestors = |dimension: &Dimension| {
            let needed = dimension.when.iter().flat_map(Condition::requirements);
            let mut names: Vec<&str> = needed.map(|needed| needed.parameter.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            names.len()
        };
        let mut dimensions: Vec<&Dimension> = space.dimensions().iter().collect();
        dimensions.sort_by_key(|dimension| ancestors(dimension));
        ParentsFirst { dimensions }
    }
}

fn is_present(dimension: &Dimension, values: &Values) -> bool {
    dimension.when.as_ref().is_none_or(|when| when.holds(|name| values.get(name)))
}

/// Visits every combination of the dimensions' values that can occur; false as soon as a visit is, or where a
/// dimension that is present has no list of values.
fn each(dimensions: &[&Dimension], chosen: &mut Values, visit: &mut dyn FnMut(&Values) -> bool) -> bool {
    let Some((first, rest)) = dimensions.split_first() else { return visit(chosen) };
    if !is_present(first, chosen) {
        return each(rest, chosen, visit);
    }
    let Some(count) = first.domain.count() else { return false };
    for index in 0..count {
        chosen.extend(first.domain.nth(index).map(|value| (first.name.clone(), value)));
        if !each(rest, chosen, visit) {
            return false;
        }
    }
    chosen.remove(&first.name);
    true
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::condition::{Requirement, Test};
    use super::super::domain::Domain;
    use super::super::scale::Scale;
    use super::*;
    use crate::value::Value;

    fn whole(low: i64, high: i64) -> Domain {
        Domain::Int { low, high, scale: Scale::Linear }
    }

    fn dimension(name: &str, domain: Domain, requirements: &[(&str, Test)]) -> Dimension {
        let requirements = requirements
            .iter()
            .map(|(parameter, test)| Requirement { parameter: (*parameter).into(), test: test.clone() });
        Dimension { name: name.into(), number: 0, domain, when: Condition::all(requirements) }
    }

    /// `widths` layers of 3 widths each, of which as many are present as `layers` says; the last comes first.
    fn layered(layers: i64) -> SearchSpace {
        let width = |layer: i64| {
            dimension(&format!("width.{layer}"), whole(1, 3), &[("layers", Test::AtLeast(layer))])
        };
        let widths = (1..=layers).rev().map(width);
        SearchSpace::new(widths.chain([dimension("layers", whole(1, layers), &[])]).collect())
    }

    #[test]
    fn a_conditional_tree_is_counted_branch_by_branch() {
        assert_eq!(layered(4).count_points(1000), Some(3 + 9 + 27 + 81));
        assert_eq!(layered(4).count_points(119), None, "more than asked about");
        assert_eq!(SearchSpace::default().count_points(1), Some(1));
        let nested = SearchSpace::new(vec![
            dimension("c", whole(1, 5), &[("b", Test::Equals(Value::Int(2))), ("a", Test::AtLeast(2))]),
            dimension("a", whole(1, 3), &[]),
            dimension("b", whole(1, 2), &[("a", Test::AtLeast(2))]),
        ]);
        assert_eq!(nested.count_points(100), Some(1 + 2 * (1 + 5)));
    }

    #[test]
    fn a_float_without_a_step_that_can_be_present_makes_it_endless() {
        let rate = Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear };
        let space = |test: Test| {
            SearchSpace::new(vec![
                dimension("on", Domain::Boolean, &[]),
                dimension("rate", rate.clone(), &[("on", test)]),
            ])
        };
        assert_eq!(space(Test::Equals(Value::Bool(true))).count_points(u64::MAX), None);
        assert_eq!(space(Test::OneOf(Vec::new())).count_points(u64::MAX), Some(2), "never present");
    }

    #[test]
    fn huge_spaces_are_no_work() {
        let many = (0..64).map(|index| dimension(&format!("p{index}"), whole(0, 1 << 40), &[]));
        assert_eq!(SearchSpace::new(many.collect()).count_points(u64::MAX), None);
        let parent = dimension("n", whole(0, 1 << 50), &[]);
        let child = dimension("m", whole(0, 9), &[("n", Test::AtLeast(1))]);
        assert_eq!(SearchSpace::new(vec![child, parent]).count_points(10_000), None);
    }

    #[test]
    fn the_points_are_as_many_as_are_counted_and_all_different() {
        let points = layered(3).points(100).unwrap();
        assert_eq!(points.len(), 39);
        let different: BTreeSet<String> = points.iter().map(|point| format!("{point:?}")).collect();
        assert_eq!(different.len(), 39);
        for point in &points {
            let again = layered(3).values_at(&layered(3).unit_point(point), &Values::new());
            assert_eq!(&again, point, "every point has a place in the space");
        }
    }
}
