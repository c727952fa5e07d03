//! Draws the board: the model's state in the plan's places, with the theme's colours.
//!
//! In reading order: [`board_ui`] (the whole of it), `band` (the calls), `cell` (a table),
//! `foot` (notice and status), [`waiting_ui`] and [`night_ui`] (when there is no board to show),
//! `text` (fitting words into places).

mod band;
mod cell;
mod foot;
mod text;

use std::f32::consts::TAU;
use std::time::Duration;

use app_kit::shell::Reason;
use app_kit::text::{Paragraph, Speech};
use app_kit::theme::{Ink, Theme, Weight, mix};
use egui::accesskit::Role;
use egui::{Align2, Pos2, Rect, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};
use shared::ids::TableNo;
use shared::message::DeskState;

use crate::layout::{Content, NUMBER, Plan, Screen};
use crate::model::{ANNOUNCED_FOR, Call, FADES, Freshness, Model, Now, Room};
use crate::words::Phrase;
use text::{Fit, ems, paint_block, paint_text};

/// What drawing needs besides the model.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The whole panel, in points.
    pub monitor: Vec2,
    /// The panel's diagonal.
    pub panel_inches: f32,
    /// How far away the farthest seat is.
    pub viewing_metres: f32,
    /// Whether a call is highlighted by a slow fade.
    pub highlight: bool,
    /// Whether the board is dimmed for the night.
    pub is_night: bool,
    /// In which language it is written now.
    pub speech: Speech,
}

/// Keeps the plan between frames: it changes only with what it was made from.
#[derive(Debug, Default)]
pub struct Planned {
    every: OnePlan,
    open: OnePlan,
}

/// A plan, and what it was made from.
#[derive(Debug, Default)]
struct OnePlan {
    made_from: Option<(Screen, Content)>,
    plan: Option<Plan>,
}

/// One frame's worth of knowledge, for those who draw parts.
struct Drawing<'a> {
    model: &'a Model,
    plan: &'a Plan,
    theme: Theme,
    speech: Speech,
    now: Now,
    /// The screen, across which everything is mirrored where the language is read to the left.
    whole: Rect,
    /// How far the highlight of the call that is announced has faded in, 0 to 1.
    fade: f32,
    under_way: Option<Call>,
    origin: Vec2,
}

/// Draws the whole board, and tells the model how much the screen takes.
pub fn board_ui(ui: &mut Ui, model: &mut Model, planned: &mut Planned, look: &Look, now: Now) {
    let speech = look.speech;
    speech.install(ui.ctx());
    let whole = ui.max_rect();
    let freshness = model.freshness(now);
    let mut area = whole;
    if let Freshness::Old { since_ms } = freshness {
        let height = (whole.width().min(whole.height()) * 0.075).max(24.0);
        let strip = Rect::from_min_size(whole.min, vec2(whole.width(), height));
        let words = match model.saves_nothing() {
            true => speech.say(Phrase::UnsavedTitle),
            false => speech.say(Phrase::Lost { time: &speech.clock(since_ms) }),
        };
        lost_ui(ui, strip, &words);
        area.min.y = strip.bottom();
    }

    let screen = Screen {
        size: area.size(),
        ..Screen::new(area.size(), look.monitor, look.panel_inches, look.viewing_metres)
    };
    let every = content(ui, model, speech, false);
    // Every table has a cell, unless that makes cells small or needs pages: then those without
    // staff share one line.
    let mut plan = planned.every.plan(&screen, every);
    let is_roomy = plan.pages == 1 && plan.cell_type.is_roomy();
    let hides_closed = !is_roomy && !model.closed_tables().is_empty();
    if hides_closed {
        plan = planned.open.plan(&screen, content(ui, model, speech, true));
    }
    let room = Room { calls: 1 + plan.earlier.len(), tables: plan.cells.len(), hides_closed };
    model.set_room(room);

    let mut theme = Theme::of(ui.ctx());
    let under_way = model.under_way(now);
    if freshness != Freshness::Live || (look.is_night && under_way.is_none()) {
        theme = theme.dimmed();
        theme.palette.accent_tint = theme.palette.raised;
    }
    let fade = match under_way {
        Some((_, since)) if look.highlight && freshness == Freshness::Live => faded(since),
        _ => 1.0,
    };
    let drawing = Drawing {
        model,
        plan,
        theme,
        speech,
        now,
        whole,
        fade,
        under_way: under_way.map(|(call, _)| call),
        origin: area.min.to_vec2() + shift(now.wall_ms, plan.slack),
    };
    drawing.band_ui(ui);
    drawing.cells_ui(ui);
    drawing.foot_ui(ui);
}

