//! The memory that the rows of all lists take together: a list without an end must not take all
//! memory of the machine.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Counts the bytes of the rows that this program holds, over all lists; clones count together.
#[derive(Debug, Clone, Default)]
pub struct RowMemory(Arc<Bytes>);

#[derive(Debug, Default)]
struct Bytes {
    /// Held by the screens: rows of readings that have ended or hand their rows on.
    kept: AtomicUsize,
    /// Held by the readings that have not ended.
    reading: AtomicUsize,
}

impl RowMemory {
    /// Notes how many bytes of rows the screens hold now.
    pub fn keep(&self, bytes: usize) {
        self.0.kept.store(bytes, Ordering::Relaxed);
    }

    /// Begins the share of a reading.
    pub(super) fn share(&self) -> Share {
        Share { memory: self.clone(), bytes: 0 }
    }

    fn held(&self) -> usize {
        self.0.kept.load(Ordering::Relaxed).saturating_add(self.0.reading.load(Ordering::Relaxed))
    }
}

/// The bytes that one reading holds; given back on drop.
#[derive(Debug)]
pub struct Share {
    memory: RowMemory,
    bytes: usize,
}

impl Share {
    /// Takes `bytes` more and returns `true`, if all lists together then hold at most `most`.
    pub fn grow(&mut self, bytes: usize, most: usize) -> bool {
        let fits = self.memory.held().saturating_add(bytes) <= most;
        if fits {
            self.memory.0.reading.fetch_add(bytes, Ordering::Relaxed);
            self.bytes += bytes;
        }
        fits
    }

    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Gives back the bytes beyond the first `bytes`.
    pub fn give_back_to(&mut self, bytes: usize) {
        let surplus = self.bytes.saturating_sub(bytes);
        self.memory.0.reading.fetch_sub(surplus, Ordering::Relaxed);
        self.bytes -= surplus;
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.give_back_to(0);
    }
}
