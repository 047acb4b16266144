//! Measurements that are acknowledged: whole lines of a trial's `measurements.jsonl`, wherever it may have stopped.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use etude::runner::TrialFolder;
use etude::store::Store;
use etude::study::ids::TrialId;
use etude::study::measurement::{Measurement, SpooledMeasurement};

/// Trial, attempt, number within the attempt.
type Place = (TrialId, u32, u32);

/// Every measurement that was ever seen acknowledged.
#[derive(Debug, Default)]
pub(crate) struct Acknowledged {
    seen: BTreeMap<Place, Measurement>,
    /// Places at which another measurement stood later, or twice.
    altered: Vec<Place>,
}

/// How the store compares with what was acknowledged.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) acknowledged: usize,
    /// Acknowledged, but missing or altered in the store.
    pub(crate) lost: Vec<Place>,
    /// Twice in the store, or there without having been acknowledged.
    pub(crate) doubled: Vec<Place>,
    /// Out of the sequence 0, 1, 2, ... of its attempt.
    pub(crate) gaps: Vec<Place>,
}

impl Acknowledged {
    /// Reads every spool of the project as it stands now.
    pub(crate) fn look(&mut self, project: &Path) {
        let mut now = BTreeMap::new();
        for trial in trials(project) {
            let folder = TrialFolder::of_trial(&project.join(".etude"), trial).unwrap();
            for SpooledMeasurement { attempt, sequence, measurement } in whole_lines(&folder.measurements()) {
                let place = (trial, attempt, sequence);
                if now.insert(place, measurement).is_some() {
                    self.altered.push(place);
                }
            }
        }
        for (place, measurement) in now {
            let known = self.seen.entry(place).or_insert_with(|| measurement.clone());
            if *known != measurement {
                self.altered.push(place);
            }
        }
    }

    /// Holds the store against what was acknowledged. The spools must have been read after the last process ended.
    pub(crate) fn compare(&self, store: &Store, trials: impl Iterator<Item = TrialId>) -> Comparison {
        let mut comparison = Comparison { acknowledged: self.seen.len(), ..Comparison::default() };
        let mut stored: BTreeMap<Place, Measurement> = BTreeMap::new();
        for trial in trials {
            let mut last: Option<Place> = None;
            for SpooledMeasurement { attempt, sequence, measurement } in store.curve(trial).unwrap() {
                let place = (trial, attempt, sequence);
                let expected = last.filter(|last| last.1 == attempt).map_or(0, |last| last.2 + 1);
                if sequence != expected {
                    comparison.gaps.push(place);
                }
                last = Some(place);
                if !self.seen.contains_key(&place) || stored.insert(place, measurement).is_some() {
                    comparison.doubled.push(place);
                }
            }
        }
        let lost = self.seen.iter().filter(|(place, seen)| stored.get(place) != Some(seen));
        comparison.lost = lost.map(|(place, _)| *place).chain(self.altered.iter().copied()).collect();
        comparison.doubled.extend(same_epoch_twice(&stored));
        comparison
    }
}

/// An attempt reports an epoch once: a second report of it under another number is the same measurement again.
fn same_epoch_twice(stored: &BTreeMap<Place, Measurement>) -> Vec<Place> {
    let next = stored.iter().skip(1);
    let pairs = stored.iter().zip(next).filter(|((a, _), (b, _))| (a.0, a.1) == (b.0, b.1));
    let again = pairs.filter(|((_, earlier), (_, later))| later.position() <= earlier.position());
    again.map(|(_, (place, _))| *place).collect()
}

fn trials(project: &Path) -> Vec<TrialId> {
    let folders = fs::read_dir(project.join(".etude/trials")).into_iter().flatten().flatten();
    folders.map(|folder| TrialId(folder.file_name().to_str().unwrap().parse().unwrap())).collect()
}

fn whole_lines(spool: &Path) -> Vec<SpooledMeasurement> {
    let text = fs::read(spool).unwrap_or_default();
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let lines = text[..whole].split_inclusive(|byte| *byte == b'\n');
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}
