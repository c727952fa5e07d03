//! Calling, completing and taking back, and forms whose answers come late or not at all.

use super::*;

#[test]
fn one_press_completes_my_visitor_and_calls_the_next_and_one_undo_takes_both_back() {
    let mut desk = Desk::seated(2);
    desk.take(0);
    desk.sent();
    desk.wait(CALL_PAUSE_MS);
    desk.act(desk_does(Command::Next));
    assert_eq!(desk.sent(), ["complete 0"], "nobody is called before that is done");
    assert!(!desk.model.can_do(Command::Next));
    desk.ends("complete", 0, "Ada", "completed");
    desk.hear("success complete 0");
    assert_eq!(desk.sent(), ["next"]);
    desk.is_claimed(1, "Ada", 3);
    desk.hear("success next 1");
    assert_eq!(desk.toast(), "000 completed. You have 001.");
    desk.act(desk_does(Command::Undo));
    assert_eq!(desk.sent(), ["release 1", "reopen 0"]);
}

#[test]
fn a_refused_complete_calls_nobody() {
    let mut desk = Desk::seated(2);
    desk.take(0);
    desk.wait(CALL_PAUSE_MS);
    desk.sent();
    desk.act(desk_does(Command::Next));
    desk.sent();
    desk.hear("error complete you do not own this ticket");
    assert!(desk.sent().is_empty());
    assert_eq!(desk.toast(), "000 is no longer yours.");
}

#[test]
fn my_visitor_is_completed_though_nobody_waits_and_that_is_said_and_taken_back() {
    let mut desk = Desk::seated(1);
    desk.take(0);
    desk.wait(CALL_PAUSE_MS);
    desk.sent();
    assert!(desk.model.can_do(Command::Next));
    assert!(!desk.model.can_do(Command::NextBesides));
    desk.act(desk_does(Command::Next));
    desk.ends("complete", 0, "Ada", "completed");
    desk.hear("success complete 0");
    desk.hear("error next nobody is waiting");
    assert_eq!(desk.toast(), "000 completed. Nobody else is waiting.");
    desk.sent();
    desk.act(desk_does(Command::Undo));
    assert_eq!(desk.sent(), ["reopen 0"]);
}

#[test]
fn a_call_that_fails_after_the_complete_can_still_be_taken_back() {
    let mut desk = Desk::seated(2);
    desk.take(0);
    desk.wait(CALL_PAUSE_MS);
    desk.act(desk_does(Command::Next));
    desk.ends("complete", 0, "Ada", "completed");
    desk.hear("success complete 0");
    desk.hear("error next the server could not save this");
    assert!(desk.toast().starts_with("000 completed. "), "{}", desk.toast());
    desk.sent();
    desk.act(desk_does(Command::Undo));
    assert_eq!(desk.sent(), ["reopen 0"]);
}

#[test]
fn nobody_is_called_within_a_second_of_a_call() {
    let mut desk = Desk::seated(3);
    desk.act(desk_does(Command::Next));
    desk.is_claimed(0, "Ada", 3);
    desk.hear("success next 0");
    desk.sent();
    for command in [Command::Next, Command::NextBesides] {
        desk.wait(CALL_PAUSE_MS / 3);
        desk.act(desk_does(command));
        assert!(desk.sent().is_empty(), "{command:?}");
    }
    desk.wait(CALL_PAUSE_MS / 2);
    desk.act(desk_does(Command::NextBesides));
    assert_eq!(desk.sent(), ["next"], "one besides: nobody is completed");
}

#[test]
fn a_classic_server_completes_and_accepts_whoever_waited_longest() {
    let mut desk = Desk::returning();
    desk.online(Dialect::Classic, false);
    desk.act(Action::Pick(TableNo(2)));
    desk.hear("success pick 2");
    for count in [4, 5] {
        desk.hear(&format!("new {}", ticket(count, "{}", NOT_ENDED)));
    }
    desk.act(desk_does(Command::Next));
    desk.hear("success claimed 4");
    desk.sent();
    desk.wait(CALL_PAUSE_MS);
    desk.act(desk_does(Command::Next));
    desk.hear("success complete 4");
    assert_eq!(desk.sent(), ["complete 4", "accept 5"]);
    desk.hear("success claimed 5");
    desk.wait(CALL_PAUSE_MS);
    desk.act(desk_does(Command::Next));
    desk.hear("success complete 5");
    assert_eq!(desk.toast(), "005 completed. Nobody else is waiting.");
}

#[test]
fn whoever_signs_out_leaves_nothing_that_was_typed() {
    let mut desk = Desk::seated(1);
    desk.model.drafts.search.apply(&Edit::typed("secret visitor"));
    desk.act(on(Command::Note, 0));
    desk.write("only for Ada's eyes");
    desk.model.drafts.sign_in.password = "correct horse".to_owned();
    desk.act(desk_does(Command::SignOut));
    desk.hear("success logout");
    assert_eq!(desk.model.page(), Page::SignIn);
    assert!(desk.model.drafts.form.is_none());
    assert!(desk.model.drafts.search.is_empty());
    assert_eq!(desk.model.drafts.sign_in.password, "");
}

