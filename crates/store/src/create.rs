//! Creating a store: it appears complete or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::StoreError;
use crate::lease;
use crate::migrate;
use crate::open::{APPLICATION_ID, FORMAT_VERSION, set_up_writing};

/// The tables, with comments for the user who looks in with `sqlite3`.
const SCHEMA: &str = include_str!("schema.sql");

/// Creates the store at `path`, and the folder it lies in.
///
/// It is made under another name and then linked, so that a kill leaves no half-made store; a link, not a rename,
/// since a rename would replace the store of a process that was faster.
pub(crate) fn create(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    at(folder, fs::create_dir_all(folder))?;
    let unfinished = unfinished_name(path);
    remove_if_there(&unfinished)?;
    write_schema(&unfinished)?;
    match fs::hard_link(&unfinished, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        linked => at(path, linked)?,
    }
    remove_if_there(&unfinished)?;
    at(folder, fs::File::open(folder).and_then(|folder| folder.sync_all()))
}

fn unfinished_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.unfinished", std::process::id()));
    PathBuf::from(name)
}

fn write_schema(path: &Path) -> Result<(), StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    set_up_writing(&connection, path)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(SCHEMA)?;
    transaction.execute_batch(lease::SCHEMA)?;
    transaction.execute_batch(migrate::QUESTIONS)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORMAT_VERSION)?;
    transaction.commit()?;
    // Closing the only connection moves the log into the file, synced, and removes it.
    connection.close().map_err(|(_, source)| source.into())
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => at(path, removed),
    }
}

fn at(path: &Path, result: io::Result<()>) -> Result<(), StoreError> {
    result.map_err(|source| StoreError::File { path: path.to_owned(), source })
}
