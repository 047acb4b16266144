//! Whatever a script says, what is proposed for it is a project file.

use etude_study::project::parse_project;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::init::file::project_file;
use crate::init::help::read_help;
use crate::init::invocation::{Invocation, read_words};
use crate::init::metric::{SourceFile, find_metrics};
use crate::init::propose::{Facts, Wishes, propose};
use crate::init::script_option::{Kind, ScriptOption, Spelling, Takes};
use crate::init::source::{complete, positions};

/// Names that the method knows, and others.
fn any_name() -> impl Strategy<Value = String> {
    let known = select(vec![
        "lr",
        "nesterov",
        "no-nesterov",
        "use_bn",
        "no-use_bn",
        "cosine-lr",
        "learning-rate",
        "momentum",
        "beta1",
        "adam_beta2",
        "eps",
        "weight_decay",
        "l2",
        "dropout",
        "hidden-size",
        "layers",
        "warmup_steps",
        "warmup_ratio",
        "gamma",
        "clip",
        "optimizer",
        "activation",
        "scheduler",
        "batch-size",
        "epochs",
        "max_steps",
        "seed",
        "data_seed",
        "output_dir",
        "resume",
        "label_smoothing",
        "optimizer.name",
        "model.hidden",
        "foo+_lr",
        "args",
        "checkpoint",
        "workers",
    ]);
    // Braces around a name in the command are refused before anything is proposed.
    let any = "\\PC{0,12}".prop_map(|name| name.replace('{', "("));
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any]
}

fn any_value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<f64>().prop_map(|number| number.to_string()),
        (-10.0_f64..1000.0).prop_map(|number| number.to_string()),
        (-5_i64..100_000).prop_map(|number| number.to_string()),
        select(vec![
            "0",
            "0.0",
            "0.9",
            "1",
            "1e-3",
            "true",
            "False",
            "adam",
            "01",
            "1.0",
            "inf",
            "nan",
            "",
            "it's \"x\"\\"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,8}",
    ]
}

fn any_option() -> impl Strategy<Value = ScriptOption> {
    let spelling = (any_name(), 0..4_usize, 0..4_usize).prop_map(|(name, manner, at)| match manner {
        0 => Spelling::Position(at, name),
        1 => Spelling::Key(name),
        2 => Spelling::Short(format!("-{name}")),
        _ => Spelling::Flag(format!("--{name}")),
    });
    let kind = option::of(select(vec![Kind::Whole, Kind::Number, Kind::Truth, Kind::Text]));
    let values = (option::of(any_value()), option::of(any_value()), vec(any_value(), 0..4));
    let aliases = vec(any_name().prop_map(|name| format!("--{name}")), 0..3);
    (spelling, any::<bool>(), kind, values, aliases).prop_map(
        |(spelling, is_switch, kind, (default, given, choices), aliases)| {
            let takes = if is_switch { Takes::Nothing } else { Takes::Value };
            ScriptOption { aliases, default, given, choices, kind, ..ScriptOption::named(spelling, takes) }
        },
    )
}

fn facts(name: String, mut options: Vec<ScriptOption>, command: &[String], source: &str) -> Facts {
    let invocation = Invocation::of(command);
    let words = read_words(&invocation.words, &mut options);
    let metrics = find_metrics(&[SourceFile { name: "t.py".into(), text: source.into() }]);
    Facts { name, invocation, words, style: None, options, metrics, troubles: Vec::new() }
}

/// The file, and the file of somebody who takes the comment signs of the second round away: both are read.
fn check(facts: Facts, wishes: &Wishes) -> Result<(), TestCaseError> {
    let text = project_file(&propose(facts, wishes));
    let read = parse_project(&text);
    prop_assert!(read.is_ok(), "{}\n{text}", read.unwrap_err());
    let mut uncommented = String::new();
    let mut within = false;
    for line in text.lines() {
        within = (within || line == "# [[rounds]]" || line.starts_with("# [parameters."))
            && line.starts_with("# ");
        uncommented += if within { &line[2..] } else { line };
        uncommented.push('\n');
    }
    if parse_project(&text).is_ok_and(|project| !project.rounds.is_empty()) {
        let read = parse_project(&uncommented);
        prop_assert!(read.is_ok(), "{}\n{uncommented}", read.unwrap_err());
    }
    Ok(())
}

proptest! {
    #[test]
    fn options_of_every_kind(
        name in "\\PC{1,10}[a-z]",
        options in vec(any_option(), 0..12),
        words in vec(prop_oneof![any_value(), any_name().prop_map(|name| format!("--{name}")), "[a-z]{1,4}=[0-9]{1,3}"], 0..8),
        metric in option::of("[a-z_]{1,8}[a-z]"),
    ) {
        let command: Vec<String> = ["python3".to_owned(), "train.py".into()].into_iter().chain(words).collect();
        let wishes = Wishes { metric: metric.filter(|name| !["epoch", "step"].contains(&name.as_str())), direction: None };
        check(facts(name, options, &command, ""), &wishes)?;
    }

    #[test]
    fn texts_of_every_kind(
        help in "(\\PC|\n|[-│ ({\\[<=:]){0,200}",
        source in "(\\PC|\n|print\\(|json.dumps\\(|add_argument\\(|\"|'|\\{|\\}|%|val_acc=|epoch|sys.argv\\[[0-9]\\]){0,60}",
    ) {
        let mut options = read_help(&help).map_or_else(Vec::new, |reading| reading.options);
        let help_was_read = options.len() > 3;
        complete(&mut options, &source, help_was_read);
        options.extend(positions(&source));
        check(facts("p".into(), options, &["./program".into()], &source), &Wishes::default())?;
    }
}
