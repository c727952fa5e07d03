//! What goes over a real wire, to a server of every temper that is played.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use app_kit::link::{Event, Link, NotOnline, Timing};
use app_kit::role::Kiosk;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use futures_util::{SinkExt as _, StreamExt as _};
use kiosk_app::app::{Line, Outside};
use kiosk_app::model::{Act, Screen};
use kiosk_app::owed::{Owed, OwedFile};
use kiosk_app::settings::Settings;
use kiosk_app::view::INERT_MS;
use shared::command::KioskCommand;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};

use crate::bench::{TICKET, Window, press, settings, window};

/// Soon there again, and never stale while a test looks elsewhere.
const HASTE: Timing = Timing {
    ping_after: Duration::from_secs(60),
    stale_after: Duration::from_secs(120),
    dead_after: Duration::from_secs(240),
    patience: Duration::from_secs(20),
    first_retry: Duration::from_millis(10),
    last_retry: Duration::from_millis(40),
};

/// A line that also wakes the test.
struct Woken(Link<Kiosk>);

impl Line for Woken {
    fn poll(&mut self) -> Vec<Event<Kiosk>> {
        self.0.poll()
    }

    fn send(&self, command: KioskCommand) -> Result<(), NotOnline> {
        self.0.send(command)
    }

    fn server_clock_ms(&self) -> Option<i64> {
        self.0.server_clock_ms()
    }
}

/// What is unsettled, and what was when that was opened. The desk is the same wherever it listens.
fn owed_in(folder: &tempfile::TempDir) -> (OwedFile, Owed) {
    OwedFile::open(&folder.path().join("kiosk.toml"), &"desk".parse().unwrap()).unwrap()
}

/// A window on a real connection. Its time goes on only where something is pressed, so that no
/// visit times out.
pub(crate) struct Live {
    pub(crate) window: Window,
    woken: mpsc::Receiver<()>,
    folder: tempfile::TempDir,
    clock: Rc<Cell<i64>>,
}

impl Live {
    pub(crate) fn open(address: SocketAddr) -> Self {
        Self::open_with(address, tempfile::tempdir().unwrap())
    }

    fn open_with(address: SocketAddr, folder: tempfile::TempDir) -> Self {
        let (wake, woken) = mpsc::channel();
        let link = Link::start(address.to_string().parse().unwrap(), None, HASTE, move || {
            wake.send(()).ok();
        });
        let clock = Rc::new(Cell::new(0));
        let time = Rc::clone(&clock);
        let (owed, left) = owed_in(&folder);
        let outside = Outside {
            line: Box::new(Woken(link.unwrap())),
            clock: Box::new(move || time.get()),
            printer: None,
            owed: Some(owed),
            sounder: None,
            is_windowed: true,
        };
        let settings = Settings { recognise: false, ..settings() };
        Self { window: window([1280.0, 800.0], settings, left, outside), woken, folder, clock }
    }

    /// The power goes, and comes back: what was on disk is all that is left.
    pub(crate) fn reboot(self, address: SocketAddr) -> Self {
        let Self { window, folder, .. } = self;
        drop(window);
        Self::open_with(address, folder)
    }

    /// Takes in what comes until `wanted` holds.
    pub(crate) fn until(&mut self, what: &str, wanted: impl Fn(&Self) -> bool) {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            self.window.step();
            if wanted(self) {
                return;
            }
            let left = end.saturating_duration_since(Instant::now());
            self.woken.recv_timeout(left).unwrap_or_else(|_| panic!("never: {what}"));
        }
    }

    pub(crate) fn screen(&self) -> Screen {
        let app = self.window.state();
        app.model().screen(app.now())
    }

    pub(crate) fn owed(&self) -> Vec<String> {
        owed_in(&self.folder).1.keys.iter().map(ToString::to_string).collect()
    }

    pub(crate) fn act(&mut self, act: Act) {
        let ctx = self.window.ctx.clone();
        self.window.state_mut().act(&ctx, act);
        self.window.step();
    }

    /// From Welcome to the name, which is typed but not sent.
    pub(crate) fn fill_in(&mut self) {
        self.until("online", |live| live.window.state().model().is_online());
        self.window.run();
        self.press("Get a ticket");
        self.window.event(egui::Event::Text("ada@a.example".to_owned()));
        self.window.run();
        self.press("Continue");
        self.window.event(egui::Event::Text("Ada".to_owned()));
        self.window.run();
    }

    /// Presses a button once it can be pressed.
    pub(crate) fn press(&mut self, name: &str) {
        self.clock.set(self.clock.get() + INERT_MS);
        press(&mut self.window, name);
    }

    /// Whether this stands small on a button.
    pub(crate) fn sees_detail(&self, button: &str, detail: &str) -> bool {
        let button = self.window.query_by_label(button);
        let said = button.and_then(|button| button.accesskit_node().description());
        said.as_deref() == Some(detail)
    }

    pub(crate) fn sees(&self, text: &str) -> bool {
        self.window.query_all_by_label_contains(text).next().is_some()
    }
}

