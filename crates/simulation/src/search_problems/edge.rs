//! Problems beside an edge: a rate whose best value lies a little below where a third of the space diverges, mixed spaces of 4
//! to 8 parameters, noise.
//!
//! ```text
//! edge(x)  = level + sum slope_j (x_j - 1/2) + bend (x_1 - 1/2)^2 + shift of the category
//! off      = rate - (edge(x) - gap)                        diverges where off > gap
//! side     = left |off|^power below the best rate, rise (off / gap)^2 above it
//! loss     = side + sum weight_j (x_j - best_j)^2 + pair (x_1 - best_1) (x_2 - best_2) + cost of the category
//! ```
//!
//! in units in which 19 of 20 feasible points lose less than 1, with noise of 0.008 to 0.03. All positions are shares of a
//! parameter's range, whole numbers those of the values that they snap to. The edge moves with half of the parameters.

use etude_stats::random::Random;
use etude_study::configuration::Values;
use etude_study::score::Direction;
use etude_study::space::{Domain, Scale, SearchSpace, UnitPoint};

use super::{Family, Infeasible, Noise, SearchProblem, Truth, between, choice, dimension, stream};

/// Points by which the level of the edge and the unit of the loss are found.
const SAMPLE: usize = 4_000;

/// What there is beside the rate.
#[derive(Debug, Clone, Copy)]
struct Shape {
    name: &'static str,
    floats: usize,
    /// The values of each whole number.
    wholes: &'static [i64],
    /// The values of the category; 0 where there is none.
    kinds: usize,
    is_bent: bool,
}

const SHAPES: [Shape; 5] = [
    Shape { name: "edge-4", floats: 2, wholes: &[], kinds: 2, is_bent: false },
    Shape { name: "edge-5-bent", floats: 4, wholes: &[], kinds: 0, is_bent: true },
    Shape { name: "edge-6-wholes", floats: 2, wholes: &[6, 40], kinds: 3, is_bent: false },
    Shape { name: "edge-7", floats: 5, wholes: &[12], kinds: 0, is_bent: false },
    Shape { name: "edge-8-bent", floats: 5, wholes: &[8], kinds: 2, is_bent: true },
];

/// An instance: where the edge and the optimum are.
#[derive(Debug, Clone)]
struct Instance {
    space: SearchSpace,
    /// Of all numbers but the rate, in the order of the space.
    slopes: Vec<f64>,
    bend: f64,
    /// How far each kind moves the edge, and what it costs.
    kinds: Vec<(f64, f64)>,
    level: f64,
    gap: f64,
    left: f64,
    power: f64,
    rise: f64,
    best: Vec<f64>,
    weights: Vec<f64>,
    pair: f64,
    /// What counts as a loss of 1.
    unit: f64,
    noise: f64,
}

pub(super) fn problems(seed: u64) -> Vec<SearchProblem> {
    SHAPES.iter().map(|shape| problem(*shape, seed)).collect()
}

fn problem(shape: Shape, seed: u64) -> SearchProblem {
    let mut random = stream(seed, shape.name);
    let (instance, optimal_point) = loop {
        let mut instance = instance(shape, &mut random);
        let rate = instance.edge(&instance.best, instance.kindest()) - instance.gap;
        if (0.1..0.9).contains(&rate) {
            let point = instance.optimal_point(rate);
            // Values have six digits; the edge is put where the best rate is one.
            instance.level += instance.read(&point).0 - rate;
            break (instance, point);
        }
    };
    SearchProblem {
        name: shape.name.to_owned(),
        family: Family::Edge,
        space: instance.space.clone(),
        direction: Direction::Minimize,
        optimal_point,
        landscape: Box::new(move |point| instance.truth(point)),
    }
}

