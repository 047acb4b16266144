//! A small training program with a command line made by clap, as `etude init` meets it: logistic regression by hand.

#![expect(clippy::print_stdout, reason = "a training program reports by printing")]

use clap::{Parser, ValueEnum};

/// Fits two noisy classes of points.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Length of a step
    #[arg(long, default_value_t = 0.1)]
    learning_rate: f64,
    /// Share of the last step that goes into the next
    #[arg(short, long, default_value_t = 0.9)]
    momentum: f64,
    /// What the step length does over the training
    #[arg(long, value_enum, default_value_t = Schedule::Constant)]
    schedule: Schedule,
    /// Passes over the data
    #[arg(long, default_value_t = 5)]
    epochs: u32,
    /// Examples in a step
    #[arg(long, default_value_t = 10)]
    batch_size: usize,
    /// Draws the first weights
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Say nothing while training
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Schedule {
    /// The same all the time
    Constant,
    /// Falls to zero along half a cosine
    Cosine,
}

/// A generator of numbers between -1 and 1 (Knuth's linear congruences).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

fn points(count: usize, seed: u64) -> Vec<([f64; 3], f64)> {
    let mut numbers = Numbers(seed);
    let point = |numbers: &mut Numbers| {
        let (x, y) = (numbers.next(), numbers.next());
        let above = x - 0.5 * y + 0.4 * numbers.next() > 0.1;
        ([x, y, 1.0], f64::from(u8::from(above)))
    };
    (0..count).map(|_| point(&mut numbers)).collect()
}

fn probability(weights: [f64; 3], x: [f64; 3]) -> f64 {
    let sum: f64 = weights.iter().zip(x).map(|(weight, value)| weight * value).sum();
    1.0 / (1.0 + (-sum.clamp(-30.0, 30.0)).exp())
}

fn main() {
    let options = Options::parse();
    let (train, validation) = (points(200, 1), points(200, 2));
    let mut numbers = Numbers(options.seed.wrapping_add(17));
    let mut weights = [numbers.next(), numbers.next(), numbers.next()];
    let mut velocity = [0.0; 3];
    for epoch in 1..=options.epochs {
        let share = f64::from(epoch - 1) / f64::from(options.epochs);
        let factor = match options.schedule {
            Schedule::Constant => 1.0,
            Schedule::Cosine => 0.5 * (1.0 + (std::f64::consts::PI * share).cos()),
        };
        for batch in train.chunks(options.batch_size.max(1)) {
            let mut gradient = [0.0; 3];
            for (x, label) in batch {
                let error = probability(weights, *x) - label;
                for k in 0..3 {
                    gradient[k] += error * x[k] / batch.len() as f64;
                }
            }
            for k in 0..3 {
                velocity[k] = options.momentum * velocity[k] - options.learning_rate * factor * gradient[k];
                weights[k] += velocity[k];
            }
        }
        let wrong = validation.iter().filter(|(x, label)| (probability(weights, *x) > 0.5) != (*label > 0.5));
        let error = wrong.count() as f64 / validation.len() as f64;
        if !options.quiet {
            println!("{{\"epoch\": {epoch}, \"valid_error\": {error}}}");
        }
    }
}
