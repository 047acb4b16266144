//! Sentences of advice: what to do, why, and with which command.

use etude_playbook::next::{Advice, Edge, Remedy, WhyAsk};
use etude_study::finding::{Finding, LengthAction, LengthAdvice};
use etude_study::history::History;
use etude_study::ids::RoundId;
use etude_study::project::Project;

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

const WRITE: &str = "etude next --write";
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

fn told(
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
        Advice::Start { name } => told(
            "start",
            format!("Start round `{name}`."),
            "It is the next in the project file; `etude plan` shows its roles, spaces and cost.".into(),
            "S1, S12",
            Some(RUN),
        ),
        Advice::NothingMattered { rounds } => nothing_mattered(project, rounds),
        Advice::TestOnce => told(
            "test-once",
            "When tuning is over, look at the test set, once.".into(),
            "Whoever looks again and again tunes on it.".into(),
            "P106",
            Some("etude finish"),
        ),
        Advice::Done => told(
            "done",
            "Nothing is left to do that Etude knows of.".into(),
            DONE.into(),
            "S23",
            Some("etude report"),
        ),
        Advice::ChangeLength { round, advice } => change_length(&named(*round), advice),
        Advice::Stabilise { edge, remedy, proposal } => stabilise(edge, *remedy, proposal.is_some()),
        Advice::LowerRate { round, clipped } => told(
            "lower-rate",
            format!(
                "Tune lower learning rates in place of clipping at {}.",
                super::number(clipped.threshold)
            ),
            format!(
                "{:.0} % of the norms of the best trial of round `{}` exceed the threshold, so clipping does what a lower rate does \
                 openly.",
                100.0 * clipped.share,
                named(*round)
            ),
            "P116",
            None,
        ),
        Advice::TrainLonger { earlier, from, to, .. } => proposed(
            "train-longer",
            format!("Train configurations of round `{}` for {to} epochs.", named(*earlier)),
            format!(
                "It had {from} epochs. Whether what so short trainings found holds at {to} is seen by whether both rank the same \
                 configurations alike."
            ),
            "P71",
        ),
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

fn stabilise(edge: &Edge, remedy: Remedy, has_round: bool) -> AdviceInWords {
    let why = format!(
        "{} = {} is right below {}, where training is unstable: a wider range would not help, and a remedy may make higher rates \
         usable.",
        edge.parameter,
        super::number(edge.rate),
        super::number(edge.unstable)
    );
    let command = has_round.then_some(WRITE);
    let (what, rules) = match (remedy, has_round) {
        (Remedy::WarmUp, true) => ("Try a warm-up.".into(), "P46, P111, P112"),
        (Remedy::WarmUp, false) => (
            "Give the program an option for a warm-up: the rate rises from 0 over so many steps, and a decay begins after twice as \
             many. Declare it in [parameters], with lengths of all orders of magnitude up to a tenth of the training."
                .into(),
            "P46, P111, P112",
        ),
        (Remedy::Clip, true) => ("Try clipped gradients.".into(), "P46, P111, P115"),
        (Remedy::Clip, false) => (
            format!(
                "Give the program an option that clips gradients, and declare it in [parameters]: the 90th percentile of the norms is {}.",
                edge.clip_at.map_or_else(String::new, super::number)
            ),
            "P46, P111, P115",
        ),
        (Remedy::Model, _) => (
            "Change what makes training unstable: another optimizer, residual connections with normalization, residual branches \
             that begin at zero. A lower learning rate comes last."
                .into(),
            "P46, P111",
        ),
    };
    told("stabilise", what, why, rules, command)
}

fn change_length(round: &str, advice: &LengthAdvice) -> AdviceInWords {
    let to = advice.proposed();
    let (rules, why) = match advice.action {
        LengthAction::Reduce { .. } => (
            "S28",
            format!(
                "The best epochs of the {} best trials of round `{round}` all lie early, so trainings of {} would be as good.",
                advice.top,
                count(to, "epoch")
            ),
        ),
        LengthAction::Lengthen { improving, .. } => (
            "S29",
            format!(
                "The best epochs of the {} best trials of round `{round}` lie late, and {improving} of these trials were still \
                 improving when they ended. If compute allows, train longer.",
                advice.top
            ),
        ),
    };
    let what = format!("Change max_epochs from {} to {to}.", advice.max_epochs);
    told("change-length", what, why, rules, Some(&format!("etude length --set {to}")))
}

fn mend(round: &str, finding: &Finding) -> AdviceInWords {
    let what = format!("Look at round `{round}`: {}.", super::finding(finding));
    told("mend", what, "A finding of the checklist weighs on its answer.".into(), "P38", None)
}

/// An advice that proposes a round.
fn proposed(action: &'static str, what: String, why: String, rules: &'static str) -> AdviceInWords {
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
