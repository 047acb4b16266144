//! What there is to see of a project, as plain data: every front end and `--format json` show the same.

mod best;
mod broken_trial;
mod checklist;
mod file_changes;
mod front;
mod overview;
mod plan;
mod round;
mod sampler;
mod trial;
mod trial_detail;
mod trial_order;

pub use best::{BestView, best, training_of};
pub use broken_trial::{BrokenTrial, broken_attempt, broken_trial};
pub use checklist::{ChecklistLine, checklist};
pub use file_changes::file_changes;
pub use front::{FrontTrial, FrontView, IncompleteTrial, front};
pub use overview::{Counts, LaunchView, NextStep, Overview, overview};
pub use plan::{ParameterPlan, ParameterRole, PlanView, StudyPlan, budget, plan};
pub use round::{ConfirmationView, RoundState, RoundView, StudyView, round, rounds};
pub use sampler::SamplerView;
pub use trial::{TrialView, trials};
pub(crate) use trial_detail::curve_points;
pub use trial_detail::{AttemptView, CheckpointView, CurvePoint, TrialDetail, trial_detail};
pub use trial_order::{MetricAtBest, SortKey, metric_at_best, sort_trials};
