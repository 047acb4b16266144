//! Do the best points lie near a border of the space? (S20, P43-P46)
//!
//! For each dimension with an order, take the rank positions of the best `k` of the `n` feasible points (`k` is the odd
//! number nearest `max(3, n / 10)`). If the dimension did not matter, their median would follow Beta((k+1)/2, (k+1)/2), so
//! its p-value is exact (methods 3). A border is flagged when the median lies in the outer 15 % with p <= 0.05 (in a
//! dimension that was widened before: in the outer 20 %, whatever the p-value); a flagged
//! range is widened by itself and only the new slab is sampled, with all old trials carried over. The end of an ordered
//! list is told to its owner, who alone knows what lies beyond. Where no outcome could be flagged, since there are too few
//! points or too few different values, best points that all lie at an end are told as untested ([`super::untested`]).
//!
//! Not for samplers that learn, whose points crowd near good ones by design ([`super::border_look`] looks at theirs), nor
//! for configurations by hand, which were chosen.

use etude_stats::edge::{MedianRankTest, median_rank_test, odd_top_count};
use etude_stats::ranks::unit_ranks;
use etude_study::event::Expansion;
use etude_study::finding::{Answer, BoundaryAction, Finding};
use etude_study::history::{RoundRecord, Segment, StudyRecord};
use etude_study::round::Role;
use etude_study::score::{Direction, Score};
use etude_study::space::{Dimension, Domain, SearchSpace, Side};
use etude_study::value::Value;

use super::expansion::{Axis, Widening};
use super::untested;
use super::{Mending, SampledPoint, border_look, edge_of_stability};

/// A median position beyond this share of the axis is near the upper border (mirrored for the lower).
const OUTER: f64 = 0.85;
/// Largest p-value that flags a border.
pub(super) const LEVEL: f64 = 0.05;
/// [`OUTER`] for a dimension that was widened before: that its best points lay at an end is already shown, so the question
/// is only whether they still do. Simulated with the optimum half a width outside, 16 trials and strong noise, the
/// optimum ends inside in 80 % of studies (docs/BENCHMARKS.md); with the first rule at every look it was 60 %.
const OUTER_ONCE_WIDENED: f64 = 0.80;
/// [`OUTER`] where an edge of stability is shown beyond the best points.
const OUTER_AT_AN_EDGE: f64 = 0.75;
/// A study is expanded this often at most.
const MOST_EXPANSIONS: usize = 8;

pub(super) struct BoundaryCheck {
    pub(super) findings: Vec<Finding>,
    pub(super) expansion: Option<Expansion>,
}

/// Where the points of one dimension lie: rank positions in (0, 1), of all and of the best.
pub(super) struct Positions {
    /// Of every point, in any order.
    pub(super) all: Vec<f64>,
    /// Of the best; an odd number.
    pub(super) best: Vec<f64>,
}

/// What makes a median position a flag.
#[derive(Clone, Copy)]
pub(super) struct Threshold {
    outer: f64,
    level: f64,
}

/// What lies at the ends of a dimension.
enum Ends<'a> {
    /// Those of a range, which can be widened.
    Range(Axis),
    /// The first and last value of a list.
    List { first: &'a Value, last: &'a Value },
}

impl Ends<'_> {
    /// The ends of a domain; none for choices and booleans, which have no order.
    fn of(domain: &Domain) -> Option<Ends<'_>> {
        match domain {
            Domain::Ordered { choices } => {
                Some(Ends::List { first: choices.first()?, last: choices.last()? })
            }
            other => Axis::of(other).map(Ends::Range),
        }
    }
}

/// A border that the best points lie at.
struct Flag<'a> {
    dimension: &'a Dimension,
    ends: Ends<'a>,
    side: Side,
    test: MedianRankTest,
    p_value: f64,
}

