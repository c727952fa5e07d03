//! What a person may ask for, and what it sends.

use std::str::FromStr;

use app_kit::address::ServerAddress;
use app_kit::link::{Dialect, State};
use app_kit::theme::Look;
use shared::command::{Day, Key, PasswordChange, Request, StaffCommand};
use shared::ids::{TableNo, TicketId};
use shared::mirror::TicketState;
use shared::text::{Arg, Secret};
use shared::visitor::{Address, visitor};

use super::answers::Asked;
use super::drafts::{DevicesDraft, ExportDraft, ExportStage, PasswordDraft, Sheet, VisitorDraft};
use super::{Effect, Model, Now, Undo};
use crate::settings::TEXT_PERCENT;

/// The least characters of a password, as the server asks for them.
const PASSWORD_CHARS: usize = 10;

/// Something that a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Sign in with what was typed.
    SignIn,
    /// Stop trying to.
    StopSigningIn,
    /// The certificate that the server shows is the right one.
    TrustCertificate,
    /// The certificate that was accepted is no longer the right one.
    ForgetCertificate,
    /// End my sign-in.
    SignOut,
    /// Sit down.
    Pick(TableNo),
    /// Leave my table.
    LeaveTable,
    /// Take whoever is next.
    Next,
    /// Take this one.
    Accept(TicketId),
    /// My visitor was served.
    Complete(TicketId),
    /// My visitor did not come.
    NoShow(TicketId),
    /// My visitor will not be served.
    Cancel(TicketId),
    /// Call my visitor again.
    Recall(TicketId),
    /// Back to the queue.
    Release(TicketId),
    /// Hand my visitor to who sits at a table.
    Transfer(TicketId, TableNo),
    /// A waiting visitor is gone.
    Left(TicketId),
    /// Take back how I ended a ticket.
    Reopen(TicketId),
    /// Take a table from who left it.
    Free(TableNo),
    /// Take back what a toast tells of.
    Undo(u64),
    /// Take back what can be taken back, the latest first.
    UndoLatest,
    /// Enough of a toast.
    Dismiss(u64),
    /// Open a sheet.
    Open(SheetKind),
    /// Close the sheet that is open.
    CloseSheet,
    /// Do what the open sheet is for.
    Submit,
    /// Ask for the name that belongs to the address on the sheet.
    LookUpName,
    /// A second ticket for an address that waits already.
    QueueAgain,
    /// Take this device out? None: no.
    DoubtDevice(Option<String>),
    /// Yes, take it out.
    RevokeDevice,
    /// Open the desk.
    OpenDesk,
    /// Choose a row of the queue.
    Choose(Option<TicketId>),
    /// Choose the row so many further down.
    ChooseBy(isize),
    /// Choose which of my tickets the keys act on.
    Current(TicketId),
    /// The search has changed.
    Searched,
    /// Try to reach the server now.
    RetryNow,
    /// A place for the export was chosen, or none.
    Place(bool),
    /// The export could not be written.
    ExportFailed(String),
    /// Where the export stands now.
    ExportPlaced(String),
    /// Other colours.
    SetLook(Look),
    /// Another size of text.
    SetTextPercent(u32),
    /// Sound on or off.
    SetSound(bool),
    /// Motion on or off.
    SetMotion(bool),
    /// From how many minutes on a wait is long, and too long.
    SetLimits(u32, u32),
}

/// Which sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetKind {
    /// Every key.
    Keys,
    /// Queue a visitor.
    Visitor,
    /// Which table gets my ticket.
    Transfer(TicketId),
    /// Take a table from who left it.
    Free(TableNo),
    /// A note on a ticket.
    Note(TicketId),
    /// Close the desk.
    Close,
    /// The notice.
    Notice,
    /// Kiosks and displays.
    Devices,
    /// My password.
    Password,
    /// An export; with today's date, which the model cannot know.
    Export(chrono::NaiveDate),
    /// How the window looks and behaves.
    Settings,
}

