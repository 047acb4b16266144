//! The development problems keep their word: the optimum is one, measurements stray about the truth, instances differ.

use etude_search::quasi_random::QuasiRandom;
use etude_search::sampler::{Observation, ObservedOutcome, Sampler, SuggestError, SuggestRequest};
use etude_simulation::search_problems::{Family, SearchProblem, development};
use etude_simulation::search_run::{SearchSettings, search};
use etude_stats::random::Random;
use etude_study::configuration::Values;
use etude_study::score::Direction;
use etude_study::space::UnitPoint;

fn drawn(problem: &SearchProblem, random: &mut Random) -> UnitPoint {
    UnitPoint::new(problem.space.dimensions().iter().map(|_| random.uniform()).collect())
}

/// A step from the optimum along some of the axes, of any length.
fn beside(problem: &SearchProblem, random: &mut Random) -> UnitPoint {
    let length = 10_f64.powf(-4.0 * random.uniform());
    let step = |unit: &f64| if random.uniform() < 0.5 { *unit } else { unit + length * random.normal() };
    UnitPoint::new(problem.optimal_point.coordinates().iter().map(step).collect())
}

#[test]
fn no_point_beats_the_optimum() {
    for seed in [1, 2, 3] {
        for problem in development(seed) {
            let mut random = Random::new(seed);
            assert!(problem.optimum().is_ok(), "{}: the optimum is feasible", problem.name);
            let here = problem.space.values_at(&problem.optimal_point, &Values::new());
            assert!(problem.space.contains(&here), "{}", problem.name);
            for index in 0..2_000 {
                let point =
                    if index % 2 == 0 { drawn(&problem, &mut random) } else { beside(&problem, &mut random) };
                if let Ok(regret) = problem.regret(&point) {
                    assert!(regret >= 0.0, "{}: {regret} at {point:?}", problem.name);
                }
            }
        }
    }
}

#[test]
fn measurements_stray_about_the_truth() {
    let mut is_noisy = 0;
    for problem in development(4) {
        let mut random = Random::new(4);
        for _ in 0..20 {
            let point = drawn(&problem, &mut random);
            let Ok(truth) = problem.true_value(&point) else {
                assert!(
                    problem.evaluate(&point, 1).is_err(),
                    "{}: infeasible whatever the seed",
                    problem.name
                );
                continue;
            };
            let draws: Vec<f64> = (0..400)
                .map(|replicate| problem.evaluate(&point, replicate).expect("feasible").get())
                .collect();
            let mean = draws.iter().sum::<f64>() / 400.0;
            let sd = (draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 399.0).sqrt();
            assert!(
                (mean - truth).abs() <= 4.5 * sd / 20.0 + 1e-9 * truth.abs(),
                "{}: {mean} of {truth}",
                problem.name
            );
            is_noisy += usize::from(sd > 1e-9 * truth.abs());
            assert_eq!(problem.evaluate(&point, 7), problem.evaluate(&point, 7));
        }
    }
    assert!(is_noisy > 100);
}

#[test]
fn about_a_third_of_a_training_space_diverges_and_a_quarter_of_that_table() {
    let expected = [
        ("training-plain", 0.1, 0.6),
        ("training-optimizers", 0.1, 0.6),
        ("training-deep", 0.1, 0.6),
        ("table-quarter", 0.23, 0.27),
        ("table-small", 0.0, 0.0),
        ("edge-4", 0.27, 0.39),
        ("edge-6-wholes", 0.27, 0.39),
        ("edge-8-bent", 0.27, 0.39),
    ];
    let mut shares = [0.0; 8];
    for seed in 0..6 {
        let problems = development(seed);
        for ((name, ..), share) in expected.iter().zip(&mut shares) {
            let problem = problems.iter().find(|problem| problem.name == *name).expect("listed");
            let mut random = Random::new(seed);
            let is_infeasible = |_: &i32| problem.true_value(&drawn(problem, &mut random)).is_err();
            *share += (0..600).filter(is_infeasible).count() as f64 / 3_600.0;
        }
    }
    for ((name, least, most), share) in expected.iter().zip(shares) {
        assert!((*least..=*most).contains(&share), "{name}: {share}");
    }
}

#[test]
fn names_are_unique_families_all_there_and_seeds_different_instances() {
    let (one, other) = (development(1), development(2));
    for (index, problem) in one.iter().enumerate() {
        assert_eq!(one.iter().filter(|other| other.name == problem.name).count(), 1);
        assert_ne!(problem.optimal_point, other[index].optimal_point, "{}", problem.name);
    }
    for family in Family::ALL {
        assert!(one.iter().any(|problem| problem.family == family), "{}", family.name());
    }
    assert!(one.iter().any(|problem| problem.direction == Direction::Maximize));
}

/// Counts how many are pending, and stays in the middle.
struct Watcher {
    parallel: usize,
}

impl Sampler for Watcher {
    fn name(&self) -> &'static str {
        "watcher"
    }

    fn version(&self) -> u32 {
        1
    }

    fn learns(&self) -> bool {
        true
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        let is_pending = |observation: &&Observation| observation.outcome == ObservedOutcome::Pending;
        let pending = request.history.iter().filter(is_pending).count();
        assert_eq!(
            pending,
            request.history.len().min(self.parallel - 1),
            "all slots but the free one are taken"
        );
        assert_eq!(request.first_index, request.history.len() as u64);
        assert_eq!(request.count, 1);
        let unit = 0.3 + 0.01 * request.first_index as f64;
        Ok(vec![UnitPoint::new(vec![unit; request.space.dimensions().len()])])
    }
}

#[test]
fn a_search_keeps_its_slots_busy_and_the_results_come_in_another_order() {
    let problem = &development(1)[5];
    for parallel in [1, 8] {
        let settings = SearchSettings { budget: 30, parallel, seed: 3 };
        let run = search(problem, &Watcher { parallel }, settings).expect("points");
        assert_eq!(run.observations.len(), 30);
        let mut sorted = run.order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..30).collect::<Vec<usize>>());
        assert_eq!(run.order == sorted, parallel == 1);
        assert_eq!(run, search(problem, &Watcher { parallel }, settings).expect("points"), "the same again");
        assert_eq!(run.known(4).len(), 4);
    }
}

#[test]
fn a_sampler_that_does_not_learn_gives_its_distinct_points_and_a_small_space_ends() {
    let all = development(1);
    let problem = all.iter().find(|problem| problem.name == "table-small").expect("listed");
    let settings = SearchSettings { budget: 2_000, parallel: 8, seed: 3 };
    let run = search(problem, &QuasiRandom, settings).expect("points");
    assert_eq!(run.observations.len(), 1_120);
    let chosen = run.chosen(problem, 1_120).expect("feasible");
    assert!(problem.regret(&chosen).expect("feasible") < 0.05);
    assert!(run.infeasible_share(1_120) <= 0.0);
}
