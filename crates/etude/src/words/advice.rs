//! Sentences of advice: what to do, why, and with which command.

use etude_playbook::next::{Advice, WhyAsk};
use etude_study::finding::Finding;
use etude_study::history::History;
use etude_study::ids::RoundId;
use etude_study::project::Project;

use super::advice_on_training::{change_length, lower_rate, stabilise, train_longer};
use super::number::count;

/// An advice in words.
pub struct AdviceInWords {
    /// Which kind it is, a word for programs.
    pub action: &'static str,
    /// What to do.
    pub what: String,
    /// Why.
    pub why: String,
    /// The rules that it follows.
    pub rules: &'static str,
    /// The command to type.
    pub command: Option<String>,
}

pub(super) const WRITE: &str = "etude next --write";
const RUN: &str = "etude run";
const DOCTOR: &str =
    "Nothing was trained yet; `doctor` sees whether it starts, reports, repeats itself and resumes.";
const TUNE_FIRST: &str = "Every later question compares with the incumbent, so it must be a reasonable one; everything else \
                          stays as simple as it is.";
const ABLATE: &str =
    "Each was adopted without the others that came later: see whether each still earns its place.";
const EXPLOIT: &str = "Every question of the file was asked, so insight matters less by now: the largest budget goes to what \
                       decides most.";
const DONE: &str = "Every round has its verdict, and every parameter was a question or was tuned. Ask the next question in a \
                    new [[rounds]], or add a parameter.";

pub(super) fn told(
    action: &'static str,
    what: String,
    why: String,
    rules: &'static str,
    command: Option<&str>,
) -> AdviceInWords {
    AdviceInWords { action, what, why, rules, command: command.map(str::to_owned) }
}

/// What to do and why.
pub fn advice(project: &Project, history: &History, advice: &Advice) -> AdviceInWords {
    let named = |round: RoundId| {
        history.round(round).map_or_else(|| round.0.to_string(), |round| round.frozen.definition.name.clone())
    };
    match advice {
        Advice::TryTheProgram => told(
            "try-the-program",
            "Try the program before anything is tuned.".into(),
            DOCTOR.into(),
            "P1",
            Some("etude doctor"),
        ),
        Advice::GoOn { round } => told(
            "go-on",
            format!("Go on with round `{}`.", named(*round)),
            "It has no verdict yet; the run goes on where it was.".into(),
            "S12",
            Some(RUN),
        ),
        Advice::Mend { round, finding } => mend(&named(*round), finding),
        Advice::Consider { round, finding } => consider(&named(*round), finding),
        Advice::Start { name } => start(name),
        Advice::NothingMattered { rounds } => nothing_mattered(project, rounds),
        Advice::TestOnce => test_once(),
        Advice::Done => told(
            "done",
            "Nothing is left to do that Etude knows of.".into(),
            DONE.into(),
            "S23",
            Some("etude report"),
        ),
        Advice::ChangeLength { round, advice } => change_length(&named(*round), advice),
        Advice::TrainLonger { earlier, from, to, .. } => train_longer(&named(*earlier), *from, *to),
        Advice::Stabilise { edge, remedy, proposal } => stabilise(edge, *remedy, proposal.is_some()),
        Advice::LowerRate { round, clipped } => lower_rate(&named(*round), *clipped),
        Advice::Repeat { stale, .. } => proposed(
            "repeat",
            format!("Repeat round `{}`.", named(stale.round)),
            format!("Of round `{}`, {}.", named(stale.round), super::stale(stale)),
            "S8",
        ),
        Advice::TuneTheStart { proposal } => proposed(
            "tune-the-start",
            format!("Tune the simple start first: {}.", proposal.definition.nuisance.join(", ")),
            TUNE_FIRST.into(),
            "S9, S10",
        ),
        Advice::Ask { parameter, why, .. } => {
            proposed("ask", format!("Ask about {parameter}."), why_ask(why), "S12, S23")
        }
        Advice::Ablate { features, .. } => proposed(
            "ablate",
            format!("Put {} back, one at a time.", features.join(", ")),
            ABLATE.into(),
            "P20",
        ),
        Advice::Exploit { essential, .. } => proposed(
            "exploit",
            format!("Look for the best values of {}.", essential.join(", ")),
            EXPLOIT.into(),
            "P103, P104",
        ),
    }
}

fn start(name: &str) -> AdviceInWords {
    let why = "It is the next in the project file; `etude plan` shows its roles, spaces and cost.";
    told("start", format!("Start round `{name}`."), why.into(), "S1, S12", Some(RUN))
}

fn test_once() -> AdviceInWords {
    told(
        "test-once",
        "When tuning is over, look at the test set, once.".into(),
        "Whoever looks again and again tunes on it.".into(),
        "P106",
        Some("etude finish"),
    )
}

fn mend(round: &str, finding: &Finding) -> AdviceInWords {
    let what = format!("Look at round `{round}`: {}.", super::finding(finding));
    told("mend", what, "A finding of the checklist weighs on its answer.".into(), "P38", None)
}

fn consider(round: &str, finding: &Finding) -> AdviceInWords {
    let what = format!("Consider, from round `{round}`: {}.", super::finding(finding));
    told("consider", what, "Its answer stands without it.".into(), "P38", None)
}

/// An advice that proposes a round.
pub(super) fn proposed(
    action: &'static str,
    what: String,
    why: String,
    rules: &'static str,
) -> AdviceInWords {
    told(action, what, why, rules, Some(WRITE))
}

fn why_ask(why: &WhyAsk) -> String {
    match why {
        WhyAsk::NotAskedYet => {
            "It was no question yet. What to include is asked before how much of it, and one thing at a time."
                .into()
        }
        WhyAsk::Interacts { with } => format!(
            "It decides much together with {with}: which of its values is best may depend on {with}, so {with} is tuned for each."
        ),
    }
}

fn nothing_mattered(project: &Project, rounds: &[RoundId]) -> AdviceInWords {
    let margin = if project.min_improvement > 0.0 {
        format!(" by {} or more", super::number(project.min_improvement))
    } else {
        String::new()
    };
    AdviceInWords {
        action: "nothing-mattered",
        what: format!(
            "Stop for a moment: the last {} changed nothing.",
            count(rounds.len() as u32, "question")
        ),
        why: format!(
            "None of these changes is shown to improve {}{margin}. That is an answer too: keep the simpler configuration. What \
             limits the result now is likelier the data, the length of training or the model itself than these parameters; if the \
             verdicts were inconclusive, trainings differ too much between seeds: a larger validation set or averaged weights \
             tell smaller gains.",
            project.metric
        ),
        rules: "S10, P101",
        command: None,
    }
}
