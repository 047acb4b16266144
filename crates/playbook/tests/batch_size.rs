//! The batch size against truth: what is recommended on simulated machines whose best size is known.

#[path = "../examples/batch_size/machine.rs"]
mod machine;

use machine::{Machine, STEP_NOISE};

const MACHINES: u64 = 30;

#[test]
fn the_quick_recommendation_is_near_the_best_and_never_above_the_limit() {
    let mut near = 0;
    for machine in (0..MACHINES).map(Machine::new) {
        let (quick, _) = machine.quick().unwrap();
        assert!(f64::from(quick.size) <= machine.fits, "{machine:?}");
        near += u32::from(machine.training(quick.size) <= 1.5 * machine.training(machine.best()));
    }
    assert!(near >= 26, "{near} of {MACHINES}");
}

#[test]
fn counted_steps_find_the_best_size_and_the_critical_one() {
    let (mut near, mut critical, mut held) = (0, 0, 0);
    for machine in (0..MACHINES).map(Machine::new) {
        let (_, throughput) = machine.quick().unwrap();
        let Ok((verified, trainings)) = machine.verified(&throughput) else { continue };
        assert!(f64::from(verified.size) <= machine.fits && trainings <= 100, "{machine:?} {trainings}");
        near += u32::from(machine.training(verified.size) <= 1.15 * machine.training(machine.best()));
        critical += u32::from((1.0 / 1.5..=1.5).contains(&(verified.critical / machine.critical)));
        let (low, high) = verified.critical_interval;
        let (below, above) = (low.unwrap_or(0.0), high.unwrap_or(f64::INFINITY));
        held += u32::from((below..=above).contains(&machine.critical));
    }
    assert!(near >= 27, "{near} of {MACHINES} are near the best");
    assert!(critical >= 25, "{critical} of {MACHINES} critical sizes, with steps that vary by {STEP_NOISE}");
    // Binomial(30, 0.9) lies below 23 once in a hundred times.
    assert!(held >= 23, "{held} of {MACHINES} intervals");
}
