//! A small project's whole life, with every variant of [`Event`] in it, and odd values wherever one fits.

#![allow(dead_code, clippy::unwrap_used, reason = "each test uses its part, and fails by panicking")]

mod curves;

mod batch_size;

use std::collections::BTreeMap;
use std::path::PathBuf;

use etude_store::Store;
use etude_study::batch_size::BatchSize;
use etude_study::configuration::{Configuration, Values};
use etude_study::event::{CheckStage, Event, Expansion, MorePoints};
use etude_study::finding::{
    Answer, BoundaryAction, Effort, Finding, Interaction, Margin, MarginBasis, Part, Separation,
    is_rule_of_a_finding,
};
use etude_study::ids::{RoundId, StudyId, TrialId};
use etude_study::launch::{Launch, LaunchEvidence};
use etude_study::length::{BestEpochRule, ContinueWhen, KeepCheckpoints, Length};
use etude_study::measurement::{Measurement, MetricValue, PositionUnit, SpooledMeasurement};
use etude_study::objective::Objective;
use etude_study::pruner::{Ground, PrunerRule, Ruling, Rung};
use etude_study::reruns::Reruns;
use etude_study::round::{Allowance, FrozenRound, Phase, RoundDefinition, StudyDefinition};
use etude_study::score::{Direction, Score};
use etude_study::sources::{KeptDiff, NamedSources, NoRepository, Repository, SourceFile, Sources};
use etude_study::space::{Condition, Dimension, Domain, Group, Parameter, Range, Scale, SearchSpace, Side};
use etude_study::trial::{
    Arm, AttemptEnding, BestEpoch, Crash, Infeasibility, Outcome, Pruned, Purpose, TrialRequest,
};
use etude_study::value::Value;
use etude_study::value_question::{Scope, ValueAgainstIncumbent, ValueQuestion, ValueStanding};
use etude_study::verdict::{
    Caveat, Comparison, Complexity, ConfirmationPlan, Contender, Decision, Divergence, PairsWon, PlanChange,
    PlanKind, PublishedScore, Reason, ReplicateVariance, Verdict,
};

/// Text that breaks careless writers: quotes, escapes, NUL, other scripts, an emoji of several code points.
pub(crate) const ODD_TEXT: &str = "Is \"µ\" <b>'better'</b>?\\ \u{0} \u{7} \n ÆØÅ 日本語 👩‍🔬 \u{202e}";

/// Floats that careless writers alter.
pub(crate) const ODD_FLOATS: [f64; 12] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    -0.0,
    0.0,
    1e308,
    f64::MAX,
    f64::MIN_POSITIVE,
    5e-324,
    -2.225_073_858_507_201e-308,
    0.1 + 0.2,
    9_007_199_254_740_993.0,
];

/// A new folder and the path of a store in it.
pub(crate) fn new_place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".etude").join("etude.db");
    (folder, path)
}

/// A store with these events, appended in small groups.
pub(crate) fn stored(events: &[Event]) -> (tempfile::TempDir, PathBuf, Store) {
    let (folder, path) = new_place();
    let mut store = Store::create_or_open(&path).unwrap();
    for (group, at_ms) in events.chunks(3).zip(1_700_000_000_000..) {
        store.append(group, at_ms).unwrap();
    }
    (folder, path, store)
}

pub(crate) const STUDY: StudyId = StudyId { round: RoundId(1), study: 1 };
pub(crate) const OTHER_STUDY: StudyId = StudyId { round: RoundId(1), study: 2 };

fn domain() -> Domain {
    Domain::Float { low: 1e-4, high: 1.0, scale: Scale::Log }
}

fn space() -> SearchSpace {
    let when = Condition::equals("dropout", Value::Bool(true));
    SearchSpace::new(vec![
        Dimension { name: "learning_rate".into(), number: 0, domain: domain(), when: None },
        Dimension {
            name: "units".into(),
            number: 1,
            domain: Domain::Int { low: -3, high: i64::MAX, scale: Scale::Linear },
            when: Some(when),
        },
        Dimension { name: "dropout".into(), number: 2, domain: Domain::Boolean, when: None },
    ])
}

