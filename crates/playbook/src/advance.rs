//! What a project needs next: a pure function of its file and its history, so that nothing is lost by stopping.

use etude_study::configuration::{Configuration, Values};
use etude_study::event::{CheckStage, Event};
use etude_study::finding::Finding;
use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::ids::{RoundId, StudyId, TrialId};
use etude_study::launch::{Launch, LaunchEvidence};
use etude_study::project::Project;
use etude_study::round::RoundDefinition;
use etude_study::seed::{SeedStage, training_seed};
use etude_study::space::active_values;
use etude_study::trial::{Arm, Purpose, TrialRequest};
use etude_study::verdict::{Caveat, Decision, Verdict};

use crate::checks::check_study;
use crate::confirmation::{
    Choice, ConfirmationStep, answers, choose, confirmation_plan, judge, mark, missing, plan_changes,
    plan_reruns, replicate_variance, value_question,
};
use crate::gate::{Gate, gate, mending};
use crate::rounds::{RoundError, by_hand, counted, earlier_of, freeze_round, may_continue};

/// What comes next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// These events follow from the history alone: record them, and ask again.
    Record(Vec<Event>),
    /// Points are wanted from a study's sampler: request them as trials, and ask again.
    Sample(PointsWanted),
    /// Trials are waiting or running.
    Await,
    /// Findings stand in the way of the round's verdict: each must be mended, or accepted with a reason.
    Blocked {
        /// The round.
        round: RoundId,
        /// The findings.
        findings: Vec<Finding>,
    },
    /// Every round of the project file has its verdict.
    Finished,
}

/// Points that a study wants from one segment of its space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointsWanted {
    /// The study.
    pub study: StudyId,
    /// The segment.
    pub segment: u32,
    /// How many of its points were drawn before.
    pub first_index: u32,
    /// How many more.
    pub count: u32,
}

/// Says what comes next.
///
/// # Errors
/// When the next round of the file cannot start under today's incumbent.
pub fn advance(project: &Project, history: &History) -> Result<Step, RoundError> {
    if history.project.is_none() {
        return Ok(Step::Record(open_project(project)));
    }
    let Some(round) = history.open_round() else {
        return match next_round(project, history) {
            Some(definition) => start_round(project, history, definition),
            None => Ok(Step::Finished),
        };
    };
    let lacks_incumbent =
        |study: &&StudyRecord| study.definition.holds_incumbent && !study.incumbent_requested;
    if let Some(study) = round.studies.iter().find(lacks_incumbent) {
        return Ok(Step::Record(vec![request_incumbent(history, round, study)]));
    }
    if round.frozen.learns() {
        if let Some(step) = one_point_wanted(project, history, round) {
            return Ok(step);
        }
    } else if let Some(wanted) = round
        .studies
        .iter()
        .find_map(|study| points_wanted(study).or_else(|| instead_of_reused(history, round, study)))
    {
        if round.frozen.definition.is_by_hand() {
            return Ok(Step::Record(request_by_hand(history, round, wanted)));
        }
        return Ok(Step::Sample(wanted));
    }
    if round.studies.iter().any(|study| study.unended > 0) {
        return Ok(Step::Await);
    }
    let unchecked: Vec<&StudyRecord> = round.studies.iter().filter(|study| !study.complete).collect();
    if !unchecked.is_empty() {
        let checks = unchecked.into_iter().map(|study| check(project, history, round, study));
        return Ok(Step::Record(checks.collect()));
    }
    Ok(confirm(project, history, round))
}

/// The next round of the file that the history does not know.
pub fn next_round<'a>(project: &'a Project, history: &History) -> Option<&'a RoundDefinition> {
    let known = |name: &str| history.rounds.iter().any(|round| round.frozen.definition.name == name);
    project.rounds.iter().find(|round| !known(&round.name))
}

fn open_project(project: &Project) -> Vec<Event> {
    let opened = Event::ProjectOpened {
        name: project.name.clone(),
        metric: project.metric.clone(),
        direction: project.direction,
        seed: project.seed,
    };
    let start = Launch { values: project.baseline(), evidence: LaunchEvidence::ProjectFile };
    vec![opened, Event::Launched(Box::new(start))]
}

fn start_round(
    project: &Project,
    history: &History,
    definition: &RoundDefinition,
) -> Result<Step, RoundError> {
    let new = freeze_round(project, history, definition)?;
    let mut events = Vec::new();
    if !new.new_dimensions.is_empty() {
        events.push(Event::DimensionsNumbered { names: new.new_dimensions });
    }
    events.push(Event::RoundStarted { round: new.id, frozen: Box::new(new.frozen) });
    Ok(Step::Record(events))
}

