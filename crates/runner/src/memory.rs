//! What an attempt's processes use of the machine's memory, and how much of it there is.

#![expect(clippy::disallowed_methods, reason = "reads what the kernel says of memory, again after some time")]

use std::fs;
use std::time::{Duration, Instant};

use etude_study::protocol;
use nix::unistd::Pid;

use crate::marked_processes::carries;
use crate::process_table::pids;
use crate::trial_folder::TrialFolder;

/// New processes of an attempt are looked for this often; it means a look at every process of the machine.
const LOOK_FOR_PROCESSES: Duration = Duration::from_secs(1);

/// Memory in use by an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryReading {
    /// Bytes resident now, of all its processes; pages that several share count for each.
    pub resident_bytes: u64,
    /// The most bytes that each of them ever had resident, added up.
    pub peak_bytes: u64,
}

/// Reads the memory of an attempt's processes while they live.
#[derive(Debug)]
pub struct MemoryMeter {
    mark: String,
    known: Vec<Pid>,
    looked: Option<Instant>,
}

impl MemoryMeter {
    /// A meter for the attempt that runs in this folder.
    pub fn new(folder: &TrialFolder) -> MemoryMeter {
        let mark = format!("{}={}", protocol::CONFIGURATION, folder.configuration().display());
        MemoryMeter { mark, known: Vec::new(), looked: None }
    }

    /// What is in use now; none where no process of the attempt can be seen.
    pub fn read(&mut self) -> Option<MemoryReading> {
        let due = self.looked.is_none_or(|looked| looked.elapsed() >= LOOK_FOR_PROCESSES);
        if due || self.known.is_empty() {
            self.known = pids().into_iter().filter(|pid| carries(*pid, &self.mark)).collect();
            self.looked = Some(Instant::now());
        }
        let readings = self.known.iter().filter_map(|pid| of_process(*pid));
        readings.reduce(|all, one| MemoryReading {
            resident_bytes: all.resident_bytes + one.resident_bytes,
            peak_bytes: all.peak_bytes + one.peak_bytes,
        })
    }
}

fn of_process(pid: Pid) -> Option<MemoryReading> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    Some(MemoryReading {
        resident_bytes: kilobytes(&status, "VmRSS:")?,
        peak_bytes: kilobytes(&status, "VmHWM:")?,
    })
}

/// Bytes of memory that a program could have now: what is available on the machine, or less where its control group says so.
pub fn available_memory() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| kilobytes(&text, "MemAvailable:"));
    let number =
        |file: &str| fs::read_to_string(format!("/sys/fs/cgroup/{file}")).ok()?.trim().parse::<u64>().ok();
    let group = number("memory.max").map(|most| most.saturating_sub(number("memory.current").unwrap_or(0)));
    [machine, group].into_iter().flatten().min()
}

/// How often the kernel has ended a process for want of memory, since the machine started; none where it does not count.
pub fn out_of_memory_kills() -> Option<u64> {
    let text = fs::read_to_string("/proc/vmstat").ok()?;
    text.lines().find_map(|line| line.strip_prefix("oom_kill ")?.trim().parse().ok())
}

/// The bytes of a line such as `VmRSS:    1234 kB`.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_ascii_whitespace().next()?.parse::<u64>().ok().map(|found| found * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_uses_memory_and_the_machine_has_some_left() {
        let reading = of_process(Pid::this()).unwrap();
        assert!(
            reading.peak_bytes >= reading.resident_bytes && reading.resident_bytes > 100_000,
            "{reading:?}"
        );
        assert!(available_memory().unwrap() > 1 << 20);
    }

    #[test]
    fn a_line_of_kilobytes() {
        assert_eq!(kilobytes("a\nVmRSS:\t  12 kB\n", "VmRSS:"), Some(12 * 1024));
        assert_eq!(kilobytes("VmHWM: 12 kB", "VmRSS:"), None);
    }
}
