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
    /// The numbers of the present names, sorted by name.
    order: Vec<u32>,
    /// The numbers of the names that are away, sorted by name.
    away: Vec<u32>,
    gone: Bits,
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

/// The names that the service lists of a database, without their numbers.
pub(super) struct ListedNames {
    rest: Vec<String>,
    /// The names that the reading under way has shown.
    seen: Option<Vec<String>>,
}

impl NameSet {
    pub(super) fn get(&self, id: usize) -> &str {
        #[cfg(test)]
        super::tests::looked();
        let end = self.ends.get(id).copied().unwrap_or(0) as usize;
        let start = if id == 0 { 0 } else { self.ends.get(id - 1).copied().unwrap_or(0) as usize };
        self.text.get(start..end).unwrap_or("")
    }

    /// Returns the bytes that the names take.
    pub(super) const fn weight(&self) -> usize {
        self.text.len() + self.ends.len() * PLACES
    }

    pub(super) const fn len(&self) -> usize {
        self.order.len()
    }

    /// Returns how many numbers are taken.
    pub(super) const fn numbers(&self) -> usize {
        self.ends.len()
    }

    /// Returns the numbers of the names that are there, sorted by name.
    pub(super) fn sorted(&self) -> &[u32] {
        &self.order
    }

    pub(super) fn is_there(&self, id: usize) -> bool {
        id < self.ends.len() && !self.gone.get(id)
    }

    pub(super) const fn is_mixed(&self) -> bool {
        self.mixed
    }

    pub(super) const fn long(&self) -> &Bits {
        &self.long
    }

    pub(super) const fn unlisted(&self) -> &Bits {
        &self.unlisted
    }

    pub(super) const fn gone(&self) -> &Bits {
        &self.gone
    }

    /// Returns whether some names were chosen earlier, and not listed since.
    pub(super) const fn has_restored(&self) -> bool {
        self.unlisted.count() > self.typed.count()
    }

    pub(super) fn origin(&self, id: usize) -> NameOrigin {
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
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.search(&self.order, name).ok().map(|at| self.order[at] as usize)
    }

