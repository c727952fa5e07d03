//! Who is connected and who hears what.
//!
//! While the clerk works on a batch, the hub collects what each client is to hear, in order. Only
//! when the batch is on disk does it hand that to the outboxes; when the batch could not be
//! saved, all of it is dropped and nobody has heard a thing.
//!
//! What it knows of a connection is in `client`, what it tells of the desk as a whole in `news`.
//! Tuned for speed, and nowhere else in the house: messages are rendered once an audience
//! ([`render`]); an outbox is written by whoever comes first ([`outbox`]); large rounds are
//! written by two threads ([`fanout`]); and a connection may have its commands carried out on its
//! own thread while nobody else waits ([`lone`]). Each says why.

mod client;
pub mod fanout;
pub mod frame;
pub mod limits;
pub mod lone;
#[cfg(test)]
mod model;
mod news;
pub mod outbox;
pub mod pages;
pub mod render;
mod request;
mod sync;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use shared::message::{Common, KioskMessage, Sentence, StaffMessage, StaffSuccess};
use shared::person::Role as PersonRole;
use shared::refusal::Refusal;
use shared::ticket::{FoundState, FoundTicket, KioskAbout};
use tokio::sync::{Semaphore, oneshot};

use self::client::{Client, Needs, lacks};
use self::fanout::Fanout;
use self::frame::text_frame;
use self::limits::{RefusedTokens, UnknownQueries};
use self::news::Told;
use self::outbox::{Frame, Outgoing};
pub use self::pages::Feed;
use self::pages::{Pages, TicketState};
use self::render::{Audience, Message};
pub use self::request::{
    Asked, Dialect, Due, Grant, Newcomer, Request, Requests, Role, Stopping, Visited,
};
use crate::core::{
    Act, Aside, ConnId, Core, Effect, Entry, Now, PersonId, Reply, Ticket, TokenHash,
};
use crate::health::Health;
use crate::settings::Settings;

/// The registry of connections.
#[derive(Debug)]
pub struct Hub {
    health: Arc<Health>,
    clients: BTreeMap<ConnId, Client>,
    /// The connections with something pending.
    touched: Vec<ConnId>,
    /// The connections whose state is still to be rendered.
    stateless: Vec<ConnId>,
    /// The places for staff connections that have not signed in.
    places: Arc<Semaphore>,
    fanout: Fanout,
    unknown_queries: UnknownQueries,
    refused_tokens: RefusedTokens,
    /// What everybody was told last of the desk as a whole.
    told: Told,
    /// Visitors' pages, where there are any.
    pages: Option<Pages>,
    warning: String,
}

impl Hub {
    /// A hub without connections, with so many places for staff that have not signed in.
    pub fn open(settings: &Settings, health: Arc<Health>, places: usize) -> Self {
        let per_hour = settings.unknown_queries_per_hour;
        Self {
            health,
            clients: BTreeMap::new(),
            touched: Vec::new(),
            stateless: Vec::new(),
            places: Arc::new(Semaphore::new(places)),
            fanout: Fanout::default(),
            unknown_queries: UnknownQueries::new(per_hour),
            refused_tokens: RefusedTokens::default(),
            told: Told::default(),
            pages: None,
            warning: String::new(),
        }
    }

    // ---- connections ----

    /// Takes in a connection and greets it; false: it was turned away.
    pub fn connect(&mut self, core: &Core, conn: ConnId, newcomer: Newcomer, now: Now) -> bool {
        let Newcomer { role, dialect, device, address: _, limited, outbox } = newcomer;
        // Its key may have been taken away since it was shown.
        if device.as_ref().is_some_and(|key| core.devices().get(key).is_none()) {
            outbox.close(1008);
            return false;
        }
        let place = match role {
            Role::Staff => match Arc::clone(&self.places).try_acquire_owned() {
                Ok(place) => Some(place),
                Err(_) => {
                    outbox.close(1013);
                    return false;
                }
            },
            Role::Kiosk | Role::Display => None,
        };
        let client = Client {
            role,
            dialect,
            outbox,
            pending: Outgoing::default(),
            is_touched: false,
            state: None,
            place,
            limited,
            device,
            token: None,
            readings: Vec::new(),
        };
        self.clients.insert(conn, client);
        self.greet(core, conn, now);
        self.answered(conn);
        true
    }

