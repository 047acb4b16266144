//! Tables of Markdown, as rows of cells.

/// One row: its line, and its cells without the spaces around them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    pub(super) line: usize,
    pub(super) cells: Vec<&'a str>,
}

/// The rows of every table in `text` whose first header cell is `first`, without header and rule.
pub(super) fn rows<'a>(text: &'a str, first: &str) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let mut wanted = false;
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        let Some(cells) = cells(line) else {
            inside = false;
            continue;
        };
        if !inside {
            inside = true;
            wanted = cells.first() == Some(&first);
        } else if wanted && !cells.iter().all(|cell| cell.chars().all(|c| c == '-' || c == ':')) {
            rows.push(Row { line: index + 1, cells });
        }
    }
    rows
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

/// What stands in backticks.
pub(super) fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tables_with_the_header_are_read() {
        let text = "| a | b |\n|---|---|\n| `1` | 2 |\n\n| c |\n|---|\n| 3 |\n";
        assert_eq!(rows(text, "a"), [Row { line: 3, cells: vec!["`1`", "2"] }]);
        assert_eq!(rows(text, "c"), [Row { line: 7, cells: vec!["3"] }]);
    }

    #[test]
    fn backticks_quote() {
        assert_eq!(quoted("`study`, and `stats`"), ["study", "stats"]);
        assert!(quoted("–").is_empty());
    }
}