fn values() -> Values {
    let choice = Value::Text(ODD_TEXT.into());
    Values::from([
        ("dropout".into(), Value::Bool(true)),
        ("learning_rate".into(), Value::Float(0.1 + 0.2)),
        ("minus_zero".into(), Value::Float(-0.0)),
        ("one".into(), Value::Float(1.0)),
        ("units".into(), Value::Int(i64::MIN)),
        ("word".into(), choice),
    ])
}

pub(crate) fn configuration() -> Configuration {
    let batch_size = Some(BatchSize { flag: "--batch_size".into(), value: 128 });
    Configuration { values: values(), batch_size, max_epochs: 30, seed: u32::MAX, data_seed: 0 }
}

fn parameter() -> Parameter {
    Parameter {
        name: "learning_rate".into(),
        domain: Domain::Choice { choices: vec![Value::Int(1), Value::Float(1.0), Value::Text("1".into())] },
        hard_low: Some(5e-324),
        hard_high: None,
        baseline: Value::Float(f64::MAX),
        group: Some(Group::Optimizer),
        flag: Some("--lr".into()),
        when: None,
    }
}

pub(crate) fn round_started(round: RoundId) -> Event {
    let study = |number| StudyDefinition {
        id: StudyId { round, study: number },
        fixed: values(),
        space: space(),
        holds_incumbent: number == 1,
        trials: 16,
        carried: Vec::new(),
        reused: Vec::new(),
    };
    let definition = RoundDefinition {
        name: format!("round {round}"),
        goal: ODD_TEXT.into(),
        phase: Phase::Exploit,
        scientific: Some("dropout".into()),
        nuisance: vec!["learning_rate".into()],
        trials: 16,
        sampler: "quasi-random".into(),
        space: BTreeMap::from([("learning_rate".into(), domain())]),
        configurations: vec![Values::from([("dropout".into(), Value::Bool(false))])],
        pruner: None,
        reruns: Some(2),
        plan: PlanKind::OpenEnded,
        allow: vec![Allowance { rule: "S25".into(), reason: ODD_TEXT.into() }],
        design: etude_study::design::Design::OverRange { parts: 3 },
        fresh: true,
        epochs: Some(3),
        continues: Some("before".into()),
        remedies: false,
    };
    let frozen = FrozenRound {
        definition,
        parameters: vec![parameter()],
        metric: "val_error".into(),
        direction: Direction::Minimize,
        also: vec![Objective::new("inference_ms", Direction::Minimize)],
        min_improvement: 0.002,
        length: Length {
            max_epochs: 30,
            keep_checkpoints: KeepCheckpoints::All,
            best_epoch_rule: BestEpochRule { early: 0.1, late: 0.75 },
            explore_epochs: Some(7),
            continue_when: ContinueWhen::Value { parameter: "decay".into(), value: Value::Bool(true) },
        },
        batch_size: None,
        program: None,
        project_seed: u64::MAX,
        validation_examples: Some(u32::MAX),
        incumbent: values(),
        studies: vec![study(1), study(2)],
        sampler: None,
    };
    Event::RoundStarted { round, frozen: Box::new(frozen) }
}

/// The events before the first trial.
pub(crate) fn beginning() -> Vec<Event> {
    let evidence = LaunchEvidence::ProjectFile;
    vec![
        Event::ProjectOpened {
            name: ODD_TEXT.into(),
            metric: "val_error".into(),
            direction: Direction::Minimize,
            seed: u64::MAX,
        },
        Event::Launched(Box::new(Launch { values: values(), evidence })),
        Event::DimensionsNumbered { names: vec!["learning_rate".into(), "units".into(), "dropout".into()] },
        round_started(RoundId(1)),
    ]
}

pub(crate) fn requested(trial: u32, purpose: Purpose) -> Event {
    let request = TrialRequest { purpose, configuration: configuration(), continues: Some(TrialId(1)) };
    Event::TrialRequested { trial: TrialId(trial), request }
}

