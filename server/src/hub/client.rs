//! One connection: what is pending for it, what it hears, and what it has a right to.

use std::sync::Arc;

use shared::person::Role as PersonRole;
use shared::refusal::Refusal;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::outbox::{Frame, Outbox, Outgoing};
use super::render::{Audience, Dialects};
use super::request::{Dialect, Role};
use crate::core::{ConnId, Core, PersonId, TokenHash};

/// A connection as the hub knows it.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) role: Role,
    pub(super) dialect: Dialect,
    pub(super) outbox: Arc<Outbox>,
    /// What it hears once the batch is on disk.
    pub(super) pending: Outgoing,
    pub(super) is_touched: bool,
    /// Whose state it needs and where that stands in what is pending. It is rendered only when
    /// something else happens, so that many sign-ins in a row cost one state.
    pub(super) state: Option<(usize, PersonId)>,
    /// Its place among the staff connections that have not signed in.
    pub(super) place: Option<OwnedSemaphorePermit>,
    /// By which name limits bind it; none: they do not.
    pub(super) limited: Option<String>,
    pub(super) device: Option<TokenHash>,
    /// The token by which it signed in last.
    pub(super) token: Option<TokenHash>,
    /// Dropped to end what is read beside the clerk for it, and what that needs one to be: reports
    /// go on beside each other.
    pub(super) readings: Vec<(oneshot::Sender<Refusal>, Needs)>,
}

/// What whoever reads something beside the clerk must go on having.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    pub(super) role: PersonRole,
    /// That the desk reports of people.
    pub(super) people: bool,
}

impl Client {
    /// Ends what whoever is signed in here has no right to any more.
    pub(super) fn look_at_rights(&mut self, core: &Core, conn: ConnId) {
        self.outbox.set_admin(role_on(core, conn) == Some(PersonRole::Admin));
        let is_lacking = |(_, needs): &mut (_, Needs)| lacks(core, conn, *needs).is_some();
        for (reading, needs) in self.readings.extract_if(.., is_lacking) {
            if let Some(refusal) = lacks(core, conn, needs) {
                // It may have ended by itself.
                reading.send(refusal).ok();
            }
        }
    }

    /// Notes that there is something pending, in the list of those that have.
    pub(super) fn touch(&mut self, conn: ConnId, touched: &mut Vec<ConnId>) {
        if !self.is_touched {
            self.is_touched = true;
            touched.push(conn);
        }
    }

    pub(super) fn push(&mut self, conn: ConnId, frame: Frame, touched: &mut Vec<ConnId>) {
        self.pending.frames.push(frame);
        self.touch(conn, touched);
    }

    pub(super) fn hears(
        &self,
        core: &Core,
        conn: ConnId,
        audience: Audience,
        cause: Option<ConnId>,
    ) -> bool {
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
            Audience::Kiosk(that) => is_v2 && self.role == Role::Kiosk && conn == that,
            Audience::KiosksAndDisplays => is_v2 && self.role != Role::Staff,
            Audience::StaffAndDisplays => is_v2 && self.role != Role::Kiosk,
            Audience::Everybody => is_v2,
        }
    }
}

/// What whoever is signed in on a connection may do.
pub(super) fn role_on(core: &Core, conn: ConnId) -> Option<PersonRole> {
    core.accounts().role(core.signed_in(conn)?.person)
}

/// Why somebody may not do what so much is needed for, if so.
pub(super) fn lacks(core: &Core, conn: ConnId, needs: Needs) -> Option<Refusal> {
    match role_on(core, conn) {
        None => Some(Refusal::Relogin),
        Some(role) if role >= needs.role => {
            (needs.people && !core.profile().report_people).then_some(Refusal::PeopleNotReported)
        }
        Some(_) if needs.role == PersonRole::Lead => Some(Refusal::NeedsLead),
        Some(_) => Some(Refusal::NeedsAdmin),
    }
}
