//! What an X server shows, read from its frame buffer: kept as a picture, and measured.

use std::{collections::HashMap, fs, path::Path};

use vt100::{Cell, Color, Screen};

/// Red, green, blue.
type Pixel = [u8; 3];

/// The upper left part of a frame buffer.
pub struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<Pixel>,
}

/// What a cell is for, by how the program had it written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Text,
    /// Titles, keys, names, marks that are good.
    Bold,
    /// Warnings.
    Underlined,
    /// What has the focus, the button, marks that are bad.
    Reversed,
    /// Anything with a colour of its own.
    Coloured,
    /// A bracket around a mark or a button: it says nothing.
    Bracket,
}

/// WCAG 2 asks for this of text.
pub const ENOUGH: f64 = 4.5;

impl Kind {
    fn of(cell: &Cell) -> Self {
        let coloured = cell.fgcolor() != Color::Default || cell.bgcolor() != Color::Default;
        match cell.contents() {
            "[" | "]" => Self::Bracket,
            _ if coloured => Self::Coloured,
            _ if cell.inverse() => Self::Reversed,
            _ if cell.underline() => Self::Underlined,
            _ if cell.bold() => Self::Bold,
            _ => Self::Text,
        }
    }

    /// Text has to be readable; a bracket has no meaning of its own.
    pub fn needs(self) -> f64 {
        if self == Self::Bracket { 1.0 } else { ENOUGH }
    }
}

/// The least contrast of each kind of cell, and the row where it stands.
pub type Least = std::collections::BTreeMap<Kind, (f64, String)>;

impl Picture {
    /// Reads a frame buffer file of Xvfb: an X window dump of 32 bits a pixel.
    pub fn read(path: &Path, (width, height): (usize, usize)) -> Self {
        let dump = fs::read(path).expect("a frame buffer");
        let field = |n: usize| {
            let bytes = dump[n * 4..n * 4 + 4].try_into().expect("four bytes");
            u32::from_be_bytes(bytes) as usize
        };
        // Pixels stand behind the header and its palette of twelve bytes a colour.
        let (start, line) = (field(0) + field(19) * 12, field(12));
        assert_eq!((field(11), field(7)), (32, 0), "bits a pixel, the least byte first");
        let pixel = |y: usize, x: usize| {
            let at = start + y * line + x * 4;
            [dump[at + 2], dump[at + 1], dump[at]]
        };
        let pixels =
            (0..height).flat_map(|y| (0..width).map(move |x| (y, x))).map(|(y, x)| pixel(y, x));
        Self { width, height, pixels: pixels.collect() }
    }

    /// The contrast of the ink in a cell against the rest; `None` for a cell of one colour. Fonts
    /// draw lines a pixel longer than the cell, so the outermost pixels of a row do not count.
    fn contrast(
        &self,
        (columns, rows): (usize, usize),
        (column, row): (usize, usize),
    ) -> Option<f64> {
        let (width, height) = (self.width / columns, self.height / rows);
        let mut counts: HashMap<Pixel, usize> = HashMap::new();
        for y in row * height..(row + 1) * height {
            for x in column * width + 1..(column + 1) * width - 1 {
                *counts.entry(self.pixels[y * self.width + x]).or_default() += 1;
            }
        }
        let (&ground, _) = counts.iter().max_by_key(|(_, count)| **count)?;
        let inks = counts.keys().filter(|ink| **ink != ground);
        inks.map(|ink| ratio(*ink, ground)).max_by(f64::total_cmp)
    }

    /// Compares the picture with the screen that the program wrote: every character has ink and
    /// every blank has none. Returns the least contrast of each kind of cell, or what differs.
    pub fn compare(&self, screen: &Screen) -> Result<Least, String> {
        let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
        let grid = (usize::from(columns), usize::from(rows));
        let mut least = Least::new();
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)))
        {
            let cell = screen.cell(row, column).expect("within the screen");
            // The cursor is a block; a bar's full and shaded blocks are no text.
            if screen.cursor_position() == (row, column) || "█░".contains(cell.contents()) {
                continue;
            }
            let found = self.contrast(grid, (column.into(), row.into()));
            let blank = cell.contents().trim().is_empty();
            match found {
                None if blank => {}
                Some(ratio) if !blank => {
                    let at = least.entry(Kind::of(cell)).or_insert((ratio, String::new()));
                    if at.1.is_empty() || ratio < at.0 {
                        let text = screen.rows(0, columns).nth(row.into()).unwrap_or_default();
                        *at = (ratio, text.trim().to_owned());
                    }
                }
                // The line under a blank.
                Some(_) if cell.underline() => {}
                _ => return Err(format!("row {row}, column {column}: {:?}", cell.contents())),
            }
        }
        Ok(least)
    }

    /// The picture as a PNG file, without compression.
    pub fn png(&self) -> Vec<u8> {
        let mut rows = Vec::new();
        for line in self.pixels.chunks(self.width) {
            rows.push(0);
            rows.extend(line.iter().flatten());
        }
        let mut data = vec![0x78, 0x01];
        let blocks = rows.chunks(0xffff);
        let last = blocks.len().saturating_sub(1);
        for (n, block) in blocks.enumerate() {
            let length = u16::try_from(block.len()).expect("a block's length");
            data.push(u8::from(n == last));
            data.extend(length.to_le_bytes());
            data.extend((!length).to_le_bytes());
            data.extend(block);
        }
        data.extend(adler(&rows).to_be_bytes());
        let size = |n: usize| u32::try_from(n).expect("a size").to_be_bytes();
        // Eight bits a channel, three channels.
        let header = [&size(self.width)[..], &size(self.height), &[8, 2, 0, 0, 0]].concat();
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        for (name, content) in [(b"IHDR", header), (b"IDAT", data), (b"IEND", Vec::new())] {
            let chunk = [&name[..], &content].concat();
            file.extend(size(content.len()));
            file.extend(&chunk);
            file.extend(crc(&chunk).to_be_bytes());
        }
        file
    }
}

/// The ratio of two colours as WCAG 2 defines it: from 1 to 21.
fn ratio(one: Pixel, other: Pixel) -> f64 {
    let channel = |byte: u8| {
        let part = f64::from(byte) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let light = |[r, g, b]: Pixel| 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    let (one, other) = (light(one) + 0.05, light(other) + 0.05);
    one.max(other) / one.min(other)
}

/// The check sum of zlib.
fn adler(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    b << 16 | a
}

/// The check sum of PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 }
        })
    })
}

#[test]
fn contrast_and_check_sums_are_those_of_their_definitions() {
    assert!((ratio([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    // The lightest grey on white that passes, as the authors of WCAG give it.
    assert!((ratio([0x76; 3], [255; 3]) - 4.54).abs() < 0.01);
    // xterm's cyan on white.
    assert!((ratio([0, 205, 205], [255; 3]) - 2.0).abs() < 0.1);
    assert_eq!((crc(b"123456789"), adler(b"Wikipedia")), (0xcbf4_3926, 0x11e6_0398));
}
