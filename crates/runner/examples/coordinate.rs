//! A coordinator in little: starts one attempt, follows it, and may be killed at any time without harm.
//!
//! `coordinate FOLDER PROGRAM ARGUMENTS...` starts attempt 1 of the trial in the folder, or goes on following it.
#![expect(clippy::print_stdout, reason = "an example shows what it sees")]

#[path = "shared/attempt.rs"]
mod attempt;

use std::path::Path;
use std::time::Duration;

use attempt::attempt;
use etude_runner::{AttemptState, TrialFolder, Watcher, poll, start};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let folder = TrialFolder::at(Path::new(&words.next().ok_or("usage: coordinate FOLDER PROGRAM ..")?))?;
    let supervisor = std::env::current_exe()?.with_file_name("supervise");
    println!("{:?}", start(&folder, &attempt(1, words.collect()), &[supervisor.into()])?);

    let mut watcher = Watcher::new();
    watcher.watch(&folder);
    let mut offset = 0;
    loop {
        let seen = poll(&folder, 1, offset)?;
        offset = seen.next_offset;
        for measurement in seen.measurements {
            println!("{measurement:?}");
        }
        if seen.state != AttemptState::Running {
            println!("{:?}", seen.state);
            return Ok(());
        }
        watcher.wait(Duration::from_secs(1));
    }
}
