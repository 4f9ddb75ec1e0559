//! Numbers in a row, and the sums of their beginnings: which branch a row is in, and how many rows
//! stand above it.
//!
//! A Fenwick tree: changing a number and finding a sum both cost the logarithm of how many there
//! are.

/// The numbers and their partial sums.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sums {
    values: Vec<usize>,
    /// At `i` the sum of the values that end there, as many as the lowest bit of `i + 1` says.
    sums: Vec<usize>,
}

impl Sums {
    /// Replaces all numbers.
    pub fn rebuild(&mut self, values: impl Iterator<Item = usize>) {
        self.values.clear();
        self.values.extend(values);
        self.sums.clone_from(&self.values);
        for i in 0..self.sums.len() {
            let parent = i | (i + 1);
            if parent < self.sums.len() {
                self.sums[parent] += self.sums[i];
            }
        }
    }

    pub fn get(&self, at: usize) -> usize {
        self.values.get(at).copied().unwrap_or(0)
    }

    pub fn set(&mut self, at: usize, value: usize) {
        let Some(old) = self.values.get_mut(at) else { return };
        let was = std::mem::replace(old, value);
        let mut i = at;
        while was != value && i < self.sums.len() {
            // Never below zero: a partial sum holds the value that goes.
            self.sums[i] = self.sums[i] + value - was;
            i |= i + 1;
        }
    }

    /// Returns the sum of the first `count` numbers.
    pub fn before(&self, count: usize) -> usize {
        let (mut left, mut sum) = (count.min(self.sums.len()), 0);
        while left > 0 {
            sum += self.sums[left - 1];
            left &= left - 1;
        }
        sum
    }

    pub fn total(&self) -> usize {
        self.before(self.values.len())
    }

    /// Returns the place of the number whose share of the whole holds the unit `unit`, and how far
    /// into that share the unit is.
    pub fn find(&self, unit: usize) -> Option<(usize, usize)> {
        let (mut at, mut left) = (0, unit);
        let mut step = (self.sums.len() + 1).next_power_of_two();
        while step > 0 {
            if let Some(sum) = self.sums.get(at + step - 1).filter(|sum| **sum <= left) {
                left -= sum;
                at += step;
            }
            step /= 2;
        }
        (at < self.values.len()).then_some((at, left))
    }

    /// Returns the place of the first number from `at` on that is not zero.
    pub fn next(&self, at: usize) -> Option<usize> {
        self.find(self.before(at)).map(|(found, _)| found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_are_those_of_a_plain_list(
            mut values in prop::collection::vec(0_usize..5, 0..70),
            changes in prop::collection::vec((0_usize..70, 0_usize..9), 0..30),
        ) {
            let mut sums = Sums::default();
            sums.rebuild(values.iter().copied());
            for (at, value) in changes {
                sums.set(at, value);
                if let Some(old) = values.get_mut(at) {
                    *old = value;
                }
            }
            let each = |(n, v): (usize, &usize)| (0..*v).map(move |i| (n, i));
            let units: Vec<(usize, usize)> = values.iter().enumerate().flat_map(each).collect();
            prop_assert_eq!(sums.total(), units.len());
            for at in 0..=values.len() {
                prop_assert_eq!(sums.before(at), values[..at].iter().sum::<usize>());
                prop_assert_eq!(sums.next(at), (at..values.len()).find(|n| values[*n] > 0));
            }
            for unit in 0..units.len() + 2 {
                prop_assert_eq!(sums.find(unit), units.get(unit).copied());
            }
        }
    }
}