    /// A connection is gone.
    pub fn disconnect(&mut self, conn: ConnId) {
        self.clients.remove(&conn);
    }

    /// Whether what a connection says still counts: not once it is being closed.
    pub fn listens_to(&self, conn: ConnId) -> bool {
        self.clients.get(&conn).is_some_and(|client| !client.outbox.is_closing())
    }

    /// Closes every connection with a code.
    pub fn close_all(&self, code: u16) {
        for client in self.clients.values() {
            client.outbox.close(code);
        }
    }

    /// Closes one connection with a code.
    pub fn close(&self, conn: ConnId, code: u16) {
        if let Some(client) = self.clients.get(&conn) {
            client.outbox.close(code);
        }
    }

    /// Ends the connections whose device is known no more.
    pub fn close_revoked(&self, core: &Core) {
        for client in self.clients.values() {
            if client.device.as_ref().is_some_and(|key| core.devices().get(key).is_none()) {
                client.outbox.close(1008);
            }
        }
    }

    /// A connection has signed in, by this token.
    pub fn signed_in(&mut self, core: &Core, conn: ConnId, token: TokenHash) {
        if let Some(client) = self.clients.get_mut(&conn) {
            client.place = None;
            client.token = Some(token);
            client.look_at_rights(core, conn);
        }
    }

    /// The right to something that is read beside the clerk, which lasts as long as the sign-in
    /// and the role that it needs. Refused where either ended in the same batch; none: the
    /// connection is gone.
    pub fn grant(
        &mut self,
        core: &Core,
        conn: ConnId,
        aside: Aside,
    ) -> Option<Result<Grant, Refusal>> {
        let (granted, revoked) = oneshot::channel();
        let connected = [Role::Staff, Role::Kiosk, Role::Display].map(|role| {
            let clients = self.clients.values().filter(|client| client.role == role);
            clients.count() as u64
        });
        let role = match aside {
            Aside::Health | Aside::Report(_) => PersonRole::Lead,
            Aside::Export(..)
            | Aside::Audit(..)
            | Aside::Visitor(_)
            | Aside::Retention(_)
            | Aside::Erase(..)
            | Aside::Backup => PersonRole::Admin,
        };
        let people = matches!(&aside, Aside::Report(plan) if plan.is_of_people);
        let needs = Needs { role, people };
        let client = self.clients.get_mut(&conn)?;
        if let Some(refusal) = lacks(core, conn, needs) {
            return Some(Err(refusal));
        }
        // Those that have ended by themselves.
        client.readings.retain(|(reading, _)| !reading.is_closed());
        client.readings.push((granted, needs));
        Some(Ok(Grant { aside, connected, sheets: core.sheets(), revoked }))
    }

    /// What somebody may do or the desk tells has changed, or a session ended: who may send long
    /// messages, and who still has a right to what is being read out for them.
    pub fn look_at_rights(&mut self, core: &Core) {
        for (conn, client) in &mut self.clients {
            client.look_at_rights(core, *conn);
        }
    }

    // ---- what limits count ----

    /// Whether a kiosk may still ask for names: completing names must not become a directory.
    pub fn may_query(&self, conn: ConnId, run: Duration) -> bool {
        self.limited_kiosk(conn).is_none_or(|kiosk| self.unknown_queries.may_ask(kiosk, run))
    }

    /// The name under which a connection counts as a kiosk; staff may know visitors.
    fn limited_kiosk(&self, conn: ConnId) -> Option<&str> {
        let client = self.clients.get(&conn).filter(|client| client.role == Role::Kiosk);
        client.and_then(|client| client.limited.as_deref())
    }

    /// A kiosk asked for an address that nobody has given.
    pub fn count_unknown_query(&mut self, conn: ConnId, run: Duration) {
        if let Some(kiosk) = self.limited_kiosk(conn).map(ToOwned::to_owned) {
            self.unknown_queries.count(kiosk, run);
        }
    }

