//! What samplers share whose coordinates depend on (seed, dimension number, index) alone.
//!
//! Such a sampler resumes exactly by index, gives the same points in whatever order or batches they are
//! drawn, and leaves a dimension's column as it was when the space gains, loses or reorders other dimensions.

use etude_study::space::UnitPoint;

use crate::sampler::{SuggestError, SuggestRequest};

/// Answers `request` from `coordinate(seed, dimension number, index)`, defined for indices below `length`.
pub(crate) fn suggest(
    request: &SuggestRequest<'_>,
    length: u64,
    coordinate: impl Fn(u64, u32, u64) -> f64,
) -> Result<Vec<UnitPoint>, SuggestError> {
    let SuggestRequest { first_index, count, seed, .. } = *request;
    let end = first_index.checked_add(count as u64).filter(|&end| end <= length || count == 0);
    let Some(end) = end else {
        return Err(SuggestError::SequenceExhausted { first_index, count, length });
    };
    let point = |index| {
        let dimensions = request.space.dimensions().iter();
        UnitPoint::new(dimensions.map(|dimension| coordinate(seed, dimension.number, index)).collect())
    };
    Ok((first_index..end).map(point).collect())
}
