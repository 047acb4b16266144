//! Where programs run, and what they are told.

use std::collections::BTreeSet;
use std::process::Command;

use insta::assert_snapshot;

use crate::etude_command::{etude, run};
use crate::project::Project;

#[test]
fn a_directory_that_is_not_there_is_told_before_anything_starts() {
    let project = Project::of(r#"["python3", "train.py"]"#, "directory = \"code\"");
    let ran = project.run();
    assert_eq!(ran.code, 3, "{}", ran.shown());
    assert_snapshot!(ran.shown());
    assert!(!project.path().join(".etude").exists(), "a refusal leaves no files");
}

#[test]
fn a_virtual_environment_that_is_not_there_is_told_before_anything_starts() {
    let project = Project::of(r#"["python3", "train.py"]"#, "virtual_environment = \".venv\"");
    assert_snapshot!(project.run().shown());
    project.put(".venv/pyvenv.cfg", "");
    assert_snapshot!("a_folder_that_is_no_virtual_environment", project.run().shown());
}

#[test]
fn the_programs_of_a_virtual_environment_come_first() {
    let project = Project::of(r#"["python3", "train.py"]"#, "virtual_environment = \"envs/mine\"");
    let python =
        "#!/bin/sh\n[ \"$VIRTUAL_ENV\" = \"$PWD/envs/mine\" ] && echo '{\"epoch\": 1, \"val_error\": 0.5}'\n";
    project.put("envs/mine/bin/python3", python);
    project.works();
    let best = etude(project.path(), &["best", "--format", "json"]).json();
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(best["retrain"].as_str().unwrap());
    let again = run(shell, project.path());
    assert_eq!(again.stdout, "{\"epoch\": 1, \"val_error\": 0.5}\n", "{}", again.shown());
}

#[test]
fn every_placeholder_reaches_a_program_that_reads_no_variables() {
    let command = r#"["python3", "-S", "train.py", "--seed={seed}", "--data-seed", "{data_seed}", "{max_epochs}", "--to={checkpoint_dir}",
        "--resume", "{resume_from}", "--from={resume_from}", "--rate={rate}", "--batch", "{batch_size}"]"#;
    let project = Project::of(command, "[batch_size]\nvalue = 32");
    project.put(
        "train.py",
        r#"
import json, os, sys
words = sys.argv[1:]
place = os.environ["ETUDE_CHECKPOINT_DIR"]
begins = [f"--seed={os.environ['ETUDE_SEED']}", "--data-seed", os.environ["ETUDE_DATA_SEED"], "3", f"--to={place}"]
assert words[:5] == begins, words
rate = json.load(open(os.environ["ETUDE_CONFIGURATION"]))["values"]["rate"]
ends = [f"--rate={rate}", "--batch", "32"]
assert float(words[-3].split("=")[1]) == rate and words[-2:] == ends[1:], words
name = os.path.join(place, "one")
if "ETUDE_RESUME_FROM" not in os.environ:
    assert len(words) == 8, words
    open(name, "w").close()
    print(json.dumps({"epoch": 1, "val_error": 0.5, "checkpoint": "one"}), flush=True)
    sys.exit(1)
assert words[5:8] == ["--resume", name, f"--from={name}"], words
print(json.dumps({"epoch": 2, "val_error": 0.4}))
"#,
    );
    let ran = project.run();
    assert_eq!(ran.code, 0, "{}", ran.shown());
    for trial in project.trials() {
        assert_eq!((&trial["state"], &trial["attempts"]), (&"feasible".into(), &2.into()), "{trial:#}");
    }
}

#[test]
fn each_slot_has_a_device_of_its_own() {
    let program = r#"
import fcntl
device = os.environ["ETUDE_DEVICE"]
assert os.environ["CUDA_VISIBLE_DEVICES"] == os.environ["HIP_VISIBLE_DEVICES"] == device
lock = open("device-" + device, "w")
fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody else has it
time.sleep(0.2)
report()
"#;
    let project = Project::python_with(program, "[slots]\ndevices = [3, \"GPU-7f\"]");
    let trials = project.works();
    let order = |trial: usize| project.of_trial(trial as u32, "attempt-1.order.json");
    let devices: BTreeSet<String> = (1..=trials.len())
        .map(|trial| serde_json::from_str::<serde_json::Value>(&order(trial)).unwrap())
        .map(|order| order["environment"]["CUDA_VISIBLE_DEVICES"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(devices, BTreeSet::from(["3".to_owned(), "GPU-7f".to_owned()]));
}
