//! The cheapest way to move the cursor.

use std::io::Write as _;

use ratatui::layout::Position;

/// Appends the shortest move to `to`. `from` is the cursor's place, if certain.
///
/// A relative move is one step up or down followed by one along the row. A line feed keeps the
/// column, because raw mode does not translate it to CR LF, and never scrolls, because `to` is on
/// the screen and below `from`.
pub fn go(out: &mut Vec<u8>, from: Option<Position>, to: Position) {
    if from == Some(to) {
        return;
    }
    let start = out.len();
    absolute(out, to);
    let Some(from) = from else { return };
    let middle = out.len();
    vertical(out, from.y, to.y);
    horizontal(out, from.x, to.x);
    // On a tie the absolute move wins, because it also corrects a terminal whose cursor is
    // elsewhere.
    keep_shorter(out, start, middle);
}

/// Keeps the shorter of two sequences at the end of `out`, the first one on a tie: one begins at
/// `start`, the other at `middle`.
fn keep_shorter(out: &mut Vec<u8>, start: usize, middle: usize) {
    if out.len() - middle < middle - start {
        out.drain(start..middle);
    } else {
        out.truncate(middle);
    }
}

fn absolute(out: &mut Vec<u8>, to: Position) {
    out.extend_from_slice(b"\x1b[");
    if to != Position::ORIGIN {
        number(out, to.y.saturating_add(1));
    }
    if to.x > 0 {
        out.push(b';');
        number(out, to.x.saturating_add(1));
    }
    out.push(b'H');
}

fn vertical(out: &mut Vec<u8>, from: u16, to: u16) {
    match (to.saturating_sub(from), from.saturating_sub(to)) {
        (0, 0) => {}
        (0, up) => counted(out, up, b'A'),
        (down @ 1..=3, _) => repeat(out, b'\n', down),
        (down, _) => counted(out, down, b'B'),
    }
}

/// CHA, which goes to a column, is not used: VT100 and VT220 do not know CHA. A carriage return and
/// a step to the right cost one byte more.
fn horizontal(out: &mut Vec<u8>, from: u16, to: u16) {
    match (to.saturating_sub(from), from.saturating_sub(to)) {
        (0, 0) => {}
        (0, _) if to == 0 => out.push(b'\r'),
        (0, back @ 1..=3) => repeat(out, b'\x08', back),
        (0, back) if counted_len(back) <= 1 + counted_len(to) => counted(out, back, b'D'),
        (0, _) => {
            out.push(b'\r');
            counted(out, to, b'C');
        }
        (right, _) => counted(out, right, b'C'),
    }
}

/// Appends `CSI n final`, without `n` if it is the default of one.
fn counted(out: &mut Vec<u8>, n: u16, last: u8) {
    out.extend_from_slice(b"\x1b[");
    if n != 1 {
        number(out, n);
    }
    out.push(last);
}

fn counted_len(n: u16) -> usize {
    if n == 1 { 3 } else { 3 + digits(n) }
}

fn repeat(out: &mut Vec<u8>, byte: u8, n: u16) {
    out.extend(std::iter::repeat_n(byte, n.into()));
}

fn digits(n: u16) -> usize {
    n.checked_ilog10().map_or(1, |tens| tens as usize + 1)
}

/// Appends a number in decimal.
pub fn number(out: &mut Vec<u8>, n: u16) {
    // Writing into memory cannot fail.
    let _ = write!(out, "{n}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(from: Option<(u16, u16)>, to: (u16, u16)) -> String {
        let mut out = Vec::new();
        go(&mut out, from.map(Position::from), to.into());
        String::from_utf8(out).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn the_shortest_move_is_taken() {
        for (from, to, want) in [
            (None, (0, 0), "^[H"),
            (None, (0, 4), "^[5H"),
            (None, (9, 4), "^[5;10H"),
            (Some((3, 3)), (3, 3), ""),
            (Some((3, 3)), (4, 3), "^[C"),
            (Some((3, 3)), (9, 3), "^[6C"),
            (Some((3, 3)), (2, 3), "\x08"),
            (Some((9, 3)), (6, 3), "\x08\x08\x08"),
            (Some((9, 3)), (0, 3), "\r"),
            (Some((30, 3)), (4, 3), "^[26D"),
            (Some((130, 3)), (4, 3), "\r^[4C"),
            (Some((1, 3)), (0, 4), "\n\r"),
            (Some((3, 3)), (2, 4), "\n\x08"),
            (Some((3, 9)), (3, 8), "^[A"),
            (Some((3, 9)), (0, 0), "^[H"),
            (Some((70, 20)), (2, 1), "^[2;3H"),
        ] {
            assert_eq!(moved(from, to), want, "{from:?} to {to:?}");
        }
    }
}
