//! The queues of the desk: a row each, the chosen one open in place, and beside them what visitors
//! see at the kiosk.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button};
use egui::accesskit::Role as Spoken;
use egui::{Align2, Id, Key, Sense, StrokeKind, Ui, Vec2, WidgetInfo};
use lucide_icons::Icon;
use shared::profile::ProfileKey;
use shared::service::{Service, Takes};

use super::super::{ViewState, parts};
use super::reasons::moved_by;
use super::setting::{lock_ui, note_ui, status_ui};
use super::{MOST, live_button_ui, service};
use crate::model::pages::{Asked, Edit, ServiceEdit, ServicePart, Spot};
use crate::model::{Action, Ask, Model, PageDrafts};
use crate::words::{PageSay, Say};

/// From this width on, in points, the picture of the kiosk stands beside the services.
pub(super) const WIDE: f32 = 940.0;

/// How many buttons stand beside each other on the picture of the kiosk.
const ACROSS: usize = 2;

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let whole = ui.available_width();
    let all = model.set_services();
    if whole < WIDE {
        list_ui(ui, model, &all, drafts, state, actions);
        return;
    }
    let gap = theme.space(8.0);
    let column = parts::column(ui);
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(Vec2::new(MOST, 0.0), column, |ui| {
            ui.set_width(MOST);
            list_ui(ui, model, &all, drafts, state, actions);
        });
        ui.add_space(gap);
        let rest = (whole - MOST - 2.0 * gap).min(theme.space(84.0));
        ui.allocate_ui_with_layout(Vec2::new(rest, 0.0), column, |ui| {
            ui.set_width(rest);
            kiosk_ui(ui, model, &all);
        });
    });
}

fn list_ui(
    ui: &mut Ui,
    model: &Model,
    all: &[Service],
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    lock_ui(ui, model, &Spot::ServiceList);
    status_ui(ui, model, &Spot::ServiceList);
    if drafts.new_service.is_none() {
        note_ui(ui, model, &Spot::ServiceList, actions);
    }
    let by = moved_by(ui);
    for (at, service) in all.iter().enumerate() {
        let is_open = model.pages.open_service.as_deref() == Some(service.id.as_str());
        let is_new = drafts.added_service.as_deref() == Some(service.id.as_str());
        if is_new {
            drafts.added_service = None;
        }
        let row = Row { service, is_open, is_new, is_first: at == 0, is_last: at + 1 == all.len() };
        let has_keyboard = row_ui(ui, model, &row, actions);
        if let (Some(by), true) = (by, has_keyboard) {
            actions.push(change(service, ServiceEdit::Move(by)));
        }
        if is_open {
            let frame = egui::Frame::new().inner_margin(theme.margins(6.0, 2.0));
            frame.show(ui, |ui| service::open_ui(ui, model, service, drafts, state, actions));
        } else {
            // What was refused stays where it was asked for.
            let whole = Spot::Service(service.id.as_str().to_owned(), ServicePart::Whole);
            note_ui(ui, model, &whole, actions);
        }
    }
    if drafts.new_service.is_some() {
        new_ui(ui, model, drafts, state, actions);
        return;
    }
    if all.is_empty() {
        let title = model.page_words(PageSay::NoServices);
        parts::nothing_ui(ui, &title, &model.page_words(PageSay::NoServicesWhy));
    }
    ui.add_space(theme.space(2.0));
    let text = model.page_words(PageSay::AddService);
    let add = Button::new(&text).icon(Icon::Plus);
    if ui.add_enabled(model.can_change(ProfileKey::Services), add).clicked() {
        state.focus_first = true;
        actions.push(Action::Page(Ask::NewService(true)));
    }
}

/// A change of a service that is chosen.
pub(super) fn change(service: &Service, edit: ServiceEdit) -> Action {
    let id = service.id.as_str().to_owned();
    Action::Page(Ask::Change(Edit::Service(id, edit)))
}

struct Row<'a> {
    service: &'a Service,
    is_open: bool,
    /// Whether it was added just now.
    is_new: bool,
    is_first: bool,
    is_last: bool,
}

/// "within 20 min · Name · Stopped"
fn about(model: &Model, service: &Service) -> String {
    let mins = service.target_mins.to_string();
    let mut words = vec![model.asks_words(service.identity.kind)];
    words.push(model.page_words(PageSay::ServiceWithin { mins: &mins }));
    if !service.open {
        words.push(model.page_words(PageSay::ServiceStopped));
    } else if let Some(takes) = takes_words(model, service) {
        words.push(takes);
    }
    words.join(" · ")
}

