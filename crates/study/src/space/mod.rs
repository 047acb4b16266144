//! Search spaces: domains and scales, conditions, and the only place where a [`UnitPoint`] becomes values.

mod condition;
mod domain;
mod enumeration;
mod flag;
mod grid;
mod group;
mod learning_rate;
mod parameter;
mod scale;
mod search_space;
mod steps;

pub use condition::{Condition, Requirement, Test};
pub use domain::{Domain, Range, Side};
pub use flag::Flag;
pub(crate) use flag::{bare, name_in};
pub use grid::{Grid, GridTooLarge};
pub use group::{Group, Setting};
pub use learning_rate::is_learning_rate;
pub use parameter::{Parameter, active_values};
pub use scale::Scale;
pub use search_space::{Dimension, SearchSpace, UnitPoint};
