//! The length of training, by real training: a lengthened project goes on from its checkpoints, and a first length is found.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;

use std::fs;
use std::path::Path;

use etude::ProjectFolder;
use etude::store::Store;
use etude::study::history::History;
use etude::study::ids::TrialId;
use etude::study::measurement::Measurement;
use etude::study::trial::AttemptEnding;
use etude_command::etude;
use tempfile::TempDir;

const ALLOW: &str = "remedies = false\nreruns = 0\nallow = [{ rule = \"S22\", reason = \"one seed is enough here\" }, \
                     { rule = \"P36\", reason = \"few trials\" }]\n";

/// Two epochs of a small model, one rate and another.
fn project(parameters: &str, second: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "[project]\nname = \"length\"\nmetric = \"val_error\"\ndirection = \"minimize\"\nmin_improvement = 0.5\n\
         [workload]\nbuiltin = \"fashion\"\n[length]\nmax_epochs = 2\n\
         [parameters.learning_rate]\nlow = 0.01\nhigh = 0.1\nscale = \"log\"\nbaseline = 0.02\n\
         [parameters.layers]\ntype = \"int\"\nlow = 0\nhigh = 1\nbaseline = 0\n{parameters}\
         [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nnuisance = [\"learning_rate\"]\ntrials = 3\n{ALLOW}{second}"
    );
    fs::write(folder.path().join("etude.toml"), text).unwrap();
    folder
}

const LONGER: &str = "[[rounds]]\nname = \"rate-longer\"\ngoal = \"Which rate?\"\ncontinues = \"rate\"\n";

fn history(folder: &Path) -> (History, Store) {
    let folder = ProjectFolder::open(folder).unwrap();
    let store = Store::open_read_only(&folder.etude_folder().join("etude.db")).unwrap();
    (store.load_history().unwrap(), store)
}

/// Without what differs between machines.
fn numbers(curve: impl Iterator<Item = Measurement>) -> Vec<Measurement> {
    let plain = curve.map(|mut report| {
        report.metrics.remove("examples_per_second");
        report.checkpoint = None;
        report
    });
    plain.collect()
}

/// Runs two epochs, then four; gives the longer trials with the earlier ones that they train again.
fn lengthened(parameters: &str) -> (TempDir, Vec<TrialId>) {
    let folder = project(parameters, "");
    let ran = etude(folder.path(), &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let set = etude(folder.path(), &["length", "--set", "4"]);
    assert!(set.stdout.contains("max_epochs is 4 now, and was 2."), "{}", set.shown());
    let file = folder.path().join("etude.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}{LONGER}{ALLOW}")).unwrap();
    let ran = etude(folder.path(), &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let (known, _) = history(folder.path());
    let trials = known.rounds[1].studies[0].trials.clone();
    assert!(trials.len() >= 2, "{trials:?}");
    (folder, trials)
}

/// S29: with a constant rate the longer training is, number for number, what a training of that length would have been.
#[test]
fn a_lengthened_project_goes_on_from_its_checkpoints_with_the_same_curve() {
    let (folder, trials) = lengthened("");
    let (known, store) = history(folder.path());
    for trial in trials {
        let record = &known.trials[&trial];
        let from = record.request.continues.expect("it goes on");
        let endings: Vec<_> = record.attempts.iter().filter_map(|attempt| attempt.ending.clone()).collect();
        assert_eq!(endings, [AttemptEnding::TakenOver { from }, AttemptEnding::Finished]);
        let configuration = &record.request.configuration;
        assert_eq!(configuration.seed, known.trials[&from].request.configuration.seed);
        let curve = store.curve(trial).unwrap();
        let went_on = numbers(curve.into_iter().map(|report| report.measurement));
        assert_eq!(
            went_on.iter().map(|report| report.epoch.unwrap()).collect::<Vec<_>>(),
            [1.0, 2.0, 3.0, 4.0]
        );
        let mut at_once = vec!["train".to_owned(), "fashion".to_owned(), "--max_epochs=4".to_owned()];
        at_once.push(format!("--seed={}", configuration.seed));
        at_once.extend(configuration.values.iter().map(|(name, value)| format!("--{name}={value}")));
        let trained = etude(folder.path(), &at_once);
        let read = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
        let expected: Vec<f64> =
            trained.stdout.lines().map(|line| read(line)["val_loss"].as_f64().unwrap()).collect();
        let found: Vec<f64> = went_on.iter().map(|report| report.metric("val_loss").unwrap()).collect();
        assert_eq!(found, expected, "bit for bit");
    }
    let status = etude(folder.path(), &["status"]);
    assert!(!status.stdout.contains("has changed"), "{}", status.shown());
    let shown = etude(folder.path(), &["length"]);
    assert!(shown.stdout.contains("went on from checkpoints of `rate`"), "{}", shown.shown());
    assert!(shown.stdout.contains("Checkpoints take "), "{}", shown.shown());
}

/// A decay depends on the length, so the short training is no beginning of the long one.
#[test]
fn under_a_decay_it_starts_again_and_says_so() {
    let decay = "[parameters.decay]\nchoices = [\"constant\", \"cosine\"]\nbaseline = \"cosine\"\n";
    let (folder, trials) = lengthened(decay);
    let (known, _) = history(folder.path());
    for trial in trials {
        let record = &known.trials[&trial];
        assert_eq!(record.request.continues, None);
        assert_eq!(record.attempts.len(), 1);
    }
    let view = etude(folder.path(), &["length", "--format", "json"]).json();
    assert_eq!(view["starts_again"], "schedule", "{view}");
}

/// S29: an earlier trial whose checkpoint is gone cannot be gone on from: its configuration is trained from the start.
#[test]
fn without_its_checkpoint_a_trial_starts_again() {
    let folder = project("", "");
    assert_eq!(etude(folder.path(), &["run"]).code, 0);
    for trial in fs::read_dir(folder.path().join(".etude/trials")).unwrap() {
        fs::remove_dir_all(trial.unwrap().path().join("checkpoints")).unwrap();
    }
    etude(folder.path(), &["length", "--set", "3"]);
    let file = folder.path().join("etude.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}{LONGER}{ALLOW}")).unwrap();
    let ran = etude(folder.path(), &["run"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let (known, store) = history(folder.path());
    let trial = known.rounds[1].studies[0].trials[0];
    assert_eq!(known.trials[&trial].attempts.len(), 1);
    assert_eq!(store.curve(trial).unwrap().len(), 3);
}

/// P65: on the built-in workload nothing fits in a few epochs, and that is said.
#[test]
fn a_training_set_that_nothing_fits_gives_no_first_length() {
    let folder = project("", "");
    let found = etude(folder.path(), &["length", "--perfect-fit", "--most-epochs", "3"]);
    assert_eq!(found.code, 0, "{}", found.shown());
    assert!(
        found.stdout.contains("No answer: no rate fits the training set within 3 epochs"),
        "{}",
        found.shown()
    );
    assert!(found.stdout.lines().filter(|line| line.contains("does not fit within")).count() >= 4);
}
