//! Ask and tell with real processes: over standard input and output, and on a study in a file.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reads files, and fails by panicking"
)]

mod etude_command;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use etude_command::{etude, run};
use serde_json::{Value, json};
use tempfile::TempDir;

struct Conversation {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Conversation {
    fn new(sampler: &str, seed: u64) -> Conversation {
        let mut command = Command::new(env!("CARGO_BIN_EXE_etude"));
        command.args(["ask-tell", "--sampler", sampler, "--seed", &seed.to_string()]);
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        Conversation { process, input, output: BufReader::new(output) }
    }

    fn open(sampler: &str, seed: u64, space: &Value) -> Conversation {
        let mut conversation = Conversation::new(sampler, seed);
        let open = json!({ "op": "open", "direction": "minimize", "space": space });
        assert_eq!(conversation.say(&open.to_string()), json!({ "ok": true }), "{sampler}");
        conversation
    }

    fn say(&mut self, line: &str) -> Value {
        writeln!(self.input, "{line}").unwrap();
        let mut reply = String::new();
        self.output.read_line(&mut reply).unwrap();
        serde_json::from_str(&reply).unwrap_or_else(|error| panic!("{error}: {reply:?} to {line}"))
    }

    fn error(&mut self, line: &str) -> String {
        self.say(line)["error"].as_str().unwrap_or_else(|| panic!("{line} is refused")).to_owned()
    }

