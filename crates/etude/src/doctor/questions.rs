//! What tries of a program show, question by question. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use etude_runner::GRACE_SECONDS;
use etude_study::project::Project;
use etude_study::score::Direction;
use etude_study::trial::AttemptEnding;

use super::answer::{Answer, Question};
use crate::likely_cause::likely_cause;
use crate::tries::Try;
use crate::words;

/// Two reports of a program that trains longer than this are not made in the same instant.
const LONG_ENOUGH_SECONDS: f64 = 0.5;
/// Reports that arrive within such a share of its time arrive together.
const TOGETHER: f64 = 0.02;
/// Better than guessing by such a share of its level is clearly better.
const CLEARLY: f64 = 0.05;
/// Lines shown beside patterns that none of them fits.
const FEW_LINES: usize = 3;

pub(super) fn starts(tried: &Try) -> Answer {
    let question = Question::Starts;
    let crash = match &tried.ending {
        AttemptEnding::Finished => {
            return Answer::good(
                question,
                format!("starts and ends well, in {}", words::duration(tried.seconds)),
            );
        }
        AttemptEnding::Lost => return ended_by_another(),
        AttemptEnding::DeclaredInfeasible { .. } => return starts_at_least(tried),
        _ if tried.trained_on => return starts_at_least(tried),
        AttemptEnding::Crashed { crash } => crash,
        AttemptEnding::TimedOut { limit_seconds } => {
            return Answer::bad(
                question,
                format!(
                    "takes longer than `time_limit`, {}, for {} epochs",
                    words::duration(*limit_seconds),
                    tried.epochs
                ),
                "raise time_limit in [workload]",
            );
        }
        AttemptEnding::Stopped | AttemptEnding::TakenOver { .. } => return ended_by_another(),
    };
    let mut sentence = words::crash(crash);
    let cause = likely_cause(crash, &tried.last_lines);
    if let Some(cause) = &cause {
        let _ = write!(sentence, "; likely: {cause}");
    }
    for line in &tried.last_lines {
        let _ = write!(sentence, "\n| {line}");
    }
    Answer::bad(question, sentence, cause.map_or_else(|| "mend the program".into(), |cause| cause.remedy()))
}

fn starts_at_least(tried: &Try) -> Answer {
    Answer::good(Question::Starts, format!("starts; ended after {}", words::duration(tried.seconds)))
}

fn ended_by_another() -> Answer {
    Answer::bad(Question::Starts, "was ended by somebody else", "try again")
}

pub(super) fn reports(tried: &Try, project: &Project) -> Answer {
    let question = Question::Reports;
    let names: BTreeSet<&str> =
        tried.reports.iter().flat_map(|(report, _)| report.metrics.keys()).map(String::as_str).collect();
    let metric = project.metric.as_str();
    if let AttemptEnding::DeclaredInfeasible { reason } = &tried.ending {
        let sentence = format!("declares the baseline infeasible: {reason}");
        return Answer::bad(question, sentence, "give the parameters baselines that train");
    }
    if tried.reports.is_empty() && !project.workload.metrics.is_empty() {
        return no_line_matches(tried, project);
    }
    if tried.reports.is_empty() {
        return Answer::bad(
            question,
            "reports nothing: no line of its standard output is a JSON object with \"epoch\"",
            format!("print after each epoch, on a line of its own: {{\"epoch\": 1, \"{metric}\": 0.5}}"),
        );
    }
    let listed = |names: &[&str]| names.join(", ");
    if !names.contains(metric) {
        let mut nearest: Vec<&str> = names.into_iter().collect();
        nearest.sort_by_key(|name| letters_apart(name, metric));
        let sentence = format!("never reports `{metric}`; it reports {}", listed(&nearest));
        let name = nearest.first().map_or_else(String::new, |name| format!(": `{name}`?"));
        return Answer::bad(
            question,
            sentence,
            format!("report `{metric}`, or name another `metric` in [project]{name}"),
        );
    }
    let others: Vec<&str> = names.into_iter().filter(|name| *name != metric).collect();
    let beside = if others.is_empty() { String::new() } else { format!(", beside {}", listed(&others)) };
    let count = words::count(tried.reports.len() as u32, "report");
    Answer::good(question, format!("{count} understood: {metric}{beside}"))
}

