//! `etude supervise ORDER`: the process that stands between one attempt and everything else.

use super::Done;
use crate::arguments::SuperviseOptions;
use crate::exit_code;

pub(crate) fn supervise(options: &SuperviseOptions) -> Done {
    etude::runner::supervise(&options.order)?;
    Ok(exit_code::success())
}
