//! The isolation plot, drawn: buckets at an equal number of trials, the raw best hollow, the model's profile (P59).

use etude_figures::{Along, Axis, Drawing, KeyEntry, Mark, Panel, Shape, Sign, Stroke, Tone, Weight};
use etude_playbook::figures::{Bucket, BucketPlace, IsolationPanel, IsolationPlot, isolation};
use etude_study::history::{History, RoundRecord};
use serde::Serialize;

use super::look::{parameter_axis, score_axis, trial_words};
use super::{Absent, Made};
use crate::importance::{ProfilePoint, ProfileView, profiles};
use crate::words;

/// The buckets, and beside them what the search model says of the same parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IsolationData {
    /// The buckets.
    #[serde(flatten)]
    pub plot: IsolationPlot,
    /// The model's profile of each parameter with a numeric axis, where the model explains the trials.
    pub profiles: Vec<ProfileView>,
}

pub(super) fn draw(history: &History, round: &RoundRecord) -> Made<IsolationData> {
    let plot = isolation(history, round);
    if plot.panels.is_empty() {
        return Err(Absent::new(
            "the round varied no parameter",
            "give it a `scientific` parameter, or `nuisance` ones to tune",
        ));
    }
    if plot.panels.iter().all(|panel| panel.feasible == 0) {
        return Err(Absent::new("no trial of the round has ended feasible", "let `etude run` go on"));
    }
    if plot.panels.iter().all(|panel| panel.buckets.is_empty()) {
        let most = plot.panels.iter().map(|panel| panel.feasible).max().unwrap_or(0);
        return Err(Absent::new(
            format!(
                "{most} feasible trials are too few to compare parts of a range (two of four trials each)"
            ),
            "let `etude run` go on, or give the round more `trials`",
        ));
    }
    let names = plot.panels.iter().map(|panel| panel.parameter.name.as_str());
    let data = IsolationData { profiles: profiles(history, round, &names.collect::<Vec<_>>()), plot };
    let drawing = drawing(&data);
    Ok((data, drawing))
}

pub(super) fn drawing(data: &IsolationData) -> Drawing {
    let plot = &data.plot;
    let shown: Vec<&IsolationPanel> = plot.panels.iter().filter(|panel| !panel.buckets.is_empty()).collect();
    let several = shown.len() > 1;
    let panels = shown.iter().map(|panel| {
        let profile = data.profiles.iter().find(|profile| profile.parameter == panel.parameter.name);
        Panel {
            title: if several { panel.parameter.name.clone() } else { String::new() },
            x: parameter_axis(&panel.parameter, &[]),
            y: y_axis(plot, panel, profile),
            marks: marks(plot, panel, profile),
        }
    });
    Drawing {
        title: "Isolation plot".into(),
        caption: "The best over everything else that was tuned, for each value. Each point is the expected best of the \
                  same number of trials, so that no value gains from having had more of them (P59)."
            .into(),
        panels: panels.collect(),
        key: key(data),
        notes: notes(plot, &shown).into_iter().chain(disagreements(data, &shown)).collect(),
    }
}

fn y_axis(plot: &IsolationPlot, panel: &IsolationPanel, profile: Option<&ProfileView>) -> Axis {
    let of_bucket = |bucket: &Bucket| {
        let band = bucket.band.map(|(a, b)| [a, b]).into_iter().flatten();
        bucket.expected_best.into_iter().chain(bucket.raw_best).chain(band).collect::<Vec<f64>>()
    };
    let mut scores: Vec<f64> = panel.buckets.iter().flat_map(of_bucket).collect();
    scores.extend(profile.iter().flat_map(|profile| profile.points.iter().map(|point| point.mean)));
    score_axis(&plot.metric, plot.direction, &scores)
}

fn key(data: &IsolationData) -> Vec<KeyEntry> {
    let blue = Tone::Series(0);
    let mut key = vec![
        KeyEntry::new(Sign::Dot(Shape::Circle, blue), "expected best of m trials"),
        KeyEntry::new(Sign::Whisker(Weight::Thick, blue), "10 to 90 % of the best of m"),
        KeyEntry::new(Sign::Dot(Shape::Hollow, Tone::Muted), "raw best, lucky by construction"),
    ];
    if data.plot.trial_sd.is_some() {
        key.push(KeyEntry::new(
            Sign::Whisker(Weight::Thin, Tone::Muted),
            "one standard deviation between seeds",
        ));
    }
    if !data.profiles.is_empty() {
        key.push(KeyEntry::new(
            Sign::Line(Stroke::Solid, Tone::Series(1)),
            "the search model's best at each value",
        ));
        key.push(KeyEntry::new(Sign::Area(Tone::Series(1)), "its 10 to 90 % band"));
    }
    if data.plot.panels.iter().flat_map(|panel| &panel.buckets).any(|bucket| bucket.feasible < bucket.trials)
    {
        key.push(KeyEntry::new(Sign::Rug(Tone::Bad), "holds infeasible trials"));
    }
    key
}