/// That a service takes no tickets now, though it is open.
fn takes_words(model: &Model, service: &Service) -> Option<String> {
    let takes = model.offer_of(&service.id).and_then(|offer| offer.takes)?;
    match takes {
        Takes::Yes => None,
        Takes::Full => Some(model.page_words(PageSay::ServiceFullNow)),
        Takes::Today => Some(model.page_words(PageSay::ServiceNoMoreToday)),
    }
}

/// A row of the list, which opens and closes when it is pressed, and its place; whether the keyboard
/// is in it.
fn row_ui(ui: &mut Ui, model: &Model, row: &Row<'_>, actions: &mut Vec<Action>) -> bool {
    let theme = Theme::of(ui.ctx());
    let service = row.service;
    let name = model.service_words(service).to_owned();
    let can_change = model.can_change(ProfileKey::Services);
    // As wide as a button with an icon alone, and a little more.
    let side = theme.row + theme.space(1.0);
    let gap = ui.spacing().item_spacing.x;
    let size = Vec2::new(ui.available_width(), theme.row * 1.5);
    let mut ids: Vec<Id> = Vec::new();
    let leading = parts::leading(ui);
    ui.push_id(("service", service.id.as_str()), |ui| {
        ui.allocate_ui_with_layout(size, leading, |ui| {
            let width = ui.available_width() - 2.0 * (side + gap);
            let response = words_ui(ui, model, row, &name, Vec2::new(width, size.y));
            ids.push(response.id);
            if response.clicked() {
                let id = (!row.is_open).then(|| service.id.as_str().to_owned());
                actions.push(Action::Page(Ask::OpenService(id)));
            }
            for (icon, say, by, is_on) in [
                (Icon::ArrowUp, PageSay::MoveUp { name: &name }, -1, !row.is_first),
                (Icon::ArrowDown, PageSay::MoveDown { name: &name }, 1, !row.is_last),
            ] {
                let button = Button::new("").icon(icon).quiet().named(model.page_words(say));
                let response = ui.add_enabled(can_change && is_on, button);
                ids.push(response.id);
                if response.clicked() {
                    actions.push(change(service, ServiceEdit::Move(by)));
                }
            }
        });
    });
    ids.iter().any(|id| ui.memory(|memory| memory.has_focus(*id)))
}

/// The letter of a service, what it is called, and how it stands with it.
fn words_ui(ui: &mut Ui, model: &Model, row: &Row<'_>, name: &str, size: Vec2) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    let palette = &theme.palette;
    let service = row.service;
    let (_, rect) = ui.allocate_space(size);
    let id = Id::unique(("service row", service.id.as_str()));
    let response = ui.interact(rect, id, Sense::click());
    let about = about(model, service);
    let letter = service.prefix.map(|letter| letter.to_string());
    let spoken = [letter.as_deref(), Some(name), Some(&about)];
    let spoken: Vec<&str> = spoken.into_iter().flatten().collect();
    let spoken = spoken.join(", ");
    response.widget_info(|| WidgetInfo::selected(Spoken::Button, true, row.is_open, &spoken));
    if row.is_new {
        // What is said next stands below it.
        response.request_focus();
        response.scroll_to_me(Some(egui::Align::Min));
    } else if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.hovered() || row.is_open {
        ui.painter().rect_filled(rect, theme.corners(), palette.raised);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, theme.corners(), theme.focus_ring(), StrokeKind::Inside);
    }
    let inner = rect.shrink2(Vec2::new(theme.space(2.0), theme.space(1.0)));
    let is_mirrored = parts::is_mirrored(ui);
    let wide = theme.size(1) * 1.4;
    let ink = if service.open { palette.text } else { palette.quiet };
    if let Some(letter) = &letter {
        let place = inner.with_max_x(inner.left() + wide);
        let place = parts::turned(place, inner, is_mirrored);
        let line = Paragraph::new(letter, theme.size(1), Weight::Strong).one_line();
        line.paint(ui, place, Align2::CENTER_CENTER, ink);
    }
    let words = inner.with_min_x(inner.left() + wide + theme.space(2.0));
    let middle = words.center().y;
    for (place, text, weight, ink) in [
        (words.with_max_y(middle), name, Weight::Strong, ink),
        (words.with_min_y(middle), about.as_str(), Weight::Regular, palette.quiet),
    ] {
        let place = parts::turned(place, inner, is_mirrored);
        let line = Paragraph::new(text, theme.size(0), weight).one_line().down_to(0.75);
        line.paint(ui, place, Align2::LEFT_CENTER, ink);
    }
    response
}

