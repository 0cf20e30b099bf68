//! The real Chinese text that tests may read and the product may not ship: gzip'd JSON lines in a folder of its own.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;
use serde::de::DeserializeOwned;

use super::{environment, workspace};

/// Where the data should be: the folder named by `ZHIBAO_TEST_DATA`, else `../shared/data` beside the repository.
pub fn place() -> PathBuf {
    environment::variable("ZHIBAO_TEST_DATA")
        .map_or_else(|| workspace::root().join("../shared/data"), PathBuf::from)
}

/// The folder of the data. Where it is missing, says so and returns `None`, and in CI fails.
pub fn folder() -> Option<PathBuf> {
    let folder = place();
    if folder.is_dir() {
        return Some(folder);
    }
    environment::skip(&format!(
        "no test data at {}: set ZHIBAO_TEST_DATA",
        folder.display()
    ));
    None
}

/// Reads one `.jsonl.gz` of the folder row by row, such as `news.jsonl.gz`; `None` where the data is missing.
pub fn rows<T: DeserializeOwned>(file: &str) -> Option<impl Iterator<Item = T>> {
    let path = folder()?.join(file);
    let opened = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(lines(opened, path.display().to_string()))
}

/// Reads gzip'd JSON lines from any source; `name` is what a broken line is reported under.
pub fn lines<T: DeserializeOwned>(source: impl std::io::Read, name: String) -> impl Iterator<Item = T> {
    BufReader::new(MultiGzDecoder::new(source))
        .lines()
        .enumerate()
        .map(move |(at, line)| {
            let line = line.unwrap_or_else(|error| panic!("{name}, line {}: {error}", at + 1));
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{name}, line {}: {error}", at + 1))
        })
}
