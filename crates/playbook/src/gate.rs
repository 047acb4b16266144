//! The gate before an answer: the checklist is gone through (P38), and a blocking finding stops the verdict until its
//! remedy is done or it is accepted with a reason (docs/design/0010).

use etude_study::event::{CheckStage, Event};
use etude_study::finding::{Finding, Severity};
use etude_study::history::{History, RoundRecord};
use etude_study::ids::StudyId;
use etude_study::project::Project;
use etude_study::round::{Allowance, RoundDefinition};

use crate::checks::{Mending, check_round};
use crate::confirmation::{Choice, choose};

/// Whether a round may go on to its next step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Gate {
    /// It may.
    Open,
    /// These events come first.
    Record(Vec<Event>),
    /// These findings stand in the way.
    Shut(Vec<Finding>),
}

/// Goes through the checklist of the round as a whole before a step, takes in what the project file accepts by now, and
/// says what still blocks.
pub(crate) fn gate(project: &Project, history: &History, round: &RoundRecord, stage: CheckStage) -> Gate {
    if !round.was_checked(stage) {
        let checked = check_round(history, round, stage, mending(project, round));
        return Gate::Record(vec![Event::RoundChecked {
            round: round.id,
            stage,
            findings: checked.findings,
            remedies: checked.remedies,
        }]);
    }
    let accepted = accepted_since(project, round);
    if !accepted.is_empty() {
        return Gate::Record(accepted);
    }
    let blocking: Vec<Finding> = blocking(history, round).into_iter().cloned().collect();
    if blocking.is_empty() { Gate::Open } else { Gate::Shut(blocking) }
}

/// The findings that stop a round's verdict: blocking ones whose rule is not accepted. What is wrong with one study stops
/// it only where that study's winner is compared, or nothing is: a value that could not be trained is no candidate, and
/// says nothing against the others.
pub fn blocking<'a>(history: &History, round: &'a RoundRecord) -> Vec<&'a Finding> {
    let compared = compared(history, round);
    let concerns =
        |study: Option<StudyId>| study.is_none_or(|study| compared.is_empty() || compared.contains(&study));
    let stands = |finding: &&Finding| {
        finding.answer.severity() == Severity::Blocking
            && !round.allows(finding.answer.rule())
            && concerns(finding.study)
    };
    round.standing_findings().into_iter().filter(stands).collect()
}

/// The studies whose winners are compared; none where there is nothing to compare.
fn compared(history: &History, round: &RoundRecord) -> Vec<StudyId> {
    let contenders = match &round.confirmation {
        Some(confirmation) => confirmation.contenders.clone(),
        None => match choose(history, round) {
            Choice::Compare(contenders) => contenders,
            Choice::Conclude(_) => Vec::new(),
        },
    };
    let from = contenders.iter().filter_map(|contender| contender.from);
    from.filter_map(|trial| history.trials.get(&trial)?.request.purpose.study()).collect()
}

/// Whether a round mends by itself what only needs more trials: as it began, unless the file or the run says no by now.
pub(crate) fn mending(project: &Project, round: &RoundRecord) -> Mending {
    let says_no = definition(project, round).is_some_and(|definition| !definition.remedies);
    if says_no || !round.frozen.definition.remedies { Mending::OnlyTold } else { Mending::ByItself }
}

/// The round as the project file has it now.
fn definition<'a>(project: &'a Project, round: &RoundRecord) -> Option<&'a RoundDefinition> {
    project.rounds.iter().find(|definition| definition.name == round.frozen.definition.name)
}

/// What the file accepts of the findings that stand and the round did not know: it is read again for this alone. A rule
/// that no warning carries stays as it is, so that nothing is accepted before it is there.
fn accepted_since(project: &Project, round: &RoundRecord) -> Vec<Event> {
    let standing = round.standing_findings();
    let is_told = |rule: &str| {
        standing
            .iter()
            .any(|finding| finding.answer.rule() == rule && finding.answer.severity() >= Severity::Warning)
    };
    let of_the_file = definition(project, round).into_iter().flat_map(|definition| &definition.allow);
    let new = of_the_file.filter(|allowance| !round.allows(&allowance.rule) && is_told(&allowance.rule));
    new.map(|Allowance { rule, reason }| Event::FindingAccepted {
        round: round.id,
        rule: rule.clone(),
        reason: reason.clone(),
    })
    .collect()
}
