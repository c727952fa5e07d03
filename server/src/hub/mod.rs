//! Who is connected and who hears what.
//!
//! While the clerk works on a batch, the hub collects what each client is to hear, in order. Only
//! when the batch is on disk does it hand that to the outboxes; when the batch could not be
//! saved, all of it is dropped and nobody has heard a thing.
//!
//! Tuned for speed, and nowhere else in the house: messages are rendered once an audience
//! ([`render`]); an outbox is written by whoever comes first ([`outbox`]); large rounds are
//! written by two threads ([`fanout`]); and a connection may have its commands carried out on its
//! own thread while nobody else waits ([`lone`]). Each says why.

pub mod fanout;
pub mod frame;
pub mod limits;
pub mod lone;
#[cfg(test)]
mod model;
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

use shared::message::{Common, KioskMessage, Sentence, StaffMessage, StaffSuccess, Warnings};
use shared::person::Role as PersonRole;
use shared::refusal::Refusal;
use shared::service::{Offers, Takes};
use shared::ticket::KioskAbout;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use self::fanout::Fanout;
use self::frame::text_frame;
use self::limits::{RefusedTokens, UnknownQueries};
use self::outbox::{Frame, Outbox, Outgoing};
pub use self::pages::Feed;
use self::pages::Pages;
use self::render::{Audience, Dialects, Message};
pub use self::request::{
    Asked, Dialect, Due, Grant, Newcomer, Request, Requests, Role, Stopping, Visited,
};
use crate::core::{
    Act, Aside, ConnId, Core, Effect, Entry, Now, PersonId, Reply, Ticket, TokenHash,
};
use crate::health::Health;
use crate::settings::Settings;

/// A connection as the hub knows it.
#[derive(Debug)]
struct Client {
    role: Role,
    dialect: Dialect,
    outbox: Arc<Outbox>,
    /// What it hears once the batch is on disk.
    pending: Outgoing,
    is_touched: bool,
    /// Whose state it needs and where that stands in what is pending. It is rendered only when
    /// something else happens, so that many sign-ins in a row cost one state.
    state: Option<(usize, PersonId)>,
    /// Its place among the staff connections that have not signed in.
    place: Option<OwnedSemaphorePermit>,
    /// By which name limits bind it; none: they do not.
    limited: Option<String>,
    device: Option<TokenHash>,
    /// The token by which it signed in last.
    token: Option<TokenHash>,
    /// Dropped to end what is read beside the clerk for it, and what that needs one to be: reports
    /// go on beside each other.
    readings: Vec<(oneshot::Sender<Refusal>, PersonRole)>,
}

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
    last_waiting: String,
    /// The version of the profile with which the services were told last, and what each took then;
    /// none: nothing was.
    last_services: Option<(u64, Vec<Takes>)>,
    /// What was said last of how many wait for each service.
    last_lanes: Vec<String>,
    /// What was said last of what staff should look after: to leads, to the others; none: nothing
    /// is known of it.
    last_warnings: [Option<String>; 2],
    /// What was said last of the services: to kiosks and staff, to displays.
    last_offers: [Option<String>; 2],
    /// Whether anything was ever said of services or of what staff should look after.
    has_told_services: bool,
    /// What was said last of when the desk is open: to kiosks, to the others, to all.
    last_opening: [String; 3],
    /// What was said last of how visitors join by telephone; none: nothing is known of it.
    last_joining: Option<String>,
    /// Visitors' pages, where there are any.
    pages: Option<Pages>,
    warning: String,
}

impl Hub {
    /// A hub without connections, with so many places for staff that have not signed in.
    pub fn open(settings: &Settings, health: Arc<Health>, places: usize) -> std::io::Result<Self> {
        let per_hour = settings.unknown_queries_per_hour;
        Ok(Self {
            health,
            clients: BTreeMap::new(),
            touched: Vec::new(),
            stateless: Vec::new(),
            places: Arc::new(Semaphore::new(places)),
            fanout: Fanout::open()?,
            unknown_queries: UnknownQueries::new(per_hour),
            refused_tokens: RefusedTokens::default(),
            last_waiting: String::new(),
            last_services: None,
            last_lanes: Vec::new(),
            // Who comes to a desk where nothing is the matter is told nothing of it.
            last_warnings: [(); 2].map(|()| Some(nothing_to_look_after())),
            last_offers: [(); 2].map(|()| Some(no_services())),
            has_told_services: false,
            last_opening: Default::default(),
            last_joining: Some(nobody_joins()),
            pages: None,
            warning: String::new(),
        })
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
        let needs = match aside {
            Aside::Health | Aside::Report(_) => PersonRole::Lead,
            Aside::Export(..)
            | Aside::Audit(..)
            | Aside::Visitor(_)
            | Aside::Retention(_)
            | Aside::Erase(..)
            | Aside::Backup => PersonRole::Admin,
        };
        let client = self.clients.get_mut(&conn)?;
        if let Some(refusal) = lacks(core, conn, needs) {
            return Some(Err(refusal));
        }
        // Those that have ended by themselves.
        client.readings.retain(|(reading, _)| !reading.is_closed());
        client.readings.push((granted, needs));
        Some(Ok(Grant { aside, connected, revoked }))
    }

