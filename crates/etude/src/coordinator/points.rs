//! Asking a study's sampler for points, and requesting them as trials.

use etude_playbook::advance::{PointsWanted, search_request};
use etude_search::covered::Covered;
use etude_search::sampler::SuggestRequest;
use etude_search::{anew, distinct};
use etude_study::event::Event;
use etude_study::history::{HistoryError, RoundRecord, StudyRecord};
use etude_study::score::Direction;
use etude_study::seed::sampler_seed;

use super::objectives::observations_of_several;
use super::observations::{broken, failed_in_a_row, observations, taken_before, trained};
use super::{Coordinator, CoordinatorError};

/// After so many failed trials in a row a search that learns is not asked: it may be the region that breaks the program, or
/// the program that breaks everywhere, and a point drawn far and wide tells the one from the other.
const FAILURES_TO_LOOK_AWAY: usize = 2;

impl Coordinator {
    /// Asks for the points that are wanted. Of a sampler that learns there is one at a time, which no trial has had.
    pub(super) fn request_points(
        &mut self,
        wanted: PointsWanted,
        record: &mut Vec<Event>,
    ) -> Result<(), CoordinatorError> {
        self.prepare_sampler(wanted, record)?;
        let (round, study) = self.study(wanted)?;
        let space = &study.segments[wanted.segment as usize].space;
        let sampler = self.samplers.named(round.frozen.sampler_name())?;
        // The original spaces of a round's studies share one sequence, so that the studies compare like with like.
        let sequence = if wanted.segment == 0 { 0 } else { wanted.study.study };
        let seed = sampler_seed(round.frozen.project_seed, round.id, sequence, wanted.segment);
        let of_several = observations_of_several(&self.history, round, study, (seed, wanted.first_index));
        let (direction, told) = match of_several {
            Some(told) => (Direction::Maximize, told),
            None => (round.frozen.direction, observations(&self.history, round, study)),
        };
        let request = SuggestRequest {
            space,
            direction,
            history: &told,
            first_index: u64::from(wanted.first_index),
            count: wanted.count as usize,
            budget: u64::from(round.frozen.definition.trials),
            seed,
        };
        let looks_away =
            round.frozen.learns() && failed_in_a_row(&self.history, study) >= FAILURES_TO_LOOK_AWAY;
        let points = if round.frozen.learns() {
            let (trained, broken) = (trained(&self.history, study), broken(&self.history, study));
            let point = if looks_away {
                anew::spread(&request, &trained)
            } else {
                anew::suggest(sampler, &request, &trained, &broken)
            };
            vec![point?]
        } else {
            let taken = taken_before(&self.history, study, wanted.segment);
            match round.frozen.definition.ranged().filter(|(name, _)| space.dimension(name).is_some()) {
                Some((name, parts)) => {
                    distinct::suggest(&Covered::new(sampler, name, parts), &request, &taken)?
                }
                None => distinct::suggest(sampler, &request, &taken)?,
            }
        };
        let mut requests = Vec::new();
        for (index, point) in (wanted.first_index..).zip(&points) {
            let values = space.values_at(point, &study.definition.fixed);
            requests.push(search_request(round, study, (wanted.segment, index), &values));
        }
        for request in requests {
            let trial = self.history.next_trial();
            if looks_away {
                self.looked_away.insert(trial);
            }
            self.apply(Event::TrialRequested { trial, request }, record)?;
        }
        Ok(())
    }

    /// Makes the sampler ready. Where a round goes on with another version of it, as after an update of Etude, that is
    /// recorded: its points are not those that the first version would have drawn.
    fn prepare_sampler(
        &mut self,
        wanted: PointsWanted,
        record: &mut Vec<Event>,
    ) -> Result<(), CoordinatorError> {
        let (round, _) = self.study(wanted)?;
        let (id, before) = (round.id, round.sampler_version());
        let name = round.frozen.sampler_name().to_owned();
        let version = self.samplers.prepare(&name)?;
        if version != before {
            self.apply(Event::SamplerChanged { round: id, version }, record)?;
        }
        Ok(())
    }

    fn study(&self, wanted: PointsWanted) -> Result<(&RoundRecord, &StudyRecord), HistoryError> {
        let round = self.history.round(wanted.study.round);
        round.zip(self.history.study(wanted.study)).ok_or(HistoryError::UnknownStudy(wanted.study))
    }
}
