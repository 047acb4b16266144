//! The reference pages say what the code does: their examples are read, and every name is on its page.

use std::collections::BTreeSet;

use etude_study::project::{Problem, parse_project};
use etude_study::protocol::{self, Line, LineReader, parse_line};

const PROJECT_FILE: &str = include_str!("../../../docs/reference/project-file.md");
const TRIAL_PROTOCOL: &str = include_str!("../../../docs/reference/trial-protocol.md");

/// The contents of a page's code blocks of one kind.
fn blocks<'a>(page: &'a str, kind: &str) -> Vec<&'a str> {
    let opened = page.split("\n```").skip(1).step_by(2);
    let found: Vec<&str> = opened
        .filter_map(|block| block.split_once('\n'))
        .filter(|(info, _)| *info == kind)
        .map(|(_, text)| text)
        .collect();
    assert!(!found.is_empty(), "the page has no block of {kind}");
    found
}

/// What the parser says it knows where it meets something it does not know.
fn known(text: &str) -> Vec<String> {
    match parse_project(text).expect_err("the key or name is unknown").problem {
        Problem::UnknownKey { known, .. } => known.into_iter().map(str::to_owned).collect(),
        Problem::UnknownName { known, .. } => known,
        other => panic!("{other:?} in\n{text}"),
    }
}

/// The example of the page with an unknown key after one of its lines.
fn with_unknown_key(after: &str) -> String {
    let example = blocks(PROJECT_FILE, "toml")[0];
    assert!(example.contains(after), "the example lacks {after:?}");
    example.replacen(after, &format!("{after}\nunknown_key = 1"), 1)
}

#[test]
fn the_example_of_the_project_file_is_right_and_has_every_section() {
    let project = parse_project(blocks(PROJECT_FILE, "toml")[0]).unwrap();
    assert_eq!((project.parameters.len(), project.rounds.len()), (4, 2));
    assert!(project.batch_size.is_some() && project.workload.test_command.is_some());
}

/// Every other example is the parameters and rounds of a file, whose beginning is as in the first example.
#[test]
fn the_examples_of_parameters_and_rounds_are_right() {
    let beginning = "[project]\nname = \"digits\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n\
                     [workload]\ncommand = [\"train\", \"{args}\"]\n[length]\nmax_epochs = 30\n";
    let examples = blocks(PROJECT_FILE, "toml parameters");
    let names: Vec<Vec<String>> = examples
        .iter()
        .map(|example| {
            let project = parse_project(&format!("{beginning}{example}"))
                .unwrap_or_else(|error| panic!("{error}: {}\n{example}", error.problem.remedy()));
            project.parameters.into_iter().map(|parameter| parameter.name).collect()
        })
        .collect();
    assert_eq!(names.len(), 10);
    assert_eq!(names[4], ["optimizer", "adam.learning_rate", "sgd.learning_rate"]);
    assert_eq!(names[5], ["layers", "width.1", "width.2", "width.3"]);
}

#[test]
fn every_key_that_is_read_stands_on_the_page_and_no_other() {
    let sections = [
        ("[project]", "[project]"),
        ("[workload]", "[workload]"),
        ("[length]", "[length]"),
        ("[batch_size]", "[batch_size]"),
        ("[slots]", "[slots]"),
        ("[parameters.NAME]", "[parameters.layers]"),
        ("[[rounds]]", "[[rounds]]"),
    ];
    for (heading, header) in sections {
        let read: BTreeSet<String> = known(&with_unknown_key(header)).into_iter().collect();
        let (_, rest) = PROJECT_FILE.split_once(&format!("\n## `{heading}`\n")).expect(heading);
        let section = rest.split("\n## ").next().unwrap_or_default();
        let cells =
            section.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(1));
        let told: BTreeSet<String> = cells
            .flat_map(|cell| cell.split(','))
            .map(|name| name.trim().trim_matches('`').to_owned())
            .collect();
        assert_eq!(told, read, "{heading}");
    }
}