    /// Returns the place of a name among the names that are there.
    pub(super) fn place(&self, id: usize) -> Option<usize> {
        self.is_there(id).then(|| self.search(&self.order, self.get(id)).ok()).flatten()
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
    pub(super) fn add(&mut self, name: &str, origin: NameOrigin) -> Option<usize> {
        let id = match self.search(&self.away, name) {
            Ok(at) => self.away[at] as usize,
            Err(_) => {
                let id = self.number(name)? as usize;
                self.gone.set(id, true);
                let at = self.search(&self.away, name).unwrap_or_else(|at| at);
                self.away.insert(at, id as u32);
                id
            }
        };
        self.put_back(id);
        self.set_origin(id, origin);
        Some(id)
    }

    /// Puts a name that is away back; nothing else changes.
    fn put_back(&mut self, id: usize) {
        if id < self.ends.len() && self.gone.set(id, false) {
            let name = self.get(id);
            let (from, to) = (self.search(&self.away, name), self.search(&self.order, name));
            if let Ok(at) = from {
                self.away.remove(at);
            }
            if let Err(at) = to {
                self.order.insert(at, id as u32);
            }
        }
    }

    /// Puts chosen names back that are to be chosen again: whether they still exist is not known.
    pub(super) fn restore(&mut self, mut ids: Vec<u32>) {
        ids.retain(|id| self.gone.get(*id as usize));
        ids.iter().for_each(|id| self.set_origin(*id as usize, NameOrigin::Restored));
        self.turn(&ids);
    }

    /// Puts names there or takes them away, as is wanted of each; what the service lists and what
    /// is `kept` does not go. What was wanted becomes what was. True if that changed anything. No
    /// number may stand there twice.
    pub(super) fn exchange<'a>(
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

    /// Brings back the names that are away, and takes away those that are there. Very many cost one
    /// pass, as they stand sorted already.
    fn turn(&mut self, ids: &[u32]) {
        match ids {
            [] => return,
            [id] if self.gone.get(*id as usize) => return self.put_back(*id as usize),
            [id] => return self.take_away(*id as usize),
            _ => {}
        }
        for id in ids {
            self.gone.set(*id as usize, !self.gone.get(*id as usize));
        }
        let gone = &self.gone;
        let (there, go): (Vec<u32>, Vec<u32>) =
            self.order.iter().partition(|id| !gone.get(**id as usize));
        let (away, come): (Vec<u32>, Vec<u32>) =
            self.away.iter().partition(|id| gone.get(**id as usize));
        (self.order, self.away) = (there, away);
        let (to_order, to_away) = (self.places(&self.order, &come), self.places(&self.away, &go));
        merge(&mut self.order, &come, &to_order);
        merge(&mut self.away, &go, &to_away);
    }

    /// Returns where each of `ids` is to stand in `order`; both are sorted. Each is looked for from
    /// the place of the last one on.
    fn places(&self, order: &[u32], ids: &[u32]) -> Vec<usize> {
        let mut at = 0;
        let place = |id: &u32| {
            if at < order.len() {
                let name = self.get(*id as usize);
                let before = |other: &u32| self.get(*other as usize) < name;
                let mut step = 1;
                while order.get(at + step - 1).is_some_and(before) {
                    at += step;
                    step *= 2;
                }
                at += order[at..order.len().min(at + step - 1)].partition_point(before);
            }
            at
        };
        ids.iter().map(place).collect()
    }

    fn take_away(&mut self, id: usize) {
        if let Some(at) = self.place(id) {
            self.order.remove(at);
            self.gone.set(id, true);
            let at = self.search(&self.away, self.get(id)).unwrap_or_else(|at| at);
            self.away.insert(at, id as u32);
        }
    }

    /// Takes a page of what the service lists. Returns the numbers of those that were
    /// not there, sorted by name.
    pub(super) fn take_page(&mut self, page: &[String], origin: NameOrigin) -> Vec<u32> {
        let mut sorted: Vec<&str> =
            page.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let (mut fresh, mut places) = (Vec::new(), Vec::new());
        for name in sorted {
            let id = match self.search(&self.order, name) {
                Ok(at) => self.order[at] as usize,
                Err(place) => {
                    let back = self.search(&self.away, name).ok().map(|at| self.away.remove(at));
                    let Some(id) = back.or_else(|| self.number(name)) else { continue };
                    self.gone.set(id as usize, false);
                    fresh.push(id);
                    places.push(place);
                    id as usize
                }
            };
            self.set_origin(id, origin);
            if let Some(seen) = &mut self.seen {
                seen.set(id, true);
            }
        }
        merge(&mut self.order, &fresh, &places);
        fresh
    }

    /// Begins a reading: its end tells which names it has not shown.
    pub(super) fn begin_reading(&mut self) {
        self.seen = Some(Bits::default());
    }

    /// Ends a reading early: nothing follows from the names that it has not shown.
    pub(super) fn stop_reading(&mut self) {
        self.seen = None;
    }

    /// Ends a reading that is whole. Of the names that it has not shown, those that are `kept` stay
    /// as not listed any more; the others go.
    pub(super) fn end_reading(&mut self, kept: impl Fn(usize) -> bool) -> bool {
        let Some(seen) = self.seen.take() else { return false };
        let missing = |id: &u32| !seen.get(*id as usize) && !self.unlisted.get(*id as usize);
        let missing: Vec<u32> = self.order.iter().copied().filter(missing).collect();
        let (stay, go): (Vec<u32>, Vec<u32>) = missing.iter().partition(|id| kept(**id as usize));
        stay.iter().for_each(|id| self.set_origin(*id as usize, NameOrigin::Restored));
        if !go.is_empty() {
            go.iter().for_each(|id| {
                self.gone.set(*id as usize, true);
            });
            let gone = &self.gone;
            self.order.retain(|id| !gone.get(*id as usize));
            let mut away = std::mem::take(&mut self.away);
            away.extend(go);
            away.sort_by(|a, b| self.get(*a as usize).cmp(self.get(*b as usize)));
            self.away = away;
        }
        !missing.is_empty()
    }

    /// Takes all listed names out: those that are `kept` stay as typed
    /// names. Returns the listed names.
    pub(super) fn give_up_listed(&mut self, kept: impl Fn(usize) -> bool) -> ListedNames {
        let seen = self.seen.take();
        let listed: Vec<u32> =
            self.order.iter().copied().filter(|id| !self.unlisted.get(*id as usize)).collect();
        let (stay, go): (Vec<u32>, Vec<u32>) = listed.iter().partition(|id| kept(**id as usize));
        stay.iter().for_each(|id| self.set_origin(*id as usize, NameOrigin::Typed));
        self.turn(&go);
        let text = |id: &u32| self.get(*id as usize).to_owned();
        let (shown, rest) = listed.iter().partition::<Vec<u32>, _>(|id| {
            seen.as_ref().is_some_and(|seen| seen.get(**id as usize))
        });
        ListedNames {
            rest: rest.iter().map(text).collect(),
            seen: seen.map(|_| shown.iter().map(text).collect()),
        }
    }

    /// Takes over the names that were listed elsewhere, and the reading that is under way.
    pub(super) fn take_over(&mut self, listed: &ListedNames) {
        self.take_page(&listed.rest, NameOrigin::Listed);
        if let Some(seen) = &listed.seen {
            self.begin_reading();
            self.take_page(seen, NameOrigin::Listed);
        }
    }

    /// Gives back the memory that was reserved for more names.
    pub(super) fn trim(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.order.shrink_to_fit();
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
