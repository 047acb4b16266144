//! How often does each check of training curves call, with nothing wrong and with its fault planted?
//!
//! Studies of 16 trials with 50 evaluations through the real coordinator, at the noises of the method: standard deviations of
//! 0.005, 0.01 and 0.02 on an error of 0.3, neighbours correlated by 0, 0.3 and 0.6, a margin of 0.01. Each share is of whole
//! studies, so that looking at many trials is in it. Run with `cargo xtask bench curve-checks`; an argument sets the number of
//! studies a cell, a second one the evaluations of each training (of 8 to 19, those of a study are read together).

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::error::Error;

use etude_simulation::checked_study;
use etude_simulation::faulty_curves::{Fault, FaultyCurves};
use etude_simulation::projects::one_study;
use etude_stats::proportion::wilson;
use etude_study::finding::{Answer, Finding, LengthAction};

const TRIALS: u32 = 16;
/// Evaluations of each training, where no argument says otherwise.
const EVALUATIONS: u32 = 50;
const MARGIN: f64 = 0.01;
const NOISES: [f64; 3] = [0.005, 0.01, 0.02];
const LIKENESSES: [f64; 3] = [0.0, 0.3, 0.6];

/// One check: its name, what its answers are, the sound curves it must be silent on, the fault it must find.
struct Check {
    name: &'static str,
    says: fn(&Answer) -> bool,
    sound: Fault,
    faults: &'static [Fault],
}

const CHECKS: [Check; 12] = [
    Check {
        name: "still improving (P55, or S29)",
        says: |answer| {
            matches!(answer, Answer::StillImproving(_))
                || is_advice(answer, |action| matches!(action, LengthAction::Lengthen { .. }))
        },
        sound: Fault::None,
        faults: &[Fault::StillImproving, Fault::SlowlyImproving],
    },
    Check {
        name: "train longer (S29)",
        says: |answer| is_advice(answer, |action| matches!(action, LengthAction::Lengthen { .. })),
        sound: Fault::None,
        faults: &[Fault::StillImproving, Fault::SlowlyImproving],
    },
    Check {
        name: "train less (S28)",
        says: |answer| is_advice(answer, |action| matches!(action, LengthAction::Reduce { .. })),
        sound: Fault::None,
        faults: &[Fault::FarTooLong],
    },
    Check {
        name: "best trial overfits (P51, P52)",
        says: |answer| matches!(answer, Answer::Overfitting(_)),
        sound: Fault::None,
        faults: &[Fault::Overfitting, Fault::SlightOverfitting],
    },
    Check {
        name: "many trials overfit (P53)",
        says: |answer| matches!(answer, Answer::OverfittingShare(_)),
        sound: Fault::None,
        faults: &[Fault::Overfitting, Fault::OverfittingElsewhere, Fault::SlightOverfitting],
    },
    Check {
        name: "scatters more than the margin, by noise (P54)",
        says: |answer| matches!(answer, Answer::LateDeviation(_)),
        sound: Fault::None,
        faults: &[],
    },
    Check {
        name: "saturated early (P56, or S28)",
        says: |answer| {
            matches!(answer, Answer::SaturatedEarly(_))
                || is_advice(answer, |action| matches!(action, LengthAction::Reduce { .. }))
        },
        sound: Fault::NoneButSlow,
        faults: &[Fault::None, Fault::FarTooLong],
    },
    Check {
        name: "training loss rises (P57)",
        says: |answer| matches!(answer, Answer::TrainingLossRising(_)),
        sound: Fault::None,
        faults: &[Fault::TrainingLossRising],
    },
    Check {
        name: "spikes (P108)",
        says: |answer| matches!(answer, Answer::LossSpikes(_)),
        sound: Fault::None,
        faults: &[Fault::Spikes],
    },
    Check {
        name: "uneven evaluation (P76)",
        says: |answer| matches!(answer, Answer::UnevenEvaluation(_)),
        sound: Fault::None,
        faults: &[Fault::UnevenEvaluation],
    },
    Check {
        name: "repeats each epoch (P78)",
        says: |answer| matches!(answer, Answer::RepeatsEachEpoch(_)),
        sound: Fault::None,
        faults: &[Fault::RepeatsEachEpoch],
    },
    Check {
        name: "clip gradients (P115)",
        says: |answer| matches!(answer, Answer::GradientAdvice(_)),
        sound: Fault::None,
        faults: &[Fault::GradientOutliers],
    },
];

fn is_advice(answer: &Answer, is: fn(&LengthAction) -> bool) -> bool {
    matches!(answer, Answer::LengthAdvice(advice) if is(&advice.action))
}

fn main() -> Result<(), Box<dyn Error>> {
    let studies: u32 = std::env::args().nth(1).map_or(Ok(400), |argument| argument.parse())?;
    let evaluations: u32 = std::env::args().nth(2).map_or(Ok(EVALUATIONS), |argument| argument.parse())?;
    let half_width = wilson(u64::from(studies) / 20, u64::from(studies), 0.95)?;
    println!(
        "{studies} studies a cell of {TRIALS} trials with {evaluations} evaluations, margin {MARGIN}; columns: noise sd / \
         correlation of neighbours. A share of 5 % has the 95 % interval {:.1} to {:.1} %.\n",
        100.0 * half_width.low,
        100.0 * half_width.high
    );
    let cells = NOISES.iter().flat_map(|sd| LIKENESSES.iter().map(move |likeness| (*sd, *likeness)));
    let cells: Vec<(f64, f64)> = cells.collect();
    let heads: Vec<String> = cells.iter().map(|(sd, likeness)| format!("{sd} / {likeness}")).collect();
    println!("| check | curves | {} |", heads.join(" | "));
    println!("|---|---|{}", "---|".repeat(cells.len()));
    let mut known: Vec<(Fault, Vec<Vec<Vec<Finding>>>)> = Vec::new();
    for check in &CHECKS {
        let rows =
            std::iter::once((check.sound, "sound")).chain(check.faults.iter().map(|fault| (*fault, "fault")));
        for (fault, kind) in rows {
            if !known.iter().any(|(done, _)| *done == fault) {
                let found: Result<Vec<_>, _> =
                    cells.iter().map(|cell| findings(fault, *cell, (studies, evaluations))).collect();
                known.push((fault, found?));
            }
            let found = known.iter().find(|(done, _)| *done == fault).map(|(_, found)| found.as_slice());
            let shares: Vec<String> =
                found.unwrap_or_default().iter().map(|cell| share(check.says, cell)).collect();
            println!("| {} | {kind}: {fault:?} | {} |", check.name, shares.join(" | "));
        }
    }
    Ok(())
}

fn share(says: fn(&Answer) -> bool, studies: &[Vec<Finding>]) -> String {
    let calls = studies.iter().filter(|findings| findings.iter().any(|finding| says(&finding.answer)));
    format!("{:.1} %", 100.0 * calls.count() as f64 / studies.len() as f64)
}

fn findings(
    fault: Fault,
    (noise_sd, likeness): (f64, f64),
    (studies, evaluations): (u32, u32),
) -> Result<Vec<Vec<Finding>>, Box<dyn Error>> {
    let curves = FaultyCurves { fault, evaluations, noise_sd, likeness, trial_sd: 0.01 };
    let one = |seed| -> Result<Vec<Finding>, Box<dyn Error>> {
        let project = one_study((TRIALS, evaluations), MARGIN, u64::from(seed))?;
        Ok(checked_study(&project, &curves)?)
    };
    (0..studies).map(one).collect()
}
