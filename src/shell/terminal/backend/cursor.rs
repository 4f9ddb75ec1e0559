//! The cheapest way to move the cursor.

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
    let absolute = absolute(to);
    let relative = from.map(|from| vertical(from.y, to.y) + &horizontal(from.x, to.x));
    // On a tie the absolute move wins, because it also corrects a terminal whose cursor is
    // elsewhere.
    let shorter = relative.filter(|relative| relative.len() < absolute.len());
    out.extend(shorter.unwrap_or(absolute).bytes());
}

fn absolute(to: Position) -> String {
    let (row, column) = (to.y.saturating_add(1), to.x.saturating_add(1));
    match (row, column) {
        (1, 1) => "\x1b[H".to_owned(),
        (_, 1) => format!("\x1b[{row}H"),
        (_, _) => format!("\x1b[{row};{column}H"),
    }
}

fn vertical(from: u16, to: u16) -> String {
    match (to.saturating_sub(from), from.saturating_sub(to)) {
        (0, 0) => String::new(),
        (0, up) => counted(up, 'A'),
        (down @ 1..=3, _) => "\n".repeat(down.into()),
        (down, _) => counted(down, 'B'),
    }
}

/// CHA, which goes to a column, is not used: VT100 and VT220 do not know CHA. A carriage return and
/// a step to the right cost one byte more.
fn horizontal(from: u16, to: u16) -> String {
    match (to.saturating_sub(from), from.saturating_sub(to)) {
        (0, 0) => String::new(),
        (0, _) if to == 0 => "\r".to_owned(),
        (0, back @ 1..=3) => "\x08".repeat(back.into()),
        (0, back) => {
            let (back, anew) = (counted(back, 'D'), format!("\r{}", counted(to, 'C')));
            if back.len() <= anew.len() { back } else { anew }
        }
        (right, _) => counted(right, 'C'),
    }
}

/// Returns `CSI n last`, without `n` if it is the default of one.
fn counted(n: u16, last: char) -> String {
    if n == 1 { format!("\x1b[{last}") } else { format!("\x1b[{n}{last}") }
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
