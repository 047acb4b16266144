//! What a person sees when Etude itself breaks, and what it prints about itself.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod etude_command;

use std::path::Path;
use std::process::Command;

use etude_command::{etude, run};
use tempfile::TempDir;

#[test]
fn a_panic_is_two_plain_lines_and_the_stack_trace_goes_to_a_file() {
    let folder = TempDir::new().unwrap();
    let example = Path::new(env!("CARGO_BIN_EXE_etude")).with_file_name("examples").join("panics");
    let mut command = Command::new(example);
    command.env("TMPDIR", folder.path()).env("RUST_BACKTRACE", "full");
    let ran = run(command, folder.path());
    assert_eq!((ran.stdout.as_str(), ran.stderr.lines().count()), ("", 2), "{}", ran.shown());
    assert!(
        ran.stderr.starts_with("error: Etude itself broke") && ran.stderr.contains("the hundredth monkey")
    );
    assert!(!ran.stderr.contains("stack backtrace"), "{}", ran.stderr);
    let logs: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [log] = logs.as_slice() else { panic!("{logs:?}") };
    assert!(ran.stderr.contains(log.to_str().unwrap()), "{}", ran.stderr);
}

#[test]
fn shells_complete_it_and_the_manual_page_has_every_command() {
    let folder = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = etude(folder.path(), &["completions", shell]);
        assert!(script.code == 0 && script.stdout.contains("retry-failed"), "{shell}: {}", script.shown());
        assert!(!script.stdout.contains("can't"), "{shell}");
    }
    let mut syntax = Command::new("sh");
    syntax.arg("-c").arg(format!("'{}' completions bash | bash -n", env!("CARGO_BIN_EXE_etude")));
    let syntax = run(syntax, folder.path());
    assert_eq!((syntax.code, syntax.stderr.as_str()), (0, ""));
    let page = etude(folder.path(), &["man"]).stdout;
    for command in ["DEMO", "DOCTOR", "RUN", "STOP", "SHOW", "LOGS", "TRIALS"] {
        assert!(page.contains(&format!(".SH \"ETUDE {command}\"")), "{command} has no part");
    }
    assert!(!page.contains("SUPERVISE"), "what is hidden is shown");
    assert_eq!(etude(folder.path(), &["completions", "nushell"]).code, 2);
}
