//! Which parameter is a learning rate, by the names that programs give it (P27).

/// Names of a learning rate, as the last part of a parameter's name.
const NAMES: [&str; 5] = ["lr", "learning_rate", "lr0", "step_size", "eta"];
/// Endings of longer names: `base_lr`, `encoder_learning_rate`.
const ENDINGS: [&str; 2] = ["_lr", "_learning_rate"];

/// Whether a parameter of that name is a learning rate: `adam.lr`, `lr.2` of a list, `base-lr`, `initial_learning_rate`. What is
/// done with one is none: `lr_decay`, `learning_rate_schedule`.
#[must_use]
pub fn is_learning_rate(name: &str) -> bool {
    let name = name.to_lowercase().replace('-', "_");
    let is_place_in_a_list = |part: &&str| part.chars().all(|letter| letter.is_ascii_digit());
    let last = name.split('.').rev().find(|part| !is_place_in_a_list(part)).unwrap_or_default();
    NAMES.contains(&last) || ENDINGS.iter().any(|ending| last.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::is_learning_rate;

    #[test]
    fn a_learning_rate_is_known_by_its_name() {
        for name in ["lr", "adam.lr", "adamw_lr", "lr.2", "Base-LR", "initial_learning_rate", "eta"] {
            assert!(is_learning_rate(name), "{name}");
        }
        for name in ["rate", "dropout_rate", "lr_decay", "learning_rate_schedule", "beta", "theta", "color"] {
            assert!(!is_learning_rate(name), "{name}");
        }
    }
}
