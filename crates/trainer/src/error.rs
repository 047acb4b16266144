//! What can go wrong with a training, other than that it diverges (which is an [`Ending`](crate::Ending)).

use std::io;
use std::path::PathBuf;

/// Why a training or a test could not be done. Every message names the value, where it was given and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum TrainerError {
    /// Something that is no flag.
    #[error(
        "unexpected argument `{value}`: give settings as `--name=value`; `etude train fashion --help` lists them"
    )]
    UnexpectedArgument {
        /// The argument as it was given.
        value: String,
    },
    /// A flag that `fashion` does not have.
    #[error("unknown flag `--{flag}`{}; `etude train fashion --help` lists the flags", meant(nearest.as_deref()))]
    UnknownFlag {
        /// The flag's name as it was given, without its hyphens.
        flag: String,
        /// A flag with nearly the same name.
        nearest: Option<String>,
    },
    /// A flag at the end, or before another flag.
    #[error("`--{flag}` has no value: write `--{flag}=VALUE`, where VALUE is {expected}")]
    MissingValue {
        /// The flag's name.
        flag: String,
        /// What the flag takes.
        expected: String,
    },
    /// The same flag twice.
    #[error("`--{flag}` is given twice, as `{first}` and as `{second}`: remove one")]
    RepeatedFlag {
        /// The flag's name.
        flag: String,
        /// The value given first.
        first: String,
        /// The value given second.
        second: String,
    },
    /// A value outside a flag's domain.
    #[error("`{value}` is no value for `--{flag}`: expected {expected}")]
    BadValue {
        /// The flag's name.
        flag: String,
        /// The value as it was given.
        value: String,
        /// What the flag takes.
        expected: String,
    },
    /// A flag that another flag makes meaningless: tuning it would only measure noise.
    #[error("`--{flag}={value}` has no effect {because}: {remedy}")]
    NoEffect {
        /// The flag's name.
        flag: String,
        /// The value as it was given.
        value: String,
        /// Under which other setting, "with --optimizer=sgd" for example.
        because: String,
        /// What to do about it.
        remedy: String,
    },
    /// A malformed environment variable of the trial protocol.
    #[error("the environment variable {variable} is `{value}`: expected {expected}")]
    BadEnvironment {
        /// The variable's name.
        variable: &'static str,
        /// Its value.
        value: String,
        /// What it should be.
        expected: String,
    },
    /// A file or folder that could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        /// What was tried: "read", "write", "create".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file that is no checkpoint of this program, or a damaged one.
    #[error(
        "{} is not a usable checkpoint: {problem}; resume from another one, or train without --resume_from",
        path.display()
    )]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A checkpoint of another configuration: going on from it would be neither the one nor the other.
    #[error(
        "cannot resume from {}: it was trained with {}; give it the same settings, or train without --resume_from",
        path.display(),
        differences.join(", ")
    )]
    OtherSettings {
        /// The checkpoint.
        path: PathBuf,
        /// Each as "--name=value, not value".
        differences: Vec<String>,
    },
    /// Standard output is closed or full.
    #[error("cannot write the measurements: {0}")]
    Output(#[source] io::Error),
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!(" (did you mean `--{name}`?)"))
}
