//! Does importance name the parameters that matter, and do its bands hold the truth?
//!
//! Functions with known total indices, observed with noise (a tenth of their standard deviation) at quasi-random points: Sobol's g-function with three of six
//! coefficients small; polynomials of six parameters, three of them strong, with interactions; products of half waves of five parameters; Ishigami's function among two parameters that
//! do nothing. Compared with PED-ANOVA at 50 points. Run with `cargo xtask bench importance`; an argument sets the number of seeds.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::error::Error;
use std::f64::consts::PI;

use etude_search::gp::regression::Regression;
use etude_search::gp::warp::half_rank;
use etude_search::importance::band::Band;
use etude_search::importance::branch::Branch;
use etude_search::importance::near_top::near_top;
use etude_search::importance::panels::LEAST_EXPLAINED;
use etude_search::importance::posterior::{DRAWS, Draws};
use etude_search::model_space::{ModelPoint, ModelSpace};
use etude_search::quasi_random;
use etude_stats::random::Random;
use etude_study::space::{Dimension, Domain, Scale, SearchSpace, UnitPoint};

/// Parameters whose index is above this count for the coverage: of one that does nothing the truth is 0, and a share is never below.
const MATTERS: f64 = 0.02;
const NOISE: f64 = 0.1;
const SAMPLE: usize = 128;

type Function = Box<dyn Fn(&[f64]) -> f64>;
type Family = fn(&mut Random) -> Problem;

struct Problem {
    function: Function,
    totals: Vec<f64>,
    deviation: f64,
}

/// What came of one problem.
struct Found {
    totals: Vec<f64>,
    /// Of the function with its bad half pulled in, which is what the model sees.
    warped_totals: Vec<f64>,
    bands: Vec<Band>,
    near_top: Vec<f64>,
    explained: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let seeds: u64 = std::env::args().nth(1).map_or(Ok(40), |argument| argument.parse())?;
    let families: [(&str, Family); 4] = [
        ("polynomial", polynomial),
        ("product of waves", product_of_waves),
        ("g-function", g_function),
        ("Ishigami", ishigami),
    ];
    println!("{seeds} seeds each; noise {NOISE} of the function's standard deviation\n");
    println!(
        "| family | trials | refused | top-3 recall | Kendall's tau | band holds the index | of the warped function | mean width | \
         nothing is told as nothing | PED-ANOVA recall | tau |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for (name, family) in families {
        for trials in [20, 50] {
            let found: Vec<Found> = (0..seeds).filter_map(|seed| judge(family, trials, seed)).collect();
            println!("| {name} | {trials} | {}", row(&found, seeds));
        }
    }
    Ok(())
}

fn judge(family: Family, trials: u64, seed: u64) -> Option<Found> {
    let mut random = Random::new(seed * 7919 + trials);
    let problem = family(&mut random);
    let width = problem.totals.len() as u32;
    let space = ModelSpace::new(&cube(width));
    let point = |index| {
        let at = |number| quasi_random::coordinate(seed + 1_000, number, index).unwrap_or(0.5);
        space.read(&UnitPoint::new((0..width).map(at).collect()))
    };
    let points: Vec<ModelPoint> = (0..trials).map(point).collect();
    let mut observed = |point: &ModelPoint| {
        (problem.function)(&point.coordinates) + NOISE * problem.deviation * random.normal()
    };
    let losses: Vec<f64> = points.iter().map(&mut observed).collect();
    let model = Regression::fit(&space, &points, &half_rank(&losses), &vec![1; losses.len()])?;
    let explained = model.leave_one_out().r_squared?;
    let regressions = model.hyperparameter_draws(DRAWS, seed);
    let mut branch =
        Branch::new(&space, &Draws::new(&regressions, seed), &[], SAMPLE, seed).map(|mut branch| {
            (0..width as usize).map(|dimension| Band::of(&branch.total(dimension))).collect::<Vec<Band>>()
        });
    let near_top = near_top(&space, &points, &losses, seed);
    Some(Found {
        warped_totals: warped_totals(&space, &problem),
        totals: problem.totals,
        bands: branch.take()?,
        near_top: near_top.iter().map(|entry| entry.map_or(0.0, |entry| entry.share)).collect(),
        explained,
    })
}

