//! Do the best points lie near a border of the space? (S20, P43-P46)
//!
//! For each numeric dimension, take the rank positions of the best `k` of the `n` feasible points (`k` is the odd number
//! nearest `max(3, n / 10)`). If the dimension did not matter, their median would follow Beta((k+1)/2, (k+1)/2), so its
//! p-value is exact (methods 3). A border is flagged when the median lies in the outer 15 % with p <= 0.05 (in a
//! dimension that was widened before: in the outer 20 %, whatever the p-value); a flagged
//! range is widened by itself and only the new slab is sampled, with all old trials carried over. Not for adaptive
//! samplers, whose points crowd near good ones by design.

use etude_stats::edge::{MedianRankTest, median_rank_test, odd_top_count};
use etude_stats::ranks::unit_ranks;
use etude_study::event::Expansion;
use etude_study::finding::{Answer, BoundaryAction, Finding};
use etude_study::history::{RoundRecord, Segment, StudyRecord};
use etude_study::score::{Direction, Score};
use etude_study::space::{Dimension, Side};

use super::SampledPoint;
use super::expansion::{Widening, widen};

/// A median position beyond this share of the axis is near the upper border (mirrored for the lower).
const OUTER: f64 = 0.85;
/// Largest p-value that flags a border.
const LEVEL: f64 = 0.05;
/// [`OUTER`] for a dimension that was widened before: that its best points lay at an end is already shown, so the question
/// is only whether they still do. Simulated with the optimum half a width outside, 16 trials and strong noise, the
/// optimum ends inside in 80 % of studies (docs/BENCHMARKS.md); with the first rule at every look it was 60 %.
const OUTER_ONCE_WIDENED: f64 = 0.80;
/// A study is expanded this often at most.
const MOST_EXPANSIONS: usize = 8;

pub(super) struct BoundaryCheck {
    pub(super) findings: Vec<Finding>,
    pub(super) expansion: Option<Expansion>,
}

/// A border that the best points lie at.
struct Flag<'a> {
    dimension: &'a Dimension,
    side: Side,
    test: MedianRankTest,
    p_value: f64,
}

/// Looks at every border. The most significant one that can be widened is; the others wait for the next look.
pub(super) fn check(round: &RoundRecord, study: &StudyRecord, points: &[SampledPoint<'_>]) -> BoundaryCheck {
    let direction = round.frozen.direction;
    let dimensions = study.space.dimensions().iter();
    let mut flags: Vec<Flag<'_>> =
        dimensions.filter_map(|dimension| flag(study, dimension, points, direction)).collect();
    flags.sort_by(|a, b| a.p_value.total_cmp(&b.p_value));
    let mut findings = Vec::new();
    for flag in flags {
        let (action, expansion) = answer(round, study, points, &flag);
        findings.push(Finding {
            study: study.definition.id,
            answer: Answer::Boundary {
                parameter: flag.dimension.name.clone(),
                side: flag.side,
                median_position: flag.test.median,
                top: flag.test.count as u32,
                p_value: flag.p_value,
                action,
            },
        });
        if expansion.is_some() {
            return BoundaryCheck { findings, expansion };
        }
    }
    BoundaryCheck { findings, expansion: None }
}

/// Tests one dimension; choices have no border.
fn flag<'a>(
    study: &StudyRecord,
    dimension: &'a Dimension,
    points: &[SampledPoint<'_>],
    direction: Direction,
) -> Option<Flag<'a>> {
    dimension.domain.range()?;
    let present = points.iter().filter_map(|point| Some((point.position(&dimension.name)?, point.score?)));
    let (positions, scores): (Vec<f64>, Vec<Score>) = present.unzip();
    let ranks = unit_ranks(&positions).ok()?;
    let top = odd_top_count(ranks.len())?;
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by(|a, b| direction.best_first(scores[*a], scores[*b]));
    let best: Vec<f64> = order.iter().take(top).map(|index| ranks[*index]).collect();
    let test = median_rank_test(&best).ok()?;
    let was_widened = study.segments.iter().any(|segment| segment.widened.as_ref() == Some(&dimension.name));
    let (outer, level) = if was_widened { (OUTER_ONCE_WIDENED, 1.0) } else { (OUTER, LEVEL) };
    if test.median > outer && test.p_high <= level {
        Some(Flag { dimension, side: Side::High, p_value: test.p_high, test })
    } else if test.median < 1.0 - outer && test.p_low <= level {
        Some(Flag { dimension, side: Side::Low, p_value: test.p_low, test })
    } else {
        None
    }
}

