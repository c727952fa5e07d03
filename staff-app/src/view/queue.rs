//! Who waits, whoever is next on top.

use app_kit::field::FieldView;
use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Ink, Theme, Weight};
use app_kit::widgets::{Button, bars_ui};
use egui::accesskit::Role;
use egui::{
    Align2, Context, EventFilter, Id, Key, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder,
    Vec2, WidgetInfo,
};
use lucide_icons::Icon;
use shared::ids::TicketId;
use shared::mirror::Held;

use super::{ViewState, parts};
use crate::commands::{Command, Part, Place as ButtonPlace, Subject};
use crate::model::{Action, Drafts, Leaving, Model, Setting, WaitLevel};
use crate::words::Say;

/// How high a row is, in steps of the grid.
const ROW: f32 = 11.0;

/// How far rows are apart, in steps of the grid.
const ROW_GAP: f32 = 0.5;

pub(super) fn column_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    state: &mut ViewState,
    is_folded: bool,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    ui.horizontal(|ui| {
        // The top of the window says how many wait, too; one must search where there is no room.
        let room = ui.available_width();
        let is_tight = room < theme.space(75.0);
        if room >= theme.space(60.0) {
            let count = u64::try_from(model.waiting_count()).unwrap_or(u64::MAX);
            parts::heading_ui(ui, &speech.say(Say::QueueHeading { count }));
        }
        let trailing = parts::trailing(ui);
        ui.with_layout(trailing, |ui| {
            if is_folded {
                let name = model.words(Command::Tables, Part::Text);
                let key = Command::Tables.row().key.and_then(|key| parts::key_text(model, key));
                let mut tables =
                    if is_tight { Button::new("").named(&name) } else { Button::new(&name) };
                if let (false, Some(key)) = (is_tight, &key) {
                    tables = tables.key(key);
                }
                if ui.add(tables.icon(Icon::Users).quiet()).clicked() {
                    state.shows_tables = true;
                }
            }
            search_ui(ui, model, drafts, state, actions);
        });
    });
    lanes_ui(ui, model, actions);
    ui.add_space(theme.space(1.0));
    if model.rows.is_empty() {
        let (title, why) = if drafts.search.text().trim().is_empty() {
            (Say::NobodyIsWaiting, Say::NewVisitorsAppear)
        } else {
            (Say::NobodyFound, Say::NobodyFoundWhy)
        };
        parts::nothing_ui(ui, &speech.say(title), &speech.say(why));
        return;
    }
    let height = theme.space(ROW);
    ui.spacing_mut().item_spacing.y = theme.space(ROW_GAP);
    let mut scroll = egui::ScrollArea::vertical().id_salt("queue").auto_shrink(false);
    if std::mem::take(&mut state.follow_chosen)
        && let Some(at) = model.chosen.and_then(|id| model.rows.iter().position(|row| *row == id))
    {
        scroll = scroll.vertical_scroll_offset(followed_offset(ui, at, height));
    }
    let output = scroll.show_rows(ui, height, model.rows.len(), |ui, range| {
        parts::in_reading_order(ui, model, |ui| {
            for id in &model.rows[range] {
                match (model.leaving.get(id), model.mirror.tickets.get(id)) {
                    (Some(leaving), _) => leaving_ui(ui, model, leaving, height),
                    (None, Some(held)) => row_ui(ui, model, held, height, state, actions),
                    (None, None) => {}
                }
            }
        });
    });
    ui.data_mut(|data| {
        data.insert_temp(
            scroll_id(),
            (output.state.clamped_offset().y, output.inner_rect.height()),
        );
    });
}

