//! Durations as people write them: `90s`, `30m`, `2h`, `1.5d`.

/// Seconds of a duration with a unit; `None` when it is not one, or not positive.
pub(super) fn parse_duration(text: &str) -> Option<f64> {
    let text = text.trim();
    let unit_at = text.find(|character: char| character.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit_at);
    let seconds = match unit {
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        _ => return None,
    };
    let duration = number.trim().parse::<f64>().ok()? * seconds;
    (duration.is_finite() && duration > 0.0).then_some(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_needs_a_number_and_a_unit() {
        assert_eq!(parse_duration("2h"), Some(7200.0));
        assert_eq!(parse_duration("1.5 m"), Some(90.0));
        for wrong in ["2", "h", "-2h", "0s", "2 weeks", "infs", ""] {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
    }
}
