//! Is the best learning rate the best, or only the highest that training bears? (P108-P110)
//!
//! The configuration is trained for some hundred steps at 1, 2, 5 and 10 times its rate, with a report of the loss at every
//! step. Training that loses its footing at twice or five times the rate sits at the *edge of stability*: a wider range would only hold more
//! trainings that fail, and what helps is to make higher rates usable (P111). Where training stays calm and learns faster, the *range was too
//! small*. Where it stays calm and learns no faster, the rate is sound.

use etude_stats::curve::spikes;
use serde::Serialize;

/// The multiples of the rate, in the order of the method: once and twice, then the double-check (P109, P110).
pub const MULTIPLES: [u32; 4] = [1, 2, 5, 10];
/// Steps of a probe (P109).
pub const PROBE_STEPS: u32 = 500;

/// A training that falls apart up to this multiple sits at the edge.
const EDGE: u32 = 5;
/// Fewest losses that say anything.
const FEWEST: usize = 20;
/// A loss that ends this share of what it had fallen above its lowest stretch has lost its footing.
const RISE: f64 = 0.5;
/// Steps whose mean is a level.
const LEVEL: usize = 10;
/// Spikes that are no accident.
const MANY_SPIKES: usize = 3;
/// A loss that is lower by this share after the same steps is one that learned faster.
const FASTER: f64 = 0.05;
/// The share of norms below a clipping threshold (P115).
const CLIP_AT: f64 = 0.9;

/// What a probe showed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "course", rename_all = "snake_case")]
pub enum Course {
    /// The loss fell, and stayed where it had come to.
    Calm {
        /// The mean of the last losses.
        level: f64,
    },
    /// The loss never came below where it began, rose again by much, or had spikes.
    Unstable {
        /// The step at which it lost its footing.
        at: u32,
        /// What was seen.
        sign: Sign,
    },
    /// Too few losses were reported.
    Unknown {
        /// How many.
        reports: u32,
    },
}

/// How a training loses its footing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The loss was no number, or the program said so.
    Diverged,
    /// It rose to more than half of what it had fallen.
    Rose,
    /// It ended no lower than it began.
    EndedHigh,
    /// Spikes.
    Spikes,
}

/// A probe: a multiple of the best rate, and what was seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Probe {
    /// The multiple.
    pub multiple: u32,
    /// The rate.
    pub rate: f64,
    /// What was seen.
    #[serde(flatten)]
    pub course: Course,
}

/// What the probes say together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "stability", rename_all = "snake_case")]
pub enum Stability {
    /// P46, P108: the best rate lies right below the edge of stability.
    UnstableEdge {
        /// The lowest multiple that is unstable.
        multiple: u32,
        /// Its rate.
        rate: f64,
    },
    /// S20: training is calm at higher rates and learns faster there.
    RangeTooSmall {
        /// The multiple that learned fastest.
        multiple: u32,
        /// Its rate.
        rate: f64,
    },
    /// Calm at higher rates, or up to ten times, and no faster there.
    Sound,
    /// The rate itself is unstable.
    UnstableItself,
    /// Too little was reported.
    Unknown,
}

/// Reads the losses of a probe, step by step; `diverged` where the program said so.
pub fn read_course(losses: &[f64], diverged: bool) -> Course {
    let finite = losses.iter().position(|loss| !loss.is_finite());
    if diverged || finite.is_some() {
        let at = finite.unwrap_or(losses.len()) as u32;
        return Course::Unstable { at, sign: Sign::Diverged };
    }
    if losses.len() < FEWEST {
        return Course::Unknown { reports: losses.len() as u32 };
    }
    let width = LEVEL.min(losses.len() / 4);
    let levels: Vec<f64> =
        losses.windows(width).map(|window| window.iter().sum::<f64>() / width as f64).collect();
    // The loss of the first step is that of weights that were never trained.
    let first = losses[0];
    let last = levels[levels.len() - 1];
    let lowest = levels.iter().copied().fold(f64::INFINITY, f64::min);
    let lowest_at = levels.iter().position(|level| *level <= lowest).unwrap_or_default();
    if last >= first {
        return Course::Unstable { at: lowest_at as u32, sign: Sign::EndedHigh };
    }
    let highest = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if last - lowest > RISE * (first - lowest) {
        return Course::Unstable { at: lowest_at as u32, sign: Sign::Rose };
    }
    if highest > 2.0 * first {
        let at = levels.iter().position(|level| *level >= highest).unwrap_or_default();
        return Course::Unstable { at: at as u32, sign: Sign::Rose };
    }
    let found = spikes(losses).unwrap_or_default();
    if found.len() >= MANY_SPIKES {
        return Course::Unstable { at: found[0].index as u32, sign: Sign::Spikes };
    }
    Course::Calm { level: last }
}

