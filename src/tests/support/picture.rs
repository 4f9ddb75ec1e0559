//! A frame as text, with what stands out in it: made to be read by a person who reviews a change.

use ratatui::style::{Color, Modifier, Style};

use crate::{
    tests::support::{
        screen::{draw_at, rows},
        script::Script,
    },
    ui::Theme,
};

/// A frame as text: its rows, the runs that are not plain, and the cursor.
pub fn picture(script: &Script, theme: Theme) -> String {
    let size = script.model.shared.size;
    let (buffer, cursor) = draw_at(script, theme, size.columns, size.rows);
    let mut out = rows(&buffer).join("\n");
    out += "\n\n-- runs: row, column, style, text\n";
    for (y, cells) in buffer.content.chunks(usize::from(size.columns).max(1)).enumerate() {
        for run in cells.chunk_by(|a, b| a.style() == b.style()) {
            let x = (run.as_ptr() as usize - cells.as_ptr() as usize) / size_of_val(&run[0]);
            let text: String = run.iter().map(|c| c.symbol()).collect();
            if let Some(style) = name(run[0].style()).filter(|_| !text.trim().is_empty()) {
                out += &format!("{y:>2} {x:>3}  {style:<12} {}\n", text.trim_end());
            }
        }
    }
    match cursor {
        Some(at) => out + &format!("-- cursor: row {}, column {}", at.y, at.x),
        None => out + "-- no cursor",
    }
}

/// A style in words; nothing for plain text.
fn name(style: Style) -> Option<String> {
    let mut words = Vec::new();
    match style.fg {
        None | Some(Color::Reset) => {}
        Some(colour) => words.push(colour.to_string().to_lowercase()),
    }
    for (modifier, word) in [(Modifier::BOLD, "bold"), (Modifier::REVERSED, "reversed")] {
        if style.add_modifier.contains(modifier) {
            words.push(word.to_owned());
        }
    }
    (!words.is_empty()).then(|| words.join(" "))
}
