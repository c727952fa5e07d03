//! Services: which can be chosen, what each asks, and what is said when one gives no ticket.

use super::*;
use crate::model::{NOTICE_MS, ON_WELCOME, ServiceProblem};

/// A service as the server tells it.
fn service(id: &str, more: &str) -> String {
    format!(r#"{{"id":"{id}","text":{{"en":"The {id}"}}{more}}}"#)
}

fn identity(identity: &str) -> String {
    format!(r#","identity":{{{identity}}}"#)
}

fn with(services: &[String]) -> Bench {
    let mut bench = Bench::online();
    bench.told(&format!("services [{}]", services.join(",")));
    bench
}

fn serve(id: &str) -> Act {
    Act::Serve(id.parse().unwrap())
}

fn types(bench: &mut Bench, text: &str) {
    bench.act(Act::Edit(Edit::typed(text)));
    bench.act(Act::Continue);
}

fn requested(bench: &Bench, at: usize) -> shared::command::Request {
    let Ok(KioskCommand::Request(Arg::Good(request))) = bench.requests()[at].parse() else {
        panic!("{:?}", bench.requests())
    };
    request
}

/// What was said of the visitor: address, name, telephone number or number.
fn given(bench: &Bench, at: usize) -> [String; 3] {
    let request = requested(bench, at);
    [request.email, request.name, request.contact.unwrap_or_default()]
}

#[test]
fn one_touch_gives_a_ticket_where_nothing_is_asked() {
    let mut bench = with(&[service("quick", &identity(r#""kind":"none""#)), service("long", "")]);
    bench.act(Act::Begin);
    assert_eq!(bench.screen(), Screen::Welcome, "there is nothing to begin but a service");
    bench.act(serve("quick"));
    assert_eq!(bench.screen(), Screen::Welcome);
    assert_eq!(bench.said.len(), 1);
    assert_eq!(
        bench.said[0],
        format!(
            r#"request {{"key":"{KEY_1}","email":"","name":"","lang":"en","service":"quick"}}"#
        )
    );
    // Dead until the answer, and on disk.
    bench.act(serve("long"));
    assert_eq!((bench.said.len(), bench.kept.len()), (1, 1));
    bench.told(r#"about 17 {"ahead":3,"wait":[600,1200],"number":"B017","service":"quick"}"#);
    let ticket = bench.ticket(17, 0);
    bench.told(&ticket);
    assert_eq!(bench.screen(), Screen::Ticket);
    let got = bench.model.visit.got.clone().unwrap();
    assert_eq!((got.label.as_str(), got.service), ("B017", "quick".parse().ok()));
    bench.act(Act::Done);
    assert!(bench.kept.is_empty() && bench.model.visit.service.is_none());
}

#[test]
fn a_ticket_of_one_touch_that_does_not_come_is_given_up_when_nobody_is_there() {
    let mut bench = with(&[service("quick", &identity(r#""kind":"none""#))]);
    bench.act(serve("quick"));
    bench.disconnect();
    bench.pass(IDLE_MS);
    assert_eq!(bench.screen(), Screen::StillThere);
    bench.pass(COUNTDOWN_MS);
    assert_eq!(bench.screen(), Screen::Welcome);
    assert!(!bench.model.visit.is_asking());
    bench.connect();
    assert_eq!(bench.said.last().unwrap(), &format!("withdraw {KEY_1}"));
}

#[test]
fn each_kind_of_identity_asks_its_own_question_and_sends_its_own_answer() {
    for (kind, question, bad, good, place) in [
        (r#""kind":"name""#, Question::Name, "", "Ada", 1),
        (r#""kind":"phone""#, Question::Phone, "12", "+49 30 1234", 2),
        (r#""kind":"number","min":6,"max":8"#, Question::Number, "12345", "1234567", 2),
        (r##""kind":"number","letters":true"##, Question::Number, "#", "S-12", 2),
    ] {
        let mut bench = with(&[service("it", &identity(kind))]);
        bench.act(serve("it"));
        assert_eq!(bench.screen(), Screen::Question(question), "{kind}");
        types(&mut bench, bad);
        assert_eq!(bench.model.visit.problem, Some(Problem::Answer(question)), "{kind}");
        bench.act(Act::Edit(Edit::rewritten(good)));
        bench.act(Act::Continue);
        let mut wanted = [""; 3];
        wanted[place] = good;
        assert_eq!(given(&bench, 0), wanted);
        assert_eq!(requested(&bench, 0).service, "it".parse().ok());
        assert!(bench.said.iter().all(|line| !line.starts_with("query")), "nothing is looked up");
    }
    let mut bench = with(&[service("it", "")]);
    bench.act(serve("it"));
    assert_eq!(bench.screen(), Screen::Question(Question::Address));
    types(&mut bench, "ada@a.example");
    bench.told("success query Ada");
    bench.act(Act::ThatIsMe);
    assert_eq!(given(&bench, 0), ["ada@a.example", "Ada", ""]);
}

#[test]
fn what_may_be_left_out_is_left_out_by_going_on_with_nothing() {
    for (kind, question) in [
        (r#""kind":"email","optional":true"#, Question::Address),
        (r#""kind":"name","optional":true"#, Question::Name),
        (r#""kind":"phone","optional":true"#, Question::Phone),
        (r#""kind":"number","optional":true"#, Question::Number),
    ] {
        let mut bench = with(&[service("it", &identity(kind))]);
        bench.told(r#"reasons [{"id":"badge","text":{"en":"Badge"}}]"#);
        bench.act(serve("it"));
        assert!(bench.model.may_skip(question) && bench.model.skips(question));
        bench.act(Act::Edit(Edit::typed("!")));
        assert!(!bench.model.skips(question));
        bench.act(Act::Edit(Edit::Backspace));
        bench.act(Act::Continue);
        assert_eq!(bench.screen(), Screen::Question(Question::Reason), "{kind}");
        bench.act(Act::Back);
        assert_eq!(bench.screen(), Screen::Question(question), "{kind}");
        bench.act(Act::Continue);
        bench.act(Act::Choose("badge".to_owned()));
        assert_eq!(given(&bench, 0), [""; 3], "{kind}");
    }
    // Half an answer is none, and who changes their mind is asked again.
    let mut bench = with(&[service("it", &identity(r#""optional":true"#))]);
    bench.told(r#"reasons [{"id":"badge","text":{"en":"Badge"}}]"#);
    bench.act(serve("it"));
    bench.act(Act::Continue);
    bench.act(Act::Back);
    types(&mut bench, "ada@a.example");
    bench.told("error query visitor email does not exist");
    assert_eq!(bench.screen(), Screen::Question(Question::Name));
    bench.act(Act::Continue);
    assert_eq!(bench.model.visit.problem, Some(Problem::Answer(Question::Name)));
}

#[test]
fn a_service_asks_for_its_own_reasons() {
    let none = identity(r#""kind":"none""#);
    let mut bench = with(&[
        service("a", &format!(r#"{none},"reasons":["badge"]"#)),
        service("b", &format!(r#"{none},"reasons":[]"#)),
        service("c", &none),
    ]);
    bench.told(
        r#"reasons [{"id":"badge","text":{"en":"Badge"}},{"id":"other","text":{"en":"Other"}}]"#,
    );
    bench.act(serve("a"));
    assert_eq!(bench.screen(), Screen::Question(Question::Reason));
    let ids: Vec<&str> = bench.model.reasons().iter().map(|reason| reason.id.as_str()).collect();
    assert_eq!(ids, ["badge"]);
    bench.act(Act::Back);
    assert_eq!(bench.screen(), Screen::Welcome);
    bench.act(serve("c"));
    assert_eq!(bench.model.reasons().len(), 2);
    bench.act(Act::StartOver);
    bench.act(serve("b"));
    assert_eq!(bench.requests().len(), 1, "it asks nothing at all");
}

#[test]
fn a_service_that_is_stopped_is_not_there_and_one_that_is_full_says_so() {
    let mut bench = with(&[
        service("gone", r#","open":false"#),
        service("full", r#","takes":"full""#),
        service("today", r#","takes":"today""#),
        service("yes", r#","takes":"yes""#),
    ]);
    let offered: Vec<String> =
        bench.model.offers().iter().map(|it| it.service.id.to_string()).collect();
    assert_eq!(offered, ["full", "today", "yes"]);
    bench.act(serve("gone"));
    assert_eq!((bench.screen(), bench.model.notice(bench.now())), (Screen::Welcome, None));
    for (id, problem) in [("full", ServiceProblem::FullNow), ("today", ServiceProblem::NoMoreToday)]
    {
        bench.act(serve(id));
        assert_eq!(bench.screen(), Screen::Welcome);
        assert_eq!(bench.model.notice(bench.now()), Some(Notice::Service(problem)));
        assert!(bench.said.is_empty());
    }
    bench.pass(NOTICE_MS);
    assert_eq!(bench.model.notice(bench.now()), None);
    bench.told(&format!("services [{}]", service("gone", r#","open":false"#)));
    assert_eq!(bench.screen(), Screen::Closed);
    assert!(bench.model.closed().is_none() && bench.model.has_only_stopped_services());
    bench.told("services []");
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn more_services_than_welcome_has_room_for_have_a_page_of_their_own() {
    let many: Vec<String> = (0..=ON_WELCOME)
        .map(|at| service(&format!("s{at}"), &identity(r#""kind":"phone""#)))
        .collect();
    let mut bench = with(&many);
    bench.act(Act::Speak("de".to_owned()));
    bench.act(Act::Begin);
    assert_eq!(bench.screen(), Screen::Services);
    bench.act(serve("s3"));
    bench.act(Act::Edit(Edit::typed("030 1234")));
    bench.act(Act::Back);
    assert_eq!(bench.screen(), Screen::Services);
    assert_eq!(bench.model.wishes.lang, "de");
    bench.act(serve("s5"));
    assert_eq!(bench.model.visit.text(Question::Phone), "030 1234", "what was typed stays");
    bench.act(Act::Continue);
    assert_eq!(requested(&bench, 0).service, "s5".parse().ok());
    bench.told("error request this service is full just now");
    bench.act(Act::Back);
    bench.act(Act::Back);
    assert_eq!(bench.screen(), Screen::Welcome);
    assert_eq!(bench.model.visit.text(Question::Phone), "");
    // Nobody is there any more.
    bench.act(Act::Begin);
    bench.pass(IDLE_MS + COUNTDOWN_MS);
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn a_server_that_gives_no_ticket_is_heard_at_the_question_and_what_was_typed_stays() {
    for (answer, problem) in [
        ("this service takes no more tickets today", ServiceProblem::NoMoreToday),
        ("this service is full just now", ServiceProblem::FullNow),
        ("this service takes no tickets", ServiceProblem::Stopped),
        ("there is no such service", ServiceProblem::Gone),
        ("wait a moment", ServiceProblem::TooOften),
    ] {
        let mut bench = with(&[service("it", &identity(r#""kind":"phone""#))]);
        bench.act(serve("it"));
        types(&mut bench, "030 1234");
        bench.told(&format!("error request {answer}"));
        assert_eq!(bench.screen(), Screen::Question(Question::Phone), "{answer}");
        assert_eq!(bench.model.visit.problem, Some(Problem::Service(problem)));
        assert_eq!(bench.model.visit.text(Question::Phone), "030 1234");
        assert!(bench.kept.is_empty() && !bench.model.visit.is_pending());
        bench.pass(2_000);
        bench.act(Act::Continue);
        assert_eq!(bench.requests().len(), 2, "{answer}: it may be asked again");
        assert_eq!(bench.requests()[0], bench.requests()[1]);

        let mut bench = with(&[service("it", &identity(r#""kind":"none""#))]);
        bench.act(serve("it"));
        bench.told(&format!("error request {answer}"));
        assert_eq!(bench.screen(), Screen::Welcome);
        assert_eq!(bench.model.notice(bench.now()), Some(Notice::Service(problem)));
        assert!(bench.model.visit.service.is_none() && bench.model.visit.key.is_none());
    }
    for (kind, question, answer) in [
        ("phone", Question::Phone, "phone number is not valid"),
        ("number", Question::Number, "number is not valid"),
    ] {
        let mut bench = with(&[service("it", &identity(&format!(r#""kind":"{kind}""#)))]);
        bench.told(r#"reasons [{"id":"badge","text":{"en":"Badge"}}]"#);
        bench.act(serve("it"));
        types(&mut bench, "12345");
        bench.act(Act::Choose("badge".to_owned()));
        bench.told(&format!("error request {answer}"));
        assert_eq!(bench.screen(), Screen::Question(question));
        assert_eq!(bench.model.visit.problem, Some(Problem::Answer(question)));
        assert_eq!(bench.model.visit.text(question), "12345");
    }
}

#[test]
fn a_trouble_that_nobody_knows_is_said_at_the_services_too_and_leaves_no_ticket() {
    let mut bench = with(&[service("it", &identity(r#""kind":"none""#))]);
    bench.act(serve("it"));
    bench.told("error request some new trouble");
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::AskStaff));
    assert_eq!(bench.screen(), Screen::Welcome);
    assert_eq!(bench.kept.len(), 1, "it is withdrawn");
}

#[test]
fn buttons_rest_after_this_kiosk_asked_too_often() {
    let mut bench = with(&[service("it", &identity(r#""kind":"none""#))]);
    bench.act(serve("it"));
    bench.told("error request wait a moment");
    bench.act(serve("it"));
    assert!(bench.model.is_resting(bench.now()));
    assert_eq!(bench.requests().len(), 1);
    bench.pass(1_999);
    bench.act(serve("it"));
    assert_eq!(bench.requests().len(), 1);
    bench.pass(1);
    assert!(!bench.model.is_resting(bench.now()));
    bench.act(serve("it"));
    assert_eq!(bench.requests().len(), 2);
}

#[test]
fn what_a_service_asks_does_not_change_under_the_visitors_hands() {
    let mut bench = with(&[service("it", &identity(r#""kind":"phone""#))]);
    bench.act(serve("it"));
    bench.told(&format!("services [{}]", service("it", &identity(r#""kind":"name""#))));
    assert_eq!(bench.screen(), Screen::Question(Question::Phone));
    types(&mut bench, "030 1234");
    assert_eq!(given(&bench, 0), ["", "", "030 1234"]);
    // The server asks for a name by now: only a person can help, and no ticket is left behind.
    bench.told("error request name is missing");
    assert_eq!(bench.model.visit.problem, Some(Problem::AskStaff));
    assert_eq!(bench.kept.len(), 1);
}

#[test]
fn services_that_were_removed_while_the_server_was_away_are_gone() {
    let mut bench = with(&[service("a", ""), service("b", "")]);
    bench.told("lane a 1 - -");
    for services in [true, false] {
        bench.disconnect();
        bench.connect();
        assert_eq!(bench.model.offers().len(), 2, "nothing flickers until it is known");
        if services {
            bench.told(&format!("services [{},{}]", service("a", ""), service("b", "")));
        }
        bench.told("waiting 1 - -");
        assert_eq!(bench.model.has_services(), services);
    }
    bench.act(Act::Begin);
    assert_eq!(bench.screen(), Screen::Question(Question::Address));
}