    /// What somebody may do has changed, or a session ended: who may send long messages, and who
    /// still has a right to what is being read out for them.
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

    /// How many wait and how it stands with the services, where that has changed.
    pub fn tell_queue(&mut self, core: &Core, now: Now) {
        self.tell_waiting(core, now);
        self.tell_services(core, now);
    }

    /// How many wait, where that has changed.
    fn tell_waiting(&mut self, core: &Core, now: Now) {
        let waiting = render::waiting(core, now);
        self.health.set_waiting(waiting.count);
        let text = Common::Waiting(waiting).to_string();
        if text != self.last_waiting {
            self.last_waiting.clone_from(&text);
            self.tell(core, &Message { audience: Audience::Everybody, text }, None);
        }
    }

    /// How it stands with the services and what staff should look after, where that has changed.
    fn tell_services(&mut self, core: &Core, now: Now) {
        let is_plain = core.services().0.is_empty() && core.help().is_empty();
        if is_plain && !self.has_told_services {
            // A desk that never had services says nothing of them.
            return;
        }
        self.has_told_services = true;
        let offered = core.offered(now);
        if self.last_services.as_ref() != Some(&offered) {
            self.last_services = Some(offered);
            let audiences = [Audience::StaffAndKiosks, Audience::Displays(Dialects::V2)];
            for (place, audience) in audiences.into_iter().enumerate() {
                let text = Common::Services(render::services(core, place == 1, now)).to_string();
                if self.last_offers[place].as_ref() != Some(&text) {
                    self.last_offers[place] = Some(text.clone());
                    self.tell(core, &Message { audience, text }, None);
                }
            }
        }
        let lanes: Vec<String> = render::lanes(core, now).iter().map(ToString::to_string).collect();
        let last = std::mem::replace(&mut self.last_lanes, lanes.clone());
        for text in lanes.into_iter().filter(|text| !last.contains(text)) {
            self.tell(core, &Message { audience: Audience::Everybody, text }, None);
        }
        let audiences = [(true, Audience::Leads), (false, Audience::OtherStaff)];
        for (place, (is_lead, audience)) in audiences.into_iter().enumerate() {
            let text = StaffMessage::Warnings(render::warnings(core, is_lead)).to_string();
            if self.last_warnings[place].as_ref() != Some(&text) {
                self.last_warnings[place] = Some(text.clone());
                self.tell(core, &Message { audience, text }, None);
            }
        }
    }

    /// Whether the desk is open, where that has changed.
    pub fn tell_opening(&mut self, core: &Core, now: Now) {
        let hears = [Audience::Kiosks, Audience::StaffAndDisplays, Audience::Everybody];
        let standing = core.opening(now);
        let texts = [
            Common::Desk(render::desk_state(core, standing, true, now)),
            Common::Desk(render::desk_state(core, standing, false, now)),
            Common::Hours(core.hours(standing, now)),
        ];
        for (place, (audience, text)) in hears.into_iter().zip(texts).enumerate() {
            let text = text.to_string();
            if text != self.last_opening[place] {
                self.last_opening[place].clone_from(&text);
                self.tell(core, &Message { audience, text }, None);
            }
        }
    }

