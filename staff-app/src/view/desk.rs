//! The desk: my visitor at one side, the queue in the middle, the tables at the other side.

use app_kit::shell::State;
use app_kit::text::{Label, Paragraph};
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{Button, Mark, mark_ui};
use egui::{Align, CentralPanel, Frame, Panel, Ui};
use lucide_icons::Icon;

use super::{ViewState, bar, card, ended, menu, parts, queue, tables};
use crate::commands::Command;
use crate::model::{Action, Drafts, Model};
use crate::words::Say;

/// Narrower than this, in points, the tables fold into the queue's column.
const FOLDS_BELOW: f32 = 1120.0;

/// Lower than this, in points, what has ended folds away with the tables.
const SHORT_BELOW: f32 = 380.0;

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let bright = Theme::of(ui.ctx());
    let is_folded = ui.available_width() < FOLDS_BELOW;
    let is_mirrored = parts::is_mirrored(ui);
    let main = match (is_folded, ui.available_width()) {
        (false, _) => 376.0,
        // Large text in a small window: half for each.
        (true, width) => (width * 0.53).min(352.0),
    };
    Panel::top("top").frame(plain(&bright)).show_separator_line(true).show(ui, |ui| {
        parts::in_reading_order(ui, model, |ui| top_ui(ui, model, state, actions));
    });
    if parts::has_banners(model) {
        Panel::top("banners").frame(plain(&bright)).show_separator_line(false).show(ui, |ui| {
            parts::in_reading_order(ui, model, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                parts::banners_ui(ui, model, actions);
            });
        });
    }
    Panel::bottom("bar").frame(plain(&bright)).show_separator_line(true).show(ui, |ui| {
        parts::in_reading_order(ui, model, |ui| bar::bar_ui(ui, model, main, actions));
    });

    // What may be old is dimmed, all of it but what says so.
    if !model.is_live() {
        bright.dimmed().put(ui.ctx());
    }
    let theme = Theme::of(ui.ctx());
    let (mine, others) = if is_mirrored {
        (Panel::right("mine"), Panel::left("tables"))
    } else {
        (Panel::left("mine"), Panel::right("tables"))
    };
    mine.frame(column(&theme)).exact_size(main).resizable(false).show_separator_line(true).show(
        ui,
        |ui| {
            parts::in_reading_order(ui, model, |ui| card::column_ui(ui, model, actions));
        },
    );
    if !is_folded {
        others
            .frame(column(&theme))
            .exact_size(280.0)
            .resizable(false)
            .show_separator_line(true)
            .show(ui, |ui| {
                parts::in_reading_order(ui, model, |ui| tables::column_ui(ui, model, actions));
            });
    }
    CentralPanel::default().frame(column(&theme)).show(ui, |ui| {
        parts::in_reading_order(ui, model, |ui| {
            middle_ui(ui, model, drafts, state, is_folded, actions);
        });
    });
    bright.put(ui.ctx());
}

/// The queue over what has ended; in a narrow window the tables when they are wanted.
fn middle_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    state: &mut ViewState,
    is_folded: bool,
    actions: &mut Vec<Action>,
) {
    let shows_tables = is_folded && state.shows_tables;
    if shows_tables {
        let text = model.speech.say(Say::BackToQueue);
        let key = Command::Tables.row().key.and_then(|key| parts::key_text(model, key));
        let icon = if parts::is_mirrored(ui) { Icon::ArrowRight } else { Icon::ArrowLeft };
        let mut back = Button::new(&text).icon(icon);
        if let Some(key) = &key {
            back = back.key(key);
        }
        if ui.add(back).clicked() {
            state.shows_tables = false;
        }
    } else if is_folded && ui.available_height() < SHORT_BELOW {
        queue::column_ui(ui, model, drafts, state, is_folded, actions);
        return;
    }
    let height = if shows_tables {
        ui.available_height() * 0.4
    } else {
        (ui.available_height() * 0.3).clamp(120.0, 220.0)
    };
    Panel::bottom("ended")
        .frame(Frame::new())
        .exact_size(height)
        .resizable(false)
        .show_separator_line(false)
        .show(ui, |ui| {
            parts::in_reading_order(ui, model, |ui| ended::part_ui(ui, model, actions));
        });
    CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
        parts::in_reading_order(ui, model, |ui| {
            if shows_tables {
                tables::column_ui(ui, model, actions);
            } else {
                queue::column_ui(ui, model, drafts, state, is_folded, actions);
            }
        });
    });
}

