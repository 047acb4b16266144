//! Problems like the training of a network: the best learning rate lies just below the edge beyond which training diverges.
//!
//! With `x` the logarithms (base 10) of the parameters and `x*` those of the optimum, a training diverges where its learning
//! rate is beyond an edge that the other parameters move:
//!
//! ```text
//! edge(x)  = lr* + gap + a (log(1 - momentum) - ...) - b (log width - ...) + ...
//! s        = edge(x) - gap - log learning_rate             how far below the best rate for these parameters
//! loss     = floor + 0.6 (1 - exp(-q)),   q = steep(s) + bowls of the other parameters + costs of categories
//! steep(s) = 3 (-s / gap)^1.5 above the best rate, 0.4 s^2 / (1 + 0.3 s) below it
//! ```
//!
//! so that the loss saturates far away, the floor is reached at `x*` alone, and measurements are noisier where the loss is
//! large and beside the edge.

use etude_stats::random::Random;
use etude_study::configuration::Values;
use etude_study::score::Direction;
use etude_study::space::{Condition, Dimension, Domain, Scale, SearchSpace, UnitPoint};
use etude_study::value::Value;

use super::{Family, Infeasible, Noise, SearchProblem, Truth, between, choice, dimension, stream};

/// Which parameters there are beside the learning rate, weight decay and width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Momentum and activation: five parameters, none conditional.
    Plain,
    /// The optimizer decides whether there is a momentum or a beta2; an activation too.
    Optimizers,
    /// Momentum, number of layers, and a dropout rate under a switch.
    Deep,
}

const SHAPES: [(Shape, &str, Direction); 3] = [
    (Shape::Plain, "plain", Direction::Minimize),
    (Shape::Optimizers, "optimizers", Direction::Maximize),
    (Shape::Deep, "deep", Direction::Minimize),
];
const ACTIVATIONS: [&str; 4] = ["relu", "gelu", "tanh", "sigmoid"];
const WIDTH_LOW: i64 = 16;
const WIDTH_HIGH: i64 = 512;
/// The best loss there is.
const FLOOR: f64 = 0.08;

/// An instance: where the optimum is, how the edge moves, and what the categories cost.
#[derive(Debug, Clone)]
struct Instance {
    space: SearchSpace,
    /// The optimum, and where in the other branches it is best.
    best: Values,
    /// How far below the edge the best learning rate is, in decades.
    gap: f64,
    /// Decades that the edge moves a decade of (1 - momentum), of width, of (1 - beta2), and a layer.
    slopes: [f64; 4],
    activation_costs: [f64; 4],
    optimizer_cost: f64,
    dropout_cost: f64,
    noise: f64,
}

pub(super) fn problems(seed: u64) -> Vec<SearchProblem> {
    SHAPES.iter().map(|(shape, name, direction)| problem(*shape, name, *direction, seed)).collect()
}

fn problem(shape: Shape, name: &str, direction: Direction, seed: u64) -> SearchProblem {
    let name = format!("training-{name}");
    let instance = instance(shape, &mut stream(seed, &name));
    SearchProblem {
        name,
        family: Family::Training,
        space: instance.space.clone(),
        direction,
        optimal_point: instance.space.unit_point(&instance.best),
        landscape: Box::new(move |point| instance.truth(point)),
    }
}

fn instance(shape: Shape, random: &mut Random) -> Instance {
    let space = SearchSpace::new(dimensions(shape));
    let mut best = Values::new();
    // As the space has it: on its steps, rounded as it rounds.
    let mut set = |name: &str, value: Value| {
        let Some(dimension) = space.dimension(name) else { return };
        let rounded = dimension.domain.unit_of(&value).map(|unit| dimension.domain.value_at(unit));
        best.insert(name.to_owned(), rounded.unwrap_or(value));
    };
    set("learning_rate", Value::Float(10_f64.powf(between(random, -3.2, -0.9))));
    set("weight_decay", Value::Float(10_f64.powf(between(random, -5.5, -1.5))));
    set("width", Value::Int((16.0 * 2_f64.powf(between(random, 1.0, 4.5))).round() as i64));
    set("momentum", Value::Float(1.0 - 10_f64.powf(between(random, -2.4, -0.6))));
    set("beta2", Value::Float(1.0 - 10_f64.powf(between(random, -3.5, -1.3))));
    set("layers", Value::Int(2 + random.below(4).cast_signed()));
    set("dropout", Value::Bool(random.below(2) == 1));
    set("dropout_rate", Value::Float(between(random, 0.1, 0.5)));
    set("optimizer", Value::Text(if random.below(2) == 1 { "adam" } else { "sgd" }.to_owned()));
    let mut activation_costs = [0.0, 0.04, 0.15, 0.6];
    random.shuffle(&mut activation_costs);
    let kindest = activation_costs.iter().position(|cost| *cost <= 0.0).unwrap_or(0);
    set("activation", Value::Text(ACTIVATIONS[kindest].to_owned()));
    let slopes = [
        between(random, 0.3, 0.9),
        between(random, 0.2, 0.8),
        between(random, 0.1, 0.4),
        between(random, 0.02, 0.1),
    ];
    Instance {
        best,
        gap: between(random, 0.1, 0.3),
        slopes,
        activation_costs,
        optimizer_cost: between(random, 0.05, 0.3),
        dropout_cost: between(random, 0.03, 0.15),
        noise: between(random, 0.004, 0.02),
        space,
    }
}

