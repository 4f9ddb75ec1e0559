//! What becomes of text from outside, by tables and by properties.

use std::borrow::Cow;

use proptest::prelude::*;

use super::{characters::JOINER, *};

#[test]
fn free_text_loses_what_nobody_sees() {
    let rows = [
        ("a\u{1b}[31mb\u{202e}c\nd\u{9b}2Je", "a[31mbc d2Je"),
        ("or\u{e0064}\u{e0073}de\u{34f}rs\u{3164}\u{fe0f}\u{200d}", "orders"),
        ("a\u{2028}b\tc\r\n", "a b c "),
        ("数据库 é ไม่", "数据库 é ไม่"),
    ];
    for (raw, want) in rows {
        assert_eq!(clean_line(raw), want);
    }
    assert_eq!(clean_excerpt("<html>\r\n   <b>502</b>", 9), "<html> <b…");
    assert_eq!(clean_excerpt("short", 9), "short");
}

#[test]
fn a_text_field_keeps_what_writing_needs() {
    assert_eq!(
        typed_line("⚠\u{fe0f} می\u{200c}خواهم\u{202e}\u{e0041}\u{ad}\n葛\u{e0100}"),
        "⚠\u{fe0f} می\u{200c}خواهم 葛\u{e0100}"
    );
}

/// What is drawn of a text, and of a name.
#[test]
fn names_are_written_out_where_they_could_be_mistaken() {
    let rows = [
        ("orders", "orders", "orders"),
        (
            "数据 ünï ไม่ مرحبا 가 か\u{ff9e}",
            "数据 ünï ไม่ مرحبا 가 か\u{ff9e}",
            "数据 ünï ไม่ مرحبا 가 か\u{ff9e}",
        ),
        ("a\u{202e}b\u{1b}\n", r"a\u{202e}b\u{1b}\u{a}", r"a\u{202e}b\u{1b}\u{a}"),
        (
            "a\u{e0041}\u{34f}\u{115f}\u{fe0f}",
            r"a\u{e0041}\u{34f}\u{115f}\u{fe0f}",
            r"a\u{e0041}\u{34f}\u{115f}\u{fe0f}",
        ),
        (
            "a\u{a0}b\u{3000}c\u{2003}d\u{2800}",
            r"a\u{a0}b\u{3000}c\u{2003}d\u{2800}",
            r"a\u{a0}b\u{3000}c\u{2003}d\u{2800}",
        ),
        // A letter and its mark, and the same letter in one.
        ("e\u{301}", r"e\u{301}", r"e\u{301}"),
        ("か\u{3099}", r"か\u{3099}", r"か\u{3099}"),
        // A mark without a letter, at the beginning and behind something that is written out.
        ("\u{e31}x", r"\u{e31}x", r"\u{e31}x"),
        ("a\u{200b}\u{e31}", r"a\u{200b}\u{e31}", r"a\u{200b}\u{e31}"),
        // A mark before what is no letter of its own either.
        ("\u{e31}🏽", r"\u{e31}🏽", r"\u{e31}🏽"),
        ("\u{e31}\u{200d}🏽", r"\u{e31}\u{200d}🏽", r"\u{e31}\u{200d}🏽"),
        ("ก\u{34f}\u{e31}", r"ก\u{34f}\u{e31}", r"ก\u{34f}\u{e31}"),
        // One pictograph of several; a joiner that joins nothing; a selector among them.
        ("👨\u{200d}👩\u{200d}👧", "👨\u{200d}👩\u{200d}👧", "👨\u{200d}👩\u{200d}👧"),
        ("👩🏽\u{200d}🚀", "👩🏽\u{200d}🚀", "👩🏽\u{200d}🚀"),
        ("👨\u{200d}", r"👨\u{200d}", r"👨\u{200d}"),
        ("👨\u{200d}\u{200d}👩", r"👨\u{200d}\u{200d}👩", r"👨\u{200d}\u{200d}👩"),
        ("👨\u{34f}\u{200d}👩", r"👨\u{34f}\u{200d}👩", r"👨\u{34f}\u{200d}👩"),
        ("a\u{200d}b", r"a\u{200d}b", r"a\u{200d}b"),
        ("⚠\u{fe0f}", r"⚠\u{fe0f}", r"⚠\u{fe0f}"),
        ("می\u{200c}خ", r"می\u{200c}خ", r"می\u{200c}خ"),
        ("क\u{94d}\u{200d}ष", "क\u{94d}\\u{200d}ष", "क\u{94d}\\u{200d}ष"),
        // What looks written out, and is not.
        (r"\u{202e}", r"\u{5c}u{202e}", r"\u{5c}u{202e}"),
        (r"a\b\\u", r"a\b\\u", r"a\b\\u"),
        ("a b", "a b", "a b"),
        (" a  b ", " a  b ", r"\u{20}a \u{20}b\u{20}"),
    ];
    for (raw, text, name) in rows {
        assert_eq!((&*visible(raw), &*visible_name(raw)), (text, name), "{raw:?}");
        let drawn: String = visible_pieces(raw).iter().map(Piece::drawn).collect();
        let stands_for: String = visible_pieces(raw).iter().map(Piece::raw).collect();
        assert_eq!((drawn.as_str(), stands_for.as_str()), (text, raw));
    }
}

