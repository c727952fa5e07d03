//! Visits by what is read and pressed.

use app_kit::field::Edit;
use app_kit::link::{Event, Fingerprint, Refusal, State};
use app_kit::pin::PinHash;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kiosk_app::model::{Act, Question, Screen};
use kiosk_app::settings::Settings;
use kiosk_app::words::Phrase;

use crate::bench::{Bench, TICKET, press, settings};

const PANEL: [f32; 2] = [1920.0, 1080.0];

#[test]
fn a_visit_by_the_keys_that_are_drawn() {
    let mut bench = Bench::with_reasons(PANEL, settings());
    assert!(bench.sees("3 people are waiting."));
    assert!(bench.sees("The wait is about 10 to 20 minutes."));
    bench.press("Get a ticket");
    for key in ["a", "d", "x", "Delete", "a", "1", "Dot"] {
        bench.press(key);
    }
    bench.press("@school.edu");
    bench.press("Continue");
    assert_eq!(bench.said(), ["query ada1.@school.edu"]);
    bench.told("error query visitor email does not exist");
    assert_eq!(bench.screen(), Screen::Question(Question::Name));
    // The first letter of each word is a capital by itself.
    for key in ["A", "d", "a", "Space", "B", "Capitals", "C"] {
        bench.press(key);
    }
    bench.press("Continue");
    bench.press("Password");
    assert!(
        bench.said()[1].contains(r#""name":"Ada BC","reason":"password""#),
        "{:?}",
        bench.said()
    );
    bench.told(r#"about 1213 {"ahead":4,"wait":[600,1200]}"#);
    bench.told(TICKET);
    assert!(bench.sees("213") && bench.sees("4 people are ahead of you."));
    assert!(!bench.sees("ada1."), "the address is gone from the screen");
    bench.pass(15_000);
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn a_returning_visitor_presses_five_times() {
    let mut bench = Bench::with_reasons(PANEL, settings());
    let mut presses = 0;
    let mut press = |bench: &mut Bench, name: &str| {
        presses += 1;
        bench.press(name);
    };
    press(&mut bench, "Get a ticket");
    bench.types("ada@a.example");
    press(&mut bench, "Continue");
    bench.told("success query Example Name");
    assert!(bench.sees("Ex… N…") && !bench.sees("Example Name"));
    press(&mut bench, "Yes, that’s me");
    press(&mut bench, "Badge");
    bench.told(TICKET);
    press(&mut bench, "Done");
    assert_eq!((bench.screen(), presses), (Screen::Welcome, 5));
}

#[test]
fn a_whole_visit_by_the_keyboard_alone() {
    let mut bench = Bench::with_reasons(PANEL, settings());
    assert_eq!(bench.focused(), "Get a ticket");
    bench.key(Key::Enter);
    bench.types("ada@a.example");
    bench.key(Key::Backspace);
    bench.types("e");
    bench.key(Key::Enter);
    bench.told("error query visitor email does not exist");
    bench.types("Ada");
    bench.types(" ");
    bench.types("L");
    bench.key(Key::Enter);
    assert_eq!(bench.screen(), Screen::Question(Question::Reason));
    let mut tries = 0;
    while bench.focused() != "Password" {
        bench.key(Key::Tab);
        tries += 1;
        assert!(tries < 20, "Tab never comes to a reason");
    }
    bench.key(Key::Space);
    assert!(
        bench.said()[1].contains(r#""name":"Ada L","reason":"password""#),
        "{:?}",
        bench.said()
    );
    bench.told(TICKET);
    assert_eq!(bench.focused(), "Done");
    bench.key(Key::Enter);
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn every_control_of_a_screen_is_reached_by_tab_and_arrows_move_between_keys() {
    let mut bench = Bench::with_reasons(PANEL, settings());
    bench.press("Get a ticket");
    let wanted: std::collections::BTreeSet<String> =
        bench.controls().into_iter().map(|(name, _)| name).collect();
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..wanted.len() + 2 {
        reached.insert(bench.focused());
        bench.key(Key::Tab);
    }
    assert_eq!(reached, wanted);
    while bench.focused() != "s" {
        bench.key(Key::Tab);
    }
    bench.key(Key::ArrowRight);
    assert_eq!(bench.focused(), "d");
    bench.key(Key::ArrowLeft);
    bench.key(Key::ArrowLeft);
    assert_eq!(bench.focused(), "a");
    bench.key(Key::Enter);
    assert_eq!(bench.window.state().model().visit.text(Question::Address), "a");
}

#[test]
fn the_caret_goes_where_the_arrows_take_it() {
    let mut bench = Bench::new(PANEL, settings());
    bench.press("Get a ticket");
    bench.types("ad@a.example");
    bench.key(Key::Home);
    bench.key(Key::ArrowRight);
    bench.key(Key::ArrowRight);
    bench.types("a");
    bench.key(Key::Delete);
    bench.types("@");
    assert_eq!(bench.window.state().model().visit.text(Question::Address), "ada@a.example");
}

#[test]
fn who_already_has_a_number_may_see_it_or_take_another() {
    let mut bench = Bench::new(PANEL, settings());
    // The ticket of the played answers is older than this.
    bench.set_server_clock(1_800_000_000_000);
    for button in ["Show it", "Another ticket"] {
        bench.press("Get a ticket");
        bench.types("ada@a.example");
        bench.press("Continue");
        bench.told("success query Ada");
        bench.press("Yes, that’s me");
        bench.told(TICKET);
        assert_eq!(bench.screen(), Screen::Held);
        assert!(bench.sees("You already have number") && bench.sees("213"));
        bench.press(button);
        if button == "Another ticket" {
            assert!(bench.said().last().unwrap().contains(r#""again":true"#));
            bench.told(&TICKET.replace("1213", "1214"));
            assert!(bench.sees("214"));
        }
        assert_eq!(bench.screen(), Screen::Ticket);
        bench.press("Done");
    }
}

#[test]
fn a_server_that_goes_is_told_and_what_was_typed_stays() {
    let mut bench = Bench::new(PANEL, settings());
    bench.disconnect();
    assert!(bench.sees("We are reconnecting."));
    bench.press("Get a ticket");
    assert_eq!(bench.screen(), Screen::Welcome);
    bench.connect();
    bench.press("Get a ticket");
    bench.types("ada@a.example");
    bench.disconnect();
    assert!(bench.sees("We are reconnecting. What you typed is kept."));
    bench.press("Continue");
    bench.types("Ada");
    bench.press("Continue");
    assert!(bench.sees("Your ticket comes by itself."));
    bench.press("Continue");
    bench.connect();
    assert_eq!(bench.said().len(), 1, "{:?}", bench.said());
    bench.told(TICKET);
    assert!(bench.sees("213"));
}

#[test]
fn a_request_is_said_once_a_connection_even_when_several_passed_unseen() {
    let mut bench = Bench::new(PANEL, settings());
    bench.press("Get a ticket");
    bench.types("ada@a.example");
    bench.press("Continue");
    bench.told("success query Ada");
    bench.press("Yes, that’s me");
    let before = bench.said().len();
    bench.flutter(3);
    assert_eq!(bench.said().len(), before + 1, "{:?}", bench.said());
}

#[test]
fn a_desk_that_is_closed_says_so_in_its_own_words() {
    let mut bench = Bench::new(PANEL, settings());
    bench.told("desk closed Back at two o'clock");
    assert!(bench.sees("Back at two o'clock"));
    bench.told("desk closed");
    assert!(bench.sees("The desk is closed."));
    bench.told("desk open");
    assert!(bench.sees("Welcome"));
}

#[test]
fn a_desk_that_is_closed_by_its_hours_says_when_it_opens_again() {
    let mut bench = Bench::new(PANEL, settings());
    // A Friday evening.
    bench.told("tick 1795798800000");
    bench.told("desk closed The desk is closed. It opens again on Monday at 09:00.");
    bench.told(
        r#"hours {"state":"closed","closes":null,"opens":"2026-11-30T09:00:00+01:00","text":{}}"#,
    );
    assert!(bench.sees("It opens again on Monday"));
    bench.act(Act::Speak("de".to_owned()));
    assert!(bench.sees("Der Schalter ist geschlossen. Er öffnet am Montag"));
    bench.told(
        r#"hours {"state":"closed","closes":null,"opens":null,"text":{"de":"Klingeln Sie."}}"#,
    );
    assert!(bench.sees("Klingeln Sie."));
    bench.told(
        r#"hours {"state":"last","closes":"2026-11-27T19:00:00+01:00","opens":null,"text":{}}"#,
    );
    assert!(bench.sees("gibt keine Nummern mehr aus"));
    // Whoever closed it by hand wrote what there is to say.
    bench.told("desk closed Back at two");
    bench.told(r#"hours {"state":"closed","closes":null,"opens":null,"text":{},"by_hand":true}"#);
    assert!(bench.sees("Back at two"));
}

#[test]
fn a_desk_that_says_why_it_asks_is_heard_where_it_asks() {
    let mut bench = Bench::new(PANEL, settings());
    bench.told(r#"privacy {"en":"We keep this for 30 days.","de":"30 Tage."}"#);
    bench.press("Get a ticket");
    assert!(bench.sees("We keep this for 30 days."));
    bench.told("privacy {}");
    assert!(!bench.sees("We keep this for 30 days."));
}

#[test]
fn what_all_kiosks_share_holds_where_its_own_file_says_nothing() {
    let mut bench = Bench::new(PANEL, Settings { domains: Vec::new(), ..settings() });
    bench.told(r#"shared {"domains":["school.edu"],"languages":["de","ar"]}"#);
    // English is not offered here, so nobody finds it.
    assert!(bench.sees("Nummer ziehen") && !bench.sees("Français") && bench.sees("العربية"));
    bench.told(r#"shared {"domains":["school.edu"],"languages":["ar","en"]}"#);
    assert!(bench.sees("Get a ticket"));
    bench.press("Get a ticket");
    assert!(bench.sees("@school.edu"));
    bench.told(r#"shared {"domains":["other.edu"]}"#);
    assert!(bench.sees("@other.edu") && !bench.sees("@school.edu"));

    let own = Settings {
        domains: vec!["own.edu".to_owned()],
        languages: vec!["en".to_owned(), "fr".to_owned()],
        ..settings()
    };
    let mut bench = Bench::new(PANEL, own);
    bench.told(r#"shared {"domains":["school.edu"],"languages":["de"]}"#);
    assert!(bench.sees("Français") && !bench.sees("Deutsch"));
    bench.press("Get a ticket");
    assert!(bench.sees("@own.edu") && !bench.sees("@school.edu"));
}

#[test]
fn staff_leave_by_the_pin_that_all_kiosks_share() {
    let shared = app_kit::pin::PinHash::of("4815").unwrap();
    let own = app_kit::pin::PinHash::of("2342").unwrap();
    for (own, right) in [(None, "4815"), (Some(own), "2342")] {
        let mut bench = Bench::new(PANEL, Settings { pin: own, ..settings() });
        bench.told(&format!(r#"shared {{"pin":"{}"}}"#, shared.as_str()));
        bench.act(Act::Corner(true));
        bench.pass(5_000);
        assert_eq!(bench.screen(), Screen::Pin);
        let wrong = if right == "4815" { "2342" } else { "4815" };
        bench.types(wrong);
        bench.press("Leave");
        assert!(bench.sees("Try again in 2 seconds."));
        bench.pass(2_000);
        bench.types(right);
        bench.press("Leave");
        assert_eq!(bench.screen(), Screen::Welcome);
    }
}

#[test]
fn the_countdown_hides_what_was_typed_and_more_time_brings_it_back() {
    let mut bench = Bench::new(PANEL, settings());
    bench.press("Get a ticket");
    bench.types("ada@a.example");
    bench.pass(30_000);
    assert!(bench.sees("Are you still there?") && bench.sees("in 20 seconds"));
    assert!(!bench.places().iter().any(|(name, _)| name.contains("ada@")));
    bench.pass(19_000);
    assert!(bench.sees("in one second"));
    bench.press("More time");
    assert_eq!(bench.window.state().model().visit.text(Question::Address), "ada@a.example");
    bench.pass(50_000);
    assert_eq!(bench.screen(), Screen::Welcome);
    bench.press("Get a ticket");
    assert_eq!(bench.window.state().model().visit.text(Question::Address), "");
}

#[test]
fn languages_contrast_and_larger_text_last_for_one_visit() {
    let mut bench = Bench::new(PANEL, settings());
    bench.press("Language: Deutsch");
    assert!(bench.sees("Willkommen") && bench.sees("3 Personen warten."));
    bench.press("Größere Schrift");
    bench.press("Hoher Kontrast");
    bench.press("Nummer ziehen");
    assert!(bench.sees("Wie lautet Ihre E-Mail-Adresse?"));
    bench.press("Von vorn");
    assert!(bench.sees("Welcome"));
}

#[test]
fn many_reasons_stand_on_pages() {
    let mut bench = Bench::new(PANEL, settings());
    let reasons: Vec<String> =
        (1..=8).map(|at| format!(r#"{{"id":"r{at}","text":{{"en":"Reason {at}"}}}}"#)).collect();
    bench.told(&format!("reasons [{}]", reasons.join(",")));
    bench.press("Get a ticket");
    bench.types("ada@a.example");
    bench.press("Continue");
    bench.told("success query Ada");
    bench.press("Yes, that’s me");
    assert!(bench.sees("Reason 5") && !bench.sees("Reason 6"));
    bench.press("More");
    bench.press("Reason 8");
    assert!(bench.said()[1].contains(r#""reason":"r8""#));
}

#[test]
fn staff_leave_with_the_pin_and_without_one_are_told_how_to_set_it() {
    let mut bench = Bench::new(PANEL, settings());
    bench.act(Act::Corner(true));
    bench.pass(5_000);
    assert!(bench.sees("No PIN is set"));
    bench.press("Back");

    let pin = app_kit::pin::PinHash::of("4815").unwrap();
    let mut bench = Bench::new(PANEL, Settings { pin: Some(pin), ..settings() });
    // By the finger that is held, this time.
    bench.window.hover_at(egui::pos2(20.0, 20.0));
    bench.window.drag_at(egui::pos2(20.0, 20.0));
    bench.window.run();
    bench.pass(5_000);
    assert_eq!(bench.screen(), Screen::Pin);
    bench.window.drop_at(egui::pos2(20.0, 20.0));
    bench.window.run();
    for digit in ["4", "8", "1", "6"] {
        bench.press(digit);
    }
    bench.press("Leave");
    assert!(bench.sees("Try again in 2 seconds."));
    bench.pass(2_000);
    bench.types("4815");
    bench.press("Leave");
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn a_screen_reader_hears_each_change_of_screen() {
    use egui::accesskit::Live;
    let mut bench = Bench::with_reasons(PANEL, settings());
    let live = |bench: &Bench, text: &str| {
        bench.window.get_by_label(text).accesskit_node().live() == Live::Polite
    };
    assert!(live(&bench, "Welcome"));
    bench.press_phrase(Phrase::GetTicket);
    // The question is also the name of the line below it.
    let question = bench.say(Phrase::AskAddress);
    let heading = bench.window.get_by_role_and_label(egui::accesskit::Role::Heading, &question);
    assert_eq!(heading.accesskit_node().live(), Live::Polite);
}

#[test]
fn whoever_sets_it_up_accepts_the_certificate_by_touch() {
    let mut bench = Bench::offline([1280.0, 800.0], settings());
    let shown = Fingerprint::of(b"the server's");
    let refusal = Refusal::UnknownCertificate(shown);
    bench.happened(Event::State(State::Refused(refusal)));
    assert!(bench.window.query_by_label_contains(&shown.to_string()).is_some());
    bench.settle();
    let button = bench.window.get_by_label("They are the same: trust it");
    assert_eq!(bench.focused(), "They are the same: trust it", "Enter does it too");
    assert!(button.rect().height() >= 75.0, "20 mm of 96 points to the inch");
    button.click();
    bench.window.run_steps(3);
    assert_eq!(bench.window.state().model().settings.certificate, Some(shown.to_string()));
    assert!(bench.window.query_by_label("They are the same: trust it").is_none());
}

#[test]
fn whoever_lets_it_in_reads_its_code_in_each_language() {
    let mut bench = Bench::offline([1280.0, 800.0], settings());
    let code = "ABC234".parse().unwrap();
    bench.happened(Event::State(State::Refused(Refusal::Pairing(code))));
    assert_eq!(bench.screen(), Screen::Setup);
    let size = bench.window.get_by_label("ABC234").rect().size();
    let heading = bench.window.get_by_label("Code of this kiosk").rect().size();
    assert!(size.y > 2.0 * heading.y, "{size:?}: it is the largest thing there is");
    assert!(bench.sees("walkup-server device approve ABC234"));
    bench.press("Language: Deutsch");
    assert!(bench.sees("Code dieses Terminals") && bench.sees("device approve ABC234"));
    bench.act(Act::Speak("ar".to_owned()));
    assert!(bench.sees("رمز هذا الجهاز") && bench.sees("device approve ABC234"));
    bench.connect();
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn a_screen_reader_reads_what_is_typed_letter_by_letter_and_where_the_caret_is() {
    let mut bench = Bench::new(PANEL, settings());
    bench.press("Get a ticket");
    let question = bench.say(Phrase::AskAddress);
    assert_eq!(read_out(&bench, &question), (String::new(), 0));
    for (key, text) in [("a", "a"), ("d", "ad"), ("At sign", "ad@")] {
        bench.press(key);
        assert_eq!(read_out(&bench, &question), (text.to_owned(), text.len()));
    }
    bench.types("é.example");
    bench.key(Key::Home);
    bench.key(Key::ArrowRight);
    assert_eq!(read_out(&bench, &question), ("ad@é.example".to_owned(), 1));

    // What was typed is drawn from right to left and read as it was typed.
    bench.act(Act::StartOver);
    bench.act(Act::Speak("ar".to_owned()));
    bench.act(Act::Begin);
    bench.types("ada@a.example");
    bench.act(Act::Continue);
    bench.told("error query visitor email does not exist");
    let question = bench.say(Phrase::AskName);
    for name in ["محمد العلي", "محمد 12 Ada"] {
        bench.act(Act::Edit(Edit::rewritten(name)));
        assert_eq!(read_out(&bench, &question), (name.to_owned(), name.chars().count()));
    }
    // As long as a name may be.
    let longest = "لا".repeat(50);
    bench.act(Act::Edit(Edit::rewritten(longest.clone())));
    assert_eq!(read_out(&bench, &question), (longest, 100));
}

#[test]
fn a_screen_reader_writes_into_the_line_and_moves_its_caret() {
    use egui::accesskit::{Action, ActionData, TextPosition, TextSelection};
    let mut bench = Bench::new(PANEL, settings());
    bench.press("Get a ticket");
    let question = bench.say(Phrase::AskAddress);
    bench.types("wrong@a.example");
    let written = ActionData::Value("ad @b.example".into());
    bench.asked(&question, Action::SetValue, written);
    // No address has a space in it, whoever types.
    assert_eq!(read_out(&bench, &question), ("ad@b.example".to_owned(), 12));
    let line = field(&bench, &question);
    let place = line.accesskit_node().raw_text_selection().map(|selection| selection.focus);
    let caret = TextPosition { character_index: 2, ..place.unwrap() };
    let selection = TextSelection { anchor: caret, focus: caret };
    bench.asked(&question, Action::SetTextSelection, ActionData::SetTextSelection(selection));
    bench.asked(&question, Action::ReplaceSelectedText, ActionData::Value("a".into()));
    assert_eq!(read_out(&bench, &question), ("ada@b.example".to_owned(), 3));
    assert_eq!(bench.window.state().model().visit.text(Question::Address), "ada@b.example");
}

fn field<'a>(bench: &'a Bench, question: &'a str) -> egui_kittest::Node<'a> {
    bench.window.get_by_role_and_label(egui::accesskit::Role::TextInput, question)
}

/// The line under `question` as a screen reader has it: its text, and before which character the
/// caret is.
fn read_out(bench: &Bench, question: &str) -> (String, usize) {
    let field = field(bench, question);
    let node = field.accesskit_node();
    assert!(node.supports_text_ranges());
    let text = node.document_range().text();
    assert_eq!(node.value().unwrap_or_default(), text);
    let caret = node.text_selection_focus().expect("a caret").to_global_usv_index();
    (text, caret)
}

#[test]
fn a_second_tap_does_not_press_what_appears_under_the_finger() {
    let mut bench = Bench::new([1280.0, 800.0], settings());
    bench.press("Get a ticket");
    // The finger taps once more where a letter stands now.
    press(&mut bench.window, "g");
    assert_eq!(bench.window.state().model().visit.text(Question::Address), "");
    bench.types("ada@a.example");
    assert_eq!(bench.window.state().model().visit.text(Question::Address), "ada@a.example");
    bench.press("Continue");
    bench.told("error query visitor email does not exist");
    bench.types("Ada");
    press(&mut bench.window, "Continue");
    assert_eq!(bench.screen(), Screen::Question(Question::Name));
    bench.press("Continue");
    bench.told(TICKET);
    assert_eq!(bench.screen(), Screen::Ticket);
    // Done stands where Continue stood.
    press(&mut bench.window, "Done");
    bench.pass(1_400);
    press(&mut bench.window, "Done");
    assert_eq!(bench.screen(), Screen::Ticket, "the number is still there to be read");
    bench.pass(100);
    press(&mut bench.window, "Done");
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn enter_says_that_the_pin_is_whole() {
    let pin = PinHash::of("2468").unwrap();
    let mut bench = Bench::new([1280.0, 800.0], Settings { pin: Some(pin), ..settings() });
    bench.act(Act::Corner(true));
    bench.pass(5_000);
    assert_eq!((bench.screen(), bench.focused().as_str()), (Screen::Pin, "1"));
    bench.types("2468");
    bench.key(Key::Enter);
    assert!(bench.screen() != Screen::Pin, "the digit with the focus was not added");
}

#[test]
fn an_example_stands_below_the_field_and_goes_nowhere_when_one_types() {
    let mut bench = Bench::new([1280.0, 800.0], settings());
    bench.press("Get a ticket");
    let place = |bench: &Bench| bench.window.get_by_label("such as name@example.com").rect();
    let before = place(&bench);
    let question = bench.say(Phrase::AskAddress);
    let field = bench.window.get_by_role_and_label(Role::TextInput, &question).rect();
    assert!(before.top() >= field.bottom());
    bench.types("a");
    assert_eq!(place(&bench), before);
}
