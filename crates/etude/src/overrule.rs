//! A person's word over a verdict, written into the launch log: adopting a configuration, or taking an adoption back.

use etude_playbook::overrule::{Keeping, Named, Refusal, adopt as adoption, keep as keeping};
use etude_store::StoreError;
use etude_study::configuration::Values;
use etude_study::event::Event;
use etude_study::history::History;
use etude_study::launch::Launch;
use etude_study::space::active_values;
use etude_study::verdict::{Decision, PublishedScore};
use serde::Serialize;
use thiserror::Error;

use crate::project_folder::ProjectFolder;
use crate::run::now_ms;

/// What a person launched.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overruled {
    /// The new incumbent's active values.
    pub values: Values,
    /// Why, in the person's words.
    pub reason: String,
    /// The round whose word it was.
    pub round: Option<String>,
    /// What its verdict says.
    pub verdict: Option<Decision>,
    /// The configuration's score on fresh seeds that selected nothing; none where it was never retrained.
    pub score: Option<PublishedScore>,
    /// Whether the round, which a finding had stopped, ended by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// Why nothing was launched.
#[derive(Debug, Error)]
pub enum OverruleError {
    /// It is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a trial's configuration, or a round's candidate, the incumbent.
pub fn adopt(folder: &ProjectFolder, named: Option<&str>, reason: &str) -> Result<Overruled, OverruleError> {
    let named = named.map(Named::read);
    launch(folder, &|history| {
        Ok(Keeping { launch: adoption(history, named.as_ref(), reason)?, closes: None })
    })
}

/// Makes the incumbent before a round's adoption the incumbent again, or ends a round that a finding stopped.
pub fn keep(folder: &ProjectFolder, round: Option<&str>, reason: &str) -> Result<Overruled, OverruleError> {
    launch(folder, &|history| keeping(history, round, reason))
}

fn launch(
    folder: &ProjectFolder,
    decide: &dyn Fn(&History) -> Result<Keeping, Refusal>,
) -> Result<Overruled, OverruleError> {
    // A refusal leaves no files in a project that never ran.
    decide(&folder.history()?)?;
    let (mut store, _lease) = folder.own(now_ms(), &mut |_, _| true)?;
    let history = store.load_history()?;
    let Keeping { launch, closes } = decide(&history)?;
    let closed = closes.is_some();
    let concluded =
        closes.map(|(round, verdict)| Event::RoundConcluded { round, verdict: Box::new(verdict) });
    let launched = Event::Launched(Box::new(launch.clone()));
    let events: Vec<Event> = concluded.into_iter().chain([launched]).collect();
    store.append(&events, now_ms())?;
    Ok(Overruled { closed, ..shown(folder, &history, &launch) })
}

fn shown(folder: &ProjectFolder, history: &History, launch: &Launch) -> Overruled {
    use etude_study::launch::LaunchEvidence::Person;
    let (round, score) = match &launch.evidence {
        Person { round, score, .. } => (round.and_then(|round| history.round(round)), score.clone()),
        _ => (None, None),
    };
    Overruled {
        values: active_values(&folder.project.parameters, &launch.values),
        reason: launch.persons_reason().unwrap_or_default().to_owned(),
        round: round.map(|round| round.frozen.definition.name.clone()),
        verdict: round.and_then(|round| round.verdict.as_ref()).map(|verdict| verdict.decision),
        score,
        closed: false,
    }
}
