//! The checklist of a round: every finding that stands, the heaviest first, with its rule and what was accepted.

use etude_playbook::checks::in_order;
use etude_playbook::gate::blocking;
use etude_study::finding::{Finding, Severity};
use etude_study::history::{History, RoundRecord};
use serde::Serialize;

use crate::report::study_name;
use crate::words;

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChecklistLine {
    /// How much it weighs.
    pub severity: Severity,
    /// The rule that it carries: what an acceptance names.
    pub rule: &'static str,
    /// The study it is about, in words; none where it is about the round as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub study: Option<String>,
    /// What was found, and what to do.
    pub sentence: String,
    /// Whether the verdict waits for it.
    pub blocks: bool,
    /// Why it was accepted, in the user's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_because: Option<String>,
}

/// The checklist of a round, the heaviest first; among equals, causes come before what follows from them.
pub fn checklist(history: &History, round: &RoundRecord) -> Vec<ChecklistLine> {
    let blocks = if round.verdict.is_none() { blocking(history, round) } else { Vec::new() };
    let line = |finding: &Finding| {
        let rule = finding.answer.rule();
        let severity = finding.answer.severity();
        let accepted = round.allowances().find(|allowance| allowance.rule == rule);
        let study = round.studies.iter().find(|study| Some(study.definition.id) == finding.study);
        ChecklistLine {
            severity,
            rule,
            study: study.map(|study| study_name(round, study)),
            sentence: words::finding(finding),
            blocks: blocks.contains(&finding),
            accepted_because: accepted
                .filter(|_| severity >= Severity::Warning)
                .map(|allowance| allowance.reason.clone()),
        }
    };
    in_order(round.standing_findings()).into_iter().map(line).collect()
}

impl ChecklistLine {
    /// The line as people read it: `warning, dropout = on: 5 of 16 trials ... (P39)`.
    pub fn in_words(&self) -> String {
        let place = self.study.as_ref().map_or_else(String::new, |study| format!(", {study}"));
        let accepted = self.accepted_because.as_ref();
        let accepted = accepted.map_or_else(String::new, |reason| format!("; accepted: {reason}"));
        format!("{}{place}: {}{accepted}", self.severity.word(), self.sentence)
    }
}
