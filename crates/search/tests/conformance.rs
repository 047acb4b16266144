//! Every sampler in the catalogue keeps the contract, and says the same on every machine.

use etude_search::catalogue::{self, NAMES};
use etude_search::conformance;
use etude_search::quasi_random::{self, LENGTH, QuasiRandom};
use etude_search::random;
use etude_search::sampler::{Sampler, SuggestError, SuggestRequest};
use etude_study::score::Direction;
use etude_study::space::{Dimension, Domain, SearchSpace, UnitPoint};

/// Those with a test of their own, so that each can be run alone.
const LEARNING: [&str; 4] = ["auto", "gp", "tpe", "cma-es"];

#[test]
fn every_sampler_that_does_not_learn_keeps_the_contract() {
    for name in NAMES {
        let sampler = catalogue::sampler(name).expect("listed");
        assert_eq!(sampler.learns(), LEARNING.contains(&name), "{name} has a test below");
        if !sampler.learns() {
            conformance::check(sampler.as_ref());
        }
    }
}

fn check_contract(name: &str) {
    conformance::check(catalogue::sampler(name).expect("listed").as_ref());
}

fn check_learning(name: &str) {
    conformance::check_learning(&|| catalogue::sampler(name).expect("listed"));
}

#[test]
fn auto_keeps_the_contract() {
    check_contract("auto");
}

#[test]
fn auto_learns() {
    check_learning("auto");
}

#[test]
fn gp_keeps_the_contract() {
    check_contract("gp");
}

#[test]
fn gp_learns() {
    check_learning("gp");
}

#[test]
fn tpe_keeps_the_contract() {
    check_contract("tpe");
}

#[test]
fn tpe_learns() {
    check_learning("tpe");
}

#[test]
fn cma_es_keeps_the_contract() {
    check_contract("cma-es");
}

#[test]
fn cma_es_learns() {
    check_learning("cma-es");
}

#[test]
fn no_sampler_s_distinct_points_are_one_configuration_twice() {
    for name in NAMES {
        let sampler = catalogue::sampler(name).expect("listed");
        if !sampler.learns() {
            conformance::check_distinct(sampler.as_ref());
        }
    }
}

#[test]
fn the_samplers_without_a_model_are_addressed_by_index() {
    for name in ["quasi-random", "halton", "random"] {
        conformance::check_index_addressed(catalogue::sampler(name).expect("listed").as_ref());
    }
}

/// If this fails, old studies would go on differently: raise the sampler's `version` and say so in the
/// changelog.
#[test]
fn the_sequences_are_the_ones_of_version_one() {
    let cells =
        [(0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0), (7, 255, 1000), (7, 256, 1000), (u64::MAX, 300, 65_535)];
    let quasi =
        cells.map(|(seed, number, index)| quasi_random::coordinate(seed, number, index).expect("in range"));
    let uniform = cells.map(|(seed, number, index)| random::coordinate(seed, number, index));
    let shown = |units: [f64; 7]| units.map(|unit| format!("{unit:.7}")).join(" ");
    assert_eq!(shown(quasi), "0.2570267 0.8726819 0.1785011 0.2225037 0.7325701 0.5177941 0.7310195");
    assert_eq!(shown(uniform), "0.1387094 0.1843667 0.2691303 0.6935121 0.5674261 0.6747547 0.1121863");
}

#[test]
fn the_end_of_the_quasi_random_sequence_is_an_error() {
    let dimension = Dimension { name: "x".into(), number: 0, domain: Domain::Boolean, when: None };
    let space = SearchSpace::new(vec![dimension]);
    let request = |first_index, count| SuggestRequest {
        space: &space,
        direction: Direction::Minimize,
        history: &[],
        first_index,
        count,
        budget: first_index.saturating_add(count as u64),
        seed: 0,
    };
    assert_eq!(QuasiRandom.suggest(&request(LENGTH - 2, 2)).expect("the last two").len(), 2);
    let exhausted = SuggestError::SequenceExhausted { first_index: LENGTH - 2, count: 3, length: LENGTH };
    assert_eq!(QuasiRandom.suggest(&request(LENGTH - 2, 3)), Err(exhausted));
    assert!(QuasiRandom.suggest(&request(u64::MAX, 1)).is_err());
    assert_eq!(QuasiRandom.suggest(&request(LENGTH, 0)), Ok(Vec::new()));
    assert!(quasi_random::coordinate(0, 0, LENGTH).is_err());
    assert_eq!(
        exhausted.to_string(),
        "points 65534 to 65536 were asked of a sequence of 65536; use another seed or the sampler \"random\""
    );
}

/// A sampler that breaks a promise, to see the suite notice.
struct Broken(fn(&SuggestRequest<'_>) -> Vec<UnitPoint>);

impl Sampler for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }

    fn version(&self) -> u32 {
        1
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        Ok((self.0)(request))
    }
}

fn points(request: &SuggestRequest<'_>, unit: impl Fn(usize, usize) -> f64) -> Vec<UnitPoint> {
    let dimensions = request.space.dimensions().len();
    let point = |row| UnitPoint::new((0..dimensions).map(|column| unit(row, column)).collect());
    (0..request.count).map(point).collect()
}

#[test]
#[should_panic(expected = "as many points as asked for")]
fn a_point_too_many_is_noticed() {
    conformance::check(&Broken(|request| {
        points(&SuggestRequest { count: request.count + 1, ..*request }, |_, _| 0.5)
    }));
}

#[test]
#[should_panic(expected = "one coordinate a dimension")]
fn a_coordinate_too_few_is_noticed() {
    conformance::check(&Broken(|request| vec![UnitPoint::new(vec![0.5]); request.count]));
}

#[test]
#[should_panic(expected = "alone is point")]
fn a_point_that_depends_on_its_batch_is_noticed() {
    conformance::check_index_addressed(&Broken(|request| {
        points(request, |row, column| random::coordinate(request.seed, column as u32, row as u64))
    }));
}

#[test]
#[should_panic(expected = "columns belong to numbers")]
fn a_column_that_depends_on_its_place_is_noticed() {
    conformance::check_index_addressed(&Broken(|request| {
        points(request, |row, column| {
            random::coordinate(request.seed, column as u32, request.first_index + row as u64)
        })
    }));
}