/// How far a highlight has faded in: from dark to full and back, [`FADES`] times, ending full.
pub fn faded(since: Duration) -> f32 {
    let share = since.as_secs_f32() / ANNOUNCED_FOR.as_secs_f32();
    if share >= 1.0 {
        return 1.0;
    }
    let turns = share * (FADES as f32 - 0.5);
    0.5 - 0.5 * (turns * TAU).cos()
}

/// Where the whole picture stands this minute, so that no line burns into the panel.
pub fn shift(wall_ms: i64, slack: f32) -> Vec2 {
    const STEPS: i64 = 16;
    let minute = wall_ms.div_euclid(60_000);
    // Sixteen places on a circle, five steps apart, so that each minute moves it well.
    let turn = (minute * 5).rem_euclid(STEPS) as f32 / STEPS as f32;
    (Vec2::angled(turn * TAU) * slack).round()
}

impl OnePlan {
    fn plan(&mut self, screen: &Screen, content: Content) -> &Plan {
        let made_from = (*screen, content);
        if self.made_from.as_ref() != Some(&made_from) {
            self.plan = None;
        }
        let plan = self.plan.get_or_insert_with(|| {
            let plan = Plan::new(&made_from.0, &made_from.1);
            if !plan.is_legible {
                tracing::warn!(
                    "the panel is too small for its room: numbers are smaller than {} m ask for",
                    screen.viewing_metres
                );
            }
            plan
        });
        self.made_from = Some(made_from);
        plan
    }
}

/// What has to be shown, measured. `is_open_only`: the tables without staff share a line.
fn content(ui: &Ui, model: &Model, speech: Speech, is_open_only: bool) -> Content {
    let facts = model.facts();
    let tables = if is_open_only { model.open_tables() } else { model.tables() };
    let nameless = Default::default();
    let highest = model.tables().last().copied().unwrap_or(TableNo(0));
    let plain = speech.table(highest, &nameless);
    let short = highest.to_string();
    let mut widest = (ems(ui, &plain, Weight::Strong), ems(ui, &short, Weight::Strong));
    for (_, name) in facts.names.iter().filter(|(table, _)| tables.binary_search(table).is_ok()) {
        let name = ems(ui, name, Weight::Strong);
        widest = (widest.0.max(name), widest.1.max(name));
    }
    let status = foot::reserved(ui, model, speech).map(|(text, weight)| ems(ui, &text, weight));
    let words = [(Phrase::Free, true), (Phrase::Closed, !is_open_only)];
    let word = words
        .into_iter()
        .filter(|(_, is_said)| *is_said)
        .map(|(word, _)| ems(ui, &speech.say(word), Weight::Regular))
        .fold(0.0, f32::max);
    let closed = if is_open_only { closed_tables(model, speech) } else { String::new() };
    Content {
        tables: tables.len(),
        label: widest.0,
        short: widest.1,
        has_names: !facts.names.is_empty(),
        names_visitors: model.names_visitors(),
        status,
        notice: ems(ui, &announcement(model, speech), Weight::Strong),
        closed: ems(ui, &closed, Weight::Regular),
        word,
        number: widest_number(ui, model),
        legend: foot::legend(model, speech)
            .iter()
            .map(|(letter, words)| foot::legend_ems(ui, letter, words))
            .collect(),
        waiting_by_letter: foot::waiting_by_letter(ui, model, speech),
    }
}

/// The widest number that a ticket of this desk may have, in em.
fn widest_number(ui: &Ui, model: &Model) -> f32 {
    let with = |letter: &char| ems(ui, &format!("{letter}888"), Weight::Heavy);
    model.letters().iter().map(with).fold(NUMBER, f32::max)
}

