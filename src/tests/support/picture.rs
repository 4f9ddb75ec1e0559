//! A frame as text, with what stands out in it: made to be read by a person who reviews a change.

use ratatui::{
    buffer::Cell,
    style::{Color, Modifier, Style},
};

use crate::{
    tests::support::{
        screen::{draw_at, rows},
        script::Script,
    },
    ui::Theme,
};

/// A frame as text: its rows, the columns of each row that are not plain, and the cursor. Rules
/// are written with `~`, a third of the bytes of the drawn character.
pub fn picture(script: &Script, theme: Theme) -> String {
    let size = script.model.shared.size;
    let (buffer, cursor) = draw_at(script, theme, size.columns, size.rows);
    let mut out = rows(&buffer).join("\n");
    assert!(!out.contains("~~"), "not to be told from a rule: {out}");
    out = out.replace('─', "~") + "\n\n-- row: columns and their style\n";
    for (y, cells) in buffer.content.chunks(usize::from(size.columns).max(1)).enumerate() {
        cells.iter().for_each(assert_legible);
        let mut runs = String::new();
        let mut last = None;
        let mut x = 0;
        for run in cells.chunk_by(|a, b| a.style() == b.style()) {
            let is_blank = run.iter().all(|cell| cell.symbol() == " ");
            if let Some(style) = name(run[0].style()).filter(|_| !is_blank) {
                let (comma, until) = (if runs.is_empty() { "" } else { ", " }, x + run.len() - 1);
                let same = last.as_ref() == Some(&style);
                let named = if same { String::new() } else { format!("{style} ") };
                let until = if until == x { String::new() } else { format!("-{until}") };
                runs += &format!("{comma}{named}{x}{until}");
                last = Some(style);
            }
            x += run.len();
        }
        if !runs.is_empty() {
            out += &format!("{y:>2}: {runs}\n");
        }
    }
    match cursor {
        Some(at) => out + &format!("-- cursor: row {}, column {}", at.y, at.x),
        None => out + "-- no cursor",
    }
}

/// Fails if a cell is not drawn in a role: `src/ui/tests.rs` computes the contrast of the roles.
fn assert_legible(cell: &Cell) {
    let bracket = matches!(cell.symbol(), "[" | "]");
    let coloured = cell.fg != Color::Reset;
    let used = Modifier::BOLD | Modifier::UNDERLINED | Modifier::REVERSED;
    assert!(cell.bg == Color::Reset && used.contains(cell.modifier), "{cell:?}");
    assert!(
        !coloured || bracket && cell.modifier.intersects(Modifier::BOLD | Modifier::REVERSED),
        "{cell:?}"
    );
}

/// A style in words; nothing for plain text.
fn name(style: Style) -> Option<String> {
    let mut words = Vec::new();
    match style.fg {
        None | Some(Color::Reset) => {}
        Some(colour) => words.push(colour.to_string().to_lowercase()),
    }
    for (modifier, word) in [
        (Modifier::BOLD, "bold"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
    ] {
        if style.add_modifier.contains(modifier) {
            words.push(word.to_owned());
        }
    }
    (!words.is_empty()).then(|| words.join(" "))
}
