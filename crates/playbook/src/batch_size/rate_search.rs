//! Tuning the learning rate of one batch size: quasi-random over a range, wider where the best lies at its end, finer around
//! the best (P15).
//!
//! The points are those of an additive recurrence with the golden ratio, on the logarithm: any number of them lies evenly.

/// What is added to the sequence from point to point.
const GOLDEN: f64 = 0.618_033_988_749_894_9;
/// Where the best is the outermost rate tried, so much farther is looked, as a factor.
const FARTHER: f64 = 4.0;
/// Rates tried there each time.
const FARTHER_RATES: u32 = 2;
/// As often as this.
const FARTHER_TIMES: u32 = 3;

/// Learning rates, on a logarithmic scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRange {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

impl RateRange {
    /// A range of a decade to either side of `centre`.
    pub fn around(centre: f64) -> RateRange {
        RateRange { low: centre / 10.0, high: centre * 10.0 }
    }

    /// The quasi-random point of that index.
    fn point(self, index: u32) -> f64 {
        let place = (0.5 + f64::from(index) * GOLDEN).fract();
        three_digits((self.low.ln() + place * (self.high / self.low).ln()).exp())
    }
}

/// Rounded to three significant digits: nobody wants to read more of a learning rate.
fn three_digits(rate: f64) -> f64 {
    let unit = 10_f64.powi(rate.log10().floor() as i32 - 2);
    let rounded = (rate / unit).round();
    if unit < 1.0 { rounded / (1.0 / unit).round() } else { rounded * unit }
}

/// How many rates are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateCounts {
    /// Over the whole range.
    pub coarse: u32,
    /// Between the neighbours of the best.
    pub fine: u32,
}

impl Default for RateCounts {
    fn default() -> Self {
        RateCounts { coarse: 6, fine: 3 }
    }
}

/// The rate to try next, where `tried` are the rates so far, in their order, each with a badness: lower is better, infinite
/// for one that diverged. None when the search is over.
pub fn next_rate(range: RateRange, counts: RateCounts, tried: &[(f64, f64)]) -> Option<f64> {
    let done = tried.len() as u32;
    if done < counts.coarse {
        return Some(range.point(done));
    }
    let mut farther = 0;
    let mut known = counts.coarse as usize;
    while farther < FARTHER_TIMES {
        let Some(slab) = beyond(&tried[..known]) else { break };
        let begun = done - known as u32;
        if begun < FARTHER_RATES {
            return Some(slab.point(begun));
        }
        known += FARTHER_RATES as usize;
        farther += 1;
    }
    let begun = done - known as u32;
    (begun < counts.fine).then(|| neighbours(&tried[..known]).map(|range| range.point(begun))).flatten()
}

/// Whether the best rate is still the outermost one that was tried.
pub fn is_at_end(tried: &[(f64, f64)]) -> bool {
    beyond(tried).is_some()
}

/// Where to look if the best is the outermost rate tried.
fn beyond(tried: &[(f64, f64)]) -> Option<RateRange> {
    let best = best(tried)?;
    if tried.iter().all(|(rate, _)| *rate >= best) {
        return Some(RateRange { low: best / FARTHER, high: best });
    }
    tried.iter().all(|(rate, _)| *rate <= best).then_some(RateRange { low: best, high: best * FARTHER })
}

/// From the next lower rate tried to the next higher one.
fn neighbours(tried: &[(f64, f64)]) -> Option<RateRange> {
    let best = best(tried)?;
    let rates = || tried.iter().map(|(rate, _)| *rate);
    Some(RateRange {
        low: rates().filter(|rate| *rate < best).fold(best / FARTHER, f64::max),
        high: rates().filter(|rate| *rate > best).fold(best * FARTHER, f64::min),
    })
}

/// The rate of the least badness; none where all diverged.
pub fn best(tried: &[(f64, f64)]) -> Option<f64> {
    let usable = tried.iter().filter(|(_, badness)| badness.is_finite());
    usable.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(rate, _)| *rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn searched(range: RateRange, badness: &dyn Fn(f64) -> f64) -> Vec<(f64, f64)> {
        let mut tried = Vec::new();
        while let Some(rate) = next_rate(range, RateCounts { coarse: 6, fine: 4 }, &tried) {
            tried.push((rate, badness(rate)));
            assert!(tried.len() < 40);
        }
        tried
    }

    #[test]
    fn the_best_is_found_finely_inside_and_outside_the_range() {
        for optimum in [0.03, 0.3, 0.002] {
            let badness =
                |rate: f64| if rate > 8.0 * optimum { f64::INFINITY } else { (rate / optimum).ln().powi(2) };
            let tried = searched(RateRange { low: 0.01, high: 0.1 }, &badness);
            let found = best(&tried).unwrap() / optimum;
            assert!((0.7..1.4).contains(&found), "{optimum}: {tried:?}");
            assert!(!is_at_end(&tried));
        }
    }

    #[test]
    fn a_search_without_an_end_gives_up_and_says_so() {
        let tried = searched(RateRange { low: 0.01, high: 0.1 }, &|rate| 1.0 / rate);
        assert!(is_at_end(&tried) && tried.len() == 16, "{tried:?}");
        assert_eq!(best(&searched(RateRange { low: 0.01, high: 0.1 }, &|_| f64::INFINITY)), None);
    }
}
