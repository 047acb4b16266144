//! The figures that go into a report.

use etude_store::StoreError;
use etude_study::history::History;

use crate::plots::{Figure, FigureName, figure, figures_of};
use crate::project_folder::ProjectFolder;

/// Those that a report in letters shows; a page shows all.
pub(super) const IN_LETTERS: [FigureName; 3] =
    [FigureName::Isolation, FigureName::Budget, FigureName::Differences];

/// The figures of a project, round by round.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReportFigures {
    /// The number of a round and its figures.
    pub rounds: Vec<(u32, Vec<Figure>)>,
    /// The launch history, once there is one.
    pub launches: Option<Figure>,
}

impl ReportFigures {
    /// The figures of a round.
    pub fn of_round(&self, round: u32) -> impl Iterator<Item = &Figure> {
        self.rounds.iter().filter(move |(number, _)| *number == round).flat_map(|(_, figures)| figures)
    }
}

/// Those that a report in letters shows.
///
/// # Errors
/// When curves cannot be read.
pub fn figures_in_letters(folder: &ProjectFolder, history: &History) -> Result<ReportFigures, StoreError> {
    gather(folder, history, &IN_LETTERS)
}

/// All of them.
///
/// # Errors
/// When curves cannot be read.
pub fn figures_in_html(folder: &ProjectFolder, history: &History) -> Result<ReportFigures, StoreError> {
    gather(folder, history, &FigureName::ALL)
}

fn gather(
    folder: &ProjectFolder,
    history: &History,
    names: &[FigureName],
) -> Result<ReportFigures, StoreError> {
    let mut rounds = Vec::new();
    for round in &history.rounds {
        rounds.push((round.id.0, figures_of(folder, history, round, names)?));
    }
    let is_wanted = names.contains(&FigureName::Launches);
    let launches = is_wanted.then(|| figure(folder, history, None, FigureName::Launches).ok()).flatten();
    Ok(ReportFigures { rounds, launches })
}
