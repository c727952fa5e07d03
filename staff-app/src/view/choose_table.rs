//! Which table is yours today.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{CLEAR, Theme, Weight};
use app_kit::widgets::{Button, Mark, paint_focus, paint_mark};
use egui::accesskit::Role;
use egui::{
    Align2, Context, Frame, Id, Rect, Response, Sense, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo,
};
use lucide_icons::Icon;
use shared::ids::TableNo;

use super::{ViewState, menu, parts};
use crate::model::{Action, Model, Seat, What};
use crate::words::Say;

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    parts::banners_ui(ui, model, actions);
    Frame::new().inner_margin(theme.margins(10.0, 8.0)).show(ui, |ui| {
        let top = ui.max_rect();
        let title = match model.my_name() {
            Some(name) => speech.say(Say::Hello { name }),
            None => speech.say(Say::ChooseYourTable),
        };
        parts::title_ui(ui, &title, 3);
        parts::quiet_ui(ui, &speech.say(Say::WhereDoYouSit));
        parts::quiet_ui(ui, &speech.say(Say::DigitsType));
        if let Some(problem) = &model.table_problem {
            ui.add_space(theme.space(2.0));
            parts::problem_ui(ui, problem);
        }
        // The ring around the first and the last row is inside of what scrolls.
        let ring = theme.space(2.0);
        ui.add_space(theme.space(4.0) - ring);
        let foot = theme.row + theme.space(4.0);
        let room = (ui.available_height() - foot).max(theme.space(30.0));
        egui::ScrollArea::vertical().auto_shrink(false).max_height(room).show(ui, |ui| {
            ui.add_space(ring);
            parts::in_reading_order(ui, model, |ui| seats_ui(ui, model, state, actions));
            ui.add_space(ring);
        });
        ui.add_space(theme.space(3.0) - ring);
        if model.may_work_without_table() {
            let text = speech.say(Say::WithoutTable);
            let button = Button::new(&text).icon(Icon::LayoutDashboard).quiet();
            let tip = speech.say(Say::WithoutTableTip);
            if ui.add_enabled(model.is_live(), button).on_hover_text(tip).clicked() {
                actions.push(Action::WorkWithoutTable);
            }
        }
        // Last, so that who comes by keyboard comes to the tables first.
        let corner = Rect::from_min_size(top.min, Vec2::new(top.width(), theme.row));
        let layout = parts::trailing(ui);
        ui.scope_builder(UiBuilder::new().max_rect(corner).layout(layout), |ui| {
            menu::menu_ui(ui, model, state, actions);
        });
    });
}

fn seats_ui(ui: &mut Ui, model: &Model, state: &mut ViewState, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let gap = theme.space(3.0);
    let least = theme.space(54.0);
    let across = ((ui.available_width() + gap) / (least + gap)).floor().max(1.0);
    let width = (ui.available_width() + gap) / across - gap;
    ui.spacing_mut().item_spacing = Vec2::splat(gap);
    let seats = model.seats();
    let first = seats.iter().find(|seat| seat.is_free()).map(|seat| seat.table);
    for row in seats.chunks(across as usize) {
        ui.horizontal(|ui| {
            for seat in row {
                let response = seat_ui(ui, model, seat, width);
                if Some(seat.table) == first && response.enabled() && model.is_live() {
                    state.focus_first_on(&response);
                }
                if response.clicked() {
                    actions.push(Action::Pick(seat.table));
                }
            }
        });
    }
}

/// The id of a table, so that a digit can give it the keyboard.
fn seat_id(table: TableNo) -> Id {
    Id::unique(("choose table", table))
}

/// Gives the keyboard to the table whose number was typed. A digit goes on with the number as long
/// as there is such a table, else it begins another. Where somebody sits at it nothing has the
/// keyboard, so that Enter does not sit down at the one before.
pub fn choose_by_digit(ctx: &Context, model: &Model, state: &mut ViewState, digit: char) {
    let seats = model.seats();
    let find = |typed: &str| {
        let table: u32 = typed.parse().ok()?;
        seats.iter().find(|seat| seat.table.0 == table)
    };
    state.typed_table.push(digit);
    if find(&state.typed_table).is_none() {
        state.typed_table = digit.to_string();
    }
    if let Some(seat) = find(&state.typed_table) {
        state.focus_first = false;
        ctx.memory_mut(|memory| match memory.focused() {
            _ if seat.is_free() => memory.request_focus(seat_id(seat.table)),
            Some(focused) => memory.surrender_focus(focused),
            None => {}
        });
    }
}

/// A table to sit down at.
fn seat_ui(ui: &mut Ui, model: &Model, seat: &Seat<'_>, width: f32) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = &theme.palette;
    let name = model.table_name(seat.table);
    let is_taken = !seat.is_free();
    let is_pending = model.is_requested(|what| *what == What::Pick(seat.table));
    let word = match (seat.name, is_taken, is_pending) {
        (_, _, true) => model.speech.say(Say::SittingDown),
        (Some(who), _, _) => who.to_owned(),
        (None, true, _) => model.speech.say(Say::TableTaken),
        (None, false, _) => model.speech.say(Say::NobodyThere),
    };
    let is_on = model.is_live() && !is_taken && !is_pending;
    let size = Vec2::new(width, theme.space(22.0));
    let sense = if is_on { Sense::click() } else { Sense::hover() };
    let (_, rect) = ui.allocate_space(size);
    let response = ui.interact(rect, seat_id(seat.table), sense);
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_on, format!("{name}, {word}")));
    let painter = ui.painter();
    let (fill, line) = if !is_on {
        (CLEAR, theme.hairline())
    } else if response.hovered() {
        (palette.raised, theme.line())
    } else {
        (palette.surface, theme.line())
    };
    painter.rect(rect, theme.corners(), fill, line, StrokeKind::Inside);
    if response.has_focus() {
        paint_focus(painter, &theme, rect);
    }
    let inner = rect.shrink(theme.space(4.0));
    let is_mirrored = parts::is_mirrored(ui);
    let ink = if is_taken { palette.quiet } else { palette.text };
    let side = theme.base * 0.8;
    let gap = theme.space(2.0);
    let corner = inner.left_bottom() - Vec2::new(0.0, side);
    let mark = Rect::from_min_size(corner, Vec2::splat(side));
    let line = Rect::from_x_y_ranges(
        mark.right() + gap..=inner.right(),
        mark.top() - side * 0.4..=mark.bottom() + side * 0.4,
    );
    let (mark, line) =
        (parts::turned(mark, inner, is_mirrored), parts::turned(line, inner, is_mirrored));
    // A long name stands smaller, and is cut only where that is not enough.
    let title = Paragraph::new(&name, theme.size(2), Weight::Strong).one_line().down_to(0.64);
    title.paint(ui, inner, Align2::LEFT_TOP, ink);
    paint_mark(ui.painter(), &theme, mark, if is_taken { Mark::Serving } else { Mark::Free });
    let word = Paragraph::new(&word, theme.size(0), Weight::Regular).one_line().down_to(0.8);
    word.paint(ui, line, Align2::LEFT_CENTER, palette.quiet);
    response
}
