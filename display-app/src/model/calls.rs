//! Which calls are announced, one after the other.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use shared::ids::{TableNo, TicketId};
use shared::mirror::REMEMBERED_CALLS;

/// How long an announcement takes at least. Sounds may make it longer.
pub const ANNOUNCED_FOR: Duration = Duration::from_secs(3);

/// How often a call fades in while it is announced: once a second, far from what harms.
pub const FADES: u32 = 3;

/// How long a call stays in the band at least.
pub const KEPT_FOR: Duration = Duration::from_secs(20);

/// A sound that has not ended by then no longer holds the next announcement back.
const LONGEST: Duration = Duration::from_secs(30);

/// How often to look whether a sound has ended.
const LISTEN: Duration = Duration::from_millis(200);

/// Announced calls that are kept for the band; no band shows as many.
const MOST_LATEST: usize = 64;

/// Calls that wait to be announced. At a few seconds each, what is further back would come too
/// late to mean anything; the oldest gives way.
const MOST_WAITING: usize = 256;

/// A ticket called to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Which ticket.
    pub ticket: TicketId,
    /// Where to.
    pub table: TableNo,
}

/// A call whose announcement has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announced {
    /// Who is called where.
    pub call: Call,
    /// When it began, as time since the program started.
    pub at: Duration,
    /// Whether the ticket has left the table since.
    pub has_ended: bool,
}

/// By which rule a call is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// It was made before this board looked: known, not announced.
    Before,
    /// In the classic dialect.
    Classic,
    /// In the extended dialect, with a count of calls.
    Extended,
}

#[derive(Debug, Default)]
pub(super) struct Calls {
    /// How often each of the last tickets had been called when last heard of.
    heard: BTreeMap<TicketId, Heard>,
    by_age: BTreeMap<u64, TicketId>,
    next_stamp: u64,
    waiting: VecDeque<Call>,
    /// The latest first.
    latest: VecDeque<Announced>,
    under_way: Option<Duration>,
    is_heard: bool,
    /// The table whose ticket ended with the message before this one.
    ended_just_now: Option<TableNo>,
}

#[derive(Debug, Clone, Copy)]
struct Heard {
    count: u32,
    stamp: u64,
}

impl Announced {
    /// Whether it must stay in the band.
    pub fn is_kept(&self, now: Duration) -> bool {
        now < self.at + KEPT_FOR
    }

    /// Whether the visitor is still asked to come.
    pub fn is_calling(&self, now: Duration) -> bool {
        self.is_kept(now) && !self.has_ended
    }
}

impl Calls {
    /// A `claimed` came: it waits to be announced, or it is nothing new.
    pub(super) fn hear(&mut self, call: Call, count: u32, said: Said) {
        let before = self.remember(call.ticket, count);
        let is_new = match said {
            Said::Before => false,
            Said::Extended => count > before.unwrap_or(0),
            // Right after a ticket ended, one that was called before shows again.
            Said::Classic => before.is_none() || self.ended_just_now != Some(call.table),
        };
        self.ended_just_now = None;
        if is_new && !self.waiting.contains(&call) {
            if self.waiting.len() == MOST_WAITING {
                self.waiting.pop_front();
            }
            self.waiting.push_back(call);
        }
    }

    /// What the last message ended, if it did.
    pub(super) fn ended_just_now(&mut self, table: Option<TableNo>) {
        self.ended_just_now = table;
    }

    /// A ticket left the table where it was called: nobody is sent there any more.
    pub(super) fn end(&mut self, call: Call) {
        self.waiting.retain(|waiting| *waiting != call);
        for announced in self.latest.iter_mut().filter(|announced| announced.call == call) {
            announced.has_ended = true;
        }
    }

    /// Nobody is at the table any more.
    pub(super) fn leave(&mut self, table: TableNo) {
        self.waiting.retain(|waiting| waiting.table != table);
        for announced in self.latest.iter_mut().filter(|announced| announced.call.table == table) {
            announced.has_ended = true;
        }
    }

    /// Ends an announcement whose time is over and begins the next one, which is returned. The
    /// band holds `most` calls: a call that it must still keep makes the next one wait.
    pub(super) fn advance(&mut self, now: Duration, most: usize, is_heard: bool) -> Option<Call> {
        self.is_heard = is_heard;
        if let Some(since) = self.under_way {
            let took = now.saturating_sub(since);
            if took < ANNOUNCED_FOR || (is_heard && took < LONGEST) {
                return None;
            }
            self.under_way = None;
        }
        let call = *self.waiting.front()?;
        let kept = self
            .latest
            .iter()
            .filter(|announced| announced.is_kept(now) && announced.call.ticket != call.ticket)
            .count();
        if kept >= most {
            return None;
        }
        self.waiting.pop_front();
        // Called again, or to another table: the old way would mislead its visitor.
        self.latest.retain(|announced| announced.call.ticket != call.ticket);
        self.latest.push_front(Announced { call, at: now, has_ended: false });
        self.latest.truncate(MOST_LATEST);
        self.under_way = Some(now);
        Some(call)
    }

    /// When [`Calls::advance`] or the band has something to do next.
    pub(super) fn due(&self, now: Duration) -> Option<Duration> {
        let ends = self.under_way.map(|since| {
            let ends = since + ANNOUNCED_FOR;
            if self.is_heard && ends <= now { now + LISTEN } else { ends }
        });
        let leaves = self
            .latest
            .iter()
            .filter(|announced| announced.is_kept(now))
            .map(|announced| announced.at + KEPT_FOR)
            .min();
        ends.into_iter().chain(leaves).min()
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    pub(super) fn under_way(&self, now: Duration) -> Option<(Call, Duration)> {
        let since = self.under_way?;
        self.latest.front().map(|announced| (announced.call, now.saturating_sub(since)))
    }

    /// What was announced, the latest first.
    pub(super) fn latest(&self) -> impl Iterator<Item = &Announced> {
        self.latest.iter()
    }

    pub(super) fn held(&self) -> usize {
        self.heard.len() + self.by_age.len() + self.waiting.len() + self.latest.len()
    }

    /// Remembers how often a ticket was called; returns what was remembered before. The count
    /// never goes back. Of the tickets heard of longest ago the memory is lost.
    fn remember(&mut self, ticket: TicketId, count: u32) -> Option<u32> {
        let stamp = self.next_stamp;
        self.next_stamp += 1;
        let before = self.heard.get(&ticket).copied();
        if let Some(before) = before {
            self.by_age.remove(&before.stamp);
        }
        let count = before.map_or(count, |before| before.count.max(count));
        self.heard.insert(ticket, Heard { count, stamp });
        self.by_age.insert(stamp, ticket);
        if self.heard.len() > REMEMBERED_CALLS
            && let Some((_, oldest)) = self.by_age.pop_first()
        {
            self.heard.remove(&oldest);
        }
        before.map(|before| before.count)
    }
}
