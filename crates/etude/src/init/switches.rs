//! Options that take no value: which of them are worth tuning, and the words that switch them on and off.

use std::collections::BTreeMap;

use etude_study::space::{Flag, Group};

use super::parameters::Reason;
use super::proposal::{ProposedParameter, ProposedValues};
use super::script_option::{Kind, ScriptOption, Spelling, truth};

/// Names without `use_` and `no_`, and what such a switch is about. `scale_lr` is none of them: not every switch with a
/// known word in its name changes what is learned in a way that can be compared.
const NAMES: &[(&str, Group)] = &[
    ("nesterov amsgrad lookahead", Group::Optimizer),
    (
        "batch_norm batchnorm bn layer_norm layernorm ln group_norm groupnorm norm normalization pre_norm \
         qk_norm residual residuals skip_connections bias tie_weights tie_embeddings bidirectional",
        Group::Architecture,
    ),
    (
        "dropout mixup cutmix label_smoothing ema model_ema swa stochastic_depth drop_path",
        Group::Regularization,
    ),
    ("cosine cosine_lr cosine_decay cosine_annealing one_cycle onecycle warmup lr_decay", Group::Schedule),
    (
        "augment augmentation aug data_augmentation data_aug random_crop hflip horizontal_flip random_flip \
         auto_augment autoaugment rand_augment randaugment trivial_augment cutout random_erasing",
        Group::Data,
    ),
];

/// The words of an option that takes no value.
struct Words<'a> {
    on: Option<&'a str>,
    off: Option<&'a str>,
    name: String,
}

/// The words that switch an option on and off; nothing where it has no long name.
fn words_of(option: &ScriptOption) -> Option<Words<'_>> {
    let names = || std::iter::once(option.spelling.shown()).chain(option.aliases.iter().map(String::as_str));
    let on = names().filter(|name| name.starts_with("--") && !is_off(name)).max_by_key(|name| name.len());
    let off = names().find(|name| is_off(name) && on.is_none_or(|on| plain(on) == plain(name)));
    let name = plain(on.or(off)?);
    Some(Words { on, off, name })
}

/// What a switch is about, where the method knows it as one to tune.
pub(super) fn group_of_switch(option: &ScriptOption) -> Option<Group> {
    group_of(&words_of(option)?.name)
}

/// What an option that takes `true` or `false` as its value is about, as Hydra and absl have it. Argparse reads any text
/// as true, so a value alone does not tell.
pub(super) fn group_of_truth(option: &ScriptOption) -> Option<Group> {
    let is_key = matches!(option.spelling, Spelling::Key(_));
    let is_truth = option.kind == Some(Kind::Truth)
        || (is_key && option.kind.is_none() && matches!(option.value(), Some("true" | "false")));
    if is_truth { group_of(&option.spelling.plain_name()) } else { None }
}

fn group_of(name: &str) -> Option<Group> {
    let last = name.rsplit('.').next().unwrap_or(name);
    let bare = ["use_", "with_", "enable_"].iter().find_map(|prefix| last.strip_prefix(prefix));
    let bare = bare.unwrap_or(last);
    NAMES.iter().find(|(known, _)| known.split(' ').any(|known| known == bare)).map(|(_, group)| *group)
}

/// Whether a word that is an option's name switches it off: `--no-bn`.
pub(super) fn is_off(word: &str) -> bool {
    word.starts_with("--no-") || word.starts_with("--no_")
}

/// The parameter that a switch becomes: off or on, each with the word that the script knows, or with none.
pub(super) fn switch_parameter(option: &ScriptOption, group: Group) -> Result<ProposedParameter, Reason> {
    let Some(Words { on, off, name }) = words_of(option) else {
        return Err("is a switch without a long name".into());
    };
    let default = option.default.as_deref().and_then(truth);
    let value = option.given.as_deref().and_then(truth);
    let baseline = match (on, off) {
        (Some(_), None) if default == Some(true) => {
            return Err("is a switch that is on by default, and no word is known that switches it off".into());
        }
        (Some(_), Some(_)) => value.or(default).unwrap_or(false),
        (Some(_), None) => value.unwrap_or(false),
        (None, _) => value.unwrap_or(true),
    };
    let words = [("true", on), ("false", off)];
    let words = words.into_iter().filter_map(|(value, word)| Some((value.to_owned(), word?.to_owned())));
    Ok(ProposedParameter {
        name: name.replace('.', "_"),
        flag: Some(Flag::Words(words.collect::<BTreeMap<_, _>>())),
        values: ProposedValues::Choices(vec!["false".into(), "true".into()]),
        baseline: baseline.to_string(),
        group: Some(group),
        when: None,
        aside: None,
        remark: None,
    })
}

/// Whether a parameter is a switch.
pub(super) fn is_switch(parameter: &ProposedParameter) -> bool {
    matches!(parameter.flag, Some(Flag::Words(_)))
}

/// Why a switch that the method does not know is no parameter.
pub(super) fn unknown_switch(option: &ScriptOption) -> Reason {
    let name = option.spelling.shown();
    let value = if is_off(name) { "false" } else { "true" };
    format!(
        "is a switch: write {name} into the command to have it set; to tune it, make a parameter with \
         flag = {{ {value} = \"{name}\" }}"
    )
}

/// The name of what is switched, in snake case.
fn plain(word: &str) -> String {
    let name = if is_off(word) { &word["--no-".len()..] } else { word };
    Spelling::Flag(name.to_owned()).plain_name()
}
