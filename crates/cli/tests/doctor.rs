//! `etude doctor`: what is right and wrong with a program is said before anything is tuned.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;
mod small_program;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use etude_command::etude;
use small_program::{PROGRAM, project};

/// The code, and mark and sentence of every question.
fn examined(folder: &Path, options: &[&str]) -> (i32, BTreeMap<String, (String, String)>) {
    let ran = etude(folder, &[&["doctor", "--format", "json"], options].concat());
    let answers = ran.json()["answers"].as_array().unwrap().clone();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let answer = |answer: &serde_json::Value| {
        (text(&answer["question"]), (text(&answer["mark"]), text(&answer["sentence"])))
    };
    (ran.code, answers.iter().map(answer).collect())
}

#[test]
fn a_sound_program_is_found_sound_and_leaves_no_history() {
    // Slow enough to be asked to stop before it ends.
    let program = PROGRAM.replace("    while os", "    time.sleep(0.3)\n    while os");
    let folder = project(&program, false);
    let ran = etude(folder.path(), &["doctor"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let marked = |mark: char| ran.stdout.lines().filter(|line| line.starts_with(mark)).count();
    // It has no chance_level and no data seed.
    assert_eq!((marked('✓'), marked('✗'), marked('!'), marked('–')), (16, 0, 1, 1), "{}", ran.stdout);
    for part in [
        "2 reports understood: val_error, beside train_loss",
        "bit for bit",
        "goes on at epoch 2",
        "A trial of 3 epochs",
    ] {
        assert!(ran.stdout.contains(part), "{part} is missing: {}", ran.stdout);
    }
    assert_eq!(etude(folder.path(), &["trials", "--format", "json"]).stdout, "[]\n");
    assert_eq!(etude(folder.path(), &["doctor", "--quick"]).stdout.matches('✓').count(), 6);
}

#[test]
fn every_fault_of_a_program_is_named_with_a_remedy() {
    let faulty = r#"
import json, os, random, time
if os.fork() == 0:
    os.setsid()
    time.sleep(60)
lines = []
for epoch in range(1, int(os.environ["ETUDE_MAX_EPOCHS"]) + 1):
    time.sleep(0.3)
    lines.append(json.dumps({"epoch": epoch, "val_error": random.random(), "checkpoint": "last.pt"}))
print("\n".join(lines), flush=True)
"#;
    let folder = project(faulty, false);
    let (code, answers) = examined(folder.path(), &[]);
    let bad: Vec<&str> =
        answers.iter().filter(|(_, (mark, _))| mark == "bad").map(|(name, _)| name.as_str()).collect();
    assert_eq!(bad, ["at_once", "checkpoint", "leftovers", "repeats", "resumes"], "{answers:#?}");
    assert_eq!(code, 0, "none of them is essential");
}

#[test]
fn patterns_that_fit_no_line_are_shown_beside_the_lines() {
    let folder = project("print('epoch 1: accuracy=0.5')", false);
    let file = folder.path().join("etude.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("[length]", "[workload.metrics]\nval_error = 'acc (\\S+)'\n[length]"))
        .unwrap();
    let (code, answers) = examined(folder.path(), &["--quick"]);
    let said = &answers["reports"].1;
    assert!(
        code == 4 && said.contains("val_error = 'acc (\\S+)'") && said.contains("accuracy=0.5"),
        "{answers:#?}"
    );
}

#[test]
fn what_makes_tuning_impossible_is_essential() {
    let cases = [
        (PROGRAM.replace("val_error", "valid_error"), "reports", "it reports valid_error, train_loss"),
        (PROGRAM.replace("{\"epoch\": epoch", "{\"epoch\": epoch - 1"), "epochs", "counts epochs from 0"),
        (PROGRAM.replace("int(os.environ[\"ETUDE_MAX_EPOCHS\"])", "9"), "length", "trained on"),
        (PROGRAM.replace("error = 0.1 +", "error = math.nan +"), "objective", "val_error is NaN"),
        ("import no_such_module".to_owned(), "starts", "Python has no module named no_such_module"),
        ("print('epoch 1: 0.5')".to_owned(), "reports", "reports nothing"),
    ];
    for (program, question, sentence) in cases {
        let folder = project(&program, false);
        let (code, answers) = examined(folder.path(), &["--quick"]);
        let (mark, said) = &answers[question];
        assert!(code == 4 && mark == "bad" && said.contains(sentence), "{code} {answers:#?}");
    }
}
