//! A configuration of `fashion`, as types: what has no effect has no place to be.

use crate::arguments::Given;
use crate::augmentation::Augmentation;
use crate::data::Scale;
use crate::error::TrainerError;
use crate::flags::{self, Fallback, LAYERS_MOST};
use crate::model::{Activation, Architecture, Normalization};
use crate::schedule::{Curve, Decay, Schedule};

/// What is trained and how. Names, defaults and meanings are in [`flags::SETTINGS`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    /// The kind of the model and its sizes.
    pub(crate) architecture: Architecture,
    /// What follows every hidden layer or convolution.
    pub(crate) activation: Activation,
    /// What is normalised before every activation; `None` is nothing.
    pub(crate) normalization: Option<Normalization>,
    /// Probability that a hidden unit is silenced, in [0, 1); `None` is off.
    pub(crate) dropout: Option<f64>,
    /// What numbers pixels are.
    pub(crate) scale: Scale,
    /// What happens to training images; `None` is nothing.
    pub(crate) augmentation: Option<Augmentation>,
    /// Examples a gradient.
    pub(crate) batch_size: usize,
    /// Batches a step, whose mean gradient it takes.
    pub(crate) accumulate: usize,
    /// How gradients become steps.
    pub(crate) optimizer: Optimizer,
    /// Above 0.
    pub(crate) learning_rate: f64,
    /// The factor of the learning rate at every step.
    pub(crate) schedule: Schedule,
    /// Length to which longer gradients are shortened, above 0; `None` is off.
    pub(crate) clip: Option<f64>,
    /// At least 0; coupled under SGD, decoupled under Adam.
    pub(crate) weight_decay: f64,
    /// In [0, 1).
    pub(crate) label_smoothing: f64,
    /// Epochs between reports, in (0, 1].
    pub(crate) evaluate_every: f64,
}

/// An optimizer with the settings that only it has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Optimizer {
    /// Stochastic gradient descent with momentum.
    Sgd {
        /// In [0, 1).
        momentum: f64,
        /// Nesterov's variant.
        nesterov: bool,
    },
    /// Adam, with decoupled weight decay.
    Adam {
        /// In [0, 1).
        beta1: f64,
        /// In [0, 1).
        beta2: f64,
        /// Above 0.
        epsilon: f64,
    },
}

impl Settings {
    /// The configuration that `given` and the defaults make.
    ///
    /// # Errors
    /// [`TrainerError::NoEffect`] for a flag that another one makes meaningless.
    pub(crate) fn new(given: &Given) -> Result<Self, TrainerError> {
        refuse_unmet_conditions(given)?;
        let values = Values(given);
        refuse_statistics_of_one(&values)?;
        // The domains of the flags hold nothing but the words that are named here and the last of each, `_`.
        Ok(Self {
            architecture: match values.text("model") {
                "cnn" => Architecture::Convolutional { channels: values.count("channels") },
                _ => Architecture::Perceptron { widths: widths(given)? },
            },
            activation: Activation::from_name(values.text("activation")),
            normalization: match values.text("normalization") {
                "batch" => Some(Normalization::Batch),
                "layer" => Some(Normalization::Layer),
                _ => None,
            },
            dropout: (values.text("dropout") == "on").then(|| values.number("dropout_rate")),
            scale: match values.text("standardize") {
                "false" => Scale::Plain,
                _ => Scale::Standardized,
            },
            augmentation: Augmentation::from_name(values.text("augmentation")),
            batch_size: values.count("batch_size"),
            accumulate: values.count("accumulate"),
            optimizer: match values.text("optimizer") {
                "adam" => adam(&values),
                _ => sgd(given)?,
            },
            learning_rate: values.number("learning_rate"),
            schedule: schedule(&values),
            clip: (values.text("clip") != "off").then(|| values.number("clip")),
            weight_decay: values.number("weight_decay"),
            label_smoothing: values.number("label_smoothing"),
            evaluate_every: values.number("evaluate_every"),
        })
    }

    /// Examples a step, the last of an epoch excepted, which may have fewer.
    pub(crate) fn examples_per_step(&self) -> usize {
        self.batch_size.saturating_mul(self.accumulate)
    }

    /// Steps an epoch of `examples` examples takes.
    pub(crate) fn steps_per_epoch(&self, examples: usize) -> usize {
        examples.div_ceil(self.examples_per_step())
    }
}

