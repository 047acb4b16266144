//! A parameter in the words of a project file: what a remedy that needs a new one is written as. Read back, it is the same.

use std::fmt::Write as _;

use super::written_round::{domain, key, quoted, value};
use crate::space::{Domain, Flag, Parameter};

/// The `[parameters]` table of a parameter without conditions and without a limit.
pub fn write_parameter(parameter: &Parameter) -> String {
    let mut text = format!("[parameters.{}]\n", key(&parameter.name));
    text += &domain_lines(&parameter.domain);
    let _ = writeln!(text, "baseline = {}", value(&parameter.baseline));
    if let Some(group) = parameter.group {
        let _ = writeln!(text, "group = {}", quoted(group.word()));
    }
    if let Some(Flag::Name(name)) = &parameter.flag {
        let _ = writeln!(text, "flag = {}", quoted(name));
    }
    text
}

/// The keys of a domain, a line each.
fn domain_lines(written: &Domain) -> String {
    let inline = domain(written);
    let keys = inline.trim_start_matches("{ ").trim_end_matches(" }");
    match written {
        Domain::Ordered { .. } => format!("{keys}\nordered = true\n"),
        Domain::Choice { .. } | Domain::Boolean => format!("{keys}\n"),
        _ => format!("{}\n", keys.replace(", ", "\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::parse_project;
    use crate::space::{Domain, Group, Scale};
    use crate::value::Value;

    #[test]
    fn read_back_it_is_the_same() {
        let ordered = Domain::Ordered { choices: [0.0, 0.16, 1.6].map(Value::Float).to_vec() };
        let words = Domain::Choice { choices: ["off", "0.8"].map(|word| Value::Text(word.into())).to_vec() };
        let range = Domain::Float { low: 1e-4, high: 1.0, scale: Scale::Log };
        let cases = [
            ("warmup", ordered, Value::Float(0.0), Group::Schedule),
            ("clip", words, Value::Text("off".into()), Group::Optimizer),
            ("rate", range, Value::Float(0.01), Group::Optimizer),
        ];
        for (name, domain, baseline, group) in cases {
            let parameter = Parameter {
                name: name.into(),
                domain,
                hard_low: None,
                hard_high: None,
                baseline,
                group: Some(group),
                flag: None,
                when: None,
            };
            let text = format!(
                "[project]\nname = \"p\"\nmetric = \"e\"\ndirection = \"minimize\"\n[workload]\ncommand = [\"t\"]\n[length]\n\
                 max_epochs = 3\n{}",
                write_parameter(&parameter)
            );
            assert_eq!(parse_project(&text).unwrap().parameters, [parameter], "{text}");
        }
    }
}
