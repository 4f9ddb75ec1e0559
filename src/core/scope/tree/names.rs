//! Names in one long text, sorted by an index: a name costs its bytes and eight more.
//!
//! A name keeps its number for as long as the tree lives, also while it is away; so ticks and steps
//! to undo are sets of numbers, and stay right whatever is listed meanwhile.

use super::bits::Bits;
use crate::core::scope::name_rule::ENGINE_NAME_BYTES;

/// Where a name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOrigin {
    Listed,
    /// The operator typed the name: not verified.
    Typed,
    /// The name was chosen earlier, here or in a saved draft, and the service
    /// has not listed it since.
    Restored,
}

/// Bytes of a name's end, its place in the order, and its bits.
const PLACES: usize = 2 * size_of::<u32>() + 1;

/// Databases of an instance, or tables of a database. At most 4 GiB of names; one
/// beyond that is not taken.
#[derive(Debug, Clone, Default)]
pub(super) struct NameSet {
    text: String,
    /// Where each name ends, by its number.
    ends: Vec<u32>,
    /// The numbers of all names, sorted by name.
    all: Vec<u32>,
    /// The names that are away.
    gone: Bits,
    /// The numbers of the others, sorted by name; while none is away, `all` lists them.
    there: Vec<u32>,
    /// The names that the service has not listed, and among them the typed ones.
    unlisted: Bits,
    typed: Bits,
    /// The names over the engine's limit.
    long: Bits,
    /// The names that the reading under way has shown.
    seen: Option<Bits>,
    /// Whether some name has characters that change with the case of letters.
    mixed: bool,
}

impl NameSet {
    pub fn get(&self, id: usize) -> &str {
        #[cfg(test)]
        super::tests::looked();
        let end = self.ends.get(id).copied().unwrap_or(0) as usize;
        let start = if id == 0 { 0 } else { self.ends.get(id - 1).copied().unwrap_or(0) as usize };
        self.text.get(start..end).unwrap_or("")
    }

    /// Returns the bytes that the names take.
    pub const fn weight(&self) -> usize {
        self.text.len() + self.ends.len() * PLACES
    }

    pub const fn len(&self) -> usize {
        self.all.len() - self.gone.count()
    }

    /// Returns how many numbers are taken.
    pub const fn numbers(&self) -> usize {
        self.ends.len()
    }

    /// Returns the numbers of the names that are there, sorted by name.
    pub fn sorted(&self) -> &[u32] {
        if self.gone.is_empty() { &self.all } else { &self.there }
    }

    pub fn is_there(&self, id: usize) -> bool {
        id < self.ends.len() && !self.gone.get(id)
    }

    pub const fn is_mixed(&self) -> bool {
        self.mixed
    }

    pub const fn long(&self) -> &Bits {
        &self.long
    }

    pub const fn unlisted(&self) -> &Bits {
        &self.unlisted
    }

    pub const fn gone(&self) -> &Bits {
        &self.gone
    }

    /// Returns whether some names were chosen earlier, and not listed since.
    pub const fn has_restored(&self) -> bool {
        self.unlisted.count() > self.typed.count()
    }

    pub fn is_listed(&self, id: usize) -> bool {
        !self.unlisted.get(id)
    }

    pub fn origin(&self, id: usize) -> NameOrigin {
        match (self.unlisted.get(id), self.typed.get(id)) {
            (false, _) => NameOrigin::Listed,
            (true, true) => NameOrigin::Typed,
            (true, false) => NameOrigin::Restored,
        }
    }

    fn set_origin(&mut self, id: usize, origin: NameOrigin) {
        self.unlisted.set(id, origin != NameOrigin::Listed);
        self.typed.set(id, origin == NameOrigin::Typed);
    }

    fn search(&self, order: &[u32], name: &str) -> Result<usize, usize> {
        order.binary_search_by(|id| self.get(*id as usize).cmp(name))
    }

