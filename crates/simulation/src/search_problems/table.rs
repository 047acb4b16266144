//! Tables like those of recorded trainings: a coarse mixed grid, and for each of its cells a few draws of a noisy error.
//!
//! A cell's expected error is a saturating sum of a bowl along every ordered parameter, a cost for every category, products
//! of neighbours, and a roughness of its own. The draws are skewed (now and then a training goes badly) and stray more where
//! the error is large. The truth of a cell is the mean of its draws, as with a real table.

use etude_stats::random::Random;
use etude_study::score::Direction;
use etude_study::space::{Dimension, Domain, Scale, SearchSpace, UnitPoint};
use etude_study::value::Value;

use super::{Family, Infeasible, Noise, RECORDED, SearchProblem, Truth, choice, dimension, stream};

/// A table's name, parameters, share of its cells that is infeasible (the worst), and direction.
struct Plan {
    name: &'static str,
    parameters: fn() -> Vec<Dimension>,
    infeasible_share: f64,
    /// How much its measurements stray, in units of the other tables.
    noise: f64,
    direction: Direction,
}

const PLANS: [Plan; 4] = [
    plan("table-small", small, (0.0, 1.0), Direction::Minimize),
    plan("table-wide", wide, (0.0, 1.0), Direction::Maximize),
    plan("table-quarter", wide, (0.25, 1.0), Direction::Minimize),
    plan("table-lucky", small, (0.0, 4.0), Direction::Minimize),
];

const fn plan(
    name: &'static str,
    parameters: fn() -> Vec<Dimension>,
    (infeasible_share, noise): (f64, f64),
    direction: Direction,
) -> Plan {
    Plan { name, parameters, infeasible_share, noise, direction }
}

/// Four ordered parameters: 1,120 cells.
fn small() -> Vec<Dimension> {
    vec![
        dimension(0, "learning_rate", powers(1e-4, 8), None),
        dimension(1, "weight_decay", powers(1e-6, 7), None),
        dimension(2, "depth", Domain::Int { low: 1, high: 4, scale: Scale::Linear }, None),
        dimension(3, "width", Domain::IntSteps { low: 32, high: 160, step: 32 }, None),
    ]
}

/// Six parameters, two of them categories: 5,760 cells.
fn wide() -> Vec<Dimension> {
    vec![
        dimension(0, "schedule", choice(&["constant", "cosine", "steps", "linear"]), None),
        dimension(1, "learning_rate", powers(1e-4, 6), None),
        dimension(2, "activation", choice(&["relu", "tanh", "gelu"]), None),
        dimension(
            3,
            "batch",
            Domain::Ordered { choices: [8, 16, 32, 64, 128].map(Value::Int).to_vec() },
            None,
        ),
        dimension(4, "width", Domain::IntSteps { low: 16, high: 64, step: 16 }, None),
        dimension(5, "dropout", Domain::FloatSteps { low: 0.0, high: 0.6, step: 0.2 }, None),
    ]
}

/// So many choices, each five times the one before.
fn powers(low: f64, count: i32) -> Domain {
    Domain::Ordered { choices: (0..count).map(|power| Value::Float(low * 5_f64.powi(power))).collect() }
}

pub(super) fn problems(seed: u64) -> Vec<SearchProblem> {
    PLANS.iter().map(|plan| problem(plan, &mut stream(seed, plan.name))).collect()
}

