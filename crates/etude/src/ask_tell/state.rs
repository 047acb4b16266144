//! A bare study as a pure state: what was asked, what was told, and what the sampler sees of it.

use etude_search::distinct::Sequence;
use etude_search::repeats::Repeating;
use etude_search::sampler::{Sampler, SuggestError, SuggestRequest};
use etude_search::{choice, objectives};
use etude_study::configuration::Values;
use etude_study::project::DeclaredSpace;
use etude_study::space::UnitPoint;
use etude_study::told::Told;

use super::error::StudyError;
use super::front::{OnFront, front_of};
use super::goal::Goal;
use super::seen::Seen;

/// What a study is from its first to its last trial.
pub(crate) struct Plan {
    pub(crate) declared: DeclaredSpace,
    pub(crate) goal: Goal,
    pub(crate) sampler: Box<dyn Sampler>,
    pub(crate) seed: u64,
    /// About how many trials there will be: a grid is laid out for so many, a sampler may plan with it.
    pub(crate) budget: u64,
    /// The share of the budget for measuring leaders again.
    pub(crate) repeats: f64,
}

impl Plan {
    /// Whether a new point depends on the results before it.
    fn learns(&self) -> bool {
        self.repeats > 0.0 || self.sampler.learns()
    }
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
    /// What a sampler sees of `trials`, one each.
    seen: Seen,
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
        let seen = Seen::nothing(&plan.goal);
        let mut state = State { plan, sequence, drawn, trials: Vec::new(), seen };
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
        // Of what learns from several objectives, or chooses between new points and repeats, one at a time: the result is the
        // same, and where the space ends, those before the end are kept.
        let is_one_by_one = self.plan.repeats > 0.0 || matches!(self.plan.goal, Goal::Several(_));
        while missing > 0 {
            let points = self.draw(if is_one_by_one { 1 } else { missing })?;
            if points.is_empty() {
                break;
            }
            missing -= points.len();
            for point in points {
                let values = self.plan.declared.space.values_at(&point, &Values::new());
                self.drawn += 1;
                self.add(point, values);
            }
        }
        Ok(first..self.trials.len() as u64)
    }

    fn draw(&mut self, count: usize) -> Result<Vec<UnitPoint>, StudyError> {
        if count == 0 {
            return Ok(Vec::new());
        }
        if self.plan.learns() {
            return match self.learned(count) {
                Err(SuggestError::SpaceExhausted { .. } | SuggestError::SequenceExhausted { .. }) => {
                    Ok(Vec::new())
                }
                answer => Ok(answer?),
            };
        }
        let mut points = Vec::with_capacity(count.min(1 << 10));
        let request = request(&self.plan, &self.seen, self.drawn, count);
        while points.len() < count {
            match self.sequence.next(self.plan.sampler.as_ref(), &request)? {
                Some(point) => points.push(point),
                None => break,
            }
        }
        Ok(points)
    }

    /// The next points, of a sampler that is told what came of those before.
    fn learned(&self, count: usize) -> Result<Vec<UnitPoint>, SuggestError> {
        let repeating = Repeating::new(self.plan.sampler.as_ref(), self.plan.repeats);
        let sampler: &dyn Sampler =
            if self.plan.repeats > 0.0 { &repeating } else { self.plan.sampler.as_ref() };
        let request = self.request(count);
        match &self.seen {
            Seen::One(_) => sampler.suggest(&request),
            Seen::Several(measured) => {
                objectives::suggest(sampler, &request, &self.plan.goal.directions(), measured)
            }
        }
    }

    fn request(&self, count: usize) -> SuggestRequest<'_> {
        request(&self.plan, &self.seen, self.drawn, count)
    }

    fn add(&mut self, point: UnitPoint, values: Values) {
        self.seen.asked(point.clone());
        self.trials.push(AskedTrial { point, values, told: None, reported: Vec::new() });
    }

    /// Ends a trial.
    pub(crate) fn tell(&mut self, id: u64, told: Told) -> Result<(), StudyError> {
        self.pending(id)?;
        self.plan.goal.check(id, &told)?;
        self.seen.ended(id as usize, &self.plan.goal, &told);
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
        let direction = self.plan.goal.direction();
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
        let direction = self.plan.goal.direction();
        choice::choose(&self.plan.declared.space, direction, self.seen.history()).map(|place| place as u64)
    }

    /// The trials that no other beats in all objectives; empty where there is one.
    pub(crate) fn front(&self) -> Vec<OnFront> {
        front_of(&self.plan.goal, &self.trials)
    }
}

/// A request for the points after the first `drawn`.
fn request<'a>(plan: &'a Plan, seen: &'a Seen, drawn: u64, count: usize) -> SuggestRequest<'a> {
    SuggestRequest {
        space: &plan.declared.space,
        direction: plan.goal.direction(),
        history: seen.history(),
        first_index: drawn,
        count,
        budget: plan.budget,
        seed: plan.seed,
    }
}
