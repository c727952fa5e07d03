//! What comes out on paper is compared with what was meant, at a printer of tests that speaks back.

mod printer;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::net::TcpListener;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::mpsc::channel;
use std::thread;

use app_kit::text::Languages;
use shared::print::{PaperWidth, PrinterAddress};

use super::sheet::Press;
use super::worker::MISSES;
use super::*;
use printer::{Burnt, Manner, TestPrinter};

const LINK: &str = "https://desk.example/q/17-abcdefghijklmnopqrstuvwxyz";

fn sheet(lang: &str) -> Sheet {
    let service = [("en", "Badges"), ("de", "Ausweise"), ("ar", "بطاقات الهوية")];
    Sheet {
        id: TicketId::new(17).unwrap(),
        number: "B017".to_owned(),
        lang: Some(lang.to_owned()),
        service: service.map(|(tag, text)| (tag.to_owned(), text.to_owned())).into(),
        ahead: Some(3),
        at: 1_795_885_200_000,
        organisation: "Town hall".to_owned(),
        link: Some(LINK.to_owned()),
    }
}

fn drawn(sheet: &Sheet, dots: u32) -> Raster {
    let width = PaperWidth::try_from(dots).unwrap();
    Press::new(Languages::built_in(), "en").draw(sheet, width)
}

#[test]
fn what_is_burnt_is_what_was_drawn_and_its_code_leads_to_the_page() {
    for dots in [576, 384] {
        for lang in ["en", "de", "es", "fr", "ar"] {
            let picture = drawn(&sheet(lang), dots);
            let burnt = Burnt::read(&wire::ticket(&picture));
            assert_eq!((burnt.width, burnt.cuts, burnt.is_quiet), (dots as usize, 1, true));
            assert_eq!(burnt.rows.len(), picture.height());
            for (y, row) in picture.rows().enumerate() {
                assert_eq!(burnt.rows[y], row, "{lang}: row {y}");
            }
            assert_eq!(burnt.links(), [LINK], "{lang} {dots}");
        }
    }
}

/// The dark rows and columns of a part of a picture.
fn extent(picture: &Raster, rows: std::ops::Range<usize>) -> (usize, usize, usize) {
    let dark = |x: &usize| rows.clone().any(|y| picture.is_dark(*x, y));
    let first = (0..picture.width()).find(dark).unwrap();
    let last = (0..picture.width()).rfind(dark).unwrap();
    let count = rows.clone().flat_map(|y| (0..picture.width()).map(move |x| (x, y)));
    (first, last, count.filter(|(x, y)| picture.is_dark(*x, *y)).count())
}

/// The blocks of a picture: rows with something on them, parted by at least so many light ones.
fn blocks(picture: &Raster, least: usize) -> Vec<std::ops::Range<usize>> {
    let mut blocks: Vec<std::ops::Range<usize>> = Vec::new();
    for (y, row) in picture.rows().enumerate().filter(|(_, row)| row.contains(&true)) {
        let _ = row;
        match blocks.last_mut() {
            Some(block) if y < block.end + least => block.end = y + 1,
            _ => blocks.push(y..y + 1),
        }
    }
    blocks
}

#[test]
fn the_number_is_as_large_as_the_width_takes_and_the_code_has_its_25_millimetres() {
    for dots in [576_usize, 384] {
        for number in ["B017", "213"] {
            let sheet = Sheet { number: number.to_owned(), ..sheet("en") };
            let picture = drawn(&sheet, u32::try_from(dots).unwrap());
            // Organisation, number, service, ahead, the code, its words.
            let parts = blocks(&picture, 12);
            assert!(parts.len() >= 6, "{parts:?}");
            let (left, right, _) = extent(&picture, parts[1].clone());
            let wide = right - left;
            assert!(wide * 100 > dots * 80 || parts[1].len() > 200, "{number}: {wide} of {dots}");
            assert!(left.abs_diff(dots - right) < dots / 12, "in the middle: {left} {right}");
            let code = parts
                .iter()
                .max_by_key(|part| if part.start > parts[1].end { part.len() } else { 0 });
            let (left, right, _) = extent(&picture, code.unwrap().clone());
            let least = sheet::CODE_MM * sheet::DOTS_PER_MM;
            assert!(code.unwrap().len() >= least && right - left + 1 >= least, "{number} {dots}");
        }
    }
}

