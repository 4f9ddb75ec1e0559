//! How much of what a service answers is held at the same time: a list without an end must not take
//! the machine's memory.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// The bytes of rows that one program holds, over all lists; clones count together.
#[derive(Debug, Clone, Default)]
pub struct Room(Arc<Bytes>);

#[derive(Debug, Default)]
struct Bytes {
    /// By the screens, of readings that have ended or hand their rows on.
    kept: AtomicUsize,
    reading: AtomicUsize,
}

impl Room {
    /// Notes how many bytes of rows the screens hold now.
    pub fn keep(&self, bytes: usize) {
        self.0.kept.store(bytes, Ordering::Relaxed);
    }

    /// Begins the share of a reading.
    pub(super) fn share(&self) -> Share {
        Share { room: self.clone(), bytes: 0 }
    }

    fn held(&self) -> usize {
        self.0.kept.load(Ordering::Relaxed).saturating_add(self.0.reading.load(Ordering::Relaxed))
    }
}

/// What one reading holds; given back when it ends.
#[derive(Debug)]
pub(super) struct Share {
    room: Room,
    bytes: usize,
}

impl Share {
    /// Takes so many bytes more, if then no more than `most` are held over all lists.
    pub(super) fn grow(&mut self, bytes: usize, most: usize) -> bool {
        let fits = self.room.held().saturating_add(bytes) <= most;
        if fits {
            self.room.0.reading.fetch_add(bytes, Ordering::Relaxed);
            self.bytes += bytes;
        }
        fits
    }

    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Gives back what goes beyond so many bytes.
    pub(super) fn give_back_to(&mut self, bytes: usize) {
        let surplus = self.bytes.saturating_sub(bytes);
        self.room.0.reading.fetch_sub(surplus, Ordering::Relaxed);
        self.bytes -= surplus;
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.give_back_to(0);
    }
}
