//! From what is known of a script to a proposed project: which option is what.

use etude_study::score::Direction;
use etude_study::space::Group;

use super::command::{Part, assemble};
use super::file::MARK;
use super::help::Style;
use super::invocation::{Invocation, Word};
use super::knowledge::{Meaning, Rule, meaning_of};
use super::metric::{FoundMetric, direction_of};
use super::parameters::{flag_for, parameter, share_a_name};
use super::proposal::{
    LeftOut, LengthCounts, MetricFrom, Proposal, ProposedBatchSize, ProposedLength, ProposedMetric,
    ProposedParameter, ProposedProgram,
};
use super::rounds::{is_first_beta, rounds};
use super::script_option::{ScriptOption, Spelling, Takes};
use super::switches::{group_of_switch, group_of_truth, is_switch, switch_parameter, unknown_switch};

/// What was found out about a script.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    /// The project's name.
    pub(super) name: String,
    /// The command that the user wrote.
    pub(super) invocation: Invocation,
    /// Its words, read.
    pub(super) words: Vec<Word>,
    /// Who printed the help.
    pub(super) style: Option<Style>,
    /// Every option.
    pub(super) options: Vec<ScriptOption>,
    /// Every metric, the best first.
    pub(super) metrics: Vec<FoundMetric>,
    /// What went wrong on the way, for people.
    pub(super) troubles: Vec<String>,
}

/// What the user asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wishes {
    /// The metric's name.
    pub metric: Option<String>,
    /// Its direction.
    pub direction: Option<Direction>,
}

/// Placeholders of commands.
const MEANS_SOMETHING_ELSE: [&str; 7] =
    ["args", "seed", "data_seed", "max_epochs", "checkpoint_dir", "resume_from", "checkpoint"];
/// The epochs of a training of which nothing is known.
const USUAL_EPOCHS: u32 = 10;

/// Proposes a project.
pub(super) fn propose(facts: Facts, wishes: &Wishes) -> Proposal {
    let mut sorting = Sorting::default();
    for option in &facts.options {
        let part = sorting.part_of(option);
        sorting.parts.push(part);
    }
    sorting.set_adam_aside();
    let (command, by_words) = assemble(&facts.invocation.program, &facts.words, &facts.options, &sorting);
    let batch_size = if by_words { None } else { sorting.batch_size.take() };
    let metric = metric(&facts.metrics, wishes);
    let mut to_do = facts.troubles;
    to_do.extend(still_to_do(&sorting, &metric));
    let other_metrics = facts.metrics.into_iter().filter(|found| found.name != metric.name).collect();
    Proposal {
        name: facts.name,
        style: facts.style,
        rounds: rounds(&sorting.parameters),
        other_metrics,
        program: ProposedProgram::Command(command),
        length: sorting
            .length
            .unwrap_or(ProposedLength { max_epochs: USUAL_EPOCHS, counts: LengthCounts::Untold }),
        batch_size,
        parameters: sorting.parameters,
        left_out: sorting.left_out,
        metric,
        to_do,
    }
}

/// Options, on their way to their places.
#[derive(Debug, Default)]
pub(super) struct Sorting {
    /// What each option is, in their order.
    pub(super) parts: Vec<Part>,
    /// The parameters found so far.
    pub(super) parameters: Vec<ProposedParameter>,
    length: Option<ProposedLength>,
    batch_size: Option<ProposedBatchSize>,
    left_out: Vec<LeftOut>,
}