fn problem(plan: &Plan, random: &mut Random) -> SearchProblem {
    let space = SearchSpace::new((plan.parameters)());
    let counts: Vec<usize> =
        space.dimensions().iter().map(|dimension| dimension.domain.count().unwrap_or(1) as usize).collect();
    let mut cells = record(&space, &counts, (plan.noise, random));
    let mut order: Vec<usize> = (0..cells.len()).collect();
    let loss = |cell: &Result<Truth, Infeasible>| cell.map_or(f64::INFINITY, |truth| truth.loss);
    order.sort_by(|a, b| loss(&cells[*a]).total_cmp(&loss(&cells[*b])));
    let worst = (plan.infeasible_share * cells.len() as f64) as usize;
    for cell in &order[order.len() - worst..] {
        cells[*cell] = Err(Infeasible);
    }
    let best = levels(order[0], &counts);
    let middle = |(level, count): (&usize, &usize)| (*level as f64 + 0.5) / *count as f64;
    let guess = UnitPoint::new(best.iter().zip(&counts).map(middle).collect());
    let values = space.values_at(&guess, &etude_study::configuration::Values::new());
    let domains: Vec<Domain> = space.dimensions().iter().map(|dimension| dimension.domain.clone()).collect();
    let index = move |point: &UnitPoint| {
        domains.iter().zip(point.coordinates()).zip(&counts).fold(0, |index, ((domain, unit), count)| {
            index * count + domain.index_of(&domain.value_at(*unit)).unwrap_or(0) as usize
        })
    };
    SearchProblem {
        name: plan.name.to_owned(),
        family: Family::Table,
        direction: plan.direction,
        optimal_point: space.unit_point(&values),
        space,
        landscape: Box::new(move |point| cells[index(point)]),
    }
}

/// Every cell, the last parameter changing fastest.
fn record(
    space: &SearchSpace,
    counts: &[usize],
    (noise, random): (f64, &mut Random),
) -> Vec<Result<Truth, Infeasible>> {
    // What each level of each parameter adds, and its sign in products with its neighbour.
    let effects: Vec<Vec<(f64, f64)>> = space
        .dimensions()
        .iter()
        .zip(counts)
        .map(|(dimension, count)| match dimension.domain {
            Domain::Choice { .. } => {
                (0..*count).map(|_| (0.5 * random.exponential(), random.normal())).collect()
            }
            _ => bowl(*count, random),
        })
        .collect();
    let cell_count = counts.iter().product();
    (0..cell_count)
        .map(|cell| {
            let at: Vec<(f64, f64)> =
                levels(cell, counts).iter().zip(&effects).map(|(level, effects)| effects[*level]).collect();
            let alone: f64 = at.iter().map(|(cost, _)| cost).sum();
            let together: f64 = at.windows(2).map(|pair| 0.2 * pair[0].1 * pair[1].1).sum();
            let q = (alone + together + 0.8).max(0.0);
            let expected = 0.05 + 0.5 * (1.0 - (-0.7 * q).exp()) + 0.008 * random.normal();
            Ok(recorded((expected, noise), random))
        })
        .collect()
}

/// A bowl over `count` levels with its lowest point anywhere, and positions from -1 to 1 about it.
fn bowl(count: usize, random: &mut Random) -> Vec<(f64, f64)> {
    let lowest = random.uniform() * (count - 1) as f64;
    let width = count as f64 / 2.0;
    let depth = 0.1 + random.exponential();
    (0..count).map(|level| (level as f64 - lowest) / width).map(|away| (depth * away * away, away)).collect()
}

/// Draws about an expectation, and their mean as the truth.
fn recorded((expected, noise): (f64, f64), random: &mut Random) -> Truth {
    let sd = noise * (0.004 + 0.06 * (expected - 0.05).max(0.0));
    let mut draws = [0.0; RECORDED];
    for draw in &mut draws {
        let bad = if random.uniform() < 0.1 { random.exponential() } else { 0.0 };
        *draw = sd * (0.7 * random.normal() + 1.5 * bad);
    }
    let mean = draws.iter().sum::<f64>() / RECORDED as f64;
    Truth { loss: expected + mean, noise: Noise::Recorded(draws.map(|draw| draw - mean)) }
}

/// The level of each parameter in a cell.
fn levels(mut cell: usize, counts: &[usize]) -> Vec<usize> {
    let mut levels: Vec<usize> = counts
        .iter()
        .rev()
        .map(|count| {
            let level = cell % count;
            cell /= count;
            level
        })
        .collect();
    levels.reverse();
    levels
}
