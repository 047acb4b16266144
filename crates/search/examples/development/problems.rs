//! Problems to choose constants on: of our own making, another instance for every seed.

use etude_search::model_space::{ModelPoint, ModelSpace};
use etude_stats::random::Random;
use etude_study::space::{Condition, Dimension, Domain, SearchSpace, UnitPoint};
use etude_study::value::Value;

/// The names of the families.
pub(crate) const FAMILIES: [&str; 10] =
    ["ellipsoid", "edge", "mixed", "conditional", "bumps", "sparse", "table", "ripples", "noisy", "corner"];

/// What a program would report.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Result {
    /// Diverged.
    Infeasible,
    /// The measurement.
    Cost(f64),
}

/// A problem.
pub(crate) struct Problem {
    pub(crate) space: SearchSpace,
    model: ModelSpace,
    /// The true cost; `None` where infeasible.
    cost: Cost,
    pub(crate) noise: f64,
    pub(crate) optimum: f64,
}

impl Problem {
    /// The instance of a family for a seed.
    pub(crate) fn new(family: &str, seed: u64) -> Problem {
        let mut random = Random::new(seed.wrapping_mul(31) ^ 0xde7);
        let (dimensions, cost, noise) = match family {
            "ellipsoid" => ellipsoid(&mut random),
            "edge" => edge(&mut random),
            "mixed" => mixed(&mut random),
            "conditional" => conditional(&mut random),
            "bumps" => bumps(&mut random),
            "sparse" => sparse(&mut random),
            "table" => table(&mut random),
            "ripples" => ripples(&mut random),
            "noisy" => noisy(&mut random),
            _ => corner(&mut random),
        };
        let space = SearchSpace::new(dimensions);
        let model = ModelSpace::new(&space);
        let mut problem = Problem { space, model, cost, noise, optimum: 0.0 };
        problem.optimum = problem.searched(&mut random);
        problem
    }

    /// The true cost.
    pub(crate) fn truth(&self, point: &UnitPoint) -> Option<f64> {
        (self.cost)(&self.model.read(point))
    }

    /// One measurement.
    pub(crate) fn measure(&self, point: &UnitPoint, random: &mut Random) -> Result {
        let noise = self.noise * random.normal();
        self.truth(point).map_or(Result::Infeasible, |cost| Result::Cost(cost + noise))
    }

    /// The least cost that much random search and climbing finds.
    fn searched(&self, random: &mut Random) -> f64 {
        let width = self.space.dimensions().len();
        let mut starts: Vec<(f64, Vec<f64>)> = (0..4_000)
            .filter_map(|_| {
                let units: Vec<f64> = (0..width).map(|_| random.uniform()).collect();
                Some((self.truth(&UnitPoint::new(units.clone()))?, units))
            })
            .collect();
        starts.sort_by(|a, b| a.0.total_cmp(&b.0));
        starts.truncate(6);
        let mut best = f64::INFINITY;
        for (mut cost, mut units) in starts {
            let mut step = 0.3;
            for _ in 0..3_000 {
                let mut next = units.clone();
                let only = random.below(width as u64) as usize;
                let all = random.uniform() < 0.5;
                for (index, unit) in next.iter_mut().enumerate() {
                    if all || index == only {
                        *unit += step * random.normal();
                    }
                }
                if random.uniform() < 0.1 {
                    next[only] = random.uniform();
                }
                match self.truth(&UnitPoint::new(next.clone())) {
                    Some(there) if there <= cost => {
                        step = f64::min(step * 1.5, 0.3);
                        cost = there;
                        units = UnitPoint::new(next).coordinates().to_vec();
                    }
                    _ => step = f64::max(step * 0.95, 1e-5),
                }
            }
            best = best.min(cost);
        }
        best
    }
}

type Cost = Box<dyn Fn(&ModelPoint) -> Option<f64>>;
type Parts = (Vec<Dimension>, Cost, f64);

fn dimension(number: usize, domain: Domain, when: Option<Condition>) -> Dimension {
    Dimension { name: format!("x{number}"), number: number as u32, domain, when }
}

fn float() -> Domain {
    Domain::Float { low: 0.0, high: 1.0, scale: etude_study::space::Scale::Linear }
}

fn whole(count: i64) -> Domain {
    Domain::IntSteps { low: 1, high: count, step: 1 }
}

fn choice(count: i64) -> Domain {
    Domain::Choice { choices: (0..count).map(Value::Int).collect() }
}

