//! What is known of the list, and what to ask next.

use std::ops::Range;

use super::{
    detail,
    ledger::{Held, Ledger, Slot},
    object::push_list,
    order::{Evidence, Order},
    query::{Allowance, Filter, MAX_LIMIT, PAGE},
    seek::Seek,
    totals::Seen,
};
use crate::{
    error::Error,
    response::entries::{self, Entry, bad},
};

/// Most rows that can be looked at at once.
const MAX_LOOKED: u64 = 1500;
/// Most entries that are kept from before a retry.
const MAX_EARLIER: usize = 1000;
/// Most bytes that these take, about.
const MAX_EARLIER_BYTES: usize = 4 << 20;
/// So often, between two changes of the job, entries may be found at other places. Then the list is taken as it comes.
const MAX_MOVES: u32 = 8;
/// So often the list's order may turn out to be another.
const MAX_TURNS: u32 = 4;
/// So many answers may bring nothing of what was asked while the list changes.
const MAX_BARREN: u32 = 30;
/// Most entries that are asked for again to see where new ones came in.
const MAX_OVERLAP: u64 = 64;
/// With the newest entries first, all places change with each new one: so many may come while a request is under way.
const SLACK: u64 = 7;

/// Why something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Task {
    /// The first page.
    Open,
    /// The oldest entry: whether what is held is still of this list.
    Origin,
    /// An entry that is held without its JSON.
    Detail,
    /// A moment.
    Seek,
    /// What is looked at and missing.
    Gap,
    /// Whether what is looked at is still where it was.
    Check,
    /// New entries.
    Tail,
}

#[derive(Debug)]
struct Asked {
    task: Task,
    ranks: Range<u64>,
}

impl Asked {
    fn limit(&self) -> u64 {
        self.ranks.end - self.ranks.start
    }
}

/// The entries of a job, or those of a kind or an input. Rows are what was kept from before a retry that took the
/// entries off the server, then the server's list; the oldest first.
#[derive(Debug)]
pub struct Log {
    job_id: String,
    filter: Filter,
    evidence: Evidence,
    order: Order,
    turns: u32,
    total: Option<u64>,
    /// Grows with each change that the list is seen to have gone through; from 1 on.
    state: u32,
    ledger: Ledger,
    earlier: Vec<Held>,
    /// Rows.
    looked: Range<u64>,
    stirred: bool,
    /// The list may be another one than what is held is of.
    doubtful: bool,
    /// Nothing is asked until something changes: the last answer could not be used.
    halted: bool,
    /// The rank of which somebody wants all.
    detailed: Option<u64>,
    wanted: bool,
    seek: Option<Seek>,
    sought: Option<u64>,
    retry_count: Option<u32>,
    started_at: Option<i64>,
    retried: bool,
    allowance: Allowance,
    overlap: u64,
    /// So many entries came in last.
    growth: u64,
    moves: u32,
    barren: u32,
    /// Where the last entry was that is too large for an answer, if nothing came in meanwhile.
    unplaced: Option<u64>,
    /// Where the first page begins: behind entries that are too large to tell even how many there are.
    opening: u64,
    asked: Option<Asked>,
    seen: Seen,
}

impl Log {
    /// Entries of a job, all or those of a kind and/or an input. Nothing is known yet.
    pub fn new(job_id: &str, kind: Option<&str>, input_id: Option<&str>) -> Self {
        Self {
            job_id: job_id.into(),
            filter: Filter::new(kind, input_id),
            evidence: Evidence::default(),
            order: Order::OldestFirst,
            turns: 0,
            total: None,
            state: 1,
            ledger: Ledger::default(),
            earlier: Vec::new(),
            looked: 0..0,
            stirred: false,
            doubtful: false,
            halted: false,
            detailed: None,
            wanted: false,
            seek: None,
            sought: None,
            retry_count: None,
            started_at: None,
            retried: false,
            allowance: Allowance::default(),
            overlap: 1,
            growth: 1,
            moves: 0,
            barren: 0,
            unplaced: None,
            opening: 0,
            asked: None,
            seen: Seen::default(),
        }
    }

    /// Which rows somebody looks at: those are asked for and kept. If they reach the end, new ones are asked for by
    /// page, else only counted.
    pub fn look(&mut self, first: u64, count: u64) {
        let looked = first..first.saturating_add(count.min(MAX_LOOKED));
        self.halted &= looked == self.looked;
        self.looked = looked;
    }

