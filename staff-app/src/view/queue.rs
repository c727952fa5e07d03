//! Who waits, who has waited longest on top.

use app_kit::theme::{Ink, Theme, Weight};
use app_kit::widgets::{Button, bars_ui};
use app_kit::words;
use egui::accesskit::Role;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align, Align2, EventFilter, Key, Layout, Painter, Pos2, Rect, RichText, Sense, Stroke,
    StrokeKind, TextEdit, Ui, UiBuilder, Vec2, WidgetInfo,
};
use lucide_icons::Icon;
use shared::ids::TicketId;
use shared::mirror::Held;

use super::{Glance, desk};
use crate::action::Action;
use crate::model::{Act, Band, Departing, Drafts, Model};

pub(super) fn show_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    glance: &mut Glance,
    is_folded: bool,
    acts: &mut Vec<Act>,
) {
    let theme = Theme::of(ui.ctx());
    ui.horizontal(|ui| {
        // The top of the window says how many wait, too; one must search where there is no room.
        let room = ui.available_width();
        let is_tight = room < theme.space(75.0);
        if room >= theme.space(60.0) {
            super::heading_ui(ui, &format!("Waiting · {}", model.waiting_count()));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if is_folded {
                let tables = if is_tight {
                    Button::new("").named("Tables")
                } else {
                    Button::new("Tables").key("V")
                };
                if ui.add(tables.icon(Icon::Users).quiet()).clicked() {
                    glance.shows_tables = true;
                }
            }
            search_ui(ui, drafts, glance, acts);
        });
    });
    ui.add_space(theme.space(1.0));
    if model.rows.is_empty() {
        if drafts.search.trim().is_empty() {
            desk::nothing_ui(ui, "Nobody is waiting", "New visitors appear here by themselves.");
        } else {
            desk::nothing_ui(ui, "Nobody like that is waiting", "Press Escape to see everybody.");
        }
        return;
    }
    let height = theme.space(11.0);
    ui.spacing_mut().item_spacing.y = theme.space(0.5);
    let mut scroll = egui::ScrollArea::vertical().id_salt("queue").auto_shrink(false);
    if std::mem::take(&mut glance.follow_chosen)
        && let Some(at) = model.chosen.and_then(|id| model.rows.iter().position(|row| *row == id))
    {
        scroll = scroll.vertical_scroll_offset(followed_offset(ui, at, height));
    }
    let output = scroll.show_rows(ui, height, model.rows.len(), |ui, range| {
        for id in &model.rows[range] {
            match (model.departing.get(id), model.mirror.tickets.get(id)) {
                (Some(departing), _) => departing_ui(ui, departing, height),
                (None, Some(held)) => row_ui(ui, model, held, height, glance, acts),
                (None, None) => {}
            }
        }
    });
    ui.data_mut(|data| {
        data.insert_temp(
            scroll_id(),
            (output.state.clamped_offset().y, output.inner_rect.height()),
        );
    });
}

fn scroll_id() -> egui::Id {
    egui::Id::unique("queue scroll")
}

/// The offset at which row `at` can be seen, as near to the present one as can be.
fn followed_offset(ui: &Ui, at: usize, height: f32) -> f32 {
    let (offset, view): (f32, f32) =
        ui.data(|data| data.get_temp(scroll_id())).unwrap_or((0.0, f32::INFINITY));
    let pitch = height + ui.spacing().item_spacing.y;
    let (top, bottom) = (at as f32 * pitch, at as f32 * pitch + height);
    if top < offset {
        top
    } else if bottom > offset + view {
        bottom - view
    } else {
        offset
    }
}

fn search_ui(ui: &mut Ui, drafts: &mut Drafts, glance: &mut Glance, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    let width = theme.space(56.0).min(ui.available_width() - theme.space(4.0)).max(80.0);
    let hint = RichText::new("Search   /").color(theme.palette.quiet);
    let field = TextEdit::singleline(&mut drafts.search)
        .hint_text(hint)
        .margin(theme.margins(2.5, 2.0))
        .desired_width(width);
    let response = ui.add(field);
    let is_on = response.enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, is_on, "Search the queue"));
    if std::mem::take(&mut glance.focus_search) {
        response.request_focus();
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        drafts.search.clear();
        acts.push(Act::Searched);
    }
    if response.changed() {
        acts.push(Act::Searched);
    }
}

/// Narrower than this, in points, a row has two lines and no reason.
const NARROW_BELOW: f32 = 430.0;

/// The columns of a row, so that every row has them in one place.
struct Columns {
    is_narrow: bool,
    number: Pos2,
    name: Rect,
    reason: Rect,
    bars: Pos2,
    word: Pos2,
    timer: Pos2,
}

