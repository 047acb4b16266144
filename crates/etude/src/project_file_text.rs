//! The project file as text: read whole, and replaced as a whole or not at all.
#![expect(
    clippy::disallowed_methods,
    reason = "commands that were asked to change the project file do it here"
)]

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::project_folder::{PROJECT_FILE, ProjectFolder};

/// What the project file says.
pub(crate) fn read(folder: &ProjectFolder) -> io::Result<String> {
    fs::read_to_string(folder.root().join(PROJECT_FILE))
}

/// Replaces the project file: where it is a link, the file that it leads to; its permissions stay.
pub(crate) fn replace(folder: &ProjectFolder, text: &str) -> io::Result<()> {
    let place = fs::canonicalize(folder.root().join(PROJECT_FILE))?;
    let unfinished = place.with_added_extension("tmp");
    write(&unfinished, text, &place)?;
    fs::rename(&unfinished, place)
}

fn write(unfinished: &Path, text: &str, place: &Path) -> io::Result<()> {
    let mut file = File::create(unfinished)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(fs::metadata(place)?.permissions())?;
    file.sync_all()
}