#[test]
fn every_script_leaves_ink_and_other_words_leave_other_ink() {
    let mut seen = Vec::new();
    for (lang, name) in
        [("en", "Badges"), ("de", "Ausweise"), ("ar", "بطاقات الهوية"), ("el", "Κάρτες")]
    {
        let service: BTreeMap<_, _> = [("en".to_owned(), name.to_owned())].into();
        let picture = drawn(&Sheet { service, link: None, ..sheet(lang) }, 576);
        let parts = blocks(&picture, 12);
        assert!(parts.len() >= 4, "{lang}: {parts:?}");
        seen.push(picture);
    }
    for (at, one) in seen.iter().enumerate() {
        assert!(seen[at + 1..].iter().all(|other| other != one));
    }
    // What is left out leaves no gap.
    let bare = Sheet {
        service: BTreeMap::new(),
        link: None,
        organisation: String::new(),
        ahead: None,
        ..sheet("en")
    };
    let bare = drawn(&bare, 384);
    assert_eq!(blocks(&bare, 12).len(), 2);
    assert!(bare.height() < seen[0].height());
}

#[test]
fn words_that_are_too_long_are_smaller_or_on_more_lines_and_never_beyond_the_paper() {
    let long = "Anmeldung von Donaudampfschifffahrtsgesellschaftskapitänen und deren Angehörigen";
    let sheet = Sheet {
        organisation: "The very honourable office for everything that nobody else wants to do"
            .into(),
        service: [("de".to_owned(), long.to_owned())].into(),
        ..sheet("de")
    };
    for dots in [576, 384] {
        let picture = drawn(&sheet, dots);
        for (y, row) in picture.rows().enumerate() {
            assert!(!row[0] && !row[row.len() - 1], "row {y} of {dots} is cut");
        }
    }
}

/// No test waits for longer than it must: what is not answered is not.
const HASTE: Patience = Patience {
    reach: Duration::from_secs(5),
    answer: Duration::from_millis(300),
    busy: Duration::from_secs(60),
    again: Duration::from_millis(20),
    pace: u64::MAX,
    print: Duration::from_secs(3),
    done: Duration::from_millis(600),
    mute: Duration::from_millis(300),
    silent: Duration::from_secs(3_600),
    look: Duration::from_millis(50),
    wait: Duration::from_secs(60),
};

/// A kiosk's printing, and all that it told.
struct Bench {
    printing: Printing,
    woken: Receiver<()>,
    told: Vec<Told>,
}

impl Bench {
    fn over(printer: PrinterAddress) -> Self {
        Self::patient(printer, HASTE)
    }

    fn patient(printer: PrinterAddress, patience: Patience) -> Self {
        let (wake, woken) = channel();
        let wake = move || {
            // Whoever waits may have gone.
            wake.send(()).ok();
        };
        let mut printing = Printing::start(Languages::built_in(), "en", patience, wake).unwrap();
        printing.configure(PrintSettings { printer: Some(printer), ..PrintSettings::default() });
        Self { printing, woken, told: Vec::new() }
    }

    /// Waits until this was told.
    fn until(&mut self, wanted: Told) {
        while !self.told.contains(&wanted) {
            let woken = self.woken.recv_timeout(Duration::from_secs(60));
            assert!(woken.is_ok(), "{wanted:?} is not told: {:?}", self.told);
            self.told.extend(self.printing.poll());
        }
        self.told.retain(|told| *told != wanted);
    }

    fn print(&self, sheet: Sheet) {
        self.printing.print(sheet, Requester::Visitor);
    }

    /// Has a ticket printed that nothing but its number tells from others.
    fn wants(&self, id: i64, requester: Requester) {
        let sheet = Sheet { id: TicketId::new(id).unwrap(), ..sheet("en") };
        self.printing.print(sheet, requester);
    }
}