/// The program's lines are read by patterns, and none of them fits: the patterns and the lines, one above the other.
fn no_line_matches(tried: &Try, project: &Project) -> Answer {
    let patterns = &project.workload.metrics;
    let mut sentence = "reports nothing: no line of its standard output fits [workload.metrics]".to_owned();
    for (metric, pattern) in patterns {
        let _ = write!(sentence, "\n| {metric} = '{pattern}'");
    }
    if !tried.last_lines.is_empty() {
        sentence.push_str("\nIts last lines:");
    }
    for line in tried.last_lines.iter().rev().take(FEW_LINES).rev() {
        let _ = write!(sentence, "\n| {line}");
    }
    let metric = project.metric.as_str();
    let remedy = format!(
        "make the pattern of {metric} fit the line that has it (its group is the number), or print {{\"epoch\": 1, \
         \"{metric}\": 0.5}} after each epoch and leave [workload.metrics] out"
    );
    Answer::bad(Question::Reports, sentence, remedy)
}

/// Letters that one word has and the other has not; a rough measure for near names.
fn letters_apart(a: &str, b: &str) -> usize {
    let letters = |word: &str| {
        let mut counted = BTreeMap::new();
        word.chars().for_each(|letter| *counted.entry(letter).or_insert(0_i32) += 1);
        counted
    };
    let (a, b) = (letters(a), letters(b));
    let all: BTreeSet<char> = a.keys().chain(b.keys()).copied().collect();
    let count = |counted: &BTreeMap<char, i32>, letter| counted.get(&letter).copied().unwrap_or_default();
    all.into_iter().map(|letter| count(&a, letter).abs_diff(count(&b, letter)) as usize).sum()
}

pub(super) fn epochs(tried: &Try) -> Answer {
    let question = Question::Epochs;
    let epochs: Vec<f64> = tried.reports.iter().filter_map(|(report, _)| report.epoch).collect();
    let (Some(first), Some(last)) = (epochs.first(), epochs.last()) else {
        return Answer::unknown(question, "it counts no epochs");
    };
    if *first <= 0.0 {
        return Answer::bad(
            question,
            "counts epochs from 0",
            "count completed epochs: report 1 when the first has ended, print(json.dumps({\"epoch\": epoch + 1, ...}))",
        );
    }
    if *first > 1.0 {
        let sentence = format!("its first report is of epoch {}", words::number(*first));
        return Answer::bad(question, sentence, "report every epoch, from 1");
    }
    if let Some(back) = epochs.windows(2).find(|pair| pair[1] < pair[0]) {
        let sentence =
            format!("epoch {} is reported after epoch {}", words::number(back[1]), words::number(back[0]));
        return Answer::bad(question, sentence, "report epochs in their order");
    }
    Answer::good(
        question,
        format!("counts epochs from {} to {}", words::number(*first), words::number(*last)),
    )
}

pub(super) fn length(tried: &Try) -> Answer {
    let question = Question::Length;
    let last = tried.reports.iter().filter_map(|(report, _)| report.epoch).reduce(f64::max);
    let Some(last) = last else {
        return Answer::unknown(question, "cannot be told how long it trained without epochs");
    };
    let told = words::count(tried.epochs, "epoch");
    if tried.trained_on || last > f64::from(tried.epochs) {
        return Answer::bad(
            question,
            format!("was told to train {told} and trained on"),
            "train as many epochs as the environment variable ETUDE_MAX_EPOCHS says, or put its flag into `command`: \
             \"--epochs={max_epochs}\"",
        );
    }
    if last < f64::from(tried.epochs) {
        let sentence = format!("was told to train {told} and ended after {}", words::number(last));
        return Answer::unknown(question, sentence);
    }
    Answer::good(question, format!("trains as long as it is told: {told}"))
}

pub(super) fn objective(tried: &Try, project: &Project) -> Answer {
    let question = Question::Objective;
    let metric = &project.metric;
    let values: Vec<f64> = tried.reports.iter().filter_map(|(report, _)| report.metric(metric)).collect();
    if let Some(bad) = values.iter().find(|value| !value.is_finite()) {
        return Answer::bad(
            question,
            format!("{metric} is {bad} with the baseline"),
            "give the parameters baselines that train, a lower learning rate for instance",
        );
    }
    let Some(best) = best(&values, project.direction) else {
        return Answer::unknown(question, format!("there is no {metric} to look at"));
    };
    Answer::good(question, format!("{metric} is finite, {}", words::number(best)))
}

