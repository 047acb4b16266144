//! The plan of a confirmation, and what it says of the gains so far.

use etude_stats::anytime::decide_at_any_time;
use etude_stats::group_sequential::{Decision, EarlierVariance, OverallError, Plan};
use etude_stats::replicates::Variance;
use etude_study::trial::Arm;
use etude_study::verdict::{ConfirmationPlan, PlanKind, ReplicateVariance};

/// False adoptions at most, over all looks of a comparison.
const OVERALL_ERROR: OverallError = OverallError::FivePercent;
/// The numbers of pairs between which an open-ended plan looks: it cannot decide before four.
const OPEN_ENDED: (u32, u32) = (4, 40);

/// The plan of every comparison of a round. False adoption is at most 5 % with either kind (methods 1a): looks at 3, 5, 8,
/// 12 and 20 pairs, or after every pair. A variance from replicates serves the first kind only.
pub fn confirmation_plan(kind: PlanKind, earlier: Option<ReplicateVariance>) -> ConfirmationPlan {
    let plan = Plan::new(OVERALL_ERROR);
    match kind {
        PlanKind::GroupSequential => ConfirmationPlan {
            looks: plan.looks().to_vec(),
            level: plan.level(),
            overall_error: plan.overall_error(),
            kind,
            earlier,
        },
        PlanKind::OpenEnded => ConfirmationPlan {
            looks: (OPEN_ENDED.0..=OPEN_ENDED.1).collect(),
            level: plan.overall_error(),
            overall_error: plan.overall_error(),
            kind,
            earlier: None,
        },
    }
}

/// The level of a look that uses a variance from replicates.
pub(super) fn level_of_replicates() -> f64 {
    EarlierVariance::level_at(OVERALL_ERROR)
}

/// What the stored plan says of the gains over another arm; none where the plan or the gains cannot be used.
///
/// The replicates' variance is used only where both arms were replicated. Without an arm it is not used at all.
pub(crate) fn decide(
    stored: &ConfirmationPlan,
    against: Option<Arm>,
    gains: &[f64],
    margin: f64,
) -> Option<Decision> {
    if stored.kind == PlanKind::OpenEnded {
        let range = (stored.looks.first().copied()?, stored.looks.last().copied()?);
        return decide_at_any_time(gains, margin, range, stored.overall_error).ok();
    }
    let plan = Plan::calibrated(stored.looks.clone(), stored.level, stored.overall_error).ok()?;
    let serves = |known: &&ReplicateVariance| {
        against.is_some_and(|against| [Arm::Candidate, against].iter().all(|arm| known.arms.contains(arm)))
    };
    let plan = match stored.earlier.as_ref().filter(serves) {
        None => plan,
        Some(known) => {
            let variance = Variance { variance: known.variance, degrees: known.degrees };
            plan.with_earlier(EarlierVariance { known: variance, level: known.level }).ok()?
        }
    };
    plan.decide(gains, margin).ok()
}
