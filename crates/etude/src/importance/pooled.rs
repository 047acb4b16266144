//! All studies of a round as one space: the question is one more dimension of it.

use etude_search::sampler::{Observation, ObservedOutcome};
use etude_study::configuration::Values;
use etude_study::history::{History, RoundRecord, StudyRecord, TrialRecord};
use etude_study::round::Role;
use etude_study::space::{Condition, Dimension, Domain, Parameter, Range, SearchSpace, UnitPoint};
use etude_study::trial::Outcome;
use etude_study::value::Value;

/// A round in one space.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pooled {
    /// The scientific parameter, where it had several values, and every nuisance that some study tuned, over the widest range
    /// that a study has.
    pub(super) space: SearchSpace,
    /// The trials of all studies in the order of their request, but for those outside of the space (an incumbent's
    /// value beyond the range) and confirmations.
    pub(super) observations: Vec<Observation>,
    /// The values of each observation.
    pub(super) values: Vec<Values>,
    /// The incumbent when the round began; `None` where it lies outside of the space.
    pub(super) baseline: Option<UnitPoint>,
}

impl Pooled {
    pub(super) fn new(history: &History, round: &RoundRecord) -> Pooled {
        let space = space(round);
        let ids = round.studies.iter().flat_map(|study| &study.trials);
        let mut ids: Vec<_> = ids.copied().collect();
        ids.sort_unstable();
        let records = ids.iter().filter_map(|id| history.trials.get(id));
        let told = records.filter_map(|record| observation(&space, record));
        let (values, observations) = told.unzip();
        let incumbent = &round.frozen.incumbent;
        let point = space.unit_point(incumbent);
        let present = space.values_at(&point, &Values::new());
        let is_inside = present.keys().all(|name| is_in(&space, name, incumbent));
        Pooled { baseline: is_inside.then_some(point), space, observations, values }
    }
}

fn is_in(space: &SearchSpace, name: &str, values: &Values) -> bool {
    let found = space.dimension(name).zip(values.get(name));
    found.is_some_and(|(dimension, value)| dimension.domain.contains(value))
}

fn observation(space: &SearchSpace, record: &TrialRecord) -> Option<(Values, Observation)> {
    let outcome = match record.outcome()? {
        Outcome::Feasible(best) => ObservedOutcome::Score(best.score),
        Outcome::Infeasible(_) => ObservedOutcome::Infeasible,
        _ => return None,
    };
    let values = space.part_of(&record.request.configuration.values);
    let point = space.unit_point(&values);
    space.contains(&values).then_some((values, Observation { point, outcome }))
}

fn space(round: &RoundRecord) -> SearchSpace {
    let parameters = &round.frozen.parameters;
    let role = |parameter: &Parameter| round.frozen.definition.role(&parameter.name);
    let pooled = |parameter: &Parameter| match role(parameter) {
        Role::Scientific => Some((parameter.clone(), scientific(&round.studies, parameter)?)),
        Role::Nuisance => Some((parameter.clone(), nuisance(&round.studies, &parameter.name)?)),
        Role::Fixed => None,
    };
    let mut varied: Vec<(Parameter, Domain)> = parameters.iter().filter_map(pooled).collect();
    varied.sort_by_key(|(parameter, _)| role(parameter) != Role::Scientific);
    let is_varied = |name: &str| varied.iter().any(|(parameter, _)| parameter.name == name);
    let dimensions = varied.iter().enumerate().map(|(number, (parameter, domain))| {
        let requirements = parameter.when.iter().flat_map(Condition::requirements);
        let open = requirements.filter(|requirement| is_varied(&requirement.parameter)).cloned();
        let when = Condition::all(open);
        Dimension { name: parameter.name.clone(), number: number as u32, domain: domain.clone(), when }
    });
    SearchSpace::new(dimensions.collect())
}

/// The values that the studies have of the question, or the range that one of them covers; `None` where that is one value.
fn scientific(studies: &[StudyRecord], parameter: &Parameter) -> Option<Domain> {
    if let Some(range) = nuisance(studies, &parameter.name) {
        return Some(range);
    }
    let mut choices: Vec<Value> = Vec::new();
    for value in studies.iter().filter_map(|study| study.definition.fixed.get(&parameter.name)) {
        if !choices.contains(value) {
            choices.push(value.clone());
        }
    }
    let number = |value: &Value| value.as_f64().unwrap_or(0.0);
    match &parameter.domain {
        _ if choices.len() < 2 => None,
        Domain::Boolean => Some(Domain::Boolean),
        Domain::Choice { .. } => Some(Domain::Choice { choices }),
        Domain::Ordered { choices: order } => {
            choices.sort_by_key(|value| order.iter().position(|other| other == value));
            Some(Domain::Ordered { choices })
        }
        _ => {
            choices.sort_by(|a, b| number(a).total_cmp(&number(b)));
            Some(Domain::Ordered { choices })
        }
    }
}

/// The widest range that a study has of a nuisance; `None` where no study tuned it.
fn nuisance(studies: &[StudyRecord], name: &str) -> Option<Domain> {
    let mut domains = studies.iter().filter_map(|study| study.space.dimension(name)).map(|it| &it.domain);
    let first = domains.next()?.clone();
    Some(domains.fold(first, |widest, domain| match (widest.range(), domain.range()) {
        (Some(a), Some(b)) => widest.with_range(Range { low: a.low.min(b.low), high: a.high.max(b.high) }),
        _ => widest,
    }))
}
