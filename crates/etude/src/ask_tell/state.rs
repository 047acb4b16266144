//! A bare study as a pure state: what was asked, what was told, and what the sampler sees of it.

use etude_search::choice;
use etude_search::distinct::Sequence;
use etude_search::sampler::{Observation, ObservedOutcome, Sampler, SuggestError, SuggestRequest};
use etude_study::configuration::Values;
use etude_study::project::DeclaredSpace;
use etude_study::score::Direction;
use etude_study::space::UnitPoint;
use etude_study::told::Told;

use super::error::StudyError;

/// What a study is from its first to its last trial.
pub(crate) struct Plan {
    pub(crate) declared: DeclaredSpace,
    pub(crate) direction: Direction,
    pub(crate) sampler: Box<dyn Sampler>,
    pub(crate) seed: u64,
    /// About how many trials there will be: a grid is laid out for so many, a sampler may plan with it.
    pub(crate) budget: u64,
}

/// One trial that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AskedTrial {
    pub(crate) point: UnitPoint,
    pub(crate) values: Values,
    pub(crate) told: Option<Told>,
    /// Epochs and scores that it reported while it trained.
    pub(crate) reported: Vec<(f64, f64)>,
}

/// A study with its trials.
pub(crate) struct State {
    plan: Plan,
    /// For samplers that are addressed by index.
    sequence: Sequence,
    /// How many points were drawn of the sampler's sequence; the baseline is none of them.
    drawn: u64,
    trials: Vec<AskedTrial>,
    /// What a sampler sees: trials that teach or may yet, in the order in which they were asked for.
    history: Vec<Observation>,
    /// The trials of `history`, one each, ascending.
    numbers: Vec<u64>,
}

impl State {
    /// A study without trials.
    ///
    /// # Errors
    /// If the sampler has no sequence for this space and budget.
    pub(crate) fn new(plan: Plan) -> Result<State, StudyError> {
        State::resumed(plan, Vec::new())
    }

    /// A study whose first trials are known: it goes on as if it had asked for them itself.
    ///
    /// # Errors
    /// If the sampler has no sequence for this space and budget.
    pub(crate) fn resumed(plan: Plan, trials: Vec<(UnitPoint, Values)>) -> Result<State, StudyError> {
        // A sequence that leaves out what it gave before goes on where it was.
        let before = trials.iter().map(|(_, values)| values);
        let taken: Vec<Values> = plan.declared.baseline.iter().chain(before).cloned().collect();
        let sequence = Sequence::new(&plan.declared.space, &taken);
        let baselines = usize::from(plan.declared.baseline.is_some() && !trials.is_empty());
        let drawn = (trials.len() - baselines) as u64;
        let (asked, history, numbers) = (Vec::new(), Vec::new(), Vec::new());
        let mut state = State { plan, sequence, drawn, trials: asked, history, numbers };
        state.plan.sampler.length(&state.request(0))?;
        for (point, values) in trials {
            state.add(point, values);
        }
        Ok(state)
    }

    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    pub(crate) fn trials(&self) -> &[AskedTrial] {
        &self.trials
    }

    /// Asks for `count` trials; the number of the first, and those there were: fewer where the space or the sequence ends.
    pub(crate) fn ask(&mut self, count: usize) -> Result<std::ops::Range<u64>, StudyError> {
        let first = self.trials.len() as u64;
        let mut missing = count;
        if missing > 0
            && first == 0
            && let Some(baseline) = self.plan.declared.baseline.clone()
        {
            self.add(self.plan.declared.space.unit_point(&baseline), baseline);
            missing -= 1;
        }
        for point in self.draw(missing)? {
            let values = self.plan.declared.space.values_at(&point, &Values::new());
            self.drawn += 1;
            self.add(point, values);
        }
        Ok(first..self.trials.len() as u64)
    }

    fn draw(&mut self, count: usize) -> Result<Vec<UnitPoint>, StudyError> {
        if count == 0 {
            return Ok(Vec::new());
        }
        if self.plan.sampler.learns() {
            return match self.plan.sampler.suggest(&self.request(count)) {
                Err(SuggestError::SpaceExhausted { .. } | SuggestError::SequenceExhausted { .. }) => {
                    Ok(Vec::new())
                }
                answer => Ok(answer?),
            };
        }
        let mut points = Vec::with_capacity(count.min(1 << 10));
        let request = SuggestRequest {
            space: &self.plan.declared.space,
            direction: self.plan.direction,
            history: &self.history,
            first_index: self.drawn,
            count,
            budget: self.plan.budget,
            seed: self.plan.seed,
        };
        while points.len() < count {
            match self.sequence.next(self.plan.sampler.as_ref(), &request)? {
                Some(point) => points.push(point),
                None => break,
            }
        }
        Ok(points)
    }

    fn request(&self, count: usize) -> SuggestRequest<'_> {
        SuggestRequest {
            space: &self.plan.declared.space,
            direction: self.plan.direction,
            history: &self.history,
            first_index: self.drawn,
            count,
            budget: self.plan.budget,
            seed: self.plan.seed,
        }
    }

    fn add(&mut self, point: UnitPoint, values: Values) {
        self.numbers.push(self.trials.len() as u64);
        self.history.push(Observation { point: point.clone(), outcome: ObservedOutcome::Pending });
        self.trials.push(AskedTrial { point, values, told: None, reported: Vec::new() });
    }

    /// Ends a trial.
    pub(crate) fn tell(&mut self, id: u64, told: Told) -> Result<(), StudyError> {
        self.pending(id)?;
        if let Ok(place) = self.numbers.binary_search(&id) {
            match &told {
                Told::Score(score) => self.history[place].outcome = ObservedOutcome::Score(*score),
                Told::Infeasible(_) => self.history[place].outcome = ObservedOutcome::Infeasible,
                Told::Failed(_) => {
                    self.history.remove(place);
                    self.numbers.remove(place);
                }
            }
        }
        self.pending(id)?.told = Some(told);
        Ok(())
    }

    /// Notes what a trial scores after an epoch.
    pub(crate) fn report(&mut self, id: u64, epoch: f64, score: f64) -> Result<(), StudyError> {
        self.pending(id)?.reported.push((epoch, score));
        Ok(())
    }

    /// Ends a trial with the best that it reported; one that reported a number that is none has diverged.
    pub(crate) fn finish(&mut self, id: u64) -> Result<Told, StudyError> {
        let direction = self.plan.direction;
        let scores = self.pending(id)?.reported.iter().map(|(_, score)| Told::from(*score));
        let better = |best: Told, next: Told| match (&best, &next) {
            (Told::Score(a), Told::Score(b)) if direction.gain(*b, *a) > 0.0 => next,
            (Told::Score(_), Told::Infeasible(_)) => next,
            _ => best,
        };
        let told = scores.reduce(better).ok_or(StudyError::NothingReported { id })?;
        self.tell(id, told.clone())?;
        Ok(told)
    }

    fn pending(&mut self, id: u64) -> Result<&mut AskedTrial, StudyError> {
        let trials = self.trials.len() as u64;
        let known = usize::try_from(id).ok().and_then(|place| self.trials.get_mut(place));
        let trial = known.ok_or(StudyError::UnknownTrial { id, trials })?;
        match &trial.told {
            None => Ok(trial),
            Some(told) => Err(StudyError::ToldAlready { id, told: told.to_string() }),
        }
    }

    /// The trial to take, if one has a score.
    pub(crate) fn best(&self) -> Option<u64> {
        let place = choice::choose(&self.plan.declared.space, self.plan.direction, &self.history)?;
        self.numbers.get(place).copied()
    }
}
