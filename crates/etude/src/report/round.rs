//! One round of the report: goal, roles, spaces, cost, checks, confirmation, verdict, caveats.

use std::fmt::Write as _;

use etude_study::history::{History, RoundRecord};
use etude_study::trial::Arm;
use etude_study::verdict::{Comparison, Verdict};

use super::table::Table;
use crate::views::{RoundView, StudyView};
use crate::words;

pub(super) fn write_round(text: &mut String, round: &RoundView, record: &RoundRecord, history: &History) {
    let _ = write!(text, "## Round {}: {}\n\n**Goal.** {}\n\n", round.round, round.name, round.goal);
    write_roles(text, round);
    write_studies(text, round);
    if let Some(verdict) = &round.verdict {
        let sentence = round.sentence.as_deref().unwrap_or_default();
        let _ = write!(text, "**Verdict: {}.** {sentence}\n\n", verdict.decision);
        write_confirmation(text, verdict, record, history);
        write_caveats(text, verdict);
    } else {
        text.push_str("No verdict yet.\n\n");
    }
}

fn write_roles(text: &mut String, round: &RoundView) {
    let list = |names: &[String]| if names.is_empty() { "-".into() } else { names.join(", ") };
    let mut table = Table::new(&["role", "parameters"]);
    table.row(&["scientific", round.scientific.as_deref().unwrap_or("- (the round only tunes)")]);
    table.row(&["nuisance", &list(&round.nuisance)]);
    table.row(&["fixed", &list(&round.fixed)]);
    text.push_str(&table.to_markdown());
    let (least, most) = round.cost.trainings();
    let _ = writeln!(
        text,
        "\nPlanned: {least} to {most} trainings of {}; used: {}.\n",
        words::count(round.cost.epochs_per_training, "epoch"),
        round.trainings
    );
}

fn write_studies(text: &mut String, round: &RoundView) {
    let mut table = Table::new(&[
        "study",
        "space",
        "trials",
        "feasible",
        "infeasible",
        "failed",
        "best observed (selected, optimistic)",
    ]);
    for study in &round.studies {
        let space: Vec<String> =
            study.space.iter().map(|part| format!("{}: {}", part.name, part.values)).collect();
        table.row(&[
            &study_name(round, study),
            &space.join("; "),
            &study.trials.to_string(),
            &study.feasible.to_string(),
            &study.infeasible.to_string(),
            &study.failed.to_string(),
            &study.best_observed.map_or_else(|| "-".into(), words::number),
        ]);
    }
    text.push_str(&table.to_markdown());
    text.push('\n');
    let findings: Vec<(&StudyView, &String)> = round
        .studies
        .iter()
        .flat_map(|study| study.findings_in_words.iter().map(move |words| (study, words)))
        .collect();
    if findings.is_empty() {
        text.push_str(
            "Checklist: nothing to remark; no best point near a border (S20), no infeasible trial (P39).\n\n",
        );
        return;
    }
    text.push_str("Checklist:\n\n");
    for (study, words) in findings {
        let _ = writeln!(text, "- {}: {words}", study_name(round, study));
    }
    text.push('\n');
}

fn study_name(round: &RoundView, study: &StudyView) -> String {
    match (&round.scientific, &study.value) {
        (Some(name), Some(value)) => format!("{name} = {value}"),
        _ => "tuning".into(),
    }
}

fn write_confirmation(text: &mut String, verdict: &Verdict, record: &RoundRecord, history: &History) {
    let Some(confirmation) = &record.confirmation else { return };
    let plan = &confirmation.plan;
    let looks: Vec<String> = plan.looks.iter().map(ToString::to_string).collect();
    let _ = writeln!(
        text,
        "Retrained on fresh seeds shared by all arms; looks at {} pairs, one-sided level {} each, false adoption at most {:.0} % \
         (the plan was stored before the first comparison). The trials that selected the candidate are not counted.\n",
        looks.join(", "),
        plan.level,
        100.0 * plan.overall_error
    );
    let mut contenders = Table::new(&["arm", "configuration", "from trial"]);
    for contender in &confirmation.contenders {
        let active = etude_study::space::active_values(&record.frozen.parameters, &contender.values);
        let from = contender.from.map_or_else(|| "-".into(), |trial| trial.to_string());
        contenders.row(&[words::arm(contender.arm), &words::values(&active), &from]);
    }
    text.push_str(&contenders.to_markdown());
    text.push('\n');
    if let Some(score) = &verdict.candidate_score {
        let _ = writeln!(text, "The candidate's score on fresh seeds: {}.\n", words::published(score));
    }
    for comparison in &verdict.comparisons {
        write_comparison(text, comparison, record, history);
    }
}

fn write_comparison(text: &mut String, comparison: &Comparison, record: &RoundRecord, history: &History) {
    let _ = writeln!(
        text,
        "Against {} ({}): mean gain {}, {:.0} % interval {} to {}.\n",
        words::arm(comparison.against),
        words::published(&comparison.score),
        words::signed(comparison.mean_gain),
        100.0 * comparison.coverage,
        words::signed(comparison.interval.0),
        words::signed(comparison.interval.1)
    );
    let mut pairs = Table::new(&["seed", "candidate", words::arm(comparison.against), "gain"]);
    for (seed, gain) in comparison.seeds.iter().zip(&comparison.gains) {
        let score = |arm| score_on(history, record, arm, *seed).map_or_else(|| "-".into(), words::number);
        pairs.row(&[
            &seed.to_string(),
            &score(Arm::Candidate),
            &score(comparison.against),
            &words::signed(*gain),
        ]);
    }
    text.push_str(&pairs.to_markdown());
    text.push('\n');
}

fn score_on(history: &History, record: &RoundRecord, arm: Arm, seed: u32) -> Option<f64> {
    let confirmation = record.confirmation.as_ref()?;
    let trials = confirmation.trials.iter().filter(|((trial_arm, _), _)| *trial_arm == arm);
    let trial = trials
        .filter_map(|(_, trial)| history.trials.get(trial))
        .find(|trial| trial.request.configuration.seed == seed)?;
    match trial.outcome()? {
        etude_study::trial::Outcome::Feasible(best) => Some(best.score.get()),
        _ => None,
    }
}

fn write_caveats(text: &mut String, verdict: &Verdict) {
    if verdict.caveats.is_empty() {
        return;
    }
    text.push_str("Caveats (S16, P26):\n\n");
    for caveat in &verdict.caveats {
        let _ = writeln!(text, "- {}", words::caveat(caveat));
    }
    text.push('\n');
}
