//! R15: the lease's transitions, the ones that the store runs, in every order: two never write under one fence number,
//! nothing is written under an old one, and whoever is left can always go on.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use etude_store::lease_state::{Epoch, LeaseState, Sign, Watch, Watched};

const LEASE: Duration = Duration::from_secs(8);
/// Half a lease of looking is one step of a watcher: twice between its first look and the takeover, anything may happen.
const LOOKS_A_STEP: u32 = Watch::LONGEST_STEP / 2;
/// Look, watch for one lease, take over; and a few to spare.
const STEPS_TO_OWN: u32 = 6;

/// What a coordinator believes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Belief {
    /// It wants to own the project and has not looked.
    Wants,
    /// It watches the owner.
    Watches(Watch, Duration),
    /// It will take over, if nothing changed since.
    WillTake(Sign),
    /// It owns the project, as far as it knows.
    Owns(Epoch),
    /// Only in the broken machine: it found that it may write, and is about to.
    AboutToWrite(Epoch),
    /// It was refused, or found that it is fenced, and has ended.
    Ended,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Coordinator {
    belief: Belief,
    dead: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct World {
    lease: LeaseState<usize>,
    coordinators: Vec<Coordinator>,
    /// Under which number, and by whom, was written last. That is all the past that the promises are about.
    last_write: Option<(Epoch, usize)>,
}

/// A step of one coordinator. One that is paused is one that takes none while others do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Kill,
    /// The next thing that it does by itself.
    Act,
    /// Something is to be written.
    Append,
    /// It is done.
    Release,
}

const STEPS: [Step; 4] = [Step::Kill, Step::Act, Step::Append, Step::Release];

/// How the store writes: right, or wrong in one of two ways that the check must find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Store {
    AsItIs,
    /// The fence is checked before the transaction, not in it.
    ChecksBefore,
    /// A takeover puts another owner in the place of the first, and gives no new number.
    TakesBlindly,
}

impl World {
    fn new(coordinators: usize) -> World {
        let coordinator = Coordinator { belief: Belief::Wants, dead: false };
        World { lease: LeaseState::new(), coordinators: vec![coordinator; coordinators], last_write: None }
    }

    /// The world after a step, `None` where it changes nothing; an error where a promise is broken.
    fn after(&self, who: usize, step: Step, store: Store) -> Result<Option<World>, String> {
        let mut next = self.clone();
        let one = &mut next.coordinators[who];
        if one.dead {
            return Ok(None);
        }
        match step {
            Step::Kill => one.dead = true,
            Step::Act => next.act(who, store)?,
            Step::Append => next.append(who, store)?,
            Step::Release => next.release(who),
        }
        Ok((next != *self).then_some(next))
    }

    fn act(&mut self, who: usize, store: Store) -> Result<(), String> {
        let sign = self.lease.sign;
        let owner_is_dead = self.lease.owner.is_none_or(|owner| self.coordinators[owner].dead);
        let belief = match self.coordinators[who].belief.clone() {
            Belief::Wants if owner_is_dead => Belief::WillTake(sign),
            Belief::Wants => Belief::Watches(Watch::begin(sign, LEASE, Duration::ZERO), Duration::ZERO),
            Belief::Watches(mut watch, now) => {
                let times = (1..=LOOKS_A_STEP).map(|look| now + LEASE / Watch::LONGEST_STEP * look);
                match times.map(|now| watch.look(sign, now)).last() {
                    Some(Watched::Alive) => Belief::Ended,
                    Some(Watched::Expired) => Belief::WillTake(watch.sign()),
                    _ => Belief::Watches(watch, now + LEASE / 2),
                }
            }
            Belief::WillTake(_) if store == Store::TakesBlindly && self.lease.owner.is_some() => {
                self.lease.owner = Some(who);
                Belief::Owns(sign.epoch)
            }
            Belief::WillTake(seen) => self.lease.take(seen, who).map_or(Belief::Wants, Belief::Owns),
            Belief::Owns(epoch) if self.lease.beat(epoch) => Belief::Owns(epoch),
            Belief::AboutToWrite(epoch) => {
                self.write(who, epoch)?;
                Belief::Owns(epoch)
            }
            Belief::Owns(_) | Belief::Ended => Belief::Ended,
        };
        self.coordinators[who].belief = belief;
        Ok(())
    }

