//! Kiosks and displays that an admin lets in and takes out again.

use app_kit::address::ServerAddress;
use app_kit::field::Field;
use chrono::Days;
use shared::command::{Day, StaffCommand};
use shared::device::{Enrolment, EnrolmentFile, code};
use shared::text::Secret;
use shared::visitor::NAME_CHARS;

use super::{Asked, FileWish};
use crate::model::{Effect, Model};
use crate::words::{PageSay, Say};

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
    /// The form that lets many in by a file.
    pub many: Option<ManyDraft>,
}

/// Many devices that are to let themselves in.
#[derive(Debug)]
pub struct ManyDraft {
    /// How many.
    pub count: Field,
    /// The last day.
    pub until: Field,
    /// Where they find the server.
    pub server: Field,
    /// What stands in the way.
    pub problem: Option<String>,
    /// The file, once the server has made the word that stands in it.
    file: Option<Secret>,
}

impl ManyDraft {
    /// Whether the file is there to be saved.
    pub fn is_made(&self) -> bool {
        self.file.is_some()
    }
}

/// For how many days devices may let themselves in, unless somebody says otherwise.
const MANY_DAYS: u64 = 7;

/// The most devices that the server lets in by one file.
const MOST_MANY: u32 = 1000;

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
            many: None,
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

    /// Opens the form for many devices, or closes it.
    pub(super) fn open_many(&mut self, is_open: bool) -> Vec<Effect> {
        let until = self.desk_today() + Days::new(MANY_DAYS);
        let server = self.server_for_devices();
        self.drafts.pages.devices.many = is_open.then(|| ManyDraft {
            count: Field::of_chars(6),
            until: Field::of_chars(20).with_text(&until.to_string()),
            server: Field::of_chars(NAME_CHARS * 3).with_text(&server),
            problem: None,
            file: None,
        });
        Vec::new()
    }

    /// Where devices find the server: as this window does, but by the name of the machine where
    /// that is this one.
    fn server_for_devices(&self) -> String {
        let Ok(address) = self.settings.server.parse::<ServerAddress>() else {
            return String::new();
        };
        if let [place] = address.places()
            && address.is_local()
            && !self.host.is_empty()
        {
            let (is_encrypted, path) = (address.is_encrypted(), address.path());
            return EnrolmentFile::server_at(&self.host, place.port(), is_encrypted) + path;
        }
        address.to_string()
    }

    /// Asks the server for the word by which so many devices let themselves in.
    pub(super) fn enrol_many(&mut self) -> Vec<Effect> {
        let speech = self.speech;
        let Some(many) = &mut self.drafts.pages.devices.many else { return Vec::new() };
        let count = many.count.text().trim().parse::<u32>().ok();
        let count = count.filter(|count| (1..=MOST_MANY).contains(count));
        let until = many.until.text().trim().parse::<Day>();
        let server = many.server.text().parse::<ServerAddress>();
        let most = MOST_MANY.to_string();
        many.problem = match (count, &until, &server) {
            (None, ..) => Some(speech.say(PageSay::TroubleNumber { least: "1", most: &most })),
            (_, Err(_), _) => Some(speech.say(Say::WriteDaysLikeThis)),
            (.., Err(_)) => Some(speech.say(PageSay::NotAServer)),
            _ => None,
        };
        let (Some(count), Ok(Day(until)), Ok(_)) = (count, until, server) else {
            return Vec::new();
        };
        let enrolment = Enrolment { count, until: until.to_string() };
        self.ask_server(Asked::Enrol(enrolment.clone()), StaffCommand::Enrol(enrolment.into()))
    }

    /// The word is there: the file can be saved.
    pub(super) fn many_may_enrol(&mut self, enrolment: &Enrolment, token: Secret) -> Vec<Effect> {
        let certificate = self.settings.pinned().map(|fingerprint| fingerprint.to_string());
        let Some(many) = &mut self.drafts.pages.devices.many else { return Vec::new() };
        let Ok(server) = many.server.text().parse::<ServerAddress>() else { return Vec::new() };
        let certificate = certificate.filter(|_| server.is_encrypted());
        let file = EnrolmentFile { server: server.to_string(), certificate, token };
        many.file = Some(Secret::new(file.text(enrolment.count, &enrolment.until)));
        vec![Effect::ChooseFile(FileWish::Enrolment)]
    }

    /// The file could not be made.
    pub(super) fn many_problem(&mut self, problem: String) {
        if let Some(many) = &mut self.drafts.pages.devices.many {
            many.problem = Some(problem);
        }
    }

    /// The lines of the file by which many devices let themselves in.
    pub(super) fn enrolment_lines(&self) -> Vec<String> {
        let many = self.drafts.pages.devices.many.as_ref();
        let file = many.and_then(|many| many.file.as_ref());
        file.map(|file| file.expose().lines().map(str::to_owned).collect()).unwrap_or_default()
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
