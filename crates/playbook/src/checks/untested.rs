//! Best points at an end that no rank test could flag: too few of them, or too few different values.
//!
//! Of `n` points with ties, the `k` at one end are the best evidence there can be. Where even they would not be flagged,
//! silence would say "large enough", which nobody knows. So the finding says that nothing was tested; but only when all
//! the best do lie at that end, and by chance so seldom that it is worth a line: of the `m` points that share the last
//! `k` places, all `k` best are among them with probability `C(m, k) / C(n, k)` if the dimension does not matter.

use etude_study::finding::Answer;
use etude_study::space::{Dimension, Side};

use super::boundary::{LEVEL, Positions, Threshold};

/// The answer for a dimension that was not flagged; none where it could have been, or where its best points lie elsewhere.
pub(super) fn answer(dimension: &Dimension, positions: &Positions, threshold: Threshold) -> Option<Answer> {
    let top = positions.best.len();
    let mut ascending = positions.all.clone();
    ascending.sort_by(f64::total_cmp);
    let (lowest, highest) = (&ascending[..top], &ascending[ascending.len() - top..]);
    let side = [(Side::Low, lowest), (Side::High, highest)].into_iter().find_map(|(side, last)| {
        let innermost = if side == Side::Low { last[top - 1] } else { last[0] };
        let lies_there = |rank: &&f64| match side {
            Side::Low => **rank <= innermost,
            Side::High => **rank >= innermost,
        };
        let sharing = ascending.iter().filter(lies_there).count();
        let all_lie_there = positions.best.iter().filter(lies_there).count() == top;
        let seldom = chance(sharing, ascending.len(), top) <= LEVEL;
        (all_lie_there && seldom && threshold.flags(last).is_none()).then_some(side)
    })?;
    ascending.dedup();
    Some(Answer::BoundaryUntested {
        parameter: dimension.name.clone(),
        side,
        top: top as u32,
        points: positions.all.len() as u32,
        values: ascending.len() as u32,
    })
}

/// The probability that `top` of `all` points, drawn by chance, are all among `sharing` of them.
fn chance(sharing: usize, all: usize, top: usize) -> f64 {
    (0..top).map(|drawn| sharing.saturating_sub(drawn) as f64 / (all - drawn) as f64).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chance_is_that_of_drawing_without_replacement() {
        assert!((chance(4, 12, 3) - 4.0 / 220.0).abs() < 1e-12);
        assert!((chance(3, 8, 3) - 1.0 / 56.0).abs() < 1e-12);
        assert!((chance(5, 5, 3) - 1.0).abs() < 1e-12);
    }
}
