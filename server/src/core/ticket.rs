//! A ticket with everything the desk knows of it, open or ended.

use serde::{Deserialize, Serialize};
use shared::ids::{TableNo, TicketId};
use shared::service::{Label, Prefix, ServiceId, contact_key};
use shared::text::{clean, fold};
use shared::ticket::{Outcome, Source};
use shared::visitor::address_key;

use super::accounts::PersonId;
use super::time::Millis;

/// The time of a ticket in a service that it has left for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// Which service; none: the desk had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// When it came into that queue.
    pub entered: Millis,
    /// When it was called for the first time there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_call: Option<Millis>,
    /// When it was called there last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_call: Option<Millis>,
    /// When the visitor came to the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Millis>,
    /// When it left for the next service.
    pub left: Millis,
    /// The table where it was called there last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableNo>,
    /// Who had it there last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
}

/// A ticket with everything the desk knows of it, open or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Which ticket.
    pub id: TicketId,
    /// The visitor's address as typed; empty once forgotten.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// The visitor's name; empty once forgotten.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Who has it, or had it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    /// The table where it was called last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableNo>,
    /// When the visitor asked.
    pub start: Millis,
    /// When it was claimed for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_claimed: Option<Millis>,
    /// When its owner took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Millis>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Millis>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Who ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<PersonId>,
    /// Its place in the queue: lower goes first, then the lower id. With services this is when it
    /// is due.
    pub rank: i64,
    /// How often it was called; never goes back.
    #[serde(default)]
    pub calls: u32,
    /// When it was called last, as a count over all calls of the desk: what a display shows at
    /// a table is the ticket with the highest. 0 before the first call.
    #[serde(default)]
    pub called: i64,
    /// When somebody last acted on it.
    pub acted: Millis,
    /// The id of the reason given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The language the visitor chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Where it was made.
    pub source: Source,
    /// What colleagues wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The visitor's telephone number or number as typed; none once forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Which service it is in; none: the desk has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// The letter of the service that it was made in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Prefix>,
    /// When its visitor came, by the time that orders those who wait; none: at `rank`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival: Option<i64>,
    /// With priority: the place in the queue that it would have without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual: Option<i64>,
    /// When it came into the queue where it is; none: when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered: Option<Millis>,
    /// When it was called for the first time there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_call: Option<Millis>,
    /// When it was called there last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_call: Option<Millis>,
    /// When the visitor came to the table that called, if somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Millis>,
    /// The services that it has been in before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<Leg>,
    /// Between how many seconds its visitor was told to expect to wait, when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<(u32, u32)>,
    /// What the kiosk is called that made it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kiosk: Option<String>,
}

impl Ticket {
    /// Its time in the service where it is, which it leaves now for another.
    pub fn leg(&self, left: Millis) -> Leg {
        Leg {
            service: self.service.clone(),
            entered: self.entered.unwrap_or(self.start),
            first_call: self.first_call,
            last_call: self.last_call,
            arrived: self.arrived,
            left,
            table: self.table,
            owner: self.owner,
        }
    }
}

/// The key by which a visitor is found: of the address, or else of the telephone number or number,
/// or else of the name. None: they told nothing.
pub fn visitor_key(email: &str, name: &str, contact: Option<&str>) -> Option<String> {
    if !email.is_empty() {
        Some(address_key(email))
    } else if let Some(contact) = contact.filter(|contact| !contact.is_empty()) {
        Some(by_contact(contact))
    } else {
        (!name.is_empty()).then(|| by_name(name))
    }
}

/// The keys of the visitors whom somebody may mean who writes an address, a telephone number, a
/// number or a name.
pub fn keys_meant(text: &str) -> Vec<String> {
    if text.contains('@') {
        return vec![address_key(text)];
    }
    vec![address_key(text), by_contact(text), by_name(&clean(text))]
}

// No address has a control character.
fn by_contact(contact: &str) -> String {
    format!("\u{1}{}", contact_key(contact))
}

fn by_name(name: &str) -> String {
    format!("\u{2}{}", fold(name))
}

impl Ticket {
    /// Whether nobody has it.
    pub fn is_waiting(&self) -> bool {
        self.end.is_none() && self.owner.is_none()
    }

    /// A ticket that waits since it was made, and of whose visitor nothing is known.
    pub fn new(id: TicketId, start: Millis, rank: i64, source: Source) -> Self {
        Self {
            id,
            email: String::new(),
            name: String::new(),
            owner: None,
            table: None,
            start,
            first_claimed: None,
            claimed: None,
            end: None,
            outcome: None,
            ended_by: None,
            rank,
            calls: 0,
            called: 0,
            acted: start,
            reason: None,
            lang: None,
            source,
            note: None,
            contact: None,
            service: None,
            prefix: None,
            arrival: None,
            usual: None,
            entered: None,
            first_call: None,
            last_call: None,
            arrived: None,
            legs: Vec::new(),
            promised: None,
            kiosk: None,
        }
    }

    /// How people call it.
    pub fn label(&self) -> Label {
        Label::new(self.prefix, self.id)
    }

    /// When its visitor came, by the time that orders those who wait.
    pub fn arrival(&self) -> i64 {
        self.arrival.unwrap_or(self.rank)
    }

    /// Whether it goes first.
    pub fn has_priority(&self) -> bool {
        self.usual.is_some()
    }

    /// The key by which its visitor is found.
    pub fn visitor_key(&self) -> Option<String> {
        visitor_key(&self.email, &self.name, self.contact.as_deref())
    }

    /// Whether its visitor told nothing of themselves.
    pub fn is_nameless(&self) -> bool {
        self.email.is_empty() && self.name.is_empty() && self.contact.is_none()
    }

    /// It was called at a moment.
    pub(super) fn call(&mut self, at: Millis) {
        self.first_call.get_or_insert(at);
        self.last_call = Some(at);
        self.acted = at;
    }

    /// A moment, but never before what already happened to this ticket: a clock set back must
    /// not turn its times around.
    pub fn not_before(&self, at: Millis) -> Millis {
        at.max(self.acted).max(self.start)
    }

    /// Forgets the person; the times stay.
    pub fn forget(&mut self) {
        self.email.clear();
        self.name.clear();
        self.contact = None;
        self.note = None;
    }
}
