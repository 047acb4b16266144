//! Which algorithm draws a round's points: settled once, when the round starts, and stored with it.

use std::collections::BTreeMap;
use std::fmt;

use etude_search::auto::{Situation, choose};
use etude_search::catalogue::{UnknownSampler, sampler};
use etude_search::sampler::Sampler;
use etude_study::round::FrozenRound;
use etude_study::sampler::{AUTO, ChosenSampler};

/// The samplers that were asked so far. They may remember what they worked out; forgetting it changes time, never a point.
#[derive(Default)]
pub(super) struct Samplers(BTreeMap<String, Box<dyn Sampler>>);

impl Samplers {
    /// Makes the sampler of that name ready, and says its version.
    pub(super) fn prepare(&mut self, name: &str) -> Result<u32, UnknownSampler> {
        if let Some(known) = self.0.get(name) {
            return Ok(known.version());
        }
        let new = sampler(name)?;
        let version = new.version();
        self.0.insert(name.to_owned(), new);
        Ok(version)
    }

    /// The sampler of that name, which is ready.
    pub(super) fn named(&self, name: &str) -> Result<&dyn Sampler, UnknownSampler> {
        let known = self.0.get(name).map(|known| &**known);
        known.ok_or_else(|| UnknownSampler { name: name.to_owned() })
    }
}

impl fmt::Debug for Samplers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Writes into a round that is about to start which algorithm draws its points, in which version, and why where the choice
/// is Etude's. Earlier trials are told only to an algorithm that learns.
///
/// # Errors
/// When the round names a sampler that this version lacks.
pub fn settle(round: &mut FrozenRound, slots: u32) -> Result<(), UnknownSampler> {
    if round.definition.is_by_hand() {
        return Ok(());
    }
    let (name, why) = if round.definition.sampler == AUTO {
        let choice = choose(&situation(round, slots));
        (choice.name.to_owned(), Some(choice.why))
    } else {
        (round.definition.sampler.clone(), None)
    };
    let version = sampler(&name)?.version();
    round.sampler = Some(ChosenSampler { name, version, why });
    if !round.learns() {
        round.studies.iter_mut().for_each(|study| study.carried.clear());
    }
    Ok(())
}

fn situation(round: &FrozenRound, slots: u32) -> Situation {
    let spaces: Vec<_> = round.studies.iter().map(|study| &study.space).collect();
    let trials = u64::from(round.definition.trials);
    let known = round.studies.iter().map(|study| study.carried.len() as u64).min().unwrap_or(0);
    Situation { known, ..Situation::of(&spaces, trials, slots) }
}
