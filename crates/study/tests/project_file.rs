//! What a project file can say, and what is answered to one that says something wrong.

mod wrong_project_files;

use std::fmt::Write as _;

use etude_study::project::{Problem, ProjectFileError, parse_project};
use proptest::prelude::*;
use proptest::string::string_regex;
use wrong_project_files::{START, wrong};

/// Every supported key, none at its default.
const EVERY_KEY: &str = include_str!("every_key.toml");

/// A file that differs from [`START`] in one place.
fn changed(from: &str, to: &str) -> String {
    match from {
        "" => return format!("{START}{to}"),
        "*" => return to.to_owned(),
        _ => {}
    }
    assert_eq!(START.matches(from).count(), 1, "{from:?} does not stand once in the file to start from");
    START.replace(from, to)
}

/// All that a user is told.
fn listing(title: &str, text: &str, error: &ProjectFileError) -> String {
    let mut shown = format!("{title}\n  {}\n  help: {}\n", error.problem, error.problem.remedy());
    if let Some(rule) = error.problem.rule() {
        let _ = writeln!(shown, "  rule: {rule}");
    }
    let underlined = text.get(error.place.clone()).expect("the place lies in the text, between characters");
    let line = text[..error.place.start].matches('\n').count() + 1;
    let _ = match underlined {
        "" => writeln!(shown, "  place: the whole file"),
        underlined => writeln!(shown, "  place: line {line}, {underlined:?}"),
    };
    shown
}

#[test]
fn every_mistake_is_told_with_its_place_and_remedy() {
    assert!(wrong().count() >= 40, "only {} wrong files", wrong().count());
    let mut all = String::new();
    for (title, from, to) in wrong() {
        let text = changed(from, to);
        let error = match parse_project(&text) {
            Err(error) => error,
            Ok(project) => panic!("{title}: it is accepted\n{text}\n{project:#?}"),
        };
        all += &listing(title, &text, &error);
        all.push('\n');
    }
    insta::assert_snapshot!(all);
}

#[test]
fn every_rule_that_refuses_a_file_has_a_wrong_file() {
    let refusals = wrong().filter_map(|(_, from, to)| parse_project(&changed(from, to)).err());
    let mut rules: Vec<&str> = refusals.filter_map(|error| error.problem.rule()).collect();
    rules.sort_unstable();
    rules.dedup();
    assert_eq!(rules, ["P33", "P34", "S12", "S17", "S24", "S25", "S3"]);
}

#[test]
fn a_message_names_what_is_wrong() {
    for (title, from, to) in wrong() {
        let error = parse_project(&changed(from, to)).unwrap_err();
        let message = error.problem.to_string();
        match &error.problem {
            Problem::BadValue { key, value, reason, remedy } => {
                for part in [key, value, reason, remedy] {
                    assert!(!part.trim().is_empty(), "{title}: {:?}", error.problem);
                }
                assert!(message.contains(key.as_str()) && message.contains(value.as_str()), "{message}");
            }
            Problem::WrongType { key, found, .. } => {
                assert!(message.contains(key.as_str()) && message.contains(found.as_str()), "{message}");
            }
            _ => {}
        }
        assert!(!error.problem.remedy().is_empty(), "{title}");
        let lengths = [message.len(), error.problem.remedy().len()];
        assert!(lengths.iter().all(|length| (10..400).contains(length)), "{title}: {message}");
    }
}

#[test]
fn every_supported_key_is_read() {
    insta::assert_debug_snapshot!(parse_project(EVERY_KEY).unwrap());
}

#[test]
fn the_start_is_right_and_small() {
    let project = parse_project(START).unwrap();
    assert_eq!(project.workload.attempts, 2);
    assert_eq!((project.seed, project.slots), (0, 1));
    assert_eq!(project.rounds[0].sampler, "quasi-random");
    assert!(project.min_improvement.abs() < f64::EPSILON);
}

#[test]
fn a_number_may_be_written_as_people_write_numbers() {
    let written = |from: &str, to: &str| {
        parse_project(&changed(from, to)).unwrap_or_else(|error| panic!("{to}: {error}"))
    };
    for high in ["1", "1.0", "1e0", "+1", "0x1", "1_000", "1E+3", "100000000000000000000"] {
        written("high = 1.0", &format!("high = {high}"));
    }
    for seed in ["0", "9223372036854775807", "0xff", "1_000"] {
        written("direction = \"minimize\"", &format!("direction = \"minimize\"\nseed = {seed}"));
    }
    let crlf = START.replace('\n', "\r\n");
    assert_eq!(parse_project(&crlf).unwrap(), parse_project(START).unwrap());
    let marked = format!("\u{feff}{START}");
    assert_eq!(parse_project(&marked).unwrap(), parse_project(START).unwrap());
}

