//! What is said of best points at a border that nothing widens.

use etude::words;
use etude_study::finding::{Answer, BoundaryAction, Finding};
use etude_study::ids::{RoundId, StudyId};
use etude_study::space::Side;
use etude_study::value::Value;

fn said(answer: Answer) -> String {
    words::finding(&Finding { study: Some(StudyId { round: RoundId(1), study: 1 }), answer })
}

fn boundary(action: BoundaryAction) -> String {
    let (parameter, side) = ("augmentation".to_owned(), Side::High);
    said(Answer::Boundary { parameter, side, median_position: 0.9, top: 3, p_value: 0.03, action })
}

#[test]
fn every_border_is_told_with_its_remedy() {
    assert_eq!(
        boundary(BoundaryAction::EndOfList { value: Value::Text("strong".into()) }),
        "the best 3 trials lie at the upper end of augmentation (p = 0.03): the list ends there; add a value beyond \
         strong to `choices` of augmentation if there is one (S20)"
    );
    assert_eq!(
        boundary(BoundaryAction::GridStays),
        "the best 3 trials lie at the upper end of augmentation (p = 0.03): a grid is laid out once and not widened; \
         give augmentation a wider range in another round (S20)"
    );
    let untested = Answer::BoundaryUntested {
        parameter: "layers".into(),
        side: Side::Low,
        top: 3,
        points: 12,
        values: 3,
    };
    assert_eq!(
        said(untested),
        "the best 3 trials all lie at the lower end of layers, but 12 points at 3 values are too few to tell whether \
         the range is too small: run more trials, or widen layers in another round (S20)"
    );
}