    /// A token was refused; what is to be noted of it.
    pub fn count_refused_token(&mut self, conn: ConnId, run: Duration) -> Vec<Act> {
        let mut acts: Vec<Act> = self.settle_refused_tokens(run).into_iter().collect();
        // Whom no limit binds is on this machine: all of it counts as one address.
        let from = self.clients.get(&conn).and_then(|client| client.limited.as_deref());
        if self.refused_tokens.count(run, from.unwrap_or_default()) {
            acts.push(Act::TokenRefused);
        }
        acts
    }

    /// What is to be noted of the refused tokens of the last minute that have no row of their
    /// own.
    pub fn settle_refused_tokens(&mut self, run: Duration) -> Option<Act> {
        self.unknown_queries.forget(run);
        self.refused_tokens.settle(run).map(Act::TokensRefused)
    }

    // ---- what clients hear ----

    /// Collects what a change makes the server say; `cause` is the connection whose command it
    /// follows from. States that are due are rendered by [`Hub::render_states`] before the
    /// change is applied.
    pub fn tell_change(
        &mut self,
        core: &Core,
        entry: &Entry,
        effect: &Effect,
        cause: Option<ConnId>,
    ) {
        for message in render::messages(core, entry, effect) {
            self.tell(core, &message, cause);
        }
        if let Some(pages) = &mut self.pages {
            pages.take_in(core, entry, effect);
        }
    }

    /// Visitors' pages hear of the desk from now on, and of all that is there.
    pub fn open_pages(&mut self, core: &Core, feed: Arc<Feed>, now: Now) {
        self.pages = Some(Pages::new(feed));
        self.start_pages_over(core, now);
        self.publish(true);
    }

    /// Visitors' pages hear of all that is there, and forget what they knew.
    pub fn start_pages_over(&mut self, core: &Core, now: Now) {
        if let Some(pages) = &mut self.pages {
            pages.start_over(core, now);
        }
    }

    /// The server's clock.
    pub fn tell_time(&mut self, core: &Core, now: Now) {
        if let Some(pages) = &mut self.pages {
            pages.tick(core, now);
        }
        let text = Common::Tick(now.wall).to_string();
        self.tell(core, &Message { audience: Audience::Everybody, text }, None);
    }

    /// The server's own trouble, where that has changed; empty: none.
    pub fn warn(&mut self, core: &Core, text: &str) {
        if text == self.warning {
            return;
        }
        text.clone_into(&mut self.warning);
        self.health.set_warning(text);
        if !text.is_empty() {
            tracing::warn!("{text}");
        }
        let text = StaffMessage::Warning(text.to_owned()).to_string();
        self.tell(core, &Message { audience: Audience::Staff, text }, None);
    }

    fn tell(&mut self, core: &Core, message: &Message, cause: Option<ConnId>) {
        let frame = text_frame(&message.text);
        let Self { clients, touched, .. } = self;
        for (conn, client) in clients {
            if client.hears(core, *conn, message.audience, cause) {
                client.push(*conn, Frame { bytes: frame.clone(), is_state: false }, touched);
            }
        }
    }

    /// Answers the connection that asked, and counts its command as answered.
    pub fn reply(&mut self, core: &Core, asked: Asked, reply: &Reply, now: Now) {
        let conn = asked.conn;
        let is_staff = self.clients.get(&conn).is_some_and(|client| client.role == Role::Staff);
        match reply {
            Reply::Nothing | Reply::Lines(_) | Reply::Aside(_) => {}
            Reply::Refused(refusal) => self.refuse(asked, refusal),
            Reply::Done(success) => self.succeed(conn, success.clone()),
            Reply::TableLeft(success) => {
                self.succeed(conn, success.clone());
                self.answer(conn, &render::taken(core).to_string());
            }
            Reply::SignedIn(success, person) => {
                self.succeed(conn, success.clone());
                self.owe_state(conn, *person);
            }
            Reply::Ticket { ticket, .. } if is_staff => {
                self.succeed(conn, StaffSuccess::New(render::wire(core, ticket)));
            }
            Reply::Ticket { ticket, is_own } => {
                if self.speaks_v2(conn) {
                    let link = if *is_own { core.link_to(ticket.id) } else { None };
                    let about = KioskAbout { link, ..kiosk_about(core, ticket, now) };
                    let about = KioskMessage::About { ticket: ticket.id, about };
                    self.answer(conn, &about.to_string());
                }
                let ticket = render::wire(core, ticket);
                self.answer(conn, &KioskMessage::New(ticket).to_string());
            }
            Reply::Name(name) if is_staff => self.succeed(conn, StaffSuccess::Query(name.clone())),
            Reply::Name(name) => self.answer(conn, &KioskMessage::Query(name.clone()).to_string()),
            Reply::Withdrawn(key) => {
                self.answer(conn, &KioskMessage::Withdraw(key.to_string()).to_string());
            }
            Reply::Reported => {
                // Both paths have the same word for it.
                self.answer(conn, &KioskMessage::Device.to_string());
            }
            Reply::Helping => self.answer(conn, &KioskMessage::Help.to_string()),
            Reply::Printed(ticket) => {
                self.answer(conn, &KioskMessage::Printed(*ticket).to_string());
            }
            Reply::Unprinted(ticket) => {
                self.answer(conn, &KioskMessage::Unprinted(*ticket).to_string());
            }
            Reply::Found(ticket) => {
                let found = found(core, ticket, now);
                self.answer(conn, &KioskMessage::Look(found).to_string());
            }
            Reply::Left => self.answer(conn, &KioskMessage::Leave.to_string()),
            Reply::LetIn { name, .. } => self.succeed(conn, StaffSuccess::Approve(name.clone())),
        }
        // What is read or done beside the clerk is its connection's to say.
        if !matches!(reply, Reply::Aside(_)) {
            self.answered(conn);
        }
    }

