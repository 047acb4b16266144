//! A checkpoint: one file with everything that a training needs to go on as if it had never stopped.
//!
//! The file is the 8 bytes `ETUDECP1`, the length of the header (8 bytes, little endian), the header (JSON), the
//! model and the optimizer (burnpack, lengths in the header). Random streams need no place in it, since they
//! depend on the seeds and the epoch alone.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use burn::optim::{ModuleOptimizer, OptimizerRecord};
use burn::store::RecordError;
use burn::tensor::{Bytes, Device};
use serde::{Deserialize, Serialize};

use crate::arguments::Given;
use crate::error::TrainerError;
use crate::listing;
use crate::model::Model;
use crate::optimizer;
use crate::random::{Purpose, Random};
use crate::settings::Settings;

const MAGIC: &[u8; 8] = b"ETUDECP1";
/// Bytes before the header.
const PREFIX: usize = 16;

/// What a checkpoint says about itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// Completed epochs.
    pub(crate) epoch: usize,
    /// Completed steps.
    pub(crate) step: usize,
    seed: u64,
    data_seed: u64,
    /// Length of the training, where its learning rates depend on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_epochs: Option<usize>,
    /// Values by name; a setting that is not there has its default.
    settings: Vec<(String, String)>,
    model_bytes: usize,
    optimizer_bytes: usize,
}

/// A checkpoint read from a file.
#[derive(Debug)]
pub(crate) struct Checkpoint {
    pub(crate) header: Header,
    model: Vec<u8>,
    optimizer: Vec<u8>,
}

/// What a training is at a moment: the part that is neither data nor randomness.
#[derive(Debug)]
pub(crate) struct Identity<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) seed: u64,
    pub(crate) data_seed: u64,
    pub(crate) max_epochs: usize,
}

impl Identity<'_> {
    /// The length of the training, if its learning rates fall towards the end.
    fn decisive_length(&self) -> Option<usize> {
        self.settings.schedule.decay.map(|_| self.max_epochs)
    }
}

/// Writes the checkpoint to `path` by way of a temporary file beside it: `path` is always whole or absent.
pub(crate) fn save(
    path: &Path,
    identity: &Identity<'_>,
    progress: (usize, usize),
    model: &Model,
    optimizer: &ModuleOptimizer,
) -> Result<(), TrainerError> {
    let unwritable = |source| TrainerError::File { action: "write", path: path.to_owned(), source };
    let record = |error: RecordError| unwritable(io::Error::other(error));
    let model = model.to_bytes().map_err(record)?;
    let optimizer = optimizer.into_bytes().map_err(record)?;
    let header = Header {
        epoch: progress.0,
        step: progress.1,
        seed: identity.seed,
        data_seed: identity.data_seed,
        max_epochs: identity.decisive_length(),
        settings: listing::listing(identity.settings),
        model_bytes: model.len(),
        optimizer_bytes: optimizer.len(),
    };
    let header = serde_json::to_vec(&header).expect("a header is always valid JSON");
    let length = (header.len() as u64).to_le_bytes();
    let parts: [&[u8]; 5] = [MAGIC, &length, &header, &model, &optimizer];

    let temporary = path.with_extension("ckpt.partial");
    let write = || -> io::Result<()> {
        let mut file = File::create(&temporary)?;
        file.write_all(&parts.concat())?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    };
    write().map_err(unwritable)
}

