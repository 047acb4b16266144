//! When a program last printed anything.
#![expect(clippy::disallowed_methods, reason = "silence is measured with the monotonic clock")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The last moment at which the program printed something, to either output; shared by all who read them.
#[derive(Debug, Clone)]
pub(super) struct SignsOfLife {
    started: Instant,
    last_ms: Arc<AtomicU64>,
}

impl SignsOfLife {
    /// The program starts now, which is its first sign of life.
    pub(super) fn begin() -> SignsOfLife {
        SignsOfLife { started: Instant::now(), last_ms: Arc::new(AtomicU64::new(0)) }
    }

    /// It printed something just now.
    pub(super) fn note(&self) {
        let ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_ms.store(ms, Ordering::Relaxed);
    }

    /// When it last did.
    pub(super) fn last(&self) -> Instant {
        let since = Duration::from_millis(self.last_ms.load(Ordering::Relaxed));
        self.started.checked_add(since).unwrap_or(self.started)
    }
}
