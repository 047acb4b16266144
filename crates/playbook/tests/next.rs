//! What to do now, and why (S9, S10, S23, P103-P106).

mod support;

use etude_playbook::next::{Advice, Evidence, RoundImportance, WhyAsk, next_steps};
use etude_study::history::History;
use etude_study::ids::RoundId;
use etude_study::project::{Project, parse_project, write_round};
use etude_study::round::Phase;
use etude_study::trial::{Outcome, TrialRequest};
use support::{finished, luck, number, project, score, started, text};

const PARAMETERS: &str = "[parameters.learning_rate]\nlow = 1e-4\nhigh = 1.0\nscale = \"log\"\nbaseline = 0.01\n\
     [parameters.momentum]\nlow = 0.0\nhigh = 0.99\nbaseline = 0.9\n\
     [parameters.activation]\nchoices = [\"relu\", \"gelu\"]\nbaseline = \"relu\"\n\
     [parameters.layers]\ntype = \"int\"\nlow = 1\nhigh = 4\nbaseline = 2\n\
     [parameters.dropout]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
     [parameters.dropout_rate]\nwhen = { dropout = \"on\" }\nlow = 0.05\nhigh = 0.7\nbaseline = 0.3\n";

fn asks(parameter: &str) -> String {
    format!(
        "[[rounds]]\nname = \"{parameter}\"\ngoal = \"Which?\"\nscientific = [\"{parameter}\"]\n\
         nuisance = [\"learning_rate\"]\ntrials = 16\n"
    )
}

const TUNES: &str =
    "[[rounds]]\nname = \"start\"\ngoal = \"A start\"\nnuisance = [\"learning_rate\"]\ntrials = 16\n";

fn without_rounds() -> Project {
    project(PARAMETERS)
}

fn with_rounds(rounds: &[String]) -> Project {
    project(&format!("{PARAMETERS}{}", rounds.concat()))
}

/// Nothing but the rate matters.
fn only_the_rate(request: &TrialRequest) -> Outcome {
    let rate = number(&request.configuration.values, "learning_rate").log10();
    score((rate + 1.0).abs() + 0.01 * luck(request.configuration.seed))
}

fn steps(project: &Project, history: &History) -> Vec<Advice> {
    next_steps(project, history, &Evidence::default())
}

fn asked(steps: &[Advice]) -> Vec<&str> {
    let name = |step: &'_ Advice| match step {
        Advice::Ask { parameter, .. } => Some(parameter.clone()),
        _ => None,
    };
    let names = steps.iter().filter_map(name);
    names.map(|name| &*name.leak()).collect()
}

/// S9, S10: the program first, then a tuned simple start, then broad questions, then sizes (S23).
#[test]
fn an_empty_project_begins_with_the_program_and_a_tuned_start() {
    let project = without_rounds();
    let steps = steps(&project, &History::default());
    assert_eq!(steps[0], Advice::TryTheProgram);
    let Advice::TuneTheStart { proposal } = &steps[1] else { panic!("{:?}", steps[1]) };
    assert_eq!(proposal.definition.nuisance, ["learning_rate", "momentum"]);
    assert_eq!(proposal.cost.as_ref().expect("it can start").search_trainings, 16);
    assert_eq!(asked(&steps), ["activation", "dropout", "layers"]);
}

/// P29: what exists only under a value of the question is tuned with it; P30: a size is not.
#[test]
fn a_proposed_question_tunes_its_own_and_the_rate() {
    let project = with_rounds(&[TUNES.into()]);
    let course = finished(project.clone(), &only_the_rate);
    let steps = steps(&project, &course.history);
    assert_eq!(asked(&steps), ["activation", "dropout", "layers"]);
    let of = |name: &str| {
        let found =
            steps.iter().find(|step| matches!(step, Advice::Ask { parameter, .. } if parameter == name));
        found.and_then(Advice::proposal).expect("asked").definition.clone()
    };
    assert_eq!(of("dropout").nuisance, ["dropout_rate", "learning_rate", "momentum"]);
    assert_eq!(of("layers").nuisance, ["learning_rate", "momentum"]);
    assert_eq!(of("activation").trials, 16);
}