impl Model {
    /// Somebody asks for something.
    pub fn act(&mut self, act: Act, now: Now) -> Vec<Effect> {
        self.now = now;
        let effects = match act {
            Act::SignIn => self.sign_in(),
            Act::StopSigningIn => {
                self.is_signing_in = false;
                if self.settings.token.is_some() {
                    self.forget_sign_in(None)
                } else {
                    self.link = State::Connecting;
                    vec![Effect::Disconnect]
                }
            }
            Act::TrustCertificate => self.trust_certificate(),
            Act::ForgetCertificate => {
                self.settings.certificate = None;
                self.link = State::Connecting;
                vec![Effect::Save, Effect::Connect]
            }
            Act::SignOut => self.sign_out(),
            Act::Pick(table) => self.pick(table),
            Act::LeaveTable => self.ask(Asked::Unpick, StaffCommand::Unpick),
            Act::Next => self.next(),
            Act::Accept(id) => self.on_waiting(id, Asked::Accept(id), StaffCommand::Accept),
            Act::Complete(id) => self.on_ticket(id, Asked::Complete(id), StaffCommand::Complete),
            Act::NoShow(id) => self.on_ticket(id, Asked::NoShow(id), StaffCommand::NoShow),
            Act::Cancel(id) => self.on_ticket(id, Asked::Cancel(id), StaffCommand::Cancel),
            Act::Recall(id) => self.on_ticket(id, Asked::Recall(id), StaffCommand::Recall),
            Act::Release(id) => self.on_ticket(id, Asked::Release(id), StaffCommand::Release),
            Act::Reopen(id) => self.on_ticket(id, Asked::Reopen(id), StaffCommand::Reopen),
            Act::Left(id) => self.on_waiting(id, Asked::Left(id), StaffCommand::Withdraw),
            Act::Transfer(id, table) => {
                self.drafts.sheet = None;
                self.on_ticket(id, Asked::Transfer(id, table), |ticket| StaffCommand::Transfer {
                    ticket,
                    table: Arg::Good(table),
                })
            }
            Act::Free(table) => {
                self.drafts.sheet = None;
                self.ask(Asked::Free(table), StaffCommand::Free(Arg::Good(table)))
            }
            Act::Undo(toast) => self.undo(|candidate| candidate == toast),
            Act::UndoLatest => self.undo(|_| true),
            Act::Dismiss(toast) => {
                self.toasts.retain(|kept| kept.id != toast);
                Vec::new()
            }
            Act::Open(kind) => self.open(kind),
            Act::CloseSheet => self.close_sheet(),
            Act::Submit => self.submit(),
            Act::LookUpName => self.look_up_name(),
            Act::QueueAgain => self.queue(true),
            Act::DoubtDevice(name) => self.doubt_device(name),
            Act::RevokeDevice => self.revoke_device(),
            Act::OpenDesk => self.ask(Asked::OpenDesk, StaffCommand::Open),
            Act::Choose(row) => {
                self.chosen = row;
                Vec::new()
            }
            Act::ChooseBy(by) => self.choose_by(by),
            Act::Current(ticket) => {
                self.current = Some(ticket);
                Vec::new()
            }
            Act::Searched => Vec::new(),
            Act::RetryNow => vec![Effect::RetryNow],
            Act::Place(is_chosen) => self.place(is_chosen),
            Act::ExportFailed(reason) => {
                self.export_problem(&format!("The file could not be written: {reason}."));
                Vec::new()
            }
            Act::ExportPlaced(at) => {
                if let Some(Sheet::Export(draft)) = &mut self.drafts.sheet
                    && let ExportStage::Done { place, .. } = &mut draft.stage
                {
                    *place = at;
                }
                Vec::new()
            }
            Act::SetLook(look) => self.set(|settings| settings.look = look),
            Act::SetTextPercent(percent) => self.set(|settings| {
                settings.text_percent = percent.clamp(*TEXT_PERCENT.start(), *TEXT_PERCENT.end());
            }),
            Act::SetSound(sound) => self.set(|settings| settings.sound = sound),
            Act::SetMotion(motion) => self.set(|settings| settings.motion = motion),
            Act::SetLimits(long, too_long) => self.set(|settings| {
                settings.long_wait_mins = long.clamp(1, 240);
                settings.too_long_wait_mins = too_long.clamp(settings.long_wait_mins + 1, 480);
            }),
        };
        self.refresh();
        effects
    }

    fn set(&mut self, change: impl FnOnce(&mut crate::settings::Settings)) -> Vec<Effect> {
        change(&mut self.settings);
        vec![Effect::Save]
    }

    /// Says something to the server and remembers what its answer will be about; nothing while
    /// the server cannot be heard.
    pub(super) fn ask(&mut self, asked: Asked, command: StaffCommand) -> Vec<Effect> {
        if self.link != State::Online || self.asked.contains(&asked) {
            return Vec::new();
        }
        self.asked.push_back(asked);
        vec![Effect::Send(command)]
    }