#[test]
fn a_note_is_about_the_ticket_whose_button_was_pressed() {
    let mut desk = Desk::seated(3);
    desk.take(0);
    desk.act(Action::Choose(Some(id(2))));
    desk.sent();
    desk.act(on(Command::Note, 0));
    desk.write("on my own");
    desk.act(Action::Submit);
    assert_eq!(desk.sent(), ["note 0 on my own"]);
    desk.hear("success note 0");
    desk.act(Action::Key(Command::Note));
    desk.write("on the chosen one");
    desk.act(Action::Submit);
    assert_eq!(desk.sent(), ["note 2 on the chosen one"], "by key it is the chosen one");
}

#[test]
fn the_success_of_one_form_does_not_close_another() {
    let mut desk = Desk::seated(1);
    desk.act(desk_does(Command::CloseDesk));
    desk.write("Back at two");
    desk.act(Action::Submit);
    desk.act(Action::CloseForm);
    desk.act(desk_does(Command::Notice));
    desk.write("Lunch at one");
    desk.hear("success close");
    assert!(desk.model.drafts.form.is_some(), "this one was opened since");
    assert_eq!(desk.toast(), "The desk is closed: kiosks give no tickets.");
    desk.sent();
    desk.act(Action::Submit);
    assert_eq!(desk.sent(), ["announce Lunch at one"]);
    desk.hear("success announce");
    assert!(desk.model.drafts.form.is_none());
}

#[test]
fn a_ticket_that_was_made_though_its_answer_was_lost_does_not_invite_a_second() {
    let mut desk = Desk::seated(1);
    desk.act(desk_does(Command::Visitor));
    type_visitor(&mut desk, "yu@example.com", "Yu N");
    desk.act(Action::Submit);
    let asked = desk.sent();
    desk.event(Event::Closed);
    // Somebody closes the form, and opens it again once the server is back.
    desk.act(Action::CloseForm);
    desk.online(Dialect::Extended, true);
    desk.hear("success resume Ada");
    desk.state(2);
    desk.act(desk_does(Command::Visitor));
    assert_eq!(visitor_form(&mut desk).name.text(), "Yu N", "it is the same one");
    desk.act(Action::Submit);
    assert_eq!(desk.sent(), asked, "under the same key");
    desk.hear(&format!("success new {}", ticket(1, "{}", NOT_ENDED)));
    assert!(desk.model.drafts.form.is_none(), "nobody is asked about another ticket");
    assert_eq!(desk.toast(), "Visitor 1 has number 001.");
    desk.act(desk_does(Command::Visitor));
    assert!(visitor_form(&mut desk).name.is_empty(), "and the next form is a new one");
}

