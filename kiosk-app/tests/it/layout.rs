//! Every screen in every language on every panel: nothing cut off, nothing too small to touch.

use std::sync::LazyLock;

use app_kit::field::Edit;
use app_kit::link::{Event, Fingerprint, Refusal, State};
use app_kit::pin::PinHash;
use kiosk_app::model::{Act, Leaving, Screen};
use kiosk_app::print::{Ended, Requester, Told};
use kiosk_app::scan::Code;
use kiosk_app::settings::Settings;
use kiosk_app::view::{CAPITAL_MM, GAP_MM, KEY_MM, squeezed};
use kiosk_app::words::Phrase;

use shared::device::Paper;
use shared::ids::TicketId;

use crate::bench::{Bench, TICKET, settings};

/// How visitors take a ticket by telephone, at a long address.
const JOIN: &str = "join ABC456 1795798800000 https://walkup.reception.northgate.example/join";

const POINTS_PER_MM: f32 = 96.0 / 25.4;
/// A visitor's own page.
const LINK: &str = "https://desk.northgate.example/q/4be-AAAAAAAAAAAAAAAAAAAAAA";
const PANELS: [[f32; 2]; 4] =
    [[1024.0, 768.0], [1280.0, 800.0], [1920.0, 1080.0], [1080.0, 1920.0]];

struct Strictness {
    /// The least size of a key in millimetres.
    key_mm: f32,
    /// The least height of capitals, as a share of what it should be.
    text: f32,
    /// How much larger than usual everything is meant.
    larger: f32,
}

fn check(bench: &Bench, what: &str, strict: &Strictness, troubles: &mut Vec<String>) {
    let window = bench.window.ctx.content_rect().expand(0.5);
    for (name, rect) in bench.places() {
        if !window.contains_rect(rect) {
            troubles.push(format!("{what}: {name:?} at {rect:?} leaves the window"));
        }
    }
    let controls = bench.controls();
    for (name, rect) in &controls {
        let lines = [Phrase::AskAddress, Phrase::AskName, Phrase::AskPhone, Phrase::AskNumber];
        if lines.iter().any(|line| bench.say(*line) == *name) {
            // The line that is typed into need not be touched.
            continue;
        }
        let least = strict.key_mm * POINTS_PER_MM * 0.97;
        if rect.width() < least || rect.height() < least {
            let mm = rect.size() / POINTS_PER_MM;
            troubles.push(format!("{what}: {name:?} measures {:.1} by {:.1} mm", mm.x, mm.y));
        }
    }
    for (at, (name, rect)) in controls.iter().enumerate() {
        for (other, place) in &controls[at + 1..] {
            // The field and what stands in it are one.
            if rect.shrink(0.5).intersects(*place) {
                troubles.push(format!("{what}: {name:?} lies on {other:?}"));
            }
        }
    }
    for text in squeezed(&bench.window.ctx) {
        // A number as large as its place is meant to be cut down to it.
        let is_number = text.text.chars().any(|c| c.is_ascii_digit())
            && text.text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        let capital_mm = text.points * 0.668 / POINTS_PER_MM;
        // What is small by itself may be no smaller than that.
        let usual_mm = text.meant / strict.larger * 0.668 / POINTS_PER_MM;
        let least_mm = CAPITAL_MM.min(usual_mm) * strict.text;
        if !is_number && (!text.fits || capital_mm < least_mm) {
            troubles.push(format!(
                "{what}: {:?} has capitals of {capital_mm:.1} mm (fits: {})",
                text.text, text.fits
            ));
        }
    }
}

