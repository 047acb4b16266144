//! A search with the library, from four threads: `cargo run -p etude --example ask-tell`.

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::thread;

use etude::ask_tell::StudyError;
use etude::study::score::Direction;
use etude::{Space, Study, Trial};

pub(crate) fn main() -> Result<(), StudyError> {
    let space = Space::new()
        .log("learning_rate", 1e-3, 10.0)
        .choice("optimizer", ["sgd", "momentum"])
        .linear("momentum", 0.1, 0.95)
        .when("optimizer", "momentum");
    let study = Study::new(space, Direction::Minimize, "auto")?;
    thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(|| work(&study, 10))).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or(Ok(())))
    })?;
    if let Some(best) = study.best() {
        println!("trial {} of {}: {:?}", best.id, study.asked(), best.values);
    }
    Ok(())
}

/// What one thread does: ask, train, tell.
fn work(study: &Study, trials: usize) -> Result<(), StudyError> {
    for _ in 0..trials {
        let Some(trial) = study.ask()? else { break };
        train(&trial)?;
        // The best epoch counts. A loss that is infinite has diverged: the point is infeasible.
        trial.finish()?;
    }
    Ok(())
}

/// Ten epochs of gradient descent on a bowl that is ten times as steep one way as the other.
fn train(trial: &Trial) -> Result<(), StudyError> {
    let rate = trial.number("learning_rate")?;
    let momentum = if trial.has("momentum") { trial.number("momentum")? } else { 0.0 };
    let (mut weights, mut speed) = ([1.0, 1.0], [0.0, 0.0]);
    for epoch in 1..=10 {
        for (axis, steepness) in [0.1, 1.0].into_iter().enumerate() {
            speed[axis] = momentum * speed[axis] - rate * steepness * weights[axis];
            weights[axis] += speed[axis];
        }
        let loss: f64 = 0.05 * weights[0] * weights[0] + 0.5 * weights[1] * weights[1];
        trial.report(epoch, if loss < 10.0 { loss } else { f64::INFINITY })?;
    }
    Ok(())
}
