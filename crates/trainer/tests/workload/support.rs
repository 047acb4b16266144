//! What the tests of the workload share: trainings with given flags, and the proof that a resumed one is exact.

use std::fs;
use std::path::{Path, PathBuf};

use etude_trainer::{Ending, TrainerError, TrialEnvironment, train};
use serde_json::Value;

/// Settings under which an epoch has 8 steps of a small model.
pub(crate) const SMALL: &str = "--width=16 --batch_size=1000 --learning_rate=0.05";

/// A folder that is removed at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("etude-trainer-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn run(line: &str) -> Result<(Ending, Vec<Value>), TrainerError> {
    let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let mut out = Vec::new();
    let ending = train(&arguments, &TrialEnvironment::default(), &mut out)?;
    let lines = String::from_utf8(out).unwrap();
    Ok((ending, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()))
}

/// The lines that a complete training prints, without the one number that never repeats.
pub(crate) fn repeatable(line: &str) -> Vec<Value> {
    let (ending, mut lines) = run(line).unwrap();
    assert_eq!(ending, Ending::Completed);
    for line in &mut lines {
        let speed = line.as_object_mut().unwrap().remove("examples_per_second").unwrap();
        assert!(speed.as_f64().unwrap() > 0.0);
    }
    lines
}

pub(crate) fn number(line: &Value, name: &str) -> f64 {
    line[name].as_f64().unwrap_or_else(|| panic!("no number `{name}` in {line}"))
}

/// Trains 4 epochs at once, then the last two again from the second checkpoint.
pub(crate) fn assert_resume_is_exact(name: &str, settings: &str) {
    let (whole, part) = (Folder::new(&format!("{name}-whole")), Folder::new(&format!("{name}-part")));
    let line = |folder: &Folder| format!("{settings} --max_epochs=4 --checkpoint_dir={}", folder.0.display());
    let uninterrupted = repeatable(&line(&whole));
    let resume_from = whole.0.join("epoch-2.ckpt");
    let resumed = repeatable(&format!("{} --resume_from={}", line(&part), resume_from.display()));
    let rest: Vec<&Value> = uninterrupted.iter().filter(|line| number(line, "epoch") > 2.0).collect();
    assert_eq!(rest, resumed.iter().collect::<Vec<_>>());
    for epoch in [3, 4] {
        let file = format!("epoch-{epoch}.ckpt");
        assert_eq!(weights(&whole.0.join(&file)), weights(&part.0.join(&file)), "{file}");
    }
    assert!(!whole.0.join("epoch-1.ckpt.partial").exists());
}

/// The weights in a checkpoint, as bytes.
pub(crate) fn weights(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    let header_end = 16 + u64::from_le_bytes(bytes[8..16].try_into().unwrap()) as usize;
    let header: Value = serde_json::from_slice(&bytes[16..header_end]).unwrap();
    bytes[header_end..][..header["model_bytes"].as_u64().unwrap() as usize].to_vec()
}
