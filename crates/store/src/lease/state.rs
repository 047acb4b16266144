//! The lease as a pure state machine: who may write, and who may become the one who may.
//!
//! The store runs these transitions, each in one transaction; `tests/lease_model.rs` runs the same ones in every order.

use std::time::Duration;

/// The fence number: rises by one with every change of owner and is never given twice. 0 belongs to nobody.
pub type Epoch = u32;

/// What is seen of an owner from afar. As long as it lives, it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sign {
    /// The owner's fence number.
    pub epoch: Epoch,
    /// How often it has said that it lives.
    pub beat: u32,
}

/// The one row that decides who writes. `O` names an owner.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LeaseState<O> {
    /// The last fence number that was given, and its owner's beats.
    pub sign: Sign,
    /// Who has it; nobody once it was let go.
    pub owner: Option<O>,
}

impl<O> LeaseState<O> {
    /// Nobody has ever owned the project.
    pub fn new() -> LeaseState<O> {
        LeaseState { sign: Sign { epoch: 0, beat: 0 }, owner: None }
    }

    /// Whether a writer with this fence number may write now; one without, only while nobody owns the project.
    pub fn allows(&self, writer: Option<Epoch>) -> bool {
        match writer {
            Some(epoch) => self.owner.is_some() && self.sign.epoch == epoch,
            None => self.owner.is_none(),
        }
    }

    /// The owner lives. `false`, and nothing changes, once it is fenced.
    #[must_use]
    pub fn beat(&mut self, epoch: Epoch) -> bool {
        let allowed = self.allows(Some(epoch));
        self.sign.beat = self.sign.beat.wrapping_add(u32::from(allowed));
        allowed
    }

    /// Another becomes the owner, provided that nothing has changed since it saw `seen`. Its fence number, or `None`.
    #[must_use]
    pub fn take(&mut self, seen: Sign, owner: O) -> Option<Epoch> {
        if self.sign != seen {
            return None;
        }
        self.sign = Sign { epoch: seen.epoch + 1, beat: 0 };
        self.owner = Some(owner);
        Some(self.sign.epoch)
    }

    /// The owner lets go; its fence number stays used up. `false`, and nothing changes, once it is fenced.
    pub fn release(&mut self, epoch: Epoch) -> bool {
        let allowed = self.allows(Some(epoch));
        if allowed {
            self.owner = None;
        }
        allowed
    }
}

impl<O> Default for LeaseState<O> {
    fn default() -> LeaseState<O> {
        LeaseState::new()
    }
}

/// What can be told about an owner without waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Its process has ended: it will never write again.
    Dead,
    /// It last said so long ago that it lives, by a monotonic clock that both share.
    LastBeat(Duration),
    /// It is out of sight: on another machine, or in another container.
    None,
}

/// What is to be done about a project that has an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Take over now.
    Take,
    /// It lives: leave it alone.
    Refuse,
    /// Watch whether it gives a sign.
    Watch,
}

/// Judges an owner that promised to give a sign at least every `lease`.
pub fn judge(evidence: Evidence, lease: Duration) -> Judgement {
    match evidence {
        Evidence::Dead => Judgement::Take,
        Evidence::LastBeat(ago) if ago <= lease / 2 => Judgement::Refuse,
        Evidence::LastBeat(_) | Evidence::None => Judgement::Watch,
    }
}

/// What a look at a watched owner showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Watched {
    /// It gave a sign, or there is another owner.
    Alive,
    /// Too early to tell.
    Waiting,
    /// For a whole lease it has given no sign.
    Expired,
}

/// Watches an owner for one lease, by the watcher's own monotonic clock and by nothing else.
///
/// The time between two looks counts at most [`Watch::LONGEST_STEP`] of a lease: a watcher that was itself suspended,
/// together with the owner or alone, has not watched meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Watch {
    sign: Sign,
    lease: Duration,
    last_look: Duration,
    watched: Duration,
}

impl Watch {
    /// The part of a lease that passes between two looks at most: one in so many.
    pub const LONGEST_STEP: u32 = 8;

    /// Begins at `now`, a time of the watcher's monotonic clock.
    pub fn begin(sign: Sign, lease: Duration, now: Duration) -> Watch {
        Watch { sign, lease, last_look: now, watched: Duration::ZERO }
    }

    /// What is watched for a change.
    pub fn sign(&self) -> Sign {
        self.sign
    }

    /// How long it is still to be watched, if it gives no sign.
    pub fn left(&self) -> Duration {
        self.lease.saturating_sub(self.watched)
    }

    /// Looks again.
    pub fn look(&mut self, sign: Sign, now: Duration) -> Watched {
        if sign != self.sign {
            return Watched::Alive;
        }
        let passed = now.saturating_sub(self.last_look);
        self.watched += passed.min(self.lease / Watch::LONGEST_STEP);
        self.last_look = now;
        if self.watched >= self.lease { Watched::Expired } else { Watched::Waiting }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: Duration = Duration::from_secs(64);
    const SIGN: Sign = Sign { epoch: 3, beat: 7 };

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn an_owner_without_a_sign_expires_after_one_lease_of_looking() {
        let mut watch = Watch::begin(SIGN, LEASE, seconds(100));
        for at in (104..164).step_by(4) {
            assert_eq!(watch.look(SIGN, seconds(at)), Watched::Waiting, "{at}");
        }
        assert_eq!(watch.look(SIGN, seconds(164)), Watched::Expired);
    }

    #[test]
    fn any_sign_and_any_other_owner_is_life() {
        for sign in [Sign { beat: 8, ..SIGN }, Sign { epoch: 4, beat: 0 }] {
            let mut watch = Watch::begin(SIGN, LEASE, seconds(0));
            assert_eq!(watch.look(sign, seconds(1000)), Watched::Alive);
        }
    }

    /// Two hours of suspend, a clock that jumps by a day, one that goes back: none of them is a lease without a sign.
    #[test]
    fn time_in_which_nobody_looked_does_not_count() {
        for jump in [2 * 3600, 24 * 3600] {
            let mut watch = Watch::begin(SIGN, LEASE, seconds(0));
            assert_eq!(watch.look(SIGN, seconds(jump)), Watched::Waiting);
            assert_eq!(watch.look(SIGN, seconds(jump / 2)), Watched::Waiting);
            assert_eq!(watch.look(SIGN, seconds(jump / 2 + 1)), Watched::Waiting);
        }
    }

    #[test]
    fn a_fresh_beat_is_refused_at_once_and_only_the_dead_are_followed_at_once() {
        assert_eq!(judge(Evidence::LastBeat(seconds(32)), LEASE), Judgement::Refuse);
        assert_eq!(judge(Evidence::LastBeat(seconds(33)), LEASE), Judgement::Watch);
        assert_eq!(judge(Evidence::LastBeat(seconds(9999)), LEASE), Judgement::Watch);
        assert_eq!(judge(Evidence::None, LEASE), Judgement::Watch);
        assert_eq!(judge(Evidence::Dead, LEASE), Judgement::Take);
    }
}
