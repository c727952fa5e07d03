//! What is being typed: it outlives everything that the server or the network does.

use app_kit::field::Field;
use app_kit::link::Desks;
use shared::command::{Day, PasswordChange, StaffCommand};
use shared::message::Me;
use shared::service::{ServiceId, ServiceIds};
use shared::text::{Arg, Secret};
use shared::visitor::NOTE_CHARS;

use super::{Effect, ExportDraft, ExportStage, Model, PageDrafts, Settings, VisitorDraft, What};
use crate::commands::{Command, Does, FormKind, Prefill, Subject};
use crate::words::Say;

/// The least characters of a password, as the server asks for them.
pub const PASSWORD_CHARS: usize = 10;

/// More than anybody types to find somebody.
const SEARCH_CHARS: usize = 100;

/// Everything with a cursor in it.
#[derive(Debug)]
pub struct Drafts {
    /// Signing in.
    pub sign_in: SignInDraft,
    /// What the queue is searched for.
    pub search: Field,
    /// The form that is open.
    pub form: Option<OpenForm>,
    /// A visitor's form that was closed before the server said whether there is a ticket.
    pub unsettled_visitor: Option<VisitorDraft>,
    /// What is typed on the pages on which a desk is run.
    pub pages: PageDrafts,
    /// Who typed all this.
    pub owner: Option<Me>,
}

/// A form that is open.
#[derive(Debug, Clone)]
pub struct OpenForm {
    /// Which, so that an answer closes the form that asked and no other.
    pub id: u64,
    /// What it asks.
    pub form: Form,
}

/// What a form asks.
#[derive(Debug, Clone)]
pub enum Form {
    /// Every key.
    Keys,
    /// How this window looks and behaves.
    Settings,
    /// Queue a visitor on their behalf.
    Visitor(VisitorDraft),
    /// My own password.
    Password(PasswordDraft),
    /// The tickets of some days, as a file.
    Export(ExportDraft),
    /// The one text that a command needs.
    Text(TextDraft),
    /// Whether a command is really meant.
    Confirm(Command, Subject),
    /// Which table a command is about.
    ChooseTable(Command, Subject),
    /// Which service a command is about.
    ChooseService(Command, Subject),
    /// Which kiosk prints.
    ChooseKiosk(Command, Subject),
    /// Which services I take.
    Services,
}

/// The one text that a command needs.
#[derive(Debug, Clone)]
pub struct TextDraft {
    /// Which command.
    pub command: Command,
    /// What it is about.
    pub of: Subject,
    /// The text.
    pub text: Field,
    /// What it was at first.
    pub before: String,
    /// What stands in the way.
    pub problem: Option<String>,
}

/// The fields of the sign-in page.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SignInDraft {
    /// The server's address.
    pub server: String,
    /// Whether the server's field is shown although one is known.
    pub changes_server: bool,
    /// Whether the server was only looked at, so that its field stays.
    pub is_looking: bool,
    /// The desks at that server, where it has told of them.
    pub desks: Option<Desks>,
    /// The account's name.
    pub user: String,
    /// Exactly as typed; gone once it was used.
    pub password: String,
    /// Whether the password can be read.
    pub shows_password: bool,
    /// For a server that knows no passwords.
    pub token: String,
}

impl std::fmt::Debug for SignInDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInDraft").field("server", &self.server).finish_non_exhaustive()
    }
}

/// A new password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PasswordDraft {
    /// The one up to now.
    pub old: String,
    /// The new one.
    pub new: String,
    /// The new one again.
    pub again: String,
    /// What stands in the way.
    pub problem: Option<String>,
}

impl std::fmt::Debug for PasswordDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordDraft").finish_non_exhaustive()
    }
}

impl Default for Drafts {
    fn default() -> Self {
        Self::of_settings(&Settings::default())
    }
}

impl Drafts {
    /// What stands in the fields of a window that was just opened.
    pub(super) fn of_settings(settings: &Settings) -> Self {
        Self {
            sign_in: SignInDraft {
                server: settings.server.clone(),
                user: settings.user.clone(),
                ..SignInDraft::default()
            },
            search: Field::of_chars(SEARCH_CHARS),
            form: None,
            unsettled_visitor: None,
            pages: PageDrafts::default(),
            owner: None,
        }
    }
}

impl Form {
    /// Whether something was typed that a stray click must not throw away.
    pub fn is_touched(&self) -> bool {
        match self {
            Self::Keys
            | Self::Settings
            | Self::Services
            | Self::Confirm(..)
            | Self::ChooseTable(..)
            | Self::ChooseService(..)
            | Self::ChooseKiosk(..) => false,
            Self::Visitor(draft) => {
                !draft.email.is_empty() || !draft.name.is_empty() || !draft.contact.is_empty()
            }
            Self::Password(draft) => {
                !draft.old.is_empty() || !draft.new.is_empty() || !draft.again.is_empty()
            }
            Self::Export(draft) => !matches!(draft.stage, ExportStage::Done { .. }),
            Self::Text(draft) => draft.text.text() != draft.before,
        }
    }
}

