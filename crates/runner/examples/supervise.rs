//! A supervisor and nothing else, as the hidden command `etude supervise PATH` is in the product.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: supervise ORDER")?;
    etude_runner::supervise(Path::new(&path))?;
    Ok(())
}
