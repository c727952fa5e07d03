//! The pages on which a desk is run, by short scenarios.

use app_kit::field::{Edit as Typing, Field};
use serde_json::{Value, json};
use shared::person::Role;

use super::*;
use crate::model::pages::{Edit, Note, OneTime, SAVED_MS, SetUpField, Spot, Typed};
use crate::pages::PageKind;

mod services;

fn ask(ask: Ask) -> Action {
    Action::Page(ask)
}

fn write(spot: Spot, text: &str) -> Action {
    ask(Ask::Change(Edit::Write(spot, text.to_owned())))
}

fn put(field: &mut Field, text: &str) {
    field.apply(&Typing::rewritten(text));
}

impl Desk {
    /// At the desk with a page open and these settings heard.
    fn on_page(page: PageKind, settings: &Value) -> Self {
        let mut desk = Self::seated(0);
        desk.act(ask(Ask::Open(page)));
        let first = desk.sent();
        assert_eq!(first[0], "settings");
        desk.hears_settings(1, settings);
        desk
    }

    fn hears_settings(&mut self, version: u64, values: &Value) {
        self.hear(&format!("success settings {}", json!({ "version": version, "values": values })));
    }

    /// Types into the field of a setting, as the view would.
    fn types(&mut self, spot: &Spot, text: &str) {
        let shown = self.model.spot_text(spot);
        let fields = &mut self.model.drafts.pages.fields;
        let typed =
            fields.entry(spot.clone()).or_insert_with(|| Typed::new(spot.most_chars(), &shown));
        put(&mut typed.field, text);
    }

    fn typed(&self, spot: &Spot) -> &str {
        self.model.drafts.pages.fields[spot].field.text()
    }

    fn note(&self, spot: &Spot) -> Option<&Note> {
        self.model.pages.notes.get(spot)
    }

    fn problem(&self, spot: &Spot) -> &str {
        match self.note(spot) {
            Some(Note::Problem(text)) => text,
            other => panic!("{other:?}"),
        }
    }
}

fn words() -> Value {
    json!({"organisation": "Northgate", "notice": "", "tables": 4, "closed_text": {}})
}

