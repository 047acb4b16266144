//! One cell of a table: many rounds of one world, each a project with a seed of its own.

use std::error::Error;
use std::thread;

use etude::coordinator::CoordinatorState;
use etude_simulation::{Faults, Run, simulate};
use etude_stats::proportion::wilson;
use etude_study::configuration::Configuration;
use etude_study::value_question::{Scope, ValueAgainstIncumbent};
use etude_study::verdict::{Caveat, Decision};

use crate::naive::{NaiveTally, judge};
use crate::world::World;

pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// Rounds are shared between so many threads where nobody says otherwise.
const THREADS: u64 = 2;
/// A seed that no trial of a simulated project has.
const ONE_MORE_SEED: u32 = u32::MAX;

/// What came of all rounds of a cell.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) rounds: u64,
    pub(crate) adopted: u64,
    pub(crate) inconclusive: u64,
    /// Rounds that findings of the checklist kept from a verdict.
    pub(crate) blocked: u64,
    /// Rounds in which any value was called better than the incumbent's.
    pub(crate) value_better: u64,
    /// Adoptions about the point and the value.
    pub(crate) about_both: u64,
    /// Adoptions that came with a word of skewed gains.
    pub(crate) skewed_adopted: u64,
    pub(crate) pairs: u64,
    pub(crate) trainings: u64,
    /// Rounds that published a score.
    pub(crate) candidates: u64,
    /// Those in which one more retraining was within its interval.
    pub(crate) within: u64,
    pub(crate) within_adopted: u64,
    /// By how much adopted candidates' published means were too good, summed.
    pub(crate) flattery: f64,
    /// What candidates truly score, summed.
    pub(crate) truth: f64,
    pub(crate) naive: [NaiveTally; 3],
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.rounds += other.rounds;
        self.adopted += other.adopted;
        self.inconclusive += other.inconclusive;
        self.blocked += other.blocked;
        self.value_better += other.value_better;
        self.about_both += other.about_both;
        self.skewed_adopted += other.skewed_adopted;
        self.pairs += other.pairs;
        self.trainings += other.trainings;
        self.candidates += other.candidates;
        self.within += other.within;
        self.within_adopted += other.within_adopted;
        self.flattery += other.flattery;
        self.truth += other.truth;
        for (own, more) in self.naive.iter_mut().zip(other.naive) {
            own.adopted += more.adopted;
            own.trainings += more.trainings;
        }
    }

    fn count(&mut self, world: &World, run: &Run) -> Result<(), Failure> {
        let Some(verdict) = run.history.rounds[0].verdict.as_ref() else {
            return self.count_blocked(run);
        };
        let adopts = verdict.decision == Decision::Adopt;
        let skewed = verdict.caveats.iter().any(|caveat| matches!(caveat, Caveat::SkewedGains { .. }));
        let question = verdict.value_question.as_ref();
        self.rounds += 1;
        self.adopted += u64::from(adopts);
        self.inconclusive += u64::from(verdict.decision == Decision::Inconclusive);
        self.value_better += u64::from(
            question.is_some_and(|question| question.others.iter().any(ValueAgainstIncumbent::is_better)),
        );
        self.about_both += u64::from(verdict.scope == Some(Scope::Both));
        self.skewed_adopted += u64::from(adopts && skewed);
        self.pairs +=
            verdict.comparisons.iter().map(|comparison| comparison.gains.len() as u64).max().unwrap_or(0);
        self.trainings += run.history.trials.len() as u64;
        judge(world, &run.history, &mut self.naive);
        let published = verdict.candidate.as_ref().zip(verdict.candidate_score.as_ref());
        if let Some((candidate, score)) = published {
            let seed = ONE_MORE_SEED;
            let configuration = Configuration {
                values: candidate.values.clone(),
                batch_size: None,
                max_epochs: 1,
                seed,
                data_seed: seed,
            };
            let next = World { infeasible: 0.0, ..*world }.score(&configuration);
            let within = score.one_more.is_some_and(|(low, high)| low <= next && next <= high);
            self.candidates += 1;
            self.within += u64::from(within);
            self.within_adopted += u64::from(within && adopts);
            let truth = world.truth(&candidate.values);
            self.truth += truth;
            self.flattery += if adopts { truth - score.mean } else { 0.0 };
        }
        Ok(())
    }

    /// A round that findings of the checklist keep from its verdict adopts nothing.
    fn count_blocked(&mut self, run: &Run) -> Result<(), Failure> {
        if !matches!(run.state, CoordinatorState::Blocked { .. }) {
            return Err(format!("a round without a verdict: {:?}", run.state).into());
        }
        self.rounds += 1;
        self.blocked += 1;
        self.trainings += run.history.trials.len() as u64;
        Ok(())
    }

    pub(crate) fn mean(&self, sum: u64) -> f64 {
        sum as f64 / self.rounds.max(1) as f64
    }

    pub(crate) fn percent(&self, count: u64) -> String {
        Tally::share_of(count, self.rounds)
    }

    pub(crate) fn share_of(count: u64, of: u64) -> String {
        if of == 0 { "-".into() } else { format!("{:.1} %", 100.0 * count as f64 / of as f64) }
    }

    pub(crate) fn with_interval(&self, count: u64) -> String {
        let share = self.percent(count);
        wilson(count, self.rounds, 0.95).map_or(share.clone(), |interval| {
            format!("{share} [{:.1}, {:.1}]", 100.0 * interval.low, 100.0 * interval.high)
        })
    }
}

/// So many rounds of a world.
pub(crate) fn run(world: &World, rounds: u64) -> Result<Tally, Failure> {
    shared(rounds, Tally::add, |seed, tally: &mut Tally| {
        let workload = |configuration: &Configuration| world.score(configuration);
        let run = simulate(&world.project(seed)?, &workload, Faults::default(), seed)?;
        tally.count(world, &run)
    })
}

/// Seeds from 0 to `rounds`, shared between the threads, each of which counts for itself.
pub(crate) fn shared<T: Default + Send>(
    rounds: u64,
    add: fn(&mut T, &T),
    round: impl Fn(u64, &mut T) -> Result<(), Failure> + Sync,
) -> Result<T, Failure> {
    let threads = std::env::args().nth(3).map_or(Ok(THREADS), |argument| argument.parse())?.max(1);
    let part = |thread: u64| -> Result<T, Failure> {
        let mut tally = T::default();
        for seed in (thread..rounds).step_by(threads as usize) {
            round(seed, &mut tally)?;
        }
        Ok(tally)
    };
    let part = &part;
    thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        let mut all = T::default();
        for thread in started {
            add(&mut all, &thread.join().map_err(|_| "a thread of the bench panicked")??);
        }
        Ok(all)
    })
}
