//! A text as a picture for a camera (QR code), drawn as one path of an SVG on the page itself: no file, no foreign host.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};

use crate::Result;
use crate::error::Error;
use crate::people::Secret;

/// Modules of white around it, as the standard asks.
const QUIET: usize = 4;

/// The picture.
pub(super) struct Picture {
    /// Width and height in modules, with the white around.
    pub size: usize,
    /// The dark modules, as the `d` of a path.
    pub path: String,
}

impl Picture {
    /// Draws a text.
    ///
    /// # Errors
    /// [`Error::Broken`] where it is too long for a picture.
    pub fn of(text: &Secret) -> Result<Self> {
        let code = QRBuilder::new(text.reveal().to_owned())
            .ecl(ECL::M)
            .build()
            .map_err(|_| Error::broken("too long for a picture"))?;
        let mut path = String::new();
        for y in 0..code.size {
            for x in 0..code.size {
                if code[y][x].value() {
                    write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET).map_err(Error::broken)?;
                }
            }
        }
        Ok(Self {
            size: code.size + 2 * QUIET,
            path,
        })
    }
}
