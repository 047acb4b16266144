//! What programs say of a switch that was given a value, as `--nesterov=true` is.

/// The switch, dashes included, that argparse, click or clap says takes no value.
pub(crate) fn flag_without_value(line: &str) -> Option<String> {
    let between = |before: &str, after: &str| {
        let (_, rest) = line.split_once(before)?;
        rest.split_once(after).map(|(flag, _)| flag.to_owned())
    };
    let flag = between("error: argument ", ": ignored explicit argument ")
        .or_else(|| between("Error: Option '", "' does not take a value"))
        .or_else(|| between("Error: ", " option does not take a value"))
        .or_else(|| between("' for '", "' found; no more were expected"))?;
    // Of several names, `--use-bn/--no-use-bn` or `-n/--nesterov`, the first long one.
    let names = || flag.split('/').filter(|name| name.starts_with('-'));
    names().find(|name| name.starts_with("--")).or_else(|| names().next()).map(str::to_owned)
}

/// How such a switch is given.
pub(crate) fn give_words(flag: &str) -> String {
    let name = flag.trim_start_matches('-');
    match name.strip_prefix("no-").or_else(|| name.strip_prefix("no_")) {
        Some(name) => format!("say so in [parameters.{name}]: flag = {{ false = \"{flag}\" }}"),
        None => format!(
            "give each value the word it has, in the section of the parameter ([parameters.{name}]): \
             flag = {{ true = \"{flag}\" }}, with false = \"--no-{name}\" where the program has it"
        ),
    }
}
