//! How near to the best are the batch sizes that are recommended, on machines whose best is known?
//!
//! Run with `cargo xtask bench batch-size`; an argument sets the number of machines.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod machine;

use std::error::Error;

use machine::{Machine, STEP_NOISE};

fn main() -> Result<(), Box<dyn Error>> {
    let machines: u64 = std::env::args().nth(1).map_or(Ok(30), |argument| argument.parse())?;
    println!("{machines} machines; steps of a training vary by {:.0} %\n", 100.0 * STEP_NOISE);
    println!(
        "| machine | fits | critical | best | quick | its time | verified | its time | critical estimated | interval |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let (mut doubling_near, mut fitting_near) = (0, 0);
    let (mut quick_near, mut verified_near, mut critical_near, mut held, mut over) = (0, 0, 0, 0, 0);
    for seed in 0..machines {
        let machine = Machine::new(seed);
        let best = machine.best();
        let relative = |size: u32| machine.training(size) / machine.training(best);
        let Some((quick, throughput)) = machine.quick() else {
            println!("| {seed} | nothing fits |");
            continue;
        };
        quick_near += u32::from(relative(quick.size) <= 1.5);
        over += u32::from(f64::from(quick.size) > machine.fits);
        doubling_near += u32::from(relative(quick.efficient) <= 1.5);
        let largest = throughput.usable().last().map_or(quick.size, |time| time.size);
        fitting_near += u32::from(relative(largest) <= 1.5);
        let start = format!(
            "| {seed} | {:.0} | {:.0} | {best} | {} | {:.2}",
            machine.fits,
            machine.critical,
            quick.size,
            relative(quick.size)
        );
        match machine.verified(&throughput) {
            Err(reason) => println!("{start} | {reason:?} | | | |"),
            Ok((verified, _)) => {
                let ratio = verified.critical / machine.critical;
                let (low, high) = verified.critical_interval;
                let holds = low.is_none_or(|low| low <= machine.critical)
                    && high.is_none_or(|high| machine.critical <= high);
                verified_near += u32::from(relative(verified.size) <= 1.15);
                critical_near += u32::from((1.0 / 1.5..=1.5).contains(&ratio));
                held += u32::from(holds);
                over += u32::from(f64::from(verified.size) > machine.fits);
                let end =
                    |value: Option<f64>| value.map_or_else(|| "open".into(), |value| format!("{value:.0}"));
                println!(
                    "{start} | {} | {:.2} | {:.0} | {} to {} |",
                    verified.size,
                    relative(verified.size),
                    verified.critical,
                    end(low),
                    end(high)
                );
            }
        }
    }
    println!("\nquick within 1.5 times the best time: {quick_near} of {machines}");
    println!(
        "  instead, the largest that nearly doubles throughput: {doubling_near}; the largest that fits: {fitting_near}"
    );
    println!("verified within 1.15 times: {verified_near} of {machines}");
    println!(
        "critical size within a factor 1.5: {critical_near} of {machines}; inside its 90 % interval: {held}"
    );
    println!("recommended above the limit: {over}");
    Ok(())
}
