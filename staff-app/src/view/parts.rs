//! What several pages draw alike.

use app_kit::field::{Field, FieldView, Shown};
use app_kit::text::Speech;
use app_kit::text::{Label, Paragraph};
use app_kit::theme::{Ink, Theme, Weight};
use app_kit::widgets::{self, Banner, Button, Urgency};
use egui::accesskit::{Live, Role};
use egui::{Align, Align2, Layout, Rect, Response, RichText, TextEdit, Ui, WidgetInfo};
use lucide_icons::Icon;
use shared::device::Paper;
use shared::message::{DeskState, Trouble};

use crate::commands::{Command, Part, Shortcut, Subject};
use crate::model::{Action, Model};
use crate::settings::SingleKeys;
use crate::words::Say;

/// Draws from the side from which the language is read. What is drawn in rows inside follows.
pub(super) fn in_reading_order<R>(
    ui: &mut Ui,
    model: &Model,
    contents: impl FnOnce(&mut Ui) -> R,
) -> R {
    let align = if model.speech.is_rtl() { Align::Max } else { Align::Min };
    ui.with_layout(Layout::top_down(align), contents).inner
}

/// Whether this part of the window is read from right to left.
pub(super) fn is_mirrored(ui: &Ui) -> bool {
    ui.layout().prefer_right_to_left()
}

/// A part of a row that was laid out from left to right, where it stands in a mirrored window.
pub(super) fn turned(part: Rect, row: Rect, is_mirrored: bool) -> Rect {
    if !is_mirrored {
        return part;
    }
    let turn = |x: f32| row.left() + row.right() - x;
    Rect::from_x_y_ranges(turn(part.right())..=turn(part.left()), part.y_range())
}

/// A column within a row, aligned to the side from which the language is read.
pub(super) fn column(ui: &Ui) -> Layout {
    Layout::top_down(if is_mirrored(ui) { Align::Max } else { Align::Min })
}

/// A row that begins where the language begins.
pub(super) fn leading(ui: &Ui) -> Layout {
    if is_mirrored(ui) {
        Layout::right_to_left(Align::Center)
    } else {
        Layout::left_to_right(Align::Center)
    }
}

/// A row that begins at the other side.
pub(super) fn trailing(ui: &Ui) -> Layout {
    if is_mirrored(ui) {
        Layout::left_to_right(Align::Center)
    } else {
        Layout::right_to_left(Align::Center)
    }
}

/// A sentence of the window that is read, wrapped where there is no room.
pub(super) fn text_ui(ui: &mut Ui, text: &str, steps: i32, weight: Weight) -> Response {
    ui.add(Label::sentence(text, Speech::of(ui.ctx())).steps(steps).weight(weight))
}

/// A sentence of the window that explains, wrapped where there is no room.
pub(super) fn quiet_ui(ui: &mut Ui, text: &str) -> Response {
    let ink = Theme::of(ui.ctx()).palette.quiet;
    ui.add(Label::sentence(text, Speech::of(ui.ctx())).ink(ink))
}

/// What somebody wrote, wrapped where there is no room.
pub(super) fn written_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(text))
}

/// A name on one line, cut where there is no room.
pub(super) fn name_ui(ui: &mut Ui, text: &str, weight: Weight) -> Response {
    ui.add(Label::new(text).weight(weight).one_line())
}

/// A name that is less than what it stands beside, on one line, cut where there is no room.
pub(super) fn quiet_name_ui(ui: &mut Ui, text: &str) -> Response {
    let ink = Theme::of(ui.ctx()).palette.quiet;
    ui.add(Label::new(text).ink(ink).one_line())
}

/// The heading of a part of the window.
pub(super) fn heading_ui(ui: &mut Ui, text: &str) {
    let ink = Theme::of(ui.ctx()).palette.quiet;
    let label = Label::sentence(text, Speech::of(ui.ctx())).weight(Weight::Strong);
    ui.add(label.ink(ink).heading());
}

/// The title of a page or of a form.
pub(super) fn title_ui(ui: &mut Ui, text: &str, steps: i32) {
    let label = Label::sentence(text, Speech::of(ui.ctx())).weight(Weight::Strong);
    ui.add(label.steps(steps).heading());
    ui.add_space(Theme::of(ui.ctx()).space(1.0));
}

/// A sentence where a list would be.
pub(super) fn nothing_ui(ui: &mut Ui, title: &str, text: &str) {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(2.0));
    text_ui(ui, title, 1, Weight::Strong);
    quiet_ui(ui, text);
}

