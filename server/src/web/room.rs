//! What the pages know of the desk, and who looks at which: a mirror like a client's, filled by the
//! hub's [`Feed`](crate::hub::Feed) and kept on the pages' own thread.
//!
//! A call reaches the pages of its ticket at once. Places and waits are reckoned for all pages together
//! at each tick of the desk, which is the only timer; with it comes the sign that the desk is alive, so
//! that pages of a desk that fell silent fall silent too.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use shared::ids::{TableNo, TicketId};
use shared::opening::Opening;
use shared::service::{Label, ServiceId};
use shared::ticket::Outcome;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::core::{LinkKey, Millis};
use crate::hub::pages::{DeskView, News, Standing, TicketState};

/// Every so many ticks a page hears that the desk is alive, where nothing else is new. A page that
/// hears nothing for two and a half times as long says so.
const BEAT: u64 = 10;

/// What a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// How people call the ticket.
    pub label: Label,
    /// How it stands with it.
    pub state: State,
    /// Whether the desk is closed meanwhile.
    pub is_closed: bool,
}

/// Between how many seconds a ticket may expect to wait; none while there is nothing to go by.
type Wait = Option<(u32, u32)>;

/// How it stands with the ticket of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits.
    Waiting {
        /// How many are before it.
        ahead: u32,
        /// Between how many seconds it may expect to wait.
        wait: Wait,
        /// In which of the desk's services, where that has several.
        service: Option<u8>,
    },
    /// It is called.
    Called {
        /// To which table; none: it must ask.
        table: Option<TableNo>,
        /// How often by now: each time is to be heard.
        calls: u32,
        /// Whether it was another table before.
        has_moved: bool,
    },
    /// It was called and did not come.
    Missed,
    /// It was served.
    Ended,
    /// The desk cancelled it.
    Cancelled,
    /// The day ended first.
    Expired,
    /// Its visitor left.
    Left {
        /// Whether they may take their place back.
        may_return: bool,
    },
    /// The link leads nowhere any more.
    Gone,
}

/// One page that somebody looks at.
#[derive(Debug)]
pub struct Page {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    view: View,
    is_new: bool,
    beats: bool,
    is_over: bool,
    waker: Option<Waker>,
}

/// What a page hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Something else is to be shown.
    View(View),
    /// Nothing is new, and the desk is alive.
    Beat,
    /// Nothing more is heard of the desk here.
    Over,
}

impl Page {
    /// What is new since it was asked last.
    pub fn poll(&self, context: &Context<'_>) -> Poll<Heard> {
        let mut inner = self.lock();
        if inner.is_over {
            return Poll::Ready(Heard::Over);
        }
        if std::mem::take(&mut inner.is_new) {
            inner.beats = false;
            return Poll::Ready(Heard::View(inner.view));
        }
        if std::mem::take(&mut inner.beats) {
            return Poll::Ready(Heard::Beat);
        }
        inner.waker = Some(context.waker().clone());
        Poll::Pending
    }

    fn tell(&self, view: View, beats: bool) {
        let mut inner = self.lock();
        inner.is_new |= inner.view != view;
        inner.view = view;
        inner.beats |= beats;
        if (inner.is_new || inner.beats)
            && let Some(waker) = inner.waker.take()
        {
            drop(inner);
            waker.wake();
        }
    }

