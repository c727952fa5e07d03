//! What staff say: who may, which rule answers, what success says.

use shared::command::{Access, Day, StaffCommand, Verb};
use shared::ids::TicketId;
use shared::message::StaffSuccess;
use shared::opening::OpenFor;
use shared::person::Role;
use shared::refusal::Refusal;
use shared::report::ReportAsk;
use shared::text::Arg;
use shared::ticket::Outcome;

use super::accounts::PersonId;
use super::change::{Act, By, Change, SessionEnd, Unseat};
use super::presence::{ConnId, SignIn};
use super::reports::unreadable;
use super::tickets::{Changes, Wanted, free_text};
use super::time::Now;
use super::{Aside, Core, Known, Names, Reply, Verdict};

/// What a rule decided: what happens and what success says.
type Decided = Result<(Vec<Change>, Reply), Refusal>;

impl Core {
    /// What a staff command names and the core does not hold.
    pub(super) fn staff_names(&self, command: &StaffCommand) -> Names {
        let ticket = command.ticket();
        let mut names = Names {
            ticket: ticket.filter(|ticket_id| self.desk.ticket(*ticket_id).is_none()),
            key: command.key().cloned(),
            ..Names::default()
        };
        match command {
            StaffCommand::Query(email) => names.visitor = Some(email.clone()),
            StaffCommand::Approve { code, .. } => {
                names.code = Some(code.clone());
                names.secret = true;
            }
            StaffCommand::Enrol(_) => names.secret = true,
            // Tickets and keys follow from the type of an argument; nothing else is named.
            _ => {}
        }
        names
    }

    /// What follows from what a staff client said.
    pub(super) fn staff(
        &self,
        conn: ConnId,
        command: StaffCommand,
        known: &Known,
        now: Now,
    ) -> Verdict {
        let verb = command.verb();
        let command = match command {
            StaffCommand::Pick { table, token } => {
                return self.pick_with_token(conn, table.good().copied(), &token, now);
            }
            StaffCommand::Resume(token) => return self.resume(&token, now),
            // Passwords are checked first; only what could not be checked comes here.
            StaffCommand::Login { .. } => return Verdict::refused(Refusal::WrongLogin),
            // The password is hashed first; what could not be read comes here.
            StaffCommand::SetUp(_) => return Verdict::refused(Refusal::Unreadable),
            command => command,
        };
        let (actor, first) = self.actor(conn, verb, now);
        let verdict = match actor {
            Err(refusal) => Verdict::refused(refusal),
            Ok(SignIn { person, token }) => {
                let by = By::Person(person);
                match command {
                    StaffCommand::New(new) => {
                        self.create(by, &new.into(), known, now).unwrap_or_else(Verdict::refused)
                    }
                    StaffCommand::Request(request) => Wanted::read(request)
                        .and_then(|wanted| self.create(by, &wanted, known, now))
                        .unwrap_or_else(Verdict::refused),
                    StaffCommand::Logout => self.log_out(conn, SignIn { person, token }),
                    command => match self.carry_out(person, command, known, now) {
                        Ok((changes, reply)) => Verdict::with(by, changes, reply),
                        Err(refusal) => Verdict::refused(refusal),
                    },
                }
            }
        };
        verdict.after(first)
    }

