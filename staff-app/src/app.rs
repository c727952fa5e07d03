//! The window: it carries events and actions to the model, and does what the model wants done.

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use app_kit::address::ServerAddress;
use app_kit::discovery::{Browser, Heard};
use app_kit::link::{Desks, Event, Fingerprint, Known, Link, NotOnline};
use app_kit::role::Staff;
use app_kit::shell::{Keeper, placement};
use app_kit::sound::{Chime, Sounder};
use app_kit::text::{Languages, times};
use app_kit::theme::{Density, Look, Theme};
use egui::text_edit::TextEditState;
use egui::{Align2, Context, Rect, UserAttentionType, ViewportCommand, vec2};
use shared::calendar::MOST_BYTES;
use shared::command::StaffCommand;
use shared::text::Secret;
use shared::this_computer::ThisComputer;

use crate::export::{self, Chosen, Export};
use crate::keyboard;
use crate::model::pages::FileWish;
use crate::model::{Action, Ask, Effect, Model, Now, Page};
use crate::secrets::Secrets;
use crate::settings::Settings;
use crate::view::{self, ViewState};

mod real;
mod this_computer;

pub use self::real::real_environment;

/// The connection to the server, as the window needs it.
pub trait Connection {
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
    /// Trusts the certificate with this fingerprint from now on.
    fn trust(&self, _fingerprint: Fingerprint) {}
    /// The server's clock.
    fn server_clock_ms(&self) -> Option<i64>;
}

impl Connection for Link<Staff> {
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

/// Starts a connection to a server, with what is known of it.
pub type Connect = Box<dyn Fn(ServerAddress, Known, &Context) -> Option<Box<dyn Connection>>>;

/// Asks for the place of a file, with this title and this name.
pub type ChoosePlace = Box<dyn Fn(&str, &str, &Context) -> mpsc::Receiver<Chosen>>;

/// Asks for a file that there is, with this title.
pub type ChooseFile = Box<dyn Fn(&str, &Context) -> mpsc::Receiver<Chosen>>;

/// Looks which desks there are at a server.
pub type FindDesks = Box<dyn Fn(ServerAddress, &Context) -> mpsc::Receiver<Desks>>;

/// How the window reaches what is outside of it; a test gives its own.
pub struct Environment {
    /// Connects to a server.
    pub connect: Connect,
    /// Milliseconds since the window started, and this machine's clock in milliseconds.
    pub clock: Box<dyn Fn() -> (i64, i64)>,
    /// Where settings are kept; none: nowhere.
    pub settings: Option<Keeper<Settings>>,
    /// What plays sounds; none: nothing does.
    pub sounder: Option<Sounder>,
    /// Asks for the place of an export.
    pub choose_place: ChoosePlace,
    /// Asks for a calendar file.
    pub choose_file: ChooseFile,
    /// The languages.
    pub languages: &'static Languages,
    /// The language of the whole system, where it has one.
    pub system_language: Option<String>,
    /// Where a sign-in is kept; none: in the settings.
    pub secrets: Option<Secrets>,
    /// Where a page goes that is to be printed.
    pub folder: Box<dyn Fn() -> PathBuf>,
    /// Shows a notification.
    pub notify: Box<dyn Fn(&str)>,
    /// Looks which desks there are at a server.
    pub find_desks: FindDesks,
    /// The servers of this computer whose data can be read here.
    pub this_computer: Box<dyn Fn() -> Vec<ThisComputer>>,
}

/// The staff window.
pub struct StaffApp {
    model: Model,
    state: ViewState,
    environment: Environment,
    connection: Option<Box<dyn Connection>>,
    looks: Option<(Look, bool, bool, u32)>,
    /// The page, the problem on it and the form over it that were drawn last.
    shown: Option<Shown>,
    title: String,
    /// Where the window was opened, until it is known whether that is on a monitor.
    opened_at: Option<[f32; 4]>,
    place: Option<mpsc::Receiver<Chosen>>,
    /// A file that a page waits for.
    file: Option<(FileWish, mpsc::Receiver<Chosen>)>,
    export: Option<Export>,
    browser: Option<Browser>,
    desks: Option<mpsc::Receiver<Desks>>,
}

/// What was drawn last, as far as fields are concerned.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    page: Page,
    problem: Option<String>,
    form: Option<u64>,
}