/// The first segment of a study that has points left to draw.
fn points_wanted(study: &StudyRecord) -> Option<PointsWanted> {
    let unfinished = |(_, segment): &(usize, &etude_study::history::Segment)| segment.drawn < segment.trials;
    let (index, segment) = study.segments.iter().enumerate().find(unfinished)?;
    Some(PointsWanted {
        study: study.definition.id,
        segment: index as u32,
        first_index: segment.drawn,
        count: segment.trials - segment.drawn,
    })
}

/// Points in the place of trials of earlier rounds that count no more, since the code turned out to have changed.
fn instead_of_reused(history: &History, round: &RoundRecord, study: &StudyRecord) -> Option<PointsWanted> {
    let lost = study.definition.reused.len() - counted(history, round, study).len();
    let segment = study.segments.first().filter(|_| !study.complete && lost > 0)?;
    let wanted = segment.trials + lost as u32;
    (segment.drawn < wanted).then_some(PointsWanted {
        study: study.definition.id,
        segment: 0,
        first_index: segment.drawn,
        count: wanted.saturating_sub(segment.drawn),
    })
}

/// What a round whose sampler learns wants next: one point, and only while a slot is free for it, so that every point is
/// chosen with all that is known by then. The study with the fewest trials comes first, so that all are searched with the
/// same effort at any time (P36).
fn one_point_wanted(project: &Project, history: &History, round: &RoundRecord) -> Option<Step> {
    let wanted = round.studies.iter().filter_map(points_wanted);
    let next = wanted.min_by_key(|wanted| wanted.first_index)?;
    let taken = history.waiting.len() + history.running.len();
    if taken >= project.slots as usize {
        return Some(Step::Await);
    }
    Some(Step::Sample(PointsWanted { count: 1, ..next }))
}

/// The request that point `index` of a segment, not drawn before, becomes. Seeds are given in the order of drawing, so that
/// the first points of every study of a round share theirs; the incumbent's own configuration has the seed before all of
/// them.
pub fn search_request(
    round: &RoundRecord,
    study: &StudyRecord,
    (segment, index): (u32, u32),
    drawn: &Values,
) -> TrialRequest {
    let purpose = Purpose::Search { study: study.definition.id, segment, index };
    let drawn_in = |index: usize| study.segments.get(index).map_or(0, |segment| segment.drawn);
    let drawn_so_far: u32 = (0..study.segments.len()).map(drawn_in).sum();
    let place = drawn_so_far + index - drawn_in(segment as usize);
    let mut values = study.definition.fixed.clone();
    values.extend(drawn.clone());
    let configuration = configuration(round, &values, SeedStage::Search, place + 1);
    TrialRequest { purpose, configuration, continues: None }
}

/// The request of a round that trains an earlier one's configurations for longer: with the seeds of the earlier training, and
/// going on from it where that may be.
fn longer(history: &History, round: &RoundRecord, mut request: TrialRequest) -> TrialRequest {
    let Some(earlier) = earlier_of(history, round, &request.configuration) else { return request };
    let Some(record) = history.trials.get(&earlier) else { return request };
    let trained = &record.request.configuration;
    request.configuration.seed = trained.seed;
    request.configuration.data_seed = trained.data_seed;
    let before = history.round(record.request.purpose.round());
    let goes_on = before.is_some_and(|before| {
        may_continue(&round.frozen, (before, round), &request.configuration.values).is_ok()
    });
    request.continues = Some(earlier).filter(|_| goes_on);
    request
}

/// The requests of a study whose configurations are written by hand.
fn request_by_hand(history: &History, round: &RoundRecord, wanted: PointsWanted) -> Vec<Event> {
    let study = round.studies.iter().find(|study| study.definition.id == wanted.study);
    let points = study.map(|study| (study, by_hand(&round.frozen, &study.definition)));
    let Some((study, points)) = points else { return Vec::new() };
    let left = points.iter().zip(0..).skip(wanted.first_index as usize);
    left.zip(history.next_trial().0..)
        .map(|((values, index), trial)| Event::TrialRequested {
            trial: TrialId(trial),
            request: longer(history, round, search_request(round, study, (wanted.segment, index), values)),
        })
        .collect()
}

fn request_incumbent(history: &History, round: &RoundRecord, study: &StudyRecord) -> Event {
    let purpose = Purpose::Incumbent { study: study.definition.id };
    let configuration = configuration(round, &round.frozen.incumbent, SeedStage::Search, 0);
    let request = longer(history, round, TrialRequest { purpose, configuration, continues: None });
    Event::TrialRequested { trial: history.next_trial(), request }
}

fn configuration(round: &RoundRecord, values: &Values, stage: SeedStage, index: u32) -> Configuration {
    let frozen = &round.frozen;
    let seed = training_seed(frozen.project_seed, stage, round.id, index);
    Configuration {
        values: active_values(&frozen.parameters, values),
        batch_size: frozen.batch_size.clone(),
        max_epochs: frozen.length.max_epochs,
        seed,
        data_seed: seed,
    }
}

