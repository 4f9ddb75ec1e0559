//! A set of small numbers, one bit each: which tables are ticked, which names nobody has verified.

/// A growing set; a number beyond its end is not in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Bits {
    words: Vec<u64>,
    ones: usize,
}

impl PartialEq for Bits {
    /// Compares two sets. With the same number of ones, all words beyond the end of
    /// the shorter set are empty.
    fn eq(&self, other: &Self) -> bool {
        self.ones == other.ones && self.words.iter().zip(&other.words).all(|(a, b)| a == b)
    }
}

impl Eq for Bits {}

impl Bits {
    /// Returns the set of all numbers below `count`.
    pub fn full(count: usize) -> Self {
        let mut words = vec![u64::MAX; count.div_ceil(64)];
        if let Some(last) = words.last_mut().filter(|_| !count.is_multiple_of(64)) {
            *last = (1 << (count % 64)) - 1;
        }
        Self { words, ones: count }
    }

    pub fn get(&self, number: usize) -> bool {
        self.words.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Puts a number in or takes it out; returns whether that changed anything.
    pub fn set(&mut self, number: usize, on: bool) -> bool {
        if self.get(number) == on {
            return false;
        }
        if number / 64 >= self.words.len() {
            self.words.resize(number / 64 + 1, 0);
        }
        self.words[number / 64] ^= 1 << (number % 64);
        if on {
            self.ones += 1
        } else {
            self.ones -= 1
        }
        true
    }

    pub const fn count(&self) -> usize {
        self.ones
    }

    pub const fn is_empty(&self) -> bool {
        self.ones == 0
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> {
        numbers(self.words.iter().copied())
    }

    /// Returns the numbers that are also in `other`, ascending.
    pub fn common(&self, other: &Self) -> impl Iterator<Item = usize> {
        numbers(self.both(other))
    }

    /// Returns how many numbers are also in `other`.
    pub fn count_common(&self, other: &Self) -> usize {
        self.both(other).map(|word| word.count_ones() as usize).sum()
    }

    /// Returns the words of what is in both sets.
    fn both(&self, other: &Self) -> impl Iterator<Item = u64> {
        // One of the two is empty nearly always: then there is nothing to go through.
        let most = if self.is_empty() || other.is_empty() { 0 } else { usize::MAX };
        self.words.iter().zip(&other.words).take(most).map(|(a, b)| a & b)
    }

    /// Takes out the numbers that are in `other`.
    pub fn remove_all(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        for (a, b) in self.words.iter_mut().zip(&other.words) {
            *a &= !b;
        }
        self.ones = self.words.iter().map(|word| word.count_ones() as usize).sum();
    }

    /// Returns the bytes on the heap.
    pub const fn weight(&self) -> usize {
        self.words.len() * size_of::<u64>()
    }
}

/// Returns the numbers whose bits are set in these words.
fn numbers(words: impl Iterator<Item = u64>) -> impl Iterator<Item = usize> {
    words.enumerate().flat_map(|(n, word)| ones(word).map(move |bit| n * 64 + bit))
}

/// Returns the places of the bits that are set.
fn ones(word: u64) -> impl Iterator<Item = usize> {
    let mut left = word;
    std::iter::from_fn(move || {
        let bit = left.trailing_zeros() as usize;
        left &= left.wrapping_sub(1);
        (bit < 64).then_some(bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_counts_what_is_in_it() {
        for count in [0, 1, 63, 64, 65, 200] {
            let full = Bits::full(count);
            assert_eq!((full.count(), full.iter().count(), full.get(count)), (count, count, false));
        }
        let mut set = Bits::default();
        assert!(
            set.set(130, true) && !set.set(130, true) && set.set(3, true) && !set.set(999, false)
        );
        assert_eq!((set.iter().collect::<Vec<_>>(), set.count()), (vec![3, 130], 2));
        let other = Bits::full(100);
        assert_eq!(
            (set.count_common(&other), set.common(&other).collect::<Vec<_>>()),
            (1, vec![3])
        );
        set.remove_all(&other);
        assert_eq!((set.iter().collect::<Vec<_>>(), set.count()), (vec![130], 1));
    }
}
