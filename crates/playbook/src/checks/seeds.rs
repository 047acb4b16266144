//! Do seeds do anything, and do they do everything? (S22, P97)
//!
//! Retraining with fresh seeds is what the verdict's error rate rests on. A program that ignores its seed gives the same
//! score to the last bit every time; the differences between two configurations then have no spread, and any difference
//! looks certain. So where trainings of the same configuration with several seeds never once differ, over at least
//! [`FEWEST_REPEATS`] repeats, the verdict is stopped. A metric with few values, such as an error on a hundred examples,
//! repeats itself by chance now and then, but hardly every time.
//!
//! The other way round: the same configuration with the same seed and another score shows that something beside the seed
//! decides, such as the order of threads. Nothing is wrong with that; a retraining is then a little less the same.

use std::collections::BTreeMap;

use etude_study::finding::{Answer, Finding};
use etude_study::history::{History, RoundRecord, TrialRecord};
use etude_study::ids::TrialId;
use etude_study::trial::Outcome;

use super::trained_twice::key;
use crate::rounds::were_trained_alike;

/// Fewer repeats of a score are chance in a metric with few values.
const FEWEST_REPEATS: usize = 4;

/// One training: its trial, seed and score.
type Training = (TrialId, u32, f64);

pub(super) fn check(history: &History, round: &RoundRecord) -> Vec<Finding> {
    let groups = same_configurations(history, round);
    let answers = [seeds_do_nothing(&groups), same_seed_differs(&groups)];
    answers.into_iter().flatten().map(|answer| Finding { study: None, answer }).collect()
}

fn seeds_do_nothing(groups: &[Vec<Training>]) -> Option<Answer> {
    let one_a_seed = groups.iter().map(|group| {
        let by_seed: BTreeMap<u32, f64> = group.iter().map(|(_, seed, score)| (*seed, *score)).collect();
        by_seed.into_values().map(f64::to_bits).collect::<Vec<u64>>()
    });
    let several: Vec<Vec<u64>> = one_a_seed.filter(|scores| scores.len() > 1).collect();
    let trainings: usize = several.iter().map(Vec::len).sum();
    let all_alike = several.iter().all(|scores| scores.iter().all(|score| *score == scores[0]));
    (all_alike && trainings - several.len() >= FEWEST_REPEATS).then_some(Answer::SeedsDoNothing {
        configurations: several.len() as u32,
        trainings: trainings as u32,
    })
}

/// The pair that differs most.
fn same_seed_differs(groups: &[Vec<Training>]) -> Option<Answer> {
    let pairs = groups.iter().flat_map(|group| {
        group.iter().enumerate().flat_map(|(index, a)| group[index + 1..].iter().map(move |b| (a, b)))
    });
    let same_seed = pairs.filter(|(a, b)| a.1 == b.1 && a.2.to_bits() != b.2.to_bits());
    let (first, second) =
        same_seed.max_by(|(a, b), (c, d)| (a.2 - b.2).abs().total_cmp(&(c.2 - d.2).abs()))?;
    let difference = (first.2 - second.2).abs();
    Some(Answer::SameSeedDiffers { first: first.0, second: second.0, difference })
}

/// The feasible trainings of this round and of earlier ones that were trained alike, by configuration.
fn same_configurations(history: &History, round: &RoundRecord) -> Vec<Vec<Training>> {
    let mut groups: BTreeMap<String, Vec<Training>> = BTreeMap::new();
    for (trial, record) in history.trials.iter().filter(|(_, record)| is_alike(history, round, record)) {
        if let Some(Outcome::Feasible(best)) = record.outcome() {
            let configuration = &record.request.configuration;
            let training = (*trial, configuration.seed, best.score.get());
            groups.entry(key(&configuration.values)).or_default().push(training);
        }
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

fn is_alike(history: &History, round: &RoundRecord, record: &TrialRecord) -> bool {
    let id = record.request.purpose.round();
    if record.request.configuration.max_epochs != round.frozen.length.max_epochs {
        return false;
    }
    id == round.id || history.round(id).is_some_and(|earlier| were_trained_alike(earlier, round))
}
