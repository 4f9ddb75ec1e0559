//! Which characters may reach a terminal, and which may be typed.

use super::ignorable;

pub(super) const JOINER: char = '\u{200D}';

/// Returns whether a character may not reach a cell: C0, C1, DEL, line
/// separators, bidirectional controls, marks of annotations, and all that Unicode
/// lets a terminal leave out (Default_Ignorable_Code_Point).
pub fn is_unprintable(c: char) -> bool {
    // Most of what is drawn is ASCII.
    !matches!(c, ' '..='~')
        && (c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FFF9}'..='\u{FFFB}')
            || ignorable::is_ignorable(c))
}

/// Returns whether a text field takes a character: all that can be seen, and the joiners and
/// selectors that the writing of some language or an emoji needs.
pub fn may_be_typed(c: char) -> bool {
    let needed = matches!(
        c,
        '\u{200C}'
            | JOINER
            | '\u{180B}'..='\u{180D}'
            | '\u{180F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{E0100}'..='\u{E01EF}'
    );
    needed || !is_unprintable(c)
}
