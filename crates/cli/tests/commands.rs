//! What a user sees of every command: help, mistakes, an empty project, and one that was run to its end.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes files, and fails by panicking"
)]

mod etude_command;
mod json_shape;
mod same_everywhere;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use etude_command::{Ran, etude, run};
use insta::assert_snapshot;
use json_shape::shape;
use same_everywhere::{markdown, words};
use tempfile::TempDir;

/// Two short rounds of the built-in workload, each training a few milliseconds.
const PROJECT: &str = include_str!("short_project.toml");
const COMMANDS: [&str; 18] = [
    "demo",
    "doctor",
    "init",
    "plan",
    "run",
    "status",
    "stop",
    "trials",
    "show",
    "logs",
    "best",
    "importance",
    "report",
    "finish",
    "train",
    "test",
    "completions",
    "man",
];

fn folder_with(project: impl AsRef<[u8]>) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("etude.toml"), project).unwrap();
    folder
}

/// The folder of a project that was run to its end, and what its run said. Every test process makes its own anew, below
/// `target`: some runners start a process for each test and name the test in its arguments.
fn finished_project() -> &'static (PathBuf, Ran) {
    static FINISHED: OnceLock<(PathBuf, Ran)> = OnceLock::new();
    FINISHED.get_or_init(|| {
        let letters = |word: String| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let process: Vec<String> = std::env::args().skip(1).map(letters).collect();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("finished-{}", process.join("-")));
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("etude.toml"), PROJECT).unwrap();
        let ran = etude(&folder, &["run"]);
        // The first look at the test set is an event: it comes before everything that shows it.
        let finished = etude(&folder, &["finish"]);
        assert_eq!(finished.code, 0, "{}", finished.shown());
        (folder, ran)
    })
}

/// Held while a command looks at the finished project: only one `run` or `finish` at a time has it.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn in_finished_project(arguments: &[&str]) -> Ran {
    let (folder, ran) = finished_project();
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let _turn = ONE_AT_A_TIME.lock();
    let ran = etude(folder, arguments);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    ran
}

