//! A search space as models see it: positions that are real, numbers for categories, and which parameters are there.
//!
//! A unit point says more than the program is told: in a space of whole numbers and choices many unit points are one
//! configuration, and the coordinate of an absent parameter says nothing. A [`ModelPoint`] holds what remains: of a float its
//! coordinate, of a whole number, step or ordered choice the position of the value it snaps to, of a category its index, and
//! of an absent parameter nothing. Two unit points are the same configuration exactly when their model points are equal (up
//! to the rounding of floats to six digits).
//!
//! The conditions and the edges of the shares are worked out once, so that reading a point costs tens of nanoseconds a
//! dimension.

use etude_study::space::{Dimension, Domain, Requirement, SearchSpace, Test, UnitPoint};
use etude_study::value::Value;

/// A list of at most so many values is snapped to; a longer one is as good as continuous.
const MOST_STEPS: u64 = 1 << 10;

/// A search space, made ready for models.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelSpace {
    dimensions: Vec<ModelDimension>,
}

/// One dimension, as a model sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelDimension {
    /// How far apart its values are.
    pub kind: Kind,
    /// What must hold for it to be there; empty where it always is.
    requirements: Vec<ParentRequirement>,
}

/// What distance means between two values of a dimension.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Positions in [0, 1) on the parameter's scale.
    Continuous,
    /// An ordered list of positions in [0, 1): those of the values, in order, on the parameter's scale.
    Steps {
        /// The values' positions, ascending.
        positions: Vec<f64>,
        /// Where the share of each value begins; the first is 0.
        starts: Vec<f64>,
    },
    /// That many values, of which any two are equally far apart.
    Category {
        /// How many.
        count: usize,
    },
}

/// That a parent is there with one of certain values.
#[derive(Debug, Clone, PartialEq)]
enum ParentRequirement {
    /// The parent's value, by its index, is among the allowed.
    Listed { parent: usize, allowed: Vec<bool> },
    /// The parent has too many values to list: its position is in one of these shares, from one end to below the other.
    Within { parent: usize, shares: Vec<(f64, f64)> },
    /// No dimension of the space has that name or such a value.
    Never,
}

/// A point, as a model sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelPoint {
    /// A dimension each: the position (continuous, steps) or the index of the category; 0 where the parameter is absent.
    pub coordinates: Vec<f64>,
    /// Whether each parameter is there.
    pub active: Vec<bool>,
}

impl ModelSpace {
    /// The space, made ready.
    pub fn new(space: &SearchSpace) -> ModelSpace {
        let dimensions = space.dimensions().iter().map(|dimension| ModelDimension {
            kind: Kind::of(&dimension.domain),
            requirements: requirements(space, dimension),
        });
        ModelSpace { dimensions: dimensions.collect() }
    }

    /// The dimensions, in the space's order.
    pub fn dimensions(&self) -> &[ModelDimension] {
        &self.dimensions
    }

    /// Whether some parameter can be absent.
    pub fn is_conditional(&self) -> bool {
        self.dimensions.iter().any(|dimension| !dimension.requirements.is_empty())
    }

    /// What a unit point is to a model.
    pub fn read(&self, point: &UnitPoint) -> ModelPoint {
        let coordinates = point.coordinates();
        let active: Vec<bool> =
            self.dimensions.iter().map(|dimension| self.is_active(dimension, coordinates)).collect();
        let read = |((dimension, unit), active): ((&ModelDimension, &f64), &bool)| {
            if *active { dimension.kind.read(*unit) } else { 0.0 }
        };
        let coordinates = self.dimensions.iter().zip(coordinates).zip(&active).map(read).collect();
        ModelPoint { coordinates, active }
    }

    /// A unit point that [`ModelSpace::read`] takes back to this one: the middle of a category's share, and of the axis
    /// where a parameter is absent.
    pub fn unit_point(&self, point: &ModelPoint) -> UnitPoint {
        let unit = |((dimension, coordinate), active): ((&ModelDimension, &f64), &bool)| {
            if *active { dimension.kind.unit(*coordinate) } else { 0.5 }
        };
        UnitPoint::new(self.dimensions.iter().zip(&point.coordinates).zip(&point.active).map(unit).collect())
    }

    /// Whether a dimension's parameter is there at these unit coordinates. Its requirements name all its ancestors', so no
    /// parent need be asked whether it is there itself.
    fn is_active(&self, dimension: &ModelDimension, coordinates: &[f64]) -> bool {
        dimension.requirements.iter().all(|requirement| match requirement {
            ParentRequirement::Listed { parent, allowed } => {
                allowed[self.dimensions[*parent].kind.index(coordinates[*parent])]
            }
            ParentRequirement::Within { parent, shares } => {
                shares.iter().any(|(from, to)| (*from..*to).contains(&coordinates[*parent]))
            }
            ParentRequirement::Never => false,
        })
    }
}

impl ModelDimension {
    /// Whether the parameter is present in every point.
    pub fn is_always_active(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Whether the two parameters are there under the same condition, and so always together.
    pub fn shares_condition(&self, other: &ModelDimension) -> bool {
        self.requirements == other.requirements
    }
}

impl Kind {
    fn of(domain: &Domain) -> Kind {
        match (domain, domain.count()) {
            (Domain::Choice { .. } | Domain::Boolean, Some(count)) => {
                Kind::Category { count: count as usize }
            }
            (_, Some(count)) if count <= MOST_STEPS => {
                let values: Vec<Value> = (0..count).filter_map(|index| domain.nth(index)).collect();
                let positions = values.iter().map(|value| domain.unit_of(value).unwrap_or(0.5)).collect();
                Kind::Steps { positions, starts: (0..count).map(|index| start_of(domain, index)).collect() }
            }
            _ => Kind::Continuous,
        }
    }

