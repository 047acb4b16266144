//! Self-contained pages: everything in one file, nothing loaded, no scripts; light, dark, on paper and on a phone.
//!
//! Text goes in through [`Html`], which escapes it; markup can only be written by its methods, so that no name or
//! message of a user becomes part of the page's structure.

use std::fmt::Write as _;

use crate::drawing::Drawing;
use crate::plain_text::escaped;
use crate::svg;

/// A part of a page. What is text is escaped on its way in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html {
    markup: String,
}

impl Html {
    /// Nothing yet.
    pub fn new() -> Html {
        Html::default()
    }

    /// A heading of a level from 1 to 6, with the name that links reach it by (letters, digits and dashes are kept).
    pub fn heading(&mut self, level: u8, text: &str, name: &str) -> &mut Html {
        let level = level.clamp(1, 6);
        let _ = writeln!(self.markup, "<h{level} id=\"{}\">{}</h{level}>", anchor(name), escaped(text));
        self
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) -> &mut Html {
        let _ = writeln!(self.markup, "<p>{}</p>", inline(text));
        self
    }

    /// A paragraph that stands out: the answer of a round. `kind` is one word of `good`, `bad`, `open` or `plain`.
    pub fn callout(&mut self, kind: &str, head: &str, text: &str) -> &mut Html {
        let kind = anchor(kind);
        let _ = writeln!(
            self.markup,
            "<p class=\"callout {kind}\"><strong>{}</strong> {}</p>",
            escaped(head),
            inline(text)
        );
        self
    }

    /// A list.
    pub fn list<S: AsRef<str>>(&mut self, items: &[S]) -> &mut Html {
        self.items(items, false)
    }

    /// A list, numbered or not.
    pub fn items<S: AsRef<str>>(&mut self, items: &[S], ordered: bool) -> &mut Html {
        if items.is_empty() {
            return self;
        }
        let tag = if ordered { "ol" } else { "ul" };
        let _ = write!(self.markup, "<{tag}>");
        for item in items {
            let _ = write!(self.markup, "<li>{}</li>", inline(item.as_ref()));
        }
        let _ = writeln!(self.markup, "</{tag}>");
        self
    }

    /// The markup so far.
    pub fn markup(&self) -> &str {
        &self.markup
    }

    /// Commands or other text that is shown letter by letter.
    pub fn code(&mut self, text: &str) -> &mut Html {
        let _ = writeln!(self.markup, "<pre><code>{}</code></pre>", escaped(text));
        self
    }

    /// A table with a head; it scrolls by itself where it is wider than the page.
    pub fn table<S: AsRef<str>>(&mut self, head: &[&str], rows: &[Vec<S>]) -> &mut Html {
        if rows.is_empty() {
            return self;
        }
        self.markup.push_str("<div class=\"wide\"><table>");
        if head.iter().any(|cell| !cell.is_empty()) {
            self.markup.push_str("<thead><tr>");
            for cell in head {
                let _ = write!(self.markup, "<th scope=\"col\">{}</th>", escaped(cell));
            }
            self.markup.push_str("</tr></thead>");
        }
        self.markup.push_str("<tbody>");
        for row in rows {
            self.markup.push_str("<tr>");
            for cell in row {
                let _ = write!(self.markup, "<td>{}</td>", inline(cell.as_ref()));
            }
            self.markup.push_str("</tr>");
        }
        self.markup.push_str("</tbody></table></div>\n");
        self
    }

    /// Links to headings of the page: their names and what they are called.
    pub fn contents(&mut self, entries: &[(String, String)]) -> &mut Html {
        self.markup.push_str("<nav><ul>");
        for (name, text) in entries {
            let _ = write!(self.markup, "<li><a href=\"#{}\">{}</a></li>", anchor(name), escaped(text));
        }
        self.markup.push_str("</ul></nav>\n");
        self
    }

