//! The window: it carries events and acts to the model, and does what the model wants done.

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use app_kit::address::ServerAddress;
use app_kit::discovery::{Browser, Heard};
use app_kit::link::{Event, Fingerprint, Known, Link, NotOnline};
use app_kit::role::Staff;
use app_kit::settings::SettingsFile;
use app_kit::sound::{Chime, Sounder};
use app_kit::theme::{Density, Look, Theme};
use egui::{Context, Key, UserAttentionType, ViewportCommand};
use shared::command::StaffCommand;
use shared::text::Secret;
use tracing::warn;

use crate::action::Action;
use crate::export::{self, Export};
use crate::model::{Act, Effect, Model, Now, Screen};
use crate::view::{self, Glance};

/// The server's end, as the window needs it.
pub trait Line {
    /// What happened since the last call.
    fn poll(&mut self) -> Vec<Event<Staff>>;
    /// Says something now.
    ///
    /// # Errors
    ///
    /// The server cannot be heard.
    fn send(&self, command: StaffCommand) -> Result<(), NotOnline>;
    /// The token with which later connections resume.
    fn set_token(&self, token: Option<Secret>);
    /// Tries to connect at once.
    fn retry_now(&self);
    /// Believes the certificate with this fingerprint from now on.
    fn trust(&self, _fingerprint: Fingerprint) {}
    /// The server's clock.
    fn server_clock_ms(&self) -> Option<i64>;
}

impl Line for Link<Staff> {
    fn poll(&mut self) -> Vec<Event<Staff>> {
        self.poll()
    }

    fn send(&self, command: StaffCommand) -> Result<(), NotOnline> {
        self.send(command)
    }

    fn set_token(&self, token: Option<Secret>) {
        self.set_token(token);
    }

    fn retry_now(&self) {
        self.retry_now();
    }

    fn trust(&self, fingerprint: Fingerprint) {
        self.trust(fingerprint);
    }

    fn server_clock_ms(&self) -> Option<i64> {
        self.server_clock_ms()
    }
}

/// Starts a line to a server, with what is known of it.
pub type Connect = Box<dyn Fn(ServerAddress, Known, &Context) -> Option<Box<dyn Line>>>;

/// Asks for the place of a file with this name.
pub type ChoosePlace = Box<dyn Fn(&str, &Context) -> mpsc::Receiver<Option<PathBuf>>>;

/// How the window reaches what is outside of it; a test gives its own.
pub struct Outside {
    /// Connects to a server.
    pub connect: Connect,
    /// Milliseconds since the window started, and this machine's clock in milliseconds.
    pub clock: Box<dyn Fn() -> (i64, i64)>,
    /// Where settings are kept; none: nowhere.
    pub settings: Option<SettingsFile>,
    /// What plays sounds; none: nothing does.
    pub sounder: Option<Sounder>,
    /// Asks for the place of an export.
    pub choose_place: ChoosePlace,
}

/// The staff window.
pub struct StaffApp {
    model: Model,
    glance: Glance,
    outside: Outside,
    line: Option<Box<dyn Line>>,
    looks: Option<(Look, bool, bool, u32)>,
    /// The screen and the problem on it that were drawn last.
    screen: Option<(Screen, Option<String>)>,
    place: Option<mpsc::Receiver<Option<PathBuf>>>,
    export: Option<Export>,
    browser: Option<Browser>,
}

impl StaffApp {
    /// A window over `model`; it connects at once where a sign-in is kept.
    pub fn new(ctx: &Context, model: Model, outside: Outside) -> Self {
        Theme::install_faces(ctx);
        ctx.options_mut(|options| {
            // Text has its own setting, and a stray key must not close a desk.
            options.zoom_with_keyboard = false;
            options.quit_shortcuts.clear();
        });
        let mut app = Self {
            model,
            glance: Glance::default(),
            outside,
            line: None,
            looks: None,
            screen: None,
            place: None,
            export: None,
            browser: None,
        };
        app.dress(ctx);
        if app.model.settings.token.is_some() {
            app.connect(ctx);
        }
        app
    }

    /// Looks for servers on the network, where none was used before.
    pub fn look_for_servers(&mut self, ctx: &Context) {
        if self.model.settings.server.is_empty() {
            let ctx = ctx.clone();
            self.browser = Browser::start(move || ctx.request_repaint());
        }
    }

    /// Takes in a server that announces itself, or that it is gone.
    pub fn hear_of_server(&mut self, heard: Heard) {
        self.glance.servers.apply(heard);
    }

    /// What the window knows.
    pub fn model(&self) -> &Model {
        &self.model
    }

    fn now(&self) -> Now {
        let (mono_ms, wall_ms) = (self.outside.clock)();
        let server_ms = self.line.as_ref().and_then(|line| line.server_clock_ms());
        Now { mono_ms, ms: server_ms.unwrap_or(wall_ms) }
    }

