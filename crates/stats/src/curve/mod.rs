//! What a training curve says: is it still falling, rising again, noisy, spiky, periodic?
//!
//! Values are in the order of the training, at even steps, and *smaller is better*: whoever maximises passes the
//! negative. All rules stand on one estimate of the noise late in the curve ([`noise()`]): the residuals `e` of a parabola
//! fitted to its last `m` values, with
//!
//! ```text
//! s   = sqrt(sum e^2 / (m - 3))
//! phi = r1 + (1 + 4 r1) / m, within [0, 0.9],   r1 the lag-1 autocorrelation of e   (Kendall 1954, Biometrika 41)
//! J   = sqrt((1 + phi) / (1 - phi))
//! ```
//!
//! so that a mean of `k` neighbouring values has the standard error `s J / sqrt(k)`: neighbouring epochs resemble each
//! other, and a standard error that forgets it calls every second plateau a trend. Differences come with their standard
//! error, and no threshold is applied here.
//!
//! | question | function |
//! |---|---|
//! | by how much did the last values improve on those before? | [`late_gain()`] |
//! | by how much do they lie above the best stretch? | [`rise_after_best()`] |
//! | from where on did it gain no more? | [`level_from()`] |
//! | does the last half rise? | [`late_slope()`] |
//! | are there spikes? | [`spikes()`] |
//! | does it repeat itself with a period? | [`repeats()`] |
//!
//! When not to use: for fewer than [`LEAST_VALUES`] values, which is refused (of 8 to 19, several curves together tell their
//! noise: [`pooled_noise()`]); for values at uneven steps, where "the last
//! fifth" is no fifth of the training.

mod late_gain;
mod level;
mod noise;
mod pooled;
mod repeats;
mod rise;
mod short;
mod slope;
mod spikes;

pub use late_gain::late_gain;
pub use level::level_from;
pub use noise::{Noise, late_noise, noise};
pub use pooled::{LEAST_OF_SHORT, pooled_noise};
pub use repeats::{Repeats, repeats};
pub use rise::{Rise, rise_after_best};
pub use short::{short_count, short_gain, short_level, short_rise};
pub use slope::{LateSlope, late_slope};
pub use spikes::{Spike, spikes};

/// Fewer values than these are not read.
pub const LEAST_VALUES: usize = 20;

/// A difference of two means, with the standard error that it would have by noise alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// In the unit of the values.
    pub value: f64,
    /// In the same unit; not negative.
    pub standard_error: f64,
}

/// How many of `n` values are the last ones that are compared: `max(4, n / 5)`.
pub fn last_count(n: usize) -> usize {
    (n / 5).max(4)
}

/// How many of `n` values make a block: `max(3, n / 10)`.
pub fn block_count(n: usize) -> usize {
    (n / 10).max(3)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
