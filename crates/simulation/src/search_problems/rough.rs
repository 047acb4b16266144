//! Rough problems: what a category is worth says nothing of another one, and along a number the loss jumps from step to step.
//!
//! ```text
//! loss = sum_i main_i(level_i) + 0.5 sum_(i,j) pair_ij(level_i, level_j),   floats cut into 16 equal levels
//! ```
//!
//! with every `main` and `pair` an independent draw, pairs for neighbours in a ring. The optimum is found by trying all
//! combinations.

use etude_stats::random::Random;
use etude_study::configuration::Values;
use etude_study::score::Direction;
use etude_study::space::{Domain, Scale, SearchSpace, UnitPoint};
use etude_study::value::Value;

use super::{Family, Noise, SearchProblem, Truth, dimension, stream};

/// How many equal parts a float is cut into.
const PARTS: usize = 16;

/// Levels of the categories, whole numbers and floats of each problem, and the noise's standard deviation.
const PROBLEMS: [(&str, &[Axis], f64); 2] = [
    (
        "rough-categories",
        &[Axis::Choice(12), Axis::Choice(8), Axis::Choice(5), Axis::Choice(6), Axis::Whole(10)],
        0.1,
    ),
    ("rough-mixed", &[Axis::Choice(6), Axis::Whole(20), Axis::Float, Axis::Choice(9)], 0.0),
];

#[derive(Debug, Clone, Copy)]
enum Axis {
    Choice(usize),
    Whole(i32),
    Float,
}

impl Axis {
    fn levels(self) -> usize {
        match self {
            Axis::Choice(levels) => levels,
            Axis::Whole(levels) => levels.unsigned_abs() as usize,
            Axis::Float => PARTS,
        }
    }

    fn domain(self) -> Domain {
        match self {
            Axis::Choice(levels) => Domain::Choice {
                choices: (0..levels).map(|level| Value::Text(format!("kind-{level}"))).collect(),
            },
            Axis::Whole(levels) => Domain::Int { low: 1, high: levels.into(), scale: Scale::Linear },
            Axis::Float => Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear },
        }
    }
}

/// What levels and pairs of levels are worth.
struct Worth {
    main: Vec<Vec<f64>>,
    /// Of axis `i` and the next one in the ring, by level of `i` and level of the next.
    pair: Vec<Vec<Vec<f64>>>,
}

impl Worth {
    fn draw(axes: &[Axis], random: &mut Random) -> Worth {
        let mut row = |levels: usize| -> Vec<f64> { (0..levels).map(|_| random.normal()).collect() };
        let main = axes.iter().map(|axis| row(axis.levels())).collect();
        let next = axes.iter().cycle().skip(1);
        let pair = axes
            .iter()
            .zip(next)
            .map(|(axis, next)| (0..axis.levels()).map(|_| row(next.levels())).collect());
        Worth { main, pair: pair.collect() }
    }

    fn loss(&self, levels: &[usize]) -> f64 {
        let alone: f64 = self.main.iter().zip(levels).map(|(main, level)| main[*level]).sum();
        let next = levels.iter().cycle().skip(1);
        let pairs = self.pair.iter().zip(levels.iter().zip(next));
        alone + 0.5 * pairs.map(|(pair, (level, next))| pair[*level][*next]).sum::<f64>()
    }
}

pub(super) fn problems(seed: u64) -> Vec<SearchProblem> {
    PROBLEMS.iter().map(|(name, axes, noise)| problem(name, axes, *noise, seed)).collect()
}

fn problem(name: &str, axes: &'static [Axis], sd: f64, seed: u64) -> SearchProblem {
    let worth = Worth::draw(axes, &mut stream(seed, name));
    let dimension_of =
        |(number, axis): (usize, &Axis)| dimension(number, &format!("axis-{number}"), axis.domain(), None);
    let space = SearchSpace::new(axes.iter().enumerate().map(dimension_of).collect());
    let best = best_levels(axes, &worth);
    let middle = |(level, axis): (&usize, &Axis)| (*level as f64 + 0.5) / axis.levels() as f64;
    let guess = UnitPoint::new(best.iter().zip(axes).map(middle).collect());
    let domains: Vec<Domain> = axes.iter().map(|axis| axis.domain()).collect();
    let level = move |(domain, unit): (&Domain, &f64)| match domain {
        Domain::Float { .. } => (unit * PARTS as f64) as usize,
        _ => domain.index_of(&domain.value_at(*unit)).unwrap_or(0) as usize,
    };
    SearchProblem {
        name: name.to_owned(),
        family: Family::Rough,
        direction: Direction::Minimize,
        optimal_point: space.unit_point(&space.values_at(&guess, &Values::new())),
        space,
        landscape: Box::new(move |point| {
            let levels: Vec<usize> = domains.iter().zip(point.coordinates()).map(level).collect();
            Ok(Truth { loss: worth.loss(&levels), noise: Noise::Normal(sd) })
        }),
    }
}

/// The levels with the smallest loss, by going through all.
fn best_levels(axes: &[Axis], worth: &Worth) -> Vec<usize> {
    let mut levels = vec![0; axes.len()];
    let mut best = (worth.loss(&levels), levels.clone());
    while let Some(place) = (0..axes.len()).rev().find(|place| levels[*place] + 1 < axes[*place].levels()) {
        levels[place] += 1;
        levels[place + 1..].fill(0);
        let loss = worth.loss(&levels);
        if loss < best.0 {
            best = (loss, levels.clone());
        }
    }
    best.1
}