/// The tables without staff, as `Closed: 2, 3, 5–7`; empty if there is none.
fn closed_tables(model: &Model, speech: Speech) -> String {
    let closed = model.closed_tables();
    if closed.is_empty() {
        return String::new();
    }
    let names = &model.facts().names;
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(first) = closed.get(at) {
        if let Some(name) = names.get(first) {
            parts.push(name.clone());
            at += 1;
            continue;
        }
        let run = closed[at..]
            .iter()
            .zip(first.0..)
            .take_while(|(table, number)| table.0 == *number && !names.contains_key(table))
            .count();
        match run {
            1 => parts.push(first.to_string()),
            2 => parts.extend([first.to_string(), (first.0 + 1).to_string()]),
            _ => parts.push(format!("{first}–{}", closed[at + run - 1])),
        }
        at += run.max(1);
    }
    let tables = parts.join(&speech.say(Phrase::Comma));
    speech.say(Phrase::ClosedTables { tables: &tables })
}

/// The notice, before it why the desk is closed, and how to take a ticket by telephone.
fn announcement(model: &Model, speech: Speech) -> String {
    let facts = model.facts();
    let hours = facts.hours.as_ref().zip(facts.clock_ms);
    let by_hours = hours.and_then(|(hours, now)| speech.opening(hours, now));
    let desk = match (&facts.desk, &by_hours) {
        (_, Some(opening)) => opening,
        (DeskState::Closed(text), None) => text,
        (DeskState::Open, None) => "",
    };
    let join = facts.joining.as_ref().map(|joining| {
        let (address, code) = (joining.typed_address(), joining.typed_code());
        speech.say(Phrase::Join { address, code: &code })
    });
    let parts = [desk, facts.notice.as_str(), join.as_deref().unwrap_or_default()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    match &facts.desk {
        DeskState::Closed(_) if parts.is_empty() => speech.say(Phrase::NoNewTickets),
        _ => parts.join("  ·  "),
    }
}

impl Drawing<'_> {
    /// A place of the plan, on a screen that is read to the right.
    fn place(&self, rect: Rect) -> Rect {
        rect.translate(self.origin)
    }

    /// Where a place stands on this screen: mirrored in a language that is read to the left.
    fn flip(&self, rect: Rect) -> Rect {
        if !self.speech.is_rtl() {
            return rect;
        }
        let across = self.whole.left() + self.whole.right();
        Rect::from_x_y_ranges(across - rect.right()..=across - rect.left(), rect.y_range())
    }

    fn flip_at(&self, at: Pos2) -> Pos2 {
        self.flip(Rect::from_min_max(at, at)).min
    }

    /// One line at the place where it stands on this screen.
    fn text_ui(&self, ui: &Ui, rect: Rect, align: Align2, text: &str, fit: Fit, ink: Ink) {
        paint_text(ui, self.flip(rect), align, text, fit, ink);
    }

    /// A name for those who cannot see it, at the place where it stands on this screen.
    fn name_ui(
        &self,
        ui: &Ui,
        rect: Rect,
        id: impl std::hash::Hash + std::fmt::Debug,
        name: &str,
    ) -> egui::Response {
        name_ui(ui, self.flip(rect), id, name)
    }

    fn corner(&self) -> f32 {
        self.plan.gap * 0.6
    }

    /// The ground of what is being called, and what is written on it.
    fn calling_inks(&self, call: Call) -> (Ink, Ink) {
        let palette = &self.theme.palette;
        let fade = if self.under_way == Some(call) { self.fade } else { 1.0 };
        (mix(palette.accent, palette.ground, 0.4 * (1.0 - fade)), palette.on_accent)
    }
}

/// Gives a place a name for those who cannot see it.
fn name_ui(
    ui: &Ui,
    rect: Rect,
    id: impl std::hash::Hash + std::fmt::Debug,
    name: &str,
) -> egui::Response {
    let response = ui.interact(rect, ui.unique_id().with(id), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    response
}

fn live(response: &egui::Response) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_live(egui::accesskit::Live::Polite);
    });
}

