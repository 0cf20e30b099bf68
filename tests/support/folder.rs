//! A folder for one test. Nothing else lives here.

use std::os::unix::fs::PermissionsExt as _;

/// A folder of its own that its owner alone can enter, as the product asks of a data folder; gone when dropped.
pub fn folder() -> tempfile::TempDir {
    tempfile::Builder::new()
        .permissions(std::fs::Permissions::from_mode(0o700))
        .tempdir()
        .expect("a folder")
}
