//! Numbers, durations, sizes and places as people read them.

use etude_study::measurement::PositionUnit;
use etude_study::space::Range;

/// A number as people read it: four significant digits.
pub fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let decimals = (3 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{value:.decimals$}");
    let shown = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if value.abs() < 1e-4 { format!("{value:.2e}") } else { shown.to_owned() }
}

/// So many of something: `1 epoch`, `12 epochs`.
pub fn count(number: u32, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// A gain with its sign.
pub fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", number(value)) } else { number(value) }
}

/// A number that counts something: every digit of a whole one.
pub fn whole(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { number(value) }
}

/// A range.
pub fn range(range: Range) -> String {
    format!("{}..{}", number(range.low), number(range.high))
}

/// A place on the training's axis: `epoch 3`, `step 500`.
pub fn position(position: f64, unit: PositionUnit) -> String {
    format!("{} {}", unit.word(), whole(position))
}

/// A limit in the unit that suits it: `90 s`, `30 min`, `2.5 h`.
pub fn limit(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 120.0 => format!("{} s", number(seconds)),
        seconds if seconds < 7200.0 => format!("{} min", number(seconds / 60.0)),
        seconds => format!("{} h", number(seconds / 3600.0)),
    }
}

/// A duration, as coarse as it is long: `0.35 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    match whole {
        0..10 => format!("{seconds:.2} s"),
        10..100 => format!("{whole} s"),
        100..7200 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole / 60 % 60),
    }
}

/// A size in bytes, as people read it: `312 B`, `4.2 MB`.
pub fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    let mut shown = bytes as f64;
    let mut unit = "B";
    for next in units {
        if shown < 1000.0 {
            break;
        }
        shown /= 1000.0;
        unit = next;
    }
    if unit == "B" { format!("{bytes} B") } else { format!("{shown:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_keep_four_digits() {
        for (value, shown) in [
            (0.123_456, "0.1235"),
            (12.0, "12"),
            (0.1, "0.1"),
            (1234.56, "1235"),
            (-0.5, "-0.5"),
            (1e-6, "1.00e-6"),
            (0.0, "0"),
            (0.001, "0.001"),
        ] {
            assert_eq!(number(value), shown);
        }
    }
}
