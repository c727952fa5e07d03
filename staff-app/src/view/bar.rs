//! The bottom of the desk: the one thing to press, and beside it what just happened.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::accesskit::Live;
use egui::{Align2, Frame, Layout, Rect, Ui, UiBuilder, Vec2, WidgetInfo};
use lucide_icons::Icon;

use super::parts;
use crate::commands::{Command, Part, Place, Subject};
use crate::model::{Action, Model, Toast};
use crate::words::Say;

/// Narrower than this, in points, there is no room for the words on small buttons.
const NARROW_BELOW: f32 = 700.0;

/// How wide the button is at least, in points, where the window has room.
const MAIN: f32 = 424.0;

/// Draws the bar. `main` is as wide as the column of my visitor, under which the button stands.
pub(super) fn bar_ui(ui: &mut Ui, model: &Model, main: f32, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    Frame::new().inner_margin(theme.margins(4.0, 3.0)).show(ui, |ui| {
        let height = theme.row * 1.5;
        let size = Vec2::new(ui.available_width(), height);
        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        let is_mirrored = parts::is_mirrored(ui);
        let is_narrow = rect.width() < NARROW_BELOW;
        let split = (main - theme.space(8.0)).max(MAIN).min(rect.width() * 0.5);
        let gap = theme.space(4.0);
        let (first, second) = if is_mirrored {
            (rect.with_min_x(rect.right() - split), rect.with_max_x(rect.right() - split - gap))
        } else {
            (rect.with_max_x(rect.left() + split), rect.with_min_x(rect.left() + split + gap))
        };
        let at = |rect: Rect, layout: Layout| UiBuilder::new().max_rect(rect).layout(layout);
        let leading = parts::leading(ui);
        let trailing = parts::trailing(ui);
        ui.scope_builder(at(first, leading), |ui| main_ui(ui, model, first.width(), actions));
        ui.scope_builder(at(second, trailing), |ui| {
            let toast = model.toasts.last();
            if toast.is_none() || !is_narrow {
                keys_ui(ui, model, actions);
            }
            if let Some(toast) = toast {
                let width = ui.available_width();
                ui.allocate_ui_with_layout(Vec2::new(width, height), leading, |ui| {
                    toast_ui(ui, model, toast, width, actions);
                });
            }
        });
    });
}

/// The one thing to press.
fn main_ui(ui: &mut Ui, model: &Model, width: f32, actions: &mut Vec<Action>) {
    // Whoever works without a table has one thing to do before anything else.
    let command = match model.mirror.seat {
        Some(_) => Command::Next,
        None => Command::ChooseTable,
    };
    debug_assert!(matches!(command.row().place, Place::Bar | Place::Menu));
    let is_pending = model.is_calling();
    let is_idle = command == Command::Next && model.current().is_none();
    let nobody = is_idle && model.is_live() && model.waiting_count() == 0;
    let text = if nobody { model.speech.say(Say::NobodyWaits) } else { model.word(command) };
    let key = command.row().key.and_then(|key| parts::key_text(model, key));
    let button = Button::new(&text).primary().pending(is_pending).width(width).within(width);
    // In the largest form that has room; the arrow promises somebody.
    let theme = Theme::of(ui.ctx());
    let text_width =
        |steps: i32| Paragraph::new(&text, theme.size(steps), Weight::Strong).width(ui.ctx());
    let key_width = if key.is_some() { theme.base * 2.6 } else { 0.0 };
    let room = width - theme.space(16.0) - key_width;
    let arrow = if parts::is_mirrored(ui) { Icon::ArrowLeft } else { Icon::ArrowRight };
    let is_big = text_width(2) <= room;
    let button = if is_big { button.big() } else { button };
    let button = match &key {
        Some(key) if is_big || text_width(0) + key_width + theme.space(8.0) <= width => {
            button.key(key)
        }
        _ => button,
    };
    let has_arrow = command == Command::Next && !nobody && text_width(2) + theme.base * 2.2 <= room;
    let button = if has_arrow { button.icon(arrow) } else { button };
    let is_on = model.can_do(command) || is_pending;
    let response = ui.add_enabled(is_on, button).on_hover_text(parts::tip(model, command));
    if response.clicked() {
        actions.push(Action::Do(command, Subject::Desk));
    }
}

/// What just happened, across a page that has no other bar.
pub(super) fn toast_bar_ui(ui: &mut Ui, model: &Model, toast: &Toast, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    Frame::new().inner_margin(theme.margins(4.0, 1.0)).show(ui, |ui| {
        let width = ui.available_width();
        let leading = parts::leading(ui);
        ui.allocate_ui_with_layout(Vec2::new(width, theme.row * 1.5), leading, |ui| {
            toast_ui(ui, model, toast, width, actions);
        });
    });
}

fn keys_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let name = model.words(Command::Keys, Part::Text);
    let button = if ui.available_width() < Theme::of(ui.ctx()).space(110.0) {
        Button::new("").icon(Icon::Keyboard).quiet().named(&name)
    } else {
        Button::new(&name).icon(Icon::Keyboard).quiet()
    };
    if ui.add(button).on_hover_text(parts::tip(model, Command::Keys)).clicked() {
        actions.push(Action::Do(Command::Keys, Subject::Desk));
    }
}

/// What happened last and, where it can be, the button that takes it back.
fn toast_ui(ui: &mut Ui, model: &Model, toast: &Toast, width: f32, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let gap = ui.spacing().item_spacing.x;
    let can_undo = toast.can_undo() && model.is_live();
    let undo = model.words(Command::Undo, Part::Text);
    let key = Command::Undo.row().key.and_then(|key| parts::key_text(model, key));
    let has_words = width > 330.0;
    let undo_width = match (can_undo, has_words) {
        (false, _) => 0.0,
        (true, false) => theme.row + gap,
        (true, true) => {
            let text = Paragraph::new(&undo, theme.size(0), Weight::Strong).width(ui.ctx());
            text + theme.base * 5.2 + gap
        }
    };
    let room = (width - undo_width - theme.row - 2.0 * gap).max(theme.base * 3.0);
    let text = Paragraph::new(&toast.text, theme.size(0), Weight::Strong)
        .sentence(model.speech.is_rtl())
        .lines(3)
        .down_to(0.7);
    let height = theme.row * 1.5;
    let size = text.fit(ui.ctx(), Vec2::new(room, height)).size();
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(size.x, size.y.min(height)), egui::Sense::hover());
    text.paint(ui, rect, Align2::LEFT_CENTER, theme.palette.text);
    let response = response.on_hover_text(&toast.text);
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Label, true, &toast.text));
    response.ctx.accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    if can_undo {
        let mut button = if has_words {
            Button::new(&undo).icon(Icon::Undo2)
        } else {
            Button::new("").icon(Icon::Undo2).named(&undo)
        };
        if let (true, Some(key)) = (has_words, &key) {
            button = button.key(key);
        }
        if ui.add(button).on_hover_text(parts::tip(model, Command::Undo)).clicked() {
            actions.push(Action::Undo(toast.id));
        }
    }
    let dismiss = model.speech.say(Say::Dismiss);
    if ui.add(Button::new("").icon(Icon::X).quiet().named(dismiss)).clicked() {
        actions.push(Action::Dismiss(toast.id));
    }
}