impl Sorting {
    fn part_of(&mut self, option: &ScriptOption) -> Part {
        let names = option.aliases.iter().map(|alias| Spelling::Flag(alias.clone()).plain_name());
        let meanings =
            std::iter::once(option.spelling.plain_name()).chain(names).map(|name| meaning_of(&name));
        let meaning =
            meanings.into_iter().find(|meaning| *meaning != Meaning::Unknown).unwrap_or(Meaning::Unknown);
        if option.takes == Takes::Nothing
            && let Some(group) = group_of_switch(option)
        {
            return match switch_parameter(option, group) {
                Ok(parameter) => self.add(option, parameter),
                Err(reason) => self.leave(option, reason),
            };
        }
        if option.takes == Takes::Value
            && let Some(group) = group_of_truth(option)
        {
            return self.parameter(option, Rule::Choice, Some(group), None);
        }
        match meaning {
            Meaning::Searched(rule, group) => self.parameter(option, rule, Some(group), None),
            Meaning::FixedAtFirst(rule, until) => {
                let until = format!("the simple start leaves it at its default (S9); {until}");
                self.parameter(option, rule, Some(Group::Optimizer), Some(until))
            }
            Meaning::BatchSize => self.batch_size(option),
            Meaning::Epochs => self.length(option, LengthCounts::Epochs),
            Meaning::Steps => self.length(option, LengthCounts::Steps),
            Meaning::Seed if option.takes == Takes::Value => Part::Becomes("{seed}"),
            Meaning::DataSeed if option.takes == Takes::Value => Part::Becomes("{data_seed}"),
            Meaning::CheckpointFolder if option.takes == Takes::Value => Part::Becomes("{checkpoint_dir}"),
            Meaning::Resume if option.takes == Takes::Value => Part::Suggested("{resume_from}"),
            Meaning::NotTuned(reason) => self.leave(option, reason.into()),
            _ if option.takes == Takes::Nothing => self.leave(option, unknown_switch(option)),
            Meaning::Unknown if option.choices.len() >= 2 => {
                self.parameter(option, Rule::Choice, None, Some("nothing is known of it by its name".into()))
            }
            _ => self.leave(option, "is not known by its name: make a parameter of it if it matters".into()),
        }
    }

    fn leave(&mut self, option: &ScriptOption, reason: String) -> Part {
        if !["-h", "--help"].iter().any(|help| option.is_called(help)) {
            let value = option.value().filter(|_| option.takes == Takes::Value).map(str::to_owned);
            self.left_out.push(LeftOut { option: option.spelling.shown().to_owned(), value, reason });
        }
        Part::AsGiven
    }

    fn parameter(
        &mut self,
        option: &ScriptOption,
        rule: Rule,
        group: Option<Group>,
        aside: Option<String>,
    ) -> Part {
        let mut parameter = match parameter(option, rule, group) {
            Ok(parameter) => parameter,
            Err(reason) => return self.leave(option, reason),
        };
        parameter.aside = parameter.aside.or(aside);
        if rule == Rule::LearningRate && option.value().is_none() {
            parameter.remark = Some("its default is not known: this is a usual one".into());
        } else if rule == Rule::LearningRate {
            parameter.remark =
                Some("where the search starts from; the first round looks for a better one".into());
        }
        self.add(option, parameter)
    }

    /// Takes a parameter in, unless its name cannot be one.
    fn add(&mut self, option: &ScriptOption, mut parameter: ProposedParameter) -> Part {
        let is_taken = |name: &str| self.parameters.iter().any(|other| other.name == name);
        if is_taken(&parameter.name) && !is_switch(&parameter) {
            parameter.name = option.spelling.plain_name().replace('.', "_");
        }
        if is_taken(&parameter.name) {
            return self.leave(option, "has the name of another parameter".into());
        }
        let is_plain = |letter: char| letter.is_alphanumeric() || "_-".contains(letter);
        if parameter.name.is_empty() || !parameter.name.chars().all(is_plain) {
            return self.leave(option, "has letters that no parameter's name has".into());
        }
        if MEANS_SOMETHING_ELSE.contains(&parameter.name.as_str()) {
            return self.leave(option, "has a name that means something else in a command".into());
        }
        parameter.flag = parameter.flag.or_else(|| flag_for(&option.spelling, &parameter.name));
        if self.parameters.iter().any(|other| share_a_name(other, &parameter)) {
            return self.leave(option, "has the flag of another parameter".into());
        }
        self.parameters.push(parameter);
        Part::Parameter(self.parameters.len() - 1)
    }

