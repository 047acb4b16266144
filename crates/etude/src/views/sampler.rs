//! What draws a round's points, and why.

use etude_study::history::RoundRecord;
use etude_study::round::FrozenRound;
use serde::Serialize;

use crate::words;

/// A round's sampler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SamplerView {
    /// Its name; `by hand` where configurations are written down.
    pub name: String,
    /// Its version when the round started.
    pub version: u32,
    /// The versions that drew points later, where Etude was updated meanwhile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub later_versions: Vec<u32>,
    /// Whether its points follow the scores.
    pub learns: bool,
    /// Why it was chosen, where the project leaves that to Etude.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen_because: Option<String>,
    /// All that in a few words.
    pub in_words: String,
}

impl SamplerView {
    /// The sampler of a round that is about to start.
    pub fn of(frozen: &FrozenRound) -> SamplerView {
        let why = frozen.sampler.as_ref().and_then(|chosen| chosen.why.as_ref());
        SamplerView {
            name: frozen.sampler_name().to_owned(),
            version: frozen.sampler_version(),
            later_versions: Vec::new(),
            learns: frozen.learns(),
            chosen_because: why.map(words::sampler_reason),
            in_words: words::sampler(frozen),
        }
    }

    /// The sampler of a round that has started.
    pub fn of_round(round: &RoundRecord) -> SamplerView {
        let later_versions = round.later_sampler_versions.clone();
        SamplerView { later_versions, ..SamplerView::of(&round.frozen) }
    }
}
