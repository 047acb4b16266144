//! Sentences of the answers about a round as a whole, and about what its trials say together.

use etude_study::finding::{Answer, Effort, Interaction, Margin, MarginBasis, Part, Separation};

use super::number::{count, number};

/// An answer in one sentence: value, place, reason, remedy. None for those that stand elsewhere.
pub(super) fn answer(answer: &Answer) -> Option<String> {
    Some(match answer {
        Answer::InfeasibleShare { infeasible, ended, where_they_lie, .. } => {
            infeasible_share(*infeasible, *ended, where_they_lie)
        }
        Answer::InfeasibleAnywhere { infeasible, ended } if infeasible == ended => format!(
            "all {ended} trials were infeasible: look for a mistake in the program before you look for better values (P41)"
        ),
        Answer::InfeasibleAnywhere { infeasible, ended } => format!(
            "{infeasible} of {ended} trials were infeasible and no parameter tells which: look for a mistake in the program, or \
             for too little memory, before you change ranges (P41)"
        ),
        Answer::FarWorse { trials, fence } => {
            let named: Vec<String> = trials.iter().take(3).map(ToString::to_string).collect();
            let more = if trials.len() > 3 { " and more" } else { "" };
            format!(
                "{} ended beyond {}, far worse than all others (trial {}{more}): most likely diverged; let the program print \
                 {{\"infeasible\": \"diverged\"}} for such a training, so that the search stays away (P42)",
                count(trials.len() as u32, "trial"),
                number(*fence),
                named.join(", ")
            )
        }
        Answer::DrawnAnew { failed, more } => format!(
            "{} failed for good: {} drawn in their place (P36)",
            count(*failed, "trial"),
            count(*more, "more point")
        ),
        Answer::UnequalEffort { efforts, least_share, more } => effort(efforts, *least_share, *more),
        Answer::SampledThinly { points, gain, margin, more, .. } if *more > 0 => format!(
            "{points} points were too few: as many again should gain about {}{}; {} drawn (P49)",
            number(*gain),
            margin
                .as_ref()
                .map_or_else(String::new, |margin| format!(", {} is worth having", of_margin(margin))),
            count(*more, "more point")
        ),
        Answer::SampledThinly { points, gain, gain_most, good, margin, .. } => {
            sampled(*points, (*gain, *gain_most), *good, *margin)
        }
        Answer::ManyNuisances { nuisances, trials } => format!(
            "{} tuned at once with {}, fewer than five each: fix those that matter least (`etude importance`), or run more \
             trials (S11)",
            count(*nuisances, "parameter"),
            count(*trials, "trial")
        ),
        Answer::TrainedTwice { configurations, repeats } => format!(
            "{} trained more than once, {} in all that say nothing new of the space: name each point once (P47)",
            count(*configurations, "configuration"),
            count(*repeats, "training")
        ),
        other => return of_the_whole(other),
    })
}

fn of_the_whole(answer: &Answer) -> Option<String> {
    Some(match answer {
        Answer::ValidationSetTooSmall { examples, gap, noise } => format!(
            "the two leaders differ by {}, and with {examples} validation examples such a difference varies by {} (sd) with the \
             examples alone: validate on more of them (P77)",
            number(*gap),
            number(*noise)
        ),
        Answer::SeedsDoNothing { configurations, trainings } => format!(
            "{trainings} trainings of {} gave the same score to the last bit whatever their seed, so chance cannot be measured \
             and no verdict holds: let the program draw its weights and its order of data from {{seed}} or ETUDE_SEED, and ask \
             again in a new round (S22)",
            count(*configurations, "configuration")
        ),
        Answer::SameSeedDiffers { first, second, difference } => format!(
            "trials {first} and {second} have the same configuration and seed, and differ by {}: something beside the seed \
             decides, such as the order of threads (P97)",
            number(*difference)
        ),
        Answer::LearningRateFixed { parameter, question } => format!(
            "{parameter} is fixed while values of {question} are compared, and each may need its own: put {parameter} into \
             `nuisance` (P27)"
        ),
        Answer::FixedInteracts { parameter, value, question, evidence } => {
            let why = match evidence {
                Interaction::Literature => "whose best value is known to depend on it".to_owned(),
                Interaction::EarlierRound { round, p_value } => {
                    format!(
                        "which worked otherwise from value to value in round {round} (p = {})",
                        number(*p_value)
                    )
                }
            };
            format!(
                "{question} is in question with {parameter} fixed at {value}, {why}: put {parameter} into `nuisance` (P31)"
            )
        }
        _ => return None,
    })
}