pub(crate) fn searched(trial: u32) -> Event {
    requested(trial, Purpose::Search { study: STUDY, segment: 0, index: trial })
}

pub(crate) fn started(trial: u32, attempt: u32) -> Event {
    Event::AttemptStarted { trial: TrialId(trial), attempt, slot: attempt.checked_sub(2) }
}

pub(crate) fn measured(trial: u32, attempt: u32, sequence: u32, value: f64) -> Event {
    let measurement = Measurement {
        epoch: Some(f64::from(sequence + 1)),
        step: None,
        metrics: BTreeMap::from([
            ("val_error".into(), MetricValue(value)),
            ("train_loss".into(), MetricValue(0.1)),
        ]),
        checkpoint: Some(format!("epoch-{sequence}.pt")),
    };
    let measured = SpooledMeasurement { attempt, sequence, measurement };
    Event::Measured { trial: TrialId(trial), measured }
}

pub(crate) fn attempt_ended(trial: u32, attempt: u32, ending: AttemptEnding) -> Event {
    Event::AttemptEnded { trial: TrialId(trial), attempt, ending, seconds: Some(0.1) }
}

pub(crate) fn feasible(trial: u32, score: f64) -> Event {
    let best = BestEpoch {
        score: Score::new(score).unwrap(),
        position: Some(2.5),
        unit: PositionUnit::Step,
        checkpoint: Some("epoch-2.pt".into()),
        also: BTreeMap::from([("inference_ms".into(), Score::new(0.1 + 0.2).unwrap())]),
        last_position: Some(30.0),
    };
    Event::TrialEnded { trial: TrialId(trial), outcome: Outcome::Feasible(best) }
}

/// A trial that went well.
pub(crate) fn finished_trial(trial: u32, reports: u32) -> Vec<Event> {
    let mut events = vec![searched(trial), started(trial, 1)];
    events.extend((0..reports).map(|sequence| measured(trial, 1, sequence, 0.5 / f64::from(sequence + 1))));
    events.extend([attempt_ended(trial, 1, AttemptEnding::Finished), feasible(trial, 0.25)]);
    events
}

/// Trials with every ending of an attempt and of a trial; the last one is live, in its second attempt.
fn trials() -> Vec<Event> {
    let crashes = [
        Crash::ExitCode { code: -1 },
        Crash::Signal { signal: 9 },
        Crash::CouldNotStart { reason: ODD_TEXT.into() },
        Crash::LostTooOften { attempts: 7 },
        Crash::NoObjective { reported: vec![ODD_TEXT.into(), String::new()] },
    ];
    let causes = [
        Infeasibility::Diverged { position: None, unit: PositionUnit::Epoch },
        Infeasibility::Diverged { position: Some(0.5), unit: PositionUnit::Epoch },
        Infeasibility::Declared { reason: ODD_TEXT.into() },
        Infeasibility::TimeLimit { limit_seconds: 7200.0 },
    ];
    let ended = |trial, outcome| Event::TrialEnded { trial: TrialId(trial), outcome };
    let mut events = finished_trial(1, 4);
    events.push(curves::curve_read(1));
    for (trial, crash) in (2..).zip(crashes) {
        events.extend([searched(trial), started(trial, 1), measured(trial, 1, 0, f64::NAN)]);
        events.push(attempt_ended(trial, 1, AttemptEnding::Crashed { crash: crash.clone() }));
        events.push(ended(trial, Outcome::Failed { crash }));
    }
    for (trial, cause) in (7..).zip(causes) {
        events.extend([searched(trial), started(trial, 1), ended(trial, Outcome::Infeasible(cause))]);
    }
    let declared = AttemptEnding::DeclaredInfeasible { reason: ODD_TEXT.into() };
    let stalled = AttemptEnding::Crashed { crash: Crash::Stalled { after_seconds: 0.1 } };
    let timed_out = AttemptEnding::TimedOut { limit_seconds: 0.1 };
    events.push(requested(11, Purpose::Incumbent { study: STUDY }));
    for (attempt, ending) in (1..).zip([AttemptEnding::Stopped, declared, timed_out, stalled]) {
        events.extend([started(11, attempt), attempt_ended(11, attempt, ending)]);
    }
    events.push(ended(11, Outcome::Cancelled));
    events.extend(judged_trials());
    events.extend([searched(12), started(12, 1), measured(12, 1, 0, 0.9), measured(12, 1, 1, f64::INFINITY)]);
    events.push(Event::AttemptEnded {
        trial: TrialId(12),
        attempt: 1,
        ending: AttemptEnding::Lost,
        seconds: None,
    });
    events.extend([started(12, 2), measured(12, 2, 0, -0.0)]);
    events
}

