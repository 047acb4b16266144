//! `etude batch-size`: measures which batch size suits the machine, and writes it down.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use etude::batch_size::{BatchSizeOptions, BatchSizeReport, Progress, measure};
use etude::playbook::batch_size::{Gain, MemoryPlace, ProbeEnd, SizeTime, SweepPlan, Verified};
use etude::run::RunContext;
use etude::words;
use indicatif::ProgressBar;

use super::Done;
use crate::arguments::Format;
use crate::{exit_code, output, program, stop_requests};

/// How often the sign moves that says that a probe goes on.
const TICK: Duration = Duration::from_millis(100);

#[derive(Debug, Args)]
pub(crate) struct BatchSizeCommand {
    /// Also count the steps that each size needs to a target, each with a learning rate tuned for it.
    #[arg(long)]
    pub(crate) verify: bool,
    /// Only measure and recommend: leave etude.toml as it is.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The size to begin with.
    #[arg(long, value_name = "SIZE", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=1 << 20))]
    pub(crate) from: u32,
    /// No size above this one.
    #[arg(long, value_name = "SIZE", default_value_t = 1 << 20, value_parser = clap::value_parser!(u32).range(1..=1 << 20))]
    pub(crate) to: u32,
    /// How often each size is measured.
    #[arg(long, value_name = "TIMES", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) passes: u32,
    /// With --verify: the most steps of a training.
    #[arg(long, value_name = "STEPS", default_value_t = 500, requires = "verify", value_parser = clap::value_parser!(u32).range(20..))]
    pub(crate) steps: u32,
    /// With --verify: the parameter that is the learning rate, where its name does not tell.
    #[arg(long, value_name = "PARAMETER", requires = "verify")]
    pub(crate) learning_rate: Option<String>,
}

impl BatchSizeCommand {
    fn options(&self) -> BatchSizeOptions {
        let least_sizes = if self.verify { SweepPlan::FOR_STEPS } else { SweepPlan::FOR_A_CURVE };
        BatchSizeOptions {
            sweep: SweepPlan {
                least_sizes,
                first: self.from,
                most: self.to,
                passes: self.passes,
                ..SweepPlan::default()
            },
            verify: self.verify.then_some(self.steps),
            learning_rate: self.learning_rate.clone(),
            write: !self.dry_run,
        }
    }
}

pub(crate) fn batch_size(project: &Path, command: &BatchSizeCommand, format: Format) -> Done {
    let folder = program::open(project)?;
    stop_requests::listen()?;
    let etude = program::etude()?;
    let context = RunContext { etude: &etude, stop_requests: &stop_requests::count, retry_failed: false };
    output::to_standard_error(
        "Measuring batch sizes with the incumbent, a few steps each; Ctrl-C ends it.\n",
    );
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(TICK);
    let mut tell = |progress: Progress<'_>| match progress {
        Progress::Probing(probe) => bar.set_message(format!("size {}, pass {}", probe.size, probe.pass + 1)),
        Progress::Probed(probe, ProbeEnd::OutOfMemory) => {
            bar.suspend(|| output::to_standard_error(&format!("{} does not fit into memory.\n", probe.size)));
        }
        Progress::Probed(..) => {}
        Progress::Training(run, made) => bar.set_message(format!(
            "training {}: size {}, learning rate {}, at most {} steps",
            made + 1,
            run.size,
            words::number(run.rate),
            run.steps
        )),
    };
    let report = measure(&folder, &folder.history()?, &context, &command.options(), &mut tell);
    bar.finish_and_clear();
    let report = report?;
    match format {
        Format::Json => output::json(&report)?,
        Format::Table => output::to_standard_output(&shown(&report))?,
    }
    Ok(exit_code::success())
}

