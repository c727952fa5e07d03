//! Nobody has said where the server is: the one question that a board or a kiosk asks of who sets
//! it up. Servers that announce themselves can be chosen, any other be typed.

use std::sync::mpsc;

use egui::{Key, Modifiers, Response, TextEdit, Ui};
use lucide_icons::Icon;

use super::{Button, reading_down};
use crate::address::ServerAddress;
use crate::discovery::{Browser, Servers};
use crate::link::{Desks, look_for_desks};
use crate::text::{Common, Label, Speech};
use crate::theme::{Theme, Weight};

/// What an address is typed with where there is no keyboard.
const KEYS: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl-", "zxcvbnm.:/"];

/// The question, what has been typed so far, and what was found.
///
/// A server that has several desks is asked which those are, and then somebody says which one.
#[derive(Debug, Default)]
pub struct AskServer {
    typed: String,
    is_refused: bool,
    browser: Option<Browser>,
    /// The servers that can be chosen.
    pub servers: Servers,
    /// Whether keys are drawn to be touched.
    pub has_keys: bool,
    /// A server without encryption that somebody chose, until they say that it is meant so.
    plain: Option<ServerAddress>,
    /// Whether a server is asked for its desks.
    looks_for_desks: bool,
    /// The server whose desks are looked for.
    looking: Option<(ServerAddress, mpsc::Receiver<Desks>)>,
    /// The desks of the server that was chosen.
    desks: Option<Desks>,
}

impl AskServer {
    /// A question that looks for servers on the network meanwhile.
    pub fn browsing(ctx: &egui::Context) -> Self {
        let ctx = ctx.clone();
        let browser = Browser::start(move || ctx.request_repaint());
        Self { browser, looks_for_desks: true, ..Self::default() }
    }

    /// Takes a server that was given, or looks first which desks it has.
    fn take(&mut self, address: ServerAddress, ctx: &egui::Context) -> Option<ServerAddress> {
        if !self.looks_for_desks {
            return Some(address);
        }
        let ctx = ctx.clone();
        let found = look_for_desks(address.clone(), move || ctx.request_repaint());
        self.looking = Some((address, found));
        None
    }

    /// Takes in what was found: several desks, of which one is to be chosen, or the only one.
    fn heard(&mut self) -> Option<ServerAddress> {
        let (address, found) = self.looking.take()?;
        match found.try_recv() {
            Ok(desks) if desks.is_at(&address) && desks.len() > 1 => {
                self.desks = Some(desks);
                None
            }
            Ok(desks) if desks.is_at(&address) => {
                Some(desks.each().next().map_or(address, |(_, only)| only))
            }
            // It names a desk, or the server tells no list.
            Ok(_) | Err(mpsc::TryRecvError::Disconnected) => Some(address),
            Err(mpsc::TryRecvError::Empty) => {
                self.looking = Some((address, found));
                None
            }
        }
    }

    /// Offers these desks, as if a server had told of them.
    pub fn offer_desks(&mut self, desks: Desks) {
        self.desks = Some(desks);
    }

    /// The same, for a screen that is touched.
    pub fn with_keys(self) -> Self {
        Self { has_keys: true, ..self }
    }
}

/// Draws the question under a title that says what this is; an address once one was given.
pub fn ask_server_ui(ui: &mut Ui, title: &str, ask: &mut AskServer) -> Option<ServerAddress> {
    if let Some(browser) = &mut ask.browser {
        browser.poll().for_each(|heard| ask.servers.apply(heard));
    }
    let theme = Theme::of(ui.ctx());
    let whole = ui.max_rect();
    let column = whole.shrink(whole.width().min(whole.height()) * 0.08);
    let mut given = ask.heard();
    // From where the language begins its lines.
    let layout = reading_down(Speech::of(ui.ctx()));
    let builder = egui::UiBuilder::new().max_rect(column).layout(layout);
    ui.scope_builder(builder, |ui| {
        egui::ScrollArea::vertical().show(ui, |ui| {
            ui.add(Label::new(title).steps(4).weight(Weight::Heavy).heading());
            ui.add_space(theme.space(4.0));
            if let Some(plain) = ask.plain.clone() {
                match plain_ui(ui, &plain) {
                    Some(true) => {
                        ask.plain = None;
                        given = ask.take(plain, ui.ctx());
                    }
                    Some(false) => ask.plain = None,
                    None => {}
                }
                return;
            }
            if ask.looking.is_some() {
                say_ui(ui, Common::AskDesks, 1);
                return;
            }
            if let Some(desks) = ask.desks.take() {
                match desks_ui(ui, &desks) {
                    Some(Some(desk)) => given = Some(desk),
                    Some(None) => {}
                    None => ask.desks = Some(desks),
                }
                return;
            }
            let mut stops = Vec::new();
            let mut chosen = found_ui(ui, &ask.servers, &mut stops);
            ui.add_space(theme.space(4.0));
            chosen = typed_ui(ui, ask, &mut stops).or(chosen);
            step_through(ui, &stops);
            match chosen {
                // Nothing is sent where everybody can read it unless somebody says so.
                Some(address) if address.may_be_read() => ask.plain = Some(address),
                Some(address) => given = ask.take(address, ui.ctx()),
                None => return,
            }
            ui.ctx().request_repaint();
        });
    });
    given
}