fn columns(theme: &Theme, rect: Rect) -> Columns {
    let y = rect.center().y;
    let inner = rect.shrink2(Vec2::new(theme.space(3.0), 0.0));
    let number = inner.left();
    let name = number + theme.size(1) * 2.6;
    let timer = inner.right();
    if inner.width() < NARROW_BELOW {
        let (above, below) = (y - theme.size(0) * 0.7, y + theme.size(0) * 0.7);
        let end = timer - theme.size(0) * 4.4;
        let name = Rect::from_min_max(
            Pos2::new(name, rect.top()),
            Pos2::new(end, above * 2.0 - rect.top()),
        );
        let bars = Pos2::new(name.left(), below);
        return Columns {
            is_narrow: true,
            number: Pos2::new(number, y),
            name,
            reason: name.with_max_y(rect.bottom()),
            bars,
            word: bars + Vec2::new(theme.size(0) * 1.3, 0.0),
            timer: Pos2::new(timer, y),
        };
    }
    let bars = timer - theme.size(0) * 8.4;
    let word = bars + theme.size(0) * 1.1;
    let free = (bars - name).max(0.0);
    let reason = name + free * 0.58;
    let span = |from: f32, to: f32| {
        Rect::from_min_max(Pos2::new(from, rect.top()), Pos2::new(to, rect.bottom()))
    };
    Columns {
        is_narrow: false,
        number: Pos2::new(number, y),
        name: span(name, reason - theme.space(2.0)),
        reason: span(reason, bars - theme.space(2.0)),
        bars: Pos2::new(bars, y),
        word: Pos2::new(word, y),
        timer: Pos2::new(timer, y),
    }
}

fn row_ui(
    ui: &mut Ui,
    model: &Model,
    held: &Held,
    height: f32,
    glance: &mut Glance,
    acts: &mut Vec<Act>,
) {
    let theme = Theme::of(ui.ctx());
    let palette = &theme.palette;
    let ticket = &held.ticket;
    let wait = model.wait_ms(held);
    let band = model.band(wait);
    let is_chosen = model.chosen == Some(ticket.id);
    let is_pending = model.is_pending(ticket.id);

    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), height));
    let id = row_id(ticket.id);
    let response = ui.interact(rect, id, Sense::click());
    let reason = model.reason_words(held);
    response.widget_info(|| {
        let reason = reason.map(|reason| format!(", {reason}")).unwrap_or_default();
        let name = format!(
            "{}, {}{reason}, waited {}, {}",
            ticket.number(),
            ticket.name,
            words::length(wait),
            band.word()
        );
        WidgetInfo::selected(Role::Button, true, is_chosen, name)
    });
    if is_chosen && std::mem::take(&mut glance.focus_chosen) {
        response.request_focus();
    }
    if response.has_focus() {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        // The row that has the keyboard is the chosen one, however the keyboard came there.
        if !is_chosen && !glance.focus_chosen {
            acts.push(Act::Choose(Some(ticket.id)));
        }
        if ui.input(|input| input.key_pressed(Key::Enter)) {
            acts.push(Act::Accept(ticket.id));
        }
    }
    if response.double_clicked() {
        acts.push(Act::Accept(ticket.id));
    } else if response.clicked_by(egui::PointerButton::Primary)
        && ui.input(|input| input.pointer.any_released())
    {
        acts.push(Act::Choose(Some(ticket.id)));
        response.request_focus();
    }

    let is_near = ui.rect_contains_pointer(rect);
    let painter = ui.painter();
    if is_chosen || is_near {
        painter.rect_filled(rect, theme.corners(), palette.raised);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, theme.corners(), theme.focus_ring(), StrokeKind::Inside);
    }
    let at = columns(&theme, rect);
    let strong = theme.font(1, Weight::Strong);
    painter.text(at.number, Align2::LEFT_CENTER, ticket.number(), strong, palette.text);
    let shown = words::in_visual_order(&ticket.name);
    cut_text(painter, &theme, at.name, &shown, palette.text);

    let ink = match band {
        Band::Short => palette.quiet,
        Band::Long => palette.late,
        Band::TooLong => palette.too_late,
    };
    let bars = Rect::from_center_size(
        at.bars + Vec2::new(theme.size(0) * 0.42, 0.0),
        Vec2::splat(theme.size(0)),
    );
    // A child of its own, so that the next row still begins below this one.
    bars_ui(&mut ui.new_child(UiBuilder::new().max_rect(bars)), band as usize + 1, ink);
    let painter = ui.painter();
    let word = match band {
        Band::Short => "short",
        Band::Long => "long",
        Band::TooLong => "too long",
    };
    let small = theme.font(-1, Weight::Regular);
    painter.text(at.word, Align2::LEFT_CENTER, word, small, ink);
    let timer = theme.font(0, Weight::Strong);
    painter.text(at.timer, Align2::RIGHT_CENTER, words::timer(wait), timer, palette.text);

    if at.is_narrow {
        // There is no room for both, so the name stands until the row is chosen.
        if is_chosen || is_pending {
            let cover = at.reason.expand2(Vec2::new(2.0, -3.0));
            ui.painter().rect_filled(cover, 0.0, palette.raised);
            buttons_ui(ui, model, ticket.id, is_pending, at.reason, acts);
        }
    } else if is_chosen || is_near || is_pending {
        let room = at.reason.with_min_x(at.name.center().x);
        buttons_ui(ui, model, ticket.id, is_pending, room, acts);
    } else {
        let mark = held.about.note.as_ref().map(|_| format!("{} ", Icon::StickyNote.unicode()));
        let text = format!(
            "{}{}",
            mark.unwrap_or_default(),
            words::in_visual_order(reason.unwrap_or_default())
        );
        cut_text(ui.painter(), &theme, at.reason, &text, palette.quiet);
    }
}

