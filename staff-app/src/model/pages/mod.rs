//! The pages on which a desk is run: what they know, and what is asked for on them.
//!
//! In reading order: [`spots`] (where a setting is edited), [`edits`] (what is changed about one),
//! [`saving`] (how a change reaches the server, and what two people at once mean), [`answers`]
//! (what the server says to these pages), [`people`], [`devices`], [`privacy`], [`log`],
//! [`services`], [`reports`] with [`today`], [`files`] (what is written to a file or read from one), [`exceptions`] with [`shared::calendar`] and
//! [`hours_text`] (hours), [`opening`] (how it stands with them), and the two screens before
//! anything else: [`set_up`] (a desk without accounts) and [`own_password`].

pub mod edits;
pub mod hours_text;
pub mod services;
pub mod spots;

mod answers;
mod devices;
mod exceptions;
mod files;
mod log;
mod opening;
mod own_password;
mod people;
mod privacy;
mod report_file;
mod reports;
mod saving;
mod set_up;
mod today;

use std::collections::BTreeMap;

use app_kit::field::Field;
use app_kit::text::Speech;
use serde_json::Value;
use shared::command::{Day, StaffCommand};
use shared::device::{Device, Enrolment};
use shared::health::ServerHealth;
use shared::opening::DayHours;
use shared::person::Role;
use shared::profile::{ProfileKey, ProfileState};
use shared::report::ReportKey;
use shared::service::ServiceId;
use shared::text::Arg;
use shared::text::UNDETERMINED;

use super::{Effect, Model, What};
use crate::pages::PageKind;
use crate::words::{PageSay, ReportSay};
pub use devices::{DevicesDraft, ManyDraft};
pub use edits::Edit;
pub use exceptions::{ExceptionDraft, ExceptionList, Preview, in_language};
pub use files::{FileDraft, FileWish};
pub use log::{LogDraft, LogPart, LogRow};
pub use own_password::OwnPasswordDraft;
pub use people::{OneTime, PeoplePart, PersonDraft};
pub use privacy::{PrivacyPart, RetentionAsk, VisitorPart, visitor_field};
pub use reports::{
    ENOUGH, HeatKind, Making, Period, Plot, ReportsDraft, ReportsPart, Wanted, Which, largest,
};
pub use saving::{Note, Typed};
pub use services::{ServiceEdit, ServicePart};
pub use set_up::{SetUpDraft, SetUpField};
pub use spots::Spot;
pub use today::LaneNow;

/// How long "Saved" stands beside a field.
pub const SAVED_MS: i64 = 4_000;

/// What the pages know.
#[derive(Debug, Default)]
pub struct Pages {
    /// Which one is open.
    pub open: Option<PageKind>,
    /// The desk's settings, once heard.
    pub profile: Option<ProfileState>,
    /// What stands beside the places at which settings are edited.
    pub notes: BTreeMap<Spot, Note>,
    /// Changes that wait to be sent, in order.
    waiting: std::collections::VecDeque<Edit>,
    /// A change that somebody else's came before, and who that is.
    overtaken: Option<saving::Overtaken>,
    /// The service whose row is open, by its id.
    pub open_service: Option<String>,
    /// The accounts.
    pub people: PeoplePart,
    /// Kiosks and displays, once heard.
    pub devices: Option<Vec<Device>>,
    /// When the desk is open on the next days, once heard.
    pub days: Option<Vec<DayHours>>,
    /// Visitors' data.
    pub privacy: PrivacyPart,
    /// Who did what.
    pub log: LogPart,
    /// How the server is, once heard.
    pub health: Option<ServerHealth>,
    /// The figures that a manager keeps.
    pub reports: ReportsPart,
    /// What stands in the way on a page that has no field to say it at.
    pub problem: Option<String>,
    /// What was done last on such a page.
    pub done: Option<String>,
    /// What stands in the way of setting the desk up, and at which field.
    pub set_up_problem: Option<(SetUpField, String)>,
    /// What stands in the way of choosing a password.
    pub password_problem: Option<String>,
    /// Whether somebody would rather sign in than set the desk up.
    pub is_set_up_put_aside: bool,
    /// Whether somebody else has set the desk up while this window was about to.
    pub was_set_up: bool,
}

