//! Which questions are left, the broadest and simplest first (S9, S10, S23).

use etude_study::history::History;
use etude_study::project::Project;
use etude_study::round::Role;
use etude_study::space::{Domain, Group, Parameter};

/// Most values of a question that is proposed: each is a study.
const MOST_VALUES: u64 = 6;

/// The parameters that were no question yet and could be one, in the order in which to ask: what to include before how much
/// of it, and within that what decides most about everything else before the rest.
pub(super) fn open_questions<'a>(project: &'a Project, history: &History) -> Vec<&'a Parameter> {
    let incumbent = history.incumbent().cloned().unwrap_or_else(|| project.baseline());
    let was_asked = |name: &str| {
        history.rounds.iter().any(|round| round.frozen.definition.role(name) == Role::Scientific)
            || project.rounds.iter().any(|round| round.role(name) == Role::Scientific)
    };
    let mut open: Vec<&Parameter> = project
        .parameters
        .iter()
        .filter(|parameter| is_a_question(parameter) && parameter.is_active(&incumbent))
        .filter(|parameter| !was_asked(&parameter.name))
        .collect();
    open.sort_by_key(|parameter| (breadth(&parameter.domain), precedence(parameter.topic())));
    open
}

/// What to include is asked; how much of it is tuned, except the size of an architecture, which costs (P30).
fn is_a_question(parameter: &Parameter) -> bool {
    let few = parameter.domain.count().is_some_and(|count| count <= MOST_VALUES);
    match parameter.domain {
        Domain::Boolean | Domain::Choice { .. } => few,
        Domain::Ordered { .. } | Domain::Int { .. } | Domain::IntSteps { .. } => {
            few && parameter.topic() == Some(Group::Architecture)
        }
        Domain::Float { .. } | Domain::FloatSteps { .. } => false,
    }
}

/// The broad first: a kind or a switch before a size.
fn breadth(domain: &Domain) -> u8 {
    u8::from(!matches!(domain, Domain::Boolean | Domain::Choice { .. }))
}

/// The optimizer and the architecture before what is put upon them.
fn precedence(topic: Option<Group>) -> u8 {
    match topic {
        Some(Group::Optimizer) => 0,
        Some(Group::Architecture) => 1,
        Some(Group::Data) => 2,
        Some(Group::Regularization) => 3,
        Some(Group::Schedule) => 4,
        None => 5,
    }
}
