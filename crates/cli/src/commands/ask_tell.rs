//! `etude ask-tell`: a bare study over standard input and output.

use std::io::{self, BufRead as _, Write as _};
use std::process::ExitCode;

use clap::Args;
use etude::ask_tell::conversation::Conversation;

use crate::failure::Failure;
use crate::{exit_code, output};

/// The longest request: a space of thousands of parameters fits.
const LONGEST_LINE: u64 = 1 << 24;

#[derive(Debug, Args)]
pub(crate) struct AskTellOptions {
    /// Who suggests the points.
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub(crate) sampler: String,
    /// The same seed and the same requests give the same replies.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
}

pub(crate) fn ask_tell(options: &AskTellOptions) -> Result<ExitCode, Failure> {
    let mut conversation = Conversation::new(&options.sampler, options.seed)?;
    let mut input = io::stdin().lock();
    let mut out = io::stdout().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = io::Read::take(&mut input, LONGEST_LINE).read_until(b'\n', &mut line);
        if read.map_err(Failure::Input)? == 0 {
            return Ok(exit_code::success());
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let reply = conversation.answer(&String::from_utf8_lossy(&line));
        for remark in &reply.remarks {
            output::to_standard_error(&format!("note: {remark}\n"));
        }
        out.write_all(reply.line.as_bytes())?;
        out.write_all(b"\n")?;
        out.flush()?;
        if reply.is_last {
            return Ok(exit_code::success());
        }
    }
}
