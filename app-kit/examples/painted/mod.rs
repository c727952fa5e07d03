//! What the windows' `painted` examples share: from a message leaving the server to the frame that
//! shows it, in the real window. The frame counts as painted when the window's next frame begins,
//! which is after its buffers were swapped: an upper bound.

use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use egui::{Context, Ui, Vec2};
use tungstenite::handshake::server::{Request, Response};
use tungstenite::{Message, WebSocket};

/// How many messages are timed.
pub const EVENTS: i64 = 300;

/// A ticket, and when the message with it left.
pub type Sent = (i64, Instant);

/// A window that is timed.
pub struct Timed<A> {
    /// The window itself.
    pub app: A,
    /// Whether it shows a ticket.
    pub shows: fn(&A, i64) -> bool,
    sent: mpsc::Receiver<Sent>,
    waiting_for: Option<Sent>,
    shown: Option<Instant>,
    took: Vec<Duration>,
    frames: u64,
}

impl<A> Timed<A> {
    /// Times `app` by what was `sent`.
    pub fn new(app: A, shows: fn(&A, i64) -> bool, sent: mpsc::Receiver<Sent>) -> Self {
        Self { app, shows, sent, waiting_for: None, shown: None, took: Vec::new(), frames: 0 }
    }

    fn report(&self) {
        let mut took = self.took.clone();
        took.sort();
        let at =
            |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
        println!(
            "event to painted: median {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, worst {:.1} ms \
             ({} events, {} frames)",
            at(0.5),
            at(0.95),
            at(0.99),
            at(1.0),
            took.len(),
            self.frames
        );
    }
}

impl<A: eframe::App> eframe::App for Timed<A> {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        if let Some(sent) = self.shown.take() {
            self.took.push(sent.elapsed());
            if self.took.len() as i64 == EVENTS {
                self.report();
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
        self.app.logic(ctx, frame);
        self.waiting_for = self.waiting_for.or_else(|| self.sent.try_recv().ok());
        if let Some((ticket, sent)) = self.waiting_for
            && (self.shows)(&self.app, ticket)
        {
            self.waiting_for = None;
            self.shown = Some(sent);
            // One more frame, to know when this one is done.
            ctx.request_repaint();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.frames += 1;
        self.app.ui(ui, frame);
    }
}

/// A plain window of that size in the corner of the screen.
pub fn window(size: impl Into<Vec2>) -> eframe::NativeOptions {
    eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_inner_size(size)
            .with_position([0.0, 0.0])
            .with_decorations(false),
        renderer: eframe::Renderer::Glow,
        ..Default::default()
    }
}

/// Plays a server to the one window that connects: says the `state`, then each event's lines, the
/// last of which is timed.
pub fn serve(
    listener: &TcpListener,
    tell: &mpsc::Sender<Sent>,
    state: impl IntoIterator<Item = String>,
    events: impl IntoIterator<Item = (i64, [String; 2])>,
) {
    let mut peer = take_in(listener);
    let mut say = |line: String| peer.send(Message::text(line)).is_ok();
    for line in state {
        say(line);
    }
    std::thread::sleep(Duration::from_secs(2));
    for (ticket, [first, last]) in events {
        say(first);
        tell.send((ticket, Instant::now())).ok();
        if !say(last) {
            return;
        }
        std::thread::sleep(Duration::from_millis(150));
    }
    std::thread::sleep(Duration::from_secs(5));
}

fn take_in(listener: &TcpListener) -> WebSocket<TcpStream> {
    let (stream, _) = listener.accept().expect("the window");
    stream.set_nodelay(true).expect("a socket");
    #[expect(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
    tungstenite::accept_hdr(stream, |_: &Request, mut response: Response| {
        let dialect = "walkup.v2".parse().expect("a header");
        response.headers_mut().insert("Sec-WebSocket-Protocol", dialect);
        Ok(response)
    })
    .expect("a handshake")
}
