//! The window: it carries events and acts to the model, and does what the model wants done.

use std::cell::RefCell;
use std::time::Duration;

use app_kit::address::ServerAddress;
use app_kit::link::{self, Event, Fingerprint, Link, NotOnline};
use app_kit::role::Kiosk;
use app_kit::shell::Keeper;
use app_kit::sound::{Chime, Sounder};
use app_kit::text::Languages;
use app_kit::theme::{Look, Theme};
use egui::{Context, CursorIcon, Key, Vec2, ViewportCommand, WindowLevel};
use shared::command::KioskCommand;
use shared::device::DeviceReport;
use tracing::{info, warn};

use crate::model::{Act, Effect, Model, Now};
use crate::owed::{Kept, OwedFile};
use crate::print::{Ended, Printer, Told};
use crate::scan::Scanner;
use crate::settings::Settings;
use crate::view::{self, Glance, Panel};

/// The server's end, as the window needs it.
pub trait Line {
    /// What happened since the last call.
    fn poll(&mut self) -> Vec<Event<Kiosk>>;
    /// Says something now.
    ///
    /// # Errors
    ///
    /// The server cannot be heard.
    fn send(&self, command: KioskCommand) -> Result<(), NotOnline>;
    /// Says this of the kiosk on later connections.
    fn introduce(&self, _report: DeviceReport) {}
    /// Believes the certificate with this fingerprint from now on, and keeps that.
    fn trust(&self, _fingerprint: Fingerprint) {}
    /// The server's clock.
    fn server_clock_ms(&self) -> Option<i64>;
}

/// How the window reaches what is outside of it; a test gives its own.
pub struct Outside {
    /// The connection to the server.
    pub line: Box<dyn Line>,
    /// Milliseconds since the window started.
    pub clock: Box<dyn Fn() -> i64>,
    /// Where what is unsettled is kept; none: nowhere.
    pub owed: Option<OwedFile>,
    /// What plays sounds; none: nothing does.
    pub sounder: Option<Sounder>,
    /// The printer; none: nothing is printed.
    pub printer: Option<Box<dyn Printer>>,
    /// Whether the window may be closed like any other.
    pub is_windowed: bool,
}

/// How soon silence is noticed: a visitor hears of a lost server within two seconds.
pub const TIMING: link::Timing = link::Timing {
    ping_after: Duration::from_millis(700),
    stale_after: Duration::from_millis(1_600),
    dead_after: Duration::from_secs(4),
    patience: Duration::from_secs(5),
    first_retry: Duration::from_millis(250),
    last_retry: Duration::from_secs(5),
};

/// So long until a disk that took nothing is tried again.
const DISK_AGAIN_MS: i64 = 3_000;

/// The kiosk.
pub struct KioskApp {
    model: Model,
    words: &'static Languages,
    glance: Glance,
    outside: Outside,
    panel: Option<Panel>,
    looks: Option<(Panel, Look, bool)>,
    may_close: bool,
    frames: u64,
    scanner: Scanner,
    /// When what the disk did not take is tried again.
    disk_at_ms: i64,
}

impl KioskApp {
    /// A window over `model`.
    pub fn new(ctx: &Context, model: Model, words: &'static Languages, outside: Outside) -> Self {
        Theme::install_faces(ctx);
        ctx.options_mut(|options| {
            options.zoom_with_keyboard = false;
            options.quit_shortcuts.clear();
            // Slow and shaking hands press too.
            options.input_options.max_click_duration = 60.0;
            options.input_options.max_click_dist = 60.0;
        });
        let mut app = Self {
            model,
            words,
            glance: Glance::default(),
            outside,
            panel: None,
            looks: None,
            may_close: false,
            frames: 0,
            scanner: Scanner::default(),
            disk_at_ms: 0,
        };
        app.glance.logo = app.load_logo(ctx);
        app.may_close = app.outside.is_windowed;
        app
    }

