//! Does a verdict keep its word? False and true adoptions of whole simulated rounds through the real coordinator: space,
//! sampler, checks, choice among the best few, confirmation, verdict.
//!
//! One noise unit is the standard deviation of a paired difference; `min_improvement` is 0, and 16 trials a value are searched
//! where the nuisance parameter has no effect, so that every choice is luck. Run with `cargo xtask bench verdict`; an argument
//! sets the number of rounds a cell (a third of it where rates are large), a second one names one table, a third sets the number
//! of threads. 6000 make the 95 % interval of an error rate of 4 % one point wide.

#![expect(clippy::print_stdout, reason = "a bench prints its tables")]

mod cell;
mod designs;
mod naive;
mod world;

use std::error::Error;

use cell::{Tally, run};
use naive::Naive;
use world::{Shape, World};

/// Rounds a cell where nobody says otherwise.
const ROUNDS: u64 = 6000;

/// A table: its name, its rounds a cell, and what prints it.
type Table = (&'static str, u64, fn(u64) -> Done);

type Done = Result<(), Box<dyn Error + Send + Sync>>;

fn main() -> Done {
    let rounds: u64 = std::env::args().nth(1).map_or(Ok(ROUNDS), |argument| argument.parse())?;
    println!(
        "{rounds} rounds a cell, a third of it from `power` on; gains in noise units; 95 % intervals in brackets\n"
    );
    let wanted = std::env::args().nth(2);
    let tables: [Table; 8] = [
        ("false-adoptions", rounds, false_adoptions),
        ("one-comparison", rounds, one_comparison),
        ("shapes", rounds, different_shapes),
        ("power", rounds / 3, power),
        ("choice", rounds / 3, choice),
        ("ways", rounds / 3, ways),
        ("one-more", rounds / 3, one_more_retraining),
        ("designs", rounds / 3, designs::table),
    ];
    for (name, rounds, table) in tables {
        if wanted.as_deref().is_none_or(|wanted| wanted == name) {
            table(rounds)?;
        }
    }
    Ok(())
}

/// What training the best few again is worth, where configurations differ in truth.
fn choice(rounds: u64) -> Done {
    println!("## Choosing among the best few: true score of the candidate, smaller is better\n");
    println!(
        "| configurations differ by | best of the search | chosen among the best few | better by | mean trainings |"
    );
    println!("|---|---|---|---|---|");
    for spread in [0.5, 1.0, 3.0] {
        let world = World { spread, ..World::equal(Shape::Normal) };
        let once = run(&World { keys: "reruns = 0\n", ..world }, rounds)?;
        let again = run(&world, rounds)?;
        let [of_search, chosen] = [once, again].map(|tally| tally.truth / tally.candidates.max(1) as f64);
        println!(
            "| {spread} | {of_search:.3} | {chosen:.3} | {:.3} | {:.0}, without {:.0} |",
            of_search - chosen,
            again.mean(again.trainings),
            once.mean(once.trainings)
        );
    }
    println!();
    Ok(())
}

/// The error that matters: a change that is no better is adopted, whichever of the values it is.
fn false_adoptions(rounds: u64) -> Done {
    println!("## False adoptions: no value is better than the incumbent's, 16 trials each\n");
    no_gain(16, rounds)
}

/// The same with nothing to tune: the incumbent is the baseline, and one comparison bears all of the error.
fn one_comparison(rounds: u64) -> Done {
    println!("## False adoptions with nothing to tune: one trial a value, one comparison\n");
    no_gain(1, rounds)
}

fn no_gain(trials: u32, rounds: u64) -> Done {
    println!(
        "| values | noise | infeasible | adopted | inconclusive | stopped | a value called better | mean pairs | mean trainings |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for values in [2, 5] {
        for shape in [Shape::Normal, Shape::StudentT3, Shape::Skewed, Shape::Outliers] {
            for infeasible in [0.0, 0.1, 0.3] {
                let tally = run(&World { values, trials, infeasible, ..World::equal(shape) }, rounds)?;
                println!(
                    "| {values} | {} | {:.0} % | {} | {} | {} | {} | {:.1} | {:.0} |",
                    shape.name(),
                    100.0 * infeasible,
                    tally.with_interval(tally.adopted),
                    tally.percent(tally.inconclusive),
                    tally.percent(tally.blocked),
                    if trials == 1 { "-".into() } else { tally.percent(tally.value_better) },
                    tally.mean(tally.pairs),
                    tally.mean(tally.trainings)
                );
            }
        }
    }
    println!();
    Ok(())
}

/// What the plan does not promise: equal means, and one side with a long bad tail or a wider spread.
fn different_shapes(rounds: u64) -> Done {
    println!("## The same mean, different shapes\n");
    println!("| trials | incumbent's value | other value | adopted | told of skew, of those adopted |");
    println!("|---|---|---|---|---|");
    for (home, other) in [
        (Shape::Skewed, Shape::Normal),
        (Shape::Normal, Shape::Skewed),
        (Shape::Wide, Shape::Normal),
        (Shape::Normal, Shape::Wide),
        (Shape::Outliers, Shape::Normal),
    ] {
        for trials in [16, 1] {
            let tally = run(&World { trials, other, ..World::equal(home) }, rounds)?;
            println!(
                "| {trials} | {} | {} | {} | {} |",
                home.name(),
                other.name(),
                tally.with_interval(tally.adopted),
                Tally::share_of(tally.skewed_adopted, tally.adopted)
            );
        }
    }
    println!();
    Ok(())
}

/// What is found of a true gain, at what cost, by the plans there are.
fn power(rounds: u64) -> Done {
    println!("## A true gain of the second value, normal noise\n");
    println!("| values | gain | plan | adopted | about both | mean pairs | mean trainings |");
    println!("|---|---|---|---|---|---|---|");
    for (values, infeasible) in [(2, 0.0), (5, 0.0), (2, 0.1)] {
        for gain in [0.5, 1.0, 2.0, 3.0] {
            for (plan, keys) in
                [("default", ""), ("reruns = 0", "reruns = 0\n"), ("open-ended", "plan = \"open-ended\"\n")]
            {
                let tally =
                    run(&World { values, infeasible, gain, keys, ..World::equal(Shape::Normal) }, rounds)?;
                let shown = if infeasible > 0.0 { ", 10 % infeasible" } else { "" };
                println!(
                    "| {values}{shown} | {gain} | {plan} | {} | {} | {:.1} | {:.0} |",
                    tally.percent(tally.adopted),
                    tally.percent(tally.about_both),
                    tally.mean(tally.pairs),
                    tally.mean(tally.trainings)
                );
            }
        }
    }
    let tally = run(&World { keys: "plan = \"open-ended\"\n", ..World::equal(Shape::Normal) }, rounds)?;
    println!("\nOpen-ended, no gain: adopted {}.\n", tally.with_interval(tally.adopted));
    Ok(())
}

/// The ways in use elsewhere, on the same rounds.
fn ways(rounds: u64) -> Done {
    println!("## The same rounds judged in other ways, normal noise\n");
    println!("| values | true gain | way | adopted | mean trainings |");
    println!("|---|---|---|---|---|");
    for values in [2, 5] {
        for gain in [0.0, 1.0, 2.0] {
            let tally = run(&World { values, gain, ..World::equal(Shape::Normal) }, rounds)?;
            println!(
                "| {values} | {gain} | Etude | {} | {:.0} |",
                tally.with_interval(tally.adopted),
                tally.mean(tally.trainings)
            );
            for (way, of) in Naive::ALL.into_iter().zip(tally.naive) {
                println!(
                    "| {values} | {gain} | {} | {} | {:.0} |",
                    way.name(),
                    tally.with_interval(of.adopted),
                    tally.mean(of.trainings)
                );
            }
        }
    }
    println!();
    Ok(())
}

/// The interval for one more retraining holds as often as it says, also of what was adopted.
fn one_more_retraining(rounds: u64) -> Done {
    println!("## The published score: one more retraining within its 90 % interval\n");
    println!(
        "| noise | true gain | of all candidates | of those adopted | published mean too good by, of those adopted |"
    );
    println!("|---|---|---|---|---|");
    for shape in [Shape::Normal, Shape::StudentT3, Shape::Skewed, Shape::Outliers] {
        for gain in [0.0, 1.0, 2.0] {
            let tally = run(&World { gain, ..World::equal(shape) }, rounds)?;
            println!(
                "| {} | {gain} | {} | {} | {:+.3} |",
                shape.name(),
                Tally::share_of(tally.within, tally.candidates),
                Tally::share_of(tally.within_adopted, tally.adopted),
                tally.flattery / tally.adopted.max(1) as f64
            );
        }
    }
    println!();
    Ok(())
}