/// Whatever is proposed is a round that the project file takes, and reads back as it was.
#[test]
fn every_proposal_can_be_written_into_the_file() {
    let mut text = format!(
        "[project]\nname = \"test\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n\
         [workload]\ncommand = [\"train\", \"{{args}}\"]\n[length]\nmax_epochs = 3\n{PARAMETERS}{TUNES}"
    );
    let project = parse_project(&text).expect("in order");
    let course = finished(project.clone(), &only_the_rate);
    let mut proposed = Vec::new();
    for step in steps(&project, &course.history) {
        if let Some(proposal) = step.proposal() {
            text += "\n";
            text += &write_round(&proposal.definition);
            proposed.push(proposal.definition.clone());
        }
    }
    assert!(proposed.len() >= 3);
    let read = parse_project(&text).expect("still in order");
    assert_eq!(read.rounds[1..], proposed);
}

#[test]
fn a_round_under_way_goes_on_and_a_round_of_the_file_comes_before_proposals() {
    let project = with_rounds(&[TUNES.into(), asks("dropout")]);
    let course = started(project.clone());
    assert_eq!(steps(&project, &course.history).last(), Some(&Advice::GoOn { round: RoundId(1) }));
    let first = with_rounds(&[TUNES.into()]);
    let course = finished(first, &only_the_rate);
    let steps = steps(&project, &course.history);
    assert_eq!(steps[0], Advice::Start { name: "dropout".into() });
    assert_eq!(asked(&steps), ["activation", "layers"], "dropout is asked about already");
}

/// S13: two parameters that work together are asked about before those of which nothing is known.
#[test]
fn an_interaction_is_asked_about_first() {
    let project = with_rounds(&[TUNES.into()]);
    let course = finished(project.clone(), &only_the_rate);
    let evidence = Evidence {
        sources: None,
        importances: vec![RoundImportance {
            round: RoundId(1),
            totals: vec![("learning_rate".into(), 0.9), ("momentum".into(), 0.005)],
            interactions: vec![("layers".into(), "momentum".into(), 0.3)],
            negligible: vec!["momentum".into()],
        }],
        edge: None,
    };
    let steps = next_steps(&project, &course.history, &evidence);
    let first = steps.iter().find(|step| matches!(step, Advice::Ask { .. })).expect("a question");
    let Advice::Ask { parameter, why, proposal } = first else { unreachable!() };
    assert_eq!(parameter, "layers");
    assert_eq!(*why, WhyAsk::Interacts { with: "momentum".into() });
    assert!(proposal.definition.nuisance.contains(&"momentum".into()));
}

/// Three questions without an adoption are told; with all asked, the best values are looked for (P103, P104), and then
/// tuning is over.
#[test]
fn when_all_is_asked_exploitation_and_then_the_test_set() {
    let questions = ["activation", "dropout", "layers"].map(asks);
    let mut rounds = vec![TUNES.to_owned()];
    rounds.extend(questions);
    let mut project = with_rounds(&rounds);
    project.min_improvement = 5.0;
    project.workload.test_command = Some(vec!["test".into()]);
    let course = finished(project.clone(), &only_the_rate);
    let steps = steps(&project, &course.history);
    let told = Advice::NothingMattered { rounds: vec![RoundId(2), RoundId(3), RoundId(4)] };
    assert!(steps.contains(&told), "{steps:#?}");
    let exploit = steps.iter().find_map(Advice::proposal).expect("a proposal");
    assert_eq!(exploit.definition.phase, Phase::Exploit);
    assert_eq!(exploit.definition.nuisance, ["learning_rate", "momentum"]);
    assert_eq!(exploit.definition.trials, 50);
    assert_eq!(steps.last(), Some(&Advice::TestOnce));
    assert_eq!(text("off"), course.history.incumbent().expect("opened")["dropout"]);
}
