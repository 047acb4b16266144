//! Candidate and baseline retrained with fresh seeds, and the verdict (S21, S22, P98-P102).

mod support;

use std::collections::{BTreeMap, BTreeSet};

use etude_playbook::{Step, advance};
use etude_stats::random::Random;
use etude_study::event::Event;
use etude_study::launch::LaunchEvidence;
use etude_study::trial::{Arm, Outcome, TrialRequest};
use etude_study::value::Value;
use etude_study::verdict::{Caveat, Decision, Reason, Verdict};
use support::feature::{arm_and_index, by_arm, is_on, one_round, rate, two_rounds};
use support::{Course, diverged, failed, finished, luck, number, project_with, score, text};

#[test]
fn a_gain_that_holds_on_fresh_seeds_is_adopted() {
    let course = finished(one_round(""), &by_arm([0.1, 0.2, 0.3]));
    let verdict = course.verdict();
    assert_eq!(
        (verdict.decision, verdict.reasons.as_slice()),
        (Decision::Adopt, &[Reason::BetterOnFreshSeeds][..])
    );
    let against: Vec<Arm> = verdict.comparisons.iter().map(|comparison| comparison.against).collect();
    assert_eq!(against, [Arm::Baseline, Arm::Incumbent], "it must beat both");
    for (comparison, gain) in verdict.comparisons.iter().zip([0.1, 0.2]) {
        assert!((comparison.mean_gain - gain).abs() < 0.005, "{comparison:?}");
        assert!(
            comparison.interval.0 <= comparison.mean_gain && comparison.mean_gain <= comparison.interval.1
        );
        assert!(comparison.interval.0 > 0.0);
        assert!((comparison.coverage - 0.9).abs() < 1e-12);
    }
    let published = verdict.candidate_score.as_ref().expect("retrained");
    assert!((published.mean - 0.1).abs() < 0.03, "{published:?}");
}

/// S22, P98: the trial that won the search is lucky by construction; it never counts.
#[test]
fn selected_runs_are_never_counted() {
    // In the search `on` scores -10; retrained it is worse than the others.
    let course = finished(one_round(""), &by_arm([0.9, 0.2, 0.3]));
    let verdict = course.verdict();
    assert_eq!(verdict.decision, Decision::Keep);
    assert_eq!(verdict.reasons, [Reason::NoGainWorthTheMargin { against: Arm::Baseline }]);
    let score = verdict.candidate_score.as_ref().expect("retrained");
    assert!((score.mean - 0.9).abs() < 0.05, "{score:?}");
    let searched: BTreeSet<u32> = course
        .history
        .trials
        .values()
        .filter(|trial| !support::is_confirmation(&trial.request))
        .map(|trial| trial.request.configuration.seed)
        .collect();
    for comparison in &verdict.comparisons {
        assert_eq!(comparison.seeds.len(), comparison.gains.len());
        assert!(comparison.seeds.iter().all(|seed| !searched.contains(seed)));
        assert!(comparison.gains.iter().all(|gain| *gain < 0.0));
    }
}

#[test]
fn the_arms_train_what_they_stand_for() {
    let course = finished(one_round(""), &by_arm([0.1, 0.2, 0.3]));
    let confirmation = course.round().confirmation.as_ref().expect("a comparison");
    for arm in [Arm::Candidate, Arm::Baseline] {
        let contender = confirmation.contender(arm).expect("in the comparison");
        let from = &course.history.trials[&contender.from.expect("searched")];
        for (_, configuration) in course.retrainings(arm) {
            assert_eq!(configuration.values, from.request.configuration.values);
        }
    }
    let candidate = course.retrainings(Arm::Candidate)[0].1;
    let baseline = course.retrainings(Arm::Baseline)[0].1;
    let incumbent = course.retrainings(Arm::Incumbent)[0].1;
    assert_eq!(candidate.values["feature"], text("on"));
    assert_eq!(baseline.values["feature"], text("off"));
    assert!((number(&baseline.values, "rate") - 0.7).abs() < 0.3, "the baseline is tuned (P60)");
    assert_eq!(incumbent.values["rate"], Value::Float(0.3));
    assert!(!incumbent.values.contains_key("strength"));
}

