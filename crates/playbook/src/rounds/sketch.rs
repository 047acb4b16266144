//! Which studies a round has: one for each value, pair of values or feature in question, or one over a whole range (P33, P34).

use etude_study::configuration::Values;
use etude_study::design::{Design, MOST_STUDIES};
use etude_study::history::History;
use etude_study::project::Project;
use etude_study::round::{Role, RoundDefinition};
use etude_study::space::Parameter;
use etude_study::value::Value;

use super::freeze::RoundError;

/// Scientific values a project file allows; those of one it accepted are listed whatever their number.
const MOST_SCIENTIFIC_VALUES: u64 = 1 << 10;

/// A study before its space is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sketch {
    /// The values that all its trials share.
    pub(super) fixed: Values,
    /// Whether the parameter in question is one of its dimensions.
    pub(super) over_range: bool,
    /// Its trials, the incumbent's own among them.
    pub(super) trials: u32,
}

/// The studies of a round. The incumbent's value is always among those in question, also where the round asks for others
/// only: without a baseline that is as well tuned as the candidate, tuning would pass for an effect of the question (P60).
pub(super) fn sketches(project: &Project, round: &RoundDefinition, incumbent: &Values) -> Vec<Sketch> {
    let sketch = |changed: &[(&str, Value)]| {
        let mut fixed = incumbent.clone();
        fixed.extend(changed.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        Sketch { fixed, over_range: false, trials: round.trials }
    };
    let first = round.scientific.as_deref();
    match (&round.design, first) {
        (Design::OverRange { parts }, Some(name)) => {
            let mut range = sketch(&[]);
            range.fixed.remove(name);
            range.over_range = true;
            let home = Sketch { trials: round.trials.div_ceil((*parts).max(1)), ..sketch(&[]) };
            vec![range, home]
        }
        (Design::Interaction { with }, Some(name)) => {
            let (ones, others) =
                (values(project, round, incumbent, name), values(project, round, incumbent, with));
            let pair = |one: &Value, other: &Value| sketch(&[(name, one.clone()), (with, other.clone())]);
            ones.iter()
                .flat_map(|one| others.iter().map(|other| pair(one, other)).collect::<Vec<_>>())
                .collect()
        }
        (Design::Ablation { features }, _) => {
            let baseline = project.baseline();
            let put_back = |name: &String| Some(sketch(&[(name, baseline.get(name)?.clone())]));
            std::iter::once(sketch(&[])).chain(features.iter().filter_map(put_back)).collect()
        }
        (_, Some(name)) => values(project, round, incumbent, name)
            .into_iter()
            .map(|value| sketch(&[(name, value)]))
            .collect(),
        (_, None) => vec![sketch(&[])],
    }
}

/// The values of one parameter in question, the incumbent's among them.
fn values(project: &Project, round: &RoundDefinition, incumbent: &Values, name: &str) -> Vec<Value> {
    let Some(parameter) = project.parameters.iter().find(|parameter| parameter.name == name) else {
        return Vec::new();
    };
    let mut values = if round.is_by_hand() {
        let mut distinct: Vec<Value> = Vec::new();
        for value in round.configurations.iter().filter_map(|values| values.get(name)) {
            if !distinct.contains(value) {
                distinct.push(value.clone());
            }
        }
        distinct
    } else {
        round.domain(parameter).values(MOST_SCIENTIFIC_VALUES).unwrap_or_default()
    };
    let left_out = incumbent.get(name).filter(|value| !values.contains(value)).cloned();
    values.extend(left_out);
    values
}

/// The round with the features of an ablation named: those that the file names, or every parameter that is present, is not
/// tuned by the round, and has another value than the project began with.
pub(super) fn with_features(
    project: &Project,
    history: &History,
    round: &RoundDefinition,
    incumbent: &Values,
) -> Result<RoundDefinition, RoundError> {
    let Design::Ablation { features: named } = &round.design else { return Ok(round.clone()) };
    let name = || round.name.clone();
    if project.min_improvement <= 0.0 {
        return Err(RoundError::AblationWithoutMargin { round: name() });
    }
    let is_adopted = |parameter: &Parameter| {
        parameter.is_active(incumbent) && incumbent.get(&parameter.name) != Some(&parameter.baseline)
    };
    let stranger = named.iter().find(|feature| {
        !project.parameters.iter().any(|parameter| parameter.name == **feature && is_adopted(parameter))
    });
    if let Some(feature) = stranger {
        return Err(RoundError::FeatureNotAdopted { round: name(), feature: feature.clone() });
    }
    let mut features = named.clone();
    if features.is_empty() {
        let adopted = project
            .parameters
            .iter()
            .filter(|parameter| round.role(&parameter.name) != Role::Nuisance && is_adopted(parameter));
        features = adopted.map(|parameter| parameter.name.clone()).collect();
    }
    if features.is_empty() {
        let launches = history.launches.len().saturating_sub(1) as u32;
        return Err(RoundError::NothingAdopted { round: name(), launches });
    }
    if features.len() as u64 >= MOST_STUDIES {
        return Err(RoundError::TooManyFeatures { round: name(), features });
    }
    Ok(RoundDefinition { design: Design::Ablation { features }, ..round.clone() })
}
