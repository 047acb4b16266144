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
        }
    }
}
