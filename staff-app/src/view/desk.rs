//! The desk: my visitors on the left, the queue in the middle, the tables on the right.

use app_kit::link::State;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{Button, Mark, ToastAnswer, mark_ui, toast_ui};
use app_kit::words;
use egui::{Align, Align2, CentralPanel, Frame, Layout, Panel, RichText, Ui, Vec2};
use lucide_icons::Icon;

use super::{Glance, action_ui, banners_ui, ended, queue, serving, tables};
use crate::action::Action;
use crate::model::{Act, Drafts, Model};

/// Narrower than this, in points, the tables fold into the queue's column.
const FOLDS_BELOW: f32 = 1120.0;

/// What the link's state and the menu take at most, in steps of the grid.
const LINK_AND_MENU: f32 = 36.0;

/// What the keys' button takes at most, in steps of the grid.
const KEYS: f32 = 28.0;

/// Lower than this, in points, what has ended folds away with the tables.
const SHORT_BELOW: f32 = 380.0;

pub(super) fn show_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    glance: &mut Glance,
    acts: &mut Vec<Act>,
) {
    let bright = Theme::of(ui.ctx());
    let is_folded = ui.available_width() < FOLDS_BELOW;
    Panel::top("top").frame(plain(&bright)).show_separator_line(true).show(ui, |ui| {
        top_ui(ui, model, glance, acts);
    });
    if super::has_banners(model) {
        Panel::top("banners").frame(plain(&bright)).show_separator_line(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            banners_ui(ui, model, acts);
        });
    }
    Panel::bottom("next").frame(plain(&bright)).show_separator_line(true).show(ui, |ui| {
        next_ui(ui, model, acts);
    });

    // What may be old is dimmed, all of it but what says so.
    if !model.is_live() {
        bright.dimmed().put(ui.ctx());
    }
    let theme = Theme::of(ui.ctx());
    let left = match (is_folded, ui.available_width()) {
        (false, _) => 376.0,
        // Large text in a small window: half for each.
        (true, width) => (width * 0.53).min(352.0),
    };
    Panel::left("serving")
        .frame(column(&theme))
        .exact_size(left)
        .resizable(false)
        .show_separator_line(true)
        .show(ui, |ui| serving::show_ui(ui, model, acts));
    if !is_folded {
        Panel::right("tables")
            .frame(column(&theme))
            .exact_size(280.0)
            .resizable(false)
            .show_separator_line(true)
            .show(ui, |ui| tables::show_ui(ui, model, acts));
    }
    CentralPanel::default().frame(column(&theme)).show(ui, |ui| {
        if is_folded && glance.shows_tables {
            let back = Button::new("Back to the queue").icon(Icon::ArrowLeft).key("V");
            if ui.add(back).clicked() {
                glance.shows_tables = false;
            }
            Panel::bottom("ended")
                .frame(Frame::new())
                .exact_size(ui.available_height() * 0.4)
                .resizable(false)
                .show_separator_line(false)
                .show(ui, |ui| ended::show_ui(ui, model, acts));
            CentralPanel::default()
                .frame(Frame::new())
                .show(ui, |ui| tables::show_ui(ui, model, acts));
            return;
        }
        if ui.available_height() < SHORT_BELOW && is_folded {
            queue::show_ui(ui, model, drafts, glance, is_folded, acts);
            return;
        }
        Panel::bottom("ended")
            .frame(Frame::new())
            .exact_size((ui.available_height() * 0.3).clamp(120.0, 220.0))
            .resizable(false)
            .show_separator_line(false)
            .show(ui, |ui| ended::show_ui(ui, model, acts));
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
            queue::show_ui(ui, model, drafts, glance, is_folded, acts);
        });
    });
    bright.put(ui.ctx());
}

fn plain(theme: &Theme) -> Frame {
    Frame::new().fill(theme.palette.ground)
}