    /// What the window knows.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What the window says.
    pub fn words(&self) -> &'static Languages {
        self.words
    }

    /// Does what somebody asks for, as the screen does.
    pub fn act(&mut self, ctx: &Context, act: Act) {
        let effects = self.model.act(act, self.now());
        self.run(ctx, effects);
        // What an act changed is to be seen in the next frame.
        ctx.request_repaint();
    }

    /// The time, as the model wants it.
    pub fn now(&self) -> Now {
        let server_ms = self.outside.line.server_clock_ms();
        Now { mono_ms: (self.outside.clock)(), server_ms }
    }

    /// Takes in what the server said and what time did.
    fn receive(&mut self, ctx: &Context) {
        let events = self.outside.line.poll();
        let now = self.now();
        let mut effects = Vec::new();
        for event in events {
            if matches!(event, Event::Closed | Event::Opened { .. }) {
                // It was meant for a connection that is over, and is said again on the next.
                effects.retain(|effect| !matches!(effect, Effect::Send(_)));
            }
            effects.extend(self.model.hear(event, now));
        }
        if let Some(printer) = &mut self.outside.printer {
            printer.configure(self.model.print_settings());
            for told in printer.poll() {
                effects.extend(match told {
                    Told::Paper(paper) => self.model.hear_of_paper(paper),
                    Told::Ticket(ticket, requester, ended) => {
                        self.model.printed(ticket, requester, ended, now)
                    }
                });
            }
        }
        effects.extend(self.model.tick(now));
        self.run(ctx, effects);
        let effects = self.look_after_disk(ctx, now);
        self.run(ctx, effects);
    }

    /// Has the disk take what it did not take before, and tells staff how that stands.
    fn look_after_disk(&mut self, ctx: &Context, now: Now) -> Vec<Effect> {
        let Some(owed) = &mut self.outside.owed else { return Vec::new() };
        if owed.kept() != Kept::Saved {
            if now.mono_ms >= self.disk_at_ms {
                self.disk_at_ms = now.mono_ms + DISK_AGAIN_MS;
                owed.try_again();
            }
            let left = u64::try_from(self.disk_at_ms - now.mono_ms).unwrap_or(1);
            ctx.request_repaint_after(Duration::from_millis(left));
        }
        self.model.hear_of_disk(owed.kept() != Kept::Saved)
    }

    fn run(&mut self, ctx: &Context, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Keep(unsettled) => {
                    // A disk that takes nothing is no reason to send a visitor away; what it has of
                    // it decides whether a ticket may go to the printer.
                    let keys = unsettled.keys.clone();
                    if let Some(owed) = &mut self.outside.owed {
                        owed.keep(unsettled);
                        self.disk_at_ms = (self.outside.clock)() + DISK_AGAIN_MS;
                    }
                    let (now, owed) = (self.now(), self.outside.owed.as_ref());
                    let claims = |key: &_| owed.is_some_and(|owed| owed.claims(key));
                    let effects = self.model.kept(&keys, claims, now);
                    self.run(ctx, effects);
                }
                // Its ticket was exchanged for another.
                Effect::Print(sheet, requester) if !self.model.prints(sheet.id, requester) => {}
                Effect::Print(mut sheet, requester) => {
                    let owed = self.outside.owed.as_ref();
                    if owed.is_some_and(|owed| owed.kept() == Kept::Stale) {
                        let (ticket, now) = (sheet.id, self.now());
                        let effects = self.model.printed(ticket, requester, Ended::NotBegun, now);
                        self.run(ctx, effects);
                        continue;
                    }
                    if sheet.at == 0 {
                        // A server that tells no time has this machine's.
                        sheet.at = wall_clock_ms();
                    }
                    if let Some(printer) = &self.outside.printer {
                        printer.print(sheet, requester);
                    }
                }
                Effect::Introduce(report) => self.outside.line.introduce(report),
                Effect::Send(command) => {
                    // A link that went in this very moment says so by its next event; the model
                    // says again what was not answered.
                    self.outside.line.send(command).ok();
                }
                Effect::Chime => {
                    if let Some(sounder) = &self.outside.sounder {
                        sounder.play(Chime::Attention);
                    }
                }
                Effect::CheckPin(digits) => {
                    let pin = self.model.pin();
                    let is_right = pin.is_some_and(|pin| pin.verify(&digits));
                    info!("somebody typed {} PIN", if is_right { "the right" } else { "a wrong" });
                    self.act(ctx, Act::PinChecked(is_right));
                }
                Effect::Forget => {
                    self.glance.forget(ctx);
                    // Laid-out text is kept for a frame after it was last drawn.
                    ctx.request_repaint_after(Duration::from_millis(30));
                }
                Effect::Trust(fingerprint) => self.outside.line.trust(fingerprint),
                Effect::Leave => {
                    self.may_close = true;
                    ctx.send_viewport_cmd(ViewportCommand::Close);
                }
            }
        }
    }

    /// Gives the window the look and the sizes that this visitor and this panel ask for.
    fn dress(&mut self, ctx: &Context, size: Vec2) -> Panel {
        let settings = &self.model.settings;
        let panel = Panel::new(size, settings.panel_inches);
        if self.panel != Some(panel) {
            self.panel = Some(panel);
            if !panel.has_room() {
                warn!(
                    "this panel has no room for keys of {} mm: everything is drawn at {} % of its size",
                    view::KEY_MM,
                    (panel.scale * 100.0).round(),
                );
            }
        }
        let wishes = &self.model.wishes;
        let usual = if settings.look == Look::HighContrast { Look::Light } else { settings.look };
        let look = if wishes.high_contrast { Look::HighContrast } else { usual };
        let wanted = (panel, look, wishes.large_text);
        if self.looks != Some(wanted) {
            self.looks = Some(wanted);
            panel.theme(look, wishes.large_text).install(ctx);
        }
        panel
    }

    /// Takes out what a scanner types, before anything of it acts as a key.
    fn part_scanned(&mut self, ctx: &Context) {
        let now_ms = (self.outside.clock)();
        let events = ctx.input_mut(|input| std::mem::take(&mut input.events));
        let parted = self.scanner.part(events, now_ms);
        ctx.input_mut(|input| input.events = parted.events);
        for code in parted.codes {
            self.act(ctx, Act::Scanned(code));
        }
        if let Some(ms) = self.scanner.due_ms(now_ms) {
            ctx.request_repaint_after(Duration::from_millis(u64::try_from(ms).unwrap_or(1)));
        }
    }

    /// Any touch and any key says that somebody is there.
    fn notice_touch(&mut self, ctx: &Context) {
        // A key that is held answers one question, not the next ones too.
        ctx.input_mut(|input| {
            input.events.retain(|event| {
                let is_held = matches!(
                    event,
                    egui::Event::Key { key: Key::Enter | Key::Space, repeat: true, .. }
                );
                !is_held
            });
        });
        let (was_touched, by_key) = ctx.input(|input| {
            let mut seen = (false, None);
            for event in &input.events {
                match event {
                    egui::Event::PointerButton { pressed: true, .. } => seen = (true, Some(false)),
                    egui::Event::Key { pressed: true, key, .. } => {
                        let moves = matches!(
                            key,
                            Key::Tab
                                | Key::ArrowUp
                                | Key::ArrowDown
                                | Key::ArrowLeft
                                | Key::ArrowRight
                        );
                        seen = (true, if moves { Some(true) } else { seen.1 });
                    }
                    egui::Event::Text(_)
                    | egui::Event::Touch { .. }
                    | egui::Event::AccessKitActionRequest(_) => seen.0 = true,
                    _ => {}
                }
            }
            seen
        });
        if let Some(by_key) = by_key {
            view::use_keyboard(ctx, by_key);
        }
        if was_touched {
            let effects = self.model.act(Act::Touched, self.now());
            self.run(ctx, effects);
        }
    }

    fn load_logo(&self, ctx: &Context) -> Option<egui::TextureHandle> {
        let path = self.model.settings.logo.as_ref()?;
        match image::open(path) {
            Ok(picture) => {
                // A mark is a few centimetres; a photograph would fill the memory of the panel.
                let picture = picture.thumbnail(1024, 512).to_rgba8();
                let size = [picture.width() as usize, picture.height() as usize];
                let picture = egui::ColorImage::from_rgba_unmultiplied(size, picture.as_raw());
                Some(ctx.load_texture("logo", picture, egui::TextureOptions::LINEAR))
            }
            Err(error) => {
                warn!("failed to read {}: {error}", path.display());
                None
            }
        }
    }

    fn keep_closed_out(&mut self, ctx: &Context) {
        if ctx.input(|input| input.viewport().close_requested()) && !self.may_close {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        // Some window managers take this in only from a window that is there.
        if self.frames == 1 && !self.outside.is_windowed {
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(true));
            ctx.send_viewport_cmd(ViewportCommand::WindowLevel(WindowLevel::AlwaysOnTop));
            ctx.send_viewport_cmd(ViewportCommand::Focus);
        }
    }
}

