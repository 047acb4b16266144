//! Sentences about the batch size: which, why, and what is to be minded.

use etude_playbook::batch_size::{Hint, Quick, Reason, SizeSteps, Unverified, Verified};
use etude_study::batch_size_choice::SizeLimit;

use super::number::{duration, number};
use crate::batch_size::BatchSizeReport;

/// Fewer steps than these are no count.
const FEW_STEPS: f64 = 10.0;

/// Why this size, and what is to be minded, the most important first.
pub fn batch_size(report: &BatchSizeReport) -> Vec<String> {
    let mut sentences = match (&report.verified, &report.unverified) {
        (Some(verified), _) => steps_to_target(verified, &report.quick),
        (None, unverified) => {
            let mut sentences = vec![quick(&report.quick, report.limit)];
            sentences.extend(unverified.as_ref().map(unverified_sentence));
            sentences
        }
    };
    sentences.push(size_limit(report.limit));
    sentences.extend(report.quick.hints.iter().map(hint));
    if report.verified.is_none() && report.unverified.is_none() {
        sentences.push(
            "Only the time of a step was measured, not how many steps each size needs: a larger batch may need nearly as many. \
             `etude batch-size --verify` counts them (S6)"
                .into(),
        );
    }
    if let Some((parameter, batches)) = &report.accumulation {
        sentences.push(format!(
            "{parameter} = {batches} adds the gradients of {batches} batches to one step: that is a larger batch to the method, and \
             never faster. Set it to 1 and choose the size alone (S7)"
        ));
    }
    sentences
}

fn quick(quick: &Quick, limit: SizeLimit) -> String {
    let size = quick.size;
    match (&quick.reason, limit) {
        (Reason::NoLongerPays { next }, _) => format!(
            "From {} to {} throughput rises {} times, less than the 1.5 from which a larger size pays whether or not it saves \
             steps (S5, P11)",
            next.from,
            next.to,
            number(round(next.ratio))
        ),
        (Reason::MemoryEnds, _) => {
            format!(
                "{size} is the largest size that leaves a tenth of the memory free, and every doubling up to it pays (S5)"
            )
        }
        (Reason::DataEnds, _) => {
            format!(
                "{size} is the largest size that the program trains with, and every doubling up to it pays (S5)"
            )
        }
        (Reason::NoLargerAsked, _) => {
            format!("{size} is the largest size that was asked for, and every doubling up to it pays")
        }
    }
}

fn steps_to_target(verified: &Verified, quick: &Quick) -> Vec<String> {
    let cost = verified.costs.iter().find(|cost| cost.size == verified.size);
    let took = cost.map_or_else(String::new, |cost| {
        format!(": {} steps, in {}", rounded(cost.steps), duration(cost.seconds))
    });
    let (low, high) = verified.critical_interval;
    let end = |value: Option<f64>, open: &str| value.map_or_else(|| open.to_owned(), rounded);
    let mut sentences = vec![
        format!(
            "{} reaches a loss of {} first{took}; each size had a learning rate of its own (S6, P15)",
            verified.size,
            number(round(verified.target))
        ),
        format!(
            "The critical batch size is about {} (90 % interval {} to {}): there a training needs twice the least number of \
             steps. Up to {} twice the batch nearly halves the steps",
            rounded(verified.critical),
            end(low, "below what was measured"),
            end(high, "above what was measured"),
            verified.perfect_up_to
        ),
    ];
    let few = |size: &&SizeSteps| size.steps.is_some_and(|steps| steps < FEW_STEPS);
    let coarse: Vec<String> = verified.counted.iter().filter(few).map(|size| size.size.to_string()).collect();
    if !coarse.is_empty() {
        sentences.push(format!(
            "At {} the target took fewer than ten steps, which is too coarse a count: raise --steps, or end lower with --to",
            coarse.join(", ")
        ));
    }
    if quick.size != verified.size {
        sentences.push(format!("By the time of a step alone it would have been {}", quick.size));
    }
    let at_end: Vec<String> =
        verified.counted.iter().filter(|size| size.at_end).map(|size| size.size.to_string()).collect();
    if !at_end.is_empty() {
        sentences.push(format!(
            "At {} the best learning rate was the outermost one tried, also after wider searches: its steps may be too many",
            at_end.join(", ")
        ));
    }
    sentences
}

/// Why steps to a target could not be compared, as a sentence without a full stop.
fn unverified_sentence(unverified: &Unverified) -> String {
    match unverified {
        Unverified::NothingTrained => {
            "No learning rate trained the smallest size within the steps: raise --steps, or widen the \
                                       learning rate's range in etude.toml"
                .into()
        }
        Unverified::TooFewSizes { sizes } => {
            let sizes: Vec<String> = sizes.iter().map(ToString::to_string).collect();
            let reached = if sizes.is_empty() { "no size".into() } else { sizes.join(", ") };
            format!(
                "Steps to a target need four sizes over a 16-fold range, and there are {reached}: begin lower with --from, or \
                 raise --steps"
            )
        }
        Unverified::NoSizeFits => "No size leaves a tenth of the memory free".into(),
    }
}

fn size_limit(limit: SizeLimit) -> String {
    match limit {
        SizeLimit::Memory { size } => format!("A batch of {size} does not fit into memory"),
        SizeLimit::MemoryForeseen { size } => format!(
            "A batch of {size} was not tried: as memory grew so far, it would not fit into what the machine has left"
        ),
        SizeLimit::WholeData { size } => {
            format!("A batch of {size} holds all training examples, or the program makes it smaller")
        }
        SizeLimit::Refused { size } => format!(
            "With a batch of {size} the program breaks, and not for memory: .etude/batch-size has what it printed"
        ),
        SizeLimit::Saturated => "No larger batch was tried: throughput has stopped rising (P10)".into(),
        SizeLimit::Asked => "No larger batch was asked for".into(),
    }
}

fn hint(hint: &Hint) -> String {
    match hint {
        Hint::FirstDoublingFallsShort { doubling } => format!(
            "Already from {} to {} throughput rises {} times and not nearly twice. On a graphics card that points to something \
             else than the model: reading data, copying, waiting for other machines. Mend it and measure again. On processor \
             cores it is usual (P9)",
            doubling.from,
            doubling.to,
            number(round(doubling.ratio))
        ),
        Hint::Unsteady { size, spread } => format!(
            "The times are unsteady, {} % apart at {size}: is the machine busy with something else? Measure again when it is not",
            rounded(100.0 * spread)
        ),
    }
}

/// To two decimals.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Without decimals.
fn rounded(value: f64) -> String {
    format!("{value:.0}")
}
