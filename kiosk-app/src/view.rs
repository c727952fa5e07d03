//! How the window looks: each screen draws the model into its places and returns what was asked.

mod code;
mod found;
mod help;
mod keys;
mod paper;
mod pin;
mod questions;
mod services;
mod setup;
mod stage;
mod ticket;
mod touch;
mod welcome;

use app_kit::text::{Languages, Speech};
use app_kit::theme::{Theme, Weight};
use egui::{Id, Key, Rect, TextureHandle, Ui};

pub use code::{CODE_MM, QUIET, Squares};
pub use stage::{CAPITAL_MM, GAP_MM, KEY_MM, Panel, Reach, Shape, Stage};
pub use touch::{Squeezed, id_of};

use self::services::IN_A_ROW;
use self::touch::{Stand, Text, Touch, width_of};
use crate::keyboard::Page;
use crate::model::{Act, How, Model, Now, Problem, Question, Screen};
use crate::words::Phrase;

/// What the window itself remembers between frames; nothing that was typed.
#[derive(Default)]
pub struct Glance {
    /// The organisation's mark.
    pub logo: Option<TextureHandle>,
    /// The next letter is a capital where it would be small, or small where it would be a capital.
    pub is_shifted: bool,
    /// Digits in place of the upper letters.
    pub shows_digits: bool,
    /// Latin letters, where the language has others.
    pub is_latin: bool,
    /// What stands in place of the letters of an address.
    pub sign_page: Page,
    /// Which of the reasons are shown, where there are many.
    pub page: usize,
    /// When the key that takes letters away does so again while it is held.
    pub delete_at: Option<f64>,
    /// Whether the corner is held.
    pub is_corner_held: bool,
    screen: Option<Screen>,
    /// Since when that screen is shown, by the window's clock.
    since_ms: i64,
}

/// How much smaller than what is read the words of a button are that few need.
const SMALL_STEPS: i32 = -2;

/// So much room a question needs for what stands in the way to have its place above it.
const TWO_HIGH_MM: f32 = 60.0;

/// So long after a screen appeared nothing on it can be pressed: a finger that taps twice meant what
/// stood there before.
pub const INERT_MS: i64 = 500;

/// So long *Done* cannot be pressed: it stands where *Continue* stood, and takes the number away.
pub const DONE_INERT_MS: i64 = 1_500;

impl Glance {
    /// A visit ended: the next finds the screen as the first one did.
    pub fn forget(&mut self, ctx: &egui::Context) {
        code::forget(ctx);
        let logo = self.logo.take();
        *self = Self { logo, ..Self::default() };
    }
}

/// All that a screen draws from, and what was asked for on it.
struct Scene<'a> {
    model: &'a Model,
    words: &'static Languages,
    speech: Speech,
    stage: Stage,
    screen: Screen,
    theme: Theme,
    now: Now,
    glance: &'a mut Glance,
    acts: Vec<Act>,
}