fn ticket(ended: Ended) -> Told {
    Told::Ticket(sheet("en").id, Requester::Visitor, ended)
}

#[test]
fn a_printer_that_is_well_prints_once_and_says_when_the_paper_is_out() {
    let printer = TestPrinter::start(Manner::default());
    let mut bench = Bench::over(printer.address.clone());
    bench.until(Told::Paper(Paper::Ok));
    bench.print(sheet("en"));
    bench.until(ticket(Ended::Printed));
    let burnt = printer.burnt(1);
    assert_eq!((burnt[0].cuts, burnt[0].links()), (1, vec![LINK.to_owned()]));
    // Low is no reason not to print.
    printer.becomes(Manner { answers: [0, 0, 0, 0b1100], ..Manner::default() });
    bench.until(Told::Paper(Paper::Low));
    bench.print(sheet("de"));
    bench.until(ticket(Ended::Printed));
}

#[test]
fn without_paper_or_open_nothing_is_begun_and_it_goes_on_by_itself() {
    let out = Manner { answers: [0b1000, 0b0010_0000, 0, 0b0110_0000], ..Manner::default() };
    let open = Manner { answers: [0b1000, 0b0000_0100, 0, 0], ..Manner::default() };
    let printer = TestPrinter::start(out);
    let mut bench = Bench::over(printer.address.clone());
    bench.until(Told::Paper(Paper::Out));
    bench.print(sheet("en"));
    bench.until(ticket(Ended::NotBegun));
    printer.becomes(open);
    bench.until(Told::Paper(Paper::Open));
    bench.print(sheet("en"));
    bench.until(ticket(Ended::NotBegun));
    printer.burnt(0);
    printer.becomes(Manner::default());
    bench.until(Told::Paper(Paper::Ok));
    bench.print(sheet("en"));
    bench.until(ticket(Ended::Printed));
    printer.burnt(1);
}

#[test]
fn what_is_interrupted_is_said_to_be_and_not_printed_again() {
    for (manner, paper) in [
        (Manner { goes_after: Some(4_000), ..Manner::default() }, None),
        (Manner { hangs_after: Some(4_000), ..Manner::default() }, Some(Paper::Error)),
        (Manner { ends_after: Some(4_000), ..Manner::default() }, Some(Paper::Out)),
    ] {
        let printer = TestPrinter::start(manner);
        let mut bench = Bench::over(printer.address.clone());
        bench.until(Told::Paper(Paper::Ok));
        bench.print(sheet("en"));
        bench.until(ticket(Ended::Interrupted));
        if let Some(paper) = paper {
            bench.until(Told::Paper(paper));
        }
        printer.becomes(Manner::default());
        bench.until(Told::Paper(Paper::Ok));
        // All that it got is the one that was interrupted, as far as it is known.
        let begun = usize::from(paper.is_some());
        printer.burnt(begun);
        assert!(
            bench.told.iter().all(|told| !matches!(told, Told::Ticket(..))),
            "{:?}",
            bench.told
        );
    }
}

#[test]
fn one_that_says_little_prints_all_the_same() {
    for manner in [
        Manner { is_silent: true, ..Manner::default() },
        Manner { never_done: true, ..Manner::default() },
    ] {
        let printer = TestPrinter::start(manner);
        let mut bench = Bench::over(printer.address.clone());
        bench.until(Told::Paper(Paper::Ok));
        bench.print(sheet("en"));
        bench.until(ticket(Ended::Printed));
        printer.burnt(1);
    }
}

/// What lies in the kiosk's own memory is lost with the connection.
#[test]
fn one_that_reads_nothing_has_not_printed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    // Its own memory is as small as that of a printer.
    socket2::SockRef::from(&listener).set_recv_buffer_size(4 * 1024).unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap()).parse().unwrap();
    let (to_test, held) = channel();
    thread::spawn(move || {
        listener.incoming().map_while(Result::ok).for_each(|stream| _ = to_test.send(stream));
    });
    let mut bench = Bench::over(address);
    bench.until(Told::Paper(Paper::Ok));
    bench.print(sheet("en"));
    bench.until(ticket(Ended::Interrupted));
    drop(held);
}

