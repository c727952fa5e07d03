//! Kiosks and displays that an admin lets in and takes out again.

use shared::command::StaffCommand;
use shared::device::{Device, code};

use super::answers::Asked;
use super::drafts::Sheet;
use super::{Effect, Model};

/// How many characters a code has.
const CODE_CHARS: usize = 6;

/// What is typed on the sheet of devices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DevicesDraft {
    /// The code that a device shows.
    pub code: String,
    /// What it is to be called.
    pub name: String,
    /// What stands in the way.
    pub problem: Option<String>,
    /// What was done last.
    pub done: Option<String>,
    /// The device that is about to be taken out.
    pub revoking: Option<String>,
    /// The devices, once the server has said which there are.
    pub list: Option<Vec<Device>>,
}

impl Model {
    pub(super) fn list_devices(&mut self) -> Vec<Effect> {
        self.ask(Asked::Devices, StaffCommand::Devices)
    }

    pub(super) fn approve_device(&mut self) -> Vec<Effect> {
        let Some(draft) = self.devices_draft() else { return Vec::new() };
        draft.done = None;
        let code = code(&draft.code);
        if code.chars().count() != CODE_CHARS {
            draft.problem = Some("Type the six letters and digits that it shows.".to_owned());
            return Vec::new();
        }
        draft.problem = None;
        let name = draft.name.trim().to_owned();
        self.ask(Asked::Approve, StaffCommand::Approve { code, name })
    }

    /// Asks whether a device is really to be taken out; none: it is not.
    pub(super) fn doubt_device(&mut self, name: Option<String>) -> Vec<Effect> {
        if let Some(draft) = self.devices_draft() {
            draft.revoking = name;
            draft.problem = None;
        }
        Vec::new()
    }

    pub(super) fn revoke_device(&mut self) -> Vec<Effect> {
        let Some(name) = self.devices_draft().and_then(|draft| draft.revoking.clone()) else {
            return Vec::new();
        };
        self.ask(Asked::Revoke, StaffCommand::Revoke(name))
    }

    /// Something about devices was done: what, and how they stand now.
    pub(super) fn device_done(&mut self, done: String, is_approved: bool) -> Vec<Effect> {
        if let Some(draft) = self.devices_draft() {
            if is_approved {
                draft.code.clear();
                draft.name.clear();
            }
            draft.revoking = None;
            draft.done = Some(done);
            return self.list_devices();
        }
        self.say(&done, None);
        Vec::new()
    }

    pub(super) fn devices_listed(&mut self, list: Vec<Device>) {
        if let Some(draft) = self.devices_draft() {
            draft.list = Some(list);
        }
    }

    pub(super) fn device_problem(&mut self, text: &str) {
        match self.devices_draft() {
            Some(draft) => {
                draft.revoking = None;
                draft.problem = Some(text.to_owned());
            }
            None => self.say(text, None),
        }
    }

    fn devices_draft(&mut self) -> Option<&mut DevicesDraft> {
        match &mut self.drafts.sheet {
            Some(Sheet::Devices(draft)) => Some(draft),
            _ => None,
        }
    }
}