/// All who wait, or those for one service: each with how many there are.
fn lanes_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let offers = &model.mirror.facts.services.0;
    if offers.len() < 2 {
        return;
    }
    let theme = Theme::of(ui.ctx());
    let chosen = model.lane();
    let all = (None, model.speech.say(Say::AllServices), model.waiting_count() as u64);
    let each = offers.iter().map(|offer| {
        let id = &offer.service.id;
        let words = model.service_words(&offer.service);
        let text = match offer.service.prefix {
            Some(prefix) => format!("{prefix} {words}"),
            None => words.to_owned(),
        };
        (Some(id), text, model.waiting_for(id))
    });
    ui.add_space(theme.space(1.0));
    ui.horizontal_wrapped(|ui| {
        for (lane, text, count) in std::iter::once(all).chain(each) {
            let count = count.to_string();
            let name = format!("{text} {count}");
            let button = Button::new(&text).quiet().chosen(lane == chosen).tail(&count);
            let button = button.within(theme.space(60.0)).named(name);
            if ui.add(button).clicked() {
                actions.push(Action::Set(Setting::Lane(lane.cloned())));
            }
        }
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

/// How many rows a page of the queue has: those that are seen whole.
pub fn rows_in_sight(ctx: &Context) -> isize {
    let theme = Theme::of(ctx);
    let seen: Option<(f32, f32)> = ctx.data(|data| data.get_temp(scroll_id()));
    let pitch = theme.space(ROW) + theme.space(ROW_GAP);
    seen.map_or(1, |(_, height)| ((height / pitch) as isize).max(1))
}

/// The id of the field, so that a key can give it the keyboard.
pub fn search_id() -> Id {
    Id::unique("search the queue")
}

fn search_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    let width = theme.space(56.0).min(ui.available_width()).max(80.0);
    let name = speech.say(Say::SearchField);
    let key = Command::Search.row().key.and_then(|key| parts::key_text(model, key));
    let hint = match &key {
        Some(key) => format!("{}   {key}", speech.say(Say::SearchHint)),
        None => speech.say(Say::SearchHint),
    };
    let is_rtl = parts::is_mirrored(ui);
    let view = FieldView::new(&drafts.search, search_id(), &name).hint(&hint).rtl(is_rtl);
    let (_, rect) = ui.allocate_space(Vec2::new(width, view.height(ui)));
    let shown = view.show(ui, rect);
    if std::mem::take(&mut state.focus_search) {
        shown.response.request_focus();
    }
    let mut has_changed = false;
    for edit in &shown.edits {
        has_changed |= drafts.search.apply(edit);
    }
    if shown.response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        drafts.search.clear();
        has_changed = true;
    }
    if has_changed {
        actions.push(Action::SearchChanged);
    }
}

/// Narrower than this, in points, a row has two lines and no reason.
const NARROW_BELOW: f32 = 430.0;

/// The columns of a row, so that every row has them in one place.
struct Columns {
    is_narrow: bool,
    is_mirrored: bool,
    row: Rect,
    /// A mark at the very beginning: whoever is next.
    mark: Rect,
    number: Rect,
    name: Rect,
    reason: Rect,
    bars: Rect,
    word: Rect,
    length: Rect,
}

