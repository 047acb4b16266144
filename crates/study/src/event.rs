//! The closed enum of events: the truth about a project. Everything shown is a fold over it ([`crate::history`]).

use serde::{Deserialize, Serialize};

use crate::batch_size_choice::BatchSizeChoice;
use crate::curve_reading::CurveReading;
use crate::finding::Finding;
use crate::ids::{RoundId, StudyId, TrialId};
use crate::launch::Launch;
use crate::measurement::SpooledMeasurement;
use crate::pruner::Ruling;
use crate::reruns::Reruns;
use crate::round::FrozenRound;
use crate::score::Direction;
use crate::sources::Sources;
use crate::space::SearchSpace;
use crate::trial::{AttemptEnding, Outcome, TrialRequest};
use crate::verdict::{ConfirmationPlan, Contender, Verdict};

/// Something that happened. Events are appended, never changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The first event of a history.
    ProjectOpened {
        /// The project's name.
        name: String,
        /// The metric all conclusions are about.
        metric: String,
        /// Its direction.
        direction: Direction,
        /// The project's seed.
        seed: u64,
    },
    /// The incumbent was set or replaced.
    Launched(Box<Launch>),
    /// Parameters got their dimension numbers, for life.
    DimensionsNumbered {
        /// Names, in the order of the numbers that follow the highest given so far.
        names: Vec<String>,
    },
    /// A round was started; all it rests on is frozen here.
    RoundStarted {
        /// Its number.
        round: RoundId,
        /// What it is.
        frozen: Box<FrozenRound>,
    },
    /// A round goes on with another version of its sampler than the one that drew its points so far.
    SamplerChanged {
        /// The round.
        round: RoundId,
        /// The version that draws from now on.
        version: u32,
    },
    /// A trial was asked for.
    TrialRequested {
        /// Its number.
        trial: TrialId,
        /// What it is to do.
        request: TrialRequest,
    },
    /// A process is about to be started for a trial. Recorded before it is, so that none runs unknown.
    AttemptStarted {
        /// The trial.
        trial: TrialId,
        /// The attempt's number in its trial, from 1.
        attempt: u32,
        /// The slot it runs in, from 0; none in histories from before slots were numbered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<u32>,
    },
    /// The program reported. Stored apart from the other events, so that curves load only where they are asked for.
    Measured {
        /// The trial.
        trial: TrialId,
        /// What it reported, and as which report of which attempt.
        #[serde(flatten)]
        measured: SpooledMeasurement,
    },
    /// A process ended.
    AttemptEnded {
        /// The trial.
        trial: TrialId,
        /// The attempt.
        attempt: u32,
        /// How.
        #[serde(flatten)]
        ending: AttemptEnding,
        /// Wall time from its start, in seconds; none when it was lost.
        seconds: Option<f64>,
    },
    /// The round's pruner ruled that a trial passes a rung, pauses there or is given up. Recorded before its attempt is
    /// ended for it, so that a kill in between loses no ruling.
    TrialJudged {
        /// The trial.
        trial: TrialId,
        /// The ruling.
        #[serde(flatten)]
        ruling: Ruling,
    },
    /// A trial's attempt has ended, and it waits at the rung where it was judged.
    TrialPaused {
        /// The trial.
        trial: TrialId,
    },
    /// A trial ended.
    TrialEnded {
        /// The trial.
        trial: TrialId,
        /// How.
        #[serde(flatten)]
        outcome: Outcome,
    },
    /// The curves of a trial that ended feasible or pruned were read, in the transaction that ended it. Histories from before
    /// curves were read have none.
    CurveRead {
        /// The trial.
        trial: TrialId,
        /// What they say.
        reading: Box<CurveReading>,
    },
    /// A person asked for a failed trial to be trained again, from its start and with all its attempts.
    TrialReopened {
        /// The trial.
        trial: TrialId,
    },
    /// The checklist was gone through for a study whose trials had all ended.
    StudyChecked {
        /// The study.
        study: StudyId,
        /// The answers.
        findings: Vec<Finding>,
        /// The expansion that follows, if any: a new segment of the study's space.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expansion: Option<Expansion>,
    },
    /// The best few of each study are to be trained again, to choose among them. Recorded before the first of them is.
    RerunsPlanned {
        /// The round.
        round: RoundId,
        /// Which, and with how many seeds.
        #[serde(flatten)]
        reruns: Reruns,
    },
    /// Candidate, baseline and the plan of their comparison were fixed, before the first fresh seed was trained.
    ConfirmationPlanned {
        /// The round.
        round: RoundId,
        /// Candidate first.
        contenders: Vec<Contender>,
        /// How they will be compared.
        plan: ConfirmationPlan,
    },
    /// The round was answered.
    RoundConcluded {
        /// The round.
        round: RoundId,
        /// The answer.
        verdict: Box<Verdict>,
    },
    /// The state of the project's code was looked at: when a round started, when one was gone on with and when it was
    /// answered, unless it was the same as before.
    SourcesRecorded {
        /// The round.
        round: RoundId,
        /// The state.
        sources: Box<Sources>,
    },
    /// A configuration's checkpoint was scored on the test set: done once, at the end (P106).
    Tested {
        /// The trial whose checkpoint it was.
        trial: TrialId,
        /// The checkpoint, relative to the trial's checkpoint directory.
        checkpoint: String,
        /// The test program's numbers.
        metrics: std::collections::BTreeMap<String, f64>,
    },
    /// The checklist was gone through for the round as a whole: after its studies, and once more before its verdict.
    RoundChecked {
        /// The round.
        round: RoundId,
        /// Before which step.
        stage: CheckStage,
        /// The answers; they take the place of those of an earlier check of the same stage.
        findings: Vec<Finding>,
        /// The remedies that follow, each more points of a study; its studies are checked again after them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remedies: Vec<MorePoints>,
    },
    /// A person accepted what a finding of the round says, with a reason, while the round was open.
    FindingAccepted {
        /// The round.
        round: RoundId,
        /// The rule that the finding carries.
        rule: String,
        /// Why it does not matter here, in the user's words.
        reason: String,
    },
    /// The batch size was measured and chosen, and written into the project file: a launch of its own (S4).
    BatchSizeChosen {
        /// What was chosen, and why.
        choice: Box<BatchSizeChoice>,
    },
}

/// Before which step of a round the checklist is gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckStage {
    /// Before candidate and baseline are chosen.
    Search,
    /// Before the verdict, with the retrainings.
    Confirmation,
}

/// More points of a segment of a study's space, by the sequence that drew those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MorePoints {
    /// The study.
    pub study: StudyId,
    /// The segment.
    pub segment: u32,
    /// How many more.
    pub trials: u32,
}

/// A slab added to a study's space: only the slab is sampled, the old trials are carried over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expansion {
    /// The widened dimension.
    pub parameter: String,
    /// The slab to draw from.
    pub slab: SearchSpace,
    /// Points to draw from it.
    pub trials: u32,
    /// The study's whole space from now on.
    pub space: SearchSpace,
}
