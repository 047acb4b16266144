//! What a verdict does not say: parameters that kept the incumbent's value (S16, P26), seeds without a pair, limits.

use etude_study::finding::{Answer, BoundaryAction};
use etude_study::history::{History, RoundRecord};
use etude_study::round::Role;
use etude_study::verdict::{Caveat, Contender};

use super::candidate::was_tried;

/// The caveats that follow from roles and findings.
pub(super) fn caveats(history: &History, round: &RoundRecord, candidate: &Contender) -> Vec<Caveat> {
    let definition = &round.frozen.definition;
    let parameters = round.frozen.parameters.iter();
    let fixed = parameters.filter(|parameter| {
        definition.role(&parameter.name) == Role::Fixed && parameter.is_active(&candidate.values)
    });
    let fixed = fixed.filter_map(|parameter| {
        let value = candidate.values.get(&parameter.name)?.clone();
        Some(Caveat::Fixed { parameter: parameter.name.clone(), value })
    });
    fixed
        .chain(untuned_baseline(history, round))
        .chain(at_hard_limits(round))
        .chain(of_the_sampler(round))
        .collect()
}

/// Where the study at the incumbent's value had points to train, and none of them said anything.
fn untuned_baseline(history: &History, round: &RoundRecord) -> Option<Caveat> {
    let home = round.studies.iter().find(|study| study.definition.holds_incumbent)?;
    round.frozen.definition.compares().then_some(())?;
    let trials = home.trials.len() as u32 - u32::from(home.incumbent_requested);
    (trials > 0 && !was_tried(history, round, home)).then_some(Caveat::BaselineUntuned { trials })
}

/// What the round's sampler means for its answer.
fn of_the_sampler(round: &RoundRecord) -> Vec<Caveat> {
    let frozen = &round.frozen;
    let sampler = || frozen.sampler_name().to_owned();
    let mut caveats = Vec::new();
    if frozen.learns() && frozen.definition.compares() {
        caveats.push(Caveat::SearchFollowedScores { sampler: sampler() });
    }
    if !round.later_sampler_versions.is_empty() {
        let mut versions = vec![frozen.sampler_version()];
        versions.extend(&round.later_sampler_versions);
        caveats.push(Caveat::SamplerVersions { sampler: sampler(), versions });
    }
    caveats
}

/// Each limit once, however many studies and looks met it.
fn at_hard_limits(round: &RoundRecord) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    for finding in round.studies.iter().flat_map(|study| &study.findings) {
        let Answer::Boundary { parameter, action: BoundaryAction::HardLimit { limit }, .. } = &finding.answer
        else {
            continue;
        };
        let caveat = Caveat::AtHardLimit { parameter: parameter.clone(), limit: *limit };
        if !caveats.contains(&caveat) {
            caveats.push(caveat);
        }
    }
    caveats
}
