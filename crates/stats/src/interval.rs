//! An interval with the share of occasions on which it holds the truth.

/// A closed interval and its coverage.
///
/// Both ends are finite and `low <= high`. An interval from numbers that do not vary has no width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The promised two-sided coverage in (0, 1): how often intervals built this way hold the truth.
    pub coverage: f64,
}

impl Interval {
    /// Whether `value` lies in the interval, ends included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}
