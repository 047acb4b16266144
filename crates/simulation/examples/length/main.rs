//! Is the advice on the length of training right: lengthen, shorten, first value, what short rounds are worth?
//!
//! Three tables: studies of 16 trials with 50 evaluations through the real coordinator, flat, improving, overfitting and saturating, at
//! the noises of the method; ladders of 24 short and 12 longer trainings, in families in which short trainings do and do not predict long
//! ones; and the perfect-fit procedure on simulated trainings whose need is known. Run with `cargo xtask bench length`; an argument sets
//! the number of repeats a cell.

#![expect(clippy::print_stdout, reason = "a bench prints its tables")]

mod fits;
mod ladders;

use std::error::Error;

use etude_simulation::checked_study;
use etude_simulation::faulty_curves::{Fault, FaultyCurves};
use etude_simulation::projects::one_study;
use etude_stats::proportion::wilson;
use etude_study::finding::{Answer, Finding, LengthAction};

const MARGIN: f64 = 0.01;
const NOISES: [f64; 3] = [0.005, 0.01, 0.02];
const LIKENESSES: [f64; 3] = [0.0, 0.3, 0.6];

/// Curves, what they are called, and whether a longer or a shorter training is right.
const CURVES: [(Fault, &str, &str); 7] = [
    (Fault::None, "flat from a third on", "neither"),
    (Fault::NoneButSlow, "saturating at 60 %", "neither"),
    (Fault::Overfitting, "overfitting from 40 % on", "not longer"),
    (Fault::StillImproving, "improving to the end", "longer"),
    (Fault::SlowlyImproving, "improving slowly", "longer"),
    (Fault::ClearlyTooLong, "best in the first 10 %, then worse by 8 noise sds", "shorter"),
    (Fault::FarTooLong, "best in the first 8 %, then worse by 4 noise sds", "shorter"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let repeats: u32 = std::env::args().nth(1).map_or(Ok(40), |argument| argument.parse())?;
    println!("| curves | right | says longer (S29) | says shorter (S28) | studies |\n|---|---|---|---|---|");
    for (fault, name, right) in CURVES {
        let (mut longer, mut shorter, mut studies) = (0, 0, 0);
        for (noise_sd, likeness) in NOISES.into_iter().flat_map(|noise| LIKENESSES.map(|like| (noise, like)))
        {
            let curves = FaultyCurves { fault, evaluations: 50, noise_sd, likeness, trial_sd: 0.01 };
            for seed in 0..repeats {
                let findings = checked_study(&one_study((16, 50), MARGIN, u64::from(seed))?, &curves)?;
                longer +=
                    u64::from(says(&findings, |action| matches!(action, LengthAction::Lengthen { .. })));
                shorter += u64::from(says(&findings, |action| matches!(action, LengthAction::Reduce { .. })));
                studies += 1;
            }
        }
        println!(
            "| {name} | {right} | {} | {} | {studies} |",
            share(longer, studies),
            share(shorter, studies)
        );
    }
    ladders::print(repeats)?;
    fits::print(repeats);
    Ok(())
}

fn says(findings: &[Finding], is_it: impl Fn(&LengthAction) -> bool) -> bool {
    findings.iter().any(|finding| match &finding.answer {
        Answer::LengthAdvice(advice) => is_it(&advice.action),
        _ => false,
    })
}

/// A share with its 95 % interval.
pub(crate) fn share(count: u64, all: u64) -> String {
    let percent = 100.0 * count as f64 / all as f64;
    match wilson(count, all, 0.95) {
        Ok(interval) => {
            format!("{percent:.1} % ({:.1} to {:.1})", 100.0 * interval.low, 100.0 * interval.high)
        }
        Err(_) => "-".into(),
    }
}
