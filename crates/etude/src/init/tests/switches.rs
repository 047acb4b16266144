//! Options without a value, from a help text and a command to parameters and words.

use super::words;
use crate::init::file::project_file;
use crate::init::help::read_help;
use crate::init::invocation::{Invocation, read_words};
use crate::init::propose::{Facts, Wishes, propose};
use crate::init::source::complete;

const ARGPARSE: &str = "usage: train.py [-h] [--lr LR]

options:
  -h, --help            show this help message and exit
  --lr LR               (default: 0.1)
  --nesterov            look ahead
  --no-augment          train on the images as they are
  --use-bn, --no-use-bn
                        normalise (default: True)
  --mixup               mix images (default: True)
  --amp                 half precision
  --freeze              leave the first layers as they are
";

const CLICK: &str = "Usage: train.py [OPTIONS]

Options:
  --lr FLOAT                  [default: 0.1]
  --amsgrad / --no-amsgrad    [default: amsgrad]
  --augment / --raw           [default: augment]
  --help                      Show this message and exit.
";

/// The project file for a script with this help and source, started with these words.
fn file(help: &str, source: &str, given: &str) -> String {
    let reading = read_help(help);
    let help_was_read = reading.is_some();
    let mut options = reading.map_or_else(Vec::new, |reading| reading.options);
    complete(&mut options, source, help_was_read);
    let invocation = Invocation::of(&words(&format!("python3 train.py {given}")));
    let read = read_words(&invocation.words, &mut options);
    let name = "p".into();
    let (metrics, troubles) = (Vec::new(), Vec::new());
    let facts = Facts { name, invocation, words: read, style: None, options, metrics, troubles };
    project_file(&propose(facts, &Wishes::default()))
}

/// `baseline flag` of a parameter that is proposed; nothing where it is none.
fn proposed(file: &str, name: &str) -> Option<String> {
    let (_, section) =
        file.split_once(&format!("\n[parameters.{name}]\nchoices = [false, true]\nbaseline = "))?;
    let section = section.split("\n\n").next()?;
    let (baseline, flag) = (section.lines().next()?, section.split("flag = ").nth(1)?.lines().next()?);
    Some(format!("{baseline} {flag}"))
}

#[test]
fn known_switches_are_parameters_with_the_words_of_the_script() {
    let file = file(ARGPARSE, "", "");
    assert_eq!(proposed(&file, "nesterov").as_deref(), Some("false { true = \"--nesterov\" }"));
    assert_eq!(proposed(&file, "augment").as_deref(), Some("true { false = \"--no-augment\" }"));
    let both = "true { true = \"--use-bn\", false = \"--no-use-bn\" }";
    assert_eq!(proposed(&file, "use_bn").as_deref(), Some(both));
    assert!(file.contains("#   --mixup: is a switch that is on by default"), "{file}");
    for name in ["--amp", "--freeze"] {
        assert!(file.contains(&format!("#   {name}: ")), "{file}");
    }
    assert!(file.contains("command = [\"python3\", \"train.py\", \"{args}\"]"), "{file}");
}

#[test]
fn a_switch_in_the_command_is_the_baseline_and_no_word_any_more() {
    let file = file(ARGPARSE, "", "--nesterov --amp --no-use-bn --no-augment --freeze");
    assert!(
        file.contains("command = [\"python3\", \"train.py\", \"--amp\", \"--freeze\", \"{args}\"]"),
        "{file}"
    );
    for (name, baseline) in [("nesterov", "true"), ("use_bn", "false"), ("augment", "false")] {
        assert!(proposed(&file, name).is_some_and(|shown| shown.starts_with(baseline)), "{name}: {file}");
    }
}

#[test]
fn where_words_are_written_one_by_one_a_switch_is_a_word() {
    let file = file(
        "usage: t.py LEARNING_RATE [--nesterov]\n\noptions:\n  --nesterov  look ahead\n",
        "",
        "0.1 --nesterov",
    );
    let command = "command = [\"python3\", \"train.py\", \"{learning_rate}\", \"{nesterov}\"]";
    assert!(file.contains(command), "{file}");
    assert!(proposed(&file, "nesterov").is_some_and(|shown| shown.starts_with("true")), "{file}");
}

#[test]
fn a_known_boolean_with_a_value_is_a_parameter_too() {
    let hydra = "== Config ==\nOverride anything in the config (foo.bar=value)\n\noptimizer:\n  lr: 0.1\n  nesterov: false\n  \
                 strange: true\n\nPowered by Hydra (https://hydra.cc)\n";
    let text = file(hydra, "", "optimizer.nesterov=true");
    assert_eq!(proposed(&text, "nesterov").as_deref(), Some("true \"optimizer.nesterov\""));
    assert!(text.contains("#   optimizer.strange (true): is not known by its name"), "{text}");
    // Argparse takes the text `false` for true.
    let argparse = "options:\n  --lr LR  (default: 0.1)\n  --nesterov NESTEROV  (default: False)\n";
    assert_eq!(proposed(&file(argparse, "", ""), "nesterov"), None);
}

#[test]
fn click_names_the_default_of_a_pair() {
    let file = file(CLICK, "", "");
    let both = "true { true = \"--amsgrad\", false = \"--no-amsgrad\" }";
    assert_eq!(proposed(&file, "amsgrad").as_deref(), Some(both));
    assert!(file.contains("#   --augment: is a switch that is on by default"), "{file}");
}

#[test]
fn a_source_without_help_declares_switches_too() {
    let source = r#"
parser.add_argument("--nesterov", action=argparse.BooleanOptionalAction, default=True)
parser.add_argument("--augment", dest="augment", action="store_false")
@click.option("--bn/--no-bn", default=True)
"#;
    let file = file("", source, "");
    let both = "true { true = \"--nesterov\", false = \"--no-nesterov\" }";
    assert_eq!(proposed(&file, "nesterov").as_deref(), Some(both));
    assert_eq!(proposed(&file, "augment"), None, "to name it is to switch it off");
    assert_eq!(proposed(&file, "bn").as_deref(), Some("true { true = \"--bn\", false = \"--no-bn\" }"));
}

#[test]
fn a_switch_is_no_learning_rate_and_a_question_of_yes_or_no() {
    let file = file("options:\n  --cosine-lr   anneal\n  --lr LR  (default: 0.1)\n", "", "");
    assert!(file.contains("nuisance = [\"lr\"]"), "{file}");
    assert!(file.contains("# goal = \"Does cosine lr help, with a learning rate of its own?\""), "{file}");
}
