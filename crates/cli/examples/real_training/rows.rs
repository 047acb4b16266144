//! What was measured, a line a project in a file of its part, so that a stopped bench goes on.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Failure;

/// What came of one project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Row {
    /// Which of its part's projects.
    pub(crate) name: String,
    /// Its project seed.
    pub(crate) seed: u32,
    /// `adopt`, `keep` or `inconclusive`.
    pub(crate) decision: String,
    /// What an adoption is about: `point`, `value` or `both`.
    pub(crate) scope: Option<String>,
    /// Mean gain of the candidate over the tuned baseline, or over the incumbent where there is no other; none where
    /// nothing was compared.
    pub(crate) gain: Option<f64>,
    /// Its pairs.
    pub(crate) pairs: u32,
    /// Trainings of the project.
    pub(crate) trainings: u32,
    /// Seconds of wall time.
    pub(crate) seconds: f64,
    /// Where the published score says that one more training falls.
    pub(crate) one_more: Option<(f64, f64)>,
    /// Scores of trainings with unused seeds; an infeasible one is none.
    pub(crate) retrained: Vec<Option<f64>>,
    /// The candidate's gain over the tuned baseline, each on unused seeds of its own.
    pub(crate) gain_on_unused: Option<f64>,
}

/// The rows of a part.
pub(crate) struct Rows {
    path: PathBuf,
    rows: Vec<Row>,
}

impl Rows {
    pub(crate) fn open(folder: &Path, part: &str) -> Result<Rows, Failure> {
        let path = folder.join(format!("{part}.jsonl"));
        let text = if path.exists() { fs::read_to_string(&path)? } else { String::new() };
        let rows = text.lines().map(serde_json::from_str).collect::<Result<Vec<Row>, _>>()?;
        Ok(Rows { path, rows })
    }

    pub(crate) fn all(&self) -> &[Row] {
        &self.rows
    }

    pub(crate) fn has(&self, name: &str, seed: u32) -> bool {
        self.rows.iter().any(|row| row.name == name && row.seed == seed)
    }

    pub(crate) fn add(&mut self, row: Row) -> Result<(), Failure> {
        let mut file = fs::OpenOptions::new().create(true).append(true).open(&self.path)?;
        writeln!(file, "{}", serde_json::to_string(&row)?)?;
        eprintln!(
            "{} {}: {}, {} trainings, {:.0} s",
            row.name, row.seed, row.decision, row.trainings, row.seconds
        );
        self.rows.push(row);
        Ok(())
    }
}
