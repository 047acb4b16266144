//! Text from outside as text: nothing in it is obeyed by a browser or a terminal, and its width is known.

/// Text for HTML and XML, in elements and in quoted attributes.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(shown(letter)),
        }
    }
    safe
}

/// Text on one line of a terminal: without what only a terminal obeys, and, where only ASCII is understood, with `?` for
/// the rest.
pub fn on_one_line(text: &str, unicode: bool) -> String {
    let plain = |letter: char| match letter {
        '\n' | '\t' | '\r' => ' ',
        letter if unicode => shown(letter),
        letter if letter.is_ascii() && !letter.is_control() => letter,
        letter => ascii(letter),
    };
    text.chars().map(plain).collect()
}

/// What stands for a letter that ASCII lacks: of those that Etude itself uses, the nearest.
fn ascii(letter: char) -> char {
    match letter {
        '×' => 'x',
        '–' | '—' | '−' => '-',
        '→' => '>',
        '…' => '.',
        '·' | '•' => '*',
        '±' => '~',
        _ => '?',
    }
}

/// Columns that a text takes in a terminal, by and large: two for a letter of East Asian scripts and pictures, none for a
/// combining mark.
pub fn columns(text: &str) -> usize {
    text.chars().map(letter_columns).sum()
}

/// The beginning of a text, so that it takes at most so many columns, with an ellipsis where something is cut off.
pub fn shortened(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let mut taken = 1;
    let fits = |letter: &char| {
        taken += letter_columns(*letter);
        taken <= most
    };
    let mut short: String = text.chars().take_while(fits).collect();
    if most > 0 {
        short.push('…');
    }
    short
}

fn letter_columns(letter: char) -> usize {
    match u32::from(letter) {
        0x0300..=0x036f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// Controls, marks that turn the direction of text, and what XML has no place for, as a sign that something was there.
fn shown(letter: char) -> char {
    match letter {
        '\n' | '\t' => letter,
        letter if letter.is_control() => '\u{fffd}',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_obeyed() {
        let evil = "<script>alert('1')</script>&\"\u{1b}[31m\u{202e}\0";
        let safe = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;\u{fffd}[31m\u{fffd}\u{fffd}";
        assert_eq!(escaped(evil), safe);
        assert_eq!(on_one_line("a\u{1b}]0;x\u{7}\nb", true), "a\u{fffd}]0;x\u{fffd} b");
        assert_eq!(on_one_line("Größe × 学習", false), "Gr??e x ??");
    }

    #[test]
    fn widths_are_those_of_a_terminal() {
        assert_eq!(columns("学習率"), 6);
        assert_eq!(columns("e\u{301}"), 1);
        assert_eq!(shortened("learning_rate", 6), "learn…");
        assert_eq!(shortened("学習率", 5), "学習…");
        assert_eq!(shortened("ok", 2), "ok");
        assert_eq!(shortened("anything", 0), "");
    }
}
