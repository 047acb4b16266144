//! Leases: of all processes that ever wanted to write to a project, one may, and a replaced one never again.

mod duration;
mod keeper;
mod owner;
pub(crate) mod row;
mod running;
pub mod state;
mod take;

pub use duration::{LEASE_SETTING, lease_duration};
pub use owner::LeaseOwner;
pub use running::running_owner;
pub use take::{LeaseRequest, ProjectLease, take_lease};

/// The table, a part of the schema since version 2.
pub(crate) const SCHEMA: &str = include_str!("schema.sql");
