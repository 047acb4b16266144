//! How many more points can be drawn of a study, and of which segments of its space.

use etude_study::event::MorePoints;
use etude_study::history::{RoundRecord, Segment, StudyRecord};

/// A space with more points than this is not counted.
const MOST_POINTS: u64 = 1 << 16;

/// More points of a study: of every segment its share of `wanted`, so that the whole stays as evenly sampled as it is.
pub(super) fn spread(round: &RoundRecord, study: &StudyRecord, wanted: u32) -> Vec<MorePoints> {
    let drawn: u32 = study.segments.iter().map(|segment| segment.drawn).sum();
    let share = |segment: &Segment| (wanted * segment.drawn).div_ceil(drawn.max(1));
    let shares: Vec<u32> = study.segments.iter().map(share).collect();
    of_segments(round, study, &shares)
}

/// More points of a study, as many of each segment as are wanted and there are. None where its points are written by hand
/// or a grid, which are laid out once.
pub(super) fn of_segments(round: &RoundRecord, study: &StudyRecord, wanted: &[u32]) -> Vec<MorePoints> {
    let definition = &round.frozen.definition;
    if definition.is_by_hand() || definition.is_grid() {
        return Vec::new();
    }
    let segments = study.segments.iter().zip(wanted).zip(0..);
    let more = segments.map(|((segment, wanted), index)| MorePoints {
        study: study.definition.id,
        segment: index,
        trials: left(segment).map_or(*wanted, |left| left.min(*wanted)),
    });
    more.filter(|more| more.trials > 0).collect()
}

/// How many points are certainly left in a segment that has few: all but those drawn and one for the incumbent's own. Of a
/// slab with few points none is.
fn left(segment: &Segment) -> Option<u32> {
    let points = segment.space.count_points(MOST_POINTS)?;
    let left =
        if segment.widened.is_some() { 0 } else { points.saturating_sub(u64::from(segment.drawn) + 1) };
    Some(left as u32)
}
