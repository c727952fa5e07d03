//! The model by short scenarios: what is heard and asked for goes in, what is sent and shown is
//! looked at.

use app_kit::field::Edit;
use app_kit::link::{Dialect, Event, Refusal, State};
use app_kit::role::Staff;
use proptest::prelude::*;
use shared::ids::{TableNo, TicketId};
use shared::message::StaffMessage;

use super::*;

mod at_the_desk;
mod pages;
mod refusals;
mod services;

const START: i64 = 1_790_000_000_000;

struct Desk {
    model: Model,
    now: Now,
    effects: Vec<Effect>,
}

fn on(command: Command, count: i64) -> Action {
    Action::Do(command, Subject::Ticket(id(count)))
}

fn desk_does(command: Command) -> Action {
    Action::Do(command, Subject::Desk)
}

fn place() -> std::path::PathBuf {
    "tickets.csv".into()
}

fn id(count: i64) -> TicketId {
    TicketId::new(count).unwrap()
}

fn ticket(count: i64, staff: &str, end: &str) -> String {
    format!(
        r#"{{"id":{count},"email":"v{count}@example.com","name":"Visitor {count}","staff":"{staff}","start":"2026-09-21T14:13:20Z","end":"{end}"}}"#
    )
}

const NOT_ENDED: &str = "1970-01-01T00:00:00Z";

impl Desk {
    /// A window that knows its server and has signed in before.
    fn returning() -> Self {
        let settings = Settings {
            server: "desk".to_owned(),
            token: Some("secret".to_owned()),
            ..Settings::default()
        };
        Self::with(settings)
    }

    fn with(settings: Settings) -> Self {
        let mut count = 0;
        let model = Model::new(settings, move || {
            count += 1;
            count
        });
        Self { model, now: Now { mono_ms: 0, ms: START }, effects: Vec::new() }
    }

    /// Ada at table 3, with tickets 0 to `waiting`-1 waiting.
    fn seated(waiting: i64) -> Self {
        let mut desk = Self::returning();
        desk.online(Dialect::Extended, true);
        desk.hear("success resume Ada");
        desk.state(waiting);
        desk.effects.clear();
        desk
    }

    fn online(&mut self, dialect: Dialect, introduced: bool) {
        self.event(Event::Opened { dialect, introduced });
        self.event(Event::State(State::Online));
    }

