//! A training curve in a terminal: columns of blocks, a few rows high.

/// Eighths of a row.
const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Where a value is NaN or infinite.
const NOT_A_NUMBER: char = '×';
/// Columns that a value may get where there are few, and the width that few values may take together.
const MOST_COLUMNS: usize = 4;
const WIDE_ENOUGH: usize = 60;

/// Values as columns, the top row first; each row is as wide as there are columns, at most `width`. The lowest value
/// still shows as an eighth of a row. Few values get several columns each; of several values in one column the last is
/// shown.
pub(crate) fn plot(values: &[f64], width: usize, rows: usize) -> Vec<String> {
    let columns = columns(values, width);
    let finite = || columns.iter().copied().filter(|value| value.is_finite());
    let low = finite().fold(f64::INFINITY, f64::min);
    let high = finite().fold(f64::NEG_INFINITY, f64::max);
    let eighths = 8 * rows;
    let height = |value: f64| {
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        1 + (share * (eighths - 1) as f64).round() as usize
    };
    let row = |row: usize| {
        let below = 8 * (rows - 1 - row);
        let block = |value: &f64| match value.is_finite() {
            true => BLOCKS[height(*value).saturating_sub(below).min(8)],
            false if row + 1 == rows => NOT_A_NUMBER,
            false => ' ',
        };
        columns.iter().map(block).collect::<String>().trim_end().to_owned()
    };
    (0..rows).map(row).collect()
}

/// The values column by column: few of them repeated, of many so many that they fit, evenly spread, the last one always
/// among them.
fn columns(values: &[f64], width: usize) -> Vec<f64> {
    if values.len() <= width {
        let each = (width.min(WIDE_ENOUGH) / values.len().max(1)).clamp(1, MOST_COLUMNS);
        return values.iter().flat_map(|value| std::iter::repeat_n(*value, each)).collect();
    }
    (1..=width).map(|column| values[column * values.len() / width - 1]).collect()
}

#[cfg(test)]
mod tests {
    use super::plot;

    #[test]
    fn the_lowest_value_still_shows_and_the_highest_fills_the_height() {
        assert_eq!(plot(&[0.0, 1.0], 2, 1), ["▁█"]);
        assert_eq!(plot(&[0.0, 0.5, 1.0], 3, 2), [" ▁█", "▁██"]);
        assert_eq!(plot(&[2.0, 2.0], 4, 1), ["▅▅▅▅"]);
        assert_eq!(plot(&[], 10, 1), [""]);
    }

    #[test]
    fn what_is_no_number_is_marked() {
        assert_eq!(plot(&[1.0, f64::NAN, f64::INFINITY], 3, 1), ["▅××"]);
    }

    #[test]
    fn many_values_are_thinned_and_the_last_one_stays() {
        let values: Vec<f64> = (0..1000).map(f64::from).collect();
        let shown = plot(&values, 40, 1).remove(0);
        assert_eq!(shown.chars().count(), 40);
        assert!(shown.ends_with('█'));
    }
}
