//! What a suggestion costs as the history grows: `cargo run --release -p etude-search --example cost -- tpe cma-es`.
//!
//! Ten parameters of every kind. Prints, for each length of the history, the median and the longest time of an ask, in
//! milliseconds, over 200 asks each followed by the result, with a sampler that is kept from ask to ask.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a program to look at, run by hand, that reads the clock"
)]

use std::time::Instant;

use etude_search::catalogue;
use etude_search::random;
use etude_search::sampler::{Observation, ObservedOutcome, SuggestRequest};
use etude_study::configuration::Values;
use etude_study::score::{Direction, Score};
use etude_study::space::{Dimension, Domain, Scale, SearchSpace, UnitPoint};
use etude_study::value::Value;

fn main() {
    let space = space();
    for name in std::env::args().skip(1) {
        let sampler = catalogue::sampler(&name).unwrap();
        for length in [200, 1_000, 10_000_u64] {
            let drawn =
                |index| UnitPoint::new((0..10).map(|number| random::coordinate(1, number, index)).collect());
            let told = |point: UnitPoint| {
                let cost = point.coordinates().iter().map(|x| (x - 0.3).powi(2)).sum();
                Observation { point, outcome: ObservedOutcome::Score(Score::new(cost).unwrap()) }
            };
            let mut history: Vec<Observation> = (0..length).map(|index| told(drawn(index))).collect();
            let mut times = Vec::new();
            for ask in 0..201 {
                let first_index = history.len() as u64;
                let request = SuggestRequest {
                    space: &space,
                    direction: Direction::Minimize,
                    history: &history,
                    first_index,
                    count: 1,
                    budget: 20_000,
                    seed: 1,
                };
                let begin = Instant::now();
                let point = sampler.suggest(&request).unwrap().remove(0);
                let milliseconds = begin.elapsed().as_secs_f64() * 1e3;
                // The first reads the whole history.
                if ask == 0 {
                    print!("{name} {length}: first {milliseconds:.3}");
                } else {
                    times.push(milliseconds);
                }
                history.push(told(space.unit_point(&space.values_at(&point, &Values::new()))));
            }
            times.sort_by(f64::total_cmp);
            println!(", median {:.3}, longest {:.3}", times[100], times[199]);
        }
    }
}

fn space() -> SearchSpace {
    let float = |scale| Domain::Float { low: 1e-4, high: 0.9, scale };
    let domains = vec![
        float(Scale::Log),
        float(Scale::Linear),
        float(Scale::ReverseLog),
        float(Scale::Log),
        Domain::Int { low: 1, high: 8, scale: Scale::Linear },
        Domain::Int { low: 8, high: 1_024, scale: Scale::Log },
        Domain::IntSteps { low: 16, high: 256, step: 16 },
        Domain::Choice { choices: (0..4).map(Value::Int).collect() },
        Domain::Ordered { choices: (0..5).map(Value::Int).collect() },
        Domain::Boolean,
    ];
    let dimension = |(number, domain)| Dimension { name: format!("x{number}"), number, domain, when: None };
    SearchSpace::new((0..).zip(domains).map(dimension).collect())
}
