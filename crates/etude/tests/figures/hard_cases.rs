//! Figures of nothing, of one trial, of infeasible ones, of equal, enormous and very many numbers, and of names that are
//! markup.

use etude::figures::svg;
use etude::plots::{FigureError, FigureName, figure_from};
use etude::report::{ReportFigures, to_html};

use super::course::{Course, asks_dropout, diverged, plausible, scored, tunes};
use super::well_formed::{check, closes};

/// All figures that there are; those that are missing say why and what helps.
fn survives(case: &str, course: &Course, drawn: &[FigureName]) {
    let round = course.history.rounds.last();
    let curves = if round.is_some() { course.curves(&|_, score| score) } else { Vec::new() };
    for name in FigureName::ALL {
        match figure_from(&course.history, round, curves.clone(), name) {
            Ok(figure) => check(&format!("{case}, {name}"), &figure.drawing),
            Err(FigureError::Absent { absent, .. }) => {
                assert!(!absent.missing.is_empty() && !absent.remedy.is_empty(), "{case}, {name}");
                assert!(!drawn.contains(&name), "{case}: no {name}: {absent}");
            }
            Err(error) => panic!("{case}, {name}: {error}"),
        }
    }
}

const OF_TRIALS: [FigureName; 3] = [FigureName::Axis, FigureName::Budget, FigureName::Parallel];

#[test]
fn nothing_has_run() {
    survives("no round", &asks_dropout(2), &[]);
    let mut started = asks_dropout(2);
    started.plan();
    survives("no trial has ended", &started, &[]);
}

#[test]
fn one_trial_and_equal_ones() {
    survives("one trial", &tunes(1).searched(&plausible), &OF_TRIALS);
    survives("equal scores", &asks_dropout(12).searched(&|_| scored(0.5)), &OF_TRIALS);
    survives("equal scores, to the end", &asks_dropout(6).finished(&|_| scored(0.0)), &OF_TRIALS);
}

#[test]
fn every_trial_is_infeasible() {
    survives(
        "infeasible",
        &asks_dropout(12).searched(&|_| diverged()),
        &[FigureName::Axis, FigureName::Parallel],
    );
}

#[test]
fn enormous_and_tiny_numbers() {
    for (case, factor) in [("1e300", 1e300), ("-1e300", -1e300), ("1e-300", 1e-300), ("largest", f64::MAX)] {
        let course = asks_dropout(12).searched(&|request| {
            let rate = request.configuration.values["learning_rate"].as_f64().unwrap();
            scored(factor * rate)
        });
        survives(case, &course, &OF_TRIALS);
    }
    let mixed = asks_dropout(12).searched(&|request| {
        let rate = request.configuration.values["learning_rate"].as_f64().unwrap();
        scored(if rate > 0.1 { 1e300 } else { rate })
    });
    survives("a few catastrophes", &mixed, &OF_TRIALS);
}

#[test]
fn ten_thousand_trials() {
    let course = tunes(10_000).searched(&plausible);
    for name in FigureName::ALL
        .into_iter()
        .filter(|name| ![FigureName::Importance, FigureName::Isolation].contains(name))
    {
        if let Ok(figure) = figure_from(&course.history, Some(course.round()), Vec::new(), name) {
            check(&format!("many, {name}"), &figure.drawing);
        }
    }
}

#[test]
fn names_that_are_markup_stay_names() {
    let evil = "<script>alert(1)</script>&\\u001b[31m";
    let course = Course::new(&format!(
        "[parameters.rate]\nlow = 0.0\nhigh = 1.0\nhard_low = 0.0\nhard_high = 1.0\nbaseline = 0.5\n\
         [parameters.kind]\nchoices = [\"{evil}\", \"b\"]\nbaseline = \"b\"\n\
         [[rounds]]\nname = \"one\"\ngoal = \"g\"\nscientific = [\"kind\"]\nnuisance = [\"rate\"]\ntrials = 4\n\
         allow = [{{ rule = \"S22\", reason = \"it draws nothing\" }}]\n"
    ));
    let course = course.finished(&|request| scored(request.configuration.values["rate"].as_f64().unwrap()));
    for name in FigureName::ALL {
        let curves = course.curves(&|_, score| score);
        let Ok(figure) = figure_from(&course.history, Some(course.round()), curves, name) else { continue };
        check(name.word(), &figure.drawing);
        let picture = svg::figure(&figure.drawing);
        assert!(!picture.contains("<script") && !picture.contains('\u{1b}'), "{name}: {picture}");
    }
}

#[test]
fn a_page_without_anything_is_a_page() {
    let folder = tempfile::TempDir::new().unwrap();
    let name = "<b>\\\"&";
    let file = format!(
        "[project]\nname = \"{name}\"\nmetric = \"m\"\ndirection = \"minimize\"\n[workload]\ncommand = [\"t\", \"{{args}}\"]\n\
         [length]\nmax_epochs = 1\n[parameters.x]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n"
    );
    #[expect(clippy::disallowed_methods, reason = "a test makes files")]
    std::fs::write(folder.path().join("etude.toml"), file).unwrap();
    let folder = etude::ProjectFolder::open(folder.path()).unwrap();
    let history = folder.history().unwrap();
    let report = etude::report::report(&folder, &history, std::path::Path::new("etude"));
    let page = to_html(&report, &ReportFigures::default(), None);
    closes("an empty page", &page);
    assert!(page.contains("&lt;b&gt;&quot;&amp;") && !page.contains("<b>"), "{page}");
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
}
