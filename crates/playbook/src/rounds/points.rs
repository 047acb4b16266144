//! How many points a study trains, and which where they are written by hand (S19, P36).

use etude_study::configuration::Values;
use etude_study::round::{FrozenRound, RoundDefinition, StudyDefinition};
use etude_study::space::{Grid, GridTooLarge, Parameter, SearchSpace, active_values};

use super::freeze::RoundError;

/// A space with more points than this has enough for any study: the sequences are as long.
const MOST_POINTS: u64 = 1 << 16;

/// A study about to be defined.
pub(super) struct Draft<'a> {
    pub(super) round: &'a RoundDefinition,
    pub(super) parameters: &'a [Parameter],
    pub(super) incumbent: &'a Values,
    pub(super) fixed: &'a Values,
    pub(super) space: &'a SearchSpace,
    pub(super) holds_incumbent: bool,
    /// Trials of the study, the incumbent's own among them.
    pub(super) trials: u32,
}

impl Draft<'_> {
    /// Points to train beside the incumbent's own configuration: as many as the round asks for, but no point twice.
    pub(super) fn points(&self) -> Result<u32, RoundError> {
        if self.round.is_by_hand() {
            return Ok(self.checked_by_hand()?.len() as u32);
        }
        let own = self.space.part_of(&active_values(self.parameters, self.incumbent));
        if self.round.is_grid() {
            let budget = u64::from(self.round.trials);
            let grid = Grid::new(self.space, budget).map_err(|GridTooLarge { smallest, .. }| {
                RoundError::GridTooLarge {
                    round: self.round.name.clone(),
                    smallest,
                    trials: self.round.trials,
                }
            })?;
            let is_on_it = self.holds_incumbent && grid.contains(self.space, &own);
            return Ok((grid.distinct(self.space) - u64::from(is_on_it)) as u32);
        }
        let wanted = self.trials.saturating_sub(u32::from(self.holds_incumbent));
        let Some(all) = self.space.count_points(MOST_POINTS) else { return Ok(wanted) };
        let is_in_it = self.holds_incumbent && self.space.contains(&own);
        Ok(wanted.min((all - u64::from(is_in_it)) as u32))
    }

    /// The study's configurations by hand; refused where the incumbent of the day makes nonsense of them.
    fn checked_by_hand(&self) -> Result<Vec<Values>, RoundError> {
        let round = &self.round.name;
        let own = configurations(self.round, self.fixed);
        if let (Some(parameter), true) = (&self.round.scientific, own.is_empty()) {
            let found = self.fixed.get(parameter).map(ToString::to_string).unwrap_or_default();
            let (round, parameter, trials) = (round.clone(), parameter.clone(), self.round.trials);
            return Err(RoundError::ConfigurationsMissing { round, parameter, found, trials });
        }
        let mut told: Vec<Values> = Vec::new();
        for configuration in own {
            let mut values = self.fixed.clone();
            values.extend(configuration.clone());
            let absent = self.parameters.iter().filter(|known| configuration.contains_key(&known.name));
            for parameter in absent {
                if let Some(unmet) = parameter.when.as_ref().and_then(|when| when.unmet(&values)) {
                    return Err(RoundError::ConfigurationInactive {
                        round: round.clone(),
                        parameter: parameter.name.clone(),
                        needed: unmet.to_string(),
                    });
                }
            }
            let active = active_values(self.parameters, &values);
            if told.contains(&active) {
                let words: Vec<String> =
                    configuration.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                let configuration = format!("{{ {} }}", words.join(", "));
                return Err(RoundError::ConfigurationTwice { round: round.clone(), configuration });
            }
            told.push(active);
        }
        Ok(without_incumbent(self.round, self.parameters, self.incumbent, (self.fixed, self.holds_incumbent)))
    }
}

/// The values, scientific and nuisance, that a study of a round by hand trains, in order: its configurations, without
/// the incumbent's own, which is trained anyway.
pub(crate) fn by_hand(round: &FrozenRound, study: &StudyDefinition) -> Vec<Values> {
    let place = (&study.fixed, study.holds_incumbent);
    without_incumbent(&round.definition, &round.parameters, &round.incumbent, place)
}

fn without_incumbent(
    round: &RoundDefinition,
    parameters: &[Parameter],
    incumbent: &Values,
    (fixed, holds_incumbent): (&Values, bool),
) -> Vec<Values> {
    let own = active_values(parameters, incumbent);
    let is_incumbents = |configuration: &Values| {
        let mut values = fixed.clone();
        values.extend(configuration.clone());
        holds_incumbent && active_values(parameters, &values) == own
    };
    configurations(round, fixed).into_iter().filter(|configuration| !is_incumbents(configuration)).collect()
}

/// The configurations for a study's scientific value, or all where the round has no question.
fn configurations(round: &RoundDefinition, fixed: &Values) -> Vec<Values> {
    let belongs = |configuration: &&Values| {
        round.scientific.as_ref().is_none_or(|name| configuration.get(name) == fixed.get(name))
    };
    round.configurations.iter().filter(belongs).cloned().collect()
}
