//! The text of a proposed project file, with the method in its comments.

use std::fmt::Write as _;

use etude_study::project::quoted;
use etude_study::space::Flag;

use super::metric::{FoundMetric, word_of};
use super::proposal::{
    CommandWord, LengthCounts, MetricFrom, Proposal, ProposedParameter, ProposedProgram, ProposedRound,
    ProposedValues, word_of_group,
};
use super::switches::is_switch;

/// What a person must change is marked with this.
pub(super) const MARK: &str = "CHANGE THIS";

/// Where a comment at the end of a line begins.
const REMARKS_AT: usize = 32;

/// The project file of a proposal.
pub(super) fn project_file(proposal: &Proposal) -> String {
    let mut text = String::from(
        "# What is tuned, and the questions asked of it. Written once by `etude init`; from now on it is yours to change.\n\
         # `etude plan` shows what the next round does and costs; `etude run` runs it to its verdict.\n\n",
    );
    project(&mut text, proposal);
    workload(&mut text, proposal);
    length(&mut text, proposal);
    if let Some(batch_size) = &proposal.batch_size {
        text += "# The batch size is not tuned: set it once, to what trains fastest on this machine (S3, S4).\n[batch_size]\n";
        let _ = write!(text, "flag = {}\nvalue = {}\n\n", quoted(&batch_size.flag), batch_size.value);
    }
    parameters(&mut text, proposal);
    rounds(&mut text, proposal);
    left_out(&mut text, proposal);
    text
}

/// `key = value`, and a remark.
fn line(text: &mut String, assignment: &str, remark: &str) {
    let _ = if remark.is_empty() {
        writeln!(text, "{assignment}")
    } else {
        writeln!(text, "{assignment:<width$}# {remark}", width = REMARKS_AT.max(assignment.len() + 2))
    };
}

fn project(text: &mut String, proposal: &Proposal) {
    let metric = &proposal.metric;
    let remark = match &metric.from {
        MetricFrom::Source(place) => format!("reported in {}", on_one_line(place)),
        MetricFrom::CommandLine => "as you said".into(),
        MetricFrom::Builtin => "the share of validation images classified wrongly".into(),
        MetricFrom::Guess => format!("{MARK}: the metric's name, as the script reports it"),
    };
    text.push_str("[project]\n");
    line(text, &format!("name = {}", quoted(&proposal.name)), "");
    line(text, &format!("metric = {}", quoted(&metric.name)), &remark);
    let remark = match metric.from {
        MetricFrom::Guess => format!("{MARK} if larger is better: \"maximize\""),
        _ => String::new(),
    };
    line(text, &format!("direction = \"{}\"", word_of(metric.direction)), &remark);
    if metric.name.starts_with("test") {
        text.push_str(
            "# Its name says that it is of the test set. What configurations are chosen by is the validation set: keep the\n\
             # test set for one last look (`test_command`, P106).\n",
        );
    }
    line(
        text,
        "# min_improvement = 0.0",
        "a smaller gain, in the metric's unit, is not worth an added feature (S21)",
    );
    if metric.from == MetricFrom::Builtin {
        line(text, "chance_level = 0.9", "what guessing one of ten classes scores (P18)");
    }
    text.push('\n');
}

fn workload(text: &mut String, proposal: &Proposal) {
    text.push_str("[workload]\n");
    match &proposal.program {
        ProposedProgram::Builtin(name) => {
            let help = format!("`etude train {name} --help` lists every setting");
            line(text, &format!("builtin = {}", quoted(name)), &help);
        }
        ProposedProgram::Command(words) => command(text, words, proposal.active().any(is_switch)),
    }
    text.push('\n');
    let metric = &proposal.metric;
    match (&metric.pattern, &metric.from) {
        (Some(pattern), _) => {
            text.push_str(
                "# The script prints text, so a regular expression finds the number: its group. The n-th line that matches counts\n\
                 # as epoch n, unless `epoch = '...'` says where the epoch stands.\n",
            );
            let _ =
                writeln!(text, "[workload.metrics]\n{} = {}", key(&metric.name), in_single_quotes(pattern));
            for FoundMetric { name, pattern: found, .. } in &proposal.other_metrics {
                if let Some(found) = found {
                    let _ = writeln!(text, "# {} = {}", key(name), in_single_quotes(found));
                }
            }
            text.push('\n');
        }
        (None, MetricFrom::Guess) => {
            let _ = writeln!(
                text,
                "# Best is a script that prints {{\"epoch\": 1, {}: 0.5}} after each epoch. For one that prints text:\n\
                 # [workload.metrics]\n# {} = 'val err: (\\S+)'\n",
                quoted(&metric.name),
                key(&metric.name)
            );
        }
        (None, _) => {}
    }
}

fn command(text: &mut String, words: &[CommandWord], with_switches: bool) {
    let all_at_once = words.iter().any(|word| word.word == "{args}");
    text.push_str(if all_at_once {
        "# {args} becomes --name=value for every parameter and the batch size, one word each; no shell reads it.\n"
    } else {
        "# Every parameter is a word of its own, {name}: a parameter that is added needs its word here.\n"
    });
    if with_switches {
        text.push_str(
            "# A switch has no =value: a value of it becomes the word beside it in `flag`, or nothing.\n",
        );
    }
    if words.iter().all(|word| word.suggested.is_none()) {
        let list: Vec<String> = words.iter().map(|word| quoted(&word.word)).collect();
        let _ = writeln!(text, "command = [{}]", list.join(", "));
        return;
    }
    text.push_str("command = [\n");
    for word in words {
        let _ = match &word.suggested {
            None => writeln!(text, "    {},", quoted(&word.word)),
            Some(about) => writeln!(text, "    # {},  # {about}", quoted(&word.word)),
        };
    }
    text.push_str("]\n");
}