    /// There may be new entries.
    pub fn stir(&mut self) {
        self.stirred = true;
        self.ledger.doubt_repeated();
        self.go_on();
    }

    /// Where the job stands: how often it was retried, and when it was started (ms since the Unix epoch).
    pub fn attempt(&mut self, retry_count: u32, started_at: Option<i64>) {
        if self.retry_count.replace(retry_count).is_some_and(|known| known < retry_count) {
            self.retried = true;
            self.stir();
        }
        self.started_at = started_at;
    }

    /// Looks for the last row at or before a moment.
    pub fn seek(&mut self, ms: i64) {
        let mut seek = Seek::new(ms);
        for slot in self.ledger.slots().iter().filter(|slot| slot.seen == self.state) {
            seek.learn(slot.rank, slot.held.row.time);
        }
        self.sought = None;
        self.seek = Some(seek);
        self.go_on();
        self.end_seek();
    }

    /// The row that was sought, once it is found.
    pub fn sought(&self) -> Option<u64> {
        self.sought
    }

    fn go_on(&mut self) {
        (self.halted, self.moves, self.barren) = (false, 0, 0);
    }

    /// The query to ask now; `None` if nothing is missing. Its answer is for [`Log::hear`], its failure for [`Log::fail`].
    pub fn ask(&mut self) -> Option<String> {
        if self.halted {
            return None;
        }
        let (task, ranks) = self.task()?;
        let limit = ranks.end.saturating_sub(ranks.start).clamp(1, self.allowance.most());
        let ranks = ranks.start..ranks.start + limit;
        let offset = match self.order {
            Order::NewestFirst => self.total.unwrap_or_default().saturating_sub(ranks.end),
            Order::OldestFirst | Order::None => ranks.start,
        };
        self.asked = Some(Asked { task, ranks });
        Some(self.filter.query(offset, limit))
    }

    fn task(&self) -> Option<(Task, Range<u64>)> {
        let Some(total) = self.total else { return Some((Task::Open, self.opening..self.opening + PAGE)) };
        if self.doubtful {
            // Where there is no order, one entry says little.
            return Some((Task::Origin, 0..if self.order == Order::None { PAGE } else { 1 }));
        }
        if let Some(rank) = self.detailed.filter(|_| self.wanted) {
            return Some((Task::Detail, rank..rank + 1));
        }
        if let Some(seek) = &self.seek {
            return Some((Task::Seek, seek.probe(total)));
        }
        let looked = self.looked_ranks();
        if let Some(gap) = self.ledger.gap(&looked) {
            return Some((Task::Gap, self.widen(gap, total)));
        }
        let in_look = self.ledger.range(&looked).iter().rev().filter(|slot| slot.held.is_entry());
        let mut unsure = in_look.clone().filter(|slot| slot.seen < self.state && self.moves < MAX_MOVES);
        if let Some(slot) = unsure.next() {
            return Some((Task::Check, self.one(slot.rank)));
        }
        if !self.stirred {
            return None;
        }
        let mut known = in_look.chain(self.ledger.slots().iter().rev()).filter(|slot| slot.seen > 0);
        let known = known.next().map_or(total.saturating_sub(1), |slot| slot.rank);
        Some(if self.looked.end >= self.len() && !self.looked.is_empty() {
            let start = (known + 1).saturating_sub(self.overlap);
            // With the newest first, a page would be full of what is known.
            let newest_first = self.order == Order::NewestFirst && total > 0;
            let page = if newest_first { (self.overlap + SLACK + 4 * self.growth).min(PAGE) } else { PAGE };
            (Task::Tail, if total == 0 { 0..page } else { start..start + page })
        } else {
            (Task::Tail, self.one(known))
        })
    }

    /// Ranks to ask for to get one, though more may have come meanwhile.
    fn one(&self, rank: u64) -> Range<u64> {
        match self.order {
            Order::NewestFirst => rank.saturating_sub(SLACK.min(self.allowance.most() - 1))..rank + 1,
            Order::OldestFirst | Order::None => rank..rank + 1,
        }
    }

    /// The looked-at part of the server's list.
    fn looked_ranks(&self) -> Range<u64> {
        let earlier = self.earlier.len() as u64;
        let clip = |row: u64| row.saturating_sub(earlier).min(self.total.unwrap_or_default());
        clip(self.looked.start)..clip(self.looked.end)
    }

