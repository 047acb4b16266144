//! Every flag of `etude train fashion`: the one place where names, defaults, domains and meanings live.

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
    /// Without what this one has no effect.
    pub only_with: Option<Condition>,
    /// What it does, one sentence.
    pub meaning: &'static str,
}

/// The values of another flag under which a flag has an effect.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    /// The other flag.
    pub flag: &'static str,
    /// Its values, one of which must hold; never empty.
    pub values: &'static [&'static str],
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

/// Flags that belong together.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// The flags.
    pub flags: &'static [Flag],
}

const POSITIVE: Domain = Domain::Number { low: End::Excluded(0.0), high: End::Unbounded };
const FRACTION: Domain = Domain::Number { low: End::Included(0.0), high: End::Excluded(1.0) };
const NOT_NEGATIVE: Domain = Domain::Number { low: End::Included(0.0), high: End::Unbounded };
const WIDTH: Domain = Domain::Count { low: 1, high: 4096 };
const EXAMPLES: Domain = Domain::Count { low: 1, high: TRAIN_EXAMPLES };
const SWITCH: Domain = Domain::Choice(&["false", "true"]);
const MLP: Option<Condition> = Some(only("model", &["mlp"]));
const CNN: Option<Condition> = Some(only("model", &["cnn"]));
const SGD: Option<Condition> = Some(only("optimizer", &["sgd"]));
const ADAM: Option<Condition> = Some(only("optimizer", &["adam"]));
const DROPOUT: Option<Condition> = Some(only("dropout", &["on"]));
const DECAY: Option<Condition> = Some(only("decay", &["linear", "cosine"]));

const MODEL: &[Flag] = &[
    setting("model", Domain::Choice(&["mlp", "cnn"]), "mlp", "multilayer perceptron, or two convolutions"),
    conditional(
        "layers",
        Domain::Count { low: 0, high: LAYERS_MOST },
        "2",
        MLP,
        "hidden layers; 0 is softmax regression",
    ),
    conditional("width", WIDTH, "64", MLP, "units of every hidden layer"),
    Flag {
        name: "width_K",
        domain: WIDTH,
        default: Fallback::SameAs("width"),
        only_with: MLP,
        meaning: "units of hidden layer K (1 is next to the input), instead of --width",
    },
    conditional(
        "channels",
        Domain::Count { low: 1, high: 256 },
        "16",
        CNN,
        "channels of the first convolution; the second has twice as many",
    ),
    setting(
        "activation",
        Domain::Choice(crate::model::Activation::NAMES),
        "relu",
        "after every hidden layer or convolution",
    ),
    setting(
        "normalization",
        Domain::Choice(&["none", "batch", "layer"]),
        "none",
        "between every hidden layer or convolution and its activation",
    ),
    setting(
        "dropout",
        Domain::Choice(&["off", "on"]),
        "off",
        "silence random hidden units while training; with cnn, inputs of the output layer",
    ),
    conditional("dropout_rate", FRACTION, "0.3", DROPOUT, "probability that dropout silences a hidden unit"),
];

const DATA: &[Flag] = &[
    setting("standardize", SWITCH, "true", "pixels of mean 0 and variance 1; false leaves them from 0 to 1"),
    setting(
        "augmentation",
        Domain::Choice(crate::augmentation::Augmentation::NAMES),
        "none",
        "move training images by up to 2 pixels, mirror half of them left to right, or both",
    ),
    setting("batch_size", EXAMPLES, "64", "examples a gradient; the last of an epoch may have fewer"),
    setting(
        "accumulate",
        EXAMPLES,
        "1",
        "batches whose mean gradient makes one step: as a batch so many times larger, and no faster",
    ),
];

