//! Which sampler suits, asked as a short list of questions, and the reason for the answer.

use etude_study::sampler::SamplerReason;
use etude_study::space::{Domain, SearchSpace};

/// Below so many trials a model has learned nothing before they are over: the Gaussian process begins with as many points
/// that are evenly spread (methods 9.9), and at 25 trials spread points still win or tie in Optuna's own comparison of its
/// samplers (optuna issue 2964).
const FEW_TRIALS: u64 = 10;
/// Beyond so many parameters one model of all of them says little (Frazier 2018, arXiv 1807.02811: Bayesian optimisation
/// suits up to about 20).
const MANY_PARAMETERS: u32 = 20;
/// Beyond so many trials a model of all of them costs more than it brings: optuna's table of samplers recommends its
/// Gaussian process up to 500 trials, TPE up to 1,000, and CMA-ES from 1,000 on.
const MANY_TRIALS: u64 = 500;
/// From so many trials on a population pays ...
const LONG_SEARCH: u64 = 1000;
/// ... if there are so many for every parameter: a run takes 100 to 300 times the dimension (its square, for the latter)
/// evaluations on a hard problem, says the manual of Hansen's implementation in C.
const LONG_SEARCH_PER_PARAMETER: u64 = 100;
/// A list of more values without an order than this is mostly unseen after the usual hundred trials, and to a kernel that
/// only tells equal from different every unseen value is the same.
const MANY_VALUES: u64 = 50;
/// A space of at most so many points is counted.
const MOST_POINTS: u64 = 1 << 16;

/// What decides. Numbers are those of the study that asks most, so that all studies of a round get one algorithm and are
/// compared like with like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// Parameters that are varied.
    pub parameters: u32,
    /// How many points there are to train; none where they are too many to count.
    pub points: Option<u64>,
    /// Values of the longest list without an order; 0 without one.
    pub longest_list: u64,
    /// Whether every parameter is a number that is always there.
    pub only_numbers: bool,
    /// Trials of one study.
    pub trials: u64,
    /// Earlier trials that tell it something.
    pub known: u64,
    /// Trials side by side; 0 counts as 1.
    pub slots: u32,
}

/// A sampler and the reason for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The sampler's name.
    pub name: &'static str,
    /// Why.
    pub why: SamplerReason,
}

impl Situation {
    /// The situation of studies over these spaces with so many trials each, so many side by side, and nothing known yet.
    pub fn of(spaces: &[&SearchSpace], trials: u64, slots: u32) -> Situation {
        let dimensions = || spaces.iter().flat_map(|space| space.dimensions());
        let points: Option<Vec<u64>> = spaces.iter().map(|space| space.count_points(MOST_POINTS)).collect();
        let longest = dimensions().filter(|it| matches!(it.domain, Domain::Choice { .. }));
        Situation {
            parameters: spaces.iter().map(|space| space.dimensions().len()).max().unwrap_or(0) as u32,
            points: points.map(|points| points.into_iter().max().unwrap_or(1)),
            longest_list: longest.filter_map(|it| it.domain.count()).max().unwrap_or(0),
            only_numbers: dimensions()
                .all(|it| it.when.is_none() && !matches!(it.domain, Domain::Choice { .. } | Domain::Boolean)),
            trials,
            known: 0,
            slots,
        }
    }
}

/// Chooses.
pub fn choose(situation: &Situation) -> Choice {
    let Situation { parameters, trials, slots, .. } = *situation;
    let told = trials.saturating_add(situation.known);
    let quasi_random = |why| Choice { name: "quasi-random", why };
    if let Some(points) = situation.points.filter(|points| *points <= trials) {
        return quasi_random(SamplerReason::WholeSpace { points });
    }
    if told < FEW_TRIALS {
        return quasi_random(SamplerReason::FewTrials { trials: told });
    }
    if u64::from(slots) >= told {
        return quasi_random(SamplerReason::AllAtOnce { slots, trials });
    }
    let pays_for_a_population = trials >= LONG_SEARCH
        && trials / LONG_SEARCH_PER_PARAMETER >= u64::from(parameters)
        && parameters > 1
        && situation.only_numbers;
    if pays_for_a_population {
        return Choice { name: "cma-es", why: SamplerReason::LongNumericSearch { parameters, trials } };
    }
    let why = if parameters > MANY_PARAMETERS {
        SamplerReason::ManyParameters { parameters }
    } else if situation.longest_list > MANY_VALUES {
        SamplerReason::ManyCategories { values: situation.longest_list }
    } else if told > MANY_TRIALS {
        SamplerReason::ManyTrials { trials: told }
    } else {
        return Choice { name: "gp", why: SamplerReason::ModelPays { parameters, trials: told } };
    };
    Choice { name: "tpe", why }
}

