//! Why a program most likely broke, read from how it ended and from the last lines it printed.
//!
//! Pure: text in, cause out. A cause is a help to a reader, never a ground for a decision: nothing in the history
//! depends on it.

use std::fmt;

use etude_study::trial::Crash;

use crate::missed_report::{MissedReport, missed_report};
use crate::no_value::{flag_without_value, give_words};

/// A cause that many programs break with, and that has a known remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LikelyCause {
    /// Python found no such module.
    ModuleMissing {
        /// The module that was imported.
        module: String,
    },
    /// The program does not know flags that it was given.
    UnknownFlags {
        /// The flags, dashes included, without their values.
        flags: Vec<String>,
    },
    /// The program knows a flag but refuses its value.
    FlagValueRefused {
        /// The flag, dashes included.
        flag: String,
        /// What it says about the value.
        reason: String,
    },
    /// The program knows a flag that takes no value, and was given one.
    FlagTakesNoValue {
        /// The flag, dashes included.
        flag: String,
    },
    /// The program wants flags that it was not given.
    FlagsMissing {
        /// The flags, as the program names them.
        flags: Vec<String>,
    },
    /// A graphics card had no memory left.
    GpuOutOfMemory,
    /// The program finds no graphics card it can use.
    NoGpu,
    /// The machine's memory did not suffice, as the program itself says.
    OutOfMemory,
    /// SIGKILL, which most often is the kernel's answer to a machine without memory.
    Killed,
    /// SIGSEGV: a fault in compiled code.
    SegmentationFault,
    /// A script whose first line does not name its interpreter: a shell read it.
    NoInterpreterLine,
    /// A script whose first line names an interpreter that is not there.
    InterpreterMissing,
    /// A folder in a program's place.
    FolderNotProgram,
    /// A command or program that does not exist.
    CommandNotFound {
        /// Its name, where it is told.
        command: Option<String>,
    },
    /// A file the program wanted does not exist.
    FileNotFound {
        /// Its path, as printed.
        path: String,
    },
    /// Somebody has no right to something.
    PermissionDenied {
        /// To what, where it is told.
        what: Option<String>,
    },
    /// A disk is full.
    DiskFull,
    /// It waits for somebody to type something.
    WantsInput,
    /// A line was meant as a report and is none.
    ReportMissed(MissedReport),
}

/// Reads the most likely cause of a crash. `last_lines` are the last lines printed, in order, to standard error or
/// output; of several causes in them the last counts. None where nothing known stands there.
pub fn likely_cause(crash: &Crash, last_lines: &[String]) -> Option<LikelyCause> {
    match crash {
        Crash::CouldNotStart { reason } => return of_start(reason),
        Crash::LostTooOften { .. } => return None,
        _ => {}
    }
    if let Crash::NoObjective { reported } = crash {
        // What was reported with another metric stood where it is read.
        let is_missed =
            |missed: &MissedReport| reported.is_empty() || *missed != MissedReport::OnStandardError;
        let missed = last_lines.iter().rev().find_map(|line| missed_report(line).filter(is_missed));
        return missed.map(LikelyCause::ReportMissed);
    }
    let told = last_lines.iter().rev().find_map(|line| of_line(line.trim()));
    told.or_else(|| of_code(crash))
}

fn of_start(reason: &str) -> Option<LikelyCause> {
    let program = || reason.split_whitespace().next().map(str::to_owned);
    if reason.contains("names an interpreter that was not found") || reason.contains("has Windows line ends")
    {
        Some(LikelyCause::InterpreterMissing)
    } else if reason.contains("is a folder, not a program") {
        Some(LikelyCause::FolderNotProgram)
    } else if reason.contains("os error 13") {
        Some(LikelyCause::PermissionDenied { what: program() })
    } else if reason.contains("was not found") {
        Some(LikelyCause::CommandNotFound { command: program() })
    } else {
        None
    }
}

