//! The values of a parameter as a project file gives them: a range, or a list of choices.

use super::error::ProjectFileError;
use super::section::{Located, Section, as_written, bad_value};
use crate::space::{Domain, Range, Scale};
use crate::value::Value;

type Read<T> = Result<T, ProjectFileError>;

/// A float has at least so many values: far more than a study draws.
const FEWEST_VALUES: f64 = 500.0;
/// Whole numbers up to here are exact as floats.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;
/// More steps than this are no steps.
const MOST_STEPS: f64 = 1e6;

/// Reads a domain. `inherited` is the parameter's own where a round overrides a part of it.
pub(super) fn read_domain(section: &Section<'_>, inherited: Option<&Domain>) -> Read<Domain> {
    if let Some(choices) = section.values("choices")? {
        refuse_beside_choices(section)?;
        return choice_domain(section, choices, inherited);
    }
    if let Some(value) = section.raw("ordered") {
        let remedy = "delete `ordered`, or name the values: choices = [...]".into();
        let reason = "is about `choices`, and there are none".into();
        return Err(bad_value("ordered", &as_written(value), reason, remedy, value.span()));
    }
    if let Some(Domain::Choice { .. } | Domain::Ordered { .. } | Domain::Boolean) = inherited {
        let remedy = "narrow it to some of its values: { choices = [...] }".into();
        let reason = "gives a range to a parameter that has a list of values".into();
        let key = ["low", "high", "scale", "step"].into_iter().find(|key| section.raw(key).is_some());
        let (written, place) = key
            .and_then(|key| section.raw(key))
            .map_or_else(|| ("{}".into(), section.place()), |value| (as_written(value), value.span()));
        return Err(bad_value(key.unwrap_or("space"), &written, reason, remedy, place));
    }
    let low = read_end(section, "low", inherited.and_then(Domain::range).map(|range| range.low))?;
    let high = read_end(section, "high", inherited.and_then(Domain::range).map(|range| range.high))?;
    let low = section.required("low", low, "low = 1e-4, or choices = [\"off\", \"on\"]")?;
    let high = section.required("high", high, "high = 1.0")?;
    let scale = read_scale(section, inherited)?;
    check_range(&low, &high, scale)?;
    let step = read_step(section, inherited)?;
    let is_int = read_is_int(section, inherited)?;
    if is_int {
        check_whole(section, &low, &high, scale)?;
    }
    match step {
        Some(step) => stepped((&low, &high), scale, &step, is_int),
        None if is_int => Ok(Domain::Int { low: low.value as i64, high: high.value as i64, scale }),
        None => continuous(&low, &high, scale),
    }
}

/// Whole numbers have whole ends, and no reverse-log scale.
fn check_whole(section: &Section<'_>, low: &Located<f64>, high: &Located<f64>, scale: Scale) -> Read<()> {
    for (key, end) in [("low", low), ("high", high)] {
        if end.value.fract() != 0.0 || end.value.abs() > LARGEST_WHOLE {
            let reason = "is no whole number below 2^53, as the end of whole numbers must be".into();
            let remedy = "give a whole end, or let the parameter have type = \"float\"".into();
            return Err(bad_value(key, &show(end.value), reason, remedy, end.place.clone()));
        }
    }
    if scale == Scale::ReverseLog {
        let reason = "spreads numbers just below 1, where there are no whole ones".into();
        let remedy = "write \"linear\" or \"log\"".into();
        let place = section.raw("scale").map_or_else(|| section.place(), toml::Spanned::span);
        return Err(bad_value("scale", "\"reverse-log\"", reason, remedy, place));
    }
    Ok(())
}

/// The step of a range, or the one it inherits.
fn read_step(section: &Section<'_>, inherited: Option<&Domain>) -> Read<Option<Located<f64>>> {
    let inherited = match inherited {
        Some(Domain::FloatSteps { step, .. }) => Some(*step),
        Some(Domain::IntSteps { step, .. }) => Some(*step as f64),
        _ => None,
    };
    let inherited = inherited.map(|value| Located { value, place: section.place() });
    Ok(section.number("step")?.or(inherited))
}

