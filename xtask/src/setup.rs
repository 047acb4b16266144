//! `cargo xtask setup`: are the tools here that the tests need?

use crate::command::{self, Failure};
use crate::script_packages;

/// What the machine offers beyond the minimum.
pub(crate) struct Tools {
    /// Which program runs the tests.
    pub(crate) runner: Runner,
}

/// The program that runs the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    /// `cargo nextest run`: preferred, each test in its own process.
    Nextest,
    /// `cargo test`: the same tests, when nextest is not installed.
    CargoTest,
}

/// A component of the Rust toolchain, and the command that shows it is there.
const COMPONENTS: [(&str, [&str; 3]); 2] =
    [("rustfmt", ["cargo", "fmt", "--version"]), ("clippy", ["cargo", "clippy", "--version"])];

/// Checks each tool, says what it found, and installs missing components of the toolchain.
pub(crate) fn run() -> Result<Tools, Failure> {
    let python = command::first_line(&["python3", "--version"]);
    say("python3", python.as_deref().unwrap_or("missing"));
    if python.is_none() {
        let remedy = "the example's tests and the tests of the runner need it: install Python 3.10 or later";
        return Err(Failure::Missing { program: "python3", remedy });
    }
    say("packages", &script_packages::install(&command::root())?);
    for (name, show) in COMPONENTS {
        install_if_missing(name, &show)?;
    }
    let nextest = command::first_line(&["cargo", "nextest", "--version"]);
    let without = "missing: `cargo test` is used instead (`cargo install cargo-nextest --locked` is faster)";
    say("nextest", nextest.as_deref().unwrap_or(without));
    let runner = if nextest.is_some() { Runner::Nextest } else { Runner::CargoTest };
    Ok(Tools { runner })
}

fn install_if_missing(name: &'static str, show: &[&str]) -> Result<(), Failure> {
    if let Some(version) = command::first_line(show) {
        say(name, &version);
        return Ok(());
    }
    say(name, "missing: installing it with rustup");
    let remedy = "install it with your toolchain: `rustup component add` did not";
    command::run(&["rustup", "component", "add", name])
        .map_err(|_| Failure::Missing { program: name, remedy })
}

fn say(tool: &str, found: &str) {
    println!("{tool:<9} {found}");
}
