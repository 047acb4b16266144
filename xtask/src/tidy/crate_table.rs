//! The crate table of `ARCHITECTURE.md` against the manifests, in both directions.

use std::collections::BTreeSet;

use super::{Check, Finding, table};
use crate::tree::Tree;

pub(super) const CHECK: Check = Check {
    name: "crate-table",
    question: "Do the crates depend on each other exactly as ARCHITECTURE.md says?",
    run,
};

const PATH: &str = "docs/ARCHITECTURE.md";

/// Where a dependency may stand: the section of the manifest and the column of the table.
const SECTIONS: [(&str, &str, usize); 2] =
    [("dependencies", "may depend on", 2), ("dev-dependencies", "in tests also", 3)];

fn run(tree: &Tree) -> Vec<Finding> {
    let rows = table::rows(tree.text(PATH).unwrap_or_default(), "crate");
    let mut findings = Vec::new();
    let mut listed = BTreeSet::new();
    for row in &rows {
        let name = table::quoted(row.cells[0]).first().copied().unwrap_or_default();
        let folder = if name == "xtask" { name.to_owned() } else { format!("crates/{name}") };
        let Some(manifest) = tree.text(&format!("{folder}/Cargo.toml")) else {
            let problem = format!("the crate table names `{name}`, and {folder}/Cargo.toml does not exist");
            findings.push(Finding::refused(PATH, row.line, problem, "remove the row"));
            continue;
        };
        for (section, heading, column) in SECTIONS {
            let said: BTreeSet<&str> = row
                .cells
                .get(column)
                .map(|cell| table::quoted(cell))
                .unwrap_or_default()
                .into_iter()
                .collect();
            let actual = dependencies(manifest, section);
            findings.extend(actual.iter().filter(|crate_| !said.contains(crate_.as_str())).map(|crate_| {
                let problem =
                    format!("{folder} has `{crate_}` among its {section}, and the table forbids it");
                let remedy =
                    format!("remove the dependency, or allow it under `{heading}` with a decision record");
                Finding::refused(PATH, row.line, problem, remedy)
            }));
            findings.extend(said.iter().filter(|crate_| !actual.contains(**crate_)).map(|crate_| {
                let problem = format!("the table lets `{name}` use `{crate_}` ({heading}), and it does not");
                Finding::refused(PATH, row.line, problem, "remove it from the row")
            }));
        }
        listed.insert(folder);
    }
    let missing = tree.crates().into_iter().filter(|folder| !listed.contains(*folder));
    findings.extend(missing.map(|folder| {
        Finding::refused(PATH, 0, format!("the crate table has no row for {folder}"), "add the row")
    }));
    findings
}

/// The workspace's crates in one section of a manifest, by folder name: `etude-study` is `study`.
fn dependencies(manifest: &str, section: &str) -> BTreeSet<String> {
    let parsed: toml::Table = manifest.parse().unwrap_or_default();
    let section = parsed.get(section).and_then(toml::Value::as_table);
    section
        .into_iter()
        .flat_map(toml::Table::keys)
        .filter_map(|key| if key == "etude" { Some(key.as_str()) } else { key.strip_prefix("etude-") })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[dependencies]\netude-study = { workspace = true }\nserde = \"1\"\n\
                            [dev-dependencies]\netude-simulation.workspace = true\n";

    fn problems(row: &str) -> Vec<String> {
        let text = format!("| crate | verb | may depend on | in tests also |\n|---|---|---|---|\n{row}\n");
        let tree = Tree::of(&[(PATH, &text), ("crates/store/Cargo.toml", MANIFEST)]);
        run(&tree).into_iter().map(|finding| finding.problem).collect()
    }

    #[test]
    fn an_exact_row_is_fine() {
        assert!(problems("| `store` | *remember* | `study` | `simulation` |").is_empty());
    }

    #[test]
    fn a_dependency_that_the_table_forbids_is_caught() {
        let found = problems("| `store` | *remember* | – | `simulation` |");
        assert_eq!(found, ["crates/store has `study` among its dependencies, and the table forbids it"]);
        assert_eq!(problems("| `store` | *remember* | `study` | – |").len(), 1);
    }

    #[test]
    fn a_permission_that_is_not_used_is_caught() {
        let found = problems("| `store` | *remember* | `study`, `stats` | `simulation` |");
        assert_eq!(found, ["the table lets `store` use `stats` (may depend on), and it does not"]);
    }

    #[test]
    fn rows_without_crates_and_crates_without_rows_are_caught() {
        let found = problems("| `attic` | *hide* | – | – |");
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
