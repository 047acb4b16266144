//! A loss against steps, and how many steps it takes to a target.

/// A loss after steps, lower better, in the order of the steps.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LossCurve {
    /// Each loss replaced by the median of it and its neighbours, so that one lucky evaluation reaches nothing.
    smoothed: Vec<(f64, f64)>,
}

impl LossCurve {
    /// A curve through `(step, loss)`; what is not finite is left out, and of a step that comes twice the last counts.
    pub fn new(points: impl IntoIterator<Item = (f64, f64)>) -> LossCurve {
        let mut kept: Vec<(f64, f64)> = Vec::new();
        for point in points.into_iter().filter(|(step, loss)| step.is_finite() && loss.is_finite()) {
            while kept.last().is_some_and(|known| known.0 >= point.0) {
                kept.pop();
            }
            kept.push(point);
        }
        LossCurve { smoothed: smoothed(&kept) }
    }

    /// Points it has.
    pub fn len(&self) -> usize {
        self.smoothed.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.smoothed.is_empty()
    }

    /// The loss at its end, smoothed; none without points.
    pub fn last(&self) -> Option<f64> {
        self.smoothed.last().map(|point| point.1)
    }

    /// The smoothed loss after a share of its steps; none without points.
    pub fn after(&self, share: f64) -> Option<f64> {
        let smoothed = &self.smoothed;
        let wanted = smoothed.last()?.0 * share;
        let later = smoothed.iter().position(|point| point.0 >= wanted)?;
        let (end, start) = (smoothed[later], smoothed[later.saturating_sub(1)]);
        let width = end.0 - start.0;
        let part = if width > 0.0 { (wanted - start.0) / width } else { 1.0 };
        Some(start.1 + part.clamp(0.0, 1.0) * (end.1 - start.1))
    }

    /// Steps until the smoothed loss first reaches `target`, between two points in a straight line; none if it never does.
    pub fn steps_to(&self, target: f64) -> Option<f64> {
        let smoothed = &self.smoothed;
        let reached = smoothed.iter().position(|point| point.1 <= target)?;
        let end = smoothed[reached];
        let Some(start) = reached.checked_sub(1).map(|before| smoothed[before]) else { return Some(end.0) };
        Some(start.0 + (end.0 - start.0) * (start.1 - target) / (start.1 - end.1))
    }
}

fn smoothed(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let median = |index: usize| {
        let near = &points[index.saturating_sub(1)..(index + 2).min(points.len())];
        let mut losses: Vec<f64> = near.iter().map(|point| point.1).collect();
        losses.sort_by(f64::total_cmp);
        f64::midpoint(losses[(losses.len() - 1) / 2], losses[losses.len() / 2])
    };
    (0..points.len()).map(|index| (points[index].0, median(index))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_reached_between_two_points_and_not_by_one_lucky_one() {
        let curve = LossCurve::new([(10.0, 4.0), (20.0, 3.0), (30.0, 2.0), (40.0, 1.0), (50.0, 0.5)]);
        assert_eq!(curve.steps_to(2.5), Some(25.0));
        assert_eq!(curve.steps_to(0.1), None);
        let lucky = LossCurve::new([(1.0, 4.0), (2.0, 0.0), (3.0, 4.0), (4.0, 4.0)]);
        assert_eq!(lucky.steps_to(1.0), None);
        assert_eq!(LossCurve::default().steps_to(1.0), None);
    }

    #[test]
    fn the_loss_after_three_quarters_of_the_steps() {
        let curve = LossCurve::new((1..=9).map(|step| (f64::from(step) * 10.0, 10.0 - f64::from(step))));
        assert!((curve.after(0.75).unwrap() - 3.25).abs() < 1e-9, "{curve:?}");
        assert_eq!(LossCurve::default().after(0.75), None);
        assert_eq!(LossCurve::new([(5.0, 2.0)]).after(0.75), Some(2.0));
    }

    #[test]
    fn a_step_reported_twice_counts_once_and_nan_not_at_all() {
        let curve = LossCurve::new([(1.0, 3.0), (2.0, f64::NAN), (3.0, 2.0), (3.0, 1.0)]);
        assert_eq!(curve, LossCurve::new([(1.0, 3.0), (3.0, 1.0)]));
    }
}
