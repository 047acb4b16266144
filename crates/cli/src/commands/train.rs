//! `etude train` and `etude test`: the built-in workload as a program of its own.

#![expect(
    clippy::disallowed_methods,
    reason = "a training program reads the environment that the trial protocol gives it"
)]

use std::io;

use etude_trainer::TrialEnvironment;

use super::Done;
use crate::arguments::{TestOptions, TrainOptions};
use crate::{exit_code, output, program};

pub(crate) fn train(options: &TrainOptions) -> Done {
    let help = ["--help", "-h"];
    if help.contains(&options.workload.as_str())
        || options.settings.iter().any(|word| help.contains(&word.as_str()))
    {
        output::to_standard_output(&etude_trainer::describe())?;
        return Ok(exit_code::success());
    }
    program::known_builtin(&options.workload)?;
    let environment = TrialEnvironment::new(|name| std::env::var(name).ok())?;
    etude_trainer::train(&options.settings, &environment, &mut io::stdout().lock())?;
    Ok(exit_code::success())
}

pub(crate) fn test(options: &TestOptions) -> Done {
    program::known_builtin(&options.workload)?;
    etude_trainer::test(&options.checkpoint, &mut io::stdout().lock())?;
    Ok(exit_code::success())
}