pub(crate) fn ground(rule: PrunerRule) -> Ground {
    let bar = (rule != PrunerRule::Asha).then(|| Score::new(-0.0)).flatten();
    Ground { rule, epoch: 3.0, value: Score::new(0.1 + 0.2).unwrap(), bar, peers: 7 }
}

pub(crate) fn judged(trial: u32, ruling: Ruling) -> Event {
    Event::TrialJudged { trial: TrialId(trial), ruling }
}

/// A trial that was pruned, and one that was paused and taken up again.
fn judged_trials() -> Vec<Event> {
    let best = BestEpoch {
        score: Score::new(5e-324).unwrap(),
        position: Some(2.5),
        unit: PositionUnit::Epoch,
        checkpoint: None,
        also: BTreeMap::new(),
        last_position: Some(3.0),
    };
    let pruned = |rule| Outcome::Pruned(Pruned { best: best.clone(), ground: ground(rule) });
    let ended = |trial, outcome| Event::TrialEnded { trial: TrialId(trial), outcome };
    let rung = Rung { epoch: 3, value: Score::new(0.1 + 0.2).unwrap() };
    let stopped = |trial| attempt_ended(trial, 1, AttemptEnding::Stopped);
    let mut events = Vec::new();
    for (trial, rule) in [(16, PrunerRule::Median), (17, PrunerRule::Hopeless)] {
        events.extend([searched(trial), started(trial, 1), measured(trial, 1, 0, 0.9)]);
        events.extend([
            judged(trial, Ruling::Prunes(ground(rule))),
            stopped(trial),
            ended(trial, pruned(rule)),
        ]);
    }
    events.extend([searched(18), started(18, 1), measured(18, 1, 0, 0.9)]);
    events.extend([judged(18, Ruling::Pauses(ground(PrunerRule::Asha))), stopped(18)]);
    events.extend([Event::TrialPaused { trial: TrialId(18) }, judged(18, Ruling::Passes(rung))]);
    events.extend([started(18, 2), ended(18, pruned(PrunerRule::Asha))]);
    events
}

fn checks() -> Vec<Event> {
    let boundary = |action| Answer::Boundary {
        parameter: "learning_rate".into(),
        side: Side::High,
        median_position: 0.97,
        top: 5,
        p_value: 1e-300,
        action,
    };
    let range = |high| Range { low: 1e-4, high };
    let answers = [
        boundary(BoundaryAction::Expand { from: range(1.0), to: range(10.0), trials: 4 }),
        boundary(BoundaryAction::HardLimit { limit: 10.0 }),
        boundary(BoundaryAction::NaturalLimit { limit: 1.0 }),
        boundary(BoundaryAction::Unstable { infeasible: 3, slab: 4 }),
        boundary(BoundaryAction::EndOfList { value: Value::Text("strong".into()) }),
        boundary(BoundaryAction::GridStays),
        boundary(BoundaryAction::NoFurtherGain),
        boundary(BoundaryAction::ExpansionsUsedUp { expansions: 3 }),
        Answer::BoundaryUntested { parameter: "units".into(), side: Side::Low, top: 3, points: 9, values: 2 },
        Answer::BoundaryLook { parameter: "units".into(), side: Side::High, top: 3 },
        boundary(BoundaryAction::EdgeOfStability { beyond: 0.3, infeasible: 4, trials: 4, p_value: 5e-324 }),
        boundary(BoundaryAction::OnlyTold),
        Answer::InfeasibleShare { infeasible: 3, ended: 16, where_they_lie: separations(), compared: true },
        Answer::FailedTrials { failed: 1 },
        Answer::PrunedTrials { pruned: 3, ended: 16 },
    ];
    let answers = answers.into_iter().chain(curves::curve_answers());
    let findings = answers.map(|answer| Finding { study: Some(STUDY), answer }).collect();
    let expansion = Expansion { parameter: "units".into(), slab: space(), trials: 4, space: space() };
    vec![
        Event::StudyChecked { study: STUDY, findings, expansion: Some(expansion) },
        Event::StudyChecked { study: STUDY, findings: Vec::new(), expansion: None },
        Event::StudyChecked { study: OTHER_STUDY, findings: Vec::new(), expansion: None },
    ]
}