#[test]
fn the_last_wall_leaves_alone_what_is_written_out() {
    for raw in ["", "plain", r"a\u{202e}", " a\u{3000}e\u{301}", "👨\u{200d}👩"] {
        assert!(matches!(printable(raw), Cow::Borrowed(_)), "{raw:?}");
    }
    assert_eq!(printable("a\u{1b}]0;x\u{7}\n\u{202e}"), r"a\u{1b}]0;x\u{7}\u{a}\u{202e}");
    assert_eq!(
        pasteable("two\nlines⚠\u{fe0f}\u{1b}\u{202e}"),
        "two\nlines⚠\u{fe0f}\\u{1b}\\u{202e}"
    );
}

#[test]
fn json_is_escaped_and_says_the_same() {
    let text = "a\u{9b}2J\u{202e}\u{e0041}\u{7f} é 数";
    let json = escaped_json(serde_json::to_string(text).expect("a text"));
    assert_eq!(json, r#""a\u009b2J\u202e\udb40\udc41\u007f é 数""#);
    assert_eq!(serde_json::from_str::<String>(&json).ok().as_deref(), Some(text));
}

proptest! {
    /// The last wall before a terminal would write `\\u{301}` into the JSON, which no reader takes.
    #[test]
    fn the_last_wall_changes_nothing_of_escaped_json(
        texts in proptest::collection::vec(prop_oneof![any::<String>(), tricky()], 0..4)
    ) {
        let json = escaped_json(serde_json::to_string(&texts).expect("texts"));
        prop_assert_eq!(&*printable(&json), &json);
        prop_assert_eq!(serde_json::from_str::<Vec<String>>(&json).ok(), Some(texts));
    }
}

/// Texts of what is easily mistaken: letters, blanks, marks, joiners, controls, and pieces
/// of what is written out.
fn tricky() -> impl Strategy<Value = String> {
    let parts = [
        "a",
        "b",
        " ",
        "\\",
        "u",
        "{",
        "}",
        "\\u{20}",
        "\\u{202e}",
        "5c",
        "é",
        "e\u{301}",
        "\u{301}",
        "数",
        "👨",
        "👩",
        "🏽",
        "\u{200d}",
        "\u{200c}",
        "\u{fe0f}",
        "\u{e0041}",
        "\u{34f}",
        "\u{115f}",
        "\u{1161}",
        "가",
        "\u{3164}",
        "\u{a0}",
        "\u{3000}",
        "\u{2800}",
        "\u{202e}",
        "\u{1b}",
        "\n",
        "\u{9b}",
        "\u{e31}",
        "ก",
        "\u{e000}",
        "\u{94d}",
        "क",
        "\u{2028}",
    ];
    prop::collection::vec(
        prop_oneof![
            prop::sample::select(parts.to_vec()).prop_map(str::to_owned),
            ".".prop_map(|c| c)
        ],
        0..6,
    )
    .prop_map(|parts| parts.concat())
}

/// Reads back what was written out.
fn read_back(shown: &str) -> String {
    let mut parts = shown.split("\\u{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (hex, rest) = part.split_once('}').expect("an end");
        text.extend(u32::from_str_radix(hex, 16).ok().and_then(char::from_u32));
        text.push_str(rest);
    }
    text
}

proptest! {
    #[test]
    fn two_texts_never_look_the_same(a in tricky(), b in tricky()) {
        for look in [visible, visible_name] {
            prop_assert_eq!(read_back(&look(&a)), a.as_str());
            prop_assert_eq!(look(&a) == look(&b), a == b);
        }
    }

    #[test]
    fn nothing_hidden_is_left(text in tricky()) {
        for shown in [visible(&text), visible_name(&text), printable(&text)] {
            let hidden = |c: char| is_unprintable(c) && c != JOINER;
            prop_assert!(!shown.contains(hidden), "{:?}", shown);
            prop_assert_eq!(printable(&shown), shown.as_ref(), "the wall has nothing left to do");
        }
        prop_assert!(!clean_line(&text).contains(is_unprintable));
        prop_assert!(typed_line(&text).chars().all(may_be_typed));
    }
}
