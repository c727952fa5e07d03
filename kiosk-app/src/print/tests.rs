//! A printer of tests that speaks back over TCP, and a reader of what is sent to one: what comes out
//! on paper is compared with what was meant.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use app_kit::text::Languages;
use shared::print::PaperWidth;

use super::*;

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

/// What a printer burns of what it is sent, and how often it cuts.
#[derive(Debug, Default)]
struct Burnt {
    width: usize,
    rows: Vec<Vec<bool>>,
    cuts: usize,
}

impl Burnt {
    /// Reads ESC/POS; a command that no ticket needs is a mistake.
    fn read(mut bytes: &[u8]) -> Self {
        let mut burnt = Self::default();
        while let Some((first, rest)) = bytes.split_first() {
            let taken = match (first, rest) {
                (0x1b, [b'@', ..]) => 2,
                (0x1b, [b'd', _, ..]) => 3,
                (0x10, [0x04, 1..=4, ..]) => 3,
                (0x1d, [b'r', 1, ..]) => 3,
                (0x1d, [b'V', b'A', _, ..]) => {
                    burnt.cuts += 1;
                    4
                }
                (0x1d, [b'v', b'0', 0, xl, xh, yl, yh, ..]) => {
                    let of = |low: u8, high: u8| usize::from(low) + 256 * usize::from(high);
                    let (wide, high) = (of(*xl, *xh), of(*yl, *yh));
                    burnt.width = wide * 8;
                    for row in rest[7..7 + wide * high].chunks(wide) {
                        let bits = |byte: &u8| (0..8).map(|at| byte & (0x80 >> at) != 0).collect();
                        burnt.rows.push(
                            row.iter().flat_map(|byte| -> Vec<bool> { bits(byte) }).collect(),
                        );
                    }
                    8 + wide * high
                }
                _ => panic!("{first:#x} {:x?}", &rest[..rest.len().min(4)]),
            };
            bytes = &bytes[taken..];
        }
        burnt
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.rows.get(y).is_some_and(|row| row[x])
    }

    /// The links of the codes on it.
    fn links(&self) -> Vec<String> {
        let (width, height) = (self.width, self.rows.len());
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
            if self.is_dark(x, y) { 0 } else { 255 }
        });
        image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
    }
}

#[test]
fn what_is_burnt_is_what_was_drawn_and_its_code_leads_to_the_page() {
    for dots in [576, 384] {
        for lang in ["en", "de", "es", "fr", "ar"] {
            let picture = drawn(&sheet(lang), dots);
            let burnt = Burnt::read(&wire::ticket(&picture));
            assert_eq!((burnt.width, burnt.cuts), (dots as usize, 1));
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

/// How the printer of a test behaves.
#[derive(Debug, Clone, Copy, Default)]
struct Manner {
    /// What it answers to each question, beside the fixed bits.
    answers: [u8; 4],
    /// It answers nothing at all.
    is_silent: bool,
    /// It goes after so many bytes of a picture.
    goes_after: Option<usize>,
    /// It runs out of paper after so many bytes of a picture.
    ends_after: Option<usize>,
    /// It never says that it is done.
    never_done: bool,
    /// It takes all and says nothing more after so many bytes of a picture.
    hangs_after: Option<usize>,
}

/// A printer that speaks back, until the test is over.
struct TestPrinter {
    address: PrinterAddress,
    manner: Arc<Mutex<Manner>>,
    /// All that it was sent in one connection, when that ends.
    sent: Receiver<Vec<u8>>,
}

impl TestPrinter {
    fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (to_test, sent) = channel();
        let manner = Arc::new(Mutex::new(manner));
        let mine = Arc::clone(&manner);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                serve(stream, &mine, &to_test);
            }
        });
        let address = format!("tcp://127.0.0.1:{port}").parse().unwrap();
        Self { address, manner, sent }
    }

    fn becomes(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// What came out: so many tickets, and no more so far.
    fn burnt(&self, count: usize) -> Vec<Burnt> {
        let is_ticket = |bytes: &Vec<u8>| bytes.contains(&b'v');
        let mut all: Vec<Vec<u8>> = self.sent.try_iter().filter(is_ticket).collect();
        while all.len() < count {
            let bytes = self.sent.recv_timeout(Duration::from_secs(60)).expect("too few came out");
            all.extend(Some(bytes).filter(is_ticket));
        }
        assert_eq!(all.len(), count);
        all.iter().map(|bytes| Burnt::read(bytes)).collect()
    }
}

