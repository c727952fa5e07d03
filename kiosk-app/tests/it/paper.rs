//! Paper tickets at a kiosk whose disk fails, and what the screen says of paper.

use kiosk_app::model::{Act, PaperTicket, Screen};
use kiosk_app::owed::Kept;
use kiosk_app::print::{Ended, Requester, Told};
use kiosk_app::words::Phrase;
use shared::device::Paper;
use shared::ids::TicketId;

use crate::bench::{Bench, TICKET, settings};
use crate::disk::Failing;

/// One touch gives a ticket.
const SERVICES: &str =
    r#"services [{"id":"s","text":{"en":"Badges"},"identity":{"kind":"none"},"takes":"yes"}]"#;

impl Failing {
    /// A kiosk on it that prints, at whose service one touch gives a ticket.
    fn kiosk(&self) -> Bench {
        let (owed, _) = self.open();
        let mut bench = Bench::with_owed([1280.0, 800.0], settings(), Some(owed));
        bench.connect();
        bench.told(SERVICES);
        bench.told(r#"shared {"print":{"printer":"tcp://p","when":"always"}}"#);
        bench.printer(Told::Paper(Paper::Ok));
        bench.told("success device");
        bench
    }
}

fn prints(bench: &Bench) -> usize {
    bench.said().iter().filter(|said| said.starts_with("prints ")).count()
}

#[test]
fn a_ticket_is_printed_from_a_full_disk_and_never_withdrawn_after_a_start() {
    let disk = Failing::default();
    let mut bench = disk.kiosk();
    bench.act(Act::Serve("s".parse().unwrap()));
    assert_eq!(disk.left().keys.len(), 1, "a request whose answer is not known");
    disk.is_full.set(true);
    bench.told(TICKET);
    assert_eq!((bench.screen(), prints(&bench)), (Screen::Ticket, 1));
    assert_eq!(disk.left().keys, [], "the power went before the disk took anything again");
}

/// The key of what was said last, by its verb.
fn key(bench: &Bench, verb: &str) -> String {
    let said = bench.said();
    let line = said.iter().rfind(|line| line.starts_with(verb)).unwrap();
    let words = line.split(|sign: char| !sign.is_ascii_hexdigit());
    words.max_by_key(|word| word.len()).unwrap().to_owned()
}

#[test]
fn no_ticket_is_shown_that_the_disk_would_withdraw_after_a_start() {
    let disk = Failing::default();
    let mut bench = disk.kiosk();
    bench.act(Act::Serve("s".parse().unwrap()));
    let first = key(&bench, "request ");
    disk.is_full.set(true);
    disk.is_read_only.set(true);
    bench.told(TICKET);
    // Its ticket goes, and another comes for whoever stands there.
    assert_eq!((bench.screen(), prints(&bench)), (Screen::Welcome, 0));
    assert_eq!(key(&bench, "withdraw "), first);
    bench.told("success withdraw 1213");
    bench.told("success device");
    bench.pass(3_000);
    let second = key(&bench, "request ");
    assert_ne!(second, first);
    bench.told(&TICKET.replace("1213", "1214"));
    assert_eq!((bench.screen(), prints(&bench)), (Screen::Ticket, 0));
    assert!(bench.sees("214") && bench.sees(&bench.say(Phrase::NotPrinted)));
    // Whatever becomes of the disk, the ticket that was shown stays.
    let left = disk.left().keys;
    assert_eq!(left.iter().map(ToString::to_string).collect::<Vec<_>>(), [first]);
    assert_eq!(disk.open().1.keys, [], "as it is now nothing there is believed");
    // The next visitors wait for nothing.
    bench.act(Act::Done);
    bench.act(Act::Serve("s".parse().unwrap()));
    bench.told(&TICKET.replace("1213", "1215"));
    assert_eq!(bench.screen(), Screen::Ticket);
}

#[test]
fn staff_hear_of_a_disk_that_fails_until_it_is_well_again() {
    let disk = Failing::default();
    let mut bench = disk.kiosk();
    disk.is_full.set(true);
    bench.act(Act::Serve("s".parse().unwrap()));
    bench.pass(1);
    assert!(bench.said().last().unwrap().contains(r#""disk_failing":true"#), "{:?}", bench.said());
    bench.told(TICKET);
    bench.told("success device");
    // It is tried again by itself.
    disk.is_full.set(false);
    bench.pass(3_000);
    bench.pass(1);
    assert!(!bench.said().last().unwrap().contains("disk_failing"), "{:?}", bench.said());
    let (file, left) = disk.open();
    assert_eq!((file.kept(), left.keys), (Kept::Saved, vec![]));
}

#[test]
fn the_screen_says_that_the_ticket_is_printed_and_then_to_take_it() {
    let mut bench = Failing::default().kiosk();
    bench.act(Act::Serve("s".parse().unwrap()));
    bench.told(TICKET);
    assert!(bench.sees(&bench.say(Phrase::Printing)));
    assert!(!bench.sees(&bench.say(Phrase::TakeTicket)));
    let ticket = TicketId::new(1213).unwrap();
    bench.printer(Told::Ticket(ticket, Requester::Visitor, Ended::Printed));
    assert_eq!(bench.window.state().model().visit.paper, PaperTicket::Printed);
    assert!(bench.sees(&bench.say(Phrase::TakeTicket)));
    assert!(!bench.sees(&bench.say(Phrase::Printing)));
}

#[test]
fn the_words_of_a_code_stand_right_below_it_on_every_panel() {
    for size in [[1024.0, 768.0], [1280.0, 800.0], [1920.0, 1080.0], [1080.0, 1920.0]] {
        let mut bench = Bench::new(size, settings());
        bench.told(SERVICES);
        bench.act(Act::Serve("s".parse().unwrap()));
        let link = "https://desk.example/q/4be-AAAAAAAAAAAAAAAAAAAAAAAAAA";
        bench.told(&format!(r#"about 1213 {{"ahead":4,"link":"{link}"}}"#));
        bench.told(TICKET);
        let words = bench.say(Phrase::OnYourPhone);
        let places: Vec<_> = bench.places().into_iter().filter(|place| place.0 == words).collect();
        let [(_, code), (_, below)] = &places[..] else { panic!("{size:?}: {places:?}") };
        let gap = below.top() - code.bottom();
        assert!((0.0..below.height()).contains(&gap), "{size:?}: {code:?} {below:?}");
    }
}