#[test]
fn the_same_index_has_the_same_seed_in_all_arms_and_no_other_trial_of_the_project_has_it() {
    let mut shared = 0;
    for seed in 0..10 {
        let course = finished(two_rounds(&format!("seed = {seed}")), &|request| {
            let noise = 0.3 * luck(request.configuration.seed ^ u32::from(is_on(request)));
            score((rate(request) - 0.9).abs() - if is_on(request) { 1.0 } else { 0.0 } + noise)
        });
        assert_eq!(course.history.rounds.len(), 2);
        let mut uses: BTreeMap<u32, Vec<&TrialRequest>> = BTreeMap::new();
        for trial in course.history.trials.values() {
            assert_eq!(trial.request.configuration.seed, trial.request.configuration.data_seed);
            uses.entry(trial.request.configuration.seed).or_default().push(&trial.request);
        }
        for (seed, requests) in uses {
            let places: BTreeSet<_> = requests
                .iter()
                .map(|request| (request.purpose.round(), arm_and_index(request).map(|(_, index)| index)))
                .collect();
            assert_eq!(places.len(), 1, "seed {seed} is shared by {places:?}");
            if support::is_confirmation(requests[0]) {
                assert!(requests.len() >= 2, "seed {seed} was trained in one arm alone");
                shared += 1;
            }
        }
    }
    assert!(shared > 50, "{shared}");
}

#[test]
fn a_candidate_that_does_not_beat_the_tuned_baseline_is_kept_out() {
    // All of the gain over the incumbent is due to the rate.
    let course = finished(one_round(""), &by_arm([0.1, 0.1, 0.9]));
    assert_ne!(course.verdict().decision, Decision::Adopt);
    assert_eq!(course.retrainings(Arm::Incumbent), [], "the incumbent's turn never came");
    assert_eq!(course.history.launches.len(), 1);
}

#[test]
fn a_candidate_that_beats_an_unlucky_baseline_and_not_the_incumbent_is_kept_out() {
    let course = finished(one_round(""), &by_arm([0.2, 0.5, 0.1]));
    assert_eq!(course.verdict().decision, Decision::Keep);
    assert_eq!(course.verdict().reasons, [Reason::NoGainWorthTheMargin { against: Arm::Incumbent }]);
    let decisions: Vec<Decision> =
        course.verdict().comparisons.iter().map(|comparison| comparison.decision).collect();
    assert_eq!(decisions, [Decision::Adopt, Decision::Keep]);
    assert_eq!(course.history.launches.len(), 1);
}

/// P101: better beyond noise is not enough; it must be worth its complexity.
#[test]
fn a_sure_gain_below_the_margin_is_kept_out() {
    let outcome = by_arm([0.10, 0.12, 0.12]);
    assert_eq!(finished(one_round("min_improvement = 0.0"), &outcome).verdict().decision, Decision::Adopt);
    let verdict = finished(one_round("min_improvement = 0.05"), &outcome).verdict().clone();
    assert_eq!(verdict.decision, Decision::Keep);
    assert_eq!(verdict.reasons, [Reason::NoGainWorthTheMargin { against: Arm::Baseline }]);
}

/// S21: what lies within the noise is not adopted, and the pairs are limited.
#[test]
fn a_gain_within_the_noise_is_inconclusive_when_the_pairs_are_used_up() {
    for against in [Arm::Baseline, Arm::Incumbent] {
        let course = finished(one_round(""), &|request| match arm_and_index(request) {
            None => by_arm([0.0; 3])(request),
            Some((Arm::Candidate, _)) => score(0.0),
            // 1, -1, 1, -1, ... and a mean of 0.
            Some((arm, index)) if arm == against => score(if index % 2 == 0 { 1.0 } else { -1.0 }),
            Some((_, index)) => score(1.0 + 0.01 * luck(index)),
        });
        let verdict = course.verdict();
        assert_eq!(verdict.decision, Decision::Inconclusive);
        assert_eq!(verdict.reasons, [Reason::PairsUsedUp { against }]);
        assert_eq!(verdict.comparisons.last().map(|last| last.gains.len()), Some(20));
        assert_eq!(course.retrainings(Arm::Candidate).len(), 20);
        assert_eq!(course.history.launches.len(), 1, "the incumbent stays");
    }
}

