//! A coordinator in little: starts one attempt, follows it, and may be killed at any time without harm.
//!
//! `coordinate FOLDER PROGRAM ARGUMENTS...` starts attempt 1 of the trial in the folder, or goes on following it.
#![expect(clippy::print_stdout, reason = "an example shows what it sees")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use etude_runner::{AttemptState, GRACE_SECONDS, PreparedAttempt, TrialFolder, Watcher, poll, start};
use etude_study::configuration::{Configuration, Values};
use etude_study::protocol::{AttemptOrder, PROTOCOL_VERSION};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let folder = TrialFolder::at(Path::new(&words.next().ok_or("usage: coordinate FOLDER PROGRAM ..")?))?;
    let supervisor = std::env::current_exe()?.with_file_name("supervise");
    println!("{:?}", start(&folder, &attempt(words.collect()), &[supervisor.into()])?);

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

fn attempt(command: Vec<String>) -> PreparedAttempt {
    let configuration =
        Configuration { values: Values::new(), batch_size: None, max_epochs: 1, seed: 1, data_seed: 1 };
    let order = AttemptOrder {
        version: PROTOCOL_VERSION,
        trial: 1,
        attempt: 1,
        command,
        directory: ".".into(),
        environment: BTreeMap::new(),
        objective: "val_error".into(),
        metrics: BTreeMap::new(),
        epochs_before: 0,
        virtual_environment: None,
        stall_after_seconds: None,
        time_limit_seconds: None,
        grace_seconds: GRACE_SECONDS,
    };
    PreparedAttempt { order, configuration, environment: BTreeMap::new() }
}