    /// What a model sees of a unit coordinate.
    pub fn read(&self, unit: f64) -> f64 {
        match self {
            Kind::Continuous => unit,
            Kind::Steps { positions, .. } => positions[self.index(unit)],
            Kind::Category { .. } => self.index(unit) as f64,
        }
    }

    /// The unit coordinate of what a model sees.
    pub fn unit(&self, coordinate: f64) -> f64 {
        match self {
            Kind::Continuous | Kind::Steps { .. } => coordinate,
            Kind::Category { count } => (coordinate + 0.5) / *count as f64,
        }
    }

    /// The index of the value in whose share `unit` lies; 0 where values are not listed.
    pub fn index(&self, unit: f64) -> usize {
        match self {
            Kind::Continuous => 0,
            Kind::Steps { starts, .. } => starts.partition_point(|start| *start <= unit).saturating_sub(1),
            Kind::Category { count } => ((unit * *count as f64) as usize).min(count - 1),
        }
    }
}

/// Where the share of value number `index` begins on the axis.
fn start_of(domain: &Domain, index: u64) -> f64 {
    match domain {
        Domain::Int { low, high, scale } => {
            let edge = |value: f64| scale.forward(value);
            let (from, to) = (edge(*low as f64 - 0.5), edge(*high as f64 + 0.5));
            (edge(*low as f64 + index as f64 - 0.5) - from) / (to - from)
        }
        _ => index as f64 / domain.count().unwrap_or(1) as f64,
    }
}

fn requirements(space: &SearchSpace, dimension: &Dimension) -> Vec<ParentRequirement> {
    let requirements = dimension.when.as_ref().map_or(&[][..], |when| when.requirements());
    requirements.iter().map(|requirement| compiled(space, requirement)).collect()
}

fn compiled(space: &SearchSpace, requirement: &Requirement) -> ParentRequirement {
    let is_parent = |dimension: &Dimension| dimension.name == requirement.parameter;
    let Some(parent) = space.dimensions().iter().position(is_parent) else { return ParentRequirement::Never };
    let domain = &space.dimensions()[parent].domain;
    if let Some(values) = domain.values(MOST_STEPS) {
        let allowed = values.iter().map(|value| requirement.test.holds(value)).collect();
        return ParentRequirement::Listed { parent, allowed };
    }
    let share = |index: u64| (start_of(domain, index), start_of(domain, index + 1));
    let shares = match (&requirement.test, domain) {
        (Test::AtLeast(least), Domain::Int { low, .. }) => vec![(share_from(*least, *low, 1, domain), 1.0)],
        (Test::AtLeast(least), Domain::IntSteps { low, step, .. }) => {
            vec![(share_from(*least, *low, *step, domain), 1.0)]
        }
        (test, _) => {
            let wanted = test.values().unwrap_or_default().iter();
            wanted.filter_map(|value| domain.index_of(value)).map(share).collect()
        }
    };
    ParentRequirement::Within { parent, shares }
}

/// Where the share of the first of `low`, `low + step`, ... begins that is no smaller than `least`.
fn share_from(least: i64, low: i64, step: i64, domain: &Domain) -> f64 {
    let above = least.saturating_sub(low).max(0) as u64;
    start_of(domain, above.div_ceil(step.max(1) as u64))
}

#[cfg(test)]
mod tests {
    use etude_study::configuration::Values;

    use super::*;
    use crate::conformance_distinct::every_kind;
    use crate::random;

    fn drawn(dimensions: usize, index: u64) -> UnitPoint {
        UnitPoint::new((0..dimensions as u32).map(|number| random::coordinate(5, number, index)).collect())
    }

    /// Equal model points are equal values, and the other way round.
    #[test]
    fn a_model_point_is_a_configuration() {
        let space = every_kind();
        let model = ModelSpace::new(&space);
        for index in 0..2_000 {
            let point = drawn(space.dimensions().len(), index);
            let read = model.read(&point);
            let values = space.values_at(&point, &Values::new());
            for (dimension, active) in space.dimensions().iter().zip(&read.active) {
                assert_eq!(*active, values.contains_key(&dimension.name), "{} at {point:?}", dimension.name);
            }
            let again = model.unit_point(&read);
            assert_eq!(model.read(&again), read);
            assert_eq!(space.values_at(&again, &Values::new()), values, "at {point:?}");
        }
    }

    #[test]
    fn a_long_list_of_whole_numbers_still_decides_who_is_there() {
        let layers = Domain::Int { low: 1, high: 5_000, scale: etude_study::space::Scale::Log };
        let requirement = Requirement { parameter: "units".into(), test: Test::AtLeast(70) };
        let when = etude_study::space::Condition::all([requirement]);
        let space = SearchSpace::new(vec![
            Dimension { name: "units".into(), number: 0, domain: layers, when: None },
            Dimension { name: "bias".into(), number: 1, domain: Domain::Boolean, when },
        ]);
        let model = ModelSpace::new(&space);
        for index in 0..2_000 {
            let point = drawn(2, index);
            let values = space.values_at(&point, &Values::new());
            assert_eq!(model.read(&point).active[1], values.contains_key("bias"), "{values:?}");
        }
    }
}
