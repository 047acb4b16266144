//! The workload without the rest of Etude: `cargo run --release -p etude-trainer --example fashion -- --layers=3`,
//! with `test CHECKPOINT`, or with `reference` for the tables of `docs/reference/fashion.md`.
#![expect(clippy::disallowed_methods, reason = "a front end reads the environment")]

use std::error::Error;
use std::path::Path;

use etude_trainer::{TrialEnvironment, describe, reference_tables, test, train};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut out = std::io::stdout().lock();
    match arguments.as_slice() {
        [word] if word == "--help" => std::io::Write::write_all(&mut out, describe().as_bytes())?,
        [word] if word == "reference" => {
            std::io::Write::write_all(&mut out, reference_tables().as_bytes())?;
        }
        [word, checkpoint] if word == "test" => test(Path::new(checkpoint), &mut out)?,
        flags => {
            let environment = TrialEnvironment::new(|name| std::env::var(name).ok())?;
            train(flags, &environment, &mut out)?;
        }
    }
    Ok(())
}
