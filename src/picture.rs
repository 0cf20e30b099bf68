//! Pictures that people upload: recognised, decoded within limits, turned upright, stripped and encoded anew.
//! Bytes in, bytes out: nothing here stores a file, and one decoder at a time is for the caller to see to.

mod encode;
mod sniff;
mod upright;

use std::io::Cursor;

use image::{DynamicImage, GenericImageView, ImageDecoder, ImageReader};
use serde::Serialize;
use thiserror::Error;

pub use sniff::PictureKind;

/// What a picture may cost. Settings hold one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureLimits {
    /// The largest upload, in bytes.
    pub max_bytes: usize,
    /// The most pixels (width × height), read from the header before anything is decoded.
    pub max_pixels: u64,
    /// The most memory that the decoder may take, in bytes.
    pub max_decoder_bytes: u64,
    /// The longer side of the screen size, in pixels.
    pub screen_side: u32,
    /// The longer side of the thumbnail, in pixels.
    pub thumbnail_side: u32,
}

impl Default for PictureLimits {
    fn default() -> Self {
        Self {
            max_bytes: 20 * 1024 * 1024,
            max_pixels: 40_000_000,
            max_decoder_bytes: 256 * 1024 * 1024,
            screen_side: 2560,
            thumbnail_side: 480,
        }
    }
}

/// Why a picture was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PictureError {
    /// More bytes than [`PictureLimits::max_bytes`].
    #[error("picture-too-large")]
    TooLarge {
        /// The most bytes.
        max: usize,
    },
    /// More pixels than [`PictureLimits::max_pixels`].
    #[error("picture-too-many-pixels")]
    TooManyPixels {
        /// Width by the header.
        width: u32,
        /// Height by the header.
        height: u32,
        /// The most pixels.
        max: u64,
    },
    /// An iPhone's HEIC: the phone sends JPEG when asked for it, or the owner exports one.
    #[error("picture-heic")]
    Heic,
    /// A drawing or a page (SVG, HTML, XML): it could run.
    #[error("picture-active-content")]
    ActiveContent,
    /// A known kind of file, but no JPEG, PNG, WebP or GIF.
    #[error("picture-unsupported")]
    Unsupported,
    /// The header promises a picture that the rest is not.
    #[error("picture-broken")]
    Broken,
}

/// One encoded picture without metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedPicture {
    /// The file.
    pub bytes: Vec<u8>,
    /// `image/jpeg`, `image/png` or `image/webp`.
    pub mime: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// What is kept of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// All pixels, upright.
    pub full: EncodedPicture,
    /// At most [`PictureLimits::screen_side`] on the longer side; the same as `full` when that is smaller.
    pub screen: EncodedPicture,
    /// At most [`PictureLimits::thumbnail_side`] on the longer side.
    pub thumbnail: EncodedPicture,
    /// What the upload was.
    pub source: PictureKind,
}

/// What the header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PictureHeader {
    /// The kind, by content.
    pub kind: PictureKind,
    /// Width before turning.
    pub width: u32,
    /// Height before turning.
    pub height: u32,
}

/// Reads the kind and size without decoding a pixel.
///
/// # Errors
/// Every [`PictureError`]; [`PictureError::Broken`] only for the header.
pub fn header(bytes: &[u8], limits: &PictureLimits) -> Result<PictureHeader, PictureError> {
    if bytes.len() > limits.max_bytes {
        return Err(PictureError::TooLarge {
            max: limits.max_bytes,
        });
    }
    let kind = sniff::kind(bytes)?;
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), kind.format())
        .into_dimensions()
        .map_err(|_| PictureError::Broken)?;
    let n_pixels = u64::from(width) * u64::from(height);
    if n_pixels > limits.max_pixels {
        return Err(PictureError::TooManyPixels {
            width,
            height,
            max: limits.max_pixels,
        });
    }
    if n_pixels == 0 {
        return Err(PictureError::Broken);
    }
    Ok(PictureHeader { kind, width, height })
}

/// Makes a picture of our own from an upload: header first, decode, turn upright by EXIF, encode anew in three
/// sizes. Nothing of the upload but its pixels is left: no EXIF, no GPS, no profile, no trailing bytes; of an
/// animation the first frame. JPEG stays JPEG (quality 88); PNG, WebP and GIF become PNG when that is lossless
/// and small (drawings, screenshots), else WebP lossless.
///
/// Decoding takes up to [`PictureLimits::max_decoder_bytes`] and about a second: on a blocking thread, one at a
/// time.
///
/// # Errors
/// Every [`PictureError`].
pub fn recode(bytes: &[u8], limits: &PictureLimits) -> Result<Picture, PictureError> {
    let header = header(bytes, limits)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), header.kind.format());
    let mut allowed = image::Limits::default();
    allowed.max_alloc = Some(limits.max_decoder_bytes);
    reader.limits(allowed);
    let decoder = reader.into_decoder().map_err(|_| PictureError::Broken)?;
    if decoder.total_bytes() > limits.max_decoder_bytes {
        return Err(PictureError::TooManyPixels {
            width: header.width,
            height: header.height,
            max: limits.max_pixels,
        });
    }
    let pixels = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::Broken)?;
    let upright = upright::turned(eight_bit(pixels), bytes);
    let full = encode::encode(&upright, header.kind)?;
    let screen = match encode::shrunk(&upright, limits.screen_side) {
        Some(smaller) => encode::encode(&smaller, header.kind)?,
        None => full.clone(),
    };
    let thumbnail = match encode::shrunk(&upright, limits.thumbnail_side) {
        Some(smaller) => encode::encode(&smaller, header.kind)?,
        None => full.clone(),
    };
    Ok(Picture {
        full,
        screen,
        thumbnail,
        source: header.kind,
    })
}

/// Sixteen-bit and grey pictures as eight-bit RGB or RGBA: what all three encoders take.
fn eight_bit(decoded: DynamicImage) -> DynamicImage {
    if decoded.color().has_alpha() && has_transparency(&decoded) {
        DynamicImage::ImageRgba8(decoded.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(decoded.into_rgb8())
    }
}

fn has_transparency(decoded: &DynamicImage) -> bool {
    decoded.pixels().any(|(_, _, pixel)| pixel.0[3] != u8::MAX)
}

#[cfg(test)]
mod tests;