/// What the code or signal says by itself; shells answer 127, 126, and 128 plus the signal that ended the program.
fn of_code(crash: &Crash) -> Option<LikelyCause> {
    match crash {
        Crash::Signal { signal: 9 } | Crash::ExitCode { code: 137 } => Some(LikelyCause::Killed),
        Crash::Signal { signal: 11 } | Crash::ExitCode { code: 139 } => Some(LikelyCause::SegmentationFault),
        Crash::ExitCode { code: 127 } => Some(LikelyCause::CommandNotFound { command: None }),
        Crash::ExitCode { code: 126 } => Some(LikelyCause::PermissionDenied { what: None }),
        _ => None,
    }
}

fn of_line(line: &str) -> Option<LikelyCause> {
    of_flags(line).or_else(|| of_memory(line)).or_else(|| of_files(line))
}

/// What argparse, absl, click and clap say about flags.
fn of_flags(line: &str) -> Option<LikelyCause> {
    if let Some(flag) = flag_without_value(line) {
        return Some(LikelyCause::FlagTakesNoValue { flag });
    }
    if let Some(words) = after(line, "error: unrecognized arguments: ") {
        let flags = words.split_whitespace().filter(|word| word.starts_with('-')).map(flag_of);
        let flags: Vec<String> = flags.collect();
        return (!flags.is_empty()).then_some(LikelyCause::UnknownFlags { flags });
    }
    let unknown = [("Unknown command line flag '", "--"), ("error: unexpected argument '", "")];
    for (words, dashes) in unknown {
        if let Some(flag) = after(line, words).and_then(|rest| rest.split('\'').next()) {
            return Some(LikelyCause::UnknownFlags { flags: vec![flag_of(&format!("{dashes}{flag}"))] });
        }
    }
    if let Some(flag) = after(line, "o such option: ").or_else(|| after(line, "o such option '")) {
        let flag = flag.split([' ', '\'']).next().unwrap_or(flag).trim_end_matches('.');
        return Some(LikelyCause::UnknownFlags { flags: vec![flag_of(flag)] });
    }
    if let Some(names) = after(line, "error: the following arguments are required: ") {
        let flags = names.split(", ").map(str::to_owned).collect();
        return Some(LikelyCause::FlagsMissing { flags });
    }
    let (names, reason) = after(line, "error: argument ")?.split_once(": ")?;
    // A flag of several names stands there as `-l/--lr`.
    let flag = names.split('/').next_back()?;
    flag.starts_with('-').then(|| LikelyCause::FlagValueRefused { flag: flag.into(), reason: reason.into() })
}

fn of_memory(line: &str) -> Option<LikelyCause> {
    let says = |words: &[&str]| words.iter().any(|word| line.contains(word));
    if says(&[
        "CUDA out of memory",
        "HIP out of memory",
        "CUDA_ERROR_OUT_OF_MEMORY",
        "CUBLAS_STATUS_ALLOC_FAILED",
    ]) || (says(&["RESOURCE_EXHAUSTED", "cudaErrorMemoryAllocation"]) && says(&["emory", "OOM"]))
    {
        return Some(LikelyCause::GpuOutOfMemory);
    }
    if says(&["No CUDA GPUs are available", "Torch not compiled with CUDA enabled", "no CUDA-capable device"])
    {
        return Some(LikelyCause::NoGpu);
    }
    let begins = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    if begins(&[
        "MemoryError",
        "numpy.core._exceptions._ArrayMemoryError",
        "numpy._core._exceptions._ArrayMemoryError",
    ]) || says(&["std::bad_alloc", "Cannot allocate memory", "DefaultCPUAllocator: can't allocate memory"])
    {
        return Some(LikelyCause::OutOfMemory);
    }
    None
}

