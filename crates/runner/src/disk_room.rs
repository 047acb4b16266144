//! Whether a disk has room left.

use std::path::Path;

use nix::sys::statvfs::statvfs;

/// Less than this many bytes hold no further line of anything.
const LEAST_ROOM: u64 = 16 * 1024;

/// Whether the file system of a folder has no room left for this user: neither bytes nor files. A file system that cannot be
/// asked, or that counts neither, is not called full.
pub fn is_disk_full(folder: &Path) -> bool {
    statvfs(folder).is_ok_and(|disk| {
        let room = disk.blocks_available().saturating_mul(disk.fragment_size());
        (disk.blocks() > 0 && room < LEAST_ROOM) || (disk.files() > 0 && disk.files_available() == 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_with_room_and_one_that_cannot_be_asked_are_not_full() {
        assert!(!is_disk_full(&std::env::temp_dir()));
        assert!(!is_disk_full(Path::new("/no/such/folder")));
        assert!(!is_disk_full(Path::new("/proc")), "it counts no blocks");
    }
}
