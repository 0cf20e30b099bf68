//! Where the repository is and which files belong to it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository's top folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder for what tests leave for people to look at, such as screenshots; git ignores it.
pub fn artefacts(test: &str) -> PathBuf {
    let folder = root().join("tests/artefacts").join(test.replace("::", "/"));
    std::fs::create_dir_all(&folder).expect("the artefact folder can be made");
    folder
}

/// The paths of all files that git tracks or would track, relative to the top, sorted.
pub fn files() -> Vec<String> {
    let listing = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(
        listing.status.success(),
        "{}",
        String::from_utf8_lossy(&listing.stderr)
    );
    let mut files: Vec<String> = String::from_utf8(listing.stdout)
        .expect("file names are UTF-8")
        .split('\0')
        .filter(|path| !path.is_empty() && root().join(path).is_file())
        .map(ToOwned::to_owned)
        .collect();
    files.sort();
    files.dedup();
    files
}

/// Reads a text file by its path relative to the top; `None` if it is not UTF-8.
pub fn text(path: &str) -> Option<String> {
    let bytes = std::fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    String::from_utf8(bytes).ok()
}

/// All production Rust files: those below `src` of the root package and of its crates, with their text.
pub fn production_rust() -> Vec<(String, String)> {
    let homes = ["src/", "entity/src/", "migration/src/", "search-index/src/"];
    files()
        .into_iter()
        .filter(|path| Path::new(path).extension().is_some_and(|it| it == "rs"))
        .filter(|path| homes.iter().any(|home| path.starts_with(home)))
        .map(|path| {
            let text = text(&path).unwrap_or_else(|| panic!("{path} is not UTF-8"));
            (path, text)
        })
        .collect()
}

/// The name of the running test, `room::test`, as the runner gave it to the thread.
pub fn test_name() -> String {
    std::thread::current().name().unwrap_or("unnamed").to_owned()
}
