//! Which points may not be suggested: those that are one configuration with a known one, or all but.

use etude_study::configuration::Values;
use etude_study::space::{SearchSpace, UnitPoint};

use crate::model_space::{Kind, ModelPoint, ModelSpace};

/// Floats of one configuration differ by less than this in position: they are rounded to six digits.
const ROUNDING: f64 = 2e-5;
/// Points whose results are all open are at least so far apart in some parameter, or differ in a listed one.
const APART: f64 = 0.01;

/// The points that are known or on their way.
#[derive(Debug)]
pub(super) struct Taken<'a> {
    space: &'a SearchSpace,
    model: &'a ModelSpace,
    told: Vec<ModelPoint>,
    open: Vec<ModelPoint>,
}

impl<'a> Taken<'a> {
    /// With the points that were told of, and those that are open.
    pub(super) fn new(
        (space, model): (&'a SearchSpace, &'a ModelSpace),
        told: Vec<ModelPoint>,
        open: Vec<ModelPoint>,
    ) -> Taken<'a> {
        Taken { space, model, told, open }
    }

    /// Takes one more.
    pub(super) fn add(&mut self, point: ModelPoint) {
        self.open.push(point);
    }

    /// Whether this configuration is known or on its way.
    pub(super) fn holds(&self, point: &ModelPoint) -> bool {
        // Where every value is listed, equal model points are equal configurations.
        let is_listed = self.model.dimensions().iter().all(|dimension| dimension.kind != Kind::Continuous);
        let mut values = None;
        self.told.iter().chain(&self.open).any(|other| {
            if !self.is_within(point, other, ROUNDING) {
                return false;
            }
            if is_listed {
                return true;
            }
            let values = values.get_or_insert_with(|| self.values(point));
            *values == self.values(other)
        })
    }

    /// Whether a point is too near to one whose result is open.
    pub(super) fn crowds(&self, point: &ModelPoint) -> bool {
        self.open.iter().any(|other| self.is_within(point, other, APART))
    }

    /// Whether all numbers are this near, and all else is equal.
    fn is_within(&self, a: &ModelPoint, b: &ModelPoint, distance: f64) -> bool {
        let coordinates = a.coordinates.iter().zip(&b.coordinates);
        a.active == b.active
            && coordinates.zip(self.model.dimensions()).all(|((a, b), dimension)| {
                if dimension.kind == Kind::Continuous {
                    (a - b).abs() <= distance
                } else {
                    a.to_bits() == b.to_bits()
                }
            })
    }

    fn values(&self, point: &ModelPoint) -> Values {
        let unit: UnitPoint = self.model.unit_point(point);
        self.space.values_at(&unit, &Values::new())
    }
}