fn dimensions(shape: Shape) -> Vec<Dimension> {
    let float = |low, high, scale| Domain::Float { low, high, scale };
    let mut all = vec![
        ("learning_rate", float(1e-5, 1.0, Scale::Log), None),
        ("weight_decay", float(1e-7, 0.1, Scale::Log), None),
        ("width", Domain::Int { low: WIDTH_LOW, high: WIDTH_HIGH, scale: Scale::Log }, None),
    ];
    let momentum = float(0.0, 0.999, Scale::ReverseLog);
    let when = |parent: &str, value| Some(Condition::equals(parent, value));
    match shape {
        Shape::Plain => {
            all.push(("momentum", momentum, None));
            all.push(("activation", choice(&ACTIVATIONS), None));
        }
        Shape::Optimizers => {
            let word = |word: &str| Value::Text(word.to_owned());
            all.push(("optimizer", choice(&["sgd", "adam"]), None));
            all.push(("momentum", momentum, when("optimizer", word("sgd"))));
            let beta2 = float(0.9, 0.9999, Scale::ReverseLog);
            all.push(("beta2", beta2, when("optimizer", word("adam"))));
            all.push(("activation", choice(&ACTIVATIONS), None));
        }
        Shape::Deep => {
            all.push(("momentum", momentum, None));
            all.push(("layers", Domain::Int { low: 1, high: 6, scale: Scale::Linear }, None));
            all.push(("dropout", Domain::Boolean, None));
            let rate = float(0.05, 0.7, Scale::Linear);
            all.push(("dropout_rate", rate, when("dropout", Value::Bool(true))));
        }
    }
    let numbered = all.into_iter().enumerate();
    numbered.map(|(number, (name, domain, when))| dimension(number, name, domain, when)).collect()
}

impl Instance {
    fn truth(&self, point: &UnitPoint) -> Result<Truth, Infeasible> {
        let values = self.space.values_at(point, &Values::new());
        // How far a parameter is from the optimum's, by a scale; 0 where it is absent.
        let away = |name: &str, scale: fn(f64) -> f64| {
            let of = |values: &Values| values.get(name).and_then(Value::as_f64).map(scale);
            of(&values).zip(of(&self.best)).map_or(0.0, |(here, best)| here - best)
        };
        let complement = |value: f64| (1.0 - value).log10();
        let (momentum, beta2) = (away("momentum", complement), away("beta2", complement));
        let (width, layers) = (away("width", f64::log10), away("layers", |layers| layers));
        let decay = away("weight_decay", f64::log10);
        let [by_momentum, by_width, by_beta2, by_layer] = self.slopes;
        let moved = by_momentum * momentum - by_width * width + by_beta2 * beta2 - by_layer * layers;
        let below = moved - away("learning_rate", f64::log10);
        if below < -self.gap {
            return Err(Infeasible);
        }
        let rate = away("dropout_rate", |rate| rate);
        let bowls = 0.25 * momentum * momentum
            + 0.1 * (decay + 0.6 * momentum).powi(2)
            + 1.2 * width * width
            + 0.08 * beta2 * beta2
            + 0.05 * layers * layers
            + 4.0 * rate * rate;
        let q = self.steepness(below) + bowls + self.category_costs(&values);
        let loss = FLOOR + 0.6 * (1.0 - (-q).exp());
        let beside_the_edge = (-4.0 * (below + self.gap)).exp();
        let noise = Noise::Normal(self.noise * (1.0 + 3.0 * (loss - FLOOR) + beside_the_edge));
        Ok(Truth { loss, noise })
    }

    fn steepness(&self, below: f64) -> f64 {
        if below < 0.0 {
            3.0 * (-below / self.gap).powf(1.5)
        } else {
            0.4 * below * below / (1.0 + 0.3 * below)
        }
    }

    fn category_costs(&self, values: &Values) -> f64 {
        let differs = |name: &str| values.get(name) != self.best.get(name);
        let place = ACTIVATIONS
            .iter()
            .position(|word| values.get("activation") == Some(&Value::Text((*word).to_owned())));
        let optimizer = if differs("optimizer") { self.optimizer_cost } else { 0.0 };
        let dropout = if differs("dropout") { self.dropout_cost } else { 0.0 };
        place.map_or(0.0, |place| self.activation_costs[place]) + optimizer + dropout
    }
}
