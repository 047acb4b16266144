//! Whatever a program prints, the reader of its lines survives it and makes nothing up.
//!
//! A million cases of each, by hand:
//! `PROPTEST_CASES=1000000 cargo nextest run --release -p etude-study --test output_lines`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use etude_study::measurement::SpooledMeasurement;
use etude_study::protocol::{Line, LineReader, parse_line};
use proptest::prelude::*;
use proptest::string::string_regex;

/// Lines that are read in some way, to be mutated.
const LINES: &[&str] = &[
    r#"{"epoch": 3, "val_error": 0.12, "train_loss": 0.4, "checkpoint": "epoch-3.pt"}"#,
    r#"{"step": 500, "val_error": NaN, "grad_norm": -Infinity, "note": "a \"b\" é"}"#,
    r#"{"infeasible": "out of memory", "epoch": 1e308}"#,
    "Epoch 3/30 [step 1200]: train loss 0.41, val err: 1.5e-3 (12 s)",
    "\u{1b}[2K\u{1b}[32mval err: \u{1b}[1mnan\u{1b}[0m, lr inf",
    "Epoch 18446744073709551616 val err: -Infinity",
];

/// `PROPTEST_CASES` cases, or so many that a test takes a moment.
#[expect(clippy::disallowed_methods, reason = "how many cases are tried is up to whoever runs the tests")]
fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    if asked { ProptestConfig::default() } else { ProptestConfig::with_cases(usual) }
}

/// Compiled once: what is tried a million times is the reading.
static READER: LazyLock<LineReader> = LazyLock::new(|| {
    let patterns = [
        ("val_error", r"val err: ([0-9.eE+-]+)"),
        ("train_loss", r"(?:step (?P<step>\d+)\])?.*loss (\S+)"),
        ("epoch", r"Epoch (\S+)"),
    ];
    let patterns: BTreeMap<String, String> =
        patterns.iter().map(|(name, pattern)| ((*name).into(), (*pattern).into())).collect();
    LineReader::new("val_error", &patterns).unwrap()
});

/// What is read can be spooled and read back as it was, and lies somewhere.
fn read_and_spool(lines: &[Vec<u8>]) {
    let mut reader = READER.clone();
    let mut found: Vec<Line> = lines.iter().flat_map(|line| reader.read(line)).collect();
    found.extend(reader.finish().map(Line::Measurement));
    for line in found {
        let Line::Measurement(measurement) = line else { continue };
        let position = measurement.position().expect("a report has an epoch or a step");
        assert!(position.is_finite() && position >= 0.0, "{measurement:?}");
        let spooled = SpooledMeasurement { attempt: 1, sequence: 0, measurement };
        let text = serde_json::to_string(&spooled).unwrap();
        assert_eq!(serde_json::from_str::<SpooledMeasurement>(&text).unwrap(), spooled, "{text}");
    }
}

/// One change to the tokens of a line: deleted, doubled, exchanged, or replaced.
type Mutation = (u8, usize, usize, String);

fn mutation() -> impl Strategy<Value = Mutation> {
    let nasty = r#"(-?[0-9]{1,25}|[0-9]{1,3}e[0-9]{1,4}|NaN|nan|-?Infinity|inf|null|true|[{}\[\]",:\\]|\\u[0-9a-f]{0,4}|\x1b\[?[0-9;]{0,3}[mK]?|[a-zé ]{0,4}|epoch|step|val err: |infeasible)"#;
    (0..4_u8, 0..1000_usize, 0..1000_usize, string_regex(nasty).unwrap())
}

/// The line in tokens: words, numbers, and each other character.
fn tokens(line: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for letter in line.chars() {
        let joins = |token: &&mut String| letter.is_alphanumeric() && token.ends_with(char::is_alphanumeric);
        match tokens.last_mut().filter(joins) {
            Some(token) => token.push(letter),
            None => tokens.push(letter.into()),
        }
    }
    tokens
}

fn mutate(line: &str, mutations: &[Mutation]) -> Vec<u8> {
    let mut tokens = tokens(line);
    for (how, at, other, with) in mutations {
        let count = tokens.len();
        if count == 0 {
            break;
        }
        match how {
            0 => drop(tokens.remove(at % count)),
            1 => tokens.insert(at % count, tokens[other % count].clone()),
            2 => tokens.swap(at % count, other % count),
            _ => tokens[at % count].clone_from(with),
        }
    }
    tokens.concat().into_bytes()
}

#[test]
fn the_lines_to_mutate_are_read() {
    let mut reader = READER.clone();
    for line in LINES {
        assert!(!reader.read(line.as_bytes()).is_empty(), "{line}");
        assert_eq!(tokens(line).concat(), *line);
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn no_bytes_make_it_panic(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..120), 0..4)) {
        read_and_spool(&lines);
    }

    #[test]
    fn no_mutated_line_makes_it_panic(
        changed in prop::collection::vec((0..LINES.len(), prop::collection::vec(mutation(), 0..5)), 1..5)
    ) {
        let lines: Vec<Vec<u8>> = changed.iter().map(|(line, mutations)| mutate(LINES[*line], mutations)).collect();
        read_and_spool(&lines);
    }

    #[test]
    fn a_reader_without_patterns_reads_what_one_line_says(
        (line, mutations) in (0..LINES.len(), prop::collection::vec(mutation(), 0..5))
    ) {
        let line = mutate(LINES[line], &mutations);
        let mut reader = LineReader::new("val_error", &BTreeMap::new()).unwrap();
        let expected = Some(parse_line(&line)).filter(|line| *line != Line::Output);
        prop_assert_eq!(reader.read(&line), expected.into_iter().collect::<Vec<_>>());
        prop_assert_eq!(reader.finish(), None);
    }
}