fn marks(plot: &IsolationPlot, panel: &IsolationPanel, profile: Option<&ProfileView>) -> Vec<Mark> {
    let mut marks = Vec::new();
    if let Some(profile) = profile {
        let band = profile.points.iter().map(|point| (point.at, point.low, point.high)).collect();
        marks.push(Mark::Band { points: band, tone: Tone::Series(1) });
        let mean = profile.points.iter().map(|point| (point.at, point.mean)).collect();
        marks.push(Mark::Line { points: mean, stroke: Stroke::Solid, tone: Tone::Series(1) });
    }
    for bucket in &panel.buckets {
        of_bucket(&mut marks, plot, panel, bucket);
    }
    marks
}

fn of_bucket(marks: &mut Vec<Mark>, plot: &IsolationPlot, panel: &IsolationPanel, bucket: &Bucket) {
    let (x, blue) = (bucket.place.at(), Tone::Series(0));
    if bucket.feasible < bucket.trials {
        let tip = format!("{} of {} trials infeasible", bucket.trials - bucket.feasible, bucket.trials);
        marks.push(Mark::Rug { x, tone: Tone::Bad, tip });
    }
    let Some(y) = bucket.expected_best else { return };
    if let BucketPlace::Between { low, high, .. } = bucket.place {
        marks.push(Mark::Whisker {
            along: Along::X,
            at: y,
            from: low,
            to: high,
            weight: Weight::Thin,
            tone: Tone::Muted,
        });
    }
    if let Some(sd) = plot.trial_sd {
        let (from, to) = (y - sd, y + sd);
        marks.push(Mark::Whisker {
            along: Along::Y,
            at: x,
            from,
            to,
            weight: Weight::Thin,
            tone: Tone::Muted,
        });
    }
    if let Some((from, to)) = bucket.band {
        marks.push(Mark::Whisker { along: Along::Y, at: x, from, to, weight: Weight::Thick, tone: blue });
    }
    if let (Some(raw), Some(trial)) = (bucket.raw_best, bucket.raw_best_trial) {
        let tip = format!("raw best, {}", trial_words(trial, Some(raw)));
        marks.push(Mark::Dot { x, y: raw, shape: Shape::Hollow, tone: Tone::Muted, tip });
    }
    let tip = format!("{}: expected best of {} trials {}", place(&bucket.place), panel.m, words::number(y));
    marks.push(Mark::Dot { x, y, shape: Shape::Circle, tone: blue, tip });
}

fn place(place: &BucketPlace) -> String {
    match place {
        BucketPlace::Value { value, .. } => value.to_string(),
        BucketPlace::Between { low, high, .. } => {
            format!("{} to {}", words::number(*low), words::number(*high))
        }
    }
}

/// Where buckets and model differ by more than the model's band, neither is to be trusted yet.
fn disagreements(data: &IsolationData, shown: &[&IsolationPanel]) -> Vec<String> {
    let note = |panel: &&IsolationPanel| {
        let profile = data.profiles.iter().find(|profile| profile.parameter == panel.parameter.name)?;
        let differs = |bucket: &&Bucket| {
            let Some(best) = bucket.expected_best else { return false };
            let away = |point: &ProfilePoint| (point.at - bucket.place.at()).abs();
            let near = profile.points.iter().min_by(|a, b| away(a).total_cmp(&away(b)));
            near.is_some_and(|near| (best - near.mean).abs() > near.high - near.low)
        };
        let places: Vec<String> =
            panel.buckets.iter().filter(differs).map(|bucket| place(&bucket.place)).collect();
        (!places.is_empty()).then(|| {
            format!(
                "{}: at {} the trials and the model differ by more than the model's band: too few trials there.",
                panel.parameter.name,
                places.join(", ")
            )
        })
    };
    shown.iter().filter_map(note).collect()
}

/// How many trials each value had, and what the picture does not say.
fn notes(plot: &IsolationPlot, shown: &[&IsolationPanel]) -> Vec<String> {
    let mut notes = Vec::new();
    for panel in shown {
        let counts = panel
            .buckets
            .iter()
            .map(|bucket| format!("{}: {} of {}", place(&bucket.place), bucket.feasible, bucket.trials));
        let counts = counts.collect::<Vec<_>>().join("; ");
        notes.push(format!("{}: m = {}; feasible of all trials: {counts}.", panel.parameter.name, panel.m));
        let mut sorted: Vec<u32> = panel.buckets.iter().map(|bucket| bucket.feasible).collect();
        sorted.sort_unstable();
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
        for bucket in panel.buckets.iter().filter(|bucket| 2 * bucket.feasible < median) {
            notes.push(format!(
                "{} = {} had less than half of the feasible trials of the others: compare it with care (P36).",
                panel.parameter.name,
                place(&bucket.place)
            ));
        }
    }
    if plot.follows_scores {
        notes.push("The points follow the scores, so the expected best is that of these trials, not of another search.".into());
    }
    notes
}