impl eframe::App for KioskApp {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.part_scanned(ctx);
        self.notice_touch(ctx);
        self.receive(ctx);
        self.keep_closed_out(ctx);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.frames += 1;
        if self.frames == 2 {
            // The second begins when the first is on the screen.
            info!("the first frame took {} ms from the start", (self.outside.clock)());
        }
        let panel = self.dress(&ctx, ui.max_rect().size());
        let now = self.now();
        let acts = view::window_ui(ui, &self.model, self.words, &panel, &mut self.glance, now);
        for act in acts {
            self.act(&ctx, act);
        }
        if !self.outside.is_windowed && self.model.settings.touch {
            ctx.set_cursor_icon(CursorIcon::None);
        }
        if let Some(ms) = self.model.next_change_ms(self.now()) {
            let ms = u64::try_from(ms).unwrap_or(1);
            ctx.request_repaint_after(Duration::from_millis(ms));
        }
    }
}

/// The connection to a server, for real.
///
/// # Errors
///
/// The operating system gives no thread.
pub fn real_line(
    address: ServerAddress,
    keeper: Keeper<Settings>,
    ctx: &Context,
) -> std::io::Result<Box<dyn Line>> {
    let ctx = ctx.clone();
    let known = keeper.known(&address);
    let wake = move || ctx.request_repaint();
    let link = Link::<Kiosk>::start_known(address.clone(), known, TIMING, wake)?;
    Ok(Box::new(KeepingLine { link, address, keeper: RefCell::new(keeper) }))
}

