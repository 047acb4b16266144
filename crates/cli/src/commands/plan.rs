//! `etude plan`: roles, spaces and cost of the next round, before it runs.

use std::fmt::Write as _;
use std::path::Path;

use etude::study::round::Role;
use etude::views::{ParameterRole, PlanView, plan as plan_of};
use etude::words;

use super::Done;
use crate::arguments::Format;
use crate::{exit_code, output, program};

pub(crate) fn plan(project: &Path, format: Format) -> Done {
    let folder = program::open(project)?;
    let plan = plan_of(&folder.project, &folder.history()?)?;
    match (format, &plan) {
        (Format::Json, Some(plan)) => output::json(plan)?,
        (Format::Json, None) => {
            let why = nothing_to_plan(folder.project.rounds.is_empty());
            output::json(&serde_json::json!({ "name": null, "nothing_to_plan": why }))?;
        }
        (Format::Table, Some(plan)) => {
            let running = if plan.started { ", running" } else { "" };
            let text = format!("Round `{}`{running}\n{}", plan.name, describe(plan, folder.project.slots));
            output::to_standard_output(&output::wrapped(&text))?;
        }
        (Format::Table, None) => {
            let why = nothing_to_plan(folder.project.rounds.is_empty());
            output::to_standard_output(&format!("Nothing to plan: {why}."))?;
        }
    }
    Ok(exit_code::success())
}

fn nothing_to_plan(has_no_rounds: bool) -> &'static str {
    if has_no_rounds {
        "the project file has no [[rounds]] yet; add one with a goal and its roles"
    } else {
        "every round of the project file has its verdict"
    }
}

/// Goal, roles, studies and cost, for people.
pub(crate) fn describe(plan: &PlanView, slots: u32) -> String {
    let mut text = format!("Goal: {}\n\n", plan.goal);
    let role = |role: Role| match role {
        Role::Scientific => "scientific: the question",
        Role::Nuisance => "nuisance: tuned in every study",
        Role::Fixed => "fixed: a caveat",
    };
    let active = |parameter: &ParameterRole| parameter.active || parameter.role != Role::Fixed;
    let mut parameters: Vec<_> = plan.parameters.iter().filter(|parameter| active(parameter)).collect();
    parameters.sort_by_key(|parameter| match parameter.role {
        Role::Scientific => 0,
        Role::Nuisance => 1,
        Role::Fixed => 2,
    });
    let rows = parameters.into_iter().map(|parameter| {
        let incumbent = words::optional(parameter.incumbent.as_ref());
        vec![parameter.name.clone(), role(parameter.role).to_owned(), parameter.values.clone(), incumbent]
    });
    text += &output::table(&["parameter", "role", "values", "incumbent"], rows.collect());
    let studies = plan.studies.iter().map(|study| {
        let space: Vec<String> = study.space.iter().map(|dimension| dimension.name.clone()).collect();
        let space = if space.is_empty() { "nothing varies".into() } else { space.join(", ") };
        vec![
            study.value.as_ref().map_or_else(|| "(tuning)".into(), ToString::to_string),
            study.trials.to_string(),
            space,
        ]
    });
    text += "\n";
    text += &output::table(&["study", "trials", "tunes"], studies.collect());
    text += "\n";
    text += &sampler(plan);
    if let Some(pruner) = &plan.pruner {
        let _ = writeln!(
            text,
            "Pruner: {pruner}. It stops trials in favour of their peers; they are never candidates."
        );
    }
    for allowance in &plan.allow {
        let _ = writeln!(text, "Rule {} is overridden: {}", allowance.rule, allowance.reason);
    }
    text += &cost(plan, slots);
    text
}

/// What draws the points, where there is more to say of it than its name.
fn sampler(plan: &PlanView) -> String {
    let sampler = &plan.sampler_detail;
    let mut text = String::new();
    if sampler.learns || sampler.chosen_because.is_some() {
        let _ = writeln!(text, "Search: {}.", sampler.in_words);
    }
    let earlier: u32 = plan.studies.iter().map(|study| study.earlier_trials).sum();
    if earlier > 0 {
        let _ = writeln!(
            text,
            "It begins with what {} of earlier rounds found in the same space.",
            words::count(earlier, "trial")
        );
    }
    if sampler.learns {
        text += "Its points follow the scores, so no range is widened by itself; what lies at a border is told (S20).\n";
    }
    text
}

fn cost(plan: &PlanView, slots: u32) -> String {
    let cost = &plan.cost;
    let (least, most) = cost.trainings();
    let reruns = match cost.rerun_trainings {
        0 => String::new(),
        trainings => format!(" {trainings} to choose among the best few,"),
    };
    let mut text = format!(
        "Cost: {least} to {most} trainings of {}: {} to search ({}),{reruns} {} to {} to confirm on fresh seeds.\n",
        words::count(cost.epochs_per_training, "epoch"),
        cost.search_trainings,
        plan.sampler,
        cost.confirmation_trainings_min,
        cost.confirmation_trainings_max
    );
    let _ = match (plan.hours, cost.seconds_per_training) {
        (Some((least, most)), Some(seconds)) => writeln!(
            text,
            "Time: {} to {} on {}, at {} s a training so far.",
            duration(least),
            duration(most),
            words::count(slots, "slot"),
            words::number(seconds)
        ),
        _ => writeln!(text, "Time: known once something was trained; {}.", words::count(slots, "slot")),
    };
    if !plan.sampler_detail.learns {
        text += "A range whose best points lie at its border is widened by itself, which costs more trials (S20).\n";
    }
    text
}

fn duration(hours: f64) -> String {
    let seconds = hours * 3600.0;
    if seconds < 100.0 {
        format!("{seconds:.0} s")
    } else if hours < 2.0 {
        format!("{:.0} min", hours * 60.0)
    } else {
        format!("{hours:.1} h")
    }
}