#[cfg(test)]
mod tests {
    use etude_study::round::SAMPLERS;
    use etude_study::space::{Condition, Dimension, Scale};
    use etude_study::value::Value;

    use super::*;

    fn space(domains: Vec<Domain>) -> SearchSpace {
        let dimension = |(number, domain): (u32, Domain)| Dimension {
            name: format!("p{number}"),
            number,
            domain,
            when: None,
        };
        SearchSpace::new((0..).zip(domains).map(dimension).collect())
    }

    fn floats(count: usize) -> SearchSpace {
        space(vec![Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear }; count])
    }

    fn chosen(space: &SearchSpace, trials: u64, slots: u32) -> &'static str {
        choose(&Situation::of(&[space], trials, slots)).name
    }

    #[test]
    fn each_question_has_its_answer() {
        let list = |count: i64| {
            let values = Domain::Choice { choices: (0..count).map(Value::Int).collect() };
            space(vec![values, Domain::Float { low: 0.0, high: 1.0, scale: Scale::Linear }])
        };
        let cases = [
            (floats(4), 30, 4, "gp"),
            (floats(20), 200, 1, "gp"),
            (floats(4), 9, 1, "quasi-random"),
            (floats(4), 32, 32, "quasi-random"),
            (space(vec![Domain::Boolean; 4]), 16, 1, "quasi-random"),
            (space(vec![Domain::Boolean; 5]), 16, 1, "gp"),
            (floats(21), 100, 1, "tpe"),
            (floats(4), 600, 1, "tpe"),
            (floats(4), 1000, 64, "cma-es"),
            (floats(1), 1000, 64, "tpe"),
            (floats(11), 1000, 64, "tpe"),
            (list(51), 100, 1, "tpe"),
            (list(50), 100, 1, "gp"),
            (list(3), 5000, 1, "tpe"),
        ];
        for (space, trials, slots, expected) in cases {
            let choice = choose(&Situation::of(&[&space], trials, slots));
            assert_eq!(choice.name, expected, "{trials} trials, {slots} slots, {choice:?}");
            assert!(SAMPLERS.contains(&choice.name));
        }
    }

    #[test]
    fn what_is_known_from_earlier_rounds_counts() {
        let situation = Situation::of(&[&floats(3)], 6, 1);
        assert_eq!(choose(&situation).why, SamplerReason::FewTrials { trials: 6 });
        let known = Situation { known: 24, ..situation };
        assert_eq!(choose(&known).why, SamplerReason::ModelPays { parameters: 3, trials: 30 });
    }

    #[test]
    fn all_studies_of_a_round_get_the_sampler_of_the_one_that_asks_most() {
        let (small, large) = (space(vec![Domain::Boolean]), floats(3));
        assert_eq!(choose(&Situation::of(&[&small], 20, 1)).name, "quasi-random");
        assert_eq!(choose(&Situation::of(&[&small, &large], 20, 1)).name, "gp");
    }

    #[test]
    fn a_parameter_that_can_be_absent_is_nothing_for_a_population() {
        let mut dimensions = floats(3).dimensions().to_vec();
        dimensions[1].when = Condition::equals("p0", Value::Float(0.5)).into();
        assert_eq!(chosen(&SearchSpace::new(dimensions), 2000, 1), "tpe");
        assert_eq!(chosen(&floats(3), 2000, 1), "cma-es");
    }
}
