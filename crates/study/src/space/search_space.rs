//! The space of one study: the parameters it varies, each with a dimension number for life.

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::domain::Domain;
use crate::configuration::Values;

/// A point of a search space: one coordinate in [0, 1) a dimension, in the space's order. Samplers speak only this.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitPoint(Vec<f64>);

impl UnitPoint {
    /// A point with these coordinates; each is brought into [0, 1), so that no sampler can leave the space.
    pub fn new(coordinates: Vec<f64>) -> UnitPoint {
        const LAST: f64 = 1.0 - f64::EPSILON / 2.0;
        let inside = |unit: f64| if unit.is_nan() { 0.5 } else { unit.clamp(0.0, LAST) };
        UnitPoint(coordinates.into_iter().map(inside).collect())
    }

    /// The coordinates, in the space's order.
    pub fn coordinates(&self) -> &[f64] {
        &self.0
    }
}

/// One varied parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    /// The parameter's name.
    pub name: String,
    /// Given once in a project, in order of first appearance, stored and never reused: quasi-random columns depend
    /// on it, so adding or reordering parameters leaves the other columns as they were.
    pub number: u32,
    /// The values explored.
    pub domain: Domain,
    /// When it is present; its parents are other dimensions or fixed parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// All points of a study.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SearchSpace {
    dimensions: Vec<Dimension>,
}

impl SearchSpace {
    /// A space of these dimensions; their names and numbers must differ.
    pub fn new(dimensions: Vec<Dimension>) -> SearchSpace {
        SearchSpace { dimensions }
    }

    /// The dimensions, in the order of a [`UnitPoint`]'s coordinates.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// The dimension of that name.
    pub fn dimension(&self, name: &str) -> Option<&Dimension> {
        self.dimensions.iter().find(|dimension| dimension.name == name)
    }

    /// The values at a point, inactive ones left out. `fixed` are the study's other values: a condition may ask them.
    pub fn values_at(&self, point: &UnitPoint, fixed: &Values) -> Values {
        let drawn: Values = self
            .dimensions
            .iter()
            .zip(point.coordinates())
            .map(|(dimension, unit)| (dimension.name.clone(), dimension.domain.value_at(*unit)))
            .collect();
        let parent = |name: &str| drawn.get(name).or_else(|| fixed.get(name));
        let active = |dimension: &&Dimension| dimension.when.as_ref().is_none_or(|when| when.holds(parent));
        let present = self.dimensions.iter().filter(active);
        present
            .filter_map(|dimension| Some((dimension.name.clone(), drawn.get(&dimension.name)?.clone())))
            .collect()
    }

    /// Where these values lie; 0.5 for a dimension without a value (inactive) or with one outside its domain.
    pub fn unit_point(&self, values: &Values) -> UnitPoint {
        let unit = |dimension: &Dimension| {
            values.get(&dimension.name).and_then(|value| dimension.domain.unit_of(value)).unwrap_or(0.5)
        };
        UnitPoint::new(self.dimensions.iter().map(unit).collect())
    }

