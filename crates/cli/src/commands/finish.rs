//! `etude finish`: the test set, looked at once (P106).

use std::path::Path;

use etude::finish::{Finish, finish as finish_of};
use etude::study::history::TestRecord;
use etude::words;

use super::Done;
use crate::arguments::Format;
use crate::{exit_code, output, program};

pub(crate) fn finish(project: &Path, format: Format) -> Done {
    let folder = program::open(project)?;
    let finish = finish_of(&folder, &program::etude()?)?;
    match format {
        Format::Json => output::json(&finish)?,
        Format::Table => output::to_standard_output(&describe(&finish))?,
    }
    Ok(exit_code::success())
}

/// Test scores, for people.
pub(crate) fn describe(finish: &Finish) -> String {
    let numbers = |test: &TestRecord| format!("{} (trial {})", words::metrics(&test.metrics), test.trial);
    let mut rows = vec![("incumbent", numbers(&finish.incumbent))];
    if let Some(start) = &finish.start {
        rows.push(("start", numbers(start)));
    }
    format!("On the test set, looked at once:\n{}", output::pairs(rows))
}
