//! Project files of simulated projects.

use etude_study::project::{Project, ProjectFileError, parse_project};

/// A project with one question, whether `feature` should be on, and `nuisances` parameters that are tuned for both
/// answers (none: one trial a study).
pub fn one_feature(nuisances: u32, seed: u64) -> Result<Project, ProjectFileError> {
    let names: Vec<String> = (1..=nuisances).map(|index| format!("nuisance_{index}")).collect();
    let sections: Vec<String> = names
        .iter()
        .map(|name| format!("[parameters.{name}]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n"))
        .collect();
    let parameters = sections.concat();
    let listed: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    parse_project(&format!(
        "{head}[parameters.feature]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n{parameters}\
         [[rounds]]\nname = \"feature\"\ngoal = \"Does the feature help?\"\nscientific = [\"feature\"]\n\
         nuisance = [{nuisance}]\ntrials = 8\n",
        head = head(seed, 0.0),
        nuisance = listed.join(", "),
    ))
}

/// A project with one question, which of `values` choices is best, the incumbent's being `v0`. A value has `trials` trials over
/// one nuisance parameter, or a single trial without one. `keys` are further lines of the round.
pub fn several_values(values: u32, trials: u32, keys: &str, seed: u64) -> Result<Project, ProjectFileError> {
    let choices: Vec<String> = (0..values).map(|value| format!("\"v{value}\"")).collect();
    let (parameter, nuisance) = match trials {
        1 => ("", ""),
        _ => ("[parameters.nuisance]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n", "\"nuisance\""),
    };
    parse_project(&format!(
        "{head}[parameters.choice]\nchoices = [{choices}]\nbaseline = \"v0\"\n{parameter}\
         [[rounds]]\nname = \"choice\"\ngoal = \"Which value?\"\nscientific = [\"choice\"]\n\
         nuisance = [{nuisance}]\ntrials = {trials}\n{keys}",
        head = head(seed, 0.0),
        choices = choices.join(", "),
    ))
}

/// A project that tunes a learning rate over `low` to `high` (log scale) with `trials` points.
pub fn learning_rate(
    range: (f64, f64),
    hard_high: Option<f64>,
    trials: u32,
    seed: u64,
) -> Result<Project, ProjectFileError> {
    let (low, high) = range;
    let baseline = (low * high).sqrt();
    let hard = hard_high.map_or_else(String::new, |limit| format!("hard_high = {limit:?}\n"));
    parse_project(&format!(
        "{head}[parameters.learning_rate]\nlow = {low:?}\nhigh = {high:?}\nscale = \"log\"\nbaseline = {baseline:?}\n{hard}\
         [parameters.momentum]\nlow = 0.0\nhigh = 0.99\nbaseline = 0.9\n\
         [parameters.weight_decay]\nlow = 1e-6\nhigh = 1e-2\nscale = \"log\"\nbaseline = 1e-4\n\
         [[rounds]]\nname = \"rate\"\ngoal = \"Which learning rate?\"\n\
         nuisance = [\"learning_rate\", \"momentum\", \"weight_decay\"]\ntrials = {trials}\n",
        head = head(seed, 0.0),
    ))
}

/// A project that tunes three parameters with `trials` points of `epochs` epochs each; `pruner` is what its round says
/// after `pruner =`.
pub fn with_pruner(
    pruner: &str,
    (trials, epochs): (u32, u32),
    slots: u32,
    seed: u64,
) -> Result<Project, ProjectFileError> {
    let head = head(seed, 0.0)
        .replace("max_epochs = 1\n", &format!("max_epochs = {epochs}\n"))
        .replace("count = 4\n", &format!("count = {slots}\n"));
    parse_project(&format!(
        "{head}[parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.9\n\
         [parameters.width]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.9\n\
         [parameters.decay]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.9\n\
         [[rounds]]\nname = \"tune\"\ngoal = \"Which rate?\"\nphase = \"exploit\"\nsampler = \"quasi-random\"\n\
         nuisance = [\"rate\", \"width\", \"decay\"]\ntrials = {trials}\npruner = {pruner}\n",
    ))
}

/// A project that tunes one parameter with `trials` points of `epochs` epochs each, all at once, where a gain below `margin`
/// is not worth having.
pub fn one_study((trials, epochs): (u32, u32), margin: f64, seed: u64) -> Result<Project, ProjectFileError> {
    let head = head(seed, margin)
        .replace("max_epochs = 1\n", &format!("max_epochs = {epochs}\n"))
        .replace("count = 4\n", &format!("count = {trials}\n"));
    parse_project(&format!(
        "{head}[parameters.rate]\nlow = 0.0\nhigh = 1.0\nhard_low = 0.0\nhard_high = 1.0\nbaseline = 0.5\n\
         [[rounds]]\nname = \"tune\"\ngoal = \"Which rate?\"\nsampler = \"quasi-random\"\n\
         nuisance = [\"rate\"]\ntrials = {trials}\n",
    ))
}

fn head(seed: u64, min_improvement: f64) -> String {
    format!(
        "[project]\nname = \"simulated\"\nmetric = \"val_error\"\ndirection = \"minimize\"\nseed = {seed}\n\
         min_improvement = {min_improvement:?}\n[workload]\ncommand = [\"simulated\"]\n[length]\nmax_epochs = 1\n\
         [slots]\ncount = 4\n"
    )
}
