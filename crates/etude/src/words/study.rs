//! Names of studies: what each stands for in its round's question.

use etude_study::design::Design;
use etude_study::round::{FrozenRound, StudyDefinition};

/// A study in words: `dropout = on`, `dropout = on, layers = 3`, `without dropout`, `all of learning_rate`; `tuning` where the
/// round has no question.
pub fn study(round: &FrozenRound, study: &StudyDefinition) -> String {
    let definition = &round.definition;
    if let (Some((name, _)), false) = (definition.ranged(), study.holds_incumbent) {
        return format!("all of {name}");
    }
    if let Design::Ablation { features } = &definition.design {
        let put_back = features.iter().find(|name| study.fixed.get(*name) != round.incumbent.get(*name));
        return put_back.map_or_else(|| "nothing put back".into(), |name| format!("without {name}"));
    }
    let questions = definition.questions();
    let value = |name: &&str| Some(format!("{name} = {}", study.fixed.get(*name)?));
    let words: Vec<String> = questions.iter().filter_map(value).collect();
    if words.is_empty() { "tuning".into() } else { words.join(", ") }
}

/// That studies differ in how many parameters they tune, where they do: `The studies tune 1 to 2 parameters each, ...`.
pub fn uneven_dimensions(counts: impl IntoIterator<Item = usize>) -> Option<String> {
    let counts: Vec<usize> = counts.into_iter().collect();
    let (least, most) = (counts.iter().min()?, counts.iter().max()?);
    (least < most).then(|| {
        format!("The studies tune {least} to {most} parameters at equal budgets (P36): more parameters are searched less densely.")
    })
}

/// The question of a round by its parameters: `dropout`, `dropout and layers`; nothing where it only tunes.
pub fn question(round: &FrozenRound) -> Option<String> {
    let questions = round.definition.questions();
    (!questions.is_empty()).then(|| questions.join(" and "))
}
