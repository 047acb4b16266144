//! The first value of the length (P65, P66): the fewest epochs in which a constant learning rate fits the training set perfectly.
//!
//! Eight rates over three decades around the baseline's, each trained with a constant rate and without augmentation or
//! regularization until it fits or the epochs are used up. A training fits at the first of three evaluations in a row whose
//! median is no error at all, or a loss below 1 % of the first. The fewest epochs of any rate are the answer, unless the best rate is at the
//! end of those that were tried: then the rates go on for a decade there, three times at most, and after that there is
//! no answer (P66).

use serde::Serialize;

/// Rates of the first grid, and the decades that they span.
const RATES: u32 = 8;
const DECADES: f64 = 3.0;
/// Rates that a shift adds: a decade and a little more, at the same distance.
const ADDED: u32 = 3;
/// Most shifts (methods 8).
const MOST_SHIFTS: u32 = 3;
/// A loss below this share of the first is a perfect fit.
const SMALL_LOSS: f64 = 0.01;
/// Evaluations whose median must fit.
const IN_A_ROW: usize = 3;

/// What came of one rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "fit", rename_all = "snake_case")]
pub enum Fit {
    /// It fits from here on, in epochs.
    After {
        /// The epoch.
        epochs: f64,
    },
    /// Not within the epochs that it had.
    NotYet {
        /// Those.
        epochs: f64,
        /// The last training error, or the loss as a share of the first.
        left: f64,
    },
    /// It diverged.
    Diverged,
}

/// One rate and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tried {
    /// The learning rate.
    pub rate: f64,
    /// What came of it.
    pub fit: Fit,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum NextFit {
    /// These rates are to be tried, too.
    Try {
        /// The rates, the lowest first.
        rates: Vec<f64>,
    },
    /// The first maximum.
    Fits {
        /// The best rate.
        rate: f64,
        /// Epochs until it fits, rounded up.
        epochs: u32,
    },
    /// The best rate is still at the end of what was tried: no answer (P66).
    AtTheBorder {
        /// The best rate.
        rate: f64,
    },
    /// No rate fits within the epochs given.
    NothingFits,
}

/// Says what comes next after these rates were tried, around a centre.
pub fn next_fit(centre: f64, tried: &[Tried]) -> NextFit {
    let spacing = DECADES / f64::from(RATES - 1);
    let rate = |index: f64| centre * 10_f64.powf(index * spacing);
    let half = f64::from(RATES - 1) / 2.0;
    if tried.is_empty() {
        return NextFit::Try { rates: (0..RATES).map(|index| rate(f64::from(index) - half)).collect() };
    }
    let mut tried = tried.to_vec();
    tried.sort_by(|a, b| a.rate.total_cmp(&b.rate));
    let shifts = (tried.len() as u32).saturating_sub(RATES) / ADDED;
    let (first, last) = (tried[0].rate, tried[tried.len() - 1].rate);
    let step = |from: f64, steps: u32| from * 10_f64.powf(f64::from(steps) * spacing);
    let below = || (1..=ADDED).rev().map(|steps| first / step(1.0, steps)).collect();
    let above = || (1..=ADDED).map(|steps| step(last, steps)).collect();
    let fits: Vec<(f64, f64)> = tried
        .iter()
        .filter_map(|tried| match tried.fit {
            Fit::After { epochs } => Some((tried.rate, epochs)),
            _ => None,
        })
        .collect();
    let Some(fewest) = fits.iter().map(|(_, epochs)| *epochs).min_by(f64::total_cmp) else {
        let wanted = where_it_may_fit(&tried);
        return match wanted.filter(|_| shifts < MOST_SHIFTS) {
            Some(Towards::Below) => NextFit::Try { rates: below() },
            Some(Towards::Above) => NextFit::Try { rates: above() },
            None => NextFit::NothingFits,
        };
    };
    let best: Vec<f64> = fits.iter().filter(|(_, epochs)| *epochs <= fewest).map(|(rate, _)| *rate).collect();
    let inside = best.iter().find(|rate| **rate > first && **rate < last);
    match inside {
        Some(rate) => NextFit::Fits { rate: *rate, epochs: fewest.ceil().max(1.0) as u32 },
        None if shifts >= MOST_SHIFTS => NextFit::AtTheBorder { rate: best[0] },
        None if best[0] <= first => NextFit::Try { rates: below() },
        None => NextFit::Try { rates: above() },
    }
}

enum Towards {
    Below,
    Above,
}