/// A server that hears, and does with each connection as it is told: answer the request, or drop
/// the connection when it comes.
fn serve(answers: &'static [bool]) -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    let (tell, heard) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            for is_answered in answers.iter().chain(std::iter::repeat(&true)) {
                let (socket, _) = listener.accept().await.unwrap();
                let mut peer =
                    tokio_tungstenite::accept_hdr_async(socket, speak_extended).await.unwrap();
                peer.send(Message::text("waiting 0 - -")).await.ok();
                while let Some(Ok(frame)) = peer.next().await {
                    let Message::Text(line) = frame else { continue };
                    tell.send(line.to_string()).ok();
                    if !is_answered {
                        break;
                    }
                    let answer = match line.split_once(' ') {
                        Some(("withdraw", key)) => format!("success withdraw {key}"),
                        _ => TICKET.to_owned(),
                    };
                    peer.send(Message::text(answer)).await.ok();
                }
            }
        });
    });
    (address, heard)
}

#[expect(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
fn speak_extended(_: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    let name = HeaderValue::from_static("walkup.v2");
    response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, name);
    Ok(response)
}

fn key_of(line: &str) -> String {
    match line.parse().unwrap() {
        KioskCommand::Request(shared::text::Arg::Good(request)) => request.key.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_visit_shows_one_key_on_the_wire_however_often_the_connection_goes() {
    let (address, heard) = serve(&[false, false, false]);
    let mut live = Live::open(address);
    live.fill_in();
    live.press("Continue");
    live.until("a number", |live| live.sees("213"));
    let lines: Vec<String> = heard.try_iter().collect();
    assert_eq!(lines.len(), 4, "three were lost: {lines:?}");
    let keys: std::collections::BTreeSet<String> = lines.iter().map(|line| key_of(line)).collect();
    assert_eq!(keys.len(), 1, "{lines:?}");
    assert!(live.owed().is_empty());
}

#[test]
fn the_key_is_on_disk_before_the_request_is_on_the_wire() {
    let (address, heard) = serve(&[false; 64]);
    let mut live = Live::open(address);
    live.fill_in();
    live.press("Continue");
    let line = heard.recv_timeout(Duration::from_secs(30)).unwrap();
    assert_eq!(live.owed(), [key_of(&line)]);
    let text = std::fs::read_to_string(live.folder.path().join("kiosk.owed.toml")).unwrap();
    assert!(!text.contains("Ada") && !text.contains("ada@"), "{text}");
}

#[test]
fn who_leaves_while_the_server_is_away_is_withdrawn_when_it_is_back() {
    let (address, heard) = serve(&[false]);
    let mut live = Live::open(address);
    live.fill_in();
    live.press("Continue");
    let key = key_of(&heard.recv_timeout(Duration::from_secs(30)).unwrap());
    live.act(Act::StartOver);
    assert_eq!(live.screen(), Screen::Welcome);
    live.until("settled", |live| live.owed().is_empty());
    let said: Vec<String> = heard.try_iter().collect();
    // It may have come back before the visitor left; whatever was said is about the one key.
    assert_eq!(said.last().unwrap(), &format!("withdraw {key}"), "{said:?}");
    assert!(said.iter().all(|line| line.contains(&key)), "{said:?}");
}

#[test]
fn a_kiosk_that_lost_its_power_withdraws_before_anything_else() {
    let (address, heard) = serve(&[false]);
    let mut live = Live::open(address);
    live.fill_in();
    live.press("Continue");
    let key = key_of(&heard.recv_timeout(Duration::from_secs(30)).unwrap());
    let mut live = live.reboot(address);
    assert_eq!(live.screen(), Screen::Welcome);
    live.until("settled", |live| live.owed().is_empty());
    assert_eq!(heard.try_iter().last().unwrap(), format!("withdraw {key}"));
}
