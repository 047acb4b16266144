//! From a command template and a configuration to the arguments a program is started with.

use super::error::Problem;
use crate::configuration::Configuration;
use crate::space::{Flag, Parameter, bare};

/// Where a trial keeps its things, as placeholders name them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CommandPlaces {
    /// `{checkpoint_dir}`.
    pub checkpoint_dir: Option<String>,
    /// `{resume_from}`.
    pub resume_from: Option<String>,
}

/// Fills a template.
///
/// `{args}` alone becomes `--name=value`, or the word that stands for the value, for every active parameter, in the
/// order of the project file, and the batch size. `{seed}`, `{data_seed}`, `{max_epochs}`, `{batch_size}`, `{checkpoint_dir}`, `{resume_from}` and `{name}` of
/// one parameter may stand inside a word; a word whose placeholder has no value (nothing to resume from, an inactive
/// parameter) is left out. Where the placeholder is the whole word, the flag that stands before it, a word with a dash
/// in front and no value of its own, goes with it. A parameter whose values have words of their own ([`Flag::Words`])
/// has its word in either place, or nothing; no flag before it goes with it. Arguments are never joined into a shell
/// line.
pub fn expand_command(
    template: &[String],
    parameters: &[Parameter],
    configuration: &Configuration,
    places: &CommandPlaces,
) -> Vec<String> {
    let mut command = Vec::new();
    for (index, word) in template.iter().enumerate() {
        if word == "{args}" {
            command.extend(arguments(parameters, configuration));
        } else if let Some(filled) = fill(word, |name| value_of(name, parameters, configuration, places)) {
            command.push(filled);
        } else if !is_switch(word, parameters)
            && index.checked_sub(1).is_some_and(|before| is_flag_of(&template[before], word))
        {
            command.pop();
        }
    }
    command
}

/// Whether a word is a flag whose value is the next word: `--resume` before `{resume_from}`.
fn is_flag_of(flag: &str, word: &str) -> bool {
    let is_placeholder =
        next_placeholder(word).is_some_and(|(before, _, after)| before.is_empty() && after.is_empty());
    is_placeholder && flag.starts_with('-') && flag.len() > 1 && !flag.contains(['=', '{'])
}

/// Whether a word has the placeholder of a parameter whose values have words of their own: it is no flag's value.
fn is_switch(word: &str, parameters: &[Parameter]) -> bool {
    next_placeholder(word).is_some_and(|(_, name, _)| {
        let parameter = parameters.iter().find(|parameter| parameter.name == name);
        parameter.is_some_and(|parameter| matches!(parameter.flag, Some(Flag::Words(_))))
    })
}

/// `--name=value` or the value's own word for every active parameter, and the batch size.
fn arguments(parameters: &[Parameter], configuration: &Configuration) -> Vec<String> {
    let mut words = Vec::new();
    for parameter in parameters {
        if let Some(value) = configuration.values.get(&parameter.name) {
            words.extend(parameter.flag().argument(value));
        }
    }
    if let Some(batch_size) = &configuration.batch_size {
        words.push(format!("{}={}", bare(&batch_size.flag), batch_size.value));
    }
    words
}

/// Replaces every `{name}`; `None` when one of them has no value.
fn fill(word: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = word;
    while let Some((before, name, after)) = next_placeholder(rest) {
        filled.push_str(before);
        filled.push_str(&value(name)?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

/// The text before a placeholder, its name, and the text after it. Braces around anything but a name are text.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        let close = text[open..].find('}').map(|at| open + at)?;
        let name = &text[open + 1..close];
        if !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "_-.".contains(letter)) {
            return Some((&text[..open], name, &text[close + 1..]));
        }
        from = open + 1;
    }
    None
}

fn value_of(
    name: &str,
    parameters: &[Parameter],
    configuration: &Configuration,
    places: &CommandPlaces,
) -> Option<String> {
    match name {
        "seed" => Some(configuration.seed.to_string()),
        "data_seed" => Some(configuration.data_seed.to_string()),
        "max_epochs" => Some(configuration.max_epochs.to_string()),
        "batch_size" => configuration.batch_size.as_ref().map(|batch_size| batch_size.value.to_string()),
        "checkpoint_dir" => places.checkpoint_dir.clone(),
        "resume_from" => places.resume_from.clone(),
        name => {
            let value = configuration.values.get(name)?;
            match parameters.iter().find(|parameter| parameter.name == name) {
                Some(parameter) => parameter.flag().filled_in(value),
                None => Some(value.to_string()),
            }
        }
    }
}

/// Refuses a test command that is given anything but the checkpoint.
pub(super) fn check_test_template(template: &[String]) -> Result<(), Problem> {
    for word in template {
        let mut rest = word.as_str();
        while let Some((_, name, after)) = next_placeholder(rest) {
            if name != "checkpoint" {
                let known = vec!["checkpoint".into()];
                return Err(Problem::UnknownName {
                    what: "placeholder of a test command",
                    name: name.into(),
                    known,
                });
            }
            rest = after;
        }
    }
    Ok(())
}

