//! A configuration as a list of names and values: what a checkpoint says about itself.

use crate::augmentation::Augmentation;
use crate::data::Scale;
use crate::model::{Architecture, Normalization};
use crate::schedule::Curve;
use crate::settings::{Optimizer, Settings};

type Listing = Vec<(String, String)>;

/// Every setting in effect with its value, in the order of [`SETTINGS`](crate::SETTINGS): equal lists, equal
/// trainings.
pub(crate) fn listing(settings: &Settings) -> Listing {
    let mut list = Listing::new();
    add_model(&mut list, settings);
    add(
        &mut list,
        "standardize",
        match settings.scale {
            Scale::Standardized => "true",
            Scale::Plain => "false",
        },
    );
    add(&mut list, "augmentation", &settings.augmentation.map_or("none", Augmentation::name));
    add(&mut list, "batch_size", &settings.batch_size);
    add(&mut list, "accumulate", &settings.accumulate);
    add_optimization(&mut list, settings);
    add(&mut list, "weight_decay", &settings.weight_decay);
    add(&mut list, "label_smoothing", &settings.label_smoothing);
    add(&mut list, "evaluate_every", &settings.evaluate_every);
    list
}

fn add_model(list: &mut Listing, settings: &Settings) {
    match &settings.architecture {
        Architecture::Perceptron { widths } => {
            add(list, "model", "mlp");
            add(list, "layers", &widths.len());
            for (index, width) in widths.iter().enumerate() {
                add(list, &format!("width_{}", index + 1), width);
            }
        }
        Architecture::Convolutional { channels } => {
            add(list, "model", "cnn");
            add(list, "channels", channels);
        }
    }
    add(list, "activation", &settings.activation.name());
    add(
        list,
        "normalization",
        match settings.normalization {
            None => "none",
            Some(Normalization::Batch) => "batch",
            Some(Normalization::Layer) => "layer",
        },
    );
    match settings.dropout {
        None => add(list, "dropout", "off"),
        Some(rate) => {
            add(list, "dropout", "on");
            add(list, "dropout_rate", &rate);
        }
    }
}

fn add_optimization(list: &mut Listing, settings: &Settings) {
    let name = match settings.optimizer {
        Optimizer::Sgd { .. } => "sgd",
        Optimizer::Adam { .. } => "adam",
    };
    add(list, "optimizer", name);
    add(list, "learning_rate", &settings.learning_rate);
    add(list, "warmup", &settings.schedule.warmup);
    match settings.schedule.decay {
        None => add(list, "decay", "constant"),
        Some(decay) => {
            let name = match decay.curve {
                Curve::Linear => "linear",
                Curve::Cosine => "cosine",
            };
            add(list, "decay", name);
            add(list, "final_lr_fraction", &decay.final_fraction);
        }
    }
    match settings.optimizer {
        Optimizer::Sgd { momentum, nesterov } => {
            add(list, "momentum", &momentum);
            add(list, "nesterov", &nesterov);
        }
        Optimizer::Adam { beta1, beta2, epsilon } => {
            add(list, "beta1", &beta1);
            add(list, "beta2", &beta2);
            add(list, "epsilon", &epsilon);
        }
    }
    match settings.clip {
        None => add(list, "clip", "off"),
        Some(most) => add(list, "clip", &most),
    }
}

fn add(list: &mut Listing, name: &str, value: &(impl ToString + ?Sized)) {
    list.push((name.to_owned(), value.to_string()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Given;

    fn settings(line: &str) -> Settings {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Settings::new(&Given::parse(&arguments).unwrap()).unwrap()
    }

    #[test]
    fn the_listing_makes_the_same_settings_again() {
        for line in [
            "",
            "--layers=0",
            "--optimizer=adam --dropout=on --width_1=7 --learning_rate=1e-9",
            "--model=cnn --channels=5 --normalization=batch --augmentation=shift-flip --standardize=false",
            "--normalization=layer --clip=0.5 --accumulate=4 --warmup=0.1 --decay=cosine --final_lr_fraction=0.01",
            "--decay=linear --augmentation=flip --nesterov=true",
        ] {
            let original = settings(line);
            let again: Vec<String> =
                listing(&original).into_iter().map(|(name, value)| format!("--{name}={value}")).collect();
            assert_eq!(settings(&again.join(" ")), original, "{line}");
        }
    }

    #[test]
    fn the_listing_keeps_the_order_of_the_flags() {
        let order: Vec<&str> = crate::flags::settings().map(|flag| flag.name).collect();
        let places: Vec<Option<usize>> = listing(&settings("--decay=linear --dropout=on --layers=0"))
            .iter()
            .map(|(name, _)| order.iter().position(|known| known == name))
            .collect();
        assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}");
    }
}
