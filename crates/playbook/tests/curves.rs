//! The checklist's questions about training curves: each finds its planted fault with its evidence, and is silent else.

mod support;

use std::collections::BTreeMap;

use etude_playbook::curve_reading::read_curves;
use etude_stats::random::{Random, mix};
use etude_study::curve_reading::CurveReading;
use etude_study::event::Event;
use etude_study::finding::{Answer, Finding, GradientAction, LengthAction, Severity, Yardstick};
use etude_study::ids::TrialId;
use etude_study::measurement::{Measurement, MetricValue, SpooledMeasurement};
use etude_study::project::{Project, parse_project};
use etude_study::trial::Outcome;
use support::{Course, number};

const EPOCHS: u32 = 50;

/// What a trial reports at an epoch, from its rate (0.1 is the best) and a normal number.
type Reports<'a> = dyn Fn(f64, f64, f64) -> Vec<(&'static str, f64)> + 'a;

/// Eight trials with rates 0.1 to 0.8; the incumbent's own is the ninth, with 0.9.
fn project(keys: &str, length: &str, parameters: &str) -> Project {
    let rates: Vec<String> = (1..=8).map(|rate| format!("{{ rate = 0.{rate} }}")).collect();
    let direction = if keys.contains("direction") { "" } else { "direction = \"minimize\"\n" };
    parse_project(&format!(
        "[project]\nname = \"test\"\nmetric = \"val\"\n{direction}{keys}\n[workload]\ncommand = [\"t\", \"{{args}}\"]\n\
         [length]\nmax_epochs = {EPOCHS}\n{length}\n[parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.9\n{parameters}\n\
         [[rounds]]\nname = \"r\"\ngoal = \"Which?\"\nnuisance = [\"rate\"]\nconfigurations = [{}]\n",
        rates.join(", ")
    ))
    .expect("a project file in order")
}

/// Trains every waiting trial, as the coordinator would record it; without `read`, as it was before curves were read.
fn train(course: &mut Course, epochs: u32, reports: &Reports<'_>, read: bool) {
    for trial in course.history.waiting.clone() {
        course.record(Event::AttemptStarted { trial, attempt: 1, slot: None });
        let rate = number(&course.history.trials[&trial].request.configuration.values, "rate");
        for sequence in 0..epochs {
            let epoch = f64::from(sequence + 1);
            let luck = Random::new(mix(u64::from(1000 * trial.0 + sequence))).normal();
            let metrics = reports(rate, epoch, luck).into_iter();
            let metrics: BTreeMap<String, MetricValue> =
                metrics.map(|(name, value)| (name.to_owned(), MetricValue(value))).collect();
            let measurement = Measurement { epoch: Some(epoch), metrics, ..Measurement::default() };
            let measured = SpooledMeasurement { attempt: 1, sequence, measurement };
            course.record(Event::Measured { trial, measured });
        }
        let record = &course.history.trials[&trial];
        let reading = read_curves(&course.round().frozen, record).filter(|_| read);
        let best = record.curve().and_then(etude_study::history::LiveCurve::best).expect("a score");
        course.record(Event::TrialEnded { trial, outcome: Outcome::Feasible(best) });
        if let Some(reading) = reading {
            course.record(Event::CurveRead { trial, reading: Box::new(reading) });
        }
    }
}

/// A project whose study has been checked.
fn checked(project: Project, epochs: u32, reports: &Reports<'_>, read: bool) -> Course {
    let mut course = Course::new(project);
    course.plan();
    train(&mut course, epochs, reports, read);
    course.plan();
    assert!(course.study(1).complete);
    course
}

fn answers(project: Project, reports: &Reports<'_>) -> Vec<Answer> {
    let course = checked(project, EPOCHS, reports, true);
    let answers = course.study(1).findings.iter().map(|finding| finding.answer.clone());
    answers.collect()
}

fn usual() -> Project {
    project("min_improvement = 0.01", "", "")
}

/// An error that falls until 60 % of the training and stays, with little noise: nothing is wrong with it.
fn sound(rate: f64, epoch: f64, luck: f64) -> f64 {
    0.2 + 0.1 * rate + 0.02 * (30.0 - epoch).max(0.0) + 0.002 * luck
}

