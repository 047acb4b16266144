//! The axis of a parameter: the whole range that any study of the round has searched.

use etude_study::history::{RoundRecord, StudyRecord};
use etude_study::round::Role;
use etude_study::space::{Domain, Range, Scale};
use etude_study::value::Value;
use serde::Serialize;

/// How a parameter's values lie.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "axis", rename_all = "snake_case")]
pub enum AxisScale {
    /// Numbers between two ends.
    Numbers {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
        /// How they are spread.
        scale: Scale,
    },
    /// A few values side by side; a place is an index into them.
    Values {
        /// The values, in order.
        values: Vec<Value>,
    },
}

/// A parameter that varied, with all the values that the round searched.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParameterAxis {
    /// Its name.
    pub name: String,
    /// Its role in the round.
    pub role: Role,
    /// How its values lie.
    #[serde(flatten)]
    pub scale: AxisScale,
}

impl ParameterAxis {
    /// Where a value lies: the number itself, or the index of the value.
    pub fn place(&self, value: &Value) -> Option<f64> {
        match &self.scale {
            AxisScale::Numbers { .. } => value.as_f64(),
            AxisScale::Values { values } => {
                values.iter().position(|each| each == value).map(|index| index as f64)
            }
        }
    }
}

/// The parameters of a round that varied, the question first where studies differ in it, then the nuisances in the
/// order of the project.
pub(super) fn varied_axes(round: &RoundRecord) -> Vec<ParameterAxis> {
    let definition = &round.frozen.definition;
    let mut axes = Vec::new();
    for parameter in &round.frozen.parameters {
        let role = definition.role(&parameter.name);
        let domains = round.studies.iter().filter_map(|study| study.space.dimension(&parameter.name));
        let domain = domains.map(|dimension| dimension.domain.clone()).reduce(|a, b| widest(&a, &b));
        let scale = match domain {
            Some(domain) => scale_of(&domain),
            None => match study_values(&round.studies, &parameter.name, &parameter.domain) {
                Some(values) => AxisScale::Values { values },
                None => continue,
            },
        };
        axes.push(ParameterAxis { name: parameter.name.clone(), role, scale });
    }
    axes.sort_by_key(|axis| axis.role != Role::Scientific);
    axes
}

/// Of more values than this, numbers are shown along a scale.
const MOST_VALUES: u64 = 8;

fn scale_of(domain: &Domain) -> AxisScale {
    let scale = match domain {
        Domain::Float { scale, .. } | Domain::Int { scale, .. } => *scale,
        _ => Scale::Linear,
    };
    match (domain.range(), domain.values(MOST_VALUES)) {
        (None, _) => AxisScale::Values { values: domain.values(u64::MAX).unwrap_or_default() },
        (Some(_), Some(values)) => AxisScale::Values { values },
        (Some(range), None) => AxisScale::Numbers { low: range.low, high: range.high, scale },
    }
}

fn widest(a: &Domain, b: &Domain) -> Domain {
    match (a.range(), b.range()) {
        (Some(one), Some(other)) => {
            a.with_range(Range { low: one.low.min(other.low), high: one.high.max(other.high) })
        }
        _ => a.clone(),
    }
}

/// The different values that studies have of a parameter that none of them varies; none where that is one.
fn study_values(studies: &[StudyRecord], name: &str, domain: &Domain) -> Option<Vec<Value>> {
    let mut values: Vec<Value> = Vec::new();
    for value in studies.iter().filter_map(|study| study.definition.fixed.get(name)) {
        if !values.contains(value) {
            values.push(value.clone());
        }
    }
    let order = |value: &Value| domain.index_of(value).unwrap_or(u64::MAX);
    let number = |value: &Value| value.as_f64().unwrap_or(0.0);
    values.sort_by(|a, b| order(a).cmp(&order(b)).then(number(a).total_cmp(&number(b))));
    (values.len() > 1).then_some(values)
}
