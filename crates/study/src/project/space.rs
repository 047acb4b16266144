//! The `[parameters]` of a bare study: a space to search, without a project around it.

use toml::de::DeTable;

use super::error::{Problem, ProjectFileError};
use super::file::{TABLES, not_toml};
use super::parameters::{Owner, never_a_parameter, read_parameters_of};
use super::section::Section;
use crate::configuration::Values;
use crate::space::{Dimension, Parameter, SearchSpace, active_values};

/// What a bare study searches.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeclaredSpace {
    /// The space; its dimensions have the order of the text, and their numbers.
    pub space: SearchSpace,
    /// The baseline's values, where every parameter that is then present has one.
    pub baseline: Option<Values>,
}

impl DeclaredSpace {
    /// What the method would not tune (S3, S24). A bare study does; whoever shows it may say what a project would.
    pub fn never_tuned(&self) -> Vec<Problem> {
        let names = self.space.dimensions().iter().map(|dimension| dimension.name.as_str());
        names.filter_map(|name| never_a_parameter(name.rsplit('.').next().unwrap_or(name))).collect()
    }
}

impl From<SearchSpace> for DeclaredSpace {
    fn from(space: SearchSpace) -> DeclaredSpace {
        DeclaredSpace { space, baseline: None }
    }
}

/// Reads the parameters of a text in TOML, with the words of `[parameters]` in a project file. Baselines may be left out,
/// and any name is fine: a bare study does not know what its parameters are. Other tables of a project file are passed over.
///
/// # Errors
/// The first problem found, with its place; a text without parameters is one.
pub fn parse_space(text: &str) -> Result<DeclaredSpace, ProjectFileError> {
    let document = DeTable::parse(text).map_err(|error| not_toml(text, &error))?;
    let root = Section::new("the space", document.get_ref(), 0..0);
    root.only(&TABLES)?;
    let (parameters, without_baseline) = read_parameters_of(Owner::BareStudy, &root)?;
    if parameters.is_empty() {
        let example = "[parameters.learning_rate] and below it low = 1e-4, high = 1.0, scale = \"log\"";
        let problem = Problem::MissingKey { key: "parameters", section: "the space".into(), example };
        return Err(ProjectFileError { problem, place: 0..0 });
    }
    let baseline = baseline(&parameters, &without_baseline);
    let dimension = |(parameter, number): (Parameter, u32)| Dimension {
        name: parameter.name,
        number,
        domain: parameter.domain,
        when: parameter.when,
    };
    let space = SearchSpace::new(parameters.into_iter().zip(0..).map(dimension).collect());
    Ok(DeclaredSpace { space, baseline })
}

/// The values of the parameters that are present in the baseline, if each of them has one.
fn baseline(parameters: &[Parameter], without: &[String]) -> Option<Values> {
    let given = parameters.iter().filter(|parameter| !without.contains(&parameter.name));
    let given: Values = given.map(|parameter| (parameter.name.clone(), parameter.baseline.clone())).collect();
    let present = active_values(parameters, &given);
    let is_whole =
        |parameter: &Parameter| !parameter.is_active(&given) || present.contains_key(&parameter.name);
    parameters.iter().all(is_whole).then_some(present)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    const SPACE: &str = "[parameters.rate]
low = 1e-4
high = 1.0
scale = \"log\"
baseline = 0.01

[parameters.batch_size]
type = \"int\"
low = 8
high = 64
baseline = 16

[parameters.dropout]
choices = [\"off\", \"on\"]
baseline = \"off\"

[parameters.dropout_rate]
when = { dropout = \"on\" }
low = 0.05
high = 0.7
";

    #[test]
    fn a_bare_study_has_the_words_of_a_project_in_the_order_of_the_text() {
        let declared = parse_space(SPACE).unwrap();
        let named: Vec<(&str, u32)> =
            declared.space.dimensions().iter().map(|it| (it.name.as_str(), it.number)).collect();
        assert_eq!(named, [("rate", 0), ("batch_size", 1), ("dropout", 2), ("dropout_rate", 3)]);
        let baseline = declared.baseline.clone().unwrap();
        assert_eq!(baseline.keys().collect::<Vec<_>>(), ["batch_size", "dropout", "rate"]);
        assert_eq!(baseline["rate"], Value::Float(0.01));
        let rules: Vec<_> = declared.never_tuned().iter().map(Problem::rule).collect();
        assert_eq!(rules, [Some("S3")]);
    }

    #[test]
    fn a_baseline_that_lacks_a_value_is_none() {
        let switched_on = SPACE.replace("baseline = \"off\"", "baseline = \"on\"");
        assert_eq!(parse_space(&switched_on).unwrap().baseline, None);
        let without = SPACE.replace("baseline = \"off\"\n", "");
        assert_eq!(parse_space(&without).unwrap().baseline, None);
    }

    #[test]
    fn no_parameters_are_no_space() {
        let error = parse_space("").unwrap_err();
        assert_eq!(error.to_string(), "`parameters` is missing in the space");
        assert!(parse_space("[parameters]").is_err());
    }

    #[test]
    fn layers_without_a_baseline_have_none() {
        let text = "[parameters.layers]\ntype = \"int\"\nlow = 1\nhigh = 3\nbaseline = 2\n\
                    [parameters.width]\nper = \"layers\"\ntype = \"int\"\nlow = 8\nhigh = 64\n";
        let declared = parse_space(text).unwrap();
        assert_eq!(declared.space.dimensions().len(), 4);
        assert_eq!(declared.baseline, None);
        let whole = format!("{text}baseline = [16, 32, 64]\n");
        let baseline = parse_space(&whole).unwrap().baseline.unwrap();
        assert_eq!(baseline.keys().collect::<Vec<_>>(), ["layers", "width.1", "width.2"]);
    }
}
