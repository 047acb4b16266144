//! Sentences about samplers: which one draws a round's points, and why.

use etude_study::round::{FrozenRound, RoundDefinition};
use etude_study::sampler::{ChosenSampler, SamplerReason};

use super::number::count;

/// The sampler of a round that has started, or is planned with what is known today: `gp`, or with the reason where it was
/// chosen by Etude: `gp, chosen by auto: 3 parameters ...`.
pub fn sampler(round: &FrozenRound) -> String {
    let RoundDefinition { sampler, .. } = &round.definition;
    match &round.sampler {
        Some(ChosenSampler { name, why: Some(why), .. }) => {
            format!("{name}, chosen by {sampler}: {}", sampler_reason(why))
        }
        _ => round.sampler_name().to_owned(),
    }
}

/// Why a sampler was chosen.
pub fn sampler_reason(reason: &SamplerReason) -> String {
    match reason {
        SamplerReason::WholeSpace { points } => {
            format!("the trials cover the whole space of {}", several(*points, "point"))
        }
        SamplerReason::FewTrials { trials } => {
            format!("{} would be over before a model has learned anything", several(*trials, "trial"))
        }
        SamplerReason::AllAtOnce { slots, trials } => {
            format!("{} start all {} before a result is in", count(*slots, "slot"), several(*trials, "trial"))
        }
        SamplerReason::ModelPays { parameters, trials } => format!(
            "with {} and {}, a model of the whole space pays",
            count(*parameters, "parameter"),
            several(*trials, "trial")
        ),
        SamplerReason::ManyParameters { parameters } => {
            format!("{} are too many for one model of all of them", count(*parameters, "parameter"))
        }
        SamplerReason::ManyCategories { values } => {
            format!(
                "of a list of {} most stay unseen, where distances say nothing",
                several(*values, "value")
            )
        }
        SamplerReason::ManyTrials { trials } => {
            format!("a model of all {} costs more than it brings", several(*trials, "trial"))
        }
        SamplerReason::LongNumericSearch { parameters, trials } => format!(
            "over {} and {}, a population adapts to their shape",
            count(*parameters, "number"),
            several(*trials, "trial")
        ),
    }
}

fn several(many: u64, what: &str) -> String {
    count(u32::try_from(many).unwrap_or(u32::MAX), what)
}
