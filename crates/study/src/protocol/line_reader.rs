//! Reading a program's output line by line: reports as JSON, and metrics that patterns find in ordinary lines.

use std::collections::BTreeMap;

use super::line::{Line, as_step, parse_line};
use super::pattern::{Finds, Found, Pattern, PatternProblem, text_of};
use crate::measurement::{Measurement, MetricValue};

/// A small state machine over the lines of one attempt.
///
/// JSON lines are reports as they stand. With patterns, what is found in other lines is collected until the objective
/// is found; then all of it is one report. It lies where the output says, by a pattern named `epoch` or `step` or by
/// groups of those names; without any, the n-th value of the objective is that of epoch n, or of the n-th epoch after
/// the checkpoint that the attempt goes on from.
///
/// ```text
/// Epoch 3            position: epoch 3
/// train loss 0.41    collected
/// val err: 0.12      the objective: {"epoch": 3, "train_loss": 0.41, "val_error": 0.12}
/// lr 0.05            collected for the same epoch
/// Epoch 4            {"epoch": 3, "lr": 0.05}; position: epoch 4
/// ```
#[derive(Debug, Clone)]
pub struct LineReader {
    objective: String,
    patterns: Vec<Pattern>,
    epoch: Option<f64>,
    step: Option<u64>,
    /// Epochs counted so far: those before the attempt, and one each time the objective was found in an ordinary line.
    counted: u32,
    collected: BTreeMap<String, MetricValue>,
}

impl LineReader {
    /// A reader for the patterns of `[workload.metrics]`, by metric; with none of them it reads JSON lines only.
    ///
    /// # Errors
    /// The first pattern that cannot be used, with its name.
    pub fn new(
        objective: &str,
        patterns: &BTreeMap<String, String>,
    ) -> Result<LineReader, (String, PatternProblem)> {
        let compile = |(name, pattern): (&String, &String)| {
            Pattern::new(name, pattern).map_err(|problem| (name.clone(), problem))
        };
        Ok(LineReader {
            objective: objective.into(),
            patterns: patterns.iter().map(compile).collect::<Result<_, _>>()?,
            epoch: None,
            step: None,
            counted: 0,
            collected: BTreeMap::new(),
        })
    }

    /// The same reader for a program that goes on from a checkpoint with so many completed epochs.
    #[must_use]
    pub fn after(self, epochs: u32) -> LineReader {
        LineReader { counted: epochs, ..self }
    }

    /// Reads one line, without its line end: the reports and declarations that it completes, in order. Empty for
    /// ordinary output.
    pub fn read(&mut self, line: &[u8]) -> Vec<Line> {
        match parse_line(line) {
            Line::Output if self.patterns.is_empty() => Vec::new(),
            Line::Output => self.search(&text_of(line)),
            declared => vec![declared],
        }
    }

    /// What was collected after the last report and belongs to a known epoch or step.
    pub fn finish(&mut self) -> Option<Measurement> {
        self.collected_at_position()
    }

    fn search(&mut self, text: &str) -> Vec<Line> {
        let (mut epoch, mut step) = (None, None);
        let mut metrics = BTreeMap::new();
        for pattern in &self.patterns {
            let Some(Found { value, epoch: at_epoch, step: at_step }) = pattern.find(text) else { continue };
            epoch = at_epoch.or(epoch);
            step = at_step.or(step);
            match pattern.finds {
                Finds::Epoch => epoch = Some(value),
                Finds::Step => step = Some(value),
                Finds::Metric => drop(metrics.insert(pattern.name.clone(), MetricValue(value))),
            }
        }
        let mut lines: Vec<Line> = self.go_to(epoch, step).map(Line::Measurement).into_iter().collect();
        let is_complete = metrics.contains_key(&self.objective);
        self.collected.append(&mut metrics);
        if is_complete {
            self.counted = self.counted.saturating_add(1);
            lines.push(Line::Measurement(self.report()));
        }
        lines
    }

    /// Moves to a position that a line names, if it is another one; gives what was collected at the old one.
    fn go_to(&mut self, epoch: Option<f64>, step: Option<f64>) -> Option<Measurement> {
        let epoch = epoch.filter(|epoch| epoch.is_finite() && *epoch >= 0.0);
        let step = step.and_then(as_step);
        let moves_epoch = epoch.is_some() && epoch != self.epoch;
        if !moves_epoch && (step.is_none() || step == self.step) {
            return None;
        }
        let left = self.collected_at_position();
        // A step belongs to the epoch it was named in.
        self.step = step.or(self.step.filter(|_| !moves_epoch));
        self.epoch = epoch.or(self.epoch);
        left
    }

    fn collected_at_position(&mut self) -> Option<Measurement> {
        let is_placed = self.epoch.is_some() || self.step.is_some();
        (is_placed && !self.collected.is_empty()).then(|| self.report())
    }

