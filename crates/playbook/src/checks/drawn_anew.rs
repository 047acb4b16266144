//! Did trials fail for good? Then points are drawn in their place, once, so that every value gets its share (P36).
//!
//! Not of a search that learns: it chose those places itself, at the edge of where the program breaks, and would again.

use etude_study::event::MorePoints;
use etude_study::finding::{Answer, Finding};
use etude_study::history::{History, RoundRecord, StudyRecord, TrialState};
use etude_study::trial::Purpose;

use super::{Mending, more_points};

pub(super) fn check(
    history: &History,
    round: &RoundRecord,
    mending: Mending,
) -> (Vec<Finding>, Vec<MorePoints>) {
    let (mut findings, mut remedies) = (Vec::new(), Vec::new());
    if mending == Mending::OnlyTold || round.frozen.learns() {
        return (findings, remedies);
    }
    for study in round.studies.iter().filter(|study| !was_done(round, study)) {
        let failed = failed_by_segment(history, study);
        let more = more_points::of_segments(round, study, &failed);
        if !more.is_empty() {
            let answer = Answer::DrawnAnew {
                failed: failed.iter().sum(),
                more: more.iter().map(|more| more.trials).sum(),
            };
            findings.push(Finding { study: Some(study.definition.id), answer });
            remedies.extend(more);
        }
    }
    (findings, remedies)
}

/// Points that fail again are not drawn a third time: it is the program.
fn was_done(round: &RoundRecord, study: &StudyRecord) -> bool {
    let about_it = |finding: &&Finding| {
        finding.study == Some(study.definition.id) && matches!(finding.answer, Answer::DrawnAnew { .. })
    };
    round.findings_of_the_whole().iter().any(about_it)
}

fn failed_by_segment(history: &History, study: &StudyRecord) -> Vec<u32> {
    let mut failed = vec![0; study.segments.len()];
    let records = study.trials.iter().filter_map(|trial| history.trials.get(trial));
    for record in records.filter(|record| record.state() == TrialState::Failed) {
        if let Purpose::Search { segment, .. } = record.request.purpose
            && let Some(count) = failed.get_mut(segment as usize)
        {
            *count += 1;
        }
    }
    failed
}