fn of_files(line: &str) -> Option<LikelyCause> {
    for words in ["ModuleNotFoundError: No module named ", "ImportError: No module named "] {
        if let Some(name) = after(line, words) {
            let name = name.trim_start_matches(['\'', '"']).split(['\'', '"', ';']).next().unwrap_or(name);
            return Some(LikelyCause::ModuleMissing { module: name.trim().to_owned() });
        }
    }
    if line.starts_with("EOFError: EOF when reading a line") {
        return Some(LikelyCause::WantsInput);
    }
    if line.contains("No space left on device") || line.contains("Disk quota exceeded") {
        return Some(LikelyCause::DiskFull);
    }
    if line.contains("PermissionError: ") || line.ends_with("Permission denied") {
        return Some(LikelyCause::PermissionDenied {
            what: quoted(line).or_else(|| before_last_colon(line)),
        });
    }
    let of_a_shell =
        [": Syntax error: ", ": syntax error near ", ": import: not found", ": import: command not found"];
    if of_a_shell.iter().any(|words| line.contains(words)) {
        return Some(LikelyCause::NoInterpreterLine);
    }
    if let Some(command) =
        line.strip_suffix(": command not found").or_else(|| line.strip_suffix(": not found"))
    {
        // `sh: 1: train: not found`, `train.sh: line 3: train: command not found`
        let command = command.rsplit(": ").next().unwrap_or(command);
        return Some(LikelyCause::CommandNotFound { command: Some(command.into()) });
    }
    if line.contains("No such file or directory") {
        let path = quoted(line).or_else(|| before_last_colon(line))?;
        // What `env` did not find is a program.
        return Some(if line.starts_with("env: ") || line.starts_with("/usr/bin/env: ") {
            LikelyCause::CommandNotFound { command: Some(path) }
        } else {
            LikelyCause::FileNotFound { path }
        });
    }
    None
}

fn after<'a>(line: &'a str, words: &str) -> Option<&'a str> {
    line.split_once(words).map(|(_, rest)| rest)
}

/// A flag without its value.
fn flag_of(word: &str) -> String {
    word.split('=').next().unwrap_or(word).to_owned()
}

/// What stands between the last pair of quotes.
fn quoted(line: &str) -> Option<String> {
    let is_quote = |letter: char| matches!(letter, '\'' | '"' | '‘' | '’');
    let mut pieces = line.rsplit(is_quote);
    pieces.next()?;
    let inner = pieces.next()?;
    pieces.next().map(|_| inner.to_owned())
}

/// `/data/x` of `bash: /data/x: Permission denied`.
fn before_last_colon(line: &str) -> Option<String> {
    let (before, _) = line.rsplit_once(": ")?;
    Some(before.rsplit(": ").next().unwrap_or(before).to_owned())
}

impl LikelyCause {
    /// What to do about it, in a sentence without a full stop that begins with a verb.
    pub fn remedy(&self) -> String {
        match self {
            LikelyCause::ModuleMissing { module } => format!(
                "install {module} for the Python that `command` names, or name the environment that has it: \
                 virtual_environment = \".venv\" in [workload]"
            ),
            LikelyCause::UnknownFlags { flags } => map_flags(flags),
            LikelyCause::FlagValueRefused { flag, .. } => format!(
                "let the program take such a value for {flag}, or let the parameter have others: type = \"int\" makes \
                 whole numbers, `choices` names each value"
            ),
            LikelyCause::FlagTakesNoValue { flag } => give_words(flag),
            LikelyCause::FlagsMissing { flags } => format!(
                "make {} a parameter of the project file, or write it with its value into `command`",
                flags.join(", ")
            ),
            LikelyCause::GpuOutOfMemory => {
                "lower the batch size, give the trial a device of its own (devices in [slots]), or, where it depends \
                 on the point, let the program print {\"infeasible\": \"out of memory\"}"
                    .into()
            }
            LikelyCause::NoGpu => {
                "check `nvidia-smi`, `devices` in [slots], and that the installed library was built for your card".into()
            }
            LikelyCause::OutOfMemory | LikelyCause::Killed => {
                "watch its memory, and lower the batch size, the number of loading processes or `count` in [slots]".into()
            }
            LikelyCause::SegmentationFault => {
                "run the command by hand; in Python, `python3 -X faulthandler` shows where".into()
            }
            LikelyCause::NoInterpreterLine => {
                "let `command` name the interpreter, [\"python3\", \"train.py\", \"{args}\"], or begin the script with \
                 #!/usr/bin/env python3"
                    .into()
            }
            LikelyCause::InterpreterMissing => {
                "mend the script's first line, #!/usr/bin/env python3 (and its line ends, if they are those of Windows), or \
                 let `command` name the interpreter: [\"python3\", \"train.py\", \"{args}\"]"
                    .into()
            }
            LikelyCause::FolderNotProgram => "name the program in it: [\"./folder/program\", \"{args}\"]".into(),
            LikelyCause::CommandNotFound { .. } => {
                "name a program that exists: with a slash it is looked for in the workload's `directory`, else in PATH"
                    .into()
            }
            LikelyCause::FileNotFound { .. } => {
                "check the path: a relative one begins at the workload's `directory`".into()
            }
            LikelyCause::PermissionDenied { what: Some(what) } => {
                format!("allow it (a program needs `chmod +x {what}`), or name an interpreter before it")
            }
            LikelyCause::PermissionDenied { what: None } => {
                "allow it: a program needs `chmod +x`, or an interpreter before it in `command`".into()
            }
            LikelyCause::WantsInput => "give it what it asks for as a flag in `command`: there is nobody to answer".into(),
            LikelyCause::ReportMissed(missed) => missed.remedy(),
            LikelyCause::DiskFull => "make room; checkpoints that `keep_checkpoints` drops need less".into(),
        }
    }
}

