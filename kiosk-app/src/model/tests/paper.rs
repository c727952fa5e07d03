//! The ticket on paper: once, by itself at most; and what is said where there is none.

use shared::device::Paper;
use shared::print::PrintWhen;

use super::*;
use crate::owed::Owed;
use crate::print::{Ended, Requester};

impl Bench {
    /// A kiosk whose printer is well, and prints when this says.
    fn printing(when: &str) -> Self {
        let mut bench = Self::online();
        bench.told(&format!(r#"shared {{"print":{{"printer":"tcp://p","when":"{when}"}}}}"#));
        bench.paper(Paper::Ok);
        bench.told("success device");
        bench.said.clear();
        bench
    }

    fn paper(&mut self, paper: Paper) {
        let effects = self.model.hear_of_paper(paper);
        self.run(effects);
    }

    fn ends(&mut self, ticket: i64, ended: Ended) {
        self.ends_for(Requester::Visitor, ticket, ended);
    }

    fn ends_for(&mut self, requester: Requester, ticket: i64, ended: Ended) {
        let ticket = TicketId::new(ticket).unwrap();
        let effects = self.model.printed(ticket, requester, ended, self.now());
        self.run(effects);
    }

    /// A visitor has a ticket.
    fn gets(&mut self, id: i64) {
        self.ask();
        self.told(&format!(r#"about {id} {{"ahead":3,"number":"B{id:03}"}}"#));
        let ticket = self.ticket(id, self.ms);
        self.told(&ticket);
    }

    fn noted(&self) -> Vec<i64> {
        self.noted.iter().map(|ticket| ticket.get()).collect()
    }
}

#[test]
fn a_ticket_is_printed_once_and_noted_with_its_key_struck_out() {
    let mut bench = Bench::printing("always");
    bench.ask();
    assert_eq!(bench.kept.len(), 1);
    bench.told(r#"about 17 {"ahead":3,"number":"B017","link":"https://a.b/q/1"}"#);
    let ticket = bench.ticket(17, 0);
    let now = bench.now();
    let effects = bench.model.hear(Event::Message(ticket.parse().unwrap()), now);
    // One write settles the key and notes the ticket, before the printer has it.
    let kept = |effect: &&Effect| matches!(effect, Effect::Keep(_));
    let first = effects.iter().find(kept);
    let owed = Owed { keys: Vec::new(), printing: TicketId::new(17).into_iter().collect() };
    assert_eq!(first, Some(&Effect::Keep(owed)));
    let at = |wanted: fn(&Effect) -> bool| effects.iter().position(wanted).unwrap();
    assert!(at(|it| matches!(it, Effect::Keep(_))) < at(|it| matches!(it, Effect::Print(..))));
    bench.run(effects);
    let Sheet { number, ahead, lang, link, .. } = bench.printed[0].clone();
    assert_eq!((number.as_str(), ahead, lang.as_deref()), ("B017", Some(3), Some("en")));
    assert_eq!(link.as_deref(), Some("https://a.b/q/1"));
    // The same answer again, and another connection, change nothing.
    bench.told(&ticket);
    bench.disconnect();
    bench.connect();
    bench.told(&ticket);
    bench.ends(17, Ended::Printed);
    assert_eq!((bench.printed.len(), bench.noted()), (1, Vec::new()));
    assert_eq!(bench.said.iter().filter(|said| said.starts_with("unprinted")).count(), 0);
}

#[test]
fn its_time_counts_from_when_the_paper_is_out() {
    let mut bench = Bench::printing("always");
    bench.gets(17);
    bench.pass(TICKET_MS);
    assert_eq!(bench.screen(), Screen::Ticket, "its paper is not out yet");
    bench.ends(17, Ended::Printed);
    bench.pass(TICKET_MS - 1);
    assert_eq!(bench.screen(), Screen::Ticket);
    bench.pass(1);
    assert_eq!(bench.screen(), Screen::Welcome);
    // A printer that never says how it ended holds nobody up for ever.
    bench.gets(18);
    bench.pass(TICKET_MS + PRINTING_MS);
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn a_kiosk_that_was_killed_in_mid_print_says_so_and_prints_nothing() {
    let mut bench = Bench::printing("always");
    bench.gets(17);
    let left = Owed { keys: Vec::new(), printing: bench.noted.clone() };
    assert_eq!(bench.noted(), [17]);
    // It starts again with what is on disk.
    let mut again = Bench::new(Settings::default(), &[]);
    again.model = Model::new(Settings::default(), left, || 7);
    again.connect();
    assert_eq!(again.said, ["unprinted 17"]);
    again.disconnect();
    again.connect();
    assert_eq!(again.said, ["unprinted 17", "unprinted 17"], "nobody has answered");
    again.told("error unprinted the server could not save this");
    again.pass(RETRY_MS);
    again.told("success unprinted 17");
    assert_eq!((again.noted(), again.printed.len()), (Vec::new(), 0));
    again.disconnect();
    again.connect();
    assert_eq!(again.said.len(), 3);
}

#[test]
fn what_was_interrupted_is_said_to_visitor_and_staff_and_stands_longer() {
    let mut bench = Bench::printing("always");
    bench.gets(17);
    bench.said.clear();
    bench.ends(17, Ended::Interrupted);
    assert_eq!(bench.model.visit.paper, PaperTicket::Failed);
    assert_eq!(bench.said, ["unprinted 17"]);
    bench.pass(UNPRINTED_MS - MORE_TIME_MS - 1);
    assert!(!bench.model.offers_more_time(bench.now()));
    bench.pass(1);
    assert!(bench.model.offers_more_time(bench.now()));
    bench.told("success unprinted 17");
    bench.pass(MORE_TIME_MS);
    assert_eq!((bench.screen(), bench.noted()), (Screen::Welcome, Vec::new()));
    assert_eq!(bench.printed.len(), 1);
}

#[test]
fn a_printer_that_cannot_costs_no_ticket() {
    for paper in [Paper::Out, Paper::Open, Paper::Away, Paper::Error] {
        let mut bench = Bench::printing("always");
        bench.paper(paper);
        let report = format!(r#""paper":"{paper}""#);
        assert!(bench.said[0].starts_with("device ") && bench.said[0].contains(&report));
        bench.told("success device");
        bench.gets(17);
        assert_eq!((bench.screen(), bench.printed.len()), (Screen::Ticket, 0));
        assert_eq!(bench.model.visit.paper, PaperTicket::Failed);
        assert!(bench.noted().is_empty());
    }
    // One that could and did not begin is nothing that staff must hear of: the visitor read it.
    let mut bench = Bench::printing("always");
    bench.gets(17);
    bench.said.clear();
    bench.ends(17, Ended::NotBegun);
    assert_eq!(bench.model.visit.paper, PaperTicket::Failed);
    assert!(bench.said.is_empty() && bench.noted().is_empty());
    // Nobody reads it any more once they have gone.
    let mut bench = Bench::printing("always");
    bench.gets(17);
    bench.said.clear();
    bench.act(Act::Done);
    bench.ends(17, Ended::NotBegun);
    assert_eq!(bench.said, ["unprinted 17"]);
    // And a code that is read meanwhile takes nobody's ticket away.
    let mut bench = Bench::printing("always");
    bench.gets(17);
    bench.said.clear();
    bench.act(Act::Scanned(Code::new("/q/9-abcdefghijklmnopqrstuvwxyz")));
    assert_eq!((bench.screen(), bench.said.len()), (Screen::Ticket, 0));
}

#[test]
fn where_it_is_asked_the_visitor_decides_and_where_never_nobody() {
    let mut bench = Bench::printing("ask");
    bench.gets(17);
    assert_eq!((bench.model.visit.paper, bench.printed.len()), (PaperTicket::Offered, 0));
    bench.act(Act::Print);
    bench.act(Act::Print);
    assert_eq!((bench.model.visit.paper, bench.printed.len()), (PaperTicket::Printing, 1));
    bench.ends(17, Ended::Printed);
    bench.act(Act::Print);
    assert_eq!(bench.printed.len(), 1);

    let mut bench = Bench::printing("never");
    bench.gets(17);
    bench.act(Act::Done);
    assert_eq!(bench.printed.len(), 0);
    // Its own file comes before what all share.
    let mut bench = Bench::printing("never");
    bench.model.settings.print.when = Some(shared::print::PrintWhen::Always);
    bench.gets(17);
    assert_eq!(bench.printed.len(), 1);
}

#[test]
fn staff_have_one_printed_and_hear_where_that_failed() {
    let sheet = r#"print {"id":7,"number":"007","at":5}"#;
    let mut bench = Bench::printing("never");
    bench.told(sheet);
    assert_eq!((bench.printed.len(), bench.noted()), (1, vec![7]));
    assert_eq!(bench.screen(), Screen::Welcome);
    bench.ends_for(Requester::Staff, 7, Ended::NotBegun);
    assert_eq!(bench.said, ["unprinted 7"]);
    bench.told("success unprinted 7");
    assert!(bench.noted().is_empty());
    bench.told(sheet);
    bench.ends_for(Requester::Staff, 7, Ended::Printed);
    assert!(bench.noted().is_empty());
    assert_eq!(bench.said, ["unprinted 7", "printed 7"]);
    bench.disconnect();
    bench.connect();
    assert_eq!(bench.said[2..], ["printed 7"], "nobody has answered");
    bench.told("success printed 7");
    bench.disconnect();
    bench.connect();
    assert_eq!(bench.said.len(), 3);
    // What was said last of a ticket is what holds.
    bench.told(sheet);
    bench.disconnect();
    bench.ends_for(Requester::Staff, 7, Ended::Printed);
    bench.connect();
    bench.told("success printed 7");
    bench.disconnect();
    bench.told(sheet);
    bench.ends_for(Requester::Staff, 7, Ended::Interrupted);
    bench.connect();
    assert_eq!(bench.said[3..], ["printed 7", "unprinted 7"]);
    bench.told("success unprinted 7");
    // Each time that it was wanted is answered for.
    bench.said.clear();
    for _ in 0..3 {
        bench.told(sheet);
    }
    for ended in [Ended::Printed, Ended::Printed, Ended::Interrupted] {
        bench.ends_for(Requester::Staff, 7, ended);
    }
    assert_eq!(bench.said, ["printed 7", "printed 7", "unprinted 7"]);
    for answer in ["success printed 7", "success printed 7", "success unprinted 7"] {
        assert_eq!(bench.said.len(), 3);
        bench.told(answer);
    }
    assert!(bench.noted().is_empty());
    // Without a printer it says so at once.
    bench.said.clear();
    let count = bench.printed.len();
    bench.told("shared {}");
    bench.told(sheet);
    assert_eq!((bench.said.len(), bench.printed.len()), (1, count));
    // What staff want of a ticket does not end what its visitor sees.
    let mut bench = Bench::printing("always");
    bench.gets(17);
    bench.told(r#"print {"id":17,"number":"B017","at":5}"#);
    assert_eq!(bench.printed.len(), 2);
    bench.ends(17, Ended::Printed);
    assert_eq!(bench.model.visit.paper, PaperTicket::Printed);
    assert_eq!(bench.noted(), [17]);
    bench.ends_for(Requester::Staff, 17, Ended::Printed);
    assert!(bench.noted().is_empty());
}

#[test]
fn a_desk_names_no_file_of_the_kiosk() {
    let mut bench = Bench::printing("always");
    for (printer, is_used) in [
        ("/dev/usb/lp0", true),
        ("/home/kiosk/notes", false),
        (r"\\\\front\\tickets", false),
        ("tcp://p", true),
    ] {
        bench.told(&format!(r#"shared {{"print":{{"printer":"{printer}","when":"ask"}}}}"#));
        let settings = bench.model.print_settings();
        assert_eq!(settings.printer.is_some(), is_used, "{printer}");
        assert_eq!(settings.when, Some(PrintWhen::Ask));
    }
    // Its own file may.
    bench.model.settings.print.printer = Some("/home/kiosk/pipe".parse().unwrap());
    assert_eq!(bench.model.print_settings().printer, bench.model.settings.print.printer);
}

#[test]
fn a_disk_that_takes_nothing_is_told() {
    let mut bench = Bench::printing("always");
    let effects = bench.model.hear_of_disk(true);
    bench.run(effects);
    assert!(bench.said[0].contains(r#""paper":"ok","disk_failing":true"#), "{}", bench.said[0]);
    assert!(bench.model.hear_of_disk(true).is_empty());
    let effects = bench.model.hear_of_disk(false);
    bench.run(effects);
    assert!(!bench.said[1].contains("disk"), "{}", bench.said[1]);
}

#[test]
fn a_later_connection_says_at_once_how_it_stands_with_the_paper() {
    let mut bench = Bench::new(Settings::default(), &[]);
    let effects = bench.model.hear_of_paper(Paper::Low);
    let Some(Effect::Introduce(report)) = effects.first() else { panic!("{effects:?}") };
    assert_eq!(report.paper, Some(Paper::Low));
    assert_eq!(effects.len(), 1, "nobody hears it yet");
    assert!(bench.model.hear_of_paper(Paper::Low).is_empty());
}