    fn end(mut self) {
        assert_eq!(self.say(r#"{"op": "quit"}"#), json!({ "ok": true }));
        assert!(self.process.wait().unwrap().success());
    }
}

fn space() -> Value {
    json!({
        "rate": { "low": 1e-4, "high": 1.0, "scale": "log" },
        "layers": { "type": "int", "low": 1, "high": 6 },
        "optimizer": { "choices": ["sgd", "adam"] },
        "momentum": { "low": 0.0, "high": 0.9, "when": { "optimizer": "sgd" } },
    })
}

#[test]
fn a_wrong_request_is_told_what_is_wrong_and_the_process_stays_alive() {
    let mut etude = Conversation::new("quasi-random", 0);
    assert!(etude.error(r#"{"op": "ask"}"#).starts_with("no study is open"));
    assert!(etude.error("ask").starts_with("this is not JSON"));
    assert!(etude.error("[1, 2]").ends_with("but this is a list"));
    assert!(etude.error(r#"{"op": "opne"}"#).contains("open, ask, tell, best or quit"));
    assert!(etude.error(r#"{"count": 3}"#).starts_with("`op` is missing"));
    let nothing = etude.error(r#"{"op": "open", "direction": "minimize", "space": {}}"#);
    assert!(nothing.starts_with("`parameters` is missing in the space"), "{nothing}");
    let turned = r#"{"op": "open", "direction": "minimize", "space": {"x": {"low": 2, "high": 1}}}"#;
    let turned = etude.error(turned);
    assert!(turned.starts_with("parameter `x`: `low = 2` is not below high = 1: "), "{turned}");
    assert!(etude.error(r#"{"op": "open", "direction": "down", "space": {}}"#).contains("\"minimize\""));
    let null = r#"{"op": "open", "direction": "minimize", "space": {"x": {"choices": [null, "a"]}}}"#;
    assert!(etude.error(null).contains("free of null"));
    let open = json!({ "op": "open", "direction": "minimize", "space": space() }).to_string();
    assert_eq!(etude.say(&open), json!({ "ok": true }));
    assert!(etude.error(&open).starts_with("a study is open already"));
    assert!(etude.error(r#"{"op": "best"}"#).starts_with("no trial has a score yet"));
    assert!(etude.error(r#"{"op": "tell", "id": 0, "score": 1}"#).starts_with("there is no trial 0"));
    assert_eq!(etude.say(r#"{"op": "ask"}"#)["trials"][0]["id"], 0);
    for number in ["NaN", "Infinity", "-Infinity"] {
        let line = format!("{{\"op\": \"tell\", \"id\": 0, \"score\": {number}}}");
        assert!(etude.error(&line).starts_with("NaN and Infinity are no scores"));
    }
    assert!(etude.error(r#"{"op": "tell", "id": 0}"#).starts_with("`score` is missing"));
    assert!(etude.error(r#"{"op": "tell", "id": 0, "score": 1, "failed": "x"}"#).contains("in one way"));
    assert!(etude.error(r#"{"op": "ask", "count": -1}"#).contains("a whole number from 0"));
    assert!(etude.error(r#"{"op": "tell", "id": 0.0, "score": 1}"#).ends_with("but this is 0.0"));
    assert!(etude.error("nul").contains("line 1"));
    let long = format!("{{\"op\": \"{}\"}}", "a".repeat(40 << 20));
    assert!(etude.error(&long).starts_with("this request is longer than 16 MiB"));
    assert!(etude.error(r#"{"op": "ask", "cuont": 1}"#).contains("unknown key `cuont`"));
    assert_eq!(etude.say(r#"{"op": "tell", "id": 0, "score": 1}"#), json!({ "ok": true }));
    assert!(etude.error(r#"{"op": "tell", "id": 0, "score": 2}"#).contains("has ended already (score 1.0)"));
    assert_eq!(etude.say(r#"{"op": "best"}"#)["id"], 0);
    etude.end();
}

/// Eight in flight, told last to first, some infeasible.
fn replies(sampler: &str, seed: u64) -> Vec<Value> {
    let mut etude = Conversation::open(sampler, seed, &space());
    let mut replies = Vec::new();
    for _ in 0..4 {
        let asked = etude.say(r#"{"op": "ask", "count": 8}"#);
        for trial in asked["trials"].as_array().unwrap().iter().rev() {
            let told = match (trial["id"].as_u64().unwrap() % 5, trial["point"]["rate"].as_f64().unwrap()) {
                (0, _) => json!({ "op": "tell", "id": trial["id"], "infeasible": "diverged" }),
                (_, rate) => json!({ "op": "tell", "id": trial["id"], "score": rate }),
            };
            assert_eq!(etude.say(&told.to_string()), json!({ "ok": true }));
            let is_sgd = trial["point"]["optimizer"] == "sgd";
            assert_eq!(is_sgd, trial["point"].get("momentum").is_some(), "{trial}");
        }
        replies.push(asked);
    }
    replies.push(etude.say(r#"{"op": "best"}"#));
    etude.end();
    replies
}

#[test]
fn every_sampler_gives_the_same_replies_to_the_same_requests() {
    for sampler in ["quasi-random", "halton", "random", "auto", "gp", "tpe", "cma-es"] {
        let first = replies(sampler, 7);
        assert_eq!(first, replies(sampler, 7), "{sampler}");
        assert_ne!(first, replies(sampler, 8), "{sampler}");
        let ids: Vec<u64> = first[..4]
            .iter()
            .flat_map(|reply| reply["trials"].as_array().unwrap())
            .map(|trial| trial["id"].as_u64().unwrap())
            .collect();
        assert_eq!(ids, (0..32).collect::<Vec<_>>(), "{sampler}");
    }
}

#[test]
fn a_grid_ends_with_an_empty_list_and_the_baseline_comes_first() {
    let space = json!({
        "layers": { "type": "int", "low": 1, "high": 3, "baseline": 2 },
        "bias": { "choices": [false, true], "baseline": true },
    });
    let mut etude = Conversation::open("grid", 0, &space);
    let asked = etude.say(r#"{"op": "ask", "count": 10}"#);
    assert_eq!(asked["trials"].as_array().unwrap().len(), 6);
    assert_eq!(asked["trials"][0]["point"], json!({ "bias": true, "layers": 2 }));
    assert_eq!(etude.say(r#"{"op": "ask"}"#), json!({ "trials": [] }));
    etude.end();
}

#[test]
fn ten_thousand_quasi_random_trials_are_no_work() {
    let mut etude = Conversation::open("quasi-random", 0, &space());
    for id in 0..10_000 {
        assert_eq!(etude.say(r#"{"op": "ask"}"#)["trials"][0]["id"], id);
        etude.say(&format!("{{\"op\": \"tell\", \"id\": {id}, \"score\": 0.5}}"));
    }
    etude.end();
}

const SPACE: &str = "[parameters.rate]\nlow = 1e-4\nhigh = 1.0\nscale = \"log\"\n";

fn stored(folder: &Path) -> Vec<&'static str> {
    fs::write(folder.join("space.toml"), SPACE).unwrap();
    vec!["ask", "--study", "s.jsonl", "--space", "space.toml", "--direction", "minimize", "--format", "json"]
}

#[test]
fn a_study_in_a_file_goes_from_process_to_process() {
    let folder = TempDir::new().unwrap();
    let ask = stored(folder.path());
    let first = etude(folder.path(), &ask).json();
    assert_eq!(first["trials"][0]["id"], 0);
    let told = etude(folder.path(), &["tell", "--study", "s.jsonl", "0", "-0.5"]);
    assert_eq!((told.code, told.stdout.as_str()), (0, ""), "{}", told.shown());
    let again = etude(folder.path(), &["ask", "--study", "s.jsonl", "--count", "2"]);
    assert!(
        again.stdout.starts_with("1 --rate=") && again.stdout.contains("\n2 --rate="),
        "{}",
        again.shown()
    );
    let told = etude(folder.path(), &["tell", "--study", "s.jsonl", "1", "--infeasible", "diverged"]);
    assert_eq!(told.code, 0, "{}", told.shown());
    let best = etude(folder.path(), &["best", "--study", "s.jsonl", "--format", "json"]).json();
    assert_eq!(best, first["trials"][0]);
}

#[test]
fn mistakes_have_their_exit_codes_and_remedies() {
    let folder = TempDir::new().unwrap();
    let code = |arguments: &[&str], code: i32, said: &str| {
        let ran = etude(folder.path(), arguments);
        assert!(ran.code == code && ran.stderr.contains(said) && ran.stdout.is_empty(), "{}", ran.shown());
    };
    code(&["ask-tell", "--sampler", "sobol"], 2, "no sampler is called \"sobol\"");
    code(&["ask", "--study", "s.jsonl"], 2, "no space to begin one with");
    code(&["tell", "--study", "s.jsonl", "0", "1"], 5, "there is no study at s.jsonl");
    code(&["ask", "--study", "s.jsonl", "--space", "no.toml", "--direction", "minimize"], 3, "no.toml");
    let ask = stored(folder.path());
    code(&ask[..5], 2, "--direction minimize");
    assert_eq!(etude(folder.path(), &ask).code, 0);
    code(&["tell", "--study", "s.jsonl", "0"], 2, "required");
    code(&["tell", "--study", "s.jsonl", "0", "NaN"], 2, "--infeasible diverged");
    code(&["tell", "--study", "s.jsonl", "5", "1"], 2, "only trial 0 was asked for");
    code(&["ask", "--study", "s.jsonl", "--seed", "3"], 2, "another seed");
    fs::write(folder.path().join("space.toml"), "[parameters.rate]\nlow = 1\nhigh = 0\n").unwrap();
    code(&ask[..7], 3, "is not below high = 0");
    fs::write(folder.path().join("s.jsonl"), "something\n").unwrap();
    code(&["ask", "--study", "s.jsonl"], 5, "is no study");
}

#[test]
fn processes_at_a_time_and_kills_in_the_middle_lose_nothing_that_was_told() {
    let folder = TempDir::new().unwrap();
    let ask = stored(folder.path());
    assert_eq!(etude(folder.path(), &ask).code, 0);
    let start = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_etude"));
        command.args(arguments).current_dir(folder.path()).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut acknowledged = Vec::new();
    for round in 0..6 {
        let mut asking: Vec<Child> = (0..4).map(|_| start(&ask)).collect();
        // One is killed wherever it happens to be: before, while or after it writes.
        let mut killed = asking.remove(0);
        std::thread::sleep(std::time::Duration::from_millis(2 * round));
        killed.kill().unwrap();
        killed.wait().unwrap();
        for process in asking {
            let output = process.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let reply: Value = serde_json::from_slice(&output.stdout).unwrap();
            acknowledged.push(reply["trials"][0]["id"].as_u64().unwrap());
        }
    }
    acknowledged.sort_unstable();
    acknowledged.dedup();
    assert_eq!(acknowledged.len(), 18, "no id was given twice");
    for id in acknowledged {
        let told = etude(folder.path(), &["tell", "--study", "s.jsonl", &id.to_string(), "0.5"]);
        assert_eq!(told.code, 0, "{}", told.shown());
    }
}

#[test]
fn the_example_in_plain_python_finds_a_good_point() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/20-ask-tell");
    let folder = TempDir::new().unwrap();
    let mut command = Command::new("python3");
    command.args(["-S", "-B"]).arg(example.join("ask_tell.py")).env("ETUDE", env!("CARGO_BIN_EXE_etude"));
    let ran = run(command, folder.path());
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let said = ran.json();
    assert_eq!(said["trials"], 40);
    assert!(said["loss"].as_f64().unwrap() < 0.05, "{said}");
}

#[test]
fn with_several_objectives_the_best_is_a_front() {
    let mut etude = Conversation::new("gp", 1);
    let open = |goal: Value| {
        let mut open = json!({ "op": "open", "space": { "width": { "type": "int", "low": 1, "high": 8 } } });
        open.as_object_mut().unwrap().extend(goal.as_object().unwrap().clone());
        open.to_string()
    };
    let both = json!({ "error": "minimize", "milliseconds": "minimize" });
    let two = etude.error(&open(json!({ "direction": "minimize", "objectives": both })));
    assert!(two.starts_with("a study has a `direction` or several `objectives`"), "{two}");
    let few = etude.error(&open(json!({ "objectives": { "error": "minimize" } })));
    assert!(few.starts_with("`objectives` has fewer than two"), "{few}");
    let down = etude.error(&open(json!({ "objectives": { "error": "minimize", "ms": "down" } })));
    assert!(down.starts_with("`objectives` must be \"minimize\" or \"maximize\""), "{down}");
    let share = etude.error(&open(json!({ "objectives": both, "repeats": 1.5 })));
    assert!(share.starts_with("`repeats = 1.5` is no share"), "{share}");
    assert_eq!(etude.say(&open(json!({ "objectives": both, "repeats": 0.2 }))), json!({ "ok": true }));
    assert!(etude.error(r#"{"op": "best"}"#).starts_with("no trial has a score yet"));
    let asked = etude.say(r#"{"op": "ask", "count": 3}"#);
    assert_eq!(asked["trials"].as_array().unwrap().len(), 3);
    let one = etude.error(r#"{"op": "tell", "id": 0, "score": 0.5}"#);
    assert!(one.contains("error and milliseconds"), "{one}");
    for (id, error, milliseconds) in [(0, 0.5, 3), (1, 0.4, 4), (2, 0.6, 3)] {
        let scores = json!({ "error": error, "milliseconds": milliseconds });
        let told = json!({ "op": "tell", "id": id, "scores": scores });
        assert_eq!(etude.say(&told.to_string()), json!({ "ok": true }));
    }
    let best = etude.say(r#"{"op": "best"}"#);
    let expected = json!({ "front": [
        { "id": 0, "point": asked["trials"][0]["point"], "scores": { "error": 0.5, "milliseconds": 3.0 } },
        { "id": 1, "point": asked["trials"][1]["point"], "scores": { "error": 0.4, "milliseconds": 4.0 } },
    ] });
    assert_eq!(best, expected);
    etude.end();
}
