//! The checklist: one question a file, findings as data. It is gone through before an answer is read (P38).

mod border_look;
mod boundary;
mod curves;
mod expansion;
mod trials_ended;
mod untested;

use etude_study::event::Expansion;
use etude_study::finding::Finding;
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::score::Score;
use etude_study::space::{Dimension, Domain};
use etude_study::trial::{Outcome, Purpose};

use crate::rounds::trials_of;
pub use curves::{CurveSign, curve_signs};

/// What the checklist says of a study whose trials have all ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The answers.
    pub findings: Vec<Finding>,
    /// The slab to sample before the study is complete, if a range was too small.
    pub expansion: Option<Expansion>,
}

/// Goes through the checklist.
pub fn check_study(history: &History, round: &RoundRecord, study: &StudyRecord) -> Checked {
    let points = sampled_points(history, round, study);
    let boundary = boundary::check(round, study, &points);
    let mut findings = trials_ended::check(history, round, study);
    findings.extend(boundary.findings);
    // Curves are judged once the study is complete: what they say is about its best trial.
    if boundary.expansion.is_none() {
        findings.extend(curves::check(history, round, study));
    }
    Checked { findings, expansion: boundary.expansion }
}

/// A sampled point of the study that ended feasible, infeasible or pruned. A pruned one counts with its best so far, which
/// is no better than what it would have come to.
struct SampledPoint<'a> {
    segment: u32,
    values: &'a etude_study::configuration::Values,
    score: Option<Score>,
}

impl SampledPoint<'_> {
    /// Where it lies along a dimension; none where that is absent or has no order.
    fn position(&self, dimension: &Dimension) -> Option<f64> {
        let value = self.values.get(&dimension.name)?;
        match &dimension.domain {
            Domain::Ordered { .. } => dimension.domain.index_of(value).map(|index| index as f64),
            Domain::Choice { .. } | Domain::Boolean => None,
            Domain::Float { .. }
            | Domain::Int { .. }
            | Domain::FloatSteps { .. }
            | Domain::IntSteps { .. } => value.as_f64(),
        }
    }
}

/// The study's sampled points; the incumbent's own configuration is not among them, since it was not drawn.
fn sampled_points<'a>(
    history: &'a History,
    round: &RoundRecord,
    study: &StudyRecord,
) -> Vec<SampledPoint<'a>> {
    let mut points = Vec::new();
    for trial in trials_of(history, round, study).iter().filter_map(|trial| history.trials.get(trial)) {
        let Purpose::Search { study: of, segment, .. } = trial.request.purpose else { continue };
        // A reused one lies in the space that the study began with, wherever it was drawn.
        let segment = if of == study.definition.id { segment } else { 0 };
        let score = match trial.outcome() {
            Some(Outcome::Feasible(best)) => Some(best.score),
            Some(Outcome::Pruned(pruned)) => Some(pruned.best.score),
            Some(Outcome::Infeasible(_)) => None,
            _ => continue,
        };
        points.push(SampledPoint { segment, values: &trial.request.configuration.values, score });
    }
    points
}
