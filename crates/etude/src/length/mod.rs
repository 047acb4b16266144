//! The length of training: what the rounds say of it, changing it, and its first value (S24-S30, P62-P71).

mod checkpoint_use;
mod perfect_fit;
mod plain;
mod set;

pub use checkpoint_use::{CheckpointUse, checkpoint_use};
pub use perfect_fit::{PerfectFit, PerfectFitError, perfect_fit};
pub use plain::Left;
pub(crate) use plain::learning_rate;
pub use set::{SetLengthError, set_length};

use etude_playbook::figures::best_epochs;
use etude_playbook::ladder::CarryOver;
use etude_playbook::next::{Advice, Evidence, next_steps};
use etude_playbook::rounds::{WhyAnew, schedule_allows};
use etude_study::finding::{Answer, LengthAdvice};
use etude_study::history::History;
use etude_study::ids::RoundId;
use etude_study::round::Role;
use serde::Serialize;

use crate::project_folder::ProjectFolder;
use crate::words;

/// What is known of the length of training.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LengthView {
    /// Epochs of a whole training.
    pub max_epochs: u32,
    /// Epochs of a round that explores, where they are fewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explore_epochs: Option<u32>,
    /// What the rounds say, in their order.
    pub rounds: Vec<RoundLength>,
    /// What to change, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<LengthAdvice>,
    /// Why trainings of the incumbent would start again when the length grows; none where they go on from their checkpoints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_again: Option<WhyAnew>,
    /// Room that checkpoints take.
    pub checkpoints: CheckpointUse,
}

/// What a round says of the length of training.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoundLength {
    /// Its name.
    pub name: String,
    /// Epochs of its trainings.
    pub epochs: u32,
    /// Best epochs of its good trials as shares of the training: the earliest, the median and the latest; none where none is known.
    pub best_epochs: Option<[f64; 3]>,
    /// Good trials that were looked at.
    pub good_trials: u32,
    /// The earlier round whose configurations it trained for longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continues: Option<String>,
    /// Of its trainings, those that went on from an earlier one's checkpoint.
    #[serde(skip_serializing_if = "is_zero")]
    pub went_on: u32,
    /// Whether short trainings rank as long ones do, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfer: Option<String>,
    /// How likely its conclusion holds at another length (P70).
    pub carry_over: CarryOver,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Looks at the length of training.
pub fn length(folder: &ProjectFolder, history: &History) -> LengthView {
    let project = &folder.project;
    let steps = next_steps(project, history, &Evidence::default());
    let advice = steps.into_iter().find_map(|step| match step {
        Advice::ChangeLength { advice, .. } => Some(advice),
        _ => None,
    });
    let frozen = history.rounds.last().map(|round| &round.frozen);
    let starts_again = frozen.zip(history.incumbent()).and_then(|(frozen, incumbent)| {
        let mut now = frozen.clone();
        now.length = project.length.clone();
        schedule_allows(&now, incumbent).err()
    });
    LengthView {
        max_epochs: project.length.max_epochs,
        explore_epochs: project.length.explore_epochs,
        rounds: history.rounds.iter().filter_map(|round| of_round(history, round.id)).collect(),
        advice,
        starts_again,
        checkpoints: checkpoint_use(folder),
    }
}

fn of_round(history: &History, id: RoundId) -> Option<RoundLength> {
    let round = history.round(id)?;
    let definition = &round.frozen.definition;
    let mut shares: Vec<f64> = best_epochs(history, round).trials.iter().map(|trial| trial.share).collect();
    shares.sort_by(f64::total_cmp);
    let went_on = history.trials.values().filter(|trial| {
        trial.request.purpose.round() == id && trial.request.continues.is_some() && trial.attempts.len() > 1
    });
    let told = round.findings.iter().rev().map(|(_, finding)| finding);
    let transfer = told.clone().find(|finding| matches!(finding.answer, Answer::LengthTransfer { .. }));
    let asked = definition.scientific.clone().or_else(|| definition.nuisance.first().cloned());
    let parameter =
        asked.as_ref().and_then(|name| round.frozen.parameters.iter().find(|known| known.name == *name));
    debug_assert!(asked.as_ref().is_none_or(|name| definition.role(name) != Role::Fixed));
    Some(RoundLength {
        name: definition.name.clone(),
        epochs: round.frozen.length.max_epochs,
        best_epochs: shares.first().map(|first| [*first, shares[shares.len() / 2], shares[shares.len() - 1]]),
        good_trials: shares.len() as u32,
        continues: definition.continues.clone(),
        went_on: went_on.count() as u32,
        transfer: transfer.map(words::finding),
        carry_over: CarryOver::of(
            asked.as_deref().unwrap_or_default(),
            parameter.and_then(etude_study::space::Parameter::topic),
        ),
    })
}
