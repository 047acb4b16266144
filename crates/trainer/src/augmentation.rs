//! Augmentation: training images are shifted and mirrored at random, so that no epoch repeats another.

use crate::data::{PIXELS, SIDE};
use crate::random::{Purpose, Random};

/// Pixels by which an image is shifted at most, in each direction.
const FARTHEST: usize = 2;

/// What may happen to a training image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Augmentation {
    /// Moved by up to 2 pixels along each axis.
    Shift,
    /// Mirrored left to right, half of the time.
    Flip,
    /// Both.
    ShiftFlip,
}

impl Augmentation {
    /// The names, as flags spell them; the first is no augmentation at all.
    pub(crate) const NAMES: &'static [&'static str] = &["none", "shift", "flip", "shift-flip"];

    /// The augmentation with one of [`Self::NAMES`].
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "shift" => Some(Self::Shift),
            "flip" => Some(Self::Flip),
            "shift-flip" => Some(Self::ShiftFlip),
            _ => None,
        }
    }

    /// Its name, as flags spell it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Shift => "shift",
            Self::Flip => "flip",
            Self::ShiftFlip => "shift-flip",
        }
    }
}

/// The augmentation of one epoch. Shifts and mirrors have streams of their own: an example is shifted alike
/// whether or not it may be mirrored.
#[derive(Debug)]
pub(crate) struct Augmenter {
    shift: Option<Random>,
    flip: Option<Random>,
    /// What moves in where an image moves out.
    background: f32,
}

impl Augmenter {
    /// The augmentation of `epoch` (the first is 1) under the data seed `seed`. `background` is the value of a
    /// black pixel.
    pub(crate) fn new(kind: Augmentation, seed: u64, epoch: u64, background: f32) -> Self {
        let stream = |wanted: bool, purpose| wanted.then(|| Random::new(seed, purpose, epoch));
        Self {
            shift: stream(kind != Augmentation::Flip, Purpose::Shift),
            flip: stream(kind != Augmentation::Shift, Purpose::Flip),
            background,
        }
    }

    /// Changes `pixels`, whole images one after the other.
    pub(crate) fn apply(&mut self, pixels: &mut [f32]) {
        for image in pixels.chunks_exact_mut(PIXELS) {
            if self.flip.as_mut().is_some_and(|random| random.below(2) == 1) {
                mirror(image);
            }
            if let Some(random) = &mut self.shift {
                let mut offset = || (random.below(2 * FARTHEST + 1)).cast_signed() - FARTHEST.cast_signed();
                let (right, down) = (offset(), offset());
                shift(image, (right, down), self.background);
            }
        }
    }
}

/// Mirrors an image left to right.
fn mirror(image: &mut [f32]) {
    for row in image.chunks_exact_mut(SIDE) {
        row.reverse();
    }
}

/// Moves an image by `(right, down)` pixels and fills what becomes free with `background`.
fn shift(image: &mut [f32], (right, down): (isize, isize), background: f32) {
    let before = image.to_vec();
    let source =
        |target: usize, offset: isize| target.checked_add_signed(-offset).filter(|&place| place < SIDE);
    for (row, line) in image.chunks_exact_mut(SIDE).enumerate() {
        for (column, pixel) in line.iter_mut().enumerate() {
            *pixel = match (source(row, down), source(column, right)) {
                (Some(row), Some(column)) => before[row * SIDE + column],
                _ => background,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered() -> Vec<f32> {
        (0..PIXELS).map(|pixel| pixel as f32).collect()
    }

    #[test]
    fn a_shift_moves_every_pixel_and_lets_background_in() {
        let mut image = numbered();
        shift(&mut image, (2, -1), -7.0);
        assert_eq!(image[..4], [-7.0, -7.0, 14.0, 15.0], "the second row is now the first, two to the right");
        assert_eq!(image[SIDE * 12 + 12..SIDE * 13], [(SIDE * 13 + 10) as f32, (SIDE * 13 + 11) as f32]);
        assert_eq!(image[SIDE * 13..], [-7.0; SIDE]);
        let mut same = numbered();
        shift(&mut same, (0, 0), -7.0);
        assert_eq!(same, numbered());
    }

    #[test]
    fn mirroring_twice_changes_nothing() {
        let mut image = numbered();
        mirror(&mut image);
        assert_eq!((image[0], image[13], image[14]), (13.0, 0.0, 27.0));
        mirror(&mut image);
        assert_eq!(image, numbered());
    }

    #[test]
    fn shifts_and_mirrors_are_as_frequent_as_they_should_be() {
        let mut pixels = numbered().repeat(4000);
        Augmenter::new(Augmentation::Flip, 3, 1, 0.0).apply(&mut pixels);
        let mirrored = pixels.chunks(PIXELS).filter(|image| image[0] > 12.5).count();
        assert!((1900..2100).contains(&mirrored), "{mirrored} of 4000");

        let mut pixels = numbered().repeat(5000);
        Augmenter::new(Augmentation::Shift, 3, 1, 0.0).apply(&mut pixels);
        let mut seen = [0; 25];
        for image in pixels.chunks(PIXELS) {
            // Row and column 7 are in every shifted image.
            let from = image[7 * SIDE + 7] as usize;
            seen[(from / SIDE - 5) * 5 + from % SIDE - 5] += 1;
        }
        assert!(seen.iter().all(|count| (150..250).contains(count)), "{seen:?}");
    }

    #[test]
    fn an_epoch_repeats_itself_and_no_other_and_shifts_do_not_depend_on_mirrors() {
        let augmented = |kind, epoch| {
            let mut pixels = numbered().repeat(20);
            Augmenter::new(kind, 5, epoch, 0.0).apply(&mut pixels);
            pixels
        };
        assert_eq!(augmented(Augmentation::ShiftFlip, 2), augmented(Augmentation::ShiftFlip, 2));
        assert_ne!(augmented(Augmentation::ShiftFlip, 2), augmented(Augmentation::ShiftFlip, 3));
        let (shifted, both) = (augmented(Augmentation::Shift, 2), augmented(Augmentation::ShiftFlip, 2));
        let alike = shifted.chunks(PIXELS).zip(both.chunks(PIXELS)).filter(|(a, b)| a == b).count();
        assert!((3..18).contains(&alike), "{alike} of 20 were not mirrored");
    }
}
