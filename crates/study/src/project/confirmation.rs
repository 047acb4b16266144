//! What a round says of its confirmation: how many of the best are trained again, and when the pairs are looked at.

use super::error::{Problem, ProjectFileError};
use super::section::{Section, bad_value};
use crate::verdict::PlanKind;

type Read<T> = Result<T, ProjectFileError>;

/// More of the best than this are never trained again.
const MOST_RERUNS: u32 = 100;
/// The plans a round may name.
const PLANS: [PlanKind; 2] = [PlanKind::GroupSequential, PlanKind::OpenEnded];

/// How many of the best of each study are trained again; none where the file leaves it to the budget.
pub(super) fn read_reruns(round: &Section<'_>) -> Read<Option<u32>> {
    let Some(found) = round.whole("reruns")? else { return Ok(None) };
    match u32::try_from(found.value).ok().filter(|count| *count <= MOST_RERUNS && *count != 1) {
        Some(count) => Ok(Some(count)),
        None => Err(bad_value(
            "reruns",
            &found.value.to_string(),
            format!("is not 0, and not between 2 and {MOST_RERUNS}"),
            "write how many of the best of each study are trained again, such as 5; 0 for none".into(),
            found.place,
        )),
    }
}

/// When the confirmation looks at its pairs.
pub(super) fn read_plan(round: &Section<'_>) -> Read<PlanKind> {
    let Some(found) = round.string("plan")? else { return Ok(PlanKind::default()) };
    let named = PLANS.into_iter().find(|plan| plan.word() == found.value);
    named.ok_or_else(|| {
        let known = PLANS.map(|plan| plan.word().to_owned()).to_vec();
        let problem = Problem::UnknownName { what: "plan", name: found.value.clone(), known };
        ProjectFileError { problem, place: found.place }
    })
}