    /// The rule of each command of somebody who is signed in and may.
    fn carry_out(
        &self,
        person: PersonId,
        command: StaffCommand,
        known: &Known,
        now: Now,
    ) -> Decided {
        let by = By::Person(person);
        let about = |ticket: Arg<TicketId>,
                     rule: &dyn Fn(&Arg<TicketId>) -> Changes,
                     success: fn(TicketId) -> StaffSuccess|
         -> Decided {
            let changes = rule(&ticket)?;
            let ticket_id = *ticket.good().ok_or(Refusal::NoSuchTicket)?;
            Ok((changes, Reply::Done(success(ticket_id))))
        };
        let end = |ticket: Arg<TicketId>, outcome, success| {
            about(ticket, &|ticket| self.end(person, ticket, outcome, known, now), success)
        };
        let done = |change: Change, success| Ok((vec![change], Reply::Done(success)));
        match command {
            StaffCommand::Accept(ticket) => about(
                ticket,
                &|ticket| self.accept(person, ticket, known, now),
                StaffSuccess::Claimed,
            ),
            StaffCommand::Complete(ticket) => {
                end(ticket, Outcome::Completed, StaffSuccess::Complete)
            }
            StaffCommand::Cancel(ticket) => end(ticket, Outcome::Cancelled, StaffSuccess::Cancel),
            StaffCommand::NoShow(ticket) => end(ticket, Outcome::NoShow, StaffSuccess::NoShow),
            StaffCommand::Next => {
                let (ticket_id, changes) = self.next(person, now)?;
                Ok((changes, Reply::Done(StaffSuccess::Next(ticket_id))))
            }
            StaffCommand::Release(ticket) => about(
                ticket,
                &|ticket| self.release(person, ticket, known, now),
                StaffSuccess::Release,
            ),
            StaffCommand::Reopen(ticket) => about(
                ticket,
                &|ticket| self.reopen(person, ticket, known, now),
                StaffSuccess::Reopen,
            ),
            StaffCommand::Withdraw(ticket) => about(
                ticket,
                &|ticket| self.withdraw(person, ticket, known, now),
                StaffSuccess::Withdraw,
            ),
            StaffCommand::Recall(ticket) => about(
                ticket,
                &|ticket| self.recall(person, ticket, known, now),
                StaffSuccess::Recall,
            ),
            StaffCommand::Transfer { ticket, table } => about(
                ticket,
                &|ticket| self.transfer(person, ticket, &table, known, now),
                StaffSuccess::Transfer,
            ),
            StaffCommand::Note { ticket, text } => {
                about(ticket, &|ticket| self.note(ticket, &text, known, now), StaffSuccess::Note)
            }
            StaffCommand::Refer { ticket, service } => about(
                ticket,
                &|ticket| self.refer(person, ticket, &service, known, now),
                StaffSuccess::Refer,
            ),
            StaffCommand::Priority { ticket, priority } => about(
                ticket,
                &|ticket| self.prioritise(ticket, &priority, known, now),
                StaffSuccess::Priority,
            ),
            StaffCommand::Arrived(ticket) => about(
                ticket,
                &|ticket| self.arrived(person, ticket, known, now),
                StaffSuccess::Arrived,
            ),
            StaffCommand::Print { ticket, device } => about(
                ticket,
                &|ticket| self.print(ticket, &device, known).map(|change| vec![change]),
                StaffSuccess::Print,
            ),
            StaffCommand::Serve(services) => {
                let (changes, chosen) = self.serve(person, &services)?;
                Ok((changes, Reply::Done(StaffSuccess::Serve(chosen))))
            }
            StaffCommand::Helped(kiosk) => {
                if !self.help.contains_key(&kiosk) {
                    return Err(Refusal::NoHelpAsked);
                }
                let success = StaffSuccess::Helped(kiosk.clone());
                done(Change::Helped { kiosk }, success)
            }
            StaffCommand::Settings => {
                Ok((Vec::new(), Reply::Done(StaffSuccess::Settings(self.profiles.state()))))
            }
            StaffCommand::Set(change) => {
                let Arg::Good(change) = change else { return Err(Refusal::Unreadable) };
                let (changes, version) = self.set_profile(change, now)?;
                Ok((changes, Reply::Done(StaffSuccess::Set(version))))
            }
            StaffCommand::Unpick => {
                let changes = self.unseat(person, Unseat::Left);
                if changes.is_empty() {
                    return Err(Refusal::NoTableAssigned);
                }
                Ok((changes, Reply::TableLeft(StaffSuccess::Unpick)))
            }
            StaffCommand::Free(table) => {
                let (table, changes) = self.free(by, table.good().copied())?;
                Ok((changes, Reply::Done(StaffSuccess::Free(table))))
            }
            StaffCommand::Query(_) => {
                let name = known.name.clone().ok_or(Refusal::UnknownVisitor)?;
                Ok((Vec::new(), Reply::Name(name)))
            }
            StaffCommand::Close(text) => {
                let text = free_text(&text, Refusal::TextTooLong)?;
                done(Change::Closed { text }, StaffSuccess::Close)
            }
            StaffCommand::Open(minutes) => {
                let OpenFor(minutes) = *minutes.good().ok_or(Refusal::Unreadable)?;
                Ok((self.open_by_hand(minutes, now), Reply::Done(StaffSuccess::Open)))
            }
            StaffCommand::Hours(day) => {
                let Day(date) = *day.good().ok_or(Refusal::DatesUnreadable)?;
                Ok((Vec::new(), Reply::Done(StaffSuccess::Hours(self.list_hours(date)))))
            }
            StaffCommand::People => {
                Ok((Vec::new(), Reply::Done(StaffSuccess::People(self.list_people()))))
            }
            StaffCommand::Announce(text) => {
                let text = free_text(&text, Refusal::TextTooLong)?;
                let text = (!text.is_empty()).then_some(text);
                done(Change::Announced { text }, StaffSuccess::Announce)
            }
            StaffCommand::Approve { code, name } => self.approve(&code, &name, known, now),
            StaffCommand::Enrol(enrolment) => {
                let enrolment = enrolment.good().ok_or(Refusal::Unreadable)?;
                let secret = known.secret.clone().ok_or(Refusal::NotSaved)?;
                let Ok(Day(until)) = enrolment.until.parse() else {
                    return Err(Refusal::EnrolmentUnusable);
                };
                let change = self.let_devices_enrol(enrolment.count, until, &secret, now)?;
                done(change, StaffSuccess::Enrol(secret))
            }
            StaffCommand::Devices => {
                Ok((Vec::new(), Reply::Done(StaffSuccess::Devices(self.list_devices(now)))))
            }
            StaffCommand::Revoke(name) => {
                let device = self.devices.named(&name).ok_or(Refusal::NoSuchDevice)?;
                let success = StaffSuccess::Revoke(device.name.clone());
                done(Change::DeviceRevoked { key: device.key }, success)
            }
            StaffCommand::Export { from, to } => {
                let (from, to) = days(&from, &to)?;
                aside(Some(Act::Exported), Aside::Export(from, to))
            }
            StaffCommand::Audit { from, to } => {
                let (from, to) = days(&from, &to)?;
                aside(None, Aside::Audit(from, to))
            }
            StaffCommand::Visitor(address) => {
                aside(Some(Act::VisitorShown), Aside::Visitor(address))
            }
            StaffCommand::Retention(days) => {
                let days = days.good().copied().filter(|days| (1..=36_500).contains(days));
                aside(None, Aside::Retention(days.ok_or(Refusal::DaysUnusable)?))
            }
            StaffCommand::Erase(address) => aside(None, Aside::Erase(address, by)),
            StaffCommand::Backup => aside(Some(Act::BackedUp), Aside::Backup),
            StaffCommand::Health => aside(None, Aside::Health),
            StaffCommand::Report(Arg::Good(ReportAsk::Make(query))) => {
                aside(None, Aside::Report(Box::new(self.plan_report(query)?)))
            }
            // Its connection has ended it.
            StaffCommand::Report(Arg::Good(ReportAsk::Stop(key))) => {
                Ok((Vec::new(), Reply::Done(StaffSuccess::Report(key))))
            }
            StaffCommand::Report(Arg::Bad(text)) => Err(unreadable(&text)),
            // Passwords are hashed first; what could not be read comes here.
            StaffCommand::Password(_) | StaffCommand::Person(_) => Err(Refusal::Unreadable),
            // These have been dealt with before.
            StaffCommand::Pick { .. }
            | StaffCommand::Resume(_)
            | StaffCommand::Login { .. }
            | StaffCommand::SetUp(_)
            | StaffCommand::Logout
            | StaffCommand::New(_)
            | StaffCommand::Request(_) => Err(Refusal::UnknownCommand),
        }
    }

