//! Borders of every kind of domain: ordered lists, steps, reverse-log ranges, grids, and too few points to tell.

mod support;

use etude_study::finding::{Answer, BoundaryAction};
use etude_study::space::{Range, Side};
use etude_study::trial::{Purpose, TrialRequest};
use etude_study::value::Value;
use support::{Course, diverged, finished, number, project, score, text};

fn searched(course: &Course) -> Vec<&TrialRequest> {
    let requests = course.requests_of(course.study(1).definition.id).into_iter();
    requests.filter(|request| matches!(request.purpose, Purpose::Search { .. })).collect()
}

/// One project, one dimension `x`, whose score is best at its upper end.
fn upwards(domain: &str, trials: u32, seed: u64) -> Course {
    let text = format!(
        "[parameters.x]\n{domain}\n[parameters.other]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
         [[rounds]]\nname = \"x\"\ngoal = \"Which x?\"\nnuisance = [\"x\", \"other\"]\ntrials = {trials}\n"
    );
    finished(support::project_with(&format!("seed = {seed}"), &text), &|request| {
        let value = match &request.configuration.values["x"] {
            Value::Text(word) => ["a", "b", "c", "d", "e", "f", "g", "h"]
                .iter()
                .position(|it| it == word)
                .map_or(0.0, |it| it as f64),
            other => other.as_f64().expect("a number"),
        };
        score(-value + 1e-6 * number(&request.configuration.values, "other"))
    })
}

fn actions(course: &Course) -> Vec<BoundaryAction> {
    let findings = course.study(1).findings.iter();
    findings
        .filter_map(|finding| match &finding.answer {
            Answer::Boundary { parameter, side: Side::High, action, .. } if parameter == "x" => {
                Some(action.clone())
            }
            _ => None,
        })
        .collect()
}

/// S20: an order has ends, but only its owner knows what lies beyond.
#[test]
fn the_end_of_an_ordered_list_is_told_and_not_widened() {
    let list = "choices = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"]\nbaseline = \"a\"";
    let course = upwards(&format!("{list}\nordered = true"), 40, 1);
    assert_eq!(actions(&course), [BoundaryAction::EndOfList { value: text("h") }]);
    assert_eq!(course.study(1).segments.len(), 1);
    assert_eq!(actions(&upwards(list, 40, 1)), [], "without an order there is no end");
}

#[test]
fn a_stepped_range_is_widened_onto_its_steps() {
    let course = upwards("low = 0.0\nhigh = 1.0\nstep = 0.05\nbaseline = 0.5\nhard_high = 1.6", 40, 1);
    let steps = actions(&course);
    assert!(
        matches!(steps[0], BoundaryAction::Expand { to: Range { high, .. }, .. } if (high - 1.5).abs() < 1e-9),
        "{steps:?}"
    );
    assert_eq!(steps.last(), Some(&BoundaryAction::HardLimit { limit: 1.6 }));
    for request in searched(&course) {
        let tens = number(&request.configuration.values, "x") * 20.0;
        assert!((tens - tens.round()).abs() < 1e-9, "{tens}");
        assert!(
            course.study(1).space.dimension("x").unwrap().domain.contains(&request.configuration.values["x"])
        );
    }
}

#[test]
fn a_momentum_is_widened_towards_one_and_stays_below() {
    let course = upwards("low = 0.5\nhigh = 0.99\nscale = \"reverse-log\"\nbaseline = 0.9", 32, 1);
    let steps = actions(&course);
    assert!(
        matches!(steps[0], BoundaryAction::Expand { to: Range { high, .. }, .. } if (high - 0.999).abs() < 1e-12),
        "{steps:?}"
    );
    assert!(searched(&course).iter().all(|request| number(&request.configuration.values, "x") < 1.0));
}

fn untested(course: &Course) -> Vec<(Side, u32, u32)> {
    let findings = course.study(1).findings.iter();
    findings
        .filter_map(|finding| match &finding.answer {
            Answer::BoundaryUntested { parameter, side, points, values, .. } if parameter == "x" => {
                Some((*side, *points, *values))
            }
            _ => None,
        })
        .collect()
}

/// Silence would say that the range is large enough, which so few points cannot.
#[test]
fn too_few_points_or_values_to_tell_are_said_so() {
    let three_values = "type = \"int\"\nlow = 1\nhigh = 3\nbaseline = 2";
    let course = upwards(three_values, 25, 1);
    assert_eq!(actions(&course), []);
    assert_eq!(untested(&course), [(Side::High, 24, 3)]);
    let few = upwards("low = 0.0\nhigh = 1.0\nbaseline = 0.5", 9, 1);
    assert_eq!((actions(&few), untested(&few)), (vec![], vec![(Side::High, 8, 8)]));
    assert_eq!(untested(&upwards("low = 0.0\nhigh = 1.0\nbaseline = 0.5", 40, 1)), [], "it can be told");
}

/// The finding is worth a line only where it is no coincidence.
#[test]
fn untested_borders_are_seldom_reported_by_chance() {
    let mut reported = 0;
    for seed in 0..200 {
        let text = "[parameters.x]\ntype = \"int\"\nlow = 1\nhigh = 3\nbaseline = 2\n[parameters.other]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
                    [[rounds]]\nname = \"x\"\ngoal = \"Which x?\"\nnuisance = [\"x\", \"other\"]\ntrials = 13\n";
        let course = finished(support::project_with(&format!("seed = {seed}"), text), &|request| {
            score((number(&request.configuration.values, "other") - 0.4).powi(2))
        });
        reported += untested(&course).len();
    }
    println!("untested borders reported where nothing matters: {reported} of 200 studies");
    assert!(reported <= 30, "{reported} of 200; two sides at 5 % are 20");
}

#[test]
fn a_grid_is_not_widened() {
    let text = "[parameters.x]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
                [[rounds]]\nname = \"x\"\ngoal = \"Which x?\"\nnuisance = [\"x\"]\nsampler = \"grid\"\ntrials = 20\n";
    let course = finished(project(text), &|request| score(-number(&request.configuration.values, "x")));
    assert_eq!(actions(&course), [BoundaryAction::GridStays]);
}

/// P46: a dozen feasible points cannot show by their ranks alone that the best lie at an edge; how sharp the edge is does.
#[test]
fn an_edge_of_stability_is_told_with_sixteen_trials_where_the_best_lie_before_it() {
    let study = |best: f64| {
        let text = "[parameters.x]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n[parameters.other]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
                    [[rounds]]\nname = \"x\"\ngoal = \"Which x?\"\nnuisance = [\"x\", \"other\"]\ntrials = 16\n";
        finished(project(text), &move |request| {
            let at = |name: &str| number(&request.configuration.values, name);
            if at("x") > 0.75 {
                diverged()
            } else {
                score((at("x") - best).powi(2) + 0.1 * (at("other") - 0.5).powi(2))
            }
        })
    };
    let [BoundaryAction::EdgeOfStability { beyond, infeasible, trials, .. }] = actions(&study(0.75))[..]
    else {
        panic!("{:?}", actions(&study(0.75)))
    };
    assert!((0.75..0.85).contains(&beyond) && infeasible == trials);
    assert_eq!(actions(&study(0.4)), [], "the best lie far from it");
}