fn separations() -> Vec<Separation> {
    let parts = [
        Part::From { value: Value::Float(0.1 + 0.2) },
        Part::UpTo { value: Value::Int(-3) },
        Part::At { value: Value::Text(ODD_TEXT.into()) },
    ];
    let separation =
        |part| Separation { parameter: "units".into(), part, infeasible: 2, trials: 3, p_value: 5e-324 };
    parts.map(separation).to_vec()
}

/// The checks of a round as a whole, a remedy among them, and what a person accepted.
fn checks_of_the_whole(round: RoundId) -> Vec<Event> {
    let margin = |basis| Some(Margin { value: 0.1 + 0.2, basis });
    let sampled = |margin, more| Answer::SampledThinly {
        points: 15,
        gain: 5e-324,
        gain_most: 0.2,
        good: 1,
        margin,
        more,
    };
    let effort = Effort { value: Value::Text(ODD_TEXT.into()), trials: 3, feasible: 2, dimensions: 1 };
    let interacts = |evidence| Answer::FixedInteracts {
        parameter: "units".into(),
        value: Value::Int(3),
        question: "dropout".into(),
        evidence,
    };
    let answers = vec![
        Answer::InfeasibleAnywhere { infeasible: 4, ended: 4 },
        Answer::FarWorse { trials: vec![TrialId(1)], fence: 1e308 },
        Answer::DrawnAnew { failed: 1, more: 1 },
        Answer::UnequalEffort { efforts: vec![effort], least_share: 0.25, more: 0 },
        sampled(margin(MarginBasis::MinImprovement), 0),
        sampled(margin(MarginBasis::TrialSd), 16),
        sampled(None, 0),
        Answer::ManyNuisances { nuisances: 4, trials: 7 },
        Answer::TrainedTwice { configurations: 1, repeats: 2 },
        Answer::ValidationSetTooSmall { examples: u32::MAX, gap: 0.1 + 0.2, noise: 5e-324 },
        Answer::SeedsDoNothing { configurations: 2, trainings: 6 },
        Answer::SameSeedDiffers { first: TrialId(1), second: TrialId(2), difference: 1e-300 },
        interacts(Interaction::Literature),
        interacts(Interaction::EarlierRound { round, p_value: 5e-324 }),
        Answer::LearningRateFixed { parameter: "learning_rate".into(), question: "dropout".into() },
    ];
    for answer in &answers {
        assert!(is_rule_of_a_finding(answer.rule()), "{answer:?} cannot be accepted");
    }
    let findings: Vec<Finding> = answers.into_iter().map(|answer| Finding { study: None, answer }).collect();
    let remedies = vec![MorePoints { study: STUDY, segment: 0, trials: 3 }];
    let checked = |stage, findings: &[Finding], remedies: &[MorePoints]| Event::RoundChecked {
        round,
        stage,
        findings: findings.to_vec(),
        remedies: remedies.to_vec(),
    };
    vec![
        checked(CheckStage::Search, &findings, &remedies),
        Event::StudyChecked { study: STUDY, findings: Vec::new(), expansion: None },
        checked(CheckStage::Search, &findings, &[]),
        Event::FindingAccepted { round, rule: "P36".into(), reason: ODD_TEXT.into() },
    ]
}