fn length(text: &mut String, proposal: &Proposal) {
    text.push_str("# The same for every trial, and never tuned: the best epoch is chosen afterwards (S24, S25).\n[length]\n");
    let remark = match proposal.length.counts {
        LengthCounts::Epochs => "",
        LengthCounts::Steps => "steps, as the script counts",
        LengthCounts::Untold => {
            "how long the script trains; it has no option for it, but may read ETUDE_MAX_EPOCHS"
        }
    };
    line(text, &format!("max_epochs = {}", proposal.length.max_epochs), remark);
    text.push('\n');
}

fn parameters(text: &mut String, proposal: &Proposal) {
    text.push_str(
        "# Parameters: the range that is searched, and the baseline, the value of the simple start (S9, S10). A role belongs\n\
         # to a round: what a round names in neither list stays at its baseline, or at what a verdict has put in its place.\n\n",
    );
    for parameter in &proposal.parameters {
        let mut section = String::new();
        write_parameter(&mut section, parameter);
        match &parameter.aside {
            None => text.push_str(&section),
            Some(reason) => {
                let _ = writeln!(text, "# In a comment: {}.", on_one_line(reason));
                text.push_str(&commented(&section));
            }
        }
        text.push('\n');
    }
}

fn write_parameter(text: &mut String, parameter: &ProposedParameter) {
    let _ = writeln!(text, "[parameters.{}]", key(&parameter.name));
    if let Some((parent, value)) = &parameter.when {
        let _ = writeln!(text, "when = {{ {} = {value} }}", key(parent));
    }
    match &parameter.values {
        ProposedValues::Range { low, high, scale, whole } => {
            if *whole {
                text.push_str("type = \"int\"\n");
            }
            let _ = writeln!(text, "low = {low}\nhigh = {high}");
            if let Some(scale) = scale {
                let _ = writeln!(text, "scale = \"{scale}\"");
            }
        }
        ProposedValues::Choices(values) => {
            let _ = writeln!(text, "choices = [{}]", values.join(", "));
        }
    }
    line(
        text,
        &format!("baseline = {}", parameter.baseline),
        parameter.remark.as_deref().unwrap_or_default(),
    );
    if let Some(group) = parameter.group {
        let _ = writeln!(text, "group = \"{}\"", word_of_group(group));
    }
    if let Some(flag) = &parameter.flag {
        let _ = writeln!(text, "flag = {}", flag_in_toml(flag));
    }
}

fn flag_in_toml(flag: &Flag) -> String {
    match flag {
        Flag::Name(name) => quoted(name),
        Flag::Words(words) => {
            let words: Vec<String> = words
                .iter()
                .rev()
                .map(|(value, word)| format!("{} = {}", key(value), quoted(word)))
                .collect();
            format!("{{ {} }}", words.join(", "))
        }
    }
}

fn rounds(text: &mut String, proposal: &Proposal) {
    text.push_str(
        "# Rounds: one question each, answered by `etude run` in this order. `nuisance` is tuned for every value in question, so\n\
         # that the comparison is fair (S15); a round without `scientific` only tunes.\n\n",
    );
    if proposal.rounds.is_empty() {
        text.push_str(
            "# Once there is a parameter:\n# [[rounds]]\n# name = \"learning-rate\"\n# goal = \"What is a good learning rate?\"\n\
             # nuisance = [\"learning_rate\"]\n# trials = 16\n\n",
        );
    }
    for round in &proposal.rounds {
        let mut section = String::new();
        write_round(&mut section, round);
        if round.aside {
            text.push_str(
                "# The next question, once the first has its verdict: take the comment signs away.\n",
            );
            text.push_str(&commented(&section));
        } else {
            text.push_str(&section);
        }
        text.push('\n');
    }
}

fn write_round(text: &mut String, round: &ProposedRound) {
    let _ = write!(text, "[[rounds]]\nname = {}\ngoal = {}\n", quoted(&round.name), quoted(&round.goal));
    text.push_str("phase = \"explore\"\n");
    if let Some((scientific, _)) = &round.scientific {
        line(text, &format!("scientific = [{}]", quoted(scientific)), "the question");
    }
    let nuisance: Vec<String> = round.nuisance.iter().map(|name| quoted(name)).collect();
    let _ = writeln!(text, "nuisance = [{}]", nuisance.join(", "));
    line(text, &format!("trials = {}", round.trials), "of each study");
    if let Some((scientific, Some(values))) = &round.scientific {
        let _ = writeln!(text, "space.{} = {{ choices = [{}] }}", key(scientific), values.join(", "));
    }
}

fn left_out(text: &mut String, proposal: &Proposal) {
    if proposal.left_out.is_empty() {
        return;
    }
    text.push_str("# Options that stay as they are:\n");
    for left in &proposal.left_out {
        let value =
            left.value.as_ref().map_or_else(String::new, |value| format!(" ({})", on_one_line(value)));
        let _ = writeln!(text, "#   {}{value}: {}", on_one_line(&left.option), on_one_line(&left.reason));
    }
}

fn commented(section: &str) -> String {
    section.lines().fold(String::new(), |text, line| text + "# " + line + "\n")
}

/// Text for a comment: no line breaks, no control characters.
fn on_one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(200).collect()
}

/// A key, in quotes where it needs them.
fn key(name: &str) -> String {
    let bare = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter));
    if bare && !name.is_empty() { name.to_owned() } else { quoted(name) }
}

/// A regular expression: in single quotes, where a backslash is a backslash, if it can be.
fn in_single_quotes(pattern: &str) -> String {
    if pattern.contains(['\'', '\n']) { quoted(pattern) } else { format!("'{pattern}'") }
}
