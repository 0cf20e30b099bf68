//! The turn that a camera writes into EXIF instead of turning the pixels.

use std::io::Cursor;

use exif::{In, Reader, Tag};
use image::DynamicImage;

/// Turns the picture as its EXIF says; without EXIF, or with nonsense in it, it stays as it is.
pub(super) fn turned(picture: DynamicImage, bytes: &[u8]) -> DynamicImage {
    match orientation(bytes) {
        2 => picture.fliph(),
        3 => picture.rotate180(),
        4 => picture.flipv(),
        5 => picture.rotate90().fliph(),
        6 => picture.rotate90(),
        7 => picture.rotate270().fliph(),
        8 => picture.rotate270(),
        _ => picture,
    }
}

fn orientation(bytes: &[u8]) -> u32 {
    Reader::new()
        .read_from_container(&mut Cursor::new(bytes))
        .ok()
        .and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0))
        .unwrap_or(1)
}
