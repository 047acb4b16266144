//! From the name a user writes to a sampler.

use etude_study::round::SAMPLERS;

use crate::auto::Auto;
use crate::cma_es::CmaEs;
use crate::gp::GaussianProcess;
use crate::grid::Grid;
use crate::halton::Halton;
use crate::quasi_random::QuasiRandom;
use crate::random::Random;
use crate::sampler::Sampler;
use crate::tpe::Tpe;

/// The names [`sampler`] knows, the one to try first in front.
pub const NAMES: [&str; 8] = SAMPLERS;

/// A name no sampler has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no sampler is called \"{name}\"; the samplers are {}", NAMES.join(", "))]
pub struct UnknownSampler {
    /// The name that was given.
    pub name: String,
}

/// The sampler of that name.
pub fn sampler(name: &str) -> Result<Box<dyn Sampler>, UnknownSampler> {
    match name {
        "quasi-random" => Ok(Box::new(QuasiRandom)),
        "halton" => Ok(Box::new(Halton)),
        "grid" => Ok(Box::new(Grid)),
        "random" => Ok(Box::new(Random)),
        "auto" => Ok(Box::new(Auto::default())),
        "gp" => Ok(Box::new(GaussianProcess::default())),
        "tpe" => Ok(Box::new(Tpe::default())),
        "cma-es" => Ok(Box::new(CmaEs::default())),
        _ => Err(UnknownSampler { name: name.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use etude_study::sampler::SamplerKind;

    use super::*;

    #[test]
    fn every_name_in_the_list_is_a_sampler_of_that_name() {
        for name in NAMES {
            assert_eq!(sampler(name).expect("listed").name(), name);
        }
    }

    /// What planning knows of a sampler by its name is what the sampler says of itself.
    #[test]
    fn a_sampler_is_of_the_kind_that_its_name_says() {
        for name in NAMES {
            let learns = sampler(name).expect("listed").learns();
            assert_eq!(SamplerKind::of(name) == SamplerKind::Learns, learns, "{name}");
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let Err(error) = sampler("Sobol") else { panic!("not a name") };
        let expected = "no sampler is called \"Sobol\"; the samplers are quasi-random, halton, random, grid, \
                        auto, gp, tpe, cma-es";
        assert_eq!(error.to_string(), expected);
    }
}
