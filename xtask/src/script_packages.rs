//! The Python packages that the scripts of the tests import, in an environment of their own below `target`.

use std::path::Path;

use crate::command::Failure;
use crate::python_environment::{self, Environment};

/// What is installed, with versions.
const PACKAGES: Environment = Environment {
    purpose: "the test scripts",
    requirements: "crates/cli/tests/init_scripts/requirements.txt",
    no_pip: "`pip install` of the packages in crates/cli/tests/init_scripts/requirements.txt did not work (its message is \
             above): they need Python 3.10 or later, and a package index that can be reached",
};

/// Installs the packages unless they are there. Answers how many there are, and whether they were there.
pub(crate) fn install(root: &Path) -> Result<String, Failure> {
    python_environment::install(root, &python_environment::target(root).join("script-tests"), &PACKAGES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command;

    #[test]
    fn every_package_is_pinned() {
        assert_eq!(python_environment::loose(&command::root(), &PACKAGES).unwrap(), [""; 0]);
    }
}
