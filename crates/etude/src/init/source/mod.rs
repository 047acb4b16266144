//! Reading a script's source: the options it declares, and the calls it makes.

mod argument_vector;
mod calls;
mod declared;

pub(super) use argument_vector::positions;
pub(super) use calls::{calls, literal};
pub(super) use declared::complete;