#[test]
fn the_patterns_of_the_page_are_patterns() {
    let example = blocks(PROJECT_FILE, "toml")[0];
    let (before, rest) = example.split_once("[workload.metrics]\n").unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    let patterns = blocks(PROJECT_FILE, "toml metrics")[0];
    let project = parse_project(&format!("{before}[workload.metrics]\n{patterns}\n{after}")).unwrap();
    let mut reader = LineReader::new(&project.metric, &project.workload.metrics).unwrap();
    let output = ["Epoch 3/30", "loss=0.41 (12 s)", "val err: nan"];
    let reports: Vec<Line> = output.iter().flat_map(|line| reader.read(line.as_bytes())).collect();
    let [Line::Measurement(report)] = &reports[..] else { panic!("{reports:?}") };
    assert_eq!((report.epoch, report.metric("train_loss")), (Some(3.0), Some(0.41)));
    assert!(report.metric("val_error").unwrap().is_nan());
}

#[test]
fn a_round_s_space_is_told_with_every_key() {
    let example = blocks(PROJECT_FILE, "toml")[0].replace("{ low = 1e-3,", "{ unknown_key = 1, low = 1e-3,");
    for key in known(&example) {
        assert!(PROJECT_FILE.contains(&format!("{key} = ")), "{key}");
    }
}

#[test]
fn every_value_that_is_a_word_stands_on_the_page() {
    let example = blocks(PROJECT_FILE, "toml")[0];
    let samplers = known(&example.replace("\"quasi-random\"", "\"unknown\""));
    let words = [
        "minimize",
        "maximize",
        "best-and-last",
        "all",
        "none",
        "best(3)",
        "float",
        "int",
        "linear",
        "log",
        "reverse-log",
        "explore",
        "exploit",
        "median",
        "asha",
        "hopeless",
    ];
    let groups = ["optimizer", "regularization", "architecture", "schedule", "data"];
    let words = words.into_iter().chain(groups).map(str::to_owned).chain(samplers);
    for word in words {
        assert!(PROJECT_FILE.contains(&format!("`\"{word}\"`")), "{word}");
    }
}

#[test]
fn the_lines_of_the_trial_protocol_are_what_the_page_says() {
    let lines = |kind| blocks(TRIAL_PROTOCOL, kind).into_iter().flat_map(str::lines);
    for line in lines("jsonl report") {
        let Line::Measurement(report) = parse_line(line.as_bytes()) else { panic!("{line} is no report") };
        assert!(report.metric("val_error").is_some() && report.metric("note").is_none(), "{line}");
        assert_eq!(report.checkpoint.is_some(), line.contains("checkpoint"), "{line}");
    }
    for line in lines("jsonl infeasible") {
        assert!(matches!(parse_line(line.as_bytes()), Line::Infeasible { .. }), "{line}");
    }
    for line in lines("jsonl output") {
        assert_eq!(parse_line(line.as_bytes()), Line::Output, "{line}");
    }
}

#[test]
fn every_variable_and_placeholder_stands_on_the_page() {
    let variables = [
        protocol::TRIAL,
        protocol::CONFIGURATION,
        protocol::SEED,
        protocol::DATA_SEED,
        protocol::MAX_EPOCHS,
        protocol::MAX_STEPS,
        protocol::CHECKPOINT_DIR,
        protocol::RESUME_FROM,
        protocol::DEVICE,
    ];
    for name in protocol::VISIBLE_DEVICES {
        assert!(TRIAL_PROTOCOL.contains(&format!("`{name}`")), "{name}");
    }
    for variable in variables {
        assert!(TRIAL_PROTOCOL.contains(&format!("\n| `{variable}` |")), "{variable}");
    }
    let example = blocks(PROJECT_FILE, "toml")[0];
    let parameters = parse_project(example).unwrap().parameters;
    for placeholder in known(&example.replace("{args}", "{unknown_placeholder}")) {
        let is_parameter = parameters.iter().any(|parameter| parameter.name == placeholder);
        let told = TRIAL_PROTOCOL.contains(&format!("\n| `{{{placeholder}}}` |"));
        assert_eq!(told, !is_parameter, "{placeholder}");
    }
}