fn column(theme: &Theme) -> Frame {
    Frame::new().fill(theme.palette.ground).inner_margin(theme.margin(4.0))
}

fn top_ui(ui: &mut Ui, model: &Model, glance: &mut Glance, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    Frame::new().inner_margin(theme.margins(4.0, 1.5)).show(ui, |ui| {
        let whole = ui.max_rect();
        let row = ui.horizontal(|ui| {
            toast_or_title_ui(ui, model, acts);
            let left = ui.min_rect().right();
            let right = ui
                .with_layout(Layout::right_to_left(Align::Center), |ui| {
                    menu_ui(ui, model, glance, acts);
                    connection_ui(ui, model, &theme);
                    ui.min_rect().left()
                })
                .inner;
            (left, right)
        });
        let (left, right) = row.inner;
        // In the middle of the window, or of what is left where that is not enough; in fewer words
        // where even that is not.
        let (least, most) = (left + theme.space(4.0), right - theme.space(4.0));
        let font = theme.font(0, Weight::Regular);
        let fitting = status_words(model).into_iter().find_map(|text| {
            let galley =
                ui.painter().layout_no_wrap(text.clone(), font.clone(), theme.palette.text);
            (galley.size().x <= most - least).then_some((text, galley))
        });
        if let Some((text, galley)) = fitting {
            let width = galley.size().x;
            let x = (whole.center().x - width / 2.0).clamp(least, most - width);
            let place = egui::Rect::from_min_size(
                egui::pos2(x, row.response.rect.center().y - galley.size().y / 2.0),
                galley.size(),
            );
            ui.put(place, egui::Label::new(theme.text(text, 0, Weight::Regular)).extend());
        }
    });
}

/// "7 waiting · longest 14 min · newcomers wait about 10–20 min", and shorter.
fn status_words(model: &Model) -> Vec<String> {
    let mut parts = vec![match model.waiting_count() {
        0 => "Nobody waiting".to_owned(),
        count => format!("{count} waiting"),
    }];
    parts.extend(model.longest_wait_ms().map(|ms| format!("longest {}", words::length(ms))));
    let estimate = words::estimate(&model.mirror.facts.waiting);
    parts.extend(estimate.map(|estimate| format!("newcomers wait {estimate}")));
    (1..=parts.len()).rev().map(|count| parts[..count].join(" · ")).collect()
}

fn connection_ui(ui: &mut Ui, model: &Model, theme: &Theme) {
    let (mark, word) = match model.link {
        State::Online if model.is_live() => (Mark::Serving, "live"),
        State::Online | State::Connecting => (Mark::Free, "connecting"),
        State::Stale => (Mark::Offline, "silent"),
        State::Offline { .. } => (Mark::Offline, "offline"),
        State::Refused(_) => (Mark::Offline, "refused"),
    };
    ui.label(theme.quiet(word));
    mark_ui(ui, mark);
}

fn menu_ui(ui: &mut Ui, model: &Model, glance: &mut Glance, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    let button = ui.add(Button::new("").icon(Icon::Menu).quiet().named("Menu"));
    if std::mem::take(&mut glance.open_menu) {
        egui::Popup::open_id(ui.ctx(), egui::Popup::default_response_id(&button));
        glance.focus_menu = true;
    }
    egui::Popup::menu(&button).show(|ui| {
        ui.set_width(theme.space(64.0));
        ui.spacing_mut().item_spacing.y = theme.space(0.5);
        for action in Action::MENU {
            if !action.is_offered(model) {
                continue;
            }
            let is_on = model.is_live() || !action.needs_server();
            let text = format!("{}  {}", action.icon().unicode(), action.text());
            let mut item = egui::Button::new(theme.text(text, 0, Weight::Regular))
                .frame_when_inactive(false)
                .min_size(Vec2::new(ui.available_width(), theme.row));
            if let Some(key) = action.key_text() {
                item = item.shortcut_text(theme.quiet(key));
            }
            let response = ui.add_enabled(is_on, item);
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::accesskit::Role::Button, is_on, action.text())
            });
            if is_on && std::mem::take(&mut glance.focus_menu) {
                response.request_focus();
            }
            if response.on_hover_text(action.tip()).clicked() {
                acts.extend(action.act(model, glance.today));
                ui.close();
            }
        }
    });
}

