//! A backup as one file: the folder in a zip archive. What is already compressed is only stored.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::copying::{create, make_folder, pour};
use crate::Result;
use crate::error::{Error, Message};

/// Whether a path names a backup in one file.
pub(super) fn is_archive(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("zip"))
}

/// Packs a folder into a new file and waits for the disk.
pub(super) fn pack(folder: &Path, file: &Path) -> Result<()> {
    let mut zip = ZipWriter::new(BufWriter::new(create(file)?));
    let mut files = Vec::new();
    gather(folder, Path::new(""), &mut files)?;
    files.sort();
    for name in files {
        let method = if name.starts_with("uploads") {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .large_file(true)
            .unix_permissions(0o600);
        zip.start_file(name.to_string_lossy(), options)
            .map_err(Error::broken)?;
        pour(&mut File::open(folder.join(&name))?, &mut zip)?;
    }
    let out = zip.finish().map_err(Error::broken)?;
    out.into_inner().map_err(Error::broken)?.sync_all()?;
    Ok(())
}

fn gather(folder: &Path, inside: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder.join(inside))? {
        let entry = entry?;
        let name = inside.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            gather(folder, &name, files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}

/// Unpacks an archive into a folder. A name that leads out of the folder is damage; so is a checksum that does not fit.
pub(super) fn unpack(file: &Path, folder: &Path) -> Result<(), Message> {
    let bad = |why: &dyn std::fmt::Display| {
        Message::new("backup.unreadable")
            .with("file", file.display())
            .with("why", why)
    };
    let mut zip = ZipArchive::new(File::open(file).map_err(|why| bad(&why))?).map_err(|why| bad(&why))?;
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).map_err(|why| bad(&why))?;
        let Some(name) = entry.enclosed_name() else {
            return Err(bad(&entry.name()));
        };
        let said = |why: &dyn std::fmt::Display| {
            Message::new("backup.unreadable")
                .with("file", name.display())
                .with("why", why)
        };
        let target = folder.join(&name);
        if let Some(parent) = target.parent() {
            make_folder(parent).map_err(|why| said(&why))?;
        }
        let mut out = create(&target).map_err(|why| said(&why))?;
        pour(&mut entry, &mut out).map_err(|why| said(&why))?;
    }
    Ok(())
}
