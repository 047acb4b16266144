//! One project of short trainings: its file, its run, and what its history says.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use etude::ProjectFolder;
use etude::study::configuration::Values;
use etude::study::trial::Arm;
use etude::study::value_question::Scope;
use etude::study::verdict::{Decision, Verdict};

use crate::Failure;
use crate::rows::Row;

/// Epochs of a training.
pub(crate) const EPOCHS: u32 = 2;
const BATCH_SIZE: u32 = 256;
/// The first of the seeds that no project draws: above all of them.
const UNUSED: u64 = 1 << 40;

/// A project before it is written.
pub(crate) struct Question<'a> {
    pub(crate) name: &'a str,
    pub(crate) seed: u32,
    /// The table `[workload]` without its head.
    pub(crate) workload: String,
    /// Parameters and the round.
    pub(crate) rest: String,
}

/// What a project came to.
pub(crate) struct Answer {
    pub(crate) decision: Decision,
    /// The candidate's values; none where nothing was better than the incumbent.
    pub(crate) candidate: Option<Values>,
    /// Those that it was compared with first: the tuned baseline, or the incumbent where that is it.
    pub(crate) baseline: Option<Values>,
    pub(crate) row: Row,
}

impl Question<'_> {
    /// Writes the project into a folder of its own, runs it to its verdict, and reads that.
    pub(crate) fn answer(&self, etude: &Path) -> Result<Answer, Failure> {
        let folder = tempfile::tempdir()?;
        let Question { name, seed, workload, rest } = self;
        let text = format!(
            "[project]\nname = \"{name}\"\nmetric = \"val_error\"\ndirection = \"minimize\"\nseed = {seed}\n\
             [workload]\n{workload}\n[length]\nmax_epochs = {EPOCHS}\nkeep_checkpoints = \"none\"\n\
             [batch_size]\nvalue = {BATCH_SIZE}\n[slots]\ncount = 1\n{rest}"
        );
        fs::write(folder.path().join("etude.toml"), text)?;
        let begun = Instant::now();
        let run = Command::new(etude).arg("run").current_dir(folder.path()).stdout(Stdio::null()).output()?;
        if !run.status.success() {
            let said = String::from_utf8_lossy(&run.stderr);
            return Err(format!("{name} {seed}: etude run ended with {}: {said}", run.status).into());
        }
        let seconds = begun.elapsed().as_secs_f64();
        let history = ProjectFolder::open(folder.path())?.history()?;
        let round = history.rounds.first().ok_or("no round")?;
        let verdict = round.verdict.as_ref().ok_or_else(|| format!("{name} {seed}: no verdict"))?;
        let values = |arm: Arm| Some(round.confirmation.as_ref()?.contender(arm)?.values.clone());
        Ok(Answer {
            decision: verdict.decision,
            candidate: values(Arm::Candidate),
            baseline: values(Arm::Baseline).or_else(|| values(Arm::Incumbent)),
            row: self.row(verdict, history.trials.len() as u32, seconds),
        })
    }

    fn row(&self, verdict: &Verdict, trainings: u32, seconds: f64) -> Row {
        let compared = verdict.comparisons.first();
        let scope = verdict.scope.map(|scope| match scope {
            Scope::Both => "both",
            Scope::ThisValue => "value",
            Scope::ThisPoint => "point",
        });
        Row {
            name: self.name.to_owned(),
            seed: self.seed,
            decision: verdict.decision.to_string(),
            scope: scope.filter(|_| verdict.decision == Decision::Adopt).map(str::to_owned),
            gain: compared.map(|comparison| comparison.mean_gain),
            pairs: compared.map_or(0, |comparison| comparison.gains.len() as u32),
            trainings,
            seconds,
            one_more: verdict.candidate_score.as_ref().and_then(|score| score.one_more),
            retrained: Vec::new(),
            gain_on_unused: None,
        }
    }
}

/// One retraining of these values with the `n`-th of the unused seeds: its best epoch, as Etude scores it; none if it gives no
/// number.
pub(crate) fn retrain(etude: &Path, values: &Values, nth: u64) -> Result<Option<f64>, Failure> {
    let seed = UNUSED + nth;
    let settings = values.iter().filter(|(name, _)| name.as_str() != "choice");
    let output = Command::new(etude)
        .args(["train", "fashion"])
        .args(settings.map(|(name, value)| format!("--{name}={value}")))
        .args([format!("--batch_size={BATCH_SIZE}"), format!("--max_epochs={EPOCHS}")])
        .args([format!("--seed={seed}"), format!("--data_seed={seed}")])
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let error = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["val_error"].as_f64();
    Ok(text.lines().filter_map(error).filter(|error| error.is_finite()).reduce(f64::min))
}
