//! The window: lets the link's events into the model, draws it, and sleeps until the next minute.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use app_kit::address::ServerAddress;
use app_kit::link::{Event, Fingerprint, Link, Timing};
use app_kit::role::Board;
use app_kit::shell::{Keep as _, Keeper, Reason, Standing, State};
use app_kit::sound::{Chime, Sound, Sounder};
use app_kit::text::times::local;
use app_kit::text::{Languages, Speech, system_tag};
use app_kit::theme::{Density, Theme};
use app_kit::widgets::{AskServer, ask_server_ui};
use eframe::CreationContext;
use egui::{Context, CursorIcon, Ui, Vec2};
use tracing::{error, info};

use crate::model::{ANNOUNCED_FOR, Call, Freshness, LANE_FOR, Model, Now};
use crate::screen::Placement;
use crate::settings::Settings;
use crate::view::{Look, Planned, Waiting, board_ui, ground_ui, night_ui, waiting_ui};
use crate::words::Phrase;

/// Between two pictures of a highlight: smooth enough for a slow fade.
const FADE_FRAME: Duration = Duration::from_millis(33);

/// What the program was started with.
#[derive(Debug)]
pub struct Options {
    /// The settings, and where they are kept.
    pub keeper: Keeper<Settings>,
    /// Where the server is, unless it has yet to be asked.
    pub server: Option<ServerAddress>,
    /// Which monitor: its number, counted from 0, or a part of its name.
    pub monitor: Option<String>,
    /// Whether the board stands in a window of its own size.
    pub is_windowed: bool,
    /// What lets it be heard.
    pub sounder: Option<Sounder>,
    /// The languages that the board knows.
    pub languages: &'static Languages,
}

/// The board's window.
#[derive(Debug)]
pub struct BoardApp {
    options: Options,
    model: Model,
    link: Option<Link<Board>>,
    planned: Planned,
    setup: AskServer,
    placement: Placement,
    started: Instant,
    installed: Option<Theme>,
    standing: Standing,
    /// The languages in which it is written, by tag, and how each says things.
    spoken: Vec<String>,
    speeches: Vec<Speech>,
}