/// All that it took may still lie in the memory of its network, while it serves another.
#[test]
fn one_that_answers_nothing_and_never_ends_has_printed_only_where_it_is_known_to_be_so() {
    for (silent, ended) in [(0, Ended::Printed), (3_600, Ended::Interrupted)] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("tcp://{}", listener.local_addr().unwrap()).parse().unwrap();
        let (to_test, sent) = channel();
        thread::spawn(move || {
            let mut held = Vec::new();
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut all = Vec::new();
                // It reads to the end, and ends nothing itself.
                stream.read_to_end(&mut all).ok();
                to_test.send(all).ok();
                held.push(stream);
            }
        });
        let patience = Patience { silent: Duration::from_secs(silent), ..HASTE };
        let mut bench = Bench::patient(address, patience);
        bench.until(Told::Paper(Paper::Ok));
        bench.print(sheet("en"));
        bench.until(ticket(ended));
        let bytes = sent.iter().find(|bytes| bytes.contains(&b'v')).unwrap();
        assert_eq!(Burnt::read(&bytes).cuts, 1);
    }
}

/// It served another kiosk, or answers late: it took the ticket before it said a word.
#[test]
fn one_that_answers_only_once_it_has_the_ticket_is_asked_whether_it_is_printed() {
    for (ends_after, ended) in [(None, Ended::Printed), (Some(4_000), Ended::Interrupted)] {
        let manner = Manner { wakes: true, ends_after, ..Manner::default() };
        let printer = TestPrinter::start(manner);
        let patience = Patience { mute: Duration::from_secs(60), ..HASTE };
        let mut bench = Bench::patient(printer.address.clone(), patience);
        bench.until(Told::Paper(Paper::Ok));
        bench.print(sheet("en"));
        bench.until(ticket(ended));
        if ended == Ended::Interrupted {
            bench.until(Told::Paper(Paper::Out));
        }
        printer.burnt(1);
    }
}

/// Each answer that is late here would mean, as the answer to the next question, that nothing can be
/// printed: a button that is pressed an error of the cutter, a roll that ends soon a printer offline.
#[test]
fn an_answer_that_comes_late_is_none_to_the_next_question() {
    for (lags, answers) in [(2, [0, 0b1000, 0, 0]), (4, [0, 0, 0, 0b1100])] {
        let manner = Manner { lags: Some(lags), answers, never_done: true, ..Manner::default() };
        let printer = TestPrinter::start(manner);
        let mut bench = Bench::over(printer.address.clone());
        bench.until(Told::Paper(Paper::Ok));
        bench.print(sheet("en"));
        bench.until(ticket(Ended::Printed));
        assert!(bench.told.is_empty(), "question {lags}: {:?}", bench.told);
        printer.burnt(1);
    }
}

#[test]
fn what_a_printer_reports_by_itself_does_not_say_that_it_is_done() {
    // How it is, and what is no answer to anything.
    for said in [&[0b0001_1000, 0, 0b0000_1100, 0b0000_1111], b"\r\nA\n".as_slice()] {
        let out = Manner { ends_after: Some(4_000), reports: Some(said), ..Manner::default() };
        let printer = TestPrinter::start(out);
        let mut bench = Bench::over(printer.address.clone());
        bench.until(Told::Paper(Paper::Ok));
        bench.print(sheet("en"));
        bench.until(ticket(Ended::Interrupted));
        bench.until(Told::Paper(Paper::Out));
    }
}

#[test]
fn one_that_is_not_there_is_away_and_costs_nothing() {
    // Nobody listens at this port any more.
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut bench = Bench::over(format!("tcp://{gone}").parse().unwrap());
    bench.until(Told::Paper(Paper::Away));
    bench.print(sheet("en"));
    bench.until(ticket(Ended::NotBegun));
    bench.printing.configure(PrintSettings::default());
    bench.until(Told::Paper(Paper::None));
    bench.print(sheet("en"));
    bench.until(ticket(Ended::NotBegun));
}