    /// The same space with one dimension's domain replaced.
    #[must_use]
    pub fn with_domain(&self, name: &str, domain: &Domain) -> SearchSpace {
        let mut changed = self.clone();
        for dimension in changed.dimensions.iter_mut().filter(|dimension| dimension.name == name) {
            dimension.domain = domain.clone();
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::condition::{Requirement, Test};
    use super::super::scale::Scale;
    use super::*;
    use crate::value::Value;

    fn word(text: &str) -> Value {
        Value::Text(text.into())
    }

    fn space() -> SearchSpace {
        let dimension =
            |name: &str, number, domain, when| Dimension { name: name.into(), number, domain, when };
        SearchSpace::new(vec![
            dimension("rate", 0, Domain::Float { low: 1e-4, high: 1.0, scale: Scale::Log }, None),
            dimension("layers", 1, Domain::Int { low: 1, high: 6, scale: Scale::Linear }, None),
            dimension("dropout", 2, Domain::Choice { choices: vec![word("off"), word("on")] }, None),
            dimension(
                "dropout_rate",
                3,
                Domain::Float { low: 0.05, high: 0.7, scale: Scale::Linear },
                Some(Condition::equals("dropout", word("on"))),
            ),
        ])
    }

    /// Every kind of domain, and conditions two levels deep whose parents come after their children.
    fn every_kind() -> SearchSpace {
        let requirement = |parameter: &str, test| Requirement { parameter: parameter.into(), test };
        let nested = Condition::all([
            requirement("layers", Test::AtLeast(3)),
            requirement("optimizer", Test::Equals(word("nesterov"))),
        ]);
        let either = Test::OneOf(vec![word("sgd"), word("nesterov")]);
        let with_momentum = Condition::all([requirement("optimizer", either)]);
        let optimizers = ["adam", "sgd", "nesterov"].map(word).to_vec();
        let sizes = ["small", "medium", "large"].map(word).to_vec();
        let linear = Scale::Linear;
        let when_two = Condition::equals("optimizer", word("nesterov"));
        let dimensions = [
            ("warmup", Domain::FloatSteps { low: 0.1, high: 0.7, step: 0.1 }, nested),
            ("momentum", Domain::Float { low: 0.0, high: 0.9999, scale: Scale::ReverseLog }, None),
            ("width", Domain::IntSteps { low: 16, high: 96, step: 16 }, None),
            ("layers", Domain::Int { low: 1, high: 6, scale: linear }, Some(when_two)),
            ("optimizer", Domain::Choice { choices: optimizers }, None),
            ("size", Domain::Ordered { choices: sizes }, None),
            ("units", Domain::Int { low: 1, high: 1000, scale: Scale::Log }, None),
            ("bias", Domain::Boolean, with_momentum),
            ("decay", Domain::Float { low: 1e-6, high: 1e-2, scale: Scale::Log }, None),
        ];
        let numbered = dimensions.into_iter().zip(0..);
        let dimension = |((name, domain, when), number): ((&str, Domain, _), u32)| Dimension {
            name: name.into(),
            number,
            domain,
            when,
        };
        SearchSpace::new(numbered.map(dimension).collect())
    }

    #[test]
    fn an_inactive_parameter_is_absent() {
        let off = space().values_at(&UnitPoint::new(vec![0.5, 0.5, 0.2, 0.5]), &Values::new());
        assert!(!off.contains_key("dropout_rate"));
        let on = space().values_at(&UnitPoint::new(vec![0.5, 0.5, 0.9, 0.5]), &Values::new());
        assert_eq!(on["dropout_rate"], Value::Float(0.375));
        assert_eq!(on["rate"], Value::Float(0.01));
    }

    #[test]
    fn whole_numbers_steps_and_choices_have_equal_shares() {
        let domains = [
            Domain::Int { low: 1, high: 4, scale: Scale::Linear },
            Domain::IntSteps { low: 0, high: 9, step: 3 },
            Domain::FloatSteps { low: 0.0, high: 0.3, step: 0.1 },
            Domain::Ordered { choices: [1, 2, 4, 8].map(Value::Int).to_vec() },
        ];
        for domain in domains {
            let mut counts = [0; 4];
            for step in 0..4000 {
                let value = domain.value_at(f64::from(step) / 4000.0);
                counts[domain.index_of(&value).unwrap() as usize] += 1;
            }
            assert!(counts.iter().all(|count| (995..=1005).contains(count)), "{domain}: {counts:?}");
        }
    }

    /// Equal shares of the axis are equal ratios of 1 - x, and the values near 1 keep their digits.
    #[test]
    fn a_reverse_log_scale_spreads_what_is_left_to_one() {
        let momentum = Domain::Float { low: 0.9, high: 0.9999, scale: Scale::ReverseLog };
        let at = |unit| momentum.value_at(unit).to_string();
        assert_eq!([at(0.0), at(1.0 / 3.0), at(2.0 / 3.0)], ["0.9", "0.99", "0.999"]);
        let close = Domain::Float { low: 0.9, high: 0.999_999_9, scale: Scale::ReverseLog };
        assert_eq!(close.value_at(0.55).to_string(), "0.9999498813", "six digits of 1 - x");
        let unit = close.unit_of(&Value::Float(0.99995)).unwrap();
        assert_eq!(close.value_at(unit), Value::Float(0.99995));
    }

    fn comes_back(space: &SearchSpace, units: Vec<f64>) -> Result<(), TestCaseError> {
        let values = space.values_at(&UnitPoint::new(units), &Values::new());
        for dimension in space.dimensions() {
            let active = dimension.when.as_ref().is_none_or(|when| when.holds(|name| values.get(name)));
            prop_assert_eq!(active, values.contains_key(&dimension.name), "{}", dimension.name);
            if let Some(value) = values.get(&dimension.name) {
                prop_assert!(dimension.domain.contains(value), "{} = {value}", dimension.name);
                prop_assert_eq!(dimension.domain.own(value), Some(value.clone()));
            }
        }
        let again = space.values_at(&space.unit_point(&values), &Values::new());
        prop_assert_eq!(again.len(), values.len());
        for (name, value) in &values {
            match (value, &again[name]) {
                (Value::Float(first), Value::Float(second))
                    if space.dimension(name).is_some_and(|found| found.domain.count().is_none()) =>
                {
                    let near = (first - second).abs() <= 1e-4 * first.abs().min(1.0 - first);
                    prop_assert!(near || (first - second).abs() < 1e-15, "{name}: {first} and {second}");
                }
                (first, second) => prop_assert_eq!(first, second, "{}", name),
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn every_point_is_in_the_space_and_comes_back(units in prop::collection::vec(-0.5_f64..1.5, 9)) {
            comes_back(&space(), units[..4].to_vec())?;
            comes_back(&every_kind(), units)?;
        }

        #[test]
        fn every_step_of_every_range_comes_back(low in -50.0_f64..50.0, step in 1e-3_f64..3.0, steps in 1_u32..200) {
            let low = (low * 1e3).round() / 1e3;
            let step = (step * 1e3).round() / 1e3;
            let domain = Domain::FloatSteps { low, high: low + step * (f64::from(steps) + 0.3), step };
            prop_assert_eq!(domain.count(), Some(u64::from(steps) + 1));
            for index in 0..=u64::from(steps) {
                let value = domain.nth(index).unwrap();
                prop_assert_eq!(domain.index_of(&value), Some(index));
                prop_assert_eq!(domain.value_at(domain.unit_of(&value).unwrap()), value);
            }
        }
    }
}