fn verdict() -> Verdict {
    let score = PublishedScore { mean: 0.1 + 0.2, sd: None, seeds: 5, one_more: None };
    let comparison = Comparison {
        against: Arm::Baseline,
        decision: Decision::Inconclusive,
        seeds: vec![0, u32::MAX],
        gains: vec![-0.0, 5e-324],
        mean_gain: 1e308,
        interval: (-1e-3, 0.1),
        coverage: 0.95,
        score: score.clone(),
        pairs_won: Some(PairsWon { share: 0.5, interval: (0.0, 1.0), shown: false, meaningful: false }),
        pooled_degrees: Some(10),
    };
    let against = Arm::Incumbent;
    Verdict {
        decision: Decision::Adopt,
        reasons: vec![
            Reason::BetterOnFreshSeeds,
            Reason::NoGainWorthTheMargin { against },
            Reason::PairsUsedUp { against },
            Reason::CandidateInfeasible { infeasible: 1 },
            Reason::IncumbentIsBest,
            Reason::NoCandidate,
            Reason::TooFewPairs { against },
            Reason::ExploratoryOnly { change: PlanChange::MinImprovement { was: 0.002, is: 5e-324 } },
            Reason::ExploratoryOnly {
                change: PlanChange::Plan { was: PlanKind::GroupSequential, is: PlanKind::OpenEnded },
            },
            Reason::ExploratoryOnly { change: PlanChange::Metric { was: ODD_TEXT.into(), is: "a".into() } },
        ],
        candidate: Some(contender(Arm::Candidate)),
        candidate_score: Some(score),
        comparisons: vec![comparison],
        answers: Vec::new(),
        caveats: vec![
            Caveat::Fixed { parameter: "units".into(), value: Value::Int(3) },
            Caveat::SeedsWithoutPair { against, seeds: 1 },
            Caveat::AtHardLimit { parameter: "units".into(), limit: 10.0 },
            Caveat::BaselineUntuned { trials: 3 },
            Caveat::SkewedGains { against, mean: -0.0, median: 5e-324 },
            Caveat::RuleOverridden { rule: "S25".into(), reason: ODD_TEXT.into() },
        ],
        divergence: vec![Divergence { against, seeds: 5, candidate: 1, other: 0, candidate_more: 0.8 }],
        complexity: Some(Complexity {
            changed: vec!["units".into()],
            added: vec![ODD_TEXT.into()],
            removed: Vec::new(),
        }),
        value_question: Some(value_question()),
        scope: Some(Scope::ThisPoint),
    }
}

fn value_question() -> ValueQuestion {
    let standing = |value| ValueStanding { value, trials: 16, expected_best: -0.0, study_sd: 5e-324 };
    let other = ValueAgainstIncumbent {
        standing: standing(Value::Bool(true)),
        gain: 1e-300,
        p: 0.0005,
        p_adjusted: 0.001,
    };
    ValueQuestion { m: 8, incumbent: standing(Value::Text(ODD_TEXT.into())), others: vec![other] }
}

fn contender(arm: Arm) -> Contender {
    let scientific_value = Some(Value::Bool(true));
    Contender { arm, values: values(), from: Some(TrialId(1)), scientific_value }
}

