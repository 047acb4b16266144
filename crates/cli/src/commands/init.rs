//! `etude init`: from a user's own script to a project file.

use std::fmt::Write as _;
use std::path::Path;

use etude::init::{
    Draft, Ignored, MetricFrom, Proposal, ProposedParameter, ProposedValues, Wishes, Written, check_free,
    from_builtin, from_command, write,
};
use serde::Serialize;

use super::Done;
use crate::arguments::{Format, InitOptions, OptimizerOption};
use crate::failure::Failure;
use crate::{exit_code, output, program};

/// What was proposed and where it was written.
#[derive(Debug, Serialize)]
struct InitView<'a> {
    /// None for a dry run.
    project_file: Option<&'a Path>,
    #[serde(flatten)]
    proposal: &'a Proposal,
}

pub(crate) fn init(project: &Path, options: &InitOptions, format: Format) -> Done {
    if !options.dry_run {
        check_free(project)?;
    }
    let draft = draft(project, options)?;
    if options.dry_run {
        match format {
            Format::Json => output::json(&InitView { project_file: None, proposal: &draft.proposal })?,
            Format::Table => output::to_standard_output(&draft.text)?,
        }
        return Ok(exit_code::success());
    }
    let written = write(project, &draft.text)?;
    match format {
        Format::Json => {
            output::json(&InitView { project_file: Some(&written.path), proposal: &draft.proposal })?;
        }
        Format::Table => {
            output::to_standard_output(&output::wrapped(&describe(&draft.proposal, &written, project)))?;
        }
    }
    Ok(exit_code::success())
}

fn draft(project: &Path, options: &InitOptions) -> Result<Draft, Failure> {
    if let Some(workload) = &options.builtin {
        program::known_builtin(workload)?;
        return Ok(from_builtin(
            project,
            workload,
            options.optimizer.unwrap_or(OptimizerOption::Sgd).into(),
        )?);
    }
    if options.command.is_empty() {
        return Err(Failure::NothingToInit);
    }
    let direction = options.direction.map(Into::into);
    let wishes = Wishes { metric: options.metric.clone(), direction };
    Ok(from_command(project, &options.command, &wishes)?)
}

fn describe(proposal: &Proposal, written: &Written, project: &Path) -> String {
    let mut text = format!("Wrote {}.\n\n", written.path.display());
    let rows = proposal.active().map(|parameter| {
        let part = match proposal.rounds.first() {
            Some(first) if first.nuisance.contains(&parameter.name) => "tuned in the first round",
            _ => "at its baseline for now",
        };
        vec![parameter.name.clone(), values(parameter), parameter.baseline.clone(), part.to_owned()]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        text += &output::table(&["parameter", "values", "baseline", "in the first round"], rows);
        text.push('\n');
    }
    let metric = &proposal.metric;
    let from = match &metric.from {
        MetricFrom::Source(place) => format!("found in {place}"),
        MetricFrom::CommandLine => "as you said".into(),
        MetricFrom::Builtin => "of the built-in workload".into(),
        MetricFrom::Guess => "a guess".into(),
    };
    let _ = writeln!(text, "Metric: {} ({from}).", metric.name);
    let asides: Vec<&str> = proposal
        .parameters
        .iter()
        .filter(|known| known.aside.is_some())
        .map(|known| known.name.as_str())
        .collect();
    if !asides.is_empty() {
        let _ = writeln!(text, "In comments, for later: {}.", asides.join(", "));
    }
    if !proposal.left_out.is_empty() {
        let rows = proposal.left_out.iter().map(|left| vec![left.option.clone(), left.reason.clone()]);
        text += "\nNo parameters:\n";
        text += &output::table(&["option", "why"], rows.collect());
    }
    if let Ignored::Added(path) = &written.ignored {
        let _ = writeln!(text, "Added /.etude/ to {}.", path.display());
    }
    text += "\nNext:\n";
    for item in &proposal.to_do {
        let _ = writeln!(text, "- {item}.");
    }
    let place =
        if project == Path::new(".") { String::new() } else { format!(" --project {}", project.display()) };
    let _ = writeln!(text, "- read the file: every range is a proposal.");
    let _ = writeln!(text, "- `etude{place} plan` shows what the first round does and costs.");
    text
}

fn values(parameter: &ProposedParameter) -> String {
    match &parameter.values {
        ProposedValues::Range { low, high, scale, .. } => {
            let scale = scale.map_or_else(String::new, |scale| format!(", {scale}"));
            format!("{low} to {high}{scale}")
        }
        ProposedValues::Choices(values) => values.join(", "),
    }
}