    fn on_ticket(
        &mut self,
        id: TicketId,
        asked: Asked,
        command: impl FnOnce(Arg<TicketId>) -> StaffCommand,
    ) -> Vec<Effect> {
        if !self.is_live() || self.is_pending(id) {
            return Vec::new();
        }
        self.ask(asked, command(Arg::Good(id)))
    }

    fn on_waiting(
        &mut self,
        id: TicketId,
        asked: Asked,
        command: impl FnOnce(Arg<TicketId>) -> StaffCommand,
    ) -> Vec<Effect> {
        let held = self.mirror.tickets.get(&id);
        if held.is_some_and(|held| held.state == TicketState::Waiting) {
            self.on_ticket(id, asked, command)
        } else {
            Vec::new()
        }
    }

    fn next(&mut self) -> Vec<Effect> {
        if !self.can_next() {
            return Vec::new();
        }
        if self.dialect == Dialect::Extended {
            return self.ask(Asked::Next, StaffCommand::Next);
        }
        // The protocol document has no `next`: whoever has waited longest is.
        let first = self.mirror.waiting().first().map(|held| held.ticket.id);
        first.map_or_else(Vec::new, |id| {
            self.on_waiting(id, Asked::Accept(id), StaffCommand::Accept)
        })
    }

    fn sign_in(&mut self) -> Vec<Effect> {
        let draft = &self.drafts.sign_in;
        if ServerAddress::from_str(&draft.server).is_err() {
            self.sign_in_problem =
                Some("Where is the server? Type its address, such as desk.example.".to_owned());
            return Vec::new();
        }
        let has_token = !draft.token.trim().is_empty();
        if !has_token && (draft.user.trim().is_empty() || draft.password.is_empty()) {
            self.sign_in_problem = Some("Type your name and your password.".to_owned());
            return Vec::new();
        }
        self.sign_in_problem = None;
        self.is_signing_in = true;
        let server = draft.server.trim().to_owned();
        if self.link == State::Online && self.settings.server == server {
            return self.sign_in_if_wanted();
        }
        if self.settings.server != server {
            // What was accepted there says nothing of another.
            self.settings.certificate = None;
        }
        self.settings.server = server;
        self.link = State::Connecting;
        vec![Effect::Connect]
    }

    /// Only one that nobody accepted before: a changed one must be forgotten first, so that nobody
    /// waves it through.
    fn trust_certificate(&mut self) -> Vec<Effect> {
        let Some((shown, false)) = self.certificate_in_doubt() else { return Vec::new() };
        self.settings.certificate = Some(shown.to_string());
        self.sign_in_problem = None;
        // Goes on with what was typed, unless a sign-in is being taken up.
        let draft = &self.drafts.sign_in;
        let has_typed = !draft.token.trim().is_empty()
            || !draft.user.trim().is_empty() && !draft.password.is_empty();
        self.is_signing_in = self.settings.token.is_none() && has_typed;
        self.link = State::Connecting;
        vec![Effect::Save, Effect::Trust(shown)]
    }

    /// Sends the sign-in that waits for a connection.
    pub(super) fn sign_in_if_wanted(&mut self) -> Vec<Effect> {
        if !self.is_signing_in {
            return Vec::new();
        }
        let token = self.drafts.sign_in.token.trim().to_owned();
        if !token.is_empty() {
            self.drafts.sign_in.token.clear();
            self.is_signing_in = false;
            self.settings.token = Some(token.clone());
            let mut effects = vec![Effect::KeepToken, Effect::Save];
            if self.dialect == Dialect::Extended {
                effects.extend(self.ask(Asked::Resume, StaffCommand::Resume(Secret::new(token))));
            }
            return effects;
        }
        let draft = &self.drafts.sign_in;
        let command = StaffCommand::Login {
            user: draft.user.trim().to_owned(),
            password: Secret::new(draft.password.clone()),
        };
        self.ask(Asked::Login, command)
    }

    fn sign_out(&mut self) -> Vec<Effect> {
        if self.is_live() && self.dialect == Dialect::Extended {
            return self.ask(Asked::Logout, StaffCommand::Logout);
        }
        // Unheard, or where nobody knows signing out, it ends here; at the server by its age.
        let mut effects = self.forget_sign_in(None);
        self.link = State::Connecting;
        effects.push(Effect::Disconnect);
        effects
    }

