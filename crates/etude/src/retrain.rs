//! The command that trains a configuration again, to be pasted into a shell.

use std::path::Path;

use etude_study::configuration::Configuration;
use etude_study::project::{CommandPlaces, Program, Project, expand_command};
use etude_study::protocol;

/// One line that retrains a configuration with its seed and length, from the project's folder.
pub fn retrain_command(project: &Project, etude: &Path, configuration: &Configuration) -> String {
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
            let own = project.workload.environment.iter().map(|(name, value)| (name.as_str(), value.clone()));
            let told = [
                (protocol::SEED, configuration.seed.to_string()),
                (protocol::DATA_SEED, configuration.data_seed.to_string()),
                (protocol::MAX_EPOCHS, configuration.max_epochs.to_string()),
            ];
            let variables: Vec<String> =
                own.chain(told).map(|(name, value)| format!("{name}={}", quoted(&value))).collect();
            let line = format!("{} {}", variables.join(" "), shell_line(&command));
            match project.workload.directory.as_str() {
                "." => line,
                directory => format!("(cd {} && {line})", quoted(directory)),
            }
        }
    }
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
