//! What `/proc` says about processes.

use std::fs;

use nix::unistd::Pid;

/// One process, as its `stat` file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) pid: Pid,
    /// The first 15 bytes of its program's name.
    pub(crate) name: String,
    pub(crate) parent: Pid,
    /// Clock ticks after boot: with the pid, an identity that is never used again until the machine restarts.
    pub(crate) started: u64,
}

/// The process with this pid, if there is one.
pub(crate) fn process(pid: Pid) -> Option<Process> {
    let text = fs::read(format!("/proc/{pid}/stat")).ok()?;
    parse(pid, &String::from_utf8_lossy(&text))
}

/// All processes that can be seen.
pub(crate) fn processes() -> Vec<Process> {
    pids().into_iter().filter_map(process).collect()
}

/// All pids that can be seen.
pub(crate) fn pids() -> Vec<Pid> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).map(Pid::from_raw).collect()
}

/// `pid (name) state ppid ...`: the name may hold spaces and brackets, so fields are counted from its last bracket.
fn parse(pid: Pid, stat: &str) -> Option<Process> {
    let (before, rest) = stat.rsplit_once(')')?;
    let name = before.split_once('(')?.1.to_owned();
    let field = |number: usize| rest.split_ascii_whitespace().nth(number - 3);
    Some(Process {
        pid,
        name,
        parent: Pid::from_raw(field(4)?.parse().ok()?),
        started: field(22)?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_anything() {
        let stat = "7 (a) b (c) S 5 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 99 1000 2";
        let expected =
            Process { pid: Pid::from_raw(7), name: "a) b (c".into(), parent: Pid::from_raw(5), started: 99 };
        assert_eq!(parse(Pid::from_raw(7), stat), Some(expected));
        assert_eq!(parse(Pid::from_raw(7), ""), None);
    }

    #[test]
    fn this_process_is_there() {
        assert!(processes().iter().any(|process| process.pid == Pid::this()));
    }
}
