//! Markdown tables.

use std::fmt::Write as _;

/// Rows of text.
pub(super) struct Table {
    columns: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(head: &[&str]) -> Table {
        let mut table = Table { columns: head.len(), rows: Vec::new() };
        table.row(head);
        table
    }

    pub(super) fn row(&mut self, cells: &[&str]) {
        self.rows.push(cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect());
    }

    pub(super) fn to_markdown(&self) -> String {
        let mut text = String::new();
        for (index, row) in self.rows.iter().enumerate() {
            let _ = writeln!(text, "| {} |", row.join(" | "));
            if index == 0 {
                let _ = writeln!(text, "|{}", "---|".repeat(self.columns));
            }
        }
        text
    }
}
