//! Pretended projects, each sound or with one planted fault, and the check that should tell the one from the other.

use etude_stats::random::{Random, mix};
use etude_study::configuration::Configuration;
use etude_study::finding::{Answer, BoundaryAction, Severity};
use etude_study::value::Value;

/// What trains: an error, or NaN where it diverges.
pub(crate) type Training = fn(&Configuration) -> f64;

/// A check with what it is shown: something sound, and a fault.
pub(crate) struct Scenario {
    /// The check, with its rule.
    pub(crate) check: &'static str,
    /// Whether the round is asked again with `rate` fixed, and only that one looked at.
    pub(crate) asks_again: bool,
    /// What is sound.
    pub(crate) sound: Case,
    /// What is not.
    pub(crate) planted: Case,
    /// Whether an answer is the check's call.
    pub(crate) calls: fn(&Answer) -> bool,
}

/// A project and its trainings.
pub(crate) struct Case {
    /// In words.
    pub(crate) what: &'static str,
    /// Keys of `[project]`.
    pub(crate) keys: &'static str,
    /// What trains.
    pub(crate) training: Training,
}

const fn case(what: &'static str, keys: &'static str, training: Training) -> Case {
    Case { what, keys, training }
}

/// All of them, in the order of the reference page.
pub(crate) fn scenarios() -> Vec<Scenario> {
    of_spaces().into_iter().chain(of_rounds()).collect()
}

/// Those about spaces and what lies in them.
fn of_spaces() -> Vec<Scenario> {
    vec![
        Scenario {
            check: "sampled enough (P47-P49)",
            asks_again: false,
            sound: case("flat bowl, margin 0.05", "min_improvement = 0.05", bowl),
            planted: case("narrow valley, margin 0.002", "min_improvement = 0.002", valley),
            calls: |answer| matches!(answer, Answer::SampledThinly { gain, margin: Some(margin), .. } if *gain >= margin.value),
        },
        Scenario {
            check: "where infeasible trials lie (P40)",
            asks_again: false,
            sound: case("40 % infeasible anywhere", "", anywhere),
            planted: case("infeasible above 0.6 of rate", "", above),
            calls: |answer| matches!(answer, Answer::InfeasibleShare { where_they_lie, .. } if !where_they_lie.is_empty()),
        },
        Scenario {
            check: "infeasible whatever the parameters (P41)",
            asks_again: false,
            sound: case("infeasible above 0.6 of rate", "", above),
            planted: case("40 % infeasible anywhere", "", anywhere),
            calls: |answer| matches!(answer, Answer::InfeasibleAnywhere { .. }),
        },
        Scenario {
            check: "too many infeasible to compare (P39)",
            asks_again: false,
            sound: case("30 % infeasible", "", third),
            planted: case("70 % infeasible", "", most),
            calls: |answer| {
                matches!(answer, Answer::InfeasibleShare { .. }) && answer.severity() == Severity::Blocking
            },
        },
        Scenario {
            check: "far worse than all others (P42)",
            asks_again: false,
            sound: case("log-normal scores", "", spread),
            planted: case("1 in 10 of them 10,000 times as bad", "", spoiled),
            calls: |answer| matches!(answer, Answer::FarWorse { .. }),
        },
        Scenario {
            check: "edge of stability (P46)",
            asks_again: false,
            sound: case("optimum beyond the range, 20 % infeasible anywhere", "", beyond_the_range),
            planted: case("best right before 0.75 of rate, infeasible after", "", before_an_edge),
            calls: |answer| {
                matches!(answer, Answer::Boundary { action: BoundaryAction::EdgeOfStability { .. }, .. })
            },
        },
        Scenario {
            check: "edge of stability (P46), best far from it",
            asks_again: false,
            sound: case("best at 0.35 of rate, infeasible after 0.75", "", far_from_an_edge),
            planted: case("best at 0.72 of rate, infeasible after 0.75", "", near_an_edge),
            calls: |answer| {
                matches!(answer, Answer::Boundary { action: BoundaryAction::EdgeOfStability { .. }, .. })
            },
        },
    ]
}

/// Those about a round as a whole.
fn of_rounds() -> Vec<Scenario> {
    vec![
        Scenario {
            check: "validation set too small (P77)",
            asks_again: false,
            sound: case("40,000 examples, gap 0.02", "validation_examples = 40000", gap),
            planted: case("400 examples, gap 0.02", "validation_examples = 400", gap),
            calls: |answer| matches!(answer, Answer::ValidationSetTooSmall { .. }),
        },
        Scenario {
            check: "seeds that do nothing (S22)",
            asks_again: false,
            sound: case("errors on 100 examples", "", coarse),
            planted: case("the seed is ignored", "", deaf),
            calls: |answer| matches!(answer, Answer::SeedsDoNothing { .. }),
        },
        Scenario {
            check: "fixed though an earlier round shows that it interacts (P31)",
            asks_again: true,
            sound: case("the same best rate for both values", "", bowl),
            planted: case("best rate 0.2 for one value, 0.8 for the other", "", crossed),
            calls: |answer| matches!(answer, Answer::FixedInteracts { .. }),
        },
    ]
}

