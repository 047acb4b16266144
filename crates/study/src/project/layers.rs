//! Parameters that every layer has its own of: `per = "layers"` makes `width.1`, `width.2` and so on.
//!
//! As many are made as the parent can ever count: up to its `hard_high`, or, without one, up to its `high`, which then
//! is a hard limit, since a layer beyond would have no width. Layer `i` is present when the parent is at least `i`.

use super::conditions::Stated;
use super::error::{Problem, ProjectFileError};
use super::parameters::Declared;
use super::section::{Located, Section, as_written, bad_value, wrong_type};
use crate::space::{Domain, Parameter, Requirement, Test};
use toml::de::DeValue;

type Read<T> = Result<T, ProjectFileError>;

/// Stands for the layer's number in a flag.
pub(super) const LAYER: &str = "{layer}";
/// Most layers that have parameters of their own: each is a dimension.
const MOST_LAYERS: u32 = 128;

/// How many layers there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layers {
    /// As many as this parameter says.
    Counted(String),
    /// Always so many.
    Always(u32),
}

/// Reads `per`.
pub(super) fn read_layers(section: &Section<'_>) -> Read<Option<Located<Layers>>> {
    let Some(value) = section.raw("per") else { return Ok(None) };
    let place = value.span();
    match value.get_ref() {
        DeValue::String(parent) => Ok(Some(Located { value: Layers::Counted(parent.to_string()), place })),
        DeValue::Integer(_) => {
            let count = section.whole("per")?.map_or(0, |count| count.value);
            if let Some(count) = u32::try_from(count).ok().filter(|count| (1..=MOST_LAYERS).contains(count)) {
                return Ok(Some(Located { value: Layers::Always(count), place }));
            }
            let reason = format!("is no number of layers from 1 to {MOST_LAYERS}");
            let remedy = "give the number of layers, or the parameter that counts them".into();
            Err(bad_value("per", &as_written(value), reason, remedy, place))
        }
        _ => {
            Err(wrong_type("per", "a number of layers, or the name of the parameter that counts them", value))
        }
    }
}

/// The names of the parameters that a name stands for: its own, or those of all its layers.
pub(super) fn named<'a>(name: &str, parameters: &'a [Parameter]) -> Vec<&'a Parameter> {
    let exact: Vec<&Parameter> = parameters.iter().filter(|parameter| parameter.name == name).collect();
    if !exact.is_empty() {
        return exact;
    }
    let is_layer = |parameter: &&Parameter| {
        let layer = parameter.name.strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
        layer.is_some_and(|layer| layer.parse::<u64>().is_ok())
    };
    parameters.iter().filter(is_layer).collect()
}

/// Makes one parameter a layer of those that have `per`, in the order of the file.
pub(super) fn tell_layers_apart(mut declared: Vec<Declared>) -> Read<(Vec<Parameter>, Vec<Option<Stated>>)> {
    let mut counts = Vec::new();
    for index in 0..declared.len() {
        let count = declared[index].layers.clone().map(|layers| count(&layers, &mut declared)).transpose()?;
        counts.push(count);
    }
    let layered: Vec<(String, u32)> = declared
        .iter()
        .zip(&counts)
        .filter_map(|(declared, count)| Some((declared.parameter.name.clone(), (*count)?)))
        .collect();
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut stated = Vec::new();
    for (declared, count) in declared.into_iter().zip(counts) {
        let made = match count {
            None => vec![(declared.parameter, declared.stated)],
            Some(count) => layers_of(&declared, count, &layered)?,
        };
        for (parameter, own) in made {
            if parameters.iter().any(|earlier| earlier.name == parameter.name) {
                let remedy = "give one of the two another name".into();
                let reason = "is the name of two parameters".into();
                let name = format!("{:?}", parameter.name);
                return Err(bad_value("name", &name, reason, remedy, declared.place.clone()));
            }
            parameters.push(parameter);
            stated.push(own);
        }
    }
    Ok((parameters, stated))
}