    fn state(&mut self, waiting: i64) {
        for line in ["tables 4", "waiting 0 - -", "reset"] {
            self.hear(line);
        }
        self.hear(r#"me {"user":"ada","name":"Ada","admin":true}"#);
        for line in ["seat 3", "at 3 Ada", "at 1 Bob"] {
            self.hear(line);
        }
        for count in 0..waiting {
            self.arrives(count);
        }
        self.hear("ready");
    }

    fn arrives(&mut self, count: i64) {
        self.hear(&format!("about {count} {{\"rank\":{count}}}"));
        self.hear(&format!("new {}", ticket(count, "{}", NOT_ENDED)));
    }

    fn is_claimed(&mut self, count: i64, by: &str, at: u32) {
        let claimed = self.now.ms;
        self.hear(&format!(
            "about {count} {{\"rank\":{count},\"calls\":1,\"claimed\":{claimed},\"table\":{at}}}"
        ));
        self.hear(&format!("claimed {}", ticket(count, by, NOT_ENDED)));
    }

    fn ends(&mut self, verb: &str, count: i64, by: &str, outcome: &str) {
        self.hear(&format!("about {count} {{\"rank\":{count},\"outcome\":\"{outcome}\"}}"));
        self.hear(&format!("{verb} {}", ticket(count, by, "2026-09-21T14:13:21Z")));
    }

    /// I take `count`, besides those that I have.
    fn take(&mut self, count: i64) {
        let is_first = self.model.current().is_none();
        self.wait(CALL_PAUSE_MS);
        self.act(desk_does(if is_first { Command::Next } else { Command::NextBesides }));
        self.is_claimed(count, "Ada", 3);
        self.hear(&format!("success next {count}"));
    }

    fn hear(&mut self, line: &str) {
        let message: StaffMessage = line.parse().unwrap_or_else(|_| panic!("{line}"));
        self.event(Event::Message(message));
    }

    fn event(&mut self, event: Event<Staff>) {
        self.effects.extend(self.model.receive([event], self.now));
    }

    fn act(&mut self, action: Action) {
        self.effects.extend(self.model.act(action, self.now));
    }

    fn wait(&mut self, ms: i64) {
        self.now.mono_ms += ms;
        self.now.ms += ms;
        self.effects.extend(self.model.tick(self.now));
    }

    /// What was said to the server since the last call.
    fn sent(&mut self) -> Vec<String> {
        let effects = std::mem::take(&mut self.effects);
        let lines = effects.into_iter().filter_map(|effect| match effect {
            Effect::Send(command) => Some(command.to_string()),
            _ => None,
        });
        lines.collect()
    }

    fn toast(&self) -> &str {
        self.model.toasts.last().map_or("", |toast| toast.text.as_str())
    }

    fn export(&self) -> Option<&ExportDraft> {
        match &self.model.drafts.form {
            Some(OpenForm { form: Form::Export(draft), .. }) => Some(draft),
            _ => None,
        }
    }

    /// Types into the form that asks for a text.
    fn write(&mut self, text: &str) {
        match &mut self.model.drafts.form {
            Some(OpenForm { form: Form::Text(draft), .. }) => {
                draft.text.apply(&Edit::typed(text));
            }
            other => panic!("{other:?}"),
        }
    }

    fn rows(&self) -> Vec<i64> {
        self.model.rows.iter().map(|id| id.get()).collect()
    }

    fn mine(&self) -> Vec<i64> {
        self.model.mine().iter().map(|held| held.ticket.id.get()).collect()
    }
}

fn sign_in(desk: &mut Desk) {
    desk.model.drafts.sign_in = SignInDraft {
        server: "desk.example".to_owned(),
        user: "ada".to_owned(),
        password: "correct horse".to_owned(),
        ..SignInDraft::default()
    };
    desk.act(Action::SignIn);
}

#[test]
fn signing_in_connects_then_logs_in_then_keeps_the_token_and_forgets_the_password() {
    let mut desk = Desk::with(Settings::default());
    assert_eq!(desk.model.page(), Page::SignIn);
    sign_in(&mut desk);
    assert_eq!(desk.effects, [Effect::Connect]);
    assert_eq!(desk.model.settings.server, "desk.example");
    desk.effects.clear();
    desk.online(Dialect::Extended, false);
    assert_eq!(desk.sent(), ["login ada correct horse"]);
    desk.hear("success login abc");
    assert_eq!(desk.effects, [Effect::KeepToken, Effect::Save]);
    assert_eq!(desk.model.settings.token.as_deref(), Some("abc"));
    assert_eq!(desk.model.drafts.sign_in.password, "");
    desk.hear("reset");
    desk.hear("ready");
    assert_eq!(desk.model.page(), Page::Tables);
}

#[test]
fn what_stands_in_the_way_of_signing_in_is_said_in_words() {
    let mut desk = Desk::with(Settings::default());
    desk.act(Action::SignIn);
    assert!(desk.model.sign_in_problem.as_deref().unwrap().contains("Where is the server?"));
    sign_in(&mut desk);
    desk.event(Event::State(State::Offline { retry_in: std::time::Duration::ZERO }));
    let problem = desk.model.sign_in_problem.clone().unwrap();
    assert!(problem.starts_with("Nobody answers at desk.example."), "{problem}");
    assert!(!desk.model.is_signing_in);

    sign_in(&mut desk);
    desk.event(Event::State(State::Refused(Refusal::NotWalkup)));
    assert!(desk.model.sign_in_problem.as_deref().unwrap().contains("not a Walkup server"));

    sign_in(&mut desk);
    desk.online(Dialect::Extended, false);
    desk.hear("error login name or password is wrong");
    assert_eq!(desk.model.sign_in_problem.as_deref(), Some("Name or password is not right."));
    assert_eq!(desk.model.drafts.sign_in.user, "ada", "what was right stays");
    sign_in(&mut desk);
    desk.hear("error login too many attempts. wait 4 seconds");
    let problem = desk.model.sign_in_problem.as_deref();
    assert_eq!(problem, Some("Too many tries. Wait 4 seconds, then try again."));
}

#[test]
fn a_kept_sign_in_that_has_ended_leads_to_the_sign_in_screen_with_the_name_kept() {
    let mut desk = Desk::returning();
    assert_eq!(desk.model.page(), Page::Returning);
    desk.online(Dialect::Extended, true);
    desk.hear("error resume please relogin");
    assert_eq!(desk.model.page(), Page::SignIn);
    assert_eq!(desk.model.settings.token, None);
    assert!(desk.effects.contains(&Effect::Save));
    assert!(desk.model.sign_in_problem.is_some());
}

#[test]
fn out_ends_the_sign_in_at_once() {
    let mut desk = Desk::seated(2);
    desk.hear("out");
    assert_eq!(desk.model.page(), Page::SignIn);
    assert!(desk.model.mirror.tickets.is_empty(), "no visitor's data stays on screen");
}

#[test]
fn a_table_is_picked_and_a_lost_table_is_said() {
    let mut desk = Desk::returning();
    desk.online(Dialect::Extended, true);
    desk.hear("success resume Ada");
    desk.hear("reset");
    desk.hear("ready");
    assert_eq!(desk.model.page(), Page::Tables);
    desk.act(Action::Pick(TableNo(2)));
    desk.act(Action::Pick(TableNo(2)));
    assert_eq!(desk.sent(), ["pick 2 secret"], "one press, one question");
    desk.hear("error the chosen table is not available");
    assert!(desk.model.table_problem.as_deref().unwrap().contains("just took that table"));
    desk.act(Action::Pick(TableNo(0)));
    desk.hear("success pick 0");
    assert_eq!(desk.model.page(), Page::Desk);
    assert_eq!(desk.model.table_problem, None);
}

#[test]
fn next_is_pending_until_the_answer_and_cannot_be_pressed_twice() {
    let mut desk = Desk::seated(2);
    assert_eq!(desk.rows(), [0, 1]);
    desk.act(desk_does(Command::Next));
    desk.act(desk_does(Command::Next));
    assert_eq!(desk.sent(), ["next"]);
    assert!(!desk.model.can_do(Command::Next));
    desk.is_claimed(0, "Ada", 3);
    desk.hear("success next 0");
    assert!(desk.model.can_do(Command::Next));
    assert_eq!(desk.rows(), [1]);
    assert_eq!(desk.mine(), [0]);
    assert_eq!(desk.model.current().map(|held| held.ticket.id), Some(id(0)));
    assert_eq!(desk.toast(), "You have 000.");
}

#[test]
fn what_was_done_can_be_taken_back_for_ten_seconds() {
    for (act, verb, undo) in [
        (on(Command::Complete, 0), "complete 0", "reopen 0"),
        (on(Command::NoShow, 0), "noshow 0", "reopen 0"),
        (on(Command::Cancel, 0), "cancel 0", "reopen 0"),
    ] {
        let mut desk = Desk::seated(1);
        desk.take(0);
        desk.sent();
        desk.act(act);
        assert_eq!(desk.sent(), [verb]);
        desk.ends("complete", 0, "Ada", "completed");
        desk.hear(&format!("success {verb}"));
        assert!(desk.mine().is_empty());
        desk.wait(TOAST_MS - 1);
        desk.act(desk_does(Command::Undo));
        assert_eq!(desk.sent(), [undo]);
        desk.act(desk_does(Command::Undo));
        assert!(desk.sent().is_empty(), "only once");
    }
    let mut desk = Desk::seated(1);
    desk.take(0);
    desk.sent();
    desk.act(desk_does(Command::Undo));
    assert_eq!(desk.sent(), ["release 0"], "an accept is taken back too");

    let mut desk = Desk::seated(1);
    desk.act(on(Command::Gone, 0));
    desk.ends("cancel", 0, "{}", "left");
    desk.hear("success withdraw 0");
    desk.sent();
    desk.act(desk_does(Command::Undo));
    assert_eq!(desk.sent(), ["reopen 0", "release 0"], "who came back waits in the old place");

    let mut desk = Desk::seated(1);
    desk.take(0);
    desk.sent();
    desk.wait(TOAST_MS);
    desk.act(desk_does(Command::Undo));
    assert!(desk.sent().is_empty(), "and not after that");
}

#[test]
fn a_colleagues_accept_shows_who_took_it_for_a_moment_and_moves_on() {
    let mut desk = Desk::seated(3);
    desk.is_claimed(1, "Bob", 1);
    assert_eq!(desk.rows(), [0, 1, 2], "the row stays where it was");
    assert_eq!(desk.model.leaving[&id(1)].why, "taken by Bob, table 1");
    assert_eq!(desk.model.waiting_count(), 2, "but is not counted");
    desk.wait(LEAVING_MS);
    assert_eq!(desk.rows(), [0, 2]);
}

#[test]
fn a_lost_race_is_told_with_who_won_and_who_is_next() {
    let mut desk = Desk::seated(2);
    desk.act(on(Command::Accept, 0));
    assert!(desk.model.is_pending(id(0)));
    desk.is_claimed(0, "Bob", 1);
    desk.hear("error accept this ticket is now claimed");
    assert_eq!(desk.toast(), "Bob took 000 first. 001 is next.");
    assert!(!desk.model.is_pending(id(0)));
    desk.act(on(Command::Accept, 1));
    desk.ends("cancel", 1, "{}", "left");
    desk.hear("error accept the ticket has already been completed or cancelled");
    assert_eq!(desk.toast(), "001 has left the queue. Nobody else is waiting.");
}

#[test]
fn the_servers_own_words_are_shown_only_where_we_have_none() {
    let mut desk = Desk::seated(1);
    desk.take(0);
    desk.act(on(Command::Recall, 0));
    desk.hear("error recall the moon is full");
    assert_eq!(desk.toast(), "The server says: the moon is full.");
    desk.act(on(Command::Recall, 0));
    desk.hear("error recall the server could not save this");
    assert!(desk.toast().contains("Nothing was changed"));
}

#[test]
fn offline_keeps_what_was_shown_refuses_what_cannot_work_and_comes_back_by_itself() {
    let mut desk = Desk::seated(2);
    desk.wait(60_000);
    desk.act(desk_does(Command::Next));
    desk.sent();
    desk.event(Event::Closed);
    desk.event(Event::State(State::Offline { retry_in: std::time::Duration::ZERO }));
    assert_eq!(desk.model.page(), Page::Desk);
    assert_eq!(desk.rows(), [0, 1]);
    assert!(!desk.model.is_live());
    let words = desk.model.link_words().unwrap();
    assert!(words.starts_with("We lost the server at "), "{words}");
    assert!(desk.toast().starts_with("We lost the server before it answered."));
    for act in [
        desk_does(Command::Next),
        on(Command::Accept, 0),
        on(Command::Gone, 1),
        desk_does(Command::Undo),
        desk_does(Command::OpenDesk),
    ] {
        desk.act(act);
    }
    assert!(desk.sent().is_empty(), "nothing is kept for later either");

    desk.online(Dialect::Extended, true);
    assert!(!desk.model.is_live(), "half a state is not live");
    assert_eq!(desk.model.link_words(), Some(words), "and is as old as it was");
    assert_eq!(desk.rows(), [0, 1]);
    desk.hear("success resume Ada");
    desk.state(1);
    assert_eq!(desk.rows(), [0]);
    assert!(desk.model.is_live());
    assert_eq!(desk.model.link_words(), None);
    assert!(desk.sent().is_empty());
}

#[test]
fn silence_is_said_with_its_time() {
    let mut desk = Desk::seated(1);
    desk.event(Event::State(State::Stale));
    assert!(desk.model.link_words().unwrap().starts_with("The server has been silent since "));
    assert!(!desk.model.is_live());
    desk.event(Event::State(State::Online));
    assert!(desk.model.is_live());
}

#[test]
fn the_window_asks_for_attention_when_the_first_comes_and_when_a_wait_gets_too_long() {
    let mut desk = Desk::seated(0);
    desk.model.settings.sound = true;
    desk.model.settings.notifications = false;
    desk.arrives(0);
    assert_eq!(desk.effects, [Effect::AskForAttention, Effect::Chime]);
    desk.effects.clear();
    desk.arrives(1);
    assert!(desk.effects.is_empty(), "the second is no news");
    desk.wait(20 * 60_000 - 1);
    assert!(desk.effects.is_empty());
    desk.wait(1_001);
    assert_eq!(desk.effects, [Effect::AskForAttention, Effect::Chime]);
    desk.effects.clear();
    desk.wait(60_000);
    assert!(desk.effects.is_empty(), "once is enough");

    let mut desk = Desk::seated(1);
    desk.take(0);
    desk.effects.clear();
    desk.arrives(1);
    desk.wait(3_600_000);
    assert!(desk.effects.is_empty(), "not while somebody is served");
}

#[test]
fn waits_fall_in_three_bands() {
    let desk = Desk::seated(0);
    let mins = |mins: i64| desk.model.wait_level(mins * 60_000);
    assert_eq!(
        [mins(0), mins(9), mins(10), mins(19), mins(20)],
        [WaitLevel::Short, WaitLevel::Short, WaitLevel::Long, WaitLevel::Long, WaitLevel::TooLong]
    );
}

#[test]
fn the_queue_is_searched_by_number_name_and_address() {
    let mut desk = Desk::seated(12);
    for (wanted, rows) in
        [("010", vec![10]), ("visitor 7", vec![7]), ("V11@EXAMPLE", vec![11]), ("nobody", vec![])]
    {
        desk.model.drafts.search.apply(&Edit::rewritten(wanted));
        desk.act(Action::SearchChanged);
        assert_eq!(desk.rows(), rows, "{wanted}");
    }
    assert_eq!(desk.model.waiting_count(), 12);
}

#[test]
fn tickets_without_their_owner_can_be_returned() {
    let mut desk = Desk::seated(2);
    desk.is_claimed(0, "Bob", 1);
    assert!(desk.model.left_behind().is_empty());
    assert_eq!(desk.model.seats()[1].serves.len(), 1);
    desk.hear("at 1");
    assert_eq!(desk.model.left_behind().len(), 1);
    desk.act(on(Command::Release, 0));
    assert_eq!(desk.sent(), ["release 0"]);
}

#[test]
fn i_may_serve_several_and_the_keys_act_on_the_one_that_i_turn_to() {
    let mut desk = Desk::seated(2);
    desk.take(0);
    desk.wait(1000);
    desk.take(1);
    assert_eq!(desk.mine(), [0, 1]);
    assert_eq!(desk.model.current().map(|held| held.ticket.id), Some(id(1)));
    desk.act(Action::ShowOnCard(id(0)));
    assert_eq!(desk.model.current().map(|held| held.ticket.id), Some(id(0)));
    desk.act(on(Command::Complete, 0));
    desk.ends("complete", 0, "Ada", "completed");
    desk.hear("success complete 0");
    assert_eq!(desk.model.current().map(|held| held.ticket.id), Some(id(1)));
}

#[test]
fn only_what_i_ended_lately_may_be_reopened() {
    let mut desk = Desk::seated(3);
    desk.ends("complete", 0, "Ada", "completed");
    desk.ends("complete", 1, "Bob", "completed");
    desk.ends("cancel", 2, "{}", "expired");
    let may = |desk: &Desk| -> Vec<bool> {
        desk.model.mirror.ended.iter().map(|held| desk.model.may_reopen(held)).collect()
    };
    assert_eq!(may(&desk), [true, false, false]);
    desk.wait(REOPEN_MS + 1000);
    assert_eq!(may(&desk), [false, false, false]);
}

fn type_visitor(desk: &mut Desk, email: &str, name: &str) {
    let draft = visitor_form(desk);
    draft.email.apply(&Edit::rewritten(email));
    draft.name.apply(&Edit::rewritten(name));
}

fn visitor_form(desk: &mut Desk) -> &mut VisitorDraft {
    match &mut desk.model.drafts.form {
        Some(OpenForm { form: Form::Visitor(draft), .. }) => draft,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_visitor_is_queued_with_the_name_filled_in_and_never_twice() {
    let mut desk = Desk::seated(1);
    desk.act(desk_does(Command::Visitor));
    type_visitor(&mut desk, "yu@example.com", "");
    desk.act(Action::LookUpName);
    desk.act(Action::LookUpName);
    assert_eq!(desk.sent(), ["query yu@example.com"]);
    desk.hear("success query Yu N");
    assert_eq!(visitor_form(&mut desk).name.text(), "Yu N");
    desk.act(Action::Submit);
    desk.act(Action::Submit);
    let sent = desk.sent();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].starts_with(r#"request {"key":"staff-"#), "{}", sent[0]);

    desk.event(Event::Closed);
    desk.event(Event::State(State::Offline { retry_in: std::time::Duration::ZERO }));
    assert_eq!(visitor_form(&mut desk).name.text(), "Yu N", "nothing typed is lost");
    assert!(visitor_form(&mut desk).problem.is_some());
    desk.online(Dialect::Extended, true);
    desk.hear("success resume Ada");
    desk.state(1);
    desk.act(Action::Submit);
    assert_eq!(desk.sent(), sent, "the same key again");
    desk.arrives(1);
    desk.hear(&format!("success new {}", ticket(1, "{}", NOT_ENDED)));
    assert!(desk.model.drafts.form.is_none());
    assert_eq!(desk.toast(), "Visitor 1 has number 001.");
}

#[test]
fn who_waits_already_is_said_and_may_have_another_ticket() {
    let mut desk = Desk::seated(1);
    desk.act(desk_does(Command::Visitor));
    type_visitor(&mut desk, "v0@example.com", "Visitor 0");
    desk.act(Action::Submit);
    let first = desk.sent();
    desk.hear(&format!("success new {}", ticket(0, "{}", NOT_ENDED)));
    assert_eq!(visitor_form(&mut desk).waits_already, Some(id(0)));
    desk.act(Action::QueueAgain);
    let second = desk.sent();
    assert!(second[0].contains(r#""again":true"#) && second != first, "{second:?}");
}

#[test]
fn an_export_streams_into_its_file_and_a_lost_server_leaves_none() {
    let mut desk = Desk::seated(0);
    desk.model.today = chrono::NaiveDate::from_ymd_opt(2026, 9, 21).unwrap();
    desk.act(desk_does(Command::Export));
    desk.act(Action::Submit);
    assert_eq!(desk.effects, [Effect::ChoosePlace]);
    desk.effects.clear();
    desk.act(Action::ExportTo(Some(place())));
    assert_eq!(desk.effects, [Effect::BeginExport(place())]);
    desk.act(Action::ExportBegun);
    assert_eq!(desk.sent(), ["export 2026-09-01 2026-09-21"]);
    desk.hear("row id,number");
    desk.hear("row 0,000");
    assert_eq!(desk.effects.len(), 2);
    desk.hear("success export 1");
    assert_eq!(desk.effects.last(), Some(&Effect::FinishExport));
    assert!(matches!(
        desk.export(),
        Some(ExportDraft { stage: ExportStage::Done { tickets: 1, .. }, .. })
    ));

    desk.act(desk_does(Command::Export));
    desk.act(Action::Submit);
    desk.act(Action::ExportTo(Some(place())));
    desk.act(Action::ExportBegun);
    desk.event(Event::Closed);
    assert_eq!(desk.effects.last(), Some(&Effect::DropExport));
}

#[test]
fn another_persons_sign_in_does_not_see_what_the_last_one_typed() {
    let mut desk = Desk::seated(1);
    desk.act(on(Command::Note, 0));
    desk.write("only for Ada's eyes");
    desk.hear("out");
    desk.hear("reset");
    desk.hear(r#"me {"user":"bob","name":"Bob","admin":false}"#);
    desk.hear("ready");
    assert!(desk.model.drafts.form.is_none());
}

#[test]
fn a_classic_server_is_worked_with_by_token_and_by_accepting_the_oldest() {
    let mut desk = Desk::returning();
    desk.online(Dialect::Classic, false);
    desk.hear("taken 0");
    assert_eq!(desk.model.page(), Page::Tables);
    assert!(desk.model.seats()[0].is_taken);
    desk.act(Action::Pick(TableNo(2)));
    assert_eq!(desk.sent(), ["pick 2 secret"]);
    desk.hear("success pick 2");
    desk.hear(&format!("new {}", ticket(4, "{}", NOT_ENDED)));
    desk.hear(&format!("new {}", ticket(5, "{}", NOT_ENDED)));
    assert_eq!(desk.model.page(), Page::Desk);
    desk.act(desk_does(Command::Next));
    assert_eq!(desk.sent(), ["accept 4"]);
    desk.hear("success claimed 4");
    assert_eq!(desk.mine(), [4]);
    desk.act(on(Command::Complete, 4));
    desk.hear("success complete 4");
    assert!(desk.mine().is_empty());
    assert_eq!(desk.model.toasts.last().map(|toast| toast.undo.len()), Some(0), "it cannot reopen");
}

#[test]
fn an_idle_desk_changes_once_a_minute_and_an_empty_one_never() {
    let mut desk = Desk::seated(0);
    assert_eq!(desk.model.next_change_ms(), None);
    desk.arrives(0);
    desk.wait(250);
    assert_eq!(desk.model.next_change_ms(), Some(59_750));
    desk.take(0);
    desk.wait(TOAST_MS);
    assert_eq!(desk.model.next_change_ms(), Some(750), "my own visitor is timed by the second");
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_a_persons_to_judge() {
    let shown = app_kit::link::Fingerprint::of(b"certificate");
    let mut desk = Desk::with(Settings::default());
    sign_in(&mut desk);
    desk.event(Event::State(State::Refused(Refusal::UnknownCertificate(shown))));
    assert_eq!(desk.model.certificate_in_doubt(), Some((shown, false)));
    assert_eq!(desk.model.settings.certificate, None);
    desk.effects.clear();
    desk.act(Action::TrustCertificate);
    assert_eq!(desk.effects, [Effect::Save, Effect::Trust(shown)]);
    assert_eq!(desk.model.settings.pinned(), Some(shown));
    assert!(desk.model.is_signing_in, "the sign-in goes on by itself");

    // The question stands while the link tries again, so that it can be read and answered.
    desk.event(Event::State(State::Refused(Refusal::UnknownCertificate(shown))));
    desk.event(Event::State(State::Connecting));
    assert_eq!(desk.model.certificate_in_doubt(), Some((shown, false)));

    // A changed one cannot be waved through: the old one must be forgotten first.
    let other = app_kit::link::Fingerprint::of(b"another");
    desk.event(Event::State(State::Refused(Refusal::CertificateChanged(other))));
    desk.act(Action::TrustCertificate);
    assert_eq!(desk.model.settings.pinned(), Some(shown));
    desk.effects.clear();
    desk.act(Action::ForgetCertificate);
    assert_eq!(desk.model.settings.pinned(), None);
    assert_eq!(desk.effects, [Effect::Save, Effect::Connect]);
}

/// Something that happens to a window.
#[derive(Debug, Clone)]
enum Happening {
    Line(String),
    Action(Action),
    Offline,
    Stale,
    Online,
    Reconnect(Dialect, bool),
    Wait(i64),
}

fn happening() -> impl Strategy<Value = Happening> {
    let number = 0..6_i64;
    let said = (number.clone(), 0..22_usize).prop_map(|(count, which)| {
        let about = format!("about {count} {{\"rank\":{count},\"claimed\":{START},\"table\":1}}");
        match which {
            0 => about,
            1 | 2 => format!("new {}", ticket(count, "{}", NOT_ENDED)),
            3 => format!("claimed {}", ticket(count, "Bob", NOT_ENDED)),
            4 | 5 => format!("claimed {}", ticket(count, "Ada", NOT_ENDED)),
            6 => format!("complete {}", ticket(count, "Ada", "2026-09-21T14:13:21Z")),
            7 => format!("cancel {}", ticket(count, "{}", "2026-09-21T14:13:21Z")),
            8 => format!("success next {count}"),
            9 => format!("success claimed {count}"),
            10 => format!("success complete {count}"),
            11 => "error accept this ticket is now claimed".to_owned(),
            12 => "error complete your session token was found to be invalid. please relogin"
                .to_owned(),
            13 => "seat".to_owned(),
            14 => "seat 2".to_owned(),
            15 => "at 1".to_owned(),
            16 => "at 1 Bob".to_owned(),
            17 => "reset".to_owned(),
            18 => r#"me {"user":"ada","name":"Ada","admin":true}"#.to_owned(),
            19 => "ready".to_owned(),
            20 => "out".to_owned(),
            _ => format!("success new {}", ticket(count, "{}", NOT_ENDED)),
        }
    });
    let done = (number, 0..16_usize).prop_map(|(count, which)| match which {
        0 => desk_does(Command::Next),
        1 => on(Command::Accept, count),
        2 => on(Command::Complete, count),
        3 => on(Command::Gone, count),
        4 => on(Command::Release, count),
        5 => on(Command::SendTo, count),
        6 => desk_does(Command::Undo),
        7 => desk_does(Command::Visitor),
        8 => on(Command::Note, count),
        9 => Action::Submit,
        10 => Action::ChooseBy(1),
        11 => Action::ChooseBy(-1),
        12 => desk_does(Command::SignOut),
        13 => desk_does(Command::LeaveTable),
        14 => Action::Pick(TableNo(2)),
        _ => Action::CloseForm,
    });
    prop_oneof![
        8 => said.prop_map(Happening::Line),
        6 => done.prop_map(Happening::Action),
        1 => Just(Happening::Offline),
        1 => Just(Happening::Stale),
        1 => Just(Happening::Online),
        1 => (prop_oneof![Just(Dialect::Extended), Just(Dialect::Classic)], any::<bool>())
            .prop_map(|(dialect, introduced)| Happening::Reconnect(dialect, introduced)),
        1 => (0..20_000_i64).prop_map(Happening::Wait),
    ]
}

proptest! {
    /// Whatever the server, the network and the person do, in whatever order.
    #[test]
    fn nothing_is_sent_unheard_and_the_rows_are_those_who_wait(
        happenings in prop::collection::vec(happening(), 0..80)
    ) {
        let mut desk = Desk::seated(3);
        for happening in happenings {
            match happening.clone() {
                Happening::Line(line) => desk.hear(&line),
                Happening::Action(action) => desk.act(action),
                Happening::Offline => {
                    desk.event(Event::Closed);
                    desk.event(Event::State(State::Offline {
                        retry_in: std::time::Duration::ZERO,
                    }));
                }
                Happening::Stale => desk.event(Event::State(State::Stale)),
                Happening::Online => desk.event(Event::State(State::Online)),
                Happening::Reconnect(dialect, introduced) => desk.online(dialect, introduced),
                Happening::Wait(ms) => desk.wait(ms),
            }
            let was_online = desk.model.standing.is_online();
            let sent = desk.sent();
            prop_assert!(sent.is_empty() || was_online, "{happening:?} sent {sent:?}");

            let model = &desk.model;
            let mut expected: Vec<(Option<i64>, i64)> = model
                .mirror
                .waiting()
                .into_iter()
                .chain(model.leaving.values().map(|leaving| &leaving.held))
                .map(|held| (held.about.rank, held.ticket.id.get()))
                .collect();
            expected.sort_unstable();
            let expected: Vec<i64> = expected.into_iter().map(|(_, id)| id).collect();
            prop_assert_eq!(desk.rows(), expected, "after {:?}", happening);
            if let Some(current) = model.current() {
                prop_assert!(model.mine().iter().any(|held| held.ticket.id == current.ticket.id));
            }
            prop_assert!(model.toasts.len() <= 3);
            if model.page() == Page::SignIn {
                prop_assert!(model.mirror.tickets.is_empty(), "somebody's data is left");
            }
        }
    }
}
