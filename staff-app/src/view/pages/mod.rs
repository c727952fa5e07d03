//! The pages on which a desk is run: a rail with their names at one side, one page at the other.

mod devices;
mod files;
mod health;
mod hours;
mod log;
mod people;
mod printing;
mod privacy;
mod reasons;
mod reports;
mod service;
mod services;
mod setting;
mod shared;
mod tables;
mod today;
mod week;
mod words;

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::accesskit::{Live, Role as Spoken};
use egui::{
    Align2, CentralPanel, Frame, Key, Panel, Response, ScrollArea, Sense, StrokeKind, Ui, Vec2,
    WidgetInfo,
};
use lucide_icons::Icon;

use super::{ViewState, bar, parts};
use crate::model::{Action, Ask, Drafts, Model};
use crate::pages::PageKind;
use crate::words::PageSay;

/// The most that the content of a page is wide, in points.
const MOST: f32 = 640.0;

/// How wide the rail is, in points, where the window has room.
const RAIL: f32 = 184.0;

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    page: PageKind,
    drafts: &mut Drafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let bright = Theme::of(ui.ctx());
    let plain = Frame::new().fill(bright.palette.ground);
    state.is_escape_used = false;
    if parts::has_trouble(model) {
        Panel::top("banners").frame(plain).show_separator_line(false).show(ui, |ui| {
            parts::in_reading_order(ui, model, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                parts::trouble_ui(ui, model, actions);
            });
        });
    }
    let rail = RAIL.min(ui.available_width() * 0.3);
    let side = if parts::is_mirrored(ui) { Panel::right("rail") } else { Panel::left("rail") };
    side.frame(plain.inner_margin(bright.margins(2.0, 3.0)))
        .exact_size(rail)
        .resizable(false)
        .show_separator_line(true)
        .show(ui, |ui| {
            parts::in_reading_order(ui, model, |ui| rail_ui(ui, model, page, state, actions));
        });
    if let Some(toast) = model.toasts.last() {
        Panel::bottom("toast").frame(plain).show_separator_line(true).show(ui, |ui| {
            parts::in_reading_order(ui, model, |ui| bar::toast_bar_ui(ui, model, toast, actions));
        });
    }
    // What may be old is dimmed, all of it but what says so.
    if !model.is_live() {
        bright.dimmed().put(ui.ctx());
    }
    let theme = Theme::of(ui.ctx());
    CentralPanel::default().frame(plain).show(ui, |ui| {
        ScrollArea::vertical().id_salt(page).auto_shrink(false).show(ui, |ui| {
            Frame::new().inner_margin(theme.margins(6.0, 5.0)).show(ui, |ui| {
                parts::in_reading_order(ui, model, |ui| {
                    let whole = ui.available_width();
                    let is_wide = match page {
                        PageKind::Hours => whole >= hours::WIDE,
                        PageKind::Services => whole >= services::WIDE,
                        PageKind::Reports => true,
                        _ => false,
                    };
                    if !is_wide {
                        ui.set_max_width(whole.min(MOST));
                    }
                    head_ui(ui, model, page);
                    files::path_ui(ui, model, &mut drafts.pages, actions);
                    content_ui(ui, model, page, drafts, state, actions);
                    ui.add_space(theme.space(8.0));
                });
            });
        });
    });
    bright.put(ui.ctx());
    let is_escaped = ui.input(|input| input.key_pressed(Key::Escape));
    if is_escaped && !state.is_escape_used && !egui::Popup::is_any_open(ui.ctx()) {
        actions.push(Action::Page(Ask::Leave));
    }
}

/// Draws the page of its kind. A page that is new does not compile without its arm.
fn content_ui(
    ui: &mut Ui,
    model: &Model,
    page: PageKind,
    drafts: &mut Drafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let drafts = &mut drafts.pages;
    if page.row().shows_settings && !is_heard_ui(ui, model, model.pages.profile.is_some()) {
        return;
    }
    match page {
        PageKind::Today => today::page_ui(ui, model),
        PageKind::Reports => reports::page_ui(ui, model, drafts, actions),
        PageKind::People => people::page_ui(ui, model, drafts, state, actions),
        PageKind::Tables => tables::page_ui(ui, model, drafts, state, actions),
        PageKind::Reasons => reasons::page_ui(ui, model, drafts, state, actions),
        PageKind::Services => services::page_ui(ui, model, drafts, state, actions),
        PageKind::Hours => hours::page_ui(ui, model, drafts, state, actions),
        PageKind::Words => words::page_ui(ui, model, drafts, state, actions),
        PageKind::Devices => devices::page_ui(ui, model, drafts, state, actions),
        PageKind::Printing => printing::page_ui(ui, model, drafts, state, actions),
        PageKind::Privacy => privacy::page_ui(ui, model, drafts, state, actions),
        PageKind::Log => log::page_ui(ui, model, drafts, actions),
        PageKind::Health => health::page_ui(ui, model, actions),
    }
}

