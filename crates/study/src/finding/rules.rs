//! The rules that a finding can carry: those, and S25, are the rules that a person may accept a departure from.

/// Every rule that a finding can carry, in the order of the playbook.
pub const RULES_OF_FINDINGS: [&str; 36] = [
    "S7", "S11", "S20", "S22", "S25", "S28", "S29", "P26", "P27", "P31", "P36", "P39", "P41", "P42", "P46",
    "P47", "P49", "P50", "P51", "P52", "P53", "P54", "P55", "P56", "P57", "P63", "P64", "P76", "P77", "P78",
    "P92", "P97", "P108", "P110", "P111", "P116",
];

/// Whether a finding can carry the rule.
pub fn is_rule_of_a_finding(rule: &str) -> bool {
    RULES_OF_FINDINGS.contains(&rule)
}
