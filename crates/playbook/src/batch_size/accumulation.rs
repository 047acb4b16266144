//! Gradient accumulation: it makes a larger batch of small steps and gives no speed (S7, P12).

use etude_study::configuration::Values;
use etude_study::value::Value;

/// What programs call it.
const WORDS: [&str; 2] = ["accumul", "grad_acc"];

/// The parameter by which the values accumulate gradients, and over how many batches; none where they do not.
pub fn accumulation(values: &Values) -> Option<(String, i64)> {
    values.iter().find_map(|(name, value)| {
        let named = WORDS.iter().any(|word| name.to_lowercase().contains(word));
        match value {
            Value::Int(batches) if named && *batches > 1 => Some((name.clone(), *batches)),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accumulation_is_known_by_its_name_and_a_number_above_one() {
        let values = |name: &str, value| Values::from([(name.to_owned(), value)]);
        let found = accumulation(&values("grad_accumulation_steps", Value::Int(8)));
        assert_eq!(found, Some(("grad_accumulation_steps".into(), 8)));
        assert_eq!(accumulation(&values("accumulate", Value::Int(1))), None);
        assert_eq!(accumulation(&values("layers", Value::Int(8))), None);
    }
}
