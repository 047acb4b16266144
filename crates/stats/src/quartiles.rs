//! Where does the middle half of a sample lie, and what lies far beyond it?
//!
//! Quartiles by linear interpolation between order statistics (Hyndman & Fan 1996, *American Statistician* 50, type 7).
//! Values beyond `Q3 + k (Q3 - Q1)` are far out (Tukey 1977, *Exploratory Data Analysis*, with k = 3).
//!
//! When not to use: with fewer values than tell a quarter, or where more than a quarter of them may be spoiled.

use crate::sample::{self, SampleError};

/// The quartiles of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quartiles {
    /// A quarter lies below.
    pub first: f64,
    /// Half lies below.
    pub median: f64,
    /// A quarter lies above.
    pub third: f64,
}

impl Quartiles {
    /// The value so many interquartile ranges above the third quartile.
    pub fn upper_fence(&self, ranges: f64) -> f64 {
        self.third + ranges * (self.third - self.first)
    }
}

/// The quartiles of at least one value; their order does not matter.
///
/// # Errors
/// Without a value, or with one that is not finite.
pub fn quartiles(values: &[f64]) -> Result<Quartiles, SampleError> {
    sample::check(values, 1)?;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = share * (sorted.len() - 1) as f64;
        let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
        low + (high - low) * place.fract()
    };
    Ok(Quartiles { first: at(0.25), median: at(0.5), third: at(0.75) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_agree_with_the_definition() {
        // R: quantile(c(1, 2, 3, 4, 10)) is 1, 2, 3, 4, 10; quantile(1:4) is 1, 1.75, 2.5, 3.25, 4.
        let five = quartiles(&[10.0, 1.0, 4.0, 3.0, 2.0]).expect("finite");
        assert_eq!(five, Quartiles { first: 2.0, median: 3.0, third: 4.0 });
        let four = quartiles(&[1.0, 2.0, 3.0, 4.0]).expect("finite");
        assert_eq!(four, Quartiles { first: 1.75, median: 2.5, third: 3.25 });
        assert!((five.upper_fence(6.0) - 16.0).abs() < 1e-12);
        assert!(quartiles(&[]).is_err() && quartiles(&[f64::NAN]).is_err());
    }
}