#[test]
fn of_several_values_the_best_is_the_candidate() {
    let project = project_with(
        "",
        "[parameters.activation]\nchoices = [\"tanh\", \"relu\", \"gelu\", \"none\"]\nbaseline = \"tanh\"\n\
         [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.3\n\
         [[rounds]]\nname = \"activation\"\ngoal = \"Which?\"\nscientific = [\"activation\"]\n\
         nuisance = [\"rate\"]\ntrials = 8\n",
    );
    let course = finished(project, &|request| {
        let values = &request.configuration.values;
        let activation = match values["activation"].to_string().as_str() {
            "gelu" => 0.1,
            "relu" => 0.2,
            "tanh" => 0.3,
            _ => return diverged(),
        };
        let luck = 1e-6 * luck(request.configuration.seed);
        score(activation + 0.01 * (number(values, "rate") - 0.7).abs() + luck)
    });
    assert_eq!(course.verdict().decision, Decision::Adopt);
    assert_eq!(
        course.verdict().candidate.as_ref().and_then(|it| it.scientific_value.clone()),
        Some(text("gelu"))
    );
}

#[test]
fn larger_is_better_where_the_project_says_so() {
    let outcome = |request: &TrialRequest| match arm_and_index(request) {
        None => score(if is_on(request) { 10.0 } else { -(rate(request) - 0.7).abs() }),
        Some((arm, index)) => {
            score(if arm == Arm::Candidate { 0.9 } else { 0.5 } + 0.01 * luck(index + 100 * arm as u32))
        }
    };
    let course = finished(one_round("direction = \"maximize\""), &outcome);
    assert_eq!(course.verdict().decision, Decision::Adopt);
    assert!(course.verdict().comparisons.iter().all(|comparison| comparison.mean_gain > 0.3));
    assert_eq!(course.verdict().candidate.as_ref().expect("a candidate").scientific_value, Some(text("on")));
}

/// A configuration that diverges with some seeds is not dependable, however good it is with others: two more than what it
/// is compared with are too many. One may be anybody's, and is shown.
#[test]
fn a_candidate_that_diverges_more_often_is_kept_out() {
    for diverging in [[0, 1], [0, 2], [1, 2]] {
        let course = finished(one_round(""), &|request| match arm_and_index(request) {
            Some((Arm::Candidate, index)) if diverging.contains(&index) => diverged(),
            _ => by_arm([0.1, 0.2, 0.3])(request),
        });
        assert_eq!(course.verdict().decision, Decision::Keep);
        assert_eq!(course.verdict().reasons, [Reason::CandidateInfeasible { infeasible: 2 }]);
        assert_eq!(course.history.launches.len(), 1);
    }
    let course = finished(one_round(""), &|request| match arm_and_index(request) {
        Some((Arm::Candidate, 1)) => diverged(),
        _ => by_arm([0.1, 0.2, 0.3])(request),
    });
    assert_eq!(course.verdict().decision, Decision::Adopt);
    let shown = &course.verdict().divergence[0];
    assert_eq!((shown.candidate, shown.other), (1, 0));
    assert!((0.5..0.9).contains(&shown.candidate_more), "{shown:?}");
}

