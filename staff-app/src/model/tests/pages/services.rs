//! Setting services up: what is sent, what is refused, and how it is taken back.

use crate::model::pages::{ServiceEdit, ServicePart};
use shared::service::IdentityKind;

use super::*;

fn two() -> Value {
    json!({"services": [
        {"id": "badges", "text": {"en": "Badges"}, "prefix": "B"},
        {"id": "permits", "text": {"en": "Permits"}, "prefix": "P"},
    ]})
}

fn does(id: &str, edit: ServiceEdit) -> Action {
    ask(Ask::Change(Edit::Service(id.to_owned(), edit)))
}

fn part(id: &str, part: ServicePart) -> Spot {
    Spot::Service(id.to_owned(), part)
}

fn words_of(language: &str) -> ServicePart {
    ServicePart::Words(language.to_owned())
}

impl Desk {
    /// The services that were sent to be set.
    fn set_services(&mut self) -> Value {
        let sent = self.sent();
        let [line] = sent.as_slice() else { panic!("{sent:?}") };
        let json = line.strip_prefix("set ").unwrap();
        serde_json::from_str::<Value>(json).unwrap()["values"]["services"].take()
    }
}

#[test]
fn a_service_is_added_by_its_words_opens_and_is_taken_back() {
    let mut desk = Desk::on_page(PageKind::Services, &two());
    desk.act(ask(Ask::NewService(true)));
    desk.act(ask(Ask::AddService));
    assert_eq!(desk.problem(&Spot::ServiceList), "A service needs words in one language at least.");
    assert!(desk.sent().is_empty());
    put(desk.model.drafts.pages.new_service.as_mut().unwrap(), " Lost & found ");
    desk.act(ask(Ask::AddService));
    let set = desk.set_services();
    assert_eq!(set[2], json!({"id": "lost-found", "text": {"en": "Lost & found"}}));
    assert!(desk.model.drafts.pages.new_service.is_some(), "until it is there");
    desk.hear("success set 2");
    assert!(desk.model.drafts.pages.new_service.is_none());
    assert_eq!(desk.model.pages.open_service.as_deref(), Some("lost-found"));
    desk.act(desk_does(Command::Undo));
    assert_eq!(desk.set_services(), two()["services"]);
}

#[test]
fn only_letters_that_are_free_are_offered() {
    let desk = Desk::on_page(PageKind::Services, &two());
    let letters = desk.model.free_letters(&"badges".parse().unwrap());
    assert!(letters.contains(&"B".parse().unwrap()), "its own");
    assert!(!letters.contains(&"P".parse().unwrap()), "another's");
    assert_eq!(letters.len(), 22);
}

#[test]
fn each_part_is_sent_said_and_taken_back() {
    let mut desk = Desk::on_page(PageKind::Services, &two());
    let mut version = 1;
    for (edit, key, to) in [
        (ServiceEdit::Letter("C".parse().ok()), "prefix", json!("C")),
        (ServiceEdit::Asks(IdentityKind::Name), "identity", json!({"kind": "name"})),
        (ServiceEdit::Reasons(Some(Vec::new())), "reasons", json!([])),
        (ServiceEdit::Open(false), "open", json!(false)),
        (ServiceEdit::ByPhone(true), "by_phone", json!(true)),
    ] {
        desk.act(does("badges", edit.clone()));
        assert_eq!(desk.set_services()[0][key], to, "{edit:?}");
        version += 1;
        desk.hear(&format!("success set {version}"));
        let spot = Edit::Service("badges".to_owned(), edit).spot();
        assert!(matches!(desk.note(&spot), Some(Note::Saved { .. })), "{spot:?}");
        desk.act(desk_does(Command::Undo));
        assert_eq!(desk.set_services(), two()["services"]);
        version += 1;
        desk.hear(&format!("success set {version}"));
    }
    for (of, text, key, to) in [
        (ServicePart::Target, "5", "target_mins", json!(5)),
        (ServicePart::DailyQuota, "40", "daily_quota", json!(40)),
        (words_of("de"), "Ausweise", "text", json!({"en": "Badges", "de": "Ausweise"})),
    ] {
        desk.act(write(part("badges", of), text));
        assert_eq!(desk.set_services()[0][key], to);
        version += 1;
        desk.hear(&format!("success set {version}"));
    }
}

#[test]
fn a_service_with_open_tickets_stays_and_the_server_says_why() {
    let mut desk = Desk::on_page(PageKind::Services, &two());
    desk.act(ask(Ask::OpenService(Some("badges".to_owned()))));
    desk.act(does("badges", ServiceEdit::Drop));
    assert_eq!(desk.set_services(), json!([two()["services"][1]]));
    desk.hear("error set services: `badges` has 2 open tickets");
    let whole = part("badges", ServicePart::Whole);
    assert_eq!(desk.problem(&whole), "The server says: `badges` has 2 open tickets");
    assert_eq!(desk.model.set_services().len(), 2);

    desk.act(does("permits", ServiceEdit::Drop));
    desk.set_services();
    desk.hear("success set 2");
    assert_eq!(desk.toast(), "Saved: Permits", "by the name that it had");
    desk.act(desk_does(Command::Undo));
    assert_eq!(desk.set_services(), two()["services"], "in its place");
}