impl Columns {
    /// Divides a row as it is read from left to right, then turns it round where it is not.
    fn of(theme: &Theme, row: Rect, is_mirrored: bool, has_letters: bool) -> Self {
        let inner = row.shrink2(Vec2::new(theme.space(3.0), 0.0));
        let span = |from: f32, to: f32| {
            Rect::from_min_max(Pos2::new(from, row.top()), Pos2::new(to.max(from), row.bottom()))
        };
        let size = theme.size(0);
        let name = inner.left() + theme.size(1) * if has_letters { 3.5 } else { 2.6 };
        let is_narrow = inner.width() < NARROW_BELOW;
        let length = inner.right() - size * if is_narrow { 5.2 } else { 4.6 };
        let number = span(inner.left(), name);
        let mark = span(row.left(), row.left() + theme.space(1.0)).shrink2(Vec2::new(0.0, 4.0));
        let mut columns = if is_narrow {
            let middle = row.center().y;
            let above = span(name, length - theme.space(2.0)).with_max_y(middle);
            let below = above.translate(Vec2::new(0.0, middle - row.top()));
            let below = below.translate(Vec2::new(0.0, -theme.space(0.5)));
            let bars = below.with_max_x(below.left() + size * 1.2);
            Self {
                is_narrow,
                is_mirrored,
                row,
                mark,
                number,
                name: above.translate(Vec2::new(0.0, theme.space(0.5))),
                reason: span(name, length - theme.space(2.0)),
                bars,
                word: below.with_min_x(bars.right()),
                length: span(length, inner.right()),
            }
        } else {
            let word = length - size * 4.4;
            let bars = word - size * 1.3;
            let reason = name + (bars - name).max(0.0) * 0.56;
            Self {
                is_narrow,
                is_mirrored,
                row,
                mark,
                number,
                name: span(name, reason - theme.space(2.0)),
                reason: span(reason, bars - theme.space(2.0)),
                bars: span(bars, word),
                word: span(word, length),
                length: span(length, inner.right()),
            }
        };
        for part in [
            &mut columns.mark,
            &mut columns.number,
            &mut columns.name,
            &mut columns.reason,
            &mut columns.bars,
            &mut columns.word,
            &mut columns.length,
        ] {
            *part = parts::turned(*part, row, is_mirrored);
        }
        columns
    }
}

/// What a screen reader is told of a row.
fn row_name(model: &Model, held: &Held, level: WaitLevel) -> String {
    let speech = model.speech;
    let ticket = &held.ticket;
    let number = held.label();
    let visitor = model.visitor_of(held);
    let length = speech.length(model.wait_ms(held));
    let name = match model.about_words(held) {
        Some(reason) => speech.say(Say::RowNameReason {
            number: &number,
            name: visitor,
            reason: &reason,
            length: &length,
        }),
        None => speech.say(Say::RowName { number: &number, name: visitor, length: &length }),
    };
    let level = level_word(level, held.about.due.is_some()).map(|word| speech.say(word));
    let next = (model.next_up == Some(ticket.id)).then(|| speech.say(Say::IsNextUp));
    let due = model.due_words(held);
    [Some(name), due, level, next].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The word beside the bars; a short wait has neither. Where the desk has services they say whether
/// somebody is over due.
fn level_word(level: WaitLevel, has_services: bool) -> Option<Say<'static>> {
    match level {
        WaitLevel::TooLong if has_services => Some(Say::OverDue),
        WaitLevel::Long if has_services => Some(Say::DueSoon),
        WaitLevel::Short => None,
        WaitLevel::Long => Some(Say::WaitLong),
        WaitLevel::TooLong => Some(Say::WaitTooLong),
    }
}