/// The seed is to blame, or the machine, when both sides break: such a seed is left out, another one takes its place.
#[test]
fn seeds_without_a_pair_are_replaced_and_said() {
    type Break = fn(Arm, u32) -> Option<Outcome>;
    let breaks: [Break; 3] = [
        |_, index| (index == 1).then(diverged),
        |arm, index| (arm == Arm::Candidate && index == 1).then(failed),
        |arm, index| (arm == Arm::Baseline && index == 1).then(failed),
    ];
    for breaks in breaks {
        let course = finished(one_round(""), &|request| {
            let broken = arm_and_index(request).and_then(|(arm, index)| breaks(arm, index));
            broken.unwrap_or_else(|| by_arm([0.1, 0.2, 0.3])(request))
        });
        let verdict = course.verdict();
        assert_eq!(verdict.decision, Decision::Adopt);
        let baseline = &verdict.comparisons[0];
        assert!(baseline.gains.len() >= 3);
        let seeds: Vec<u32> =
            course.retrainings(Arm::Candidate).iter().map(|(_, configuration)| configuration.seed).collect();
        assert!(!baseline.seeds.contains(&seeds[1]), "the broken seed counts");
        assert_eq!(baseline.seeds[..2], [seeds[0], seeds[2]]);
        let caveat = Caveat::SeedsWithoutPair { against: Arm::Baseline, seeds: 1 };
        assert!(verdict.caveats.contains(&caveat), "{:?}", verdict.caveats);
    }
}

#[test]
fn when_trainings_fail_again_and_again_the_answer_is_inconclusive() {
    let course = finished(one_round(""), &|request| match arm_and_index(request) {
        Some((Arm::Baseline, _)) => failed(),
        _ => by_arm([0.1, 0.2, 0.3])(request),
    });
    assert_eq!(course.verdict().decision, Decision::Inconclusive);
    assert_eq!(course.verdict().reasons, [Reason::TooFewPairs { against: Arm::Baseline }]);
    assert!(course.retrainings(Arm::Baseline).len() <= 40);
    assert_eq!(course.history.launches.len(), 1);
}

/// An incumbent that never trains soundly gives no pair, and must not stay for that.
#[test]
fn a_candidate_replaces_an_incumbent_that_diverges_on_every_fresh_seed() {
    let course = finished(one_round(""), &|request| match arm_and_index(request) {
        Some((Arm::Baseline | Arm::Incumbent, _)) => diverged(),
        _ => by_arm([0.1, 0.2, 0.3])(request),
    });
    assert_eq!(course.verdict().decision, Decision::Adopt);
    let infeasible = |against| Reason::OtherInfeasible { against, seeds: 6 };
    assert_eq!(course.verdict().reasons, [infeasible(Arm::Baseline), infeasible(Arm::Incumbent)]);
    assert!(course.verdict().comparisons.is_empty());
    let launch = course.history.launches.last().expect("launched");
    assert!(matches!(launch.evidence, LaunchEvidence::Verdict { gain: None, .. }));
    let once_sound = finished(one_round(""), &|request| match arm_and_index(request) {
        Some((Arm::Baseline | Arm::Incumbent, index)) if index != 2 => diverged(),
        _ => by_arm([0.1, 0.2, 0.3])(request),
    });
    assert_eq!(once_sound.verdict().decision, Decision::Inconclusive);
}

#[test]
fn where_the_incumbent_is_best_nothing_is_retrained() {
    let mut project = two_rounds("");
    project.rounds.remove(0);
    let course = finished(project, &|request| score((rate(request) - 0.3).abs()));
    assert_eq!(course.verdict().decision, Decision::Keep);
    assert_eq!(course.verdict().reasons, [Reason::IncumbentIsBest]);
    assert!(course.history.trials.values().all(|trial| !support::is_confirmation(&trial.request)));
}

/// Where the incumbent is the best of its own study it is baseline and incumbent in one.
#[test]
fn an_incumbent_that_is_its_studys_best_is_compared_once() {
    let course = finished(one_round(""), &|request| {
        let on = if is_on(request) { -1.0 } else { 0.0 };
        score((rate(request) - 0.3).abs() + on + 0.01 * luck(request.configuration.seed))
    });
    let contenders = &course.round().confirmation.as_ref().expect("a comparison").contenders;
    let arms: Vec<Arm> = contenders.iter().map(|contender| contender.arm).collect();
    assert_eq!(arms, [Arm::Candidate, Arm::Incumbent]);
    assert_eq!(course.verdict().decision, Decision::Adopt);
}

