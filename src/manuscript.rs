//! Manuscripts out of office files: `.docx`, `.doc` and `.wps`, recognised by content. Bytes in, suggestions
//! out; nothing is stored, nothing is fetched, and the writer confirms what was read.

mod byline;
mod compose;
mod guard;
mod numbering;
mod read;
mod sniff;

use std::time::Duration;

use serde::Serialize;
use thiserror::Error;

use crate::text::{CleanHtml, Dropped, file_link, normalise};

pub use read::UndocReader;
pub use sniff::ForeignKind;

/// What an office file may cost. Settings hold one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManuscriptLimits {
    /// The largest upload, in bytes.
    pub max_bytes: usize,
    /// The most members of a package.
    pub max_members: usize,
    /// The most bytes that all members inflate to, counted while inflating.
    pub max_inflated_bytes: u64,
    /// The most times that a member of more than a mebibyte may inflate.
    pub max_ratio: u64,
    /// The deepest nesting of XML elements.
    pub max_xml_depth: usize,
    /// How long a reading may take.
    pub deadline: Duration,
}

impl Default for ManuscriptLimits {
    fn default() -> Self {
        Self {
            max_bytes: 20 * 1024 * 1024,
            max_members: 200,
            max_inflated_bytes: 50 * 1024 * 1024,
            max_ratio: 100,
            max_xml_depth: 256,
            deadline: Duration::from_secs(10),
        }
    }
}

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ManuscriptError {
    /// More bytes than allowed.
    #[error("manuscript-too-large")]
    TooLarge {
        /// The most bytes.
        max: usize,
    },
    /// More members than allowed.
    #[error("manuscript-too-many-members")]
    TooManyMembers {
        /// The most members.
        max: usize,
    },
    /// It inflates beyond the allowed size or ratio: a bomb, or pictures to be uploaded apart.
    #[error("manuscript-inflates-too-far")]
    InflatesTooFar {
        /// The most bytes of all members.
        max: u64,
    },
    /// XML nested deeper than any office program writes.
    #[error("manuscript-too-deep")]
    TooDeep {
        /// The deepest nesting.
        max: usize,
    },
    /// A document type declaration: office programs write none, attackers do.
    #[error("manuscript-doctype")]
    Doctype,
    /// It carries macros: to be saved as a plain document.
    #[error("manuscript-macros")]
    Macros,
    /// It is locked with a password: to be saved without.
    #[error("manuscript-encrypted")]
    Encrypted,
    /// It is another kind of file, whatever its name: to be saved as `.docx`, or attached.
    #[error("manuscript-foreign")]
    Foreign(ForeignKind),
    /// It is damaged.
    #[error("manuscript-broken")]
    Broken,
    /// Reading took longer than allowed.
    #[error("manuscript-too-slow")]
    TooSlow {
        /// How long it may take.
        max: Duration,
    },
    /// The reading library failed on it; the file is kept for the maintainers to look at.
    #[error("manuscript-reader-failed")]
    ReaderFailed,
}

/// A picture inside a manuscript, as it came: to go through `picture::recode` before anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManuscriptPicture {
    /// The bytes in the file.
    pub bytes: Vec<u8>,
    /// The short paragraph that followed it, or its alternative text.
    pub caption: Option<String>,
}

/// Something that the writer should know about the reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ManuscriptNote {
    /// Parts that lie outside the file (linked pictures, templates) were left out.
    ExternalPartsDropped,
    /// Tracked deletions were left out, insertions taken in.
    ChangesAccepted,
    /// Footnotes were set at the end.
    FootnotesAtEnd,
    /// A drawing or old picture format could not be taken: to be uploaded as JPEG or PNG.
    PictureNotReadable,
}

/// What was read, for the writer to confirm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manuscript {
    /// The headline: the first Title or Heading 1, or a short centred or large paragraph at the top.
    pub title: Option<String>,
    /// The body. Picture `n` of `pictures` stands as `/files/import-n` until [`Manuscript::placed`].
    pub html: CleanHtml,
    /// The pictures in order.
    pub pictures: Vec<ManuscriptPicture>,
    /// Names of writers that the text gives: `（通讯员 张三）`, `作者：李四`.
    pub authors: Vec<String>,
    /// Names of photographers that the text gives: `图/文 李四`, `李四 摄`.
    pub photographers: Vec<String>,
    /// What the writer should know.
    pub notes: Vec<ManuscriptNote>,
    /// What could not be kept.
    pub dropped: Dropped,
}

impl Manuscript {
    /// Gives the body with each picture at its stored file; a picture without an id (refused, unreadable) goes,
    /// its caption stays as a paragraph.
    #[must_use]
    pub fn placed(&self, file_ids: &[Option<String>]) -> CleanHtml {
        let mut html = self.html.as_str().to_owned();
        for n in 0..self.pictures.len() {
            let link = file_ids
                .get(n)
                .and_then(Option::as_deref)
                .and_then(file_link)
                .unwrap_or_default();
            html = html.replace(&format!("src=\"{}\"", placeholder(n)), &format!("src=\"{link}\""));
        }
        normalise(&html)
    }
}

/// Reads manuscripts. A trait, so that another library or a child process can take the place of undoc.
pub trait ManuscriptReader: Send + Sync {
    /// Reads an office file. Blocks for up to the deadline: call it on a blocking thread, two at a time.
    ///
    /// # Errors
    /// Every [`ManuscriptError`].
    fn read(&self, file: &[u8]) -> Result<Manuscript, ManuscriptError>;
}

/// Whether the guard lets a .docx through: bounded, no macros; says whether it names parts outside of itself.
///
/// # Errors
/// Every [`ManuscriptError`] of the guard; [`ForeignKind::OtherOffice`] for an older .doc.
pub fn has_external_parts(file: &[u8], limits: &ManuscriptLimits) -> Result<bool, ManuscriptError> {
    if file.len() > limits.max_bytes {
        return Err(ManuscriptError::TooLarge {
            max: limits.max_bytes,
        });
    }
    match sniff::kind(file)? {
        sniff::Kind::Package => Ok(guard::vet(file, limits)?.had_external),
        sniff::Kind::Binary => Err(ManuscriptError::Foreign(ForeignKind::OtherOffice)),
    }
}

fn placeholder(n: usize) -> String {
    format!("/files/import-{n}")
}

#[cfg(test)]
mod tests;
