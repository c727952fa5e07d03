//! A desk with services: who is next for me, which of them the queue shows, and what is sent.

use super::*;

const SERVICES: &str = r#"services [{"id":"a","text":{"en":"Badges"},"prefix":"B","takes":"yes"},{"id":"b","text":{"en":"Permits","de":"Genehmigungen"},"prefix":"P","takes":"yes"}]"#;

/// Two wait for badges, without a name, and one for a permit, due between them.
fn desk() -> Desk {
    let mut desk = Desk::seated(0);
    for line in [SERVICES, "lane a 2 - -", "lane b 1 - -"] {
        desk.hear(line);
    }
    for (count, service, due) in [(0, "a", 10), (1, "b", 5), (2, "a", 20)] {
        let due = START + due * 60_000;
        let label = format!("{}{count:03}", if service == "a" { "B" } else { "P" });
        desk.hear(&format!(
            r#"about {count} {{"rank":{due},"number":"{label}","service":"{service}","due":{due}}}"#
        ));
        let (email, name) = match service {
            "a" => ("", label.as_str()),
            _ => ("ann@a.b", "Ann"),
        };
        desk.hear(&format!(
            r#"new {{"id":{count},"email":"{email}","name":"{name}","staff":"{{}}","start":"2026-09-21T14:13:20Z","end":"{NOT_ENDED}"}}"#
        ));
    }
    desk.effects.clear();
    desk
}

