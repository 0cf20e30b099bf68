//! Pixels into files.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageEncoder};

use super::{EncodedPicture, PictureError, PictureKind};

/// High enough that a photo printed in a paper shows no blocks.
const JPEG_QUALITY: u8 = 88;
/// Up to this size a PNG is kept as PNG; larger lossless pictures are a third smaller as WebP.
const MAX_PNG_BYTES: usize = 1024 * 1024;

/// Encodes in the family of the source: lossy stays lossy, lossless stays lossless.
pub(super) fn encode(picture: &DynamicImage, source: PictureKind) -> Result<EncodedPicture, PictureError> {
    let (bytes, mime) = match source {
        PictureKind::Jpeg => (jpeg(picture)?, "image/jpeg"),
        PictureKind::Png | PictureKind::Webp | PictureKind::Gif => {
            let png = png(picture)?;
            if png.len() <= MAX_PNG_BYTES {
                (png, "image/png")
            } else {
                (webp(picture)?, "image/webp")
            }
        }
    };
    Ok(EncodedPicture {
        bytes,
        mime,
        width: picture.width(),
        height: picture.height(),
    })
}

/// Shrinks to at most `side` on the longer side, keeping the proportions; `None` when it is no larger.
pub(super) fn shrunk(picture: &DynamicImage, side: u32) -> Option<DynamicImage> {
    (picture.width().max(picture.height()) > side).then(|| picture.resize(side, side, FilterType::CatmullRom))
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    let rgb = picture.to_rgb8();
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)
        .encode_image(&rgb)
        .map_err(|_| PictureError::Broken)?;
    Ok(bytes)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, PngFilter::Adaptive)
        .write_image(
            picture.as_bytes(),
            picture.width(),
            picture.height(),
            picture.color().into(),
        )
        .map_err(|_| PictureError::Broken)?;
    Ok(bytes)
}

fn webp(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    WebPEncoder::new_lossless(&mut bytes)
        .encode(
            picture.as_bytes(),
            picture.width(),
            picture.height(),
            picture.color().into(),
        )
        .map_err(|_| PictureError::Broken)?;
    Ok(bytes)
}
