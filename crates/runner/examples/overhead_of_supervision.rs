//! What does a trial cost that does nothing? From `start` to the exit record seen through a `Watcher`.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "an example measures and shows")]

#[path = "shared/attempt.rs"]
mod attempt;

use std::time::{Duration, Instant};

use attempt::attempt;
use etude_runner::{AttemptState, TrialFolder, Watcher, poll, start};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runs = std::env::args().nth(1).map_or(Ok(200), |runs| runs.parse())?;
    let root = std::env::temp_dir().join(format!("etude-overhead-{}", std::process::id()));
    let supervisor = [std::env::current_exe()?.with_file_name("supervise").into()];
    let mut milliseconds = Vec::new();
    let mut watcher = Watcher::new();
    for run in 0..runs {
        let folder = TrialFolder::at(&root.join(format!("{run:06}")))?;
        let begun = Instant::now();
        let _ = start(&folder, &attempt(run, vec!["/bin/true".into()]), &supervisor)?;
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