    fn connect(&mut self, ctx: &Context) {
        let settings = &self.model.settings;
        let Ok(address) = settings.server.parse::<ServerAddress>() else { return };
        let known = Known {
            token: settings.token.clone().map(Secret::new),
            pinned: settings.pinned(),
            ..Known::default()
        };
        self.line = (self.outside.connect)(address, known, ctx);
    }

    /// Takes in what the server said and what time did.
    pub fn receive(&mut self, ctx: &Context) {
        if let Some(browser) = &mut self.browser {
            browser.poll().for_each(|heard| self.glance.servers.apply(heard));
        }
        let now = self.now();
        let events = self.line.as_mut().map(|line| line.poll()).unwrap_or_default();
        let mut effects = self.model.tick(now);
        if !events.is_empty() {
            effects.extend(self.model.hear(events, now));
        }
        self.run(ctx, effects);
        if let Some(chosen) = self.place.as_ref().and_then(|place| place.try_recv().ok()) {
            self.place = None;
            self.begin_export(ctx, chosen);
        }
    }

    fn act(&mut self, ctx: &Context, act: Act) {
        match act {
            Act::Open(_) | Act::DoubtDevice(_) | Act::RevokeDevice => {
                self.glance.focus_first = true;
            }
            Act::CloseSheet => self.glance.focus_first = false,
            _ => {}
        }
        let effects = self.model.act(act, self.now());
        self.run(ctx, effects);
        // What an act changed is to be seen in the next frame.
        ctx.request_repaint();
    }

    fn run(&mut self, ctx: &Context, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(command) => {
                    // A link that went in this very moment says so by its next event, which
                    // ends whatever was asked.
                    if let Some(line) = &self.line {
                        line.send(command).ok();
                    }
                }
                Effect::Connect => self.connect(ctx),
                Effect::Disconnect => self.line = None,
                Effect::KeepToken => {
                    if let Some(line) = &self.line {
                        line.set_token(self.model.settings.token.clone().map(Secret::new));
                    }
                }
                Effect::Trust(fingerprint) => {
                    if let Some(line) = &self.line {
                        line.trust(fingerprint);
                    }
                }
                Effect::Save => self.write_settings(),
                Effect::RetryNow => {
                    if let Some(line) = &self.line {
                        line.retry_now();
                    }
                }
                Effect::AskForAttention => ctx.send_viewport_cmd(
                    ViewportCommand::RequestUserAttention(UserAttentionType::Informational),
                ),
                Effect::Chime => {
                    if let Some(sounder) = &self.outside.sounder {
                        sounder.play(Chime::Attention);
                    }
                }
                Effect::ChoosePlace => {
                    let name = format!("tickets-{}.csv", self.glance.today);
                    self.place = Some((self.outside.choose_place)(&name, ctx));
                }
                Effect::ExportLine(line) => {
                    let written = self.export.as_mut().map(|export| export.line(&line));
                    if let Some(Err(error)) = written {
                        self.fail_export(ctx, &error);
                    }
                }
                Effect::FinishExport => match self.export.take().map(Export::finish) {
                    Some(Ok(place)) => {
                        self.act(ctx, Act::ExportPlaced(place.display().to_string()));
                    }
                    Some(Err(error)) => self.fail_export(ctx, &error),
                    None => {}
                },
                Effect::DropExport => self.export = None,
            }
        }
    }

    fn begin_export(&mut self, ctx: &Context, chosen: Option<PathBuf>) {
        let Some(place) = chosen else {
            self.act(ctx, Act::Place(false));
            return;
        };
        match Export::begin(place) {
            Ok(export) => {
                self.export = Some(export);
                self.act(ctx, Act::Place(true));
            }
            Err(error) => self.fail_export(ctx, &error),
        }
    }

    fn fail_export(&mut self, ctx: &Context, error: &std::io::Error) {
        self.export = None;
        self.act(ctx, Act::ExportFailed(error.to_string()));
    }

    fn write_settings(&self) {
        if let Some(file) = &self.outside.settings
            && let Err(error) = file.save(&self.model.settings)
        {
            warn!("failed to {error}");
        }
    }

    /// Gives the window the look that the settings ask for.
    fn dress(&mut self, ctx: &Context) {
        let settings = &self.model.settings;
        let system_is_dark = ctx.system_theme().is_some_and(|theme| theme == egui::Theme::Dark);
        let wanted = (settings.look, system_is_dark, settings.motion, settings.text_percent);
        if self.looks != Some(wanted) {
            self.looks = Some(wanted);
            Theme::new(Density::Desk, settings.look, system_is_dark, settings.motion).install(ctx);
            ctx.set_zoom_factor(settings.text_percent as f32 / 100.0);
        }
    }

    /// What the keyboard asks for while nothing is being typed.
    fn keys(&mut self, ctx: &Context) -> Vec<Act> {
        if ctx.text_edit_focused()
            || self.model.drafts.sheet.is_some()
            || self.model.screen() != Screen::Desk
            || egui::Popup::is_any_open(ctx)
        {
            return Vec::new();
        }
        let nothing_focused = ctx.memory(|memory| memory.focused().is_none());
        let mut acts = Vec::new();
        let pressed = |key: Key| {
            ctx.input_mut(|input| {
                // Ctrl+Z is what hands know; everything else is a bare key.
                let plain =
                    !input.modifiers.ctrl && !input.modifiers.alt && !input.modifiers.command;
                (plain || key == Key::Z) && input.key_pressed(key)
            })
        };
        for action in Action::WITH_KEYS {
            let Some(key) = action.key() else { continue };
            if pressed(key)
                && let Some(act) = action.act(&self.model, self.glance.today)
            {
                acts.push(act);
            }
        }
        let slash = pressed(Key::Slash);
        if slash && !ctx.input(|input| input.modifiers.shift) {
            self.glance.focus_search = true;
        }
        if pressed(Key::M) {
            self.glance.open_menu = true;
        }
        if pressed(Key::V) {
            self.glance.shows_tables = !self.glance.shows_tables;
        }
        let times = |key: Key| ctx.input(|input| input.num_presses(key)) as isize;
        let by = times(Key::ArrowDown) - times(Key::ArrowUp);
        let on_row = self
            .model
            .chosen
            .is_some_and(|chosen| ctx.memory(|memory| memory.has_focus(view::row_id(chosen))));
        if by != 0 && (nothing_focused || on_row) {
            self.glance.follow_chosen = true;
            self.glance.focus_chosen = true;
            // The row to go to is known; a step of egui's own would go one further.
            ctx.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
            acts.push(Act::ChooseBy(by));
        }
        if nothing_focused && pressed(Key::Space) {
            acts.push(Act::Next);
        }
        let digits = [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ];
        if let Some(at) = digits.into_iter().position(pressed) {
            acts.extend(self.model.mine().get(at).map(|held| Act::Current(held.ticket.id)));
        }
        acts
    }

    fn remember_window(&mut self, ctx: &Context) {
        let place = ctx.input(|input| {
            let viewport = input.viewport();
            let is_plain = viewport.fullscreen != Some(true) && viewport.minimized != Some(true);
            viewport.outer_rect.zip(viewport.inner_rect).filter(|_| is_plain)
        });
        if let Some((outer, inner)) = place {
            // The window is made in points of its own, before the size of text.
            let zoom = ctx.zoom_factor();
            self.model.settings.window = Some(
                [outer.left(), outer.top(), inner.width(), inner.height()].map(|part| part * zoom),
            );
        }
    }
}

