//! Figures: from what the playbook tells of a round to a drawing, each with its data (P61).
//!
//! A figure a file: the numbers come from [`etude_playbook::figures`], curves from the store, models from the search; the
//! words are made here, and [`etude_figures`] draws.

mod axis;
mod batch_size;
mod best_epochs;
mod budget;
mod curves;
mod differences;
mod gradient_norm;
mod importance;
mod isolation;
mod launches;
mod look;
mod name;
mod parallel;
mod source;

use std::fmt;

use etude_figures::Drawing;
use etude_playbook::figures as data;
use etude_store::StoreError;
use etude_study::batch_size_choice::BatchSizeChoice;
use etude_study::history::{History, RoundRecord};
use serde::Serialize;
use thiserror::Error;

pub use self::isolation::IsolationData;
pub use self::name::FigureName;
use self::source::Source;
use crate::importance::ImportanceView;
use crate::project_folder::ProjectFolder;

/// The version of a figure's document. New keys may come without a new version.
pub const FIGURE_VERSION: u32 = 1;

/// A figure: what it shows, and the numbers behind it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The version of this shape.
    pub version: u32,
    /// Which figure.
    pub figure: FigureName,
    /// The round; none for one of the whole project.
    pub round: Option<String>,
    /// What it shows.
    pub title: String,
    /// How to read it.
    pub caption: String,
    /// What goes with it.
    pub notes: Vec<String>,
    /// The numbers.
    pub data: FigureData,
    /// As it is drawn.
    #[serde(skip)]
    pub drawing: Drawing,
}

/// The numbers behind a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum FigureData {
    /// Score against each parameter.
    Axis(data::AxisPlot),
    /// The best over everything else.
    Isolation(IsolationData),
    /// Metrics against training.
    Curves(data::TrainingCurves),
    /// What fewer trials would have found.
    Budget(data::BudgetPlot),
    /// Where good trials were best.
    BestEpochs(data::BestEpochs),
    /// What programs logged of their gradients.
    GradientNorm(data::GradientNorms),
    /// The gains behind a verdict.
    Differences(data::PairedDifferences),
    /// Every trial as a line.
    Parallel(data::ParallelPlot),
    /// What parameters decide.
    Importance(Box<ImportanceView>),
    /// Every incumbent.
    Launches(data::LaunchHistory),
    /// The batch size that was chosen last.
    BatchSize(BatchSizeChoice),
}

/// Why a figure cannot be drawn yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Absent {
    /// What is missing, as a sentence without a full stop.
    pub missing: String,
    /// What would help.
    pub remedy: String,
}

impl Absent {
    fn new(missing: impl Into<String>, remedy: impl Into<String>) -> Absent {
        Absent { missing: missing.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.missing)
    }
}

/// Why there is no figure.
#[derive(Debug, Error)]
pub enum FigureError {
    /// There is nothing to draw yet.
    #[error("there is no figure `{figure}` yet: {absent}")]
    Absent {
        /// The figure.
        figure: FigureName,
        /// What is missing.
        absent: Absent,
    },
    /// Curves could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A figure in a list: whether it can be drawn, or what is missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListedFigure {
    /// The figure.
    pub figure: FigureName,
    /// What it shows.
    pub shows: &'static str,
    /// The rule that it follows.
    pub rule: &'static str,
    /// What is missing; none if it can be drawn.
    pub absent: Option<Absent>,
}

/// One figure of a round; `round` is not asked of one of the whole project.
///
/// # Errors
/// When there is nothing to draw yet, with the reason and the remedy, or curves cannot be read.
pub fn figure(
    folder: &ProjectFolder,
    history: &History,
    round: Option<&RoundRecord>,
    name: FigureName,
) -> Result<Figure, FigureError> {
    let source = Source { folder: Some(folder), history, curves: None };
    drawn(&source, round, name)
}

/// One figure of a round from its history and the curves of its best trials, without looking at a folder.
///
/// # Errors
/// When there is nothing to draw yet, with the reason and the remedy.
pub fn figure_from(
    history: &History,
    round: Option<&RoundRecord>,
    curves: Vec<data::LoggedCurve>,
    name: FigureName,
) -> Result<Figure, FigureError> {
    drawn(&Source { folder: None, history, curves: Some(curves) }, round, name)
}

/// Every figure of a round that there is; those that cannot be drawn yet are left out. Figures of the whole project are
/// not among them.
///
/// # Errors
/// When curves cannot be read.
pub fn figures_of_round(
    folder: &ProjectFolder,
    history: &History,
    round: &RoundRecord,
) -> Result<Vec<Figure>, StoreError> {
    figures_of(folder, history, round, &FigureName::ALL)
}