    /// Says why a command is not carried out.
    pub fn refuse(&mut self, asked: Asked, refusal: &Refusal) {
        let sentence = match asked.verb {
            Some(verb) => refusal.sentence(verb),
            None => Sentence::bare(Refusal::UnknownCommand.to_string()),
        };
        self.answer(asked.conn, &sentence.to_string());
    }

    /// A command of the connection is answered by what is pending.
    pub fn answered(&mut self, conn: ConnId) {
        let Self { clients, touched, .. } = self;
        if let Some(client) = clients.get_mut(&conn) {
            client.pending.answered += 1;
            client.touch(conn, touched);
        }
    }

    fn succeed(&mut self, conn: ConnId, success: StaffSuccess) {
        self.answer(conn, &StaffMessage::Success(success).to_string());
    }

    fn answer(&mut self, conn: ConnId, text: &str) {
        let Self { clients, touched, .. } = self;
        if let Some(client) = clients.get_mut(&conn) {
            client.push(conn, Frame { bytes: text_frame(text), is_state: false }, touched);
        }
    }

    fn speaks_v2(&self, conn: ConnId) -> bool {
        self.clients.get(&conn).is_some_and(|client| client.dialect == Dialect::V2)
    }

    // ---- states ----

    /// What a connection hears at once when it comes.
    pub fn greet(&mut self, core: &Core, conn: ConnId, now: Now) {
        let Some(client) = self.clients.get(&conn) else { return };
        let (role, is_v2) = (client.role, client.dialect == Dialect::V2);
        let mut texts = Vec::new();
        if is_v2 {
            texts = render::common_state(core, role, now);
            let joining = core.joining(now).filter(|_| role != Role::Staff);
            texts.extend(joining.map(|joining| Common::Join(Some(joining)).to_string()));
            if role != Role::Display {
                texts.push(StaffMessage::Reasons(core.profile().reasons.clone()).to_string());
            }
            // Most desks have nothing to say of it.
            let privacy = &core.profile().privacy_text.0;
            if role == Role::Kiosk && !privacy.is_empty() {
                texts.push(KioskMessage::Privacy(privacy.clone()).to_string());
            }
            // Said in any case: it may be less than before the connection was lost.
            if role == Role::Kiosk {
                let shared = core.profile().kiosks.clone();
                texts.push(KioskMessage::Shared(shared).to_string());
            }
            if role == Role::Staff {
                texts.push(StaffMessage::Warning(self.warning.clone()).to_string());
                if core.set_up_code().is_some() {
                    texts.push(StaffMessage::SetUp { is_done: false }.to_string());
                }
            }
        }
        match role {
            Role::Staff => texts.push(render::taken(core).to_string()),
            Role::Display => texts.extend(render::display_state(core, is_v2)),
            Role::Kiosk => {}
        }
        let Self { clients, touched, .. } = self;
        if let Some(client) = clients.get_mut(&conn) {
            // What staff are told at connect is not told again at sign-in, so nothing replaces it.
            let is_state = role == Role::Display;
            for text in texts {
                client.push(conn, Frame { bytes: text_frame(&text), is_state }, touched);
            }
        }
    }