/// The indices of the function with its bad half warped as the model's targets are.
fn warped_totals(space: &ModelSpace, problem: &Problem) -> Vec<f64> {
    let width = space.dimensions().len() as u32;
    let value = |index| {
        let at = |number| quasi_random::coordinate(77, number, index).unwrap_or(0.5);
        (problem.function)(&(0..width).map(at).collect::<Vec<f64>>())
    };
    let mut plain: Vec<f64> = (0..2_048).map(value).collect();
    plain.sort_by(f64::total_cmp);
    let warped = half_rank(&plain);
    let surface = |point: &ModelPoint| {
        let value = (problem.function)(&point.coordinates);
        let above = plain.partition_point(|knot| *knot < value).clamp(1, plain.len() - 1);
        let span = (plain[above] - plain[above - 1]).max(f64::MIN_POSITIVE);
        let share = ((value - plain[above - 1]) / span).clamp(0.0, 1.0);
        warped[above - 1] * (1.0 - share) + warped[above] * share
    };
    let branch = Branch::new(space, &surface, &[], 4_096, 1);
    branch.map_or_else(Vec::new, |mut branch| (0..width as usize).map(|it| branch.total(it)[0]).collect())
}

fn row(all: &[Found], seeds: u64) -> String {
    let shown: Vec<&Found> = all.iter().filter(|found| found.explained >= LEAST_EXPLAINED).collect();
    let mean = |of: &dyn Fn(&Found) -> f64| {
        shown.iter().map(|found| of(found)).sum::<f64>() / shown.len().max(1) as f64
    };
    let means = |found: &Found| found.bands.iter().map(|band| band.mean).collect::<Vec<f64>>();
    let holds = |band: &Band, truth: f64| f64::from(u8::from(band.low <= truth && truth <= band.high));
    let pairs = || {
        shown.iter().flat_map(|found| found.bands.iter().zip(found.totals.iter().zip(&found.warped_totals)))
    };
    let share = |keeps: &dyn Fn(f64) -> bool, of: &dyn Fn(&Band, f64, f64) -> f64| {
        let kept: Vec<f64> = pairs()
            .filter(|pair| keeps(*pair.1.0))
            .map(|(band, (plain, warped))| of(band, *plain, *warped))
            .collect();
        kept.iter().sum::<f64>() / kept.len().max(1) as f64
    };
    let matters = |index: f64| index >= MATTERS;
    let near_top = if all.iter().all(|found| found.near_top.is_empty()) {
        "- | - |".to_owned()
    } else {
        let recall = mean(&|found| recall(&found.near_top, &found.totals));
        format!("{recall:.2} | {:.2} |", mean(&|found| kendall_tau(&found.near_top, &found.totals)))
    };
    format!(
        "{} of {seeds} | {:.3} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {near_top}",
        seeds as usize - shown.len(),
        mean(&|found| recall(&means(found), &found.totals)),
        mean(&|found| kendall_tau(&means(found), &found.totals)),
        share(&matters, &|band, plain, _| holds(band, plain)),
        share(&matters, &|band, _, warped| holds(band, warped)),
        share(&matters, &|band, _, _| band.high - band.low),
        share(&|index| !matters(index), &|band, _, _| f64::from(u8::from(band.low < MATTERS))),
    )
}

/// How many of the three most important are among the three told as such.
fn recall(told: &[f64], truth: &[f64]) -> f64 {
    let first_three = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
        order.truncate(3);
        order
    };
    let truth = first_three(truth);
    first_three(told).iter().filter(|index| truth.contains(index)).count() as f64 / 3.0
}

fn kendall_tau(a: &[f64], b: &[f64]) -> f64 {
    let pairs = (0..a.len()).flat_map(|one| (one + 1..a.len()).map(move |other| (one, other)));
    let signs: Vec<f64> =
        pairs.map(|(one, other)| ((a[one] - a[other]) * (b[one] - b[other])).signum()).collect();
    signs.iter().sum::<f64>() / signs.len().max(1) as f64
}

fn cube(width: u32) -> SearchSpace {
    let dimension = |number: u32| Dimension {
        name: format!("x{number}"),
        number,
        domain: Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear },
        when: None,
    };
    SearchSpace::new((0..width).map(dimension).collect())
}

/// prod (1 + c sqrt(2) cos(pi x)): V_i = c_i^2, combined as in the g-function. Smooth, with one slope each, and interactions of every
/// order.
fn product_of_waves(random: &mut Random) -> Problem {
    let coefficient = |index| if index < 3 { 0.4 + 0.5 * random.uniform() } else { 0.15 * random.uniform() };
    let mut c: Vec<f64> = (0..5).map(coefficient).collect();
    random.shuffle(&mut c);
    let all: f64 = c.iter().map(|c| 1.0 + c * c).product();
    let factor = |(x, c): (&f64, &f64)| 1.0 + c * 2.0_f64.sqrt() * (PI * x).cos();
    Problem {
        totals: c.iter().map(|c| c * c / (1.0 + c * c) * all / (all - 1.0)).collect(),
        function: Box::new(move |x| x.iter().zip(&c).map(factor).product()),
        deviation: (all - 1.0).sqrt(),
    }
}

