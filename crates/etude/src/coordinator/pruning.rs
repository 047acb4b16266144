//! What the round's pruner rules, and what is done about it: trials that are stopped, paused, taken up again.
//!
//! A ruling is recorded before the attempt is ended for it, and whoever finds a running attempt with such a ruling ends
//! it: a coordinator that is killed in between is followed by one that goes on where it was.

use etude_playbook::trial_sd;
use etude_search::pruner::{Case, Curve, Peer, asha, judge};
use etude_study::event::Event;
use etude_study::history::{History, LiveCurve, RoundRecord, StudyRecord, TrialRecord, TrialState};
use etude_study::ids::TrialId;
use etude_study::pruner::{Pruner, Ruling, Rung};
use etude_study::trial::{Outcome, Pruned, Purpose};

use super::{Coordinator, CoordinatorError};

impl Coordinator {
    /// Judges a running trial by its latest report.
    pub(super) fn judge(&mut self, trial: TrialId, record: &mut Vec<Event>) -> Result<(), CoordinatorError> {
        match ruling(&self.history, trial) {
            Some(ruling) => self.apply(Event::TrialJudged { trial, ruling }, record),
            None => Ok(()),
        }
    }

    /// Running attempts that are to be ended for a ruling and were not asked yet.
    pub(super) fn ends_for_rulings(&mut self) -> Vec<TrialId> {
        let is_ruled = |trial: &TrialId| {
            self.history.trials.get(trial).is_some_and(|known| known.stopping_ruling().is_some())
        };
        let ruled: Vec<TrialId> = self.history.running.iter().copied().filter(is_ruled).collect();
        ruled.into_iter().filter(|trial| self.asked_to_end.insert(*trial)).collect()
    }

    /// Takes up the paused trial that is to go on next, if one is: of the highest rung.
    pub(super) fn promote(&mut self, record: &mut Vec<Event>) -> Result<Option<TrialId>, CoordinatorError> {
        let Some(round) = self.history.open_round() else { return Ok(None) };
        let ladders = round.studies.iter().map(|study| Ladder::of(&self.history, round, study));
        let next = ladders.flatten().filter_map(|ladder| ladder.promotable());
        let Some((trial, rung)) = next.max_by_key(|(trial, rung)| (rung.epoch, std::cmp::Reverse(*trial)))
        else {
            return Ok(None);
        };
        self.apply(Event::TrialJudged { trial, ruling: Ruling::Passes(rung) }, record)?;
        Ok(Some(trial))
    }

    /// Prunes what still waits in studies where nothing else is left to do. Whether there was any.
    pub(super) fn settle_rungs(&mut self, record: &mut Vec<Event>) -> Result<bool, CoordinatorError> {
        let Some(round) = self.history.open_round() else { return Ok(false) };
        let ladders = round.studies.iter().filter_map(|study| Ladder::of(&self.history, round, study));
        let settled = ladders.filter(|ladder| ladder.settling && ladder.promotable().is_none());
        let left: Vec<(TrialId, Pruned)> = settled.flat_map(|ladder| ladder.left_behind()).collect();
        for (trial, pruned) in &left {
            self.apply(
                Event::TrialEnded { trial: *trial, outcome: Outcome::Pruned(pruned.clone()) },
                record,
            )?;
        }
        Ok(!left.is_empty())
    }
}

/// What the pruner rules of a running trial; none where it goes on, and where it is not the pruner's to judge: the
/// incumbent's own configuration and confirmations are trained to the end, and what diverged is infeasible anyway.
fn ruling(history: &History, trial: TrialId) -> Option<Ruling> {
    let known = history.trials.get(&trial)?;
    let Purpose::Search { study, .. } = known.request.purpose else { return None };
    let round = history.round(study.round)?;
    let pruner = round.frozen.definition.pruner?;
    let curve = known.curve()?;
    if known.stopping_ruling().is_some() || curve.first_non_finite().is_some() {
        return None;
    }
    let others = history.study(study)?.trials.iter().filter(|other| **other != trial);
    let peers = others.filter_map(|other| peer(pruner, history.trials.get(other)?));
    judge(
        pruner,
        &Case {
            direction: round.frozen.direction,
            max_epochs: known.request.configuration.max_epochs,
            own: &Curve::of_running_best(curve.running_best()),
            last_rung: known.rungs.last().map_or(0, |rung| rung.epoch),
            peers: &peers.collect::<Vec<Peer>>(),
            trial_sd: trial_sd(history, round),
        },
    )
}