#[test]
fn who_is_next_is_the_first_due_of_those_that_i_take() {
    let mut desk = desk();
    assert_eq!(desk.model.next_up, Some(id(1)));
    assert_eq!(desk.model.rows, [id(1), id(0), id(2)]);
    desk.hear(r#"me {"user":"ada","name":"Ada","admin":true,"serve":["a"]}"#);
    assert_eq!(desk.model.next_up, Some(id(0)));
    // What was chosen once may be gone since.
    desk.hear(r#"me {"user":"ada","name":"Ada","admin":true,"serve":["gone"]}"#);
    assert_eq!(desk.model.next_up, Some(id(1)));
    desk.hear(r#"me {"user":"ada","name":"Ada","admin":true,"services":["a"]}"#);
    assert_eq!(desk.model.next_up, Some(id(0)));
    assert!(!desk.model.can_serve(&"b".parse().unwrap()));
}

#[test]
fn the_queue_shows_one_service_until_all_are_wanted() {
    let mut desk = desk();
    let lane = Some("a".parse().unwrap());
    desk.act(Action::Set(Setting::Lane(lane)));
    assert_eq!(desk.model.rows, [id(0), id(2)]);
    assert_eq!(desk.model.settings.lane, "a");
    assert_eq!(desk.model.waiting_count(), 3, "whoever is not shown waits all the same");
    // A service that is gone hides nobody.
    desk.hear(r#"services [{"id":"b","text":{"en":"Permits"}},{"id":"c","text":{"en":"C"}}]"#);
    assert_eq!(desk.model.rows.len(), 3);
    desk.hear(SERVICES);
    desk.act(Action::Set(Setting::Lane(None)));
    assert_eq!(desk.model.rows.len(), 3);
}

#[test]
fn my_services_are_switched_one_by_one_and_one_stays() {
    let mut desk = desk();
    desk.act(Action::SwitchService("b".parse().unwrap()));
    assert_eq!(desk.sent(), ["serve a"]);
    desk.hear(r#"me {"user":"ada","name":"Ada","admin":true,"serve":["a"]}"#);
    desk.hear("success serve a");
    desk.act(Action::SwitchService("a".parse().unwrap()));
    assert_eq!(desk.sent(), [""; 0], "nobody would be next");
    desk.act(Action::SwitchService("b".parse().unwrap()));
    assert_eq!(desk.sent(), ["serve"], "all of them");
}

#[test]
fn my_visitor_is_here_and_is_referred() {
    let mut desk = desk();
    desk.hear(r#"about 1 {"rank":5,"number":"P001","service":"b","due":5,"calls":1,"table":3}"#);
    desk.hear(&format!("claimed {}", ticket(1, "Ada", NOT_ENDED)));
    desk.act(Action::Key(Command::Here));
    assert_eq!(desk.sent(), ["arrived 1"]);
    desk.hear("success arrived 1");
    assert_eq!(desk.model.toasts.last().unwrap().text, "P001 is at your table.");
    desk.act(Action::Key(Command::Refer));
    desk.act(Action::SubmitService("a".parse().unwrap()));
    assert_eq!(desk.sent(), ["refer 1 a"]);
    desk.hear("success refer 1");
    assert_eq!(desk.model.toasts.last().unwrap().text, "P001 waits for another service now.");
}

#[test]
fn priority_is_given_and_taken_back() {
    let mut desk = desk();
    desk.act(Action::Choose(Some(id(2))));
    desk.act(Action::Key(Command::First));
    assert_eq!(desk.sent(), ["priority 2 high"]);
    desk.hear("success priority 2");
    desk.act(Action::Key(Command::Undo));
    assert_eq!(desk.sent(), ["priority 2 normal"]);
}

#[test]
fn somebody_goes_to_the_kiosk_that_asks_for_help() {
    let mut desk = desk();
    desk.hear(
        r#"warnings [{"kind":"help","args":{"kiosk":"Hall"},"since":1},{"kind":"new","since":1}]"#,
    );
    assert_eq!(desk.model.mirror.warnings.0.len(), 1, "what is not known is left out");
    desk.act(Action::GoToHelp("Hall".to_owned()));
    assert_eq!(desk.sent(), ["helped Hall"]);
    desk.hear("warnings []");
    desk.hear("success helped Hall");
    assert!(desk.model.mirror.warnings.0.is_empty());
}

#[test]
fn without_services_nothing_of_them_is_offered() {
    let desk = Desk::seated(2);
    for command in [Command::Here, Command::Refer, Command::First, Command::Services] {
        assert!(!desk.model.is_offered(command), "{command:?}");
    }
    let held = &desk.model.mirror.tickets[&id(0)];
    assert_eq!((desk.model.due_words(held), desk.model.service_of(held)), (None, None));
}

#[test]
fn a_visitor_is_queued_with_what_their_service_asks() {
    let mut desk = desk();
    desk.hear(r#"services [{"id":"a","text":{"en":"A"},"identity":{"kind":"none"}},{"id":"p","text":{"en":"P"},"identity":{"kind":"phone"}},{"id":"s","text":{"en":"S"},"open":false}]"#);
    let fill = |desk: &mut Desk, service: &str, contact: &str| {
        let Some(OpenForm { form: Form::Visitor(draft), .. }) = &mut desk.model.drafts.form else {
            panic!("no form");
        };
        draft.service = Some(service.parse().unwrap());
        draft.contact.apply(&Edit::rewritten(contact.to_owned()));
        desk.act(Action::Submit);
    };
    desk.act(desk_does(Command::Visitor));
    fill(&mut desk, "p", "call me");
    assert_eq!(desk.sent(), [""; 0]);
    fill(&mut desk, "p", "+49 30 1234");
    let said = desk.sent();
    assert!(said[0].contains(r#""service":"p","contact":"+49 30 1234""#), "{said:?}");
    desk.hear(&format!("success new {}", ticket(9, "{}", NOT_ENDED)));
    desk.act(desk_does(Command::Visitor));
    // A stopped service takes nobody: the first is meant.
    fill(&mut desk, "s", "");
    assert!(desk.sent()[0].contains(r#""email":"","name":"","service":"a""#));
}

#[test]
fn due_is_said_before_and_after() {
    let mut desk = desk();
    let level = |desk: &Desk, count: i64| {
        let held = &desk.model.mirror.tickets[&id(count)];
        (desk.model.level_of(held), desk.model.due_words(held).unwrap())
    };
    assert_eq!(level(&desk, 1).0, WaitLevel::Short);
    desk.wait(3 * 60_000);
    assert_eq!(level(&desk, 1).0, WaitLevel::Long);
    desk.wait(5 * 60_000);
    let (over, words) = level(&desk, 1);
    assert_eq!(over, WaitLevel::TooLong);
    assert!(words.ends_with("3 min over"), "{words}");
}
