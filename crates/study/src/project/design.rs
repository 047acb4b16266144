//! The design of a round: one question, an interaction or an ablation, and how many studies that takes.

use toml::Spanned;
use toml::de::DeValue;

use super::error::{Problem, ProjectFileError};
use super::rounds::{check_name, refuse};
use super::section::{Located, Section, as_written, bad_value, wrong_type};
use crate::design::{Design, LEAST_OVER_RANGE, MOST_STUDIES, parts};
use crate::round::{Phase, RoundDefinition};
use crate::sampler::{WHILE_EXPLOITING, WHILE_EXPLORING};
use crate::space::{Condition, Domain, Parameter};

type Read<T> = Result<T, ProjectFileError>;
type Names<'a> = &'a [Located<String>];

const ABLATION: &str = "true, or a list of adopted features, such as [\"dropout\", \"augmentation\"]";
/// The samplers that spread points evenly whatever their number.
const EVEN: [&str; 3] = ["quasi-random", "halton", "random"];

/// Reads `interaction` and `ablation`. Whether a question has too many values for a study each is seen later, when its
/// space is known.
pub(super) fn read_design(
    section: &Section<'_>,
    parameters: &[Parameter],
    (scientific, nuisance): (Names<'_>, Names<'_>),
) -> Read<Design> {
    let interaction = section.boolean("interaction")?.filter(|asked| asked.value);
    let features = read_ablation(section, parameters, nuisance)?;
    match (interaction, features) {
        (Some(asked), Some(_)) => {
            let reason = "stands beside `ablation`: these are two questions".into();
            let remedy = "ask each in a round of its own".into();
            Err(bad_value("interaction", "true", reason, remedy, asked.place))
        }
        (Some(asked), None) => read_interaction(section, parameters, scientific, asked),
        (None, Some(features)) => {
            let other = ["scientific", "configurations"]
                .into_iter()
                .find_map(|key| section.raw(key).map(|value: &Spanned<DeValue<'_>>| (key, value)));
            match other {
                Some((key, value)) => {
                    let reason = "stands beside `ablation`, whose question is the adopted features".into();
                    let remedy = format!("delete `{key}`, or delete `ablation`");
                    Err(bad_value(key, &as_written(value), reason, remedy, value.span()))
                }
                None => Ok(Design::Ablation { features }),
            }
        }
        (None, None) => Ok(Design::EachValue),
    }
}

fn read_interaction(
    section: &Section<'_>,
    parameters: &[Parameter],
    scientific: Names<'_>,
    asked: Located<bool>,
) -> Read<Design> {
    let [first, second] = scientific else {
        let reason = format!("asks about two parameters, and `scientific` names {}", scientific.len());
        let remedy = "write scientific = [\"a\", \"b\"], the two whose values are crossed".into();
        return Err(bad_value("interaction", "true", reason, remedy, asked.place));
    };
    if section.raw("configurations").is_some() {
        let reason = "stands beside `configurations`".into();
        let remedy = "let a sampler draw the points of each pair of values".into();
        return Err(bad_value("interaction", "true", reason, remedy, asked.place));
    }
    if first.value == second.value {
        let remedy = "name the two parameters whose values are crossed".into();
        let shown = format!("{:?}", second.value);
        return Err(bad_value(
            "scientific",
            &shown,
            "is in the list twice".into(),
            remedy,
            second.place.clone(),
        ));
    }
    for (child, parent) in [(first, second), (second, first)] {
        let declared = parameters.iter().find(|parameter| parameter.name == child.value);
        let needed = declared.and_then(|parameter| parameter.when.as_ref()).into_iter();
        if let Some(needed) =
            needed.flat_map(Condition::requirements).find(|needed| needed.parameter == parent.value)
        {
            let reason =
                format!("is present only when {needed}, so its effect cannot be compared without that");
            let remedy = format!("ask about {} alone, with {} fixed", child.value, parent.value);
            let shown = format!("{:?}", child.value);
            return Err(bad_value("scientific", &shown, reason, remedy, child.place.clone()));
        }
    }
    Ok(Design::Interaction { with: second.value.clone() })
}

/// The features named by `ablation`: an empty list for `true`, nothing where there is no ablation.
fn read_ablation(
    section: &Section<'_>,
    parameters: &[Parameter],
    nuisance: Names<'_>,
) -> Read<Option<Vec<String>>> {
    let Some(value) = section.raw("ablation") else { return Ok(None) };
    match value.get_ref() {
        DeValue::Boolean(asked) => return Ok(asked.then(Vec::new)),
        DeValue::Array(items) if !items.is_empty() => {}
        _ => return Err(wrong_type("ablation", ABLATION, value)),
    }
    let named = section.strings("ablation")?.unwrap_or_default();
    for (index, name) in named.iter().enumerate() {
        check_name(name, parameters)?;
        let reason = match () {
            () if nuisance.iter().any(|other| other.value == name.value) => "is tuned by the round as well",
            () if named[..index].iter().any(|other| other.value == name.value) => "is in the list twice",
            () => continue,
        };
        let remedy = "name every parameter once".into();
        return Err(bad_value(
            "ablation",
            &format!("{:?}", name.value),
            reason.into(),
            remedy,
            name.place.clone(),
        ));
    }
    if named.len() as u64 >= MOST_STUDIES {
        let reason = format!("names {} features, and each is a study beside the incumbent's", named.len());
        let remedy = "name at most 11 of them in one round".into();
        return Err(bad_value("ablation", &as_written(value), reason, remedy, value.span()));
    }
    Ok(Some(named.into_iter().map(|name| name.value).collect()))
}

/// A study for each value where they are few. A single question of more values is covered by one study over all of them
/// (P34); pairs must be few.
pub(super) fn check_number_of_studies(
    section: &Section<'_>,
    round: &mut RoundDefinition,
    parameters: &[Parameter],
) -> Read<()> {
    let domain = |name: &str| {
        parameters
            .iter()
            .find(|parameter| parameter.name == name)
            .map(|parameter| round.domain(parameter).clone())
    };
    if round.is_ablation() {
        return needs_even_sampler(section, round, "says of every feature what it gains".into());
    }
    let Some(first) = round.scientific.as_deref().and_then(domain) else { return Ok(()) };
    if let Design::Interaction { with } = &round.design {
        let second = domain(with);
        let pairs = first.count().zip(second.as_ref().and_then(Domain::count));
        let pairs = pairs.map(|(a, b)| a.saturating_mul(b));
        if pairs.is_some_and(|pairs| pairs <= MOST_STUDIES) {
            return needs_even_sampler(section, round, "compares effects between studies".into());
        }
        let problem = Problem::TooManyPairs {
            round: round.name.clone(),
            names: round.questions().into_iter().map(str::to_owned).collect(),
            pairs: pairs
                .map_or_else(|| "endlessly many values".into(), |pairs| format!("{pairs} pairs of values")),
        };
        return Err(refuse(
            problem,
            section.raw("scientific").map_or_else(|| section.place(), Spanned::span),
        ));
    }
    if first.count().is_some_and(|count| count <= MOST_STUDIES) {
        return Ok(());
    }
    cover_range(section, round, &first)
}

/// Refuses a sampler whose points are not evenly spread whatever their number; without one, takes the usual one that is.
fn needs_even_sampler(section: &Section<'_>, round: &mut RoundDefinition, why: String) -> Read<()> {
    if round.phase == Phase::Exploit && section.raw("sampler").is_none() && round.sampler == WHILE_EXPLOITING
    {
        WHILE_EXPLORING.clone_into(&mut round.sampler);
    }
    if EVEN.contains(&round.sampler.as_str()) {
        return Ok(());
    }
    let place = section.raw("sampler").map_or_else(|| section.place(), Spanned::span);
    let (round, sampler) = (round.name.clone(), round.sampler.clone());
    Err(refuse(Problem::NeedsEvenSampler { round, why, sampler }, place))
}

/// One study over question and nuisances, which needs an even sampler, and trials enough to cover the values.
fn cover_range(section: &Section<'_>, round: &mut RoundDefinition, domain: &Domain) -> Read<()> {
    let parameter = round.scientific.clone().unwrap_or_default();
    needs_even_sampler(section, round, format!("covers the many values of {parameter} in one study"))?;
    let parts = parts(domain, round.trials);
    let least = match domain {
        Domain::Choice { .. } => 2 * parts,
        _ => LEAST_OVER_RANGE,
    };
    if round.trials < least {
        let reason = format!("is too few to cover the values of {parameter} ({domain}) evenly (P34, P35)");
        let remedy = format!(
            "write trials = {least} or more, or name the values to compare: space.{parameter} = {{ choices = [...] }}"
        );
        let place = section.raw("trials").map_or_else(|| section.place(), Spanned::span);
        return Err(bad_value("trials", &round.trials.to_string(), reason, remedy, place));
    }
    round.design = Design::OverRange { parts };
    Ok(())
}