/// What is typed on the pages.
#[derive(Debug, Default)]
pub struct PageDrafts {
    /// The fields of settings.
    pub fields: BTreeMap<Spot, Typed>,
    /// A reason that is being added, by its id: it is nowhere until it has a word.
    pub new_reason: Option<String>,
    /// What a service that is being added is called.
    pub new_service: Option<Field>,
    /// The service that was added last, until its row has been shown.
    pub added_service: Option<String>,
    /// An account that is being added or changed.
    pub person: PersonDraft,
    /// Kiosks and displays.
    pub devices: DevicesDraft,
    /// Days that differ, being added or changed.
    pub exception: Option<ExceptionDraft>,
    /// Holidays of a file, to choose from.
    pub preview: Option<Preview>,
    /// The address of a visitor.
    pub visitor: Option<Field>,
    /// The days and the filter of the log.
    pub log: Option<LogDraft>,
    /// What is chosen on the page of reports.
    pub reports: Option<ReportsDraft>,
    /// The path of a file, where no dialog can ask for it.
    pub file: Option<FileDraft>,
    /// A desk that is being set up.
    pub set_up: SetUpDraft,
    /// A password of one's own.
    pub own_password: OwnPasswordDraft,
}

/// What somebody asks for on the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Another page.
    Open(PageKind),
    /// Back to the desk.
    Leave,
    /// What stands on the page once more, as it is now.
    Refresh,
    /// A setting changes.
    Change(Edit),
    /// What somebody else wrote in this place stays.
    TakeTheirs(Spot),
    /// What was typed here goes over what somebody else wrote in this place.
    KeepMine(Spot),
    /// A row of the list of services opens; none: it closes.
    OpenService(Option<String>),
    /// The form for a new service opens, or closes.
    NewService(bool),
    /// The new service is made.
    AddService,
    /// A row of the list of people opens; none: it closes.
    OpenPerson(Option<String>),
    /// A form for a new account opens.
    NewPerson,
    /// The new account is made.
    AddPerson,
    /// The open account gets this name.
    RenamePerson(String, String),
    /// An account gets this role.
    SetRole(String, Role),
    /// An account can do these services; none: all of them.
    SetServices(String, Option<Vec<ServiceId>>),
    /// An account may be used, or not.
    EnablePerson(String, bool),
    /// An account gets a new password.
    ResetPerson(String),
    /// The one-time password goes to the clipboard.
    CopyPassword,
    /// Enough of the one-time password.
    ForgetPassword,
    /// Let the device in whose code was typed.
    ApproveDevice,
    /// Whether this device is to be taken out; none: it stays.
    AskRevoke(Option<String>),
    /// Yes, take it out.
    Revoke,
    /// The form for many devices opens, or closes.
    OpenMany(bool),
    /// The file for as many devices as were typed is made.
    EnrolMany,
    /// A form for days that differ opens, with those that there are or empty.
    OpenException(Option<Value>),
    /// The form for days that differ closes.
    CloseException,
    /// The days on the form are saved.
    SaveException,
    /// A calendar file is to be chosen.
    ChooseCalendar,
    /// What is ticked of the calendar file is added.
    AddHolidays,
    /// The calendar file is put aside.
    DropHolidays,
    /// The file was read.
    CalendarRead(Result<Vec<u8>, String>),
    /// Yes, keep visitors so much shorter.
    ShortenRetention,
    /// No, keep them as long as before.
    KeepRetention,
    /// Show what is kept of a visitor.
    ShowVisitor,
    /// Whether the visitor is to be forgotten.
    AskErase,
    /// Not after all.
    KeepVisitor,
    /// Yes, forget the visitor.
    Erase,
    /// The log of the chosen days.
    ReadLog,
    /// A report of this period.
    Period(Period),
    /// A report of this service; none: of all.
    ReportService(Option<ServiceId>),
    /// The report that is being made is not wanted any more.
    StopReport,
    /// The same report with what happened since.
    ReportAgain,
    /// What is shown goes to a file.
    SaveFile(FileWish),
    /// A place for a file was chosen, or the dialog was closed.
    FileChosen(FileWish, Option<std::path::PathBuf>),
    /// No dialog could be shown; this folder is there.
    NoDialog(FileWish, std::path::PathBuf),
    /// The file whose path was typed.
    FileTyped,
    /// The report becomes a page that is printed.
    PrintReport,
    /// The page to print is at this place, or why it is not.
    PagePrinted(Result<String, String>),
    /// The file was written, at this place, or why not.
    FileWritten(Result<String, String>),
    /// A copy of the store is made.
    BackUp,
    /// The desk is set up as typed.
    SetUp,
    /// Sign in to the desk that somebody else has set up.
    SignInInstead,
    /// Set the desk up after all.
    SetUpAfterAll,
    /// The password that was typed is my own from now on.
    ChooseOwnPassword,
}