#[test]
fn reasons_are_told_by_their_words_after_another_sign_in_too() {
    let mut desk = Desk::seated(0);
    desk.hear(r#"reasons [{"id":"badge","text":{"en":"Badge","de":"Ausweis"}}]"#);
    desk.act(desk_does(Command::SignOut));
    desk.hear("success logout");
    desk.model.settings.token = Some("secret".to_owned());
    for line in ["reset", r#"me {"user":"ada","name":"Ada","admin":true}"#, "seat 3"] {
        desk.hear(line);
    }
    desk.hear(r#"about 7 {"rank":7,"reason":"badge"}"#);
    desk.hear(&format!("new {}", ticket(7, "{}", NOT_ENDED)));
    let words = |desk: &Desk| {
        let held = &desk.model.mirror.tickets[&id(7)];
        desk.model.reason_words(held).map(str::to_owned)
    };
    assert_eq!(words(&desk).as_deref(), Some("Badge"));
    desk.model.speak(app_kit::text::Languages::built_in().speech("de-AT"));
    assert_eq!(words(&desk).as_deref(), Some("Ausweis"));
}

#[test]
fn what_ended_grows_older_though_nobody_is_open() {
    let mut desk = Desk::seated(1);
    desk.take(0);
    desk.ends("complete", 0, "Ada", "completed");
    desk.wait(TOAST_MS);
    let held = desk.model.mirror.ended[0].clone();
    assert!(desk.model.may_reopen(&held));
    for _ in 0..11 {
        let ms = desk.model.next_change_ms().expect("it goes on");
        assert!(ms <= 60_000);
        desk.wait(ms);
    }
    assert!(!desk.model.may_reopen(&held), "and cannot be reopened for ever");
}

#[test]
fn an_export_without_a_dialog_is_said_and_offers_a_file() {
    let mut desk = Desk::seated(0);
    desk.model.today = chrono::NaiveDate::from_ymd_opt(2026, 9, 21).unwrap();
    desk.act(desk_does(Command::Export));
    desk.act(Action::Submit);
    desk.act(Action::NoDialog("/home/ada/Documents".into()));
    let Some(ExportDraft { file, stage: ExportStage::Choosing { problem }, .. }) = desk.export()
    else {
        panic!("{:?}", desk.export());
    };
    assert!(problem.as_deref().is_some_and(|problem| problem.contains("no file dialog")));
    let file = std::path::PathBuf::from(file.as_ref().unwrap().text());
    assert_eq!(file, std::path::Path::new("/home/ada/Documents").join("tickets-2026-09-21.csv"));
    desk.effects.clear();
    desk.act(Action::Submit);
    assert_eq!(desk.effects, [Effect::BeginExport(file)], "nothing asks for a dialog again");
}

#[test]
fn an_admin_works_without_a_table_and_nobody_else() {
    let mut desk = Desk::returning();
    desk.online(Dialect::Extended, true);
    desk.hear("success resume Ada");
    desk.hear("reset");
    desk.hear(r#"me {"user":"ada","name":"Ada","admin":false}"#);
    desk.hear("ready");
    desk.act(Action::WorkWithoutTable);
    assert_eq!(desk.model.page(), Page::Tables);
    desk.hear(r#"me {"user":"ada","name":"Ada","admin":true}"#);
    desk.act(Action::WorkWithoutTable);
    assert_eq!(desk.model.page(), Page::Desk);
    desk.arrives(0);
    assert!(!desk.model.can_do(Command::Next) && !desk.model.is_offered(Command::Accept));
    desk.act(desk_does(Command::ChooseTable));
    assert_eq!(desk.model.page(), Page::Tables);
}

#[test]
fn the_search_finds_whatever_signs_either_side_has_and_what_was_renamed() {
    let mut desk = Desk::seated(3);
    let rename = |desk: &mut Desk, count: i64, name: &str| {
        let line = ticket(count, "{}", NOT_ENDED).replace(&format!("Visitor {count}"), name);
        desk.hear(&format!("new {line}"));
    };
    rename(&mut desk, 1, "Zoë O’Connor");
    for wanted in ["zoe", "o'connor", "ZOË O’C"] {
        desk.model.drafts.search.apply(&Edit::rewritten(wanted));
        desk.act(Action::SearchChanged);
        assert_eq!(desk.rows(), [1], "{wanted}");
    }
    rename(&mut desk, 2, "Zoé");
    desk.model.drafts.search.apply(&Edit::rewritten("zoe"));
    desk.act(Action::SearchChanged);
    assert_eq!(desk.rows(), [1, 2], "what is kept of a ticket goes with what it was");
}

#[test]
fn a_form_that_cannot_be_right_is_not_sent() {
    let mut desk = Desk::seated(0);
    desk.act(desk_does(Command::Visitor));
    for (email, name) in [("", "A"), ("no address", "A"), ("a@b.c", " ")] {
        type_visitor(&mut desk, email, name);
        desk.act(Action::Submit);
        assert!(visitor_form(&mut desk).problem.is_some(), "{email:?} {name:?}");
    }
    desk.act(Action::CloseForm);
    desk.act(desk_does(Command::Password));
    let draft = PasswordDraft {
        old: "old password".to_owned(),
        new: "short".to_owned(),
        again: "short".to_owned(),
        problem: None,
    };
    desk.model.drafts.form = Some(OpenForm { id: 9, form: Form::Password(draft) });
    desk.act(Action::Submit);
    assert!(desk.sent().is_empty());
}

#[test]
fn a_ticket_is_printed_at_the_one_kiosk_that_can_or_at_the_chosen_one() {
    let mut desk = Desk::seated(2);
    desk.sent();
    assert!(!desk.model.is_offered(Command::Print), "no kiosk can print");
    desk.hear(r#"printers [{"kiosk":"Door","paper":"out"},{"kiosk":"Hall","paper":"low"}]"#);
    desk.act(on(Command::Print, 1));
    assert_eq!(desk.sent(), ["print 1 Hall"]);
    desk.hear("success print 1");
    assert_eq!(desk.toast(), "001 is being printed.");

    desk.hear(r#"printers [{"kiosk":"Door","paper":"ok"},{"kiosk":"Hall","paper":"ok"}]"#);
    desk.act(on(Command::Print, 1));
    assert!(desk.sent().is_empty(), "it is asked where");
    desk.act(Action::SubmitKiosk("Door".to_owned()));
    assert_eq!(desk.sent(), ["print 1 Door"]);
    desk.hear("error print that kiosk cannot print now");
    assert!(desk.toast().contains("cannot print now"), "{}", desk.toast());
    // Printers are told anew with each sign-in.
    desk.hear("reset");
    desk.hear("ready");
    assert!(!desk.model.is_offered(Command::Print));
}