/// Draws the whole window.
pub fn window_ui(
    ui: &mut Ui,
    model: &Model,
    words: &'static Languages,
    panel: &Panel,
    glance: &mut Glance,
    now: Now,
) -> Vec<Act> {
    ui.data_mut(|data| data.remove::<Vec<Squeezed>>(Id::unique("squeezed")));
    let screen = model.screen(now);
    let speech = words.speech(&model.wishes.lang);
    speech.install(ui.ctx());
    let typed = match screen {
        Screen::Question(question) => match question.entry().how {
            How::Typed { purpose, example, .. } => {
                let identity = model.identity();
                Some((question, purpose(identity), example(identity)))
            }
            How::Confirmed | How::Chosen => None,
        },
        _ => None,
    };
    // Where there is much to touch, it may reach higher than the middle.
    let has_rows = model.offers_on_welcome() && model.offers().len() > IN_A_ROW;
    let reach = match screen {
        Screen::Welcome if has_rows => Reach::Keys,
        Screen::Services => Reach::Most,
        _ if typed.is_some() => Reach::Keys,
        _ => Reach::Half,
    };
    let stage = panel.stage(speech.is_rtl(), reach, model.wishes.lower);
    let is_new = glance.screen.replace(screen) != Some(screen);
    if is_new {
        (glance.is_shifted, glance.shows_digits, glance.page) = (false, false, 0);
        (glance.sign_page, glance.is_latin) = (Page::Letters, false);
        glance.since_ms = now.mono_ms;
    }
    let theme = Theme::of(ui.ctx());
    let mut scene =
        Scene { model, words, speech, stage, screen, theme, now, glance, acts: Vec::new() };
    ui.painter().rect_filled(stage.full, 0.0, theme.palette.ground);
    let first = match screen {
        Screen::Setup => scene.setup_ui(ui),
        Screen::Welcome => scene.welcome_ui(ui),
        Screen::Services => scene.services_ui(ui),
        Screen::Closed => scene.closed_ui(ui),
        Screen::Question(question) => match (typed, question.entry().how) {
            (Some((question, purpose, example)), _) => {
                scene.typing_ui(ui, question, purpose, example)
            }
            (None, How::Chosen) => scene.chosen_ui(ui, question),
            (None, _) => scene.confirmed_ui(ui, question),
        },
        Screen::Held => scene.held_ui(ui),
        Screen::Ticket => scene.ticket_ui(ui),
        Screen::Found => scene.found_ui(ui),
        Screen::Unsure => scene.unsure_ui(ui),
        Screen::StillThere => scene.still_there_ui(ui),
        Screen::Pin => scene.pin_ui(ui),
    };
    if is_new || ui.memory(|memory| memory.focused().is_none()) {
        // The keyboard is always somewhere, and on a new screen where it goes on.
        ui.memory_mut(|memory| memory.request_focus(id_of(&first)));
    }
    scene.notice_ui(ui);
    let escape = ui.input(|input| input.key_pressed(Key::Escape));
    if escape {
        scene.acts.push(if screen == Screen::Pin { Act::PinClose } else { Act::Back });
    }
    scene.corner(ui);
    scene.acts
}

/// What a test may ask about the last frame: the texts that had to be drawn smaller.
pub fn squeezed(ctx: &egui::Context) -> Vec<Squeezed> {
    ctx.data(|data| data.get_temp(Id::unique("squeezed"))).unwrap_or_default()
}

/// Says whether keys are pressed, not only drawn ones: then what has the keyboard is marked.
pub fn use_keyboard(ctx: &egui::Context, is_used: bool) {
    ctx.data_mut(|data| data.insert_temp(Id::unique("by keyboard"), is_used));
}

fn keyboard_is_used(ui: &Ui) -> bool {
    ui.data(|data| data.get_temp(Id::unique("by keyboard"))).unwrap_or_default()
}

