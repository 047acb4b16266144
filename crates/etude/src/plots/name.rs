//! The names of the figures, and what each shows.

use std::fmt;

use serde::Serialize;

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureName {
    /// The score against each parameter.
    Axis,
    /// The best over everything else for each value.
    Isolation,
    /// Metrics against training.
    Curves,
    /// What fewer trials would have found.
    Budget,
    /// Where good trials were best.
    BestEpochs,
    /// What programs logged of their gradients.
    GradientNorm,
    /// The gains on every fresh seed.
    Differences,
    /// Every trial as a line through all parameters.
    Parallel,
    /// What each parameter decides.
    Importance,
    /// Every incumbent's score.
    Launches,
    /// Throughput against the batch size.
    BatchSize,
}

impl FigureName {
    /// All of them, in the order in which a round is read.
    pub const ALL: [FigureName; 11] = [
        FigureName::Axis,
        FigureName::Isolation,
        FigureName::Curves,
        FigureName::Budget,
        FigureName::BestEpochs,
        FigureName::GradientNorm,
        FigureName::Differences,
        FigureName::Parallel,
        FigureName::Importance,
        FigureName::Launches,
        FigureName::BatchSize,
    ];

    /// The word that a person types.
    pub fn word(self) -> &'static str {
        match self {
            FigureName::Axis => "axis",
            FigureName::Isolation => "isolation",
            FigureName::Curves => "curves",
            FigureName::Budget => "budget",
            FigureName::BestEpochs => "best-epochs",
            FigureName::GradientNorm => "gradient-norm",
            FigureName::Differences => "differences",
            FigureName::Parallel => "parallel",
            FigureName::Importance => "importance",
            FigureName::Launches => "launches",
            FigureName::BatchSize => "batch-size",
        }
    }

    /// The figure of that word.
    pub fn of(word: &str) -> Option<FigureName> {
        FigureName::ALL.into_iter().find(|name| name.word() == word)
    }

    /// What it shows, in a few words.
    pub fn shows(self) -> &'static str {
        match self {
            FigureName::Axis => "the score against each parameter, infeasible trials marked",
            FigureName::Isolation => "the best over everything else, for each value",
            FigureName::Curves => "training curves of the best few trials",
            FigureName::Budget => "what fewer trials would have found",
            FigureName::BestEpochs => "where in training the good trials were best",
            FigureName::GradientNorm => "gradient norms, with a threshold for clipping",
            FigureName::Differences => "the gain on every fresh seed, and the margin",
            FigureName::Parallel => "every trial as a line through all parameters",
            FigureName::Importance => "what each parameter decides",
            FigureName::Launches => "the score of every incumbent",
            FigureName::BatchSize => "examples a second, and steps needed, of each batch size",
        }
    }

    /// The rule that it follows.
    pub fn rule(self) -> &'static str {
        match self {
            FigureName::Axis => "P58",
            FigureName::Isolation => "P59",
            FigureName::Curves => "P50",
            FigureName::Budget => "P48",
            FigureName::BestEpochs => "S28",
            FigureName::GradientNorm => "P114",
            FigureName::Differences => "S22",
            FigureName::Parallel => "P61",
            FigureName::Importance => "P104",
            FigureName::Launches => "P102",
            FigureName::BatchSize => "P8",
        }
    }

    /// Whether it belongs to one round; otherwise to the whole project.
    pub fn is_of_round(self) -> bool {
        !matches!(self, FigureName::Launches | FigureName::BatchSize)
    }
}

impl fmt::Display for FigureName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
