//! What tends the repository: `cargo xtask setup`, `test`, `tidy` and `bench`.
//!
//! It depends on no crate of the workspace, so `tidy` answers while they do not compile.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a front end for developers: it prints, reads files and takes the time"
)]

mod bench;
mod command;
mod python_environment;
mod script_packages;
mod search_bench;
mod setup;
mod test;
mod tidy;
mod tree;

use std::process::ExitCode;

use command::Failure;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  setup          check the tools that the tests need, install what can be installed
  test           everything that must hold before a change is merged
  tidy           the repository's own rules; `--write` brings the code map up to date
  bench [NAME]   run a bench; without a name, list them";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Failure> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["setup"] => setup::run().map(|_| ()),
        ["test"] => test::run(),
        ["tidy"] => tidy::run(),
        ["tidy", "--write"] => tidy::write(),
        ["bench"] => {
            bench::list();
            Ok(())
        }
        ["bench", name, rest @ ..] => bench::run(name, rest),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Failure::Usage(USAGE)),
    }
}
