//! The `when` of parameters: reading it, resolving its parents, and the chains that conditions form.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::domain::in_quotes;
use super::error::{Problem, ProjectFileError};
use super::section::{Section, as_written, bad_value, located_value, wrong_type};
use crate::space::{Condition, Domain, Parameter, Requirement, Test};
use crate::value::Value;

type Read<T> = Result<T, ProjectFileError>;

const TEST: &str = "a value of the parent, a list of its values, or { at_least = 3 }";

/// The requirements that a parameter itself states, and where.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    pub(super) requirements: Vec<Requirement>,
    pub(super) written: String,
    pub(super) place: Range<usize>,
}

/// Reads `when`. The parents are looked up later, when all parameters are known.
pub(super) fn read_when(section: &Section<'_>) -> Read<Option<Stated>> {
    let Some(when) = section.section("when")? else { return Ok(None) };
    let written = section.raw("when").map_or_else(String::new, as_written);
    let mut requirements = Vec::new();
    read_tests(&when, "", &mut requirements)?;
    if requirements.is_empty() {
        let remedy = "name a parent and its value: when = { dropout = \"on\" }".into();
        return Err(bad_value("when", &written, "asks for nothing".into(), remedy, when.place()));
    }
    Ok(Some(Stated { requirements, written, place: when.place() }))
}

/// Reads the tests of one table. A table that is no test is a scope: `adam.kind = "w"` is `{ adam = { kind = "w" } }`.
fn read_tests(when: &Section<'_>, scope: &str, requirements: &mut Vec<Requirement>) -> Read<()> {
    for (name, value) in when.entries() {
        let parameter = format!("{scope}{}", name.get_ref());
        if let DeValue::Table(table) = value.get_ref()
            && !table.is_empty()
            && !table.contains_key("at_least")
        {
            let inner = Section::from_value((&parameter, TEST), format!("when.{parameter}"), value)?;
            read_tests(&inner, &format!("{parameter}."), requirements)?;
            continue;
        }
        let test = read_test(&parameter, value)?;
        requirements.push(Requirement { parameter, test });
    }
    Ok(())
}

fn read_test<'a>(parameter: &str, value: &'a Spanned<DeValue<'a>>) -> Read<Test> {
    let key = format!("when.{parameter}");
    match value.get_ref() {
        DeValue::Array(items) => {
            let values = items.iter().map(|item| read_value(&key, item)).collect::<Read<Vec<Value>>>()?;
            match <[Value; 1]>::try_from(values) {
                Ok([value]) => Ok(Test::Equals(value)),
                Err(values) if values.is_empty() => {
                    let remedy = "list the parent's values under which the parameter is present".into();
                    Err(bad_value(&key, "[]", "can never hold".into(), remedy, value.span()))
                }
                Err(values) => Ok(Test::OneOf(values)),
            }
        }
        DeValue::Table(_) => {
            let section = Section::from_value((&key, TEST), key.clone(), value)?;
            section.only(&["at_least"])?;
            let least = section.whole("at_least")?;
            Ok(Test::AtLeast(section.required("at_least", least, "at_least = 3")?.value))
        }
        _ => Ok(Test::Equals(read_value(&key, value)?)),
    }
}

fn read_value<'a>(key: &str, value: &'a Spanned<DeValue<'a>>) -> Read<Value> {
    match value.get_ref() {
        DeValue::String(_) | DeValue::Boolean(_) | DeValue::Integer(_) | DeValue::Float(_) => {
            Ok(located_value((key, TEST), value)?.value)
        }
        _ => Err(wrong_type(key, TEST, value)),
    }
}

