//! My visitors: the one that the keys act on in full, the others as lines to choose from.

use app_kit::text::paragraph::Paragraph;
use app_kit::text::times;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button};
use egui::{Align2, CentralPanel, Frame, Panel, Rect, RichText, Sense, Ui, Vec2, WidgetInfo};
use lucide_icons::Icon;
use shared::mirror::Held;
use shared::ticket::Source;

use super::{menu, parts};
use crate::commands::{Command, On, Place, Subject};
use crate::model::{Action, Model};
use crate::words::Say;

pub(super) fn column_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    parts::heading_ui(ui, &speech.say(Say::NowServing));
    ui.add_space(theme.space(1.0));
    let Some(current) = model.current() else {
        let (title, why) = match model.mirror.seat {
            Some(_) => (Say::NobodyYet, Say::NobodyYetWhy),
            None => (Say::NoTableHere, Say::NoTableHereWhy),
        };
        parts::nothing_ui(ui, &speech.say(title), &speech.say(why));
        return;
    };
    // What is pressed never scrolls away: it stands below what is read.
    Panel::bottom("card actions")
        .frame(Frame::new())
        .resizable(false)
        .show_separator_line(false)
        .show(ui, |ui| {
            parts::in_reading_order(ui, model, |ui| actions_ui(ui, model, current, actions));
        });
    CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
        let scroll = egui::ScrollArea::vertical().id_salt("my visitors").auto_shrink(false);
        scroll.show(ui, |ui| {
            parts::in_reading_order(ui, model, |ui| {
                card_ui(ui, model, current, actions);
                let mine = model.mine();
                let others: Vec<&&Held> =
                    mine.iter().filter(|held| held.ticket.id != current.ticket.id).collect();
                if !others.is_empty() {
                    ui.add_space(theme.space(1.0));
                    parts::heading_ui(ui, &speech.say(Say::MyOthers));
                }
                for held in others {
                    line_ui(ui, model, held, actions);
                }
            });
        });
    });
}

fn card_ui(ui: &mut Ui, model: &Model, held: &Held, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette;
    let ticket = &held.ticket;
    let speech = model.speech;
    let is_small = ui.available_height() < 300.0;
    widgets::card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let number = held.label();
            let look = (if is_small { 4 } else { 6 }, Weight::Heavy);
            parts::copyable_ui(ui, model, &number, look, palette.text, actions);
            let size = egui::vec2(ui.available_width(), ui.min_rect().height());
            let (_, place) = ui.allocate_space(size);
            times_ui(ui, model, held, place);
        });
        // A name that must be called out is always whole. Who told none is called by number.
        if let Some(name) = held.name() {
            let look = (2, Weight::Strong);
            parts::copyable_ui(ui, model, name, look, palette.text, actions);
        }
        if let Some(contact) = &held.about.contact {
            let look = (1, Weight::Regular);
            parts::copyable_ui(ui, model, contact, look, palette.text, actions);
        }
        if let Some(service) = model.service_of(held) {
            parts::text_ui(ui, service, 0, Weight::Strong);
        }
        if held.about.arrived.is_some() {
            parts::quiet_ui(ui, &speech.say(Say::IsHere));
        }
        if !ticket.email.is_empty() {
            let look = (0, Weight::Regular);
            parts::copyable_ui(ui, model, &ticket.email, look, palette.quiet, actions);
        }
        if let Some(reason) = model.reason_words(held) {
            parts::text_ui(ui, &speech.say(Say::ReasonIs { reason }), 0, Weight::Regular);
        }
        if held.about.source == Some(Source::Staff) {
            parts::quiet_ui(ui, &speech.say(Say::QueuedByStaff));
        }
        if let Some(note) = &held.about.note {
            ui.horizontal_top(|ui| {
                let icon = Icon::StickyNote.unicode().to_string();
                ui.label(RichText::new(icon).color(palette.quiet));
                let column = parts::column(ui);
                ui.with_layout(column, |ui| parts::written_ui(ui, note));
            });
        }
    });
}

/// How long my visitor has been served, and how long they waited before.
fn times_ui(ui: &Ui, model: &Model, held: &Held, place: Rect) {
    let theme = Theme::of(ui.ctx());
    let speech = model.speech;
    let calls = held.about.calls.unwrap_or(1);
    let said = match held.about.claimed {
        None => {
            let length = speech.length(model.wait_ms(held));
            speech.say(Say::HereFor { length: &length })
        }
        Some(_) if calls > 1 => speech.say(Say::CalledTimes { count: u64::from(calls) }),
        Some(claimed) => {
            let length = speech.length(claimed - held.ticket.start.as_second() * 1000);
            speech.say(Say::Waited { length: &length })
        }
    };
    let middle = place.top() + place.height() * 0.52;
    let far = Align2::RIGHT_CENTER;
    if let Some(claimed) = held.about.claimed {
        let timer = times::timer(model.now().ms - claimed);
        let text = Paragraph::new(&timer, theme.size(2), Weight::Strong).one_line();
        // As high as its line, however small the number beside it is.
        let above = place.with_max_y(middle).with_min_y(middle - theme.size(2) * 1.3);
        text.paint(ui, above, far, theme.palette.text);
    }
    let text = Paragraph::new(&said, theme.size(0), Weight::Regular)
        .sentence(speech.is_rtl())
        .lines(2)
        .down_to(0.8);
    text.paint(ui, place.with_min_y(middle), far, theme.palette.quiet);
    let response = ui.interact(place, ui.scope_id().with("times"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Label, true, &said));
}

