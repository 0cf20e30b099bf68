//! Paints calm abstract pictures for the demo: sky, sun, hills and houses in flat colours, whole numbers only.

use super::prng::Prng;

/// Width of a painted picture in pixels.
pub const WIDTH: usize = 960;
/// Height of a painted picture in pixels.
pub const HEIGHT: usize = 640;

type Colour = [u8; 3];

/// Sky above, sky below, far hills, near hills, houses.
const MOODS: [[Colour; 5]; 5] = [
    [
        [196, 219, 235],
        [243, 238, 226],
        [148, 176, 186],
        [104, 142, 130],
        [226, 214, 196],
    ],
    [
        [240, 214, 190],
        [250, 240, 222],
        [190, 160, 150],
        [140, 122, 116],
        [242, 226, 208],
    ],
    [
        [170, 200, 214],
        [226, 236, 234],
        [120, 158, 162],
        [82, 124, 112],
        [214, 206, 190],
    ],
    [
        [206, 214, 226],
        [240, 240, 240],
        [160, 168, 184],
        [116, 130, 140],
        [228, 220, 214],
    ],
    [
        [186, 212, 200],
        [246, 242, 220],
        [150, 182, 146],
        [100, 142, 98],
        [236, 222, 190],
    ],
];

/// Paints the scene of `seed`: `WIDTH * HEIGHT` pixels of red, green, blue, row by row from the top left.
#[must_use]
pub fn paint(seed: u64) -> Vec<u8> {
    let mut prng = Prng::new(seed);
    let [top, bottom, far, near, wall] = MOODS[prng.below(MOODS.len())];
    let mut canvas = Canvas {
        pixels: vec![0; WIDTH * HEIGHT * 3],
    };
    for y in 0..HEIGHT {
        canvas.fill(0, WIDTH, y, y + 1, blend(top, bottom, y, HEIGHT));
    }
    let (x, y) = (120 + prng.below(WIDTH - 240), 90 + prng.below(110));
    canvas.disc(x, y, 36 + prng.below(26), [248, 222, 178]);
    canvas.hills(&mut prng, 300, 70, far);
    canvas.hills(&mut prng, 390, 50, near);
    let ground = 520 + prng.below(40);
    let mut left = prng.below(60);
    while left < WIDTH {
        let (wide, tall) = (50 + prng.below(80), 60 + prng.below(170));
        let shade = blend(wall, near, prng.below(5), 10);
        canvas.house(left, wide, ground - tall, ground, shade);
        left += wide + 8 + prng.below(70);
    }
    canvas.fill(0, WIDTH, ground, HEIGHT, blend(near, wall, 1, 3));
    canvas.fill(0, WIDTH, ground + 30, ground + 36, blend(near, wall, 2, 3));
    canvas.pixels
}

/// Mixes `part` of `whole` of `to` into `from`.
fn blend(from: Colour, to: Colour, part: usize, whole: usize) -> Colour {
    let mix = |a: u8, b: u8| {
        let mixed = (usize::from(a) * (whole - part) + usize::from(b) * part) / whole;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])]
}

struct Canvas {
    pixels: Vec<u8>,
}

impl Canvas {
    fn fill(&mut self, left: usize, right: usize, top: usize, bottom: usize, colour: Colour) {
        for y in top.min(HEIGHT)..bottom.min(HEIGHT) {
            for x in left.min(WIDTH)..right.min(WIDTH) {
                let at = (y * WIDTH + x) * 3;
                self.pixels[at..at + 3].copy_from_slice(&colour);
            }
        }
    }

    fn disc(&mut self, x: usize, y: usize, radius: usize, colour: Colour) {
        for row in y.saturating_sub(radius)..=y + radius {
            let rise = row.abs_diff(y);
            let half = (radius * radius - rise * rise).isqrt();
            self.fill(x.saturating_sub(half), x + half, row, row + 1, colour);
        }
    }

    /// Draws a ridge of overlapping parabolas about `level`, `swing` pixels high.
    fn hills(&mut self, prng: &mut Prng, level: usize, swing: usize, colour: Colour) {
        let peaks: Vec<(usize, usize, usize)> = (0..6)
            .map(|_| {
                (
                    prng.below(WIDTH),
                    160 + prng.below(220),
                    swing + prng.below(swing * 2),
                )
            })
            .collect();
        for x in 0..WIDTH {
            let rise = peaks
                .iter()
                .map(|(peak, reach, tall)| {
                    let away = x.abs_diff(*peak).min(*reach);
                    tall * (reach * reach - away * away) / (reach * reach)
                })
                .max()
                .unwrap_or(0);
            self.fill(x, x + 1, level + swing - rise.min(level), HEIGHT, colour);
        }
    }

    fn house(&mut self, left: usize, wide: usize, top: usize, ground: usize, wall: Colour) {
        self.fill(left, left + wide, top, ground, wall);
        self.fill(left, left + wide, top, top + 8, blend(wall, [150, 90, 76], 2, 3));
        let pane = blend(wall, [90, 110, 126], 1, 2);
        for y in (top + 20..ground.saturating_sub(16)).step_by(26) {
            for x in (left + 10..(left + wide).saturating_sub(14)).step_by(20) {
                self.fill(x, x + 9, y, y + 13, pane);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HEIGHT, WIDTH, paint};

    #[test]
    fn a_scene_has_its_size_repeats_itself_and_differs_by_seed() {
        let scene = paint(1);
        assert_eq!(scene.len(), WIDTH * HEIGHT * 3);
        assert_eq!(scene, paint(1));
        assert_ne!(scene, paint(2));
    }

    #[test]
    fn every_seed_can_be_painted() {
        for seed in 0..12 {
            let scene = paint(seed);
            assert_ne!(
                scene[..3],
                scene[scene.len() - 3..],
                "sky and ground of {seed} are alike"
            );
        }
    }
}