    fn end(&self) {
        let mut inner = self.lock();
        inner.is_over = true;
        if let Some(waker) = inner.waker.take() {
            drop(inner);
            waker.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For how long what the desk said of itself is new: a little longer than from one tick to the next.
const RECENT: Duration = Duration::from_secs(2);

/// How long is waited for a desk that was asked to say how it stands.
const HELD_UP: Duration = Duration::from_millis(500);

/// What the pages know of the desk.
#[derive(Debug, Default)]
pub struct Room {
    inner: Mutex<Known>,
    /// Told at each tick.
    ticked: Notify,
}

#[derive(Debug, Default)]
struct Known {
    desk: Option<Arc<DeskView>>,
    /// The desk's clock at its last tick.
    now: Millis,
    ticks: u64,
    /// When that was.
    ticked: Option<Instant>,
    tickets: HashMap<TicketId, Ticket>,
    /// Those who wait, by service, in the order in which they are served.
    lanes: BTreeMap<Option<ServiceId>, BTreeSet<(i64, TicketId)>>,
    pages: BTreeMap<TicketId, Vec<Weak<Page>>>,
}

#[derive(Debug)]
struct Ticket {
    standing: Standing,
    /// Whether it was called to another table before the one where it is called now.
    has_moved: bool,
}

impl Room {
    /// The desk as it was looked at last; none: it has not said anything yet.
    pub fn desk(&self) -> Option<Arc<DeskView>> {
        self.lock().desk.clone()
    }

    /// The desk's clock, as of its last tick.
    pub fn now(&self) -> Millis {
        self.lock().now
    }

    /// Waits until the desk has said how it stands, where it did not lately: not for long, since it may
    /// be held up.
    pub async fn be_told(&self) {
        let next = self.ticked.notified();
        let is_new = self.lock().ticked.is_some_and(|ticked| ticked.elapsed() < RECENT);
        if !is_new {
            tokio::time::timeout(HELD_UP, next).await.ok();
        }
    }

    /// What links are made with.
    pub fn key(&self) -> Option<LinkKey> {
        self.lock().desk.as_ref()?.key.clone()
    }

    /// The ticket whose page a word leads to. What is known here stayed open over the end of the last day,
    /// or is of this one.
    pub fn ticket(&self, token: &str, key: &LinkKey) -> Option<TicketId> {
        key.ticket(token, |ticket| self.lock().tickets.contains_key(&ticket))
    }

    /// What the page of a ticket shows; none: nothing is known of it here.
    pub fn view(&self, ticket: TicketId) -> Option<View> {
        self.lock().view(ticket)
    }

    /// Takes in what the desk said of a ticket that was asked for. What came by itself is newer.
    pub fn learn(&self, ticket: TicketId, standing: Standing) {
        let mut known = self.lock();
        if !known.tickets.contains_key(&ticket) {
            known.stands(ticket, standing);
        }
    }

    /// Somebody looks at a ticket's page from now on, for as long as the page is held.
    pub fn open(&self, ticket: TicketId) -> Option<Arc<Page>> {
        let mut known = self.lock();
        let view = known.view(ticket)?;
        let inner = Inner { view, is_new: true, beats: false, is_over: false, waker: None };
        let page = Arc::new(Page { inner: Mutex::new(inner) });
        known.pages.entry(ticket).or_default().push(Arc::downgrade(&page));
        Some(page)
    }

    /// Nothing more is told of the desk here: all pages end.
    pub fn close(&self) {
        let pages = std::mem::take(&mut self.lock().pages);
        pages.into_values().flatten().filter_map(|page| page.upgrade()).for_each(|page| page.end());
    }

    /// Takes in what is new.
    pub fn take_in(&self, news: News) {
        let News { is_whole, tickets, forgotten, desk, tick } = news;
        let mut known = self.lock();
        if is_whole {
            known.tickets.clear();
            known.lanes.clear();
        }
        let changed: Vec<TicketId> = tickets.keys().copied().chain(forgotten.clone()).collect();
        for (ticket, standing) in tickets {
            known.stands(ticket, standing);
        }
        for ticket in forgotten {
            known.forget_visitor(ticket);
        }
        let keys =
            known.desk.as_ref().zip(desk.as_ref()).map(|(before, desk)| (&before.key, &desk.key));
        let has_other_key = keys.is_some_and(|(before, key)| before != key);
        // Where days do not end, the links of before stay good.
        let is_other_day = has_other_key
            && !matches!(keys, Some((Some(before), Some(key))) if key.goes_on_from(before));
        if let Some(desk) = desk {
            known.desk = Some(desk);
        }
        if has_other_key {
            known.forget_yesterday(is_other_day);
        }
        if let Some(tick) = tick {
            known.now = tick;
            known.ticks += 1;
            known.ticked = Some(Instant::now());
            known.tell_all();
            self.ticked.notify_waiters();
        } else {
            for ticket in changed {
                known.tell(ticket);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn stands(&mut self, id: TicketId, standing: Standing) {
        let before = self.tickets.remove(&id);
        let mut has_moved = false;
        match before.as_ref().map(|ticket| &ticket.standing.state) {
            Some(TicketState::Waiting { service, rank }) => {
                if let Some(lane) = self.lanes.get_mut(service) {
                    lane.remove(&(*rank, id));
                    if lane.is_empty() {
                        self.lanes.remove(service);
                    }
                }
            }
            Some(TicketState::Called { table: Some(from), .. }) => {
                if let TicketState::Called { table: Some(table), .. } = &standing.state {
                    let had_moved = before.as_ref().is_some_and(|ticket| ticket.has_moved);
                    has_moved = had_moved || from != table;
                }
            }
            Some(TicketState::Called { table: None, .. } | TicketState::Ended { .. }) | None => {}
        }
        if let TicketState::Waiting { service, rank } = &standing.state {
            self.lanes.entry(service.clone()).or_default().insert((*rank, id));
        }
        self.tickets.insert(id, Ticket { standing, has_moved });
    }

    /// The visitor of a ticket was forgotten: nobody comes back who has no name any more.
    fn forget_visitor(&mut self, id: TicketId) {
        if let Some(ticket) = self.tickets.get_mut(&id)
            && let TicketState::Ended { returns_until, .. } = &mut ticket.standing.state
        {
            *returns_until = None;
        }
    }

    /// Links are made with another key: who asks for what ended is answered by the desk. Where those of
    /// before `are_over`, since a day has ended, they lead on to tickets that are still open alone.
    fn forget_yesterday(&mut self, are_over: bool) {
        let tickets = &mut self.tickets;
        tickets.retain(|_, ticket| !matches!(ticket.standing.state, TicketState::Ended { .. }));
        if !are_over {
            return;
        }
        let last = |view: &View| View { state: State::Gone, ..*view };
        self.pages.retain(|ticket, pages| {
            let stays = tickets.contains_key(ticket);
            for page in pages.iter().filter(|_| !stays).filter_map(Weak::upgrade) {
                let view = last(&page.lock().view);
                page.tell(view, false);
            }
            stays
        });
    }

    fn view(&self, id: TicketId) -> Option<View> {
        let ticket = self.tickets.get(&id)?;
        let ahead = match &ticket.standing.state {
            TicketState::Waiting { service, rank } => {
                self.lanes.get(service).map_or(0, |lane| lane.range(..(*rank, id)).count())
            }
            _ => 0,
        };
        Some(self.view_at(ticket, ahead, None))
    }

    /// What is shown of a ticket with so many before it. To reckon how long it may wait takes longer
    /// than all the rest, so what was reckoned before may be given.
    fn view_at(&self, ticket: &Ticket, ahead: usize, reckoned: Option<Wait>) -> View {
        let desk = self.desk.as_deref();
        let Standing { label, state } = &ticket.standing;
        let state = match state {
            TicketState::Waiting { service, .. } => {
                let reckon = || {
                    let range = desk?.paces.expected(service.as_ref(), ahead, self.now)?;
                    Some((range.low_secs, range.high_secs))
                };
                let wait = reckoned.unwrap_or_else(reckon);
                let several = desk.filter(|desk| desk.services.0.len() > 1);
                let place = several.zip(service.as_ref()).and_then(|(desk, id)| {
                    desk.services.0.iter().position(|offer| offer.service.id == *id)
                });
                State::Waiting {
                    ahead: u32::try_from(ahead).unwrap_or(u32::MAX),
                    wait,
                    service: place.and_then(|place| u8::try_from(place).ok()),
                }
            }
            TicketState::Called { table, calls } => {
                State::Called { table: *table, calls: *calls, has_moved: ticket.has_moved }
            }
            TicketState::Ended { outcome, is_by_staff, returns_until } => match outcome {
                Outcome::Completed => State::Ended,
                Outcome::NoShow => State::Missed,
                Outcome::Expired => State::Expired,
                Outcome::Left if !is_by_staff => {
                    State::Left { may_return: returns_until.is_some_and(|until| self.now < until) }
                }
                // Whom staff took out of the queue has not left.
                Outcome::Left | Outcome::Cancelled => State::Cancelled,
            },
        };
        let is_closed = desk.is_some_and(|desk| desk.opening == Opening::Closed)
            && matches!(state, State::Waiting { .. });
        View { label: *label, state, is_closed }
    }

    fn tell(&self, id: TicketId) {
        if let Some(pages) = self.pages.get(&id)
            && let Some(view) = self.view(id)
        {
            pages.iter().filter_map(Weak::upgrade).for_each(|page| page.tell(view, false));
        }
    }

    /// All pages, each place counted once along its queue.
    fn tell_all(&mut self) {
        self.pages.retain(|_, pages| {
            pages.retain(|page| page.strong_count() > 0);
            !pages.is_empty()
        });
        let mut ahead: HashMap<TicketId, usize> = HashMap::new();
        if !self.pages.is_empty() {
            for lane in self.lanes.values() {
                let watched = lane.iter().enumerate();
                let watched = watched.filter(|(_, (_, id))| self.pages.contains_key(id));
                ahead.extend(watched.map(|(place, (_, id))| (*id, place)));
            }
        }
        for (id, pages) in &self.pages {
            let Some(ticket) = self.tickets.get(id) else { continue };
            // Not all in one second.
            let beats = (self.ticks + id.get().unsigned_abs()).is_multiple_of(BEAT);
            let ahead = ahead.get(id).copied().unwrap_or_default();
            let shown = pages.iter().find_map(Weak::upgrade).map(|page| page.lock().view.state);
            let reckoned = match shown {
                Some(State::Waiting { ahead: before, wait, .. }) => {
                    let is_there = usize::try_from(before).is_ok_and(|before| before == ahead);
                    (is_there && !beats).then_some(wait)
                }
                _ => None,
            };
            let view = self.view_at(ticket, ahead, reckoned);
            pages.iter().filter_map(Weak::upgrade).for_each(|page| page.tell(view, beats));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    fn id(count: i64) -> TicketId {
        TicketId::new(count).unwrap()
    }

    fn news(tickets: &[(i64, TicketState)]) -> News {
        let standing = |count: i64, state: &TicketState| {
            (id(count), Standing { label: Label::new(None, id(count)), state: state.clone() })
        };
        let tickets = tickets.iter().map(|(count, state)| standing(*count, state)).collect();
        News { tickets, ..News::default() }
    }

    fn waiting(rank: i64) -> TicketState {
        TicketState::Waiting { service: None, rank }
    }

    fn called(table: u32) -> TicketState {
        TicketState::Called { table: Some(TableNo(table)), calls: 1 }
    }

    fn hears(page: &Page) -> Option<Heard> {
        match page.poll(&Context::from_waker(Waker::noop())) {
            Poll::Ready(heard) => Some(heard),
            Poll::Pending => None,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_desk_that_said_nothing_for_a_while_is_waited_for_and_not_for_long() {
        let room = Arc::new(Room::default());
        let tick = |at| room.take_in(News { tick: Some(at), ..News::default() });
        let begun = Instant::now();
        tick(1);
        room.be_told().await;
        assert_eq!(begun.elapsed(), Duration::ZERO);
        tokio::time::sleep(Duration::from_secs(30)).await;
        let asking = tokio::spawn({
            let room = Arc::clone(&room);
            async move {
                room.be_told().await;
                room.now()
            }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        tick(2);
        assert_eq!(asking.await.unwrap(), 2);
        tokio::time::sleep(Duration::from_secs(30)).await;
        let begun = Instant::now();
        room.be_told().await;
        assert_eq!(begun.elapsed(), HELD_UP);
    }

    fn state(page: &Page) -> Option<State> {
        match hears(page) {
            Some(Heard::View(view)) => Some(view.state),
            _ => None,
        }
    }

    fn ahead(count: u32) -> Option<State> {
        Some(State::Waiting { ahead: count, wait: None, service: None })
    }

    #[test]
    fn a_call_is_heard_at_once_and_places_at_the_next_tick() {
        let room = Room::default();
        let all = news(&[(0, waiting(5)), (1, waiting(6)), (2, waiting(1))]);
        room.take_in(News { is_whole: true, ..all });
        let (first, last) = (room.open(id(0)).unwrap(), room.open(id(1)).unwrap());
        assert_eq!((state(&first), state(&last)), (ahead(1), ahead(2)));
        room.take_in(news(&[(2, called(3))]));
        assert_eq!((hears(&first), hears(&last)), (None, None));
        room.take_in(news(&[(0, called(4))]));
        let call = State::Called { table: Some(TableNo(4)), calls: 1, has_moved: false };
        assert_eq!(state(&first), Some(call));
        room.take_in(News { tick: Some(1), ..News::default() });
        assert_eq!((hears(&first), state(&last)), (None, ahead(0)));
        room.take_in(news(&[(0, called(5))]));
        let moved = State::Called { table: Some(TableNo(5)), calls: 1, has_moved: true };
        assert_eq!(state(&first), Some(moved));
        assert!(room.open(id(9)).is_none(), "nothing is known of it");
    }

    #[test]
    fn a_page_hears_that_the_desk_is_alive_every_ten_ticks_and_never_without_one() {
        let room = Room::default();
        room.take_in(news(&[(0, waiting(1))]));
        let page = room.open(id(0)).unwrap();
        state(&page).unwrap();
        let mut beats = 0;
        for tick in 0..100 {
            room.take_in(News { tick: Some(tick), ..News::default() });
            beats += usize::from(hears(&page) == Some(Heard::Beat));
        }
        assert_eq!(beats, 10);
        room.take_in(news(&[(1, waiting(2))]));
        assert_eq!(hears(&page), None);
    }

    #[test]
    fn what_starts_over_forgets_what_was_known_and_pages_that_closed_are_forgotten() {
        let room = Room::default();
        room.take_in(news(&[(0, waiting(1)), (1, waiting(2))]));
        let page = room.open(id(1)).unwrap();
        state(&page).unwrap();
        room.take_in(News { is_whole: true, tick: Some(1), ..news(&[(1, waiting(2))]) });
        assert_eq!(state(&page), ahead(0), "who was before it never was");
        assert!(room.view(id(0)).is_none());
        drop(page);
        room.take_in(News { tick: Some(2), ..News::default() });
        assert!(room.lock().pages.is_empty());
    }
}
