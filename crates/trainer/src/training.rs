//! The training loop: epochs of steps, with reports and checkpoints between them.
#![expect(clippy::disallowed_methods, reason = "throughput needs a clock, and checkpoints a folder")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use burn::optim::{GradientsAccumulator, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData, activation};

use crate::arguments::Given;
use crate::augmentation::Augmenter;
use crate::checkpoint::{self, Checkpoint, Identity};
use crate::data::{Batch, Examples, PIXELS, Split, TRAIN_EXAMPLES};
use crate::environment::TrialEnvironment;
use crate::error::TrainerError;
use crate::gradient;
use crate::model::{Dropout, Model, TrainingPass};
use crate::optimizer;
use crate::random::{Purpose, Random};
use crate::report::{self, Infeasible, Report, StepReport};
use crate::schedule::Length;
use crate::scoring::{self, Score};
use crate::settings::Settings;

/// How a training ended, other than by an error. All of them are exit code 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All epochs are done.
    Completed,
    /// The probe did its steps.
    StepLimit,
    /// It diverged, which was printed: this point is not usable.
    Infeasible,
}

/// Trains one configuration and prints its measurements to `out`.
///
/// `arguments` are the flags after `etude train fashion`; `environment` is what the flags do not say. The same
/// arguments and seeds print the same numbers on one machine, `examples_per_second` excepted, whether the
/// training ran at once or was resumed from any of its checkpoints.
pub fn train(
    arguments: &[String],
    environment: &TrialEnvironment,
    out: &mut dyn Write,
) -> Result<Ending, TrainerError> {
    let given = Given::parse(arguments)?;
    let settings = Settings::new(&given)?;
    let run = environment.overridden(&given)?;
    if let Some(folder) = &run.checkpoint_dir {
        fs::create_dir_all(folder).map_err(|source| TrainerError::File {
            action: "create",
            path: folder.clone(),
            source,
        })?;
    }
    let mut training = Training::begin(&settings, &run)?;
    while training.epoch < run.max_epochs() {
        match training.run_epoch(out)? {
            Progress::Continue => {}
            Progress::StepLimit => return Ok(Ending::StepLimit),
            Progress::Diverged(reason) => {
                report::print(out, &Infeasible { infeasible: &reason })?;
                return Ok(Ending::Infeasible);
            }
        }
    }
    Ok(Ending::Completed)
}

/// Examples between two reports of a probe, so that short steps are not held up by many lines.
const EXAMPLES_BETWEEN_REPORTS: usize = 512;

/// Whether and why the loop stops.
enum Progress {
    Continue,
    StepLimit,
    Diverged(String),
}

/// A training between two steps.
struct Training<'a> {
    settings: &'a Settings,
    run: &'a TrialEnvironment,
    examples: Examples,
    validation: Examples,
    /// The device with gradients; its inner one evaluates.
    device: Device,
    model: Model,
    optimizer: ModuleOptimizer,
    /// Completed epochs.
    epoch: usize,
    /// Completed steps.
    step: usize,
    since_report: Window,
}

/// What is random in an epoch, beside the order of the examples.
struct Chance {
    pass: TrainingPass,
    augmenter: Option<Augmenter>,
}

/// What happened since the last report.
#[derive(Default)]
struct Window {
    score: Score,
    gradient_norms: f64,
    /// Steps whose gradient was clipped.
    clipped: usize,
    steps: usize,
    time: Duration,
}

impl<'a> Training<'a> {
    /// A training before its first step, or after the checkpoint that it resumes from.
    fn begin(settings: &'a Settings, run: &'a TrialEnvironment) -> Result<Self, TrainerError> {
        let device = Device::flex().autodiff();
        let (model, optimizer, epoch, step) = match run.resume_path() {
            None => {
                let mut random = Random::new(run.seed(), Purpose::Weights, 0);
                (Model::new(settings, &mut random, &device), optimizer::build(settings), 0, 0)
            }
            Some(path) => resume(&path, &identity(settings, run), &device)?,
        };
        Ok(Self {
            settings,
            run,
            examples: Examples::load(Split::Train, settings.scale),
            validation: Examples::load(Split::Validation, settings.scale),
            device,
            model,
            optimizer,
            epoch,
            step,
            since_report: Window::default(),
        })
    }

