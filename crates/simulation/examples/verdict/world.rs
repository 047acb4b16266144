//! The simulated worlds: how trainings scatter, how often they are infeasible, and what is truly better.

use etude_simulation::projects::several_values;
use etude_stats::random::{Random, mix};
use etude_study::configuration::{Configuration, Values};
use etude_study::project::{Project, ProjectFileError};
use etude_study::value::Value;

/// The shape of the noise of one training, with standard deviation 1 / sqrt(2) (twice that where it is wide) and mean 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Shape {
    Normal,
    StudentT3,
    /// Exponential: a long bad tail.
    Skewed,
    /// 10 % of draws with 5 times the standard deviation.
    Outliers,
    /// Normal, with twice the standard deviation.
    Wide,
}

impl Shape {
    pub(crate) fn draw(self, random: &mut Random) -> f64 {
        let unit = match self {
            Shape::Normal => random.normal(),
            Shape::StudentT3 => random.student_t(3) / 3_f64.sqrt(),
            Shape::Skewed => random.exponential() - 1.0,
            Shape::Outliers => random.contaminated_normal(0.1, 5.0) / 3.4_f64.sqrt(),
            Shape::Wide => 2.0 * random.normal(),
        };
        unit / 2_f64.sqrt()
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Shape::Normal => "normal",
            Shape::StudentT3 => "t3",
            Shape::Skewed => "exponential",
            Shape::Outliers => "10 % outliers",
            Shape::Wide => "normal, twice as wide",
        }
    }
}

/// What is true, and what is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct World {
    /// Values of the question; `v0` is the incumbent's.
    pub(crate) values: u32,
    /// Trials of each; 1 where there is nothing to tune.
    pub(crate) trials: u32,
    /// How trainings at the incumbent's value scatter.
    pub(crate) home: Shape,
    /// How those at the other values do.
    pub(crate) other: Shape,
    /// How often a training is infeasible, at every value.
    pub(crate) infeasible: f64,
    /// By how much `v1` is truly better.
    pub(crate) gain: f64,
    /// How much configurations differ in truth, as a standard deviation; 0 makes every choice among them luck.
    pub(crate) spread: f64,
    /// Further lines of the round.
    pub(crate) keys: &'static str,
}

impl World {
    /// Two values that are the same in everything.
    pub(crate) fn equal(shape: Shape) -> World {
        World {
            values: 2,
            trials: 16,
            home: shape,
            other: shape,
            infeasible: 0.0,
            gain: 0.0,
            spread: 0.0,
            keys: "",
        }
    }

    pub(crate) fn project(&self, seed: u64) -> Result<Project, ProjectFileError> {
        several_values(self.values, self.trials, self.keys, seed)
    }

    /// The score of a training, smaller being better; not a number where it is infeasible.
    pub(crate) fn score(&self, configuration: &Configuration) -> f64 {
        let mut random = Random::new(mix(u64::from(configuration.seed)) ^ place(&configuration.values));
        let is_infeasible = random.uniform() < self.infeasible;
        let shape = if is_home(&configuration.values) { self.home } else { self.other };
        let score = shape.draw(&mut random) + self.truth(&configuration.values);
        if is_infeasible { f64::NAN } else { score }
    }

    /// What a configuration scores on average.
    pub(crate) fn truth(&self, values: &Values) -> f64 {
        let gain = if values.get("choice").is_some_and(|choice| choice.to_string() == "v1") {
            self.gain
        } else {
            0.0
        };
        self.spread * Random::new(place(values)).normal() - gain
    }
}

/// Whether these values have the incumbent's of the question.
pub(crate) fn is_home(values: &Values) -> bool {
    values.get("choice").is_some_and(|choice| choice.to_string() == "v0")
}

/// A number of its own for every configuration.
pub(crate) fn place(values: &Values) -> u64 {
    values.values().fold(0, |hash, value| mix(hash ^ hash_of(value)))
}

fn hash_of(value: &Value) -> u64 {
    value.to_string().bytes().fold(0, |hash, byte| mix(hash ^ u64::from(byte)))
}
