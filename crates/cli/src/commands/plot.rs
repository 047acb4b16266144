//! `etude plot [FIGURE] [ROUND]`: the figures, in the terminal, as SVG or as data.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use etude::ProjectFolder;
use etude::figures::{svg, terminal};
use etude::plots::{Figure, FigureName, ListedFigure, figure, figures_of_round, list};
use etude::study::history::{History, RoundRecord};

use super::Done;
use crate::arguments::Format;
use crate::failure::Failure;
use crate::{exit_code, output, program, whole_file};

#[derive(Debug, Args)]
pub(crate) struct PlotOptions {
    /// The figure; without it, all there are are listed.
    #[arg(value_name = "FIGURE")]
    pub(crate) figure: Option<String>,
    /// The round's name; without it, the latest that has begun.
    #[arg(value_name = "ROUND")]
    pub(crate) round: Option<String>,
    /// Write the figure as SVG to this file, or to standard output with `-`.
    #[arg(long, value_name = "FILE", requires = "figure")]
    pub(crate) svg: Option<PathBuf>,
    /// Write every figure of every round as SVG into this folder.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["svg", "figure"])]
    pub(crate) all: Option<PathBuf>,
    /// Replace files that are there.
    #[arg(long)]
    pub(crate) force: bool,
    /// Draw with ASCII letters alone; by itself where the locale is not UTF-8.
    #[arg(long)]
    pub(crate) ascii: bool,
}

pub(crate) fn plot(project: &Path, options: &PlotOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    let history = folder.history()?;
    if let Some(target) = &options.all {
        return draw_all(&folder, &history, target, options, format);
    }
    let round = chosen_round(&folder, &history, options.round.as_deref())?;
    let Some(word) = &options.figure else {
        return show_list(&list(&folder, &history, round)?, round, format);
    };
    let Some(name) = FigureName::of(word) else {
        return Err(Failure::UnknownFigure { name: word.clone() });
    };
    let drawn = figure(&folder, &history, round, name)?;
    match (&options.svg, format) {
        (Some(file), _) if file.as_os_str() == "-" => {
            output::to_standard_output(&svg::figure(&drawn.drawing))?;
        }
        (Some(file), _) => whole_file::write(file, &svg::figure(&drawn.drawing), options.force)?,
        (None, Format::Json) => output::json(&drawn)?,
        (None, Format::Table) => output::to_standard_output(&in_terminal(&drawn, options.ascii))?,
    }
    Ok(exit_code::success())
}

fn in_terminal(figure: &Figure, ascii: bool) -> String {
    let options = terminal::TerminalOptions {
        columns: output::width().min(100),
        unicode: !ascii && output::shows_unicode(),
        colour: console::colors_enabled(),
    };
    let round = figure.round.as_ref().map(|round| format!("Round `{round}`. ")).unwrap_or_default();
    let mut drawing = figure.drawing.clone();
    drawing.title = format!("{round}{}", drawing.title);
    terminal::figure(&drawing, options)
}

/// The round of that name, or the latest that has begun; none where none has.
fn chosen_round<'a>(
    folder: &ProjectFolder,
    history: &'a History,
    name: Option<&str>,
) -> Result<Option<&'a RoundRecord>, Failure> {
    let Some(name) = name else { return Ok(history.rounds.last()) };
    let found = history.rounds.iter().find(|round| round.frozen.definition.name == name);
    if found.is_none() && !folder.project.rounds.iter().any(|round| round.name == name) {
        let known = folder.project.rounds.iter().map(|round| round.name.clone()).collect();
        return Err(Failure::UnknownRound { name: name.to_owned(), known });
    }
    Ok(found)
}

fn show_list(listed: &[ListedFigure], round: Option<&RoundRecord>, format: Format) -> Done {
    let round = round.map(|round| round.frozen.definition.name.as_str());
    if format == Format::Json {
        output::json(&serde_json::json!({ "version": 1, "round": round, "figures": listed }))?;
        return Ok(exit_code::success());
    }
    let mut text = match round {
        Some(round) => format!("Figures of round `{round}`: `etude plot FIGURE [ROUND]` draws one.\n\n"),
        None => "No round has begun: `etude run` starts the first one. Figures there will be:\n\n".to_owned(),
    };
    let row = |figure: &ListedFigure| {
        vec![figure.figure.to_string(), figure.shows.to_owned(), figure.rule.to_owned()]
    };
    let (ready, absent): (Vec<_>, Vec<_>) =
        listed.iter().partition(|figure| figure.absent.is_none() || round.is_none());
    text += &output::table(&["figure", "shows", "rule"], ready.into_iter().map(row).collect());
    if !absent.is_empty() {
        text += "\nNot yet:\n";
    }
    for figure in absent {
        let Some(why) = &figure.absent else { continue };
        text +=
            &output::wrapped(&format!("  {}: {}\n    remedy: {}", figure.figure, why.missing, why.remedy));
        text.push('\n');
    }
    output::to_standard_output(&text)?;
    Ok(exit_code::success())
}

fn draw_all(
    folder: &ProjectFolder,
    history: &History,
    target: &Path,
    options: &PlotOptions,
    format: Format,
) -> Done {
    let mut figures = Vec::new();
    for round in &history.rounds {
        let drawn = figures_of_round(folder, history, round)?;
        let named = |figure: Figure| (format!("{}-{}.svg", round.id.0, figure.figure), figure);
        figures.extend(drawn.into_iter().map(named));
    }
    for name in [FigureName::Launches, FigureName::BatchSize] {
        figures
            .extend(figure(folder, history, None, name).ok().map(|figure| (format!("{name}.svg"), figure)));
    }
    fs::create_dir_all(target).map_err(|source| Failure::Write { path: target.to_owned(), source })?;
    let paths: Vec<PathBuf> = figures.iter().map(|(name, _)| target.join(name)).collect();
    // Before the first is written: either all are, or none.
    for path in &paths {
        whole_file::refuse_existing(path, options.force)?;
    }
    for (path, (_, figure)) in paths.iter().zip(&figures) {
        whole_file::write(path, &svg::figure(&figure.drawing), options.force)?;
    }
    match format {
        Format::Json => output::json(&serde_json::json!({ "version": 1, "files": paths }))?,
        Format::Table if paths.is_empty() => {
            output::to_standard_output("No figures yet: `etude run` makes some.")?;
        }
        Format::Table => {
            let lines: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            output::to_standard_output(&lines.join("\n"))?;
        }
    }
    Ok(exit_code::success())
}
