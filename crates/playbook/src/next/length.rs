//! Advice about the length of training: another maximum (S28, S29), and short rounds looked at again (P71).

use etude_study::finding::{Answer, LengthAdvice};
use etude_study::history::RoundRecord;
use etude_study::project::Project;

use super::Advice;
use super::proposal::Proposer;
use crate::ladder::{continued, to_continue, unchecked};

/// What the curves of the last round say of the length that the project still has; a round of another length says nothing of it.
pub(super) fn change_length(project: &Project, last: &RoundRecord) -> Option<Advice> {
    let whole = project.length.max_epochs;
    let told = last.standing_findings().into_iter().filter_map(|finding| match &finding.answer {
        Answer::LengthAdvice(advice) if advice.max_epochs == whole && !last.allows(finding.answer.rule()) => {
            Some(advice)
        }
        _ => None,
    });
    // Studies of one round may say different things; whoever is in doubt trains longer (P68).
    let advice: &LengthAdvice = told.max_by_key(|advice| advice.proposed())?;
    Some(Advice::ChangeLength { round: last.id, advice: advice.clone() })
}

/// Whether a step only tells a finding that [`change_length`] turns into something to do.
pub(super) fn is_about_length(step: &Advice) -> bool {
    matches!(step, Advice::Mend { finding, .. } if matches!(finding.answer, Answer::LengthAdvice(_)))
}

impl Proposer<'_> {
    /// The configurations of a short round, trained for the whole length.
    pub(super) fn longer(&self) -> Option<Advice> {
        let earlier = to_continue(&unchecked(self.project, self.history))?;
        let proposal = self.priced(continued(self.project, self.history, earlier));
        let (from, to) = (earlier.frozen.length.max_epochs, self.project.length.max_epochs);
        Some(Advice::TrainLonger { earlier: earlier.id, from, to, proposal })
    }
}
