//! A disk that is full makes an attempt wait, and loses nothing.
#![expect(clippy::disallowed_methods, reason = "the test fills a disk")]

use std::fs;
use std::path::Path;
use std::process::Command;

use etude_runner::{AttemptState, poll};
use etude_study::protocol::ProcessEnd;

use crate::trial::{Trial, wait_for};

/// A small file system of its own, where this user may mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<SmallDisk> {
        let folder = tempfile::tempdir().unwrap();
        let options = ["-t", "tmpfs", "-o", "size=4m", "etude-test"];
        let mounted = Command::new("mount").args(options).arg(folder.path()).output();
        let mounted = mounted.is_ok_and(|output| output.status.success());
        mounted.then_some(SmallDisk(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

#[test]
fn measurements_wait_in_memory_while_the_disk_is_full() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("skipped: this user may not mount a file system");
        return;
    };
    let trial = Trial::within(disk.path());
    let script = "
import os, time
print('{\"step\": 0}', flush=True)
while not os.path.exists('go'): time.sleep(0.02)
for i in range(1, 20000): print('{\"step\": %d}' % i)
open('done', 'w').close()";
    trial.start_fresh(&trial.attempt(1, &["python3", "-c", script]));
    trial.follow_until(1, |outcome| outcome.count() == 1);

    let filler = disk.path().join("filler");
    let _ = fs::write(&filler, vec![0; 8 << 20]);
    trial.put("go");
    // The program ends, though nothing of what it reports can be written down.
    wait_for(|| trial.directory.join("done").exists().then_some(()));
    assert_eq!(poll(&trial.folder, 1, 0).unwrap().state, AttemptState::Running);

    // Some room, not enough for all.
    let length = filler.metadata().unwrap().len() - (100 << 10);
    fs::OpenOptions::new().write(true).open(&filler).unwrap().set_len(length).unwrap();
    wait_for(|| (poll(&trial.folder, 1, 0).unwrap().measurements.len() > 1).then_some(()));
    fs::remove_file(&filler).unwrap();
    let outcome = trial.follow(1);
    assert_eq!((outcome.end(), outcome.count()), (&ProcessEnd::Exited { code: 0 }, 20_000));
    assert!((0_u64..).zip(&outcome.measurements).all(|(step, seen)| seen.measurement.step == Some(step)));
}