/// A range in steps, its upper end at the last of them.
fn stepped(
    (low, high): (&Located<f64>, &Located<f64>),
    scale: Scale,
    step: &Located<f64>,
    is_int: bool,
) -> Read<Domain> {
    let refuse = |reason: String, remedy: &str| {
        Err(bad_value("step", &show(step.value), reason, remedy.into(), step.place.clone()))
    };
    if step.value <= 0.0 {
        return refuse("is not above 0".into(), "give the distance from one value to the next");
    }
    if scale != Scale::Linear {
        return refuse(
            format!("is an equal distance, which a {scale} scale does not have"),
            "delete `step`, or use scale = \"linear\", or name the values: choices = [...], ordered = true",
        );
    }
    if is_int && step.value.fract() != 0.0 {
        return refuse(
            "is no whole number, as the step of whole numbers must be".into(),
            "give a whole step, or let the parameter have type = \"float\"",
        );
    }
    let steps = (high.value - low.value) / step.value;
    if !(1.0 - 1e-6..MOST_STEPS).contains(&steps) {
        let reason = if steps < 1.0 { "leaves one value only" } else { "makes more than a million values" };
        let range = format!(" of {} to {}", show(low.value), show(high.value));
        return refuse(
            format!("{reason}{range}"),
            "give a step that makes at least two values, or delete it",
        );
    }
    let all = if is_int {
        Domain::IntSteps { low: low.value as i64, high: high.value as i64, step: step.value as i64 }
    } else {
        Domain::FloatSteps { low: low.value, high: high.value, step: step.value }
    };
    let last = all.count().and_then(|count| all.nth(count - 1)).and_then(|last| last.as_f64());
    Ok(all.with_range(Range { low: low.value, high: last.unwrap_or(high.value) }))
}

/// A float without a step. What is drawn of it has six significant digits (of its distance to 1 on a reverse-log scale), so
/// ends that agree in the first ones leave few values between them.
fn continuous(low: &Located<f64>, high: &Located<f64>, scale: Scale) -> Read<Domain> {
    let (low_end, high_end) = (low.value, high.value);
    let largest = match scale {
        Scale::ReverseLog => 1.0 - low_end,
        Scale::Linear | Scale::Log => low_end.abs().max(high_end.abs()),
    };
    let last_digit = 10.0_f64.powf(largest.log10().floor() - 5.0);
    if (high_end - low_end) / last_digit < FEWEST_VALUES {
        let reason =
            format!("is so near to low = {} that six digits leave few values between", show(low_end));
        let remedy = "widen the range, give a `step`, or (near 1) use scale = \"reverse-log\"".into();
        return Err(bad_value("high", &show(high_end), reason, remedy, high.place.clone()));
    }
    Ok(Domain::Float { low: low_end, high: high_end, scale })
}

/// An end of a range, or the one it inherits.
fn read_end(section: &Section<'_>, key: &'static str, inherited: Option<f64>) -> Read<Option<Located<f64>>> {
    let inherited = inherited.map(|value| Located { value, place: section.place() });
    Ok(section.number(key)?.or(inherited))
}

fn check_range(low: &Located<f64>, high: &Located<f64>, scale: Scale) -> Read<()> {
    let wrong = if low.value >= high.value {
        (format!("is not below high = {}", show(high.value)), "give a `low` that is smaller than `high`")
    } else if scale == Scale::Log && low.value <= 0.0 {
        ("has no logarithm".into(), "raise `low` above 0, or use scale = \"linear\"")
    } else if scale == Scale::ReverseLog && high.value >= 1.0 {
        let reason = "is not below 1, as the ends of a reverse-log scale must be".into();
        let remedy = "lower `high` below 1, for example to 0.9999, or use scale = \"linear\"".into();
        return Err(bad_value("high", &show(high.value), reason, remedy, high.place.clone()));
    } else if !(high.value - low.value).is_finite() {
        (
            format!("is too far from high = {}", show(high.value)),
            "give ends whose difference is a finite number",
        )
    } else {
        return Ok(());
    };
    Err(bad_value("low", &show(low.value), wrong.0, wrong.1.into(), low.place.clone()))
}

/// A value as a file has it.
pub(super) fn in_quotes(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{text:?}"),
        other => other.to_string(),
    }
}

/// A number as people write it.
pub(super) fn show(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e6 {
        format!("{number:.0}")
    } else {
        Value::Float(number).to_string()
    }
}

fn refuse_beside_choices(section: &Section<'_>) -> Read<()> {
    for key in ["low", "high", "scale", "step", "type", "hard_low", "hard_high"] {
        if let Some(value) = section.raw(key) {
            let reason = "stands beside `choices`, which have neither ends nor a scale".into();
            let remedy = format!("delete `{key}`, or delete `choices` and give a range");
            return Err(bad_value(key, &as_written(value), reason, remedy, value.span()));
        }
    }
    Ok(())
}

