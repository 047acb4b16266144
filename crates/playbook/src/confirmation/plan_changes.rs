//! Whether a round is still answered by the plan that was stored for it (methods 1a: switching afterwards voids the error rate).

use etude_study::history::RoundRecord;
use etude_study::project::Project;
use etude_study::verdict::{Decision, PlanChange, Reason, Verdict};

/// What of a round's plan the project file says otherwise by now.
///
/// A round that is gone from the file keeps its plan: nobody asked for another one.
pub fn plan_changes(project: &Project, round: &RoundRecord) -> Vec<PlanChange> {
    let frozen = &round.frozen;
    let mut changes = Vec::new();
    if project.min_improvement.total_cmp(&frozen.min_improvement).is_ne() {
        changes.push(PlanChange::MinImprovement { was: frozen.min_improvement, is: project.min_improvement });
    }
    if project.metric != frozen.metric {
        changes.push(PlanChange::Metric { was: frozen.metric.clone(), is: project.metric.clone() });
    }
    let definition = project.rounds.iter().find(|definition| definition.name == frozen.definition.name);
    let was = frozen.definition.plan;
    if let Some(is) = definition.map(|definition| definition.plan).filter(|is| *is != was) {
        changes.push(PlanChange::Plan { was, is });
    }
    changes
}

/// Marks a verdict whose plan was changed: what it decided stays readable, and an adoption is none.
pub(crate) fn mark(verdict: &mut Verdict, changes: Vec<PlanChange>) {
    if !changes.is_empty() && verdict.decision == Decision::Adopt {
        verdict.decision = Decision::Inconclusive;
    }
    verdict.reasons.extend(changes.into_iter().map(|change| Reason::ExploratoryOnly { change }));
}
