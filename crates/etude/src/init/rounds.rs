//! The first questions: a good learning rate, and then one about the model.

use etude_study::space::{Group, is_learning_rate};

use super::proposal::{ProposedParameter, ProposedRound, ProposedValues};
use super::switches::is_switch;

/// Trials of each study: enough for one or two dimensions, and for a look at the borders.
const TRIALS: u32 = 16;

/// A round that tunes the optimizer, and, in a comment, one with a question. None without parameters.
pub(super) fn rounds(parameters: &[ProposedParameter]) -> Vec<ProposedRound> {
    let active: Vec<&ProposedParameter> =
        parameters.iter().filter(|parameter| parameter.aside.is_none() && parameter.when.is_none()).collect();
    let is_range = |parameter: &&&ProposedParameter| matches!(parameter.values, ProposedValues::Range { .. });
    let is_rate = |parameter: &ProposedParameter| !is_switch(parameter) && is_learning_rate(&parameter.name);
    let rate = active.iter().find(|parameter| is_rate(parameter));
    let Some(first) = rate.or_else(|| active.iter().find(is_range)).or(active.first()) else {
        return Vec::new();
    };
    let mut nuisance = vec![first.name.clone()];
    nuisance.extend(active.iter().filter(|parameter| is_first_beta(parameter)).map(|beta| beta.name.clone()));
    nuisance.dedup();
    let words = first.name.replace(['_', '.'], " ");
    let words = if is_rate(first) { "learning rate" } else { &words };
    let mut rounds = vec![ProposedRound {
        name: words.replace(' ', "-"),
        goal: if is_switch(first) {
            format!("Does {words} help the simple start?")
        } else {
            format!("What is a good {words} for the simple start?")
        },
        scientific: None,
        nuisance: nuisance.clone(),
        trials: TRIALS,
        aside: false,
    }];
    let others = active.iter().filter(|parameter| !nuisance.contains(&parameter.name));
    if let Some(question) = others.min_by_key(|parameter| order_of_questions(parameter)) {
        let words = question.name.replace(['_', '.'], " ");
        let name = words.replace(' ', "-");
        let is_taken = rounds.iter().any(|round| round.name == name);
        rounds.push(ProposedRound {
            name: if is_taken { format!("which-{name}") } else { name },
            goal: if is_switch(question) {
                format!("Does {words} help, with a learning rate of its own?")
            } else {
                format!("Which {words} is best, with its own learning rate?")
            },
            scientific: Some((question.name.clone(), values_to_compare(question))),
            nuisance,
            trials: TRIALS,
            aside: true,
        });
    }
    rounds
}

/// With 10 trials and more, beta1 is tuned beside the learning rate (P89).
pub(super) fn is_first_beta(parameter: &ProposedParameter) -> bool {
    ["beta1", "beta_1", "b1"].iter().any(|name| parameter.name.ends_with(name))
}

/// Questions about the model come first, and lists of choices before ranges.
fn order_of_questions(parameter: &ProposedParameter) -> u32 {
    let is_range = u32::from(matches!(parameter.values, ProposedValues::Range { .. }));
    let group = match parameter.group {
        Some(Group::Architecture) => 0,
        Some(Group::Regularization) => 1,
        Some(Group::Schedule) => 2,
        Some(Group::Data) => 3,
        Some(Group::Optimizer) => 4,
        None => 5,
    };
    10 * is_range + group
}

/// Two values of a range: the baseline, and one well away from it. None where the parameter has a list of its own.
fn values_to_compare(parameter: &ProposedParameter) -> Option<Vec<String>> {
    let ProposedValues::Range { low, high, .. } = &parameter.values else { return None };
    let other = if parameter.baseline == *high { low } else { high };
    Some(vec![parameter.baseline.clone(), other.clone()])
}
