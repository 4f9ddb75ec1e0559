//! Snapshots of frames: the text, the runs that stand out, and the cursor.

use crate::{
    core::{
        base::Size,
        operation::record::{Doubts, Record},
        port::Msg,
    },
    tests::support::{picture::picture, screen::COLOUR, script::Script},
    ui::Theme,
    words::operation::exit,
};

/// The smallest terminal.
pub const SMALL: Size = Size { columns: 60, rows: 16 };
/// Room for everything on one page.
pub const WIDE: Size = Size { columns: 120, rows: 40 };

/// A frame in a theme.
pub fn check(name: &str, script: &Script, theme: Theme) {
    text_shot(name, &picture(script, theme));
}

/// Any text.
pub fn text_shot(name: &str, text: &str) {
    shot_in("../snapshots", name, text);
}

/// A text in a folder of snapshots.
pub fn shot_in(folder: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path(folder);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// A frame with colours and box drawing.
pub fn shot(name: &str, script: &Script) {
    check(name, script, COLOUR);
}

/// The same state in another size.
pub fn resized(name: &str, script: &mut Script, size: Size) {
    let before = script.model.shared.size;
    script.feed(Msg::Resized(size));
    shot(name, script);
    script.feed(Msg::Resized(before));
}

/// The lines that stay after leaving now, the records as this run knows them.
pub fn last_lines(script: &Script) -> Vec<String> {
    let known = exit::in_full(&script.model).into_iter().cloned().map(Box::new);
    let records: Vec<_> = known.map(|known| Record::of_memory(known, Doubts::default())).collect();
    exit::lines(&script.model, &records)
}
