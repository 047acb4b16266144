//! What goes wrong in a simulated world, and how often.

/// Probabilities of faults, each asked at every turn of the coordinator.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Faults {
    /// The coordinator dies before it recorded what it decided.
    pub coordinator_before_record: f64,
    /// It dies after recording, before starting what it recorded.
    pub coordinator_before_start: f64,
    /// It dies after starting.
    pub coordinator_after_start: f64,
    /// It is replaced while it sleeps between recording and starting, wakes up and starts what it had recorded; what it
    /// then wants to record is refused, so it does nothing more.
    pub coordinator_replaced: f64,
    /// One of the running supervisors dies, and its training with it.
    pub supervisor: f64,
}

impl Faults {
    /// Kills and replacements of the coordinator, and kills of supervisors, each with this probability a turn.
    pub fn everywhere(probability: f64) -> Faults {
        Faults {
            coordinator_before_record: probability,
            coordinator_before_start: probability,
            coordinator_after_start: probability,
            coordinator_replaced: probability,
            supervisor: probability,
        }
    }
}