/// Results in any order: the same requests, the same verdict.
#[test]
fn the_order_of_results_does_not_matter() {
    let outcome = |request: &TrialRequest| {
        let seed = request.configuration.seed;
        match seed % 11 {
            0 => failed(),
            1 if !is_on(request) => diverged(),
            _ => {
                let on = if is_on(request) { -0.3 } else { 0.0 };
                score((rate(request) - 0.9).abs() + on + 0.3 * luck(seed ^ u32::from(is_on(request))))
            }
        }
    };
    for seed in 0..30 {
        let project = two_rounds(&format!("seed = {seed}"));
        let in_order = finished(project.clone(), &outcome);
        let mut shuffled = Course::new(project);
        let mut random = Random::new(seed);
        while !shuffled.plan() {
            // One at a time, any of those that wait, planning in between.
            let waiting: Vec<_> = shuffled.history.waiting.iter().copied().collect();
            let trial = waiting[random.below(waiting.len() as u64) as usize];
            let ends = outcome(&shuffled.history.trials[&trial].request);
            shuffled.end(trial, ends);
        }
        for (trial, known) in &in_order.history.trials {
            assert_eq!(shuffled.history.trials[trial].request, known.request, "seed {seed}, trial {trial}");
        }
        let verdicts = |course: &Course| -> Vec<Option<Verdict>> {
            course.history.rounds.iter().map(|round| round.verdict.clone()).collect()
        };
        assert_eq!(verdicts(&shuffled), verdicts(&in_order), "seed {seed}");
        assert_eq!(shuffled.history.launches, in_order.history.launches, "seed {seed}");
    }
}

/// Else the answer would depend on which training is fastest.
#[test]
fn nothing_is_decided_while_a_retraining_runs() {
    let mut course = Course::new(one_round(""));
    let outcome = by_arm([0.1, 0.2, 0.3]);
    course.plan();
    course.train(&outcome);
    course.plan();
    assert_eq!(course.history.waiting.len(), 6, "three pairs");
    while course.history.waiting.len() > 1 {
        let trial = *course.history.waiting.first().expect("more than one");
        let ends = outcome(&course.history.trials[&trial].request);
        course.end(trial, ends);
        assert_eq!(advance(&course.project, &course.history), Ok(Step::Await));
    }
}

/// S21: what will be compared, and how, is written down before the first fresh seed is trained.
#[test]
fn the_plan_is_stored_before_the_first_retraining() {
    let course = finished(one_round(""), &by_arm([0.1, 0.2, 0.3]));
    let planned = course.events.iter().position(|event| matches!(event, Event::ConfirmationPlanned { .. }));
    let first = course.events.iter().position(
        |event| matches!(event, Event::TrialRequested { request, .. } if support::is_confirmation(request)),
    );
    assert!(planned.expect("a plan") < first.expect("a retraining"));
    let plan = &course.round().confirmation.as_ref().expect("planned").plan;
    assert_eq!(plan.looks, [3, 5, 8, 12, 20]);
    assert!((plan.overall_error - 0.05).abs() < 1e-12 && plan.level < 0.0138);
    let plans = course.events.iter().filter(|event| matches!(event, Event::ConfirmationPlanned { .. }));
    assert_eq!(plans.count(), 1, "never replaced");
}

/// S21: no effect at all, and noise as large as the differences that the search chose by.
#[test]
fn chance_alone_is_rarely_adopted() {
    let (mut adopted, rounds) = (0, 1500_u64);
    for seed in 0..rounds {
        let course = finished(one_round(&format!("seed = {seed}")), &|request| {
            let values = request.configuration.values.values().map(ToString::to_string).collect::<String>();
            let place = values.bytes().fold(request.configuration.seed, |hash, byte| {
                (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
            });
            score(luck(place))
        });
        adopted += u64::from(course.verdict().decision == Decision::Adopt);
    }
    let interval = etude_stats::proportion::wilson(adopted, rounds, 0.95).expect("rounds");
    println!("{adopted} of {rounds} adopted, {:.4} to {:.4}", interval.low, interval.high);
    assert!(interval.low <= 0.05, "{adopted} of {rounds}");
    assert!(adopted < rounds / 20, "{adopted} of {rounds}");
}