    /// A whole page around a gap, as far as it is missing: scrolling asks for no slivers. With it one entry that is known.
    fn widen(&self, gap: Range<u64>, total: u64) -> Range<u64> {
        let (mut start, mut end) = (gap.start, gap.end.min(gap.start + MAX_LIMIT));
        let most = self.allowance.most();
        let page = PAGE.min(most);
        let (low, high) = (start - start % page, end.next_multiple_of(page).min(total));
        while start > low && !self.ledger.is_sure(start - 1) {
            start -= 1;
        }
        while end < high && !self.ledger.is_sure(end) {
            end += 1;
        }
        if start > 0 && self.ledger.is_sure(start - 1) && most > 1 {
            start -= 1;
        }
        // Who follows a list that grows quickly would be a few entries behind with each answer.
        if end == total && self.looked.end >= self.len() {
            end = match self.order {
                Order::NewestFirst => end + SLACK + 4 * self.growth,
                Order::OldestFirst | Order::None => end.max(start + page),
            };
        }
        start..end.min(start + MAX_LIMIT)
    }

    /// Takes in the answer to what was asked last.
    ///
    /// # Errors
    /// [`Error::BadResponse`]; then nothing is asked until something changes.
    pub fn hear(&mut self, body: &[u8]) -> Result<(), Error> {
        let heard = self.take_in(body);
        self.halted = heard.is_err();
        heard
    }

    fn take_in(&mut self, body: &[u8]) -> Result<(), Error> {
        let asked = self.asked.take().ok_or_else(|| bad("nothing was asked"))?;
        let page = entries::decode(body, &self.job_id)?;
        let fewer = self.allowance.answered(asked.limit(), page.limit, body.len());
        let mut entries = page.entries;
        let turned = self.turn(&entries);
        let end = page.offset + entries.len() as u64;
        // A list that is longer than it says is as long as it is.
        let total = if entries.is_empty() { page.total } else { page.total.max(end) };
        let first = match self.order {
            Order::NewestFirst => {
                entries.reverse();
                total.saturating_sub(end)
            }
            Order::OldestFirst | Order::None => page.offset,
        };
        let ranks = first..first + entries.len() as u64;
        let brings = turned || fewer || asked.ranks.start >= total || self.brings(&asked, &ranks);

        let old = self.total.replace(total);
        let resized = old.is_some_and(|old| old != total);
        self.state += u32::from(resized);
        if let Some(rank) = self.unplaced.take().filter(|_| resized && self.order == Order::NewestFirst) {
            self.ledger.remove(rank);
        }
        if let Some(old) = old.filter(|old| *old < total) {
            self.growth = total - old;
        }
        let agrees = self.compare(first, &entries, &asked, resized);
        if old.is_some_and(|old| total < old) && !agrees {
            self.ledger.doubt(self.state);
            self.doubtful = true;
        }
        if self.doubtful && (total == 0 || (first == 0 && !entries.is_empty())) {
            self.settle(&entries);
        }
        if !self.doubtful {
            self.ledger.truncate(total);
        }
        self.hold(first, &entries);
        self.finish(&asked, ranks, total);
        if brings {
            self.barren = 0;
            return Ok(());
        }
        self.barren += 1;
        if resized && self.barren < MAX_BARREN { Ok(()) } else { Err(bad("it has nothing of what was asked for")) }
    }

    /// Judges the order anew. If it is another, what is held has other ranks, and is let go. Whether that is so.
    fn turn(&mut self, entries: &[Entry]) -> bool {
        self.evidence.add(entries);
        let order = self.evidence.order();
        if order == self.order || self.turns == MAX_TURNS {
            return false;
        }
        self.order = order;
        self.turns += 1;
        self.ledger = Ledger::default();
        self.restart_seek();
        true
    }

    /// Whether an answer with these ranks brings anything of what was asked.
    fn brings(&mut self, asked: &Asked, ranks: &Range<u64>) -> bool {
        let mut missing = asked.ranks.clone().filter(|rank| ranks.contains(rank));
        match asked.task {
            Task::Gap => missing.any(|rank| !self.ledger.is_sure(rank)),
            Task::Seek | Task::Origin => missing.next().is_some(),
            Task::Check => {
                if !ranks.contains(&(asked.ranks.end - 1)) {
                    // Then it must be read anew.
                    self.ledger.doubt(self.state);
                }
                true
            }
            Task::Open | Task::Detail | Task::Tail => true,
        }
    }