fn lost_ui(ui: &mut Ui, strip: Rect, words: &str) {
    let theme = Theme::of(ui.ctx());
    live(&name_ui(ui, strip, "lost", words));
    ui.painter().rect_filled(strip, 0.0, theme.palette.warning);
    let inside = strip.shrink2(vec2(strip.height() * 0.4, 0.0));
    let fit = Fit { size: strip.height() * 0.5, weight: Weight::Strong };
    paint_block(ui, inside, words, fit, theme.palette.on_warning);
}

/// What a board that is not live yet has to say.
#[derive(Debug, Clone, Copy)]
pub struct Waiting<'a> {
    /// The server's address, as people type it.
    pub server: &'a str,
    /// What somebody has to do first, if it is known.
    pub reason: Option<Reason>,
    /// Whether somebody here may accept a certificate.
    pub may_trust: bool,
    /// The settings file.
    pub file: &'a str,
    /// What is wrong in it.
    pub complaints: &'a [String],
}

/// Nothing has been heard yet: what the board waits for.
pub fn waiting_ui(ui: &mut Ui, waiting: &Waiting<'_>, speech: Speech, now: Now) {
    speech.install(ui.ctx());
    let server = waiting.server;
    let certificate = match waiting.reason {
        Some(Reason::UnknownCertificate(shown) | Reason::CertificateChanged(shown)) => {
            shown.to_string()
        }
        _ => String::new(),
    };
    let certificate = certificate.as_str();
    let code = match waiting.reason {
        Some(Reason::Pairing(code)) => code.to_string(),
        _ => String::new(),
    };
    let (title, rest) = match waiting.reason {
        None => (Phrase::WaitTitle, Phrase::Wait { server }),
        Some(Reason::LookAfter) => {
            (Phrase::LookAfterTitle, Phrase::LookAfter { file: waiting.file })
        }
        Some(Reason::NotAllowed) => (Phrase::NotAllowedTitle, Phrase::NotAllowed { server }),
        Some(Reason::Pairing(_)) => (Phrase::PairTitle, Phrase::Pair { server, code: &code }),
        Some(Reason::NotWalkup) => (Phrase::OtherTitle, Phrase::Other { server }),
        Some(Reason::NothingSaved) => (Phrase::UnsavedTitle, Phrase::Unsaved),
        Some(Reason::NoDesk) => (Phrase::NoDeskTitle, Phrase::NoDesk { server }),
        Some(Reason::UnknownCertificate(_)) if waiting.may_trust => {
            (Phrase::TrustTitle, Phrase::Trust { server, certificate })
        }
        Some(Reason::UnknownCertificate(_) | Reason::CertificateChanged(_)) => {
            (Phrase::ChangedTitle, Phrase::Changed { server, certificate })
        }
    };
    let (title, rest) = (speech.say(title), speech.say(rest));
    let theme = Theme::of(ui.ctx());
    let whole = ui.max_rect();
    let unit = whole.width().min(whole.height());
    let inside = whole.shrink(unit * 0.08).translate(shift(now.wall_ms, unit * 0.01));
    let line = |from: f32, height: f32| {
        let top = inside.top() + inside.height() * from;
        Rect::from_min_size(pos2(inside.left(), top), vec2(inside.width(), unit * height))
    };
    let (ink, quiet) = (theme.palette.text, theme.palette.quiet);
    let mut lines = vec![(line(0.0, 0.06), speech.clock(now.wall_ms), 0.05, Weight::Strong, quiet)];
    if code.is_empty() {
        lines.push((line(0.33, 0.15), title, 0.1, Weight::Heavy, ink));
    } else {
        // What somebody carries to the staff window in their head is the largest thing there is.
        let (one, other) = code.split_at_checked(code.len() / 2).unwrap_or((&code, ""));
        lines.push((line(0.14, 0.1), title, 0.06, Weight::Strong, ink));
        lines.push((line(0.26, 0.26), format!("{one} {other}"), 0.24, Weight::Heavy, ink));
    }
    for (at, (rect, words, size, weight, ink)) in lines.into_iter().enumerate() {
        live(&name_ui(ui, rect, ("waiting", at), &words));
        paint_block(ui, rect, &words, Fit { size: unit * size, weight }, ink);
    }
    // On as many lines as it takes: a certificate must be read to its end.
    let mut rect = line(0.56, 0.3);
    rect.max.y = inside.top() + inside.height() * 0.88;
    live(&name_ui(ui, rect, "what to do", &rest));
    let text = Paragraph::new(&rest, unit * 0.045, Weight::Regular).sentence(speech.is_rtl());
    text.paint(ui, rect, Align2::LEFT_TOP, quiet);
    if !waiting.complaints.is_empty() {
        let what = waiting.complaints.join("; ");
        let words = speech.say(Phrase::SettingsWrong { what: &what });
        let rect = rect.with_min_y(rect.bottom() + unit * 0.01).with_max_y(inside.bottom());
        name_ui(ui, rect, "settings", &words);
        let text = Paragraph::new(&words, unit * 0.03, Weight::Regular).sentence(speech.is_rtl());
        text.paint(ui, rect, Align2::LEFT_TOP, theme.palette.late);
    }
}

