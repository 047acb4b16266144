//! Error rates of the checks of training curves through the real coordinator, a study at a time: a short form of
//! `cargo xtask bench checks`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use etude_simulation::checked_study;
use etude_simulation::faulty_curves::{Fault, FaultyCurves};
use etude_simulation::projects::one_study;
use etude_study::finding::{Answer, Finding};

const STUDIES: u32 = 40;

/// The findings of studies of 16 trials with 50 evaluations, at a middling noise.
fn studies(fault: Fault) -> Vec<Vec<Finding>> {
    studies_of(50, fault)
}

fn studies_of(evaluations: u32, fault: Fault) -> Vec<Vec<Finding>> {
    let curves = FaultyCurves { fault, evaluations, noise_sd: 0.004, likeness: 0.3, trial_sd: 0.01 };
    let findings =
        |seed| checked_study(&one_study((16, evaluations), 0.01, u64::from(seed)).unwrap(), &curves).unwrap();
    (0..STUDIES).map(findings).collect()
}

fn calls(studies: &[Vec<Finding>], says: impl Fn(&Answer) -> bool) -> usize {
    studies.iter().filter(|findings| findings.iter().any(|finding| says(&finding.answer))).count()
}

#[test]
fn studies_with_sound_curves_are_let_be() {
    let slow = studies(Fault::NoneButSlow);
    // The best rate is the lowest, so that the border is remarked upon in some.
    let is_of_curves = |answer: &Answer| !matches!(answer, Answer::Boundary { .. });
    assert!(calls(&slow, is_of_curves) <= 3, "{slow:?}");
    let plateaus = studies(Fault::None);
    let is_alarm = |answer: &Answer| is_of_curves(answer) && !matches!(answer, Answer::SaturatedEarly(_));
    assert!(calls(&plateaus, is_alarm) <= 3, "{plateaus:?}");
    assert!(
        calls(&plateaus, |answer| matches!(answer, Answer::SaturatedEarly(_))) >= 36,
        "they are flat since a third"
    );
}

#[test]
fn planted_faults_are_found() {
    type Says = fn(&Answer) -> bool;
    let planted: [(Fault, Says); 7] = [
        (Fault::StillImproving, |answer| {
            matches!(answer, Answer::LengthAdvice(_) | Answer::StillImproving(_))
        }),
        (Fault::Overfitting, |answer| matches!(answer, Answer::Overfitting(_))),
        (Fault::OverfittingElsewhere, |answer| matches!(answer, Answer::OverfittingShare(_))),
        (
            Fault::TrainingLossRising,
            |answer| matches!(answer, Answer::TrainingLossRising(found) if found.is_best),
        ),
        (Fault::Spikes, |answer| matches!(answer, Answer::LossSpikes(_))),
        (Fault::UnevenEvaluation, |answer| matches!(answer, Answer::UnevenEvaluation(_))),
        (Fault::RepeatsEachEpoch, |answer| matches!(answer, Answer::RepeatsEachEpoch(_))),
    ];
    for (fault, says) in planted {
        let found = calls(&studies(fault), says);
        assert!(found >= 36, "{fault:?}: found in {found} of {STUDIES} studies");
    }
}

/// Trainings of 12 evaluations are read together: the same questions, wider standard errors.
#[test]
fn short_trainings_are_judged_by_the_noise_of_all_of_them() {
    let alarm = |answer: &Answer| {
        matches!(answer, Answer::StillImproving(_) | Answer::LengthAdvice(_) | Answer::Overfitting(_))
    };
    let sound = calls(&studies_of(12, Fault::None), alarm);
    assert!(sound <= 5, "{sound} of {STUDIES} plateaus; 5 % are 2");
    let level = |answer: &Answer| matches!(answer, Answer::SaturatedEarly(_));
    assert_eq!(calls(&studies_of(12, Fault::NoneButSlow), level), 0, "level since 60 %, not before half");
    let improving = calls(&studies_of(12, Fault::StillImproving), alarm);
    assert!(improving >= 36, "{improving} of {STUDIES}");
    let overfitting =
        calls(&studies_of(12, Fault::Overfitting), |answer| matches!(answer, Answer::Overfitting(_)));
    assert!(overfitting >= 22, "{overfitting} of {STUDIES}");
    assert_eq!(calls(&studies_of(7, Fault::StillImproving), alarm), 0, "of seven nothing is said");
}
