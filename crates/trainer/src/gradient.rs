//! The gradient of one step: its length, and the bound on it.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use crate::model::Model;

/// The L2 norm of the whole gradient.
pub(crate) fn norm(model: &Model, gradients: &GradientsParams) -> f64 {
    let mut squares = SquaredNorm { gradients, sum: 0.0 };
    model.visit(&mut squares);
    squares.sum.sqrt()
}

/// Shortens a gradient of length `norm` to the length `most`, its direction kept, if it is longer (Pascanu,
/// Mikolov and Bengio, arXiv:1211.5063).
pub(crate) fn clip(model: &Model, gradients: &mut GradientsParams, norm: f64, most: f64) {
    if norm > most {
        model.visit(&mut Scaled { gradients, factor: most / norm });
    }
}

struct SquaredNorm<'a> {
    gradients: &'a GradientsParams,
    sum: f64,
}

impl ModuleVisitor for SquaredNorm<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            self.sum += f64::from(gradient.square().sum().into_scalar::<f32>());
        }
    }
}

struct Scaled<'a> {
    gradients: &'a mut GradientsParams,
    factor: f64,
}

impl ModuleVisitor for Scaled<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            self.gradients.register(param.id, gradient * self.factor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Given;
    use crate::data::{Examples, PIXELS, Scale, Split};
    use crate::model::TrainingPass;
    use crate::optimizer;
    use crate::random::{Purpose, Random};
    use crate::settings::Settings;
    use burn::tensor::{Device, TensorData};

    fn model_and_gradients(scale: f64) -> (Model, GradientsParams) {
        let device = Device::flex().autodiff();
        let settings = Settings::new(&Given::default()).unwrap();
        let model = Model::new(&settings, &mut Random::new(1, Purpose::Weights, 0), &device);
        let logits = model.forward(Tensor::ones([3, PIXELS], &device), None);
        let gradients = (logits.square().sum() * scale).backward();
        let gradients = GradientsParams::from_grads(gradients, &model);
        (model, gradients)
    }

    #[test]
    fn a_clipped_gradient_is_as_long_as_allowed_and_keeps_its_direction() {
        let (model, mut gradients) = model_and_gradients(1000.0);
        let before = norm(&model, &gradients);
        assert!(before > 10.0, "{before}");
        clip(&model, &mut gradients, before, 0.5);
        assert!((norm(&model, &gradients) - 0.5).abs() < 1e-6);
        // The same gradient, made short from the start.
        let (_, short) = model_and_gradients(1000.0 * 0.5 / before);
        let (clipped, short) = (numbers(&model, &gradients), numbers(&model, &short));
        assert!(clipped.iter().zip(&short).all(|(a, b)| (a - b).abs() < 1e-5));
    }

    #[test]
    fn a_gradient_that_is_short_enough_stays() {
        let (model, mut gradients) = model_and_gradients(1.0);
        let (before, length) = (numbers(&model, &gradients), norm(&model, &gradients));
        clip(&model, &mut gradients, length, length);
        assert_eq!(numbers(&model, &gradients), before);
    }

    /// Sum of the squared logits, the batch normalised by its own statistics.
    fn loss(model: &Model, images: &Tensor<2>) -> Tensor<1> {
        model.forward(images.clone(), Some(&mut TrainingPass::default())).square().sum()
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss_for_every_model_and_normalisation() {
        let device = Device::flex().autodiff();
        let examples = Examples::load(Split::Train, Scale::Standardized);
        let batch = examples.gather(&(0..20).collect::<Vec<_>>());
        let images = Tensor::<2>::from_data(TensorData::new(batch.pixels, [20, PIXELS]), &device);
        for model in ["--width=5", "--model=cnn --channels=2"] {
            for normalization in ["none", "batch", "layer"] {
                let line = format!("--momentum=0 --activation=silu --normalization={normalization} {model}");
                let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
                let settings = Settings::new(&Given::parse(&arguments).unwrap()).unwrap();
                let model = Model::new(&settings, &mut Random::new(1, Purpose::Weights, 0), &device);
                let gradients = || GradientsParams::from_grads(loss(&model, &images).backward(), &model);
                let length = norm(&model, &gradients());
                // A short way up and down the gradient, by steps of plain descent.
                let at = |way: f64| {
                    let moved = optimizer::build(&settings).step(-way / length, model.clone(), gradients());
                    f64::from(loss(&moved, &images).into_scalar::<f32>())
                };
                let slope = (at(0.01) - at(-0.01)) / 0.02;
                assert!((slope / length - 1.0).abs() < 0.01, "{line}: slope {slope}, gradient {length}");
            }
        }
    }

    struct Numbers<'a>(&'a GradientsParams, Vec<f32>);

    impl ModuleVisitor for Numbers<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            let gradient = self.0.get::<D>(param.id).unwrap();
            self.1.extend(gradient.into_data().try_to_vec::<f32>().unwrap());
        }
    }

    fn numbers(model: &Model, gradients: &GradientsParams) -> Vec<f32> {
        let mut numbers = Numbers(gradients, Vec::new());
        model.visit(&mut numbers);
        numbers.1
    }
}
