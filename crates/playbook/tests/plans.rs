//! What a plan says before a round runs: its share of a budget, what trials buy, and what the playbook would do otherwise.

mod support;

use etude_playbook::rounds::{
    Cost, PlanRemark, bought, budget_plan, freeze_round, remarks, reruns_remark, round_cost,
};
use etude_study::history::History;
use etude_study::project::Project;
use support::{finished, luck, project, score};

/// Two rounds: one question with three nuisances, one that tunes one.
const ROUNDS: &str = "[parameters.feature]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
    [parameters.a]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n[parameters.b]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
    [parameters.c]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
    [[rounds]]\nname = \"tune\"\ngoal = \"Which?\"\nnuisance = [\"a\"]\ntrials = 16\n\
    [[rounds]]\nname = \"feature\"\ngoal = \"Does it help?\"\nscientific = [\"feature\"]\nnuisance = [\"a\", \"b\", \"c\"]\n\
    trials = 16\n";

fn proposed(budget: u32) -> (Vec<u32>, u32) {
    let plan = budget_plan(&project(ROUNDS), &History::default(), budget);
    (plan.rounds.iter().map(|round| round.proposed).collect(), plan.proposed_total)
}

/// S1, P35, P36: what is proposed fits, halves what takes the most first, and grows with what is left.
#[test]
fn proposals_fit_the_budget_and_follow_the_number_of_nuisances() {
    // 8 trials and 2 arms of 8 pairs; 2 studies of 32 and 3 arms.
    assert_eq!(proposed(8 + 16 + 64 + 24), (vec![8, 32], 112));
    assert_eq!(proposed(80), (vec![8, 16], 80));
    assert_eq!(proposed(8 + 16 + 64 + 24 + 8), (vec![16, 32], 120));
    assert_eq!(proposed(10_000), (vec![16, 64], 16 + 16 + 128 + 24), "twice what is wanted, and no more");
    let (least, total) = proposed(10);
    assert_eq!(least, [8, 8]);
    assert!(total > 10, "that it does not fit is told");
}

#[test]
fn what_was_used_is_not_shared_again_and_earlier_trials_say_what_more_would_buy() {
    let project = project(ROUNDS);
    let before = freeze_round(&project, &History::default(), &project.rounds[0]).expect("can start").frozen;
    let nothing_known = bought(&before, &History::default());
    assert_eq!(nothing_known.read_from, None);
    let shares: Vec<u32> =
        nothing_known.purchases.iter().map(|it| (1.0 / it.share_better).round() as u32).collect();
    assert_eq!(shares, [9, 17, 33]);
    let mut first = project.clone();
    first.rounds.truncate(1);
    let course = finished(first, &|request| score(1.0 + 0.1 * luck(request.configuration.seed)));
    let used = course.history.trials.len() as u32;
    let plan = budget_plan(&project, &course.history, used + 88);
    assert_eq!((plan.used, plan.rounds.len(), plan.rounds[0].proposed), (used, 1, 32));
    let next = freeze_round(&project, &course.history, &project.rounds[1]).expect("can start").frozen;
    let known = bought(&next, &course.history);
    assert_eq!((known.read_from.as_deref(), known.scores), (Some("tune"), 15));
    let [half, all, double] = known.purchases.map(|it| it.expected_best.expect("known"));
    assert!(half > all && all > double, "{half} {all} {double}");
}

fn remarked(parameters_and_rounds: &str) -> Vec<(&'static str, PlanRemark)> {
    let project: Project = project(parameters_and_rounds);
    let frozen = freeze_round(&project, &History::default(), &project.rounds[0]).expect("can start").frozen;
    remarks(&project, &frozen).into_iter().map(|remark| (remark.rule(), remark)).collect()
}

fn rules(parameters_and_rounds: &str) -> Vec<&'static str> {
    remarked(parameters_and_rounds).into_iter().map(|(rule, _)| rule).collect()
}

