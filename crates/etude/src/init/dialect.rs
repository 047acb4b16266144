//! What a project file may say in this build.

use etude_study::project::parse_project;

/// What a project file may or may not have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Dialect {
    /// `scale = "reverse-log"`.
    pub(super) reverse_log: bool,
}

const SMALLEST: &str = "[project]\nname = \"a\"\nmetric = \"a\"\ndirection = \"minimize\"\n[length]\nmax_epochs = 1\n\
                        [workload]\ncommand = [\"a\"]\n";

impl Dialect {
    /// Asks the parser.
    pub(super) fn of_the_parser() -> Dialect {
        let range = "[parameters.b]\nlow = 0.5\nhigh = 0.9\nscale = \"reverse-log\"\nbaseline = 0.9\n";
        Dialect { reverse_log: parse_project(&format!("{SMALLEST}{range}")).is_ok() }
    }
}
