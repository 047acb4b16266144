//! The flags of parameters on the command line: no two values may answer to one.

use std::ops::Range;

use super::error::ProjectFileError;
use super::section::{Section, bad_value};
use crate::batch_size::BatchSize;
use crate::space::{Parameter, bare};

/// Refuses a flag that two parameters, or a parameter and the batch size, would share. Parameters whose conditions
/// exclude each other are never on the command line together, so they may.
pub(super) fn check_flags(
    root: &Section<'_>,
    parameters: &[Parameter],
    batch_size: Option<&BatchSize>,
) -> Result<(), ProjectFileError> {
    for (index, parameter) in parameters.iter().enumerate() {
        if let Some((name, owner)) = shared(parameter, &parameters[..index], batch_size) {
            let reason = format!("is also the flag of {owner}, so the program could not tell them apart");
            let remedy = format!(
                "give {} another name or another `flag`; only parameters that are never present together may share one",
                parameter.name
            );
            let place = place(root, &parameter.name);
            return Err(bad_value("flag", &format!("{name:?}"), reason, remedy, place));
        }
    }
    Ok(())
}

/// A name on the command line that a parameter shares with another value, and whose that is.
fn shared<'a>(
    parameter: &Parameter,
    earlier: &'a [Parameter],
    batch_size: Option<&BatchSize>,
) -> Option<(String, &'a str)> {
    let flag = parameter.flag();
    flag.names().into_iter().find_map(|name| {
        let batch_size =
            batch_size.filter(|batch_size| bare(&batch_size.flag) == name).map(|_| "the batch size");
        let other = earlier
            .iter()
            .find(|other| other.flag().names().contains(&name) && !never_together(other, parameter));
        let owner = batch_size.or(other.map(|other| other.name.as_str()))?;
        Some((name.to_owned(), owner))
    })
}

fn never_together(a: &Parameter, b: &Parameter) -> bool {
    a.when.as_ref().zip(b.when.as_ref()).is_some_and(|(a, b)| a.excludes(b))
}

/// Where a parameter stands, or the scope it stands in.
fn place(root: &Section<'_>, name: &str) -> Range<usize> {
    let outermost = name.split('.').next().unwrap_or(name);
    let exact = root.entry_place("parameters", name);
    if exact == root.place() { root.entry_place("parameters", outermost) } else { exact }
}
