//! The checklist: one question a file, findings as data. It is gone through before an answer is read (P38).

mod border_look;
mod boundary;
mod curves;
mod drawn_anew;
mod edge_of_stability;
mod effort;
mod expansion;
mod far_worse;
mod fixed;
mod infeasible_anywhere;
mod interactions;
mod length_transfer;
mod more_points;
mod nuisances;
mod precedence;
mod price;
mod sampled;
mod seeds;
mod separation;
mod trained_twice;
mod trials_ended;
mod untested;
mod validation_set;

use etude_study::event::{CheckStage, Expansion, MorePoints};
use etude_study::finding::{Answer, Finding};
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::ids::TrialId;
use etude_study::score::Score;
use etude_study::space::{Dimension, Domain};
use etude_study::trial::{Outcome, Purpose};

use crate::rounds::trials_of;
pub use curves::{CurveSign, curve_signs};
pub use precedence::{in_order, weight};
pub use price::RemedyPrice;
pub(crate) use price::price;

/// What the checklist says of a study whose trials have all ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The answers.
    pub findings: Vec<Finding>,
    /// The slab to sample before the study is complete, if a range was too small.
    pub expansion: Option<Expansion>,
}

/// Whether what only needs more trials is mended by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mending {
    /// It is.
    ByItself,
    /// It is only told (`remedies = false`, `--no-remedy`).
    OnlyTold,
}

/// Goes through the checklist of one study: what may widen its space, and what its curves say.
pub fn check_study(history: &History, round: &RoundRecord, study: &StudyRecord, mending: Mending) -> Checked {
    let points = sampled_points(history, round, study);
    let boundary = boundary::check(round, study, &points, mending);
    let mut findings = trials_ended::check(history, round, study, &points);
    findings.extend(boundary.findings);
    // Curves are judged once the study is complete: what they say is about its best trial.
    if boundary.expansion.is_none() {
        findings.extend(curves::check(history, round, study));
    }
    Checked { findings, expansion: boundary.expansion }
}

/// What the checklist says of a round as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundChecked {
    /// The answers.
    pub findings: Vec<Finding>,
    /// More points to draw before its studies are checked again.
    pub remedies: Vec<MorePoints>,
}

/// Goes through the checklist of a round as a whole, before a step of it.
///
/// Before candidate and baseline are chosen: everything but what retrainings tell. Of the remedies one kind is done at a
/// time, the surest first: points anew for trials that failed, then points for values that got far fewer, then twice the
/// points where they were too thin. Before the verdict: what seeds do.
pub fn check_round(
    history: &History,
    round: &RoundRecord,
    stage: CheckStage,
    mending: Mending,
) -> RoundChecked {
    if stage == CheckStage::Confirmation {
        let findings = seeds::check(history, round);
        return RoundChecked { findings, remedies: Vec::new() };
    }
    let mut findings = Vec::new();
    let mut remedies = Vec::new();
    for check in [drawn_anew::check, effort::check, sampled::check] {
        let allowed = if remedies.is_empty() { mending } else { Mending::OnlyTold };
        let (found, wanted) = check(history, round, allowed);
        findings.extend(found);
        remedies.extend(wanted);
    }
    let points: Vec<Vec<SampledPoint<'_>>> =
        round.studies.iter().map(|study| sampled_points(history, round, study)).collect();
    findings.extend(infeasible_anywhere::check(round, &points));
    for (study, points) in round.studies.iter().zip(&points) {
        let answers = [
            far_worse::check(round, points),
            trained_twice::check(history, study),
            nuisances::check(round, study),
        ];
        let of_study = |answer: Answer| Finding { study: Some(study.definition.id), answer };
        findings.extend(answers.into_iter().flatten().map(of_study));
    }
    findings.extend(length_transfer::check(history, round).map(of_the_whole));
    findings.extend(validation_set::check(history, round).map(of_the_whole));
    findings.extend(fixed::check(history, round).into_iter().map(of_the_whole));
    findings.extend(seeds::check(history, round));
    RoundChecked { findings, remedies }
}

fn of_the_whole(answer: Answer) -> Finding {
    Finding { study: None, answer }
}

/// A sampled point of the study that ended feasible, infeasible or pruned. A pruned one counts with its best so far, which
/// is no better than what it would have come to.
#[derive(Clone, Copy)]
struct SampledPoint<'a> {
    trial: TrialId,
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
    let all = trials_of(history, round, study);
    let records = all.into_iter().filter_map(|id| Some((id, history.trials.get(&id)?)));
    for (id, trial) in records {
        let Purpose::Search { study: of, segment, .. } = trial.request.purpose else { continue };
        // A reused one lies in the space that the study began with, wherever it was drawn.
        let segment = if of == study.definition.id { segment } else { 0 };
        let score = match trial.outcome() {
            Some(Outcome::Feasible(best)) => Some(best.score),
            Some(Outcome::Pruned(pruned)) => Some(pruned.best.score),
            Some(Outcome::Infeasible(_)) => None,
            _ => continue,
        };
        points.push(SampledPoint { trial: id, segment, values: &trial.request.configuration.values, score });
    }
    points
}