impl eframe::App for StaffApp {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.receive(ctx);
        self.dress(ctx);
        if ctx.input(|input| input.viewport().close_requested()) {
            self.remember_window(ctx);
            self.write_settings();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.draw_ui(ui);
    }
}

impl StaffApp {
    /// Draws the window, and does what was asked for on it.
    pub fn draw_ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        let (_, wall_ms) = (self.outside.clock)();
        self.glance.today = app_kit::words::local(wall_ms).date();
        // A new screen, or a new problem on it, puts the keyboard where it helps.
        let screen = (self.model.screen(), self.model.sign_in_problem.clone());
        if self.screen.as_ref() != Some(&screen) {
            self.screen = Some(screen);
            self.glance.focus_first = true;
        }
        for act in self.keys(&ctx) {
            self.act(&ctx, act);
        }
        let mut drafts = std::mem::take(&mut self.model.drafts);
        let acts = view::window_ui(ui, &self.model, &mut drafts, &mut self.glance);
        self.model.drafts = drafts;
        for act in acts {
            self.act(&ctx, act);
        }
        if let Some(ms) = self.model.next_change_ms() {
            let ms = u64::try_from(ms).unwrap_or(1);
            ctx.request_repaint_after(Duration::from_millis(ms));
        }
    }
}

/// The window's outside, for real.
pub fn real_outside(settings: SettingsFile) -> Outside {
    let started = std::time::Instant::now();
    let sounder = Sounder::start().map_err(|error| warn!("sounds stay off: {error}")).ok();
    Outside {
        connect: Box::new(|address, known, ctx| {
            let ctx = ctx.clone();
            match Link::start_known(address, known, app_kit::link::Timing::default(), move || {
                ctx.request_repaint();
            }) {
                Ok(link) => Some(Box::new(link)),
                Err(error) => {
                    warn!("failed to start the link: {error}");
                    None
                }
            }
        }),
        clock: Box::new(move || {
            let mono = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
            (mono, chrono::Utc::now().timestamp_millis())
        }),
        settings: Some(settings),
        sounder,
        choose_place: Box::new(|name, ctx| {
            let ctx = ctx.clone();
            export::choose_place(name, move || ctx.request_repaint())
        }),
    }
}
