//! The owner of a project: which process it is, and whether that one can be seen to live.

use std::fmt;
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};
use nix::unistd::{Uid, User, gethostname};

use crate::lease::state::Evidence;

/// A process that owns, or wants to own, a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseOwner {
    /// The machine's name.
    pub host: String,
    /// The process's id there.
    pub pid: u32,
    /// When it started, in the kernel's clock ticks after boot: with the pid, an identity that is not used again.
    pub started: i64,
    /// Which running kernel it is a process of, and in which pid and time namespace of it: the same text means that
    /// its pid and its monotonic clock are those of whoever reads this.
    pub kernel: String,
    /// The user's name, or number.
    pub user: String,
    /// Since when it owns the project, in milliseconds since 1970 by its own clock; for showing only.
    pub since_ms: i64,
}

impl LeaseOwner {
    /// This process, as an owner since `since_ms`.
    pub(crate) fn this_process(since_ms: i64) -> LeaseOwner {
        let host = gethostname().map(|host| host.to_string_lossy().into_owned());
        let uid = Uid::effective();
        let user = User::from_uid(uid).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name);
        let pid = std::process::id();
        LeaseOwner {
            host: host.unwrap_or_else(|_| "an unnamed machine".into()),
            pid,
            started: process(pid).map_or(0, |process| process.started),
            kernel: this_kernel(),
            user,
            since_ms,
        }
    }

    /// What this process can tell about the owner, which last gave a sign at `beat_at` of its monotonic clock.
    /// `lock_is_ours` says that the kernel's lock of the project was free and is now held by this process.
    pub(crate) fn evidence(&self, seer: &LeaseOwner, lock_is_ours: bool, beat_at: Duration) -> Evidence {
        if self.kernel != seer.kernel {
            // The same machine after a restart: nothing of what ran before runs now.
            let restarted =
                lock_is_ours && self.host == seer.host && boot(&self.kernel) != boot(&seer.kernel);
            return if restarted { Evidence::Dead } else { Evidence::None };
        }
        match process(self.pid) {
            Some(process) if process.started == self.started && !process.has_ended => {
                // A clock that would have gone back says nothing.
                monotonic_now().checked_sub(beat_at).map_or(Evidence::None, Evidence::LastBeat)
            }
            _ => Evidence::Dead,
        }
    }
}

impl fmt::Display for LeaseOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LeaseOwner { host, pid, user, .. } = self;
        write!(f, "process {pid} on {host} (user {user}, since {})", Utc(self.since_ms))
    }
}

/// A time of day for people, in UTC, since a library of time zones is not worth it for one line.
struct Utc(i64);

impl fmt::Display for Utc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.div_euclid(1000);
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = date(days);
        write!(f, "{year}-{month:02}-{day:02} {:02}:{:02} UTC", second / 3600, second / 60 % 60)
    }
}

/// Year, month and day of a number of days after 1970-01-01, in the Gregorian calendar (Hinnant's `civil_from_days`).
fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// This machine's monotonic clock: not set by anybody, and at rest while the machine sleeps.
pub(crate) fn monotonic_now() -> Duration {
    clock_gettime(ClockId::CLOCK_MONOTONIC).map_or(Duration::ZERO, Duration::from)
}

struct Process {
    started: i64,
    /// A zombie: nobody has waited for it yet.
    has_ended: bool,
}

/// `pid (name) state ...`: the name may hold anything, so fields are counted from its last bracket.
fn process(pid: u32) -> Option<Process> {
    let stat = std::fs::read(format!("/proc/{pid}/stat")).ok()?;
    let stat = String::from_utf8_lossy(&stat);
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let has_ended = fields.next()?.starts_with(['Z', 'X']);
    Some(Process { started: fields.nth(18)?.parse().ok()?, has_ended })
}

/// The boot's id, then the namespaces.
fn this_kernel() -> String {
    let read = |path: &str| std::fs::read(path).map(|text| String::from_utf8_lossy(&text).trim().to_owned());
    let boot = read("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let namespace = |kind: &str| {
        let link = std::fs::read_link(format!("/proc/self/ns/{kind}"));
        link.map(|link| link.display().to_string()).unwrap_or_default()
    };
    format!("{boot} {} {}", namespace("pid"), namespace("time"))
}

fn boot(kernel: &str) -> &str {
    kernel.split_once(' ').map_or(kernel, |(boot, _)| boot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_lives_and_is_seen_to() {
        let this = LeaseOwner::this_process(0);
        assert!(this.started > 0 && this.kernel.contains("pid:["), "{this:?}");
        let Evidence::LastBeat(ago) = this.evidence(&this, false, monotonic_now()) else { panic!() };
        assert!(ago < Duration::from_mins(1));
        assert_eq!(this.evidence(&this, false, monotonic_now() + Duration::from_hours(1)), Evidence::None);
    }

    #[test]
    fn a_pid_that_was_given_to_another_process_is_not_the_owner() {
        let this = LeaseOwner::this_process(0);
        let earlier = LeaseOwner { started: this.started - 1, ..this.clone() };
        assert_eq!(earlier.evidence(&this, false, Duration::ZERO), Evidence::Dead);
        let no_process = LeaseOwner { pid: u32::MAX >> 1, ..this.clone() };
        assert_eq!(no_process.evidence(&this, false, Duration::ZERO), Evidence::Dead);
    }

    #[test]
    fn another_kernel_s_process_is_out_of_sight_unless_this_machine_was_restarted() {
        let this = LeaseOwner::this_process(0);
        let container =
            LeaseOwner { kernel: format!("{} pid:[1] time:[1]", boot(&this.kernel)), ..this.clone() };
        let before = LeaseOwner { kernel: "another-boot pid:[1] time:[1]".into(), ..this.clone() };
        let elsewhere = LeaseOwner { host: format!("not-{}", this.host), ..before.clone() };
        let evidence = |owner: &LeaseOwner, lock| owner.evidence(&this, lock, Duration::ZERO);
        assert_eq!(evidence(&container, true), Evidence::None);
        assert_eq!(evidence(&elsewhere, true), Evidence::None);
        assert_eq!((evidence(&before, false), evidence(&before, true)), (Evidence::None, Evidence::Dead));
    }

    #[test]
    fn times_of_day_are_those_of_the_calendar() {
        for (ms, shown) in [
            (0, "1970-01-01 00:00 UTC"),
            (-1, "1969-12-31 23:59 UTC"),
            (951_782_400_000, "2000-02-29 00:00 UTC"),
            (1_785_542_399_999, "2026-07-31 23:59 UTC"),
            (4_107_542_400_000, "2100-03-01 00:00 UTC"),
        ] {
            assert_eq!(Utc(ms).to_string(), shown);
        }
    }
}