/// How many layers there can be. Without a hard limit, the parent's range gets one at its end.
fn count(layers: &Located<Layers>, declared: &mut [Declared]) -> Read<u32> {
    let name = match &layers.value {
        Layers::Always(count) => return Ok(*count),
        Layers::Counted(name) => name,
    };
    let known = declared
        .iter()
        .filter(|other| other.layers.is_none() && is_whole(&other.parameter.domain))
        .map(|other| other.parameter.name.clone())
        .collect();
    let parent = declared.iter_mut().find(|other| other.parameter.name == *name);
    let Some(Declared { parameter: parent, layers: None, .. }) = parent else {
        let what = "parameter that counts layers";
        let problem = Problem::UnknownName { what, name: name.clone(), known };
        return Err(ProjectFileError { problem, place: layers.place.clone() });
    };
    let refuse = |reason: String| {
        let remedy = format!(
            "name a parameter with type = \"int\" that goes from 1 or more up to {MOST_LAYERS} or less"
        );
        Err(bad_value("per", &format!("{name:?}"), reason, remedy, layers.place.clone()))
    };
    let Some(range) = parent.domain.range().filter(|_| is_whole(&parent.domain)) else {
        return refuse(format!("does not count: {name} is {}", parent.domain));
    };
    let most = *parent.hard_high.get_or_insert(range.high);
    if most < 1.0 || most > f64::from(MOST_LAYERS) {
        return refuse(format!("counts up to {most}, and layers are 1 to {MOST_LAYERS}"));
    }
    Ok(most as u32)
}

fn is_whole(domain: &Domain) -> bool {
    matches!(domain, Domain::Int { .. } | Domain::IntSteps { .. })
}

/// The parameters of all layers.
fn layers_of(
    declared: &Declared,
    count: u32,
    layered: &[(String, u32)],
) -> Read<Vec<(Parameter, Option<Stated>)>> {
    if let Some(baselines) = &declared.baselines
        && baselines.value.len() as u32 != count
    {
        let written = format!("[{} values]", baselines.value.len());
        let reason = format!("is not one value a layer: there are {count}");
        let remedy = format!("give one value for all layers, or a list of {count}");
        return Err(bad_value("baseline", &written, reason, remedy, baselines.place.clone()));
    }
    let layer = |number: u32| {
        let own = &declared.parameter;
        let baseline = declared.baselines.as_ref().and_then(|all| all.value.get(number as usize - 1));
        let parameter = Parameter {
            name: format!("{}.{number}", own.name),
            flag: own.flag.as_ref().map(|flag| flag.map(|text| text.replace(LAYER, &number.to_string()))),
            baseline: baseline.unwrap_or(&own.baseline).clone(),
            ..own.clone()
        };
        (parameter, stated(declared, number, layered))
    };
    Ok((1..=count).map(layer).collect())
}

/// What one layer requires: that it is there, and what all layers require. A parent that has layers of its own is asked
/// in the same layer.
fn stated(declared: &Declared, number: u32, layered: &[(String, u32)]) -> Option<Stated> {
    let layers = declared.layers.as_ref()?;
    let is_there = match &layers.value {
        Layers::Always(_) => None,
        Layers::Counted(parent) => {
            Some(Requirement { parameter: parent.clone(), test: Test::AtLeast(i64::from(number)) })
        }
    };
    let own = declared.stated.iter().flat_map(|stated| &stated.requirements).map(|requirement| {
        let same_layer =
            layered.iter().any(|(name, count)| *name == requirement.parameter && number <= *count);
        if !same_layer {
            return requirement.clone();
        }
        let parameter = format!("{}.{number}", requirement.parameter);
        Requirement { parameter, test: requirement.test.clone() }
    });
    let requirements: Vec<Requirement> = is_there.into_iter().chain(own).collect();
    if requirements.is_empty() {
        return None;
    }
    let (written, place) = match &declared.stated {
        Some(stated) => (stated.written.clone(), stated.place.clone()),
        None => (format!("{:?}", requirements[0].parameter), layers.place.clone()),
    };
    Some(Stated { requirements, written, place })
}