#[cfg(unix)]
#[test]
fn a_file_that_stands_for_a_printer_gets_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lp0");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let mut bench = Bench::over(path.to_str().unwrap().parse().unwrap());
    // Nobody reads at its other end, as where no printer is plugged in.
    bench.until(Told::Paper(Paper::Away));
    let (to_test, sent) = channel();
    let mut other = std::fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
    bench.until(Told::Paper(Paper::Ok));
    thread::spawn(move || {
        let mut all = Vec::new();
        let mut buffer = [0; 4096];
        while !all.ends_with(&[0x1d, b'V', b'A', 1]) {
            let count = other.read(&mut buffer).unwrap();
            all.extend_from_slice(&buffer[..count]);
        }
        to_test.send(all).unwrap();
    });
    bench.print(sheet("ar"));
    bench.until(ticket(Ended::Printed));
    let burnt = Burnt::read(&sent.recv_timeout(Duration::from_secs(60)).unwrap());
    assert_eq!((burnt.cuts, burnt.links()), (1, vec![LINK.to_owned()]));
}

#[test]
fn one_that_serves_another_kiosk_is_not_away_and_a_ticket_waits_its_turn() {
    let printer = TestPrinter::start(Manner::default());
    let mut bench = Bench::over(printer.address.clone());
    bench.until(Told::Paper(Paper::Ok));
    printer.sends_away(MISSES as usize - 1);
    printer.becomes(Manner { answers: [0, 0, 0, 0b1100], ..Manner::default() });
    bench.until(Told::Paper(Paper::Low));
    assert!(bench.told.is_empty(), "{:?}", bench.told);
    printer.sends_away(MISSES as usize);
    bench.until(Told::Paper(Paper::Away));
    bench.until(Told::Paper(Paper::Low));
    // Nobody looks any more: what is sent away is the ticket.
    let patience = Patience { look: Duration::from_secs(3_600), ..HASTE };
    let printer = TestPrinter::start(Manner::default());
    let mut bench = Bench::patient(printer.address.clone(), patience);
    bench.until(Told::Paper(Paper::Ok));
    printer.refuses.store(5, SeqCst);
    bench.print(sheet("en"));
    bench.until(ticket(Ended::Printed));
    assert_eq!((printer.refuses.load(SeqCst), bench.told.len()), (0, 0));
    printer.burnt(1);
}

#[test]
fn two_kiosks_share_a_printer_that_serves_one_at_a_time() {
    let printer = TestPrinter::start(Manner::default());
    let patience = Patience { look: Duration::from_secs(3_600), ..HASTE };
    let mut benches = [(); 2].map(|()| Bench::patient(printer.address.clone(), patience));
    for round in 0..3 {
        benches.iter().for_each(|bench| bench.wants(round, Requester::Visitor));
    }
    for bench in &mut benches {
        for round in 0..3 {
            let id = TicketId::new(round).unwrap();
            bench.until(Told::Ticket(id, Requester::Visitor, Ended::Printed));
        }
        assert!(!bench.told.contains(&Told::Paper(Paper::Away)), "{:?}", bench.told);
    }
    printer.burnt(6);
}

#[test]
fn one_that_answered_once_and_does_not_is_busy_and_gets_no_ticket_into_the_blue() {
    let printer = TestPrinter::start(Manner::default());
    let mut bench = Bench::over(printer.address.clone());
    bench.until(Told::Paper(Paper::Ok));
    printer.becomes(Manner { is_silent: true, ..Manner::default() });
    bench.until(Told::Paper(Paper::Away));
    bench.print(sheet("en"));
    bench.until(ticket(Ended::NotBegun));
    printer.becomes(Manner::default());
    bench.until(Told::Paper(Paper::Ok));
    printer.burnt(0);
}

