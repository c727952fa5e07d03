//! Kiosks and displays that an admin lets in and takes out again.

use app_kit::field::Field;
use shared::command::StaffCommand;
use shared::device::{Device, code};
use shared::visitor::NAME_CHARS;

use super::{Effect, Form, Model, What};
use crate::words::Say;

/// How many characters a code has.
const CODE_CHARS: usize = 6;

/// What is typed on the form of devices.
#[derive(Debug, Clone)]
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
    /// The devices, once the server has said which there are.
    pub list: Option<Vec<Device>>,
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
            list: None,
        }
    }
}

impl Model {
    pub(super) fn list_devices(&mut self) -> Vec<Effect> {
        self.request_from_form(What::ListDevices, StaffCommand::Devices)
    }

    pub(super) fn approve_device(&mut self) -> Vec<Effect> {
        let problem = self.speech.say(Say::TypeTheCode);
        let Some(draft) = self.devices_draft() else { return Vec::new() };
        draft.done = None;
        let code = code(draft.code.text());
        if code.chars().count() != CODE_CHARS {
            draft.problem = Some(problem);
            return Vec::new();
        }
        draft.problem = None;
        let name = draft.name.text().trim().to_owned();
        self.request_from_form(What::Approve, StaffCommand::Approve { code, name })
    }

    /// Asks whether a device is really to be taken out; none: it is not.
    pub(super) fn ask_revoke(&mut self, name: Option<String>) -> Vec<Effect> {
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
        self.request_from_form(What::Revoke, StaffCommand::Revoke(name))
    }

    pub(super) fn device_approved(&mut self, form: Option<u64>, name: &str) -> Vec<Effect> {
        if let Some(Form::Devices(draft)) = self.form_of(form) {
            draft.code.clear();
            draft.name.clear();
        }
        let done = self.speech.say(Say::DeviceIsLetIn { name });
        self.device_done(form, done)
    }

    pub(super) fn device_revoked(&mut self, form: Option<u64>, name: &str) -> Vec<Effect> {
        let done = self.speech.say(Say::DeviceIsTakenOut { name });
        self.device_done(form, done)
    }

    /// Something about devices was done: what, and how they stand now.
    fn device_done(&mut self, form: Option<u64>, done: String) -> Vec<Effect> {
        if let Some(Form::Devices(draft)) = self.form_of(form) {
            draft.revoking = None;
            draft.done = Some(done);
            return self.list_devices();
        }
        self.say(done, Vec::new());
        Vec::new()
    }

    pub(super) fn devices_listed(&mut self, form: Option<u64>, list: Vec<Device>) {
        if let Some(Form::Devices(draft)) = self.form_of(form) {
            draft.list = Some(list);
        }
    }

    fn devices_draft(&mut self) -> Option<&mut DevicesDraft> {
        match self.open_form_mut() {
            Some(Form::Devices(draft)) => Some(draft),
            _ => None,
        }
    }
}
