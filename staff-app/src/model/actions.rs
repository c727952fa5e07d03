//! What a person asks for.

use app_kit::theme::Look;
use shared::ids::{TableNo, TicketId};
use shared::mirror::TicketState;
use shared::service::ServiceId;

use super::{Ask, Effect, Model, Now, Part, What};
use crate::commands::{Command, Does, On, Step, Subject};
use crate::settings::{SingleKeys, TEXT_PERCENT};
use crate::words::Say;

/// Something that a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A command of the table, on something.
    Do(Command, Subject),
    /// A command of the table, on whatever its key acts on now.
    Key(Command),
    /// Sign in with what was typed.
    SignIn,
    /// Stop trying to.
    StopSigningIn,
    /// A server was chosen or typed: see whether its desk has an account.
    LookAt(String),
    /// Look which desks there are at the server that is typed.
    LookForDesks,
    /// The certificate that the server shows is the right one.
    TrustCertificate,
    /// The certificate that was accepted is no longer the right one.
    ForgetCertificate,
    /// Sit down.
    Pick(TableNo),
    /// Work without a table.
    WorkWithoutTable,
    /// Take back what a toast tells of.
    Undo(u64),
    /// Enough of a toast.
    Dismiss(u64),
    /// Close the form that is open.
    CloseForm,
    /// Do what the open form is for.
    Submit,
    /// Do what the open form is for, with this table.
    SubmitTable(TableNo),
    /// Do what the open form is for, with this service.
    SubmitService(ServiceId),
    /// The form that is open is about this kiosk.
    SubmitKiosk(String),
    /// Take visitors of this service from now on, or no more.
    SwitchService(ServiceId),
    /// Somebody goes to the kiosk of this name, which asked for help.
    GoToHelp(String),
    /// Ask for the name that belongs to the address on the form.
    LookUpName,
    /// A second ticket for an address that waits already.
    QueueAgain,
    /// Something on the pages on which a desk is run.
    Page(Ask),
    /// Choose a row of the queue.
    Choose(Option<TicketId>),
    /// Choose the row so many further down.
    ChooseBy(isize),
    /// Choose which of my tickets the keys act on.
    ShowOnCard(TicketId),
    /// Choose which of my tickets the keys act on, by its place among them.
    ShowOnCardAt(usize),
    /// Put something of a ticket into the clipboard.
    Copy(String),
    /// The search has changed.
    SearchChanged,
    /// Try to reach the server now.
    RetryNow,
    /// What was wrong with the settings is seen.
    SettingsTroubleSeen,
    /// Where the export goes was chosen, or the dialog was closed.
    ExportTo(Option<std::path::PathBuf>),
    /// No dialog could be shown; the file may go to this folder.
    NoDialog(std::path::PathBuf),
    /// The file of the export has begun.
    ExportBegun,
    /// The export could not be written.
    ExportFailed(String),
    /// Where the export stands now.
    ExportPlaced(String),
    /// Another setting.
    Set(Setting),
}

/// Another setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// The language, by its tag; empty: the system's.
    Language(String),
    /// Other colours.
    Look(Look),
    /// Another size of text.
    TextPercent(u32),
    /// Sound on or off.
    Sound(bool),
    /// Notifications on or off.
    Notifications(bool),
    /// Motion on or off.
    Motion(bool),
    /// How the keys of commands are pressed.
    SingleKeys(SingleKeys),
    /// From how many minutes on a wait is long, and too long.
    WaitLimits(u32, u32),
    /// The service whose visitors the queue shows; none: all of them.
    Lane(Option<ServiceId>),
}

impl Model {
    /// Somebody asks for something.
    pub fn act(&mut self, action: Action, now: Now) -> Vec<Effect> {
        self.now = now;
        let effects = match action {
            Action::Do(command, of) => self.run(command, of),
            Action::Key(command) => {
                let of = self.subject_of_key(command);
                of.map_or_else(Vec::new, |of| self.run(command, of))
            }
            Action::SignIn => self.sign_in(),
            Action::StopSigningIn => self.stop_signing_in(),
            Action::LookAt(server) => self.look_at(&server),
            Action::LookForDesks => self.look_for_desks(),
            Action::TrustCertificate => self.trust_certificate(),
            Action::ForgetCertificate => self.forget_certificate(),
            Action::Pick(table) => self.pick(table),
            Action::WorkWithoutTable => {
                self.is_without_table = self.may_work_without_table();
                Vec::new()
            }
            Action::Undo(toast) => self.undo(|candidate| candidate == toast),
            Action::Dismiss(toast) => {
                self.toasts.retain(|kept| kept.id != toast);
                Vec::new()
            }
            Action::CloseForm => self.close_form(),
            Action::Submit => self.submit(),
            Action::SubmitTable(table) => self.submit_table(table),
            Action::SubmitService(service) => self.submit_service(service),
            Action::SubmitKiosk(kiosk) => self.submit_kiosk(kiosk),
            Action::SwitchService(service) => self.switch_service(&service),
            Action::GoToHelp(kiosk) => self.go_to_help(kiosk),
            Action::LookUpName => self.look_up_name(),
            Action::QueueAgain => self.queue_visitor(true),
            Action::Page(ask) => self.ask(ask),
            Action::Choose(row) => {
                self.chosen = row;
                Vec::new()
            }
            Action::ChooseBy(by) => self.choose_by(by),
            Action::ShowOnCard(ticket) => {
                self.current = Some(ticket);
                Vec::new()
            }
            Action::ShowOnCardAt(at) => {
                self.current = self.mine().get(at).map(|held| held.ticket.id).or(self.current);
                Vec::new()
            }
            Action::Copy(text) => {
                let said = self.speech.say(Say::Copied { text: &text });
                self.say(said, Vec::new());
                vec![Effect::Copy(text)]
            }
            Action::SearchChanged => Vec::new(),
            Action::RetryNow => vec![Effect::RetryNow],
            Action::SettingsTroubleSeen => {
                self.settings_trouble = None;
                Vec::new()
            }
            Action::ExportTo(place) => self.export_to(place),
            Action::NoDialog(folder) => self.export_without_dialog(&folder),
            Action::ExportBegun => self.export_begun(),
            Action::ExportFailed(reason) => {
                let text = self.speech.say(Say::FileNotWritten { reason: &reason });
                self.export_problem(text);
                Vec::new()
            }
            Action::ExportPlaced(place) => {
                self.export_placed(place);
                Vec::new()
            }
            Action::Set(setting) => self.set(setting),
        };
        self.refresh();
        effects
    }