#[test]
fn one_that_says_when_it_is_done_is_waited_for() {
    // All other questions it answers at once.
    let printer = TestPrinter::start(Manner { late: 8, ..Manner::default() });
    let patience = Patience { done: Duration::ZERO, print: Duration::from_secs(60), ..HASTE };
    let mut bench = Bench::patient(printer.address.clone(), patience);
    bench.until(Told::Paper(Paper::Ok));
    bench.print(sheet("en"));
    bench.until(ticket(Ended::Printed));
    // Four before the ticket, and then until it was done.
    assert_eq!(printer.burnt(1)[0].questions, 4 + 8);
}

#[test]
fn one_that_talks_without_end_is_not_listened_to_without_end() {
    // Nothing that was asked, and an answer.
    for (byte, is_silent) in [(0xff, true), (0xff, false), (0x12, false)] {
        let chatters = Some(byte);
        let printer = TestPrinter::start(Manner { chatters, is_silent, ..Manner::default() });
        let mut bench = Bench::over(printer.address.clone());
        bench.until(Told::Paper(Paper::Ok));
        bench.print(sheet("en"));
        bench.until(ticket(Ended::Interrupted));
        // The thread is free for the next one.
        printer.becomes(Manner::default());
        bench.until(Told::Paper(Paper::Ok));
        bench.print(sheet("en"));
        bench.until(ticket(Ended::Printed));
    }
}

#[test]
fn while_it_hangs_nobody_waits_for_ever() {
    let printer = TestPrinter::start(Manner { hangs_after: Some(4_000), ..Manner::default() });
    let wait = Duration::from_millis(300);
    let patience = Patience { print: Duration::from_secs(3_600), wait, ..HASTE };
    let mut bench = Bench::patient(printer.address.clone(), patience);
    bench.until(Told::Paper(Paper::Ok));
    bench.wants(1, Requester::Staff);
    printer.until_it_hangs();
    bench.wants(2, Requester::Staff);
    bench.wants(3, Requester::Visitor);
    for (id, requester) in [(2, Requester::Staff), (3, Requester::Visitor)] {
        bench.until(Told::Ticket(TicketId::new(id).unwrap(), requester, Ended::NotBegun));
    }
    assert!(bench.told.is_empty(), "the first is still in print: {:?}", bench.told);
}

#[test]
fn visitors_come_first_and_what_waits_at_a_printer_that_cannot_is_told_at_once() {
    for paper in [None, Some(Paper::Out)] {
        let printer = TestPrinter::start(Manner { hangs_after: Some(4_000), ..Manner::default() });
        let patience = Patience { print: Duration::from_secs(1), ..HASTE };
        let mut bench = Bench::patient(printer.address.clone(), patience);
        bench.until(Told::Paper(Paper::Ok));
        bench.wants(1, Requester::Staff);
        printer.until_it_hangs();
        bench.wants(2, Requester::Staff);
        bench.wants(3, Requester::Visitor);
        let ends_after = paper.map(|_| 0);
        printer.becomes(Manner { ends_after, ..Manner::default() });
        let ended = if paper.is_some() { Ended::NotBegun } else { Ended::Printed };
        let of = |id, requester, ended| Told::Ticket(TicketId::new(id).unwrap(), requester, ended);
        bench.until(of(2, Requester::Staff, ended));
        let first = of(1, Requester::Staff, Ended::Interrupted);
        let visitors = of(3, Requester::Visitor, ended);
        match paper {
            None => assert_eq!(bench.told, [first, visitors]),
            Some(paper) => {
                bench.until(visitors);
                assert_eq!(bench.told, [Told::Paper(paper), first]);
            }
        }
    }
}

#[test]
fn how_long_a_ticket_may_take_follows_from_its_size() {
    let patience = Patience::default();
    let usual = wire::ticket(&drawn(&sheet("en"), 576)).len();
    let at_9600_baud = Duration::from_secs_f64(usual as f64 * 10.0 / 9_600.0);
    assert!(patience.to_print(usual) > at_9600_baud + Duration::from_secs(10));
    assert!(at_9600_baud > Duration::from_secs(15), "a fixed time would not do");
}
