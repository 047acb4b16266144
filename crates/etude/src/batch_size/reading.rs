//! What the reports of a probe say: the time of a step, whether it did its steps, whether a step holds all data. Pure.

use etude_playbook::batch_size::probe::WARM_UP_STEPS;
use etude_study::measurement::Measurement;

use super::error::NotAProbe;

/// Parts of a probe whose times are compared.
const PARTS: usize = 8;
/// Fewer reports after the warm-up tell too little.
const LEAST_REPORTS: usize = 3;
/// The reserved metric by which a program says its speed itself.
const SPEED: &str = "examples_per_second";

/// A report with the seconds after which it arrived.
pub(super) type Arrived = (Measurement, f64);

/// The step of a report; none without one.
fn step(report: &Measurement) -> Option<f64> {
    report.step.map(|step| step as f64)
}

/// The last step reported.
pub(super) fn last_step(reports: &[Arrived]) -> Option<f64> {
    reports.iter().filter_map(|(report, _)| step(report)).reduce(f64::max)
}

/// Whether the program did the steps it was told, and no more.
pub(super) fn did_its_steps(reports: &[Arrived], steps: u32) -> Result<(), NotAProbe> {
    match last_step(reports) {
        None => Err(NotAProbe::NoSteps { steps }),
        Some(last) if last > f64::from(steps) => Err(NotAProbe::TrainsOn { steps, reported: last as u32 }),
        Some(last) if last < f64::from(steps) => Err(NotAProbe::EndsEarly { steps, reported: last as u32 }),
        Some(_) => Ok(()),
    }
}

/// Whether each step holds all training examples: as many epochs as steps.
pub(super) fn is_whole_data(reports: &[Arrived]) -> bool {
    reports.iter().any(|(report, _)| match (report.epoch, step(report)) {
        (Some(epoch), Some(step)) => step > 0.0 && epoch >= step,
        _ => false,
    })
}

/// Completed epochs a step, where both are reported together.
pub(super) fn epochs_a_step(reports: &[Arrived]) -> Option<f64> {
    reports.iter().rev().find_map(|(report, _)| match (report.epoch, step(report)) {
        (Some(epoch), Some(step)) if step > 0.0 && epoch > 0.0 => Some(epoch / step),
        _ => None,
    })
}

/// Seconds a step after the warm-up. The reports are divided into parts and the median of their times is taken, so that a pause
/// in one of them does not count; the last report may have waited for an evaluation and is left out where enough others are
/// there. A program that reports too few steps may tell its speed itself.
///
/// # Errors
/// When neither is enough.
pub(super) fn step_seconds(reports: &[Arrived], size: u32, steps: u32) -> Result<f64, NotAProbe> {
    let mut marks: Vec<(f64, f64)> = Vec::new();
    for (report, arrived) in reports {
        let Some(step) = step(report).filter(|step| *step >= f64::from(WARM_UP_STEPS)) else { continue };
        match marks.last_mut() {
            Some(last) if step <= last.0 => {}
            // Reports that arrive together are one: the last of them.
            Some(last) if *arrived <= last.1 => last.0 = step,
            _ => marks.push((step, *arrived)),
        }
    }
    if marks.len() > LEAST_REPORTS + 1 {
        marks.pop();
    }
    if marks.len() > LEAST_REPORTS - 1 {
        return Ok(median_of_parts(&marks));
    }
    let speed =
        reports.iter().rev().find_map(|(report, _)| report.metric(SPEED)).filter(|speed| *speed > 0.0);
    let reports = marks.len();
    speed.map(|speed| f64::from(size) / speed).ok_or(NotAProbe::TooFewReports { steps, reports })
}

fn median_of_parts(marks: &[(f64, f64)]) -> f64 {
    let intervals = marks.len() - 1;
    let parts = intervals.min(PARTS);
    let edge = |part: usize| marks[part * intervals / parts];
    let mut seconds: Vec<f64> = (0..parts)
        .map(|part| {
            let (from, to) = (edge(part), edge(part + 1));
            (to.1 - from.1) / (to.0 - from.0)
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    f64::midpoint(seconds[(parts - 1) / 2], seconds[parts / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports(steps: impl IntoIterator<Item = (f64, f64)>) -> Vec<Arrived> {
        let report =
            |(step, arrived)| (Measurement { step: Some(step as u64), ..Measurement::default() }, arrived);
        steps.into_iter().map(report).collect()
    }

    #[test]
    fn the_start_a_pause_and_the_last_evaluation_do_not_count() {
        let arrived = |step: u32| match step {
            0..5 => 3.0 * f64::from(step),
            5..20 => 20.0 + 0.1 * f64::from(step),
            20..40 => 30.0 + 0.1 * f64::from(step),
            _ => 99.0,
        };
        let reports = reports((1..=40).map(|step| (f64::from(step), arrived(step))));
        assert!((step_seconds(&reports, 16, 40).unwrap() - 0.1).abs() < 1e-9);
    }

    #[test]
    fn reports_that_arrive_together_count_as_one() {
        let reports = reports((5..=44).map(|step| (f64::from(step), (f64::from(step) / 10.0).ceil())));
        assert!((step_seconds(&reports, 16, 44).unwrap() - 0.1).abs() < 1e-9);
    }

    #[test]
    fn a_program_may_tell_its_speed_or_is_told_to_report_more() {
        let mut few = reports([(25.0, 2.0)]);
        let refused = NotAProbe::TooFewReports { steps: 25, reports: 1 };
        assert_eq!(step_seconds(&few, 16, 25), Err(refused));
        few[0].0.metrics.insert(SPEED.into(), etude_study::measurement::MetricValue(320.0));
        assert_eq!(step_seconds(&few, 16, 25), Ok(0.05));
    }

    #[test]
    fn a_program_that_does_not_know_probes_is_told_by_its_steps() {
        assert_eq!(did_its_steps(&reports([(9.0, 1.0), (10.0, 2.0)]), 10), Ok(()));
        let error = did_its_steps(&reports([(11.0, 1.0)]), 10).unwrap_err();
        assert_eq!(error, NotAProbe::TrainsOn { steps: 10, reported: 11 });
        assert_eq!(did_its_steps(&[], 10), Err(NotAProbe::NoSteps { steps: 10 }));
        assert_eq!(
            did_its_steps(&reports([(7.0, 1.0)]), 10),
            Err(NotAProbe::EndsEarly { steps: 10, reported: 7 })
        );
    }

    #[test]
    fn a_step_that_is_an_epoch_holds_all_data() {
        let mut all = reports([(3.0, 1.0)]);
        assert!(!is_whole_data(&all) && epochs_a_step(&all).is_none());
        all[0].0.epoch = Some(3.0);
        assert!(is_whole_data(&all));
        all[0].0.epoch = Some(1.5);
        assert_eq!((is_whole_data(&all), epochs_a_step(&all)), (false, Some(0.5)));
    }
}