impl Model {
    /// Opens the form that a command needs first.
    pub(super) fn open_form(&mut self, command: Command, of: Subject) -> Vec<Effect> {
        // Where one kiosk alone can print there is nothing to choose.
        if let (Does::ChoosesKiosk(sends), Some(ticket), Some(kiosk)) =
            (command.row().does, of.ticket(), self.only_printer())
        {
            return self.send(command, of, Some(sends(ticket, kiosk)));
        }
        let form = match command.row().does {
            Does::Opens(kind) => match kind {
                FormKind::Keys => Form::Keys,
                FormKind::Settings => Form::Settings,
                FormKind::Visitor => Form::Visitor(self.new_visitor_draft()),
                FormKind::Services => Form::Services,
                FormKind::Password => Form::Password(PasswordDraft::default()),
                FormKind::Export => Form::Export(ExportDraft::new(self.today)),
            },
            Does::Confirms(_) => Form::Confirm(command, of),
            Does::ChoosesTable(_) => Form::ChooseTable(command, of),
            Does::ChoosesService(_) => Form::ChooseService(command, of),
            Does::ChoosesKiosk(_) => Form::ChooseKiosk(command, of),
            Does::AsksText(prefill, _) => {
                let text = self.prefilled(prefill, of);
                let field = Field::of_chars(NOTE_CHARS).with_text(&text);
                Form::Text(TextDraft { command, of, text: field, before: text, problem: None })
            }
            Does::Sends(_) | Does::InWindow(_) => return Vec::new(),
        };
        let effects = self.close_form();
        self.next_form += 1;
        self.drafts.form = Some(OpenForm { id: self.next_form, form });
        self.drafts.owner.clone_from(&self.mirror.me);
        effects
    }

    /// The one kiosk that can print; none: there are several, or none.
    fn only_printer(&self) -> Option<String> {
        let mut able = self.mirror.printers.able();
        able.next().filter(|_| able.next().is_none()).map(|printer| printer.kiosk.clone())
    }

    fn prefilled(&self, prefill: Prefill, of: Subject) -> String {
        match prefill {
            Prefill::Nothing => String::new(),
            Prefill::Notice => self.mirror.facts.notice.clone(),
            Prefill::Note => of
                .ticket()
                .and_then(|ticket| self.mirror.tickets.get(&ticket))
                .and_then(|held| held.about.note.clone())
                .unwrap_or_default(),
        }
    }

    /// The form with this id, if it is still the one that is open.
    pub(super) fn form_of(&mut self, id: Option<u64>) -> Option<&mut Form> {
        let open = self.drafts.form.as_mut()?;
        (Some(open.id) == id).then_some(&mut open.form)
    }

    /// Closes the form that asked for something, if it is still the one that is open.
    pub(super) fn close_form_of(&mut self, id: Option<u64>) {
        if self.drafts.form.as_ref().is_some_and(|open| Some(open.id) == id) {
            self.drafts.form = None;
        }
    }

