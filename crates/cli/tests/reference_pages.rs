//! The pages that a user of the command reads say what it does.

use std::collections::BTreeMap;

const PAGE: &str = include_str!("../../../docs/reference/exit-codes.md");
const CODES: &str = include_str!("../src/exit_code.rs");

/// The codes with their meanings, from the page's table.
fn told() -> BTreeMap<u8, &'static str> {
    let rows = PAGE.lines().filter_map(|line| line.strip_prefix("| "));
    let cells = rows.map(|row| row.split(" | ").collect::<Vec<_>>());
    cells.filter_map(|cells| Some((cells.first()?.parse().ok()?, *cells.get(1)?))).collect()
}

#[test]
fn every_exit_code_stands_on_the_page_and_no_other() {
    let constants = CODES.lines().filter_map(|line| line.strip_prefix("pub(crate) const "));
    let codes = constants.map(|line| line.split(" = ").nth(1).unwrap_or_default().trim_end_matches(';'));
    let mut codes: Vec<u8> = codes.map(|code| code.parse().expect("a code is a number")).collect();
    assert!(codes.len() >= 6, "{codes:?}");
    // Success has no constant.
    codes.push(0);
    codes.sort_unstable();
    assert_eq!(told().into_keys().collect::<Vec<u8>>(), codes);
}

#[test]
fn every_exit_code_has_a_meaning() {
    for (code, meaning) in told() {
        assert!(meaning.len() > 10, "{code}: {meaning:?}");
    }
}
