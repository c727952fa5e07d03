//! The pages *Today* and *Reports*, by label.

use app_kit::link::{Event, State};
use egui::Key;
use shared::report::ReportAsk;
use staff_app::export::Chosen;
use staff_app::model::{Action, Ask};
use staff_app::pages::PageKind;

use crate::sample;
use crate::window::Window;

const SETTINGS: &str = r#"success settings {"version":1,"values":{"organisation":"Northgate"}}"#;

/// What was asked of reports since the last look, without the word before it.
fn asked(window: &mut Window) -> Vec<String> {
    let sent = window.sent().into_iter();
    sent.filter_map(|line| line.strip_prefix("report ").map(str::to_owned)).collect()
}

/// The page with nothing answered yet but what else it asks for.
fn opened() -> Window {
    // So high that all of the page is in it.
    let mut window = Window::seated_in([1280.0, 5000.0], 0);
    window.act(Action::Page(Ask::Open(PageKind::Reports)));
    window
}

/// The server answers everything that was asked, as a desk that is so busy, in percent.
fn answer(window: &mut Window, percent: u64) {
    for ask in asked(window) {
        let ask: ReportAsk = ask.parse().unwrap();
        for line in sample::answers(&ask, percent) {
            window.hears(&line);
        }
    }
}

/// The page with the report of this week.
fn made(percent: u64) -> Window {
    let mut window = opened();
    let sent = window.sent();
    assert_eq!(sent[..2], ["settings", "people"]);
    window.hears(SETTINGS);
    window.hears(r#"success people [{"user":"ada","name":"Ada","role":"admin","enabled":true}]"#);
    for ask in &sent[2..] {
        let ask: ReportAsk = ask.strip_prefix("report ").unwrap().parse().unwrap();
        for line in sample::answers(&ask, percent) {
            window.hears(&line);
        }
    }
    window
}

#[test]
fn a_report_of_the_week_is_asked_for_beside_the_same_point_of_the_week_before() {
    let mut window = opened();
    assert_eq!(
        asked(&mut window),
        [
            r#"{"from":"2026-09-21","to":"2026-09-21"}"#,
            r#"{"from":"2026-09-14","to":"2026-09-14T14:13","by":[]}"#,
        ]
    );
}

#[test]
fn while_it_is_made_it_says_how_far_it_is_and_can_be_stopped() {
    let mut window = opened();
    window.sent();
    window.hears(SETTINGS);
    window.hears("success people []");
    assert!(window.shows("Making the report: 0%"));
    window.hears("success report 4");
    window.hears("success report 5");
    window.hears("report 4 37");
    window.hears("report 9 80");
    assert!(window.shows("Making the report: 37%"), "of another report nothing is shown");
    window.click("Stop");
    assert_eq!(asked(&mut window), ["stop 4", "stop 5"]);
    assert!(window.shows("Stopped. Choose a period"));
    let late = sample::report(&late_query(), 100);
    window.hears(&format!("report 4 {late}"));
    assert!(window.shows("Stopped. Choose a period"), "what was on its way is not shown");
    window.hears("success report 4");
    window.hears("success report 5");
    window.click("Yesterday");
    assert_eq!(asked(&mut window).len(), 2);
}

fn late_query() -> shared::report::ReportQuery {
    let day = sample::day("2026-09-21");
    shared::report::ReportQuery { from: day, to: day, by: None, service: None }
}

#[test]
fn another_period_takes_the_place_of_one_that_is_being_made() {
    let mut window = opened();
    window.sent();
    window.hears(SETTINGS);
    window.hears("success people []");
    window.hears("success report 4");
    window.click("This month");
    assert_eq!(asked(&mut window), ["stop 4"], "the server makes only so many at once");
    assert!(window.shows("Making the report: 0%"));
    window.click("Yesterday");
    window.click("This month");
    assert!(asked(&mut window).is_empty());
    window.hears("success report 5");
    assert_eq!(asked(&mut window), ["stop 5"], "that of the week before was begun in vain");
    window.hears("success report 4");
    assert!(asked(&mut window).is_empty());
    window.hears("success report 5");
    let sent = asked(&mut window);
    assert_eq!(sent[0], r#"{"from":"2026-09-01","to":"2026-09-21"}"#);
    assert_eq!(sent[1], r#"{"from":"2026-08-01","to":"2026-08-21T14:13","by":[]}"#);
    window.hears("success report 6");
    window.hears("report 6 12");
    assert!(window.shows("Making the report: 12%"));
}

#[test]
fn who_comes_back_to_the_page_is_shown_the_figures_of_now() {
    let mut window = made(100);
    assert!(window.shows("Read 21 Sep 2026, 14:13"));
    window.press(Key::Escape);
    // Past midnight: the week has begun before, and goes on to another day.
    window.wait(12 * 3_600_000);
    window.act(Action::Page(Ask::Open(PageKind::Reports)));
    let sent = asked(&mut window);
    assert_eq!(sent[0], r#"{"from":"2026-09-21","to":"2026-09-22"}"#);
}

#[test]
fn the_figures_stand_beside_those_of_the_period_before() {
    let window = made(100);
    for said in [
        "Came: 615. 65 more than last week by this time",
        "Median wait: 6:20 min. 3:50 min less than last week by this time",
        "Called in time: 84%. the same as last week by this time",
        "Did not come: 8%",
        "86% of 442 visitors",
        "With 3 tables 93% would have been called in time.",
    ] {
        assert!(window.shows(said), "{said}");
    }
}

#[test]
fn a_title_claims_what_is_clear_and_few_tickets_are_said_to_be_few() {
    let busy = made(100);
    for said in [
        "Most come between 10:00–11:00",
        "Who comes between 10:00–11:00 waits longest",
        "Tuesday, 10:00–11:00: the longest waits",
        "The longest waits: exams",
        "Hollow bars stand on fewer than 30 tickets.",
    ] {
        assert!(busy.shows(said), "{said}");
    }
    assert!(!busy.shows("with so few"));
    let quiet = made(4);
    for said in ["Only 19 tickets: with so few", "Arrivals by hour", "Waits by day and hour"] {
        assert!(quiet.shows(said), "{said}");
    }
}

#[test]
fn nobody_came_is_a_sentence() {
    let window = made(0);
    assert!(window.shows("Nobody came."));
    assert!(!window.shows("Median wait"));
}

#[test]
fn each_plot_can_be_read_as_a_table() {
    let mut window = made(100);
    assert!(window.shows("Tuesday, 10:00–11:00: the longest waits"));
    window.click("Show as table: Most come between 10:00–11:00");
    assert!(window.shows("10:00–11:00: Came 148, Called 133, Median wait 13 min"));
    window.click("Show as picture: Most come between 10:00–11:00");
    assert!(!window.shows("10:00–11:00: Came 148"));
    window.click("Show as table: Tuesday, 10:00–11:00: the longest waits");
    assert!(window.shows("Tuesday, 10:00–11:00: Came 133, Called 119, Median wait 26 min"));
    window.click("Show as table: By person");
    assert!(window.shows("Ada: Came 210"), "an account is called by its name");
}

#[test]
fn days_of_ones_own_are_typed_and_said_no_to_at_the_fields() {
    let mut window = made(100);
    window.click("Other days…");
    let write = |window: &mut Window, field: &str, text: &str| {
        window.field(field).focus();
        window.settle();
        window.press_with(egui::Modifiers::COMMAND, Key::A);
        window.type_text(text);
    };
    write(&mut window, "First day", "soon");
    window.press(Key::Enter);
    assert!(window.shows("Write the days"), "{:?}", window.sent());
    assert!(asked(&mut window).is_empty());
    write(&mut window, "First day", "2026-09-20");
    write(&mut window, "Last day", "2026-09-01");
    window.click("Show");
    assert!(asked(&mut window).is_empty());
    write(&mut window, "First day", "1826-09-01");
    window.press(Key::Enter);
    assert_eq!(asked(&mut window)[0], r#"{"from":"1826-09-01","to":"2026-09-01"}"#);
    window.hears("error report a report covers at most 20 years");
    assert!(window.shows("A report covers at most 20 years."));
    window.hears("error report a report covers at most 20 years");
    write(&mut window, "First day", "2026-08-31");
    window.press(Key::Enter);
    assert_eq!(
        asked(&mut window),
        [
            r#"{"from":"2026-08-31","to":"2026-09-01"}"#,
            r#"{"from":"2026-08-29","to":"2026-08-30","by":[]}"#,
        ]
    );
    assert!(!window.shows("at most 20 years"));
}

#[test]
fn a_report_that_fails_says_why_and_can_be_asked_for_again() {
    let mut window = opened();
    window.sent();
    window.hears(SETTINGS);
    window.hears("success people []");
    window.hears("success report 4");
    window.hears("report 4 error the server could not read this");
    assert!(window.shows("The server could not read this."));
    window.hears("success report 5");
    window.click("This week");
    assert_eq!(asked(&mut window), ["stop 5"]);
    window.hears("success report 5");
    assert_eq!(asked(&mut window).len(), 2);
}

#[test]
fn one_that_was_being_made_when_the_server_went_is_asked_for_again() {
    let mut window = opened();
    window.sent();
    window.hears(SETTINGS);
    window.hears("success people []");
    window.hears("success report 4");
    window.event(Event::Closed);
    window.event(Event::State(State::Offline { retry_in: std::time::Duration::ZERO }));
    window.settle();
    assert!(!window.shows("Making the report"));
    window.connects(true);
    window.hears("success resume Ada");
    window.sent();
    window.state(0);
    assert_eq!(asked(&mut window).len(), 2);
}

#[test]
fn who_leaves_the_page_leaves_nothing_behind_on_the_server() {
    let mut window = opened();
    window.sent();
    window.hears(SETTINGS);
    window.hears("success people []");
    window.hears("success report 4");
    window.press(Key::Escape);
    assert_eq!(asked(&mut window), ["stop 4"]);
    window.hears("success report 5");
    assert_eq!(asked(&mut window), ["stop 5"]);
}

#[test]
fn a_service_is_chosen() {
    let mut window = made(100);
    window.hears(
        r#"services [{"id":"badges","text":{"en":"Badges"}},{"id":"exams","text":{"en":"Exams"}}]"#,
    );
    window.click("Exams");
    assert_eq!(
        asked(&mut window),
        [
            r#"{"from":"2026-09-21","to":"2026-09-21","service":"exams"}"#,
            r#"{"from":"2026-09-14","to":"2026-09-14T14:13","by":[],"service":"exams"}"#,
        ]
    );
}

#[test]
fn the_same_is_asked_for_again_with_what_happened_since() {
    let mut window = made(100);
    window.wait(60_000);
    window.click("Look again");
    let sent = asked(&mut window);
    assert_eq!(sent[1], r#"{"from":"2026-09-14","to":"2026-09-14T14:14","by":[]}"#);
    let mut window = made(100);
    window.click("Look again");
    answer(&mut window, 50);
    assert!(window.shows("Came: 307"));
}

#[test]
fn the_report_goes_into_files_and_to_the_printer() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = made(100);
    let place = folder.path().join("a.csv");
    *window.place.borrow_mut() = Some(Chosen::File(place.clone()));
    window.click("Save as CSV");
    let csv = std::fs::read_to_string(&place).unwrap();
    assert!(csv.contains("hour,10,148,133,"), "{csv}");
    assert!(window.shows("a.csv"));
    let place = folder.path().join("a.xlsx");
    *window.place.borrow_mut() = Some(Chosen::File(place.clone()));
    window.click("Save for Excel");
    assert!(std::fs::read(&place).unwrap().starts_with(b"PK"));
    *window.folder.borrow_mut() = Some(folder.path().to_owned());
    window.click("Print…");
    let page = std::fs::read_to_string(folder.path().join("report-2026-09-21.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("Ada"), "people are called by their names");
    assert!(window.shows("It opens in your browser."));
    *window.folder.borrow_mut() = Some(folder.path().join("none"));
    window.click("Print…");
    assert!(!window.shows("It opens in your browser."));
}

#[test]
fn reports_of_people_are_switched_on_by_an_admin_and_made_anew() {
    let mut window = made(100);
    assert!(window.shows("nobody’s own figures are shown"));
    window.toggle("Reports by person");
    assert_eq!(window.sent(), [r#"set {"version":1,"values":{"report_people":true}}"#]);
    window.hears("success set 2");
    assert_eq!(asked(&mut window).len(), 2);
    for key in [1, 2] {
        window.hears(&format!("success report {key}"));
    }
    let made = sample::report(&late_query(), 100);
    window.hears(&format!("report 1 {made}"));
    assert!(!window.shows("nobody’s own figures are shown"));
    window.hears(r#"me {"user":"ada","name":"Ada","admin":false,"role":"lead"}"#);
    window.toggle("Reports by person");
    assert!(window.sent().is_empty(), "a lead does not say that");
}

#[test]
fn the_running_day_says_who_serves_whom_and_what_nobody_takes() {
    let mut window = Window::seated(3);
    for line in [
        r#"services [{"id":"a","text":{"en":"Badges"},"prefix":"B"},{"id":"b","text":{"en":"Exams"}},{"id":"c","text":{"en":"Fees"},"open":false}]"#,
        r#"warnings [{"kind":"untaken","args":{"service":"b","count":2},"since":1}]"#,
        r#"about 0 {"rank":0,"service":"b"}"#,
        r#"about 1 {"rank":1,"service":"b"}"#,
        r#"about 2 {"rank":2,"service":"a","claimed":1790000000000,"table":1,"calls":1}"#,
        r#"claimed {"id":2,"email":"","name":"B002","staff":"Bob","start":"2026-09-21T14:13:20Z","end":"1970-01-01T00:00:00Z"}"#,
    ] {
        window.says(line);
    }
    window.wait(6 * 60_000);
    window.act(Action::Page(Ask::Open(PageKind::Today)));
    for said in [
        "2 waiting",
        "Exams, 2 waiting, longest: 000, 6 min",
        "Nobody takes this.",
        "Badges, Nobody waiting",
        "Table 1, Bob, 002 since",
        "1 serving, 1 free",
        "Table 3, you, free",
    ] {
        assert!(window.shows(said), "{said}");
    }
    assert!(!window.shows("Fees"), "a stopped service without visitors is not shown");
}

#[test]
fn without_services_the_desk_has_one_queue() {
    let mut window = Window::seated(2);
    window.wait(6 * 60_000);
    window.act(Action::Page(Ask::Open(PageKind::Today)));
    assert!(window.shows("2 waiting") && window.shows("longest: 000, 6 min"));
}

#[test]
fn staff_see_neither_page() {
    let mut window = Window::seated(0);
    window.hears(r#"me {"user":"ada","name":"Ada","admin":false,"role":"staff"}"#);
    window.act(Action::Page(Ask::Open(PageKind::Reports)));
    assert!(asked(&mut window).is_empty());
    assert!(window.shows("Now serving"));
}
