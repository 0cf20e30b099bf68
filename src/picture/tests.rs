//! Good pictures come out upright and bare; bad ones get their reason.

use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;

use super::*;

/// A photo whose left half is red and right half blue.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([220, 20, 20])
        } else {
            Rgb([20, 20, 220])
        }
    })
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("the picture encodes");
    bytes.into_inner()
}

/// A JPEG with an EXIF segment that holds the turn and a GPS-like text.
fn jpeg_turned(orientation: u8) -> Vec<u8> {
    let plain = encoded(&photo(64, 32).into(), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
    exif.extend([0x01, 0x0e, 0, 2, 0, 0, 0, 12, 0, 0, 0, 38]);
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0, 0, 0, 0]);
    exif.extend(b"GPS-SECRET-1");
    let len = u16::try_from(exif.len() + 2)
        .expect("a short segment")
        .to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &len, &exif, &plain[2..]].concat()
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut ihdr = b"IHDR".to_vec();
    ihdr.extend(width.to_be_bytes());
    ihdr.extend(height.to_be_bytes());
    ihdr.extend([1, 0, 0, 0, 0]);
    let mut crc = flate2::Crc::new();
    crc.update(&ihdr);
    let empty_data = b"\0\0\0\0IDAT\x35\xaf\x06\x1e";
    [
        &b"\x89PNG\r\n\x1a\n\0\0\0\x0d"[..],
        &ihdr,
        &crc.sum().to_be_bytes(),
        empty_data,
    ]
    .concat()
}

#[test]
fn a_turned_photo_comes_out_upright_and_without_its_metadata() {
    let upload = jpeg_turned(6);
    assert!(contains(&upload, b"GPS-SECRET"));
    let picture = recode(&upload, &PictureLimits::default()).unwrap();
    assert_eq!(
        (picture.full.width, picture.full.height, picture.full.mime),
        (32, 64, "image/jpeg")
    );
    assert!(!contains(&picture.full.bytes, b"GPS-SECRET") && !contains(&picture.full.bytes, b"Exif"));
    let upright = image::load_from_memory(&picture.full.bytes).unwrap().into_rgb8();
    assert!(
        upright.get_pixel(16, 4).0[0] > 150,
        "red was on the left, so it is on top after a turn to the right"
    );
    assert!(upright.get_pixel(16, 60).0[2] > 150);
}

#[test]
fn every_turn_puts_red_where_it_belongs() {
    for (orientation, size, red) in [
        (1, (64, 32), (4, 16)),
        (2, (64, 32), (60, 16)),
        (3, (64, 32), (60, 16)),
        (4, (64, 32), (4, 16)),
        (5, (32, 64), (16, 4)),
        (6, (32, 64), (16, 4)),
        (7, (32, 64), (16, 60)),
        (8, (32, 64), (16, 60)),
        (9, (64, 32), (4, 16)),
    ] {
        let picture = recode(&jpeg_turned(orientation), &PictureLimits::default()).unwrap();
        assert_eq!((picture.full.width, picture.full.height), size, "{orientation}");
        let pixels = image::load_from_memory(&picture.full.bytes).unwrap().into_rgb8();
        assert!(pixels.get_pixel(red.0, red.1).0[0] > 150, "{orientation}");
    }
}

#[test]
fn sizes_keep_the_proportions() {
    let upload = encoded(&photo(3000, 1500).into(), ImageFormat::Jpeg);
    let picture = recode(&upload, &PictureLimits::default()).unwrap();
    assert_eq!((picture.full.width, picture.full.height), (3000, 1500));
    assert_eq!((picture.screen.width, picture.screen.height), (2560, 1280));
    assert_eq!((picture.thumbnail.width, picture.thumbnail.height), (480, 240));
}

#[test]
fn a_drawing_keeps_every_pixel_and_its_transparency() {
    let drawing = RgbaImage::from_fn(40, 20, |x, y| {
        Rgba([
            x.to_le_bytes()[0],
            y.to_le_bytes()[0],
            9,
            if x < 5 { 0 } else { 255 },
        ])
    });
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let picture = recode(
            &encoded(&drawing.clone().into(), format),
            &PictureLimits::default(),
        )
        .unwrap();
        assert_eq!(picture.full.mime, "image/png");
        assert_eq!(
            image::load_from_memory(&picture.full.bytes).unwrap().into_rgba8(),
            drawing
        );
    }
}