/// S1: what the choice among the best few costs is said where it is more than the search, with its time once that is known.
#[test]
fn reruns_that_cost_more_than_the_search_are_said_with_their_price() {
    let remark = |reruns: &str, seconds_per_training| {
        let project = project(&format!(
            "[parameters.lr]\nlow = 0.1\nhigh = 1.0\nbaseline = 0.5\n[[rounds]]\nname = \"r\"\ngoal = \"g?\"\n\
             nuisance = [\"lr\"]\ntrials = 16\n{reruns}"
        ));
        let none = History::default();
        let frozen = freeze_round(&project, &none, &project.rounds[0]).expect("can start").frozen;
        let cost = Cost { seconds_per_training, ..round_cost(&frozen, &none) };
        reruns_remark(&project, &frozen, &cost)
    };
    assert_eq!(remark("", Some(60.0)), None, "about half of the search");
    assert_eq!(remark("reruns = 5\n", Some(60.0)), None, "15 of 16");
    let said = |seconds| PlanRemark::RerunsCostMoreThanSearch { asked: 6, reruns: 18, search: 16, seconds };
    assert_eq!(remark("reruns = 6\n", None), Some(said(None)));
    let slots = f64::from(project(ROUNDS).slots);
    assert_eq!(remark("reruns = 6\n", Some(slots * 600.0)), Some(said(Some(10_800))));
    assert_eq!(said(None).rule(), "S1");
}

const ADAM: &str = "[parameters.lr]\nlow = 0.1\nhigh = 1.0\nbaseline = 0.5\ngroup = \"optimizer\"\n\
    [parameters.beta1]\nlow = 0.1\nhigh = 0.9\nbaseline = 0.5\ngroup = \"optimizer\"\n\
    [parameters.beta2]\nlow = 0.1\nhigh = 0.9\nbaseline = 0.5\ngroup = \"optimizer\"\n\
    [parameters.epsilon]\nlow = 0.1\nhigh = 0.9\nbaseline = 0.5\ngroup = \"optimizer\"\n\
    [parameters.optimizer]\nchoices = [\"adam\", \"sgd\"]\nbaseline = \"adam\"\n\
    [parameters.layers]\ntype = \"int\"\nlow = 1\nhigh = 6\nbaseline = 2\ngroup = \"architecture\"\n\
    [parameters.dropout]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n";

fn asking(round: &str) -> Vec<&'static str> {
    rules(&format!("{ADAM}[[rounds]]\nname = \"r\"\ngoal = \"g?\"\n{round}\n"))
}

/// P88-P91: how many of Adam's parameters so many trials can tune.
#[test]
fn adams_parameters_are_freed_as_trials_grow() {
    let all = "nuisance = [\"lr\", \"beta1\", \"beta2\", \"epsilon\"]";
    assert_eq!(asking(&format!("{all}\ntrials = 8")), ["S11", "P88"]);
    assert_eq!(asking(&format!("{all}\ntrials = 16")), ["S11", "P89"]);
    assert_eq!(asking(&format!("{all}\ntrials = 32")), ["S11", "P90"]);
    assert_eq!(asking(&format!("{all}\ntrials = 64")), [""; 0]);
    assert_eq!(asking("nuisance = [\"lr\"]\ntrials = 8"), ["P4"]);
    let (_, more) = remarked(&format!(
        "{ADAM}[[rounds]]\nname = \"r\"\ngoal = \"g?\"\nnuisance = [\"lr\"]\ntrials = 32\n"
    ))
    .pop()
    .expect("a remark");
    let PlanRemark::MoreOfAdam { rule, parameters, .. } = more else { panic!("{more:?}") };
    assert_eq!((rule, parameters), ("P90", vec!["beta1".to_owned(), "epsilon".to_owned()]));
}

/// P27, P28, P30, P62, S11; a plan as the playbook would have it has none of them.
#[test]
fn roles_that_the_playbook_would_give_otherwise_are_remarked() {
    let scientific = asking("scientific = [\"lr\"]\nnuisance = [\"dropout\"]\ntrials = 16");
    assert!(scientific.contains(&"P27"), "{scientific:?}");
    let optimizer = asking("nuisance = [\"lr\", \"optimizer\"]\ntrials = 16");
    assert!(optimizer.contains(&"P28"), "{optimizer:?}");
    let question = "scientific = [\"dropout\"]\n";
    let architecture = asking(&format!("{question}nuisance = [\"lr\", \"layers\"]\ntrials = 16"));
    assert!(architecture.contains(&"P30"), "{architecture:?}");
    let sound = asking(&format!("{question}nuisance = [\"lr\", \"beta1\"]\ntrials = 16"));
    assert_eq!(sound, ["P4"], "beta2 and epsilon have no role, and nothing else is amiss");
    let length = "[parameters.lr]\nlow = 0.1\nhigh = 1.0\nbaseline = 0.5\n[parameters.patience]\ntype = \"int\"\nlow = 1\n\
                  high = 9\nbaseline = 3\n[[rounds]]\nname = \"r\"\ngoal = \"g?\"\nnuisance = [\"lr\", \"patience\"]\ntrials = 16\n";
    assert_eq!(rules(length), ["P62"]);
}
