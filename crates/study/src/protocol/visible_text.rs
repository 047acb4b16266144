//! The text of a line without what only a terminal obeys: colours and cursor movements.

use std::borrow::Cow;

/// The text without escape sequences. A progress bar or a coloured number is then read like any other.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains('\u{1b}') {
        return Cow::Borrowed(text);
    }
    let mut seen = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\u{1b}' {
            seen.push(letter);
            continue;
        }
        match letters.next() {
            // Control sequence: parameters, then one letter that ends it.
            Some('[') => drop(letters.find(|letter| ('@'..='~').contains(letter))),
            // Command to the terminal itself, such as its title: ended by a bell, or by ESC and a backslash.
            Some(']') => {
                let end = letters.find(|letter| matches!(letter, '\u{7}' | '\u{1b}'));
                letters.by_ref().take(usize::from(end == Some('\u{1b}'))).for_each(drop);
            }
            _ => {}
        }
    }
    Cow::Owned(seen)
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_only_a_terminal_obeys_is_gone() {
        assert_eq!(visible("val err: \u{1b}[1;32m0.5\u{1b}[0m"), "val err: 0.5");
        assert_eq!(visible("\u{1b}[2K\u{1b}[1G{\"epoch\": 1}"), "{\"epoch\": 1}");
        assert_eq!(visible("\u{1b}]0;title\u{7}a\u{1b}]8;;x\u{1b}\\b"), "ab");
        assert_eq!(visible("open\u{1b}[31"), "open");
        assert_eq!(visible("é\u{1b}"), "é");
    }
}