/// What was asked of the server from these pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The settings.
    Settings,
    /// A change of a setting.
    Set {
        /// What it is.
        edit: Edit,
        /// The setting before it.
        old: Value,
        /// The setting after it.
        new: Value,
    },
    /// The accounts.
    People,
    /// A change of an account.
    Person(people::PersonAsk),
    /// Which devices there are.
    Devices,
    /// Let a device in.
    Approve,
    /// Take a device out.
    Revoke,
    /// Let many devices in by a file.
    Enrol(Enrolment),
    /// When the desk is open on the next days.
    Days,
    /// How many visitors a shorter retention forgets.
    Retention(u32),
    /// What is kept of a visitor.
    Visitor(String),
    /// Forget a visitor.
    Erase(String),
    /// Who did what.
    Log,
    /// A report.
    Report {
        /// The how many-th time that one was wanted.
        round: u64,
        /// Which of the two.
        which: Which,
    },
    /// A report is made no longer.
    StopReport(ReportKey),
    /// How the server is.
    Health,
    /// A copy of the store.
    Backup,
    /// The desk is set up.
    SetUp,
    /// My password, which must be another one.
    OwnPassword,
}

impl Model {
    /// What the person who is signed in may do.
    pub fn role(&self) -> Role {
        self.mirror.me.as_ref().map_or(Role::Staff, shared::message::Me::role)
    }

    /// The page of the owner that is open, if this person may see it.
    pub fn open_page(&self) -> Option<PageKind> {
        self.pages.open.filter(|page| self.role() >= page.row().least)
    }

    /// Whether a setting can be changed here: by an admin, where the server's file does not say it.
    pub fn can_change(&self, key: ProfileKey) -> bool {
        self.is_admin() && self.pinned_at(key).is_none()
    }

    /// Where a setting stands that cannot be changed here, as people read it.
    pub fn pinned_at(&self, key: ProfileKey) -> Option<&str> {
        let profile = self.pages.profile.as_ref()?;
        let is_pinned = profile.pinned.iter().any(|name| name == key.as_str());
        let place = profile.places.get(key.as_str()).map(String::as_str);
        is_pinned.then_some(place.unwrap_or("walkup.toml"))
    }

    /// Where a setting stands that cannot be changed here, and how it becomes free.
    pub fn locked_words(&self, key: ProfileKey) -> Option<String> {
        let place = self.pinned_at(key)?;
        let in_file = place.rsplit_once(", line ");
        Some(self.page_words(match in_file {
            Some((file, line)) => PageSay::LockedAt { file, line },
            None => PageSay::LockedBy { place: place.strip_prefix("flag ").unwrap_or(place) },
        }))
    }

    /// A setting as it holds now; null before it was heard.
    pub fn setting(&self, key: ProfileKey) -> &Value {
        const UNKNOWN: &Value = &Value::Null;
        let profile = self.pages.profile.as_ref();
        profile.and_then(|profile| profile.values.get(key.as_str())).unwrap_or(UNKNOWN)
    }

