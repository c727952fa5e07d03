//! The desk as it is now, for who looks after it.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Mark, mark_ui};
use egui::{Align2, Rect, Sense, Ui, Vec2, WidgetInfo};
use shared::mirror::{Held, TicketState};

use super::super::parts;
use super::super::tables::state_of;
use crate::model::pages::LaneNow;
use crate::model::{Model, Seat};
use crate::words::{ReportSay, Say};

pub(super) fn page_ui(ui: &mut Ui, model: &Model) {
    let theme = Theme::of(ui.ctx());
    let waiting = model.mirror.tickets.values();
    let waiting = waiting.filter(|held| held.state == TicketState::Waiting).count();
    let count = u64::try_from(waiting).unwrap_or(u64::MAX);
    parts::text_ui(ui, &model.speech.say(Say::Waiting { count }), 3, Weight::Strong);
    ui.add_space(theme.space(2.0));
    let lanes = model.lanes_now();
    if lanes.iter().any(|lane| lane.count > 0) {
        for lane in &lanes {
            lane_ui(ui, model, lane);
            widgets::parting_line_ui(ui);
        }
    }
    super::part_ui(ui, &model.speech.say(Say::TablesHeading));
    let seats = model.seats();
    let of = |wanted: Mark| {
        let count = seats.iter().filter(|seat| state_of(seat).0 == wanted).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    };
    let (serving, free, closed) = (of(Mark::Serving), of(Mark::Free), of(Mark::Offline));
    parts::quiet_ui(ui, &model.speech.say(ReportSay::TablesNow { serving, free, closed }));
    ui.add_space(theme.space(1.0));
    // Who is there comes first; the others are many at a large desk.
    let (there, away): (Vec<&Seat<'_>>, Vec<&Seat<'_>>) =
        seats.iter().partition(|seat| seat.name.is_some());
    for seat in there.into_iter().chain(away) {
        seat_ui(ui, model, seat);
        widgets::parting_line_ui(ui);
    }
}

/// A line of three columns: what it is about, how much, and since when.
fn line_ui(ui: &mut Ui, (first, second, third): (&str, &str, &str), mark: Option<Mark>) {
    let theme = Theme::of(ui.ctx());
    let size = Vec2::new(ui.available_width(), theme.row);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let words: Vec<&str> =
        [first, second, third].into_iter().filter(|word| !word.is_empty()).collect();
    let spoken = words.join(", ");
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Label, true, &spoken));
    let is_mirrored = parts::is_mirrored(ui);
    let indent = theme.base * 0.9 + theme.space(2.0);
    if let Some(mark) = mark {
        let at = parts::turned(rect.with_max_x(rect.left() + indent), rect, is_mirrored);
        let mut inner =
            ui.new_child(egui::UiBuilder::new().max_rect(at).layout(parts::leading(ui)));
        mark_ui(&mut inner, mark);
    }
    let rest = if mark.is_some() { rect.with_min_x(rect.left() + indent) } else { rect };
    let gap = theme.space(3.0);
    let (one, two) = (rest.left() + rest.width() * 0.32, rest.left() + rest.width() * 0.62);
    let between = |from: f32, to: f32| Rect::from_x_y_ranges(from..=to, rest.y_range());
    for (part, text, weight, ink) in [
        (between(rest.left(), one - gap), first, Weight::Strong, theme.palette.text),
        (between(one, two - gap), second, Weight::Regular, theme.palette.text),
        (between(two, rest.right()), third, Weight::Regular, theme.palette.quiet),
    ] {
        let place = parts::turned(part, rect, is_mirrored);
        let line = Paragraph::new(text, theme.size(0), weight).one_line().down_to(0.7);
        line.paint(ui, place, Align2::LEFT_CENTER, ink);
    }
}

fn lane_ui(ui: &mut Ui, model: &Model, lane: &LaneNow<'_>) {
    let count = model.speech.say(Say::Waiting { count: lane.count });
    let longest = lane.longest.map(|held| {
        let (number, length) = (held.label(), model.speech.length(model.wait_ms(held)));
        model.speech.say(ReportSay::LaneLongest { number: &number, length: &length })
    });
    let longest = longest.unwrap_or_default();
    if lane.name.is_empty() {
        // The one queue of the desk: how many wait stands above.
        let count = if model.has_services() { count.as_str() } else { "" };
        line_ui(ui, (&longest, count, ""), None);
    } else {
        line_ui(ui, (lane.name, &count, &longest), None);
    }
    if lane.is_untaken {
        parts::problem_ui(ui, &model.speech.say(ReportSay::NobodyTakesIt));
    }
}

fn seat_ui(ui: &mut Ui, model: &Model, seat: &Seat<'_>) {
    let (mark, state) = state_of(seat);
    let table = model.table_name(seat.table);
    let name = match seat.name {
        Some(_) if seat.is_mine => model.speech.say(Say::You),
        name => name.unwrap_or_default().to_owned(),
    };
    let state = match seat.serves.as_slice() {
        [] => model.speech.say(state),
        serves => {
            serves.iter().map(|held| serves_words(model, held)).collect::<Vec<_>>().join(" · ")
        }
    };
    line_ui(ui, (&table, &name, &state), Some(mark));
}

/// Whom a table serves and since when.
fn serves_words(model: &Model, held: &Held) -> String {
    let number = held.label();
    match held.about.claimed {
        Some(claimed) => {
            let (time, length) =
                (model.speech.clock(claimed), model.speech.length(model.now().ms - claimed));
            let (time, length) = (time.as_str(), length.as_str());
            model.speech.say(ReportSay::ServesSince { number: &number, time, length })
        }
        None => model.speech.say(Say::ServingOne { number: &number }),
    }
}
