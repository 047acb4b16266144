//! What to do now and why, as data for every front end (S23): advice of the playbook, with the rounds it proposes as they would
//! stand in the project file.

mod append;
mod evidence;

pub use append::{AppendError, append_round};
pub use evidence::evidence;

use etude_playbook::next::{Advice, Proposal, next_steps};
use etude_playbook::rounds::Cost;
use etude_playbook::staleness::{StaleConclusion, stale_conclusions};
use etude_study::history::History;
use etude_study::project::{Project, write_parameter, write_round};
use etude_study::sources::Sources;
use serde::Serialize;

use crate::project_folder::ProjectFolder;
use crate::sources::look_at_sources;
use crate::stability::known_edge;
use crate::words;

/// The version of the document's shape. New keys may come without a new version.
pub const NEXT_VERSION: u32 = 1;

/// What to do now, and what would follow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextView {
    /// The version of this shape.
    pub version: u32,
    /// Things to do, the next first; never empty.
    pub steps: Vec<StepView>,
    /// Conclusions that no longer rest on what they rested on.
    pub stale: Vec<StaleView>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepView {
    /// Which kind of step it is, a word.
    pub action: &'static str,
    /// What to do, a sentence.
    pub what: String,
    /// Why, a sentence.
    pub why: String,
    /// The rules that it follows.
    pub rules: &'static str,
    /// The command to type, where one does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The round it proposes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<ProposedRound>,
}

/// A round that is not in the project file yet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProposedRound {
    /// Its name.
    pub name: String,
    /// Its lines in the project file.
    pub toml: String,
    /// What it would cost; none where it could not start.
    pub cost: Option<Cost>,
    /// Least and most hours on the project's slots; none before anything was trained.
    pub hours: Option<(f64, f64)>,
}

/// A conclusion that no longer rests on what it rested on (S8).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StaleView {
    /// The round's name.
    pub name: String,
    /// Whether what changed only may have changed something.
    pub doubtful: bool,
    /// What changed, in a sentence.
    pub sentence: String,
    /// The same as data, with the cost of repeating the round.
    #[serde(flatten)]
    pub conclusion: StaleConclusion,
}

/// Looks at the whole project, its code included.
pub fn next(folder: &ProjectFolder, history: &History) -> NextView {
    let project = &folder.project;
    let mut evidence = evidence(history, Some(look_at_sources(folder)));
    evidence.edge = known_edge(folder, history);
    let steps = next_steps(project, history, &evidence);
    NextView {
        version: NEXT_VERSION,
        steps: steps.iter().map(|advice| step(project, history, advice)).collect(),
        stale: stale(project, history, evidence.sources.as_ref()),
    }
}

/// The stale conclusions, in words. `now` is the state of the program's code; without it, the last that the history knows.
pub fn stale(project: &Project, history: &History, now: Option<&Sources>) -> Vec<StaleView> {
    let view = |conclusion: StaleConclusion| {
        let round = history.round(conclusion.round)?;
        Some(StaleView {
            name: round.frozen.definition.name.clone(),
            doubtful: conclusion.is_doubtful(),
            sentence: words::stale(&conclusion),
            conclusion,
        })
    };
    stale_conclusions(project, history, now).into_iter().filter_map(view).collect()
}

/// The lines of a proposal: parameters that the file lacks, then the round.
fn proposed_toml(proposal: &Proposal) -> String {
    let mut text = String::new();
    for parameter in &proposal.parameters {
        text += &write_parameter(parameter);
        text.push('\n');
    }
    text + &write_round(&proposal.definition)
}

/// One advice, in words.
pub(crate) fn step(project: &Project, history: &History, advice: &Advice) -> StepView {
    let told = words::advice(project, history, advice);
    let round = advice.proposal().map(|proposal| ProposedRound {
        name: proposal.definition.name.clone(),
        toml: proposed_toml(proposal),
        hours: proposal.cost.as_ref().and_then(|cost| cost.hours(project.slots)),
        cost: proposal.cost.clone(),
    });
    StepView {
        action: told.action,
        what: told.what,
        why: told.why,
        rules: told.rules,
        command: told.command,
        round,
    }
}