fn val(value: f64) -> Vec<(&'static str, f64)> {
    vec![("val", value)]
}

/// The trial with the rate 0.1: the incumbent's own comes first.
const BEST: TrialId = TrialId(2);

#[test]
fn sound_curves_are_not_remarked_upon() {
    let loss = |epoch: f64, luck: f64| (-0.1 * epoch).exp() + 0.001 * luck;
    let said = answers(usual(), &|rate, epoch, luck| {
        let norm = 1.0 + 0.1 * luck;
        vec![("val", sound(rate, epoch, luck)), ("train_loss", loss(epoch, luck)), ("grad_norm", norm)]
    });
    assert_eq!(said, []);
}

/// An error that is on its floor early.
fn early(rate: f64, epoch: f64, luck: f64) -> f64 {
    0.2 + 0.1 * rate + 0.3 * (-epoch / 4.0).exp() + 0.002 * luck
}

#[test]
fn a_best_trial_that_overfits_blocks_and_others_are_counted() {
    let rise = |epoch: f64| 0.004 * (epoch - 15.0).max(0.0);
    let said = answers(usual(), &|rate, epoch, luck| val(early(rate, epoch, luck) + rise(epoch)));
    let [Answer::Overfitting(best), Answer::OverfittingShare(share), ..] = said.as_slice() else {
        panic!("{said:?}")
    };
    assert_eq!(best.trial, BEST);
    assert!((0.1..0.13).contains(&best.rise.value) && best.rise.standard_error < 0.01, "{best:?}");
    assert!((10.0..=20.0).contains(&best.after) && best.looked_at == 9);
    assert_eq!((share.overfitting, share.looked_at), (9, 9));
    assert_eq!((said[0].severity(), said[0].rule()), (Severity::Blocking, "P52"));
    assert_eq!((said[1].severity(), said[1].rule()), (Severity::Warning, "P53"));

    let elsewhere = answers(usual(), &|rate, epoch, luck| {
        val(early(rate, epoch, luck) + if rate > 0.5 { rise(epoch) } else { 0.0 })
    });
    assert!(
        matches!(elsewhere.as_slice(), [Answer::OverfittingShare(share), ..] if share.overfitting == 4),
        "{elsewhere:?}"
    );
    let one = answers(usual(), &|rate, epoch, luck| {
        val(early(rate, epoch, luck) + if rate > 0.85 { rise(epoch) } else { 0.0 })
    });
    let overfits = |answer: &Answer| matches!(answer, Answer::Overfitting(_) | Answer::OverfittingShare(_));
    assert!(!one.iter().any(overfits), "one of nine, and not the best, is not more than chance: {one:?}");
}

#[test]
fn a_rise_within_the_margin_is_let_be() {
    let rises = |rate, epoch: f64, luck| val(early(rate, epoch, luck) + 0.004 * (epoch - 15.0).max(0.0));
    let said = answers(project("min_improvement = 0.2", "", ""), &rises);
    assert!(
        !said.iter().any(|answer| matches!(answer, Answer::Overfitting(_) | Answer::OverfittingShare(_)))
    );
}

#[test]
fn accuracies_are_read_as_errors_are() {
    let error = |rate: f64, epoch: f64, luck: f64| sound(rate, epoch, luck) + 0.004 * (epoch - 25.0).max(0.0);
    let of = |project, reports: &Reports<'_>| {
        checked(project, EPOCHS, reports, true).history.trials[&BEST].reading().cloned()
    };
    let falls = of(usual(), &move |rate, epoch, luck| val(error(rate, epoch, luck))).expect("a reading");
    let maximised = project("direction = \"maximize\"\nmin_improvement = 0.01", "", "");
    let climbs = of(maximised, &move |rate, epoch, luck| val(-error(rate, epoch, luck)));
    assert_eq!(climbs, Some(falls));
}

