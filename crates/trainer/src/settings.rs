//! A configuration of `fashion`, as types: what has no effect has no place to be.

use crate::arguments::Given;
use crate::error::TrainerError;
use crate::flags::{self, Fallback, LAYERS_MOST};
use crate::model::Activation;

/// What is trained and how. Names, defaults and meanings are in [`flags::SETTINGS`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    /// Units of every hidden layer, the first next to the input.
    pub(crate) widths: Vec<usize>,
    /// What follows every hidden layer.
    pub(crate) activation: Activation,
    /// Probability that a hidden unit is silenced, in [0, 1); `None` is off.
    pub(crate) dropout: Option<f64>,
    /// How gradients become steps.
    pub(crate) optimizer: Optimizer,
    /// Above 0.
    pub(crate) learning_rate: f64,
    /// At least 0; coupled under SGD, decoupled under Adam.
    pub(crate) weight_decay: f64,
    /// In [0, 1).
    pub(crate) label_smoothing: f64,
    /// Examples a step.
    pub(crate) batch_size: usize,
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
        let widths = widths(given)?;
        let optimizer = match values.text("optimizer") {
            "adam" => Optimizer::Adam {
                beta1: values.number("beta1"),
                beta2: values.number("beta2"),
                epsilon: values.number("epsilon"),
            },
            // The domain of `--optimizer` holds nothing else.
            _ => sgd(given)?,
        };
        Ok(Self {
            widths,
            activation: Activation::from_name(values.text("activation")),
            dropout: (values.text("dropout") == "on").then(|| values.number("dropout_rate")),
            optimizer,
            learning_rate: values.number("learning_rate"),
            weight_decay: values.number("weight_decay"),
            label_smoothing: values.number("label_smoothing"),
            batch_size: values.count("batch_size"),
            evaluate_every: values.number("evaluate_every"),
        })
    }

    /// Steps an epoch of `examples` examples takes.
    pub(crate) fn steps_per_epoch(&self, examples: usize) -> usize {
        examples.div_ceil(self.batch_size)
    }
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
        let Some((parent, needed)) = flags::find(name).and_then(|flag| flag.only_with) else { continue };
        let actual = values.text(parent);
        if actual != needed {
            return Err(TrainerError::NoEffect {
                flag: name.to_owned(),
                value: value.to_owned(),
                because: format!("with --{parent}={actual}"),
                remedy: format!("remove it, or give --{parent}={needed}"),
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

/// Every setting in effect with its value, in the order of [`flags::SETTINGS`]: equal lists, equal trainings.
pub(crate) fn listing(settings: &Settings) -> Vec<(String, String)> {
    let mut list = vec![("layers".to_owned(), settings.widths.len().to_string())];
    let mut add = |name: &str, value: String| list.push((name.to_owned(), value));
    for (index, width) in settings.widths.iter().enumerate() {
        add(&format!("width_{}", index + 1), width.to_string());
    }
    add("activation", settings.activation.name().to_owned());
    match settings.dropout {
        None => add("dropout", "off".to_owned()),
        Some(rate) => {
            add("dropout", "on".to_owned());
            add("dropout_rate", rate.to_string());
        }
    }
    match settings.optimizer {
        Optimizer::Sgd { momentum, nesterov } => {
            add("optimizer", "sgd".to_owned());
            add("momentum", momentum.to_string());
            add("nesterov", nesterov.to_string());
        }
        Optimizer::Adam { beta1, beta2, epsilon } => {
            add("optimizer", "adam".to_owned());
            add("beta1", beta1.to_string());
            add("beta2", beta2.to_string());
            add("epsilon", epsilon.to_string());
        }
    }
    add("learning_rate", settings.learning_rate.to_string());
    add("weight_decay", settings.weight_decay.to_string());
    add("label_smoothing", settings.label_smoothing.to_string());
    add("batch_size", settings.batch_size.to_string());
    add("evaluate_every", settings.evaluate_every.to_string());
    list
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
    fn the_defaults_are_the_simple_start() {
        let start = settings("").unwrap();
        assert_eq!(start.widths, [64, 64]);
        assert_eq!(start.optimizer, Optimizer::Sgd { momentum: 0.9, nesterov: false });
        assert_eq!((start.learning_rate, start.weight_decay, start.dropout), (0.01, 0.0, None));
        let adam = settings("--optimizer=adam").unwrap();
        assert_eq!(adam.optimizer, Optimizer::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
        assert!((adam.learning_rate - 0.001).abs() < 1e-12);
    }

    #[test]
    fn single_layers_may_have_their_own_width() {
        assert_eq!(settings("--layers=3 --width=20 --width_2=5").unwrap().widths, [20, 5, 20]);
        assert_eq!(settings("--layers=0 --width=20").unwrap().widths, [0_usize; 0]);
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
        assert!(message("--width=9 --width_1=8 --width_2=8").contains("`--width=9` has no effect"));
        assert!(message("--nesterov=true --momentum=0").contains("with --momentum=0"));
    }

    #[test]
    fn the_listing_makes_the_same_settings_again() {
        for line in ["", "--layers=0", "--optimizer=adam --dropout=on --width_1=7 --learning_rate=1e-9"] {
            let original = settings(line).unwrap();
            let again: Vec<String> =
                listing(&original).into_iter().map(|(name, value)| format!("--{name}={value}")).collect();
            assert_eq!(settings(&again.join(" ")).unwrap(), original, "{line}");
        }
    }
}
