//! Opening a store: what is asked of the file before it is touched, and how SQLite is set up.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::create::create;
use crate::error::StoreError;
use crate::lease::state::Epoch;
use crate::migrate::migrate;

/// Marks the file as Etude's in its header: "Etud".
pub(crate) const APPLICATION_ID: i32 = 0x4574_7564;

/// Version of the format that this crate writes; `PRAGMA user_version` of the file.
pub const FORMAT_VERSION: i32 = 4;

/// How long a busy store is waited for. Minutes: a trial's result is never given up for a lock.
pub const BUSY_TIMEOUT: Duration = Duration::from_mins(5);

/// 3.51.3, the first version without the WAL-reset race, in which committed writes could be lost.
const OLDEST_SQLITE: i32 = 3_051_003;

/// The log is cut back to this after a checkpoint, if a long read has made it grow.
const LOG_BYTES_KEPT: i64 = 16 * 1024 * 1024;

/// A project's memory: an open connection to its file.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    /// The fence number that this store writes under, see [`crate::take_lease`].
    pub(crate) fence: Option<Epoch>,
}

impl Store {
    /// Opens the store at `path` for writing, and creates it (and its folder) first if there is none. There may be
    /// several writers, one at a time writes, as long as nobody owns the project: a coordinator does, by
    /// [`crate::take_lease`], and then nobody else can append. A store of an earlier version is brought up to date.
    ///
    /// Another application's file, and one of a later Etude, are refused and left unchanged.
    pub fn create_or_open(path: &Path) -> Result<Store, StoreError> {
        require_sound_sqlite()?;
        if !exists(path)? {
            create(path)?;
        }
        // Asked before a connection is made that can write: that one would tidy up after another application.
        identify(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        set_up(&connection)?;
        set_up_writing(&connection, path)?;
        migrate(&mut connection)?;
        Ok(Store { connection, fence: None })
    }

    /// Opens the store at `path` for reading. It never waits for the writer, and the writer never for it.
    pub fn open_read_only(path: &Path) -> Result<Store, StoreError> {
        require_sound_sqlite()?;
        if !exists(path)? {
            return Err(StoreError::NoProject { path: path.to_owned() });
        }
        identify(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        set_up(&connection)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(Store { connection, fence: None })
    }
}

fn require_sound_sqlite() -> Result<(), StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite { found: rusqlite::version() });
    }
    Ok(())
}

/// Only asks for the file's name: opening and closing it would drop the locks SQLite holds in this process.
fn exists(path: &Path) -> Result<bool, StoreError> {
    path.try_exists().map_err(|source| StoreError::File { path: path.to_owned(), source })
}

/// Makes sure that the file is Etude's and of a version this crate knows.
fn identify(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Err(StoreError::NotADatabase { path: path.to_owned() });
    }
    let connection = open_untouched(path)?;
    let unreadable = |source: rusqlite::Error| match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::NotADatabase { path: path.to_owned() },
        _ => StoreError::from(source),
    };
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let application_id = number("application_id").map_err(unreadable)?;
    let version = number("user_version").map_err(unreadable)?;
    if application_id != APPLICATION_ID || version < 1 {
        return Err(StoreError::AnotherApplication { path: path.to_owned(), application_id });
    }
    if version > FORMAT_VERSION {
        let (path, known) = (path.to_owned(), FORMAT_VERSION);
        return Err(StoreError::NewerStore { path, found: version, known });
    }
    Ok(())
}

/// A connection that leaves nothing beside the file, to ask for its header only. A file without a log is taken as one
/// that does not change, since SQLite would otherwise make a log for it, and who may only read cannot remove that.
fn open_untouched(path: &Path) -> Result<Connection, StoreError> {
    let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let connection = if exists(Path::new(&log))? {
        Connection::open_with_flags(path, read_only)?
    } else {
        Connection::open_with_flags(unchanging_uri(path)?, read_only | OpenFlags::SQLITE_OPEN_URI)?
    };
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

fn unchanging_uri(path: &Path) -> Result<String, StoreError> {
    let absolute =
        std::path::absolute(path).map_err(|source| StoreError::File { path: path.to_owned(), source })?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    let escape = |&byte: &u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02x}") };
    let escaped: String = absolute.as_os_str().as_bytes().iter().map(escape).collect();
    Ok(format!("file://{escaped}?immutable=1"))
}

/// The stored file is data, not trusted code: nothing in its schema may call what has effects.
fn set_up(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(())
}

/// Durable and strict: a commit returns when the disk says it has it.
pub(crate) fn set_up_writing(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::NoWriteAheadLog { path: path.to_owned(), mode });
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES_KEPT, |_| Ok(()))?;
    Ok(())
}
