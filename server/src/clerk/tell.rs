//! What clients are told: collected for each of them until the batch is on disk.

use shared::message::{Common, StaffMessage, StaffSuccess};
use shared::mirror::RECENTLY_ENDED;

use super::Clerk;
use crate::desk::PersonId;
use crate::hub::frame::text_frame;
use crate::render::{self, Audience, Outgoing, Speaks};
use crate::session::{Dialect, Role, Session};

impl Clerk {
    pub(super) fn tell_waiting(&mut self) {
        let waiting = render::waiting(&self.desk, self.now);
        self.health.set_waiting(waiting.count);
        let text = Common::Waiting(waiting).to_string();
        if text != self.last_waiting {
            self.last_waiting.clone_from(&text);
            self.tell(&Outgoing { audience: Audience::Everybody, text }, None);
        }
    }

    pub(super) fn tell(&mut self, message: &Outgoing, cause: Option<u64>) {
        let frame = text_frame(&message.text);
        for (conn, client) in &mut self.clients {
            let is_cause = cause == Some(*conn);
            let is_v2 = client.session.dialect == Dialect::V2;
            let speaks = |speaks: Speaks| match speaks {
                Speaks::Both => true,
                Speaks::Classic => !is_v2,
                Speaks::V2 => is_v2,
            };
            let person = client.session.person();
            let hears = match message.audience {
                Audience::SignedIn(in_which) => {
                    person.is_some() && speaks(in_which) && (is_v2 || !is_cause)
                }
                Audience::Staff => client.session.role == Role::Staff && is_v2,
                Audience::WithoutTable => {
                    client.session.role == Role::Staff
                        && !is_cause
                        && person.is_none_or(|person| self.desk.table_of(person).is_none())
                }
                Audience::Person(whose) => is_v2 && !is_cause && person == Some(whose),
                Audience::Displays(in_which) => {
                    client.session.role == Role::Display && speaks(in_which)
                }
                Audience::Everybody => is_v2,
            };
            if hears {
                client.pending.push(frame.clone());
                client.touch(*conn, &mut self.touched);
            }
        }
    }

    pub(super) fn succeed(&mut self, conn: u64, success: StaffSuccess) {
        self.answer(conn, &StaffMessage::Success(success).to_string());
    }

    pub(super) fn answer(&mut self, conn: u64, text: &str) {
        if let Some(client) = self.clients.get_mut(&conn) {
            client.pending.push(text_frame(text));
            client.touch(conn, &mut self.touched);
        }
    }

    pub(super) fn answered(&mut self, conn: u64) {
        if let Some(client) = self.clients.get_mut(&conn) {
            client.pending.answered += 1;
            client.touch(conn, &mut self.touched);
        }
    }

    pub(super) fn speaks_v2(&self, conn: u64) -> bool {
        self.clients.get(&conn).is_some_and(|client| client.session.dialect == Dialect::V2)
    }

    pub(super) fn greet(&mut self, conn: u64) {
        let Some(client) = self.clients.get(&conn) else { return };
        let Session { role, dialect, .. } = client.session;
        let is_v2 = dialect == Dialect::V2;
        let mut texts = Vec::new();
        if is_v2 {
            texts = render::common_state(&self.desk, &self.settings, self.now);
            if role != Role::Display {
                texts.push(StaffMessage::Reasons(self.settings.reasons.clone()).to_string());
            }
            if role == Role::Staff {
                texts.push(StaffMessage::Warning(self.warning.clone()).to_string());
            }
        }
        match role {
            Role::Staff => texts.push(render::taken(&self.desk)),
            Role::Kiosk | Role::Display => {}
        }
        for text in &texts {
            self.answer(conn, text);
        }
        if role == Role::Display {
            let state = render::display_state(&self.desk, &self.settings, is_v2);
            self.answer_state(conn, &state);
        }
    }

    pub(super) fn send_state(&mut self, conn: u64, person: PersonId) {
        let is_v2 = self.speaks_v2(conn);
        let ended = if is_v2 { self.store.recently_ended(RECENTLY_ENDED) } else { Ok(Vec::new()) };
        let ended = ended.unwrap_or_else(|error| {
            tracing::error!("failed to read the tickets that ended last: {error}");
            Vec::new()
        });
        let texts = render::staff_state(&self.desk, person, is_v2, &ended);
        self.answer_state(conn, &texts);
    }

    pub(super) fn answer_state(&mut self, conn: u64, texts: &[String]) {
        if let Some(client) = self.clients.get_mut(&conn) {
            client.pending.push_state(texts.iter().map(|text| text_frame(text)));
            client.touch(conn, &mut self.touched);
        }
    }
}
