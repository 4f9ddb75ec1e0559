//! The shortest change from one style to another (SGR).

use ratatui::{
    buffer::Cell,
    style::{Color, Modifier},
};

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

/// Appends the shortest change to `to`. `from` is the style in force, if certain.
pub fn change(out: &mut Vec<u8>, from: Option<Pen>, to: Pen) {
    if from == Some(to) {
        return;
    }
    let codes = match from.filter(|from| !switches_off(*from, to)) {
        Some(from) => differences(from, to),
        None if to == Pen::default() => Vec::new(),
        None => [vec![0], differences(Pen::default(), to)].concat(),
    };
    let codes: Vec<String> = codes.iter().map(u16::to_string).collect();
    out.extend(format!("\x1b[{}m", codes.join(";")).bytes());
}

/// Returns whether the change switches an attribute or a colour off. The numbers that switch one
/// attribute off are not used, because VT100 and ANSI.SYS know only the reset of all.
fn switches_off(from: Pen, to: Pen) -> bool {
    !(from.modifier - to.modifier).is_empty()
        || (to.fg == Color::Reset && from.fg != Color::Reset)
        || (to.bg == Color::Reset && from.bg != Color::Reset)
}

/// Returns the numbers of the attributes to switch on, and of the colours that differ.
fn differences(from: Pen, to: Pen) -> Vec<u16> {
    // The attributes stand in the order of their numbers, from 1 on.
    let attributes = (1..).zip(Modifier::all().iter());
    let on = attributes.filter(|(_, one)| (to.modifier - from.modifier).contains(*one));
    let mut codes: Vec<u16> = on.map(|(code, _)| code).collect();
    for (before, after, base) in [(from.fg, to.fg, 30), (from.bg, to.bg, 40)] {
        if before != after {
            codes.extend(colour(after, base));
        }
    }
    codes
}

/// Returns the numbers of a colour. Named colours use the 16-colour form that every terminal knows.
fn colour(colour: Color, base: u16) -> Vec<u16> {
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
        Color::Indexed(i) => return vec![base + 8, 5, i.into()],
        Color::Rgb(r, g, b) => return vec![base + 8, 2, r.into(), g.into(), b.into()],
    };
    vec![base + code]
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
    fn each_attribute_has_its_number() {
        use Modifier as M;
        let in_order = [
            M::BOLD,
            M::DIM,
            M::ITALIC,
            M::UNDERLINED,
            M::SLOW_BLINK,
            M::RAPID_BLINK,
            M::REVERSED,
            M::HIDDEN,
            M::CROSSED_OUT,
        ];
        for (modifier, code) in in_order.into_iter().zip(1..) {
            let to = pen(Color::Reset, Color::Reset, modifier);
            assert_eq!(changed(Some(Pen::default()), to), format!("^[{code}m"));
        }
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