    fn set(&mut self, setting: Setting) -> Vec<Effect> {
        let settings = &mut self.settings;
        match setting {
            Setting::Language(tag) => {
                settings.language = tag;
                return vec![Effect::ChooseLanguage, Effect::Save];
            }
            Setting::Look(look) => settings.look = look,
            Setting::TextPercent(percent) => {
                settings.text_percent = percent.clamp(*TEXT_PERCENT.start(), *TEXT_PERCENT.end());
            }
            Setting::Sound(sound) => settings.sound = sound,
            Setting::Notifications(is_on) => settings.notifications = is_on,
            Setting::Motion(motion) => settings.motion = motion,
            Setting::SingleKeys(keys) => settings.single_keys = keys,
            Setting::WaitLimits(long, too_long) => {
                settings.long_wait_mins = long.clamp(1, 240);
                settings.too_long_wait_mins = too_long.clamp(settings.long_wait_mins + 1, 480);
            }
            Setting::Lane(lane) => {
                settings.lane = lane.map(|lane| lane.to_string()).unwrap_or_default();
            }
        }
        vec![Effect::Save]
    }

    /// Does what a command of the table does.
    fn run(&mut self, command: Command, of: Subject) -> Vec<Effect> {
        if !self.is_offered(command) || !self.can_do(command) {
            return Vec::new();
        }
        match command.row().does {
            Does::Sends(sends) => self.send(command, of, sends(of)),
            Does::Confirms(_)
            | Does::ChoosesTable(_)
            | Does::ChoosesService(_)
            | Does::ChoosesKiosk(_)
            | Does::AsksText(..)
            | Does::Opens(_) => self.open_form(command, of),
            Does::InWindow(step) => match step {
                Step::CallNext => self.call_next(false),
                Step::CallBesides => self.call_next(true),
                Step::UndoLatest => self.undo(|_| true),
                Step::Search => vec![Effect::FocusSearch],
                Step::Menu => vec![Effect::OpenMenu],
                Step::Tables => vec![Effect::SwitchTables],
                Step::ChooseTable => {
                    self.is_without_table = false;
                    Vec::new()
                }
                Step::RunDesk => self.open_pages(),
                Step::SignOut => self.sign_out(),
            },
        }
    }

    pub(super) fn send(
        &mut self,
        command: Command,
        of: Subject,
        says: Option<shared::command::StaffCommand>,
    ) -> Vec<Effect> {
        let Some(says) = says else { return Vec::new() };
        if let Some(ticket) = of.ticket() {
            let must_wait = command.row().on == On::Chosen;
            let held = self.mirror.tickets.get(&ticket);
            let waits = held.is_some_and(|held| held.state == TicketState::Waiting);
            if self.is_pending(ticket) || must_wait && !waits {
                return Vec::new();
            }
        }
        self.request(What::Command(command, of), says)
    }

    /// Takes back what the latest of the wanted toasts tells of.
    fn undo(&mut self, wanted: impl Fn(u64) -> bool) -> Vec<Effect> {
        if !self.is_live() {
            return Vec::new();
        }
        let found = self.toasts.iter().rposition(|toast| toast.can_undo() && wanted(toast.id));
        let Some(found) = found else { return Vec::new() };
        let toast = self.toasts.remove(found);
        if let Some(takes) = toast.takes_back {
            return self.take_back(takes);
        }
        let steps = toast.undo;
        let mut effects = Vec::new();
        for (command, ticket) in steps {
            let of = Subject::Ticket(ticket);
            if let Does::Sends(sends) = command.row().does
                && let Some(says) = sends(of)
            {
                let sent = self.request(What::Command(command, of), says);
                if let (false, Some(request)) = (sent.is_empty(), self.requests.back_mut()) {
                    request.is_undo = true;
                }
                effects.extend(sent);
            }
        }
        effects
    }

    fn choose_by(&mut self, by: isize) -> Vec<Effect> {
        let at = self.chosen.and_then(|chosen| self.rows.iter().position(|row| *row == chosen));
        let last = self.rows.len().saturating_sub(1);
        let to = match at {
            Some(at) => at.saturating_add_signed(by).min(last),
            // As from a place above the first.
            None => 0_usize.saturating_add_signed(by.saturating_sub(1)).min(last),
        };
        self.chosen = self.rows.get(to).copied();
        Vec::new()
    }

    /// What is said when a command was done.
    pub(super) fn done_words(&self, command: Command, of: Subject) -> String {
        self.words_about(command, Part::Done, of)
    }
}
