//! What the project file says by now and the history does not, in sentences: an edit that is not told is taken for done.

use etude_study::design::Design;
use etude_study::history::{History, RoundRecord};
use etude_study::project::Project;
use etude_study::round::{FrozenRound, RoundDefinition};
use etude_study::sampler::{WHILE_EXPLOITING, WHILE_EXPLORING};
use etude_study::score::Direction;

/// Sentences about the file's differences from the rounds that have begun; none where they agree. A round keeps what the
/// file said when it began.
pub fn file_changes(project: &Project, history: &History) -> Vec<String> {
    let Some(last) = history.rounds.last() else { return Vec::new() };
    let frozen = &last.frozen;
    let mut said = Vec::new();
    let now = (&project.metric, project.direction, project.seed);
    if now != (&frozen.metric, frozen.direction, frozen.project_seed) {
        let (is, was) = (words(now), words((&frozen.metric, frozen.direction, frozen.project_seed)));
        said.push(format!(
            "the file says {is}, the history is about {was}, and nothing runs until it is put back"
        ));
    }
    if last.verdict.is_none() {
        said.extend(while_it_runs(project, last));
    }
    if last.verdict.is_some() && project.rounds.iter().all(|round| has_begun(history, &round.name)) {
        said.extend(with_nothing_to_run(project, last));
    }
    let judged = history.rounds.iter().filter(|round| round.verdict.is_some());
    said.extend(judged.filter_map(|round| of_a_judged_round(project, history, round)));
    said
}

/// What makes a project another one, in words.
fn words((metric, direction, seed): (&String, Direction, u64)) -> String {
    format!("{metric} ({}, seed {seed})", format!("{direction:?}").to_lowercase())
}

/// The round that is running goes on as it began.
fn while_it_runs(project: &Project, round: &RoundRecord) -> Option<String> {
    let frozen = &round.frozen;
    let name = &frozen.definition.name;
    let mut changed = Vec::new();
    match project.rounds.iter().find(|round| round.name == *name) {
        None => changed.push("its [[rounds]] is gone, or has another name".to_owned()),
        Some(definition) => changed.extend(parts(definition, frozen)),
    }
    changed.extend(beside_the_rounds(project, frozen));
    (!changed.is_empty()).then(|| {
        format!(
            "the file was changed after round `{name}` began ({}); the round goes on as it began, and the next one \
             follows the file",
            changed.join(", ")
        )
    })
}

/// With every round judged, a changed length or parameter waits for a question.
fn with_nothing_to_run(project: &Project, round: &RoundRecord) -> Option<String> {
    let changed = beside_the_rounds(project, &round.frozen);
    (!changed.is_empty()).then(|| {
        format!(
            "the file was changed after round `{}` ({}), which takes effect in a new [[rounds]]",
            round.frozen.definition.name,
            changed.join(", ")
        )
    })
}

/// What differs in the length and in the parameters.
fn beside_the_rounds(project: &Project, frozen: &FrozenRound) -> Vec<String> {
    let mut changed = Vec::new();
    let (now, then) = (project.length.epochs_of(&frozen.definition), frozen.length.max_epochs);
    if now != then {
        changed.push(format!("max_epochs is {now}, and was {then}"));
    }
    let then = &frozen.parameters;
    let gone = then.iter().filter(|old| !project.parameters.iter().any(|new| new.name == old.name));
    changed.extend(gone.map(|old| format!("{} is gone", old.name)));
    let differs = project.parameters.iter().filter(|new| !then.contains(new));
    changed.extend(differs.map(|new| {
        let known = then.iter().any(|old| old.name == new.name);
        format!("{} is {}", new.name, if known { "changed" } else { "new" })
    }));
    changed
}

/// A round with a verdict is not run again, whatever the file says of it now.
fn of_a_judged_round(project: &Project, history: &History, round: &RoundRecord) -> Option<String> {
    let then = &round.frozen.definition;
    if let Some(now) = project.rounds.iter().find(|now| now.name == then.name) {
        let changed = parts(now, &round.frozen);
        return (!changed.is_empty()).then(|| {
            format!(
                "of round `{}` the file has changed ({}), but it has its verdict and is not run again: to ask anew, give \
                 the round another name",
                then.name,
                changed.join(", ")
            )
        });
    }
    let renamed = |now: &&RoundDefinition| {
        !has_begun(history, &now.name) && now.goal == then.goal && roles(now) == roles(then)
    };
    let now = project.rounds.iter().find(renamed)?;
    Some(format!(
        "round `{}` asks what round `{}` has answered, under another name: it runs as a new round, at full cost",
        now.name, then.name
    ))
}

fn has_begun(history: &History, name: &str) -> bool {
    history.rounds.iter().any(|round| round.frozen.definition.name == name)
}

fn roles(round: &RoundDefinition) -> (&Option<String>, &Vec<String>) {
    (&round.scientific, &round.nuisance)
}

/// The keys of a round that differ; its goal is words only.
fn parts(now: &RoundDefinition, frozen: &FrozenRound) -> Vec<String> {
    let then = &frozen.definition;
    let of_the_ladder =
        [("epochs", now.epochs != then.epochs), ("continues", now.continues != then.continues)];
    // Question and points of a round that continues another were filled in when it started.
    if now.is_continuing() && now.continues == then.continues {
        return named(&[("phase", now.phase != then.phase), of_the_ladder[0]]);
    }
    // A round that names no sampler means another one by now than when no round stored which it was.
    let usual_meanwhile =
        frozen.sampler.is_none() && then.sampler == WHILE_EXPLORING && now.sampler == WHILE_EXPLOITING;
    let parts = [
        ("phase", now.phase != then.phase),
        ("scientific", now.scientific != then.scientific),
        ("nuisance", now.nuisance != then.nuisance),
        ("trials", now.trials != then.trials),
        ("sampler", now.sampler != then.sampler && !usual_meanwhile),
        ("space", now.space != then.space),
        ("design", asks_otherwise(&now.design, &then.design)),
        ("configurations", now.configurations != then.configurations),
        of_the_ladder[0],
        of_the_ladder[1],
    ];
    named(&parts)
}

/// The keys that differ.
fn named(parts: &[(&str, bool)]) -> Vec<String> {
    parts.iter().filter(|(_, differs)| *differs).map(|(name, _)| (*name).to_owned()).collect()
}

/// Whether the studies would be others. The features of an ablation were filled in when the round started.
fn asks_otherwise(now: &Design, then: &Design) -> bool {
    match (now, then) {
        (Design::Ablation { features: now }, Design::Ablation { features: then }) => {
            !now.is_empty() && now != then
        }
        (Design::OverRange { .. }, Design::OverRange { .. }) => false,
        _ => now != then,
    }
}
