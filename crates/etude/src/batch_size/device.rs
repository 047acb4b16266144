//! How much memory the accelerator has, as `nvidia-smi` tells.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use etude_runner::{Bounds, Kept, ShortCommand, ShortEnd, run_to_end};

/// All it may take: it only reads counters.
const BOUNDS: Bounds =
    Bounds { time: Duration::from_secs(10), stdout: Kept::AtMost(64 * 1024), stderr: Kept::Last(1024) };

/// Bytes of the smallest accelerator's memory; none where there is no `nvidia-smi`, or it tells nothing.
pub(super) fn device_memory(directory: &Path) -> Option<u64> {
    let words =
        ["nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits"].map(str::to_owned);
    let environment = BTreeMap::new();
    let command =
        ShortCommand { command: &words, directory, environment: &environment, without_prefix: None };
    let run = run_to_end(&command, BOUNDS);
    let told = run.end == ShortEnd::Exited { code: 0 };
    told.then(|| smallest(&String::from_utf8_lossy(&run.stdout))).flatten()
}

/// The smallest of lines of mebibytes, in bytes.
fn smallest(text: &str) -> Option<u64> {
    text.lines().filter_map(|line| line.trim().parse::<u64>().ok()).map(|mebibytes| mebibytes << 20).min()
}

#[cfg(test)]
mod tests {
    use super::smallest;

    #[test]
    fn the_smallest_card_counts() {
        assert_eq!(smallest("24576\n8192\n"), Some(8 << 30));
        assert_eq!(smallest("No devices were found"), None);
    }
}
