//! Whether a probe ended for want of memory: told by what it printed, by its exit code or signal, or by the kernel's counter.

use etude_study::trial::{AttemptEnding, Crash};

use crate::likely_cause::{LikelyCause, likely_cause};

/// Whether memory did not suffice. `kills` is by how many the kernel's count of processes that it ended for memory rose meanwhile.
pub(super) fn is_out_of_memory(ending: &AttemptEnding, last_lines: &[String], kills: u64) -> bool {
    match ending {
        AttemptEnding::Crashed { crash } => {
            let cause = likely_cause(crash, last_lines);
            let told = matches!(
                cause,
                Some(LikelyCause::GpuOutOfMemory | LikelyCause::OutOfMemory | LikelyCause::Killed)
            );
            told || kills > 0 || is_killed(crash)
        }
        AttemptEnding::DeclaredInfeasible { reason } => {
            let reason = reason.to_lowercase();
            reason.contains("memory")
                || reason.split(|c: char| !c.is_alphanumeric()).any(|word| word == "oom")
        }
        AttemptEnding::Finished
        | AttemptEnding::Stopped
        | AttemptEnding::Lost
        | AttemptEnding::TimedOut { .. }
        | AttemptEnding::TakenOver { .. } => false,
    }
}

/// SIGKILL that nobody of us sent, or a shell's word for it.
fn is_killed(crash: &Crash) -> bool {
    matches!(crash, Crash::Signal { signal: 9 } | Crash::ExitCode { code: 137 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(crash: Crash, line: &str, kills: u64) -> bool {
        is_out_of_memory(&AttemptEnding::Crashed { crash }, &[line.to_owned()], kills)
    }

    #[test]
    fn memory_is_told_by_text_by_code_by_signal_and_by_the_counter() {
        let failed = || Crash::ExitCode { code: 1 };
        for line in [
            "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB",
            "RESOURCE_EXHAUSTED: Out of memory while trying to allocate 8589934592 bytes.",
            "MemoryError",
            "numpy._core._exceptions._ArrayMemoryError: Unable to allocate 8.00 GiB",
            "terminate called after throwing an instance of 'std::bad_alloc'",
        ] {
            assert!(ends(failed(), line, 0), "{line}");
        }
        assert!(ends(Crash::Signal { signal: 9 }, "", 0) && ends(Crash::ExitCode { code: 137 }, "", 0));
        assert!(ends(failed(), "worker died", 1));
        assert!(!ends(failed(), "ValueError: shapes do not match", 0));
        let declared = |reason: &str| AttemptEnding::DeclaredInfeasible { reason: reason.into() };
        assert!(is_out_of_memory(&declared("OOM at batch size 4096"), &[], 0));
        assert!(!is_out_of_memory(&declared("no room for it"), &[], 0));
        assert!(!is_out_of_memory(&AttemptEnding::Finished, &["MemoryError".into()], 3));
    }
}
