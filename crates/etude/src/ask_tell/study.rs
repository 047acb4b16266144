//! A bare study: a space, a sampler, and trials that are asked for and told.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use etude_search::catalogue;
use etude_search::sampler::Sampler;
use etude_study::configuration::Values;
use etude_study::objective::Objective;
use etude_study::score::Direction;
use etude_study::told::Told;

use super::error::StudyError;
use super::front::OnFront;
use super::goal::Goal;
use super::space::Space;
use super::state::{Plan, State};
use super::trial::Trial;

/// About how many trials a study has whose budget nobody named.
pub const DEFAULT_BUDGET: u64 = 100;

/// A search for the best point of a space, without a project, a round or a verdict.
///
/// A handle: clones are the same study, also in other threads, and several trials may be in flight. The same calls in the
/// same order give the same trials, whatever time they take.
#[derive(Clone)]
pub struct Study {
    state: Arc<Mutex<State>>,
}

/// The trial that a study recommends.
#[derive(Debug, Clone, PartialEq)]
pub struct Best {
    /// Its number.
    pub id: u64,
    /// Its values.
    pub values: Values,
}

impl Study {
    /// A study of this space, with the sampler of that name ("auto" chooses one) and seed 0. [`Study::builder`] sets more.
    ///
    /// # Errors
    /// If the space is wrong, or no sampler has that name.
    pub fn new(space: impl Into<Space>, direction: Direction, sampler: &str) -> Result<Study, StudyError> {
        Study::builder(space, direction).sampler(sampler).build()
    }

    /// A study of this space, to be set up.
    pub fn builder(space: impl Into<Space>, direction: Direction) -> StudyBuilder {
        StudyBuilder::new(space.into(), Goal::One(direction))
    }

    /// A study of this space with several objectives, such as error and inference time, to be set up. Its trials are told
    /// [`Told::scores`], and it has a [`Study::front`] in place of a best trial.
    pub fn of_several(
        space: impl Into<Space>,
        objectives: impl IntoIterator<Item = Objective>,
    ) -> StudyBuilder {
        StudyBuilder::new(space.into(), Goal::Several(objectives.into_iter().collect()))
    }

    /// Asks for a trial; nothing when a grid or a small space has no more. Never waits for results.
    ///
    /// # Errors
    /// If the sampler cannot go on.
    pub fn ask(&self) -> Result<Option<Trial>, StudyError> {
        Ok(self.ask_many(1)?.pop())
    }

    /// Asks for several trials, to be trained side by side; fewer when there are no more.
    ///
    /// # Errors
    /// If the sampler cannot go on.
    pub fn ask_many(&self, count: usize) -> Result<Vec<Trial>, StudyError> {
        let mut state = self.state();
        let asked = state.ask(count)?;
        let trial = |id: u64| {
            let values = state.trials()[id as usize].values.clone();
            Trial { study: self.clone(), id, values }
        };
        Ok(asked.map(trial).collect())
    }

    /// Notes a trial's score after an epoch.
    ///
    /// # Errors
    /// If there is no such trial, or it has ended.
    pub fn report(&self, id: u64, epoch: impl Into<f64>, score: impl Into<f64>) -> Result<(), StudyError> {
        self.state().report(id, epoch.into(), score.into())
    }

    /// Ends a trial with the best score that it reported; infeasible if one of them was no number.
    ///
    /// # Errors
    /// If there is no such trial, it has ended, or reported nothing.
    pub fn finish(&self, id: u64) -> Result<Told, StudyError> {
        self.state().finish(id)
    }

    /// Ends a trial: a score, or what [`Told`] has beside it.
    ///
    /// # Errors
    /// If there is no such trial, or it has ended.
    pub fn tell(&self, id: u64, told: impl Into<Told>) -> Result<(), StudyError> {
        self.state().tell(id, told.into())
    }

