//! The perfect-fit procedure on trainings whose need is known.

use etude::playbook::perfect_fit::{NextFit, Tried, next_fit, read_fit};
use etude_stats::random::Random;

use crate::share;

/// Examples of the training set: an error of half of one is none.
const EXAMPLES: f64 = 8000.0;
/// Epochs that every rate has.
const MOST_EPOCHS: u32 = 400;

/// A training set: its best rate, the epochs that it then needs, how much more other rates need, and where training diverges.
struct Case {
    best_rate: f64,
    need: f64,
    curvature: f64,
    edge: f64,
}

impl Case {
    fn drawn(random: &mut Random) -> Case {
        let best_rate = 10_f64.powf(-3.0 + 2.5 * random.uniform());
        Case {
            best_rate,
            need: 5.0 * 10_f64.powf(1.3 * random.uniform()),
            curvature: 0.5 + 1.5 * random.uniform(),
            edge: best_rate * 10_f64.powf(0.3 + 0.7 * random.uniform()),
        }
    }

    /// Training errors after each epoch with a rate: a binomial of a share that falls to half an example after the epochs needed.
    fn train(&self, rate: f64, random: &mut Random) -> Vec<(f64, f64)> {
        if rate > self.edge {
            return vec![(1.0, 0.9), (2.0, f64::NAN)];
        }
        let need = self.need * (1.0 + self.curvature * (rate / self.best_rate).log10().powi(2));
        let fall = (2.0 * 0.5 * EXAMPLES).ln() / need;
        let error = |epoch: u32| {
            let expected = EXAMPLES * 0.5 * (-fall * f64::from(epoch)).exp();
            let wrong = expected + expected.sqrt() * random.normal();
            (f64::from(epoch), wrong.round().max(0.0) / EXAMPLES)
        };
        (1..=MOST_EPOCHS).map(error).collect()
    }
}

/// Prints how often the first length is within a factor two of the need, with baselines up to two decades off.
pub(crate) fn print(repeats: u32) {
    println!(
        "\n| baseline off by | within a factor 2 of the need | refused | trainings | cases |\n|---|---|---|---|---|"
    );
    for decades in [0.0, 1.0, 2.0] {
        let (mut within, mut refused, mut trainings) = (0, 0, 0);
        let all = 5 * repeats;
        for seed in 0..all {
            let mut random = Random::new(u64::from(seed));
            let case = Case::drawn(&mut random);
            let side = if random.uniform() < 0.5 { -1.0 } else { 1.0 };
            let centre = case.best_rate * 10_f64.powf(side * decades);
            let mut tried: Vec<Tried> = Vec::new();
            let answer = loop {
                match next_fit(centre, &tried) {
                    NextFit::Try { rates } => tried.extend(
                        rates
                            .into_iter()
                            .map(|rate| Tried { rate, fit: read_fit(&case.train(rate, &mut random), true) }),
                    ),
                    done => break done,
                }
            };
            trainings += tried.len() as u64;
            match answer {
                NextFit::Fits { epochs, .. } => {
                    within += u64::from((0.5..=2.0).contains(&(f64::from(epochs) / case.need)));
                }
                _ => refused += 1,
            }
        }
        let all = u64::from(all);
        println!(
            "| {decades} decades | {} | {} | {:.1} each | {all} |",
            share(within, all),
            share(refused, all),
            trainings as f64 / all as f64
        );
    }
}