/// The desks of a server; the one that was chosen, or none where somebody goes back.
fn desks_ui(ui: &mut Ui, desks: &Desks) -> Option<Option<ServerAddress>> {
    let theme = Theme::of(ui.ctx());
    say_ui(ui, Common::AskWhichDesk, 1);
    ui.add_space(theme.space(1.0));
    let (mut chosen, mut stops) = (None, Vec::new());
    for (desk, address) in desks.each() {
        let (name, tail) = (desk.name.as_str(), format!("· {}", desk.name));
        let button = match desk.title.as_str() {
            "" => Button::new(name),
            title => Button::new(title).tail(&tail),
        };
        let button = button.icon(Icon::ConciergeBell).big().within(ui.available_width());
        let response = ui.add(button);
        if response.clicked() {
            chosen = Some(Some(address));
        }
        stops.push(response);
        ui.add_space(theme.space(1.0));
    }
    ui.add_space(theme.space(3.0));
    let back = Speech::of(ui.ctx()).say(Common::AskBack);
    let back = ui.add(Button::new(&back).big());
    if back.clicked() {
        chosen = Some(None);
    }
    stops.push(back);
    if ui.memory(|memory| memory.focused().is_none())
        && let Some(first) = stops.first()
    {
        first.request_focus();
    }
    step_through(ui, &stops);
    chosen
}

/// Says what a server without encryption means, and asks whether it is meant so.
fn plain_ui(ui: &mut Ui, plain: &ServerAddress) -> Option<bool> {
    let theme = Theme::of(ui.ctx());
    let speech = Speech::of(ui.ctx());
    let words = speech.say(Common::AskPlain { server: &plain.short() });
    ui.add(Label::sentence(&words, speech).steps(1).live());
    ui.add_space(theme.space(4.0));
    let (back, go_on) = (speech.say(Common::AskBack), speech.say(Common::AskPlainUse));
    // What is safe comes first, and has the keyboard.
    let back = ui.add(Button::new(&back).primary().big());
    ui.add_space(theme.space(2.0));
    let go_on = ui.add(Button::new(&go_on).icon(Icon::LockOpen).big());
    if !go_on.has_focus() && !back.has_focus() {
        back.request_focus();
    }
    step_through(ui, &[back.clone(), go_on.clone()]);
    match (back.clicked(), go_on.clicked()) {
        (true, _) => Some(false),
        (_, true) => Some(true),
        _ => None,
    }
}

/// The servers that announce themselves. One alone is offered like several: nobody is connected
/// to what they did not choose.
fn found_ui(ui: &mut Ui, servers: &Servers, stops: &mut Vec<Response>) -> Option<ServerAddress> {
    let theme = Theme::of(ui.ctx());
    let speech = Speech::of(ui.ctx());
    if servers.is_empty() {
        say_ui(ui, Common::AskLooking, 1);
        let none = speech.say(Common::AskNone);
        ui.add(Label::sentence(&none, speech).ink(theme.palette.quiet));
        return None;
    }
    let mut given = None;
    say_ui(ui, Common::AskWhich, 1);
    ui.add_space(theme.space(1.0));
    for found in servers.iter() {
        let mut tail = format!("· {}", found.address.short());
        if found.address.may_be_read() {
            tail = format!("{tail} · {}", speech.say(Common::AskPlainMark));
        }
        let button = Button::new(&found.name).tail(&tail).icon(Icon::Server).big();
        let response = ui.add(button.within(ui.available_width()));
        if response.clicked() {
            given = Some(found.address.clone());
        }
        stops.push(response);
        ui.add_space(theme.space(1.0));
    }
    given
}

