//! Were configurations trained twice in one study by accident? (P47)
//!
//! A second training of the same point tells its noise and nothing new of the space. Samplers leave out what was trained;
//! points that people add need not.

use std::collections::BTreeMap;

use etude_study::configuration::Values;
use etude_study::finding::Answer;
use etude_study::history::{History, StudyRecord, TrialState};

pub(super) fn check(history: &History, study: &StudyRecord) -> Option<Answer> {
    let mut trained: BTreeMap<String, u32> = BTreeMap::new();
    let records = study.trials.iter().filter_map(|trial| history.trials.get(trial));
    let taught = [TrialState::Feasible, TrialState::Infeasible, TrialState::Pruned];
    for record in records.filter(|record| taught.contains(&record.state())) {
        *trained.entry(key(&record.request.configuration.values)).or_default() += 1;
    }
    let repeated: Vec<u32> = trained.into_values().filter(|times| *times > 1).collect();
    (!repeated.is_empty()).then(|| Answer::TrainedTwice {
        configurations: repeated.len() as u32,
        repeats: repeated.iter().map(|times| times - 1).sum(),
    })
}

/// Values as text: equal ones have equal text, and others another.
pub(super) fn key(values: &Values) -> String {
    let words: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    words.join("\n")
}
