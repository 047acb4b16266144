//! The learning rate of every step: a rise at the start, and a fall to the end of the training.

use std::f64::consts::PI;

/// How the learning rate changes during a training. What is constant is `Schedule::default()`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Schedule {
    /// Epochs of linear rise, at least 0.
    pub(crate) warmup: f64,
    /// The fall after the rise; `None` is constant.
    pub(crate) decay: Option<Decay>,
}

/// A fall of the learning rate that ends with the training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Decay {
    /// Its course.
    pub(crate) curve: Curve,
    /// Share of the learning rate that is left at the end, in [0, 1).
    pub(crate) final_fraction: f64,
}

/// The course of a fall from 1 to 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    /// A straight line.
    Linear,
    /// Half a period of the cosine (Loshchilov and Hutter, arXiv:1608.03983).
    Cosine,
}

/// How long a training is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Length {
    /// Steps an epoch.
    pub(crate) steps_per_epoch: usize,
    /// Epochs of the whole training.
    pub(crate) epochs: usize,
}

impl Schedule {
    /// The factor of the learning rate after `completed` steps, that is of the next one.
    ///
    /// The rise is linear, and the step that completes it is the first with the whole rate. The fall begins with
    /// the step after it and reaches its end when the training ends, so that even the last step moves. A rise that
    /// is longer than the training fills all of it.
    pub(crate) fn factor(&self, completed: usize, length: Length) -> f64 {
        let rise = self.warmup * length.steps_per_epoch as f64;
        let next = completed as f64 + 1.0;
        if next < rise {
            return next / rise;
        }
        let Some(decay) = self.decay else { return 1.0 };
        let fall = (length.steps_per_epoch * length.epochs) as f64 - rise;
        let done = ((completed as f64 - rise).max(0.0) / fall).min(1.0);
        let left = match decay.curve {
            Curve::Linear => 1.0 - done,
            Curve::Cosine => f64::midpoint(1.0, (PI * done).cos()),
        };
        decay.final_fraction + (1.0 - decay.final_fraction) * left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH: Length = Length { steps_per_epoch: 10, epochs: 4 };

    fn factors(warmup: f64, decay: Option<(Curve, f64)>, steps: &[usize]) -> Vec<f64> {
        let decay = decay.map(|(curve, final_fraction)| Decay { curve, final_fraction });
        let schedule = Schedule { warmup, decay };
        steps.iter().map(|&step| schedule.factor(step, LENGTH)).collect()
    }

    fn assert_close(actual: &[f64], expected: &[f64]) {
        let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12;
        assert!(
            actual.len() == expected.len() && actual.iter().zip(expected).all(close),
            "{actual:?}, not {expected:?}"
        );
    }

    #[test]
    fn without_a_schedule_the_rate_is_exactly_constant() {
        assert_eq!(factors(0.0, None, &[0, 1, 39, 1000]), [1.0; 4]);
    }

    #[test]
    fn the_rise_is_linear_and_may_end_within_an_epoch() {
        assert_close(&factors(1.0, None, &[0, 4, 8, 9, 10, 39]), &[0.1, 0.5, 0.9, 1.0, 1.0, 1.0]);
        assert_close(&factors(0.25, None, &[0, 1, 2]), &[0.4, 0.8, 1.0]);
        assert_close(&factors(8.0, Some((Curve::Linear, 0.0)), &[0, 39]), &[1.0 / 80.0, 0.5]);
    }

    #[test]
    fn the_falls_follow_their_closed_forms() {
        let linear = factors(0.0, Some((Curve::Linear, 0.0)), &[0, 10, 20, 39]);
        assert_close(&linear, &[1.0, 0.75, 0.5, 0.025]);
        let cosine = factors(0.0, Some((Curve::Cosine, 0.0)), &[0, 10, 20, 30]);
        let quarter = f64::midpoint(1.0, 0.5_f64.sqrt());
        assert_close(&cosine, &[1.0, quarter, 0.5, 1.0 - quarter]);
        let floored = factors(0.0, Some((Curve::Linear, 0.2)), &[0, 20, 40]);
        assert_close(&floored, &[1.0, 0.6, 0.2]);
    }

    #[test]
    fn the_fall_begins_where_the_rise_ends() {
        let both = factors(1.0, Some((Curve::Linear, 0.0)), &[8, 9, 10, 25, 39]);
        assert_close(&both, &[0.9, 1.0, 1.0, 0.5, 1.0 / 30.0]);
        let cosine = factors(1.0, Some((Curve::Cosine, 0.0)), &[9, 10, 25]);
        assert_close(&cosine, &[1.0, 1.0, 0.5]);
    }
}
