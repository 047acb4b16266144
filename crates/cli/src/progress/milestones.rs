//! Events in words, as they happen.

use console::style;
use etude::playbook::checks::in_order;
use etude::study::event::Event;
use etude::study::finding::{Finding, Severity};
use etude::study::history::History;
use etude::study::project::Project;
use etude::study::round::FrozenRound;
use etude::study::trial::{Outcome, Purpose};
use etude::study::verdict::{Decision, Verdict};
use etude::views::plan;
use etude::words;

use crate::commands::plan::describe;

/// What is worth a paragraph: a round's start, a finding, the confirmation, the verdict. `history` already holds the event.
pub(super) fn milestone(event: &Event, history: &History, project: &Project) -> Option<String> {
    match event {
        Event::RoundStarted { round, .. } => {
            let record = history.round(*round)?;
            let plan = plan(project, history)
                .ok()
                .flatten()
                .filter(|plan| plan.name == record.frozen.definition.name)?;
            let begun = |name: &str| history.rounds.iter().any(|round| round.frozen.definition.name == name);
            let to_come = project.rounds.iter().filter(|round| !begun(&round.name)).count();
            let all = history.rounds.len() + to_come;
            let rule = style(format!("━━ Round {round} of {all}: {}", plan.name)).bold().for_stderr();
            Some(format!("\n{rule}\n{}", describe(&plan, project.slots)))
        }
        Event::SamplerChanged { round, version } => {
            let frozen = &history.round(*round)?.frozen;
            Some(format!(
                "Note: round `{}` began with version {} of {} and goes on with version {version}, since Etude was updated",
                frozen.definition.name,
                frozen.sampler_version(),
                frozen.sampler_name()
            ))
        }
        Event::StudyChecked { study, findings, .. } if findings.is_empty() => Some(format!(
            "Check {}: no best point near a border, no infeasible trial",
            study_name(history, *study)
        )),
        Event::StudyChecked { findings, .. } => {
            let lines: Vec<String> = findings.iter().map(|finding| check_line(finding, history)).collect();
            Some(lines.join("\n"))
        }
        Event::RerunsPlanned { reruns, .. } => Some(format!(
            "Choose: the best {} of the search trained again with {} each, since the best of many is lucky",
            reruns.trials.len(),
            words::count(reruns.seeds, "more seed")
        )),
        Event::RoundChecked { findings, remedies, .. } => {
            // What is mended by itself is not told twice: first as wrong, then as done.
            let is_told = |finding: &&Finding| remedies.is_empty() || finding.answer.is_remedied();
            let told = in_order(findings.iter().filter(is_told).collect());
            let lines: Vec<String> = told.into_iter().map(|finding| check_line(finding, history)).collect();
            (!lines.is_empty()).then(|| lines.join("\n"))
        }
        Event::BatchSizeChosen { choice } => Some(format!("Batch size: {} from now on", choice.size)),
        Event::FindingAccepted { rule, reason, .. } => Some(format!("Accepted: rule {rule}, {reason}")),
        Event::ConfirmationPlanned { contenders, plan, .. } => {
            let arms: Vec<&str> = contenders.iter().map(|contender| words::arm(contender.arm)).collect();
            Some(format!(
                "Confirm: {} retrained on fresh seeds, looking {}; the trials that chose the candidate do not count",
                arms.join(", "),
                words::looks(plan)
            ))
        }
        Event::RoundConcluded { round, verdict } => Some(concluded(&history.round(*round)?.frozen, verdict)),
        _ => None,
    }
}

/// The answer of a round, with what it rests on and what it does not say.
fn concluded(frozen: &FrozenRound, verdict: &Verdict) -> String {
    let sentence = words::verdict(verdict, &frozen.metric, frozen.direction);
    let decision = style(words::decision(verdict.decision)).bold().for_stderr();
    let decision = match verdict.decision {
        Decision::Adopt => decision.green(),
        Decision::Keep => decision.cyan(),
        Decision::Inconclusive => decision.yellow(),
    };
    let evidence = words::evidence(verdict, &frozen.metric, frozen.direction);
    let evidence: String = evidence.iter().flat_map(|line| ["\n  - ", line.as_str()]).collect();
    let caveats: Vec<String> = verdict.caveats.iter().map(words::caveat).collect();
    let caveats =
        if caveats.is_empty() { String::new() } else { format!("\n  Caveats: {}", caveats.join("; ")) };
    let answer = |found| format!("\n  Found: {}.", words::answer(found, &frozen.metric, frozen.direction));
    let answers = verdict.answers.iter().map(answer).collect::<Vec<_>>().concat();
    format!("Verdict: {decision}. {sentence}{answers}{evidence}{caveats}")
}

/// A finding of the round as a whole, or of one of its studies: `Check dropout=on, warning: ...`.
fn check_line(finding: &Finding, history: &History) -> String {
    let place = finding.study.map_or_else(String::new, |study| format!(" {}", study_name(history, study)));
    let severity = match finding.answer.severity() {
        Severity::Note => String::new(),
        heavier => format!(" ({})", heavier.word()),
    };
    format!("Check{place}{severity}: {}", words::finding(finding))
}

fn study_name(history: &History, study: etude::study::ids::StudyId) -> String {
    let value = history.study(study).zip(history.round(study.round)).and_then(|(record, round)| {
        if !round.frozen.definition.design.is_usual() {
            return Some(words::study(&round.frozen, &record.definition));
        }
        let name = round.frozen.definition.scientific.as_ref()?;
        Some(format!("{name}={}", record.definition.fixed.get(name)?))
    });
    value.unwrap_or_else(|| "the study".into())
}

/// A line for every trial that ended or paused, where there is no live display.
pub(super) fn trial_line(event: &Event, history: &History) -> Option<String> {
    let (trial, record, score) = match event {
        Event::TrialEnded { trial, outcome } => (trial, history.trials.get(trial)?, ending(outcome)),
        Event::TrialPaused { trial } => {
            let record = history.trials.get(trial)?;
            (trial, record, words::ruling(record.stopping_ruling()?)?)
        }
        _ => return None,
    };

    let round = history.round(record.request.purpose.round())?;
    let varied = round.frozen.definition.varied(&record.request.configuration.values);
    let what = match record.request.purpose {
        Purpose::Search { .. } => words::values(&varied),
        Purpose::Incumbent { .. } => "the incumbent's own configuration".into(),
        Purpose::Confirmation { arm, seed_index, .. } => {
            format!("{}, fresh seed {}", words::arm(arm), seed_index + 1)
        }
        Purpose::Replicate { of, seed_index, .. } => format!("trial {of} again, seed {}", seed_index + 2),
    };
    Some(format!("trial {trial}: {score}  {what}"))
}

/// A score with its moment, or how else a trial ended.
fn ending(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Feasible(best) => {
            let at = best.position.map(|at| format!(" at {}", words::position(at, best.unit)));
            format!("{}{}", words::number(best.score.get()), at.unwrap_or_default())
        }
        other => words::outcome(other),
    }
}