/// What can be done with my visitor.
fn actions_ui(ui: &mut Ui, model: &Model, held: &Held, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let of = Subject::Ticket(held.ticket.id);
    let is_pending = model.is_pending(held.ticket.id);
    let gap = ui.spacing().item_spacing.x;
    let whole = ui.available_width();
    ui.add_space(theme.space(2.0));
    let offered: Vec<Command> =
        Command::at(Place::Card).filter(|command| model.is_offered(*command)).collect();
    // The first shares its line with what leads to the rest; the others stand below.
    let (first, others) = offered.split_at(offered.len().min(1));
    let is_tight = whole < 300.0;
    ui.add_enabled_ui(!is_pending, |ui| {
        ui.horizontal(|ui| {
            let more = (whole - gap) / 3.0;
            for command in first {
                let look = parts::CommandLook {
                    width: whole - gap - more,
                    is_pending,
                    has_no_key: is_tight,
                    has_no_icon: is_tight,
                    ..Default::default()
                };
                parts::command_ui(ui, model, *command, of, look, actions);
            }
            more_ui(ui, model, of, more, actions);
        });
        let width = (whole - gap * others.len().saturating_sub(1) as f32) / others.len() as f32;
        ui.horizontal(|ui| {
            for command in others {
                let look = parts::CommandLook {
                    width,
                    has_no_key: is_tight || width < theme.space(34.0),
                    has_no_icon: true,
                    ..Default::default()
                };
                parts::command_ui(ui, model, *command, of, look, actions);
            }
        });
    });
}

/// Everything that is done less often, under one button.
fn more_ui(ui: &mut Ui, model: &Model, of: Subject, width: f32, actions: &mut Vec<Action>) {
    let text = model.speech.say(Say::More);
    let response = ui.add(Button::new(&text).width(width));
    let of = |command: Command| match command.row().on {
        On::Desk => Subject::Desk,
        On::Mine | On::Chosen | On::ChosenOrMine | On::Given => of,
    };
    menu::commands_ui(&response, model, Place::More, of, &mut false, actions);
}

/// Another visitor of mine: pressed, the keys act on this one.
fn line_ui(ui: &mut Ui, model: &Model, held: &Held, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let ticket = &held.ticket;
    let number = held.label();
    let size = Vec2::new(ui.available_width(), theme.row);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        let said = Say::TurnTo { number: &number, name: model.visitor_of(held) };
        let name = model.speech.say(said);
        WidgetInfo::labeled(egui::accesskit::Role::Button, true, name)
    });
    let is_mirrored = parts::is_mirrored(ui);
    let painter = ui.painter();
    if response.hovered() {
        painter.rect_filled(rect, theme.corners(), theme.palette.raised);
    }
    painter.rect_stroke(rect, theme.corners(), theme.line(), egui::StrokeKind::Inside);
    if response.has_focus() {
        widgets::paint_focus(painter, &theme, rect);
    }
    let inner = rect.shrink2(Vec2::new(theme.space(3.0), 0.0));
    let gap = theme.space(2.0);
    let line = |text: &str, weight| {
        let text = Paragraph::new(text, theme.size(0), weight).one_line();
        text.width(ui.ctx())
    };
    let since = held.about.claimed.map(|claimed| model.speech.length(model.now().ms - claimed));
    let since = since.unwrap_or_default();
    let (first, last) = (line(&number, Weight::Strong), line(&since, Weight::Regular));
    let visitor = model.visitor_of(held).to_owned();
    let columns = [
        (inner.with_max_x(inner.left() + first), &number, Weight::Strong, theme.palette.text),
        (
            inner.with_min_x(inner.left() + first + gap).with_max_x(inner.right() - last - gap),
            &visitor,
            Weight::Regular,
            theme.palette.text,
        ),
        (inner.with_min_x(inner.right() - last), &since, Weight::Regular, theme.palette.quiet),
    ];
    for (place, text, weight, ink) in columns {
        let place = parts::turned(place, inner, is_mirrored);
        let text = Paragraph::new(text, theme.size(0), weight).one_line().down_to(1.0);
        text.paint(ui, place, Align2::LEFT_CENTER, ink);
    }
    let response = response.on_hover_text(model.speech.say(Say::TurnToTip));
    if response.clicked() {
        actions.push(Action::ShowOnCard(ticket.id));
    }
}
