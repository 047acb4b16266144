//! `etude plan`: roles, spaces and cost of the next round, before it runs.

use std::fmt::Write as _;
use std::path::Path;

use clap::Args;
use etude::playbook::checks::RemedyPrice;
use etude::playbook::rounds::BudgetPlan;
use etude::study::design::Design;
use etude::study::round::Role;
use etude::views::{ParameterRole, PlanView, budget as budget_of, plan as plan_of};
use etude::words;
use serde::Serialize;

use super::Done;
use crate::arguments::Format;
use crate::{exit_code, output, program};

#[derive(Debug, Args)]
pub(crate) struct PlanOptions {
    /// How many trainings the whole project may take, those of before included; instead of `budget` in [project].
    #[arg(long, value_name = "TRAININGS")]
    pub(crate) budget: Option<u32>,
}

/// A plan as JSON, with how the budget is shared where there is one.
#[derive(Debug, Serialize)]
struct PlanWithBudget<'a> {
    #[serde(flatten)]
    plan: &'a PlanView,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<&'a BudgetPlan>,
}

pub(crate) fn plan(project: &Path, options: &PlanOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    let history = folder.history()?;
    let plan = plan_of(&folder.project, &history)?;
    let shared = budget_of(&folder.project, &history, options.budget);
    match (format, &plan) {
        (Format::Json, Some(plan)) => output::json(&PlanWithBudget { plan, budget: shared.as_ref() })?,
        (Format::Json, None) => {
            let why = nothing_to_plan(folder.project.rounds.is_empty());
            output::json(&serde_json::json!({ "name": null, "nothing_to_plan": why }))?;
        }
        (Format::Table, Some(plan)) => {
            let running = if plan.started { ", running" } else { "" };
            let mut text =
                format!("Round `{}`{running}\n{}", plan.name, describe(plan, folder.project.slots));
            text.extend(shared.as_ref().map(budget));
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
            match &study.value {
                Some(value) if plan.design.is_usual() => value.to_string(),
                None if plan.design.is_usual() => "(tuning)".into(),
                _ => study.name.clone(),
            },
            match study.reused_trials {
                0 => study.trials.to_string(),
                reused => format!("{} + {reused} earlier", study.trials),
            },
            space,
        ]
    });
    text += "\n";
    text += &output::table(&["study", "trials", "tunes"], studies.collect());
    text += "\n";
    text += &design(plan);
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
    text.extend(plan.bought_in_words.iter().map(|bought| format!("{bought}\n")));
    for remark in &plan.remarks_in_words {
        let _ = writeln!(text, "Remark: {remark}.");
    }
    text
}

/// How many trials each round to come should have.
fn budget(plan: &BudgetPlan) -> String {
    let rows = plan.rounds.iter().map(|round| {
        let cells = [round.studies, round.nuisances, round.trials, round.proposed, round.trainings];
        std::iter::once(round.name.clone()).chain(cells.iter().map(ToString::to_string)).collect()
    });
    let mut text = format!("\nBudget: {} of {} used.\n", plan.used, words::count(plan.budget, "training"));
    text += &output::table(
        &["round to come", "studies", "tunes", "trials now", "proposed", "trainings then"],
        rows.collect(),
    );
    let _ = if plan.proposed_total > plan.budget {
        writeln!(
            text,
            "Even so it would take {}: leave rounds out, or raise the budget (S1).",
            words::count(plan.proposed_total, "training")
        )
    } else {
        writeln!(
            text,
            "Every study of a round gets the same number (P36); 8 pairs of retrainings are set aside for each comparison."
        )
    };
    if !plan.unplanned.is_empty() {
        let _ = writeln!(
            text,
            "Not planned yet, since they depend on what is adopted: {}.",
            plan.unplanned.join(", ")
        );
    }
    text
}

/// What to know of the studies: how a range is divided, and that they differ in what they tune.
fn design(plan: &PlanView) -> String {
    let mut text = String::new();
    match &plan.design {
        Design::OverRange { parts } => {
            let _ = writeln!(
                text,
                "The values in question are covered evenly, in {parts} parts; the study at the incumbent's value has as many trials \
                 as a part (P34, P36)."
            );
        }
        Design::Ablation { .. } => {
            text += "What costs less than the margin to put back is removed, one feature a round.\n";
        }
        Design::EachValue | Design::Interaction { .. } => {}
    }
    if plan.studies.iter().any(|study| study.reused_trials > 0) {
        text +=
            "Earlier trials of the same configurations count as the study's own and are not trained again.\n";
    }
    if plan.design.is_usual() {
        let counts = plan.studies.iter().map(|study| study.space.len());
        text.extend(words::uneven_dimensions(counts).map(|line| line + "\n"));
    }
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
    if let Some(remedies) = cost.remedies {
        text += &mended(remedies);
    }
    text
}

/// What the checklist may add by itself.
fn mended(remedies: RemedyPrice) -> String {
    let widened = match remedies.widening {
        0 => String::new(),
        trainings => format!(
            ", and up to {trainings} each time a range is widened whose best points lie at its border (S20)"
        ),
    };
    format!(
        "Remedies, by themselves: at most {} where the points are too thin (P49){widened}. `etude run --no-remedy` only tells.\n",
        words::count(remedies.again, "more training")
    )
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
