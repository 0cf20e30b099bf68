//! Faults at an exact system call, by strace: kill at the N-th write, refuse the N-th sync, run out of space.

use std::path::{Path, PathBuf};

use super::server::Launch;

/// What happens at the chosen call.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// The process is killed as the call is entered: the call does not happen.
    Kill,
    /// The call fails with this errno, such as `ENOSPC` or `EIO`, and does nothing.
    Error(&'static str),
}

/// Which calls are counted, and at which of them the fault comes.
#[derive(Clone, Debug)]
pub struct Injection {
    /// Comma-separated names, such as `fdatasync` or `pwrite64,fdatasync`.
    pub calls: &'static str,
    pub fault: Fault,
    /// The first call that fails, from 1; strace counts per thread, so enumerate on one writer thread.
    pub at: u32,
    /// Whether every later call fails too.
    pub onwards: bool,
    /// Only calls on these files are counted and hit; all calls where none is named.
    pub files: Vec<PathBuf>,
}

impl Injection {
    /// The process dies as it enters the `at`-th of these calls.
    pub fn kill(calls: &'static str, at: u32) -> Self {
        Self {
            calls,
            fault: Fault::Kill,
            at,
            onwards: false,
            files: Vec::new(),
        }
    }

    /// Every one of these calls from the `at`-th on fails with `errno`.
    pub fn error(calls: &'static str, errno: &'static str, at: u32) -> Self {
        Self {
            calls,
            fault: Fault::Error(errno),
            at,
            onwards: true,
            files: Vec::new(),
        }
    }

    /// The same, but only calls on these files count.
    #[must_use]
    pub fn on(mut self, files: &[PathBuf]) -> Self {
        files.clone_into(&mut self.files);
        self
    }

    fn option(&self) -> String {
        let fault = match self.fault {
            Fault::Kill => "signal=SIGKILL".to_owned(),
            Fault::Error(errno) => format!("error={errno}"),
        };
        format!(
            "inject={}:{fault}:when={}{}",
            self.calls,
            self.at,
            if self.onwards { "+" } else { "" }
        )
    }
}

/// The same program, traced into `trace`, with a fault injected.
pub fn injected(launch: Launch, injection: &Injection, trace: &Path) -> Launch {
    let watched = (injection.calls, injection.files.as_slice());
    traced_with(launch, watched, Some(injection.option()), trace)
}

/// The same program, traced without a fault: to count how many points there are on these files, or on all.
pub fn traced(launch: Launch, calls: &'static str, files: &[PathBuf], trace: &Path) -> Launch {
    traced_with(launch, (calls, files), None, trace)
}

fn traced_with(
    launch: Launch,
    (calls, files): (&str, &[PathBuf]),
    injection: Option<String>,
    trace: &Path,
) -> Launch {
    let mut options = vec![
        "-f".to_owned(),
        "-qq".to_owned(),
        "-o".to_owned(),
        trace.display().to_string(),
    ];
    for file in files {
        options.extend(["-P".to_owned(), file.display().to_string()]);
    }
    options.extend(["-e".to_owned(), format!("trace={calls}")]);
    options.extend(injection.into_iter().flat_map(|option| ["-e".to_owned(), option]));
    options.push("--".to_owned());
    launch.under("strace", &options)
}

/// How often each thread made one of the traced calls, the busiest first.
pub fn calls_per_thread(trace: &Path) -> Vec<usize> {
    let mut threads = std::collections::BTreeMap::<String, usize>::new();
    let path = PathBuf::from(trace);
    for line in std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .lines()
    {
        let Some((thread, call)) = line.split_once(' ') else {
            continue;
        };
        // A call that is cut in two by another thread shows as `unfinished` and `resumed`: count its start.
        if call.contains('(') && !call.contains("resumed>") {
            *threads.entry(thread.to_owned()).or_default() += 1;
        }
    }
    let mut counts: Vec<usize> = threads.into_values().collect();
    counts.sort_unstable_by(|one, other| other.cmp(one));
    counts
}