/// Another trial as the pruner sees it. At rungs what counts is what was recorded there.
fn peer(pruner: Pruner, other: &TrialRecord) -> Option<Peer> {
    let finished = match other.outcome() {
        None | Some(Outcome::Pruned(_)) => false,
        Some(Outcome::Feasible(_)) => true,
        Some(Outcome::Infeasible(_) | Outcome::Failed { .. } | Outcome::Cancelled) => return None,
    };
    let points = match pruner {
        Pruner::Asha { .. } => other.rungs.iter().map(|rung| (f64::from(rung.epoch), rung.value)).collect(),
        Pruner::Median | Pruner::Hopeless if !finished => return None,
        Pruner::Median | Pruner::Hopeless => other.peer_curve()?.running_best(),
    };
    Some(Peer { curve: Curve::of_running_best(points), finished })
}

/// The rungs of a study: who came to which, and who waits.
struct Ladder<'a> {
    history: &'a History,
    round: &'a RoundRecord,
    eta: u32,
    /// The study's drawn trials that are still in question, in the order of their request.
    climbers: Vec<(TrialId, &'a TrialRecord)>,
    /// Whether nothing else is left to do in the study: nothing waits or runs, and no point is left to draw. A search that
    /// learns draws one at a time, so a study may have none open while another of its round has the slots.
    settling: bool,
}

impl<'a> Ladder<'a> {
    /// None for a study without paused trials.
    fn of(history: &'a History, round: &'a RoundRecord, study: &'a StudyRecord) -> Option<Ladder<'a>> {
        let Some(Pruner::Asha { eta, .. }) = round.frozen.definition.pruner else { return None };
        if history.paused.is_empty() {
            return None;
        }
        let records = || study.trials.iter().filter_map(|trial| Some((*trial, history.trials.get(trial)?)));
        let is_open = |state| matches!(state, TrialState::Requested | TrialState::Running);
        let in_question = |record: &TrialRecord| {
            !matches!(
                record.outcome(),
                Some(Outcome::Infeasible(_) | Outcome::Failed { .. } | Outcome::Cancelled)
            )
        };
        let all_drawn = study.segments.iter().all(|segment| segment.drawn >= segment.trials);
        Some(Ladder {
            history,
            round,
            eta,
            settling: all_drawn && !records().any(|(_, record)| is_open(record.state())),
            climbers: records().filter(|(_, record)| in_question(record)).collect(),
        })
    }

    /// All that came to a rung.
    fn at(&self, epoch: u32) -> Vec<(TrialId, asha::Climber)> {
        let climber = |(trial, record): &(TrialId, &TrialRecord)| {
            let rung = record.rungs.iter().find(|rung| rung.epoch == epoch)?;
            let waits = record.state() == TrialState::Paused
                && record.rungs.last().is_some_and(|last| last.epoch == epoch);
            Some((*trial, asha::Climber { value: rung.value, waits }))
        };
        self.climbers.iter().filter_map(climber).collect()
    }

    /// Who goes on next, and from which rung: the highest that has one.
    fn promotable(&self) -> Option<(TrialId, Rung)> {
        let pruner = self.round.frozen.definition.pruner?;
        let max_epochs = self.round.frozen.length.max_epochs;
        pruner.rungs(max_epochs).into_iter().rev().find_map(|epoch| {
            let at = self.at(epoch);
            let climbers: Vec<asha::Climber> = at.iter().map(|(_, climber)| *climber).collect();
            let next = asha::promotable(self.eta, self.round.frozen.direction, &climbers, self.settling)?;
            at.get(next).map(|(trial, climber)| (*trial, Rung { epoch, value: climber.value }))
        })
    }

    /// All that wait, with what speaks against each.
    fn left_behind(&self) -> Vec<(TrialId, Pruned)> {
        let waiting = self.climbers.iter().filter(|(trial, _)| self.history.paused.contains(trial));
        let pruned = |(trial, record): &(TrialId, &TrialRecord)| {
            let rung = *record.rungs.last()?;
            let climbers: Vec<asha::Climber> =
                self.at(rung.epoch).into_iter().map(|(_, climber)| climber).collect();
            let ground = asha::left_behind(self.eta, self.round.frozen.direction, &climbers, rung);
            Some((*trial, Pruned { best: record.curve().and_then(LiveCurve::best)?, ground }))
        };
        waiting.filter_map(pruned).collect()
    }
}