/// A link whose key is kept, once it is given one.
struct KeepingLine {
    link: Link<Kiosk>,
    address: ServerAddress,
    keeper: RefCell<Keeper<Settings>>,
}

impl Line for KeepingLine {
    fn poll(&mut self) -> Vec<Event<Kiosk>> {
        let events = self.link.poll();
        for event in &events {
            if let Event::DeviceKey(key) = event {
                let address = &self.address;
                self.keeper.get_mut().change_servers(|servers| servers.keep_key(address, key));
            }
        }
        events
    }

    fn send(&self, command: KioskCommand) -> Result<(), NotOnline> {
        self.link.send(command)
    }

    fn introduce(&self, report: DeviceReport) {
        self.link.set_report(report);
    }

    fn trust(&self, fingerprint: Fingerprint) {
        let address = &self.address;
        let mut keeper = self.keeper.borrow_mut();
        keeper.change_servers(|servers| servers.keep_certificate(address, fingerprint));
        self.link.trust(fingerprint);
    }

    fn server_clock_ms(&self) -> Option<i64> {
        self.link.server_clock_ms()
    }
}

/// This machine's clock in milliseconds since 1970.
pub(crate) fn wall_clock_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A clock that never goes back, for real.
pub fn real_clock() -> Box<dyn Fn() -> i64> {
    let started = std::time::Instant::now();
    Box::new(move || i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX))
}
