//! The trial protocol, and the versioned files a supervisor reads and writes.

mod environment;
mod line;
mod line_reader;
mod order;
mod pattern;
mod visible_text;

pub use environment::{
    CHECKPOINT_DIR, CONFIGURATION, DATA_SEED, DEVICE, MAX_EPOCHS, MAX_STEPS, RESUME_FROM, SEED, TRIAL,
    VISIBLE_DEVICES,
};
pub use line::{Line, parse_line};
pub use line_reader::LineReader;
pub use order::{AttemptOrder, ExitRecord, PROTOCOL_VERSION, ProcessEnd};
pub use pattern::{PatternProblem, check_pattern};
