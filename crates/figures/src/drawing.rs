//! What is seen: panels with two axes and marks, the same for every medium.

use crate::scale::Scale;
use crate::span::Span;

/// A figure, ready to be drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawing {
    /// What it shows, in a few words.
    pub title: String,
    /// How to read it, in a sentence or two; also what a screen reader says.
    pub caption: String,
    /// Its panels, in reading order.
    pub panels: Vec<Panel>,
    /// What the marks mean.
    pub key: Vec<KeyEntry>,
    /// What goes with it: numbers, caveats.
    pub notes: Vec<String>,
}

/// One pair of axes with marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What this one shows; empty for the only one.
    pub title: String,
    /// From left to right.
    pub x: Axis,
    /// From bottom to top; names from top to bottom.
    pub y: Axis,
    /// What is drawn, the lowest first.
    pub marks: Vec<Mark>,
}

/// What lies along one side of a panel.
#[derive(Debug, Clone, PartialEq)]
pub enum Axis {
    /// Numbers on a scale.
    Numbers {
        /// What they are, with the unit.
        label: String,
        /// How they are spread.
        scale: Scale,
        /// Where the axis begins and ends.
        span: Span,
    },
    /// Names side by side: number `i`, from 0, has the place `i`.
    Names {
        /// What they are.
        label: String,
        /// The names.
        names: Vec<String>,
    },
    /// From 0 to 1, without ticks.
    Bare,
}

impl Axis {
    /// Where a value lies between the ends (0 and 1; beyond them outside). `None` for what the axis cannot show.
    pub fn share(&self, value: f64) -> Option<f64> {
        match self {
            Axis::Numbers { scale, span, .. } => scale.share(value, *span),
            Axis::Names { names, .. } => value.is_finite().then(|| (value + 0.5) / names.len().max(1) as f64),
            Axis::Bare => value.is_finite().then_some(value),
        }
    }

    /// What the axis is called.
    pub fn label(&self) -> &str {
        match self {
            Axis::Numbers { label, .. } | Axis::Names { label, .. } => label,
            Axis::Bare => "",
        }
    }
}

/// The look of a mark: what it stands for decides, the medium picks the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As the text.
    Ink,
    /// Behind what matters.
    Muted,
    /// Number `n` of what is compared, from 0.
    Series(u8),
    /// Unusable: infeasible, beyond a limit.
    Bad,
}

impl Tone {
    /// The tone of number `index` of a list; the colours come again after [`Tone::SERIES`].
    pub fn series(index: usize) -> Tone {
        Tone::Series((index % usize::from(Tone::SERIES)) as u8)
    }

    /// How many series have a colour of their own.
    pub const SERIES: u8 = 6;
}

/// The shape of a dot: tells series apart without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A filled circle.
    Circle,
    /// A circle's outline.
    Hollow,
    /// A filled square.
    Square,
    /// A filled triangle.
    Triangle,
    /// A filled diamond.
    Diamond,
    /// A cross of two strokes.
    Cross,
}

impl Shape {
    /// The shape of number `index` of a list.
    pub fn series(index: usize) -> Shape {
        [Shape::Circle, Shape::Square, Shape::Triangle, Shape::Diamond][index % 4]
    }
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// Without gaps.
    Solid,
    /// With gaps.
    Dashed,
}

/// How heavy a whisker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// A hairline.
    Thin,
    /// The bar that is read first.
    Thick,
}

/// The side along which something lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Along {
    /// Left to right.
    X,
    /// Bottom to top.
    Y,
}

/// One thing drawn, in the numbers of the axes. What is no number, or has no place on its axis, is left out; a dot
/// beyond the end of the upright axis is drawn as an arrow at that end.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A point.
    Dot {
        /// Its place along x.
        x: f64,
        /// Its place along y.
        y: f64,
        /// Its shape.
        shape: Shape,
        /// Its look.
        tone: Tone,
        /// What it says when pointed at; empty for nothing.
        tip: String,
    },
    /// Points joined in their order; one that cannot be shown breaks the line.
    Line {
        /// The points.
        points: Vec<(f64, f64)>,
        /// With or without gaps.
        stroke: Stroke,
        /// Its look.
        tone: Tone,
    },
    /// What lies between a lower and an upper line: x, low, high.
    Band {
        /// The points.
        points: Vec<(f64, f64, f64)>,
        /// Its look.
        tone: Tone,
    },
    /// A filled rectangle: a bar.
    Bar {
        /// From and to along x.
        x: (f64, f64),
        /// From and to along y.
        y: (f64, f64),
        /// Its look.
        tone: Tone,
        /// What it says when pointed at.
        tip: String,
    },
    /// An interval with caps.
    Whisker {
        /// The side along which it lies.
        along: Along,
        /// Its place on the other side.
        at: f64,
        /// One end.
        from: f64,
        /// The other end.
        to: f64,
        /// How heavy it is.
        weight: Weight,
        /// Its look.
        tone: Tone,
    },
    /// A small stroke below the panel: a point that has no value along y.
    Rug {
        /// Its place along x.
        x: f64,
        /// Its look.
        tone: Tone,
        /// What it says when pointed at.
        tip: String,
    },
    /// A line across the whole panel, at one place of the side that it crosses.
    Rule {
        /// The side whose value it marks.
        of: Along,
        /// The value.
        at: f64,
        /// With or without gaps.
        stroke: Stroke,
        /// Its look.
        tone: Tone,
    },
    /// Words at a place, centred.
    Label {
        /// Its place along x.
        x: f64,
        /// Its place along y.
        y: f64,
        /// The words.
        text: String,
        /// Its look.
        tone: Tone,
    },
}

/// A line of the key.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyEntry {
    /// The mark.
    pub sign: Sign,
    /// What it means.
    pub text: String,
}

impl KeyEntry {
    /// A line of the key.
    pub fn new(sign: Sign, text: impl Into<String>) -> KeyEntry {
        KeyEntry { sign, text: text.into() }
    }
}

/// A mark as the key shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A dot.
    Dot(Shape, Tone),
    /// A line.
    Line(Stroke, Tone),
    /// A rule across the panel from bottom to top.
    Rule(Stroke, Tone),
    /// An area.
    Area(Tone),
    /// A filled bar.
    Bar(Tone),
    /// An interval.
    Whisker(Weight, Tone),
    /// A stroke below the panel.
    Rug(Tone),
}
