//! What to compare, and for how long.

use etude_search::catalogue::NAMES;
use etude_simulation::search_problems::{Family, SearchProblem};

/// What was asked for on the command line.
pub(crate) struct Arguments {
    pub(crate) samplers: Vec<String>,
    pub(crate) seeds: u64,
    pub(crate) first_seed: u64,
    pub(crate) budget: usize,
    pub(crate) parallel: usize,
    pub(crate) families: Vec<String>,
    pub(crate) by_problem: bool,
}

#[derive(Debug)]
pub(crate) struct Usage(String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}; the arguments are --samplers A,B --seeds N --first-seed N --budget N --parallel N \
             --families smooth,training,table,rough,edge --by-problem; the samplers are {}",
            self.0,
            NAMES.join(", ")
        )
    }
}

impl std::error::Error for Usage {}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Arguments, Usage> {
        let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<String>>();
        let mut arguments = Arguments {
            samplers: list("random,quasi-random,tpe,gp"),
            seeds: 5,
            first_seed: 0,
            budget: 60,
            parallel: 1,
            families: Family::ALL.map(|family| family.name().to_owned()).to_vec(),
            by_problem: false,
        };
        while let Some(word) = words.next() {
            if word == "--by-problem" {
                arguments.by_problem = true;
                continue;
            }
            let value = words.next().ok_or_else(|| Usage(format!("{word} without a value")))?;
            let number = || value.parse::<u64>().map_err(|_| Usage(format!("{word} {value} is no number")));
            match word.as_str() {
                "--samplers" => arguments.samplers = list(&value),
                "--families" => arguments.families = list(&value),
                "--seeds" => arguments.seeds = number()?.max(1),
                "--first-seed" => arguments.first_seed = number()?,
                "--budget" => arguments.budget = number()?.max(1) as usize,
                "--parallel" => arguments.parallel = number()?.max(1) as usize,
                _ => return Err(Usage(format!("no argument is called {word}"))),
            }
        }
        let is_family = |name: &String| Family::ALL.iter().any(|family| family.name() == name);
        match arguments.families.iter().find(|name| !is_family(name)) {
            Some(name) => Err(Usage(format!("no family is called {name}"))),
            None => Ok(arguments),
        }
    }

    pub(crate) fn wants(&self, problem: &SearchProblem) -> bool {
        self.families.iter().any(|family| family == problem.family.name())
    }

    /// After how many results the choice is looked at: 25, 50, 100, as far as the budget goes, and its end.
    pub(crate) fn checkpoints(&self) -> Vec<usize> {
        let earlier = [25, 50, 100].into_iter().filter(|results| *results < self.budget);
        earlier.chain([self.budget]).collect()
    }

    pub(crate) fn title(&self) -> String {
        format!(
            "{} trials, {} in parallel, seeds {} to {}; mean normalised regret of the chosen point [95 % interval]\n",
            self.budget,
            self.parallel,
            self.first_seed,
            self.first_seed + self.seeds - 1
        )
    }
}
