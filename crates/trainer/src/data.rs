//! The data of the workload `fashion`: 12,000 images of Fashion-MNIST, compiled into the program.
//!
//! Xiao, Rasul and Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
//! Algorithms", arXiv:1708.07747. `data/make_fashion.py` made the file and describes its format; the licence
//! is beside it. The split is fixed and balanced: a data seed changes the order of the training examples only.

use std::ops::Range;

/// Kinds of clothing, and outputs of the model.
pub(crate) const CLASSES: usize = 10;
/// Rows of an image, and columns.
pub(crate) const SIDE: usize = 14;
/// Pixels of an image, and inputs of the model.
pub(crate) const PIXELS: usize = SIDE * SIDE;
/// Images in the training split.
pub const TRAIN_EXAMPLES: usize = 8000;
/// Images in the validation split, drawn from the original training file.
pub const VALIDATION_EXAMPLES: usize = 2000;
/// Images in the test split, drawn from the original test file.
pub const TEST_EXAMPLES: usize = 2000;

/// Mean of the training pixels, where 1 is white.
const PIXEL_MEAN: f32 = 0.2867;
/// Standard deviation of the training pixels.
const PIXEL_DEVIATION: f32 = 0.3309;

static FILE: &[u8] = include_bytes!("../data/fashion.bin");
/// Bytes before the first label: the name and version of the format.
const HEADER: usize = 8;
/// Bytes an example takes: its label and its pixels.
const EXAMPLE: usize = 1 + PIXELS;
const _: () =
    assert!(FILE.len() == HEADER + EXAMPLE * (TRAIN_EXAMPLES + VALIDATION_EXAMPLES + TEST_EXAMPLES));

/// Which part of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Split {
    /// What the model learns from.
    Train,
    /// What decisions are based on.
    Validation,
    /// What is looked at once, at the end.
    Test,
}

impl Split {
    /// Where the examples of this split are in the file, and how many there are.
    fn place(self) -> (Range<usize>, usize) {
        let (before, count) = match self {
            Split::Train => (0, TRAIN_EXAMPLES),
            Split::Validation => (TRAIN_EXAMPLES, VALIDATION_EXAMPLES),
            Split::Test => (TRAIN_EXAMPLES + VALIDATION_EXAMPLES, TEST_EXAMPLES),
        };
        let start = HEADER + EXAMPLE * before;
        (start..start + EXAMPLE * count, count)
    }
}

/// What numbers pixels are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Mean 0 and variance 1 over the training split.
    Standardized,
    /// From 0, black, to 1, white.
    Plain,
}

impl Scale {
    /// The number of a black pixel.
    pub(crate) fn black(self) -> f32 {
        self.number(0)
    }

    fn number(self, pixel: u8) -> f32 {
        let brightness = f32::from(pixel) / 255.0;
        match self {
            Self::Standardized => (brightness - PIXEL_MEAN) / PIXEL_DEVIATION,
            Self::Plain => brightness,
        }
    }
}

/// The examples of one split, ready for the model.
#[derive(Debug)]
pub(crate) struct Examples {
    /// The class of every example, 0 to 9.
    pub(crate) labels: &'static [u8],
    /// `[labels.len(), PIXELS]`, row by row, on the scale they were loaded with.
    pub(crate) pixels: Vec<f32>,
}

impl Examples {
    /// The images of `split` with pixels on `scale`: about a millisecond for the largest.
    pub(crate) fn load(split: Split, scale: Scale) -> Self {
        let (place, count) = split.place();
        let (labels, images) = FILE[place].split_at(count);
        Self { labels, pixels: images.iter().map(|&pixel| scale.number(pixel)).collect() }
    }

    /// Copies the images and labels of the examples `indices` into one batch.
    pub(crate) fn gather(&self, indices: &[usize]) -> Batch {
        let mut pixels = Vec::with_capacity(indices.len() * PIXELS);
        for &index in indices {
            pixels.extend_from_slice(&self.pixels[index * PIXELS..(index + 1) * PIXELS]);
        }
        Batch { labels: indices.iter().map(|&index| self.labels[index]).collect(), pixels }
    }
}

/// Some examples, in the order in which the model sees them.
#[derive(Debug)]
pub(crate) struct Batch {
    /// The class of every example.
    pub(crate) labels: Vec<u8>,
    /// `[labels.len(), PIXELS]`, row by row.
    pub(crate) pixels: Vec<f32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fowler, Noll and Vo's hash, 64 bits, variant 1a.
    fn fnv1a(bytes: &[u8]) -> u64 {
        bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }

    #[test]
    fn the_file_is_the_one_the_figures_were_measured_on() {
        assert_eq!(&FILE[..HEADER], b"ETUDEFM1");
        assert_eq!(fnv1a(FILE), 0x4382_4e01_3c75_83a3, "make_fashion.py --check says what changed");
    }

    #[test]
    fn every_split_is_balanced() {
        for (split, each) in [(Split::Train, 800), (Split::Validation, 200), (Split::Test, 200)] {
            let mut seen = [0; CLASSES];
            for &label in Examples::load(split, Scale::Plain).labels {
                seen[usize::from(label)] += 1;
            }
            assert_eq!(seen, [each; CLASSES], "{split:?}");
        }
    }

    #[test]
    fn training_pixels_are_standardised() {
        let pixels = Examples::load(Split::Train, Scale::Standardized).pixels;
        assert_eq!(pixels.len(), TRAIN_EXAMPLES * PIXELS);
        let mean = pixels.iter().map(|&p| f64::from(p)).sum::<f64>() / pixels.len() as f64;
        let square = pixels.iter().map(|&p| f64::from(p).powi(2)).sum::<f64>() / pixels.len() as f64;
        assert!(mean.abs() < 1e-3, "mean {mean}");
        assert!((square - 1.0).abs() < 1e-3, "mean square {square}");
    }

    #[test]
    fn pixels_that_are_not_standardised_reach_from_black_to_white() {
        let pixels = Examples::load(Split::Train, Scale::Plain).pixels;
        let (least, most) =
            pixels.iter().fold((1.0_f32, 0.0_f32), |(low, high), &p| (low.min(p), high.max(p)));
        assert_eq!((least, most), (Scale::Plain.black(), 1.0));
        let standardised = Examples::load(Split::Train, Scale::Standardized).pixels;
        let black = pixels.iter().position(|&p| p <= 0.0).unwrap();
        assert_eq!(standardised[black..=black], [Scale::Standardized.black()]);
    }

    #[test]
    fn a_batch_holds_the_examples_asked_for() {
        let examples = Examples::load(Split::Test, Scale::Plain);
        let batch = examples.gather(&[5, 1999]);
        assert_eq!(batch.labels, [examples.labels[5], examples.labels[1999]]);
        assert_eq!(batch.pixels[PIXELS..], examples.pixels[1999 * PIXELS..]);
    }
}