/// The one thing to press.
fn next_ui(ui: &mut Ui, model: &Model, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    Frame::new().inner_margin(theme.margins(4.0, 3.0)).show(ui, |ui| {
        let width = theme.space(90.0);
        let height = theme.row * 1.5;
        let whole = ui.max_rect();
        let (rect, _) =
            ui.allocate_exact_size(Vec2::new(ui.available_width(), height), egui::Sense::hover());
        // In the middle where the keys' button beside it leaves room, else before it.
        let most = whole.width() - theme.space(KEYS);
        let size = Vec2::new(width.min(most), height);
        let mut place = Align2::CENTER_CENTER.align_size_within_rect(size, rect);
        let over = (place.right() - (whole.left() + most)).max(0.0);
        place = place.translate(Vec2::new(-over, 0.0));
        let is_pending = model.is_asked(|asked| *asked == crate::model::Asked::Next);
        let nobody = model.is_live() && model.waiting_count() == 0;
        let text = if nobody { "Nobody is waiting" } else { Action::Next.text() };
        let mut button = Button::new(text);
        if !nobody {
            // The arrow promises somebody.
            button = button.icon(Action::Next.icon());
        }
        let button = button.key("N").primary().big().pending(is_pending).width(place.width());
        let can = model.can_next() || is_pending;
        let response = ui
            .scope_builder(egui::UiBuilder::new().max_rect(place), |ui| ui.add_enabled(can, button))
            .inner
            .on_hover_text(Action::Next.tip());
        if response.clicked() {
            acts.push(Act::Next);
        }
        let keys =
            egui::UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center));
        ui.scope_builder(keys, |ui| {
            let response = action_ui(ui, model, Action::Keys, Button::quiet);
            if response.clicked() {
                acts.push(Act::Open(crate::model::SheetKind::Keys));
            }
        });
    });
}

/// What just happened, in the place of whose desk this is: of all that is in the window nobody needs
/// that in those seconds. Where several things happened the last is said; older ones are still in the
/// list of what ended.
fn toast_or_title_ui(ui: &mut Ui, model: &Model, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    if let Some(toast) = model.toasts.last() {
        let undo = toast.undo.filter(|_| model.is_live()).map(|_| "Z");
        let width = ui.available_width() - theme.space(LINK_AND_MENU);
        match toast_ui(ui, &toast.text, undo, width) {
            ToastAnswer::Kept => {}
            ToastAnswer::Undo => acts.push(Act::Undo(toast.id)),
            ToastAnswer::Dismissed => acts.push(Act::Dismiss(toast.id)),
        }
        return;
    }
    let organisation = &model.mirror.facts.organisation;
    let title = if organisation.is_empty() { "Walkup" } else { organisation };
    ui.label(theme.text(words::in_visual_order(title), 0, Weight::Strong));
    let table = model.mirror.seat.map(|seat| words::table(seat, &model.mirror.facts.names));
    let who = model.mirror.me.as_ref().map(|me| me.name.as_str());
    let place: Vec<&str> = table.as_deref().into_iter().chain(who).collect();
    ui.label(theme.quiet(format!("· {}", words::in_visual_order(&place.join(" · ")))));
}

/// A sentence where a list would be.
pub(super) fn nothing_ui(ui: &mut Ui, title: &str, text: &str) {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(2.0));
    ui.label(theme.text(title, 1, Weight::Strong));
    ui.label(RichText::new(text).font(theme.font(0, Weight::Regular)).color(theme.palette.quiet));
}