/// What the probes say together.
pub fn judge(probes: &[Probe]) -> Stability {
    let base = probes.iter().find(|probe| probe.multiple == 1);
    let level = match base.map(|probe| &probe.course) {
        Some(Course::Calm { level }) => *level,
        Some(Course::Unstable { .. }) => return Stability::UnstableItself,
        _ => return Stability::Unknown,
    };
    let mut higher: Vec<&Probe> = probes.iter().filter(|probe| probe.multiple > 1).collect();
    higher.sort_by_key(|probe| probe.multiple);
    let unstable = higher.iter().find(|probe| matches!(probe.course, Course::Unstable { .. }));
    if let Some(probe) = unstable.filter(|probe| probe.multiple <= EDGE) {
        return Stability::UnstableEdge { multiple: probe.multiple, rate: probe.rate };
    }
    let calm = higher.iter().filter_map(|probe| match probe.course {
        Course::Calm { level } => Some((*probe, level)),
        _ => None,
    });
    match calm.min_by(|a, b| a.1.total_cmp(&b.1)) {
        Some((probe, fastest)) if fastest < (1.0 - FASTER) * level => {
            Stability::RangeTooSmall { multiple: probe.multiple, rate: probe.rate }
        }
        Some(_) => Stability::Sound,
        None => Stability::Unknown,
    }
}

/// The threshold at which to clip: the 90th percentile of norms that were not clipped (P115). None for fewer than 20.
pub fn clip_at(norms: &[f64]) -> Option<f64> {
    let mut norms: Vec<f64> = norms.iter().copied().filter(|norm| norm.is_finite()).collect();
    if norms.len() < FEWEST {
        return None;
    }
    norms.sort_by(f64::total_cmp);
    Some(norms[((norms.len() - 1) as f64 * CLIP_AT).round() as usize])
}

/// Lengths of a warm-up to try: none, and orders of magnitude up to a tenth of the training (P112), the shortest first.
pub fn warmups(whole: f64, least: f64) -> Vec<f64> {
    let longest = whole / 10.0;
    let mut lengths: Vec<f64> = (0..3).map(|order| longest / 10_f64.powi(order)).collect();
    lengths.retain(|length| *length >= least);
    lengths.push(0.0);
    lengths.reverse();
    lengths
}

/// Where a decay begins after a warm-up (P112): after twice its length. And whether the training should become longer, since the
/// warm-up takes more than a twentieth of it (P113).
pub fn after_warmup(warmup: f64, whole: f64) -> (f64, bool) {
    (2.0 * warmup, warmup > 0.05 * whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(loss: impl Fn(f64) -> f64) -> Course {
        let losses: Vec<f64> = (0..500).map(|step| loss(f64::from(step))).collect();
        read_course(&losses, false)
    }

    fn wiggle(step: f64) -> f64 {
        0.05 * (step * 12.9898).sin()
    }

    #[test]
    fn a_falling_loss_is_calm_and_what_rises_again_is_not() {
        let falls = |step: f64| 2.3 * (-step / 100.0).exp() + 0.4 + wiggle(step);
        assert!(matches!(course(falls), Course::Calm { level } if (0.3..0.6).contains(&level)));
        let rises = |step: f64| if step < 100.0 { 2.3 - step / 100.0 } else { 1.3 + (step - 100.0) / 600.0 } + wiggle(step);
        assert!(
            matches!(course(rises), Course::Unstable { sign: Sign::Rose, at: 50..150 }),
            "{:?}",
            course(rises)
        );
        assert!(matches!(course(|step| 2.3 + step / 50.0), Course::Unstable { sign: Sign::EndedHigh, .. }));
        assert!(matches!(
            course(|step| if step > 40.0 { f64::NAN } else { 1.0 }),
            Course::Unstable { at: 41, .. }
        ));
        assert_eq!(read_course(&[1.0; 5], false), Course::Unknown { reports: 5 });
    }

    fn probes(courses: [Course; 4]) -> Vec<Probe> {
        let probe = |(multiple, course)| Probe { multiple, rate: 0.01 * f64::from(multiple), course };
        MULTIPLES.into_iter().zip(courses).map(probe).collect()
    }

    #[test]
    fn an_edge_is_told_from_a_range_that_is_too_small() {
        let calm = |level: f64| Course::Calm { level };
        let falls_apart = || Course::Unstable { at: 3, sign: Sign::Diverged };
        let edge = probes([calm(0.5), falls_apart(), falls_apart(), falls_apart()]);
        assert!(matches!(judge(&edge), Stability::UnstableEdge { multiple: 2, .. }));
        let small = probes([calm(0.5), calm(0.45), calm(0.4), calm(0.6)]);
        assert!(matches!(judge(&small), Stability::RangeTooSmall { multiple: 5, .. }));
        let sound = probes([calm(0.5), calm(0.5), calm(0.6), falls_apart()]);
        assert_eq!(judge(&sound), Stability::Sound);
        let itself = probes([falls_apart(), falls_apart(), falls_apart(), falls_apart()]);
        assert_eq!(judge(&itself), Stability::UnstableItself);
    }

    #[test]
    fn remedies_have_their_numbers() {
        let norms: Vec<f64> = (1..=101).map(f64::from).collect();
        assert_eq!(clip_at(&norms), Some(91.0));
        assert_eq!(clip_at(&norms[..10]), None);
        assert_eq!(warmups(16.0, 0.01), [0.0, 0.016, 0.16, 1.6]);
        assert_eq!(warmups(1.0, 0.01), [0.0, 0.01, 0.1]);
        assert_eq!(after_warmup(1.0, 10.0), (2.0, true));
        assert_eq!(after_warmup(0.4, 10.0), (0.8, false));
    }
}
