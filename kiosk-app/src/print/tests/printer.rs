//! A printer that speaks back over TCP, and a reader of what is sent to one.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use shared::print::PrinterAddress;

/// What a printer burns of what it is sent, and how often it cuts.
#[derive(Debug, Default)]
pub(super) struct Burnt {
    pub(super) width: usize,
    pub(super) rows: Vec<Vec<bool>>,
    pub(super) cuts: usize,
    /// How many questions stand between.
    pub(super) questions: usize,
    /// It was told to report nothing by itself.
    pub(super) is_quiet: bool,
}

impl Burnt {
    /// Reads ESC/POS; a command that no ticket needs is a mistake.
    pub(super) fn read(mut bytes: &[u8]) -> Self {
        let mut burnt = Self::default();
        while let Some((first, rest)) = bytes.split_first() {
            let taken = match (first, rest) {
                (0x1b, [b'@', ..]) => 2,
                (0x1b, [b'd', _, ..]) => 3,
                (0x10, [0x04, 1..=4, ..]) => {
                    burnt.questions += 1;
                    3
                }
                (0x1d, [b'r', 1, ..]) => 3,
                (0x1d, [b'a', 0, ..]) => {
                    burnt.is_quiet = true;
                    3
                }
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

    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.rows.get(y).is_some_and(|row| row[x])
    }

    /// The links of the codes on it.
    pub(super) fn links(&self) -> Vec<String> {
        let (width, height) = (self.width, self.rows.len());
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
            if self.is_dark(x, y) { 0 } else { 255 }
        });
        image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
    }
}

/// How the printer of a test behaves.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Manner {
    /// What it answers to each question, beside the fixed bits.
    pub(super) answers: [u8; 4],
    /// It answers nothing at all.
    pub(super) is_silent: bool,
    /// It goes after so many bytes of a picture.
    pub(super) goes_after: Option<usize>,
    /// It runs out of paper after so many bytes of a picture.
    pub(super) ends_after: Option<usize>,
    /// It never says that it is done.
    pub(super) never_done: bool,
    /// It takes all and says nothing more after so many bytes of a picture.
    pub(super) hangs_after: Option<usize>,
    /// It says that it is done only after so many other questions.
    pub(super) late: usize,
    /// It answers this question only once it was asked the next one, once a connection.
    pub(super) lags: Option<u8>,
    /// What it says by itself where it would say that it is done.
    pub(super) reports: Option<&'static [u8]>,
    /// It says nothing until it has a whole ticket, and leaves open what the kiosk ends.
    pub(super) wakes: bool,
    /// It says this over and over, as fast as it can, once it was sent a picture.
    pub(super) chatters: Option<u8>,
}

/// A printer that speaks back, until the test is over.
pub(super) struct TestPrinter {
    pub(super) address: PrinterAddress,
    pub(super) manner: Arc<Mutex<Manner>>,
    /// So many connections more are closed at once, as by a printer that serves another kiosk.
    pub(super) refuses: Arc<AtomicUsize>,
    /// It hangs.
    pub(super) hangs: Arc<AtomicBool>,
    /// All that it was sent in one connection, when that ends.
    pub(super) sent: Receiver<Vec<u8>>,
}

impl TestPrinter {
    pub(super) fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (to_test, sent) = channel();
        let manner = Arc::new(Mutex::new(manner));
        let mine = Arc::clone(&manner);
        let refuses = Arc::new(AtomicUsize::new(0));
        let refused = Arc::clone(&refuses);
        let serves = Arc::new(AtomicBool::new(false));
        let hangs = Arc::new(AtomicBool::new(false));
        let hung = Arc::clone(&hangs);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let next = |left: usize| left.checked_sub(1);
                let is_refused = refused.fetch_update(SeqCst, SeqCst, next).is_ok();
                // One connection at a time; whoever else comes is sent away.
                if is_refused || serves.swap(true, SeqCst) {
                    continue;
                }
                let (mine, to_test) = (mine.clone(), to_test.clone());
                let (serves, hung) = (serves.clone(), hung.clone());
                thread::spawn(move || {
                    let still_open = serve(stream, &mine, &hung, &to_test);
                    serves.store(false, SeqCst);
                    while still_open.is_some() {
                        thread::park();
                    }
                });
            }
        });
        let address = format!("tcp://127.0.0.1:{port}").parse().unwrap();
        Self { address, manner, refuses, hangs, sent }
    }

    pub(super) fn becomes(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// The next connections are sent away; waits until that is over.
    pub(super) fn sends_away(&self, count: usize) {
        self.refuses.store(count, SeqCst);
        while self.refuses.load(SeqCst) > 0 {
            thread::yield_now();
        }
    }

    pub(super) fn until_it_hangs(&self) {
        while !self.hangs.load(SeqCst) {
            thread::yield_now();
        }
    }

    /// What came out: so many tickets, and no more so far.
    pub(super) fn burnt(&self, count: usize) -> Vec<Burnt> {
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

fn serve(
    mut stream: TcpStream,
    manner: &Mutex<Manner>,
    hung: &AtomicBool,
    to_test: &Sender<Vec<u8>>,
) -> Option<TcpStream> {
    const FIXED: u8 = 0b0001_0010;
    let mut all = Vec::new();
    let mut buffer = [0; 512];
    // How many questions more are answered before it says that it is done.
    let mut late = None;
    let mut has_lagged = false;
    let mut has_woken = false;
    let mut lagging = Vec::new();
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        let manner = *manner.lock().unwrap();
        all.extend_from_slice(&buffer[..count]);
        if manner.goes_after.is_some_and(|after| all.len() > after) {
            // It is switched off: what it was sent is lost.
            return None;
        }
        if let Some(byte) = manner.chatters.filter(|_| all.contains(&b'v')) {
            let mut speaker = stream.try_clone().unwrap();
            // Until nobody hears it any more.
            thread::spawn(move || while speaker.write_all(&[byte; 64]).is_ok() {});
            std::io::copy(&mut stream, &mut std::io::sink()).ok();
            return None;
        }
        let hangs = manner.hangs_after.is_some_and(|after| all.len() > after);
        // All was taken, and nothing was said to it.
        hung.fetch_or(hangs && all.ends_with(&[0x1d, b'r', 1]), SeqCst);
        if manner.is_silent || hangs {
            continue;
        }
        if manner.wakes && !has_woken {
            has_woken = all.ends_with(&[0x1d, b'V', b'A', 1]);
            if has_woken {
                stream.write_all(&[FIXED]).ok();
            }
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
            [0x1d, b'r', 1] if manner.late > 0 && all.contains(&b'v') => {
                late = Some(manner.late);
                continue;
            }
            [0x1d, b'r', 1] if let Some(report) = manner.reports => {
                stream.write_all(report).ok();
                continue;
            }
            [0x1d, b'r', 1] if !is_out && !manner.never_done => 0,
            _ => continue,
        };
        if !has_lagged && manner.lags.is_some() && manner.lags == all.last().copied() {
            has_lagged = true;
            lagging.push(answer);
            continue;
        }
        late = late.map(|left: usize| left.saturating_sub(1));
        let answers: &[u8] = if late == Some(0) { &[answer, 0] } else { &[answer] };
        late = late.filter(|left| *left > 0);
        lagging.extend_from_slice(answers);
        if stream.write_all(&std::mem::take(&mut lagging)).is_err() {
            break;
        }
    }
    to_test.send(all).ok();
    let stays = manner.lock().unwrap().wakes;
    stays.then_some(stream)
}
