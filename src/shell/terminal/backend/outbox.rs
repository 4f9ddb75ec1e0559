//! Bytes that the terminal has not taken yet.
//!
//! A full terminal takes a part of a write, or nothing. The rest must go out before any other byte,
//! because a sequence that is cut in two would show as text.

use std::io::{self, ErrorKind, Write};

#[derive(Debug)]
pub struct Outbox<W: Write> {
    pub writer: W,
    rest: Vec<u8>,
}

impl<W: Write> Outbox<W> {
    pub const fn new(writer: W) -> Self {
        Self { writer, rest: Vec::new() }
    }

    /// Returns whether the terminal has not taken all of the last frame. Call [`Self::catch_up`]
    /// before the next frame then.
    pub const fn is_behind(&self) -> bool {
        !self.rest.is_empty()
    }

    /// Drops the bytes that are left.
    pub fn forget(&mut self) {
        self.rest.clear();
    }

    /// Writes bytes as far as the writer takes them. The rest waits for [`Self::catch_up`].
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.is_behind() {
            self.rest.extend_from_slice(bytes);
            return self.catch_up();
        }
        let taken = write_what_fits(&mut self.writer, bytes)?;
        self.rest.extend_from_slice(&bytes[taken..]);
        self.writer.flush()
    }

    /// Writes the bytes that are left, as far as the writer takes them.
    pub fn catch_up(&mut self) -> io::Result<()> {
        let taken = write_what_fits(&mut self.writer, &self.rest)?;
        self.rest.drain(..taken);
        self.writer.flush()
    }
}

/// Writes until the writer has taken all or would have to wait. Returns the number of bytes taken.
fn write_what_fits(writer: &mut impl Write, bytes: &[u8]) -> io::Result<usize> {
    let mut taken = 0;
    while taken < bytes.len() {
        match writer.write(&bytes[taken..]) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => taken += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) => return Err(error),
        }
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A writer that takes as many bytes as there is `room`.
    #[derive(Debug, Default)]
    struct Narrow {
        room: usize,
        written: Vec<u8>,
    }

    impl Write for Narrow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let count = bytes.len().min(self.room);
            if count == 0 {
                return Err(ErrorKind::WouldBlock.into());
            }
            self.room -= count;
            self.written.extend_from_slice(&bytes[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn everything_arrives_once_and_in_order_however_little_is_taken() {
        let mut outbox = Outbox::new(Narrow { room: 4, ..Narrow::default() });
        outbox.send(b"abc").expect("room");
        assert!(!outbox.is_behind());
        outbox.send(b"def").expect("a part is no error");
        outbox.send(b"ghi").expect("nothing is no error");
        assert!(outbox.is_behind());
        assert_eq!(outbox.writer.written, b"abcd");
        while outbox.is_behind() {
            outbox.writer.room = 2;
            outbox.catch_up().expect("room");
        }
        assert_eq!(outbox.writer.written, b"abcdefghi");
    }

    #[test]
    fn what_is_forgotten_never_arrives() {
        let mut outbox = Outbox::new(Narrow { room: 1, ..Narrow::default() });
        outbox.send(b"abc").expect("a part is no error");
        outbox.forget();
        outbox.writer.room = 9;
        outbox.send(b"x").expect("room");
        assert_eq!(outbox.writer.written, b"ax");
    }
}