fn plain(theme: &Theme) -> Frame {
    Frame::new().fill(theme.palette.ground)
}

fn column(theme: &Theme) -> Frame {
    Frame::new().fill(theme.palette.ground).inner_margin(theme.margin(4.0))
}

fn top_ui(ui: &mut Ui, model: &Model, state: &mut ViewState, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    Frame::new().inner_margin(theme.margins(4.0, 1.5)).show(ui, |ui| {
        let whole = ui.max_rect();
        let is_mirrored = parts::is_mirrored(ui);
        let row = ui.horizontal(|ui| {
            title_ui(ui, model);
            let begin = ui.min_rect();
            let trailing = parts::trailing(ui);
            let end = ui
                .with_layout(trailing, |ui| {
                    menu::menu_ui(ui, model, state, actions);
                    connection_ui(ui, model);
                    ui.min_rect()
                })
                .inner;
            if is_mirrored { (end.right(), begin.left()) } else { (begin.right(), end.left()) }
        });
        // In the middle of the window, or of what is left where that is not enough; in fewer words
        // where even that is not.
        let (from, to) = row.inner;
        let (least, most) = (from + theme.space(4.0), to - theme.space(4.0));
        let line = |text: &str| -> f32 {
            let is_rtl = model.speech.is_rtl();
            let line = Paragraph::new(text, theme.size(0), Weight::Regular).sentence(is_rtl);
            line.width(ui.ctx())
        };
        let fitting = status_words(model)
            .into_iter()
            .map(|text| (line(&text), text))
            .find(|(width, _)| *width <= most - least);
        if let Some((width, text)) = fitting {
            let x = (whole.center().x - width / 2.0).clamp(least, most - width);
            let size = egui::vec2(width, theme.size(0) * 1.4);
            let y = row.response.rect.center().y - size.y / 2.0;
            let place = egui::Rect::from_min_size(egui::pos2(x, y), size);
            ui.put(place, Label::sentence(&text, model.speech).in_width(width, Align::Min));
        }
    });
}

/// "7 waiting · longest 14 min · newcomers wait about 10–20 min", and shorter.
fn status_words(model: &Model) -> Vec<String> {
    let speech = model.speech;
    let count = u64::try_from(model.waiting_count()).unwrap_or(u64::MAX);
    let mut parts = vec![speech.say(Say::Waiting { count })];
    parts.extend(model.opening_words());
    parts.extend(model.longest_wait_ms().map(|ms| {
        let length = speech.length(ms);
        speech.say(Say::Longest { length: &length })
    }));
    let estimate = speech.estimate(model.mirror.facts.waiting.wait);
    parts.extend(estimate.map(|wait| speech.say(Say::Newcomers { wait: &wait })));
    (1..=parts.len()).rev().map(|count| parts[..count].join(" · ")).collect()
}

fn connection_ui(ui: &mut Ui, model: &Model) {
    let (mark, word) = match model.standing() {
        State::Live => (Mark::Serving, Say::StateLive),
        State::Asking | State::Connecting => (Mark::Free, Say::StateConnecting),
        State::Stale { .. } => (Mark::Offline, Say::StateSilent),
        State::Away { .. } | State::Unsaved => (Mark::Offline, Say::StateAway),
        State::Setup(_) => (Mark::Offline, Say::StateRefused),
    };
    parts::quiet_ui(ui, &model.speech.say(word));
    mark_ui(ui, mark);
}

/// Whose desk this is, which table and who sits there.
fn title_ui(ui: &mut Ui, model: &Model) {
    let organisation = &model.mirror.facts.organisation;
    let title = if organisation.is_empty() { "Walkup" } else { organisation };
    parts::text_ui(ui, title, 0, Weight::Strong);
    let table = match model.mirror.seat {
        Some(seat) => model.table_name(seat),
        None => model.speech.say(Say::NoTableHere),
    };
    let place: Vec<&str> = [table.as_str()].into_iter().chain(model.my_name()).collect();
    parts::quiet_ui(ui, &format!("· {}", place.join(" · ")));
}