fn shown(report: &BatchSizeReport) -> String {
    let mut text = speed_table(report);
    if let Some(verified) = &report.verified {
        let _ = write!(text, "\n{}", steps_table(verified));
    }
    text.push('\n');
    for sentence in &report.sentences {
        let _ = writeln!(text, "- {}.", output::wrapped_by(sentence, 2));
    }
    for stale in &report.stale {
        let _ =
            writeln!(text, "- {}.", output::wrapped_by(&format!("Round {}: {}", stale.round, stale.why), 2));
    }
    let _ = write!(text, "\n{}", output::wrapped(&decision(report)));
    text
}

fn decision(report: &BatchSizeReport) -> String {
    let BatchSizeReport { size, previous, .. } = report;
    let mut text = match (report.written, size == previous) {
        (true, true) => {
            format!("Batch size {size}, as etude.toml says already. The measurement is recorded.\n")
        }
        (true, false) => {
            format!("Batch size {size}: written into etude.toml, where it was {previous}, and recorded.\n")
        }
        (false, _) => {
            format!("Batch size {size} is recommended; etude.toml says {previous} and was left as it is.\n")
        }
    };
    if size != previous {
        text += "Tune the learning rate, momentum and regularization anew: what suited the old size need not suit this one (S8).\n";
    }
    if !report.stale.is_empty() {
        text += "`etude next` proposes the rounds to repeat.\n";
    }
    text
}

fn speed_table(report: &BatchSizeReport) -> String {
    let remembers = report.sizes.iter().any(|time| !time.memory.is_empty());
    let mut head = vec!["size", "step", "+-", "examples/s", "twice the size"];
    if remembers {
        head.push("memory");
    }
    let row = |time: &SizeTime| {
        let doubling = report.doublings.iter().find(|doubling| doubling.from == time.size);
        let gain = doubling.map_or_else(
            || "-".into(),
            |doubling| {
                let word = match doubling.gain {
                    Gain::NearlyDoubles => "nearly doubles",
                    Gain::Rises => "rises",
                    Gain::Saturated => "no gain",
                };
                format!("x{:.2} {word}", doubling.ratio)
            },
        );
        let mark = if time.size == report.size { " *" } else { "" };
        let mut row = vec![
            format!("{}{mark}", time.size),
            step(time.step_seconds),
            format!("{:.0} %", 100.0 * time.spread),
            rounded(time.rate()),
            gain,
        ];
        if remembers {
            row.push(memory(time));
        }
        row
    };
    output::table(&head, report.sizes.iter().map(row).collect())
}

fn memory(time: &SizeTime) -> String {
    let Some(used) = time.fullest() else { return "-".into() };
    let share = used.share().filter(|share| *share >= 0.01);
    let share = share.map_or_else(String::new, |share| format!(", {:.0} %", 100.0 * share));
    let place = if used.place == MemoryPlace::Device { "device " } else { "" };
    let over = if time.leaves_margin() { "" } else { " too much" };
    format!("{place}{}{share}{over}", words::size(used.peak_bytes))
}

/// Milliseconds where seconds would be all zeros.
fn step(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.3} ms", 1000.0 * seconds) } else { words::duration(seconds) }
}

fn steps_table(verified: &Verified) -> String {
    let row = |cost: &etude::playbook::batch_size::verified::SizeCost| {
        let counted = verified.counted.iter().find(|found| found.size == cost.size);
        let mark = if cost.size == verified.size { " *" } else { "" };
        vec![
            format!("{}{mark}", cost.size),
            counted.map_or_else(|| "-".into(), |found| words::number(found.rate)),
            counted.map_or_else(|| "-".into(), |found| found.steps.map_or_else(|| "never".into(), rounded)),
            rounded(cost.steps),
            words::duration(cost.seconds),
            rounded(cost.examples),
        ]
    };
    let head = ["size", "best rate", "steps counted", "by the curve", "time to target", "examples"];
    output::table(&head, verified.costs.iter().map(row).collect())
}

/// Without decimals.
fn rounded(value: f64) -> String {
    format!("{value:.0}")
}