/// What stands in the way, with its mark, said as soon as it appears.
pub(super) fn problem_ui(ui: &mut Ui, problem: &str) {
    let theme = Theme::of(ui.ctx());
    ui.horizontal_top(|ui| {
        let icon = Icon::TriangleAlert.unicode().to_string();
        ui.label(RichText::new(icon).color(theme.palette.too_late));
        let column = column(ui);
        ui.with_layout(column, |ui| {
            let label = Label::sentence(problem, Speech::of(ui.ctx())).weight(Weight::Strong);
            let response = ui.add(label.ink(theme.palette.too_late));
            response.ctx.accesskit_node_builder(response.id, |node| node.set_live(Live::Assertive));
        });
    });
}

/// A field under its label.
pub(super) fn field_ui(
    ui: &mut Ui,
    label: &str,
    text: &mut String,
    hint: &str,
    is_secret: bool,
) -> Response {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(1.0));
    let label = text_ui(ui, label, -1, Weight::Strong);
    let field = TextEdit::singleline(text)
        .password(is_secret)
        .hint_text(RichText::new(hint).color(theme.palette.quiet))
        .margin(theme.margins(2.5, 2.0))
        .align(if is_mirrored(ui) { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER })
        .desired_width(f32::INFINITY);
    let response = ui.add(field).labelled_by(label.id);
    if is_secret {
        forget_typing(&response);
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    response
}

/// A field keeps nothing of what was typed into it before.
fn forget_typing(response: &Response) {
    if let Some(mut state) = egui::text_edit::TextEditState::load(&response.ctx, response.id) {
        state.clear_undoer();
        state.store(&response.ctx, response.id);
    }
}

/// How a key is written on a button; none where keys are switched off.
pub(super) fn key_text(model: &Model, key: Shortcut) -> Option<String> {
    let shift = if key.is_shifted { "Shift+" } else { "" };
    match model.settings.single_keys {
        SingleKeys::On => Some(format!("{shift}{}", key.letter)),
        SingleKeys::WithCtrl => Some(format!("Ctrl+{shift}{}", key.letter)),
        SingleKeys::Off => None,
    }
}

/// What a command does and by which key, for its tooltip.
pub(super) fn tip(model: &Model, command: Command) -> String {
    let tip = model.words(command, Part::Tip);
    match command.row().key.and_then(|key| key_text(model, key)) {
        Some(key) => format!("{tip} · {key}"),
        None => tip,
    }
}

/// How a button of a command is drawn.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CommandLook {
    /// At least this wide, in points.
    pub(super) width: f32,
    /// Whether it stands back.
    pub(super) is_quiet: bool,
    /// Whether the key is left out for want of room.
    pub(super) has_no_key: bool,
    /// Whether its answer is on its way.
    pub(super) is_pending: bool,
    /// Whether its icon is left out for want of room.
    pub(super) has_no_icon: bool,
}

/// The button of a command, with its icon, its key and its tooltip; pressed, it does it to `of`.
pub(super) fn command_ui(
    ui: &mut Ui,
    model: &Model,
    command: Command,
    of: Subject,
    look: CommandLook,
    actions: &mut Vec<Action>,
) -> Response {
    let text = model.word(command);
    let key = command.row().key.and_then(|key| key_text(model, key));
    let mut button = Button::new(&text).width(look.width).pending(look.is_pending);
    if !look.has_no_icon {
        button = button.icon(command.row().icon);
    }
    if let Some(key) = key.as_deref().filter(|_| !look.has_no_key) {
        button = button.key(key);
    }
    if look.is_quiet {
        button = button.quiet();
    }
    let is_on = model.can_do(command);
    let response = ui.add_enabled(is_on, button).on_hover_text(tip(model, command));
    if response.clicked() {
        actions.push(Action::Do(command, of));
    }
    response
}

/// The button that does what a form is for, and the one that leads away; whether the first was
/// pressed.
pub(super) fn confirm_ui(
    ui: &mut Ui,
    model: &Model,
    (text, away): (&str, &str),
    actions: &mut Vec<Action>,
) -> bool {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(4.0));
    ui.horizontal_wrapped(|ui| {
        let button = Button::new(text).primary().pending(model.awaits_answer);
        let pressed = ui.add_enabled(model.is_live(), button).clicked();
        if ui.add(Button::new(away).quiet().key("Esc")).clicked() {
            actions.push(Action::CloseForm);
        }
        if !model.is_live() {
            quiet_ui(ui, &model.speech.say(Say::ServerCannotBeHeard));
        }
        pressed
    })
    .inner
}