    fn pick(&mut self, table: TableNo) -> Vec<Effect> {
        let Some(token) = self.settings.token.clone() else { return Vec::new() };
        if self.is_asked(|asked| matches!(asked, Asked::Pick(_))) {
            return Vec::new();
        }
        self.picker_problem = None;
        let command = StaffCommand::Pick { table: Arg::Good(table), token: Secret::new(token) };
        self.ask(Asked::Pick(table), command)
    }

    fn undo(&mut self, wanted: impl Fn(u64) -> bool) -> Vec<Effect> {
        if !self.is_live() {
            return Vec::new();
        }
        let found = self.toasts.iter().rposition(|toast| toast.undo.is_some() && wanted(toast.id));
        let Some(undo) = found.and_then(|at| self.toasts.remove(at).undo) else {
            return Vec::new();
        };
        match undo {
            Undo::Reopen(id) => self.on_ticket(id, Asked::Reopen(id), StaffCommand::Reopen),
            Undo::Release(id) => self.on_ticket(id, Asked::Release(id), StaffCommand::Release),
            Undo::Requeue(id) => {
                let mut effects = self.on_ticket(id, Asked::Reopen(id), StaffCommand::Reopen);
                if !effects.is_empty() {
                    effects
                        .extend(self.ask(Asked::Release(id), StaffCommand::Release(Arg::Good(id))));
                }
                effects
            }
        }
    }

    fn open(&mut self, kind: SheetKind) -> Vec<Effect> {
        let sheet = match kind {
            SheetKind::Keys => Sheet::Keys,
            SheetKind::Visitor => {
                Sheet::Visitor(VisitorDraft { key: self.new_key(), ..VisitorDraft::default() })
            }
            SheetKind::Transfer(ticket) => Sheet::Transfer(ticket),
            SheetKind::Free(table) => Sheet::Free(table),
            SheetKind::Note(ticket) => {
                let held = self.mirror.tickets.get(&ticket);
                let text = held.and_then(|held| held.about.note.clone()).unwrap_or_default();
                Sheet::Note { ticket, text }
            }
            SheetKind::Close => Sheet::Close(String::new()),
            SheetKind::Notice => Sheet::Notice(self.mirror.facts.notice.clone()),
            SheetKind::Devices => Sheet::Devices(DevicesDraft::default()),
            SheetKind::Password => Sheet::Password(PasswordDraft::default()),
            SheetKind::Export(today) => Sheet::Export(ExportDraft::new(today)),
            SheetKind::Settings => Sheet::Settings,
        };
        self.drafts.sheet = Some(sheet);
        self.drafts.sheet_of.clone_from(&self.mirror.me);
        if kind == SheetKind::Devices { self.list_devices() } else { Vec::new() }
    }

    fn close_sheet(&mut self) -> Vec<Effect> {
        let sheet = self.drafts.sheet.take();
        let is_writing = matches!(
            sheet,
            Some(Sheet::Export(ExportDraft { stage: ExportStage::Writing { .. }, .. }))
        );
        if is_writing { vec![Effect::DropExport] } else { Vec::new() }
    }

    fn submit(&mut self) -> Vec<Effect> {
        match self.drafts.sheet.clone() {
            Some(Sheet::Visitor(_)) => self.queue(false),
            Some(Sheet::Note { ticket, text }) => self.ask(
                Asked::Note(ticket),
                StaffCommand::Note { ticket: Arg::Good(ticket), text: text.trim().to_owned() },
            ),
            Some(Sheet::Close(text)) => {
                self.ask(Asked::CloseDesk, StaffCommand::Close(text.trim().to_owned()))
            }
            Some(Sheet::Notice(text)) => {
                self.ask(Asked::Announce, StaffCommand::Announce(text.trim().to_owned()))
            }
            Some(Sheet::Devices(_)) => self.approve_device(),
            Some(Sheet::Password(draft)) => self.change_password(&draft),
            Some(Sheet::Export(draft)) => self.start_export(&draft),
            Some(Sheet::Keys | Sheet::Settings | Sheet::Transfer(_) | Sheet::Free(_)) | None => {
                self.close_sheet()
            }
        }
    }