fn check(project: &Project, history: &History, round: &RoundRecord, study: &StudyRecord) -> Event {
    let checked = check_study(history, round, study, mending(project, round));
    Event::StudyChecked {
        study: study.definition.id,
        findings: checked.findings,
        expansion: checked.expansion,
    }
}

fn confirm(project: &Project, history: &History, round: &RoundRecord) -> Step {
    let held_up = |stage: CheckStage| match gate(project, history, round, stage) {
        Gate::Open => None,
        Gate::Record(first) => Some(Step::Record(first)),
        Gate::Shut(findings) => Some(Step::Blocked { round: round.id, findings }),
    };
    let Some(confirmation) = &round.confirmation else {
        let before = held_up(CheckStage::Search).or_else(|| rerun(history, round));
        return before.unwrap_or_else(|| Step::Record(chosen(project, history, round)));
    };
    match judge(history, round, confirmation) {
        ConfirmationStep::Await => Step::Await,
        ConfirmationStep::Conclude(verdict) => held_up(CheckStage::Confirmation)
            .unwrap_or_else(|| Step::Record(conclude((project, history), round, *verdict))),
        ConfirmationStep::Train(wanted) => {
            let first = history.next_trial().0;
            let requests = wanted.into_iter().zip(first..).filter_map(|((arm, seed_index), trial)| {
                let contender = confirmation.contender(arm)?;
                let purpose = Purpose::Confirmation { round: round.id, arm, seed_index };
                let configuration =
                    configuration(round, &contender.values, SeedStage::Confirmation, seed_index);
                let request = TrialRequest { purpose, configuration, continues: None };
                Some(Event::TrialRequested { trial: TrialId(trial), request })
            });
            Step::Record(requests.collect())
        }
    }
}

/// Who is compared, by which plan; or the answer, where there is nothing to compare.
fn chosen(project: &Project, history: &History, round: &RoundRecord) -> Vec<Event> {
    match choose(history, round) {
        Choice::Compare(contenders) => {
            let earlier = replicate_variance(history, round, &contenders);
            let plan = confirmation_plan(round.frozen.definition.plan, earlier);
            vec![Event::ConfirmationPlanned { round: round.id, contenders, plan }]
        }
        Choice::Conclude(mut verdict) => {
            verdict.value_question = value_question(history, round);
            conclude((project, history), round, *verdict)
        }
    }
}

/// What is wanted of the best few before one of them becomes the candidate; none when they are done, or not trained again.
fn rerun(history: &History, round: &RoundRecord) -> Option<Step> {
    let Some(reruns) = &round.reruns else {
        let reruns = plan_reruns(history, round)?;
        return Some(Step::Record(vec![Event::RerunsPlanned { round: round.id, reruns }]));
    };
    let wanted = missing(reruns);
    if wanted.is_empty() {
        return (reruns.unended > 0).then_some(Step::Await);
    }
    let requests =
        wanted.into_iter().zip(history.next_trial().0..).filter_map(|((of, seed_index), trial)| {
            let values = &history.trials.get(&of)?.request.configuration.values;
            let purpose = Purpose::Replicate { round: round.id, of, seed_index };
            let configuration = configuration(round, values, SeedStage::Selection, seed_index);
            let request = TrialRequest { purpose, configuration, continues: None };
            Some(Event::TrialRequested { trial: TrialId(trial), request })
        });
    Some(Step::Record(requests.collect()))
}

/// The rules that the round overrode and the findings that were accepted, printed with its verdict for ever.
fn overridden(round: &RoundRecord) -> impl Iterator<Item = Caveat> {
    round.allowances().map(|allowance| Caveat::RuleOverridden {
        rule: allowance.rule.clone(),
        reason: allowance.reason.clone(),
    })
}

/// The verdict, and the launch that an adoption is.
fn conclude(
    (project, history): (&Project, &History),
    round: &RoundRecord,
    mut verdict: Verdict,
) -> Vec<Event> {
    verdict.answers = answers(history, round);
    mark(&mut verdict, plan_changes(project, round));
    verdict.caveats.extend(overridden(round));
    let launch = launch(round, &verdict).map(|launch| Event::Launched(Box::new(launch)));
    let concluded = Event::RoundConcluded { round: round.id, verdict: Box::new(verdict) };
    std::iter::once(concluded).chain(launch).collect()
}

fn launch(round: &RoundRecord, verdict: &Verdict) -> Option<Launch> {
    if verdict.decision != Decision::Adopt {
        return None;
    }
    let over_incumbent = verdict.comparisons.iter().find(|comparison| comparison.against == Arm::Incumbent);
    let gain = over_incumbent.map(|comparison| comparison.mean_gain);
    let evidence = LaunchEvidence::Verdict { round: round.id, score: verdict.candidate_score.clone()?, gain };
    Some(Launch { values: verdict.candidate.as_ref()?.values.clone(), evidence })
}
