//! What time brings: sessions and seats that end, the end of the day, doubt about the clock.

use std::collections::BTreeMap;
use std::time::Duration;

use shared::refusal::Refusal;
use shared::ticket::Outcome;

use super::accounts::{PersonId, TOKEN_USE_MS};
use super::change::{By, Change, Forget, SessionEnd, Unseat};
use super::credential::TokenHash;
use super::hours;
use super::ticket::Ticket;
use super::tickets::ended;
use super::time::{DAY_MS, Millis, Now};
use super::{Core, Known, Verdict};

/// How often the time and the uses of devices are noted.
const UPKEEP: Duration = Duration::from_secs(60);

impl Core {
    /// Takes in who is connected now, before [`super::Input::Tick`]: since when people with a
    /// table have no connection is counted by the time run and remembered by nobody else.
    pub fn look_around(&mut self, now: Now) {
        let seated: Vec<PersonId> = self.desk.seats().map(|(_, person)| person).collect();
        let mut absent = BTreeMap::new();
        for person in seated.into_iter().filter(|person| !self.is_present(*person)) {
            let since = self.presence.absent.get(&person).copied().unwrap_or(now.run);
            absent.insert(person, since);
        }
        self.presence.absent = absent;
        // Noted at every tick, so that little is lost when the clock is set back in a quiet hour.
        let order = self.order.at(now, self.doubts_clock(now));
        self.order.advance(order, now);
        self.note_hours(now);
    }

    /// Whether it is time to forget those who came more than `days` ago: once a day, and not
    /// while the clock is in doubt.
    pub fn retention_is_due(&self, now: Now) -> bool {
        !self.doubts_clock(now)
            && self.purged.is_none_or(|purged| now.wall.saturating_sub(purged) >= DAY_MS)
    }

    /// What a start makes up for: seats at tables that are gone, and yesterday's tickets.
    pub(super) fn started(&self, known: &Known, now: Now) -> Verdict {
        let mut changes: Vec<Change> = self.pinned().into_iter().collect();
        changes.extend(self.seats_resumed(now));
        changes.extend(known.set_up_code.clone().map(|code| Change::SetUpOffered { code }));
        changes.extend(self.adopt(self.services()));
        changes.extend(self.drop_tables());
        changes.extend(self.hands_off(now));
        changes.extend(self.lost_prints());
        let (ended, day) = self.end_day(now).unzip();
        changes.extend(ended.unwrap_or_default());
        changes.push(Change::TimeNoted { doubted_since: self.guard.doubted_since() });
        changes.extend(self.new_link_key(known, day, now));
        Verdict::of(By::Server, changes)
    }

    /// Nobody sat anywhere while the server was off: reports would count the night as staffed.
    fn seats_resumed(&self, now: Now) -> Option<Change> {
        let last = self.time_noted?;
        let grace = i64::try_from(self.profile().grace.as_millis()).unwrap_or(i64::MAX);
        if now.wall.saturating_sub(last) <= grace {
            return None;
        }
        let seats = self.desk.seats_since();
        let seats = seats.filter_map(|(table, seat)| Some((seat.person, table, seat.since?)));
        let seats: Vec<_> = seats.collect();
        (!seats.is_empty()).then_some(Change::SeatsResumed { last, seats })
    }

    pub(super) fn tick(&self, known: &Known, now: Now) -> Verdict {
        let mut changes = self.expired_sessions(now);
        changes.extend(self.seats_and_uses(now));
        let guard = self.guard_at(now);
        let has_turned = guard.doubted_since() != self.guard.doubted_since();
        if has_turned || now.run.saturating_sub(self.guard.checked()) >= UPKEEP {
            let used = self.devices_used(now);
            // A desk on which nothing happens writes nothing where others note the time.
            if has_turned || used.is_some() || self.profiles.notes_time() {
                changes.push(Change::TimeNoted { doubted_since: guard.doubted_since() });
                changes.extend(used);
            }
        }
        changes.extend(self.hands_off(now));
        changes.extend(self.lost_prints());
        let (ended, day) = self.end_day(now).unzip();
        changes.extend(ended.unwrap_or_default());
        changes.extend(self.new_link_key(known, day, now));
        Verdict::of(By::Server, changes)
    }

