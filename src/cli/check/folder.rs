//! The rows about the disk: the data folder can be written to, its owner alone can read it, there is room.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::{Mark, Row};
use crate::error::Message;
use crate::settings::Settings;

/// The row without which no other can be told.
pub(super) const NAME: &str = "check.folder";

pub(super) fn rows(settings: &Settings, settings_file: &Path) -> Vec<Row> {
    let folder = written(&settings.data_dir);
    if folder.mark == Mark::Bad {
        return vec![folder];
    }
    vec![folder, owner(settings, settings_file), space(settings)]
}

/// Whether files can be written where the data lie.
fn written(folder: &Path) -> Row {
    let written = tempfile::Builder::new()
        .prefix(".zhibao-check")
        .tempfile_in(folder);
    match written {
        Ok(_) => Row::new(
            Mark::Good,
            NAME,
            Message::new("check.folder_good").with("folder", folder.display()),
        ),
        Err(why) => Row::new(
            Mark::Bad,
            NAME,
            Message::new("check.folder_bad")
                .with("folder", folder.display())
                .with("why", why),
        ),
    }
}

/// Whether others can read texts, hashes of keys, or a database's password.
fn owner(settings: &Settings, settings_file: &Path) -> Row {
    let name = "check.owner";
    let is_open = |path: &Path| {
        path.metadata()
            .is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
    };
    if is_open(&settings.data_dir) {
        let finding = Message::new("check.owner_folder").with("folder", settings.data_dir.display());
        return Row::new(Mark::Bad, name, finding);
    }
    let key = settings.data_dir.join(crate::seal::FILE);
    if is_open(&key) {
        let finding = Message::new("check.owner_key").with("file", key.display());
        return Row::new(Mark::Bad, name, finding);
    }
    // Inside the folder nobody else gets to it.
    let is_inside = settings_file.parent() == Some(settings.data_dir.as_path());
    let has_secret = !settings.database.url.is_empty();
    if has_secret && !is_inside && is_open(settings_file) {
        let finding = Message::new("check.owner_settings").with("file", settings_file.display());
        return Row::new(Mark::Bad, name, finding);
    }
    Row::new(Mark::Good, name, Message::new("check.owner_good"))
}

fn space(settings: &Settings) -> Row {
    let name = "check.disk";
    let limits = &settings.limits;
    let bytes = match fs4::available_space(&settings.data_dir) {
        Ok(bytes) => bytes,
        Err(why) => {
            return Row::new(
                Mark::Odd,
                name,
                Message::new("check.disk_unknown").with("why", why),
            );
        }
    };
    let (mark, key) = if bytes < limits.disk_bytes_min {
        (Mark::Bad, "check.disk_full")
    } else if bytes < limits.disk_bytes_low {
        (Mark::Odd, "check.disk_low")
    } else {
        (Mark::Good, "check.disk_good")
    };
    let finding = Message::new(key)
        .with("mib", bytes >> 20)
        .with("min", limits.disk_bytes_min >> 20);
    Row::new(mark, name, finding)
}
