//! What there is to look at: the data of every figure, a file each, computed from the history alone (P61).
//!
//! Nothing here is drawn. What only a curve tells comes in as [`LoggedCurve`]s; what only a model tells comes from the
//! façade. Scores are in the metric's unit and direction throughout.

mod axis_plot;
mod best_epochs;
mod buckets;
mod budget;
mod curve_choice;
mod gradient_norm;
mod isolation;
mod launch_history;
mod logged_curve;
mod paired_differences;
mod parallel;
mod parameter_axis;
mod searched;
mod training_curves;

pub use axis_plot::{AxisPanel, AxisPlot, AxisPoint, RangeEnds, axis_plot};
pub use best_epochs::{BestEpochs, GoodTrial, best_epochs};
pub use buckets::{Bucket, BucketPlace};
pub use budget::{BudgetCurve, BudgetPlot, BudgetPoint, budget};
pub use curve_choice::{ChosenTrial, WhyChosen, chosen_trials};
pub use gradient_norm::{GradientNorms, NormCurve, gradient_norms};
pub use isolation::{IsolationPanel, IsolationPlot, isolation};
pub use launch_history::{LaunchHistory, LaunchPoint, launch_history};
pub use logged_curve::{LoggedCurve, LoggedPoint};
pub use paired_differences::{PairedComparison, PairedDifferences, paired_differences};
pub use parallel::{ParallelLine, ParallelPlot, parallel};
pub use parameter_axis::{AxisScale, ParameterAxis};
pub use searched::{TrialKind, study_label};
pub use training_curves::{MetricLine, TrainingCurve, TrainingCurves, training_curves};
