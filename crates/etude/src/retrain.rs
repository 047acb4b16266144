//! The command that trains a configuration again, to be pasted into a shell.

use std::path::{Component, Path};

use etude_runner::THREAD_CAPS;
use etude_study::configuration::Configuration;
use etude_study::project::{CommandPlaces, Program, Project, expand_command};
use etude_study::protocol;

/// One line that retrains a configuration with its seed and length, from the project's folder.
///
/// The values of the project's own `environment` are not in it, since they may be secret: the line refuses to run until
/// they are set. `configuration_file` is named only for a program that gets no arguments and must read it.
pub fn retrain_command(
    project: &Project,
    etude: &Path,
    configuration: &Configuration,
    configuration_file: &Path,
) -> String {
    match &project.workload.program {
        Program::Builtin(name) => {
            let template = [
                "train",
                name,
                "{args}",
                "--seed={seed}",
                "--data_seed={data_seed}",
                "--max_epochs={max_epochs}",
            ];
            let template: Vec<String> = std::iter::once(etude.display().to_string())
                .chain(template.iter().map(|word| (*word).to_owned()))
                .collect();
            shell_line(&expand_command(
                &template,
                &project.parameters,
                configuration,
                &CommandPlaces::default(),
            ))
        }
        Program::Command(template) => {
            let command =
                expand_command(template, &project.parameters, configuration, &CommandPlaces::default());
            let mut variables: Vec<String> = Vec::new();
            for name in project.workload.environment.keys() {
                variables.push(format!("{name}=\"${{{name}?set it as in etude.toml}}\""));
            }
            if project.slots > 1 {
                let unset = |name: &&&str| !project.workload.environment.contains_key(**name);
                variables.extend(THREAD_CAPS.iter().filter(unset).map(|name| format!("{name}=1")));
            }
            if let Some(folder) = &project.workload.virtual_environment {
                let folder = from_directory(&project.workload.directory, folder);
                variables.push(format!("VIRTUAL_ENV={folder} PATH={folder}/bin:\"$PATH\""));
            }
            variables.push(format!("{}={}", protocol::SEED, configuration.seed));
            variables.push(format!("{}={}", protocol::DATA_SEED, configuration.data_seed));
            variables.push(format!("{}={}", protocol::MAX_EPOCHS, configuration.max_epochs));
            if !template.iter().any(|word| word == "{args}") {
                let file = quoted(&configuration_file.display().to_string());
                variables.push(format!("{}={file}", protocol::CONFIGURATION));
            }
            let line = format!("{} {}", variables.join(" "), shell_line(&command));
            match project.workload.directory.as_str() {
                "." => line,
                directory => format!("(cd {} && {line})", quoted(directory)),
            }
        }
    }
}

/// The absolute path, for a shell in the workload's directory, of a folder that is named relative to the project file.
fn from_directory(directory: &str, folder: &str) -> String {
    if Path::new(folder).is_absolute() {
        return quoted(folder);
    }
    let up = Path::new(directory).components().filter(|part| matches!(part, Component::Normal(_))).count();
    format!("\"$PWD\"/{}", quoted(&format!("{}{folder}", "../".repeat(up))))
}

fn shell_line(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    quoted.join(" ")
}

/// A word as a POSIX shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./=:,+@%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(quoted("--lr=0.1"), "--lr=0.1");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
