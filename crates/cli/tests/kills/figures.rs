//! What was counted, and its table.

use std::collections::{BTreeMap, BTreeSet};

use etude::study::ids::TrialId;

use super::Kind;
use super::acknowledged::Comparison;
use super::target::Target;

/// One killed run.
#[derive(Debug)]
pub(crate) struct RunFigures {
    seed: u64,
    /// Running trainings, at each kill.
    pub(crate) trainings_at_kill: Vec<usize>,
    /// What was hit, where it was drawn at random.
    pub(crate) targets: Vec<Target>,
    pub(crate) trials: usize,
    pub(crate) differing: BTreeSet<TrialId>,
    pub(crate) comparison: Comparison,
    /// Attempts beyond the first of their trials.
    pub(crate) attempts_again: usize,
    /// Everything else that did not hold.
    pub(crate) findings: Vec<String>,
}

/// All killed runs of a kind.
#[derive(Debug)]
pub(crate) struct Figures {
    kind: Kind,
    pub(crate) runs: u32,
    pub(crate) held: u32,
    /// Kills by the number of trainings that ran.
    kills: BTreeMap<usize, usize>,
    /// Kills by what was hit, where it was drawn at random.
    targets: BTreeMap<Target, usize>,
    trials: usize,
    attempts_again: usize,
    acknowledged: usize,
    lost: usize,
    doubled: usize,
    differing: usize,
    /// What did not hold, with the seed of the run.
    pub(crate) findings: Vec<String>,
}

impl RunFigures {
    pub(crate) fn new(seed: u64) -> RunFigures {
        RunFigures {
            seed,
            trainings_at_kill: Vec::new(),
            targets: Vec::new(),
            trials: 0,
            differing: BTreeSet::new(),
            comparison: Comparison::default(),
            attempts_again: 0,
            findings: Vec::new(),
        }
    }

    fn problems(&self) -> Vec<String> {
        let Comparison { lost, doubled, gaps, .. } = &self.comparison;
        let mut problems = self.findings.clone();
        let places = [("lost", lost), ("doubled", doubled), ("out of sequence", gaps)];
        for (what, places) in places.into_iter().filter(|(_, places)| !places.is_empty()) {
            problems.push(format!("measurements {what} (trial, attempt, number): {places:?}"));
        }
        if !self.differing.is_empty() {
            problems.push(format!("trials that differ: {:?}", self.differing));
        }
        if self.trainings_at_kill.is_empty() {
            problems.push("it ended before the first kill".into());
        }
        problems
    }
}

impl Figures {
    pub(crate) fn new(kind: Kind) -> Figures {
        Figures {
            kind,
            runs: 0,
            held: 0,
            kills: BTreeMap::new(),
            targets: BTreeMap::new(),
            trials: 0,
            attempts_again: 0,
            acknowledged: 0,
            lost: 0,
            doubled: 0,
            differing: 0,
            findings: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, run: &RunFigures) {
        let problems = run.problems();
        self.runs += 1;
        self.held += u32::from(problems.is_empty());
        for trainings in &run.trainings_at_kill {
            *self.kills.entry(*trainings).or_default() += 1;
        }
        for target in &run.targets {
            *self.targets.entry(*target).or_default() += 1;
        }
        self.trials += run.trials;
        self.attempts_again += run.attempts_again;
        self.acknowledged += run.comparison.acknowledged;
        self.lost += run.comparison.lost.len();
        self.doubled += run.comparison.doubled.len();
        self.differing += run.differing.len();
        self.findings.extend(problems.iter().map(|problem| format!("seed {}: {problem}", run.seed)));
    }

    /// How often was killed.
    pub(crate) fn kills(&self) -> u32 {
        self.kills.values().sum::<usize>() as u32
    }

    /// A row for each kind.
    pub(crate) fn table(all: &[Figures]) -> String {
        let head = "| killed | runs | kills | of these with 0 / 1 / 2 trainings running | trials | attempted again | \
                    measurements acknowledged | lost | doubled | differing trials | runs that held |\n\
                    |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
        all.iter().fold(head.to_owned(), |table, figures| table + &figures.row())
    }

    fn row(&self) -> String {
        let kind = match self.kind {
            Kind::Coordinator => "coordinator".to_owned(),
            Kind::CoordinatorAndSupervisors => "coordinator and all supervisors".to_owned(),
            Kind::AtRandom => {
                let hit = self.targets.iter().map(|(target, kills)| format!("{target} {kills}"));
                format!("at random: {}", hit.collect::<Vec<_>>().join(", "))
            }
        };
        let kills = self.kills();
        let with = |trainings: usize| self.kills.get(&trainings).copied().unwrap_or(0);
        format!(
            "| {kind} | {} | {kills} | {} / {} / {} | {} | {} | {} | {} | {} | {} | {} of {} |\n",
            self.runs,
            with(0),
            with(1),
            with(2),
            self.trials,
            self.attempts_again,
            self.acknowledged,
            self.lost,
            self.doubled,
            self.differing,
            self.held,
            self.runs
        )
    }
}
