//! A batch size that was chosen, with numbers that are easily stored inexactly.

use etude_study::batch_size_choice::{BatchSizeChoice, ChoiceBasis, MeasuredSize, SizeLimit};
use etude_study::event::Event;

pub(super) fn chosen() -> Event {
    let measured = MeasuredSize {
        size: 128,
        step_seconds: 0.1 + 0.2,
        spread: 5e-324,
        memory_bytes: Some(u64::MAX >> 11),
    };
    let basis =
        ChoiceBasis::StepsToTarget { target: 0.1, critical: 90.5, steps: vec![(16, 1e3), (256, 2.0 / 3.0)] };
    let choice = BatchSizeChoice {
        size: 128,
        previous: None,
        basis,
        measured: vec![measured],
        limit: SizeLimit::Memory { size: 256 },
    };
    Event::BatchSizeChosen { choice: Box::new(choice) }
}