    /// What stands in a place as text.
    pub fn spot_text(&self, spot: &Spot) -> String {
        spot.text(self.setting(spot.key()))
    }

    /// Words of the pages.
    pub fn page_words(&self, say: PageSay<'_>) -> String {
        self.speech.say(say)
    }

    pub(super) fn ask(&mut self, ask: Ask) -> Vec<Effect> {
        match ask {
            Ask::Open(page) => self.open_owner_page(page),
            Ask::Leave => self.leave_pages(),
            Ask::Refresh => self.load_page(),
            Ask::Change(edit) => self.change_setting(edit),
            Ask::TakeTheirs(spot) => self.take_theirs(&spot),
            Ask::KeepMine(spot) => self.keep_mine(&spot),
            Ask::OpenService(id) => self.open_service(id),
            Ask::NewService(is_open) => self.new_service(is_open),
            Ask::AddService => self.add_service(),
            Ask::OpenPerson(user) => self.open_person(user),
            Ask::NewPerson => self.new_person(),
            Ask::AddPerson => self.add_person(),
            Ask::RenamePerson(user, name) => self.rename_person(user, &name),
            Ask::SetRole(user, role) => self.set_role(user, role),
            Ask::SetServices(user, services) => self.set_person_services(user, services),
            Ask::EnablePerson(user, is_enabled) => self.enable_person(user, is_enabled),
            Ask::ResetPerson(user) => self.reset_person(user),
            Ask::CopyPassword => self.copy_password(),
            Ask::ForgetPassword => {
                self.pages.people.one_time = None;
                Vec::new()
            }
            Ask::ApproveDevice => self.approve_device(),
            Ask::AskRevoke(name) => self.ask_revoke(name),
            Ask::Revoke => self.revoke_device(),
            Ask::OpenMany(is_open) => self.open_many(is_open),
            Ask::EnrolMany => self.enrol_many(),
            Ask::OpenException(old) => self.open_exception(old),
            Ask::CloseException => {
                self.drafts.pages.exception = None;
                Vec::new()
            }
            Ask::SaveException => self.save_exception(),
            Ask::ChooseCalendar => vec![Effect::ChooseFile(FileWish::Calendar)],
            Ask::AddHolidays => self.add_holidays(),
            Ask::DropHolidays => {
                self.drafts.pages.preview = None;
                Vec::new()
            }
            Ask::CalendarRead(read) => self.calendar_read(read),
            Ask::ShortenRetention => self.shorten_retention(),
            Ask::KeepRetention => self.keep_retention(),
            Ask::ShowVisitor => self.show_visitor(),
            Ask::AskErase => self.ask_erase(),
            Ask::KeepVisitor => {
                self.pages.privacy.is_asking_erase = false;
                Vec::new()
            }
            Ask::Erase => self.erase_visitor(),
            Ask::ReadLog => self.read_log(),
            Ask::Period(period) => self.choose_period(period),
            Ask::ReportService(service) => self.choose_report_service(service),
            Ask::StopReport => self.stop_reports(),
            Ask::ReportAgain => self.make_reports_again(),
            Ask::PrintReport => self.print_report(),
            Ask::PagePrinted(place) => self.page_printed(place),
            Ask::SaveFile(wish) => vec![Effect::ChooseFile(wish)],
            Ask::FileChosen(wish, place) => self.file_chosen(wish, place),
            Ask::NoDialog(wish, folder) => self.file_without_dialog(wish, &folder),
            Ask::FileTyped => self.file_typed(),
            Ask::FileWritten(written) => self.file_written(written),
            Ask::BackUp => self.ask_server(Asked::Backup, StaffCommand::Backup),
            Ask::SetUp => self.set_up_desk(),
            Ask::SignInInstead => {
                self.pages.was_set_up = false;
                self.pages.is_set_up_put_aside = true;
                Vec::new()
            }
            Ask::SetUpAfterAll => {
                self.pages.is_set_up_put_aside = false;
                Vec::new()
            }
            Ask::ChooseOwnPassword => self.choose_own_password(),
        }
    }