    /// Adam's beta1 is nothing to tune while the optimizer is another.
    fn set_adam_aside(&mut self) {
        let optimizers = ["optimizer", "optim", "opt"];
        let optimizer =
            self.parameters.iter().find(|parameter| optimizers.contains(&parameter.name.as_str()));
        if optimizer.is_some_and(|optimizer| !optimizer.baseline.to_lowercase().contains("adam")) {
            for beta in self.parameters.iter_mut().filter(|parameter| is_first_beta(parameter)) {
                beta.aside = beta.aside.take().or(Some("it belongs to another optimizer".into()));
            }
        }
    }

    fn batch_size(&mut self, option: &ScriptOption) -> Part {
        let value =
            option.value().and_then(|value| value.parse().ok()).filter(|value| (1..=1 << 30).contains(value));
        let flag = match &option.spelling {
            Spelling::Flag(flag) | Spelling::Key(flag) => Some(flag.clone()),
            Spelling::Short(_) | Spelling::Position(..) => None,
        };
        match (value, flag, &self.batch_size) {
            (Some(value), Some(flag), None) => {
                self.batch_size = Some(ProposedBatchSize { flag, value });
                Part::BatchSize
            }
            _ => self.leave(option, "the batch size is set once, for speed, and never tuned (S3)".into()),
        }
    }

    /// The first length that has a number; epochs win over steps.
    fn length(&mut self, option: &ScriptOption, counts: LengthCounts) -> Part {
        let value = option
            .value()
            .and_then(|value| value.parse().ok())
            .filter(|value| (1..=10_000_000).contains(value));
        let unset = option.value().is_some() && value.is_none();
        let is_better = match &self.length {
            None => counts == LengthCounts::Epochs || value.is_some(),
            Some(known) => known.counts == LengthCounts::Steps && counts == LengthCounts::Epochs,
        };
        if option.takes == Takes::Nothing || unset || !is_better {
            return self
                .leave(option, "the length of training is set once, below, and never tuned (S24)".into());
        }
        for part in self.parts.iter_mut().filter(|part| **part == Part::Becomes("{max_epochs}")) {
            *part = Part::AsGiven;
        }
        self.length = Some(ProposedLength { max_epochs: value.unwrap_or(USUAL_EPOCHS), counts });
        Part::Becomes("{max_epochs}")
    }
}

fn metric(found: &[FoundMetric], wishes: &Wishes) -> ProposedMetric {
    let asked_for = wishes.metric.as_deref();
    let best = found.iter().find(|metric| asked_for.is_none_or(|name| metric.name == name));
    let name = asked_for.or(best.map(|best| best.name.as_str())).unwrap_or("val_error").to_owned();
    let by_name = best.map(|best| best.direction).or_else(|| direction_of(&name));
    ProposedMetric {
        direction: wishes.direction.or(by_name).unwrap_or(Direction::Minimize),
        from: match (best, asked_for) {
            (Some(best), _) => MetricFrom::Source(best.place.clone()),
            (None, Some(_)) => MetricFrom::CommandLine,
            (None, None) => MetricFrom::Guess,
        },
        pattern: best.and_then(|best| best.pattern.clone()),
        name,
    }
}

fn still_to_do(sorting: &Sorting, metric: &ProposedMetric) -> Vec<String> {
    let mut to_do = Vec::new();
    if metric.from == MetricFrom::Guess {
        to_do.push(
            format!(
                "name the metric, at {MARK} in the file: the script's source does not show what it reports. If that is \
                 text and no JSON, say how it is found with [workload.metrics]"
            ),
        );
    }
    if sorting.parameters.iter().all(|parameter| parameter.aside.is_some()) {
        to_do.push(
            "add parameters: no option of the script is one that the method knows, so there is no round yet"
                .into(),
        );
    }
    to_do
}
