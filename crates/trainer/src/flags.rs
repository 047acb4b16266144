//! Every flag of `etude train fashion`: the one place where names, defaults, domains and meanings live.

use std::fmt::Write as _;

use crate::data::TRAIN_EXAMPLES;
use crate::domain::{Domain, End};

/// The most hidden layers a model may have.
pub(crate) const LAYERS_MOST: usize = 8;
/// Completed epochs after which a training ends when nobody says otherwise.
pub(crate) const MAX_EPOCHS_DEFAULT: &str = "8";

/// One flag: `--name=value`.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Its name in snake case; hyphens are accepted for the underscores. `width_K` stands for `width_1`, ...
    pub name: &'static str,
    /// The values it takes.
    pub domain: Domain,
    /// Its value when it is not given.
    pub default: Fallback,
    /// The flag and value without which this one has no effect.
    pub only_with: Option<(&'static str, &'static str)>,
    /// What it does, one sentence.
    pub meaning: &'static str,
}

/// The value of a flag that is not given.
#[derive(Clone, Copy, Debug)]
pub enum Fallback {
    /// Always this one.
    Value(&'static str),
    /// One that depends on the optimizer.
    ByOptimizer {
        /// With `--optimizer=sgd`.
        sgd: &'static str,
        /// With `--optimizer=adam`.
        adam: &'static str,
    },
    /// The value of another flag.
    SameAs(&'static str),
    /// The environment variable of the trial protocol, and without it this.
    Environment(&'static str, &'static str),
}

const POSITIVE: Domain = Domain::Number { low: End::Excluded(0.0), high: End::Unbounded };
const FRACTION: Domain = Domain::Number { low: End::Included(0.0), high: End::Excluded(1.0) };
const NOT_NEGATIVE: Domain = Domain::Number { low: End::Included(0.0), high: End::Unbounded };
const WIDTH: Domain = Domain::Count { low: 1, high: 4096 };
const SGD: Option<(&str, &str)> = Some(("optimizer", "sgd"));
const ADAM: Option<(&str, &str)> = Some(("optimizer", "adam"));
const DROPOUT: Option<(&str, &str)> = Some(("dropout", "on"));

/// What is trained and how: a configuration. A checkpoint holds the value of every one of these.
pub static SETTINGS: &[Flag] = &[
    setting(
        "layers",
        Domain::Count { low: 0, high: LAYERS_MOST },
        "2",
        "hidden layers; 0 is softmax regression",
    ),
    setting("width", WIDTH, "64", "units of every hidden layer"),
    Flag {
        name: "width_K",
        domain: WIDTH,
        default: Fallback::SameAs("width"),
        only_with: None,
        meaning: "units of hidden layer K (1 is next to the input), instead of --width",
    },
    setting(
        "activation",
        Domain::Choice(crate::model::Activation::NAMES),
        "relu",
        "after every hidden layer",
    ),
    setting("dropout", Domain::Choice(&["off", "on"]), "off", "silence random hidden units while training"),
    conditional("dropout_rate", FRACTION, "0.3", DROPOUT, "probability that dropout silences a hidden unit"),
    setting("optimizer", Domain::Choice(&["sgd", "adam"]), "sgd", "how gradients become steps"),
    Flag {
        name: "learning_rate",
        domain: POSITIVE,
        default: Fallback::ByOptimizer { sgd: "0.01", adam: "0.001" },
        only_with: None,
        meaning: "length of a step, constant over the training",
    },
    conditional("momentum", FRACTION, "0.9", SGD, "share of the last step carried into the next"),
    conditional(
        "nesterov",
        Domain::Choice(&["false", "true"]),
        "false",
        SGD,
        "look ahead along the momentum",
    ),
    conditional("beta1", FRACTION, "0.9", ADAM, "memory of the mean gradient"),
    conditional("beta2", FRACTION, "0.999", ADAM, "memory of the mean squared gradient"),
    conditional("epsilon", POSITIVE, "0.00000001", ADAM, "added to the root of the mean squared gradient"),
    setting(
        "weight_decay",
        NOT_NEGATIVE,
        "0",
        "pull of all weights towards 0: with sgd an L2 penalty (coupled), with adam decoupled (AdamW)",
    ),
    setting("label_smoothing", FRACTION, "0", "share of every target spread evenly over the classes"),
    setting(
        "batch_size",
        Domain::Count { low: 1, high: TRAIN_EXAMPLES },
        "64",
        "examples a step; the last of an epoch may have fewer",
    ),
    setting(
        "evaluate_every",
        Domain::Number { low: End::Excluded(0.0), high: End::Included(1.0) },
        "1",
        "epochs between reports; 0.5 reports twice an epoch, and at its end always",
    ),
];

/// How long, with which chance and where: what the environment of a trial says, or a flag instead of it.
pub static RUN: &[Flag] = &[
    environment("seed", Domain::Seed, "ETUDE_SEED", "0", "draws the first weights and what dropout silences"),
    environment("data_seed", Domain::Seed, "ETUDE_DATA_SEED", "the seed", "draws the order of the examples"),
    environment(
        "max_epochs",
        Domain::Count { low: 1, high: 1_000_000 },
        "ETUDE_MAX_EPOCHS",
        MAX_EPOCHS_DEFAULT,
        "completed epochs after which the training ends",
    ),
    environment(
        "max_steps",
        Domain::Count { low: 1, high: usize::MAX },
        "ETUDE_MAX_STEPS",
        "no limit",
        "probe: end after so many steps",
    ),
    environment(
        "checkpoint_dir",
        Domain::Path,
        "ETUDE_CHECKPOINT_DIR",
        "none are kept",
        "folder of the checkpoints, one after each epoch",
    ),
    environment(
        "resume_from",
        Domain::Path,
        "ETUDE_RESUME_FROM",
        "start anew",
        "checkpoint to go on from; its settings must be the same",
    ),
];

const fn setting(name: &'static str, domain: Domain, default: &'static str, meaning: &'static str) -> Flag {
    conditional(name, domain, default, None, meaning)
}

const fn conditional(
    name: &'static str,
    domain: Domain,
    default: &'static str,
    only_with: Option<(&'static str, &'static str)>,
    meaning: &'static str,
) -> Flag {
    Flag { name, domain, default: Fallback::Value(default), only_with, meaning }
}

const fn environment(
    name: &'static str,
    domain: Domain,
    variable: &'static str,
    otherwise: &'static str,
    meaning: &'static str,
) -> Flag {
    Flag { name, domain, default: Fallback::Environment(variable, otherwise), only_with: None, meaning }
}

/// The hidden layer, from 1, whose width `name` sets: 3 for `width_3`.
pub(crate) fn width_layer(name: &str) -> Option<usize> {
    let layer = name.strip_prefix("width_").filter(|digits| !digits.starts_with(['0', '+']))?.parse().ok()?;
    (1..=LAYERS_MOST).contains(&layer).then_some(layer)
}

/// The flag called `name` (in snake case).
pub(crate) fn find(name: &str) -> Option<&'static Flag> {
    let row = if width_layer(name).is_some() { "width_K" } else { name };
    let is_pattern = name == "width_K";
    SETTINGS.iter().chain(RUN).find(|flag| flag.name == row && !is_pattern)
}

/// The help of `etude train fashion`: what it is, and every flag with its values, default and meaning.
pub fn describe() -> String {
    let mut text = String::from(
        "Trains a multilayer perceptron on 8,000 images of Fashion-MNIST (14x14 pixels, 10 classes) and prints one\n\
         JSON object a line. Flags are --name=value or --name value; hyphens may stand for underscores.\n\nSettings:\n",
    );
    for flag in SETTINGS {
        describe_flag(&mut text, flag);
    }
    text.push_str("\nRun (a flag wins over its environment variable):\n");
    for flag in RUN {
        describe_flag(&mut text, flag);
    }
    text
}

fn describe_flag(text: &mut String, flag: &Flag) {
    let default = match flag.default {
        Fallback::Value(value) => format!("default {value}"),
        Fallback::ByOptimizer { sgd, adam } => format!("default {sgd} with sgd, {adam} with adam"),
        Fallback::SameAs(other) => format!("default as --{other}"),
        Fallback::Environment(variable, otherwise) => format!("default ${variable}, else {otherwise}"),
    };
    let condition =
        flag.only_with.map_or_else(String::new, |(name, value)| format!("; only with --{name}={value}"));
    let written = writeln!(
        text,
        "  --{:<16} {}\n{:21}{}; {default}{condition}",
        flag.name, flag.meaning, "", flag.domain
    );
    debug_assert!(written.is_ok(), "writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_a_value_of_its_domain() {
        for flag in SETTINGS {
            let defaults = match flag.default {
                Fallback::Value(value) => vec![value],
                Fallback::ByOptimizer { sgd, adam } => vec![sgd, adam],
                Fallback::SameAs(_) | Fallback::Environment(..) => vec![],
            };
            for default in defaults {
                assert!(flag.domain.holds(default), "--{} {default}", flag.name);
            }
        }
    }

    #[test]
    fn widths_of_layers_are_one_family() {
        assert_eq!(find("width_8").map(|flag| flag.name), Some("width_K"));
        for name in ["width_0", "width_9", "width_01", "width_K", "width_", "width_+1"] {
            assert!(find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn the_help_names_every_flag() {
        let help = describe();
        for flag in SETTINGS.iter().chain(RUN) {
            assert!(help.contains(&format!("--{}", flag.name)), "{}", flag.name);
            assert!(help.contains(flag.meaning), "{}", flag.name);
        }
    }
}
