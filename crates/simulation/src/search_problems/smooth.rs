//! Rotated and shifted smooth functions: f(10 R (u - u*)), with R a random rotation and u* the optimum in the unit cube.
//!
//! The functions are textbook ones (Surjanovic & Bingham, *Virtual library of simulation experiments*), each written so that
//! its minimum lies at z = 0 and is 0. Those of Ackley, Levy and Styblinski and Tang have many minima.

use std::f64::consts::{E, PI, TAU};

use etude_stats::random::Random;
use etude_study::score::Direction;
use etude_study::space::{Domain, Scale, SearchSpace, UnitPoint};

use super::{Family, Noise, SearchProblem, Truth, between, dimension, stream};

/// Where each coordinate of the minimum of Styblinski and Tang's function lies: the root of 4 x^3 - 32 x + 5 near -2.9.
const STYBLINSKI_MINIMUM: f64 = -2.903_534_027_771_177;

#[derive(Debug, Clone, Copy)]
enum Function {
    Ellipsoid,
    Rosenbrock,
    Ackley,
    Levy,
    StyblinskiTang,
}

/// Function, dimensions, and the noise's standard deviation as a share of what a middling point loses.
const PROBLEMS: [(Function, usize, f64); 10] = [
    (Function::Ellipsoid, 3, 0.0),
    (Function::Ellipsoid, 8, 0.0),
    (Function::Rosenbrock, 2, 0.0),
    (Function::Rosenbrock, 5, 0.0),
    (Function::Ackley, 4, 0.05),
    (Function::Ackley, 10, 0.0),
    (Function::Levy, 3, 0.0),
    (Function::Levy, 6, 0.05),
    (Function::StyblinskiTang, 2, 0.0),
    (Function::StyblinskiTang, 5, 0.05),
];

impl Function {
    fn name(self) -> &'static str {
        match self {
            Function::Ellipsoid => "ellipsoid",
            Function::Rosenbrock => "rosenbrock",
            Function::Ackley => "ackley",
            Function::Levy => "levy",
            Function::StyblinskiTang => "styblinski-tang",
        }
    }

    /// The value at `z`, each coordinate of which is in about [-10, 10]: 0 at the origin, more elsewhere.
    fn value(self, z: &[f64]) -> f64 {
        let d = z.len() as f64;
        match self {
            // Axes whose weights grow from 1 to 1,000.
            Function::Ellipsoid => {
                let weight = |axis: usize| 1e3_f64.powf(axis as f64 / (d - 1.0).max(1.0));
                z.iter().enumerate().map(|(axis, x)| weight(axis) * x * x).sum()
            }
            // On half the usual width, about its minimum at 1.
            Function::Rosenbrock => {
                let x: Vec<f64> = z.iter().map(|x| 1.0 + x / 4.0).collect();
                x.windows(2).map(|x| 100.0 * (x[1] - x[0] * x[0]).powi(2) + (1.0 - x[0]).powi(2)).sum()
            }
            Function::Ackley => {
                let square = z.iter().map(|x| x * x).sum::<f64>() / d;
                let wave = z.iter().map(|x| (TAU * x / 4.0).cos()).sum::<f64>() / d;
                20.0 * (1.0 - (-0.2 * square.sqrt()).exp()) + E - wave.exp()
            }
            Function::Levy => {
                let w: Vec<f64> = z.iter().map(|x| 1.0 + x / 4.0).collect();
                let first = (PI * w[0]).sin().powi(2);
                let term = |w: &f64| (w - 1.0).powi(2) * (1.0 + 10.0 * (PI * w + 1.0).sin().powi(2));
                let last = w[w.len() - 1];
                let end = (last - 1.0).powi(2) * (1.0 + (TAU * last).sin().powi(2));
                first + w[..w.len() - 1].iter().map(term).sum::<f64>() + end
            }
            Function::StyblinskiTang => {
                let term = |x: f64| 0.5 * (x.powi(4) - 16.0 * x * x + 5.0 * x);
                let lowest = term(STYBLINSKI_MINIMUM);
                z.iter().map(|x| term(x + STYBLINSKI_MINIMUM) - lowest).sum::<f64>().max(0.0)
            }
        }
    }
}

pub(super) fn problems(seed: u64) -> Vec<SearchProblem> {
    PROBLEMS
        .iter()
        .map(|(function, dimensions, noise)| problem(*function, *dimensions, *noise, seed))
        .collect()
}

fn problem(function: Function, dimensions: usize, noise_share: f64, seed: u64) -> SearchProblem {
    let suffix = if noise_share > 0.0 { "-noisy" } else { "" };
    let name = format!("{}-{dimensions}{suffix}", function.name());
    let mut random = stream(seed, &name);
    let optimal_point = UnitPoint::new((0..dimensions).map(|_| between(&mut random, 0.1, 0.9)).collect());
    let rotation = rotation(dimensions, &mut random);
    let centre = optimal_point.clone();
    let loss = move |point: &UnitPoint| {
        let away: Vec<f64> = point
            .coordinates()
            .iter()
            .zip(centre.coordinates())
            .map(|(u, centre)| 10.0 * (u - centre))
            .collect();
        let along = |row: &Vec<f64>| row.iter().zip(&away).map(|(a, b)| a * b).sum();
        function.value(&rotation.iter().map(along).collect::<Vec<f64>>())
    };
    let mut losses: Vec<f64> = (0..129)
        .map(|_| loss(&UnitPoint::new((0..dimensions).map(|_| random.uniform()).collect())))
        .collect();
    losses.sort_by(f64::total_cmp);
    let noise = Noise::Normal(noise_share * losses[losses.len() / 2]);
    let axis = |axis| {
        let domain = Domain::Float { low: -5.0, high: 5.0, scale: Scale::Linear };
        dimension(axis, &format!("x{axis}"), domain, None)
    };
    SearchProblem {
        name,
        family: Family::Smooth,
        space: SearchSpace::new((0..dimensions).map(axis).collect()),
        direction: Direction::Minimize,
        optimal_point,
        landscape: Box::new(move |point| Ok(Truth { loss: loss(point), noise })),
    }
}

/// The rows of a random rotation (perhaps with a reflection): normal vectors made orthonormal by Gram and Schmidt.
fn rotation(dimensions: usize, random: &mut Random) -> Vec<Vec<f64>> {
    let mut rows: Vec<Vec<f64>> = Vec::new();
    while rows.len() < dimensions {
        let mut row: Vec<f64> = (0..dimensions).map(|_| random.normal()).collect();
        for other in &rows {
            let shared: f64 = row.iter().zip(other).map(|(a, b)| a * b).sum();
            row.iter_mut().zip(other).for_each(|(a, b)| *a -= shared * b);
        }
        let length = row.iter().map(|a| a * a).sum::<f64>().sqrt();
        if length > 1e-6 {
            rows.push(row.iter().map(|a| a / length).collect());
        }
    }
    rows
}
