//! What to do now, and why: the method's own order, from findings, launches, importances, phase and budget (S8-S10, S23, P103).
//!
//! The first advice is what to do; those after it are what would follow. Nothing is done by it: a proposed round becomes one
//! when it stands in the project file.

mod length;
mod proposal;
mod questions;
mod stabilise;

use std::collections::BTreeSet;

use etude_study::curve_reading::Clipped;
use etude_study::finding::{Answer, Finding, LengthAdvice, Severity};
use etude_study::history::{History, RoundRecord};
use etude_study::ids::RoundId;
use etude_study::project::Project;
use etude_study::round::{Phase, RoundDefinition};
use etude_study::sources::Sources;
use etude_study::space::Parameter;
use etude_study::verdict::Decision;
use serde::Serialize;

use crate::advance::next_round;
use crate::checks::{in_order, weight};
use crate::rounds::Cost;
use crate::staleness::{StaleConclusion, answered_anew, stale_conclusions};

use length::{change_length, is_about_length};
use proposal::Proposer;
pub use stabilise::{Edge, Remedy};

/// So many questions in a row without an adoption are no accident.
const UNANSWERED: usize = 3;

/// What is known beside file and history.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The state of the program's code, where it was looked at.
    pub sources: Option<Sources>,
    /// What mattered in the rounds so far, as far as their trials tell; the latest last.
    pub importances: Vec<RoundImportance>,
    /// The best rate at the edge of stability, where probes showed it.
    pub edge: Option<Edge>,
}

/// What mattered in a round.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundImportance {
    /// The round.
    pub round: RoundId,
    /// Parameters with their total index, each between 0 and 1.
    pub totals: Vec<(String, f64)>,
    /// Pairs with what they decide together beyond their parts, above chance.
    pub interactions: Vec<(String, String, f64)>,
    /// Parameters that decide next to nothing within the ranges that were searched.
    pub negligible: Vec<String>,
}

/// A round that is not in the project file yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// What it would be.
    pub definition: RoundDefinition,
    /// What it would cost; none where it could not start.
    pub cost: Option<Cost>,
    /// Parameters that the project file lacks and the round asks about.
    pub parameters: Vec<Parameter>,
}

/// Why a parameter is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum WhyAsk {
    /// It has not been a question yet, and broad questions come before narrow ones (S23).
    NotAskedYet,
    /// A round said that it decides much together with another parameter, which was fixed or tuned beside it (S13).
    Interacts {
        /// The other parameter.
        with: String,
    },
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Advice {
    /// Nothing was ever trained: see first whether the program does what the method needs (P1).
    TryTheProgram,
    /// A round is under way.
    GoOn {
        /// The round.
        round: RoundId,
    },
    /// A finding that weighs on an answer, with its remedy; of a round that is under way, it may hold up the verdict.
    Mend {
        /// The round.
        round: RoundId,
        /// The finding.
        finding: Box<Finding>,
    },
    /// A note of the last round that asks for something: nothing is wrong without it.
    Consider {
        /// The round.
        round: RoundId,
        /// The note.
        finding: Box<Finding>,
    },
    /// A round of the file has not started.
    Start {
        /// Its name.
        name: String,
    },
    /// A conclusion no longer rests on what it rested on (S8).
    Repeat {
        /// The conclusion.
        stale: StaleConclusion,
        /// The round again.
        proposal: Proposal,
    },
    /// There is no tuned start yet: find a reasonable configuration of the simple one first (S9, S10).
    TuneTheStart {
        /// The round.
        proposal: Proposal,
    },
    /// The next question.
    Ask {
        /// The parameter.
        parameter: String,
        /// Why this one.
        why: WhyAsk,
        /// The round.
        proposal: Proposal,
    },
    /// The last questions changed nothing.
    NothingMattered {
        /// The rounds, the latest last.
        rounds: Vec<RoundId>,
    },
    /// Several features were adopted: see whether each still earns its place beside the others (P20).
    Ablate {
        /// The features.
        features: Vec<String>,
        /// The round.
        proposal: Proposal,
    },
    /// The best epochs say that training is too long, or too short (S28, S29).
    ChangeLength {
        /// The round whose curves say so.
        round: RoundId,
        /// What they say.
        advice: LengthAdvice,
    },
    /// The best learning rate is the highest that training bears: make higher ones usable (P46, P111).
    Stabilise {
        /// What is known of the edge.
        edge: Edge,
        /// The next remedy in the method's order.
        remedy: Remedy,
        /// The round that tries it; none where the program needs an option for it first.
        proposal: Option<Proposal>,
    },
    /// More than half of the updates are clipped: a lower rate does the same openly (P116).
    LowerRate {
        /// The round.
        round: RoundId,
        /// How often which threshold was exceeded.
        clipped: Clipped,
    },
    /// What short rounds found is not known to hold at the whole length (P71).
    TrainLonger {
        /// The round whose configurations are to be trained for longer.
        earlier: RoundId,
        /// Its epochs.
        from: u32,
        /// Those of the whole training.
        to: u32,
        /// The round.
        proposal: Proposal,
    },
    /// Insight is gathered: look for the best values of what matters (P103, P104).
    Exploit {
        /// What matters.
        essential: Vec<String>,
        /// The round.
        proposal: Proposal,
    },
    /// Tuning is over: look at the test set, once (P106).
    TestOnce,
    /// Nothing is left to do.
    Done,
}

