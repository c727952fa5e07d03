//! How a change becomes part of the state.

use std::time::Duration;

use shared::ids::TableNo;
use shared::profile::ProfileKey;

use super::Core;
use super::accounts::Session;
use super::change::{By, Change, Entry, Forget, Unseat};
use super::paper::Unprinted;
use super::presence::KioskKey;
use super::profile::Profile;
use super::ticket::Ticket;
use super::time::Now;

/// What a change did that the state no longer shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// The ticket that ended, as it stands then.
    pub ended: Option<Ticket>,
    /// The table at which the ticket was the one shown, where it left it.
    pub left: Option<TableNo>,
    /// The session that ended.
    pub session: Option<Session>,
    /// What the desk was set to before.
    pub profile: Option<Box<Profile>>,
}

impl Core {
    /// Adds what an older written form of a change did not say and the state before it knows.
    pub fn complete(&self, change: &mut Change) {
        match change {
            Change::Unseated { person, since, .. } if since.is_none() => {
                *since = self.desk.seated_since(*person);
            }
            Change::Seated { person, from: Some(_), from_since, .. } if from_since.is_none() => {
                *from_since = self.desk.seated_since(*person);
            }
            _ => {}
        }
    }

    /// Makes a change part of the state. Only what [`Core::decide`] gave, now or before a
    /// restart, may come here; on a state that has it already it changes nothing. `run` is the
    /// time run at that moment, which a replay does not know and gives as that of the start.
    pub fn apply(&mut self, entry: &Entry, run: Duration) -> Effect {
        let mut effect = Effect::default();
        match &entry.change {
            Change::Created { ticket, key: _, made } => {
                self.order.advance(ticket.arrival(), Now { wall: ticket.start, run });
                if let (Some(service), Some(made)) = (&ticket.service, made) {
                    self.made.insert(service.clone(), *made);
                }
                self.desk.insert(ticket.clone());
                self.observe(ticket.start);
            }
            Change::Claimed {
                ticket,
                person,
                table,
                called,
                calls,
                first_claimed,
                service,
                sample,
                at,
            } => {
                self.desk.change(*ticket, |ticket| {
                    ticket.owner = Some(*person);
                    ticket.table = Some(*table);
                    ticket.first_claimed = Some(*first_claimed);
                    ticket.claimed = Some(*at);
                    ticket.called = *called;
                    ticket.calls = *calls;
                    ticket.call(*at);
                });
                self.paces.learn(service.as_ref(), sample);
                self.observe(*at);
            }
            Change::Recalled { ticket, called, calls, at } => {
                self.desk.change(*ticket, |ticket| {
                    ticket.called = *called;
                    ticket.calls = *calls;
                    ticket.call(*at);
                });
            }
            Change::Released { ticket, at } => {
                effect.left = self.desk.shows(*ticket);
                self.desk.change(*ticket, |ticket| {
                    ticket.owner = None;
                    ticket.claimed = None;
                    ticket.arrived = None;
                    ticket.acted = *at;
                });
                self.observe(*at);
            }
            Change::Referred { ticket, service, legs, arrival, rank, usual, at } => {
                effect.left = self.desk.shows(*ticket);
                self.desk.change(*ticket, |ticket| {
                    ticket.legs.clone_from(legs);
                    ticket.service = Some(service.clone());
                    (ticket.first_call, ticket.last_call) = (None, None);
                    ticket.arrived = None;
                    ticket.arrival = Some(*arrival);
                    (ticket.rank, ticket.usual) = (*rank, *usual);
                    (ticket.owner, ticket.claimed) = (None, None);
                    ticket.entered = Some(*at);
                    ticket.acted = *at;
                });
                self.observe(*at);
            }
            Change::Prioritised { ticket, arrival, rank, usual, at } => {
                self.desk.change(*ticket, |ticket| {
                    ticket.arrival = Some(*arrival);
                    (ticket.rank, ticket.usual) = (*rank, *usual);
                    ticket.acted = *at;
                });
            }
            Change::Arrived { ticket, at } => self.desk.change(*ticket, |ticket| {
                ticket.arrived = Some(*at);
                ticket.acted = *at;
            }),
            Change::Adopted { tickets, service } => {
                for ticket in tickets {
                    self.desk.change(*ticket, |ticket| ticket.service.clone_from(service));
                }
                self.observe(entry.at);
            }
            Change::Transferred { ticket, person, table, called, calls, at } => {
                effect.left = self.desk.shows(*ticket);
                self.desk.change(*ticket, |ticket| {
                    ticket.owner = Some(*person);
                    ticket.table = Some(*table);
                    ticket.claimed = Some(*at);
                    ticket.called = *called;
                    ticket.calls = *calls;
                    ticket.arrived = None;
                    ticket.call(*at);
                });
                self.observe(*at);
            }
            Change::Ended { ticket, outcome, by, at } => {
                effect.left = self.desk.shows(*ticket);
                self.end_prints_of(*ticket, *at);
                effect.ended = self.desk.remove(*ticket).map(|ticket| Ticket {
                    end: Some(*at),
                    outcome: Some(*outcome),
                    ended_by: *by,
                    acted: *at,
                    ..ticket
                });
                self.observe(*at);
            }
            Change::Reopened { ticket } => {
                self.desk.insert(ticket.clone());
                // Nobody has said of its paper what was not known before.
                if let Some(unprinted) = self.unprinted.get_mut(&ticket.id) {
                    unprinted.ended = None;
                }
                self.observe(ticket.acted);
            }
            Change::Noted { ticket, text, at } => self.desk.change(*ticket, |ticket| {
                ticket.note.clone_from(text);
                ticket.acted = *at;
            }),
            Change::Seated { person, table, from: _, from_since: _, calls } => {
                self.desk.sit(*person, *table, entry.at);
                self.accounts.change(*person, |person| person.lost_table = None);
                for call in calls {
                    self.desk.change(call.ticket, |ticket| {
                        ticket.table = Some(*table);
                        ticket.called = call.called;
                        ticket.calls = call.calls;
                    });
                }
                self.observe(entry.at);
            }
            Change::Unseated { person, table, since: _, cause } => {
                self.desk.stand_up(*person);
                let lost = (*cause == Unseat::Grace).then_some(*table);
                self.accounts.change(*person, |person| person.lost_table = lost);
                self.observe(entry.at);
            }
            Change::Closed { text } => {
                self.closed = Some(text.clone());
                self.closed_at = Some(entry.at);
                self.open_until = None;
            }
            Change::Opened => (self.closed, self.closed_at) = (None, None),
            Change::OpenedUntil { until } => self.open_until = *until,
            Change::Announced { text } => self.notice.clone_from(text),
            Change::ProfileSet { version, values } => {
                effect.profile = Some(Box::new(self.profiles.now().clone()));
                let has_notice =
                    values.iter().any(|value| value.key == ProfileKey::Notice.as_str());
                if has_notice && entry.by != By::Server {
                    // It is to be read, whatever was announced before.
                    self.notice = None;
                }
                self.profiles.set(*version, entry.by, values);
                self.hours_known = None;
                let services = &self.profiles.now().services;
                self.paces.keep(services);
                self.made.retain(|service, _| services.get(service).is_some());
            }
            Change::PersonAdded { person } => {
                self.accounts.add(person.clone());
                self.set_up_code = None;
            }
            Change::PersonChanged { person, name, role, services } => {
                self.accounts.change(*person, |person| {
                    person.name.clone_from(name);
                    person.role = *role;
                    person.services.clone_from(services);
                });
                self.observe(entry.at);
            }
            Change::Serves { person, services } => {
                self.accounts.change(*person, |person| person.serves.clone_from(services));
                self.observe(entry.at);
            }
            Change::HelpAsked { kiosk } => {
                self.help.entry(kiosk.clone()).or_insert(entry.at);
            }
            Change::Helped { kiosk } => _ = self.help.remove(kiosk),
            Change::PrintAsked { ticket, kiosk, print } => {
                if let Some(print) = print {
                    self.begin_print(*print, *ticket, kiosk, entry.at);
                }
            }
            Change::Printed { ticket, kiosk: _, prints } => {
                self.end_prints(prints);
                self.unprinted.remove(ticket);
            }
            Change::Unprinted { ticket, kiosk, prints } => {
                self.end_prints(prints);
                Unprinted::note(&mut self.unprinted, *ticket, kiosk, entry.at);
                if self.desk.ticket(*ticket).is_none() {
                    self.end_prints_of(*ticket, entry.at);
                }
            }
            Change::SetUpOffered { code } => self.set_up_code = Some(code.clone()),
            Change::PasswordSet { person, password, one_time } => {
                self.accounts.change(*person, |person| {
                    person.password = Some(password.clone());
                    person.one_time = *one_time;
                });
            }
            Change::PersonDisabled { person } => self.accounts.change(*person, |person| {
                person.is_enabled = false;
                person.lost_table = None;
            }),
            Change::PersonEnabled { person } => self.accounts.change(*person, |person| {
                person.is_enabled = true;
                person.lost_table = None;
            }),
            Change::SessionOpened { token, person, at, is_one_time } => {
                let (person, used, is_one_time) = (*person, *at, *is_one_time);
                self.accounts.open_session(*token, Session { person, used, is_one_time });
                // A token that the command line printed is nobody's sign-in yet.
                if entry.by != By::Administrator {
                    self.accounts.signed_in(person, *at);
                }
            }
            Change::SessionUsed { token, at } => self.accounts.use_session(token, *at),
            Change::SessionEnded { token, cause: _ } => {
                effect.session = self.accounts.end_session(token);
            }
            Change::EnrolmentSet { enrolment } => self.enrolment.clone_from(enrolment),
            Change::DeviceAdded { device } => self.devices.add(device.clone()),
            Change::DeviceRevoked { key } => {
                self.devices.remove(key);
                self.presence.devices_gone.remove(key);
                self.presence.told.remove(&KioskKey::Device(*key));
            }
            Change::DeviceReported { key, reported } => self.devices.report(key, reported.clone()),
            Change::DevicesUsed { used } => {
                for (key, at) in used {
                    self.devices.used(key, *at);
                    self.presence.devices_gone.remove(key);
                }
            }
            Change::DayEnded { date, boundary } => {
                self.day_ended = Some((Some(*date), *boundary));
            }
            Change::TimeNoted { doubted_since } => {
                self.time_noted = Some(entry.at);
                self.guard.noted(Now { wall: entry.at, run }, *doubted_since);
            }
            Change::SeatsResumed { last: _, seats } => {
                for (person, table, _) in seats {
                    if self.desk.table_of(*person) == Some(*table) {
                        self.desk.sit(*person, *table, entry.at);
                    }
                }
            }
            Change::ClockConfirmed => {
                // The next start would doubt it again, had only the time before been noted.
                self.time_noted = Some(entry.at);
                self.guard.noted(Now { wall: entry.at, run }, None);
            }
            Change::Forgotten { tickets, cause } => {
                if *cause == Forget::Retention {
                    self.purged = Some(entry.at);
                }
                self.owes_scrub |= !tickets.is_empty();
            }
            Change::Scrubbed => self.owes_scrub = false,
            Change::LinkKeySet { key } => self.link_key = Some(key.clone()),
            Change::KeyFound { .. } | Change::KeyBarred { .. } | Change::Acted { .. } => {}
        }
        effect
    }
}