/// How a parameter gets the name that the program knows.
fn map_flags(flags: &[String]) -> String {
    let first = flags.first().map_or("--name", String::as_str);
    let name = first.trim_start_matches('-');
    let (section, example) = match name {
        "batch_size" | "batch-size" => ("batch_size".to_owned(), "--bs"),
        "learning_rate" | "learning-rate" => (format!("parameters.{name}"), "--lr"),
        _ => (format!("parameters.{name}"), "--other-name"),
    };
    format!(
        "say which flag the program has instead: flag = \"{example}\" in [{section}]; or write each flag into \
         `command` in place of {{args}}: \"{example}={{{name}}}\""
    )
}

impl fmt::Display for LikelyCause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LikelyCause::ModuleMissing { module } => write!(out, "Python has no module named {module}"),
            LikelyCause::UnknownFlags { flags } => {
                write!(out, "the program does not know {}", flags.join(", "))
            }
            LikelyCause::FlagValueRefused { flag, reason } => {
                write!(out, "the program refuses the value of {flag}: {reason}")
            }
            LikelyCause::FlagTakesNoValue { flag } => {
                write!(out, "{flag} is a switch of the program, and was given a value")
            }
            LikelyCause::FlagsMissing { flags } => {
                write!(out, "the program wants {}, which it was not given", flags.join(", "))
            }
            LikelyCause::GpuOutOfMemory => write!(out, "the graphics card ran out of memory"),
            LikelyCause::NoGpu => write!(out, "the program found no graphics card that it can use"),
            LikelyCause::OutOfMemory => write!(out, "the machine ran out of memory"),
            LikelyCause::Killed => {
                write!(
                    out,
                    "somebody killed it (SIGKILL): perhaps the kernel, because the machine ran out of memory"
                )
            }
            LikelyCause::SegmentationFault => {
                write!(out, "compiled code touched memory that is not its own (SIGSEGV)")
            }
            LikelyCause::NoInterpreterLine => {
                write!(out, "a shell read the script, since its first line names no other interpreter")
            }
            LikelyCause::InterpreterMissing => {
                write!(out, "the script's first line names no interpreter that is there")
            }
            LikelyCause::FolderNotProgram => write!(out, "`command` names a folder"),
            LikelyCause::CommandNotFound { command: Some(command) } => {
                write!(out, "there is no program {command}")
            }
            LikelyCause::CommandNotFound { command: None } => {
                write!(out, "a program that it wanted to start was not found (code 127)")
            }
            LikelyCause::FileNotFound { path } => write!(out, "there is no file {path}"),
            LikelyCause::PermissionDenied { what: Some(what) } => {
                write!(out, "there is no permission for {what}")
            }
            LikelyCause::PermissionDenied { what: None } => {
                write!(out, "a program that it wanted to start is not executable (code 126)")
            }
            LikelyCause::DiskFull => write!(out, "the disk is full"),
            LikelyCause::WantsInput => write!(out, "it asks for input, and there is none"),
            LikelyCause::ReportMissed(missed) => write!(out, "{missed}"),
        }
    }
}