impl BoardApp {
    /// The window; it starts connecting at once.
    pub fn new(creation: &CreationContext<'_>, options: Options) -> Self {
        let ctx = &creation.egui_ctx;
        Theme::install_faces(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let was_set_up = options.keeper.was_set_up();
        let settings = &options.keeper.settings;
        let speeches = speeches(options.languages, &settings.languages);
        let mut app = Self {
            standing: Standing::new(options.server.is_some(), was_set_up),
            spoken: settings.languages.clone(),
            speeches,
            model: Model::new(settings.page_secs),
            link: None,
            planned: Planned::default(),
            setup: AskServer::default(),
            placement: Placement::new(options.monitor.clone()),
            started: Instant::now(),
            installed: None,
            options,
        };
        if let Some(server) = app.options.server.clone() {
            app.connect(ctx, server);
        }
        app
    }

    /// Looks for servers on the network, where it has yet to be asked which one serves.
    pub fn look_for_servers(&mut self, ctx: &Context) {
        if self.options.server.is_none() {
            self.setup = AskServer::browsing(ctx);
        }
    }

    /// The question for the server.
    pub fn setup(&mut self) -> &mut AskServer {
        &mut self.setup
    }

    /// What the board knows.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The moment, on this window's clocks.
    pub fn now(&self) -> Now {
        let server = self.link.as_ref().and_then(Link::server_clock_ms);
        Now { run: self.started.elapsed(), wall_ms: server.unwrap_or_else(machine_clock_ms) }
    }

    fn connect(&mut self, ctx: &Context, server: ServerAddress) {
        let ctx = ctx.clone();
        let wake = move || ctx.request_repaint();
        let known = self.options.keeper.known(&server);
        match Link::start_known(server.clone(), known, Timing::default(), wake) {
            Ok(link) => self.link = Some(link),
            Err(error) => error!("the connection could not be started: {error}"),
        }
        self.options.server = Some(server);
    }

    /// Somebody has said which server is this board's.
    fn choose(&mut self, ctx: &Context, server: ServerAddress) {
        info!("the server is {server} from now on");
        self.options.keeper.change_servers(|servers| servers.choose(&server));
        self.standing.choose();
        self.connect(ctx, server);
        self.setup = AskServer::default();
        ctx.request_repaint();
    }

    /// Somebody has compared the certificate.
    fn trust(&mut self, shown: Fingerprint) {
        let Some(server) = &self.options.server else { return };
        self.options.keeper.change_servers(|servers| servers.keep_certificate(server, shown));
        if let Some(link) = &self.link {
            link.trust(shown);
        }
    }

    /// The board is written in the languages of its own file, else in those that all displays share.
    fn speak(&mut self) {
        let own = &self.options.keeper.settings.languages;
        let shared = &self.model.shared().board_languages;
        let tags = if own.is_empty() { shared } else { own };
        if self.spoken != *tags {
            self.spoken.clone_from(tags);
            self.speeches = speeches(self.options.languages, tags);
        }
    }

    /// In which language the board is written now; where there are two, they take turns.
    fn speech(&self, now: Now) -> Speech {
        let at = in_turn(now.run, self.turn_secs(), self.speeches.len());
        self.speeches.get(at).copied().unwrap_or_else(|| self.options.languages.speech("en"))
    }

    /// How long a language stays: until every page was seen in it.
    fn turn_secs(&self) -> u64 {
        let (_, pages) = self.model.page();
        let pages = u64::try_from(pages).unwrap_or(1);
        u64::from(self.options.keeper.settings.page_secs).max(1) * pages.max(1)
    }

    fn announce(&self, call: Call) {
        let Some(sounder) = &self.options.sounder else { return };
        if self.options.keeper.settings.chime {
            sounder.play(Chime::Call);
        }
        let name = self.model.facts().names.get(&call.table).map(String::as_str);
        let number = self.model.number(call.ticket);
        for language in &self.options.keeper.settings.speech {
            let sentence = language.call(&number, call.table, name);
            sounder.queue(Sound::Speech(sentence));
        }
    }

    fn is_night(&self, now: Now) -> bool {
        self.options
            .keeper
            .settings
            .night
            .is_some_and(|night| night.holds(local(now.wall_ms).time()))
    }

    fn install_theme(&mut self, ctx: &Context) {
        let size = ctx.content_rect().size();
        let base = (size.x.min(size.y) * 0.034).max(8.0);
        let system_is_dark = ctx.system_theme() != Some(egui::Theme::Light);
        let settings = &self.options.keeper.settings;
        let theme =
            Theme::new(Density::Tv { base }, settings.look, system_is_dark, settings.highlight);
        if self.installed != Some(theme) {
            theme.install(ctx);
            self.installed = Some(theme);
        }
    }
}

impl eframe::App for BoardApp {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        let events = self.link.as_mut().map(Link::poll).unwrap_or_default();
        let now = self.now();
        for event in &events {
            match (event, self.options.server.clone()) {
                (Event::DeviceKey(key), Some(server)) => {
                    self.options.keeper.change_servers(|servers| servers.keep_key(&server, key));
                }
                (Event::State(state), _) => self.standing.link(state, now.wall_ms),
                _ => {}
            }
            self.model.apply(event, now);
        }
        self.speak();
        let is_heard = self.options.sounder.as_ref().is_some_and(Sounder::is_busy);
        let call = self.model.advance(now, is_heard);
        if self.model.freshness(now) == Freshness::Live {
            self.standing.whole();
        }
        if let Some(call) = call {
            self.announce(call);
        }
        if !self.options.is_windowed {
            self.placement.keep(ctx, frame);
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.install_theme(&ctx);
        let now = self.now();
        if !self.options.is_windowed && self.options.server.is_some() {
            ctx.set_cursor_icon(CursorIcon::None);
        }
        let room = self.model.room();
        ground_ui(ui, |ui| self.contents_ui(ui, now));
        if self.model.room() != room {
            // What fits decides what is announced and which page is shown.
            ctx.request_repaint();
        }
        if let Some(wait) = self.model.due(now) {
            ctx.request_repaint_after(wait + Duration::from_millis(1));
        }
        if self.options.keeper.settings.highlight
            && self.model.under_way(now).is_some_and(|(_, since)| since < ANNOUNCED_FOR)
        {
            ctx.request_repaint_after(FADE_FRAME);
        }
        if self.speeches.len() > 1 {
            let turn = self.turn_secs();
            let left = turn - now.run.as_secs() % turn;
            ctx.request_repaint_after(Duration::from_secs(left));
        }
        if self.model.lanes().len() > 1 {
            let into = now.run.as_millis() % LANE_FOR.as_millis();
            let into = Duration::from_millis(u64::try_from(into).unwrap_or_default());
            ctx.request_repaint_after(LANE_FOR - into + Duration::from_millis(1));
        }
        ctx.request_repaint_after(until_next_minute(now.wall_ms));
    }
}

impl BoardApp {
    fn contents_ui(&mut self, ui: &mut Ui, now: Now) {
        let speech = self.speech(now);
        speech.install(ui.ctx());
        let state = self.standing.state();
        if state == State::Asking {
            let title = speech.say(Phrase::Name);
            if let Some(server) = ask_server_ui(ui, &title, &mut self.setup) {
                self.choose(ui.ctx(), server);
            }
            return;
        }
        let reason = match state {
            State::Setup(reason) => Some(reason),
            _ => None,
        };
        match self.model.freshness(now) {
            // An old board helps nobody who has to be told what to do about it.
            freshness if freshness == Freshness::Waiting || reason.is_some() => {
                let keeper = &self.options.keeper;
                let server = self.options.server.as_ref();
                // Who stands before a board that was live did not come to set it up.
                let may_trust = freshness == Freshness::Waiting
                    && server.is_some_and(|server| keeper.settings.servers().may_trust(server));
                let waiting = Waiting {
                    server: &server.map(ServerAddress::short).unwrap_or_default(),
                    reason,
                    may_trust,
                    file: &keeper.path().display().to_string(),
                    complaints: keeper.complaints(),
                };
                waiting_ui(ui, &waiting, speech, now);
                if let Some(Reason::UnknownCertificate(shown)) = reason
                    && may_trust
                    && ui.input(|input| input.key_pressed(egui::Key::Enter))
                {
                    self.trust(shown);
                }
            }
            Freshness::Live if self.is_night(now) && self.model.is_deserted(now) => {
                night_ui(ui, &self.model.facts().organisation, speech, now);
            }
            _ => {
                let settings = &self.options.keeper.settings;
                let look = Look {
                    monitor: self.panel(ui.ctx()),
                    panel_inches: settings.panel_inches,
                    viewing_metres: settings.viewing_metres,
                    highlight: settings.highlight,
                    is_night: self.is_night(now),
                    speech,
                };
                board_ui(ui, &mut self.model, &mut self.planned, &look, now);
            }
        }
    }