/// So many services, with how many wait for each.
fn services(count: usize) -> String {
    const NAMES: [&str; 6] = [
        "Badges",
        "Laptops and phones",
        "Enrolment",
        "Quick question",
        "Fees and refunds",
        "Anything else",
    ];
    const IDENTITIES: [&str; 6] = [
        r#"{"kind":"number","min":6,"max":8,"optional":true}"#,
        r#"{"kind":"email","optional":true}"#,
        r#"{"kind":"phone","optional":true}"#,
        r#"{"kind":"none"}"#,
        r#"{"kind":"name","optional":true}"#,
        r#"{"kind":"number","letters":true,"min":4,"max":9,"optional":true}"#,
    ];
    let letters: Vec<char> = "BLEWFMACDGHJKNPRSTUVXYZ".chars().collect();
    let service = |at: usize| {
        let (name, identity) = (NAMES[at % 6], IDENTITIES[at % 6]);
        let takes = if at == 2 {
            "full"
        } else if at == 4 {
            "today"
        } else {
            "yes"
        };
        // Of those that ask for something else one has no letter.
        let prefix =
            if at == 5 { String::new() } else { format!(r#""prefix":"{}","#, letters[at]) };
        // What is full can be chosen in the questions' test, which has six.
        let takes = if count == 6 { "yes" } else { takes };
        format!(
            r#"{{"id":"s{at}","text":{{"en":"{name}"}},{prefix}"identity":{identity},"takes":"{takes}"}}"#
        )
    };
    let all: Vec<String> = (0..count).map(service).collect();
    format!("services [{}]", all.join(","))
}

/// Goes through every screen and checks each.
fn tour(size: [f32; 2], lang: &str, wishes: &[Act], strict: &Strictness) -> Vec<String> {
    // Hashing is slow on purpose.
    static PIN: LazyLock<PinHash> = LazyLock::new(|| PinHash::of("4815").unwrap());
    let pin = Some(PIN.clone());
    let mut bench = Bench::with_reasons(size, Settings { pin, ..settings() });
    let mut troubles = Vec::new();
    let begin = |bench: &mut Bench| {
        bench.act(Act::Speak(lang.to_owned()));
        for wish in wishes {
            bench.act(wish.clone());
        }
    };
    let mut look = |bench: &Bench, screen: &str| {
        let what = format!("{size:?} {lang} {screen}");
        check(bench, &what, strict, &mut troubles);
    };
    begin(&mut bench);
    look(&bench, "welcome");
    bench.told("waiting 0 - -");
    look(&bench, "welcome, nobody");
    bench.told("waiting 12 600 1200");
    look(&bench, "welcome, many");
    bench.told(JOIN);
    look(&bench, "welcome, join by phone");
    if size != PANELS[0] {
        // On the smallest a notice gives way a little, without that line too.
        bench.told("notice Closed at noon");
        look(&bench, "welcome, join by phone, notice");
        bench.told("notice ");
    }
    bench.disconnect();
    look(&bench, "welcome, away");
    bench.connect();
    bench.told("join");
    bench.told("desk closed Back at two o'clock, after lunch");
    look(&bench, "closed");
    bench.told("tick 1795798800000");
    for (state, closes) in [("closed", "null"), ("last", "\"2026-11-27T19:00:00+01:00\"")] {
        bench.told(&format!(
            r#"hours {{"state":"{state}","closes":{closes},"opens":"2026-11-30T09:00:00+01:00","text":{{}}}}"#
        ));
        look(&bench, state);
    }
    bench.told(r#"hours {"state":"open","closes":null,"opens":null,"text":{}}"#);
    bench.told("desk open");
    bench.act(Act::Begin);
    look(&bench, "address");
    let why = "WHY ".repeat(30);
    bench.told(&format!(r#"privacy {{"{lang}":"{}"}}"#, why.trim()));
    look(&bench, "address, why");
    bench.told("privacy {}");
    bench.act(Act::Edit(Edit::typed("somebody.with.a.long.name@department.example")));
    look(&bench, "address, long");
    bench.disconnect();
    look(&bench, "address, away");
    bench.connect();
    bench.act(Act::Complete(String::new()));
    bench.act(Act::Continue);
    look(&bench, "address, problem");
    bench.act(Act::Complete("a.example".to_owned()));
    bench.act(Act::Continue);
    bench.told("success query Example Name");
    look(&bench, "known");
    bench.act(Act::TypeMyName);
    look(&bench, "name");
    bench.act(Act::Continue);
    look(&bench, "name, problem");
    bench.act(Act::Edit(Edit::typed("Ada")));
    bench.act(Act::Continue);
    look(&bench, "reason");
    bench.pass(30_000);
    look(&bench, "still there");
    bench.act(Act::MoreTime);
    bench.act(Act::Choose("badge".to_owned()));
    bench.disconnect();
    look(&bench, "reason, away");
    bench.connect();
    bench.told("error request some new trouble");
    look(&bench, "reason, ask staff");
    bench.told("success withdraw key");
    bench.act(Act::Choose("badge".to_owned()));
    bench.told(r#"about 1213 {"ahead":4,"wait":[600,1200]}"#);
    bench.told(TICKET);
    look(&bench, "ticket");
    bench.act(Act::Done);
    begin(&mut bench);
    // Its code is read here later.
    bench.act(Act::Scanned(Code::new(LINK)));
    for (state, what) in [
        (r#""ahead":4,"wait":[600,1200],"state":"waiting""#, "found, waiting"),
        (r#""ahead":0,"wait":null,"state":"called","table":12"#, "found, called"),
        (r#""ahead":0,"wait":null,"state":"called""#, "found, called somewhere"),
        (r#""ahead":0,"wait":null,"state":"ended","outcome":"no-show""#, "found, missed"),
        (r#""ahead":0,"wait":null,"state":"ended","outcome":"completed""#, "found, ended"),
        (r#""ahead":0,"wait":null,"state":"ended","outcome":"expired""#, "found, over"),
        (r#""ahead":0,"wait":null,"state":"ended","outcome":"left""#, "found, left"),
    ] {
        bench.told(&format!(r#"success look {{"id":1213,"number":"B213",{state}}}"#));
        assert_eq!(bench.screen(), Screen::Found);
        look(&bench, what);
        if what == "found, waiting" {
            bench.act(Act::LeavesQueue(Leaving::Asked));
            look(&bench, "found, leave?");
            bench.act(Act::LeavesQueue(Leaving::No));
            bench.disconnect();
            look(&bench, "found, away");
            bench.connect();
        } else {
            bench.act(Act::Scanned(Code::new(LINK)));
        }
    }
    bench.act(Act::Done);
    bench.told("error look this code is no longer good");
    look(&bench, "welcome, no longer good");
    begin(&mut bench);
    // A ticket that waits already: it began before the request went out.
    bench.set_server_clock(1_800_000_000_000);
    bench.act(Act::Begin);
    bench.act(Act::Edit(Edit::typed("ada@a.example")));
    bench.act(Act::Continue);
    bench.told("success query Example Name");
    bench.act(Act::ThatIsMe);
    bench.act(Act::Choose("badge".to_owned()));
    bench.told(r#"about 1213 {"ahead":4,"wait":[600,1200]}"#);
    bench.told(TICKET);
    assert_eq!(bench.screen(), Screen::Held);
    look(&bench, "held");
    bench.disconnect();
    look(&bench, "held, away");
    bench.connect();
    bench.act(Act::AnotherTicket);
    bench.told("error request some new trouble");
    look(&bench, "held, ask staff");
    bench.told("success withdraw key");
    // A server of the old dialect that goes before it has answered.
    bench.act(Act::AnotherTicket);
    bench.told("error unknown command");
    bench.disconnect();
    assert_eq!(bench.screen(), Screen::Unsure);
    look(&bench, "unsure");
    bench.act(Act::StartOver);
    bench.connect();
    begin(&mut bench);
    bench.act(Act::Corner(true));
    bench.pass(5_000);
    look(&bench, "pin");
    bench.act(Act::PinDigit('1'));
    bench.act(Act::PinEnter);
    look(&bench, "pin, wrong");

    let mut bench = Bench::offline(size, settings());
    begin(&mut bench);
    look(&bench, "welcome, never heard");
    let shown = Fingerprint::of(b"the server's");
    for refusal in [
        Refusal::Pairing("WQM234".parse().unwrap()),
        Refusal::UnknownCertificate(shown),
        Refusal::CertificateChanged(shown),
        Refusal::NotAllowed,
    ] {
        bench.happened(Event::State(State::Refused(refusal)));
        assert_eq!(bench.screen(), Screen::Setup);
        look(&bench, &format!("setup {refusal:?}"));
    }
    bench.connect();
    bench.happened(Event::State(State::Refused(Refusal::UnknownCertificate(shown))));
    assert_eq!(bench.screen(), Screen::Setup);
    look(&bench, "setup, to be written");
    troubles
}

/// Goes through the screens of a desk with services and checks each.
fn tour_of_services(
    size: [f32; 2],
    lang: &str,
    wishes: &[Act],
    strict: &Strictness,
) -> Vec<String> {
    let mut troubles = Vec::new();
    let begin = |bench: &mut Bench| {
        bench.act(Act::Speak(lang.to_owned()));
        for wish in wishes {
            bench.act(wish.clone());
        }
    };
    let mut look = |bench: &Bench, screen: &str| {
        let what = format!("{size:?} {lang} {screen}");
        check(bench, &what, strict, &mut troubles);
    };
    for count in [1, 3, 6, 12, 20] {
        let mut bench = Bench::new(size, settings());
        bench.told(&services(count));
        for at in 0..if count > 1 { count } else { 0 } {
            bench.told(&format!("lane s{at} {} 600 1200", at % 4));
        }
        begin(&mut bench);
        look(&bench, &format!("{count} services"));
        if (2..=6).contains(&count) {
            bench.told("notice Closed at noon");
            look(&bench, &format!("{count} services, notice"));
        }
        bench.told(JOIN);
        look(&bench, &format!("{count} services, join by phone"));
        bench.act(Act::Scanned(Code::new("######")));
        look(&bench, &format!("{count} services, a code"));
        bench.disconnect();
        look(&bench, &format!("{count} services, away"));
        bench.connect();
        bench.told(&services(count));
        bench.act(Act::Begin);
        look(&bench, &format!("{count} services, begun"));
    }
    let mut bench = Bench::new(size, settings());
    bench.told(&services(6));
    bench.told(r#"reasons [{"id":"badge","text":{"en":"Badge"}}]"#);
    bench.told(&format!(r#"privacy {{"{lang}":"WHY WE ASK FOR THIS"}}"#));
    for id in 0..6 {
        begin(&mut bench);
        bench.act(Act::Serve(format!("s{id}").parse().unwrap()));
        look(&bench, &format!("service {id}"));
        bench.act(Act::Edit(Edit::typed("#")));
        bench.act(Act::Continue);
        look(&bench, &format!("service {id}, problem"));
        bench.act(Act::Help);
        bench.told("success help");
        look(&bench, &format!("service {id}, somebody is coming"));
        bench.act(Act::Edit(Edit::rewritten("")));
        bench.act(Act::Continue);
        look(&bench, &format!("service {id}, skipped or not"));
        bench.act(Act::Choose("badge".to_owned()));
        bench.told("error request this service is full just now");
        look(&bench, &format!("service {id}, full"));
        bench.pass(60_000);
    }
    begin(&mut bench);
    bench.told("reasons []");
    bench.act(Act::Serve("s3".parse().unwrap()));
    bench.told(r#"about 1213 {"ahead":4,"wait":[600,1200],"number":"W213","service":"s3"}"#);
    bench.told(TICKET);
    assert_eq!(bench.screen(), Screen::Ticket);
    look(&bench, "ticket of a service");
    bench.act(Act::Done);
    begin(&mut bench);
    bench.pass(60_000);
    begin(&mut bench);
    bench.act(Act::Serve("s3".parse().unwrap()));
    bench.told(&format!(
        r#"about 1214 {{"ahead":4,"wait":[600,1200],"number":"W214","service":"s3","link":"{LINK}"}}"#
    ));
    bench.told(&TICKET.replace("1213", "1214"));
    assert_eq!(bench.screen(), Screen::Ticket);
    look(&bench, "ticket with a link");
    bench.pass(35_000);
    look(&bench, "ticket with a link, more time");
    bench.act(Act::Done);
    bench.told(r#"shared {"print":{"printer":"tcp://p","when":"ask"}}"#);
    bench.printer(Told::Paper(Paper::Ok));
    bench.told("success device");
    let with_link = format!(r#","link":"{LINK}""#);
    for (id, link, ended) in [
        (1215, "", Ended::Interrupted),
        (1216, &*with_link, Ended::Interrupted),
        (1217, "", Ended::Printed),
        (1218, &*with_link, Ended::Printed),
    ] {
        let label = format!("W{}", id - 1000);
        let number = |bench: &Bench| bench.places().into_iter().find(|(name, _)| *name == label);
        begin(&mut bench);
        bench.act(Act::Serve("s3".parse().unwrap()));
        bench.told(&format!(
            r#"about {id} {{"ahead":4,"wait":[600,1200],"number":"{label}","service":"s3"{link}}}"#
        ));
        bench.told(&TICKET.replace("1213", &id.to_string()));
        assert_eq!(bench.screen(), Screen::Ticket);
        look(&bench, &format!("ticket {id} that may be printed"));
        let place = number(&bench);
        assert!(place.is_some(), "{label}");
        bench.act(Act::Print);
        look(&bench, &format!("ticket {id} that is being printed"));
        assert_eq!(number(&bench), place, "its number moved");
        let ticket = TicketId::new(id).unwrap();
        bench.printer(Told::Ticket(ticket, Requester::Visitor, ended));
        if ended == Ended::Interrupted {
            bench.told(&format!("success unprinted {id}"));
        }
        look(&bench, &format!("ticket {id} after {ended:?}"));
        assert_eq!(number(&bench), place, "its number moved");
        bench.act(Act::Done);
    }
    bench.told(r#"services [{"id":"s","open":false}]"#);
    assert_eq!(bench.screen(), Screen::Closed);
    look(&bench, "no service");
    troubles
}

#[test]
fn every_screen_has_room_for_all_it_says_in_every_language() {
    let words = app_kit::text::Languages::built_in();
    let mut troubles = Vec::new();
    let strict = Strictness { key_mm: KEY_MM, text: 0.99, larger: 1.0 };
    for size in PANELS {
        for language in words.offered(&[]) {
            troubles.extend(tour(size, language.tag(), &[], &strict));
        }
    }
    assert!(troubles.is_empty(), "{} troubles:\n{}", troubles.len(), troubles.join("\n"));
}

#[test]
fn services_have_room_for_all_they_say_in_every_language() {
    let words = app_kit::text::Languages::built_in();
    let mut troubles = Vec::new();
    let usual = Strictness { key_mm: KEY_MM, text: 0.99, larger: 1.0 };
    let larger = Strictness { key_mm: KEY_MM, text: 0.9, larger: 1.25 };
    for size in PANELS {
        for language in words.offered(&[]) {
            troubles.extend(tour_of_services(size, language.tag(), &[], &usual));
        }
        // What is larger gives way on the smallest panel first.
        let wishes = [Act::LargeText(true)];
        for tag in if size == PANELS[0] { &["en", "fr", "ar"][..] } else { &["de"] } {
            troubles.extend(tour_of_services(size, tag, &wishes, &larger));
        }
    }
    assert!(troubles.is_empty(), "{} troubles:\n{}", troubles.len(), troubles.join("\n"));
}

#[test]
fn larger_text_has_room_too_if_need_be_by_giving_way_a_little() {
    let words = app_kit::text::Languages::built_in();
    let mut troubles = Vec::new();
    // What has no room for a quarter more is drawn at about the usual size.
    let strict = Strictness { key_mm: KEY_MM, text: 0.9, larger: 1.25 };
    for size in PANELS {
        for language in words.offered(&[]) {
            troubles.extend(tour(size, language.tag(), &[Act::LargeText(true)], &strict));
        }
    }
    assert!(troubles.is_empty(), "{} troubles:\n{}", troubles.len(), troubles.join("\n"));
}

#[test]
fn a_question_stays_while_the_server_is_away_on_the_lowest_panel_too() {
    let low = [[1280.0, 400.0], [800.0, 480.0]];
    for size in PANELS.into_iter().chain(low) {
        for language in app_kit::text::Languages::built_in().offered(&[]) {
            let mut bench = Bench::with_reasons(size, settings());
            bench.act(Act::Speak(language.tag().to_owned()));
            bench.act(Act::Begin);
            bench.act(Act::Complete("ada@a.example".to_owned()));
            for step in [Act::Continue, Act::TypeMyName, Act::Continue] {
                bench.disconnect();
                let Screen::Question(question) = bench.screen() else { panic!("a question") };
                let asked = bench.say(question.entry().asks);
                let places = bench.places();
                let place = |wanted: &str| {
                    let found = places.iter().find(|(name, _)| name == wanted);
                    found.map(|(_, rect)| *rect)
                };
                let [kept, alone] = [Phrase::ReconnectingKept, Phrase::ReconnectingAlone]
                    .map(|phrase| bench.say(phrase));
                let what = format!("{size:?} {} {question:?}", language.tag());
                let said = place(&kept).or_else(|| place(&alone)).expect(&what);
                let asked = place(&asked).expect(&what);
                assert!(!said.intersects(asked), "{what} {said:?} {asked:?}");
                bench.connect();
                bench.act(step);
                if question == kiosk_app::model::Question::Address {
                    bench.told("success query Example Name");
                }
            }
        }
    }
}

#[test]
fn everything_to_touch_is_in_the_lower_half_of_a_panel_that_stands_upright_or_is_lowered() {
    for (size, lower) in
        [([1080.0, 1920.0], false), ([1920.0, 1080.0], false), ([1024.0, 768.0], true)]
    {
        let mut bench = Bench::new(size, settings());
        bench.act(Act::Begin);
        if lower {
            bench.press("Lower");
        }
        let half = size[1] / 2.0;
        for (name, rect) in bench.controls() {
            // The line that is typed into need not be touched.
            let is_line = name.contains('?');
            assert!(is_line || rect.top() >= half, "{size:?} {name:?} {rect:?}");
        }
    }
}

#[test]
fn gaps_are_as_wide_as_they_should_be() {
    for size in PANELS {
        let mut bench = Bench::new(size, settings());
        bench.act(Act::Begin);
        let controls = bench.controls();
        let place = |wanted: &str| {
            controls.iter().find(|(name, _)| name == wanted).map(|(_, rect)| *rect).unwrap()
        };
        let gap = place("w").left() - place("q").right();
        assert!(gap >= GAP_MM * POINTS_PER_MM * 0.97, "{size:?} {gap}");
        let gap = place("a").top() - place("q").bottom();
        assert!(gap >= GAP_MM * POINTS_PER_MM * 0.97, "{size:?} {gap}");
    }
}

#[test]
fn a_capital_is_as_high_as_it_should_be() {
    let bench = Bench::new([1920.0, 1080.0], settings());
    let ctx = &bench.window.ctx;
    let theme = app_kit::theme::Theme::of(ctx);
    let font = theme.font(0, app_kit::theme::Weight::Regular);
    let galley =
        ctx.fonts_mut(|fonts| fonts.layout_no_wrap("H".to_owned(), font, app_kit::theme::LATER));
    let drawn = galley.mesh_bounds.height() / POINTS_PER_MM;
    assert!(drawn >= CAPITAL_MM, "{drawn} mm");
}

#[test]
fn a_mirrored_language_leads_from_right_to_left_and_keeps_its_keys() {
    let mut bench = Bench::new([1920.0, 1080.0], settings());
    let place = |bench: &Bench, wanted: &str| {
        let controls = bench.controls();
        controls.iter().find(|(name, _)| name.starts_with(wanted)).unwrap().1
    };
    bench.act(Act::Begin);
    let english = place(&bench, "Continue");
    bench.act(Act::StartOver);
    bench.act(Act::Speak("ar".to_owned()));
    bench.act(Act::Begin);
    let arabic = place(&bench, "متابعة");
    assert!(english.left() > 960.0 && arabic.right() < 960.0);
    assert!(place(&bench, "q").left() < place(&bench, "w").left());
}
