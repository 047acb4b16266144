//! What a round of several questions found for each: does one effect depend on the other, does a feature earn its place?
//!
//! The studies of a round are tried at the same points with the same seeds, so their trials come in units, and the contrasts
//! of their expected bests are compared unit by unit ([`etude_stats::contrast`]). All answers of a round hold together at
//! 95 % (Bonferroni). They are from the trials of the search, which selected nothing here: every trial counts.

use std::collections::BTreeMap;

use etude_stats::contrast::{Group, contrast_of_best};
use etude_study::answer::{About, Reading, RoundAnswer};
use etude_study::configuration::Values;
use etude_study::design::Design;
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::score::Direction;
use etude_study::trial::{Outcome, Purpose};

use crate::rounds::trials_of;

/// How often all answers of a round hold.
const COVERAGE: f64 = 0.95;
/// The expected best is that of the fewest trials divided by this.
const SHARE: usize = 4;

/// A trial's place in the sequence that the studies share; points of widened ranges are each study's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Shared(u32),
    Own(u32, u32, u32),
    Reused(u32),
}

type Trials = BTreeMap<Unit, f64>;

/// The answers of a round that asks several things; none of one that asks one, or whose points follow the scores.
pub(crate) fn answers(history: &History, round: &RoundRecord) -> Vec<RoundAnswer> {
    if round.frozen.learns() {
        return Vec::new();
    }
    let asked = match &round.frozen.definition.design {
        Design::Interaction { with } => interactions(round, with),
        Design::Ablation { features } => removals(round, features),
        Design::EachValue | Design::OverRange { .. } => Vec::new(),
    };
    let each = 1.0 - (1.0 - COVERAGE) / asked.len().max(1) as f64;
    let answer = |(about, weighted)| answer(history, round, about, &weighted, each);
    asked.into_iter().filter_map(answer).collect()
}

type Weighted<'a> = Vec<(&'a StudyRecord, f64)>;

/// For every pair that differs from the incumbent's in both: both changes, against each alone.
fn interactions<'a>(round: &'a RoundRecord, with: &str) -> Vec<(About, Weighted<'a>)> {
    let Some(first) = round.frozen.definition.scientific.as_deref() else { return Vec::new() };
    let incumbent = &round.frozen.incumbent;
    let study = |values: &Values| round.studies.iter().find(|study| study.definition.fixed == *values);
    let with_one = |values: &Values, name: &str| {
        let mut all = incumbent.clone();
        all.extend(values.get(name).map(|value| (name.to_owned(), value.clone())));
        all
    };
    let asked = |both: &'a StudyRecord| {
        let values = &both.definition.fixed;
        if values.get(first) == incumbent.get(first) || values.get(with) == incumbent.get(with) {
            return None;
        }
        let alone = (study(&with_one(values, first))?, study(&with_one(values, with))?);
        let weighted = vec![(both, 1.0), (alone.0, -1.0), (alone.1, -1.0), (study(incumbent)?, 1.0)];
        let changes = [first, with].map(|name| Some((name.to_owned(), values.get(name)?.clone())));
        Some((About::Interaction { changes: changes.into_iter().flatten().collect() }, weighted))
    };
    round.studies.iter().filter_map(asked).collect()
}

/// For every feature: the incumbent's study against the one in which it is put back.
fn removals<'a>(round: &'a RoundRecord, features: &[String]) -> Vec<(About, Weighted<'a>)> {
    let incumbent = &round.frozen.incumbent;
    let home = round.studies.iter().find(|study| study.definition.holds_incumbent);
    let asked = |feature: &String| {
        let value = incumbent.get(feature)?;
        let differs = |study: &&StudyRecord| study.definition.fixed.get(feature) != Some(value);
        let without = round.studies.iter().find(differs)?;
        let put_back = without.definition.fixed.get(feature)?.clone();
        let about = About::Feature { feature: feature.clone(), value: value.clone(), put_back };
        Some((about, vec![(home?, 1.0), (without, -1.0)]))
    };
    features.iter().filter_map(asked).collect()
}

fn answer(
    history: &History,
    round: &RoundRecord,
    about: About,
    weighted: &Weighted<'_>,
    coverage: f64,
) -> Option<RoundAnswer> {
    let trials: Vec<Trials> = weighted.iter().map(|(study, _)| scored(history, round, study)).collect();
    let best_of = trials.iter().map(Trials::len).min()?.div_ceil(SHARE);
    let mut units: Vec<Unit> = trials.iter().flat_map(|trials| trials.keys().copied()).collect();
    units.sort_unstable();
    units.dedup();
    let groups: Vec<Group> = trials
        .iter()
        .zip(weighted)
        // Costs, so that a gain is a cost less: the weights turn around.
        .map(|(trials, (_, weight))| Group {
            weight: -weight,
            values: units.iter().map(|unit| trials.get(unit).copied()).collect(),
        })
        .collect();
    let (gain, interval) = contrast_of_best(&groups, best_of, coverage).ok()?;
    let margin = round.frozen.min_improvement;
    let reading = match about {
        About::Feature { .. } if interval.low > margin => Reading::Effect,
        About::Feature { .. } if interval.high < margin => Reading::BelowMargin,
        About::Interaction { .. } if !interval.contains(0.0) && gain.abs() >= margin => Reading::Effect,
        About::Interaction { .. } if interval.low > -margin && interval.high < margin => Reading::BelowMargin,
        _ => Reading::Unclear,
    };
    let interval = (interval.low, interval.high);
    Some(RoundAnswer { about, gain, interval, coverage: COVERAGE, best_of: best_of as u32, reading })
}

/// A study's feasible scores as costs, by unit.
fn scored(history: &History, round: &RoundRecord, study: &StudyRecord) -> Trials {
    let mut trials = Trials::new();
    for (trial, record) in
        trials_of(history, round, study).iter().filter_map(|trial| Some((trial, history.trials.get(trial)?)))
    {
        let Some(Outcome::Feasible(best)) = record.outcome() else { continue };
        let unit = match record.request.purpose {
            Purpose::Search { study: of, .. } if of != study.definition.id => Unit::Reused(trial.0),
            Purpose::Search { segment: 0, index, .. } => Unit::Shared(index),
            Purpose::Search { study, segment, index } => Unit::Own(study.study, segment, index),
            // The incumbent's own configuration was not drawn.
            Purpose::Incumbent { .. } | Purpose::Confirmation { .. } | Purpose::Replicate { .. } => continue,
        };
        let cost = match round.frozen.direction {
            Direction::Minimize => best.score.get(),
            Direction::Maximize => -best.score.get(),
        };
        trials.insert(unit, cost);
    }
    trials
}
