//! Kiosks and displays that an admin lets in and takes out again.

use app_kit::field::Field;
use shared::command::StaffCommand;
use shared::device::code;
use shared::visitor::NAME_CHARS;

use super::Asked;
use crate::model::{Effect, Model};
use crate::words::Say;

/// How many characters a code has.
const CODE_CHARS: usize = 6;

/// What is typed on the page of devices.
#[derive(Debug)]
pub struct DevicesDraft {
    /// The code that a device shows.
    pub code: Field,
    /// What it is to be called.
    pub name: Field,
    /// What stands in the way.
    pub problem: Option<String>,
    /// What was done last.
    pub done: Option<String>,
    /// The device that is about to be taken out.
    pub revoking: Option<String>,
}

/// More than a code has, with what people type between its letters.
const TYPED_CODE_CHARS: usize = 20;

impl Default for DevicesDraft {
    fn default() -> Self {
        Self {
            code: Field::of_chars(TYPED_CODE_CHARS),
            name: Field::of_chars(NAME_CHARS),
            problem: None,
            done: None,
            revoking: None,
        }
    }
}

impl Model {
    pub(super) fn approve_device(&mut self) -> Vec<Effect> {
        let problem = self.speech.say(Say::TypeTheCode);
        let draft = &mut self.drafts.pages.devices;
        draft.done = None;
        let code = code(draft.code.text());
        if code.chars().count() != CODE_CHARS {
            draft.problem = Some(problem);
            return Vec::new();
        }
        draft.problem = None;
        let name = draft.name.text().trim().to_owned();
        self.ask_server(Asked::Approve, StaffCommand::Approve { code, name })
    }

    /// Asks whether a device is really to be taken out; none: it is not.
    pub(super) fn ask_revoke(&mut self, name: Option<String>) -> Vec<Effect> {
        self.drafts.pages.devices.revoking = name;
        self.drafts.pages.devices.problem = None;
        Vec::new()
    }

    pub(super) fn revoke_device(&mut self) -> Vec<Effect> {
        let Some(name) = self.drafts.pages.devices.revoking.clone() else { return Vec::new() };
        self.ask_server(Asked::Revoke, StaffCommand::Revoke(name))
    }

    pub(super) fn device_approved(&mut self, name: &str) -> Vec<Effect> {
        self.drafts.pages.devices.code.clear();
        self.drafts.pages.devices.name.clear();
        let done = self.speech.say(Say::DeviceIsLetIn { name });
        self.device_done(done)
    }

    pub(super) fn device_revoked(&mut self, name: &str) -> Vec<Effect> {
        self.drafts.pages.devices.revoking = None;
        let done = self.speech.say(Say::DeviceIsTakenOut { name });
        self.device_done(done)
    }

    /// Something about devices was done: what, and how they stand now.
    fn device_done(&mut self, done: String) -> Vec<Effect> {
        if self.open_page() == Some(crate::pages::PageKind::Devices) {
            self.drafts.pages.devices.done = Some(done);
            return self.ask_server(Asked::Devices, StaffCommand::Devices);
        }
        self.say(done, Vec::new());
        Vec::new()
    }
}