/// Refuses a template with a placeholder that means nothing.
pub(super) fn check_template(template: &[String], parameters: &[Parameter]) -> Result<(), Problem> {
    const OWN: [&str; 6] = ["seed", "data_seed", "max_epochs", "batch_size", "checkpoint_dir", "resume_from"];
    for word in template.iter().filter(|word| *word != "{args}") {
        let mut rest = word.as_str();
        while let Some((_, name, after)) = next_placeholder(rest) {
            let known = OWN.contains(&name) || parameters.iter().any(|parameter| parameter.name == name);
            if name == "args" {
                return Err(Problem::BadValue {
                    key: "command".into(),
                    value: format!("{word:?}"),
                    reason: "has {args} inside a word".into(),
                    remedy: "let \"{args}\" be a word of its own: it becomes several".into(),
                });
            }
            if !known {
                let names = parameters.iter().map(|parameter| parameter.name.clone());
                let own = OWN.iter().map(|own| (*own).to_owned());
                let known = own.chain(names).chain(["args".into()]).collect();
                return Err(Problem::UnknownName { what: "placeholder", name: name.into(), known });
            }
            rest = after;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::batch_size::BatchSize;
    use crate::space::Domain;
    use crate::value::Value;

    fn expand(template: &[&str], resume_from: Option<&str>) -> Vec<String> {
        let template: Vec<String> = template.iter().map(|word| (*word).to_owned()).collect();
        let configuration = Configuration {
            values: BTreeMap::from([("rate".to_owned(), Value::Float(0.1))]),
            batch_size: Some(BatchSize { flag: "--bs".into(), value: 32 }),
            max_epochs: 3,
            seed: 7,
            data_seed: 8,
        };
        let places =
            CommandPlaces { checkpoint_dir: Some("/c".into()), resume_from: resume_from.map(str::to_owned) };
        expand_command(&template, &[], &configuration, &places)
    }

    #[test]
    fn every_placeholder_may_stand_inside_a_word() {
        let template =
            ["t", "--all={seed}/{data_seed}/{max_epochs}/{batch_size}/{rate}/{checkpoint_dir}", "{rate}"];
        assert_eq!(expand(&template, None), ["t", "--all=7/8/3/32/0.1//c", "0.1"]);
    }

    #[test]
    fn a_placeholder_without_a_value_takes_its_word_and_its_flag_along() {
        let template =
            ["t", "--resume", "{resume_from}", "--from={resume_from}", "-x", "{inactive}", "--last"];
        assert_eq!(expand(&template, None), ["t", "--last"]);
        assert_eq!(
            expand(&template, Some("/c/1.pt")),
            ["t", "--resume", "/c/1.pt", "--from=/c/1.pt", "--last"]
        );
        // What is no flag of the placeholder's stays.
        for before in ["train", "--verbose=1", "-", "--n={seed}"] {
            assert_eq!(expand(&["t", before, "{resume_from}"], None).len(), 2, "{before}");
        }
        assert_eq!(expand(&["t", "--verbose", "x{resume_from}"], None), ["t", "--verbose"]);
        assert_eq!(expand(&["t", "--a", "{inactive}", "{resume_from}"], None), ["t"]);
    }

    fn parameter(name: &str, flag: Flag) -> Parameter {
        Parameter {
            name: name.into(),
            domain: Domain::Boolean,
            hard_low: None,
            hard_high: None,
            baseline: Value::Bool(false),
            group: None,
            flag: Some(flag),
            when: None,
        }
    }

    fn words(words: &[(&str, &str)]) -> Flag {
        let words = words.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned()));
        Flag::Words(words.collect())
    }

    #[test]
    fn a_value_may_have_a_word_of_its_own_or_none() {
        let parameters = [
            parameter("nesterov", words(&[("true", "--nesterov")])),
            parameter("bn", words(&[("true", "--use-bn"), ("false", "--no-use-bn")])),
            parameter("opt", words(&[("sgd", "--sgd"), ("adam", "--adam")])),
            parameter("inactive", words(&[("true", "--inactive"), ("false", "--never")])),
        ];
        let expand = |template: &[&str], is_on: bool, optimizer: &str| {
            let template: Vec<String> = template.iter().map(|word| (*word).to_owned()).collect();
            let values = [("nesterov", is_on), ("bn", is_on)];
            let mut values: BTreeMap<String, Value> =
                values.into_iter().map(|(name, value)| (name.to_owned(), Value::Bool(value))).collect();
            values.insert("opt".into(), Value::Text(optimizer.into()));
            let configuration =
                Configuration { values, batch_size: None, max_epochs: 1, seed: 1, data_seed: 1 };
            expand_command(&template, &parameters, &configuration, &CommandPlaces::default())
        };
        let all = ["t", "{args}", "--last"];
        assert_eq!(expand(&all, true, "sgd"), ["t", "--nesterov", "--use-bn", "--sgd", "--last"]);
        assert_eq!(expand(&all, false, "adam"), ["t", "--no-use-bn", "--adam", "--last"]);
        let single = ["t", "--verbose", "{nesterov}", "{bn}", "--verbose", "{inactive}", "x{nesterov}"];
        assert_eq!(
            expand(&single, true, "sgd"),
            ["t", "--verbose", "--nesterov", "--use-bn", "--verbose", "x--nesterov"]
        );
        assert_eq!(expand(&single, false, "sgd"), ["t", "--verbose", "--no-use-bn", "--verbose"]);
    }

    #[test]
    fn a_flag_may_have_no_dashes_and_an_equals_sign_at_its_end() {
        let flags = ["optimizer.lr", "lr=", "+lr=", "++lr", "--lr="];
        let parameters = flags.map(|flag| parameter("rate", flag.into()));
        let configuration = Configuration {
            values: BTreeMap::from([("rate".to_owned(), Value::Float(0.1))]),
            batch_size: Some(BatchSize { flag: "bs=".into(), value: 32 }),
            max_epochs: 1,
            seed: 1,
            data_seed: 1,
        };
        let words =
            expand_command(&["{args}".to_owned()], &parameters, &configuration, &CommandPlaces::default());
        assert_eq!(words, ["optimizer.lr=0.1", "lr=0.1", "+lr=0.1", "++lr=0.1", "--lr=0.1", "bs=32"]);
    }
}