/// The form for a new service: its words; the rest is said once it is there.
fn new_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let Some(field) = &mut drafts.new_service else { return };
    ui.add_space(theme.space(2.0));
    widgets::card(ui, |ui| {
        parts::heading_ui(ui, &model.page_words(PageSay::AddService));
        let label = model.page_words(PageSay::NewServiceWords);
        let words = parts::free_text_ui(ui, field, parts::FreeText::named(&label));
        state.focus_first_on(&words.response);
        note_ui(ui, model, &Spot::ServiceList, actions);
        ui.add_space(theme.space(2.0));
        ui.horizontal_wrapped(|ui| {
            let text = model.page_words(PageSay::AddServiceButton);
            let is_pending = model.is_asked(|asked| matches!(asked, Asked::Set { .. }));
            let add = Button::new(&text).primary().pending(is_pending);
            if live_button_ui(ui, model, add) || words.is_submitted {
                actions.push(Action::Page(Ask::AddService));
            }
            let text = model.speech.say(Say::NotNow);
            if ui.add(Button::new(&text).quiet().key("Esc")).clicked() {
                actions.push(Action::Page(Ask::NewService(false)));
            }
        });
    });
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        state.is_escape_used = true;
        actions.push(Action::Page(Ask::NewService(false)));
    }
}

/// A picture of the kiosk's buttons as they stand with what is set up.
fn kiosk_ui(ui: &mut Ui, model: &Model, all: &[Service]) {
    let theme = Theme::of(ui.ctx());
    let palette = &theme.palette;
    let open: Vec<&Service> = all.iter().filter(|service| service.open).collect();
    if open.is_empty() {
        return;
    }
    parts::heading_ui(ui, &model.page_words(PageSay::ServicesAtKiosk));
    let gap = theme.space(2.0);
    let is_mirrored = parts::is_mirrored(ui);
    widgets::card(ui, |ui| {
        let across = if open.len() > 1 { ACROSS } else { 1 };
        let rows = open.len().div_ceil(across);
        let height = theme.row * 1.9;
        let whole = rows as f32 * (height + gap) - gap;
        let (_, area) = ui.allocate_space(Vec2::new(ui.available_width(), whole));
        let width = (area.width() - gap * (across - 1) as f32) / across as f32;
        for (at, service) in open.into_iter().enumerate() {
            let step = Vec2::new(
                (at % across) as f32 * (width + gap),
                (at / across) as f32 * (height + gap),
            );
            let place = egui::Rect::from_min_size(area.min + step, Vec2::new(width, height));
            let place = parts::turned(place, area, is_mirrored);
            let takes = takes_words(model, service);
            let (fill, ink) = match takes {
                None => (palette.accent_tint, palette.text),
                Some(_) => (palette.raised, palette.quiet),
            };
            ui.painter().rect(place, theme.corners(), fill, theme.hairline(), StrokeKind::Inside);
            let inner = place.shrink(theme.space(1.5));
            let name = model.service_words(service);
            let (words, below) = match &takes {
                None => (inner, None),
                Some(takes) => {
                    let edge = inner.bottom() - theme.size(-1) * 1.4;
                    (inner.with_max_y(edge), Some((inner.with_min_y(edge), takes)))
                }
            };
            let line = Paragraph::new(name, theme.size(0), Weight::Strong).down_to(0.75);
            line.paint(ui, words, Align2::CENTER_CENTER, ink);
            if let Some((below, takes)) = below {
                let line = Paragraph::new(takes, theme.size(-1), Weight::Regular);
                line.one_line().down_to(0.75).paint(ui, below, Align2::CENTER_CENTER, ink);
            }
            let spoken = [Some(name), takes.as_deref()];
            let spoken: Vec<&str> = spoken.into_iter().flatten().collect();
            let spoken = spoken.join(", ");
            let id = Id::unique(("kiosk button", service.id.as_str()));
            let response = ui.interact(place, id, Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Spoken::Label, true, &spoken));
        }
    });
}
