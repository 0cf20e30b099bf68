//! A file on its way in: its bytes alone (`application/octet-stream`), or the part `file` of a form
//! (`multipart/form-data`). Either way it has the same limits and comes to the same verb.

use poem_openapi::payload::Binary;
use poem_openapi::types::multipart::Upload;
use poem_openapi::{ApiRequest, Multipart};

use crate::Result;
use crate::error::{Error, Message};
use crate::newsroom::NewFile;
use crate::settings::Limits;

/// A form with a file, as a browser sends it.
#[derive(Multipart)]
#[oai(deny_unknown_fields)]
pub(super) struct FileForm {
    /// The file, with its name.
    file: Upload,
}

/// A file in one of its two dresses.
#[derive(ApiRequest)]
pub(super) enum SentFile {
    /// The bytes; the query says the name.
    #[oai(content_type = "application/octet-stream")]
    Bytes(Binary<Vec<u8>>),
    /// A form.
    Form(FileForm),
}

impl SentFile {
    /// The file as verbs take it; a name in the query goes before the one in the form.
    ///
    /// # Errors
    /// [`Error::Upload`] where it is too large; [`Error::Invalid`] where it is empty.
    pub(super) async fn read(self, name: Option<String>, limits: &Limits) -> Result<NewFile> {
        let (own_name, bytes) = match self {
            Self::Bytes(bytes) => (None, bytes.0),
            Self::Form(form) => (
                form.file.file_name().map(str::to_owned),
                form.file.into_vec().await?,
            ),
        };
        if bytes.is_empty() {
            return Err(Error::invalid("file", "writing.no_file"));
        }
        if bytes.len() > limits.upload_bytes {
            let message = Message::new("upload.too_large").with("mib", limits.upload_bytes >> 20);
            return Err(Error::Upload(message));
        }
        let name = name.or(own_name).unwrap_or_default();
        Ok(NewFile { name, bytes })
    }
}