#[test]
fn too_short_trainings_are_to_be_longer_and_the_best_trial_is_told_where_few_are_known() {
    let falls = |rate: f64, epoch: f64, luck: f64| val(0.9 - 0.01 * epoch + 0.1 * rate + 0.002 * luck);
    let said = answers(usual(), &falls);
    let [Answer::LengthAdvice(advice)] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!((advice.top, advice.max_epochs), (5, EPOCHS));
    assert!(
        matches!(advice.action, LengthAction::Lengthen { improving: 5, proposed: 100, .. }),
        "{advice:?}"
    );
    assert_eq!((said[0].severity(), said[0].rule()), (Severity::Warning, "S29"));

    // Only the best trial falls to the end: its own finding.
    let alone = answers(usual(), &|rate, epoch, luck| {
        val(if rate < 0.15 { 0.5 - 0.009 * epoch + 0.002 * luck } else { sound(rate, epoch, luck) })
    });
    let [Answer::StillImproving(best)] = alone.as_slice() else { panic!("{alone:?}") };
    assert_eq!((best.trial, best.compared, best.improving, best.looked_at), (BEST, 10, 1, 9));
    assert!((best.gain.value - 0.09).abs() < 0.005, "{best:?}");
}

#[test]
fn a_late_best_epoch_of_a_flat_curve_is_no_reason_to_train_longer() {
    let said = answers(usual(), &|rate, epoch, luck| {
        val(sound(rate, epoch, luck) - if epoch > 48.5 { 0.01 } else { 0.0 })
    });
    assert_eq!(said, []);
}

#[test]
fn far_too_long_trainings_are_to_be_shorter_by_the_rule_of_the_project() {
    // Best at epoch 8 of 50, and a little worse after, within the margin.
    let turns_early = |rate: f64, epoch: f64, luck: f64| {
        val(0.2
            + 0.1 * rate
            + if epoch < 7.5 { 0.1 } else { 0.0 }
            + if epoch > 8.5 { 0.009 } else { 0.0 }
            + 0.001 * luck)
    };
    let said = answers(usual(), &turns_early);
    let [Answer::LengthAdvice(advice)] = said.as_slice() else { panic!("{said:?}") };
    assert!(matches!(advice.action, LengthAction::Reduce { proposed: 16, .. }), "{advice:?}");
    assert_eq!((said[0].severity(), said[0].rule()), (Severity::Note, "S28"));
    let strict = project("min_improvement = 0.01", "best_epoch_rule = { early = 0.1, late = 0.75 }", "");
    let said = answers(strict, &turns_early);
    assert!(matches!(said.as_slice(), [Answer::SaturatedEarly(best)] if best.trial == BEST), "{said:?}");
}

#[test]
fn a_curve_that_is_flat_since_a_third_is_saturated() {
    let flat = |rate: f64, epoch: f64, luck: f64| {
        val(0.2 + 0.1 * rate + 0.02 * (15.0 - epoch).max(0.0) + 0.002 * luck)
    };
    let said = answers(usual(), &flat);
    let [Answer::SaturatedEarly(best)] = said.as_slice() else { panic!("{said:?}") };
    assert!((13.0..22.0).contains(&best.level_from) && best.last > 49.5, "{best:?}");
}

#[test]
fn scatter_is_compared_with_the_margin() {
    let noisy = |rate: f64, epoch: f64, luck: f64| val(sound(rate, epoch, 0.0) + 0.02 * luck);
    let said = answers(usual(), &noisy);
    let deviation = said.iter().find_map(|answer| match answer {
        Answer::LateDeviation(found) => Some(found.clone()),
        _ => None,
    });
    let found = deviation.unwrap_or_else(|| panic!("{said:?}"));
    assert_eq!((found.against, found.yardstick), (Yardstick::Margin, 0.01));
    assert!((0.012..0.04).contains(&found.deviation), "{found:?}");
    let without_margin = answers(project("", "", ""), &noisy);
    assert!(
        !without_margin.iter().any(|answer| matches!(answer, Answer::LateDeviation(_))),
        "nothing to compare with"
    );
}

