//! `etude stability`: is the best learning rate the best, or only the highest that training bears?

use std::fmt::Write as _;
use std::path::Path;

use etude::playbook::stability::{Course, Probe, Sign, Stability};
use etude::run::RunContext;
use etude::stability::{StabilityView, stability as stability_of};
use etude::words;

use super::Done;
use crate::arguments::Format;
use crate::{exit_code, output, program, stop_requests};

pub(crate) fn stability(project: &Path, format: Format) -> Done {
    let folder = program::open(project)?;
    stop_requests::listen()?;
    let etude = program::etude()?;
    let context = RunContext { etude: &etude, stop_requests: &stop_requests::count, retry_failed: false };
    let note = "Training for some hundred steps at once, twice, five and ten times the best learning rate; Ctrl-C ends it.";
    output::to_standard_error(&(output::wrapped(note) + "\n"));
    let mut printed = Ok(());
    let tell = |probe: &Probe| {
        if format == Format::Table && printed.is_ok() {
            printed = output::to_standard_output(&line(probe));
        }
    };
    let view = stability_of(&folder, &folder.history()?, &context, tell)?;
    printed?;
    match format {
        Format::Json => output::json(&view)?,
        Format::Table => output::to_standard_output(&output::wrapped(&describe(&view)))?,
    }
    Ok(exit_code::success())
}

fn line(probe: &Probe) -> String {
    let rate = words::number(probe.rate);
    let seen = match &probe.course {
        Course::Calm { level } => format!("calm, loss {} at the end", words::number(*level)),
        Course::Unstable { at, sign } => match sign {
            Sign::Diverged => format!("unstable: no number any more after {at} steps"),
            Sign::Rose => format!("unstable: the loss rises again from step {at}"),
            Sign::EndedHigh => "unstable: the loss ends no lower than it began".to_owned(),
            Sign::Spikes => format!("unstable: spikes of the loss from step {at}"),
        },
        Course::Unknown { reports } => {
            format!("only {} of the training loss, too few to tell", words::count(*reports, "report"))
        }
    };
    format!("{:>3} x  {rate:>8}  {seen}\n", probe.multiple)
}

fn describe(view: &StabilityView) -> String {
    let (name, rate) = (&view.parameter, words::number(view.rate));
    let mut text = match &view.trial {
        Some(trial) => format!("\nThe best is {name} = {rate}, of trial {trial}.\n"),
        None => format!("\nNo round tuned {name} yet, so {rate} is the incumbent's.\n"),
    };
    for above in &view.above {
        let spikes = above.spikes.filter(|spikes| *spikes > 0);
        let spikes =
            spikes.map_or_else(String::new, |spikes| format!(", with {}", words::count(spikes, "spike")));
        let _ = writeln!(
            text,
            "Right above it, trial {} at {}: {}{spikes}.",
            above.trial,
            words::number(above.rate),
            above.ended
        );
    }
    text += &answer(view);
    if let Some(norm) = view.clip_at {
        let _ = writeln!(
            text,
            "The 90th percentile of the gradient norms at the best rate is {}: where to clip, if at all (P115).",
            words::number(norm)
        );
    }
    text
}

/// What the probes say together, and what follows.
fn answer(view: &StabilityView) -> String {
    let (name, rate) = (&view.parameter, words::number(view.rate));
    match &view.stability {
        Stability::UnstableEdge { multiple, rate: unstable } => format!(
            "\nUnstable edge: at {multiple} times the best rate, {}, training falls apart. The best rate is the highest that training \
             bears, so a wider range would not help; a warm-up, or clipped gradients, may make higher rates usable (P46, \
             P108-P111).\nDo it: etude next --write\n",
            words::number(*unstable)
        ),
        Stability::RangeTooSmall { multiple, rate: faster } => format!(
            "\nRange too small: training is calm at {multiple} times the best rate and learns faster there. Let {name} go up to {} or \
             beyond, and tune it again (S20).\n",
            words::number(*faster)
        ),
        Stability::Sound => {
            "\nSound: training stays calm well above the best rate, and learns no faster there.\n".to_owned()
        }
        Stability::UnstableItself => format!(
            "\nUnstable: training falls apart at {name} = {rate} itself. Tune lower rates first, then ask again (P108).\n"
        ),
        Stability::Unknown => format!(
            "\nNothing can be said: the program must report train_loss, best at every step, when ETUDE_MAX_STEPS = {} is set (P109).\n",
            view.steps
        ),
    }
}
