//! Whose curves are looked at: the best few trials of the round, and the best of each study (P50).

use etude_study::history::{History, RoundRecord};
use etude_study::ids::TrialId;
use serde::Serialize;

use super::searched::{Searched, searched, study_labels};

/// Trials that are shown for being the best of the round.
const BEST_FEW: usize = 3;
/// Trials shown at most: of more studies, the best ones'.
const MOST: usize = 6;

/// A trial to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChosenTrial {
    /// Its number.
    pub trial: TrialId,
    /// Its study.
    pub study: String,
    /// The study's index.
    pub study_index: usize,
    /// Its score.
    pub score: f64,
    /// Where it was best.
    pub best_position: Option<f64>,
    /// Why it is shown.
    pub why: WhyChosen,
}

/// Why a trial is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyChosen {
    /// Among the best of the round.
    BestFew,
    /// The best of its study.
    BestOfStudy,
}

/// The trials to look at, the best first. Empty while no trial of the search is feasible.
pub fn chosen_trials(history: &History, round: &RoundRecord) -> Vec<ChosenTrial> {
    let labels = study_labels(round);
    let direction = round.frozen.direction;
    let mut trials: Vec<Searched<'_>> = searched(history, round);
    trials.retain(|trial| trial.final_score().is_some());
    trials.sort_by(|a, b| match (a.final_score(), b.final_score()) {
        (Some(a), Some(b)) => direction.best_first(a, b).then(a.get().total_cmp(&b.get())),
        _ => std::cmp::Ordering::Equal,
    });
    let mut seen = vec![false; labels.len()];
    let mut best_of_studies = Vec::new();
    let mut others = Vec::new();
    for (rank, trial) in trials.iter().enumerate() {
        let is_first = !std::mem::replace(&mut seen[trial.study], true);
        if is_first {
            best_of_studies.push((rank, trial));
        } else if rank < BEST_FEW {
            others.push((rank, trial));
        }
    }
    let mut chosen: Vec<(usize, &Searched<'_>)> =
        best_of_studies.into_iter().chain(others).take(MOST).collect();
    chosen.sort_by_key(|(rank, _)| *rank);
    let view = |(rank, trial): (usize, &Searched<'_>)| {
        Some(ChosenTrial {
            trial: trial.trial,
            study: labels.get(trial.study)?.clone(),
            study_index: trial.study,
            score: trial.score()?,
            best_position: trial.best?.position,
            why: if rank < BEST_FEW { WhyChosen::BestFew } else { WhyChosen::BestOfStudy },
        })
    };
    chosen.into_iter().filter_map(view).collect()
}
