//! Pictures of the demo as PNG files. A few dozen scenes are painted and used again and again.

use std::collections::HashMap;

use image::{ExtendedColorType, ImageEncoder};

use crate::demo::{HEIGHT, WIDTH, paint};
use crate::error::Error;

/// Scenes that differ.
const SCENES: u64 = 24;

/// Paints each scene once.
#[derive(Debug, Default)]
pub(super) struct Painter(HashMap<u64, Vec<u8>>);

impl Painter {
    /// The PNG of a seed.
    pub fn png(&mut self, seed: u64) -> Result<Vec<u8>, Error> {
        let scene = seed % SCENES;
        if let Some(png) = self.0.get(&scene) {
            return Ok(png.clone());
        }
        let side = |length: usize| u32::try_from(length).map_err(Error::broken);
        let mut png = Vec::new();
        image::codecs::png::PngEncoder::new(&mut png)
            .write_image(
                &paint(scene),
                side(WIDTH)?,
                side(HEIGHT)?,
                ExtendedColorType::Rgb8,
            )
            .map_err(Error::broken)?;
        self.0.insert(scene, png.clone());
        Ok(png)
    }
}
