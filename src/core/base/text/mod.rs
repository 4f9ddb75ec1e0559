//! What text from outside may look like: nothing in it acts on a terminal, and no two names look
//! the same.
//!
//! A name that comes from the service, a file, an argument or a proxy page ends up on a terminal.
//! One escape sequence in it could repaint the screen that an operator trusts, one override could
//! show `sredro` for `orders`, and one tag character could make two names of one. There are three
//! ways to treat such text:
//!
//! - free text (error words, reasons) loses what nobody can see: [`clean_line`];
//! - names, and bytes to be shown exactly, have such characters written out as `\u{202e}`:
//!   [`visible`], [`visible_name`];
//! - the last wall before a terminal writes out any that came so far: [`printable`].
//!
//! Names that go back to the service (databases, tables) are kept byte for byte and only written
//! out when drawn.

mod characters;
mod file;
mod filter;
mod ignorable;
mod line;
#[cfg(test)]
mod tests;
mod written_out;

pub use characters::{is_unprintable, may_be_typed};
pub use file::{escaped_json, printable_of_file, typed_of_file};
pub use filter::{small, words};
pub use line::{clean_excerpt, clean_line, name_excerpt, typed_line};
pub use written_out::{
    Piece, ascii_only, pasteable, printable, visible, visible_name, visible_pieces,
    without_written_out,
};
