//! Designs: by which studies a round answers its question.

use serde::{Deserialize, Serialize};

use crate::space::Domain;
use crate::value::Value;

/// Most studies of a round, and so most values of a question that has a study for each (P33).
pub const MOST_STUDIES: u64 = 12;
/// Fewest trials that a question of many values is covered with: three parts of its range with four trials each.
pub const LEAST_OVER_RANGE: u32 = 12;

/// Trials that a part of a range has at least where more parts could be made (methods 4).
const TRIALS_A_PART: u32 = 8;
/// Fewest and most parts of a range.
const PARTS: (u32, u32) = (3, 8);

/// How the studies of a round answer its question.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "design", rename_all = "snake_case")]
pub enum Design {
    /// A study for each value in question (P33); one study where there is no question.
    #[default]
    EachValue,
    /// A question of too many values for a study each: one study over question and nuisances together, with the values
    /// covered evenly (P34), and one at the incumbent's value with as many trials as a part of the range has.
    OverRange {
        /// Equal parts of the range, or values of a list.
        parts: u32,
    },
    /// A study for each pair of values of two parameters: does the effect of one depend on the other?
    Interaction {
        /// The second parameter in question.
        with: String,
    },
    /// A study for each adopted feature, which is put back to the project's baseline in it: does it still earn its place?
    Ablation {
        /// The features; none named, before the round starts, means all that were adopted by then.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        features: Vec<String>,
    },
}

impl Design {
    /// Whether it is the usual one.
    pub fn is_usual(&self) -> bool {
        *self == Design::EachValue
    }
}

/// Into how many parts the range of a question is divided for so many trials: between 3 and 8 with 8 trials or more each
/// where that can be; each value of a list is a part.
pub fn parts(domain: &Domain, trials: u32) -> u32 {
    match domain {
        Domain::Choice { choices } => choices.len() as u32,
        _ => (trials / TRIALS_A_PART).clamp(PARTS.0, PARTS.1),
    }
}

/// The part, from 0, in which a value lies; none for a value outside the domain.
pub fn part_of(domain: &Domain, parts: u32, value: &Value) -> Option<u32> {
    if let Domain::Choice { .. } = domain {
        return domain.index_of(value).map(|index| index as u32);
    }
    let unit = domain.unit_of(value)?;
    Some(((unit * f64::from(parts)) as u32).min(parts.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Scale;

    #[test]
    fn a_range_has_equal_parts_on_its_scale_and_a_list_one_for_each_value() {
        let rate = Domain::Float { low: 1e-4, high: 1.0, scale: Scale::Log };
        assert_eq!([12, 24, 32, 64, 640].map(|trials| parts(&rate, trials)), [3, 3, 4, 8, 8]);
        let found = [1e-4, 9e-4, 2e-3, 0.5, 1.0].map(|value| part_of(&rate, 4, &Value::Float(value)));
        assert_eq!(found, [Some(0), Some(0), Some(1), Some(3), Some(3)]);
        assert_eq!(part_of(&rate, 4, &Value::Float(2.0)), None);
        let list = Domain::Choice { choices: (0..20).map(Value::Int).collect() };
        assert_eq!(parts(&list, 40), 20);
        assert_eq!(part_of(&list, 20, &Value::Int(7)), Some(7));
    }
}