/// Whether the baseline learns anything: it is clearly better than guessing (P18).
pub(super) fn beats_chance(tried: &Try, project: &Project) -> Answer {
    let (question, metric) = (Question::Chance, &project.metric);
    let values: Vec<f64> = tried.reports.iter().filter_map(|(report, _)| report.metric(metric)).collect();
    let Some(best) = best(&values, project.direction) else {
        return Answer::unknown(question, format!("there is no {metric} to look at"));
    };
    let Some(chance) = project.chance_level else {
        let remedy = format!(
            "give chance_level in [project]: the {metric} of a guess, 0.9 for the error with ten classes; then every check \
             knows what learns nothing"
        );
        return Answer {
            remedy: Some(remedy),
            ..Answer::unknown(question, "cannot tell whether it learns: no chance_level is given")
        };
    };
    let gain = if project.direction == Direction::Minimize { chance - best } else { best - chance };
    let (shown, guess) = (words::number(best), words::number(chance));
    if gain > CLEARLY * chance.abs() {
        return Answer::good(question, format!("{metric} {shown} is clearly better than guessing, {guess}"));
    }
    let after = words::count(tried.epochs, "epoch");
    Answer::warning(
        question,
        format!("{metric} {shown} is no better than guessing, {guess}, after {after}"),
        "if it needs more epochs to begin, well; else look at the data, the labels and the learning rate before tuning (P18)",
    )
}

/// The best of some values; none without any.
fn best(values: &[f64], direction: Direction) -> Option<f64> {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    match direction {
        Direction::Minimize => finite.reduce(f64::min),
        Direction::Maximize => finite.reduce(f64::max),
    }
}

pub(super) fn stops(tried: &Try) -> Answer {
    let question = Question::Stops;
    match (tried.stopping, &tried.ending) {
        (Some(seconds), AttemptEnding::Stopped) if seconds < GRACE_SECONDS => {
            Answer::good(question, format!("ends {} after SIGTERM", words::duration(seconds)))
        }
        (Some(_), AttemptEnding::Stopped) => Answer::bad(
            question,
            format!("does not end within {} of SIGTERM and had to be killed", words::duration(GRACE_SECONDS)),
            "let the program end on SIGTERM: do not catch it, or save and exit soon",
        ),
        _ => Answer::unknown(question, "ended before it could be asked to stop"),
    }
}

pub(super) fn leaves_nothing(tried: &Try) -> Answer {
    match &tried.leftovers {
        None => Answer::good(Question::Leftovers, "leaves no process behind"),
        Some(names) => Answer::bad(
            Question::Leftovers,
            format!("left processes behind, which were ended: {names}"),
            "wait for or end what the program starts, data loaders for instance",
        ),
    }
}

pub(super) fn reports_at_once(tried: &Try) -> Answer {
    let question = Question::AtOnce;
    let arrivals: Vec<f64> = tried.reports.iter().map(|(_, seconds)| *seconds).collect();
    let (Some(first), Some(last)) = (arrivals.first(), arrivals.last()) else {
        return Answer::unknown(question, "nothing was reported");
    };
    if arrivals.len() < 2 || tried.seconds < LONG_ENOUGH_SECONDS {
        return Answer::unknown(question, "too short to tell whether reports arrive at once");
    }
    let together = last - first < TOGETHER * tried.seconds;
    if together && tried.seconds - first < 2.0 * TOGETHER * tried.seconds + 0.1 {
        return Answer::bad(
            question,
            "all reports arrived together at its end: its output is buffered",
            "start Python with -u, or print with flush=True; else progress is seen late and a crash loses reports",
        );
    }
    Answer::good(question, "reports arrive when they are made")
}

/// What a whole trial takes, from the time between two epochs; where that cannot be told, at most.
pub(super) fn trial_seconds(tried: &Try, max_epochs: u32) -> Option<f64> {
    tried.reports.first()?;
    let an_epoch = seconds_between_epochs(tried).unwrap_or(tried.seconds / f64::from(tried.epochs));
    Some(tried.seconds + an_epoch * (f64::from(max_epochs) - f64::from(tried.epochs)).max(0.0))
}

/// The time between two epochs; none where the reports arrive together, which tells nothing of it.
pub(super) fn seconds_between_epochs(tried: &Try) -> Option<f64> {
    let (first, last) = (tried.reports.first()?, tried.reports.last()?);
    let epochs = last.0.epoch? - first.0.epoch?;
    let between = (last.1 - first.1) / epochs;
    (epochs > 0.0 && between * f64::from(tried.epochs) >= 0.1 * tried.seconds).then_some(between)
}