    /// Opens the first page that this person may see, or the one that was open before.
    pub(super) fn open_pages(&mut self) -> Vec<Effect> {
        let page = self.open_page().or_else(|| PageKind::for_role(self.role()).next());
        page.map_or_else(Vec::new, |page| self.open_owner_page(page))
    }

    fn open_owner_page(&mut self, page: PageKind) -> Vec<Effect> {
        if self.role() < page.row().least {
            return Vec::new();
        }
        let mut effects = self.save_what_was_typed();
        effects.extend(self.stop_reports());
        self.forget_page();
        self.pages.open = Some(page);
        self.drafts.owner.clone_from(&self.mirror.me);
        effects.extend(self.load_page());
        effects
    }

    fn leave_pages(&mut self) -> Vec<Effect> {
        let mut effects = self.save_what_was_typed();
        effects.extend(self.stop_reports());
        self.forget_page();
        self.pages.open = None;
        effects
    }

    /// What belongs to one visit of a page goes with it.
    fn forget_page(&mut self) {
        let pages = &mut self.pages;
        pages.problem = None;
        pages.done = None;
        pages.open_service = None;
        pages.people.open = None;
        pages.people.one_time = None;
        pages.people.problem = None;
        pages.privacy = PrivacyPart::default();
        pages.log = LogPart::default();
        pages.notes.retain(|_, note| !matches!(note, Note::Saved { .. }));
        let drafts = &mut self.drafts.pages;
        drafts.person = PersonDraft::default();
        drafts.devices.revoking = None;
        drafts.devices.many = None;
        drafts.exception = None;
        drafts.preview = None;
        drafts.visitor = None;
        drafts.file = None;
        drafts.new_reason = None;
        drafts.new_service = None;
        drafts.added_service = None;
    }

    /// Asks for what the open page shows.
    pub(super) fn load_page(&mut self) -> Vec<Effect> {
        let Some(page) = self.open_page() else { return Vec::new() };
        let mut effects = self.ask_server(Asked::Settings, StaffCommand::Settings);
        effects.extend(match page {
            PageKind::People => self.ask_server(Asked::People, StaffCommand::People),
            PageKind::Hours => self.ask_for_days(),
            PageKind::Devices => {
                let mut effects = self.ask_server(Asked::Devices, StaffCommand::Devices);
                // Whose version is another than the server's is marked.
                if self.pages.health.is_none() {
                    effects.extend(self.ask_server(Asked::Health, StaffCommand::Health));
                }
                effects
            }
            // Admins see which kiosks have settings of their own.
            PageKind::Printing if self.is_admin() => {
                self.ask_server(Asked::Devices, StaffCommand::Devices)
            }
            PageKind::Log => self.read_log(),
            PageKind::Reports => self.load_reports(),
            PageKind::Health => self.ask_server(Asked::Health, StaffCommand::Health),
            PageKind::Today
            | PageKind::Tables
            | PageKind::Reasons
            | PageKind::Services
            | PageKind::Words
            | PageKind::Printing
            | PageKind::Privacy => Vec::new(),
        });
        effects
    }

    fn ask_for_days(&mut self) -> Vec<Effect> {
        let today = Day(self.desk_today());
        self.ask_server(Asked::Days, StaffCommand::Hours(Arg::Good(today)))
    }

    /// Asks the server for something; nothing where it cannot be heard.
    fn ask_server(&mut self, asked: Asked, command: StaffCommand) -> Vec<Effect> {
        if !self.is_live() {
            return Vec::new();
        }
        self.request(What::Page(asked), command)
    }

    /// Whether an answer to one of these is on its way.
    pub fn is_asked(&self, wanted: impl Fn(&Asked) -> bool) -> bool {
        self.is_requested(|what| matches!(what, What::Page(asked) if wanted(asked)))
    }