fn floats(count: usize) -> Vec<Dimension> {
    (0..count).map(|number| dimension(number, float(), None)).collect()
}

fn centre(count: usize, random: &mut Random) -> Vec<f64> {
    (0..count).map(|_| 0.1 + 0.8 * random.uniform()).collect()
}

/// A rotated ellipsoid in five dimensions, condition 100.
fn ellipsoid(random: &mut Random) -> Parts {
    let best = centre(5, random);
    let rows: Vec<Vec<f64>> = (0..5)
        .map(|row| (0..5).map(|_| random.normal() * 10_f64.powf(-f64::from(row) / 4.0)).collect())
        .collect();
    let cost = move |point: &ModelPoint| {
        let along = |row: &Vec<f64>| -> f64 {
            row.iter().zip(&point.coordinates).zip(&best).map(|((r, x), b)| r * (x - b)).sum()
        };
        Some(rows.iter().map(|row| along(row).powi(2)).sum::<f64>().sqrt())
    };
    (floats(5), Box::new(cost), 0.0)
}

/// A rate whose best value lies just below where training diverges, which moves with two others.
fn edge(random: &mut Random) -> Parts {
    let best = centre(6, random);
    let (slope, tilt) = (0.3 + 0.4 * random.uniform(), 0.2 + 0.3 * random.uniform());
    let at = 0.45 + 0.25 * random.uniform();
    let gain: Vec<f64> = (0..6).map(|_| 0.3 + random.uniform()).collect();
    let cost = move |point: &ModelPoint| {
        let x = &point.coordinates;
        let limit = at + slope * (0.5 - x[1]) + tilt * (0.5 - x[2]) + 0.1 * (x[5] - 0.5);
        if x[0] > limit {
            return None;
        }
        let under = limit - x[0];
        let rate = if under < 0.06 { 4.0 * (0.06 - under) } else { 1.2 * (under - 0.06) };
        let rest: f64 = (1..5).map(|d| gain[d] * (x[d] - best[d]).powi(2)).sum();
        Some(rate + rest + 0.1 * f64::from(u8::from(x[5] > 0.5)))
    };
    let mut dimensions = floats(5);
    dimensions.push(dimension(5, Domain::Boolean, None));
    (dimensions, Box::new(cost), 0.02)
}

/// Ten parameters of every kind, with interactions and noise.
fn mixed(random: &mut Random) -> Parts {
    let best = centre(10, random);
    let domains = [
        float(),
        float(),
        float(),
        float(),
        whole(8),
        whole(5),
        whole(16),
        choice(3),
        choice(5),
        Domain::Boolean,
    ];
    let dimensions = domains.into_iter().enumerate().map(|(number, domain)| dimension(number, domain, None));
    let levels: Vec<Vec<f64>> = (0..3).map(|_| (0..5).map(|_| 0.5 * random.uniform()).collect()).collect();
    let shift: Vec<f64> = (0..5).map(|_| 0.3 * (random.uniform() - 0.5)).collect();
    let gain: Vec<f64> = (0..7).map(|_| 2.0 * random.uniform().powi(2) + 0.1).collect();
    let cost = move |point: &ModelPoint| {
        let x = &point.coordinates;
        let kind = x[8] as usize;
        let smooth: f64 = (0..7)
            .map(|d| {
                let moved = if d == 0 { best[d] + shift[kind] } else { best[d] };
                gain[d] * (x[d] - moved).powi(2)
            })
            .sum();
        let cross = 1.5 * (x[1] - best[1]) * (x[2] - best[2]);
        let listed: f64 = (7..10).map(|d| levels[d - 7][x[d] as usize]).sum();
        Some(smooth + cross.max(-0.2) + listed)
    };
    (dimensions.collect(), Box::new(cost), 0.03)
}

/// Three branches with parameters of their own, and some for all.
fn conditional(random: &mut Random) -> Parts {
    let on = |values: Vec<i64>| {
        let test = etude_study::space::Test::OneOf(values.into_iter().map(Value::Int).collect());
        Condition::all([etude_study::space::Requirement { parameter: "x0".into(), test }])
    };
    let dimensions = vec![
        dimension(0, choice(3), None),
        dimension(1, float(), None),
        dimension(2, float(), None),
        dimension(3, float(), on(vec![0])),
        dimension(4, float(), on(vec![0])),
        dimension(5, float(), on(vec![1])),
        dimension(6, whole(6), on(vec![1, 2])),
        dimension(7, float(), on(vec![2])),
        dimension(8, Domain::Boolean, on(vec![2])),
    ];
    let best = centre(9, random);
    let offset: Vec<f64> = (0..3).map(|_| 0.25 * random.uniform()).collect();
    let shared: Vec<f64> = (0..3).map(|_| 0.2 * (random.uniform() - 0.5)).collect();
    let cost = move |point: &ModelPoint| {
        let x = &point.coordinates;
        let branch = x[0] as usize;
        let mut sum =
            offset[branch] + 2.0 * (x[1] - best[1] - shared[branch]).powi(2) + (x[2] - best[2]).powi(2);
        for d in 3..8 {
            if point.active[d] {
                sum += 1.5 * (x[d] - best[d]).powi(2);
            }
        }
        if point.active[8] && x[8] < 0.5 {
            sum += 0.15;
        }
        Some(sum)
    };
    (dimensions, Box::new(cost), 0.01)
}