/// Where nothing fits: below, where everything diverged; else towards the rate that left least, if it is at an end.
fn where_it_may_fit(tried: &[Tried]) -> Option<Towards> {
    let left = |tried: &Tried| match tried.fit {
        Fit::NotYet { left, .. } => Some(left),
        _ => None,
    };
    let least = tried.iter().enumerate().filter_map(|(index, tried)| Some((index, left(tried)?)));
    match least.min_by(|a, b| a.1.total_cmp(&b.1)) {
        None | Some((0, _)) => Some(Towards::Below),
        Some((index, _)) if index + 1 == tried.len() => Some(Towards::Above),
        Some(_) => None,
    }
}

/// Reads a training: its training errors or losses by epoch. `is_error` says that the values are error rates, which become 0.
pub fn read_fit(values: &[(f64, f64)], is_error: bool) -> Fit {
    if values.iter().any(|(_, value)| !value.is_finite()) {
        return Fit::Diverged;
    }
    let Some((_, first)) = values.first().copied() else { return Fit::Diverged };
    let left = |value: f64| if is_error { value } else { value / first };
    let small = if is_error { 0.0 } else { SMALL_LOSS };
    let window = values.windows(IN_A_ROW).find(|window| {
        let mut sorted: Vec<f64> = window.iter().map(|(_, value)| left(*value)).collect();
        sorted.sort_by(f64::total_cmp);
        sorted[IN_A_ROW / 2] <= small
    });
    if let Some(window) = window {
        let fitting = window.iter().find(|(_, value)| left(*value) <= small);
        return Fit::After { epochs: fitting.map_or(window[0].0, |(epoch, _)| *epoch) };
    }
    let (epochs, value) = values[values.len() - 1];
    Fit::NotYet { epochs, left: left(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(centre: f64, fit: impl Fn(f64) -> Fit) -> (NextFit, usize) {
        let mut tried = Vec::new();
        loop {
            match next_fit(centre, &tried) {
                NextFit::Try { rates } => {
                    assert!(tried.len() < 30);
                    tried.extend(rates.into_iter().map(|rate| Tried { rate, fit: fit(rate) }));
                }
                done => return (done, tried.len()),
            }
        }
    }

    /// Epochs that a rate needs: fewest at 0.1, and it diverges beyond 1.
    fn needs(rate: f64) -> Fit {
        if rate > 1.0 {
            return Fit::Diverged;
        }
        let epochs = 10.0 * (1.0 + (rate / 0.1).log10().powi(2));
        if epochs > 40.0 { Fit::NotYet { epochs: 40.0, left: 0.1 } } else { Fit::After { epochs } }
    }

    #[test]
    fn the_fewest_epochs_of_a_rate_inside_are_the_answer() {
        let (done, tried) = run(0.1, needs);
        assert_eq!(tried, 8);
        assert!(matches!(done, NextFit::Fits { epochs: 10..=11, .. }), "{done:?}");
    }

    #[test]
    fn rates_go_on_where_the_best_is_at_the_end_three_times_at_most() {
        let (done, tried) = run(0.001, needs);
        assert!(matches!(done, NextFit::Fits { epochs: 10..=11, .. }) && tried > 8, "{done:?} after {tried}");
        let (done, tried) = run(0.1, |rate| Fit::After { epochs: 1.0 / rate });
        assert!(matches!(done, NextFit::AtTheBorder { .. }), "{done:?}");
        assert_eq!(tried, 17);
        let (done, _) = run(1000.0, needs);
        assert!(matches!(done, NextFit::Fits { .. } | NextFit::NothingFits), "{done:?}");
        assert_eq!(run(0.1, |_| Fit::NotYet { epochs: 4.0, left: 0.5 }).0, NextFit::NothingFits);
    }

    #[test]
    fn a_fit_is_three_evaluations_whose_median_is_perfect() {
        let at =
            |values: &[f64]| values.iter().enumerate().map(|(i, v)| (i as f64 + 1.0, *v)).collect::<Vec<_>>();
        assert_eq!(read_fit(&at(&[0.5, 0.0, 0.1, 0.05, 0.0, 0.0]), true), Fit::After { epochs: 5.0 });
        assert_eq!(read_fit(&at(&[2.0, 0.5, 0.019, 0.018, 0.021]), false), Fit::After { epochs: 3.0 });
        assert_eq!(read_fit(&at(&[0.5, 0.2]), true), Fit::NotYet { epochs: 2.0, left: 0.2 });
        assert_eq!(read_fit(&at(&[0.5, f64::NAN]), true), Fit::Diverged);
    }
}