    /// The whole panel in points. A window that does not fill one stands for one.
    fn panel(&self, ctx: &Context) -> Vec2 {
        let window = ctx.content_rect().size();
        if self.options.is_windowed {
            return window;
        }
        let monitor = ctx.input(|input| input.viewport().monitor_size);
        monitor.filter(|size| size.x >= 1.0 && size.y >= 1.0).unwrap_or(window)
    }
}

/// The languages of these tags; of the system where there are none.
fn speeches(languages: &'static Languages, tags: &[String]) -> Vec<Speech> {
    let system = system_tag();
    let choose = |tag: &str| languages.choose(tag, system.as_deref());
    match tags {
        [] => vec![choose("")],
        tags => tags.iter().map(|tag| choose(tag)).collect(),
    }
}

/// Which of `count` has its turn, where each stays so long.
fn in_turn(run: Duration, secs: u64, count: usize) -> usize {
    let count = u64::try_from(count).unwrap_or(1).max(1);
    usize::try_from(run.as_secs() / secs.max(1) % count).unwrap_or_default()
}

fn machine_clock_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn until_next_minute(wall_ms: i64) -> Duration {
    let left = 60_000 - wall_ms.rem_euclid(60_000);
    Duration::from_millis(u64::try_from(left).unwrap_or(60_000) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_languages_take_turns_and_one_stays() {
        let at = |secs: u64, count| in_turn(Duration::from_secs(secs), 10, count);
        assert_eq!([0, 9, 10, 19, 20].map(|secs| at(secs, 2)), [0, 0, 1, 1, 0]);
        assert_eq!([0, 10, 25].map(|secs| at(secs, 1)), [0, 0, 0]);
        assert_eq!(in_turn(Duration::from_secs(5), 0, 0), 0);
    }

    #[test]
    fn the_next_picture_is_due_when_the_minute_changes() {
        assert_eq!(until_next_minute(0), Duration::from_millis(60_001));
        assert_eq!(until_next_minute(59_999), Duration::from_millis(2));
        assert_eq!(until_next_minute(-1), Duration::from_millis(2));
    }
}