fn row_ui(
    ui: &mut Ui,
    model: &Model,
    held: &Held,
    height: f32,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let palette = &theme.palette;
    let ticket = &held.ticket;
    let wait = model.wait_ms(held);
    let level = model.level_of(held);
    let is_chosen = model.chosen == Some(ticket.id);
    let is_pending = model.is_pending(ticket.id);
    let of = Subject::Ticket(ticket.id);

    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), height));
    let id = row_id(ticket.id);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Role::Button, true, is_chosen, row_name(model, held, level))
    });
    if is_chosen && std::mem::take(&mut state.focus_chosen) {
        response.request_focus();
    }
    if response.has_focus() {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        // The row that has the keyboard is the chosen one, however the keyboard came there.
        if !is_chosen && !state.focus_chosen {
            actions.push(Action::Choose(Some(ticket.id)));
        }
        if ui.input(|input| input.key_pressed(Key::Enter)) {
            actions.push(Action::Do(Command::Accept, of));
        }
        // Ctrl+C copies whom the row is about.
        if ui.input(|input| input.events.contains(&egui::Event::Copy)) {
            let text = [held.label(), model.visitor_of(held).to_owned(), ticket.email.clone()];
            actions.push(Action::Copy(text.join(" ").trim().to_owned()));
        }
    }
    if response.double_clicked() {
        actions.push(Action::Do(Command::Accept, of));
    } else if response.clicked_by(egui::PointerButton::Primary)
        && ui.input(|input| input.pointer.any_released())
    {
        actions.push(Action::Choose(Some(ticket.id)));
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
    let at = Columns::of(&theme, rect, parts::is_mirrored(ui), model.has_services());
    let mut number_place = at.number;
    if model.next_up == Some(ticket.id) {
        painter.rect_filled(at.mark, theme.space(0.5), palette.accent);
        let word = model.speech.say(Say::IsNextUp);
        let place = at.number.translate(Vec2::new(0.0, theme.size(0) * 0.85));
        line_ui(ui, place, &word, (-1, Weight::Strong), Align2::LEFT_CENTER, palette.accent);
        number_place = at.number.translate(Vec2::new(0.0, -theme.size(0) * 0.45));
    }
    let number = held.label();
    let strong = (1, Weight::Strong);
    line_ui(ui, number_place, &number, strong, Align2::LEFT_CENTER, palette.text);
    let regular = (0, Weight::Regular);
    wait_ui(ui, model, &at, held, level);
    let length = match wait {
        // In so many words there is no room here.
        ..60_000 => model.speech.say(Say::UnderAMinute),
        _ => model.speech.length(wait),
    };
    line_ui(ui, at.length, &length, (0, Weight::Strong), Align2::RIGHT_CENTER, palette.text);

    let shows_buttons = is_chosen || is_pending || is_near && !at.is_narrow;
    let mut name = at.name;
    if shows_buttons && at.is_narrow {
        // There is no room for both, so the name stands until the row is chosen.
        let cover = at.reason.expand2(Vec2::new(2.0, -3.0));
        ui.painter().rect_filled(cover, 0.0, palette.raised);
        buttons_ui(ui, model, ticket.id, is_pending, at.reason, actions);
    } else if shows_buttons {
        let room = if at.is_mirrored {
            at.reason.with_max_x(at.name.center().x)
        } else {
            at.reason.with_min_x(at.name.center().x)
        };
        let buttons = buttons_ui(ui, model, ticket.id, is_pending, room, actions);
        // The name has all that the buttons leave.
        name = if at.is_mirrored {
            name.with_min_x(buttons.right() + theme.space(2.0))
        } else {
            name.with_max_x(buttons.left() - theme.space(2.0))
        };
    } else if !at.is_narrow {
        let reason = model.about_words(held).unwrap_or_default();
        let mark = held.about.note.as_ref().map(|_| format!("{} ", Icon::StickyNote.unicode()));
        let text = format!("{}{reason}", mark.unwrap_or_default());
        line_ui(ui, at.reason, &text, regular, Align2::LEFT_CENTER, palette.quiet);
    }
    line_ui(ui, name, model.visitor_of(held), regular, Align2::LEFT_CENTER, palette.text);
}

/// The bars and the word of a long wait; of one that is not, when it is due.
fn wait_ui(ui: &mut Ui, model: &Model, at: &Columns, held: &Held, level: WaitLevel) {
    let theme = Theme::of(ui.ctx());
    let palette = &theme.palette;
    let Some(word) = level_word(level, held.about.due.is_some()) else {
        // Why somebody stands where they do.
        if let Some(due) = model.due_words(held) {
            let look = (-1, Weight::Regular);
            line_ui(ui, at.word, &due, look, Align2::LEFT_CENTER, palette.quiet);
        }
        return;
    };
    let ink = if level == WaitLevel::Long { palette.late } else { palette.too_late };
    let bars = Rect::from_center_size(at.bars.center(), Vec2::splat(theme.size(0)));
    // A child of its own, so that the next row still begins below this one.
    bars_ui(&mut ui.new_child(UiBuilder::new().max_rect(bars)), level as usize + 1, ink);
    let word = model.speech.say(word);
    line_ui(ui, at.word, &word, (-1, Weight::Regular), Align2::LEFT_CENTER, ink);
}

