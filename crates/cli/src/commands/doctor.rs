//! `etude doctor`: tries the program before anything is tuned.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use console::style;
use etude::doctor::{Answer, Diagnosis, Mark, examine};
use etude::run::RunContext;
use etude::stop_requests::running_coordinator;
use etude::words;
use indicatif::ProgressBar;

use super::Done;
use crate::arguments::Format;
use crate::{exit_code, output, program, stop_requests};

/// How often the sign moves that says that a try goes on.
const TICK: Duration = Duration::from_millis(100);

#[derive(Debug, Args)]
pub(crate) struct DoctorOptions {
    /// Only see whether the program starts and reports: one try instead of eight.
    #[arg(long)]
    pub(crate) quick: bool,
}

pub(crate) fn doctor(project: &Path, options: &DoctorOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    stop_requests::listen()?;
    let etude = program::etude()?;
    let context = RunContext { etude: &etude, stop_requests: &stop_requests::count, retry_failed: false };
    output::to_standard_error("Trying the program with the baseline, for a few epochs; Ctrl-C ends it.\n");
    if let Some(owner) = running_coordinator(&folder)? {
        let note =
            format!("{owner} runs this project meanwhile: both share the machine, so times are longer here.");
        output::to_standard_error(&(output::wrapped(&note) + "\n"));
    }
    // A reader that goes away does not end the tries, which would leave the program running.
    let bar = ProgressBar::new_spinner().with_message("trying");
    bar.enable_steady_tick(TICK);
    let mut printed = Ok(());
    let tell = |answer: &Answer| {
        if format == Format::Table && printed.is_ok() {
            printed = bar.suspend(|| output::to_standard_output(&line(answer)));
        }
    };
    let diagnosis = examine(&folder, &folder.history()?, &context, options.quick, tell);
    bar.finish_and_clear();
    let diagnosis = diagnosis?;
    printed?;
    match format {
        Format::Json => output::json(&diagnosis)?,
        Format::Table => output::to_standard_output(&summary(&diagnosis, folder.project.length.max_epochs))?,
    }
    Ok(if diagnosis.healthy { exit_code::success() } else { exit_code::PROGRAM.into() })
}

/// An answer on a line, what was printed below it, and what to do about it.
fn line(answer: &Answer) -> String {
    let mark = match answer.mark {
        Mark::Good => style("✓").green(),
        Mark::Bad => style("✗").red(),
        Mark::Warning => style("!").yellow(),
        Mark::Unknown => style("–").yellow(),
    };
    let mut lines = answer.sentence.lines();
    let mut text = format!("{mark} {}\n", output::wrapped_by(lines.next().unwrap_or_default(), 2));
    for quoted in lines {
        let _ = writeln!(text, "    {quoted}");
    }
    if let Some(remedy) = &answer.remedy {
        let _ = writeln!(text, "  → {}", output::wrapped_by(remedy, 4));
    }
    text
}

fn summary(diagnosis: &Diagnosis, max_epochs: u32) -> String {
    let mut text = String::new();
    if !diagnosis.unseen.is_empty() {
        text += "\nWhat only you can know:\n";
    }
    for unseen in &diagnosis.unseen {
        let _ = writeln!(text, "? {} ({})", unseen.question, unseen.rule);
    }
    if let Some(seconds) = diagnosis.trial_seconds {
        let epochs = words::count(max_epochs, "epoch");
        let _ = write!(text, "\nA trial of {epochs} will take about {}", words::duration(seconds));
        if let Some((least, most)) = diagnosis.round_hours {
            let (least, most) = (words::duration(3600.0 * least), words::duration(3600.0 * most));
            let _ = write!(text, ", the next round {least} to {most}");
        }
        text += ".\n";
    }
    text += if diagnosis.healthy {
        "The program can be tuned: `etude plan` shows the first round, `etude run` begins.\n"
    } else {
        "The program cannot be tuned yet: mend what is marked ✗ first.\n"
    };
    let _ = writeln!(text, "All it printed: {}", diagnosis.folder.display());
    output::wrapped(&text)
}