/// The only button of a form that does nothing more: it leads away.
pub(super) fn away_ui(ui: &mut Ui, text: &str, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(3.0));
    if ui.add(Button::new(text).quiet().key("Esc")).clicked() {
        actions.push(Action::CloseForm);
    }
}

/// Whether there is anything the matter with the connection or the server.
pub(super) fn has_trouble(model: &Model) -> bool {
    model.settings_trouble.is_some()
        || model.link_words().is_some()
        || !model.mirror.warning.is_empty()
        || !model.mirror.warnings.0.is_empty()
}

/// Says what is the matter with the connection or the server; nothing while all is well.
pub(super) fn trouble_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let say = |say: Say<'_>| model.speech.say(say);
    settings_trouble_ui(ui, model, actions);
    if let Some(text) = model.link_words() {
        let try_now = say(Say::TryNow);
        if Banner::new(Urgency::Warning, &text).action(&try_now).show(ui) {
            actions.push(Action::RetryNow);
        }
    }
    if !model.mirror.warning.is_empty() {
        let text = say(Say::ServerWarns { text: &model.mirror.warning });
        Banner::new(Urgency::Warning, &text).show(ui);
    }
    for warning in &model.mirror.warnings.0 {
        match &warning.trouble {
            Trouble::Help { kiosk } => {
                let text = say(Say::HelpAsked { kiosk });
                let go = say(Say::IAmGoing);
                if Banner::new(Urgency::Warning, &text).action(&go).show(ui) {
                    actions.push(Action::GoToHelp(kiosk.clone()));
                }
            }
            Trouble::Printer { kiosk, paper } => {
                let text = match paper {
                    Paper::Out => Say::PrinterOut { kiosk },
                    Paper::Open => Say::PrinterOpen { kiosk },
                    Paper::Away => Say::PrinterAway { kiosk },
                    Paper::Error | Paper::None | Paper::Low | Paper::Ok => {
                        Say::PrinterError { kiosk }
                    }
                };
                Banner::new(Urgency::Warning, &say(text)).show(ui);
            }
            Trouble::Disk { kiosk } => {
                Banner::new(Urgency::Warning, &say(Say::KioskDisk { kiosk })).show(ui);
            }
            Trouble::Unprinted { id, number, kiosk } => {
                let text = say(Say::Unprinted { number, kiosk });
                let again = model.words(Command::Print, Part::Text);
                let banner = Banner::new(Urgency::Warning, &text);
                if !model.is_offered(Command::Print) {
                    banner.show(ui);
                } else if banner.action(&again).show(ui) {
                    actions.push(Action::Do(Command::Print, Subject::Ticket(*id)));
                }
            }
            Trouble::Untaken { service, count } => {
                let offers = &model.mirror.facts.services.0;
                let offer = offers.iter().find(|offer| offer.service.id == *service);
                let service = offer.map_or(service.as_str(), |it| model.service_words(&it.service));
                let text = say(Say::NobodyTakes { service, count: *count });
                Banner::new(Urgency::Warning, &text).show(ui);
            }
        }
    }
}

/// Says what was wrong with the file of the settings, until somebody has seen it.
pub(super) fn settings_trouble_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let Some(what) = &model.settings_trouble else { return };
    let text = model.speech.say(Say::SettingsDamaged { what });
    let seen = model.speech.say(Say::SettingsDamagedSeen);
    if Banner::new(Urgency::Warning, &text).action(&seen).show(ui) {
        actions.push(Action::SettingsTroubleSeen);
    }
}

/// Whether there is anything to say across the window.
pub(super) fn has_banners(model: &Model) -> bool {
    let facts = &model.mirror.facts;
    has_trouble(model)
        || model.is_closed_by_hours()
        || facts.desk != DeskState::Open
        || !facts.notice.is_empty()
}

