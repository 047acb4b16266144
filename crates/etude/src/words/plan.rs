//! Sentences about a plan: what the playbook would do otherwise, and what trials buy.

use etude_playbook::rounds::{Bought, PlanRemark, Purchase};

use super::number::{count, duration, number};

/// A remark in one sentence, with its rule and what to do.
pub fn plan_remark(remark: &PlanRemark) -> String {
    let sentence = match remark {
        PlanRemark::LearningRateInQuestion { parameter } => format!(
            "{parameter} is in question, and is nearly always tuned for other questions instead: put it into `nuisance`, unless \
             its own effect is what you want to know"
        ),
        PlanRemark::OptimizerTuned { parameter } => format!(
            "{parameter} is tuned as a nuisance, but another optimizer needs its own settings: make it the question \
             (`scientific`), or leave it fixed"
        ),
        PlanRemark::ArchitectureTuned { parameters } => format!(
            "{} changes what a training costs and is tuned as a nuisance: make it the question, or leave it fixed",
            parameters.join(", ")
        ),
        PlanRemark::NoRole { parameters } => format!(
            "{} of the optimizer is varied in no round of the file: its value is nobody's choice yet",
            parameters.join(", ")
        ),
        PlanRemark::LengthVaried { parameter } => format!(
            "{parameter} looks like the length of training, which is not tuned: set max_epochs in [length], and take it out of the \
             round"
        ),
        PlanRemark::TooManyNuisances { nuisances, trials, least } => format!(
            "{} want {} or more, and each study has {trials}: fix some, or raise `trials`",
            count(*nuisances, "nuisance parameter"),
            count(*least, "trial")
        ),
        PlanRemark::TooFewForAdam { trials, parameters, .. } => format!(
            "{} are too few to tune {} as well: leave it fixed, or raise `trials`",
            count(*trials, "trial"),
            parameters.join(", ")
        ),
        PlanRemark::MoreOfAdam { trials, parameters, .. } => format!(
            "{} are enough to tune {} too: put it into `nuisance`, or keep it as a caveat",
            count(*trials, "trial"),
            parameters.join(", ")
        ),
        PlanRemark::RerunsCostMoreThanSearch { asked, reruns, search, seconds } => {
            let time = seconds.map_or_else(String::new, |seconds| format!(", {}", duration(seconds as f64)));
            format!(
                "`reruns = {asked}` takes {}{time}, more than the {} of the search: ask for fewer, or leave `reruns` out for \
                 about half of the search",
                count(*reruns, "training"),
                number(f64::from(*search))
            )
        }
    };
    format!("{sentence} ({})", remark.rule())
}

/// What half the trials, all, and twice as many would bring.
pub fn bought(bought: &Bought, metric: &str) -> String {
    let [half, all, double] = &bought.purchases;
    if let (Some(first), Some(second), Some(third), Some(round)) =
        (half.expected_best, all.expected_best, double.expected_best, &bought.read_from)
    {
        let guessed = if double.trials > bought.scores { "about " } else { "" };
        return format!(
            "By the trials of `{round}`, the best {metric} of {} trials is {} on average, of {} {}, of {} {guessed}{}.",
            half.trials,
            number(first),
            all.trials,
            number(second),
            double.trials,
            number(third)
        );
    }
    let share = |purchase: &Purchase| format!("{:.1} %", 100.0 * purchase.share_better);
    format!(
        "The best of {} evenly spread trials leaves {} of the space better than itself, on average; of {} {}; of {} {}.",
        half.trials,
        share(half),
        all.trials,
        share(all),
        double.trials,
        share(double)
    )
}
