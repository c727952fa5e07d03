//! The whole window, without a screen, against servers over real sockets.

use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use app_kit::settings::SettingsFile;
use app_kit::shell::Keeper;
use app_kit::sound::{Chime, Sound, Sounder};
use app_kit::text::Languages;
use display_app::app::{BoardApp, Options};
use display_app::settings::Settings;
use display_app::speech::Language;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tungstenite::http::StatusCode;
use tungstenite::{Message, WebSocket};

use crate::desk::Desk;

struct Window {
    harness: Harness<'static, BoardApp>,
    woken: mpsc::Receiver<()>,
    heard: mpsc::Receiver<Sound>,
    /// What the board keeps.
    _folder: tempfile::TempDir,
}

impl Window {
    fn open(server: &str) -> Self {
        let (told, heard) = mpsc::channel();
        let sounder = Sounder::start_with(move |sound| {
            told.send(sound.clone()).map_err(|error| error.to_string())
        })
        .unwrap();
        // Close enough that all tables are on one page.
        let settings = Settings {
            viewing_metres: 2.0,
            speech: vec![Language::English, Language::German],
            ..Settings::default()
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("display.toml");
        let file = SettingsFile::find(Some(path), "display").unwrap();
        let options = Options {
            keeper: Keeper::of(settings, file),
            server: Some(server.parse().unwrap()),
            monitor: None,
            is_windowed: true,
            sounder: Some(sounder),
            languages: Languages::built_in(),
        };
        let harness = Harness::builder()
            .with_size(egui::vec2(1280.0, 720.0))
            .build_eframe(|creation| BoardApp::new(creation, options));
        let (wake, woken) = mpsc::channel();
        harness.ctx.set_request_repaint_callback(move |_| {
            // A test that has seen enough listens no more.
            wake.send(()).ok();
        });
        Self { harness, woken, heard, _folder: folder }
    }

    /// Looks until the screen says it.
    fn until(&mut self, said: &str) {
        let patience = Instant::now() + Duration::from_secs(60);
        while self.harness.query_by_label_contains(said).is_none() {
            assert!(Instant::now() < patience, "the screen never said {said:?}");
            // The window asks to be drawn at once or later; either way it is looked at soon.
            self.woken.recv_timeout(Duration::from_millis(50)).ok();
            self.harness.step();
        }
    }

    /// The next sound; the window goes on meanwhile.
    fn sound(&mut self) -> Sound {
        let patience = Instant::now() + Duration::from_secs(60);
        loop {
            if let Ok(sound) = self.heard.recv_timeout(Duration::from_millis(50)) {
                return sound;
            }
            assert!(Instant::now() < patience, "nothing was heard");
            self.harness.step();
        }
    }
}

fn spoken(sound: Sound) -> String {
    match sound {
        Sound::Chime(Chime::Call) => "chime".to_owned(),
        Sound::Chime(Chime::Attention) => "attention".to_owned(),
        Sound::Speech(sentence) => sentence.text,
    }
}

#[test]
fn a_board_follows_a_server_that_dies_and_returns() {
    let mut desk = Desk::start(3);
    let token = desk.hire("ada");
    let mut window = Window::open(desk.address());
    window.until("Table 0: closed");

    let mut kiosk = desk.person("/kiosk");
    let mut ada = desk.person("/staff");
    assert_eq!(ada.ask(&format!("pick 1 {token}")), "success pick 1");
    window.until("Table 1: free");
    kiosk.ask("new ada@example.com Ada");
    window.until("1 waiting");
    ada.ask("next");
    window.until("Table 1: calling 000");
    window.until("000 to Table 1");
    for said in ["chime", "Number 0 0 0, table 1.", "Nummer 0 0 0, Tisch 1."] {
        assert_eq!(spoken(window.sound()), said);
    }

    desk.kill();
    window.until("We lost the server at");
    window.until("000 to Table 1");
    assert!(window.harness.query_by_label_contains("Table 1: ").is_some(), "the old board stays");

    desk.run();
    window.until("Table 1: ");
    // Everything is as the server has it, and what happens now is shown.
    let mut ada = desk.person("/staff");
    ada.ask(&format!("pick 1 {token}"));
    ada.ask("complete 0");
    window.until("Table 1: free");
    assert!(window.harness.query_by_label_contains("We lost the server").is_none());
    let mut kiosk = desk.person("/kiosk");
    kiosk.ask("new bob@example.com Bob");
    ada.ask("next");
    window.until("001 to Table 1");
    assert_eq!(spoken(window.sound()), "chime");
    assert_eq!(spoken(window.sound()), "Number 0 0 1, table 1.");
}

#[test]
fn a_board_is_written_in_the_languages_that_all_displays_share() {
    let desk = Desk::start(2);
    desk.set("board_languages", r#"["de"]"#);
    let mut window = Window::open(desk.address());
    window.until("Tisch 0");
    desk.set("board_languages", r#"["es"]"#);
    window.until("Mesa 0");
    desk.set("board_languages", "[]");
    window.until("Table 0");
}

#[test]
fn a_board_that_starts_before_its_server_waits_visibly() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let mut window = Window::open(&address);
    window.until("Waiting for the server");
    let listener = TcpListener::bind(&address).unwrap();
    let server = std::thread::spawn(move || {
        let mut peer = take_in(&listener);
        peer.send(Message::text("pick 0")).unwrap();
        peer
    });
    window.until("Table 0: free");
    drop(server.join().unwrap());
}

/// A server that has never heard of another dialect: it answers without a subprotocol. The
/// window then gives up that connection and makes another, on which it asks for none.
fn take_in(listener: &TcpListener) -> WebSocket<TcpStream> {
    loop {
        let (stream, _) = listener.accept().unwrap();
        if let Ok(mut peer) = tungstenite::accept(stream)
            && peer.send(Message::Ping(Vec::new().into())).is_ok()
            && peer.read().is_ok()
        {
            return peer;
        }
    }
}

#[test]
fn the_classic_dialect_alone_drives_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (say, lines) = mpsc::channel::<&str>();
    std::thread::spawn(move || {
        let mut peer = take_in(&listener);
        for line in lines {
            if line == "die" {
                drop(peer);
                peer = take_in(&listener);
            } else {
                peer.send(Message::text(line)).unwrap();
            }
        }
    });
    for line in ["pick 0", "pick 2", "claimed 4 2"] {
        say.send(line).unwrap();
    }
    let mut window = Window::open(&address);
    window.until("Table 2: serving 004");
    window.until("Table 1: closed");
    say.send("claimed 5 0").unwrap();
    window.until("Table 0: calling 005");
    assert_eq!(spoken(window.sound()), "chime", "and the first was not announced");
    assert_eq!(spoken(window.sound()), "Number 0 0 5, table 0.");
    say.send("complete 0").unwrap();
    window.until("Table 0: free");
    for line in ["die", "pick 1"] {
        say.send(line).unwrap();
    }
    window.until("Table 2: closed");
    window.until("Table 1: free");
}

#[test]
fn a_board_whose_key_was_withdrawn_shows_a_new_code_instead_of_its_old_numbers() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (withdraw, withdrawn) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        let mut peer = take_in(&listener);
        peer.send(Message::text("pick 0")).unwrap();
        withdrawn.recv().unwrap();
        drop(peer);
        let mut pairing = Vec::new();
        for stream in listener.incoming() {
            #[expect(clippy::result_large_err, reason = "the library asks for this type")]
            let knows = |request: &Request, response: Response| {
                if request.uri().path().starts_with("/pair") {
                    return Ok(response);
                }
                let mut refused = ErrorResponse::new(None);
                *refused.status_mut() = StatusCode::UNAUTHORIZED;
                Err(refused)
            };
            if let Ok(mut peer) = tungstenite::accept_hdr(stream.unwrap(), knows) {
                peer.send(Message::text("code ABC234")).unwrap();
                pairing.push(peer);
            }
        }
    });
    let mut window = Window::open(&address);
    window.until("Table 0: free");
    withdraw.send(()).unwrap();
    window.until("Let this board in");
    assert!(window.harness.query_by_label("ABC 234").is_some());
    assert!(window.harness.query_by_label_contains("Table 0").is_none());
}
