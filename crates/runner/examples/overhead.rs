//! What does a trial cost that does nothing? From `start` to the exit record seen through a `Watcher`.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "an example measures and shows")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use etude_runner::{AttemptState, PreparedAttempt, TrialFolder, Watcher, poll, start};
use etude_study::configuration::{Configuration, Values};
use etude_study::protocol::{AttemptOrder, PROTOCOL_VERSION};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runs = std::env::args().nth(1).map_or(Ok(200), |runs| runs.parse())?;
    let root = std::env::temp_dir().join(format!("etude-overhead-{}", std::process::id()));
    let supervisor = [std::env::current_exe()?.with_file_name("supervise").into()];
    let mut milliseconds = Vec::new();
    let mut watcher = Watcher::new();
    for run in 0..runs {
        let folder = TrialFolder::at(&root.join(format!("{run:06}")))?;
        let begun = Instant::now();
        let _ = start(&folder, &attempt(run), &supervisor)?;
        watcher.watch(&folder);
        while poll(&folder, 1, 0)?.state == AttemptState::Running {
            watcher.wait(Duration::from_secs(1));
        }
        milliseconds.push(begun.elapsed().as_secs_f64() * 1000.0);
        watcher.forget(&folder);
    }
    std::fs::remove_dir_all(&root)?;
    milliseconds.sort_by(f64::total_cmp);
    let at = |share: f64| milliseconds[((milliseconds.len() - 1) as f64 * share) as usize];
    println!(
        "{runs} runs of /bin/true: median {:.1} ms, 90 % {:.1} ms, most {:.1} ms",
        at(0.5),
        at(0.9),
        at(1.0)
    );
    Ok(())
}

fn attempt(trial: u32) -> PreparedAttempt {
    let configuration =
        Configuration { values: Values::new(), batch_size: None, max_epochs: 1, seed: 1, data_seed: 1 };
    let order = AttemptOrder {
        version: PROTOCOL_VERSION,
        trial,
        attempt: 1,
        command: vec!["/bin/true".into()],
        directory: "/".into(),
        environment: BTreeMap::new(),
        objective: "val_error".into(),
        metrics: BTreeMap::new(),
        epochs_before: 0,
        virtual_environment: None,
        stall_after_seconds: None,
        time_limit_seconds: None,
        grace_seconds: 1.0,
    };
    PreparedAttempt { order, configuration, environment: BTreeMap::new() }
}
