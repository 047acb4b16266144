//! Rounds: from a written goal to studies, and what they will cost before they run (S1, S12-S19, P21-P36).

mod budget;
mod carried;
mod continued;
mod cost;
mod freeze;
mod points;
mod remarks;
mod reuse;
mod sketch;

pub use budget::{Bought, BudgetPlan, Purchase, RoundBudget, bought, budget_plan};
pub use carried::were_trained_alike;
pub use continued::{WhyAnew, earlier_of, may_continue, schedule_allows};
pub use cost::{Cost, round_cost};
pub use freeze::{NewRound, RoundError, freeze_round};
pub(crate) use points::by_hand;
pub use remarks::{PlanRemark, remarks, reruns_remark};
pub use reuse::{counted, trials_of};
