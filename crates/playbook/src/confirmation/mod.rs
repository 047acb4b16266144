//! Confirmation: candidate and baseline retrained with fresh, shared seeds, and the verdict (S21, S22, P97-P102).

mod answers;
mod candidate;
mod caveats;
mod evidence;
mod judge;
mod pairs;
mod plan;
mod plan_changes;
mod reruns;
mod value_question;

pub(crate) use answers::answers;
pub use candidate::{Choice, choose};
pub(crate) use judge::SEEDS_TO_SHOW_INFEASIBLE;
pub use judge::{ConfirmationStep, judge};
pub use pairs::published;
pub(crate) use pairs::{Pairs, fresh_scores};
pub use plan::confirmation_plan;
pub(crate) use plan::decide;
pub(crate) use plan_changes::mark;
pub use plan_changes::plan_changes;
pub use reruns::rerun_size;
pub(crate) use reruns::{missing, plan_reruns, replicate_variance};
pub use value_question::value_question;
