//! One of several things that are optimised: the number's name, and which way is better.

use serde::{Deserialize, Serialize};

use crate::score::Direction;

/// One of several objectives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objective {
    /// The name of the number.
    pub name: String,
    /// Whether smaller or larger is better.
    pub direction: Direction,
}

impl Objective {
    /// An objective of that name.
    pub fn new(name: impl Into<String>, direction: Direction) -> Objective {
        Objective { name: name.into(), direction }
    }
}