    fn change_password(&mut self, draft: &PasswordDraft) -> Vec<Effect> {
        let problem = if draft.old.is_empty() {
            Some("Type the password up to now.")
        } else if draft.new.chars().count() < PASSWORD_CHARS {
            Some("The new password needs at least 10 characters.")
        } else if draft.new != draft.again {
            Some("The two new passwords differ.")
        } else {
            None
        };
        if let Some(Sheet::Password(shown)) = &mut self.drafts.sheet {
            shown.problem = problem.map(str::to_owned);
        }
        if problem.is_some() {
            return Vec::new();
        }
        let change = PasswordChange {
            old: Secret::new(draft.old.clone()),
            new: Secret::new(draft.new.clone()),
        };
        self.ask(Asked::Password, StaffCommand::Password(Arg::Good(change)))
    }

    fn start_export(&mut self, draft: &ExportDraft) -> Vec<Effect> {
        let problem = match (Day::from_str(draft.from.trim()), Day::from_str(draft.to.trim())) {
            (Ok(from), Ok(to)) if from <= to => {
                if let Some(Sheet::Export(shown)) = &mut self.drafts.sheet {
                    shown.stage = ExportStage::Placing;
                }
                return vec![Effect::ChoosePlace];
            }
            (Ok(_), Ok(_)) => "The last day is before the first.",
            _ => "Write the days as 2026-11-24.",
        };
        self.export_problem(problem);
        Vec::new()
    }

    fn place(&mut self, is_chosen: bool) -> Vec<Effect> {
        let Some(Sheet::Export(draft)) = &mut self.drafts.sheet else { return Vec::new() };
        if !is_chosen {
            draft.stage = ExportStage::Choosing { problem: None };
            return Vec::new();
        }
        let command = StaffCommand::Export {
            from: Arg::parse(draft.from.trim()),
            to: Arg::parse(draft.to.trim()),
        };
        draft.stage = ExportStage::Writing { lines: 0 };
        let effects = self.ask(Asked::Export, command);
        if effects.is_empty() {
            self.export_problem("The server cannot be heard. Try again when it is back.");
            return vec![Effect::DropExport];
        }
        effects
    }

    fn look_up_name(&mut self) -> Vec<Effect> {
        let Some(Sheet::Visitor(draft)) = &mut self.drafts.sheet else { return Vec::new() };
        let email = draft.email.trim().to_owned();
        let is_new = email != draft.looked_up && draft.name.trim().is_empty();
        if !is_new || Address::from_str(&email).is_err() || self.link != State::Online {
            return Vec::new();
        }
        draft.looked_up.clone_from(&email);
        self.ask(Asked::Query(email.clone()), StaffCommand::Query(email))
    }

    fn queue(&mut self, again: bool) -> Vec<Effect> {
        if !self.is_live() || self.is_asked(|asked| matches!(asked, Asked::Queue { .. })) {
            return Vec::new();
        }
        let has_reasons = !self.mirror.reasons.0.is_empty();
        let new_key = again.then(|| self.new_key());
        let Some(Sheet::Visitor(draft)) = &mut self.drafts.sheet else { return Vec::new() };
        if let Some(key) = new_key {
            draft.key = key;
        }
        draft.problem = None;
        draft.waits_already = None;
        if Address::from_str(draft.email.trim()).is_err() {
            draft.problem = Some("That does not look like an e-mail address.".to_owned());
            return Vec::new();
        }
        if visitor(draft.email.trim(), &draft.name).is_err() {
            let text = if draft.name.trim().is_empty() {
                "The name is missing."
            } else {
                "The address or the name is too long."
            };
            draft.problem = Some(text.to_owned());
            return Vec::new();
        }
        let Ok(key) = Key::from_str(&draft.key) else { return Vec::new() };
        let request = Request {
            key,
            email: draft.email.trim().to_owned(),
            name: draft.name.trim().to_owned(),
            reason: draft.reason.clone().filter(|_| has_reasons),
            lang: None,
            again: again.then_some(true),
        };
        let open = self.mirror.tickets.last_key_value().map(|(id, _)| *id);
        let ended = self.mirror.ended.iter().map(|held| held.ticket.id).max();
        self.ask(
            Asked::Queue { newest: open.max(ended) },
            StaffCommand::Request(Arg::Good(request)),
        )
    }

    fn new_key(&mut self) -> String {
        format!("staff-{:032x}", (self.ids.0)())
    }

    fn choose_by(&mut self, by: isize) -> Vec<Effect> {
        let at = self.chosen.and_then(|chosen| self.rows.iter().position(|row| *row == chosen));
        let last = self.rows.len().saturating_sub(1);
        let to = match at {
            Some(at) => at.saturating_add_signed(by).min(last),
            None => 0,
        };
        self.chosen = self.rows.get(to).copied();
        Vec::new()
    }
}