    /// A figure: its pictures side by side as far as there is room, title, caption, key and notes as text.
    pub fn figure(&mut self, drawing: &Drawing) -> &mut Html {
        self.markup.push_str("<figure><figcaption>");
        let _ = write!(
            self.markup,
            "<strong>{}.</strong> {}</figcaption><div class=\"panels\">",
            escaped(&drawing.title),
            escaped(&drawing.caption)
        );
        for panel in &drawing.panels {
            let label = [&drawing.title, &panel.title].map(String::as_str).join(". ");
            self.markup += &svg::panel(panel, label.trim_end_matches(". "));
        }
        self.markup.push_str("</div>");
        if !drawing.key.is_empty() {
            self.markup.push_str("<ul class=\"key\">");
            for entry in &drawing.key {
                let _ = write!(self.markup, "<li>{}{}</li>", svg::key_sign(entry.sign), escaped(&entry.text));
            }
            self.markup.push_str("</ul>");
        }
        for note in &drawing.notes {
            let _ = write!(self.markup, "<p class=\"note\">{}</p>", inline(note));
        }
        self.markup.push_str("</figure>\n");
        self
    }

    /// What is behind a line that opens; on paper it is always open.
    pub fn details(&mut self, summary: &str, body: &Html) -> &mut Html {
        let _ = writeln!(
            self.markup,
            "<details open><summary>{}</summary>\n{}</details>",
            escaped(summary),
            body.markup
        );
        self
    }

    /// Another part after this one.
    pub fn append(&mut self, other: &Html) -> &mut Html {
        self.markup += &other.markup;
        self
    }

    /// The whole page.
    pub fn to_page(&self, title: &str) -> String {
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{}</title>\n<style>\n{PAGE_STYLE}{}\n</style>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
            escaped(title),
            svg::style(),
            self.markup
        )
    }
}

/// Escaped text in which what stands in backticks is set as code, what stands between pairs of asterisks is bold, and of a
/// link its words are shown. Nothing else is obeyed.
fn inline(text: &str) -> String {
    let mut markup = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '*', '[']) {
        markup += &escaped(&rest[..at]);
        let here = &rest[at..];
        if let Some((code, after)) = between(here, "`", "`") {
            let _ = write!(markup, "<code>{}</code>", escaped(code));
            rest = after;
        } else if let Some((bold, after)) = between(here, "**", "**") {
            let _ = write!(markup, "<strong>{}</strong>", inline(bold));
            rest = after;
        } else if let Some((words, after)) = link(here) {
            markup += &inline(words);
            rest = after;
        } else {
            markup += &escaped(&here[..1]);
            rest = &here[1..];
        }
    }
    markup + &escaped(rest)
}

/// What stands between two signs at the beginning of a text, and what follows; none where nothing does.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, &'a str)> {
    let (inside, after) = text.strip_prefix(open)?.split_once(close)?;
    (!inside.is_empty()).then_some((inside, after))
}

/// The words of `[words](target)`.
fn link(text: &str) -> Option<(&str, &str)> {
    let (words, rest) = between(text, "[", "](")?;
    let (target, after) = rest.split_once(')')?;
    (!words.contains('[') && !target.contains(' ')).then_some((words, after))
}

fn anchor(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect()
}

const PAGE_STYLE: &str = include_str!("html_style.css");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_markup() {
        let evil = "<img src=x onerror=alert(1)>\"'&</style></script>";
        let mut inner = Html::new();
        inner.paragraph(evil);
        let mut html = Html::new();
        html.heading(2, evil, evil).paragraph(evil).callout(evil, evil, evil).list(&[evil]).code(evil);
        html.table(&[evil], &[vec![evil.to_owned(), format!("`{evil}`")]])
            .contents(&[(evil.into(), evil.into())]);
        html.details(evil, &inner);
        let page = html.to_page(evil);
        assert!(!page.contains("<img") && !page.contains("</script>"), "{page}");
        assert_eq!(page.matches("</style>").count(), 1);
        assert_eq!(
            page.matches("onerror=alert").count(),
            page.matches("&lt;img src=x onerror=alert").count()
        );
    }

    #[test]
    fn backticks_set_code_and_an_odd_one_is_a_backtick() {
        assert_eq!(inline("run `etude plot <x>`"), "run <code>etude plot &lt;x&gt;</code>");
        assert_eq!(inline("a ` b * c [d"), "a ` b * c [d");
        assert_eq!(
            inline("**x `<y>`** [`z`](w)"),
            "<strong>x <code>&lt;y&gt;</code></strong> <code>z</code>"
        );
    }
}