    /// The trial to take, which need not be the luckiest; nothing before one has a score, and nothing with several
    /// objectives: those have a [`Study::front`].
    pub fn best(&self) -> Option<Best> {
        let state = self.state();
        let id = state.best()?;
        Some(Best { id, values: state.trials()[id as usize].values.clone() })
    }

    /// With several objectives, the trials that no other beats in all of them, in the order of their numbers; with one,
    /// nothing.
    pub fn front(&self) -> Vec<OnFront> {
        self.state().front()
    }

    /// How many trials were asked for.
    pub fn asked(&self) -> u64 {
        self.state().trials().len() as u64
    }

    /// What was told of a trial; nothing while it is pending.
    pub fn told(&self, id: u64) -> Option<Told> {
        self.state().trials().get(usize::try_from(id).ok()?)?.told.clone()
    }

    /// The epochs and scores that a trial reported.
    pub fn reported(&self, id: u64) -> Vec<(f64, f64)> {
        let state = self.state();
        let trial = usize::try_from(id).ok().and_then(|place| state.trials().get(place));
        trial.map(|trial| trial.reported.clone()).unwrap_or_default()
    }

    /// A state is whole between calls, so one whose thread panicked is still good.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Study {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        let sampler = state.plan().sampler.name();
        write!(f, "Study({sampler}, seed {}, {} trials)", state.plan().seed, state.trials().len())
    }
}

/// What searches.
enum SamplerChoice {
    Named(String),
    Own(Box<dyn Sampler>),
}

/// A study being set up; what is not said has a sensible default.
pub struct StudyBuilder {
    space: Space,
    goal: Goal,
    sampler: SamplerChoice,
    seed: u64,
    budget: u64,
    repeats: f64,
}

impl StudyBuilder {
    fn new(space: Space, goal: Goal) -> StudyBuilder {
        let sampler = SamplerChoice::Named("auto".into());
        StudyBuilder { space, goal, sampler, seed: 0, budget: DEFAULT_BUDGET, repeats: 0.0 }
    }

    /// The sampler of that name; "auto" if not said.
    #[must_use]
    pub fn sampler(mut self, name: &str) -> StudyBuilder {
        self.sampler = SamplerChoice::Named(name.into());
        self
    }

    /// A sampler of your own: see [`etude_search::conformance`] for what it has to promise.
    #[must_use]
    pub fn own_sampler(mut self, sampler: Box<dyn Sampler>) -> StudyBuilder {
        self.sampler = SamplerChoice::Own(sampler);
        self
    }

    /// The seed; 0 if not said. Another seed, other trials.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> StudyBuilder {
        self.seed = seed;
        self
    }

    /// About how many trials there will be; 100 if not said. A hint: more may be asked for, but for a grid it is the size.
    #[must_use]
    pub fn budget(mut self, budget: u64) -> StudyBuilder {
        self.budget = budget;
        self
    }

    /// The share of the budget for measuring the leaders again, from 0 (if not said) to below 1: with other seeds, where these
    /// differ much. A repeat is a trial with a number of its own and the values of an earlier one. Without noise nothing is
    /// repeated.
    #[must_use]
    pub fn repeats(mut self, share: f64) -> StudyBuilder {
        self.repeats = share;
        self
    }

    /// The study, with no trials yet.
    ///
    /// # Errors
    /// If the space is wrong, no sampler has that name, the share of repeats is none, or the budget is too small for a
    /// grid.
    pub fn build(self) -> Result<Study, StudyError> {
        let sampler = match self.sampler {
            SamplerChoice::Named(name) => catalogue::sampler(&name)?,
            SamplerChoice::Own(sampler) => sampler,
        };
        if !(0.0..1.0).contains(&self.repeats) {
            return Err(StudyError::WrongRepeats { share: self.repeats });
        }
        let declared = self.space.declared()?;
        let StudyBuilder { goal, seed, budget, repeats, .. } = self;
        let plan = Plan { declared, goal, sampler, seed, budget, repeats };
        Ok(Study { state: Arc::new(Mutex::new(State::new(plan)?)) })
    }
}