/// One change to a text: a line or a character deleted, doubled, exchanged with another one or replaced.
#[derive(Debug, Clone)]
enum Mutation {
    Delete(usize),
    Double(usize),
    Swap(usize, usize),
    Replace(usize, String),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let place = 0..10_000_usize;
    prop_oneof![
        place.clone().prop_map(Mutation::Delete),
        place.clone().prop_map(Mutation::Double),
        (place.clone(), place.clone()).prop_map(|(a, b)| Mutation::Swap(a, b)),
        (place, r#"[\[\]{}="'.,#\n0-9a-zé-]{0,4}"#).prop_map(|(at, with)| Mutation::Replace(at, with)),
    ]
}

/// The parts with each mutation applied, wherever it falls.
fn mutate(mut parts: Vec<String>, mutations: &[Mutation]) -> String {
    for mutation in mutations {
        let count = parts.len();
        if count == 0 {
            break;
        }
        match mutation {
            Mutation::Delete(at) => drop(parts.remove(at % count)),
            Mutation::Double(at) => parts.insert(at % count, parts[at % count].clone()),
            Mutation::Swap(a, b) => parts.swap(a % count, b % count),
            Mutation::Replace(at, with) => parts[at % count].clone_from(with),
        }
    }
    parts.concat()
}

/// Whatever is answered, it can be shown: it has words, and a place that is a part of the text.
fn read_and_show(text: &str) {
    if let Err(error) = parse_project(text) {
        assert!(text.get(error.place.clone()).is_some(), "{:?} is no part of {text:?}", error.place);
        assert!(!error.to_string().is_empty() && !error.problem.remedy().is_empty());
    }
}

/// `PROPTEST_CASES` cases, or so many that a test takes a moment.
#[expect(clippy::disallowed_methods, reason = "how many cases are tried is up to whoever runs the tests")]
fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    if asked { ProptestConfig::default() } else { ProptestConfig::with_cases(usual) }
}

/// The file in tokens: names, numbers, strings, each bracket, sign and line end.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let (mut quote, mut is_word) = (None, false);
    for letter in text.chars() {
        let goes_on = quote.is_some() || (is_word && (letter.is_alphanumeric() || "_-.+".contains(letter)));
        match tokens.last_mut().filter(|_| goes_on) {
            Some(token) => token.push(letter),
            None => tokens.push(letter.into()),
        }
        is_word = quote.is_none() && (letter.is_alphanumeric() || "_-.+".contains(letter));
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    tokens
}

/// One change to the tokens of a file: deleted, doubled, exchanged, replaced by one of its own or by a nasty one.
fn token_mutation() -> impl Strategy<Value = Mutation> {
    let place = 0..10_000_usize;
    let nasty = r#"(-?[0-9]{1,25}|[0-9]{1,3}e[0-9]{1,4}|nan|-inf|true|\[\]|\{\}|""|'(\(|\)|\\[dSw]|\{[0-9]{1,5}\}|[|*+?.^$]|[a-z(?P<>:)]){0,12}'|"\{[a-z_]{0,12}\}"|1979-05-27|\[\[?|=|\.|"[0-9]{1,3}[hmsd]{1,3}")"#;
    let own: Vec<String> = tokens(EVERY_KEY);
    prop_oneof![
        place.clone().prop_map(Mutation::Delete),
        place.clone().prop_map(Mutation::Double),
        (place.clone(), place.clone()).prop_map(|(a, b)| Mutation::Swap(a, b)),
        (place.clone(), proptest::sample::select(own)).prop_map(|(at, with)| Mutation::Replace(at, with)),
        (place, string_regex(nasty).expect("a pattern")).prop_map(|(at, with)| Mutation::Replace(at, with)),
    ]
}

#[test]
fn tokens_are_the_whole_file() {
    let tokens = tokens(EVERY_KEY);
    assert_eq!(tokens.concat(), EVERY_KEY);
    for token in ["parameters.learning_rate", "[", "\"python3\"", "1e-4", "'val acc: (\\S+)'"] {
        assert!(tokens.iter().any(|found| found == token), "{token}");
    }
}

// A million cases of each, by hand:
// `PROPTEST_CASES=1000000 cargo nextest run --release -p etude-study -E 'test(panic)'`.
proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn no_mutated_token_makes_it_panic(mutations in prop::collection::vec(token_mutation(), 1..6)) {
        read_and_show(&mutate(tokens(EVERY_KEY), &mutations));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_and_show(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_near_toml_makes_it_panic(text in r#"(\[{1,2}(rounds|project|parameters\.a)\]{1,2}\n|[a-z.]{1,9} = |["\[\]{},=.'0-9e+-]{1,5}|inf|nan|\n){0,30}"#) {
        read_and_show(&text);
    }

    #[test]
    fn no_mutated_line_makes_it_panic(mutations in prop::collection::vec(mutation(), 1..5)) {
        read_and_show(&mutate(EVERY_KEY.split_inclusive('\n').map(str::to_owned).collect(), &mutations));
    }

    #[test]
    fn no_mutated_character_makes_it_panic(mutations in prop::collection::vec(mutation(), 1..5)) {
        read_and_show(&mutate(EVERY_KEY.chars().map(String::from).collect(), &mutations));
    }
}
