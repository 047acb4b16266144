//! The calls of a function in a source text, with their arguments as they are written. Strings, comments and brackets
//! are respected; nothing else of a language is known, so Python, Rust and their like are all read.

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// Where it stands, in bytes.
    pub(crate) at: usize,
    /// Arguments without a name, as they are written.
    pub(crate) plain: Vec<String>,
    /// `name=value` arguments.
    pub(crate) named: Vec<(String, String)>,
}

impl Call {
    /// The argument of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.named.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Every call of a function whose name ends with `name`: `print`, `.echo`, `add_argument`, `println!`.
pub(crate) fn calls(text: &str, name: &str) -> Vec<Call> {
    let mut found = Vec::new();
    let mut from = 0;
    let opening = format!("{name}(");
    while let Some(at) = text[from..].find(&opening).map(|at| from + at) {
        from = at + opening.len();
        let before = text[..at].chars().next_back();
        let continues = name.starts_with(char::is_alphanumeric)
            && before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        if !continues && let Some(arguments) = arguments(&text[from..]) {
            found.push(call(at, &arguments));
        }
    }
    found
}

fn call(at: usize, arguments: &[&str]) -> Call {
    let mut call = Call { at, plain: Vec::new(), named: Vec::new() };
    for argument in arguments.iter().map(|argument| argument.trim()).filter(|argument| !argument.is_empty()) {
        let name_end = argument.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(0);
        let rest = argument[name_end..].trim_start();
        match rest.strip_prefix('=') {
            Some(value) if name_end > 0 && !value.starts_with('=') => {
                call.named.push((argument[..name_end].to_owned(), value.trim().to_owned()));
            }
            _ => call.plain.push(argument.to_owned()),
        }
    }
    call
}

/// The arguments of a call, from after its opening bracket; nothing when it is never closed.
fn arguments(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let (mut depth, mut start, mut at) = (0_usize, 0, 0);
    while let Some(letter) = text[at..].chars().next() {
        let next = at + letter.len_utf8();
        match letter {
            '"' | '\'' => {
                at += string_length(&text[at..])?;
                continue;
            }
            '#' => {
                at += text[at..].find('\n')?;
                continue;
            }
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => {
                found.push(&text[start..at]);
                return Some(found);
            }
            ')' | ']' | '}' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                found.push(&text[start..at]);
                start = next;
            }
            _ => {}
        }
        at = next;
    }
    None
}

/// The length of the string that begins here, quotes included.
fn string_length(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let three = quote.to_string().repeat(3);
    let mark = if text.starts_with(&three) { three } else { quote.to_string() };
    let mut at = mark.len();
    loop {
        let rest = text.get(at..)?;
        if rest.starts_with(&mark) {
            return Some(at + mark.len());
        }
        let letter = rest.chars().next()?;
        at += letter.len_utf8();
        if letter == '\\' {
            at += text.get(at..)?.chars().next()?.len_utf8();
        }
    }
}

/// The text of an expression that is a string literal at its beginning, with the usual escapes, and what follows it.
pub(crate) fn literal(expression: &str) -> Option<(String, &str)> {
    let quoted = expression.trim_start().trim_start_matches(['f', 'F', 'r', 'R', 'b', 'B', 'u']);
    let length = quoted.starts_with(['"', '\'']).then(|| string_length(quoted)).flatten()?;
    let written = &quoted[..length];
    let mark = if written.starts_with("\"\"\"") || written.starts_with("'''") { 3 } else { 1 };
    let inside = written.get(mark..length - mark)?;
    let text = inside.replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\"").replace("\\'", "'");
    Some((text, &quoted[length..]))
}
