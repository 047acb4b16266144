//! Pretended trainings with one planted fault each, for the checks of training curves.

use std::collections::BTreeMap;

use etude_stats::random::{Random, mix};
use etude_study::configuration::Configuration;
use etude_study::measurement::{Measurement, MetricValue};
use etude_study::trial::AttemptEnding;
use etude_study::value::Value;

use crate::workload::{Training, Workload};

/// Where every validation error ends.
const FLOOR: f64 = 0.3;
/// Evaluations an epoch, of [`Fault::RepeatsEachEpoch`].
const AN_EPOCH: u32 = 5;

/// What is wrong with the trainings of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: the error falls fast and stays on its floor.
    None,
    /// Nothing: the error falls to its floor until 60 % of the training.
    NoneButSlow,
    /// The error falls to the end, in a straight line.
    StillImproving,
    /// It falls to the end, ever slower: a power law.
    SlowlyImproving,
    /// From 40 % on it rises by seven deviations of its noise.
    Overfitting,
    /// By two and a half.
    SlightOverfitting,
    /// In 6 of 16 trainings, the worse ones, it rises by seven.
    OverfittingElsewhere,
    /// It is best up to 8 % of the training, and worse by four deviations of its noise after.
    FarTooLong,
    /// From 40 % on the training loss rises, by a fifth of what it fell and five deviations.
    TrainingLossRising,
    /// Three reports of the training loss are high by 20 deviations.
    Spikes,
    /// A clock triggers evaluations.
    UnevenEvaluation,
    /// The error has a saw tooth each epoch, as high as six deviations of its noise.
    RepeatsEachEpoch,
    /// One gradient norm in 20 is 30 times the others.
    GradientOutliers,
    /// It is best up to 10 % of the training, and worse by eight deviations of its noise after.
    ClearlyTooLong,
}

/// Trainings of one epoch an evaluation (but see [`Fault::RepeatsEachEpoch`]), with correlated noise.
#[derive(Debug, Clone, Copy)]
pub struct FaultyCurves {
    /// What is wrong.
    pub fault: Fault,
    /// Evaluations, one an epoch.
    pub evaluations: u32,
    /// Standard deviation of the noise of the error; of the training loss too.
    pub noise_sd: f64,
    /// Correlation of neighbours' noise.
    pub likeness: f64,
    /// Standard deviation between trials.
    pub trial_sd: f64,
}

impl FaultyCurves {
    /// The validation error without noise, after a share of the training.
    fn error(&self, done: f64, step: u32, is_worse_half: bool) -> f64 {
        let plateau = 0.6 * (-14.0 * done).exp();
        let late = ((done - 0.4) / 0.6).max(0.0);
        let above_floor = match self.fault {
            Fault::NoneButSlow => (0.6 - done).max(0.0),
            Fault::StillImproving => 0.4 * (1.0 - done),
            Fault::SlowlyImproving => 0.1 * (done + 0.02).powf(-0.5),
            Fault::Overfitting => plateau + 7.0 * self.noise_sd * late,
            Fault::SlightOverfitting => plateau + 2.5 * self.noise_sd * late,
            Fault::OverfittingElsewhere if is_worse_half => plateau + 7.0 * self.noise_sd * late,
            Fault::FarTooLong => {
                let later = if done > 0.08 { 4.0 * self.noise_sd } else { 0.0 };
                later + 0.6 * (-60.0 * done).exp()
            }
            Fault::ClearlyTooLong => {
                let later = if done > 0.1 { 8.0 * self.noise_sd } else { 0.0 };
                later + 0.6 * (-100.0 * done).exp()
            }
            Fault::RepeatsEachEpoch => {
                plateau + 6.0 * self.noise_sd * f64::from(step % AN_EPOCH) / f64::from(AN_EPOCH - 1)
            }
            _ => plateau,
        };
        FLOOR + above_floor
    }

    fn training_loss(&self, done: f64, step: u32) -> f64 {
        let falls = 2.0 * (-14.0 * done).exp();
        match self.fault {
            Fault::TrainingLossRising => {
                falls + (0.2 * 2.0 + 5.0 * self.noise_sd) * ((done - 0.4) / 0.6).max(0.0)
            }
            Fault::Spikes if matches!(step % 13, 12) => falls + 20.0 * self.noise_sd,
            _ => falls,
        }
    }

    fn position(&self, step: u32, random: &mut Random) -> f64 {
        let even = f64::from(step + 1);
        match self.fault {
            Fault::UnevenEvaluation => even + 0.4 * random.uniform(),
            Fault::RepeatsEachEpoch => even / f64::from(AN_EPOCH),
            _ => even,
        }
    }

    fn gradient_norm(&self, random: &mut Random) -> f64 {
        let norm = (0.3 * random.normal()).exp();
        let is_far = self.fault == Fault::GradientOutliers && random.uniform() < 0.05;
        if is_far { 30.0 * norm } else { norm }
    }
}

impl Workload for FaultyCurves {
    fn train(&self, configuration: &Configuration, _resume_from: Option<&str>) -> Training {
        let rate = configuration.values.get("rate").and_then(Value::as_f64).unwrap_or(0.5);
        let mut random = Random::new(mix(u64::from(configuration.seed)) ^ rate.to_bits());
        // The worse a rate, the higher the error; a rate above 0.6 is one of the worse.
        let level = self.trial_sd * (2.0 * rate + random.normal());
        let innovation = (1.0 - self.likeness * self.likeness).sqrt();
        let (mut of_error, mut of_loss) = (random.normal(), random.normal());
        let reports = (0..self.evaluations).map(|step| {
            of_error = self.likeness * of_error + innovation * random.normal();
            of_loss = self.likeness * of_loss + innovation * random.normal();
            let done = f64::from(step + 1) / f64::from(self.evaluations);
            let error = self.error(done, step, rate > 0.6) + level + self.noise_sd * of_error;
            let loss = self.training_loss(done, step) + self.noise_sd * of_loss;
            let norm = self.gradient_norm(&mut random);
            let metrics = [("val_error", error), ("train_loss", loss), ("grad_norm", norm)];
            let metrics: BTreeMap<String, MetricValue> =
                metrics.into_iter().map(|(name, value)| (name.to_owned(), MetricValue(value))).collect();
            let epoch = Some(self.position(step, &mut random));
            (f64::from(step + 1), Measurement { epoch, metrics, ..Measurement::default() })
        });
        let reports: Vec<_> = reports.collect();
        Training { seconds: f64::from(self.evaluations), reports, ending: AttemptEnding::Finished }
    }
}
