//! Live progress in a terminal: one bar for the stage, one line for each running trial.

use etude::study::history::{History, LiveCurve, RoundRecord, TrialRecord};
use etude::study::measurement::PositionUnit;
use etude::words;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

pub(super) struct Bars {
    all: MultiProgress,
    stage: ProgressBar,
    trials: Vec<ProgressBar>,
}

/// Lines for running trials at most.
const MOST_LINES: u32 = 8;

impl Bars {
    pub(super) fn new(slots: u32) -> Bars {
        let all = MultiProgress::new();
        let stage = all.add(ProgressBar::new(1));
        let style = ProgressStyle::with_template("{bar:24.cyan} {pos:>3}/{len:<3} {wide_msg} {elapsed}");
        stage.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let line = || {
            let bar = all.add(ProgressBar::new(1));
            let style = ProgressStyle::with_template("  {bar:10.green} {wide_msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        };
        let trials = (0..slots.min(MOST_LINES)).map(|_| line()).collect();
        Bars { all, stage, trials }
    }

    pub(super) fn say(&self, text: &str) {
        let _ = self.all.println(text);
    }

    pub(super) fn clear(&self) {
        let _ = self.all.clear();
    }

    pub(super) fn show(&self, history: &History) {
        let Some(round) = history.open_round() else { return };
        let (ended, all, message) = stage(history, round);
        self.stage.set_length(u64::from(all));
        self.stage.set_position(u64::from(ended));
        self.stage.set_message(message);
        let mut running = history.running.iter();
        for bar in &self.trials {
            let next = running.next().and_then(|trial| Some((trial, history.trials.get(trial)?)));
            let Some((trial, record)) = next else {
                bar.set_length(1);
                bar.set_position(0);
                bar.set_message("-");
                continue;
            };
            bar.set_length(u64::from(record.request.configuration.max_epochs));
            bar.set_position(epochs(record) as u64);
            bar.set_message(format!("{trial}  {}", describe(round, record)));
        }
    }
}

/// Ended and requested trials of the round's stage, and what the stage is.
fn stage(history: &History, round: &RoundRecord) -> (u32, u32, String) {
    let name = &round.frozen.definition.name;
    if let Some(confirmation) = &round.confirmation {
        let all = confirmation.trials.len() as u32;
        return (all - confirmation.unended, all, format!("{name}: confirming on fresh seeds"));
    }
    let all: u32 = round.studies.iter().map(|study| study.trials.len() as u32).sum();
    let open: u32 = round.studies.iter().map(|study| study.unended).sum();
    let trials =
        round.studies.iter().flat_map(|study| &study.trials).filter_map(|trial| history.trials.get(trial));
    let scores = trials.filter_map(|trial| match trial.outcome() {
        Some(etude::study::trial::Outcome::Feasible(best)) => Some(best.score),
        _ => None,
    });
    let best = scores.min_by(|a, b| round.frozen.direction.best_first(*a, *b));
    let best = best.map_or_else(String::new, |score| format!(", best so far {}", words::number(score.get())));
    (all - open, all, format!("{name}: searching{best}"))
}

/// Epochs done; none are known of a program that reports steps only.
fn epochs(trial: &TrialRecord) -> f64 {
    let curve = trial.curve().filter(|curve| curve.last_unit() == PositionUnit::Epoch);
    curve.and_then(LiveCurve::last_position).unwrap_or(0.0)
}

/// Where it is, for a program that reports steps only: its bar, which counts epochs, cannot show it.
fn step(trial: &TrialRecord) -> Option<String> {
    let curve = trial.curve().filter(|curve| curve.last_unit() == PositionUnit::Step)?;
    Some(format!("{}  ", words::position(curve.last_position()?, PositionUnit::Step)))
}

/// Its best so far, and the values that are not the same in every trial of the round.
fn describe(round: &RoundRecord, trial: &TrialRecord) -> String {
    let best = trial.curve().and_then(LiveCurve::best);
    let best = best.map_or_else(String::new, |best| format!("{}  ", words::number(best.score.get())));
    let step = step(trial).unwrap_or_default();
    format!(
        "{step}{best}{}",
        words::values(&round.frozen.definition.varied(&trial.request.configuration.values))
    )
}