#[test]
fn a_rising_training_loss_blocks_in_the_best_trial_and_warns_in_others() {
    let loss = |epoch: f64, luck: f64| (-0.2 * epoch).exp() + 0.001 * luck;
    let rising = |epoch: f64| 0.01 * (epoch - 20.0).max(0.0);
    let with = move |from: f64| {
        move |rate: f64, epoch: f64, luck: f64| {
            let rise = if rate > from { rising(epoch) } else { 0.0 };
            vec![("val", sound(rate, epoch, luck)), ("train_loss", loss(epoch, luck) + rise)]
        }
    };
    let said = answers(usual(), &with(0.0));
    assert!(
        matches!(said.as_slice(), [Answer::TrainingLossRising(found)] if found.is_best && found.rising == 9),
        "{said:?}"
    );
    assert_eq!((said[0].severity(), said[0].rule()), (Severity::Blocking, "P57"));
    let said = answers(usual(), &with(0.5));
    assert!(
        matches!(said.as_slice(), [Answer::TrainingLossRising(found)] if !found.is_best && found.rising == 4),
        "{said:?}"
    );
    assert_eq!(said[0].severity(), Severity::Warning);
    assert_eq!(answers(usual(), &with(0.85)), [], "one of nine, and not the best");
}

#[test]
fn spikes_of_the_best_trial_are_told() {
    let said = answers(usual(), &|rate, epoch, luck| {
        let spike = if epoch % 10.0 == 0.0 && (25.0..45.0).contains(&epoch) { 0.5 } else { 0.0 };
        vec![("val", sound(rate, epoch, luck)), ("loss", (-0.2 * epoch).exp() + 0.002 * luck + spike)]
    });
    let [Answer::LossSpikes(found)] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!((found.early, found.later, found.jumps, found.with_spikes), (0, 2, 0, 9));
    assert_eq!((said[0].severity(), said[0].rule()), (Severity::Warning, "P108"));
}

#[test]
fn gradients_far_out_are_to_be_clipped_and_clipped_ones_trained_slower() {
    let norms = |rate, epoch: f64, luck| {
        let norm = if epoch % 10.0 == 0.0 { 60.0 } else { 1.0 + 0.1 * luck };
        vec![("val", sound(rate, epoch, luck)), ("grad_norm", norm)]
    };
    let said = answers(usual(), &norms);
    let [Answer::GradientAdvice(found)] = said.as_slice() else { panic!("{said:?}") };
    assert!(matches!(found.action, GradientAction::ClipAt { threshold } if (1.0..60.1).contains(&threshold)));
    assert!(found.largest > 59.0 && (0.9..1.1).contains(&found.median));
    assert_eq!((said[0].severity(), said[0].rule()), (Severity::Note, "P115"));

    let clip = "[parameters.grad_clip]\nlow = 0.1\nhigh = 10.0\nbaseline = 0.5";
    let said = answers(project("min_improvement = 0.01", "", clip), &norms);
    let [Answer::GradientAdvice(found)] = said.as_slice() else { panic!("{said:?}") };
    assert!(matches!(found.action, GradientAction::LowerLearningRate(clipped)
        if (0.49..0.51).contains(&clipped.threshold) && clipped.share > 0.99));
    assert_eq!(said[0].rule(), "P116");
    let clip = clip.replace("0.5", "5.0");
    assert_eq!(answers(project("min_improvement = 0.01", "", &clip), &norms), [], "a tenth is clipped");
}

#[test]
fn trials_whose_curves_were_never_read_or_are_very_short_are_not_judged() {
    let falls = |rate: f64, epoch: f64, luck: f64| val(0.9 - 0.01 * epoch + 0.1 * rate + 0.002 * luck);
    let old = checked(usual(), EPOCHS, &falls, false);
    assert_eq!(old.study(1).findings, []);
    assert_eq!(old.history.trials[&BEST].reading(), None);
    let short = checked(usual(), 7, &falls, true);
    let by_noise = |finding: &&Finding| !matches!(finding.answer, Answer::LengthAdvice(_));
    assert_eq!(short.study(1).findings.iter().find(by_noise), None);
    let reading: &CurveReading =
        short.history.trials[&BEST].reading().expect("seven evaluations are a curve");
    assert_eq!((reading.evaluations, reading.last, reading.late), (7, 7.0, None));
    let single = checked(usual(), 1, &falls, true);
    assert_eq!(single.history.trials[&BEST].reading(), None, "one evaluation is none");
}
