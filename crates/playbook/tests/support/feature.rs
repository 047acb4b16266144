//! A project with one question, whether `feature` helps, and trainings that answer as the test wants.

use etude_study::project::Project;
use etude_study::round::Allowance;
use etude_study::trial::{Arm, Outcome, Purpose, TrialRequest};

use super::{luck, number, project_with, score, text};

/// Asks whether `feature` should be on, tuning `rate`; then, in a second round, which rate.
pub(crate) fn two_rounds(keys: &str) -> Project {
    project_with(
        keys,
        "[parameters.feature]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
         [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.3\n\
         [parameters.width]\nlow = 1.0\nhigh = 9.0\nbaseline = 4.0\n\
         [parameters.strength]\nwhen = { feature = \"on\" }\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
         [[rounds]]\nname = \"feature\"\ngoal = \"Does the feature help?\"\nscientific = [\"feature\"]\n\
         nuisance = [\"rate\"]\ntrials = 8\n\
         [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nnuisance = [\"rate\"]\ntrials = 8\n",
    )
}

pub(crate) fn one_round(keys: &str) -> Project {
    let mut project = two_rounds(keys);
    project.rounds.truncate(1);
    project
}

/// The same, accepting beforehand what findings of a rule say.
pub(crate) fn one_round_that_accepts(rule: &str) -> Project {
    let mut project = one_round("");
    let allowance = Allowance { rule: rule.into(), reason: "it is what is tested".into() };
    project.rounds[0].allow.push(allowance);
    project
}

pub(crate) fn is_on(request: &TrialRequest) -> bool {
    request.configuration.values["feature"] == text("on")
}

pub(crate) fn rate(request: &TrialRequest) -> f64 {
    number(&request.configuration.values, "rate")
}

pub(crate) fn arm_and_index(request: &TrialRequest) -> Option<(Arm, u32)> {
    match request.purpose {
        Purpose::Confirmation { arm, seed_index, .. } => Some((arm, seed_index)),
        _ => None,
    }
}

/// While searching, the rate nearest to 0.7 wins everywhere, and `on` is far ahead; on fresh seeds each arm has its own
/// mean, and a little luck of its seed.
pub(crate) fn by_arm(means: [f64; 3]) -> impl Fn(&TrialRequest) -> Outcome {
    move |request| {
        let noise = 0.01 * luck(request.configuration.seed.wrapping_mul(3));
        match arm_and_index(request) {
            None => score((rate(request) - 0.7).abs() - if is_on(request) { 10.0 } else { 0.0 }),
            Some((Arm::Candidate, index)) => score(means[0] + noise + 0.001 * luck(index)),
            Some((Arm::Baseline, _)) => score(means[1] + noise),
            Some((Arm::Incumbent, _)) => score(means[2] + noise),
        }
    }
}
