//! Remedies where the best rate sits at the edge of stability, in the method's order (P111): a warm-up, then clipped gradients; then
//! what is no question of a round; a lower rate last.
//!
//! A remedy is a round of its own: the remedy's values are the question, and the rate is tuned beside it up to ten times the rate that
//! was unstable (P112), so that a remedy that makes higher rates usable can show what they are worth. Most trainings without the remedy
//! then fail on purpose, which is accepted in the round's own words.

use std::collections::BTreeMap;

use etude_study::curve_reading::Clipped;
use etude_study::finding::{Answer, BoundaryAction, GradientAction};
use etude_study::history::RoundRecord;
use etude_study::project::{Program, Project};
use etude_study::round::{Allowance, Phase, Role};
use etude_study::space::{Domain, Group, Parameter, Scale, Side, is_learning_rate};
use etude_study::value::Value;

use super::Advice;
use super::proposal::Proposer;
use crate::stability::warmups;

/// Trials of each value of a remedy.
const TRIALS: u32 = 12;
/// How far beyond an unstable rate a remedy is to reach (P112).
const BEYOND: f64 = 10.0;
/// How far below the best rate its range begins.
const BELOW: f64 = 3.0;
/// Names of parameters that clip gradients.
const CLIP_NAMES: [&str; 7] =
    ["clip", "grad_clip", "gradient_clip", "clip_norm", "grad_clip_norm", "max_grad_norm", "clip_grad_norm"];
/// Steps of an epoch below which a warm-up of a part of one is none.
const LEAST_WARMUP_EPOCHS: f64 = 0.01;

/// A learning rate right below the edge of stability.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The rate's name.
    pub parameter: String,
    /// The best rate.
    pub rate: f64,
    /// The lowest rate that was unstable.
    pub unstable: f64,
    /// The 90th percentile of unclipped gradient norms, where they were reported.
    pub clip_at: Option<f64>,
}

/// What makes higher rates usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// P112, P113.
    WarmUp,
    /// P115.
    Clip,
    /// Another optimizer, residual connections with normalization, residuals that begin at zero; a lower rate last.
    Model,
}