const OPTIMIZATION: &[Flag] = &[
    setting("optimizer", Domain::Choice(&["sgd", "adam"]), "sgd", "how gradients become steps"),
    Flag {
        name: "learning_rate",
        domain: POSITIVE,
        default: Fallback::ByOptimizer { sgd: "0.01", adam: "0.001" },
        only_with: None,
        meaning: "length of a step, after the warmup and before the decay",
    },
    setting(
        "warmup",
        NOT_NEGATIVE,
        "0",
        "epochs, or a part of one, over which the learning rate rises from 0",
    ),
    setting(
        "decay",
        Domain::Choice(&["constant", "linear", "cosine"]),
        "constant",
        "how the learning rate falls from the end of the warmup to --max_epochs",
    ),
    conditional(
        "final_lr_fraction",
        FRACTION,
        "0",
        DECAY,
        "share of the learning rate that is left at the end",
    ),
    conditional("momentum", FRACTION, "0.9", SGD, "share of the last step carried into the next"),
    conditional("nesterov", SWITCH, "false", SGD, "look ahead along the momentum"),
    conditional("beta1", FRACTION, "0.9", ADAM, "memory of the mean gradient"),
    conditional("beta2", FRACTION, "0.999", ADAM, "memory of the mean squared gradient"),
    conditional("epsilon", POSITIVE, "0.00000001", ADAM, "added to the root of the mean squared gradient"),
    setting(
        "clip",
        Domain::OffOrPositive,
        "off",
        "length to which longer gradients are shortened (global L2 norm)",
    ),
];

const REGULARIZATION: &[Flag] = &[
    setting(
        "weight_decay",
        NOT_NEGATIVE,
        "0",
        "pull of all weights towards 0: with sgd an L2 penalty (coupled), with adam decoupled (AdamW)",
    ),
    setting("label_smoothing", FRACTION, "0", "share of every target spread evenly over the classes"),
];

const REPORTS: &[Flag] = &[setting(
    "evaluate_every",
    Domain::Number { low: End::Excluded(0.0), high: End::Included(1.0) },
    "1",
    "epochs between reports; 0.5 reports twice an epoch, and at its end always",
)];

/// What is trained and how: a configuration. A checkpoint holds the value of every one of these.
pub static SETTINGS: &[Group] = &[
    Group { title: "Model", flags: MODEL },
    Group { title: "Data", flags: DATA },
    Group { title: "Optimization", flags: OPTIMIZATION },
    Group { title: "Regularization", flags: REGULARIZATION },
    Group { title: "Reports", flags: REPORTS },
];

/// How long, with which chance and where: what the environment of a trial says, or a flag instead of it.
pub static RUN: &[Flag] = &[
    environment("seed", Domain::Seed, "ETUDE_SEED", "0", "draws the first weights and what dropout silences"),
    environment(
        "data_seed",
        Domain::Seed,
        "ETUDE_DATA_SEED",
        "the seed",
        "draws the order of the examples and their augmentation",
    ),
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
        "checkpoint to go on from; its settings must be the same, and with a decay --max_epochs",
    ),
];

const fn setting(name: &'static str, domain: Domain, default: &'static str, meaning: &'static str) -> Flag {
    conditional(name, domain, default, None, meaning)
}

const fn conditional(
    name: &'static str,
    domain: Domain,
    default: &'static str,
    only_with: Option<Condition>,
    meaning: &'static str,
) -> Flag {
    Flag { name, domain, default: Fallback::Value(default), only_with, meaning }
}

const fn only(flag: &'static str, values: &'static [&'static str]) -> Condition {
    Condition { flag, values }
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

/// Every setting, group by group.
pub(crate) fn settings() -> impl Iterator<Item = &'static Flag> {
    SETTINGS.iter().flat_map(|group| group.flags)
}

/// Every setting, then every flag of the run.
pub(crate) fn all() -> impl Iterator<Item = &'static Flag> {
    settings().chain(RUN)
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
    all().find(|flag| flag.name == row && !is_pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_a_value_of_its_domain() {
        for flag in settings() {
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
    fn every_condition_names_a_flag_and_values_of_it() {
        for condition in settings().filter_map(|flag| flag.only_with) {
            let other = find(condition.flag).unwrap();
            assert!(condition.values.iter().all(|value| other.domain.holds(value)), "{condition:?}");
        }
    }
}
