//! Development settings.
use super::hyperparameters::Prior;

/// Settings.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Prior.
    pub prior: Prior,
    /// 0 none, 1 half rank, 2 choose
    pub warp: u8,
    /// 0: max(10,2d) capped; n: that many
    pub startup: usize,
    /// screening points
    pub screen: usize,
    /// refined starts
    pub starts: usize,
    /// 0 EI believer 1 UCB when pending
    pub parallel: u8,
    /// trust region on
    pub trust: bool,
    /// steps of lbfgs
    pub steps: usize,
    /// weight of log P_ok
    pub ok_weight: f64,
    /// caution: least P_ok without and with many recent infeasible ones, penalty
    pub caution: (f64, f64, f64),
    /// label variance
    pub label_variance: f64,
    /// precision of labels' lengths
    pub label_precision: f64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            prior: Prior::default(),
            warp: 1,
            startup: 0,
            screen: 512,
            starts: 5,
            parallel: 0,
            trust: false,
            steps: 20,
            ok_weight: 1.0,
            caution: (-0.5, 1.0, 200.0),
            label_variance: 0.05,
            label_precision: 0.1,
        }
    }
}
