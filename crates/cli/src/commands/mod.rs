//! The subcommands, a file each.

pub(crate) mod adopt;
pub(crate) mod ask;
pub(crate) mod ask_tell;
pub(crate) mod batch_size;
pub(crate) mod best;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod finish;
pub(crate) mod importance;
pub(crate) mod init;
pub(crate) mod keep;
pub(crate) mod length;
pub(crate) mod logs;
pub(crate) mod man;
pub(crate) mod next;
pub(crate) mod plan;
pub(crate) mod plot;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod show;
pub(crate) mod stability;
pub(crate) mod status;
pub(crate) mod stop;
pub(crate) mod supervise;
pub(crate) mod tell;
pub(crate) mod train;
pub(crate) mod trials;

use std::process::ExitCode;

use crate::failure::Failure;

/// How a command ended.
pub(crate) type Done = Result<ExitCode, Failure>;
