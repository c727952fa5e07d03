//! From a message leaving the server to the frame that shows it, in the real window.
//!
//! Needs a display; without one: `xvfb-run -s "-screen 0 1920x1080x24" cargo run --release -p
//! display-app --example display_painted`. A server of its own says `claimed` and `complete` in turn; the
//! frame counts as painted when the window's next frame begins, which is after its buffers were
//! swapped: an upper bound.

use std::net::TcpListener;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use app_kit::settings::SettingsFile;
use display_app::app::{BoardApp, Options};
use display_app::model::Doing;
use display_app::settings::Settings;
use egui::{Context, Ui};
use shared::ids::{TableNo, TicketId};
use tungstenite::Message;
use tungstenite::handshake::server::{Request, Response};

const EVENTS: i64 = 300;

struct Measured {
    board: BoardApp,
    sent: mpsc::Receiver<(i64, Instant)>,
    waiting_for: Option<(i64, Instant)>,
    shown: Option<Instant>,
    took: Vec<Duration>,
}

impl eframe::App for Measured {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        if let Some(sent) = self.shown.take() {
            self.took.push(sent.elapsed());
            if self.took.len() as i64 == EVENTS {
                self.report(self.board.frames());
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
        self.board.logic(ctx, frame);
        self.waiting_for = self.waiting_for.or_else(|| self.sent.try_recv().ok());
        let shown = match self.board.model().doing(TableNo(0), self.board.now()) {
            Doing::Serving(ticket) | Doing::Calling(ticket) => Some(ticket),
            Doing::Offline | Doing::Free => None,
        };
        if let Some((ticket, sent)) = self.waiting_for
            && shown == TicketId::new(ticket)
        {
            self.waiting_for = None;
            self.shown = Some(sent);
            // One more frame, to know when this one is done.
            ctx.request_repaint();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        self.board.clear_color(visuals)
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.board.ui(ui, frame);
    }
}

impl Measured {
    fn report(&self, frames: u64) {
        let mut took = self.took.clone();
        took.sort();
        let at =
            |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
        println!(
            "event to painted: median {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, worst {:.1} ms \
             ({} events, {frames} frames)",
            at(0.5),
            at(0.95),
            at(0.99),
            at(1.0),
            took.len()
        );
    }
}

fn main() -> eframe::Result {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address").to_string();
    let (tell, sent) = mpsc::channel();
    std::thread::spawn(move || serve(&listener, &tell));
    let options = Options {
        settings: Settings { viewing_metres: 2.0, ..Settings::default() },
        file: SettingsFile::find(Some("unused.toml".into()), "display").expect("a name"),
        server: Some(address.parse().expect("an address")),
        monitor: None,
        is_windowed: true,
        sounder: None,
    };
    let size = std::env::args().nth(1).unwrap_or_else(|| "1920x1080".to_owned());
    let (width, height) = size.split_once('x').expect("WIDTHxHEIGHT");
    let size = [width, height].map(|side| side.parse::<f32>().expect("a number"));
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_inner_size(size)
            .with_position([0.0, 0.0])
            .with_decorations(false),
        renderer: eframe::Renderer::Glow,
        ..Default::default()
    };
    eframe::run_native(
        "painted",
        native,
        Box::new(|creation| {
            Ok(Box::new(Measured {
                board: BoardApp::new(creation, options),
                sent,
                waiting_for: None,
                shown: None,
                took: Vec::new(),
            }))
        }),
    )
}

fn serve(listener: &TcpListener, tell: &mpsc::Sender<(i64, Instant)>) {
    let (stream, _) = listener.accept().expect("the window");
    stream.set_nodelay(true).expect("a socket");
    #[expect(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
    let mut peer = tungstenite::accept_hdr(stream, |_: &Request, mut response: Response| {
        let dialect = "walkup.v2".parse().expect("a header");
        response.headers_mut().insert("Sec-WebSocket-Protocol", dialect);
        Ok(response)
    })
    .expect("a handshake");
    let mut say = |line: String| peer.send(Message::text(line)).is_ok();
    for line in ["tables 30", "waiting 3 60 120", "organisation Desk", "reset"] {
        say(line.to_owned());
    }
    for table in 0..30 {
        say(format!("pick {table}"));
        say(format!("about {table} {{\"calls\":1}}"));
        say(format!("claimed {table} {table}"));
    }
    say("ready".to_owned());
    std::thread::sleep(Duration::from_secs(2));
    for event in 1000..1000 + EVENTS {
        // The same count of calls as before: shown and not announced, so that no fade keeps the
        // window painting.
        say(format!("about {event} {{\"calls\":0}}"));
        tell.send((event, Instant::now())).ok();
        if !say(format!("claimed {event} 0")) {
            return;
        }
        std::thread::sleep(Duration::from_millis(150));
    }
    std::thread::sleep(Duration::from_secs(5));
}
