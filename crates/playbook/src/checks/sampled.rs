//! Was every space sampled enough? (P37, P47-P49)
//!
//! With `EB_m` the expected best of `m` points, the last doubling gained `g = EB_{n/2} - EB_n`, and the next one gains
//! 0.6 `g` on average (methods 3, [`etude_stats::doubling`]). Enough is: that is less than the margin, `g` with 90 %
//! confidence less than twice the margin, and five points lie in the good region, within the margin and two standard
//! deviations between seeds of the best. The margin is `min_improvement`; where that is 0, the standard deviation between
//! seeds that earlier rounds found; where nothing says, the gain is told and nothing judged.
//!
//! Where the next doubling gains the margin, every study of the round draws as many points again, once: all of them, so
//! that the comparison stays fair (P36).
//!
//! Not for samplers that learn, whose points are no sample of the space, nor for configurations by hand.

use etude_stats::doubling::doubling;
use etude_stats::quartiles::quartiles;
use etude_stats::random::mix;
use etude_study::event::MorePoints;
use etude_study::finding::{Answer, Finding, Margin, MarginBasis};
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::score::Direction;

use super::{Mending, SampledPoint, more_points, sampled_points};
use crate::seed_spread::seed_spread;

/// Fewer points say nothing of their best.
const FEWEST_POINTS: usize = 8;
/// So many points in the good region are enough.
const ENOUGH_GOOD: u32 = 5;
/// Without a margin, a gain below this share of the distance from the middle to the best is not worth a line.
const WORTH_TELLING: f64 = 0.1;

pub(super) fn check(
    history: &History,
    round: &RoundRecord,
    mending: Mending,
) -> (Vec<Finding>, Vec<MorePoints>) {
    let definition = &round.frozen.definition;
    if round.frozen.learns() || definition.is_by_hand() {
        return (Vec::new(), Vec::new());
    }
    let sd = seed_spread(history, round);
    let margin = margin(round, sd);
    let mut findings: Vec<Finding> = round
        .studies
        .iter()
        .filter_map(|study| of_study(history, round, study, (margin, sd.unwrap_or(0.0))))
        .collect();
    let done = round
        .findings_of_the_whole()
        .iter()
        .any(|finding| matches!(finding.answer, Answer::SampledThinly { more, .. } if more > 0));
    let is_thin = |finding: &Finding| matches!(finding.answer, Answer::SampledThinly { gain, margin: Some(margin), .. } if gain >= margin.value);
    if mending == Mending::OnlyTold || done || !findings.iter().any(is_thin) {
        return (findings, Vec::new());
    }
    let twice = |study: &StudyRecord| {
        let drawn = study.segments.iter().map(|segment| segment.drawn).sum();
        more_points::spread(round, study, drawn)
    };
    let remedies: Vec<MorePoints> = round.studies.iter().flat_map(twice).collect();
    for finding in findings.iter_mut().filter(|finding| is_thin(finding)) {
        let own = remedies.iter().filter(|wanted| finding.study == Some(wanted.study));
        let drawn = own.map(|wanted| wanted.trials).sum();
        if let Answer::SampledThinly { more, .. } = &mut finding.answer {
            *more = drawn;
        }
    }
    (findings, remedies)
}

fn margin(round: &RoundRecord, sd: Option<f64>) -> Option<Margin> {
    let asked = round.frozen.min_improvement;
    if asked > 0.0 {
        return Some(Margin { value: asked, basis: MarginBasis::MinImprovement });
    }
    sd.filter(|sd| *sd > 0.0).map(|value| Margin { value, basis: MarginBasis::TrialSd })
}

/// The answer for one study; none where it was sampled enough, or too few of its points have a score.
fn of_study(
    history: &History,
    round: &RoundRecord,
    study: &StudyRecord,
    (margin, sd): (Option<Margin>, f64),
) -> Option<Finding> {
    let losses = losses(round.frozen.direction, &sampled_points(history, round, study));
    if losses.len() < FEWEST_POINTS || study.space.dimensions().is_empty() {
        return None;
    }
    let id = study.definition.id;
    let seed = mix(mix(round.frozen.project_seed) ^ (u64::from(id.round.0) << 32 | u64::from(id.study)));
    let gains = doubling(&losses, seed).ok()?;
    let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let region = margin.map_or(0.0, |margin| margin.value) + 2.0 * sd;
    let good = losses.iter().filter(|loss| **loss <= best + region).count() as u32;
    let is_enough = match margin {
        Some(margin) => {
            gains.next < margin.value && gains.last_most < 2.0 * margin.value && good >= ENOUGH_GOOD
        }
        None => gains.next < WORTH_TELLING * (quartiles(&losses).ok()?.median - best),
    };
    let answer = Answer::SampledThinly {
        points: losses.len() as u32,
        gain: gains.next,
        gain_most: gains.last_most,
        good,
        margin,
        more: 0,
    };
    (!is_enough).then_some(Finding { study: Some(id), answer })
}

/// Scores of which a smaller one is better.
pub(super) fn losses(direction: Direction, points: &[SampledPoint<'_>]) -> Vec<f64> {
    let scores = points.iter().filter_map(|point| Some(point.score?.get()));
    match direction {
        Direction::Minimize => scores.collect(),
        Direction::Maximize => scores.map(|score| -score).collect(),
    }
}