    /// When something on the pages changes by itself, on the clock that only runs forward.
    pub(super) fn page_changes(&self) -> impl Iterator<Item = i64> {
        self.pages.notes.values().filter_map(|note| match note {
            Note::Saved { until_ms } => Some(*until_ms),
            Note::Problem(_) | Note::Both { .. } => None,
        })
    }

    /// Time went on.
    pub(super) fn tick_pages(&mut self) {
        let now = self.now.mono_ms;
        self.pages.notes.retain(|_, note| match note {
            Note::Saved { until_ms } => *until_ms > now,
            Note::Problem(_) | Note::Both { .. } => true,
        });
    }

    /// What the field of a place is called.
    pub fn spot_label(&self, spot: &Spot) -> String {
        let speech = self.speech;
        match spot {
            Spot::Organisation => speech.say(PageSay::FieldOrganisation),
            Spot::Notice => speech.say(PageSay::FieldNotice),
            Spot::TableCount => speech.say(PageSay::FieldTableCount),
            Spot::TableName(table) => {
                speech.say(PageSay::FieldTableName { table: &table.to_string() })
            }
            Spot::ReasonText(_, language) => {
                speech.say(PageSay::FieldReason { language: &language_name(speech, language) })
            }
            Spot::ServiceList => speech.say(PageSay::Services),
            Spot::Service(id, part) => self.part_label(id, part),
            Spot::ReasonList => speech.say(PageSay::Reasons),
            Spot::ClosedText(language) => {
                speech.say(PageSay::FieldClosedText { language: &language_name(speech, language) })
            }
            Spot::PrivacyText(language) => {
                speech.say(PageSay::FieldPrivacyText { language: &language_name(speech, language) })
            }
            Spot::Week => speech.say(PageSay::Hours),
            Spot::Day(day) => self.weekday(*day),
            Spot::LastCheckIn => speech.say(PageSay::FieldLastCheckIn),
            Spot::Exceptions => speech.say(PageSay::ExceptionsHeading),
            Spot::Retention => speech.say(PageSay::FieldRetention),
            Spot::DisplayLabel => speech.say(PageSay::LabelHeading),
            Spot::PublicUrl => speech.say(PageSay::FieldPublicUrl),
            Spot::ReportPeople => speech.say(ReportSay::PeopleSwitch),
            Spot::Domains => speech.say(PageSay::FieldDomains),
            Spot::Pin => speech.say(PageSay::FieldPin),
            Spot::KioskLanguages => speech.say(PageSay::FieldLanguages),
            Spot::BoardLanguages => speech.say(PageSay::FieldBoardLanguages),
            Spot::Printer => speech.say(PageSay::FieldPrinter),
            Spot::PaperWidth => speech.say(PageSay::PaperHeading),
            Spot::PrintWhen => speech.say(PageSay::PrintWhenHeading),
        }
    }

    /// A day of the week, Monday being 0.
    pub fn weekday(&self, day: usize) -> String {
        let day = u64::try_from(day).unwrap_or(0) + 1;
        self.speech.say(app_kit::text::Common::Weekday { day })
    }
}

/// What a language calls itself; the tag where nobody knows.
pub fn language_name(speech: Speech, tag: &str) -> String {
    if tag == UNDETERMINED {
        return speech.say(PageSay::AnyLanguage);
    }
    let language = app_kit::text::Languages::built_in().find(tag);
    language.map_or_else(|| tag.to_owned(), app_kit::text::Language::name)
}

/// The languages in which a setting can be written: those of the windows, and what it has besides.
pub fn languages_of(texts: &BTreeMap<String, String>) -> Vec<String> {
    let built_in = app_kit::text::Languages::built_in().offered(&[]);
    let mut tags: Vec<String> = built_in.iter().map(|language| language.tag().to_owned()).collect();
    tags.extend(texts.keys().filter(|tag| !tags.contains(tag)).cloned().collect::<Vec<_>>());
    tags
}
