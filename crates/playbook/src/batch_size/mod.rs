//! The batch size: chosen once, for speed, by measuring (S3-S8, P6-P16).
//!
//! [`sweep`] says which size to measure next and when to stop, [`doubling`] whether twice the size nearly doubles the
//! throughput, [`quick`] which size that recommends. How many steps each size needs is another question, and the real one:
//! [`steps_study`] trains to a target with a learning rate tuned for each size, and [`verified`] reads the answer. Whoever
//! measures, a machine or a simulation of one, is not known here.

pub mod accumulation;
pub mod doubling;
pub mod loss_curve;
pub mod memory;
pub mod probe;
pub mod quick;
pub mod rate_search;
pub mod steps_study;
pub mod sweep;
pub mod throughput;
pub mod verified;

pub use accumulation::accumulation;
pub use doubling::{Doubling, Gain};
pub use loss_curve::LossCurve;
pub use memory::{MemoryPlace, MemoryUse};
pub use probe::{Probe, ProbeEnd, Timing};
pub use quick::{Hint, Quick, Reason, recommend};
pub use rate_search::RateRange;
pub use steps_study::{Purpose, StepsEnd, StepsPlan, StepsRun, StepsStudy};
pub use sweep::{Sweep, SweepPlan};
pub use throughput::{SizeTime, Throughput};
pub use verified::{SizeSteps, Unverified, Verified, verify};
