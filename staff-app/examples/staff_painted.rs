//! From a message leaving the server to the frame that shows it, in the real window.
//!
//! Needs a display; without one: `xvfb-run -s "-screen 0 1280x800x24" cargo run --release -p
//! staff-app --example staff_painted`. A server of its own lets visitors come and go; the frame counts as
//! painted when the window's next frame begins, which is after its buffers were swapped: an upper
//! bound.

use std::net::TcpListener;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use app_kit::settings::SettingsFile;
use egui::{Context, Ui};
use shared::ids::TicketId;
use staff_app::app::{Outside, StaffApp, real_outside};
use staff_app::model::Model;
use staff_app::settings::Settings;
use tungstenite::Message;
use tungstenite::handshake::server::{Request, Response};

const EVENTS: i64 = 300;
const WAITING: i64 = 20;

struct Measured {
    staff: StaffApp,
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
                self.report();
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
        self.staff.logic(ctx, frame);
        self.waiting_for = self.waiting_for.or_else(|| self.sent.try_recv().ok());
        if let Some((ticket, sent)) = self.waiting_for
            && TicketId::new(ticket).is_some_and(|id| self.staff.model().rows.contains(&id))
        {
            self.waiting_for = None;
            self.shown = Some(sent);
            // One more frame, to know when this one is done.
            ctx.request_repaint();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        self.staff.clear_color(visuals)
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.staff.ui(ui, frame);
    }
}

impl Measured {
    fn report(&self) {
        let mut took = self.took.clone();
        took.sort();
        let at =
            |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
        println!(
            "event to painted: median {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, worst {:.1} ms ({} \
             events)",
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
    let settings = Settings {
        server: listener.local_addr().expect("its address").to_string(),
        token: Some("secret".to_owned()),
        ..Settings::default()
    };
    let (tell, sent) = mpsc::channel();
    std::thread::spawn(move || serve(&listener, &tell));
    let file = SettingsFile::find(Some("unused.toml".into()), "staff").expect("a name");
    // Nothing of a measurement is kept.
    let outside = Outside { settings: None, ..real_outside(file) };
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_inner_size([1280.0, 800.0])
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
                staff: StaffApp::new(&creation.egui_ctx, Model::new(settings, || 1), outside),
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
    for line in [
        "success resume Ada",
        "tables 10",
        "waiting 3 60 120",
        "reset",
        r#"me {"user":"ada","name":"Ada","admin":true}"#,
        "seat 3",
        "at 3 Ada",
    ] {
        say(line.to_owned());
    }
    for id in 0..WAITING {
        say(format!("new {}", ticket(id)));
    }
    say("ready".to_owned());
    std::thread::sleep(Duration::from_secs(2));
    for id in WAITING..WAITING + EVENTS {
        say(format!("cancel {}", ticket(id - WAITING)));
        tell.send((id, Instant::now())).ok();
        if !say(format!("new {}", ticket(id))) {
            return;
        }
        std::thread::sleep(Duration::from_millis(150));
    }
    std::thread::sleep(Duration::from_secs(5));
}

fn ticket(id: i64) -> String {
    format!(
        r#"{{"id":{id},"email":"visitor{id}@example.com","name":"Visitor {id}","staff":"{{}}","start":"2026-09-21T14:13:20Z","end":"1970-01-01T00:00:00Z"}}"#
    )
}
