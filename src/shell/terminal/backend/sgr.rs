//! The shortest change from one style to another (SGR).

use ratatui::{
    buffer::Cell,
    style::{Color, Modifier},
};

use super::cursor::number;

/// The style of the next character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    pub fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }
}

/// Each attribute with the number that switches it on. The numbers that switch one attribute off
/// are not used, because VT100 and ANSI.SYS know only the reset of all.
const ATTRIBUTES: [(Modifier, u16); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// Appends the shortest change to `to`. `from` is the style in force, if certain.
pub fn change(out: &mut Vec<u8>, from: Option<Pen>, to: Pen) {
    let Some(from) = from else { return afresh(out, to) };
    if from == to {
        return;
    }
    let switches_off = !(from.modifier - to.modifier).is_empty()
        || (to.fg == Color::Reset && from.fg != Color::Reset)
        || (to.bg == Color::Reset && from.bg != Color::Reset);
    if switches_off {
        return afresh(out, to);
    }
    let mut list = SgrSequence::open(out);
    list.differences(from, to);
    list.close();
}

/// Appends a reset, then the attributes and colours of `to`.
fn afresh(out: &mut Vec<u8>, to: Pen) {
    if to == Pen::default() {
        out.extend_from_slice(b"\x1b[m");
        return;
    }
    let mut list = SgrSequence::open(out);
    list.add(0);
    list.differences(Pen::default(), to);
    list.close();
}

/// One `CSI ... m` in the making.
struct SgrSequence<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> SgrSequence<'a> {
    fn open(out: &'a mut Vec<u8>) -> Self {
        out.extend_from_slice(b"\x1b[");
        Self { out, empty: true }
    }

    fn add(&mut self, code: u16) {
        if !self.empty {
            self.out.push(b';');
        }
        self.empty = false;
        number(self.out, code);
    }

    /// Adds the attributes to switch on, and the colours that differ.
    fn differences(&mut self, from: Pen, to: Pen) {
        for (modifier, on) in ATTRIBUTES {
            if to.modifier.contains(modifier) && !from.modifier.contains(modifier) {
                self.add(on);
            }
        }
        if from.fg != to.fg {
            self.colour(to.fg, 30);
        }
        if from.bg != to.bg {
            self.colour(to.bg, 40);
        }
    }

    /// Adds a colour. Named colours use the 16-colour form that every terminal knows.
    fn colour(&mut self, colour: Color, base: u16) {
        let code = match colour {
            Color::Reset => 9,
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::DarkGray => 60,
            Color::LightRed => 61,
            Color::LightGreen => 62,
            Color::LightYellow => 63,
            Color::LightBlue => 64,
            Color::LightMagenta => 65,
            Color::LightCyan => 66,
            Color::White => 67,
            Color::Indexed(i) => {
                return [base + 8, 5, i.into()].into_iter().for_each(|n| self.add(n));
            }
            Color::Rgb(r, g, b) => {
                return [base + 8, 2, r.into(), g.into(), b.into()]
                    .into_iter()
                    .for_each(|n| self.add(n));
            }
        };
        self.add(base + code);
    }

    fn close(self) {
        self.out.push(b'm');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pen(fg: Color, bg: Color, modifier: Modifier) -> Pen {
        Pen { fg, bg, modifier }
    }

    fn changed(from: Option<Pen>, to: Pen) -> String {
        let mut out = Vec::new();
        change(&mut out, from, to);
        String::from_utf8(out).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn the_shortest_change_is_taken() {
        use {Color as C, Modifier as M};
        let plain = Pen::default();
        let bold = pen(C::Reset, C::Reset, M::BOLD);
        let both = pen(C::Reset, C::Reset, M::BOLD.union(M::DIM));
        let loud = pen(C::Red, C::Blue, M::BOLD.union(M::UNDERLINED));
        for (from, to, want) in [
            (None, plain, "^[m"),
            (None, bold, "^[0;1m"),
            (Some(plain), plain, ""),
            (Some(plain), bold, "^[1m"),
            (Some(bold), plain, "^[m"),
            (Some(both), bold, "^[0;1m"),
            (Some(loud), plain, "^[m"),
            (Some(loud), pen(C::Red, C::Blue, M::BOLD), "^[0;1;31;44m"),
            (Some(loud), pen(C::Red, C::Blue, M::UNDERLINED), "^[0;4;31;44m"),
            (Some(loud), pen(C::LightRed, C::Blue, M::BOLD.union(M::UNDERLINED)), "^[91m"),
            (Some(plain), pen(C::DarkGray, C::White, M::empty()), "^[90;107m"),
            (Some(plain), pen(C::Indexed(200), C::Reset, M::empty()), "^[38;5;200m"),
            (Some(plain), pen(C::Reset, C::Rgb(1, 2, 3), M::empty()), "^[48;2;1;2;3m"),
        ] {
            assert_eq!(changed(from, to), want, "{from:?} to {to:?}");
        }
    }
}
