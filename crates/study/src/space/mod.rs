//! Search spaces: domains and scales, conditions, and the only place where a [`UnitPoint`] becomes values.

mod domain;
mod parameter;
mod scale;
mod search_space;

pub use domain::{Domain, Range, Side};
pub use parameter::{Condition, Group, Parameter, active_values};
pub use scale::Scale;
pub use search_space::{Dimension, SearchSpace, UnitPoint};
