//! What the history keeps of the checklist of a round as a whole, and of what a person accepted of it.

use super::{HistoryError, RoundRecord, StudyRecord};
use crate::event::{CheckStage, MorePoints};
use crate::finding::{Finding, standing};
use crate::round::Allowance;

impl RoundRecord {
    /// Takes in a check of the round as a whole. Its findings take the place of those of an earlier check of the same
    /// stage, but for those that say what was done.
    pub(super) fn check(
        &mut self,
        stage: CheckStage,
        findings: &[Finding],
        remedies: &[MorePoints],
    ) -> Result<(), HistoryError> {
        let is_known = |wanted: &&MorePoints| {
            self.studies
                .iter()
                .any(|study| study.definition.id == wanted.study && study.has_segment(wanted.segment))
        };
        if let Some(unknown) = remedies.iter().find(|wanted| !is_known(wanted)) {
            return Err(HistoryError::UnknownStudy(unknown.study));
        }
        self.findings.retain(|(earlier, finding)| *earlier != stage || finding.answer.is_remedied());
        self.findings.extend(findings.iter().map(|finding| (stage, finding.clone())));
        if remedies.is_empty() {
            self.checked = Some(stage);
        }
        for wanted in remedies {
            let studies = self.studies.iter_mut();
            studies
                .filter(|study| study.definition.id == wanted.study)
                .for_each(|study| study.draw_more(wanted));
        }
        Ok(())
    }

    /// Whether the checklist was gone through before a step, and asked for nothing more.
    pub fn was_checked(&self, stage: CheckStage) -> bool {
        self.checked.is_some_and(|checked| checked >= stage)
    }

    /// What the checklist says of the round as a whole: what was done, and what stands.
    pub fn findings_of_the_whole(&self) -> Vec<&Finding> {
        self.findings.iter().map(|(_, finding)| finding).collect()
    }

    /// All findings that stand, those of the studies first, then those of the round as a whole.
    pub fn standing_findings(&self) -> Vec<&Finding> {
        let of_studies = self.studies.iter().flat_map(|study| standing(&study.findings));
        of_studies.chain(self.findings_of_the_whole()).collect()
    }

    /// What the round overrides and accepts: in its definition, and since it started.
    pub fn allowances(&self) -> impl Iterator<Item = &Allowance> {
        self.frozen.definition.allow.iter().chain(&self.accepted)
    }

    /// Whether it overrides or accepts a rule.
    pub fn allows(&self, rule: &str) -> bool {
        self.allowances().any(|allowance| allowance.rule == rule)
    }
}

impl StudyRecord {
    fn has_segment(&self, segment: u32) -> bool {
        (segment as usize) < self.segments.len()
    }

    /// Wants more points of a segment: the study is judged again after them.
    fn draw_more(&mut self, wanted: &MorePoints) {
        if let Some(segment) = self.segments.get_mut(wanted.segment as usize) {
            segment.trials += wanted.trials;
            self.complete = false;
        }
    }
}
