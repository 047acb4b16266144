//! Search problems with a known optimum, to develop samplers on: none of those that a claim is measured on.
//!
//! | family | what is hard about it |
//! |---|---|
//! | [`Family::Smooth`] | rotated and shifted functions of 2 to 10 floats: curved valleys, many minima |
//! | [`Family::Training`] | a conditional space, noise, and a region of divergence whose edge moves and has the optimum beside it |
//! | [`Family::Table`] | coarse mixed grids with few recorded draws a cell, whose noise grows with the loss |
//! | [`Family::Rough`] | categories without order and steps without slope |
//! | [`Family::Edge`] | mixed spaces with noise, a third of which diverges, and the optimum beside the moving edge |
//!
//! An instance is a seed: another one, another rotation, optimum, edge and noise. Constants of a sampler are chosen on
//! these, its claims are measured elsewhere.

mod edge;
mod rough;
mod smooth;
mod table;
mod training;

use etude_stats::random::{Random, mix};
use etude_study::score::{Direction, Score};
use etude_study::space::{Condition, Dimension, Domain, SearchSpace, UnitPoint};
use etude_study::value::Value;

/// How many measurements of a table's cell are on record.
const RECORDED: usize = 5;

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Rotated and shifted functions of floats.
    Smooth,
    /// Like the training of a network, with divergence.
    Training,
    /// Like recorded trainings: a grid, and a few draws for each of its cells.
    Table,
    /// Categories and steps without any slope.
    Rough,
    /// Mixed spaces, a third of which diverges, with the optimum beside the edge.
    Edge,
}

impl Family {
    /// Every family.
    pub const ALL: [Family; 5] =
        [Family::Smooth, Family::Training, Family::Table, Family::Rough, Family::Edge];

    /// The word by which it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Family::Smooth => "smooth",
            Family::Training => "training",
            Family::Table => "table",
            Family::Rough => "rough",
            Family::Edge => "edge",
        }
    }
}

/// That a point cannot be used: it diverges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Infeasible;

/// What is true of a feasible point.
#[derive(Debug, Clone, Copy)]
struct Truth {
    /// The expected loss: smaller is better, whatever the problem's direction.
    loss: f64,
    noise: Noise,
}

/// How a measurement strays from the truth.
#[derive(Debug, Clone, Copy)]
enum Noise {
    /// By a normal with this standard deviation.
    Normal(f64),
    /// By one of these, each as likely; their mean is 0.
    Recorded([f64; RECORDED]),
}

/// A function of a point, as a loss.
type Landscape = Box<dyn Fn(&UnitPoint) -> Result<Truth, Infeasible> + Send + Sync>;

/// A search problem: a space, what its points are worth, and which of them is worth most.
pub struct SearchProblem {
    /// Its name, unique among the problems of one seed.
    pub name: String,
    /// What kind of problem it is.
    pub family: Family,
    /// The space to search.
    pub space: SearchSpace,
    /// Whether small or large values are sought.
    pub direction: Direction,
    /// A point with the best true value.
    pub optimal_point: UnitPoint,
    landscape: Landscape,
}

impl SearchProblem {
    /// One measurement at a point; another replicate, another draw of the noise.
    pub fn evaluate(&self, point: &UnitPoint, replicate: u64) -> Result<Score, Infeasible> {
        let truth = (self.landscape)(point)?;
        // The configuration's own stream, so that one replicate of all points is not one draw of the noise.
        let mut random = Random::new(mix(replicate) ^ truth.loss.to_bits());
        let noise = match truth.noise {
            Noise::Normal(sd) => sd * random.normal(),
            Noise::Recorded(draws) => draws[random.below(RECORDED as u64) as usize],
        };
        Score::new(self.value_of(truth.loss + noise)).ok_or(Infeasible)
    }

    /// The expected measurement at a point.
    pub fn true_value(&self, point: &UnitPoint) -> Result<f64, Infeasible> {
        (self.landscape)(point).map(|truth| self.value_of(truth.loss))
    }

    /// The best true value.
    pub fn optimum(&self) -> Result<f64, Infeasible> {
        self.true_value(&self.optimal_point)
    }

    /// How much worse than the optimum a point truly is: 0 or more, in the metric's unit.
    pub fn regret(&self, point: &UnitPoint) -> Result<f64, Infeasible> {
        let loss = |point| (self.landscape)(point).map(|truth| truth.loss);
        Ok(loss(point)? - loss(&self.optimal_point)?)
    }

    fn value_of(&self, loss: f64) -> f64 {
        match self.direction {
            Direction::Minimize => loss,
            Direction::Maximize => 1.0 - loss,
        }
    }
}

/// Every development problem, as the instance of this seed.
pub fn development(seed: u64) -> Vec<SearchProblem> {
    let families = [smooth::problems, training::problems, table::problems, rough::problems, edge::problems];
    families.into_iter().flat_map(|problems| problems(seed)).collect()
}

/// The stream of an instance's problem of that name.
fn stream(seed: u64, name: &str) -> Random {
    Random::new(name.bytes().fold(mix(seed), |hash, byte| mix(hash ^ u64::from(byte))))
}

fn dimension(number: usize, name: &str, domain: Domain, when: Option<Condition>) -> Dimension {
    Dimension { name: name.to_owned(), number: number as u32, domain, when }
}

/// A parameter whose values are words in no order.
fn choice(words: &[&str]) -> Domain {
    Domain::Choice { choices: words.iter().map(|word| Value::Text((*word).to_owned())).collect() }
}

/// A number between `low` and `high`.
fn between(random: &mut Random, low: f64, high: f64) -> f64 {
    low + (high - low) * random.uniform()
}
