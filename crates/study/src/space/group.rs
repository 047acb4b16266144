//! What a parameter is about, and which conclusions a change of it puts in doubt (S8, P13, P14, P31, P67, P70).

use serde::{Deserialize, Serialize};

/// What a parameter is about; used to propose roles and to tell which conclusions a change makes stale (S8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Learning rate, momentum and their kin.
    Optimizer,
    /// Weight decay, dropout, label smoothing.
    Regularization,
    /// Layers, widths, activation.
    Architecture,
    /// Warm-up and decay.
    Schedule,
    /// Pre-processing and augmentation.
    Data,
}

/// Parts of names that tell a group (those of two letters as whole words), the first that fits: `weight_decay` is no decay of a schedule.
const NAMES: [(&str, Group); 38] = [
    ("weight_decay", Group::Regularization),
    ("weightdecay", Group::Regularization),
    ("dropout", Group::Regularization),
    ("smoothing", Group::Regularization),
    ("regulari", Group::Regularization),
    ("l1", Group::Regularization),
    ("l2", Group::Regularization),
    ("augment", Group::Data),
    ("crop", Group::Data),
    ("flip", Group::Data),
    ("mixup", Group::Data),
    ("cutout", Group::Data),
    ("preprocess", Group::Data),
    ("normalize_input", Group::Data),
    ("warmup", Group::Schedule),
    ("warm_up", Group::Schedule),
    ("schedule", Group::Schedule),
    ("decay", Group::Schedule),
    ("anneal", Group::Schedule),
    ("layer", Group::Architecture),
    ("width", Group::Architecture),
    ("depth", Group::Architecture),
    ("hidden", Group::Architecture),
    ("units", Group::Architecture),
    ("channels", Group::Architecture),
    ("heads", Group::Architecture),
    ("activation", Group::Architecture),
    ("norm", Group::Architecture),
    ("kernel", Group::Architecture),
    ("model", Group::Architecture),
    ("learning_rate", Group::Optimizer),
    ("momentum", Group::Optimizer),
    ("nesterov", Group::Optimizer),
    ("beta", Group::Optimizer),
    ("epsilon", Group::Optimizer),
    ("optimizer", Group::Optimizer),
    ("clip", Group::Optimizer),
    ("lr", Group::Optimizer),
];

/// What else is decided once, and puts conclusions in doubt when it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The batch size.
    BatchSize,
    /// The number of epochs.
    Length,
}

impl Group {
    /// The group that a name tells, in the last part of its path; none where it tells nothing.
    pub fn of_name(path: &str) -> Option<Group> {
        let name =
            path.rsplit('.').find(|part| part.parse::<u32>().is_err())?.to_lowercase().replace('-', "_");
        let holds = |part: &str| {
            if part.len() > 2 { name.contains(part) } else { name.split('_').any(|word| word == part) }
        };
        NAMES.iter().find(|(part, _)| holds(part)).map(|(_, group)| *group)
    }

    /// Whether conclusions about `self` may not hold any more once something of `changed` has another value.
    ///
    /// The strength of regularization and the learning rate depend on the size of the model (P31); augmentation
    /// regularizes, so each of the two is judged anew with the other (P67); the rate and its schedule are one thing in two
    /// parts; another optimizer has another rate.
    pub fn depends_on(self, changed: Group) -> bool {
        match changed {
            Group::Optimizer => matches!(self, Group::Optimizer | Group::Schedule),
            Group::Schedule => self == Group::Optimizer,
            Group::Architecture => matches!(self, Group::Optimizer | Group::Regularization),
            Group::Data => self == Group::Regularization,
            Group::Regularization => self == Group::Data,
        }
    }

    /// Whether conclusions about `self` may not hold any more under another batch size (S8, P14) or length of training
    /// (P70: architecture is likely to carry over, schedules are not).
    pub fn depends_on_setting(self, changed: Setting) -> bool {
        match changed {
            Setting::BatchSize => {
                matches!(self, Group::Optimizer | Group::Regularization | Group::Schedule)
            }
            Setting::Length => self != Group::Architecture,
        }
    }

    /// The word a user reads.
    pub fn word(self) -> &'static str {
        match self {
            Group::Optimizer => "optimizer",
            Group::Regularization => "regularization",
            Group::Architecture => "architecture",
            Group::Schedule => "schedule",
            Group::Data => "data",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_their_group() {
        let cases = [
            ("lr", Some(Group::Optimizer)),
            ("adam.beta1", Some(Group::Optimizer)),
            ("weight-decay", Some(Group::Regularization)),
            ("lr_decay", Some(Group::Schedule)),
            ("width.2", Some(Group::Architecture)),
            ("Dropout_rate", Some(Group::Regularization)),
            ("mystery", None),
            ("model1", Some(Group::Architecture)),
            ("base_lr", Some(Group::Optimizer)),
            ("clear", None),
        ];
        for (name, group) in cases {
            assert_eq!(Group::of_name(name), group, "{name}");
        }
    }

    #[test]
    fn a_batch_size_puts_rates_and_regularization_in_doubt_and_not_the_layers() {
        assert!(Group::Optimizer.depends_on_setting(Setting::BatchSize));
        assert!(Group::Regularization.depends_on_setting(Setting::BatchSize));
        assert!(!Group::Architecture.depends_on_setting(Setting::BatchSize));
        assert!(Group::Schedule.depends_on_setting(Setting::Length));
        assert!(!Group::Architecture.depends_on(Group::Optimizer));
    }
}
