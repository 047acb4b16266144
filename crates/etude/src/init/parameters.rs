//! From an option that is searched to a parameter of the project file.

use etude_study::project::quoted;
use etude_study::space::{Flag, Group};

use super::knowledge::Rule;
use super::proposal::{ProposedParameter, ProposedValues};
use super::ranges::{exact, range_around};
use super::script_option::{Kind, ScriptOption, Spelling, Takes, number, truth};
use super::switches::unknown_switch;

/// The learning rate of a script that does not say which one it has.
const USUAL_LEARNING_RATE: f64 = 0.01;

/// Why an option is no parameter.
pub(super) type Reason = String;

/// The parameter that an option becomes.
pub(super) fn parameter(
    option: &ScriptOption,
    rule: Rule,
    group: Option<Group>,
) -> Result<ProposedParameter, Reason> {
    if option.takes == Takes::Nothing {
        return Err(unknown_switch(option));
    }
    let written = choices(option);
    let (values, baseline, holds_default) = match written {
        Some(list) => {
            let value =
                option.value().map(|value| literal_of(value, &list)).filter(|value| list.contains(value));
            let baseline = value.clone().unwrap_or_else(|| list[0].clone());
            (ProposedValues::Choices(list), baseline, value.is_some())
        }
        None if rule == Rule::Choice => {
            return Err("takes any text; list its values as `choices` to compare them".into());
        }
        None => ranged(option, rule)?,
    };
    let plain = option.spelling.plain_name();
    let aside = (!holds_default).then(|| match option.value() {
        Some(value) => format!("its value is {value}, which the range below does not hold"),
        None => "its value is not known".to_owned(),
    });
    Ok(ProposedParameter {
        name: plain.rsplit('.').next().unwrap_or(&plain).to_owned(),
        flag: None,
        values,
        baseline,
        group,
        when: None,
        aside,
        remark: None,
    })
}

fn ranged(option: &ScriptOption, rule: Rule) -> Result<(ProposedValues, String, bool), Reason> {
    let default = match option.value() {
        Some(text) => number(text).ok_or_else(|| format!("its value {text} is no number"))?,
        None if rule == Rule::LearningRate => USUAL_LEARNING_RATE,
        None => {
            let guess = range_around(rule, 0.0).ok_or("its default is not known")?;
            return Ok((guess.values, guess.baseline, false));
        }
    };
    let rule = match rule {
        Rule::UpTo(_) if option.kind() == Kind::Whole && default.fract() == 0.0 && default > 1.0 => {
            Rule::Warmup
        }
        Rule::Width | Rule::Depth if default.fract() != 0.0 => {
            return Err(format!("its value {default} is no whole number"));
        }
        rule => rule,
    };
    let ranged =
        range_around(rule, default).ok_or_else(|| format!("no range is known around its value {default}"))?;
    if option.kind == Some(Kind::Whole) && matches!(ranged.values, ProposedValues::Range { whole: false, .. })
    {
        return Err("takes whole numbers, where fractions were expected".into());
    }
    Ok((ranged.values, ranged.baseline, ranged.holds_default))
}

/// The values of an option that has a list of them, as TOML has them.
fn choices(option: &ScriptOption) -> Option<Vec<String>> {
    if option.kind() == Kind::Truth {
        return Some(vec!["false".into(), "true".into()]);
    }
    let numbers = option.choices.iter().all(|choice| number(choice).is_some());
    let mut list: Vec<String> = Vec::new();
    for choice in &option.choices {
        let literal = if numbers { in_toml(choice) } else { quoted(choice) };
        if !list.contains(&literal) {
            list.push(literal);
        }
    }
    (list.len() >= 2).then_some(list)
}

/// A value as it stands in a list.
fn literal_of(value: &str, list: &[String]) -> String {
    let as_text = quoted(value);
    match truth(value) {
        _ if list.contains(&as_text) => as_text,
        Some(truth) => truth.to_string(),
        None => in_toml(value),
    }
}

fn in_toml(value: &str) -> String {
    match (value.parse::<i64>(), number(value)) {
        (Ok(whole), _) => whole.to_string(),
        (Err(_), Some(number)) => exact(number),
        _ => quoted(value),
    }
}

/// The flag that a parameter needs beside its name, if any.
pub(super) fn flag_for(spelling: &Spelling, name: &str) -> Option<Flag> {
    match spelling {
        Spelling::Flag(flag) if *flag == format!("--{name}") => None,
        Spelling::Flag(flag) | Spelling::Key(flag) => Some(Flag::Name(flag.clone())),
        Spelling::Short(_) | Spelling::Position(..) => None,
    }
}

/// Whether a program could not tell two parameters apart, since both have a name on the command line.
pub(super) fn share_a_name(a: &ProposedParameter, b: &ProposedParameter) -> bool {
    let flag = |parameter: &ProposedParameter| {
        parameter.flag.clone().unwrap_or_else(|| Flag::Name(format!("--{}", parameter.name)))
    };
    let other = flag(b);
    flag(a).names().iter().any(|name| other.names().contains(name))
}