impl Proposer<'_> {
    /// The next remedy for an edge that probes or findings show, if there is one; then the advice of a gradient that is mostly clipped.
    pub(super) fn stabilise(&self) -> Vec<Advice> {
        let last = self.history.rounds.last();
        let lower = last.and_then(|round| {
            let clipped = mostly_clipped(round)?;
            Some(Advice::LowerRate { round: round.id, clipped })
        });
        let edge = self.evidence.edge.clone().or_else(|| self.edge_of_findings(last?));
        edge.map(|edge| self.remedy(edge)).into_iter().chain(lower).collect()
    }

    fn remedy(&self, edge: Edge) -> Advice {
        let warm_up = self.named(|name| name.contains("warmup") || name.contains("warm_up"));
        let clip = self.named(|name| CLIP_NAMES.contains(&name));
        for (remedy, known) in [(Remedy::WarmUp, warm_up), (Remedy::Clip, clip)] {
            let parameter = match known {
                Some(known) if self.was_asked(&known.name) => continue,
                Some(known) => Some(known.clone()),
                None => self.of_the_builtin(remedy, &edge),
            };
            let proposal = parameter.map(|parameter| self.remedy_round(remedy, &edge, &parameter));
            if remedy == Remedy::Clip && edge.clip_at.is_none() && proposal.is_none() {
                continue;
            }
            return Advice::Stabilise { edge, remedy, proposal };
        }
        Advice::Stabilise { edge, remedy: Remedy::Model, proposal: None }
    }

    fn named(&self, is_it: impl Fn(&str) -> bool) -> Option<&Parameter> {
        let last_part = |parameter: &Parameter| {
            parameter.name.rsplit('.').next().unwrap_or_default().to_lowercase().replace('-', "_")
        };
        self.project.parameters.iter().find(|parameter| is_it(&last_part(parameter)))
    }

    fn was_asked(&self, name: &str) -> bool {
        let of_history = self.history.rounds.iter().map(|round| &round.frozen.definition);
        of_history.chain(&self.project.rounds).any(|round| round.role(name) == Role::Scientific)
    }

    /// The parameter that the built-in workload has for a remedy.
    fn of_the_builtin(&self, remedy: Remedy, edge: &Edge) -> Option<Parameter> {
        let Program::Builtin(_) = &self.project.workload.program else { return None };
        let (name, domain, baseline, group) = match remedy {
            Remedy::WarmUp => {
                let whole = f64::from(self.project.length.max_epochs);
                let lengths = warmups(whole, LEAST_WARMUP_EPOCHS)
                    .into_iter()
                    .map(|length| Value::Float(rounded(length)));
                let choices: Vec<Value> = lengths.collect();
                ("warmup", Domain::Ordered { choices }, Value::Float(0.0), Group::Schedule)
            }
            Remedy::Clip => {
                let threshold = rounded(edge.clip_at?);
                let choices = ["off".to_owned(), threshold.to_string(), rounded(threshold / 3.0).to_string()];
                let choices = choices.map(Value::Text).to_vec();
                ("clip", Domain::Choice { choices }, Value::Text("off".into()), Group::Optimizer)
            }
            Remedy::Model => return None,
        };
        Some(Parameter {
            name: name.into(),
            domain,
            hard_low: None,
            hard_high: None,
            baseline,
            group: Some(group),
            flag: None,
            when: None,
        })
    }

    fn remedy_round(&self, remedy: Remedy, edge: &Edge, parameter: &Parameter) -> super::Proposal {
        let is_new = !self.project.parameters.iter().any(|known| known.name == parameter.name);
        let mut extended: Project = self.project.clone();
        extended.parameters.extend(is_new.then(|| parameter.clone()));
        let proposer = Proposer { project: &extended, ..*self };
        let (name, goal) = match remedy {
            Remedy::WarmUp => {
                ("warm-up", "Does a warm-up make a higher learning rate usable, and is that better?")
            }
            _ => ("clipping", "Do clipped gradients make a higher learning rate usable, and is that better?"),
        };
        let mut definition =
            proposer.definition(name, goal.into(), Phase::Explore, vec![edge.parameter.clone()]);
        definition.scientific = Some(parameter.name.clone());
        definition.trials = TRIALS;
        definition.space = self.rates(edge);
        definition.allow = vec![Allowance {
            rule: "P39".into(),
            reason: format!(
                "the rates reach {BEYOND} times one that is unstable on purpose, to see what the remedy makes usable"
            ),
        }];
        let proposal = proposer.priced(definition);
        super::Proposal { parameters: is_new.then(|| parameter.clone()).into_iter().collect(), ..proposal }
    }

    /// From below the best rate to far beyond the unstable one, within the hard limits.
    fn rates(&self, edge: &Edge) -> BTreeMap<String, Domain> {
        let known = self.project.parameters.iter().find(|known| known.name == edge.parameter);
        let limit = |limit: Option<f64>, otherwise: f64| limit.unwrap_or(otherwise);
        let low = rounded(edge.rate / BELOW).max(limit(known.and_then(|known| known.hard_low), 0.0));
        let high = rounded(BEYOND * edge.unstable)
            .min(limit(known.and_then(|known| known.hard_high), f64::INFINITY));
        match known.map(|known| &known.domain) {
            Some(Domain::Float { .. }) if low < high => {
                [(edge.parameter.clone(), Domain::Float { low, high, scale: Scale::Log })].into()
            }
            _ => BTreeMap::new(),
        }
    }

    /// The edge that findings of a round show: trials beyond a rate were infeasible, or the best trial's loss had spikes.
    fn edge_of_findings(&self, round: &RoundRecord) -> Option<Edge> {
        let rate = round.frozen.parameters.iter().find(|parameter| {
            is_learning_rate(&parameter.name)
                && round.frozen.definition.role(&parameter.name) == Role::Nuisance
        })?;
        let best = self.history.incumbent()?.get(&rate.name)?.as_f64()?;
        let standing = round.standing_findings();
        let mut unstable = None;
        let mut clip = None;
        for finding in standing {
            match &finding.answer {
                Answer::Boundary { parameter, side: Side::High, action, .. } if *parameter == rate.name => {
                    match action {
                        BoundaryAction::EdgeOfStability { beyond, .. } => unstable = Some(*beyond),
                        BoundaryAction::Unstable { .. } => unstable = unstable.or(Some(2.0 * best)),
                        _ => {}
                    }
                }
                Answer::LossSpikes(spikes) if spikes.later + spikes.jumps > 0 => {
                    unstable = unstable.or(Some(best));
                }
                Answer::GradientAdvice(advice) => {
                    if let GradientAction::ClipAt { threshold } = advice.action {
                        clip = Some(threshold);
                    }
                }
                _ => {}
            }
        }
        Some(Edge { parameter: rate.name.clone(), rate: best, unstable: unstable?, clip_at: clip })
    }
}

/// P116: most updates of the best trial were clipped.
fn mostly_clipped(round: &RoundRecord) -> Option<Clipped> {
    round.standing_findings().into_iter().find_map(|finding| match &finding.answer {
        Answer::GradientAdvice(advice) if !round.allows(finding.answer.rule()) => match advice.action {
            GradientAction::LowerLearningRate(clipped) => Some(clipped),
            GradientAction::ClipAt { .. } => None,
        },
        _ => None,
    })
}

/// Two digits are enough for a value that is only tried.
fn rounded(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 0.0;
    }
    let scale = 10_f64.powi(1 - value.log10().floor() as i32);
    let text = format!("{:.12}", (value * scale).round() / scale);
    text.parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tried_values_have_two_digits() {
        let told = [0.0, 1.6, 0.123_45, 9.99, 1234.0].map(|value| rounded(value).to_string());
        assert_eq!(told, ["0", "1.6", "0.12", "10", "1200"]);
    }
}