/// A batch of one example has no variance to normalise by.
fn refuse_statistics_of_one(values: &Values<'_>) -> Result<(), TrainerError> {
    if values.text("normalization") != "batch" || values.count("batch_size") > 1 {
        return Ok(());
    }
    Err(TrainerError::BadValue {
        flag: "batch_size".into(),
        value: values.text("batch_size").into(),
        expected: "at least 2 with --normalization=batch, since one example has no variance".into(),
    })
}

/// The values of settings, given or not.
struct Values<'a>(&'a Given);

impl<'a> Values<'a> {
    fn text(&self, name: &str) -> &'a str {
        if let Some(text) = self.0.get(name) {
            return text;
        }
        match flags::find(name).map(|flag| flag.default) {
            Some(Fallback::Value(value)) => value,
            Some(Fallback::ByOptimizer { sgd, adam }) => {
                if self.text("optimizer") == "adam" {
                    adam
                } else {
                    sgd
                }
            }
            Some(Fallback::SameAs(other)) => self.text(other),
            Some(Fallback::Environment(..)) | None => unreachable!("`{name}` is no setting with a default"),
        }
    }

    fn number(&self, name: &str) -> f64 {
        self.text(name).parse().expect("`Given` holds only values of their domains")
    }

    fn count(&self, name: &str) -> usize {
        self.text(name).parse().expect("`Given` holds only values of their domains")
    }
}

/// A flag under a condition that does not hold would be tuned without effect.
fn refuse_unmet_conditions(given: &Given) -> Result<(), TrainerError> {
    let values = Values(given);
    for (name, value) in given.iter() {
        let Some(condition) = flags::find(name).and_then(|flag| flag.only_with) else { continue };
        let parent = condition.flag;
        let actual = values.text(parent);
        if !condition.values.contains(&actual) {
            let needed: Vec<String> =
                condition.values.iter().map(|value| format!("--{parent}={value}")).collect();
            return Err(TrainerError::NoEffect {
                flag: name.to_owned(),
                value: value.to_owned(),
                because: format!("with --{parent}={actual}"),
                remedy: format!("remove it, or give {}", needed.join(" or ")),
            });
        }
    }
    Ok(())
}

/// Units of every hidden layer. `--width` and `--activation` are let be where there is no hidden layer, so
/// that a search over `layers` may hold 0; a width of a layer that does not exist is refused.
fn widths(given: &Given) -> Result<Vec<usize>, TrainerError> {
    let values = Values(given);
    let layers = values.count("layers");
    let own_width = |layer: usize| given.get(&format!("width_{layer}"));
    let absent = (layers + 1..=LAYERS_MOST).find_map(|layer| Some((layer, own_width(layer)?)));
    if let Some((layer, value)) = absent {
        return Err(TrainerError::NoEffect {
            flag: format!("width_{layer}"),
            value: value.to_owned(),
            because: format!("with --layers={layers}"),
            remedy: "remove it, or give more layers".to_owned(),
        });
    }
    let all_overridden = layers > 0 && (1..=layers).all(|layer| own_width(layer).is_some());
    if let (true, Some(value)) = (all_overridden, given.get("width")) {
        return Err(TrainerError::NoEffect {
            flag: "width".to_owned(),
            value: value.to_owned(),
            because: "where every hidden layer has a width of its own".to_owned(),
            remedy: "remove it, or one of --width_1, --width_2, ...".to_owned(),
        });
    }
    Ok((1..=layers).map(|layer| values.count(&format!("width_{layer}"))).collect())
}

fn schedule(values: &Values<'_>) -> Schedule {
    let curve = match values.text("decay") {
        "linear" => Some(Curve::Linear),
        "cosine" => Some(Curve::Cosine),
        _ => None,
    };
    let decay = curve.map(|curve| Decay { curve, final_fraction: values.number("final_lr_fraction") });
    Schedule { warmup: values.number("warmup"), decay }
}

fn adam(values: &Values<'_>) -> Optimizer {
    Optimizer::Adam {
        beta1: values.number("beta1"),
        beta2: values.number("beta2"),
        epsilon: values.number("epsilon"),
    }
}

