//! Does the metric scatter, late in training, by more than what is compared? (P54) Then which epoch is best is luck of the
//! same size.
//!
//! The standard deviation of single evaluations over the last 40 %, widened by their likeness, against the first of these
//! that it exceeds: the difference to the best other scientific value (where that is worth having), the spread between
//! seeds that an earlier round found, the margin.

use etude_study::finding::{LateDeviation, Yardstick};

use super::StudyCurves;

pub(super) fn check(
    curves: &StudyCurves<'_>,
    rival: Option<f64>,
    seed_spread: Option<f64>,
) -> Option<LateDeviation> {
    let best = curves.best?;
    let deviation = best.reading.late?.step_deviation;
    let difference = rival.map(|rival| (best.best.score.get() - rival).abs());
    let difference = difference.filter(|difference| *difference > curves.margin);
    let margin = Some(curves.margin).filter(|margin| *margin > 0.0);
    let yardsticks = [
        (Yardstick::Difference, difference),
        (Yardstick::SeedSpread, seed_spread),
        (Yardstick::Margin, margin),
    ];
    let exceeded = |(against, yardstick): (Yardstick, Option<f64>)| {
        let yardstick = yardstick.filter(|yardstick| deviation > *yardstick)?;
        Some(LateDeviation {
            trial: best.trial,
            deviation,
            against,
            yardstick,
            looked_at: curves.looked_at(),
        })
    };
    yardsticks.into_iter().find_map(exceeded)
}