impl Scene<'_> {
    fn say(&self, phrase: Phrase<'_>) -> String {
        self.speech.say(phrase)
    }

    /// A button that asks for `act`.
    fn act_ui(&mut self, ui: &mut Ui, touch: Touch<'_>, id: &str, rect: Rect, act: Act) {
        let inert_ms = if act == Act::Done { DONE_INERT_MS } else { INERT_MS };
        if touch.show(ui, &self.stage, id, rect).clicked() && !self.is_inert(ui, inert_ms) {
            self.acts.push(act);
        }
    }

    /// Whether the screen appeared so short a time ago that what is pressed was meant for the one
    /// before. A screen reader names what it presses.
    fn is_inert(&self, ui: &Ui, inert_ms: i64) -> bool {
        let is_young = self.now.mono_ms - self.glance.since_ms < inert_ms;
        is_young
            && !ui.input(|input| {
                let mut events = input.events.iter();
                events.any(|event| matches!(event, egui::Event::AccessKitActionRequest(_)))
            })
    }

    /// Whose desk this is; what is left below.
    fn head_ui(&self, ui: &mut Ui, rect: Rect) -> Rect {
        let (mut head, rest) = self.stage.above(rect, 16.0 * self.stage.mm);
        if let Some(logo) = &self.glance.logo {
            let size = logo.size_vec2();
            let width = (head.height() * size.x / size.y.max(1.0)).min(head.width() / 3.0);
            let mut place = head;
            place.set_width(width);
            let whole = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
            let height = width * size.y / size.x.max(1.0);
            let shown = Rect::from_center_size(place.center(), egui::vec2(width, height));
            let tint = app_kit::theme::UNTINTED;
            ui.painter().image(logo.id(), self.stage.place(shown), whole, tint);
            head.min.x += width + 3.0 * self.stage.mm;
        }
        let name = self.model.organisation();
        if !name.is_empty() {
            let text = Text::new(name).weight(Weight::Strong).stand(Stand::Line).own_way();
            text.ink(self.theme.palette.quiet).show(ui, &self.stage, "organisation", head);
        }
        rest
    }

    /// What stands in the way, or that we are reconnecting.
    fn message(&self) -> Option<(String, bool)> {
        let visit = &self.model.visit;
        let problem = visit.problem.and_then(|problem| match problem {
            Problem::Answer(question) => question.entry().problem.map(|it| self.say(it)),
            Problem::Service(problem) => Some(self.speech.refusal(&problem.refusal(), None)),
            Problem::AskStaff => Some(self.say(Phrase::AskStaff)),
        });
        let is_away = !self.model.is_online();
        let link = match (is_away, visit.is_asking()) {
            (true, true) => Some(Phrase::ReconnectingRequest),
            (true, false) => Some(Phrase::ReconnectingKept),
            (false, _) => None,
        };
        let text = link.map(|phrase| self.say(phrase)).or(problem)?;
        Some((text, is_away))
    }

    /// Says what is the matter.
    fn message_ui(&self, ui: &mut Ui, rect: Rect) -> bool {
        let Some((text, is_away)) = self.message() else { return false };
        let palette = self.theme.palette;
        let inner = rect.shrink2(egui::vec2(if is_away { 4.0 * self.stage.mm } else { 0.0 }, 0.0));
        let ink = if is_away { palette.on_warning } else { palette.too_late };
        if is_away {
            ui.painter().rect_filled(self.stage.place(rect), self.theme.corners(), palette.warning);
        }
        let stand = if is_away { Stand::Middle } else { Stand::Low };
        let text = Text::new(&text).weight(Weight::Strong).ink(ink).stand(stand).live();
        text.show(ui, &self.stage, "message", inner);
        true
    }

    /// A question, and what stands in the way above it where there is room, else in its place, since
    /// it says what to do. That we are reconnecting does not: then the question stays, too.
    fn question_ui(&self, ui: &mut Ui, rect: Rect, question: &str) {
        let mm = self.stage.mm;
        let band = 28.0 * mm;
        if rect.height() >= TWO_HIGH_MM * mm {
            let (mut upper, lower) = self.stage.above(rect, rect.height() - band);
            upper.min.y = upper.min.y.max(upper.bottom() - band);
            self.message_ui(ui, upper);
            self.ask_ui(ui, lower, question);
        } else if !self.model.is_online() {
            let rest = self.away_line_ui(ui, rect);
            self.ask_ui(ui, rest, question);
        } else if !self.message_ui(ui, rect) {
            self.ask_ui(ui, rect, question);
        }
    }

    /// A question alone.
    fn ask_ui(&self, ui: &mut Ui, rect: Rect, question: &str) {
        Text::heading(question).stand(Stand::Low).show(ui, &self.stage, "question", rect);
    }

    /// Says on one line that we are reconnecting, where there is room for no more; what is left below
    /// it.
    fn away_line_ui(&self, ui: &mut Ui, rect: Rect) -> Rect {
        let mm = self.stage.mm;
        let full = self.stage.full;
        let line = 1.32 * self.theme.size(0);
        let mut band = rect;
        if rect.top() - full.top() < line {
            // Nothing stands above it, so it may have the margin.
            band = full;
        }
        band.max.y = band.top() + line;
        let (palette, corners) = (self.theme.palette, self.theme.corners());
        let corners = if band.width() < full.width() { corners } else { 0.into() };
        ui.painter().rect_filled(self.stage.place(band), corners, palette.warning);
        let text = self.say(if self.model.visit.is_asking() {
            Phrase::ReconnectingRequest
        } else {
            Phrase::ReconnectingAlone
        });
        let text = Text::new(&text).weight(Weight::Strong).ink(palette.on_warning);
        let inner = band.shrink2(egui::vec2(4.0 * mm, 0.0));
        text.stand(Stand::Middle).live().show(ui, &self.stage, "message", inner);
        rect.with_min_y(band.bottom() + 1.5 * mm)
    }

    /// Back, Start over and, where one goes on from a question by a button, that button; in a row
    /// also *I need help*.
    fn lead_ui(&mut self, ui: &mut Ui, rect: Rect, leads_from: Option<Question>) {
        let leads_on = leads_from.is_some();
        let is_column = rect.height() > rect.width();
        // Beside a keyboard, help stands below that.
        let is_beside = rect.left() > self.stage.touch.left() + 1.0;
        let (help, rect) =
            if is_beside { (Rect::NOTHING, rect) } else { self.beside_help(ui, rect) };
        let (back, anew) = (self.say(Phrase::Back), self.say(Phrase::StartOver));
        // Where nothing need be typed, nothing typed means that it is left out.
        let skip = leads_from.filter(|question| self.model.may_skip(*question)).is_some();
        let (next, skip) = (self.say(Phrase::Continue), skip.then(|| self.say(Phrase::Skip)));
        let skips = leads_from.is_some_and(|question| self.model.skips(question));
        let on = if skips { skip.as_ref().unwrap_or(&next) } else { &next };
        let lower = self.say(Phrase::Lower);
        let can_lower = self.stage.shape == Shape::Wide && leads_on;
        let is_pending = self.model.visit.is_pending();
        let pad = 9.0 * self.stage.mm;
        let wide = |text: &str| width_of(ui, text, 0, Weight::Strong) + pad;
        let on_wide = skip.as_ref().map_or(0.0, |skip| wide(skip)).max(wide(&next)) * 1.25;
        let has_lower = self.stage.shape == Shape::Wide;
        let needed = wide(&back) + wide(&anew) + wide(&lower) + on_wide;
        let is_tight = has_lower && needed + 3.0 * self.stage.gap() > rect.width();
        let lower_steps = if is_tight { SMALL_STEPS } else { 0 };
        let parts = if is_column {
            let rows = self.stage.rows(rect, 5, f32::INFINITY);
            vec![rows[4], rows[3], Rect::NOTHING, rows[1].union(rows[2])]
        } else {
            // As if one went on by a button: so Back stands in the same place on every screen.
            let mut shares = vec![wide(&back), wide(&anew)];
            if is_tight {
                shares.push(help::width_on_two_lines(ui, &lower, SMALL_STEPS) + pad);
            } else if has_lower {
                shares.push(wide(&lower));
            }
            shares.push(if is_tight { on_wide / 1.25 } else { on_wide });
            let cut = self.stage.share(rect, &shares);
            vec![cut[0], cut[1], cut[2], cut[cut.len() - 1]]
        };
        if leads_on {
            let is_resting = self.model.is_resting(self.now);
            let touch = Touch::new(on).pending(is_pending || is_resting);
            // Leaving something out is there for who wants it, and is not what is wanted.
            let touch = if skips { touch } else { touch.primary() };
            self.act_ui(ui, touch, "continue", parts[3], Act::Continue);
        }
        let touch = Touch::new(&back).weight(Weight::Regular).pending(is_pending);
        self.act_ui(ui, touch, "back", parts[0], Act::Back);
        let touch = Touch::new(&anew).weight(Weight::Regular);
        self.act_ui(ui, touch, "start over", parts[1], Act::StartOver);
        if can_lower {
            let is_low = self.model.wishes.lower;
            let touch = Touch::new(&lower).weight(Weight::Regular).steps(lower_steps);
            let touch = touch.chosen(is_low);
            self.act_ui(ui, touch, "lower", parts[2], Act::Lower(!is_low));
        }
        if !is_beside {
            self.help_ui(ui, help);
        }
    }

    /// Where staff hold to leave: the corner at the upper left, of which nothing is drawn.
    fn corner(&mut self, ui: &Ui) {
        let corner =
            Rect::from_min_size(self.stage.full.min, egui::Vec2::splat(25.0 * self.stage.mm));
        let is_held = ui.input(|input| {
            let pointer = &input.pointer;
            pointer.primary_down()
                && pointer.press_origin().is_some_and(|at| corner.contains(at))
                && pointer.interact_pos().is_some_and(|at| corner.contains(at))
        });
        if is_held != self.glance.is_corner_held {
            self.glance.is_corner_held = is_held;
            self.acts.push(Act::Corner(is_held));
        }
    }
}