fn sgd(given: &Given) -> Result<Optimizer, TrainerError> {
    let values = Values(given);
    let momentum = values.number("momentum");
    let nesterov = values.text("nesterov") == "true";
    if nesterov && momentum == 0.0 {
        return Err(TrainerError::NoEffect {
            flag: "nesterov".to_owned(),
            value: "true".to_owned(),
            because: "with --momentum=0".to_owned(),
            remedy: "remove it, or give a momentum above 0".to_owned(),
        });
    }
    Ok(Optimizer::Sgd { momentum, nesterov })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(line: &str) -> Result<Settings, TrainerError> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Settings::new(&Given::parse(&arguments)?)
    }

    fn message(line: &str) -> String {
        settings(line).unwrap_err().to_string()
    }

    #[test]
    fn a_batch_of_one_has_no_statistics() {
        let refused = message("--normalization=batch --batch_size=1");
        assert!(refused.contains("at least 2 with --normalization=batch"), "{refused}");
        assert!(settings("--normalization=layer --batch_size=1").is_ok());
        assert!(settings("--normalization=batch --batch_size=2").is_ok());
    }

    #[test]
    fn the_defaults_are_the_simple_start() {
        let start = settings("").unwrap();
        assert_eq!(start.architecture, Architecture::Perceptron { widths: vec![64, 64] });
        assert_eq!((start.normalization, start.augmentation, start.clip), (None, None, None));
        assert_eq!(
            (start.scale, start.schedule, start.accumulate),
            (Scale::Standardized, Schedule::default(), 1)
        );
        assert_eq!(start.optimizer, Optimizer::Sgd { momentum: 0.9, nesterov: false });
        assert_eq!((start.learning_rate, start.weight_decay, start.dropout), (0.01, 0.0, None));
        let adam = settings("--optimizer=adam").unwrap();
        assert_eq!(adam.optimizer, Optimizer::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
        assert!((adam.learning_rate - 0.001).abs() < 1e-12);
    }

    #[test]
    fn single_layers_may_have_their_own_width() {
        let widths = |line| match settings(line).unwrap().architecture {
            Architecture::Perceptron { widths } => widths,
            Architecture::Convolutional { .. } => panic!("{line} has no widths"),
        };
        assert_eq!(widths("--layers=3 --width=20 --width_2=5"), [20, 5, 20]);
        assert_eq!(widths("--layers=0 --width=20"), [0_usize; 0]);
    }

    #[test]
    fn a_flag_without_effect_is_refused() {
        assert_eq!(
            message("--beta1=0.8"),
            "`--beta1=0.8` has no effect with --optimizer=sgd: remove it, or give --optimizer=adam"
        );
        assert_eq!(
            message("--dropout_rate=0.1"),
            "`--dropout_rate=0.1` has no effect with --dropout=off: remove it, or give --dropout=on"
        );
        assert_eq!(
            message("--width_3=9"),
            "`--width_3=9` has no effect with --layers=2: remove it, or give more layers"
        );
        assert_eq!(
            message("--final_lr_fraction=0.1"),
            "`--final_lr_fraction=0.1` has no effect with --decay=constant: \
             remove it, or give --decay=linear or --decay=cosine"
        );
        assert!(message("--channels=4").contains("no effect with --model=mlp"));
        assert!(message("--model=cnn --width_2=4").contains("no effect with --model=cnn"));
        assert!(message("--width=9 --width_1=8 --width_2=8").contains("`--width=9` has no effect"));
        assert!(message("--nesterov=true --momentum=0").contains("with --momentum=0"));
    }

    #[test]
    fn values_that_are_none_say_what_is_expected() {
        assert_eq!(message("--clip=0"), "`0` is no value for `--clip`: expected off or a number above 0");
        assert_eq!(
            message("--augmentation=rotate"),
            "`rotate` is no value for `--augmentation`: expected none or shift or flip or shift-flip"
        );
        assert!(message("--accumulate=0").contains("expected a whole number from 1 to 8000"));
        assert!(message("--warmup=-1").contains("expected a number of at least 0"));
    }

    #[test]
    fn a_step_takes_all_accumulated_batches() {
        let settings = settings("--batch_size=100 --accumulate=3").unwrap();
        assert_eq!((settings.examples_per_step(), settings.steps_per_epoch(8000)), (300, 27));
    }
}
