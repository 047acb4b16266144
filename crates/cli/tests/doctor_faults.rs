//! `etude doctor` on programs with one planted fault each: it is named. A sound program passes.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;
mod small_program;

use std::collections::BTreeMap;
use std::fs;

use etude_command::etude;
use small_program::project;

/// Sound: seeded, evaluated and saved after each epoch, resumed exactly, and ended by SIGTERM.
const SOUND: &str = r#"
import json, os, random, signal, sys, time

arguments = dict(word[2:].split("=", 1) for word in sys.argv[1:])
seed, data_seed = int(os.environ["ETUDE_SEED"]), int(os.environ["ETUDE_DATA_SEED"])
folder, resume = os.environ["ETUDE_CHECKPOINT_DIR"], os.environ.get("ETUDE_RESUME_FROM")
weight, done, kept = random.Random(seed).random(), 0, []
if resume:
    with open(resume) as file:
        weight, done = json.load(file)
for epoch in range(done + 1, int(os.environ["ETUDE_MAX_EPOCHS"]) + 1):
    time.sleep(0.12)
    weight += 0.3 * (1 - weight) + 0.001 * random.Random(f"{data_seed} {epoch}").random()
    error = 0.1 + abs(1.2 - weight) / 4
    name = f"epoch-{epoch}.json"
    with open(os.path.join(folder, name), "w") as file:
        json.dump([weight, epoch], file)
    print(json.dumps({"epoch": epoch, "val_error": error, "checkpoint": name}), flush=True)
"#;

/// Mark, sentence and remedy of every question.
fn examined(program: &str) -> BTreeMap<String, (String, String)> {
    assert!(program != SOUND, "the fault is not planted");
    let folder = project(program, false);
    let file = folder.path().join("etude.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("min_improvement", "chance_level = 0.9\nmin_improvement")).unwrap();
    let ran = etude(folder.path(), &["doctor", "--format", "json"]);
    let report = ran.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let answers = report["answers"].as_array().unwrap().iter();
    answers
        .map(|answer| (text(&answer["question"]), (text(&answer["mark"]), text(&answer["sentence"]))))
        .collect()
}

/// A program's fault is named by this question, with this mark and words.
fn named(program: &str, question: &str, mark: &str, words: &str) {
    let answers = examined(program);
    let (found, sentence) = &answers[question];
    assert!(found == mark && sentence.contains(words), "{question}: {answers:#?}");
}

#[test]
fn a_sound_program_passes_everything() {
    // Long enough to see that reports arrive one by one.
    let answers = examined(&SOUND.replace("0.12", "0.3"));
    assert_eq!(answers.len(), 18, "{answers:#?}");
    assert!(answers.values().all(|(mark, _)| mark == "good"), "{answers:#?}");
}

#[test]
fn one_that_keeps_a_single_checkpoint_passes_too() {
    let single = SOUND.replace("f\"epoch-{epoch}.json\"", "\"last.json\"").replace("0.12", "0.4");
    let answers = examined(&single);
    // On a busy machine it may be too fast to be stopped half-way.
    assert!(answers.values().all(|(mark, _)| mark == "good" || mark == "unknown"), "{answers:#?}");
}

#[test]
fn ignores_the_seed() {
    let program = SOUND.replace("Random(seed)", "Random(0)").replace("{data_seed}", "0");
    named(&program, "seeds", "bad", "the very same curve");
}

#[test]
fn is_random_without_a_seed() {
    named(
        &SOUND.replace("Random(seed)", "Random()"),
        "repeats",
        "bad",
        "the same seed gives val_error up to",
    );
}

#[test]
fn shuffles_without_the_data_seed() {
    named(
        &SOUND.replace("{data_seed}", "{seed}"),
        "seeds_apart",
        "warning",
        "ETUDE_DATA_SEED changes nothing",
    );
}

#[test]
fn reports_by_the_clock() {
    let program = SOUND.replace("{\"epoch\": epoch,", "{\"epoch\": epoch - time.monotonic() % 0.37,");
    named(&program, "same_places", "bad", "reports by the clock");
}

#[test]
fn never_writes_a_checkpoint() {
    named(&SOUND.replace(", \"checkpoint\": name", ""), "checkpoint", "warning", "reports no checkpoint");
}

#[test]
fn reports_a_checkpoint_that_it_did_not_write() {
    let program = SOUND.replace("os.path.join(folder, name)", "os.devnull");
    named(&program, "checkpoint", "bad", "which is not in its checkpoint folder");
}

#[test]
fn resumes_from_zero() {
    named(
        &SOUND.replace("if resume:", "if False:"),
        "resumes",
        "bad",
        "was given a checkpoint of epoch 1 and began at epoch 1",
    );
}

#[test]
fn forgets_its_weights_when_it_resumes() {
    let program = SOUND.replace("weight, done = json.load(file)", "done = json.load(file)[1]");
    named(&program, "resumes_the_same", "warning", "from a training that never stopped");
}

#[test]
fn prints_nan() {
    named(&SOUND.replace("error = 0.1", "error = float(\"nan\")"), "objective", "bad", "val_error is NaN");
}

#[test]
fn reports_the_wrong_metric() {
    named(&SOUND.replace("\"val_error\"", "\"valid_err\""), "reports", "bad", "it reports valid_err");
}

#[test]
fn evaluates_only_at_the_end() {
    let program = SOUND.replace(
        "    print(json",
        "    if epoch < int(os.environ[\"ETUDE_MAX_EPOCHS\"]):\n        print(json.dumps({\"epoch\": epoch, \"train_loss\": 1}))\n        continue\n    print(json",
    );
    named(&program, "each_epoch", "bad", "reports no val_error in epoch 1");
}

#[test]
fn leaks_memory() {
    let program =
        SOUND.replace("    name = f", "    kept.append(bytearray(os.urandom(1)) * 20_000_000)\n    name = f");
    named(&program, "memory", "bad", "more with every epoch");
}

#[test]
fn ignores_sigterm() {
    let program = SOUND
        .replace("weight, done, kept", "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nweight, done, kept");
    named(&program, "stops", "bad", "had to be killed");
}

#[test]
fn buffers_its_reports() {
    let buffered = "\nsys.stdout = open(1, \"w\", buffering=1 << 16, closefd=False)\nweight, done, kept";
    let program =
        SOUND.replace(", flush=True", "").replace("0.12", "0.4").replace("\nweight, done, kept", buffered);
    named(&program, "at_once", "bad", "its output is buffered");
}

#[test]
fn trains_as_long_as_it_likes() {
    named(&SOUND.replace("int(os.environ[\"ETUDE_MAX_EPOCHS\"])", "30"), "length", "bad", "trained on");
}

#[test]
fn counts_epochs_from_zero() {
    named(
        &SOUND.replace("{\"epoch\": epoch,", "{\"epoch\": epoch - 1,"),
        "epochs",
        "bad",
        "counts epochs from 0",
    );
}

#[test]
fn leaves_a_process_behind() {
    let program = SOUND.replace(
        "weight, done, kept",
        "if os.fork() == 0:\n    os.setsid()\n    time.sleep(60)\nweight, done, kept",
    );
    named(&program, "leftovers", "bad", "left processes behind");
}

#[test]
fn learns_nothing() {
    named(
        &SOUND.replace("error = 0.1 + abs(1.2 - weight) / 4", "error = 0.89 + weight / 100"),
        "chance",
        "warning",
        "no better than guessing",
    );
}
