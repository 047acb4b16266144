//! `etude batch-size`: sizes are measured, one is recommended, written into the project file and recorded.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;
mod small_program;

use std::fs;
use std::path::Path;

use etude_command::{Ran, etude};
use small_program::project;
use tempfile::TempDir;

/// Trains steps that take 40 ms up to 64 examples and then longer in proportion; above 128 it has no memory left. To a loss it
/// needs the fewer steps the larger the batch, with a critical size of 32 and a best rate of 0.1.
const PROBED: &str = r#"
import json, math, os, sys, time

arguments = dict(word[2:].split("=", 1) for word in sys.argv[1:])
rate, size = float(arguments["learning_rate"]), int(arguments["bs"])
if size > 128:
    sys.exit("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB")
needed = 4 * (1 + 32 / size) * (1 + math.log(rate / 0.1) ** 2)
pause = float(os.environ.get("PAUSE", "0.04")) * max(64, size) / 64
if "ETUDE_MAX_STEPS" in os.environ:
    for step in range(1, int(os.environ["ETUDE_MAX_STEPS"]) + 1):
        time.sleep(pause)
        print(json.dumps({"step": step, "train_loss": 2 / (1 + step / needed), "peak_memory_bytes": 1000 * size}), flush=True)
else:
    for epoch in range(1, int(os.environ["ETUDE_MAX_EPOCHS"]) + 1):
        print(json.dumps({"epoch": epoch, "val_error": 0.1 + rate, "train_loss": 0.1}), flush=True)
"#;

fn probed(program: &str) -> TempDir {
    let folder = project(program, false);
    let file = folder.path().join("etude.toml");
    let text = fs::read_to_string(&file).unwrap();
    let section = "[batch_size] # set for speed\nflag = \"--bs\"\nvalue = 32 # a guess\n\n[length]";
    fs::write(file, text.replace("[length]", section)).unwrap();
    folder
}

fn measured(folder: &Path, options: &[&str]) -> Ran {
    etude(folder, &[&["batch-size", "--passes", "1"], options].concat())
}

#[test]
fn a_size_is_recommended_written_and_recorded_and_the_project_runs_with_it() {
    let folder = probed(PROBED);
    let ran = measured(folder.path(), &[]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    for part in [
        "64 *",
        "A batch of 256 does not fit into memory",
        "written into etude.toml, where it was 32",
        "(S8)",
    ] {
        assert!(ran.stdout.contains(part), "{part} is missing: {}", ran.stdout);
    }
    let text = fs::read_to_string(folder.path().join("etude.toml")).unwrap();
    assert!(text.contains("[batch_size] # set for speed\nflag = \"--bs\"\nvalue = 64 # a guess\n"), "{text}");
    assert_eq!(etude(folder.path(), &["trials", "--format", "json"]).stdout, "[]\n", "probes are no trials");
    let status = etude(folder.path(), &["status"]);
    assert_eq!(status.code, 0, "{}", status.shown());
    // What was recorded before the project's first run does not stand in its way.
    assert_eq!(etude(folder.path(), &["run"]).code, 0);
    assert_eq!(etude(folder.path(), &["show", "1", "--format", "json"]).json()["batch_size"], 64);
    // Measured again, the conclusions that rest on 64 stay.
    let again = measured(folder.path(), &["--format", "json"]).json();
    assert_eq!(
        (&again["size"], &again["previous"], &again["stale"]),
        (&64.into(), &64.into(), &serde_json::json!([]))
    );
    let smaller = measured(folder.path(), &["--format", "json", "--to", "32", "--dry-run"]).json();
    assert_eq!((&smaller["size"], &smaller["written"]), (&32.into(), &false.into()));
    assert_eq!(
        smaller["stale"][0]["round"], "rate",
        "the learning rate was tuned for another size: {smaller}"
    );
}

#[test]
fn steps_to_a_target_are_counted_with_a_rate_for_each_size() {
    let folder = probed(&PROBED.replace("\"0.04\"", "\"0.004\""));
    let options =
        ["--verify", "--from", "8", "--to", "128", "--steps", "60", "--format", "json", "--dry-run"];
    let report = measured(folder.path(), &options).json();
    let verified = &report["verified"];
    let critical = verified["critical"].as_f64().unwrap();
    assert!((20.0..50.0).contains(&critical), "{report}");
    let rates: Vec<f64> =
        verified["counted"].as_array().unwrap().iter().map(|size| size["rate"].as_f64().unwrap()).collect();
    assert_eq!(rates.len(), 5);
    assert!(rates.iter().all(|rate| (0.04..0.25).contains(rate)), "{rates:?}");
}

#[test]
fn a_program_that_does_not_know_probes_is_told_what_to_print() {
    let ignores = PROBED.replace("if \"ETUDE_MAX_STEPS\" in os.environ:", "if False:");
    let trains_on = PROBED.replace("int(os.environ[\"ETUDE_MAX_STEPS\"]) + 1", "1000");
    let breaks = PROBED
        .replace("if size > 128:", "if True:")
        .replace("torch.OutOfMemoryError: CUDA out of memory", "ValueError");
    for (program, said, remedy) in [
        (ignores, "the program reports no `step`", "ETUDE_MAX_STEPS"),
        (trains_on, "the program trains on", "ETUDE_MAX_STEPS"),
        (breaks, "the program broke", "etude doctor"),
    ] {
        let folder = probed(&program.replace("\"0.04\"", "\"0.01\""));
        let ran = measured(folder.path(), &[]);
        assert!(ran.code == 4 && ran.stderr.contains(said) && ran.stderr.contains(remedy), "{}", ran.shown());
        assert!(fs::read_to_string(folder.path().join("etude.toml")).unwrap().contains("value = 32"));
    }
    let without = project(PROBED, false);
    let ran = measured(without.path(), &[]);
    assert!(ran.code == 3 && ran.stderr.contains("[batch_size]"), "{}", ran.shown());
}