/// A list of values. Of a number, the choices in a round are numbers of the same kind: `1` is a fine float.
fn choice_domain(
    section: &Section<'_>,
    mut choices: Vec<Located<Value>>,
    inherited: Option<&Domain>,
) -> Read<Domain> {
    for choice in &mut choices {
        let value = match (inherited, &choice.value) {
            (Some(Domain::Float { .. } | Domain::FloatSteps { .. }), Value::Int(whole)) => {
                Value::Float(*whole as f64)
            }
            (_, value) => value.clone(),
        };
        let fits = match inherited {
            Some(Domain::Float { .. } | Domain::FloatSteps { .. }) => matches!(value, Value::Float(_)),
            Some(Domain::Int { .. } | Domain::IntSteps { .. }) => matches!(value, Value::Int(_)),
            Some(Domain::Boolean) => matches!(value, Value::Bool(_)),
            Some(Domain::Choice { .. } | Domain::Ordered { .. }) | None => true,
        };
        if let (false, Some(domain)) = (fits, inherited) {
            let reason = format!("is no value of a parameter that is {domain}");
            let remedy = "write values of the parameter's own kind";
            return Err(bad_choice(&choice.value, &choice.place, reason, remedy));
        }
        choice.value = value;
    }
    for (index, choice) in choices.iter().enumerate() {
        if choices[..index].iter().any(|earlier| earlier.value == choice.value) {
            let remedy = "name every choice once";
            let reason = "is in the list twice".into();
            return Err(bad_choice(&choice.value, &choice.place, reason, remedy));
        }
    }
    if choices.len() < 2 {
        let remedy = "name at least two values to choose from".into();
        let (written, place) = section
            .raw("choices")
            .map_or_else(|| ("[]".into(), section.place()), |value| (as_written(value), value.span()));
        return Err(bad_value("choices", &written, "leaves no choice".into(), remedy, place));
    }
    let values: Vec<Value> = choices.into_iter().map(|choice| choice.value).collect();
    let ordered = section.boolean("ordered")?;
    let is_ordered =
        ordered.as_ref().map_or(matches!(inherited, Some(Domain::Ordered { .. })), |it| it.value);
    if values.iter().all(|value| matches!(value, Value::Bool(_))) {
        return match ordered.filter(|it| it.value) {
            None => Ok(Domain::Boolean),
            Some(found) => {
                let remedy = "delete `ordered`".into();
                let reason = "says of a boolean that it has an order".into();
                Err(bad_value("ordered", "true", reason, remedy, found.place))
            }
        };
    }
    Ok(if is_ordered { Domain::Ordered { choices: values } } else { Domain::Choice { choices: values } })
}

fn read_scale(section: &Section<'_>, inherited: Option<&Domain>) -> Read<Scale> {
    let Some(found) = section.string("scale")? else {
        return Ok(match inherited {
            Some(Domain::Float { scale, .. } | Domain::Int { scale, .. }) => *scale,
            _ => Scale::Linear,
        });
    };
    match found.value.as_str() {
        "linear" => Ok(Scale::Linear),
        "log" => Ok(Scale::Log),
        "reverse-log" => Ok(Scale::ReverseLog),
        other => {
            let remedy = "write \"linear\", \"log\" or \"reverse-log\"".into();
            Err(bad_value("scale", &format!("{other:?}"), "is no scale".into(), remedy, found.place))
        }
    }
}

fn read_is_int(section: &Section<'_>, inherited: Option<&Domain>) -> Read<bool> {
    match section.string("type")? {
        None => Ok(matches!(inherited, Some(Domain::Int { .. } | Domain::IntSteps { .. }))),
        Some(found) => match found.value.as_str() {
            "int" => Ok(true),
            "float" => Ok(false),
            other => {
                let remedy = "write \"float\" or \"int\"; a list of values is `choices`".into();
                Err(bad_value("type", &format!("{other:?}"), "is no type".into(), remedy, found.place))
            }
        },
    }
}

fn bad_choice(
    value: &Value,
    place: &std::ops::Range<usize>,
    reason: String,
    remedy: &str,
) -> ProjectFileError {
    bad_value("choices", &in_quotes(value), reason, remedy.into(), place.clone())
}