    fn report(&mut self) -> Measurement {
        let counted = || Some(f64::from(self.counted)).filter(|_| self.step.is_none());
        Measurement {
            epoch: self.epoch.or_else(counted),
            step: self.step,
            metrics: std::mem::take(&mut self.collected),
            checkpoint: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(patterns: &[(&str, &str)]) -> LineReader {
        let patterns = patterns.iter().map(|(name, pattern)| ((*name).into(), (*pattern).into())).collect();
        LineReader::new("val_error", &patterns).unwrap()
    }

    /// The reports of an output, as JSON.
    fn reports(patterns: &[(&str, &str)], output: &str) -> Vec<String> {
        let mut reader = reader(patterns);
        let mut found: Vec<Line> = output.lines().flat_map(|line| reader.read(line.as_bytes())).collect();
        found.extend(reader.finish().map(Line::Measurement));
        let shown = |line: Line| match line {
            Line::Measurement(report) => serde_json::to_string(&report).unwrap(),
            other => format!("{other:?}"),
        };
        found.into_iter().map(shown).collect()
    }

    const ERROR: (&str, &str) = ("val_error", r"val err: ([0-9.eE+-]+)");
    const LOSS: (&str, &str) = ("train_loss", r"train loss (\S+)");

    #[test]
    fn without_an_epoch_the_objective_counts_them() {
        let output = "loading\ntrain loss 0.9\nval err: 0.5\ntrain loss 0.7\nval err: nan\ntrain loss 0.6\n";
        assert_eq!(
            reports(&[ERROR, LOSS], output),
            [
                r#"{"epoch":1.0,"metrics":{"train_loss":0.9,"val_error":0.5}}"#,
                r#"{"epoch":2.0,"metrics":{"train_loss":0.7,"val_error":"NaN"}}"#,
            ]
        );
    }

    #[test]
    fn the_count_goes_on_where_the_checkpoint_was_made() {
        let mut resumed = reader(&[ERROR]).after(3);
        let epochs: Vec<Option<f64>> = ["val err: 0.3", "val err: 0.2"]
            .iter()
            .flat_map(|line| resumed.read(line.as_bytes()))
            .map(|line| match line {
                Line::Measurement(report) => report.epoch,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(epochs, [Some(4.0), Some(5.0)]);
    }

    #[test]
    fn an_epoch_line_sets_the_position_of_what_follows() {
        let epoch = ("epoch", r"Epoch (\d+)");
        let output = "Epoch 3/9\ntrain loss 0.4\nval err: 0.2\nlate train loss 0.3\nEpoch 4/9 val err: 0.1\nEpoch 5/9\n";
        assert_eq!(
            reports(&[ERROR, LOSS, epoch], output),
            [
                r#"{"epoch":3.0,"metrics":{"train_loss":0.4,"val_error":0.2}}"#,
                r#"{"epoch":3.0,"metrics":{"train_loss":0.3}}"#,
                r#"{"epoch":4.0,"metrics":{"val_error":0.1}}"#,
            ]
        );
        let last = "Epoch 1\nval err: 0.2\ntrain loss 0.1";
        assert_eq!(reports(&[ERROR, LOSS, epoch], last)[1], r#"{"epoch":1.0,"metrics":{"train_loss":0.1}}"#);
    }

    #[test]
    fn groups_of_a_pattern_set_it_too_and_a_step_may_stand_alone() {
        let loss = ("train_loss", r"\[(?P<step>\d+)\] loss (\S+)");
        let error = ("val_error", r"\[(?P<step>\d+)\] err (\S+)");
        let output = "[100] loss 3\n[100] err 0.5\n[200] loss 2\n[300] err 0.4";
        assert_eq!(
            reports(&[loss, error], output),
            [
                r#"{"step":100,"metrics":{"train_loss":3.0,"val_error":0.5}}"#,
                r#"{"step":200,"metrics":{"train_loss":2.0}}"#,
                r#"{"step":300,"metrics":{"val_error":0.4}}"#,
            ]
        );
        let both = ("val_error", r"epoch (?P<epoch>[\d.]+) \((?P<step>\d+)\): (\S+)");
        assert_eq!(
            reports(&[both], "epoch 0.5 (50): 1"),
            [r#"{"epoch":0.5,"step":50,"metrics":{"val_error":1.0}}"#]
        );
    }

    #[test]
    fn json_lines_count_beside_patterns_and_colours_are_no_obstacle() {
        let output = "{\"epoch\": 7, \"val_error\": 0.3}\n\u{1b}[1mval err: \u{1b}[32m0.2\u{1b}[0m\n{\"infeasible\": \"no\"}";
        let found = reports(&[ERROR], output);
        assert_eq!(found[0], r#"{"epoch":7.0,"metrics":{"val_error":0.3}}"#);
        assert_eq!(found[1], r#"{"epoch":1.0,"metrics":{"val_error":0.2}}"#);
        assert!(found[2].contains("Infeasible"), "{found:?}");
        assert!(reports(&[], "val err: 0.2").is_empty());
    }

    #[test]
    fn positions_that_cannot_be_are_ignored() {
        let epoch = ("epoch", r"Epoch (\S+)");
        let output = "Epoch nan\nval err: 1\nEpoch -3\nval err: 2\nEpoch one\nval err: 3";
        let epochs: Vec<String> = reports(&[ERROR, epoch], output);
        for (index, report) in epochs.iter().enumerate() {
            assert!(report.starts_with(&format!("{{\"epoch\":{}.0,", index + 1)), "{report}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_do_no_harm() {
        let mut reader = reader(&[ERROR]);
        assert_eq!(reader.read(b"\xff\xfe val err: 0.5 \xff").len(), 1);
    }
}
