//! The course of one training: its best value by each epoch that it reported.

use etude_study::score::{Direction, Score};

/// The best value by each epoch, in ascending epochs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    points: Vec<(f64, Score)>,
}

impl Curve {
    /// From points that are a running best already, in ascending epochs.
    pub fn of_running_best(points: Vec<(f64, Score)>) -> Curve {
        Curve { points }
    }

    /// From values as they were reported, in ascending epochs.
    pub fn of_values(direction: Direction, values: impl IntoIterator<Item = (f64, Score)>) -> Curve {
        let mut points: Vec<(f64, Score)> = Vec::new();
        for (epoch, value) in values {
            let before = points.last().map(|(_, best)| *best);
            let best = before.filter(|best| direction.best_first(*best, value).is_le()).unwrap_or(value);
            points.push((epoch, best));
        }
        Curve { points }
    }

    /// The last epoch reported.
    pub fn last_epoch(&self) -> Option<f64> {
        self.points.last().map(|(epoch, _)| *epoch)
    }

    /// The best value of all.
    pub fn best(&self) -> Option<Score> {
        self.points.last().map(|(_, best)| *best)
    }

    /// The best value by an epoch; none before the first report.
    pub fn best_by(&self, epoch: f64) -> Option<Score> {
        let after = self.points.partition_point(|(at, _)| *at <= epoch);
        self.points.get(after.checked_sub(1)?).map(|(_, best)| *best)
    }

    /// The best value by an epoch that the training has come to; none before.
    pub fn at(&self, epoch: f64) -> Option<Score> {
        self.best_by(epoch).filter(|_| self.last_epoch().is_some_and(|last| last >= epoch))
    }

    /// The last reports, the newest first.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = (f64, Score)> {
        self.points.iter().rev().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_so_far_is_asked_by_epoch() {
        let values = [(1.0, 0.5), (2.0, 0.3), (3.0, 0.4)].map(|(at, value)| (at, Score::new(value).unwrap()));
        let best = |direction, epoch| {
            Curve::of_values(direction, values).best_by(epoch).map(etude_study::score::Score::get)
        };
        assert_eq!(best(Direction::Minimize, 0.9), None);
        assert_eq!(best(Direction::Minimize, 2.5), Some(0.3));
        assert_eq!(best(Direction::Minimize, 9.0), Some(0.3));
        assert_eq!(best(Direction::Maximize, 3.0), Some(0.5));
        let curve = Curve::of_values(Direction::Minimize, values);
        assert_eq!((curve.at(3.0).is_some(), curve.at(3.5)), (true, None));
        assert_eq!(curve.best().map(Score::get), Some(0.3));
    }
}