    /// Compares what came with what is held: where an entry is found again, nothing has moved before it; where another
    /// one is, all may have moved. Whether an entry was found again.
    fn compare(&mut self, first: u64, entries: &[Entry], asked: &Asked, resized: bool) -> bool {
        let (mut agreed, mut moved, mut familiar) = (None, None::<u64>, false);
        for (rank, entry) in (first..).zip(entries) {
            let found = self.ledger.find(&entry.id, entry.time());
            familiar |= found.is_some();
            let found = found.filter(|slot| slot.seen > 0);
            let there = self.ledger.get(rank).filter(|slot| slot.seen > 0 && slot.held.is_entry());
            if let Some(slot) = found.filter(|slot| slot.rank == rank) {
                if moved.is_none() {
                    agreed = Some((rank, slot.seen));
                }
            } else if there.is_some() || found.is_some() {
                let least = found.map_or(rank, |slot| slot.rank.min(rank));
                moved = Some(moved.map_or(least, |moved| moved.min(least)));
            }
        }
        let agreed = agreed.filter(|(rank, _)| moved.is_none_or(|moved| *rank < moved));
        let moved = moved.is_some() && self.moves < MAX_MOVES;
        self.state += u32::from(moved && !resized);
        if let Some((rank, since)) = agreed {
            self.ledger.confirm(rank, since, self.state);
        }
        if moved {
            self.moves += 1;
            self.ledger.doubt(self.state);
            self.doubtful |= !familiar;
            if asked.task == Task::Tail && agreed.is_none() {
                self.overlap = (4 * self.overlap).min(MAX_OVERLAP);
            }
            self.restart_seek();
        }
        agreed.is_some()
    }

    /// The start of the list is known: whether what is in doubt was taken off the server, and so is of an earlier attempt,
    /// or has only moved. All of another attempt is newer.
    fn settle(&mut self, start: &[Entry]) {
        self.doubtful = false;
        let doubted = self.ledger.slots().iter().filter(|slot| slot.seen == 0);
        let newest = doubted.filter_map(|slot| slot.held.row.time).max();
        let is_other = start.iter().all(|entry| {
            let is_newer = entry.time().zip(newest).map_or(self.retried, |(time, newest)| time >= newest);
            is_newer && self.ledger.find(&entry.id, entry.time()).is_none()
        });
        if !is_other {
            return;
        }
        self.retried = false;
        self.earlier.extend(self.ledger.take_doubted());
        let mut bytes = 0;
        let kept = self.earlier.iter().rev().take(MAX_EARLIER).take_while(|held| {
            bytes += held.bytes();
            bytes <= MAX_EARLIER_BYTES
        });
        self.earlier.drain(..self.earlier.len() - kept.count());
        self.seen.restart();
    }

    /// Holds what came, each entry once.
    fn hold(&mut self, first: u64, entries: &[Entry]) {
        let ranks = first..first + entries.len() as u64;
        let mut held: Vec<Held> = Vec::with_capacity(entries.len());
        for entry in entries {
            self.seen.add(entry);
            let time = entry.time();
            let elsewhere = |slot: &Slot| slot.seen > 0 && !ranks.contains(&slot.rank);
            let repeated = self.ledger.find(&entry.id, time).is_some_and(elsewhere)
                || held.iter().any(|held| held.is(&entry.id, time));
            held.push(if repeated { Held::repeated() } else { Held::new(entry) });
        }
        self.earlier.retain(|earlier| !held.iter().any(|held| held.is(&earlier.row.id, earlier.row.time)));
        self.ledger.put(first, self.state, held);
        self.ledger.shed(&self.looked_ranks(), self.detailed);
    }

    /// What was asked is done, so far as it needs no second request.
    fn finish(&mut self, asked: &Asked, ranks: Range<u64>, total: u64) {
        match asked.task {
            Task::Tail => self.stirred = false,
            Task::Detail => self.wanted = false,
            _ => {}
        }
        if let Some(seek) = &mut self.seek {
            for slot in self.ledger.range(&ranks) {
                seek.learn(slot.rank, slot.held.row.time);
            }
            if asked.task == Task::Seek {
                seek.probed(ranks, total);
            }
        }
        self.end_seek();
    }

    fn restart_seek(&mut self) {
        if let Some(seek) = &mut self.seek {
            seek.restart();
        }
    }

