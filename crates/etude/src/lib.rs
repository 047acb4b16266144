//! Each operation of Etude, once: the Rust library that every front end uses.
//!
//! [`ProjectFolder`] opens a project, [`run`] drives it, [`views`] show it, [`plots`] draw it, [`report`] writes it up and [`finish`]
//! looks at the test set. Beneath them is the [`coordinator`], a pure state machine.

pub mod accept;
pub mod ask_tell;
pub mod batch_size;
pub mod coordinator;
pub mod doctor;
pub mod finish;
pub mod importance;
pub mod init;
pub mod length;
pub mod likely_cause;
pub mod logs;
pub mod missed_report;
pub mod next;
mod no_value;
pub mod overrule;
pub mod plots;
mod project_file_text;
pub mod project_folder;
pub mod reanalysis;
pub mod report;
pub mod retrain;
pub mod run;
pub mod sources;
pub mod stability;
pub mod stop_requests;
pub mod stored_study;
pub mod trial_files;
pub mod tries;
pub mod views;
pub mod words;

pub use ask_tell::{Space, Study, Trial};
pub use etude_figures as figures;
pub use etude_playbook as playbook;
pub use etude_runner as runner;
pub use etude_search as search;
pub use etude_store as store;
pub use etude_study as study;
pub use project_folder::{OpenError, ProjectFolder};