impl Advice {
    /// The round that it proposes.
    pub fn proposal(&self) -> Option<&Proposal> {
        match self {
            Advice::Repeat { proposal, .. }
            | Advice::TuneTheStart { proposal }
            | Advice::Ask { proposal, .. }
            | Advice::Ablate { proposal, .. }
            | Advice::TrainLonger { proposal, .. }
            | Advice::Exploit { proposal, .. } => Some(proposal),
            Advice::Stabilise { proposal, .. } => proposal.as_ref(),
            _ => None,
        }
    }
}

/// Everything to do, the next first; never empty.
pub fn next_steps(project: &Project, history: &History, evidence: &Evidence) -> Vec<Advice> {
    let mut steps = Vec::new();
    if history.trials.is_empty() {
        steps.push(Advice::TryTheProgram);
    }
    if let Some(open) = history.open_round() {
        steps.extend(urgent(open));
        steps.push(Advice::GoOn { round: open.id });
        return steps;
    }
    if let Some(last) = history.rounds.last() {
        let change = change_length(project, last);
        steps.extend(weighty(last, Severity::Warning).into_iter().filter(|step| !is_about_length(step)));
        steps.extend(change);
    }
    if let Some(waiting) = next_round(project, history) {
        steps.push(Advice::Start { name: waiting.name.clone() });
    }
    let proposer = Proposer { project, history, evidence };
    let stale = stale_conclusions(project, history, evidence.sources.as_ref());
    for stale in stale.into_iter().filter(|stale| !stale.is_doubtful()) {
        let Some(round) = history.round(stale.round) else { continue };
        let definition = answered_anew(project, history, &stale, round);
        let proposal = proposer.priced(definition);
        steps.push(Advice::Repeat { stale, proposal });
    }
    let unanswered = unanswered(history);
    if unanswered.len() >= UNANSWERED {
        steps.push(Advice::NothingMattered { rounds: unanswered });
    }
    steps.extend(proposer.stabilise());
    steps.extend(proposer.tuned_start());
    steps.extend(proposer.questions());
    let is_all_asked =
        !steps.iter().any(|step| matches!(step, Advice::Ask { .. } | Advice::TuneTheStart { .. }));
    if is_all_asked {
        steps.extend(proposer.longer());
    }
    if is_all_asked && !was_exploited(history) {
        steps.extend(proposer.ablation());
        steps.extend(proposer.exploitation());
    }
    if history.tests.is_empty() && project.workload.has_test() && !history.rounds.is_empty() {
        steps.push(Advice::TestOnce);
    }
    if steps.is_empty() {
        steps.push(Advice::Done);
    }
    steps.extend(history.rounds.last().into_iter().flat_map(worth_considering));
    steps
}

/// What to mend while a round runs: what stops its verdict, and failures, which can be trained again until then.
fn urgent(round: &RoundRecord) -> Vec<Advice> {
    let is_urgent = |answer: &Answer, weight: Severity| {
        weight == Severity::Blocking || matches!(answer, Answer::FailedTrials { .. })
    };
    mend(round, told(round, is_urgent))
}

/// The findings of a round that weigh at least so much, in the order of the checklist.
fn weighty(round: &RoundRecord, least: Severity) -> Vec<Advice> {
    mend(round, told(round, |_, weight| weight >= least))
}

fn mend(round: &RoundRecord, findings: Vec<&Finding>) -> Vec<Advice> {
    let mend = |finding: &Finding| Advice::Mend { round: round.id, finding: Box::new(finding.clone()) };
    findings.into_iter().map(mend).collect()
}

/// The notes of a round that ask for something: another length, a clipped gradient, fewer parameters at once.
fn worth_considering(round: &RoundRecord) -> Vec<Advice> {
    let asks = |answer: &Answer, weight: Severity| {
        let asks = matches!(
            answer,
            Answer::LengthAdvice(_)
                | Answer::SaturatedEarly(_)
                | Answer::GradientAdvice(_)
                | Answer::LossSpikes(_)
                | Answer::ManyNuisances { .. }
                | Answer::TrainedTwice { .. }
        );
        asks && weight == Severity::Note
    };
    let consider =
        |finding: &Finding| Advice::Consider { round: round.id, finding: Box::new(finding.clone()) };
    told(round, asks).into_iter().map(consider).collect()
}

/// The findings of a round that are wanted, by answer and weight, and not accepted, in the order of the checklist, each kind once.
fn told(round: &RoundRecord, is_wanted: impl Fn(&Answer, Severity) -> bool) -> Vec<&Finding> {
    let mut seen = BTreeSet::new();
    let mut findings = in_order(round.standing_findings());
    let all = findings.clone();
    findings.retain(|finding| {
        let answer = &finding.answer;
        is_wanted(answer, weight(finding, &all))
            && !round.allows(answer.rule())
            && seen.insert(format!("{:?}", std::mem::discriminant(answer)))
    });
    findings
}

/// The latest rounds with a question, back to the last adoption.
fn unanswered(history: &History) -> Vec<RoundId> {
    let is_adopted = |round: &&RoundRecord| {
        round.verdict.as_ref().is_some_and(|verdict| verdict.decision == Decision::Adopt)
    };
    let mut since: Vec<RoundId> = history
        .rounds
        .iter()
        .rev()
        .filter(|round| round.frozen.definition.scientific.is_some())
        .take_while(|round| !is_adopted(round))
        .map(|round| round.id)
        .collect();
    since.reverse();
    since
}

/// Whether the last round looked for the best values already.
fn was_exploited(history: &History) -> bool {
    history.rounds.last().is_some_and(|round| round.frozen.definition.phase == Phase::Exploit)
}