    /// Returns the number of a name that is there.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.search(self.sorted(), name).ok().map(|at| self.sorted()[at] as usize)
    }

    /// Returns the place of a name among the names that are there.
    pub fn place(&self, id: usize) -> Option<usize> {
        self.is_there(id).then(|| self.search(self.sorted(), self.get(id)).ok()).flatten()
    }

    /// Gives a number to a name that has none, without putting the name there.
    fn number(&mut self, name: &str) -> Option<u32> {
        let (id, end) = (
            u32::try_from(self.ends.len()).ok()?,
            u32::try_from(self.text.len() + name.len()).ok()?,
        );
        self.text.push_str(name);
        self.ends.push(end);
        self.mixed = self.mixed || !name.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
        if name.len() > ENGINE_NAME_BYTES {
            self.long.set(id as usize, true);
        }
        Some(id)
    }

    /// Puts a name there that is not; a name that is away comes back under its number.
    pub fn add(&mut self, name: &str, origin: NameOrigin) -> Option<usize> {
        let id = match self.search(&self.all, name) {
            Ok(at) => self.all[at] as usize,
            Err(at) => {
                let id = self.number(name)?;
                self.all.insert(at, id);
                id as usize
            }
        };
        self.gone.set(id, false);
        self.arrange();
        self.set_origin(id, origin);
        Some(id)
    }

    /// Lists anew which names are there: one pass, however many came or went.
    fn arrange(&mut self) {
        let all = if self.gone.is_empty() { &[][..] } else { &self.all };
        self.there = all.iter().copied().filter(|id| !self.gone.get(*id as usize)).collect();
    }

    /// Puts chosen names back that are to be chosen again: whether they still exist is not known.
    pub fn restore(&mut self, mut ids: Vec<u32>) {
        ids.retain(|id| self.gone.get(*id as usize));
        ids.iter().for_each(|id| self.set_origin(*id as usize, NameOrigin::Restored));
        self.turn(&ids);
    }

    /// Puts names there or takes them away, as is wanted of each; what the service lists and what
    /// is `kept` does not go. What was wanted becomes what was. True if that changed anything. No
    /// number may stand there twice.
    pub fn exchange<'a>(
        &mut self,
        wanted: impl Iterator<Item = (u32, &'a mut bool)>,
        kept: impl Fn(usize) -> bool,
    ) -> bool {
        let mut turned = Vec::new();
        for (id, there) in wanted {
            let was = self.is_there(id as usize);
            let free =
                *there || (self.origin(id as usize) != NameOrigin::Listed && !kept(id as usize));
            if was != *there && free {
                turned.push(id);
            }
            *there = was;
        }
        self.turn(&turned);
        !turned.is_empty()
    }

    /// Brings back the names that are away, and takes away those that are there.
    fn turn(&mut self, ids: &[u32]) {
        if !ids.is_empty() {
            for id in ids {
                self.gone.set(*id as usize, !self.gone.get(*id as usize));
            }
            self.arrange();
        }
    }

    /// Takes a page of what the service lists. Returns the numbers of those that were
    /// not there, sorted by name.
    pub fn take_page(&mut self, page: &[String], origin: NameOrigin) -> Vec<u32> {
        let mut sorted: Vec<&str> =
            page.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let (mut fresh, mut new, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for name in sorted {
            let id = match self.search(&self.all, name) {
                Ok(at) => self.all[at],
                Err(place) => {
                    let Some(id) = self.number(name) else { continue };
                    self.gone.set(id as usize, true);
                    new.push(id);
                    places.push(place);
                    id
                }
            };
            fresh.extend(self.gone.set(id as usize, false).then_some(id));
            self.set_origin(id as usize, origin);
            if let Some(seen) = &mut self.seen {
                seen.set(id as usize, true);
            }
        }
        merge(&mut self.all, &new, &places);
        self.arrange();
        fresh
    }

    /// Begins a reading: its end tells which names it has not shown.
    pub fn begin_reading(&mut self) {
        self.seen = Some(Bits::default());
    }

    /// Ends a reading early: nothing follows from the names that it has not shown.
    pub fn stop_reading(&mut self) {
        self.seen = None;
    }

    /// Ends a reading that is whole. Of the names that it has not shown, those that are `kept` stay
    /// as not listed any more; the others go.
    pub fn end_reading(&mut self, kept: impl Fn(usize) -> bool) -> bool {
        let Some(seen) = self.seen.take() else { return false };
        let missing = |id: &u32| !seen.get(*id as usize) && !self.unlisted.get(*id as usize);
        let missing: Vec<u32> = self.sorted().iter().copied().filter(missing).collect();
        let (stay, go): (Vec<u32>, Vec<u32>) = missing.iter().partition(|id| kept(**id as usize));
        stay.iter().for_each(|id| self.set_origin(*id as usize, NameOrigin::Restored));
        self.turn(&go);
        !missing.is_empty()
    }

    /// Gives back the memory that was reserved for more names.
    pub fn trim(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.all.shrink_to_fit();
    }
}

/// Puts `fresh` into `order`, each before the place that it was not found at. Both are
/// sorted; each number moves once.
pub(super) fn merge(order: &mut Vec<u32>, fresh: &[u32], places: &[usize]) {
    let mut end = order.len();
    order.resize(end + fresh.len(), 0);
    for (n, (id, place)) in fresh.iter().zip(places).enumerate().rev() {
        order.copy_within(*place..end, place + n + 1);
        order[place + n] = *id;
        end = *place;
    }
}
