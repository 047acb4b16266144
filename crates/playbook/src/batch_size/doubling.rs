//! Does twice the batch size nearly double the throughput? (P9)

use serde::Serialize;

use super::throughput::Throughput;

/// From here on a doubling counts as nearly one.
pub const NEARLY_DOUBLES: f64 = 1.8;
/// Below this a doubling gains nothing that counts.
pub const SATURATED: f64 = 1.1;

/// What twice the size does for throughput.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gain {
    /// At least 1.8 times as many examples a second: steps take nearly as long as before.
    NearlyDoubles,
    /// Between the two.
    Rises,
    /// Less than 1.1 times as many: a larger size is of no use.
    Saturated,
}

/// From one size to twice it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Doubling {
    /// Examples a step.
    pub from: u32,
    /// Twice as many.
    pub to: u32,
    /// Examples a second at `to` by those at `from`.
    pub ratio: f64,
    /// What that is called.
    pub gain: Gain,
}

pub(super) fn doublings(throughput: &Throughput) -> Vec<Doubling> {
    let pairs = throughput.sizes.windows(2).map(|pair| (pair[0].size, pair[1].size));
    let doubling = |(from, to): (u32, u32)| {
        let (before, after) = (throughput.step_seconds(from)?, throughput.step_seconds(to)?);
        let ratio = f64::from(to) / f64::from(from) * before / after;
        Some(Doubling { from, to, ratio, gain: gain(ratio) })
    };
    pairs.filter_map(doubling).collect()
}

fn gain(ratio: f64) -> Gain {
    if ratio >= NEARLY_DOUBLES {
        Gain::NearlyDoubles
    } else if ratio >= SATURATED {
        Gain::Rises
    } else {
        Gain::Saturated
    }
}

#[cfg(test)]
mod tests {
    use super::super::throughput::SizeTime;
    use super::*;

    #[test]
    fn a_flat_step_nearly_doubles_and_a_full_machine_is_saturated() {
        let time = |size: u32| {
            let step_seconds = 0.01_f64.max(1e-4 * f64::from(size));
            SizeTime { size, step_seconds, spread: 0.0, memory: Vec::new() }
        };
        let throughput = Throughput::of([16, 32, 64, 128, 256].map(time).to_vec());
        let gains: Vec<Gain> = throughput.doublings().iter().map(|doubling| doubling.gain).collect();
        assert_eq!(gains, [Gain::NearlyDoubles, Gain::NearlyDoubles, Gain::Rises, Gain::Saturated]);
    }
}