/// At night with nobody at any table: a dim clock, each minute somewhere else.
pub fn night_ui(ui: &mut Ui, organisation: &str, speech: Speech, now: Now) {
    speech.install(ui.ctx());
    let theme = Theme::of(ui.ctx()).dimmed();
    let ink = mix(theme.palette.quiet, theme.palette.ground, 0.35);
    let whole = ui.max_rect();
    let unit = whole.width().min(whole.height());
    let size = vec2(whole.width() * 0.5, unit * 0.2);
    let room = whole.shrink(unit * 0.04).size() - size;
    let minute = now.wall_ms.div_euclid(60_000);
    // Two lengths without a common factor, so that every place has its turn.
    let share = |steps: i64| minute.rem_euclid(steps) as f32 / (steps - 1) as f32;
    let at = whole.min + Vec2::splat(unit * 0.04) + room * vec2(share(11), share(7));
    let rect = Rect::from_min_size(at, size);
    let clock = speech.clock(now.wall_ms);
    name_ui(ui, rect, "night", &clock);
    let (upper, lower) = rect.split_top_bottom_at_fraction(0.7);
    let fit = |size: f32, weight| Fit { size: unit * size, weight };
    paint_text(ui, upper, Align2::LEFT_CENTER, &clock, fit(0.11, Weight::Strong), ink);
    paint_text(ui, lower, Align2::LEFT_CENTER, organisation, fit(0.03, Weight::Regular), ink);
}

/// The whole window. Its ground is what the window was cleared with: filling it once more costs
/// as much as all the rest where there is no graphics card.
pub fn ground_ui(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let rect = ui.ctx().content_rect();
    ui.scope_builder(UiBuilder::new().max_rect(rect), contents);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_highlight_fades_three_times_slower_than_what_harms_and_ends_full() {
        let at = |ms: u64| faded(Duration::from_millis(ms));
        assert!(at(0) < 0.01);
        assert!(at(3000) > 0.99 && at(60_000) > 0.99);
        let peaks = (1..310_u64)
            .filter(|step| {
                let (before, now, after) =
                    (at((step - 1) * 10), at(step * 10), at((step + 1) * 10));
                now > before && now >= after
            })
            .count();
        assert_eq!(peaks, 3, "within three seconds: once a second");
        let largest = (1..300_u64).map(|step| (at(step * 10) - at(step * 10 - 10)).abs());
        assert!(largest.fold(0.0, f32::max) < 0.06, "slow: no jump in any 10 ms");
    }

    #[test]
    fn the_picture_moves_each_minute_and_stays_near() {
        let places: Vec<Vec2> = (0..16).map(|minute| shift(minute * 60_000, 10.0)).collect();
        for pair in places.windows(2) {
            assert!((pair[0] - pair[1]).length() > 4.0, "{pair:?}");
        }
        assert!(places.iter().all(|place| place.length() < 11.0));
        assert_eq!(shift(59_999, 10.0), shift(0, 10.0), "never within a minute");
    }
}