impl StaffApp {
    /// A window over `model`; it connects at once where a sign-in is kept.
    pub fn new(ctx: &Context, model: Model, environment: Environment) -> Self {
        Theme::install_faces(ctx);
        ctx.options_mut(|options| {
            // Text has its own setting, and a stray key must not close a desk.
            options.zoom_with_keyboard = false;
            options.quit_shortcuts.clear();
        });
        let state =
            ViewState { languages: environment.languages.offered(&[]), ..ViewState::default() };
        let opened_at = model.settings.window;
        let mut app = Self {
            model,
            opened_at,
            state,
            environment,
            connection: None,
            looks: None,
            shown: None,
            title: String::new(),
            place: None,
            file: None,
            export: None,
            browser: None,
            desks: None,
        };
        let complaints = app.environment.settings.as_ref().map_or(&[][..], Keeper::complaints);
        let trouble = (!complaints.is_empty()).then(|| complaints.join("; "));
        app.model.settings_trouble = trouble;
        app.choose_language(ctx);
        app.apply_theme(ctx);
        if let Some(secrets) = &app.environment.secrets
            && app.model.settings.token.is_none()
            && app.model.settings.is_token_in_keyring
        {
            let ctx = ctx.clone();
            secrets.fetch(&app.model.settings.server, move || ctx.request_repaint());
            app.model.is_fetching_sign_in = true;
        } else if !app.model.settings.server.is_empty() {
            // Without a sign-in too: the server may have nobody yet who could sign in.
            app.connect(ctx);
        }
        app
    }

    /// Looks for servers on this computer and on the network, where none was used before.
    pub fn look_for_servers(&mut self, ctx: &Context) {
        if self.model.settings.server.is_empty() {
            self.offer_this_computer();
            let ctx = ctx.clone();
            self.browser = Browser::start(move || ctx.request_repaint());
        }
    }

    /// Takes in a server that announces itself, or that it is gone.
    pub fn hear_of_server(&mut self, heard: Heard) {
        self.state.servers.apply(heard);
    }

    /// What the window knows.
    pub fn model(&self) -> &Model {
        &self.model
    }

    fn now(&self) -> Now {
        let (mono_ms, wall_ms) = (self.environment.clock)();
        let server_ms =
            self.connection.as_ref().and_then(|connection| connection.server_clock_ms());
        Now { mono_ms, ms: server_ms.unwrap_or(wall_ms) }
    }

    fn choose_language(&mut self, ctx: &Context) {
        let system = self.environment.system_language.as_deref();
        let wanted = &self.model.settings.language;
        let speech = self.environment.languages.choose(wanted, system);
        speech.install(ctx);
        self.model.speak(speech);
    }

    fn connect(&mut self, ctx: &Context) {
        let settings = &self.model.settings;
        let Ok(address) = settings.server.parse::<ServerAddress>() else { return };
        let known = Known {
            token: settings.token.clone().map(Secret::new),
            pinned: settings.pinned(),
            ..Known::default()
        };
        self.connection = (self.environment.connect)(address, known, ctx);
    }

