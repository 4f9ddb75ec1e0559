//! Whether every role can be read: the contrast of each cell by WCAG, with the default palettes of
//! common terminals, on dark and on light backgrounds.

use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Color, Modifier},
};

use super::{
    canvas::Canvas,
    style::{Role, Theme},
};

/// The least contrast of text ("Contrast (Minimum)").
const LEAST: f64 = 4.5;

const ROLES: [Role; 6] =
    [Role::Plain, Role::Strong, Role::Focus, Role::Good, Role::Warn, Role::Bad];

/// The colours of a terminal: text, background, then red, green, yellow, blue, magenta, cyan, and
/// the bright six that some terminals take for bold text.
struct Palette {
    name: &'static str,
    text: u32,
    background: u32,
    six: [u32; 6],
    bright: [u32; 6],
}

const XTERM: ([u32; 6], [u32; 6]) = (
    [0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd],
    [0xff_0000, 0x00_ff00, 0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff],
);
const PUTTY: ([u32; 6], [u32; 6]) = (
    [0xbb_0000, 0x00_bb00, 0xbb_bb00, 0x00_00bb, 0xbb_00bb, 0x00_bbbb],
    [0xff_5555, 0x55_ff55, 0xff_ff55, 0x55_55ff, 0xff_55ff, 0x55_ffff],
);
const LINUX: ([u32; 6], [u32; 6]) =
    ([0xaa_0000, 0x00_aa00, 0xaa_5500, 0x00_00aa, 0xaa_00aa, 0x00_aaaa], PUTTY.1);
const CAMPBELL: ([u32; 6], [u32; 6]) = (
    [0xc5_0f1f, 0x13_a10e, 0xc1_9c00, 0x00_37da, 0x88_1798, 0x3a_96dd],
    [0xe7_4856, 0x16_c60c, 0xf9_f1a5, 0x3b_78ff, 0xb4_009e, 0x61_d6d6],
);
const SOLARIZED: ([u32; 6], [u32; 6]) = (
    [0xdc_322f, 0x85_9900, 0xb5_8900, 0x26_8bd2, 0xd3_3682, 0x2a_a198],
    [0xcb_4b16, 0x58_6e75, 0x65_7b83, 0x83_9496, 0x6c_71c4, 0x93_a1a1],
);

fn palettes() -> [Palette; 10] {
    let rows = [
        ("xterm dark", 0xe5_e5e5, 0x00_0000, XTERM),
        ("xterm light", 0x00_0000, 0xff_ffff, XTERM),
        ("PuTTY dark", 0xbb_bbbb, 0x00_0000, PUTTY),
        ("PuTTY light", 0x00_0000, 0xff_ffff, PUTTY),
        ("Linux console dark", 0xaa_aaaa, 0x00_0000, LINUX),
        ("Linux console light", 0x00_0000, 0xaa_aaaa, LINUX),
        ("Campbell dark", 0xcc_cccc, 0x0c_0c0c, CAMPBELL),
        ("Campbell light", 0x0c_0c0c, 0xff_ffff, CAMPBELL),
        ("Solarized dark", 0x83_9496, 0x00_2b36, SOLARIZED),
        (SOLARIZED_LIGHT, 0x65_7b83, 0xfd_f6e3, SOLARIZED),
    ];
    rows.map(|(name, text, background, (six, bright))| Palette {
        name,
        text,
        background,
        six,
        bright,
    })
}

/// The one palette whose own text, which no program chooses, is below the least contrast.
const SOLARIZED_LIGHT: &str = "Solarized light";

fn luminance(colour: u32) -> f64 {
    let channel = |shift: u32| {
        let share = f64::from((colour >> shift) & 0xff) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
}

fn contrast(one: u32, other: u32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

impl Palette {
    fn own_text(&self) -> f64 {
        contrast(self.text, self.background)
    }

    /// Returns the least contrast of a cell, whether or not bold text is bright here. Reverse video
    /// swaps both colours, which changes no contrast.
    fn contrast(&self, cell: &Cell) -> f64 {
        assert_eq!(cell.bg, Color::Reset, "no role has a background");
        let at = match cell.fg {
            Color::Reset => return self.own_text(),
            Color::Red => 0,
            Color::Green => 1,
            other => panic!("{other} belongs to no role"),
        };
        contrast(self.six[at], self.background).min(contrast(self.bright[at], self.background))
    }
}

/// Draws a text in a role; returns its cells.
fn drawn(role: Role, colour: bool, text: &str) -> Vec<Cell> {
    let mut buffer = Buffer::empty(Rect::new(0, 0, text.len() as u16, 1));
    let theme = Theme { colour, ascii: false, escapes: false };
    Canvas::new(&mut buffer, theme).text(0, 0, text.len() as u16, text, role);
    buffer.content
}

#[test]
fn every_letter_of_every_role_has_the_contrast_of_the_terminals_own_text() {
    for palette in palettes() {
        let own = palette.own_text();
        assert_eq!(own < LEAST, palette.name == SOLARIZED_LIGHT, "{}: {own:.1}", palette.name);
        for role in ROLES {
            for text in ["[ERR]", "UNKNOWN", "[ Create backup ]", "YES", "> 0123"] {
                for cell in drawn(role, true, text) {
                    let is_bracket = matches!(cell.symbol(), "[" | "]");
                    let enough = palette.contrast(&cell) >= own.min(LEAST);
                    assert!(enough || is_bracket, "{} {role:?} {cell:?}", palette.name);
                }
            }
        }
    }
}

#[test]
fn a_colour_below_the_least_contrast_says_nothing_of_its_own() {
    let plain = drawn(Role::Plain, true, "[x]");
    for role in ROLES {
        let (coloured, mono) = (drawn(role, true, "[x]"), drawn(role, false, "[x]"));
        for (n, cell) in coloured.iter().enumerate() {
            // Without its colour the cell is the same, and is not that of plain text either.
            assert_eq!(*cell.clone().set_fg(Color::Reset), mono[n], "{role:?}");
            assert!(cell.fg == Color::Reset || cell.modifier != plain[n].modifier, "{role:?}");
        }
    }
}

#[test]
fn the_roles_that_mean_different_things_differ_without_colour() {
    let looks = |role| drawn(role, false, "x")[0].modifier;
    let different = [Role::Plain, Role::Strong, Role::Focus, Role::Warn, Role::Bad].map(looks);
    for (n, look) in different.iter().enumerate() {
        assert!(!different[..n].contains(look), "{look:?}");
        let used = Modifier::BOLD | Modifier::UNDERLINED | Modifier::REVERSED;
        assert!(used.contains(*look), "{look:?}: not on every terminal");
    }
    // A good end is a word in bold: nobody has to see more.
    assert_eq!(looks(Role::Good), looks(Role::Strong));
}

#[test]
fn no_ansi_colour_could_carry_a_word() {
    for at in 0..6 {
        let worst = palettes()
            .iter()
            .map(|p| contrast(p.six[at], p.background))
            .fold(f64::INFINITY, f64::min);
        assert!(worst < LEAST, "colour {}: at least {worst:.1} everywhere", at + 1);
    }
}