fn answer(
    round: &RoundRecord,
    study: &StudyRecord,
    points: &[SampledPoint<'_>],
    flag: &Flag<'_>,
) -> (BoundaryAction, Option<Expansion>) {
    if let Some((infeasible, slab)) = unstable_slab(study, points, flag.dimension, flag.side) {
        return (BoundaryAction::Unstable { infeasible, slab }, None);
    }
    if study.segments.len() > MOST_EXPANSIONS {
        let expansions = study.segments.len() as u32 - 1;
        return (BoundaryAction::ExpansionsUsedUp { expansions }, None);
    }
    if last_two_expansions_gained_nothing(round, study, points) {
        return (BoundaryAction::NoFurtherGain, None);
    }
    let parameter = round.frozen.parameters.iter().find(|parameter| parameter.name == flag.dimension.name);
    let limits = parameter.map_or((None, None), |parameter| (parameter.hard_low, parameter.hard_high));
    let is_declared = match flag.side {
        Side::Low => limits.0.is_some(),
        Side::High => limits.1.is_some(),
    };
    match widen(&flag.dimension.domain, flag.side, limits, drawn(study)) {
        Widening::AtLimit(limit) if is_declared => (BoundaryAction::HardLimit { limit }, None),
        Widening::AtLimit(limit) => (BoundaryAction::NaturalLimit { limit }, None),
        Widening::Slab { from, to, slab, trials } => {
            let name = &flag.dimension.name;
            let expansion = Expansion {
                parameter: name.clone(),
                slab: study.space.with_domain(name, &flag.dimension.domain.with_range(slab)),
                trials,
                space: study.space.with_domain(name, &flag.dimension.domain.with_range(to)),
            };
            (BoundaryAction::Expand { from, to, trials }, Some(expansion))
        }
    }
}

/// Points drawn in the study so far: what keeps the union evenly sampled.
fn drawn(study: &StudyRecord) -> u32 {
    study.segments.iter().map(|segment| segment.drawn).sum()
}

/// Infeasible and all points of the slab that lies at this border, where there is one, if more than half were infeasible.
fn unstable_slab(
    study: &StudyRecord,
    points: &[SampledPoint<'_>],
    dimension: &Dimension,
    side: Side,
) -> Option<(u32, u32)> {
    let border = end(dimension, side)?;
    let lies_there = |segment: &Segment| {
        let slab = segment.space.dimension(&dimension.name).and_then(|slab| end(slab, side));
        segment.widened.as_ref() == Some(&dimension.name)
            && slab.is_some_and(|slab| slab.total_cmp(&border).is_eq())
    };
    let outermost = study.segments.iter().rposition(lies_there)? as u32;
    let slab = points.iter().filter(|point| point.segment == outermost);
    let (all, infeasible) =
        slab.fold((0, 0), |(all, bad), point| (all + 1, bad + u32::from(point.score.is_none())));
    (2 * infeasible > all).then_some((infeasible, all))
}

/// The end of a numeric dimension at one side.
fn end(dimension: &Dimension, side: Side) -> Option<f64> {
    let range = dimension.domain.range()?;
    Some(match side {
        Side::Low => range.low,
        Side::High => range.high,
    })
}

/// Whether the two latest slabs improved on what came before them by no more than the smallest gain worth having.
fn last_two_expansions_gained_nothing(
    round: &RoundRecord,
    study: &StudyRecord,
    points: &[SampledPoint<'_>],
) -> bool {
    let expansions = study.segments.len() as u32 - 1;
    if expansions < 2 {
        return false;
    }
    let direction = round.frozen.direction;
    let best = |segments: std::ops::Range<u32>| {
        let scores =
            points.iter().filter(|point| segments.contains(&point.segment)).filter_map(|point| point.score);
        scores.min_by(|a, b| direction.best_first(*a, *b))
    };
    match (best(0..expansions - 1), best(expansions - 1..expansions + 1)) {
        (Some(before), Some(since)) => direction.gain(since, before) <= round.frozen.min_improvement,
        (Some(_), None) => true,
        (None, _) => false,
    }
}
