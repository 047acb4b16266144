//! What each figure looks like on a small project.

use etude::figures::svg;
use etude::figures::terminal::{self, TerminalOptions};
use etude::plots::{FigureName, figure_from};
use etude::study::batch_size_choice::{BatchSizeChoice, ChoiceBasis, MeasuredSize, SizeLimit};
use etude::study::event::Event;
use insta::assert_snapshot;

use super::course::{Course, asks_dropout, plausible, tunes};
use super::well_formed::check;

fn pictures(course: &Course, name: FigureName, called: &str) {
    let curves = course.curves(&|epoch, score| score + 0.3 / epoch - 0.0375);
    let figure = figure_from(&course.history, Some(course.round()), curves, name).unwrap();
    check(called, &figure.drawing);
    let options = TerminalOptions { columns: 80, unicode: true, colour: false };
    let ascii = TerminalOptions { unicode: false, ..options };
    let text = terminal::figure(&figure.drawing, options);
    let plain = terminal::figure(&figure.drawing, ascii);
    assert_snapshot!(called, format!("{text}\n== ASCII ==\n\n{plain}"));
    assert_snapshot!(format!("{called}.svg"), svg::figure(&figure.drawing).replace("><", ">\n<"));
}

#[test]
fn every_figure_of_a_round_with_a_question() {
    let course = asks_dropout(6).finished(&plausible);
    assert!(course.round().verdict.is_some());
    let needs_more = |name: &FigureName| matches!(name, FigureName::Importance | FigureName::BatchSize);
    for name in FigureName::ALL.into_iter().filter(|name| !needs_more(name)) {
        pictures(&course, name, name.word());
    }
}

#[test]
fn a_batch_size_that_was_measured() {
    let mut course = asks_dropout(6).finished(&plausible);
    let measured = [(16, 1.0), (32, 1.02), (64, 1.1), (128, 1.6), (256, 3.1)].map(|(size, milliseconds)| {
        MeasuredSize { size, step_seconds: milliseconds / 1000.0, spread: 0.03, memory_bytes: None }
    });
    let choice = BatchSizeChoice {
        size: 128,
        previous: Some(32),
        basis: ChoiceBasis::Throughput,
        measured: measured.to_vec(),
        limit: SizeLimit::Memory { size: 512 },
    };
    course.history.apply(&Event::BatchSizeChosen { choice: Box::new(choice) }).unwrap();
    pictures(&course, FigureName::BatchSize, "batch-size");
}

#[test]
fn a_round_that_tunes_isolates_each_parameter_with_the_models_profile() {
    let course = tunes(24).searched(&plausible);
    let figure =
        figure_from(&course.history, Some(course.round()), Vec::new(), FigureName::Isolation).unwrap();
    check("isolation", &figure.drawing);
    assert_eq!(figure.drawing.panels.len(), 3);
    let etude::plots::FigureData::Isolation(data) = &figure.data else { panic!("{:?}", figure.data) };
    let profile = data.profiles.iter().find(|profile| profile.parameter == "learning_rate").unwrap();
    let best = profile.points.iter().min_by(|a, b| a.mean.total_cmp(&b.mean)).unwrap();
    assert!((0.01..0.1).contains(&best.at), "the best rate is 0.03, and the model says {}", best.at);
    // Equal effort: each bucket is shown as the best of as many trials as the smallest has.
    for panel in &data.plot.panels {
        let fewest = panel.buckets.iter().map(|bucket| bucket.feasible).filter(|count| *count > 0).min();
        assert_eq!(Some(panel.m), fewest, "{}", panel.parameter.name);
    }
}

#[test]
fn importance_has_a_bar_a_parameter() {
    let course = tunes(24).searched(&plausible);
    let figure =
        figure_from(&course.history, Some(course.round()), Vec::new(), FigureName::Importance).unwrap();
    check("importance", &figure.drawing);
    let options = TerminalOptions { columns: 80, unicode: true, colour: false };
    let text = terminal::figure(&figure.drawing, options);
    for name in ["learning_rate", "momentum", "layers"] {
        assert!(text.contains(name), "{text}");
    }
}
