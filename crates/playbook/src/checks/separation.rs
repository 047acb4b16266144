//! Which dimensions tell infeasible trials from the others, and where on them do they gather? (P40)
//!
//! Every dimension is cut wherever two neighbouring values differ, and every choice is looked at by itself; of all parts
//! the one with the smallest probability by Fisher's exact test speaks for its dimension. As many parts are looked at, the
//! probability is multiplied by their number in all dimensions (Bonferroni).

use etude_stats::fisher;
use etude_study::finding::{Part, Separation};
use etude_study::space::{Dimension, Domain};
use etude_study::value::Value;

use super::SampledPoint;

/// A part of a dimension has at least this many trials.
const FEWEST_THERE: usize = 2;

/// One way to cut a dimension in two.
struct Cut {
    part: Part,
    infeasible: u32,
    trials: u32,
    p_value: f64,
}

/// For each of the dimensions its best cut, the sharpest dimension first.
pub(super) fn separations(dimensions: &[Dimension], points: &[SampledPoint<'_>]) -> Vec<Separation> {
    let cuts: Vec<(&Dimension, Vec<Cut>)> =
        dimensions.iter().map(|dimension| (dimension, cuts(dimension, points))).collect();
    let looked_at = cuts.iter().map(|(_, cuts)| cuts.len()).sum::<usize>() as f64;
    let best = |(dimension, cuts): (&Dimension, Vec<Cut>)| {
        let cut = cuts.into_iter().min_by(|a, b| a.p_value.total_cmp(&b.p_value))?;
        Some(Separation {
            parameter: dimension.name.clone(),
            part: cut.part,
            infeasible: cut.infeasible,
            trials: cut.trials,
            p_value: (cut.p_value * looked_at).min(1.0),
        })
    };
    let mut found: Vec<Separation> = cuts.into_iter().filter_map(best).collect();
    found.sort_by(|a, b| a.p_value.total_cmp(&b.p_value));
    found
}

fn cuts(dimension: &Dimension, points: &[SampledPoint<'_>]) -> Vec<Cut> {
    let present: Vec<(&Value, bool)> = points
        .iter()
        .filter_map(|point| Some((point.values.get(&dimension.name)?, point.score.is_none())))
        .collect();
    let marked = present.iter().filter(|(_, bad)| *bad).count();
    let all = present.len();
    let cut = |part: Part, bad: usize, there: usize| {
        let is_part = there >= FEWEST_THERE && there < all;
        let [found, size, marked, all] = [bad, there, marked, all].map(|count| count as u64);
        // A part with no more than its share is no surprise.
        let is_share = found * all <= marked * size;
        let p_value = if is_share { 1.0 } else { fisher::at_least(found, size, marked, all) };
        is_part.then_some(Cut { part, infeasible: bad as u32, trials: there as u32, p_value })
    };
    if matches!(dimension.domain, Domain::Choice { .. } | Domain::Boolean) {
        let choices = dimension.domain.values(u64::MAX).unwrap_or_default();
        let at = |choice: Value| {
            let there = present.iter().filter(|(value, _)| **value == choice);
            let (count, bad) =
                there.fold((0, 0), |(count, bad), (_, is_bad)| (count + 1, bad + usize::from(*is_bad)));
            cut(Part::At { value: choice }, bad, count)
        };
        return choices.into_iter().filter_map(at).collect();
    }
    let place = |value: &Value| dimension.domain.unit_of(value).unwrap_or(0.5);
    let mut ordered = present;
    ordered.sort_by(|a, b| place(a.0).total_cmp(&place(b.0)));
    let mut cuts = Vec::new();
    let mut bad_below = 0;
    for (index, pair) in ordered.windows(2).enumerate() {
        let below = index + 1;
        bad_below += usize::from(pair[0].1);
        if pair[0].0 != pair[1].0 {
            cuts.extend(cut(Part::UpTo { value: pair[0].0.clone() }, bad_below, below));
            cuts.extend(cut(Part::From { value: pair[1].0.clone() }, marked - bad_below, all - below));
        }
    }
    cuts
}
