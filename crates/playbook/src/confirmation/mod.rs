//! Confirmation: candidate and baseline retrained with fresh, shared seeds, and the verdict (S21, S22, P97-P102).

mod answers;
mod candidate;
mod caveats;
mod judge;
mod pairs;

pub(crate) use answers::answers;
pub use candidate::{Choice, choose};
pub(crate) use judge::SEEDS_TO_SHOW_INFEASIBLE;
pub use judge::{ConfirmationStep, judge};
pub(crate) use pairs::{Pairs, fresh_scores, published};

use etude_stats::group_sequential::{OverallError, Plan};
use etude_study::verdict::ConfirmationPlan;

/// The plan of every comparison: looks at 3, 5, 8, 12 and 20 pairs, false adoption at most 5 % (methods 1a).
pub fn confirmation_plan() -> ConfirmationPlan {
    let plan = Plan::new(OverallError::FivePercent);
    ConfirmationPlan {
        looks: plan.looks().to_vec(),
        level: plan.level(),
        overall_error: plan.overall_error(),
    }
}
