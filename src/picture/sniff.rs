//! What a file is, by its content; never by its name.

use image::ImageFormat;
use serde::Serialize;

use super::PictureError;

/// The kinds of picture that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// GIF; the first frame.
    Gif,
}

impl PictureKind {
    pub(super) fn format(self) -> ImageFormat {
        match self {
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Png => ImageFormat::Png,
            Self::Webp => ImageFormat::WebP,
            Self::Gif => ImageFormat::Gif,
        }
    }
}

/// Recognises a picture. What begins like markup is refused by that name even where a picture may follow.
pub(super) fn kind(bytes: &[u8]) -> Result<PictureKind, PictureError> {
    match infer::get(bytes).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => Ok(PictureKind::Jpeg),
        Some("image/png") => Ok(PictureKind::Png),
        Some("image/webp") => Ok(PictureKind::Webp),
        Some("image/gif") => Ok(PictureKind::Gif),
        Some("image/heif" | "image/heic" | "image/heif-sequence" | "image/heic-sequence") => {
            Err(PictureError::Heic)
        }
        Some("text/html" | "text/xml" | "image/svg+xml") => Err(PictureError::ActiveContent),
        _ if is_markup(bytes) => Err(PictureError::ActiveContent),
        _ if is_heic(bytes) => Err(PictureError::Heic),
        _ => Err(PictureError::Unsupported),
    }
}

fn is_markup(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let text = String::from_utf8_lossy(head);
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0')
        .starts_with('<')
}

fn is_heic(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| {
            [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"]
                .iter()
                .any(|known| *known == brand)
        })
}
