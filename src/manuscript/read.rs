//! The reader over undoc: guarded, on a thread of its own, within a deadline.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;

use super::guard::vet;
use super::numbering::StyleLists;
use super::sniff::{Kind, kind};
use super::{Manuscript, ManuscriptError, ManuscriptLimits, ManuscriptNote, ManuscriptReader, compose};

/// Deep enough for what passes the guard; the thread dies with its reading.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Reads `.docx`, `.doc` and `.wps` in this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct UndocReader {
    /// What a file may cost.
    pub limits: ManuscriptLimits,
}

impl ManuscriptReader for UndocReader {
    fn read(&self, file: &[u8]) -> Result<Manuscript, ManuscriptError> {
        let limits = self.limits;
        if file.len() > limits.max_bytes {
            return Err(ManuscriptError::TooLarge {
                max: limits.max_bytes,
            });
        }
        let kind = kind(file)?;
        let file = file.to_vec();
        let (done, wait) = sync_channel(1);
        let reading = move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| read_now(&file, kind, &limits)));
            // Nobody waits any more after the deadline; then there is nobody to tell.
            let _ = done.send(outcome.unwrap_or(Err(ManuscriptError::ReaderFailed)));
        };
        thread::Builder::new()
            .name("manuscript".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(reading)
            .map_err(|_| ManuscriptError::ReaderFailed)?;
        wait.recv_timeout(limits.deadline)
            .unwrap_or_else(|error| match error {
                RecvTimeoutError::Timeout => Err(ManuscriptError::TooSlow { max: limits.deadline }),
                RecvTimeoutError::Disconnected => Err(ManuscriptError::ReaderFailed),
            })
    }
}

fn read_now(file: &[u8], kind: Kind, limits: &ManuscriptLimits) -> Result<Manuscript, ManuscriptError> {
    match kind {
        Kind::Package => {
            let vetted = vet(file, limits)?;
            let document = undoc::parse_bytes(&vetted.package).map_err(|error| reason(&error))?;
            let mut manuscript = compose::compose(&document, &vetted.lists);
            if vetted.had_external {
                manuscript.notes.push(ManuscriptNote::ExternalPartsDropped);
            }
            Ok(manuscript)
        }
        Kind::Binary => {
            let document = undoc::parse_bytes(file).map_err(|error| reason(&error))?;
            Ok(compose::compose(&document, &StyleLists::new()))
        }
    }
}

fn reason(error: &undoc::Error) -> ManuscriptError {
    match error {
        undoc::Error::Encrypted => ManuscriptError::Encrypted,
        _ => ManuscriptError::Broken,
    }
}