#[test]
fn a_reason_that_is_gone_is_said_where_it_was_ticked() {
    let mut desk = Desk::on_page(PageKind::Services, &two());
    desk.act(does("badges", ServiceEdit::ToggleReason("lost".to_owned())));
    assert_eq!(desk.set_services()[0]["reasons"], json!(["lost"]));
    desk.hear("error set services: `lost` is not one of the desk's reasons");
    let spot = part("badges", ServicePart::Reasons);
    assert_eq!(desk.problem(&spot), "“lost” is not one of the desk’s reasons.");
}

#[test]
fn two_who_change_different_services_lose_nothing() {
    let mut desk = Desk::on_page(PageKind::Services, &two());
    desk.act(write(part("badges", ServicePart::Target), "5"));
    desk.sent();
    desk.hear("error set changed meanwhile by Bob");
    assert_eq!(desk.sent(), ["settings"]);
    let mut theirs = two();
    theirs["services"][1]["text"]["en"] = json!("Licences");
    desk.hears_settings(4, &theirs);
    let set = desk.set_services();
    assert_eq!((&set[0]["target_mins"], &set[1]["text"]["en"]), (&json!(5), &json!("Licences")));
    desk.hear("success set 5");
    // In one place both values are shown.
    let spot = part("permits", words_of("en"));
    desk.types(&spot, "Permissions");
    desk.act(write(spot.clone(), "Permissions"));
    desk.sent();
    desk.hear("error set changed meanwhile by Bob");
    desk.sent();
    theirs["services"][1]["text"]["en"] = json!("Papers");
    desk.hears_settings(7, &theirs);
    assert!(matches!(desk.note(&spot), Some(Note::Both { theirs, .. }) if theirs == "Papers"));
    assert!(desk.sent().is_empty());
    // What somebody else has taken away is said.
    desk.hear("profile 8");
    assert_eq!(desk.sent(), ["settings"]);
    desk.hears_settings(8, &json!({"services": [two()["services"][0]]}));
    desk.act(ask(Ask::KeepMine(spot.clone())));
    assert!(desk.sent().is_empty());
    assert!(matches!(desk.note(&spot), Some(Note::Problem(_))));
}

#[test]
fn whoever_leaves_a_row_has_left_its_fields() {
    let mut desk = Desk::on_page(PageKind::Services, &two());
    desk.act(ask(Ask::OpenService(Some("badges".to_owned()))));
    desk.types(&part("badges", ServicePart::Target), "7");
    desk.act(ask(Ask::OpenService(Some("permits".to_owned()))));
    assert_eq!(desk.set_services()[0]["target_mins"], 7);
    desk.hear("success set 2");
    desk.act(ask(Ask::Open(PageKind::Hours)));
    assert_eq!(desk.model.pages.open_service, None);
}

#[test]
fn services_in_the_servers_file_and_those_of_a_lead_are_read_alone() {
    let mut desk = Desk::seated(0);
    desk.act(ask(Ask::Open(PageKind::Services)));
    desk.sent();
    let state = json!({"version": 1, "values": two(), "pinned": ["services"]});
    desk.hear(&format!("success settings {state}"));
    desk.act(does("badges", ServiceEdit::Drop));
    assert!(desk.sent().is_empty(), "the file says it");
    desk.hear("profile 2");
    assert_eq!(desk.sent(), ["settings"]);
    desk.hears_settings(2, &two());
    assert!(desk.model.can_change(shared::profile::ProfileKey::Services));
    desk.hear(r#"me {"user":"ada","name":"Ada","admin":false,"role":"lead"}"#);
    desk.act(does("badges", ServiceEdit::Drop));
    assert!(desk.sent().is_empty(), "a lead reads");
    assert_eq!(desk.model.page(), Page::Run(PageKind::Services));
}

#[test]
fn who_can_do_which_services_is_sent_whole_and_taken_back() {
    let mut desk = Desk::on_page(PageKind::People, &words());
    desk.hear(PEOPLE);
    let badges = Some(vec!["badges".parse().unwrap()]);
    desk.act(ask(Ask::SetServices("bob".to_owned(), badges)));
    assert_eq!(desk.sent(), [r#"person {"user":"bob","services":["badges"]}"#]);
    desk.hear(r#"success person {"user":"bob"}"#);
    assert_eq!(desk.toast(), "The services of Bob are changed.");
    desk.sent();
    desk.hear(PEOPLE);
    desk.act(desk_does(Command::Undo));
    assert_eq!(desk.sent(), [r#"person {"user":"bob","services":null}"#]);
    desk.act(ask(Ask::SetServices("bob".to_owned(), None)));
    assert!(desk.sent().is_empty(), "what is so already is not sent");
}
