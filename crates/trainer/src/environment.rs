//! What a trial gets from its environment: seeds, length, and where checkpoints are.

use std::path::{Path, PathBuf};

use crate::arguments::Given;
use crate::domain::Domain;
use crate::error::TrainerError;
use crate::flags::{self, Fallback, MAX_EPOCHS_DEFAULT};

/// The part of the trial protocol that a training reads. Flags of the same names win over it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrialEnvironment {
    /// Draws the first weights and what dropout silences; 0 when absent.
    pub seed: Option<u64>,
    /// Draws the order of the training examples and how they are augmented; the seed when absent.
    pub data_seed: Option<u64>,
    /// Completed epochs after which the training ends; 8 when absent.
    pub max_epochs: Option<usize>,
    /// Steps after which a probe ends, wherever it is.
    pub max_steps: Option<usize>,
    /// Folder of the checkpoints; made when it does not exist. Without it none are kept.
    pub checkpoint_dir: Option<PathBuf>,
    /// Checkpoint to go on from, in the working directory or the checkpoint directory.
    pub resume_from: Option<PathBuf>,
}

impl TrialEnvironment {
    /// Reads the variables that `lookup` knows. An empty one counts as absent.
    ///
    /// # Errors
    /// [`TrainerError::BadEnvironment`] for a variable that is not what the trial protocol says.
    pub fn new(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, TrainerError> {
        let read = |name: &str| -> Result<Option<String>, TrainerError> {
            let Some((variable, domain)) = variable(name) else { return Ok(None) };
            match lookup(variable).filter(|value| !value.is_empty()) {
                Some(value) if !domain.holds(&value) => {
                    Err(TrainerError::BadEnvironment { variable, value, expected: domain.to_string() })
                }
                value => Ok(value),
            }
        };
        Self::from_texts(read)
    }

    /// This environment with the flags in `given` in place of what it says.
    pub(crate) fn overridden(&self, given: &Given) -> Result<Self, TrainerError> {
        let flags = Self::from_texts(|name| Ok(given.get(name).map(str::to_owned)))?;
        Ok(Self {
            seed: flags.seed.or(self.seed),
            data_seed: flags.data_seed.or(self.data_seed),
            max_epochs: flags.max_epochs.or(self.max_epochs),
            max_steps: flags.max_steps.or(self.max_steps),
            checkpoint_dir: flags.checkpoint_dir.or_else(|| self.checkpoint_dir.clone()),
            resume_from: flags.resume_from.or_else(|| self.resume_from.clone()),
        })
    }

    /// Fills every field from the checked text that `read` finds for it.
    fn from_texts(read: impl Fn(&str) -> Result<Option<String>, TrainerError>) -> Result<Self, TrainerError> {
        // The texts are values of their domains, so that parsing them cannot fail.
        let whole = |name| Ok::<_, TrainerError>(read(name)?.and_then(|text| text.parse::<u64>().ok()));
        let count = |name| Ok::<_, TrainerError>(read(name)?.and_then(|text| text.parse::<usize>().ok()));
        let path = |name| Ok::<_, TrainerError>(read(name)?.map(PathBuf::from));
        Ok(Self {
            seed: whole("seed")?,
            data_seed: whole("data_seed")?,
            max_epochs: count("max_epochs")?,
            max_steps: count("max_steps")?,
            checkpoint_dir: path("checkpoint_dir")?,
            resume_from: path("resume_from")?,
        })
    }

    /// The seed of weights and dropout.
    pub(crate) fn seed(&self) -> u64 {
        self.seed.unwrap_or(0)
    }

    /// The seed of the order and the augmentation of the examples.
    pub(crate) fn data_seed(&self) -> u64 {
        self.data_seed.unwrap_or_else(|| self.seed())
    }

    /// The length of the training, in epochs.
    pub(crate) fn max_epochs(&self) -> usize {
        let default = || MAX_EPOCHS_DEFAULT.parse().expect("the default is a number");
        self.max_epochs.unwrap_or_else(default)
    }

    /// The file to resume from: as it was named, or by that name in the checkpoint directory.
    pub(crate) fn resume_path(&self) -> Option<PathBuf> {
        let named = self.resume_from.as_deref()?;
        let beside = self.checkpoint_dir.as_deref().map(|dir| dir.join(named));
        Some(
            beside
                .filter(|path| !named.is_file() && path.is_file())
                .unwrap_or_else(|| Path::to_path_buf(named)),
        )
    }
}

/// The variable behind the run flag `name`, and its domain.
fn variable(name: &str) -> Option<(&'static str, Domain)> {
    let flag = flags::find(name)?;
    match flag.default {
        Fallback::Environment(variable, _) => Some((variable, flag.domain)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Result<TrialEnvironment, TrainerError> {
        TrialEnvironment::new(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_data_seed_is_the_seed_unless_it_is_separate() {
        assert_eq!(environment(&[("ETUDE_SEED", "7")]).unwrap().data_seed(), 7);
        assert_eq!(environment(&[("ETUDE_SEED", "7"), ("ETUDE_DATA_SEED", "8")]).unwrap().data_seed(), 8);
        assert_eq!(environment(&[]).unwrap(), TrialEnvironment::default());
    }

    #[test]
    fn flags_win_over_variables() {
        let given = Given::parse(&["--seed=3".to_owned(), "--max_epochs=2".to_owned()]).unwrap();
        let merged = environment(&[("ETUDE_SEED", "7"), ("ETUDE_MAX_STEPS", "5")]).unwrap();
        let merged = merged.overridden(&given).unwrap();
        assert_eq!(
            (merged.seed(), merged.data_seed(), merged.max_epochs(), merged.max_steps),
            (3, 3, 2, Some(5))
        );
    }

    #[test]
    fn a_malformed_variable_is_named() {
        assert_eq!(
            environment(&[("ETUDE_MAX_EPOCHS", "ten")]).unwrap_err().to_string(),
            "the environment variable ETUDE_MAX_EPOCHS is `ten`: expected a whole number from 1 to 1000000"
        );
        assert_eq!(environment(&[("ETUDE_RESUME_FROM", "")]).unwrap().resume_from, None);
    }
}
