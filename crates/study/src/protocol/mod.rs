//! The trial protocol, and the versioned files a supervisor reads and writes.

mod environment;
mod line;
mod order;

pub use environment::{
    CHECKPOINT_DIR, CONFIGURATION, DATA_SEED, MAX_EPOCHS, MAX_STEPS, RESUME_FROM, SEED, TRIAL,
};
pub use line::{Line, parse_line};
pub use order::{AttemptOrder, ExitRecord, PROTOCOL_VERSION, ProcessEnd};
