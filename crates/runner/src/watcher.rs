//! Waking the coordinator when a trial has news.

use std::collections::HashMap;
use std::os::fd::AsFd as _;
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify, WatchDescriptor};

use crate::trial_folder::TrialFolder;

/// Why [`Watcher::wait`] returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// A watched trial has news: poll them all.
    News,
    /// A signal arrived at this process.
    Signal,
    /// Nothing happened for as long as was asked.
    Timeout,
}

/// Wakes its owner when a live trial spools a measurement, writes an exit record or loses its supervisor.
///
/// Watch a trial before polling it: news between the two are then not missed. A wake is a hint and a timeout is
/// still needed: the kernel tells that a killed supervisor's lock file was closed an instant before it releases the
/// lock; and where inotify is not to be had (too many watches, an exotic file system) there is nothing but the timeout.
#[derive(Debug)]
pub struct Watcher {
    inotify: Option<Inotify>,
    watches: HashMap<TrialFolder, Vec<WatchDescriptor>>,
}

impl Watcher {
    /// A watcher of nothing.
    #[expect(clippy::new_without_default, reason = "it takes a descriptor from the system")]
    pub fn new() -> Watcher {
        let inotify = Inotify::init(InitFlags::IN_CLOEXEC | InitFlags::IN_NONBLOCK).ok();
        Watcher { inotify, watches: HashMap::new() }
    }

    /// Whether news arrive at once; otherwise [`Watcher::wait`] only waits.
    pub fn is_immediate(&self) -> bool {
        self.inotify.is_some() && self.watches.values().all(|watches| watches.len() == 2)
    }

    /// Watches a trial whose folder exists.
    pub fn watch(&mut self, folder: &TrialFolder) {
        let Some(inotify) = &self.inotify else { return };
        let in_folder = AddWatchFlags::IN_MOVED_TO | AddWatchFlags::IN_CLOSE_WRITE;
        let watches = [
            inotify.add_watch(folder.path(), in_folder | AddWatchFlags::IN_ONLYDIR),
            inotify.add_watch(&folder.measurements(), AddWatchFlags::IN_MODIFY),
        ];
        self.watches.insert(folder.clone(), watches.into_iter().flatten().collect());
    }

    /// Forgets a trial.
    pub fn forget(&mut self, folder: &TrialFolder) {
        let (Some(inotify), Some(watches)) = (&self.inotify, self.watches.remove(folder)) else { return };
        for watch in watches {
            // It fails only where the file, and with it the watch, is gone.
            let _ = inotify.rm_watch(watch);
        }
    }

    /// Waits until a watched trial has news, a signal arrives, or the timeout is over.
    pub fn wait(&mut self, timeout: Duration) -> Wake {
        let Some(inotify) = &self.inotify else {
            thread::sleep(timeout);
            return Wake::Timeout;
        };
        // Round up, lest a wait of half a millisecond become a busy loop.
        let milliseconds = i32::try_from(timeout.as_micros().div_ceil(1000)).unwrap_or(i32::MAX);
        let timeout = PollTimeout::try_from(milliseconds).unwrap_or(PollTimeout::MAX);
        match poll(&mut [PollFd::new(inotify.as_fd(), PollFlags::POLLIN)], timeout) {
            Ok(0) => Wake::Timeout,
            Err(Errno::EINTR) => Wake::Signal,
            Ok(_) | Err(_) => {
                while inotify.read_events().is_ok_and(|events| !events.is_empty()) {}
                Wake::News
            }
        }
    }
}