    /// How visitors join by telephone, where that has changed.
    pub fn tell_joining(&mut self, core: &Core, now: Now) {
        if let Some(pages) = &mut self.pages {
            pages.look(core, now);
        }
        let text = Common::Join(core.joining(now)).to_string();
        if self.last_joining.as_ref() != Some(&text) {
            self.last_joining = Some(text.clone());
            self.tell(core, &Message { audience: Audience::KiosksAndDisplays, text }, None);
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
        self.last_waiting.clear();
        self.last_services = None;
        self.last_lanes.clear();
        if self.has_told_services {
            self.last_warnings = Default::default();
            self.last_offers = Default::default();
        }
        self.last_opening = Default::default();
        // A desk that never had such a code says nothing of it.
        self.last_joining = self.last_joining.take().filter(|text| *text == nobody_joins());
    }
}

impl Client {
    /// Ends what whoever is signed in here has no right to any more.
    fn look_at_rights(&mut self, core: &Core, conn: ConnId) {
        self.outbox.set_admin(role_on(core, conn) == Some(PersonRole::Admin));
        let is_lacking = |(_, needs): &mut (_, PersonRole)| lacks(core, conn, *needs).is_some();
        for (reading, needs) in self.readings.extract_if(.., is_lacking) {
            if let Some(refusal) = lacks(core, conn, needs) {
                // It may have ended by itself.
                reading.send(refusal).ok();
            }
        }
    }

    /// Notes that there is something pending, in the list of those that have.
    fn touch(&mut self, conn: ConnId, touched: &mut Vec<ConnId>) {
        if !self.is_touched {
            self.is_touched = true;
            touched.push(conn);
        }
    }

    fn push(&mut self, conn: ConnId, frame: Frame, touched: &mut Vec<ConnId>) {
        self.pending.frames.push(frame);
        self.touch(conn, touched);
    }

    fn hears(&self, core: &Core, conn: ConnId, audience: Audience, cause: Option<ConnId>) -> bool {
        let is_cause = cause == Some(conn);
        let is_v2 = self.dialect == Dialect::V2;
        let is_staff = self.role == Role::Staff;
        let speaks = |dialects: Dialects| match dialects {
            Dialects::Both => true,
            Dialects::Classic => !is_v2,
            Dialects::V2 => is_v2,
        };
        let person = || core.signed_in(conn).map(|sign_in| sign_in.person);
        match audience {
            Audience::SignedIn(dialects) => {
                is_staff && speaks(dialects) && (is_v2 || !is_cause) && person().is_some()
            }
            Audience::Staff => is_staff && is_v2,
            Audience::StaffAndKiosks => is_v2 && self.role != Role::Display,
            Audience::OtherStaff => {
                is_staff && is_v2 && role_on(core, conn).is_some_and(|role| role < PersonRole::Lead)
            }
            Audience::Leads => is_staff && is_v2 && role_on(core, conn) >= Some(PersonRole::Lead),
            Audience::WithoutTable => {
                let has_none = |person| core.desk().table_of(person).is_none();
                is_staff && !is_cause && person().is_none_or(has_none)
            }
            Audience::WholePerson(whose) => is_staff && is_v2 && person() == Some(whose),
            Audience::Person(whose) => is_staff && is_v2 && !is_cause && person() == Some(whose),
            Audience::Session { token, but_cause } => {
                is_v2 && self.token == Some(token) && !(but_cause && is_cause)
            }
            Audience::Displays(dialects) => self.role == Role::Display && speaks(dialects),
            Audience::Kiosks => is_v2 && self.role == Role::Kiosk,
            Audience::KiosksAndDisplays => is_v2 && self.role != Role::Staff,
            Audience::StaffAndDisplays => is_v2 && self.role != Role::Kiosk,
            Audience::Everybody => is_v2,
        }
    }
}

/// What is said where there is nothing to look after.
fn nothing_to_look_after() -> String {
    StaffMessage::Warnings(Warnings::default()).to_string()
}

/// What is said where a desk has no services.
fn no_services() -> String {
    Common::Services(Offers::default()).to_string()
}

/// What is said where nobody may join by telephone.
fn nobody_joins() -> String {
    Common::Join(None).to_string()
}

/// What whoever is signed in on a connection may do.
fn role_on(core: &Core, conn: ConnId) -> Option<PersonRole> {
    core.accounts().role(core.signed_in(conn)?.person)
}

/// Why somebody may not do what a role is needed for, if so.
fn lacks(core: &Core, conn: ConnId, needs: PersonRole) -> Option<Refusal> {
    match role_on(core, conn) {
        None => Some(Refusal::Relogin),
        Some(role) if role >= needs => None,
        Some(_) if needs == PersonRole::Lead => Some(Refusal::NeedsLead),
        Some(_) => Some(Refusal::NeedsAdmin),
    }
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
