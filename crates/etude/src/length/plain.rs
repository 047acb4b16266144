//! The project's baseline without what slows the fit of the training set: a constant rate, no augmentation, no regularization (P65).

use etude_study::configuration::Values;
use etude_study::project::Project;
use etude_study::space::{Domain, Group, Parameter, is_learning_rate};
use etude_study::value::Value;
use serde::Serialize;

/// Words that switch something off, in the order in which they are looked for.
const OFF: [&str; 5] = ["off", "none", "constant", "no", "false"];

/// A parameter that could not be switched off, so that the fit may take longer than it needs to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Left {
    /// The parameter.
    pub parameter: String,
    /// Its value.
    pub value: Value,
}

/// The plain values, and what is left.
pub(super) fn plain(project: &Project) -> (Values, Vec<Left>) {
    let (mut values, mut left) = (project.baseline(), Vec::new());
    for parameter in &project.parameters {
        let is_extra =
            matches!(parameter.topic(), Some(Group::Regularization | Group::Data | Group::Schedule));
        if !is_extra {
            continue;
        }
        match off(&parameter.domain) {
            Some(value) => {
                values.insert(parameter.name.clone(), value);
            }
            None if parameter.when.is_none() => {
                left.push(Left { parameter: parameter.name.clone(), value: parameter.baseline.clone() });
            }
            None => {}
        }
    }
    (values, left)
}

/// The value that switches a parameter off, also where its range does not hold it.
fn off(domain: &Domain) -> Option<Value> {
    match domain {
        Domain::Boolean => Some(Value::Bool(false)),
        Domain::Float { .. } | Domain::FloatSteps { .. } => Some(Value::Float(0.0)),
        Domain::Int { .. } | Domain::IntSteps { .. } => Some(Value::Int(0)),
        Domain::Choice { choices } | Domain::Ordered { choices } => {
            let named = OFF.iter().map(|word| Value::Text((*word).to_owned()));
            let zero = [Value::Int(0), Value::Float(0.0), Value::Bool(false)];
            named.chain(zero).find(|value| choices.contains(value))
        }
    }
}

/// The learning rate of the baseline.
pub(crate) fn learning_rate(project: &Project) -> Option<&Parameter> {
    let baseline = project.baseline();
    let mut rates = project.parameters.iter().filter(|parameter| {
        parameter.is_active(&baseline)
            && parameter.baseline.as_f64().is_some()
            && is_learning_rate(&parameter.name)
    });
    rates.next()
}
