//! Loops over many numbers, run with the widest vector instructions that the processor has.
//!
//! Compilers assume the oldest processor; what is in a closure here is compiled for newer ones as well, and which is taken is
//! seen as the program runs. No operation is merged with another or reordered, so that results are the same to the bit.

use pulp::Arch;
pub(crate) use pulp::NullaryFnOnce as Loop;

/// Runs `body`, whose loops should be in it and not in functions that it calls.
#[inline]
pub(crate) fn wide<R>(body: impl FnOnce() -> R) -> R {
    Arch::new().dispatch(body)
}

/// Runs a loop that is too long for a closure to be made part of the wide code: its `call` is to be `inline(always)`.
#[inline]
pub(crate) fn wide_call<L: Loop>(body: L) -> L::Output {
    Arch::new().dispatch(body)
}