/// Checks every parameter's own requirements and adds those of its parents, so that each condition says all.
/// `stated` belongs to the parameters, one each.
pub(super) fn resolve(parameters: &mut [Parameter], stated: &[Option<Stated>]) -> Read<()> {
    for (parameter, own) in parameters.iter().zip(stated) {
        for requirement in own.iter().flat_map(|own| &own.requirements) {
            let Some(own) = own else { continue };
            check_requirement(parameter, requirement, own, parameters)?;
        }
    }
    let mut chains = Chains { parameters, stated, known: vec![None; stated.len()] };
    let mut conditions = Vec::new();
    for (index, own) in stated.iter().enumerate() {
        let condition = Condition::all(chains.requirements(index, &mut Vec::new())?);
        if let (Some(condition), Some(own)) = (&condition, own)
            && condition.excludes(condition)
        {
            let reason = format!("can never hold together with what its parents need: {condition}");
            let remedy = "ask for values of the parents that can occur together".into();
            return Err(bad_value("when", &own.written, reason, remedy, own.place.clone()));
        }
        conditions.push(condition);
    }
    for (parameter, condition) in parameters.iter_mut().zip(conditions) {
        parameter.when = condition;
    }
    Ok(())
}

/// The requirements of parameters and all their parents.
struct Chains<'a> {
    parameters: &'a [Parameter],
    stated: &'a [Option<Stated>],
    known: Vec<Option<Vec<Requirement>>>,
}

impl Chains<'_> {
    /// A parameter's own requirements, followed by those of its parents. `path` holds the children on the way here.
    fn requirements(&mut self, index: usize, path: &mut Vec<usize>) -> Read<Vec<Requirement>> {
        if let Some(known) = &self.known[index] {
            return Ok(known.clone());
        }
        let Some(own) = &self.stated[index] else { return Ok(Vec::new()) };
        if let Some(start) = path.iter().position(|child| *child == index) {
            let circle = path[start..].iter().chain([&index]);
            let names: Vec<&str> = circle.map(|child| self.parameters[*child].name.as_str()).collect();
            let reason = format!("goes in a circle: {}", names.join(" needs "));
            let remedy = "let one of them always be present: delete its `when`".into();
            return Err(bad_value("when", &own.written, reason, remedy, own.place.clone()));
        }
        path.push(index);
        let mut requirements = own.requirements.clone();
        for requirement in &own.requirements {
            let parent = self.parameters.iter().position(|other| other.name == requirement.parameter);
            if let Some(parent) = parent {
                for needed in self.requirements(parent, path)? {
                    if !requirements.contains(&needed) {
                        requirements.push(needed);
                    }
                }
            }
        }
        path.pop();
        self.known[index] = Some(requirements.clone());
        Ok(requirements)
    }
}

fn check_requirement(
    parameter: &Parameter,
    requirement: &Requirement,
    own: &Stated,
    all: &[Parameter],
) -> Read<()> {
    let Some(parent) = all.iter().find(|candidate| candidate.name == requirement.parameter) else {
        let others = all.iter().filter(|other| other.name != parameter.name);
        let known = others.map(|other| other.name.clone()).collect();
        let problem = Problem::UnknownName { what: "parameter", name: requirement.parameter.clone(), known };
        return Err(ProjectFileError { problem, place: own.place.clone() });
    };
    let (reason, remedy) = if parent.name == parameter.name {
        ("hangs the parameter on itself".into(), "name another parameter, or delete `when`")
    } else if matches!(parent.domain, Domain::Float { .. } | Domain::FloatSteps { .. }) {
        (
            format!("hangs on {}, a number that need not be whole: {}", parent.name, parent.domain),
            "a parent is a list of choices, a boolean or a whole number",
        )
    } else if let Some(reason) = never_holds(&requirement.test, parent) {
        (reason, "write values that the parent can have")
    } else {
        return Ok(());
    };
    Err(bad_value("when", &own.written, reason, remedy.into(), own.place.clone()))
}

/// Why a test on a parent can never hold, if it cannot.
fn never_holds(test: &Test, parent: &Parameter) -> Option<String> {
    match test {
        Test::AtLeast(least) => {
            let highest = parent.hard_high.or(parent.domain.range().map(|range| range.high));
            match highest {
                None => Some(format!("asks a list for a number: {} is {}", parent.name, parent.domain)),
                Some(highest) if *least as f64 > highest => {
                    Some(format!("can never hold: {} is {}", parent.name, parent.domain))
                }
                Some(_) => None,
            }
        }
        listed => {
            let impossible = listed.values()?.iter().find(|value| !parent.domain.contains(value))?;
            let shown = in_quotes(impossible);
            Some(format!("can never hold with {shown}: {} is {}", parent.name, parent.domain))
        }
    }
}
