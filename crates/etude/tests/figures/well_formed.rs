//! Whether a drawing is one: markup that closes, coordinates that are numbers, lines that fit.

use etude::figures::plain_text::columns;
use etude::figures::terminal::{self, TerminalOptions};
use etude::figures::{Drawing, svg};

/// Every medium, held to what each must be.
pub(crate) fn check(name: &str, drawing: &Drawing) {
    let picture = svg::figure(drawing);
    closes(name, &picture);
    for element in picture.split('<').filter_map(|part| part.split_once('>')).map(|(element, _)| element) {
        let numbers = element.split_once("aria-label").map_or(element, |(before, _)| before);
        assert!(
            !numbers.contains("NaN") && !numbers.contains("inf"),
            "{name}: a coordinate is no number: {element}"
        );
    }
    assert!(picture.len() < 2_000_000, "{name}: {} bytes", picture.len());
    for (unicode, colour, width) in
        [(true, false, 80), (true, true, 80), (false, false, 80), (false, false, 40)]
    {
        let text = terminal::figure(drawing, TerminalOptions { columns: width, unicode, colour });
        assert!(unicode || text.is_ascii(), "{name}: ASCII alone was asked for:\n{text}");
        assert_eq!(
            text.contains('\u{1b}'),
            colour && text.contains('\u{1b}'),
            "{name}: no colours were asked for"
        );
        for line in text.lines().filter(|_| !colour) {
            assert!(columns(line) <= width, "{name}: wider than {width}: {line}");
        }
    }
}

/// Every element that opens closes, in order, and every attribute is quoted.
pub(crate) fn closes(name: &str, markup: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let end =
            rest[at..].find('>').map_or_else(|| panic!("{name}: an element does not end"), |end| at + end);
        let element = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if element.starts_with('!') {
            continue;
        }
        let tag = element.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if element.starts_with('/') {
            assert_eq!(open.pop(), Some(tag), "{name}: closes what is not open");
        } else if !element.ends_with('/') && !["meta", "br", "img"].contains(&tag) {
            open.push(tag);
        }
        assert_eq!(element.matches('"').count() % 2, 0, "{name}: {element}");
    }
    assert!(open.is_empty(), "{name}: left open: {open:?}");
}