    /// One pass over the training examples.
    fn run_epoch(&mut self, out: &mut dyn Write) -> Result<Progress, TrainerError> {
        let epoch = self.epoch as u64 + 1;
        let order = Random::new(self.run.data_seed(), Purpose::Order, epoch).permutation(TRAIN_EXAMPLES);
        let mut chance = self.chance(epoch);
        let reports =
            report_steps(self.settings.evaluate_every, self.settings.steps_per_epoch(TRAIN_EXAMPLES));
        let mut due = reports.into_iter().peekable();

        for (index, indices) in order.chunks(self.settings.examples_per_step()).enumerate() {
            if self.run.max_steps.is_some_and(|most| self.step >= most) {
                return Ok(Progress::StepLimit);
            }
            if let Some(reason) = self.take_step(indices, &mut chance) {
                return Ok(Progress::Diverged(reason));
            }
            let fraction = match self.run.max_steps {
                Some(most) => {
                    let done = (index + 1) as f64 / self.settings.steps_per_epoch(TRAIN_EXAMPLES) as f64;
                    if self.step < most {
                        self.report_steps(done, out)?;
                        continue;
                    }
                    Some(done)
                }
                None => due.next_if(|(after, _)| *after == index + 1).map(|(_, fraction)| fraction),
            };
            if let Some(fraction) = fraction
                && let Some(reason) = self.report(fraction, out)?
            {
                return Ok(Progress::Diverged(reason));
            }
            if self.run.max_steps == Some(self.step) {
                return Ok(Progress::StepLimit);
            }
        }
        self.epoch += usize::from(self.run.max_steps.is_some());
        Ok(Progress::Continue)
    }

    /// The random streams of `epoch`, from 1.
    fn chance(&self, epoch: u64) -> Chance {
        let dropout = self
            .settings
            .dropout
            .map(|rate| Dropout { rate, random: Random::new(self.run.seed(), Purpose::Dropout, epoch) });
        let black = self.settings.scale.black();
        let augmenter =
            self.settings.augmentation.map(|kind| Augmenter::new(kind, self.run.data_seed(), epoch, black));
        Chance { pass: TrainingPass { dropout, statistics: Vec::new() }, augmenter }
    }

    /// One step on the examples `indices`, batch by batch; a reason if it diverged.
    fn take_step(&mut self, indices: &[usize], chance: &mut Chance) -> Option<String> {
        let started = Instant::now();
        let mut score = Score::default();
        let mut accumulator = GradientsAccumulator::new();
        for part in indices.chunks(self.settings.batch_size) {
            let mut batch = self.examples.gather(part);
            if let Some(augmenter) = &mut chance.augmenter {
                augmenter.apply(&mut batch.pixels);
            }
            let (gradients, part_score) = self.learn_from(batch, indices.len(), &mut chance.pass);
            accumulator.accumulate(&self.model, gradients);
            score.add(part_score);
        }
        let mut gradients = accumulator.grads();
        let norm = gradient::norm(&self.model, &gradients);
        if let Some(most) = self.settings.clip {
            gradient::clip(&self.model, &mut gradients, norm, most);
            self.since_report.clipped += usize::from(norm > most);
        }
        let learning_rate =
            self.settings.learning_rate * self.settings.schedule.factor(self.step, self.length());
        self.model = self.optimizer.step(learning_rate, self.model.clone(), gradients);

        self.step += 1;
        self.since_report.score.add(score);
        self.since_report.gradient_norms += norm;
        self.since_report.steps += 1;
        self.since_report.time += started.elapsed();
        self.divergence("loss", score.loss()).or_else(|| self.divergence("gradient norm", norm))
    }

    /// The gradient that `batch` contributes to a step on `all` examples, and how well it was predicted.
    fn learn_from(&mut self, batch: Batch, all: usize, pass: &mut TrainingPass) -> (GradientsParams, Score) {
        let pixels = TensorData::new(batch.pixels, [batch.labels.len(), PIXELS]);
        let logits = self.model.forward(Tensor::from_data(pixels, &self.device), Some(&mut *pass));
        let log_probabilities = activation::log_softmax(logits, 1);
        let score = Score::of(&scoring::numbers(log_probabilities.clone()), &batch.labels);
        let smoothing = self.settings.label_smoothing;
        let loss = scoring::training_loss(log_probabilities, &batch.labels, all, smoothing);
        let gradients = GradientsParams::from_grads(loss.backward(), &self.model);
        self.model.absorb(std::mem::take(&mut pass.statistics), self.step);
        (gradients, score)
    }

    fn length(&self) -> Length {
        let steps_per_epoch = self.settings.steps_per_epoch(TRAIN_EXAMPLES);
        Length { steps_per_epoch, epochs: self.run.max_epochs() }
    }

    /// Why the training cannot go on, if `value` is not finite.
    fn divergence(&self, name: &str, value: f64) -> Option<String> {
        let kind = if value.is_nan() { "NaN" } else { "infinite" };
        (!value.is_finite()).then(|| {
            format!(
                "{name} is {kind} at epoch {}, step {}: the training diverged, the learning rate ({}) may be too high",
                self.epoch + 1,
                self.step,
                self.settings.learning_rate
            )
        })
    }

