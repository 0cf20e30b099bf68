//! Our executable, called once and listened to.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a call came to.
#[derive(Debug)]
pub struct Said {
    /// The exit code; -1 where a signal ended it.
    pub code: i32,
    /// What it said.
    pub out: String,
    /// What it complained about.
    pub err: String,
}

/// Calls `zhibao` over a data folder, in Chinese, with cheap hashing; `input` is what it reads.
pub fn zhibao(data: &Path, arguments: &[&str], input: &str) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_zhibao"))
        .arg("--data")
        .arg(data)
        .args(["--lang", "zh-CN"])
        .args(arguments)
        .env("ZHIBAO__SIGN_IN__ARGON2_KIB", "64")
        .env("ZHIBAO__SIGN_IN__ARGON2_PASSES", "1")
        .env_remove("RUST_LOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("zhibao starts");
    let written = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    // A command that reads nothing may have ended before.
    drop(written);
    let output = child.wait_with_output().expect("zhibao ends");
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}
