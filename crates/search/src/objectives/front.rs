//! The front: the scores that no other scores beat, and how much room they leave behind them.
//!
//! `a` *dominates* `b` if it is at least as good in every objective and better in one. Those that nothing dominates are the
//! front. Its *hypervolume* is the size of the region that it dominates, up to a reference point (Zitzler & Thiele 1998): the
//! one number that grows whenever the front gets better anywhere.

use etude_study::score::{Direction, Score};

/// Whether `a` dominates `b`; both have a score for each direction.
pub fn dominates(directions: &[Direction], a: &[Score], b: &[Score]) -> bool {
    let gains = || directions.iter().zip(a).zip(b).map(|((direction, a), b)| direction.gain(*a, *b));
    gains().all(|gain| gain >= 0.0) && gains().any(|gain| gain > 0.0)
}

/// The indices of the scores on the front, ascending. Equal scores are all on it or all not.
pub fn front(directions: &[Direction], scores: &[Vec<Score>]) -> Vec<usize> {
    let is_on_it = |index: &usize| !scores.iter().any(|other| dominates(directions, other, &scores[*index]));
    (0..scores.len()).filter(is_on_it).collect()
}

/// The hypervolume between `scores` and `reference`: the size of the region whose points are dominated by some of the scores
/// and dominate the reference, in the product of the metrics' units. Scores that are not better than the reference in every
/// objective add nothing.
///
/// By slicing along the last objective (Zitzler 1999), exact; for two or three objectives and some hundred scores.
pub fn hypervolume(directions: &[Direction], scores: &[Vec<Score>], reference: &[Score]) -> f64 {
    let gains = scores.iter().map(|scores| {
        let each = directions.iter().zip(scores).zip(reference);
        each.map(|((direction, score), reference)| direction.gain(*score, *reference)).collect::<Vec<f64>>()
    });
    let inside = gains.filter(|gains| gains.iter().all(|gain| *gain > 0.0)).collect();
    volume(inside)
}

/// The size of the union of the boxes from 0 to each corner.
fn volume(mut corners: Vec<Vec<f64>>) -> f64 {
    let Some(last) = corners.first().and_then(|corner| corner.len().checked_sub(1)) else { return 0.0 };
    corners.sort_by(|a, b| b[last].total_cmp(&a[last]));
    if last == 0 {
        return corners[0][0];
    }
    let mut total = 0.0;
    for slice in 0..corners.len() {
        let below = corners.get(slice + 1).map_or(0.0, |corner| corner[last]);
        let height = corners[slice][last] - below;
        if height > 0.0 {
            total +=
                height * volume(corners[..=slice].iter().map(|corner| corner[..last].to_vec()).collect());
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Direction; 2] = [Direction::Minimize, Direction::Maximize];

    fn scores(values: &[&[f64]]) -> Vec<Vec<Score>> {
        let score = |value: &f64| Score::new(*value).expect("finite");
        values.iter().map(|values| values.iter().map(score).collect()).collect()
    }

    #[test]
    fn the_front_is_what_nothing_dominates() {
        let all = scores(&[&[0.1, 5.0], &[0.2, 9.0], &[0.2, 8.0], &[0.3, 9.0], &[0.1, 5.0], &[0.05, 1.0]]);
        assert_eq!(front(&BOTH, &all), [0, 1, 4, 5]);
        assert_eq!(front(&BOTH, &[]), [0_usize; 0]);
    }

    #[test]
    fn the_hypervolume_is_that_of_the_union_of_boxes() {
        let reference = &scores(&[&[1.0, 0.0]])[0];
        // Boxes of 0.9 x 5, 0.8 x 9: their union is 0.8 x 9 + 0.1 x 5.
        let all = scores(&[&[0.1, 5.0], &[0.2, 9.0], &[0.2, 8.0], &[1.5, 20.0]]);
        assert!((hypervolume(&BOTH, &all, reference) - 7.7).abs() < 1e-12);
        assert!(hypervolume(&BOTH, &[], reference).abs() < 1e-12);
        let three = [Direction::Minimize; 3];
        let reference = &scores(&[&[2.0, 2.0, 2.0]])[0];
        // Two boxes of 2 x 1 x 1 and 1 x 2 x 1 that share a unit cube, and one of 1 x 1 x 2.
        let all = scores(&[&[0.0, 1.0, 1.0], &[1.0, 0.0, 1.0], &[1.0, 1.0, 0.0]]);
        assert!((hypervolume(&three, &all, reference) - 4.0).abs() < 1e-12);
    }
}
