//! Numbers as axes and coordinates show them: short, and the same on every machine.

/// A number on an axis: the digits that the distance to the next one needs, an exponent where that is shorter to read.
pub fn tick_label(value: f64, step: f64) -> String {
    let magnitude = value.abs();
    if value == 0.0 || magnitude < step.abs() * 1e-6 {
        return "0".into();
    }
    if !(1e-4..1e5).contains(&magnitude) {
        let digits = (magnitude.log10().floor() - step.abs().log10().floor()).clamp(0.0, 6.0) as usize;
        return without_zeros_before_exponent(&format!("{value:.digits$e}"));
    }
    let decimals = (-step.abs().log10().floor()).clamp(0.0, 12.0) as usize;
    trimmed(&format!("{value:.decimals$}"))
}

/// A number with so many significant digits, without zeros at its end.
pub fn significant(value: f64, digits: usize) -> String {
    let digits = digits.max(1);
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".into() } else { value.to_string() };
    }
    let exponent = value.abs().log10().floor();
    if (-5.0..6.0).contains(&exponent) {
        let decimals = (digits as f64 - 1.0 - exponent).clamp(0.0, 12.0) as usize;
        trimmed(&format!("{value:.decimals$}"))
    } else {
        without_zeros_before_exponent(&format!("{value:.*e}", digits - 1))
    }
}

/// A coordinate in a drawing: one decimal, none where it is 0.
pub(crate) fn coordinate(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".into() } else { text.into() }
}

fn trimmed(text: &str) -> String {
    let shown = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    if shown == "-0" { "0".into() } else { shown.to_owned() }
}

fn without_zeros_before_exponent(text: &str) -> String {
    text.split_once('e')
        .map_or_else(|| text.to_owned(), |(digits, exponent)| format!("{}e{exponent}", trimmed(digits)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_the_digits_that_their_distance_needs() {
        assert_eq!(tick_label(0.25, 0.05), "0.25");
        assert_eq!(tick_label(0.3, 0.1), "0.3");
        assert_eq!(tick_label(20.0, 10.0), "20");
        assert_eq!(tick_label(1e-17, 0.1), "0");
        assert_eq!(tick_label(1e-6, 1e-6), "1e-6");
        assert_eq!(tick_label(1.5e300, 1e299), "1.5e300");
        assert_eq!(tick_label(0.999, 0.001), "0.999");
    }

    #[test]
    fn significant_digits_and_coordinates_are_short() {
        assert_eq!(significant(0.123_456, 3), "0.123");
        assert_eq!(significant(1e300, 3), "1e300");
        assert_eq!(significant(0.5, 4), "0.5");
        assert_eq!(coordinate(12.0), "12");
        assert_eq!(coordinate(-0.01), "0");
        assert_eq!(coordinate(2.63), "2.6");
    }
}