/// What can be done with a row, where the reason stands otherwise; the room that it takes.
fn buttons_ui(
    ui: &mut Ui,
    model: &Model,
    id: TicketId,
    is_pending: bool,
    room: Rect,
    actions: &mut Vec<Action>,
) -> Rect {
    let theme = Theme::of(ui.ctx());
    let has_room_for_keys = room.width() > theme.space(50.0);
    let is_chosen = model.chosen == Some(id);
    let layout = parts::trailing(ui);
    let room = room.shrink2(Vec2::new(0.0, theme.space(1.0)));
    let ui = &mut ui.new_child(UiBuilder::new().max_rect(room).layout(layout));
    let number = model.label(id);
    let offered: Vec<Command> =
        Command::at(ButtonPlace::Row).filter(|command| model.is_offered(*command)).collect();
    // The first is nearest to the name, and the row is filled from its end.
    for (at, command) in offered.into_iter().enumerate().rev() {
        let text = model.words(command, Part::Text);
        let name = model.speech.say(Say::OfTicket { text: &text, number: &number });
        let key = command.row().key.and_then(|key| parts::key_text(model, key));
        let key = key.filter(|_| is_chosen && has_room_for_keys);
        let mut button = Button::new(&text).pending(is_pending && at == 0).named(name);
        if let Some(key) = &key {
            button = button.key(key);
        }
        let is_on = model.can_do(command) && (!is_pending || at == 0);
        let response = ui.add_enabled(is_on, button).on_hover_text(parts::tip(model, command));
        if response.clicked() {
            actions.push(Action::Do(command, Subject::Ticket(id)));
        }
    }
    ui.min_rect()
}

/// A row that is leaving: where it stood, with where it went.
fn leaving_ui(ui: &mut Ui, model: &Model, leaving: &Leaving, height: f32) {
    let theme = Theme::of(ui.ctx());
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    let number = leaving.held.label();
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("{number} {}", leaving.why))
    });
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_live(egui::accesskit::Live::Polite);
    });
    let at = Columns::of(&theme, rect, parts::is_mirrored(ui), leaving.held.about.number.is_some());
    let painter = ui.painter();
    let line = Stroke::new(1.0, theme.palette.line);
    painter.rect_stroke(rect, theme.corners(), line, StrokeKind::Inside);
    let quiet = theme.palette.quiet;
    let left = Align2::LEFT_CENTER;
    line_ui(ui, at.number, &number, (1, Weight::Strong), left, quiet);
    let edge = theme.space(2.0);
    let why = if at.is_narrow {
        at.bars.union(at.word)
    } else {
        let from = parts::turned(at.reason, at.row, at.is_mirrored);
        parts::turned(from.with_max_x(at.row.right() - edge), at.row, at.is_mirrored)
    };
    line_ui(ui, at.name, model.visitor_of(&leaving.held), (0, Weight::Regular), left, quiet);
    line_ui(ui, why, &leaving.why, (0, Weight::Regular), left, quiet);
}

/// One line in its room, a little smaller or cut with an ellipsis where it has none.
fn line_ui(
    ui: &Ui,
    room: Rect,
    text: &str,
    (steps, weight): (i32, Weight),
    side: Align2,
    ink: Ink,
) {
    let theme = Theme::of(ui.ctx());
    let line = Paragraph::new(text, theme.size(steps), weight).one_line().down_to(0.88);
    line.paint(ui, room, side, ink);
}

/// The id of a row, so that the keyboard finds it again after a scroll.
pub fn row_id(ticket: TicketId) -> Id {
    Id::unique(("waiting", ticket))
}
