//! Markdown tables.

use std::fmt::Write as _;

/// Rows of text.
pub(crate) struct Table {
    columns: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(head: &[&str]) -> Table {
        let mut table = Table { columns: head.len(), rows: Vec::new() };
        table.row(head);
        table
    }

    pub(crate) fn row(&mut self, cells: &[&str]) {
        self.rows.push(cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect());
    }

    pub(crate) fn to_markdown(&self) -> String {
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