    fn append(&mut self, who: usize, store: Store) -> Result<(), String> {
        let Belief::Owns(epoch) = self.coordinators[who].belief else { return Ok(()) };
        let allowed = self.lease.allows(Some(epoch));
        self.coordinators[who].belief = match (allowed, store) {
            (false, _) => Belief::Ended,
            (true, Store::ChecksBefore) => Belief::AboutToWrite(epoch),
            (true, _) => {
                self.write(who, epoch)?;
                Belief::Owns(epoch)
            }
        };
        Ok(())
    }

    /// A write that the store accepts, held against the promises.
    fn write(&mut self, who: usize, epoch: Epoch) -> Result<(), String> {
        if let Some((last_epoch, writer)) = self.last_write {
            if epoch < last_epoch {
                return Err(format!("{who} wrote under {epoch} after {last_epoch}"));
            }
            if epoch == last_epoch && writer != who {
                return Err(format!("{writer} and {who} both wrote under {epoch}"));
            }
        }
        if epoch != self.lease.sign.epoch {
            return Err(format!("{who} wrote under {epoch}, the epoch is {}", self.lease.sign.epoch));
        }
        self.last_write = Some((epoch, who));
        Ok(())
    }

    fn release(&mut self, who: usize) {
        if let Belief::Owns(epoch) = self.coordinators[who].belief {
            self.lease.release(epoch);
            self.coordinators[who].belief = Belief::Ended;
        }
    }

    /// Whether somebody who comes now, and whom nobody disturbs, gets to write.
    fn a_newcomer_can_write(&self) -> bool {
        let mut world = self.clone();
        let newcomer = world.coordinators.len();
        world.coordinators.push(Coordinator { belief: Belief::Wants, dead: false });
        for _ in 0..STEPS_TO_OWN {
            world.act(newcomer, Store::AsItIs).unwrap();
        }
        world.append(newcomer, Store::AsItIs).unwrap();
        world.last_write == Some((world.lease.sign.epoch, newcomer))
    }
}

/// Every world that can be reached in so many steps. The first broken promise is an error.
fn explore(coordinators: usize, depth: u32, store: Store) -> Result<usize, String> {
    let start = World::new(coordinators);
    let mut seen = HashSet::from([start.clone()]);
    let mut next = VecDeque::from([(start, 0)]);
    while let Some((world, steps)) = next.pop_front() {
        if store == Store::AsItIs && !world.a_newcomer_can_write() {
            return Err(format!("nobody can go on from {world:?}"));
        }
        if steps == depth {
            continue;
        }
        for who in 0..coordinators {
            for step in STEPS {
                let after = world.after(who, step, store).map_err(|broken| format!("{broken}: {world:?}"))?;
                if let Some(after) = after.filter(|after| seen.insert(after.clone())) {
                    next.push_back((after, steps + 1));
                }
            }
        }
    }
    Ok(seen.len())
}

#[test]
fn two_coordinators_in_every_order_of_twenty_four_steps() {
    let worlds = explore(2, 24, Store::AsItIs).unwrap();
    println!("{worlds} worlds");
    assert!(worlds > 10_000, "{worlds}");
}

#[test]
fn three_coordinators_in_every_order_of_twelve_steps() {
    let worlds = explore(3, 12, Store::AsItIs).unwrap();
    println!("{worlds} worlds");
    assert!(worlds > 20_000, "{worlds}");
}

/// The check finds the two mistakes that other systems made: a fence that is asked before the transaction, and a lock
/// that is broken without a new number.
#[test]
fn a_wrong_store_is_found_out() {
    let before = explore(2, 24, Store::ChecksBefore).unwrap_err();
    assert!(before.contains("wrote under 1"), "{before}");
    let blindly = explore(2, 24, Store::TakesBlindly).unwrap_err();
    assert!(blindly.contains("both wrote under 1"), "{blindly}");
}
