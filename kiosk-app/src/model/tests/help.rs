//! *I need help*, and codes that are scanned.

use super::*;
use crate::model::{COMING_MS, Help, NOTICE_MS};

fn scan(code: &str) -> Act {
    Act::Scanned(Code::new(code))
}

fn with_services(services: &str) -> Bench {
    let mut bench = Bench::online();
    bench.told(&format!("services [{services}]"));
    bench
}

#[test]
fn help_is_asked_for_once_and_said_for_a_minute() {
    let mut bench = Bench::online();
    assert_eq!(bench.model.help(bench.now()), Some(Help::Ready));
    bench.act(Act::Help);
    bench.act(Act::Help);
    assert_eq!(bench.said, ["help"]);
    assert_eq!(bench.model.help(bench.now()), Some(Help::Asked));
    bench.told("success help");
    assert_eq!(bench.model.help(bench.now()), Some(Help::Coming));
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::SomebodyComing));
    bench.pass(COMING_MS / 2);
    assert_eq!(bench.model.notice(bench.now()), None);
    // Whoever presses again only hears it again.
    bench.act(Act::Help);
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::SomebodyComing));
    assert_eq!(bench.said.len(), 1);
    bench.pass(COMING_MS / 2 - 1);
    assert_eq!(bench.model.help(bench.now()), Some(Help::Coming));
    bench.pass(1);
    assert_eq!(bench.model.help(bench.now()), Some(Help::Ready));
    bench.act(Act::Help);
    assert_eq!(bench.said.len(), 2);
    bench.told("error help wait a moment");
    assert_eq!(bench.model.help(bench.now()), Some(Help::Ready));
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::OneMoment));
}

#[test]
fn help_is_there_in_the_middle_of_a_visit_and_of_the_countdown() {
    let mut bench = Bench::online();
    bench.ask();
    bench.act(Act::Help);
    assert_eq!(bench.said.last().unwrap(), "help", "while an answer is on its way");
    let ticket = bench.ticket(1, 0);
    bench.told(&ticket);
    assert_eq!(bench.screen(), Screen::Ticket, "answers come in order");
    bench.told("success help");
    assert_eq!(bench.model.help(bench.now()), Some(Help::Coming));
    bench.pass(COMING_MS);

    bench.act(Act::Begin);
    bench.pass(IDLE_MS);
    assert_eq!(bench.screen(), Screen::StillThere);
    bench.act(Act::Help);
    assert_eq!(bench.screen(), Screen::Question(Question::Address), "somebody is there");
    assert_eq!(bench.said.last().unwrap(), "help");
}

#[test]
fn nobody_is_called_while_the_server_is_away_or_does_not_know_how() {
    let mut bench = Bench::online();
    bench.act(Act::Help);
    bench.disconnect();
    assert_eq!(bench.model.help(bench.now()), Some(Help::Away));
    bench.act(Act::Help);
    bench.connect();
    assert_eq!(bench.said.len(), 1, "nobody asks by themselves");
    assert_eq!(bench.model.help(bench.now()), Some(Help::Ready));
    bench.act(Act::Help);
    bench.told("error unknown command");
    assert_eq!(bench.model.help(bench.now()), None);
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::AskStaff));
    bench.disconnect();
    bench.connect();
    assert_eq!(bench.model.help(bench.now()), Some(Help::Ready), "it may be a newer one");
    let mut old = Bench::new(Settings::default(), &[]);
    old.open(Dialect::Classic);
    assert_eq!(old.model.help(old.now()), None);
}

#[test]
fn a_code_answers_the_question_on_the_screen() {
    let mut bench = Bench::online();
    bench.act(Act::Begin);
    bench.act(Act::Edit(Edit::typed("typed before")));
    bench.act(scan("ada@a.example"));
    assert_eq!(bench.said, ["query ada@a.example"]);
    bench.told("error query visitor email does not exist");
    // A number is no name, whoever's it is.
    bench.act(scan("12345678"));
    assert_eq!(bench.screen(), Screen::Question(Question::Name));
    assert_eq!(bench.model.visit.text(Question::Name), "");
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::CodeNotOurs));
    bench.act(scan("Ada Lovelace"));
    assert!(bench.requests()[0].contains(r#""name":"Ada Lovelace""#));
}

#[test]
fn a_code_that_nobody_asked_for_is_put_aside_and_what_was_typed_stays() {
    let mut bench = Bench::online();
    bench.act(scan("12345678"));
    assert_eq!(bench.screen(), Screen::Welcome);
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::CodeNotOurs));
    bench.pass(NOTICE_MS);
    bench.act(Act::Begin);
    bench.act(Act::Edit(Edit::typed("ada@")));
    bench.act(scan("12345678"));
    assert_eq!(bench.model.visit.text(Question::Address), "ada@");
    assert_eq!(bench.model.visit.problem, None);
    // Whose visit it is nobody knows by now: nothing of it is shown, and it is nobody's touch.
    bench.pass(IDLE_MS);
    bench.act(scan("eve@a.example"));
    assert_eq!(bench.screen(), Screen::StillThere);
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::CodeNotOurs));
    bench.pass(COUNTDOWN_MS);
    assert_eq!(bench.screen(), Screen::Welcome);
    assert!(bench.said.is_empty());
}

#[test]
fn a_code_on_welcome_begins_what_it_can_only_be_meant_for() {
    let mut bench = Bench::online();
    bench.act(scan("ada@a.example"));
    assert_eq!(bench.said, ["query ada@a.example"]);
    assert_eq!(bench.model.visit.text(Question::Address), "ada@a.example");

    let card = r#"{"id":"card","identity":{"kind":"number","min":8,"max":8}}"#;
    let mail = r#"{"id":"mail"}"#;
    let quick = r#"{"id":"quick","identity":{"kind":"none"}}"#;
    let mut bench = with_services(&[quick, mail, card].join(","));
    bench.act(scan("1234567"));
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::CodeNotOurs), "a digit is missing");
    bench.act(scan("12345678"));
    let request = bench.requests()[0];
    assert!(request.contains(r#""service":"card","contact":"12345678""#), "{request}");

    let phone = r#"{"id":"phone","identity":{"kind":"phone"}}"#;
    let mut bench = with_services(&[phone, card].join(","));
    bench.act(scan("12345678"));
    assert_eq!((bench.screen(), bench.said.len()), (Screen::Welcome, 0));
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::ChooseFirst));
    let full = card.replace("}}", r#"},"takes":"full"}"#);
    let mut bench = with_services(&full);
    bench.act(scan("12345678"));
    let full = Notice::Service(ServiceProblem::FullNow);
    assert_eq!(bench.model.notice(bench.now()), Some(full));
    assert!(bench.said.is_empty());
    // Nobody can be asked now.
    bench.disconnect();
    bench.act(scan("12345678"));
    assert_eq!(bench.screen(), Screen::Welcome);
}
