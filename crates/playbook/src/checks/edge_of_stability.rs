//! Is a border where the best points lie the edge of stability rather than of the range? (P46)
//!
//! Where at least 80 % of the trials beyond some value are infeasible, and Fisher's exact test says that this is no chance
//! against those before it (p < 0.01), a wider range would only hold more of them: the best points lie right before the
//! edge. They are known to lie in the outer part of the *feasible* points, since positions are ranks among those. What
//! helps is to make training stable there: warm-up, clipping of gradients (P108-P111).

use etude_stats::fisher;
use etude_study::finding::BoundaryAction;
use etude_study::space::{Dimension, Side};

use super::SampledPoint;

/// At least this share of the trials beyond the edge is infeasible.
const SHARE_BEYOND: f64 = 0.8;
/// Largest probability of the edge by chance.
const LEVEL: f64 = 0.01;

/// The edge on that side of a dimension, if there is one: the sharpest.
pub(super) fn beyond(
    dimension: &Dimension,
    side: Side,
    points: &[SampledPoint<'_>],
) -> Option<BoundaryAction> {
    let mut outermost_first: Vec<(f64, bool)> =
        points.iter().filter_map(|point| Some((point.position(dimension)?, point.score.is_none()))).collect();
    outermost_first.sort_by(|a, b| match side {
        Side::High => b.0.total_cmp(&a.0),
        Side::Low => a.0.total_cmp(&b.0),
    });
    let all = outermost_first.len() as u64;
    let marked = outermost_first.iter().filter(|(_, bad)| *bad).count() as u64;
    let (mut infeasible, mut trials) = (0_u64, 0_u64);
    let mut sharpest: Option<(f64, BoundaryAction)> = None;
    for (index, (position, bad)) in outermost_first.iter().enumerate() {
        trials += 1;
        infeasible += u64::from(*bad);
        let shared = outermost_first.get(index + 1).is_some_and(|next| next.0.total_cmp(position).is_eq());
        if shared || !bad || (infeasible as f64) < SHARE_BEYOND * trials as f64 {
            continue;
        }
        let p_value = fisher::at_least(infeasible, trials, marked, all);
        if p_value < LEVEL && sharpest.as_ref().is_none_or(|(least, _)| p_value < *least) {
            let edge = BoundaryAction::EdgeOfStability {
                beyond: *position,
                infeasible: infeasible as u32,
                trials: trials as u32,
                p_value,
            };
            sharpest = Some((p_value, edge));
        }
    }
    sharpest.map(|(_, edge)| edge)
}