/// Accept and Left, where the reason stands otherwise.
fn buttons_ui(
    ui: &mut Ui,
    model: &Model,
    id: TicketId,
    is_pending: bool,
    room: Rect,
    acts: &mut Vec<Act>,
) {
    let theme = Theme::of(ui.ctx());
    let room = room.shrink2(Vec2::new(0.0, theme.space(1.0)));
    let has_room_for_keys = room.width() > theme.space(45.0);
    let layout = Layout::right_to_left(Align::Center);
    let ui = &mut ui.new_child(UiBuilder::new().max_rect(room).layout(layout));
    {
        let number = id.number();
        let is_on = model.is_live();
        let mut press = |ui: &mut Ui, action: Action, act: Act, key: bool| {
            let mut button = Button::new(action.text())
                .pending(is_pending && action == Action::Accept)
                .named(format!("{} {number}", action.text()));
            if let (true, Some(key)) = (key, action.key_text()) {
                button = button.key(key);
            }
            let tip = format!("{} · {}", action.tip(), action.key_text().unwrap_or_default());
            let is_on = is_on && (!is_pending || action == Action::Accept);
            if ui.add_enabled(is_on, button).on_hover_text(tip).clicked() {
                acts.push(act);
            }
        };
        let is_chosen = model.chosen == Some(id) && has_room_for_keys;
        if Action::Left.is_offered(model) {
            press(ui, Action::Left, Act::Left(id), is_chosen);
        }
        press(ui, Action::Accept, Act::Accept(id), is_chosen);
    }
}

/// A row that is leaving: where it stood, with where it went.
fn departing_ui(ui: &mut Ui, departing: &Departing, height: f32) {
    let theme = Theme::of(ui.ctx());
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    let ticket = &departing.held.ticket;
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("{} {}", ticket.number(), departing.why))
    });
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_live(egui::accesskit::Live::Polite);
    });
    let at = columns(&theme, rect);
    let painter = ui.painter();
    let dashed = Stroke::new(1.0, theme.palette.line);
    painter.rect_stroke(rect, theme.corners(), dashed, StrokeKind::Inside);
    let quiet = theme.palette.quiet;
    painter.text(
        at.number,
        Align2::LEFT_CENTER,
        ticket.number(),
        theme.font(1, Weight::Strong),
        quiet,
    );
    let text = format!("{} — {}", words::in_visual_order(&ticket.name), departing.why);
    let room = at.name.with_max_x(rect.right() - theme.space(2.0));
    cut_text(painter, &theme, room, &text, quiet);
}

/// One line at the left of its room, cut with an ellipsis where it has none.
fn cut_text(painter: &Painter, theme: &Theme, room: Rect, text: &str, ink: Ink) {
    let font = theme.font(0, Weight::Regular);
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, ink);
    job.wrap = TextWrapping::truncate_at_width(room.width());
    let galley = painter.layout_job(job);
    let place = Align2::LEFT_CENTER.anchor_size(room.left_center(), galley.size());
    painter.galley(place.min, galley, ink);
}

/// The id of a row, so that the keyboard finds it again after a scroll.
pub fn row_id(ticket: TicketId) -> egui::Id {
    egui::Id::unique(("waiting", ticket))
}
