//! The space of one study: the parameters it varies, each with a dimension number for life.

use serde::{Deserialize, Serialize};

use super::domain::Domain;
use super::parameter::Condition;
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
    /// When it is present; its parent is another dimension or a fixed parameter.
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
        let active = |dimension: &&Dimension| {
            dimension.when.as_ref().is_none_or(|when| parent(&when.parameter) == Some(&when.equals))
        };
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

    use super::super::scale::Scale;
    use super::*;
    use crate::value::Value;

    fn space() -> SearchSpace {
        let dimension =
            |name: &str, number, domain, when| Dimension { name: name.into(), number, domain, when };
        let when = Condition { parameter: "dropout".into(), equals: Value::Text("on".into()) };
        SearchSpace::new(vec![
            dimension("rate", 0, Domain::Float { low: 1e-4, high: 1.0, scale: Scale::Log }, None),
            dimension("layers", 1, Domain::Int { low: 1, high: 6, scale: Scale::Linear }, None),
            dimension(
                "dropout",
                2,
                Domain::Choice { choices: vec![Value::Text("off".into()), Value::Text("on".into())] },
                None,
            ),
            dimension(
                "dropout_rate",
                3,
                Domain::Float { low: 0.05, high: 0.7, scale: Scale::Linear },
                Some(when),
            ),
        ])
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
    fn whole_numbers_have_equal_shares() {
        let domain = Domain::Int { low: 1, high: 4, scale: Scale::Linear };
        let mut counts = [0; 4];
        for step in 0..4000 {
            let Value::Int(value) = domain.value_at(f64::from(step) / 4000.0) else { panic!("not whole") };
            counts[value as usize - 1] += 1;
        }
        assert!(counts.iter().all(|count| (995..=1005).contains(count)), "{counts:?}");
    }

    proptest! {
        #[test]
        fn every_point_is_in_the_space_and_comes_back(units in prop::collection::vec(-0.5_f64..1.5, 4)) {
            let space = space();
            let point = UnitPoint::new(units);
            let values = space.values_at(&point, &Values::new());
            for dimension in space.dimensions() {
                if let Some(value) = values.get(&dimension.name) {
                    prop_assert!(dimension.domain.contains(value));
                }
            }
            let again = space.values_at(&space.unit_point(&values), &Values::new());
            for (name, value) in &values {
                if let (Some(first), Some(second)) = (value.as_f64(), again[name].as_f64()) {
                    prop_assert!((first / second - 1.0).abs() < 1e-4);
                } else {
                    prop_assert_eq!(value, &again[name]);
                }
            }
        }
    }
}