/// Says what is the matter with the connection, or with the server; nothing while all is well.
pub(super) fn banners_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let say = |say: Say<'_>| model.speech.say(say);
    let facts = &model.mirror.facts;
    trouble_ui(ui, model, actions);
    if model.is_closed_by_hours() {
        let text = model.closed_by_hours_words();
        let open = model.words(Command::OpenForAnHour, Part::Text);
        if Banner::new(Urgency::Note, &text).action(&open).show(ui) {
            actions.push(Action::Do(Command::OpenForAnHour, Subject::Desk));
        }
    } else if let DeskState::Closed(text) = &facts.desk {
        let text =
            if text.is_empty() { say(Say::DeskClosed) } else { say(Say::DeskClosedSays { text }) };
        let open = model.words(Command::OpenDesk, Part::Text);
        if Banner::new(Urgency::Note, &text).action(&open).show(ui) {
            actions.push(Action::Do(Command::OpenDesk, Subject::Desk));
        }
    }
    if !facts.notice.is_empty() {
        let text = say(Say::NoticeIs { text: &facts.notice });
        Banner::new(Urgency::Note, &text).show(ui);
    }
}

/// A text that is copied when it is pressed, wrapped where there is no room.
pub(super) fn copyable_ui(
    ui: &mut Ui,
    model: &Model,
    text: &str,
    (steps, weight): (i32, Weight),
    ink: Ink,
    actions: &mut Vec<Action>,
) -> Response {
    let theme = Theme::of(ui.ctx());
    let paragraph = Paragraph::new(text, theme.size(steps), weight).down_to(1.0);
    let room = egui::vec2(ui.available_width(), f32::INFINITY);
    let size = paragraph.fit(ui.ctx(), room).size();
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    let tip = model.speech.say(Say::CopyText { text });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &tip));
    paragraph.paint(ui, rect, Align2::LEFT_CENTER, ink);
    if response.has_focus() {
        widgets::paint_focus(ui.painter(), &theme, response.rect);
    }
    let response = response.on_hover_cursor(egui::CursorIcon::Copy).on_hover_text(tip);
    if response.clicked() {
        actions.push(Action::Copy(text.to_owned()));
    }
    response
}

/// Something that is on or off.
pub(super) fn toggle_ui(ui: &mut Ui, text: &str, is_on: &mut bool) -> Response {
    let icon = if *is_on { Icon::SquareCheck } else { Icon::Square };
    let response = ui.add(Button::new(text).icon(icon).quiet());
    if response.clicked() {
        *is_on = !*is_on;
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, *is_on, text));
    response
}

/// How a field of free text is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct FreeText<'a> {
    /// What it is called, above it and to a screen reader.
    pub(super) label: &'a str,
    /// An example, below it.
    pub(super) example: &'a str,
    /// Over how many lines.
    pub(super) rows: usize,
    /// Whether it can be typed into.
    pub(super) is_on: bool,
}

impl<'a> FreeText<'a> {
    /// A field of one line.
    pub(super) fn named(label: &'a str) -> Self {
        Self { label, example: "", rows: 1, is_on: true }
    }
}

/// The fields of a first and a last day beside each other, each so wide; whether one was entered.
pub(super) fn two_days_ui(
    ui: &mut Ui,
    model: &Model,
    (from, to): (&mut Field, &mut Field),
    width: f32,
) -> bool {
    let column = column(ui);
    let mut is_entered = false;
    ui.horizontal_top(|ui| {
        for (label, field) in [(Say::FieldFirstDay, from), (Say::FieldLastDay, to)] {
            ui.allocate_ui_with_layout(egui::vec2(width, 0.0), column, |ui| {
                ui.set_width(width);
                let label = model.speech.say(label);
                is_entered |= free_text_ui(ui, field, FreeText::named(&label)).is_submitted;
            });
        }
    });
    is_entered
}

/// A field of free text under its label; what was typed is in `field` then.
pub(super) fn free_text_ui(ui: &mut Ui, field: &mut Field, text: FreeText<'_>) -> Shown {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(1.0));
    text_ui(ui, text.label, -1, Weight::Strong);
    let id = ui.scope_id().with(("field", text.label));
    let is_rtl = is_mirrored(ui);
    let view =
        FieldView::new(field, id, text.label).rows(text.rows).rtl(is_rtl).enabled(text.is_on);
    let size = egui::vec2(ui.available_width(), view.height(ui));
    let (_, rect) = ui.allocate_space(size);
    let shown = view.show(ui, rect);
    for edit in &shown.edits {
        field.apply(edit);
    }
    if shown.response.gained_focus() {
        shown.response.scroll_to_me(None);
    }
    if !text.example.is_empty() {
        quiet_ui(ui, text.example);
    }
    shown
}
