//! Projects for the built-in workload, one for each optimizer: what to tune first, and where (P88-P91).

use etude_study::score::Direction;
use etude_study::space::Group;

use super::knowledge::Rule;
use super::proposal::{
    LengthCounts, MetricFrom, Proposal, ProposedBatchSize, ProposedLength, ProposedMetric, ProposedParameter,
    ProposedProgram, ProposedValues,
};
use super::ranges::range_around;
use super::rounds::rounds;

/// An optimizer with a preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Optimizer {
    /// SGD with fixed momentum: the learning rate is tuned.
    Sgd,
    /// The same, with Nesterov's momentum.
    Nesterov,
    /// Adam with fixed epsilon and beta2: learning rate and beta1 are tuned.
    Adam,
    /// Adam with decoupled weight decay, which is tuned too.
    AdamW,
}

const UNTIL_25: &str =
    "the simple start leaves it at its default (S9); 25 trials and more also tune it (P90)";
const UNTIL_MANY: &str =
    "the simple start leaves it at its default (S9); substantially more than 25 trials also tune it (P91)";

/// The project of an optimizer.
pub(super) fn preset(name: String, workload: &str, optimizer: Optimizer) -> Proposal {
    let mut parameters = optimizer_parameters(optimizer);
    parameters.push(choices("activation", &["\"relu\"", "\"silu\"", "\"leaky_relu\""], Group::Architecture));
    parameters.push(choices("dropout", &["\"off\"", "\"on\""], Group::Regularization));
    let rate = ranged("dropout_rate", Rule::UpTo(700), 0.3, Group::Regularization);
    parameters.extend(
        rate.map(|rate| ProposedParameter { when: Some(("dropout".into(), "\"on\"".into())), ..rate }),
    );
    let mut rounds = rounds(&parameters);
    if optimizer == Optimizer::AdamW
        && let Some(first) = rounds.first_mut()
    {
        first.nuisance.push("weight_decay".into());
    }
    Proposal {
        name,
        style: None,
        metric: ProposedMetric {
            name: "val_error".into(),
            direction: Direction::Minimize,
            from: MetricFrom::Builtin,
            pattern: None,
        },
        other_metrics: Vec::new(),
        program: ProposedProgram::Builtin(workload.to_owned()),
        length: ProposedLength { max_epochs: 16, counts: LengthCounts::Epochs },
        batch_size: Some(ProposedBatchSize { flag: "--batch_size".into(), value: 64 }),
        parameters,
        rounds,
        left_out: Vec::new(),
        to_do: Vec::new(),
    }
}

fn optimizer_parameters(optimizer: Optimizer) -> Vec<ProposedParameter> {
    let (kind, rate) = match optimizer {
        Optimizer::Sgd | Optimizer::Nesterov => ("\"sgd\"", 0.01),
        Optimizer::Adam | Optimizer::AdamW => ("\"adam\"", 0.001),
    };
    let of_the_optimizer = |name, rule, default| ranged(name, rule, default, Group::Optimizer);
    let aside = |parameter: Option<ProposedParameter>, reason: &str| {
        parameter.map(|parameter| ProposedParameter { aside: Some(reason.into()), ..parameter })
    };
    let mut optimizer_choice = choices("optimizer", &["\"sgd\"", "\"adam\""], Group::Optimizer);
    kind.clone_into(&mut optimizer_choice.baseline);
    optimizer_choice.remark =
        Some("fixed: no round names it. Each optimizer has learning rates of its own".into());
    let mut found = vec![Some(optimizer_choice), of_the_optimizer("learning_rate", Rule::LearningRate, rate)];
    let with = |value: &str, parameter: Option<ProposedParameter>| {
        parameter.map(|parameter| ProposedParameter {
            when: Some(("optimizer".into(), value.into())),
            ..parameter
        })
    };
    match optimizer {
        Optimizer::Sgd | Optimizer::Nesterov => {
            found.push(with(kind, of_the_optimizer("momentum", Rule::NearOne, 0.9)));
            let mut nesterov = choices("nesterov", &["false", "true"], Group::Optimizer);
            if optimizer == Optimizer::Nesterov {
                nesterov.baseline = "true".into();
            }
            found.push(with(kind, Some(nesterov)));
        }
        Optimizer::Adam | Optimizer::AdamW => {
            found.push(of_the_optimizer("beta1", Rule::NearOne, 0.9));
            found.push(aside(of_the_optimizer("epsilon", Rule::Epsilon, 1e-8), UNTIL_25));
            found.push(aside(of_the_optimizer("beta2", Rule::NearOne, 0.999), UNTIL_MANY));
        }
    }
    if optimizer == Optimizer::AdamW {
        found.push(ranged("weight_decay", Rule::WeightDecay, 1e-2, Group::Regularization));
    }
    found.into_iter().flatten().collect()
}

fn ranged(name: &str, rule: Rule, default: f64, group: Group) -> Option<ProposedParameter> {
    let ranged = range_around(rule, default)?;
    Some(ProposedParameter {
        baseline: ranged.baseline,
        values: ranged.values,
        ..choices(name, &[""], group)
    })
}

/// A parameter with a list of values, of which the first is the baseline.
fn choices(name: &str, values: &[&str], group: Group) -> ProposedParameter {
    ProposedParameter {
        name: name.to_owned(),
        flag: None,
        values: ProposedValues::Choices(values.iter().map(|value| (*value).to_owned()).collect()),
        baseline: values.first().map_or_else(String::new, |first| (*first).to_owned()),
        group: Some(group),
        when: None,
        aside: None,
        remark: None,
    }
}