fn at(configuration: &Configuration, name: &str) -> f64 {
    configuration.values.get(name).and_then(Value::as_f64).unwrap_or(0.5)
}

fn is_on(configuration: &Configuration) -> bool {
    configuration.values.get("feature") == Some(&Value::Text("on".into()))
}

/// A draw that belongs to the configuration and its seed.
fn luck(configuration: &Configuration) -> Random {
    let words: String = configuration.values.values().map(ToString::to_string).collect();
    let place = words.bytes().fold(0, |hash, byte| mix(hash ^ u64::from(byte)));
    Random::new(mix(u64::from(configuration.seed)) ^ place)
}

fn noisy(configuration: &Configuration, error: f64) -> f64 {
    error + 0.005 * luck(configuration).normal()
}

/// NaN for a share of the trainings, whatever their parameters; the retrainings of a round share their luck with none.
fn unless_unlucky(configuration: &Configuration, share: f64, error: f64) -> f64 {
    if luck(configuration).uniform() < share { f64::NAN } else { noisy(configuration, error) }
}

fn distance(configuration: &Configuration) -> f64 {
    (at(configuration, "rate") - 0.5).powi(2) + (at(configuration, "decay") - 0.5).powi(2)
}

fn bowl(configuration: &Configuration) -> f64 {
    noisy(configuration, 0.2 + 0.1 * distance(configuration))
}

fn crossed(configuration: &Configuration) -> f64 {
    let best = if is_on(configuration) { 0.8 } else { 0.2 };
    noisy(configuration, 0.2 + 0.1 * (at(configuration, "rate") - best).powi(2))
}

fn valley(configuration: &Configuration) -> f64 {
    noisy(configuration, 0.2 + 0.5 * distance(configuration).sqrt())
}

fn anywhere(configuration: &Configuration) -> f64 {
    unless_unlucky(configuration, 0.4, 0.2 + 0.1 * distance(configuration))
}

fn third(configuration: &Configuration) -> f64 {
    unless_unlucky(configuration, 0.3, 0.2 + 0.1 * distance(configuration))
}

fn most(configuration: &Configuration) -> f64 {
    unless_unlucky(configuration, 0.7, 0.2 + 0.1 * distance(configuration))
}

fn above(configuration: &Configuration) -> f64 {
    if at(configuration, "rate") > 0.6 { f64::NAN } else { bowl(configuration) }
}

fn until_an_edge(configuration: &Configuration, best: f64) -> f64 {
    if at(configuration, "rate") > 0.75 {
        return f64::NAN;
    }
    let away = (at(configuration, "rate") - best).powi(2) + 0.3 * (at(configuration, "decay") - 0.5).powi(2);
    noisy(configuration, 0.2 + 0.2 * away)
}

fn far_from_an_edge(configuration: &Configuration) -> f64 {
    until_an_edge(configuration, 0.35)
}

fn near_an_edge(configuration: &Configuration) -> f64 {
    until_an_edge(configuration, 0.72)
}

fn spread(configuration: &Configuration) -> f64 {
    0.2 * luck(configuration).normal().exp()
}

fn spoiled(configuration: &Configuration) -> f64 {
    let mut random = luck(configuration);
    let score = 0.2 * random.normal().exp();
    if random.uniform() < 0.1 { 1e4 * score } else { score }
}

fn beyond_the_range(configuration: &Configuration) -> f64 {
    unless_unlucky(configuration, 0.2, 1.0 - 0.5 * at(configuration, "rate"))
}

fn before_an_edge(configuration: &Configuration) -> f64 {
    let rate = at(configuration, "rate");
    if rate > 0.75 { f64::NAN } else { noisy(configuration, 1.0 - 0.5 * rate) }
}

fn gap(configuration: &Configuration) -> f64 {
    let gain = if is_on(configuration) { 0.02 } else { 0.0 };
    0.2 - gain + 0.01 * distance(configuration) + 0.001 * luck(configuration).normal()
}

fn coarse(configuration: &Configuration) -> f64 {
    let mut random = luck(configuration);
    let rate = 0.05 + 0.05 * distance(configuration);
    let wrong = (0..100).filter(|_| random.uniform() < rate).count();
    wrong as f64 / 100.0
}

fn deaf(configuration: &Configuration) -> f64 {
    0.2 + 0.1 * distance(configuration) - if is_on(configuration) { 0.05 } else { 0.0 }
}