#[test]
fn a_setting_is_saved_said_and_taken_back() {
    let mut desk = Desk::on_page(PageKind::Words, &words());
    assert_eq!(desk.model.page(), Page::Run(PageKind::Words));
    desk.types(&Spot::Organisation, "Library");
    desk.act(write(Spot::Organisation, "Library"));
    assert_eq!(desk.sent(), [r#"set {"version":1,"values":{"organisation":"Library"}}"#]);
    assert!(desk.model.is_saving(&Spot::Organisation));
    desk.hear("profile 2");
    assert!(desk.sent().is_empty(), "that is the change itself");
    desk.hear("success set 2");
    assert!(matches!(desk.note(&Spot::Organisation), Some(Note::Saved { .. })));
    assert_eq!(desk.model.spot_text(&Spot::Organisation), "Library");
    assert_eq!(desk.toast(), "Saved: Organisation");
    desk.wait(SAVED_MS);
    assert_eq!(desk.note(&Spot::Organisation), None, "for a moment");

    desk.act(desk_does(Command::Undo));
    assert_eq!(desk.sent(), [r#"set {"version":2,"values":{"organisation":"Northgate"}}"#]);
    desk.hear("success set 3");
    assert_eq!(desk.typed(&Spot::Organisation), "Northgate");
    assert_eq!(desk.toast(), "As it was before: Organisation");
    desk.act(write(Spot::Organisation, "Northgate"));
    assert!(desk.sent().is_empty(), "what is so already is not sent");
}

#[test]
fn changes_of_one_setting_go_out_one_after_the_other() {
    let mut desk = Desk::on_page(PageKind::Tables, &json!({"tables": 4, "table_names": {}}));
    desk.act(write(Spot::TableName(1), "Door"));
    desk.act(write(Spot::TableName(2), "Window"));
    assert_eq!(desk.sent(), [r#"set {"version":1,"values":{"table_names":{"1":"Door"}}}"#]);
    desk.hear("success set 2");
    assert_eq!(
        desk.sent(),
        [r#"set {"version":2,"values":{"table_names":{"1":"Door","2":"Window"}}}"#]
    );
}

#[test]
fn what_the_server_refuses_stands_at_the_field_and_what_was_typed_stays() {
    let mut desk = Desk::on_page(PageKind::Tables, &json!({"tables": 4}));
    desk.types(&Spot::TableCount, "2");
    desk.act(write(Spot::TableCount, "2"));
    desk.sent();
    desk.hear("error set tables: Bob sits at table 3");
    assert_eq!(desk.problem(&Spot::TableCount), "The server says: Bob sits at table 3");
    assert_eq!(desk.typed(&Spot::TableCount), "2");
    desk.types(&Spot::TableCount, "1001");
    desk.act(write(Spot::TableCount, "1001"));
    assert_eq!(desk.problem(&Spot::TableCount), "Type a number from 1 to 1000.");
    assert!(desk.sent().is_empty(), "what cannot be meant is not sent");
}

#[test]
fn two_who_write_in_one_place_see_both_values() {
    let mut desk = Desk::on_page(PageKind::Words, &words());
    let meets = |desk: &mut Desk, mine: &str, theirs: &str| {
        desk.types(&Spot::Organisation, mine);
        desk.act(write(Spot::Organisation, mine));
        desk.sent();
        desk.hear("error set changed meanwhile by Bob");
        assert_eq!(desk.sent(), ["settings"]);
        desk.hears_settings(5, &json!({"organisation": theirs}));
    };
    meets(&mut desk, "Mine", "Theirs");
    let both = Note::Both { by: Some("Bob".to_owned()), theirs: "Theirs".to_owned() };
    assert_eq!(desk.note(&Spot::Organisation), Some(&both));
    assert_eq!(desk.typed(&Spot::Organisation), "Mine");
    assert!(desk.sent().is_empty());
    // Mine goes over theirs only when somebody says so, and not by leaving the field.
    desk.act(write(Spot::Organisation, "Mine"));
    assert!(desk.sent().is_empty());
    desk.act(ask(Ask::KeepMine(Spot::Organisation)));
    assert_eq!(desk.sent(), [r#"set {"version":5,"values":{"organisation":"Mine"}}"#]);
    desk.hear("success set 6");

    meets(&mut desk, "Mine again", "Theirs");
    desk.act(ask(Ask::TakeTheirs(Spot::Organisation)));
    assert_eq!(desk.typed(&Spot::Organisation), "Theirs");
    assert_eq!(desk.note(&Spot::Organisation), None);
    assert!(desk.sent().is_empty());
}

#[test]
fn two_who_write_in_different_places_of_a_setting_lose_nothing() {
    let mut desk = Desk::on_page(PageKind::Tables, &json!({"tables": 4, "table_names": {}}));
    desk.types(&Spot::TableName(1), "Door");
    desk.act(write(Spot::TableName(1), "Door"));
    desk.sent();
    desk.hear("error set changed meanwhile by Bob");
    desk.sent();
    desk.hears_settings(7, &json!({"tables": 4, "table_names": {"2": "Window"}}));
    assert_eq!(
        desk.sent(),
        [r#"set {"version":7,"values":{"table_names":{"1":"Door","2":"Window"}}}"#]
    );
    desk.hear("success set 8");
    assert!(matches!(desk.note(&Spot::TableName(1)), Some(Note::Saved { .. })));
}

#[test]
fn what_others_change_is_taken_in_but_for_what_is_being_typed() {
    let mut desk = Desk::on_page(PageKind::Words, &words());
    desk.types(&Spot::Organisation, "Northgate");
    desk.types(&Spot::Notice, "Half typed");
    desk.hear("profile 2");
    assert_eq!(desk.sent(), ["settings"]);
    desk.hears_settings(2, &json!({"organisation": "South", "notice": "Theirs"}));
    assert_eq!(desk.typed(&Spot::Organisation), "South");
    assert_eq!(desk.typed(&Spot::Notice), "Half typed");
    // Both are shown, and mine goes over theirs only when somebody says so.
    let both = Note::Both { by: None, theirs: "Theirs".to_owned() };
    assert_eq!(desk.note(&Spot::Notice), Some(&both));
    desk.act(write(Spot::Notice, "Half typed"));
    assert!(desk.sent().is_empty());
    desk.hear("profile 3");
    desk.sent();
    desk.hears_settings(3, &json!({"organisation": "South", "notice": "Theirs again"}));
    let both = Note::Both { by: None, theirs: "Theirs again".to_owned() };
    assert_eq!(desk.note(&Spot::Notice), Some(&both));
    desk.types(&Spot::Notice, "Typed");
    desk.act(ask(Ask::KeepMine(Spot::Notice)));
    assert_eq!(desk.sent(), [r#"set {"version":3,"values":{"notice":"Typed"}}"#]);
    desk.hear("success set 4");
    assert!(matches!(desk.note(&Spot::Notice), Some(Note::Saved { .. })));
    // Leaving the page leaves its fields, and a field that is left is saved.
    desk.types(&Spot::Notice, "Half typed");
    desk.act(ask(Ask::Leave));
    assert_eq!(desk.sent(), [r#"set {"version":4,"values":{"notice":"Half typed"}}"#]);
    assert_eq!(desk.model.page(), Page::Desk);
    desk.hear("profile 9");
    assert!(desk.sent().is_empty(), "nobody looks");
}

#[test]
fn who_types_on_while_it_is_being_saved_loses_nothing() {
    let mut desk = Desk::on_page(PageKind::Words, &words());
    desk.types(&Spot::Notice, "Room 1");
    desk.act(write(Spot::Notice, "Room 1"));
    desk.types(&Spot::Notice, "Room 12");
    desk.sent();
    desk.hear("success set 2");
    assert_eq!(desk.typed(&Spot::Notice), "Room 12");
    assert!(desk.model.drafts.pages.fields[&Spot::Notice].is_touched());
}

#[test]
fn a_lost_connection_leaves_what_was_typed_and_says_so() {
    let mut desk = Desk::on_page(PageKind::Words, &words());
    desk.types(&Spot::Notice, "Room 1");
    desk.act(write(Spot::Notice, "Room 1"));
    desk.event(Event::Closed);
    assert!(desk.problem(&Spot::Notice).starts_with("We lost the server before it answered."));
    desk.online(Dialect::Extended, true);
    desk.hear("success resume Ada");
    desk.state(0);
    assert_eq!(desk.model.page(), Page::Run(PageKind::Words), "the page stays");
    assert!(desk.sent().contains(&"settings".to_owned()));
    desk.hears_settings(1, &words());
    assert_eq!(desk.typed(&Spot::Notice), "Room 1");
    desk.event(Event::State(State::Stale));
    desk.act(write(Spot::Notice, "Room 1"));
    assert!(desk.sent().is_empty());
    assert!(
        desk.problem(&Spot::Notice).contains("cannot be heard"),
        "{}",
        desk.problem(&Spot::Notice)
    );
}

#[test]
fn what_stands_in_the_file_is_locked_and_says_where() {
    let mut desk = Desk::seated(0);
    desk.act(ask(Ask::Open(PageKind::Tables)));
    desk.sent();
    desk.hear(
        r#"success settings {"version":1,"values":{"tables":4},"pinned":["tables"],"places":{"tables":"walkup.toml, line 3"}}"#,
    );
    let key = Spot::TableCount.key();
    assert_eq!(desk.model.pinned_at(key), Some("walkup.toml, line 3"));
    let words = "Set in walkup.toml, line 3. Delete that line, and it can be changed here.";
    assert_eq!(desk.model.locked_words(key).as_deref(), Some(words));
    desk.act(write(Spot::TableCount, "5"));
    assert!(desk.sent().is_empty());
    assert!(desk.model.can_change(Spot::TableName(0).key()));
}

#[test]
fn a_lead_reads_and_changes_nothing() {
    let mut desk = Desk::seated(0);
    desk.hear(r#"me {"user":"ada","name":"Ada","admin":false,"role":"lead"}"#);
    desk.act(desk_does(Command::RunDesk));
    assert_eq!(desk.model.page(), Page::Run(PageKind::Today), "the first page");
    assert_eq!(desk.sent(), ["settings"]);
    desk.hears_settings(1, &words());
    desk.act(ask(Ask::Open(PageKind::People)));
    assert_eq!(desk.sent(), ["settings", "people"]);
    desk.hears_settings(1, &words());
    desk.hear("success people []");
    desk.act(write(Spot::Organisation, "Mine"));
    desk.act(ask(Ask::SetRole("bob".to_owned(), Role::Admin)));
    desk.act(ask(Ask::Open(PageKind::Log)));
    assert!(desk.sent().is_empty());
    assert_eq!(desk.model.page(), Page::Run(PageKind::People));
}

const PEOPLE: &str = r#"success people [{"user":"ada","name":"Ada","role":"admin","enabled":true,"last":1789999000000},{"user":"bob","name":"Bob","role":"staff","enabled":true}]"#;

#[test]
fn somebody_is_added_and_their_password_is_told_once() {
    let mut desk = Desk::on_page(PageKind::People, &words());
    desk.hear(PEOPLE);
    assert!(desk.model.is_only_admin());
    desk.act(ask(Ask::NewPerson));
    desk.act(ask(Ask::AddPerson));
    assert_eq!(desk.model.pages.people.problem.as_deref(), Some("Type a name and a user name."));
    put(&mut desk.model.drafts.pages.person.name, "Zoë K");
    put(&mut desk.model.drafts.pages.person.user, "bob");
    desk.act(ask(Ask::AddPerson));
    assert!(desk.sent().is_empty(), "who is there is not changed by adding");
    put(&mut desk.model.drafts.pages.person.user, "zoe");
    desk.act(ask(Ask::AddPerson));
    assert_eq!(desk.sent(), [r#"person {"user":"zoe","name":"Zoë K","role":"staff"}"#]);
    desk.hear(r#"success person {"user":"zoe","password":"one time"}"#);
    assert_eq!(desk.sent(), ["people"]);
    let told = |desk: &Desk| {
        desk.model
            .pages
            .people
            .one_time
            .as_ref()
            .map(|told: &OneTime| told.password.expose().to_owned())
    };
    assert_eq!(told(&desk).as_deref(), Some("one time"));
    assert!(!desk.toast().contains("one time"));
    desk.act(ask(Ask::CopyPassword));
    assert_eq!(desk.effects, [Effect::Copy("one time".to_owned())]);
    desk.act(ask(Ask::OpenPerson(None)));
    assert_eq!(told(&desk), None, "and then no more");
}

#[test]
fn what_is_changed_about_somebody_is_taken_back() {
    let mut desk = Desk::on_page(PageKind::People, &words());
    desk.hear(PEOPLE);
    for (action, sent, said, back) in [
        (
            Ask::SetRole("bob".to_owned(), Role::Lead),
            r#"person {"user":"bob","role":"lead"}"#,
            "Bob may lead.",
            r#"person {"user":"bob","role":"staff"}"#,
        ),
        (
            Ask::EnablePerson("bob".to_owned(), false),
            r#"person {"user":"bob","enabled":false}"#,
            "Bob may no longer sign in.",
            r#"person {"user":"bob","enabled":true}"#,
        ),
        (
            Ask::RenamePerson("bob".to_owned(), " Robert ".to_owned()),
            r#"person {"user":"bob","name":"Robert"}"#,
            "Robert has a new name.",
            r#"person {"user":"bob","name":"Bob"}"#,
        ),
    ] {
        desk.act(ask(action));
        assert_eq!(desk.sent(), [sent]);
        desk.hear(r#"success person {"user":"bob"}"#);
        assert_eq!(desk.toast(), said);
        assert_eq!(desk.sent(), ["people"]);
        desk.hear(PEOPLE);
        desk.act(desk_does(Command::Undo));
        assert_eq!(desk.sent(), [back]);
        desk.hear(r#"success person {"user":"bob"}"#);
        desk.sent();
        desk.hear(PEOPLE);
    }
    desk.act(ask(Ask::SetRole("ada".to_owned(), Role::Staff)));
    desk.hear("error person this is the last admin");
    let problem = desk.model.pages.people.problem.as_deref();
    assert_eq!(problem, Some("This is the last admin. Make somebody else an admin first."));
}

#[test]
fn reasons_are_added_once_they_have_a_word_and_come_back_when_they_were_removed() {
    let badge = json!({"id": "badge", "text": {"en": "Badge"}});
    let mut desk = Desk::on_page(PageKind::Reasons, &json!({ "reasons": [badge] }));
    let new = Spot::ReasonText("reason-1".to_owned(), "en".to_owned());
    desk.act(write(new.clone(), ""));
    assert!(desk.sent().is_empty());
    desk.act(write(new, "Laptop"));
    assert_eq!(
        desk.sent(),
        [
            r#"set {"version":1,"values":{"reasons":[{"id":"badge","text":{"en":"Badge"}},{"id":"reason-1","text":{"en":"Laptop"}}]}}"#
        ]
    );
    desk.hear("success set 2");
    desk.act(ask(Ask::Change(Edit::DropReason("badge".to_owned()))));
    desk.sent();
    desk.hear("success set 3");
    desk.act(desk_does(Command::Undo));
    assert!(desk.sent()[0].contains(r#""id":"badge""#), "with its words and in its place");
}

#[test]
fn a_shorter_retention_is_asked_about_once_with_what_it_forgets() {
    let mut desk = Desk::on_page(PageKind::Privacy, &json!({"retention_days": 90}));
    desk.types(&Spot::Retention, "30");
    desk.act(write(Spot::Retention, "30"));
    assert_eq!(desk.sent(), ["retention 30"]);
    desk.hear("success retention 12");
    assert_eq!(desk.model.pages.privacy.retention.as_ref().unwrap().tickets, Some(12));
    desk.act(ask(Ask::KeepRetention));
    assert_eq!(desk.typed(&Spot::Retention), "90");
    assert!(desk.sent().is_empty());
    desk.act(write(Spot::Retention, "30"));
    desk.hear("success retention 12");
    desk.sent();
    desk.act(ask(Ask::ShortenRetention));
    assert_eq!(desk.sent(), [r#"set {"version":1,"values":{"retention_days":30}}"#]);
    desk.hear("success set 2");
    // A longer one, and one for ever, ask nothing.
    desk.act(write(Spot::Retention, "60"));
    assert_eq!(desk.sent(), [r#"set {"version":2,"values":{"retention_days":60}}"#]);
    desk.hear("success set 3");
    desk.act(write(Spot::Retention, ""));
    assert_eq!(desk.sent(), [r#"set {"version":3,"values":{"retention_days":null}}"#]);
    desk.hear("success set 4");
    desk.act(write(Spot::Retention, "900"));
    assert_eq!(desk.sent(), ["retention 900"], "any number is shorter than for ever");
}

#[test]
fn a_visitor_is_shown_and_forgotten_with_the_servers_words() {
    let mut desk = Desk::on_page(PageKind::Privacy, &json!({}));
    desk.model.drafts.pages.visitor = Some(crate::model::pages::visitor_field());
    desk.act(ask(Ask::ShowVisitor));
    assert!(desk.model.pages.privacy.problem.is_some());
    put(desk.model.drafts.pages.visitor.as_mut().unwrap(), "v1@example.com");
    desk.act(ask(Ask::ShowVisitor));
    assert_eq!(desk.sent(), ["visitor v1@example.com"]);
    desk.hear("row id,number,email,name");
    desk.hear(r#"row 1,001,v1@example.com,"Visitor, One""#);
    desk.hear("success visitor 1");
    let visitor = desk.model.pages.privacy.visitor.clone().unwrap();
    assert_eq!(visitor.value(&visitor.tickets[0], "name"), "Visitor, One");
    desk.act(ask(Ask::FileChosen(crate::model::pages::FileWish::Visitor, Some(place()))));
    let bytes = crate::export::of_lines(&visitor.lines);
    assert!(bytes.ends_with(b"\r\n"));
    assert_eq!(desk.effects.pop(), Some(Effect::WriteFile(place(), bytes)));

    desk.act(ask(Ask::Erase));
    assert!(desk.sent().is_empty(), "not before it was asked");
    desk.act(ask(Ask::AskErase));
    desk.act(ask(Ask::Erase));
    assert_eq!(desk.sent(), ["erase v1@example.com"]);
    desk.hear("success erase erased; the backup of 27 Nov still holds it");
    let erased = desk.model.pages.privacy.erased.as_deref();
    assert_eq!(erased, Some("erased; the backup of 27 Nov still holds it"));
    assert!(desk.model.pages.privacy.visitor.is_none());
}

#[test]
fn holidays_of_a_file_are_ticked_before_they_are_added() {
    let known = json!({"from": "2026-12-25", "to": "2026-12-26", "name": "Christmas", "hours": []});
    let mut desk = Desk::on_page(PageKind::Hours, &json!({ "exceptions": [known] }));
    desk.hear("success hours []");
    desk.act(ask(Ask::CalendarRead(Ok(b"no calendar".to_vec()))));
    assert_eq!(desk.model.pages.problem.as_deref(), Some("This is not a calendar file (.ics)."));
    let event = |day: &str, name: &str| {
        format!("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:{name}\r\nEND:VEVENT\r\n")
    };
    let file = format!(
        "BEGIN:VCALENDAR\r\n{}{}{}END:VCALENDAR\r\n",
        event("20261226", "Boxing Day"),
        event("20270101", "New Year"),
        event("20270101", "The same day")
    );
    desk.act(ask(Ask::CalendarRead(Ok(file.into_bytes()))));
    let preview = desk.model.drafts.pages.preview.as_ref().unwrap();
    assert_eq!(preview.is_known, [true, false, false]);
    assert_eq!(preview.ticked, [false, true, false]);
    desk.sent();
    desk.act(ask(Ask::AddHolidays));
    let sent = desk.sent();
    assert!(sent[0].contains(r#""from":"2027-01-01""#) && !sent[0].contains("Boxing"), "{sent:?}");
    desk.hear("success set 2");
    assert!(desk.model.drafts.pages.preview.is_none());
    assert_eq!(desk.sent(), ["hours 1970-01-01"], "the next days are asked for anew");
}

#[test]
fn days_that_differ_are_checked_before_they_are_sent() {
    let mut desk = Desk::on_page(PageKind::Hours, &json!({"exceptions": []}));
    desk.hear("success hours []");
    desk.sent();
    desk.act(ask(Ask::OpenException(None)));
    let mut fill = |from: &str, to: &str, hours: &str| {
        let draft = desk.model.drafts.pages.exception.as_mut().unwrap();
        put(&mut draft.from, from);
        put(&mut draft.to, to);
        put(&mut draft.hours, hours);
        desk.act(ask(Ask::SaveException));
        let draft = desk.model.drafts.pages.exception.as_ref().unwrap();
        (draft.problem.clone(), desk.sent())
    };
    for (from, to, hours) in
        [("24.12.", "", ""), ("2026-12-24", "2026-12-23", ""), ("2026-12-24", "", "nine")]
    {
        let (problem, sent) = fill(from, to, hours);
        assert!(problem.is_some() && sent.is_empty(), "{from} {to} {hours}");
    }
    let (problem, sent) = fill("2026-12-24", "", "9-12");
    assert_eq!(problem, None);
    assert_eq!(
        sent,
        [
            r#"set {"version":1,"values":{"exceptions":[{"from":"2026-12-24","hours":[["09:00","12:00"]],"name":"","to":"2026-12-24"}]}}"#
        ]
    );
    desk.hear("error set exceptions: two of them are on 2026-12-24");
    assert!(desk.model.drafts.pages.exception.is_some(), "what was typed stays");
    assert!(desk.problem(&Spot::Exceptions).contains("two of them"));
}

#[test]
fn the_log_is_read_and_goes_to_a_file() {
    let mut desk = Desk::seated(0);
    desk.act(ask(Ask::Open(PageKind::Log)));
    assert_eq!(desk.sent(), ["settings", "audit 1969-12-26 1970-01-01"]);
    desk.hears_settings(1, &json!({}));
    desk.hear("row time,who,what,ticket,table");
    desk.hear("row 2026-11-28T09:00:00Z,Ada,claimed,213,3");
    desk.hear("success audit 1");
    let log = &desk.model.pages.log;
    assert!(log.is_whole && log.rows.len() == 1);
    desk.act(ask(Ask::FileChosen(crate::model::pages::FileWish::Log, Some(place()))));
    let Some(Effect::WriteFile(_, bytes)) = desk.effects.pop() else {
        panic!("nothing is written")
    };
    assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), 2);
    desk.act(ask(Ask::FileWritten(Err("no room".to_owned()))));
    assert!(desk.model.pages.problem.as_deref().unwrap().contains("no room"));
    desk.act(ask(Ask::FileWritten(Ok("/tmp/log.csv".to_owned()))));
    assert!(desk.model.pages.problem.is_none() && desk.model.pages.done.is_some());
}

#[test]
fn a_backup_is_made_and_listed() {
    let mut desk = Desk::on_page(PageKind::Health, &json!({}));
    desk.hear(r#"success health {"version":"0.1.0","now":1790000000000}"#);
    desk.act(ask(Ask::BackUp));
    assert_eq!(desk.sent(), ["backup"]);
    desk.hear("success backup walkup-2026-11-28.db");
    assert!(desk.model.pages.done.as_deref().unwrap().contains("walkup-2026-11-28.db"));
    assert_eq!(desk.sent(), ["settings", "health"]);
    desk.hears_settings(1, &json!({}));
    desk.hear(r#"success health {"version":"0.1.0","now":1790000000000}"#);
    desk.act(ask(Ask::BackUp));
    desk.hear("error backup the backup failed. the server's log says why");
    assert!(desk.model.pages.problem.is_some() && desk.model.pages.done.is_none());
}

#[test]
fn the_hours_are_told_in_the_desks_own_time() {
    let mut desk = Desk::seated(0);
    // 14:13 in UTC, 15:13 at the desk.
    let mut said = |hours: &str| {
        desk.hear(&format!("hours {hours}"));
        desk.model.opening_words()
    };
    for (hours, words) in [
        (r#"{"state":"open"}"#, None),
        (r#"{"state":"open","closes":"2026-09-21T17:00:00+01:00"}"#, Some("closes 17:00")),
        (r#"{"state":"open","closes":"2026-09-22T00:00:00+01:00"}"#, Some("closes Tuesday 00:00")),
        (r#"{"state":"open","closes":"2026-12-24T00:00:00+01:00"}"#, None),
        (
            r#"{"state":"open","closes":"2026-09-21T18:00:00+01:00","by_hand":true}"#,
            Some("opened by hand, until 18:00"),
        ),
        (
            r#"{"state":"last","closes":"2026-09-21T17:00:00+01:00"}"#,
            Some("no more tickets, closes 17:00"),
        ),
        (
            r#"{"state":"closed","opens":"2026-09-22T09:00:00+01:00"}"#,
            Some("closed, opens Tuesday 09:00"),
        ),
        (
            r#"{"state":"closed","opens":"2026-10-05T09:00:00+01:00"}"#,
            Some("closed, opens 5 Oct 2026 09:00"),
        ),
        (r#"{"state":"closed"}"#, Some("closed")),
    ] {
        assert_eq!(said(hours).as_deref(), words, "{hours}");
    }
    assert!(desk.model.is_offered(Command::OpenForAnHour));
    assert!(!desk.model.is_offered(Command::OpenDesk));
    desk.act(desk_does(Command::OpenForAnHour));
    assert_eq!(desk.sent(), ["open 60"]);
    desk.hear(r#"hours {"state":"closed","by_hand":true}"#);
    desk.hear("desk closed");
    assert!(!desk.model.is_offered(Command::OpenForAnHour));
    assert!(desk.model.is_offered(Command::OpenDesk), "what a hand closed a hand opens");
}

/// A window that has no sign-in, at a server whose desk has no account.
fn at_a_new_desk() -> Desk {
    let settings = Settings { server: "desk".to_owned(), ..Settings::default() };
    let mut desk = Desk::with(settings);
    desk.online(Dialect::Extended, false);
    desk.hear("setup");
    assert_eq!(desk.model.page(), Page::SetUp);
    let draft = &mut desk.model.drafts.pages.set_up;
    put(&mut draft.organisation, "Northgate");
    put(&mut draft.tables, "6");
    put(&mut draft.name, "Ada L");
    put(&mut draft.user, "ada");
    "correct horse".clone_into(&mut draft.password);
    put(&mut draft.code, "abcd-2345");
    desk
}

#[test]
fn a_desk_without_accounts_is_set_up_from_the_window() {
    let mut desk = at_a_new_desk();
    desk.act(ask(Ask::SetUp));
    assert_eq!(
        desk.sent(),
        [
            r#"setup {"code":"abcd-2345","organisation":"Northgate","tables":6,"user":"ada","name":"Ada L","password":"correct horse"}"#
        ]
    );
    desk.hear("setup done");
    desk.hear("success setup secret-token");
    assert_eq!(desk.effects, [Effect::KeepToken, Effect::Save]);
    assert_eq!(desk.model.settings.token.as_deref(), Some("secret-token"));
    assert_eq!(desk.model.settings.user, "ada");
    for line in
        ["reset", r#"me {"user":"ada","name":"Ada L","admin":true,"role":"admin"}"#, "ready"]
    {
        desk.hear(line);
    }
    assert_eq!(desk.model.page(), Page::Tables);
    assert_eq!(desk.model.drafts.pages.set_up.password, "", "nothing of it is kept");
}

#[test]
fn what_stands_in_the_way_of_setting_up_stands_at_its_field() {
    let mut desk = at_a_new_desk();
    let at = |desk: &Desk| desk.model.pages.set_up_problem.as_ref().map(|(field, _)| *field);
    for (refusal, field) in [
        ("the code is wrong", SetUpField::Code),
        ("the new password is too common", SetUpField::Password),
        ("that name cannot be used", SetUpField::User),
        ("a desk has 1 to 1000 tables", SetUpField::Tables),
        ("too many attempts. wait 8 seconds", SetUpField::Code),
    ] {
        desk.act(ask(Ask::SetUp));
        assert_eq!(desk.sent().len(), 1);
        desk.hear(&format!("error setup {refusal}"));
        assert_eq!(at(&desk), Some(field), "{refusal}");
        assert_eq!(desk.model.drafts.pages.set_up.name.text(), "Ada L", "what was typed stays");
    }
    "short".clone_into(&mut desk.model.drafts.pages.set_up.password);
    desk.act(ask(Ask::SetUp));
    assert_eq!(at(&desk), Some(SetUpField::Password));
    put(&mut desk.model.drafts.pages.set_up.tables, "0");
    desk.act(ask(Ask::SetUp));
    assert_eq!(at(&desk), Some(SetUpField::Tables));
    assert!(desk.sent().is_empty());
}

#[test]
fn somebody_else_who_sets_the_desk_up_first_is_told_of() {
    let mut desk = at_a_new_desk();
    desk.hear("setup done");
    assert_eq!(desk.model.page(), Page::SetUp, "says so before it offers anything else");
    assert!(desk.model.pages.was_set_up);
    desk.act(ask(Ask::SetUp));
    assert!(desk.sent().is_empty());
    desk.act(ask(Ask::SignInInstead));
    assert_eq!(desk.model.page(), Page::SignIn);
}

#[test]
fn a_one_time_password_opens_nothing_but_the_choice_of_another() {
    let mut desk = Desk::with(Settings::default());
    sign_in(&mut desk);
    desk.online(Dialect::Extended, false);
    desk.hear("success login abc");
    let me = |must: bool| {
        format!(r#"me {{"user":"ada","name":"Ada","admin":true,"must_change":{must}}}"#)
    };
    desk.hear("reset");
    desk.hear(&me(true));
    desk.hear("ready");
    assert_eq!(desk.model.page(), Page::OwnPassword);
    assert!(!desk.model.page().has_menu());
    let draft = &mut desk.model.drafts.pages.own_password;
    assert!(draft.is_old_known, "it was just typed");
    "short".clone_into(&mut draft.new);
    desk.sent();
    desk.act(ask(Ask::ChooseOwnPassword));
    assert!(desk.sent().is_empty() && desk.model.pages.password_problem.is_some());
    "battery staple".clone_into(&mut desk.model.drafts.pages.own_password.new);
    desk.act(ask(Ask::ChooseOwnPassword));
    assert_eq!(desk.sent(), [r#"password {"old":"correct horse","new":"battery staple"}"#]);
    desk.hear("error password the old password is wrong");
    assert!(!desk.model.drafts.pages.own_password.is_old_known, "then it is asked for");
    "correct horse".clone_into(&mut desk.model.drafts.pages.own_password.old);
    desk.act(ask(Ask::ChooseOwnPassword));
    desk.hear("success password");
    desk.hear("reset");
    desk.hear(&me(false));
    desk.hear("ready");
    assert_eq!(desk.model.page(), Page::Tables);
    assert_eq!(desk.model.drafts.pages.own_password.new, "");
}

#[test]
fn a_password_that_is_ones_own_is_not_remembered() {
    let mut desk = Desk::with(Settings::default());
    sign_in(&mut desk);
    desk.online(Dialect::Extended, false);
    desk.hear("success login abc");
    desk.hear("reset");
    desk.hear(r#"me {"user":"ada","name":"Ada","admin":true}"#);
    desk.hear("ready");
    assert_eq!(desk.model.drafts.pages.own_password.old, "");
}

#[test]
fn what_the_server_says_of_a_value_is_told_in_the_readers_language() {
    for (reason, told) in [
        ("0 is not between 1 and 1000", "1000"),
        ("`soon` is neither a time such as 04:00 nor off", "„soon“ ist weder eine Uhrzeit"),
        ("`x` is not a time zone such as Europe/Berlin", "keine Zeitzone"),
        ("`x` is not a day such as 2026-12-31", "kein Tag"),
        ("`x` is given twice", "zweimal"),
        ("it has more than 500 characters", "500"),
        ("Bob sits at table 5", "Bob sits at table 5"),
    ] {
        let mut desk = Desk::on_page(PageKind::Words, &words());
        desk.model.speech = app_kit::text::Languages::built_in().speech("de");
        desk.act(write(Spot::Organisation, "Hall"));
        desk.hear(&format!("error set organisation: {reason}"));
        let problem = desk.problem(&Spot::Organisation);
        assert!(problem.contains(told), "{problem}");
        assert!(told == reason || !problem.contains("such as"), "{problem}");
    }
}
