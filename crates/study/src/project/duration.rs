//! Durations as people write them: `90s`, `30m`, `2h30m`, `1.5d`.

/// Units, the longest first, with their seconds.
const UNITS: [(&[&str], f64); 4] =
    [(&["d"], 86_400.0), (&["h"], 3600.0), (&["m", "min"], 60.0), (&["s"], 1.0)];

/// Seconds of numbers with units, each unit at most once and the longest first; `None` when it is not that, or not
/// positive.
pub(super) fn parse_duration(text: &str) -> Option<f64> {
    let mut rest = text.trim();
    let mut seconds = 0.0;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let unit_at = rest.find(|letter: char| letter.is_ascii_alphabetic())?;
        let (number, after) = rest.split_at(unit_at);
        let unit_end = after.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let (_, each) = units.find(|(names, _)| names.contains(&unit))?;
        let number = number.trim().parse::<f64>().ok().filter(|number| *number >= 0.0)?;
        seconds += number * each;
        rest = after.trim_start();
    }
    (seconds.is_finite() && seconds > 0.0).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_numbers_with_units() {
        for (text, seconds) in [
            ("2h", 7200.0),
            ("1.5 m", 90.0),
            ("2h30m", 9000.0),
            ("1d 2h 3min 4s", 93_784.0),
            ("0.5d", 43_200.0),
            ("0h5m", 300.0),
        ] {
            assert_eq!(parse_duration(text), Some(seconds), "{text}");
        }
        for wrong in ["2", "h", "-2h", "0s", "2 weeks", "infs", "", "30m2h", "2h2h", "2h30", "1h-5m", "nans"]
        {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
    }
}