fn say_ui(ui: &mut Ui, sentence: Common<'_>, steps: i32) -> Response {
    let speech = Speech::of(ui.ctx());
    let words = speech.say(sentence);
    ui.add(Label::sentence(&words, speech).steps(steps))
}

fn typed_ui(ui: &mut Ui, ask: &mut AskServer, stops: &mut Vec<Response>) -> Option<ServerAddress> {
    let theme = Theme::of(ui.ctx());
    let speech = Speech::of(ui.ctx());
    let is_first = ask.servers.is_empty();
    let label = say_ui(ui, if is_first { Common::AskWhere } else { Common::AskOrType }, 1);
    let field = TextEdit::singleline(&mut ask.typed)
        .hint_text("desk.example")
        .margin(theme.margins(2.5, 2.0))
        .desired_width(theme.base * 20.0);
    let field = ui.add(field).labelled_by(label.id);
    if field.gained_focus() {
        field.scroll_to_me(None);
    }
    if ui.memory(|memory| memory.focused().is_none()) {
        stops.first().unwrap_or(&field).request_focus();
    }
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if field.changed() {
        ask.is_refused = false;
    }
    stops.push(field);
    ui.add_space(theme.space(2.0));
    let connect_text = speech.say(Common::AskConnect);
    let mut connect = Button::new(&connect_text);
    if ask.servers.is_empty() || !ask.typed.is_empty() {
        connect = connect.primary();
    }
    let connect = ui.add(connect.big());
    let pressed = connect.clicked();
    stops.push(connect);
    let mut given = None;
    if pressed || entered {
        given = ask.typed.parse().ok();
        ask.is_refused = given.is_none();
    }
    if ask.is_refused {
        let words = speech.say(Common::AskNoAddress);
        ui.add(Label::sentence(&words, speech).ink(theme.palette.quiet).live());
    }
    if ask.has_keys {
        ui.add_space(theme.space(2.0));
        keys_ui(ui, ask);
    }
    given
}

fn keys_ui(ui: &mut Ui, ask: &mut AskServer) {
    let theme = Theme::of(ui.ctx());
    // Wide enough for the widest letter, so that the rows stand in columns.
    let width = theme.row * 2.3;
    // Keys stand as on a keyboard, whatever the language.
    let row_ui = |ui: &mut Ui, contents: &mut dyn FnMut(&mut Ui)| {
        let size = egui::vec2(ui.available_width(), 0.0);
        let layout = egui::Layout::left_to_right(egui::Align::Min);
        ui.allocate_ui_with_layout(size, layout, |ui| contents(ui));
    };
    for row in KEYS {
        row_ui(ui, &mut |ui| {
            for at in 0..row.len() {
                let key = &row[at..=at];
                if ui.add(Button::new(key).big().width(width)).clicked() {
                    ask.typed.push_str(key);
                    ask.is_refused = false;
                }
            }
        });
    }
    let name = Speech::of(ui.ctx()).say(Common::KeyDelete);
    row_ui(ui, &mut |ui| {
        let delete = Button::new("").icon(Icon::Delete).named(&name).big().width(width * 1.5);
        if ui.add(delete).clicked() {
            ask.typed.pop();
            ask.is_refused = false;
        }
    });
}

/// Up and down go from one to the next, also out of the field, for a remote with nothing else.
fn step_through(ui: &Ui, stops: &[Response]) {
    let Some(at) = stops.iter().position(Response::has_focus) else { return };
    let (up, down) = ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        (pressed(Key::ArrowUp), pressed(Key::ArrowDown))
    });
    let to = match (up, down) {
        (true, false) => at.checked_sub(1),
        (false, true) => Some(at + 1),
        _ => return,
    };
    // The step is ours; one of egui's own would go one further.
    ui.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
    if let Some(stop) = to.and_then(|to| stops.get(to)) {
        stop.request_focus();
        stop.scroll_to_me(None);
    }
}
