//! How long an owner may be silent before another takes over.

use std::ffi::OsStr;
use std::time::Duration;

use crate::error::StoreError;

/// The environment variable that sets it, in whole seconds, for runs that it is set for.
pub const LEASE_SETTING: &str = "ETUDE_LEASE_SECONDS";
/// Without it: long enough for a machine that swaps or a disk that is busy, short enough to wait for.
const DEFAULT: Duration = Duration::from_mins(1);
const SHORTEST: u64 = 1;
const LONGEST: u64 = 3600;

/// The lease that a run of this process takes: a minute, or what [`LEASE_SETTING`] says.
#[expect(clippy::disallowed_methods, reason = "a setting of the machine, not of the project")]
pub fn lease_duration() -> Result<Duration, StoreError> {
    std::env::var_os(LEASE_SETTING).map_or(Ok(DEFAULT), |value| parse(&value))
}

fn parse(value: &OsStr) -> Result<Duration, StoreError> {
    let seconds = value.to_str().and_then(|text| text.parse().ok());
    match seconds.filter(|seconds| (SHORTEST..=LONGEST).contains(seconds)) {
        Some(seconds) => Ok(Duration::from_secs(seconds)),
        None => Err(StoreError::BadLease { value: value.to_string_lossy().into_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_seconds_up_to_an_hour_are_a_lease() {
        assert_eq!(parse(OsStr::new("1")).unwrap(), Duration::from_secs(1));
        assert_eq!(parse(OsStr::new("3600")).unwrap(), Duration::from_hours(1));
        for wrong in ["0", "3601", "", "-1", "1.5", "60s"] {
            let refused = parse(OsStr::new(wrong)).unwrap_err();
            assert!(matches!(refused, StoreError::BadLease { value } if value == wrong));
        }
    }
}
