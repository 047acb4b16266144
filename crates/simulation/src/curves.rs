//! Pretended training curves: errors that fall with the epochs, in families that are kind or unkind to pruners.

use etude_stats::random::{Random, mix};
use etude_study::configuration::Configuration;
use etude_study::trial::AttemptEnding;
use etude_study::value::Value;

use crate::workload::{Training, Workload, measurement};

/// How the curves of a study's configurations relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// All fall alike, so that who leads early leads late.
    Parallel,
    /// The better a configuration, the slower: low rates start behind and end in front.
    Crossing,
    /// As under a schedule that decays: the better half of the rates is noisy and high until two thirds of the length,
    /// and then drops below all others.
    LateDrop,
}

/// Trainings of `epochs` epochs with a checkpoint after each. The error is that of a smooth function of three parameters
/// in [0, 1] with its optimum inside, reached along a curve of the family, with a spread between seeds and between epochs.
#[derive(Debug, Clone, Copy)]
pub struct Curves {
    /// The family.
    pub family: Family,
    /// The whole length.
    pub epochs: u32,
    /// Standard deviation between seeds.
    pub seed_sd: f64,
}

impl Curves {
    /// The error of a configuration with the epoch.
    fn error(&self, configuration: &Configuration, epoch: u32) -> f64 {
        let value = |name: &str| configuration.values.get(name).and_then(Value::as_f64).unwrap_or(0.5);
        let (rate, width, decay) = (value("rate"), value("width"), value("decay"));
        let mut luck = Random::new(mix(u64::from(configuration.seed)) ^ rate.to_bits() ^ width.to_bits());
        let distance = (rate - 0.3).powi(2) + 0.5 * (width - 0.6).powi(2) + 0.2 * (decay - 0.4).powi(2);
        let level = 0.1 + 0.3 * distance + self.seed_sd * luck.normal();
        let done = f64::from(epoch) / f64::from(self.epochs);
        let falls = |speed: f64| (-speed * done).exp();
        let shape = match self.family {
            // Half-lives from a twentieth to a third of the length, the longest for the best.
            Family::Crossing => 0.6 * falls(2.0 + 12.0 * distance.sqrt().min(1.0)),
            Family::LateDrop if rate < 0.45 && done < 2.0 / 3.0 => 0.25 + 0.35 * falls(6.0),
            Family::Parallel | Family::LateDrop => 0.6 * falls(6.0),
        };
        let mut jitter =
            Random::new(mix(u64::from(configuration.seed) ^ u64::from(epoch) << 32) ^ rate.to_bits());
        level + shape + 0.5 * self.seed_sd * jitter.normal()
    }
}

impl Workload for Curves {
    fn train(&self, configuration: &Configuration, resume_from: Option<&str>) -> Training {
        let done: u32 =
            resume_from.and_then(|name| name.strip_prefix("epoch-")?.parse().ok()).unwrap_or_default();
        let report = |epoch: u32| {
            let mut report = measurement("val_error", f64::from(epoch), self.error(configuration, epoch));
            report.checkpoint = Some(format!("epoch-{epoch}"));
            (f64::from(epoch - done), report)
        };
        let reports: Vec<_> = (done + 1..=self.epochs).map(report).collect();
        Training { seconds: reports.len() as f64 + 0.5, reports, ending: AttemptEnding::Finished }
    }
}