/// prod (|4 x - 2| + a) / (1 + a): V = 1 / (3 (1 + a)^2), the part of the variance with i is V_i prod (1 + V_j).
fn g_function(random: &mut Random) -> Problem {
    let coefficient = |index| if index < 3 { 1.5 * random.uniform() } else { 4.0 + 26.0 * random.uniform() };
    let mut a: Vec<f64> = (0..6).map(coefficient).collect();
    random.shuffle(&mut a);
    let parts: Vec<f64> = a.iter().map(|a| 1.0 / (3.0 * (1.0 + a).powi(2))).collect();
    let all: f64 = parts.iter().map(|part| 1.0 + part).product();
    let factor = |(x, a): (&f64, &f64)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a);
    Problem {
        totals: parts.iter().map(|part| part / (1.0 + part) * all / (all - 1.0)).collect(),
        function: Box::new(move |x| x.iter().zip(&a).map(factor).product()),
        deviation: (all - 1.0).sqrt(),
    }
}

/// Sums of orthonormal Legendre polynomials of the first and second degree, and products of the first: squares of the
/// coefficients are parts of the variance.
fn polynomial(random: &mut Random) -> Problem {
    let mut size = vec![1.0, 0.8, 0.6, 0.15, 0.1, 0.0];
    random.shuffle(&mut size);
    let slopes: Vec<f64> =
        size.iter().map(|size| size * random.normal().signum() * (0.5 + random.uniform())).collect();
    let bends: Vec<f64> = size.iter().map(|size| size * (0.5 + random.uniform())).collect();
    let pairs: Vec<(usize, usize)> =
        (0..6).flat_map(|one| (one + 1..6).map(move |other| (one, other))).collect();
    let products: Vec<f64> =
        pairs.iter().map(|(one, other)| 0.7 * size[*one] * size[*other] * random.normal()).collect();
    let mut totals: Vec<f64> =
        slopes.iter().zip(&bends).map(|(slope, bend)| slope * slope + bend * bend).collect();
    let variance = totals.iter().sum::<f64>() + products.iter().map(|product| product * product).sum::<f64>();
    for ((one, other), product) in pairs.iter().zip(&products) {
        totals[*one] += product * product;
        totals[*other] += product * product;
    }
    let function = move |x: &[f64]| {
        let first: Vec<f64> = x.iter().map(|x| 3.0_f64.sqrt() * (2.0 * x - 1.0)).collect();
        let second = x.iter().map(|x| 5.0_f64.sqrt() * (6.0 * x * x - 6.0 * x + 1.0));
        let alone: f64 =
            first.iter().zip(second).enumerate().map(|(at, (p, q))| slopes[at] * p + bends[at] * q).sum();
        let together = pairs.iter().zip(&products).map(|((one, other), c)| c * first[*one] * first[*other]);
        alone + together.sum::<f64>()
    };
    Problem {
        function: Box::new(function),
        totals: totals.iter().map(|total| total / variance).collect(),
        deviation: variance.sqrt(),
    }
}

/// sin x + a sin^2 y + b z^4 sin x over [-pi, pi].
fn ishigami(random: &mut Random) -> Problem {
    let (a, b) = (3.0 + 5.0 * random.uniform(), 0.05 + 0.1 * random.uniform());
    let mut place: Vec<usize> = (0..5).collect();
    random.shuffle(&mut place);
    let first = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
    let second = a * a / 8.0;
    let together = b * b * PI.powi(8) * (1.0 / 18.0 - 1.0 / 50.0);
    let variance = first + second + together;
    let mut totals = vec![0.0; 5];
    totals[place[0]] = (first + together) / variance;
    totals[place[1]] = second / variance;
    totals[place[2]] = together / variance;
    let function = move |x: &[f64]| {
        let angle = |index: usize| PI * (2.0 * x[place[index]] - 1.0);
        angle(0).sin() * (1.0 + b * angle(2).powi(4)) + a * angle(1).sin().powi(2)
    };
    Problem { function: Box::new(function), totals, deviation: variance.sqrt() }
}