/// The names of the pages under the way back.
fn rail_ui(
    ui: &mut Ui,
    model: &Model,
    page: PageKind,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    ScrollArea::vertical().id_salt("rail").auto_shrink(false).show(ui, |ui| {
        parts::in_reading_order(ui, model, |ui| {
            ui.spacing_mut().item_spacing.y = theme.space(0.5);
            let arrow = if parts::is_mirrored(ui) { Icon::ArrowRight } else { Icon::ArrowLeft };
            let back = model.page_words(PageSay::BackToDesk);
            if item_ui(ui, arrow, &back, false).clicked() {
                actions.push(Action::Page(Ask::Leave));
            }
            ui.add_space(theme.space(2.0));
            for kind in PageKind::for_role(model.role()) {
                let name = model.page_words(kind.row().title);
                let response = item_ui(ui, kind.row().icon, &name, kind == page);
                if kind == page && std::mem::take(&mut state.focus_rail) {
                    response.request_focus();
                }
                if response.clicked() && kind != page {
                    actions.push(Action::Page(Ask::Open(kind)));
                }
            }
        });
    });
}

/// A line of the rail.
fn item_ui(ui: &mut Ui, icon: Icon, name: &str, is_chosen: bool) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = &theme.palette;
    let size = Vec2::new(ui.available_width(), theme.row);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Spoken::Button, true, is_chosen, name));
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if is_chosen {
        ui.painter().rect_filled(rect, theme.corners(), palette.accent_tint);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, theme.corners(), palette.raised);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, theme.corners(), theme.focus_ring(), StrokeKind::Inside);
    }
    let inner = rect.shrink2(Vec2::new(theme.space(2.0), 0.0));
    let is_mirrored = parts::is_mirrored(ui);
    let ink = if is_chosen { palette.text } else { palette.quiet };
    let weight = if is_chosen { Weight::Strong } else { Weight::Regular };
    let split = inner.left() + theme.space(6.5);
    let icon = icon.unicode().to_string();
    for (place, text, weight) in [
        (inner.with_max_x(split), icon.as_str(), Weight::Regular),
        (inner.with_min_x(split), name, weight),
    ] {
        let place = parts::turned(place, inner, is_mirrored);
        let line = Paragraph::new(text, theme.size(0), weight).one_line().down_to(0.7);
        line.paint(ui, place, Align2::LEFT_CENTER, ink);
    }
    response
}

/// The title of a page, what it is for, and what happened on it.
fn head_ui(ui: &mut Ui, model: &Model, page: PageKind) {
    let theme = Theme::of(ui.ctx());
    parts::title_ui(ui, &model.page_words(page.row().title), 2);
    parts::quiet_ui(ui, &model.page_words(page.row().why));
    if !model.is_admin() && !page.row().is_for_leads {
        parts::quiet_ui(ui, &model.page_words(PageSay::LeadReads));
    }
    ui.add_space(theme.space(2.0));
    if let Some(problem) = &model.pages.problem {
        parts::problem_ui(ui, problem);
    }
    if let Some(done) = &model.pages.done {
        done_ui(ui, done);
    }
}

/// What was done, said as soon as it appears.
fn done_ui(ui: &mut Ui, done: &str) {
    let response = parts::text_ui(ui, done, 0, Weight::Strong);
    response.ctx.accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
}

/// How long ago within a day, else which day.
fn since_words(model: &Model, now: i64, at: i64) -> String {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    if now - at < DAY_MS {
        return model.speech.ago(now - at);
    }
    model.speech.date(app_kit::text::times::local(at).date())
}

/// A heading of a part of a page, with room above it.
fn part_ui(ui: &mut Ui, text: &str) {
    ui.add_space(Theme::of(ui.ctx()).space(5.0));
    parts::heading_ui(ui, text);
}

/// Whether the server was heard yet; says that it is being asked, where it was not.
fn is_heard_ui(ui: &mut Ui, model: &Model, is_heard: bool) -> bool {
    if !is_heard && model.pages.problem.is_none() {
        parts::quiet_ui(ui, &model.page_words(PageSay::Loading));
    }
    is_heard
}

/// A button that does something on the server; it is off while that cannot be heard.
fn live_button_ui(ui: &mut Ui, model: &Model, button: Button<'_>) -> bool {
    ui.add_enabled(model.is_live(), button).clicked()
}
