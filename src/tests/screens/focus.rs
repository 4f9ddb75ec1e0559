//! The focus: one place, reverse video in every theme, and never on a button that sends nothing.

use ratatui::{buffer::Buffer, style::Modifier};

use super::{ASCII, MONO, marked};
use crate::{
    core::{base::Size, operation::backup::BackupState, port::Msg},
    tests::support::{
        outcomes::row,
        screen::{COLOUR, draw_at, rows},
        script::Script,
    },
    ui::Theme,
};

/// Returns the runs of reversed cells that are not a mark, each with its row.
fn focused(buffer: &Buffer) -> Vec<(usize, String)> {
    let is_focus =
        |cell: &ratatui::buffer::Cell| cell.modifier & !Modifier::UNDERLINED == Modifier::REVERSED;
    let lines = buffer.content.chunks(usize::from(buffer.area.width)).enumerate();
    lines
        .flat_map(|(y, cells)| {
            let runs = cells.chunk_by(move |a, b| is_focus(a) == is_focus(b));
            runs.filter(move |run| is_focus(&run[0]))
                .map(move |run| (y, run.iter().map(|cell| cell.symbol()).collect()))
        })
        .collect()
}

/// Fails unless the title of the pane and this text are all that has the focus, in every theme and
/// size. The row of the text has the marker before the text.
#[track_caller]
fn assert_focus(script: &mut Script, title: &str, text: &str) {
    for (columns, lines) in [(60, 16), (80, 24), (120, 36), (200, 60)] {
        script.feed(Msg::Resized(Size { columns, rows: lines }));
        for theme in [COLOUR, MONO, ASCII, Theme { escapes: true, ..ASCII }] {
            let (buffer, _) = draw_at(script, theme, columns, lines);
            let found = focused(&buffer);
            let [(_, pane), (at, name)] = &found[..] else { panic!("{columns}: {found:?}") };
            assert!(pane.starts_with(&format!(" {title}")), "{columns}: {found:?}");
            assert_eq!(name, text, "{columns}");
            let row = &rows(&buffer)[*at];
            assert!(row.find('>') < row.find(text) && row.contains('>'), "{columns}: {row}");
        }
    }
}

#[test]
fn the_pane_and_the_name_under_the_cursor_stand_out_at_a_glance() {
    let mut s = Script::live();
    assert_focus(&mut s, "What you can do now", "New backup");
    s.keys("n");
    s.instances();
    s.keys("<Down>");
    assert_focus(&mut s, "Instances", "cass-audit-02");
    s.keys("<Down>");
    assert_focus(&mut s, "Instances", "mongo-cat-01");
    let mut s = marked();
    assert_focus(&mut s, "Databases and tables", "orders_by_id");
    s.keys("<BackTab>");
    assert_focus(&mut s, "Backup", "Scope");
}

#[test]
fn a_button_is_reversed_only_while_a_press_would_send() {
    let mut s = marked();
    s.keys("<C-g><Tab>");
    let looks = |s: &Script| {
        let (buffer, _) = draw_at(s, MONO, 80, 24);
        let is_blocked = rows(&buffer).iter().any(|row| row.contains("Blocked: "));
        (focused(&buffer).iter().any(|(_, text)| text == "[ Create backup ]"), is_blocked)
    };
    assert_eq!(looks(&s), (false, true), "nothing is read yet");
    s.backups(Ok(Vec::new()));
    assert_eq!(looks(&s), (true, false), "all is read, and the button has the focus");
    s.keys("<Esc><C-g>");
    let taken = row("b1in06", "pre-mig-CHG0042311", BackupState::Completed, &s);
    s.backups(Ok(vec![taken]));
    s.keys("<Tab>");
    assert_eq!(looks(&s), (false, true), "the name is taken");
}