    /// Ends the search if there is nothing more to find.
    fn end_seek(&mut self) {
        let (Some(seek), Some(total)) = (&self.seek, self.total) else { return };
        let rank = match self.order {
            // Nothing tells where to look, but at what is here.
            Order::None => {
                let before =
                    self.ledger.slots().iter().filter(|slot| slot.held.row.time.is_some_and(|time| time <= seek.ms()));
                Some(before.max_by_key(|slot| slot.held.row.time).map_or(0, |slot| slot.rank))
            }
            Order::OldestFirst | Order::NewestFirst => seek.found(total),
        };
        let Some(rank) = rank else { return };
        let earlier = self.earlier.len() as u64;
        self.sought = if seek.is_before_all() && earlier > 0 {
            let before = self.earlier.iter().rposition(|held| held.row.time.is_some_and(|time| time <= seek.ms()));
            Some(before.unwrap_or(0) as u64)
        } else {
            (rank < total).then_some(earlier + rank)
        };
        self.seek = None;
    }

    /// What was asked last failed. Whether to ask again at once, then for fewer entries.
    pub fn fail(&mut self, code: &str) -> bool {
        let Some(asked) = self.asked.take() else { return false };
        if self.allowance.failed(asked.limit(), code) {
            return true;
        }
        if code != "too-large" {
            return false;
        }
        // One entry alone.
        let rank = asked.ranks.start;
        let Some(total) = self.total else {
            self.opening += 1;
            return self.opening < PAGE;
        };
        self.ledger.put(rank, self.state, vec![Held::too_large()]);
        self.unplaced = Some(rank);
        self.allowance.answered(1, 1, 0);
        self.doubtful &= asked.task != Task::Origin;
        self.finish(&asked, rank..rank + 1, total);
        true
    }

    /// Whether the number of rows is known.
    pub fn is_known(&self) -> bool {
        self.total.is_some()
    }

    /// Number of rows.
    pub fn len(&self) -> u64 {
        self.earlier.len() as u64 + self.total.unwrap_or_default()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is held of a row, and whether it is of an earlier attempt.
    pub fn row(&self, row: u64) -> Option<(&Held, bool)> {
        let (rank, total) = (row.checked_sub(self.earlier.len() as u64), self.total?);
        let Some(rank) = rank else {
            return self.earlier.get(usize::try_from(row).ok()?).map(|held| (held, true));
        };
        let held = &self.ledger.get(rank).filter(|_| rank < total)?.held;
        let retried = self.retry_count.is_some_and(|count| count > 0);
        let started_at = self.started_at.filter(|_| retried);
        Some((held, held.row.time.zip(started_at).is_some_and(|(time, started_at)| time < started_at)))
    }

    /// Rows for JS: a list of objects and nulls, as JSON.
    pub fn rows(&self, first: u64, count: u64) -> String {
        let mut out = String::new();
        push_list(&mut out, first..first.saturating_add(count.min(MAX_LOOKED)).min(self.len()), |out, row| match self
            .row(row)
        {
            Some((held, earlier)) => held.row.push(out, row, earlier),
            None => out.push_str("null"),
        });
        out
    }

    /// Times of rows in ms since the Unix epoch; NaN where it is not known.
    pub fn times(&self, first: u64, count: u64) -> Vec<f64> {
        let rows = first..first.saturating_add(count.min(MAX_LOOKED)).min(self.len());
        let time = |row| self.row(row).and_then(|(held, _)| held.row.time).map_or(f64::NAN, |time| time as f64);
        rows.map(time).collect()
    }

    /// All there is to say of a row, as JSON. If there was no room for it, it is asked for again, and there later.
    pub fn detail(&mut self, row: u64) -> Option<String> {
        let (held, _) = self.row(row)?;
        if let Some(json) = &held.json {
            let detail = detail::of(json);
            self.detailed = row.checked_sub(self.earlier.len() as u64);
            return Some(detail);
        }
        if !held.is_entry() {
            return Some(detail::of_message(&held.row.message));
        }
        self.detailed = Some(row.checked_sub(self.earlier.len() as u64)?);
        self.wanted = true;
        None
    }

    /// What was seen of kinds, inputs and totals so far.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Bytes that are held, about.
    pub fn bytes(&self) -> usize {
        self.ledger.bytes() + self.earlier.iter().map(Held::bytes).sum::<usize>()
    }
}