    /// The state follows here, as it stands when something changes or the batch ends.
    fn owe_state(&mut self, conn: ConnId, person: PersonId) {
        let Self { clients, touched, stateless, .. } = self;
        if let Some(client) = clients.get_mut(&conn) {
            // An older one that nobody has read is of no use any more.
            client.pending.frames.retain(|frame| !frame.is_state);
            if client.state.replace((client.pending.frames.len(), person)).is_none() {
                stateless.push(conn);
            }
            client.touch(conn, touched);
        }
    }

    /// Whether any connection's state is still to be rendered.
    pub fn owes_states(&self) -> bool {
        !self.stateless.is_empty()
    }

    /// Whether one of those speaks the extended dialect, which hears of ended tickets too.
    pub fn states_show_ended(&self) -> bool {
        self.stateless.iter().any(|conn| self.speaks_v2(*conn))
    }

    /// Renders the states that are due; `ended` are the tickets that ended last.
    pub fn render_states(&mut self, core: &Core, ended: &[Ticket]) {
        for conn in std::mem::take(&mut self.stateless) {
            let Some(client) = self.clients.get_mut(&conn) else { continue };
            let Some((at, person)) = client.state.take() else { continue };
            let is_v2 = client.dialect == Dialect::V2;
            let ended = if is_v2 { ended } else { &[] };
            let texts = match core.signed_in(conn) {
                Some(_) => render::staff_state(core, person, is_v2, ended),
                None if is_v2 => render::must_change_state(core, person),
                None => Vec::new(),
            };
            let frames = texts.iter().map(|text| Frame { bytes: text_frame(text), is_state: true });
            client.pending.frames.splice(at..at, frames);
        }
    }

    // ---- the batch ----

    /// The batch is on disk: hands everybody what they hear. Whether the caller has time to
    /// write, is for [`Fanout::deliver`].
    pub fn publish(&mut self, has_time: bool) {
        let mut touched = std::mem::take(&mut self.touched);
        let mut round = Vec::with_capacity(touched.len());
        for conn in touched.drain(..) {
            let Some(client) = self.clients.get_mut(&conn) else { continue };
            client.is_touched = false;
            if client.outbox.fill(&mut client.pending) {
                round.push(Arc::clone(&client.outbox));
            }
        }
        self.fanout.deliver(round, has_time);
        if let Some(pages) = &mut self.pages {
            pages.publish();
        }
        self.touched = touched;
    }

    /// The batch was not saved: nobody hears of it.
    pub fn forget_pending(&mut self) {
        if let Some(pages) = &mut self.pages {
            pages.forget();
        }
        self.stateless.clear();
        for client in self.clients.values_mut() {
            client.pending.frames.clear();
            client.state = None;
        }
        self.told.forget();
    }
}

/// How it stands with a ticket, for whoever shows its code.
fn found(core: &Core, ticket: &Ticket, now: Now) -> FoundTicket {
    let state = match pages::standing(core, ticket).state {
        TicketState::Waiting { .. } => FoundState::Waiting,
        TicketState::Called { table, calls: _ } => FoundState::Called { table },
        TicketState::Ended { outcome, .. } => FoundState::Ended { outcome },
    };
    FoundTicket { id: ticket.id, about: kiosk_about(core, ticket, now), state }
}

/// What a kiosk is told with its ticket. Nobody is ahead of one that is called already.
fn kiosk_about(core: &Core, ticket: &Ticket, now: Now) -> KioskAbout {
    let (number, service) = (render::label(ticket), ticket.service.clone());
    match core.desk().ticket(ticket.id).filter(|ticket| ticket.is_waiting()) {
        None => KioskAbout { number, service, ..KioskAbout::default() },
        Some(ticket) => {
            let ahead = core.desk().ahead_of(ticket);
            let wait = render::expected(core, ticket.service.as_ref(), ahead, now);
            KioskAbout { ahead: ahead as u64, wait, number, service, link: None }
        }
    }
}
