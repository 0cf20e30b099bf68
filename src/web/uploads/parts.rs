//! The parts of an upload: one file and short texts beside it. The guard has already bounded the whole body.

use poem::web::{Field, Multipart};

use crate::Result;
use crate::error::{Error, Message};
use crate::newsroom::NewFile;

/// What a form with a file sent.
#[derive(Debug, Default)]
pub(in crate::web) struct Parts {
    file: Option<NewFile>,
    texts: Vec<(String, String)>,
}

impl Parts {
    /// Reads all parts; a second file is not looked at.
    pub(in crate::web) async fn read(mut multipart: Multipart, max_bytes: usize) -> Result<Self> {
        let mut parts = Self::default();
        while let Some(field) = multipart.next_field().await.map_err(|_| broken())? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" && parts.file.is_none() {
                parts.file = Some(file(field, max_bytes).await?);
            } else if name != "file" {
                let text = field.text().await.map_err(|_| broken())?;
                if text.contains('\0') {
                    return Err(broken());
                }
                parts.texts.push((name, text));
            }
        }
        Ok(parts)
    }

    /// The text of a part; empty where it is missing.
    pub(in crate::web) fn text(&self, name: &str) -> &str {
        self.texts
            .iter()
            .find(|(part, _)| part == name)
            .map_or("", |(_, text)| text)
    }

    /// The file.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is none or it is empty.
    pub(in crate::web) fn take_file(&mut self) -> Result<NewFile> {
        self.file
            .take()
            .filter(|file| !file.bytes.is_empty())
            .ok_or_else(|| Error::invalid("file", "writing.no_file"))
    }
}

async fn file(field: Field, max_bytes: usize) -> Result<NewFile> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let bytes = field.bytes().await.map_err(|_| broken())?;
    if bytes.len() > max_bytes {
        let message = Message::new("upload.too_large").with("mib", max_bytes >> 20);
        return Err(Error::Upload(message));
    }
    Ok(NewFile { name, bytes })
}

fn broken() -> Error {
    Error::invalid("form", "fault.form")
}
