//! A grid: levels of every dimension in every combination, within the study's budget.
//!
//! The levels are [`etude_study::space::Grid`]'s. The sequence has as many points as the grid; the last dimension changes
//! fastest, and neither seed nor history matter, so that point `i` is the same for every study of the same space and
//! budget.
//!
//! When not to use: with more than two or three numeric dimensions. A grid of 16 points over four of them tries two values
//! of each, where quasi-random points try 16 (Bergstra & Bengio 2012, *JMLR* 13, 281-305).

use etude_study::space::{Grid as Levels, UnitPoint};

use crate::sampler::{Sampler, SuggestError, SuggestRequest};

/// The sampler `grid`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Grid;

impl Sampler for Grid {
    fn name(&self) -> &'static str {
        "grid"
    }

    fn version(&self) -> u32 {
        1
    }

    fn length(&self, request: &SuggestRequest<'_>) -> Result<u64, SuggestError> {
        Ok(Levels::new(request.space, request.budget)?.len())
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        let SuggestRequest { first_index, count, .. } = *request;
        let grid = Levels::new(request.space, request.budget)?;
        let length = grid.len();
        match first_index.checked_add(count as u64).filter(|&end| end <= length || count == 0) {
            Some(end) => Ok((first_index..end).map(|index| grid.point(index)).collect()),
            None => Err(SuggestError::SequenceExhausted { first_index, count, length }),
        }
    }
}