fn serve(mut stream: TcpStream, manner: &Mutex<Manner>, to_test: &Sender<Vec<u8>>) {
    const FIXED: u8 = 0b0001_0010;
    let mut all = Vec::new();
    let mut buffer = [0; 512];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        let manner = *manner.lock().unwrap();
        all.extend_from_slice(&buffer[..count]);
        if manner.goes_after.is_some_and(|after| all.len() > after) {
            // It is switched off: what it was sent is lost.
            drop(stream);
            return;
        }
        let hangs = manner.hangs_after.is_some_and(|after| all.len() > after);
        if manner.is_silent || hangs {
            continue;
        }
        let is_out = manner.ends_after.is_some_and(|after| all.len() > after);
        // A question is the end of what a kiosk has sent: it waits for each answer.
        let answer = match all[all.len().saturating_sub(3)..] {
            [0x10, 0x04, which @ 1..=4] => match which {
                1 if is_out => FIXED | 0b1000,
                2 if is_out => FIXED | 0b0010_0000,
                4 if is_out => FIXED | 0b0110_0000,
                which => FIXED | manner.answers[usize::from(which) - 1],
            },
            [0x1d, b'r', 1] if !is_out && !manner.never_done => 0,
            _ => continue,
        };
        if stream.write_all(&[answer]).is_err() {
            break;
        }
    }
    to_test.send(all).ok();
}

/// No test waits for longer than it must: what is not answered is not.
const HASTE: Patience = Patience {
    reach: Duration::from_secs(5),
    answer: Duration::from_millis(300),
    print: Duration::from_secs(3),
    done: Duration::from_millis(600),
    look: Duration::from_millis(50),
};

/// A kiosk's printing, and all that it told.
struct Bench {
    printing: Printing,
    woken: Receiver<()>,
    told: Vec<Told>,
}

impl Bench {
    fn over(printer: PrinterAddress) -> Self {
        let (wake, woken) = channel();
        let wake = move || {
            // Whoever waits may have gone.
            wake.send(()).ok();
        };
        let mut printing = Printing::start(Languages::built_in(), "en", HASTE, wake).unwrap();
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
}

fn ticket(ended: Ended) -> Told {
    Told::Ticket(sheet("en").id, ended)
}

#[test]
fn a_printer_that_is_well_prints_once_and_says_when_the_paper_is_out() {
    let printer = TestPrinter::start(Manner::default());
    let mut bench = Bench::over(printer.address.clone());
    bench.until(Told::Paper(Paper::Ok));
    bench.printing.print(sheet("en"));
    bench.until(ticket(Ended::Printed));
    let burnt = printer.burnt(1);
    assert_eq!((burnt[0].cuts, burnt[0].links()), (1, vec![LINK.to_owned()]));
    // Low is no reason not to print.
    printer.becomes(Manner { answers: [0, 0, 0, 0b1100], ..Manner::default() });
    bench.until(Told::Paper(Paper::Low));
    bench.printing.print(sheet("de"));
    bench.until(ticket(Ended::Printed));
}

#[test]
fn without_paper_or_open_nothing_is_begun_and_it_goes_on_by_itself() {
    let out = Manner { answers: [0b1000, 0b0010_0000, 0, 0b0110_0000], ..Manner::default() };
    let open = Manner { answers: [0b1000, 0b0000_0100, 0, 0], ..Manner::default() };
    let printer = TestPrinter::start(out);
    let mut bench = Bench::over(printer.address.clone());
    bench.until(Told::Paper(Paper::Out));
    bench.printing.print(sheet("en"));
    bench.until(ticket(Ended::NotBegun));
    printer.becomes(open);
    bench.until(Told::Paper(Paper::Open));
    bench.printing.print(sheet("en"));
    bench.until(ticket(Ended::NotBegun));
    printer.burnt(0);
    printer.becomes(Manner::default());
    bench.until(Told::Paper(Paper::Ok));
    bench.printing.print(sheet("en"));
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
        bench.printing.print(sheet("en"));
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
        bench.printing.print(sheet("en"));
        bench.until(ticket(Ended::Printed));
        printer.burnt(1);
    }
}

/// What it takes lies in the kiosk's own memory, and is lost with the connection.
#[test]
fn one_that_takes_all_and_reads_nothing_has_not_printed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap()).parse().unwrap();
    let (to_test, held) = channel();
    thread::spawn(move || {
        listener.incoming().map_while(Result::ok).for_each(|stream| _ = to_test.send(stream));
    });
    let mut bench = Bench::over(address);
    bench.until(Told::Paper(Paper::Ok));
    bench.printing.print(sheet("en"));
    bench.until(ticket(Ended::Interrupted));
    drop(held);
}

#[test]
fn one_that_is_not_there_is_away_and_costs_nothing() {
    // Nobody listens at this port any more.
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut bench = Bench::over(format!("tcp://{gone}").parse().unwrap());
    bench.until(Told::Paper(Paper::Away));
    bench.printing.print(sheet("en"));
    bench.until(ticket(Ended::NotBegun));
    bench.printing.configure(PrintSettings::default());
    bench.until(Told::Paper(Paper::None));
    bench.printing.print(sheet("en"));
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
    bench.printing.print(sheet("ar"));
    bench.until(ticket(Ended::Printed));
    let burnt = Burnt::read(&sent.recv_timeout(Duration::from_secs(60)).unwrap());
    assert_eq!((burnt.cuts, burnt.links()), (1, vec![LINK.to_owned()]));
}
