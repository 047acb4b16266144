//! Etude's own Markdown as a page: headings, paragraphs, lists, tables, fenced blocks, bold, code; nothing else is obeyed.
//!
//! Reports are written once, as Markdown, and shown as pages by this, so that both say the same. It reads the part of
//! Markdown that reports use. All text is escaped; HTML in it is text, and of a link only its words are shown, since the page
//! may lie anywhere.

use crate::html::Html;

/// Puts the blocks of a text into a page, its headings this many levels lower.
pub fn put(html: &mut Html, text: &str, lower: u8) {
    let mut lines = text.lines().peekable();
    let mut paragraph = Vec::new();
    while let Some(line) = lines.next() {
        let starts = Block::of(line);
        if starts != Block::Words {
            flush(html, &mut paragraph);
        }
        match starts {
            Block::Empty => {}
            Block::Words => paragraph.push(line.trim()),
            Block::Heading(level) => {
                let words = line.trim_start_matches('#').trim();
                html.heading(level.saturating_add(lower), words, words);
            }
            Block::Fence => {
                let inside: Vec<&str> =
                    lines.by_ref().take_while(|line| Block::of(line) != Block::Fence).collect();
                html.code(&inside.join("\n"));
            }
            Block::Item(ordered) => {
                let mut items = vec![item(line)];
                while let Some(next) = lines.next_if(|next| Block::of(next) == Block::Item(ordered)) {
                    items.push(item(next));
                }
                html.items(&items, ordered);
            }
            Block::Row => {
                let head = cells(line);
                let mut rows = Vec::new();
                while let Some(next) = lines.next_if(|next| Block::of(next) == Block::Row) {
                    if !is_rule(next) {
                        rows.push(cells(next));
                    }
                }
                let head: Vec<&str> = head.iter().map(String::as_str).collect();
                html.table(&head, &rows);
            }
        }
    }
    flush(html, &mut paragraph);
}

fn flush(html: &mut Html, paragraph: &mut Vec<&str>) {
    if !paragraph.is_empty() {
        html.paragraph(&paragraph.join(" "));
        paragraph.clear();
    }
}

/// What a line begins or goes on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Empty,
    Words,
    Heading(u8),
    Fence,
    Item(bool),
    Row,
}

impl Block {
    fn of(line: &str) -> Block {
        let start = line.trim_start();
        let hashes = start.len() - start.trim_start_matches('#').len();
        let digits = start.len() - start.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        match start {
            "" => Block::Empty,
            start if start.starts_with("```") => Block::Fence,
            start if (1..=6).contains(&hashes) && start[hashes..].starts_with(' ') => {
                Block::Heading(hashes as u8)
            }
            start if start.starts_with("- ") => Block::Item(false),
            start if digits > 0 && start[digits..].starts_with(". ") => Block::Item(true),
            start if start.starts_with('|') => Block::Row,
            _ => Block::Words,
        }
    }
}

fn item(line: &str) -> &str {
    line.trim_start().split_once(' ').map_or("", |(_, words)| words)
}

fn is_rule(line: &str) -> bool {
    line.contains('-') && line.chars().all(|letter| matches!(letter, '|' | '-' | ':' | ' '))
}

/// The cells of a row, in which `\|` is a bar.
fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().trim_start_matches('|');
    let mut cells = vec![String::new()];
    let mut letters = inner.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&'|') => {
                letters.next();
                push(&mut cells, '|');
            }
            '|' => cells.push(String::new()),
            letter => push(&mut cells, letter),
        }
    }
    if cells.last().is_some_and(|last| last.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn push(cells: &mut [String], letter: char) {
    if let Some(last) = cells.last_mut() {
        last.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut html = Html::new();
        put(&mut html, text, 0);
        html.markup().to_owned()
    }

    #[test]
    fn every_block_that_reports_use_is_read() {
        let text = "## Round 1\n\n**Goal.** Is `a < b`?\nSurely.\n\n| a | b |\n|---|---|\n| 1 \\| 2 | [`c`](d/c) |\n\n- one\n- two\n\n1. first\n\n```sh\n# not a heading\nx | y\n```\n";
        assert_eq!(
            shown(text),
            "<h2 id=\"round-1\">Round 1</h2>\n<p><strong>Goal.</strong> Is <code>a &lt; b</code>? Surely.</p>\n\
             <div class=\"wide\"><table><thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead><tbody>\
             <tr><td>1 | 2</td><td><code>c</code></td></tr></tbody></table></div>\n\
             <ul><li>one</li><li>two</li></ul>\n<ol><li>first</li></ol>\n<pre><code># not a heading\nx | y</code></pre>\n"
        );
    }

    #[test]
    fn what_comes_from_outside_stays_text() {
        for evil in [
            "<script>x</script>",
            "# <b>\n<i>",
            "| <b> |\n|---|\n| <i> |",
            "- <b>",
            "[x](javascript:alert(1))",
            "```\n<b>",
        ] {
            let html = shown(evil);
            assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"), "{html}");
            assert!(!html.contains("href"), "{html}");
        }
    }
}