/// A command line and all that came of it.
fn dialogue(folder: &Path, lines: &[&[&str]]) -> String {
    let one = |line: &&[&str]| format!("$ etude {}\n{}", line.join(" "), etude(folder, line).shown());
    lines.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn help_says_what_there_is() {
    let folder = TempDir::new().unwrap();
    assert_snapshot!("help", dialogue(folder.path(), &[&["--help"], &["-h"]]));
    let helps: Vec<[&str; 2]> = COMMANDS.iter().map(|command| [*command, "--help"]).collect();
    let lines: Vec<&[&str]> = helps.iter().map(<[&str; 2]>::as_slice).collect();
    assert_snapshot!("help_of_each_command", dialogue(folder.path(), &lines));
    let short = etude(folder.path(), &["-h"]).stdout;
    assert!(COMMANDS.iter().all(|command| short.contains(command)), "a command is missing here: {short}");
    let version = etude(folder.path(), &["--version"]);
    assert_eq!((version.code, version.stdout), (0, format!("etude {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_folder_without_a_project_is_where_everybody_begins() {
    let folder = TempDir::new().unwrap();
    let lines: [&[&str]; 5] =
        [&[], &["status"], &["run"], &["--project", "nowhere", "plan"], &["--format", "json"]];
    assert_snapshot!(dialogue(folder.path(), &lines));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "looking made files");
}

#[test]
fn a_wrong_command_line_is_told_apart() {
    let folder = folder_with(PROJECT);
    let lines: [&[&str]; 10] = [
        &["statsu"],
        &["--frmat", "json", "status"],
        &["status", "--format", "yaml"],
        &["status", "--round", "activation"],
        &["trials", "--round"],
        &["train"],
        &["train", "mnist"],
        &["train", "fashion", "--lr=0.1"],
        &["test", "fashion", "nothing.ckpt"],
        &["demo", "--seed", "-1"],
    ];
    assert_snapshot!(dialogue(folder.path(), &lines));
}

#[test]
fn a_wrong_command_line_is_json_where_json_is_asked_for() {
    let folder = folder_with(PROJECT);
    for line in [&["statsu", "--format", "json"], &["show", "abc", "--format=json"] as &[&str]] {
        let ran = etude(folder.path(), line);
        let told: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap();
        assert_eq!((ran.code, ran.stdout.as_str(), &told["exit_code"]), (2, "", &2.into()), "{line:?}");
        assert!(told["error"].is_string() && told["remedy"].is_string(), "{told}");
    }
}

#[test]
fn a_project_without_rounds_is_not_said_to_have_verdicts() {
    let folder = folder_with(PROJECT.split("[[rounds]]").next().unwrap());
    let said = etude(folder.path(), &["plan"]).stdout;
    assert!(said.contains("has no [[rounds]] yet"), "{said}");
}

#[test]
fn an_edit_that_changes_nothing_is_told() {
    let finished = finished_project();
    let folder = TempDir::new().unwrap();
    let copied = Command::new("cp").arg("-r").arg(finished.0.join(".")).arg(folder.path()).status().unwrap();
    assert!(copied.success());
    let file = folder.path().join("etude.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(!etude(folder.path(), &["status"]).stdout.contains("Note:"));
    fs::write(&file, text.replacen("max_epochs = ", "max_epochs = 9", 1)).unwrap();
    let said = etude(folder.path(), &["status"]).stdout;
    assert!(said.contains("Note: the file was changed after round"), "{said}");
    let name = "name = \"learning-rate\"";
    assert!(text.contains(name), "{text}");
    fs::write(&file, text.replace(name, "name = \"again\"")).unwrap();
    let said = etude(folder.path(), &["status", "--format", "json"]).json();
    assert!(said["file_changes"][0].as_str().unwrap().contains("under another name"), "{said}");
}

#[test]
fn a_wrong_project_file_is_shown_with_its_mistake() {
    let mistakes = [
        PROJECT.replace("goal = \"Does silu", "gaol = \"Does silu"),
        PROJECT.replace("low = 1\n", "low = 32\n"),
        PROJECT.replace("name = \"short\"", "name = \"short"),
        PROJECT.replace("[length]\nmax_epochs = 1\n", ""),
        PROJECT.replace("\"fashion\"", "\"mnist\""),
    ];
    let mut all = String::new();
    for mistake in &mistakes {
        let folder = folder_with(mistake);
        all += &dialogue(folder.path(), &[&["plan"], &["plan", "--format", "json"]]);
        all.push('\n');
    }
    assert_snapshot!(all);
    assert!(!all.contains('\u{1b}'), "colours in a pipe");
}

#[test]
fn a_file_that_cannot_be_a_project_file_is_refused() {
    let not_text = folder_with(b"[project]\nname = \"caf\xe9\"\n");
    let large = folder_with(PROJECT.to_owned() + &"# filler\n".repeat(250_000));
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("etude.toml")).unwrap();
    let unreadable = [&not_text, &large, &folder].map(|folder| dialogue(folder.path(), &[&["status"]]));
    assert_snapshot!(unreadable.join("\n"));
}

#[test]
fn before_anything_ran_each_command_says_so() {
    let folder = folder_with(PROJECT);
    let lines: [&[&str]; 8] = [
        &[],
        &["status"],
        &["plan"],
        &["trials"],
        &["trials", "--round", "activation"],
        &["best"],
        &["report"],
        &["finish"],
    ];
    assert_snapshot!("before", dialogue(folder.path(), &lines));
    let json = ["status", "plan", "trials", "best", "report"].map(|command| [command, "--format", "json"]);
    let json: Vec<&[&str]> = json.iter().map(<[&str; 3]>::as_slice).collect();
    assert_snapshot!("before_as_json", dialogue(folder.path(), &json));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "looking made files");
}

#[test]
fn a_command_works_from_a_folder_below_and_by_the_project_s_path() {
    let folder = folder_with(PROJECT);
    let below = folder.path().join("src/model");
    fs::create_dir_all(&below).unwrap();
    let elsewhere = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    let here = etude(folder.path(), &["plan"]).stdout;
    assert_eq!(etude(&below, &["plan"]).stdout, here);
    assert_eq!(etude(elsewhere.path(), &["plan", "--project", path]).stdout, here);
    assert_eq!(etude(elsewhere.path(), &["--project", path, "plan"]).stdout, here);
}

#[test]
fn a_run_tells_its_story_on_standard_error_and_its_result_on_standard_output() {
    let (_, ran) = finished_project();
    assert_snapshot!("run", words(&ran.shown()));
    assert_snapshot!("run_again", words(&in_finished_project(&["run"]).shown()));
}

#[test]
fn a_finished_project_is_shown_in_words() {
    let briefly = in_finished_project(&[]).shown();
    assert_eq!(in_finished_project(&["status"]).shown(), briefly);
    assert_snapshot!("finished_status", words(&briefly));
    assert_snapshot!("finished_plan", in_finished_project(&["plan"]).shown());
    assert_snapshot!("finished_best", words(&in_finished_project(&["best"]).shown()));
    assert_snapshot!("finished_finish", words(&in_finished_project(&["finish"]).shown()));
    assert_snapshot!("finished_report", markdown(&in_finished_project(&["report"]).shown()));
}

#[test]
fn a_finished_project_is_shown_as_json() {
    let commands: [&[&str]; 8] =
        [&["status"], &[], &["run"], &["plan"], &["trials"], &["best"], &["report"], &["finish"]];
    let mut shapes = String::new();
    let mut known: Vec<String> = Vec::new();
    for line in commands {
        let ran = in_finished_project(&[line, &["--format", "json"]].concat());
        assert_eq!(ran.stderr, "", "{line:?} says something beside its document");
        let shape = shape(&ran.json());
        let shape = if known.contains(&shape) { "as above".to_owned() } else { shape };
        shapes += &["$ etude ", &line.join(" "), " --format json\n", &shape, "\n\n"].concat();
        known.push(shape);
    }
    assert_snapshot!(shapes);
}

#[test]
fn trials_are_a_table_with_a_row_each() {
    let all = in_finished_project(&["trials", "--format", "json"]).json();
    let all = all.as_array().unwrap();
    let table = in_finished_project(&["trials"]).stdout;
    let head = table.lines().next().unwrap().split_whitespace().collect::<Vec<_>>();
    assert_eq!(head, ["trial", "round", "for", "state", "score", "epoch", "values", "that", "vary"]);
    for (number, trial) in (1..).zip(all) {
        assert_eq!(trial["trial"], number);
        assert_eq!(trial["state"], "feasible");
        assert_eq!(trial["attempts"], 1);
        assert!(table.contains(&format!(" {number:06} ")), "{table}");
    }
    let of_round = in_finished_project(&["trials", "--round", "activation", "--format", "json"]).json();
    let expected: Vec<&serde_json::Value> =
        all.iter().filter(|trial| trial["round"] == "activation").collect();
    assert!(!expected.is_empty() && expected.len() < all.len());
    assert_eq!(of_round.as_array().unwrap().iter().collect::<Vec<_>>(), expected);
    let (folder, _) = finished_project();
    assert_snapshot!("no_such_round", etude(folder, &["trials", "--round", "dropout"]).shown());
}

#[test]
fn everything_fits_its_width_and_carries_no_colours_into_a_pipe() {
    for command in ["run", "status", "plan", "trials", "best", "finish"] {
        let ran = in_finished_project(&[command]);
        assert!(!ran.stdout.contains('\u{1b}') && !ran.stderr.contains('\u{1b}'), "{}", ran.shown());
        let widest = ran
            .stdout
            .lines()
            .filter(|line| !line.contains("etude train") && !line.contains("/checkpoints/"))
            .map(|line| line.chars().count());
        assert!(widest.max().unwrap() <= 100, "{}", ran.stdout);
    }
    let (_, story) = finished_project();
    assert!(!story.stderr.contains('\u{1b}'));
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    let (folder, _) = finished_project();
    for command in ["trials", "report", "status --format json", "--help"] {
        let mut shell = Command::new("sh");
        let etude = env!("CARGO_BIN_EXE_etude");
        shell.arg("-c").arg(format!("{{ sleep 0.1; '{etude}' {command}; echo code $? >&2; }} | true"));
        assert_eq!(run(shell, folder).stderr, "code 0\n", "{command}");
    }
}

#[test]
fn the_command_that_best_prints_trains_the_same_again() {
    let best = in_finished_project(&["best", "--format", "json"]).json();
    let table = in_finished_project(&["best"]).stdout;
    let retrain = best["retrain"].as_str().unwrap();
    for line in [retrain, best["checkpoint"].as_str().unwrap()] {
        assert!(table.lines().any(|shown| shown == line), "{table}\nhas no line {line}");
    }

    let elsewhere = TempDir::new().unwrap();
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(retrain);
    let ran = run(shell, elsewhere.path());
    assert_eq!(ran.code, 0, "{}", ran.shown());
    let reports = ran.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let errors = reports.filter_map(|report| report["val_error"].as_f64());
    let again = errors.min_by(f64::total_cmp).unwrap();
    assert_eq!(again.to_bits(), best["trial_score"].as_f64().unwrap().to_bits(), "{}", ran.stdout);

    let checkpoint = best["checkpoint"].as_str().unwrap();
    assert!(Path::new(checkpoint).is_file(), "{checkpoint}");
    let tested = in_finished_project(&["test", "fashion", checkpoint]).json();
    let finished = in_finished_project(&["finish", "--format", "json"]).json();
    assert_eq!(tested["test_error"], finished["incumbent"]["metrics"]["test_error"]);
}
