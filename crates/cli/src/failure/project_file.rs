//! A wrong project file, shown with the place underlined.

use std::path::Path;

use etude::study::project::ProjectFileError;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report};

/// A problem of the project file, with the place underlined.
pub(super) fn invalid_file(path: &Path, text: &str, error: &ProjectFileError) -> String {
    let start = error.place.start.min(text.len());
    let length = error.place.end.min(text.len()).saturating_sub(start);
    let mut diagnostic = MietteDiagnostic::new(error.problem.to_string()).with_help(error.problem.remedy());
    if length > 0 {
        diagnostic = diagnostic.with_label(LabeledSpan::new(Some("here".into()), start, length));
    }
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let report = Report::new(diagnostic).with_source_code(NamedSource::new(name, text.to_owned()));
    let theme = if console::colors_enabled_stderr() {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(crate::output::width());
    let mut shown = String::new();
    if handler.render_report(&mut shown, report.as_ref()).is_err() {
        return format!("error: {error}\n");
    }
    shown
}