/// Eight wells of random depth and width in three dimensions.
fn bumps(random: &mut Random) -> Parts {
    let wells: Vec<(Vec<f64>, f64, f64)> = (0..8)
        .map(|_| (centre(3, random), 0.4 + 0.6 * random.uniform(), 0.08 + 0.12 * random.uniform()))
        .collect();
    let cost = move |point: &ModelPoint| {
        let well = |(at, depth, width): &(Vec<f64>, f64, f64)| {
            let distance: f64 = at.iter().zip(&point.coordinates).map(|(a, x)| (a - x).powi(2)).sum();
            -depth * (-0.5 * distance / (width * width)).exp()
        };
        Some(wells.iter().map(well).fold(0.0, f64::min))
    };
    (floats(3), Box::new(cost), 0.01)
}

/// Twelve parameters of which three matter.
fn sparse(random: &mut Random) -> Parts {
    let best = centre(12, random);
    let cost = move |point: &ModelPoint| {
        let x = &point.coordinates;
        let (a, b, c) = (x[2] - best[2], x[5] - best[5], x[9] - best[9]);
        Some((2.0 * a * a + (b + 0.5 * a).powi(2) + c.abs() * 0.5).sqrt())
    };
    (floats(12), Box::new(cost), 0.01)
}

/// Six categories of four values, with random interactions of pairs: rough.
fn table(random: &mut Random) -> Parts {
    let dimensions = (0..6).map(|number| dimension(number, choice(4), None)).collect();
    let single: Vec<f64> = (0..24).map(|_| random.uniform()).collect();
    let pairs: Vec<f64> = (0..6 * 6 * 16).map(|_| 0.6 * random.uniform()).collect();
    let cost = move |point: &ModelPoint| {
        let x: Vec<usize> = point.coordinates.iter().map(|x| *x as usize).collect();
        let mut sum: f64 = (0..6).map(|d| single[d * 4 + x[d]]).sum();
        for a in 0..6 {
            for b in a + 1..6 {
                sum += pairs[(a * 6 + b) * 16 + x[a] * 4 + x[b]];
            }
        }
        Some(sum)
    };
    (dimensions, Box::new(cost), 0.05)
}

/// A bowl with ripples in four dimensions.
fn ripples(random: &mut Random) -> Parts {
    let best = centre(4, random);
    let cost = move |point: &ModelPoint| {
        let each = point
            .coordinates
            .iter()
            .zip(&best)
            .map(|(x, b)| (x - b).powi(2) + 0.03 * (1.0 - (std::f64::consts::TAU * 5.0 * (x - b)).cos()));
        Some(each.sum())
    };
    (floats(4), Box::new(cost), 0.0)
}

/// A bowl in eight dimensions under much noise.
fn noisy(random: &mut Random) -> Parts {
    let best = centre(8, random);
    let gain: Vec<f64> = (0..8).map(|d| 0.5_f64.powi(d)).collect();
    let cost = move |point: &ModelPoint| {
        let each = point.coordinates.iter().zip(&best).zip(&gain);
        Some(each.map(|((x, b), g)| g * (x - b).powi(2)).sum())
    };
    (floats(8), Box::new(cost), 0.1)
}

/// A slope that is best in a corner.
fn corner(random: &mut Random) -> Parts {
    let gain: Vec<f64> = (0..6).map(|_| random.uniform() - 0.5).collect();
    let cost = move |point: &ModelPoint| {
        let x = &point.coordinates;
        let slope: f64 = x.iter().zip(&gain).map(|(x, g)| g * x).sum();
        Some(slope + 0.3 * x[0] * x[1] - 0.2 * x[2] * x[3])
    };
    (floats(6), Box::new(cost), 0.01)
}
