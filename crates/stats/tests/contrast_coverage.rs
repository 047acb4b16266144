//! How often the interval of a contrast of expected bests holds the truth, on simulated searches with paired points.

use etude_stats::contrast::{Group, contrast_of_best};
use etude_stats::random::Random;

const ROUNDS: u32 = 3_000;

/// Four groups tried at the same points of a 2-D bowl with noise that a unit shares in part; two main effects, no interaction.
/// Gives how often the 95 % interval of the interaction, whose truth is 0, and of the first effect, whose truth is 0.3, hold it.
fn coverage(units: usize, noise: f64, missing: f64, seed: u64) -> (f64, f64) {
    let mut random = Random::new(seed);
    let (mut interaction, mut effect) = (0_u32, 0_u32);
    for _ in 0..ROUNDS {
        let mut values = [const { Vec::new() }; 4];
        for _ in 0..units {
            let bowl = (random.uniform() - 0.4).powi(2) + (random.uniform() - 0.6).powi(2);
            let shared = noise * random.normal();
            for (group, cell) in values.iter_mut().enumerate() {
                let own = noise * random.normal();
                let main = 0.3 * (group / 2) as f64 + 0.2 * (group % 2) as f64;
                cell.push((random.uniform() >= missing).then_some(bowl + shared + own + main));
            }
        }
        let fewest = values.iter().map(|cell| cell.iter().flatten().count()).min().unwrap_or(0);
        let m = fewest.div_ceil(4);
        let groups = |weights: [f64; 4]| -> Vec<Group> {
            let cells = values.iter().zip(weights);
            cells.map(|(values, weight)| Group { weight, values: values.clone() }).collect()
        };
        let crossed = contrast_of_best(&groups([1.0, -1.0, -1.0, 1.0]), m, 0.95).expect("enough units");
        let first = contrast_of_best(&groups([-1.0, 0.0, 1.0, 0.0]), m, 0.95).expect("enough units");
        interaction += u32::from(crossed.1.contains(0.0));
        effect += u32::from(first.1.contains(0.3));
    }
    let share = |count: u32| f64::from(count) / f64::from(ROUNDS);
    (share(interaction), share(effect))
}

#[test]
fn intervals_hold_the_truth_about_as_often_as_they_promise() {
    for (units, noise, missing) in
        [(16, 0.02, 0.0), (16, 0.2, 0.0), (32, 0.05, 0.0), (16, 0.05, 0.2), (8, 0.05, 0.0)]
    {
        let (interaction, effect) = coverage(units, noise, missing, 7);
        println!(
            "{units} units, noise {noise}, missing {missing}: interaction {interaction:.3}, effect {effect:.3}"
        );
        assert!(
            (0.93..0.97).contains(&interaction) && (0.93..0.97).contains(&effect),
            "{units} {noise} {missing}: {interaction} {effect}"
        );
    }
}
