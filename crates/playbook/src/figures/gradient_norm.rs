//! Gradient norms: what trials logged as `grad_norm` before clipping, against training and as a histogram (P114).
//!
//! A threshold for clipping is the 90th percentile of the norms; where more than half of the updates would be clipped, the
//! learning rate is too large instead.

use etude_study::ids::TrialId;
use etude_study::logged_names::GRADIENT_NORM;
use etude_study::measurement::PositionUnit;
use serde::Serialize;

use super::curve_choice::ChosenTrial;
use super::logged_curve::LoggedCurve;

/// What clipping at the suggested threshold leaves alone.
const PERCENTILE: f64 = 0.9;

/// The gradient norms of a few trials.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradientNorms {
    /// What positions count.
    pub unit: PositionUnit,
    /// The norms of each trial that logged any.
    pub trials: Vec<NormCurve>,
    /// The 90th percentile of all of them; none without any.
    pub percentile_90: Option<f64>,
    /// Logged norms that were NaN or infinite.
    pub not_finite: u32,
}

/// The norms of one trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NormCurve {
    /// The trial.
    pub trial: TrialId,
    /// Its study.
    pub study: String,
    /// Position and norm.
    pub points: Vec<(f64, f64)>,
}

/// The norms that the chosen trials logged.
pub fn gradient_norms(chosen: &[ChosenTrial], logged: &[LoggedCurve]) -> GradientNorms {
    let curve = |trial: &ChosenTrial| {
        let curve = logged.iter().find(|curve| curve.trial == trial.trial)?;
        let points = curve.finite(GRADIENT_NORM);
        (!points.is_empty()).then(|| NormCurve { trial: trial.trial, study: trial.study.clone(), points })
    };
    let trials: Vec<NormCurve> = chosen.iter().filter_map(curve).collect();
    let mut norms: Vec<f64> =
        trials.iter().flat_map(|trial| trial.points.iter().map(|(_, norm)| *norm)).collect();
    norms.sort_by(f64::total_cmp);
    let values =
        logged.iter().flat_map(|curve| &curve.points).filter_map(|point| point.metrics.get(GRADIENT_NORM));
    GradientNorms {
        unit: logged.first().map(|curve| curve.unit).unwrap_or_default(),
        percentile_90: quantile(&norms, PERCENTILE),
        not_finite: values.filter(|value| !value.0.is_finite()).count() as u32,
        trials,
    }
}

/// Linear between order statistics (Hyndman and Fan 1996, type 7).
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = share * sorted.len().saturating_sub(1) as f64;
    let (low, high) = (sorted.get(at.floor() as usize)?, sorted.get(at.ceil() as usize)?);
    Some(low * (1.0 - at.fract()) + high * at.fract())
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn nine_tenths_lie_below_the_percentile() {
        let norms: Vec<f64> = (0..=100).map(f64::from).collect();
        assert_eq!(quantile(&norms, 0.9), Some(90.0));
        assert_eq!(quantile(&[3.0], 0.9), Some(3.0));
        assert_eq!(quantile(&[], 0.9), None);
    }
}