fn infeasible_share(infeasible: u32, ended: u32, where_they_lie: &[Separation]) -> String {
    let share = 100.0 * f64::from(infeasible) / f64::from(ended.max(1));
    let said = format!("{infeasible} of {ended} trials were infeasible, {share:.0} % (P39)");
    let parts: Vec<String> = where_they_lie.iter().map(separation).collect();
    if parts.is_empty() {
        return said;
    }
    format!(
        "{said}: {}; end the range before that, or make training stable there (P40)",
        parts.join(", and ")
    )
}

/// Where infeasible trials gather: `12 of 13 where learning_rate >= 0.3`.
fn separation(separation: &Separation) -> String {
    let Separation { parameter, part, infeasible, trials, .. } = separation;
    let place = match part {
        Part::From { value } => format!("{parameter} >= {}", shown(value)),
        Part::UpTo { value } => format!("{parameter} <= {}", shown(value)),
        Part::At { value } => format!("{parameter} = {}", shown(value)),
    };
    format!("{infeasible} of {trials} where {place}")
}

fn shown(value: &etude_study::value::Value) -> String {
    match value {
        etude_study::value::Value::Float(float) => number(*float),
        other => other.to_string(),
    }
}

fn effort(efforts: &[Effort], least_share: f64, more: u32) -> String {
    let differ = efforts.windows(2).any(|pair| pair[0].dimensions != pair[1].dimensions);
    let each: Vec<String> = efforts
        .iter()
        .map(|effort| {
            let dimensions =
                if differ { format!(", {}", count(effort.dimensions, "dimension")) } else { String::new() };
            format!("{} {} ({} feasible{dimensions})", effort.value, effort.trials, effort.feasible)
        })
        .collect();
    let remedy = match () {
        () if more > 0 => format!("{} drawn where they lack", count(more, "more point")),
        () if least_share < 0.5 => {
            "the one with fewest has less than half of what is usual, so they cannot be compared: mend what made its trials fail \
             and run `etude run --retry-failed`"
                .into()
        }
        () => "compare them at an equal number of trials".into(),
    };
    format!("trials that count, a value: {}: {remedy} (P36)", each.join(", "))
}

fn sampled(points: u32, (gain, gain_most): (f64, f64), good: u32, margin: Option<Margin>) -> String {
    let gain_words = format!("twice the {points} points should gain about {}", number(gain));
    let Some(margin) = margin else {
        return format!(
            "{gain_words}: set `min_improvement` to have that judged, or raise `trials` if it is worth having (P49)"
        );
    };
    let held_against = of_margin(&margin);
    match () {
        () if gain >= margin.value => {
            format!(
                "{gain_words}, and {held_against} is worth having: raise `trials`, or tune fewer parameters at once (P49)"
            )
        }
        () if gain_most >= 2.0 * margin.value => format!(
            "{gain_words}, less than {held_against}, but the last doubling may have gained {}: more `trials` would settle it \
             (P49)",
            number(gain_most)
        ),
        () => format!(
            "only {} in the good region, within {held_against} and the luck of seeds of the best: a narrower space would show \
             more of it (P47)",
            match good {
                1 => "1 point lies".into(),
                _ => format!("{good} points lie"),
            }
        ),
    }
}

fn of_margin(margin: &Margin) -> String {
    match margin.basis {
        MarginBasis::MinImprovement => format!("a gain of {}", number(margin.value)),
        MarginBasis::TrialSd => format!("a gain of {}, one sd between seeds,", number(margin.value)),
    }
}