/// Looks at every border. The most significant one that can be widened is; the others wait for the next look.
pub(super) fn check(
    round: &RoundRecord,
    study: &StudyRecord,
    points: &[SampledPoint<'_>],
    mending: Mending,
) -> BoundaryCheck {
    if round.frozen.definition.is_by_hand() {
        return BoundaryCheck { findings: Vec::new(), expansion: None };
    }
    if round.frozen.learns() {
        return BoundaryCheck { findings: border_look::check(round, study, points), expansion: None };
    }
    let mut findings = Vec::new();
    let finding = |answer| Finding { study: Some(study.definition.id), answer };
    let mut flags: Vec<Flag<'_>> = Vec::new();
    let mut untold = Vec::new();
    for dimension in study.space.dimensions() {
        let Some(ends) = Ends::of(&dimension.domain) else { continue };
        let Some(positions) = positions(dimension, points, round.frozen.direction) else { continue };
        let threshold = threshold(study, dimension);
        let best = &positions.best;
        match threshold.flags(best).or_else(|| right_before_an_edge(dimension, points, best)) {
            Some((side, test)) => {
                let p_value = if side == Side::High { test.p_high } else { test.p_low };
                flags.push(Flag { dimension, ends, side, test, p_value });
            }
            None => untold.extend(untested::answer(dimension, &positions, threshold).map(finding)),
        }
    }
    flags.sort_by(|a, b| a.p_value.total_cmp(&b.p_value));
    for flag in flags {
        let (action, expansion) = match (answer(round, study, points, &flag), mending) {
            ((BoundaryAction::Expand { .. }, _), Mending::OnlyTold) => (BoundaryAction::OnlyTold, None),
            (answered, _) => answered,
        };
        findings.push(finding(Answer::Boundary {
            parameter: flag.dimension.name.clone(),
            side: flag.side,
            median_position: flag.test.median,
            top: flag.test.count as u32,
            p_value: flag.p_value,
            action,
        }));
        if expansion.is_some() {
            return BoundaryCheck { findings, expansion };
        }
    }
    findings.extend(untold);
    BoundaryCheck { findings, expansion: None }
}

/// Where the points of a dimension lie; none for one without an order, or with too few points to look at the best.
fn positions(dimension: &Dimension, points: &[SampledPoint<'_>], direction: Direction) -> Option<Positions> {
    let present = points.iter().filter_map(|point| Some((point.position(dimension)?, point.score?)));
    let (positions, scores): (Vec<f64>, Vec<Score>) = present.unzip();
    let all = unit_ranks(&positions).ok()?;
    let top = odd_top_count(all.len())?;
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| direction.best_first(scores[*a], scores[*b]));
    let best = order.iter().take(top).map(|index| all[*index]).collect();
    Some(Positions { all, best })
}

/// The side on which an edge of stability is shown, with the best points in the outer quarter before it: how sharp the edge is
/// is its own evidence, so that few feasible points need not show by themselves that they crowd there (methods 3).
fn right_before_an_edge(
    dimension: &Dimension,
    points: &[SampledPoint<'_>],
    best: &[f64],
) -> Option<(Side, MedianRankTest)> {
    let flagged = Threshold { outer: OUTER_AT_AN_EDGE, level: 1.0 }.flags(best)?;
    edge_of_stability::beyond(dimension, flagged.0, points).map(|_| flagged)
}

fn threshold(study: &StudyRecord, dimension: &Dimension) -> Threshold {
    let was_widened = study.segments.iter().any(|segment| segment.widened.as_ref() == Some(&dimension.name));
    if was_widened {
        Threshold { outer: OUTER_ONCE_WIDENED, level: 1.0 }
    } else {
        Threshold { outer: OUTER, level: LEVEL }
    }
}

impl Threshold {
    /// The border at which the median of these positions lies, if it lies at one.
    pub(super) fn flags(self, best: &[f64]) -> Option<(Side, MedianRankTest)> {
        let test = median_rank_test(best).ok()?;
        if test.median > self.outer && test.p_high <= self.level {
            Some((Side::High, test))
        } else if test.median < 1.0 - self.outer && test.p_low <= self.level {
            Some((Side::Low, test))
        } else {
            None
        }
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
    if let Some(edge) = edge_of_stability::beyond(flag.dimension, flag.side, points) {
        return (edge, None);
    }
    let axis = match (&flag.ends, flag.side) {
        (Ends::Range(axis), _) => axis,
        (Ends::List { first: value, .. }, Side::Low) | (Ends::List { last: value, .. }, Side::High) => {
            return (BoundaryAction::EndOfList { value: (*value).clone() }, None);
        }
    };
    if round.frozen.definition.role(&flag.dimension.name) == Role::Scientific {
        let limit = end(flag.dimension, flag.side).unwrap_or_default();
        return (BoundaryAction::QuestionEnds { limit }, None);
    }
    if round.frozen.definition.is_grid() {
        return (BoundaryAction::GridStays, None);
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
    match axis.widen(flag.side, limits, drawn(study)) {
        Widening::AtLimit(limit) if is_declared => (BoundaryAction::HardLimit { limit }, None),
        Widening::AtLimit(limit) => (BoundaryAction::NaturalLimit { limit }, None),
        Widening::Slab { from, to, slab, trials } => {
            let name = &flag.dimension.name;
            let domain = &flag.dimension.domain;
            let slab = study.space.with_domain(name, &domain.with_range(slab));
            let trials = new_points(&slab, name).map_or(trials, |new| trials.min(new));
            let space = study.space.with_domain(name, &domain.with_range(to));
            let expansion = Expansion { parameter: name.clone(), slab, trials, space };
            (BoundaryAction::Expand { from, to, trials }, Some(expansion))
        }
    }
}

/// How many points a slab has that cannot have been trained before, if it has few: those where its dimension is present.
fn new_points(slab: &SearchSpace, widened: &str) -> Option<u32> {
    const MOST_POINTS: u64 = 1 << 16;
    let points = slab.points(MOST_POINTS)?;
    Some(points.iter().filter(|values| values.contains_key(widened)).count() as u32)
}

/// Points drawn in the study so far: what keeps the union evenly sampled.
fn drawn(study: &StudyRecord) -> u32 {
    // Reused trials are points of the first segment, unless others were drawn in their place.
    let in_place = study.segments.first().is_some_and(|segment| segment.drawn <= segment.trials);
    let reused = if in_place { study.definition.reused.len() as u32 } else { 0 };
    study.segments.iter().map(|segment| segment.drawn).sum::<u32>() + reused
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
