//! What values a flag takes, and whether a text is one of them.

use std::fmt;

/// The values a flag takes. Its `Display` completes "expected ...".
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Domain {
    /// A finite number between two ends.
    Number {
        /// The lower end.
        low: End,
        /// The upper end.
        high: End,
    },
    /// A whole number, both ends included.
    Count {
        /// The least.
        low: usize,
        /// The greatest.
        high: usize,
    },
    /// A finite number above 0, or the word `off`.
    OffOrPositive,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// A whole number from 0 to 2^64 - 1.
    Seed,
    /// A file or folder.
    Path,
}

/// An end of a range of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// The range holds this end.
    Included(f64),
    /// The range comes close to this end without holding it.
    Excluded(f64),
    /// The range is open on this side, though its numbers are finite.
    Unbounded,
}

impl Domain {
    /// Whether `text` writes one of the values.
    pub(crate) fn holds(self, text: &str) -> bool {
        match self {
            Domain::Number { low, high } => text.parse().is_ok_and(|number: f64| {
                number.is_finite()
                    && match low {
                        End::Included(end) => number >= end,
                        End::Excluded(end) => number > end,
                        End::Unbounded => true,
                    }
                    && match high {
                        End::Included(end) => number <= end,
                        End::Excluded(end) => number < end,
                        End::Unbounded => true,
                    }
            }),
            Domain::Count { low, high } => {
                text.parse().is_ok_and(|count: usize| (low..=high).contains(&count))
            }
            Domain::OffOrPositive => {
                text == "off" || text.parse().is_ok_and(|number: f64| number.is_finite() && number > 0.0)
            }
            Domain::Choice(words) => words.contains(&text),
            Domain::Seed => text.parse::<u64>().is_ok(),
            Domain::Path => !text.is_empty(),
        }
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Domain::Number { low, high } => {
                formatter.write_str("a number")?;
                match low {
                    End::Included(end) => write!(formatter, " of at least {end}")?,
                    End::Excluded(end) => write!(formatter, " above {end}")?,
                    End::Unbounded => {}
                }
                match high {
                    End::Included(end) => write!(formatter, " and at most {end}"),
                    End::Excluded(end) => write!(formatter, " and below {end}"),
                    End::Unbounded => Ok(()),
                }
            }
            Domain::Count { low, high } => write!(formatter, "a whole number from {low} to {high}"),
            Domain::OffOrPositive => formatter.write_str("off or a number above 0"),
            Domain::Choice(words) => formatter.write_str(&words.join(" or ")),
            Domain::Seed => formatter.write_str("a whole number from 0 to 2^64 - 1"),
            Domain::Path => formatter.write_str("a path"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_knows_its_values_and_says_them() {
        let rate = Domain::Number { low: End::Included(0.0), high: End::Excluded(1.0) };
        assert!(rate.holds("0") && rate.holds("9.9e-1"));
        assert!(!rate.holds("1") && !rate.holds("-0.1") && !rate.holds("NaN") && !rate.holds("half"));
        assert_eq!(rate.to_string(), "a number of at least 0 and below 1");

        let positive = Domain::Number { low: End::Excluded(0.0), high: End::Unbounded };
        assert!(positive.holds("10000") && !positive.holds("0") && !positive.holds("inf"));
        assert_eq!(positive.to_string(), "a number above 0");

        let clip = Domain::OffOrPositive;
        assert!(clip.holds("off") && clip.holds("0.5") && !clip.holds("0") && !clip.holds("on"));
        assert_eq!(clip.to_string(), "off or a number above 0");

        let layers = Domain::Count { low: 0, high: 8 };
        assert!(layers.holds("8") && !layers.holds("9") && !layers.holds("2.0") && !layers.holds("-1"));
        assert!(Domain::Choice(&["off", "on"]).holds("on") && !Domain::Choice(&["off", "on"]).holds("true"));
    }
}