/// Those of some figures of a round that there are.
///
/// # Errors
/// When curves cannot be read.
pub fn figures_of(
    folder: &ProjectFolder,
    history: &History,
    round: &RoundRecord,
    names: &[FigureName],
) -> Result<Vec<Figure>, StoreError> {
    let source = Source::with_curves(folder, history, round)?;
    let mut found = Vec::new();
    for name in names.iter().copied().filter(|name| name.is_of_round()) {
        match drawn(&source, Some(round), name) {
            Ok(figure) => found.push(figure),
            Err(FigureError::Absent { .. }) => {}
            Err(FigureError::Store(error)) => return Err(error),
        }
    }
    Ok(found)
}

/// All figures, each with what it lacks where it cannot be drawn yet.
///
/// # Errors
/// When curves cannot be read.
pub fn list(
    folder: &ProjectFolder,
    history: &History,
    round: Option<&RoundRecord>,
) -> Result<Vec<ListedFigure>, StoreError> {
    let source = match round {
        Some(round) => Source::with_curves(folder, history, round)?,
        None => Source { folder: Some(folder), history, curves: Some(Vec::new()) },
    };
    let mut listed = Vec::new();
    for name in FigureName::ALL {
        let absent = if name == FigureName::Importance {
            importance::readiness(history, round)
        } else {
            match drawn(&source, round, name) {
                Ok(_) => None,
                Err(FigureError::Absent { absent, .. }) => Some(absent),
                Err(FigureError::Store(error)) => return Err(error),
            }
        };
        listed.push(ListedFigure { figure: name, shows: name.shows(), rule: name.rule(), absent });
    }
    Ok(listed)
}

/// Data and drawing, or what is missing.
type Made<T> = Result<(T, Drawing), Absent>;

fn drawn(source: &Source<'_>, round: Option<&RoundRecord>, name: FigureName) -> Result<Figure, FigureError> {
    let history = source.history;
    let absent = |absent| FigureError::Absent { figure: name, absent };
    let finish = |(data, drawing): (FigureData, Drawing)| Figure {
        version: FIGURE_VERSION,
        figure: name,
        round: round.filter(|_| name.is_of_round()).map(|round| round.frozen.definition.name.clone()),
        title: drawing.title.clone(),
        caption: drawing.caption.clone(),
        notes: drawing.notes.clone(),
        data,
        drawing,
    };
    if name == FigureName::Launches {
        let made = launches::draw(data::launch_history(history));
        return made.map(|(data, drawing)| finish((FigureData::Launches(data), drawing))).map_err(absent);
    }
    if name == FigureName::BatchSize {
        let made = batch_size::draw(&history.batch_sizes);
        return made.map(|(data, drawing)| finish((FigureData::BatchSize(data), drawing))).map_err(absent);
    }
    let Some(round) = round else {
        return Err(absent(Absent::new("no round has begun", "start one with `etude run`")));
    };
    let made = match name {
        FigureName::Axis => axis::draw(data::axis_plot(history, round)).map(in_data(FigureData::Axis)),
        FigureName::Isolation => isolation::draw(history, round).map(in_data(FigureData::Isolation)),
        FigureName::Budget => budget::draw(data::budget(history, round)).map(in_data(FigureData::Budget)),
        FigureName::BestEpochs => {
            best_epochs::draw(data::best_epochs(history, round)).map(in_data(FigureData::BestEpochs))
        }
        FigureName::Differences => {
            differences::draw(data::paired_differences(round)).map(in_data(FigureData::Differences))
        }
        FigureName::Parallel => {
            parallel::draw(data::parallel(history, round)).map(in_data(FigureData::Parallel))
        }
        FigureName::Importance => importance::draw(history, round)
            .map(|(data, drawing)| (FigureData::Importance(Box::new(data)), drawing)),
        FigureName::Curves | FigureName::GradientNorm | FigureName::Launches | FigureName::BatchSize => {
            from_curves(source, round, name)?
        }
    };
    made.map(finish).map_err(absent)
}

fn in_data<T>(wrap: fn(T) -> FigureData) -> impl FnOnce((T, Drawing)) -> (FigureData, Drawing) {
    move |(data, drawing)| (wrap(data), drawing)
}

fn from_curves(
    source: &Source<'_>,
    round: &RoundRecord,
    name: FigureName,
) -> Result<Made<FigureData>, StoreError> {
    let chosen = data::chosen_trials(source.history, round);
    let curves = source.curves(&chosen)?;
    Ok(if name == FigureName::Curves {
        curves::draw(data::training_curves(round, &chosen, &curves)).map(in_data(FigureData::Curves))
    } else {
        gradient_norm::draw(data::gradient_norms(&chosen, &curves)).map(in_data(FigureData::GradientNorm))
    })
}