    /// Takes in what the server said and what time did.
    pub fn receive(&mut self, ctx: &Context) {
        if let Some(browser) = &mut self.browser {
            browser.poll().for_each(|heard| self.state.servers.apply(heard));
        }
        if let Some(desks) = self.desks.as_ref().and_then(|desks| desks.try_recv().ok()) {
            self.model.desks_found(desks);
        }
        self.receive_secrets(ctx);
        let now = self.now();
        let events = self.connection.as_mut().map(|line| line.poll()).unwrap_or_default();
        let mut effects = self.model.tick(now);
        if !events.is_empty() {
            effects.extend(self.model.receive(events, now));
        }
        self.run(ctx, effects);
        self.meet_this_computer(ctx);
        if let Some(chosen) = self.place.as_ref().and_then(|place| place.try_recv().ok()) {
            self.place = None;
            let action = match chosen {
                Chosen::File(place) => Action::ExportTo(Some(place)),
                Chosen::Closed => Action::ExportTo(None),
                Chosen::NoDialog(folder) => Action::NoDialog(folder),
            };
            self.act(ctx, action);
        }
        self.receive_file(ctx);
        let title = self.model.title();
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Takes in what the keyring said: the sign-in that it keeps, or whether it took one.
    fn receive_secrets(&mut self, ctx: &Context) {
        let Some(secrets) = &mut self.environment.secrets else { return };
        let (fetched, is_refused) = (secrets.fetched(), secrets.take_refused());
        if let Some(token) = fetched {
            self.model.is_fetching_sign_in = false;
            if self.model.settings.token.is_none() && token.is_some() {
                self.model.settings.token = token;
                self.connect(ctx);
            }
        }
        if is_refused {
            // It stands in the settings then, as where there is no keyring.
            self.write_settings();
        }
    }

    /// Does what somebody asked for.
    pub fn act(&mut self, ctx: &Context, action: Action) {
        match action {
            Action::Do(..) | Action::Key(_) | Action::Page(Ask::AskRevoke(Some(_))) => {
                let before = self.model.drafts.form.as_ref().map(|form| form.id);
                let effects = self.model.act(action, self.now());
                let opened = self.model.drafts.form.as_ref().map(|form| form.id);
                let is_revoke = self.model.drafts.pages.devices.revoking.is_some();
                if opened.is_some() && opened != before || is_revoke {
                    self.state.focus_first = true;
                }
                self.run(ctx, effects);
            }
            action => {
                if action == Action::CloseForm {
                    self.state.focus_first = false;
                }
                if action == Action::Page(Ask::OpenMany(true)) {
                    self.state.focus_first = true;
                }
                let effects = self.model.act(action, self.now());
                self.run(ctx, effects);
            }
        }
        // What an action changed is to be seen in the next frame.
        ctx.request_repaint();
    }

    fn run(&mut self, ctx: &Context, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(command) => {
                    // A connection that went in this very moment says so by its next event, which
                    // ends whatever was asked.
                    if let Some(connection) = &self.connection {
                        connection.send(command).ok();
                    }
                }
                Effect::Connect => self.connect(ctx),
                Effect::Disconnect => self.connection = None,
                Effect::FindDesks(address) => {
                    self.desks = Some((self.environment.find_desks)(address, ctx));
                }
                Effect::KeepToken => self.keep_token(ctx),
                Effect::Trust(fingerprint) => {
                    if let Some(connection) = &self.connection {
                        connection.trust(fingerprint);
                    }
                }
                Effect::Save => self.write_settings(),
                Effect::RetryNow => {
                    if let Some(connection) = &self.connection {
                        connection.retry_now();
                    }
                }
                Effect::AskForAttention => ctx.send_viewport_cmd(
                    ViewportCommand::RequestUserAttention(UserAttentionType::Informational),
                ),
                Effect::Notify(text) => {
                    if !ctx.input(|input| input.focused) {
                        (self.environment.notify)(&text);
                        self.model.notified();
                    }
                }
                Effect::Chime => {
                    if let Some(sounder) = &self.environment.sounder {
                        sounder.play(Chime::Attention);
                    }
                }
                Effect::Copy(text) => ctx.copy_text(text),
                Effect::ChooseLanguage => self.choose_language(ctx),
                Effect::FocusSearch => self.state.focus_search = true,
                Effect::OpenMenu => self.state.open_menu = true,
                Effect::SwitchTables => self.state.shows_tables = !self.state.shows_tables,
                Effect::ChoosePlace => {
                    let name = self.model.export_name();
                    let title = self.model.speech.say(crate::words::Say::ExportTitle);
                    self.place = Some((self.environment.choose_place)(&title, &name, ctx));
                }
                Effect::BeginExport(place) => self.begin_export(ctx, place),
                Effect::ExportLine(line) => {
                    let written = self.export.as_mut().map(|export| export.line(&line));
                    if let Some(Err(error)) = written {
                        self.fail_export(ctx, &error);
                    }
                }
                Effect::FinishExport => match self.export.take().map(Export::finish) {
                    Some(Ok(place)) => {
                        self.act(ctx, Action::ExportPlaced(place.display().to_string()));
                    }
                    Some(Err(error)) => self.fail_export(ctx, &error),
                    None => {}
                },
                Effect::DropExport => self.export = None,
                Effect::ChooseFile(wish) => self.choose_file(ctx, wish),
                Effect::PrintPage { name, html } => {
                    let folder = (self.environment.folder)();
                    let place = export::write_beside(&folder, &name, "html", html.as_bytes());
                    if let Ok(place) = &place {
                        ctx.open_url(egui::OpenUrl::new_tab(file_url(place)));
                    }
                    let place = place.map(|place| place.display().to_string());
                    let place = place.map_err(|error| error.to_string());
                    self.act(ctx, Action::Page(Ask::PagePrinted(place)));
                }
                Effect::WriteFile(place, bytes) => {
                    let written = export::write(place, &bytes);
                    let written = written.map(|place| place.display().to_string());
                    let written = written.map_err(|error| error.to_string());
                    self.act(ctx, Action::Page(Ask::FileWritten(written)));
                }
                Effect::ReadFile(place) => {
                    let read = export::read(&place, MOST_BYTES).map_err(|error| error.to_string());
                    self.act(ctx, Action::Page(Ask::CalendarRead(read)));
                }
            }
        }
    }

    /// Asks for a file that a page reads or writes.
    fn choose_file(&mut self, ctx: &Context, wish: FileWish) {
        let title = self.model.file_title(wish);
        let answers = if wish.is_read() {
            (self.environment.choose_file)(&title, ctx)
        } else {
            let name = self.model.file_name(wish);
            (self.environment.choose_place)(&title, &name, ctx)
        };
        self.file = Some((wish, answers));
    }

    /// Takes in which file was chosen for a page.
    fn receive_file(&mut self, ctx: &Context) {
        let Some((wish, answers)) = &self.file else { return };
        let (wish, Ok(chosen)) = (*wish, answers.try_recv()) else { return };
        self.file = None;
        let ask = match chosen {
            Chosen::File(place) => Ask::FileChosen(wish, Some(place)),
            Chosen::Closed => Ask::FileChosen(wish, None),
            Chosen::NoDialog(folder) => Ask::NoDialog(wish, folder),
        };
        self.act(ctx, Action::Page(ask));
    }

    fn begin_export(&mut self, ctx: &Context, place: PathBuf) {
        match Export::begin(place) {
            Ok(export) => {
                self.export = Some(export);
                self.act(ctx, Action::ExportBegun);
            }
            Err(error) => self.fail_export(ctx, &error),
        }
    }

    fn fail_export(&mut self, ctx: &Context, error: &std::io::Error) {
        self.export = None;
        self.act(ctx, Action::ExportFailed(error.to_string()));
    }

    /// The link resumes with the sign-in of now, and the keyring keeps it where there is one.
    fn keep_token(&mut self, ctx: &Context) {
        let token = self.model.settings.token.clone();
        if let Some(connection) = &self.connection {
            connection.set_token(token.clone().map(Secret::new));
        }
        if let Some(secrets) = &mut self.environment.secrets {
            let ctx = ctx.clone();
            secrets.keep(&self.model.settings.server, token, move || ctx.request_repaint());
        }
    }

    fn write_settings(&mut self) {
        let mut settings = self.model.settings.clone();
        let keeps = self.environment.secrets.as_ref().is_some_and(Secrets::keeps);
        settings.is_token_in_keyring = keeps && settings.token.is_some();
        if settings.is_token_in_keyring {
            settings.token = None;
        }
        self.model.settings.is_token_in_keyring = settings.is_token_in_keyring;
        if let Some(keeper) = &mut self.environment.settings {
            keeper.settings = settings;
            keeper.save();
        }
    }

    /// Gives the window the look that the settings ask for.
    fn apply_theme(&mut self, ctx: &Context) {
        let settings = &self.model.settings;
        let system_is_dark = ctx.system_theme().is_some_and(|theme| theme == egui::Theme::Dark);
        let wanted = (settings.look, system_is_dark, settings.motion, settings.text_percent);
        if self.looks != Some(wanted) {
            self.looks = Some(wanted);
            Theme::new(Density::Desk, settings.look, system_is_dark, settings.motion).install(ctx);
            ctx.set_zoom_factor(settings.text_percent as f32 / 100.0);
        }
    }

    /// What fields remember is forgotten with what they were for: whoever comes next cannot take
    /// back what was typed.
    fn forget_fields(&mut self, ctx: &Context) {
        let shown = Shown {
            page: self.model.page(),
            problem: self.model.problem_on_page(),
            form: self.model.drafts.form.as_ref().map(|form| form.id),
        };
        let Some(before) = self.shown.replace(shown) else {
            self.state.focus_first = true;
            return;
        };
        let Some(shown) = &self.shown else { return };
        if before.page != shown.page || before.form != shown.form {
            ctx.data_mut(egui::util::IdTypeMap::remove_by_type::<TextEditState>);
        }
        // A new page, or a new problem on it, puts the keyboard where it helps.
        if before.page != shown.page || before.problem != shown.problem {
            let is_run = matches!(shown.page, Page::Run(_));
            (self.state.focus_first, self.state.focus_rail) = (!is_run, is_run);
            self.state.typed_table.clear();
        }
    }

    /// A window whose monitor is gone is brought onto one that is there; once, at the start.
    fn bring_into_sight(&mut self, ctx: &Context, frame: &eframe::Frame) {
        let Some(window) = frame.winit_window() else { return };
        let Some(saved) = self.opened_at.take() else { return };
        let scale = window.scale_factor() as f32;
        let monitors: Vec<Rect> = window
            .available_monitors()
            .map(|monitor| {
                let (corner, size) = (monitor.position(), monitor.size());
                let corner = egui::pos2(corner.x as f32, corner.y as f32) / scale;
                Rect::from_min_size(corner, vec2(size.width as f32, size.height as f32) / scale)
            })
            .collect();
        if let (None, Some(monitor)) = (placement::restored(saved, &monitors), monitors.first()) {
            let size = vec2(saved[2], saved[3]).min(monitor.size());
            let place = Align2::CENTER_CENTER.align_size_within_rect(size, *monitor);
            // In points of the text's size, as commands are given.
            let corner = place.min / ctx.zoom_factor();
            ctx.send_viewport_cmd(ViewportCommand::OuterPosition(corner));
        }
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

    /// Draws the window, and does what was asked for on it.
    pub fn draw_ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        let (_, wall_ms) = (self.environment.clock)();
        self.model.today = times::local(wall_ms).date();
        keyboard::drop_repeats(&ctx);
        self.forget_fields(&ctx);
        for action in keyboard::actions(&ctx, &self.model, &mut self.state) {
            self.act(&ctx, action);
        }
        self.model.awaits_answer = self.model.is_form_pending();
        let mut drafts = std::mem::take(&mut self.model.drafts);
        let actions = view::window_ui(ui, &self.model, &mut drafts, &mut self.state);
        self.model.drafts = drafts;
        for action in actions {
            self.act(&ctx, action);
        }
        if let Some(ms) = self.model.next_change_ms() {
            let ms = u64::try_from(ms).unwrap_or(1);
            ctx.request_repaint_after(Duration::from_millis(ms));
        }
    }
}

/// Where a browser finds a file.
fn file_url(place: &std::path::Path) -> String {
    let mut url = String::from("file://");
    let path = place.to_string_lossy().replace('\\', "/");
    if !path.starts_with('/') {
        url.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b':' | b'-' | b'.' | b'_' | b'~' => {
                url.push(char::from(byte));
            }
            byte => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url
}

impl eframe::App for StaffApp {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        self.bring_into_sight(ctx, frame);
        self.receive(ctx);
        self.apply_theme(ctx);
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
