//! Counting steps to a target: the trainings that [`StepsStudy`] asks for, made for real.

use etude_playbook::batch_size::{LossCurve, StepsEnd, StepsRun, StepsStudy};
use etude_study::configuration::Values;
use etude_study::logged_names::TRAINING_LOSSES;
use etude_study::measurement::Measurement;
use etude_study::project::Project;
use etude_study::score::Direction;
use etude_study::space::{Domain, Scale, is_learning_rate};
use etude_study::trial::AttemptEnding;
use etude_study::value::Value;

use super::error::{BatchSizeError, NotAProbe};
use super::probes::{FewSteps, Probes, ended_well, is_lost};
use super::reading::Arrived;
use crate::tries::SoFar;

/// Fewer losses are no curve.
const LEAST_POINTS: usize = 4;
/// Losses after the target is reached, before a training is ended: the last one is smoothed with its neighbours.
const AFTER_TARGET: usize = 2;

/// The parameter that is tuned for each size, with its range.
pub(super) fn learning_rate(
    project: &Project,
    named: Option<&str>,
) -> Result<(String, (f64, f64)), BatchSizeError> {
    let is_wanted = |name: &str| named.map_or_else(|| is_learning_rate(name), |named| named == name);
    let found = project.parameters.iter().find_map(|parameter| match parameter.domain {
        Domain::Float { low, high, scale } if low > 0.0 && scale != Scale::ReverseLog => {
            is_wanted(&parameter.name).then(|| (parameter.name.clone(), (low, high)))
        }
        _ => None,
    });
    found.ok_or_else(|| BatchSizeError::NoLearningRate { named: named.map(str::to_owned) })
}

/// Makes trainings for a study.
pub(super) struct Counting<'a, 'b> {
    pub(super) probes: &'a mut Probes<'b>,
    pub(super) project: &'a Project,
    pub(super) values: &'a Values,
    pub(super) rate: &'a str,
}

impl Counting<'_, '_> {
    /// Makes one training.
    pub(super) fn train(&mut self, run: &StepsRun) -> Result<StepsEnd, BatchSizeError> {
        let mut values = self.values.clone();
        values.insert(self.rate.to_owned(), Value::Float(run.rate));
        let max_epochs = self.probes.epochs_for(run.size, run.steps);
        let steps = FewSteps { size: run.size, count: run.steps, max_epochs, seed: seed(run) };
        let project = self.project;
        let is_over = |so_far: &SoFar<'_>| {
            is_lost(so_far.reports, so_far.seconds, run.steps)
                || run.target.is_some_and(|target| is_reached(project, so_far.reports, target))
        };
        let tried = self.probes.attempt(&steps, &values, &is_over)?;
        if let AttemptEnding::DeclaredInfeasible { .. } = tried.ending {
            return Ok(StepsEnd::Diverged);
        }
        if tried.reports.iter().any(|(report, _)| loss(project, report).is_some_and(|loss| !loss.is_finite()))
        {
            return Ok(StepsEnd::Diverged);
        }
        if tried.ending != AttemptEnding::Stopped {
            ended_well(&tried, run.size)?;
        }
        let curve = curve(project, &tried.reports);
        let few =
            curve.len() < LEAST_POINTS && run.target.is_none_or(|target| curve.steps_to(target).is_none());
        if few {
            return Err(NotAProbe::NoLoss { metric: project.metric.clone() }.into());
        }
        Ok(StepsEnd::Trained(curve))
    }

    /// Makes all trainings of a study, and tells each before it is made.
    pub(super) fn run(
        &mut self,
        study: &mut StepsStudy,
        tell: &mut dyn FnMut(&StepsRun, usize),
    ) -> Result<(), BatchSizeError> {
        while let Some(run) = study.next() {
            tell(&run, study.trainings());
            let end = self.train(&run)?;
            study.record(run, end);
        }
        Ok(())
    }
}

/// The rates of a size are compared on the same seed.
fn seed(run: &StepsRun) -> u32 {
    run.seed_index + 1
}

/// The loss of a report, lower better: the training's own, which every step has; else the validation's; else the metric.
fn loss(project: &Project, report: &Measurement) -> Option<f64> {
    let metric = || {
        let value = report.metric(&project.metric)?;
        Some(if project.direction == Direction::Minimize { value } else { -value })
    };
    let training = TRAINING_LOSSES.iter().find_map(|name| report.metric(name));
    training.or_else(|| report.metric("val_loss")).or_else(metric)
}

fn curve(project: &Project, reports: &[Arrived]) -> LossCurve {
    let points = reports.iter().filter_map(|(report, _)| Some((report.step? as f64, loss(project, report)?)));
    LossCurve::new(points)
}

fn is_reached(project: &Project, reports: &[Arrived], target: f64) -> bool {
    let Some(earlier) = reports.len().checked_sub(AFTER_TARGET) else { return false };
    curve(project, &reports[..earlier]).steps_to(target).is_some()
        && curve(project, reports).steps_to(target).is_some()
}