fn instance(shape: Shape, random: &mut Random) -> Instance {
    let space = space(shape);
    let numbers = shape.floats + shape.wholes.len();
    // Every second parameter moves the edge, either way.
    let slope = |index: usize, random: &mut Random| {
        let size = between(random, 0.15, 0.45);
        let sign = if random.below(2) == 1 { 1.0 } else { -1.0 };
        if index.is_multiple_of(2) { sign * size } else { 0.0 }
    };
    let slopes = (0..numbers).map(|index| slope(index, random)).collect();
    // A whole number's best is one of its values.
    let whole = |dimension: &etude_study::space::Dimension, unit: f64| position(&dimension.domain, unit);
    let best = space.dimensions()[1..=numbers]
        .iter()
        .map(|dimension| whole(dimension, between(random, 0.15, 0.85)))
        .collect();
    let weights: Vec<f64> = (0..numbers).map(|_| between(random, 0.2_f64.ln(), 3.0_f64.ln()).exp()).collect();
    let mut kinds: Vec<(f64, f64)> = (0..shape.kinds.max(1))
        .map(|kind| (between(random, -0.1, 0.1), between(random, 0.1, 0.5) * f64::from(u8::from(kind > 0))))
        .collect();
    random.shuffle(&mut kinds);
    let mut instance = Instance {
        slopes,
        bend: if shape.is_bent { between(random, 0.4, 1.0) } else { 0.0 },
        kinds,
        level: 0.0,
        gap: between(random, 0.03, 0.12),
        left: between(random, 1.5, 4.0),
        power: between(random, 1.4, 2.2),
        rise: between(random, 0.1, 0.8),
        best,
        pair: 0.8 * between(random, -1.0, 1.0) * (weights[0] * weights[1]).sqrt(),
        weights,
        unit: 1.0,
        noise: between(random, 0.008_f64.ln(), 0.03_f64.ln()).exp(),
        space,
    };
    let sample: Vec<(f64, Vec<f64>, usize)> = (0..SAMPLE)
        .map(|_| {
            let units = instance.space.dimensions().iter().map(|_| random.uniform()).collect();
            instance.read(&UnitPoint::new(units))
        })
        .collect();
    let mut margins: Vec<f64> =
        sample.iter().map(|(rate, rest, kind)| rate - instance.edge(rest, *kind)).collect();
    margins.sort_by(f64::total_cmp);
    instance.level = margins[(between(random, 0.62, 0.72) * SAMPLE as f64) as usize];
    let losses = sample.iter().filter_map(|(rate, rest, kind)| instance.loss(*rate, rest, *kind));
    let mut losses: Vec<f64> = losses.collect();
    losses.sort_by(f64::total_cmp);
    instance.unit = losses[losses.len() * 19 / 20];
    instance
}

fn space(shape: Shape) -> SearchSpace {
    let float = |scale| Domain::Float { low: 1e-4, high: 1.0, scale };
    let mut all = vec![("rate".to_owned(), float(Scale::Log))];
    all.extend((0..shape.floats).map(|number| (format!("float-{number}"), float(Scale::Linear))));
    let wholes = shape.wholes.iter().enumerate();
    all.extend(wholes.map(|(number, high)| {
        (format!("whole-{number}"), Domain::Int { low: 1, high: *high, scale: Scale::Linear })
    }));
    if shape.kinds > 0 {
        all.push(("kind".to_owned(), choice(&["one", "two", "three"][..shape.kinds])));
    }
    let numbered = all.into_iter().enumerate();
    SearchSpace::new(
        numbered.map(|(number, (name, domain))| dimension(number, &name, domain, None)).collect(),
    )
}

/// The position, in the range, of the value at a unit coordinate.
fn position(domain: &Domain, unit: f64) -> f64 {
    domain.unit_of(&domain.value_at(unit)).unwrap_or(unit)
}

impl Instance {
    /// The rate's position, the other numbers' and the kind.
    fn read(&self, point: &UnitPoint) -> (f64, Vec<f64>, usize) {
        let dimensions = self.space.dimensions();
        let mut positions = dimensions
            .iter()
            .zip(point.coordinates())
            .map(|(dimension, unit)| position(&dimension.domain, *unit));
        let rate = positions.next().unwrap_or(0.5);
        let rest = positions.by_ref().take(self.best.len()).collect();
        let kind = positions.next().map_or(0, |unit| (unit * self.kinds.len() as f64) as usize);
        (rate, rest, kind)
    }

    fn edge(&self, rest: &[f64], kind: usize) -> f64 {
        let moved: f64 = self.slopes.iter().zip(rest).map(|(slope, at)| slope * (at - 0.5)).sum();
        self.level + moved + self.bend * (rest[1] - 0.5).powi(2) + self.kinds[kind].0
    }

    /// `None` beyond the edge.
    fn loss(&self, rate: f64, rest: &[f64], kind: usize) -> Option<f64> {
        let off = rate - (self.edge(rest, kind) - self.gap);
        if off > self.gap {
            return None;
        }
        let side = if off < 0.0 {
            self.left * (-off).powf(self.power)
        } else {
            self.rise * (off / self.gap).powi(2)
        };
        let away: Vec<f64> = rest.iter().zip(&self.best).map(|(at, best)| at - best).collect();
        let bowl: f64 = self.weights.iter().zip(&away).map(|(weight, away)| weight * away * away).sum();
        Some(side + bowl + self.pair * away[0] * away[1] + self.kinds[kind].1)
    }

    fn truth(&self, point: &UnitPoint) -> Result<Truth, Infeasible> {
        let (rate, rest, kind) = self.read(point);
        let loss = self.loss(rate, &rest, kind).ok_or(Infeasible)? / self.unit;
        Ok(Truth { loss, noise: Noise::Normal(self.noise) })
    }

    /// The kind that costs nothing.
    fn kindest(&self) -> usize {
        self.kinds.iter().position(|(_, cost)| *cost <= 0.0).unwrap_or(0)
    }

    fn optimal_point(&self, rate: f64) -> UnitPoint {
        let kind = (self.kindest() as f64 + 0.5) / self.kinds.len() as f64;
        let wanted: Vec<f64> = [rate].into_iter().chain(self.best.iter().copied()).chain([kind]).collect();
        let wanted = UnitPoint::new(wanted[..self.space.dimensions().len()].to_vec());
        self.space.unit_point(&self.space.values_at(&wanted, &Values::new()))
    }
}