    pub(super) fn close_form(&mut self) -> Vec<Effect> {
        let Some(open) = self.drafts.form.take() else { return Vec::new() };
        match open.form {
            Form::Export(ExportDraft { stage: ExportStage::Writing { .. }, .. }) => {
                vec![Effect::DropExport]
            }
            Form::Visitor(draft) if draft.is_unsettled => {
                self.drafts.unsettled_visitor = Some(draft);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Does what the form that is open is for.
    pub(super) fn submit(&mut self) -> Vec<Effect> {
        if self.is_form_pending() {
            return Vec::new();
        }
        match self.drafts.form.as_ref().map(|open| open.form.clone()) {
            Some(Form::Visitor(_)) => self.queue_visitor(false),
            Some(Form::Text(draft)) => {
                let Does::AsksText(_, sends) = draft.command.row().does else { return Vec::new() };
                let Some(command) = sends(draft.of, draft.text.text().trim().to_owned()) else {
                    return Vec::new();
                };
                self.request_from_form(What::Command(draft.command, draft.of), command)
            }
            Some(Form::Confirm(command, of)) => {
                let Does::Confirms(sends) = command.row().does else { return Vec::new() };
                self.send_and_close(command, of, sends(of))
            }
            Some(Form::Password(draft)) => self.change_password(&draft),
            Some(Form::Export(draft)) => self.start_export(&draft),
            Some(
                Form::Keys
                | Form::Settings
                | Form::Services
                | Form::ChooseTable(..)
                | Form::ChooseService(..)
                | Form::ChooseKiosk(..),
            )
            | None => self.close_form(),
        }
    }

    /// Does what the form that is open is for, with this table.
    pub(super) fn submit_table(&mut self, table: shared::ids::TableNo) -> Vec<Effect> {
        let Some(Form::ChooseTable(command, of)) =
            self.drafts.form.as_ref().map(|open| open.form.clone())
        else {
            return Vec::new();
        };
        let (Does::ChoosesTable(sends), Some(ticket)) = (command.row().does, of.ticket()) else {
            return Vec::new();
        };
        let of = Subject::Handover(ticket, table);
        self.send_and_close(command, of, sends(of))
    }

    /// Does what the form that is open is for, with this service.
    pub(super) fn submit_service(&mut self, service: ServiceId) -> Vec<Effect> {
        let Some(Form::ChooseService(command, of)) =
            self.drafts.form.as_ref().map(|open| open.form.clone())
        else {
            return Vec::new();
        };
        let (Does::ChoosesService(sends), Some(ticket)) = (command.row().does, of.ticket()) else {
            return Vec::new();
        };
        self.send_and_close(command, of, Some(sends(ticket, service)))
    }

    /// Has the ticket that the open form is about printed by this kiosk.
    pub(super) fn submit_kiosk(&mut self, kiosk: String) -> Vec<Effect> {
        let Some(Form::ChooseKiosk(command, of)) =
            self.drafts.form.as_ref().map(|open| open.form.clone())
        else {
            return Vec::new();
        };
        let (Does::ChoosesKiosk(sends), Some(ticket)) = (command.row().does, of.ticket()) else {
            return Vec::new();
        };
        self.send_and_close(command, of, Some(sends(ticket, kiosk)))
    }

    /// Takes visitors of a service from now on, or no more.
    pub(super) fn switch_service(&mut self, service: &ServiceId) -> Vec<Effect> {
        let offers = &self.mirror.facts.services.0;
        let ids = offers.iter().map(|offer| &offer.service.id);
        let mine: Vec<ServiceId> = ids.filter(|id| self.can_serve(id)).cloned().collect();
        let is_wanted = |id: &&ServiceId| self.takes(Some(*id)) != (*id == service);
        let wanted: Vec<ServiceId> = mine.iter().filter(is_wanted).cloned().collect();
        // Somebody who took none would wait for nobody; the last one stays.
        if !self.is_live() || wanted.is_empty() {
            return Vec::new();
        }
        let all = if wanted == mine { Vec::new() } else { wanted };
        self.request(What::Serve, StaffCommand::Serve(Arg::Good(ServiceIds(all))))
    }

    /// Somebody goes to a kiosk that asked for help.
    pub(super) fn go_to_help(&mut self, kiosk: String) -> Vec<Effect> {
        if !self.is_live() {
            return Vec::new();
        }
        self.request(What::Help(kiosk.clone()), StaffCommand::Helped(kiosk))
    }

    fn send_and_close(
        &mut self,
        command: Command,
        of: Subject,
        says: Option<StaffCommand>,
    ) -> Vec<Effect> {
        if !self.is_live() {
            return Vec::new();
        }
        self.drafts.form = None;
        says.map_or_else(Vec::new, |says| self.request(What::Command(command, of), says))
    }

    fn change_password(&mut self, draft: &PasswordDraft) -> Vec<Effect> {
        let characters = u64::try_from(PASSWORD_CHARS).unwrap_or(u64::MAX);
        let problem = if draft.old.is_empty() {
            Some(Say::TypeOldPassword)
        } else if draft.new.chars().count() < PASSWORD_CHARS {
            Some(Say::NewPasswordTooShort { characters })
        } else if draft.new != draft.again {
            Some(Say::NewPasswordsDiffer)
        } else {
            None
        };
        let problem = problem.map(|problem| self.speech.say(problem));
        let is_fine = problem.is_none();
        if let Some(OpenForm { form: Form::Password(shown), .. }) = &mut self.drafts.form {
            shown.problem = problem;
        }
        if !is_fine {
            return Vec::new();
        }
        let change = PasswordChange {
            old: Secret::new(draft.old.clone()),
            new: Secret::new(draft.new.clone()),
        };
        self.request_from_form(What::Password, StaffCommand::Password(Arg::Good(change)))
    }
}

/// Two days that were typed, the first of which is not after the last.
///
/// # Errors
///
/// What stands in the way.
pub(super) fn days_between(from: &Field, to: &Field) -> Result<(Day, Day), Say<'static>> {
    let day = |field: &Field| field.text().trim().parse::<Day>();
    match (day(from), day(to)) {
        (Ok(from), Ok(to)) if from <= to => Ok((from, to)),
        (Ok(_), Ok(_)) => Err(Say::LastDayBeforeFirst),
        _ => Err(Say::WriteDaysLikeThis),
    }
}