    /// Who acts with a command that needs a sign-in, and what that brings: a token that is used,
    /// or one whose time is over.
    pub(super) fn actor(
        &self,
        conn: ConnId,
        verb: Verb,
        now: Now,
    ) -> (Result<SignIn, Refusal>, Vec<(By, Change)>) {
        let connection = self.presence.connections.get(&conn);
        let Some(sign_in) = connection.and_then(|connection| connection.sign_in) else {
            return (Err(verb.without_sign_in()), Vec::new());
        };
        let SignIn { person, token } = sign_in;
        if self.accounts.session(&token).is_none() {
            return (Err(Refusal::Relogin), Vec::new());
        }
        if !self.is_good(&token, now) {
            let ended = Change::SessionEnded { token, cause: SessionEnd::Expired };
            return (Err(Refusal::Relogin), vec![(By::Server, ended)]);
        }
        let used = self.session_used(token, now).map(|used| (By::Server, used));
        let role = self.accounts.role(person);
        let is_about_password = matches!(verb, Verb::Password | Verb::Logout);
        let may = match verb.access() {
            _ if self.must_change(&sign_in) && !is_about_password => Err(Refusal::ChoosePassword),
            Access::Admin if role < Some(Role::Admin) => Err(Refusal::NeedsAdmin),
            Access::Lead if role < Some(Role::Lead) => Err(Refusal::NeedsLead),
            Access::Nobody => Err(Refusal::UnknownCommand),
            Access::Admin | Access::Lead | Access::SignedIn | Access::Anyone => Ok(sign_in),
        };
        (may, used.into_iter().collect())
    }
}

/// Two days, the first not after the last.
fn days(from: &Arg<Day>, to: &Arg<Day>) -> Result<(Day, Day), Refusal> {
    let days = from.good().copied().zip(to.good().copied());
    days.filter(|(from, to)| from <= to).ok_or(Refusal::DatesUnreadable)
}

/// What is done beside the clerk, once it is noted.
fn aside(act: Option<Act>, aside: Aside) -> Decided {
    let noted = act.map(|act| Change::Acted { act });
    Ok((noted.into_iter().collect(), Reply::Aside(aside)))
}