impl Checkpoint {
    /// Reads the file, checking its form.
    pub(crate) fn read(path: &Path) -> Result<Self, TrainerError> {
        let bytes = fs::read(path).map_err(|source| TrainerError::File {
            action: "read",
            path: path.to_owned(),
            source,
        })?;
        let cut = || broken(path, "it is cut off".to_owned());
        if !bytes.starts_with(MAGIC) {
            return Err(broken(path, "it does not begin as checkpoints of this program do".to_owned()));
        }
        let length: [u8; 8] =
            bytes.get(MAGIC.len()..PREFIX).and_then(|l| l.try_into().ok()).ok_or_else(cut)?;
        let header_end = usize::try_from(u64::from_le_bytes(length)).ok().and_then(|n| n.checked_add(PREFIX));
        let header = header_end.and_then(|end| bytes.get(PREFIX..end)).ok_or_else(cut)?;
        let payload = &bytes[PREFIX + header.len()..];
        let header: Header = serde_json::from_slice(header)
            .map_err(|error| broken(path, format!("its header is damaged ({error})")))?;
        if header.model_bytes.checked_add(header.optimizer_bytes) != Some(payload.len()) {
            return Err(cut());
        }
        let (model, optimizer) = payload.split_at(header.model_bytes);
        Ok(Self { model: model.to_vec(), optimizer: optimizer.to_vec(), header })
    }

    /// The settings it was trained with.
    pub(crate) fn settings(&self, path: &Path) -> Result<Settings, TrainerError> {
        let unusable = |error: TrainerError| broken(path, error.to_string());
        let mut given = Given::default();
        for (name, value) in &self.header.settings {
            given.insert(name.clone(), value).map_err(unusable)?;
        }
        Settings::new(&given).map_err(unusable)
    }

    /// Refuses to go on with other settings or seeds than it was trained with, and with another length where
    /// learning rates depend on it.
    pub(crate) fn expect(&self, path: &Path, identity: &Identity<'_>) -> Result<(), TrainerError> {
        // Listed anew, so that a checkpoint older than a setting counts as one with its default.
        let mut kept = listing::listing(&self.settings(path)?);
        add_run(&mut kept, (self.header.seed, self.header.data_seed), self.header.max_epochs);
        let mut asked = listing::listing(identity.settings);
        add_run(&mut asked, (identity.seed, identity.data_seed), identity.decisive_length());
        let value = |list: &[(String, String)], name: &str| {
            list.iter()
                .find(|(known, _)| known == name)
                .map_or("absent".to_owned(), |(_, value)| value.clone())
        };
        let mut names: Vec<&String> = kept.iter().chain(&asked).map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        let differences: Vec<String> = names
            .into_iter()
            .map(|name| (name, value(&kept, name), value(&asked, name)))
            .filter(|(_, before, now)| before != now)
            .map(|(name, before, now)| format!("--{name}={before}, not {now}"))
            .collect();
        if differences.is_empty() {
            Ok(())
        } else {
            Err(TrainerError::OtherSettings { path: path.to_owned(), differences })
        }
    }

    /// The model and the optimizer at the end of its epoch.
    pub(crate) fn restore(
        self,
        path: &Path,
        device: &Device,
    ) -> Result<(Model, ModuleOptimizer), TrainerError> {
        let unusable = |error: RecordError| broken(path, error.to_string());
        let settings = self.settings(path)?;
        let blank = Model::new(&settings, &mut Random::new(0, Purpose::Weights, 0), device);
        let model = blank.with_bytes(Bytes::from_bytes_vec(self.model)).map_err(unusable)?;
        let record = OptimizerRecord::from_bytes(Bytes::from_bytes_vec(self.optimizer)).map_err(unusable)?;
        Ok((model, optimizer::build(&settings).load_record(record)))
    }
}

/// Adds what belongs to a training's identity and is no setting.
fn add_run(list: &mut Vec<(String, String)>, (seed, data_seed): (u64, u64), decisive_length: Option<usize>) {
    let mut add = |name: &str, value: String| list.push((name.to_owned(), value));
    add("seed", seed.to_string());
    add("data_seed", data_seed.to_string());
    if let Some(epochs) = decisive_length {
        add("max_epochs", epochs.to_string());
    }
}

fn broken(path: &Path, problem: String) -> TrainerError {
    TrainerError::Checkpoint { path: path.to_owned(), problem }
}