    fn expired_sessions(&self, now: Now) -> Vec<Change> {
        let mut expired: Vec<TokenHash> = self
            .accounts
            .sessions()
            .map(|(token, _)| token)
            .filter(|token| !self.is_good(token, now))
            .collect();
        expired.sort_unstable();
        let cause = SessionEnd::Expired;
        expired.into_iter().map(|token| Change::SessionEnded { token, cause }).collect()
    }

    /// The tables of people who have been away for too long, and the tokens of those who are
    /// here: a token in use is noted before it could expire.
    fn seats_and_uses(&self, now: Now) -> Vec<Change> {
        let mut tokens: BTreeMap<PersonId, TokenHash> = BTreeMap::new();
        for conn in self.presence.connections.keys() {
            if let Some(sign_in) = self.signed_in(*conn) {
                tokens.insert(sign_in.person, sign_in.token);
            }
        }
        let mut changes = Vec::new();
        for (_, person) in self.desk.seats() {
            if let Some(token) = tokens.get(&person) {
                changes.extend(self.session_used_after(*token, 5 * TOKEN_USE_MS, now));
            } else if let Some(since) = self.presence.absent.get(&person)
                && now.run.saturating_sub(*since) >= self.profile().grace
            {
                changes.extend(self.unseat(person, Unseat::Grace));
            }
        }
        changes
    }

    /// When devices were connected last; those that are connected are in use now.
    pub(super) fn devices_used(&self, now: Now) -> Option<Change> {
        let mut used: BTreeMap<TokenHash, Millis> = self.presence.devices_gone.clone();
        let here = self.presence.connections.values().filter_map(|connection| connection.device);
        used.extend(here.map(|key| (key, now.wall)));
        used.retain(|key, _| self.devices.get(key).is_some());
        let used: Vec<(TokenHash, Millis)> = used.into_iter().collect();
        (!used.is_empty()).then_some(Change::DevicesUsed { used })
    }

    /// What is still to be noted when the server stops.
    pub fn last_notes(&self, now: Now) -> Vec<(By, Change)> {
        let doubted_since = self.guard_at(now).doubted_since();
        let has_turned = doubted_since != self.guard.doubted_since();
        let time = (has_turned || self.profiles.notes_time())
            .then_some(Change::TimeNoted { doubted_since });
        let changes = self.devices_used(now).into_iter().chain(time);
        changes.map(|change| (By::Server, change)).collect()
    }

    /// The day's end, if one is due and the clock can be believed: what began, or was last acted
    /// on, before it expires. Gives what follows, and when the day ended.
    fn end_day(&self, now: Now) -> Option<(Vec<Change>, Millis)> {
        if self.doubts_clock(now) {
            return None;
        }
        let end = hours::last_day_end(now.wall, self.profile().day_ends?, self.zone());
        let end = end.filter(|end| hours::is_due(self.day_ended, end))?;
        let is_over = |ticket: &&Ticket| {
            let last = if ticket.is_waiting() { ticket.start } else { ticket.acted };
            last < end.boundary
        };
        let over = self.desk.open_tickets().filter(is_over);
        let day = Change::DayEnded { date: end.date, boundary: end.boundary };
        let over = over.map(|ticket| ended(ticket, Outcome::Expired, None, now));
        Some((over.chain([day]).collect(), end.boundary))
    }

    pub(super) fn forget(
        &self,
        by: By,
        tickets: Vec<shared::ids::TicketId>,
        cause: Forget,
    ) -> Verdict {
        let (open, tickets): (Vec<_>, Vec<_>) =
            tickets.into_iter().partition(|ticket_id| self.desk.ticket(*ticket_id).is_some());
        // Whoever asked is told that the visitor is forgotten, whole.
        if cause == Forget::Erased && !open.is_empty() {
            return Verdict::refused(Refusal::VisitorStillHere);
        }
        Verdict::of(by, vec![Change::Forgotten { tickets, cause }])
    }
}