/// The states of a project's code that there can be.
fn sources() -> Vec<Event> {
    let absent = |why| Repository::Absent { why };
    let diff =
        KeptDiff { file: "sources/00.diff".into(), sha256: "00".into(), bytes: u64::MAX, whole: false };
    let repositories = [
        absent(NoRepository::GitNotFound),
        absent(NoRepository::NotUnderVersionControl),
        absent(NoRepository::Unreadable { asked: "git diff".into(), reason: ODD_TEXT.into() }),
        Repository::Present { commit: None, branch: None, diff: None },
        Repository::Present { commit: Some("0".repeat(40)), branch: Some(ODD_TEXT.into()), diff: Some(diff) },
    ];
    let named = NamedSources {
        sha256: "11".into(),
        files: 2,
        bytes: 9,
        untracked: vec![SourceFile { name: ODD_TEXT.into(), sha256: "22".into() }],
        missing: vec![ODD_TEXT.into()],
        whole: false,
    };
    let recorded = |sources| Event::SourcesRecorded { round: RoundId(1), sources: Box::new(sources) };
    let mut events: Vec<Event> =
        repositories.map(|repository| recorded(Sources { repository, named: None })).into();
    events.push(recorded(Sources { repository: absent(NoRepository::GitNotFound), named: Some(named) }));
    events
}

/// Everything: every variant of [`Event`], and at the end one live trial and a second round just started.
pub(crate) fn whole_life() -> Vec<Event> {
    let round = RoundId(1);
    let mut events = beginning();
    events.extend(sources());
    events.push(batch_size::chosen());
    events.push(Event::SamplerChanged { round, version: 2 });
    events.extend(trials());
    events.extend(checks());
    let reruns = Reruns { trials: vec![TrialId(1)], seeds: 1 };
    events.push(Event::RerunsPlanned { round, reruns });
    events.push(requested(31, Purpose::Replicate { round, of: TrialId(1), seed_index: 0 }));
    events.extend([started(31, 1), measured(31, 1, 0, 0.2)]);
    events.extend([attempt_ended(31, 1, AttemptEnding::Finished), feasible(31, -0.0)]);
    events.extend(checks_of_the_whole(round));
    let plan = ConfirmationPlan {
        looks: vec![3, 5],
        level: 0.01,
        overall_error: 0.05,
        kind: PlanKind::OpenEnded,
        earlier: Some(ReplicateVariance {
            variance: 5e-324,
            degrees: 8,
            level: 0.0155,
            arms: vec![Arm::Candidate, Arm::Baseline],
        }),
    };
    let contenders = [Arm::Candidate, Arm::Baseline, Arm::Incumbent].map(contender).to_vec();
    events.push(Event::ConfirmationPlanned { round, contenders, plan });
    for (trial, arm) in (13..).zip([Arm::Candidate, Arm::Baseline, Arm::Incumbent]) {
        events.push(requested(trial, Purpose::Confirmation { round, arm, seed_index: 0 }));
        events.extend([started(trial, 1), measured(trial, 1, 0, 0.2)]);
        events.extend([attempt_ended(trial, 1, AttemptEnding::Finished), feasible(trial, -0.0)]);
    }
    let score = PublishedScore { mean: 0.2, sd: Some(0.01), seeds: 3, one_more: Some((-0.0, 1e308)) };
    let evidence = LaunchEvidence::Verdict { round, score, gain: Some(0.05) };
    events.extend([
        Event::RoundConcluded { round, verdict: Box::new(verdict()) },
        Event::Launched(Box::new(Launch { values: values(), evidence })),
        Event::Launched(Box::new(Launch {
            values: values(),
            evidence: LaunchEvidence::Person {
                reason: ODD_TEXT.into(),
                round: Some(round),
                trial: Some(TrialId(1)),
                score: None,
            },
        })),
        Event::Tested {
            trial: TrialId(13),
            checkpoint: ODD_TEXT.into(),
            metrics: BTreeMap::from([("test_error".into(), 0.08), (ODD_TEXT.into(), 5e-324)]),
        },
        round_started(RoundId(2)),
        measured(12, 2, 1, 0.4),
    ]);
    events
}

/// Without the measurements of trials that end: what a store loads for a fold.
pub(crate) fn without_ended_curves(events: &[Event]) -> Vec<Event> {
    let ends = |trial: &TrialId| {
        events.iter().any(|event| matches!(event, Event::TrialEnded { trial: ended, .. } if ended == trial))
    };
    let loaded = |event: &&Event| !matches!(event, Event::Measured { trial, .. } if ends(trial));
    events.iter().filter(loaded).cloned().collect()
}
