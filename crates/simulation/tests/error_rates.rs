//! How often the whole loop is wrong: small versions of the benches `verdict` and `boundary`, with Wilson bounds.

use etude_simulation::projects::{learning_rate, one_feature, several_values};
use etude_simulation::{Faults, simulate};
use etude_stats::proportion::wilson;
use etude_stats::random::{Random, mix};
use etude_study::configuration::Configuration;
use etude_study::event::Event;
use etude_study::finding::Answer;
use etude_study::space::Side;
use etude_study::value::Value;
use etude_study::verdict::Decision;

/// A draw that belongs to the configuration and its seed.
fn luck(configuration: &Configuration) -> Random {
    let words: String = configuration.values.values().map(ToString::to_string).collect();
    let place = words.bytes().fold(0, |hash, byte| mix(hash ^ u64::from(byte)));
    Random::new(mix(u64::from(configuration.seed)) ^ place)
}

/// How many of the rounds adopted the feature, whose gain is in units of the sd of a paired difference.
fn adopted(nuisances: u32, gain: f64, rounds: u64, noise: fn(&mut Random) -> f64) -> u64 {
    let mut adopted = 0;
    for seed in 0..rounds {
        let project = one_feature(nuisances, seed).expect("in order");
        let workload = |configuration: &Configuration| {
            let on = configuration.values["feature"] == Value::Text("on".into());
            noise(&mut luck(configuration)) / 2_f64.sqrt() - if on { gain } else { 0.0 }
        };
        let run = simulate(&project, &workload, Faults::default(), seed).expect("a run");
        let verdict = run.history.rounds[0].verdict.as_ref().expect("concluded");
        adopted += u64::from(verdict.decision == Decision::Adopt);
    }
    adopted
}

#[expect(clippy::print_stdout, reason = "a rate is to be read, not only bounded")]
fn shown(what: &str, count: u64, of: u64) -> (f64, f64) {
    let interval = wilson(count, of, 0.95).expect("some");
    println!("{what}: {count} of {of}, {:.4} to {:.4}", interval.low, interval.high);
    (interval.low, interval.high)
}

/// S21: at most one in twenty. The search chose its winners by luck alone, and the verdict does not fall for it.
#[test]
fn a_feature_without_effect_is_adopted_in_at_most_one_round_of_twenty() {
    type Noise = fn(&mut Random) -> f64;
    let noises: [(&str, Noise); 3] = [
        ("normal", Random::normal),
        ("t3", |random| random.student_t(3) / 3_f64.sqrt()),
        ("10 % outliers", |random| random.contaminated_normal(0.1, 5.0) / 3.4_f64.sqrt()),
    ];
    for (name, noise) in noises {
        let (rounds, nuisances) = (2000, 1);
        let (_, high) =
            shown(&format!("no effect, {name}, adopted"), adopted(nuisances, 0.0, rounds, noise), rounds);
        assert!(high <= 0.055, "{name}");
    }
    // Without nuisances there is one comparison, and all of the error is spent on it.
    let (low, high) =
        shown("no effect, one comparison, adopted", adopted(0, 0.0, 2000, Random::normal), 2000);
    assert!(low <= 0.05 && high <= 0.06);
}

/// However many values are asked about: one of them is the candidate, and it is confirmed on seeds that chose nothing.
#[test]
fn of_five_equal_values_none_is_adopted_in_more_than_one_round_of_twenty() {
    let (rounds, mut adopted) = (150, 0);
    for seed in 0..rounds {
        let project = several_values(5, 16, "", seed).expect("in order");
        let workload = |configuration: &Configuration| luck(configuration).normal();
        let run = simulate(&project, &workload, Faults::default(), seed).expect("a run");
        assert!(run.history.rounds[0].reruns.is_some(), "the best few are trained again");
        let verdict = run.history.rounds[0].verdict.as_ref().expect("concluded");
        adopted += u64::from(verdict.decision == Decision::Adopt);
    }
    let (_, high) = shown("five equal values, one adopted", adopted, rounds);
    assert!(high <= 0.055);
}

#[test]
fn a_feature_that_gains_two_units_of_noise_is_adopted() {
    let (low, _) = shown("gain 2, adopted", adopted(0, 2.0, 300, Random::normal), 300);
    assert!(low >= 0.95);
}

/// S20, methods 13: a dimension that does not matter is flagged in at most 6 % of studies a side.
#[test]
fn a_border_is_rarely_flagged_by_chance() {
    let rounds = 1500;
    let (mut high, mut low) = (0, 0);
    for seed in 0..rounds {
        let project = learning_rate((1e-4, 1e-2), None, 20, seed).expect("in order");
        let run = simulate(
            &project,
            &|configuration: &Configuration| luck(configuration).normal(),
            Faults::default(),
            seed,
        )
        .expect("a run");
        let first_look = run.events.iter().find_map(|event| match event {
            Event::StudyChecked { findings, .. } => Some(findings),
            _ => None,
        });
        for finding in first_look.expect("a look") {
            match &finding.answer {
                Answer::Boundary { parameter, side: Side::High, .. } if parameter == "learning_rate" => {
                    high += 1;
                }
                Answer::Boundary { parameter, side: Side::Low, .. } if parameter == "learning_rate" => {
                    low += 1;
                }
                _ => {}
            }
        }
    }
    for (side, flagged) in [("upper", high), ("lower", low)] {
        let (_, most) = shown(&format!("irrelevant, {side} border flagged"), flagged, rounds);
        assert!(most <= 0.06, "{side}");
    }
}
