//! Loops over many numbers, run with the widest vector instructions that the processor has.
//!
//! Compilers assume the oldest processor; what is in a closure here is compiled for newer ones as well, and which is taken is
//! seen as the program runs. No operation is merged with another or reordered, so that results are the same to the bit.

use pulp::Arch;

/// Runs `body`, whose loops should be in it and not in functions that it calls.
#[inline]
pub(super) fn wide<R>(body: impl FnOnce() -> R) -> R {
    Arch::new().dispatch(body)
}