    /// Prints what a probe wants to know of its steps, after `done` of the current epoch: no evaluation, no checkpoint.
    fn report_steps(&mut self, done: f64, out: &mut dyn Write) -> Result<(), TrainerError> {
        if self.since_report.score.examples() < EXAMPLES_BETWEEN_REPORTS {
            return Ok(());
        }
        let window = std::mem::take(&mut self.since_report);
        let line = StepReport {
            epoch: round(self.epoch as f64 + done),
            step: self.step,
            train_loss: window.score.loss(),
            grad_norm: window.gradient_norms / window.steps as f64,
            examples_per_second: (window.score.examples() as f64 / window.time.as_secs_f64()).round(),
        };
        report::print(out, &line)
    }

    /// Evaluates and prints after `fraction` of the current epoch, with a checkpoint at its end; a reason if the
    /// weights have diverged.
    fn report(&mut self, fraction: f64, out: &mut dyn Write) -> Result<Option<String>, TrainerError> {
        let validation = scoring::evaluate(&self.model, &self.validation, &self.device.clone().inner());
        if let Some(reason) = self.divergence("validation loss", validation.loss()) {
            return Ok(Some(reason));
        }
        let before = self.epoch;
        let mut checkpoint = None;
        if fraction >= 1.0 {
            self.epoch += 1;
            checkpoint = self.save()?;
        }
        let window = std::mem::take(&mut self.since_report);
        let line = Report {
            epoch: round(before as f64 + fraction),
            step: self.step,
            train_loss: window.score.loss(),
            train_error: window.score.error(),
            val_loss: validation.loss(),
            val_error: validation.error(),
            grad_norm: window.gradient_norms / window.steps as f64,
            clipped_fraction: self.settings.clip.map(|_| window.clipped as f64 / window.steps as f64),
            examples_per_second: (window.score.examples() as f64 / window.time.as_secs_f64()).round(),
            checkpoint,
        };
        report::print(out, &line)?;
        Ok(None)
    }

    /// Keeps the state after the completed epoch; the file's name.
    fn save(&self) -> Result<Option<String>, TrainerError> {
        let Some(folder) = &self.run.checkpoint_dir else { return Ok(None) };
        let name = format!("epoch-{}.ckpt", self.epoch);
        let identity = identity(self.settings, self.run);
        checkpoint::save(
            &folder.join(&name),
            &identity,
            (self.epoch, self.step),
            &self.model,
            &self.optimizer,
        )?;
        Ok(Some(name))
    }
}

fn identity<'a>(settings: &'a Settings, run: &TrialEnvironment) -> Identity<'a> {
    Identity { settings, seed: run.seed(), data_seed: run.data_seed(), max_epochs: run.max_epochs() }
}

type Resumed = (Model, ModuleOptimizer, usize, usize);

fn resume(path: &Path, identity: &Identity<'_>, device: &Device) -> Result<Resumed, TrainerError> {
    let checkpoint = Checkpoint::read(path)?;
    checkpoint.expect(path, identity)?;
    let (epoch, step) = (checkpoint.header.epoch, checkpoint.header.step);
    let (model, optimizer) = checkpoint.restore(path, device)?;
    Ok((model, optimizer, epoch, step))
}

/// After which steps of an epoch there is a report, each with the fraction of the epoch that it stands for: the
/// first step at which at least that much is done, and where one step passes several, the last of them. The end
/// of the epoch is always among them.
fn report_steps(every: f64, steps: usize) -> Vec<(usize, f64)> {
    // The addition keeps 3 x 0.1 from falling short of 0.3.
    let reached = |step: usize| (step as f64 / steps as f64 / every + 1e-9).floor();
    (1..steps)
        .filter(|&step| reached(step) > reached(step - 1))
        .map(|step| (step, round(reached(step) * every)))
        .chain([(steps, 1.0)])
        .collect()
}

/// To six decimals, so that 3 x 0.1 prints as 0.3.
fn round(epoch: f64) -> f64 {
    (epoch * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_stand_at_the_first_step_that_reaches_their_fraction() {
        assert_eq!(report_steps(1.0, 125), [(125, 1.0)]);
        assert_eq!(report_steps(0.5, 125), [(63, 0.5), (125, 1.0)]);
        assert_eq!(report_steps(0.3, 10), [(3, 0.3), (6, 0.6), (9, 0.9), (10, 1.0)]);
        assert_eq!(report_steps(0.2, 2), [(1, 0.4), (2, 1.0)]);
    }
}
