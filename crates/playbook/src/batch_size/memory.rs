//! Memory: how much a size used, what is left as a margin, and what the next size would use.

use serde::Serialize;

/// Of a memory's limit, what a recommended size may use: the rest is for what comes later, a wider layer or another optimizer.
pub const USABLE: f64 = 0.9;

/// Whose memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MemoryPlace {
    /// The machine's.
    Host,
    /// An accelerator's.
    Device,
}

/// The most that was seen in use of one memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MemoryUse {
    /// Whose.
    pub place: MemoryPlace,
    /// Bytes.
    pub peak_bytes: u64,
    /// All that the program could have, in bytes; none where that is not known.
    pub limit_bytes: Option<u64>,
}

impl MemoryUse {
    /// The share of the limit that was used; none without a limit.
    pub fn share(&self) -> Option<f64> {
        self.limit_bytes.filter(|limit| *limit > 0).map(|limit| self.peak_bytes as f64 / limit as f64)
    }

    /// Whether a margin is left. What has no known limit fits as long as it runs.
    pub fn leaves_margin(&self) -> bool {
        self.share().is_none_or(|share| share <= USABLE)
    }
}

/// The memory that is fuller, by its share of the limit; without limits, the accelerator's.
pub fn fullest(uses: &[MemoryUse]) -> Option<MemoryUse> {
    let fullness = |used: &MemoryUse| used.share().unwrap_or(0.0);
    let device_last = |used: &MemoryUse| used.place == MemoryPlace::Device;
    uses.iter()
        .copied()
        .max_by(|a, b| fullness(a).total_cmp(&fullness(b)).then_with(|| device_last(a).cmp(&device_last(b))))
}

/// Whether twice the size would pass the machine's own limit, were memory to grow in a straight line from `smaller` (at half
/// the size) to `larger`. Only the machine's is foreseen: an accelerator refuses without harm, a machine may fall.
pub fn would_overflow(smaller: &[MemoryUse], larger: &[MemoryUse]) -> bool {
    let host = |uses: &[MemoryUse]| uses.iter().copied().find(|used| used.place == MemoryPlace::Host);
    let (Some(smaller), Some(larger)) = (host(smaller), host(larger)) else { return false };
    let grown = larger.peak_bytes.saturating_sub(smaller.peak_bytes);
    let foreseen = larger.peak_bytes.saturating_add(grown.saturating_mul(2));
    larger.limit_bytes.is_some_and(|limit| foreseen > limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(peak_bytes: u64) -> MemoryUse {
        MemoryUse { place: MemoryPlace::Host, peak_bytes, limit_bytes: Some(100) }
    }

    #[test]
    fn a_margin_of_a_tenth_is_left() {
        assert!(host(90).leaves_margin() && !host(91).leaves_margin());
        assert!(MemoryUse { limit_bytes: None, ..host(1000) }.leaves_margin());
    }

    #[test]
    fn memory_that_grows_in_a_line_is_foreseen() {
        // 10 + 5 a unit: at 4 units 30, at 8 units 50, at 16 units 90; then 170.
        assert!(!would_overflow(&[host(30)], &[host(50)]));
        assert!(would_overflow(&[host(50)], &[host(90)]));
        assert!(!would_overflow(&[], &[host(90)]));
    }

    #[test]
    fn the_fuller_memory_counts() {
        let device = MemoryUse { place: MemoryPlace::Device, peak_bytes: 5, limit_bytes: Some(6) };
        assert_eq!(fullest(&[device, host(50)]), Some(device));
        assert_eq!(fullest(&[]), None);
    }
}
