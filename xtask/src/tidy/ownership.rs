//! What only one crate may do: SQL, processes, printing.

use super::{Check, Finding, rust_source};
use crate::tree::Tree;

pub(super) const CHECK: Check = Check {
    name: "ownership",
    question: "Is SQL only in store, starting processes only in runner, printing only in cli?",
    run,
};

/// Something that belongs to one crate.
struct Owned {
    what: &'static str,
    owner: &'static str,
    paths: &'static [&'static str],
    /// The package that brings it, when only the owner may depend on it.
    package: Option<&'static str>,
}

const OWNED: [Owned; 4] = [
    Owned { what: "SQL", owner: "store", paths: &["rusqlite"], package: Some("rusqlite") },
    Owned {
        what: "starting processes",
        owner: "runner",
        paths: &[
            "std::process::Command",
            "process::Command",
            "nix::unistd::fork",
            "nix::unistd::execv",
            "nix::unistd::execve",
            "nix::unistd::execvp",
            "nix::spawn",
        ],
        package: None,
    },
    Owned {
        what: "printing",
        owner: "cli",
        paths: &["println!", "print!", "eprintln!", "eprint!", "std::println!", "std::eprintln!"],
        package: None,
    },
    Owned { what: "tensors", owner: "trainer", paths: &["burn"], package: Some("burn") },
];

fn run(tree: &Tree) -> Vec<Finding> {
    let sources = tree.shipped().flat_map(|(path, text)| {
        rust_source::paths(text).into_iter().filter_map(move |named| {
            let owned = OWNED.iter().find(|owned| owned.paths.iter().any(|path| named.is_within(path)))?;
            finding(path, named.line, owned, &named.path)
        })
    });
    let manifests =
        tree.files().filter(|(path, _)| path.starts_with("crates/") && path.ends_with("/Cargo.toml"));
    let packages = manifests.flat_map(|(path, text)| {
        OWNED.iter().filter_map(move |owned| {
            let package = owned.package?;
            let line = text.lines().position(|line| line.split([' ', '.', '=']).next() == Some(package))?;
            finding(path, line + 1, owned, package)
        })
    });
    sources.chain(packages).collect()
}

fn finding(path: &str, line: usize, owned: &Owned, name: &str) -> Option<Finding> {
    if path.starts_with(&format!("crates/{}/", owned.owner)) {
        return None;
    }
    let problem = format!("names `{name}`, and {} belongs to crates/{} alone", owned.what, owned.owner);
    let remedy = format!("ask crates/{} for it, or hand it the work as data", owned.owner);
    Some(Finding::refused(path, line, problem, remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(files: &[(&str, &str)]) -> Vec<String> {
        run(&Tree::of(files))
            .into_iter()
            .map(|finding| format!("{}:{}", finding.path, finding.line))
            .collect()
    }

    #[test]
    fn every_owned_thing_is_caught_elsewhere_and_fine_at_home() {
        for owned in OWNED {
            for path in owned.paths {
                let text =
                    if path.ends_with('!') { format!("{path}(1)\n") } else { format!("use {path};\n") };
                let home = format!("crates/{}/src/lib.rs", owned.owner);
                assert_eq!(
                    places(&[("crates/other/src/a.rs", &text)]),
                    ["crates/other/src/a.rs:1"],
                    "{path}"
                );
                assert!(places(&[(&home, &text)]).is_empty(), "{path}");
            }
        }
    }

    #[test]
    fn a_manifest_may_not_bring_what_another_crate_owns() {
        let manifest = "[dependencies]\nrusqlite = { workspace = true }\n";
        assert_eq!(places(&[("crates/etude/Cargo.toml", manifest)]), ["crates/etude/Cargo.toml:2"]);
        assert!(places(&[("crates/store/Cargo.toml", manifest)]).is_empty());
        assert!(places(&[("Cargo.toml", manifest)]).is_empty());
    }

    #[test]
    fn a_command_of_the_command_line_is_no_process() {
        let text = "use clap::Command;\nuse std::process::ExitCode;\nwriteln!(out, \"a\");\n";
        assert!(places(&[("crates/dashboard/src/a.rs", text)]).is_empty());
    }
}
