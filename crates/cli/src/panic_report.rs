//! What a person sees when Etude itself breaks: a few plain lines instead of a stack trace, which goes to a file.

use std::backtrace::Backtrace;
use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

/// From now on a panic is told in words. The stack trace is written to a file in the system's folder for such things.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        let what = message(info);
        let place = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        let log = write_log(&what, &place);
        // Nothing can be done where even this cannot be said.
        let _ = std::io::stderr().lock().write_all(words(&what, &place, log.as_deref()).as_bytes());
    }));
}

/// The lines shown.
fn words(what: &str, place: &str, log: Option<&Path>) -> String {
    let what = what.lines().next().unwrap_or_default();
    let log = log.map_or_else(String::new, |log| format!(" with {}", log.display()));
    format!(
        "error: Etude itself broke, which is a mistake in it and not in your program: {what} ({place})\n\
         help: nothing that was recorded is lost, and `etude run` goes on where it was; please report this line{log} \
         and what `etude --version` says, where you got Etude from\n"
    )
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no reason was given").to_owned()
}

/// Keeps the stack trace; none where it cannot be written.
fn write_log(what: &str, place: &str) -> Option<PathBuf> {
    let path = std::env::temp_dir().join(format!("etude-panic-{}.log", std::process::id()));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&path).ok()?;
    let text =
        format!("etude {}\n{what}\n{place}\n\n{}\n", env!("CARGO_PKG_VERSION"), Backtrace::force_capture());
    file.write_all(text.as_bytes()).ok()?;
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_name_the_mistake_its_place_the_log_and_what_to_do() {
        let shown =
            words("index out of bounds\nmore", "crates/x.rs:1:2", Some(Path::new("/tmp/etude-panic-1.log")));
        assert_eq!(shown.lines().count(), 2);
        for part in
            ["index out of bounds (crates/x.rs:1:2)", "/tmp/etude-panic-1.log", "etude run", "--version"]
        {
            assert!(shown.contains(part), "{part} is missing: {shown}");
        }
        assert!(!words("a", "b", None).contains(" with "));
    }
}