#[test]
fn large_lossless_pictures_become_lossless_webp() {
    let mut seed = 7_u32;
    let noise = RgbImage::from_fn(700, 700, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([
            seed.to_be_bytes()[0],
            seed.to_be_bytes()[1],
            seed.to_be_bytes()[0],
        ])
    });
    let picture = recode(
        &encoded(&noise.clone().into(), ImageFormat::Png),
        &PictureLimits::default(),
    )
    .unwrap();
    assert_eq!(picture.full.mime, "image/webp");
    assert_eq!(
        image::load_from_memory(&picture.full.bytes).unwrap().into_rgb8(),
        noise
    );
    assert_eq!((picture.thumbnail.width, picture.thumbnail.height), (480, 480));
}

#[test]
fn a_polyglot_loses_all_that_is_not_a_picture() {
    let mut gif = encoded(&photo(8, 8).into(), ImageFormat::Gif);
    gif.extend(b"<script>alert(1)</script>");
    let picture = recode(&gif, &PictureLimits::default()).unwrap();
    assert_eq!(
        (picture.source, picture.full.mime),
        (PictureKind::Gif, "image/png")
    );
    assert!(!contains(&picture.full.bytes, b"script"));
    // Magic of a GIF, body of a page.
    assert_eq!(
        recode(
            b"GIF89a=1;/*<html><script>alert(1)</script>*/",
            &PictureLimits::default()
        ),
        Err(PictureError::TooManyPixels {
            width: 12605,
            height: 12091,
            max: 40_000_000
        })
    );
    assert_eq!(
        recode(
            b"GIF89a\x01\0\x01\0<html><script>alert(1)</script>",
            &PictureLimits::default()
        ),
        Err(PictureError::Broken)
    );
}

#[test]
fn what_is_not_a_picture_gets_its_reason() {
    let limits = PictureLimits::default();
    for (bytes, reason) in [
        (
            &b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"[..],
            PictureError::ActiveContent,
        ),
        (
            b"\xef\xbb\xbf  <?xml version='1.0'?><svg/>",
            PictureError::ActiveContent,
        ),
        (
            b"<!doctype html><script>x()</script>",
            PictureError::ActiveContent,
        ),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", PictureError::Heic),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", PictureError::Heic),
        (b"%PDF-1.7", PictureError::Unsupported),
        (b"PK\x03\x04", PictureError::Unsupported),
        (b"", PictureError::Unsupported),
        (b"\x89PNG\r\n\x1a\n", PictureError::Broken),
        (b"\xff\xd8\xff\xe0", PictureError::Broken),
    ] {
        assert_eq!(
            recode(bytes, &limits),
            Err(reason),
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[test]
fn bombs_are_refused_by_their_header() {
    let limits = PictureLimits::default();
    for side in [60_000, 20_000] {
        let bomb = png_header(side, side);
        assert_eq!(
            header(&bomb, &limits),
            Err(PictureError::TooManyPixels {
                width: side,
                height: side,
                max: limits.max_pixels
            })
        );
        assert_eq!(
            recode(&bomb, &limits).unwrap_err(),
            header(&bomb, &limits).unwrap_err()
        );
    }
    let small = PictureLimits {
        max_bytes: 10,
        ..limits
    };
    assert_eq!(recode(&[0; 11], &small), Err(PictureError::TooLarge { max: 10 }));
    let tight = PictureLimits {
        max_decoder_bytes: 1000,
        ..limits
    };
    assert!(recode(&encoded(&photo(64, 64).into(), ImageFormat::Png), &tight).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_makes_it_panic(noise in proptest::collection::vec(any::<u8>(), 0..300), at in any::<proptest::sample::Index>(), kind in 0_usize..4) {
        let formats = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif];
        let mut bytes = encoded(&photo(24, 16).into(), formats[kind]);
        let from = at.index(bytes.len());
        for (offset, byte) in noise.iter().take(12).enumerate() {
            if let Some(target) = bytes.get_mut(from + offset) {
                *target = *byte;
            }
        }
        if let Ok(picture) = recode(&bytes, &PictureLimits { max_pixels: 1_000_000, ..PictureLimits::default() }) {
            prop_assert!(image::load_from_memory(&picture.full.bytes).is_ok());
        }
        prop_assert!(recode(&noise, &PictureLimits::default()).is_err());
    }
}
