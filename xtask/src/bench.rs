//! `cargo xtask bench`: benches named for the question that each answers.

use crate::command::{self, Failure};
use crate::search_bench;

/// One bench: its name, the question it answers, and what does.
struct Bench {
    name: &'static str,
    question: &'static str,
    /// A command; a bench of several steps names itself.
    command: &'static str,
}

/// The bench that takes several steps, see [`search_bench`].
const SEARCH: &str = "search";

const BENCHES: [Bench; 20] = [
    Bench {
        name: "verdict",
        question: "How often does a verdict adopt what is no better, and miss what is?",
        command: "cargo run --release --locked -p etude-simulation --example verdict",
    },
    Bench {
        name: "real",
        question: "Does a verdict keep its word when the trainings are real?",
        command: "cargo run --release --locked -p etude-cli --example real_training",
    },
    Bench {
        name: "boundary",
        question: "How often does the boundary check call, with the optimum inside and outside?",
        command: "cargo run --release --locked -p etude-simulation --example boundary",
    },
    Bench {
        name: "boundary-real",
        question: "Is a range that ends below the optimum widened until it holds it, when the trainings are real?",
        command: "cargo run --release --locked -p etude-cli --example boundary_on_real_training",
    },
    Bench {
        name: "checks",
        question: "How often does each check of the checklist call where nothing is wrong, and where something is?",
        command: "cargo run --release --locked -p etude-simulation --example checks",
    },
    Bench {
        name: "curve-checks",
        question: "How often does each check of training curves call, with nothing wrong and with its fault planted?",
        command: "cargo run --release --locked -p etude-simulation --example curve_checks",
    },
    Bench {
        name: "planted",
        question: "Is a planted fault the first thing that is told, and does `etude next` name its remedy?",
        command: "cargo run --release --locked -p etude-cli --example planted",
    },
    Bench {
        name: "batch-size",
        question: "How near to the best are the batch sizes that are recommended, on machines whose best is known?",
        command: "cargo run --release --locked -p etude-playbook --example batch_size",
    },
    Bench {
        name: "length",
        question: "Is the advice on the length of training right: lengthen, shorten, first value, what short rounds are worth?",
        command: "cargo run --release --locked -p etude-simulation --example length",
    },
    Bench {
        name: "length-real",
        question: "Is a maximum that is far too long or too short told from real trainings?",
        command: "cargo run --release --locked -p etude-cli --example length_on_real_training",
    },
    Bench {
        name: "pruners",
        question: "What does each pruner save, and how often does it stop the trial that would have been best?",
        command: "cargo run --release --locked -p etude-simulation --example pruners",
    },
    Bench {
        name: "importance",
        question: "Does importance name the parameters that matter, and do its bands hold the truth?",
        command: "cargo run --release --locked -p etude-search --example importance",
    },
    Bench {
        name: "resume",
        question: "Does a project that was killed at any moment end as one that was not?",
        command: "cargo run --release --locked -p etude-cli --example resume",
    },
    Bench {
        name: "two-coordinators",
        question: "Do two coordinators on one project ever both write?",
        command: "cargo run --release --locked -p etude-cli --example two_coordinators",
    },
    Bench {
        name: "overhead",
        question: "What does a trial cost beyond its program?",
        command: "cargo run --release --locked -p etude-cli --example overhead",
    },
    Bench {
        name: "search-lab",
        question: "How do the samplers do on the development problems?",
        command: "cargo run --release --locked -p etude-simulation --example search_lab",
    },
    Bench {
        name: "choice",
        question: "How much regret comes from choosing the luckiest trial, and what do a better choice and repeats win back?",
        command: "cargo run --release --locked -p etude-simulation --example choice_under_noise",
    },
    Bench {
        name: "quasi-random",
        question: "How evenly do quasi-random, Halton and random points fill a space?",
        command: "cargo run --release --locked -p etude-search --example evenness_of_points",
    },
    Bench {
        name: "search-cost",
        question: "What does a suggestion cost, and what more when there are ten thousand trials?",
        command: "cargo run --release --locked -p etude-search --example cost_of_a_suggestion",
    },
    Bench {
        name: SEARCH,
        question: "Does Etude's search find better points than other packages, in the same trials and less time?",
        command: "cargo xtask bench search [peers | cost | tables]",
    },
];

/// Prints every bench with its question.
pub(crate) fn list() {
    for bench in &BENCHES {
        println!("{:<16} {}", bench.name, bench.question);
        println!("{:<16} {}", "", bench.command);
    }
}

/// Runs the bench `name`; `rest` is passed on to it.
pub(crate) fn run(name: &str, rest: &[&str]) -> Result<(), Failure> {
    let bench = find(name).ok_or_else(|| Failure::UnknownBench(name.to_owned()))?;
    println!("{}", bench.question);
    if bench.name == SEARCH {
        return search_bench::run(rest);
    }
    let mut words: Vec<&str> = bench.command.split_whitespace().collect();
    if !rest.is_empty() {
        words.push("--");
        words.extend(rest.iter().filter(|word| **word != "--"));
    }
    command::run(&words)
}

fn find(name: &str) -> Option<&'static Bench> {
    BENCHES.iter().find(|bench| bench.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bench_is_found_by_name_alone() {
        assert_eq!(find("verdict").map(|bench| bench.name), Some("verdict"));
        assert!(find("verdic").is_none());
        assert!(matches!(run("verdic", &[]), Err(Failure::UnknownBench(_))));
    }

    #[test]
    fn names_are_unique() {
        for bench in &BENCHES {
            assert_eq!(BENCHES.iter().filter(|other| other.name == bench.name).count(), 1);
        }
    }
}
