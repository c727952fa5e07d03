//! Figures in words, and the row of those that matter first, beside the period before.

use app_kit::text::paragraph::Paragraph;
use app_kit::theme::{Theme, Weight};
use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Ui, Vec2, WidgetInfo};
use shared::report::Figures;

use super::super::super::parts;
use crate::model::Model;
use crate::model::pages::Wanted;
use crate::words::ReportSay;

/// The least that a figure of the row is wide, in sizes of text.
const LEAST: f32 = 9.5;

/// What a figure is, so that it can be written and compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Amount {
    /// So many.
    Count(u64),
    /// So many seconds.
    Seconds(u64),
    /// Such a share, from 0 to 1.
    Share(f64),
    /// There is nothing to go by.
    Nothing,
}

impl Amount {
    pub(super) fn seconds(seconds: Option<u64>) -> Self {
        seconds.map_or(Self::Nothing, Self::Seconds)
    }

    pub(super) fn share(share: Option<f64>) -> Self {
        share.map_or(Self::Nothing, Self::Share)
    }

    /// As people read it.
    pub(super) fn words(self, model: &Model) -> String {
        match self {
            Self::Count(count) => count.to_string(),
            Self::Seconds(seconds) => seconds_words(model, seconds),
            Self::Share(share) => percent_words(model, share),
            Self::Nothing => "–".to_owned(),
        }
    }

    /// By how much it differs from what it was in the period before, in words; none where one of
    /// the two says nothing.
    fn change(self, model: &Model, before: Self, period: &str) -> Option<String> {
        let (is_more, amount, is_counted) = match (self, before) {
            (Self::Count(now), Self::Count(before)) => {
                (now > before, now.abs_diff(before).to_string(), true)
            }
            (Self::Seconds(now), Self::Seconds(before)) => {
                // What is shown alike differs by nothing.
                let is_same = seconds_words(model, now) == seconds_words(model, before);
                let amount = seconds_words(model, now.abs_diff(before));
                (now > before, if is_same { "0".to_owned() } else { amount }, false)
            }
            (Self::Share(now), Self::Share(before)) => {
                let points = (percent(now) - percent(before)).unsigned_abs();
                let say = ReportSay::Points { points: points.into() };
                let words = if points == 0 { "0".to_owned() } else { model.speech.say(say) };
                (now > before, words, false)
            }
            _ => return None,
        };
        let amount = amount.as_str();
        Some(model.speech.say(match (amount, is_more, is_counted) {
            ("0", ..) => ReportSay::Same { period },
            (amount, true, _) => ReportSay::More { amount, period },
            (amount, false, true) => ReportSay::Fewer { amount, period },
            (amount, false, false) => ReportSay::Less { amount, period },
        }))
    }
}

fn percent(share: f64) -> i32 {
    (share * 100.0).round() as i32
}

/// A share in whole percent; what is more than nothing is never told as nothing, nor what is less
/// than all as all.
pub(super) fn percent_words(model: &Model, share: f64) -> String {
    let whole = match percent(share) {
        0 if share > 0.0 => "<1".to_owned(),
        100 if share < 1.0 => ">99".to_owned(),
        percent => percent.to_string(),
    };
    model.speech.say(ReportSay::Percent { percent: &whole })
}

/// A length of time as exactly as somebody wants it who compares: seconds below a minute, minutes
/// and seconds below ten, else minutes.
pub(super) fn seconds_words(model: &Model, seconds: u64) -> String {
    match seconds {
        0..60 => model.speech.say(ReportSay::Seconds { seconds }),
        60..600 => {
            let (minutes, seconds) = (seconds / 60, seconds % 60);
            let (minutes, seconds) = (minutes.to_string(), format!("{seconds:02}"));
            let (minutes, seconds) = (minutes.as_str(), seconds.as_str());
            model.speech.say(ReportSay::MinutesSeconds { minutes, seconds })
        }
        _ => {
            // Half a minute and more is a minute.
            let ms = i64::try_from(seconds + 30).unwrap_or(i64::MAX / 1000).saturating_mul(1000);
            model.speech.length(ms)
        }
    }
}

/// A figure that every table and the row at the top has: what it is called, and it.
pub(super) type Column = (ReportSay<'static>, fn(&Figures) -> Amount);

/// The figures that matter first.
pub(super) const FIRST: [Column; 7] = [
    (ReportSay::Arrived, |of| Amount::Count(of.arrived)),
    (ReportSay::Called, |of| Amount::Count(of.called)),
    (ReportSay::WaitMedian, |of| Amount::seconds(of.wait_median_s)),
    (ReportSay::WaitNine, |of| Amount::seconds(of.wait_p90_s)),
    (ReportSay::InTime, |of| Amount::share(of.in_time)),
    (ReportSay::NoShow, |of| Amount::share(of.no_show_share())),
    (ReportSay::Left, |of| Amount::share(of.left_share())),
];

/// Those that tables have besides.
pub(super) const SECOND: [Column; 2] = [
    (ReportSay::LeftOver, |of| Amount::share(of.left_over_share())),
    (ReportSay::ServiceMedian, |of| Amount::seconds(of.service_median_s)),
];

/// The row of the figures that matter first, each beside the period before.
pub(super) fn first_ui(
    ui: &mut Ui,
    model: &Model,
    wanted: &Wanted,
    now: &Figures,
    before: Option<&Figures>,
) {
    let theme = Theme::of(ui.ctx());
    let gap = theme.space(4.0);
    let room = ui.available_width();
    let fits = ((room + gap) / (theme.base * LEAST + gap)).floor().max(1.0) as usize;
    let rows = FIRST.len().div_ceil(fits);
    let columns = FIRST.len().div_ceil(rows);
    let width = (room - gap * (columns - 1) as f32) / columns as f32;
    let height = theme.size(-1) * 1.4 + theme.size(3) * 1.3 + theme.size(-1) * 2.8;
    let size = Vec2::new(room, (height + gap) * rows as f32);
    let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
    let is_mirrored = parts::is_mirrored(ui);
    let period = model.speech.say(super::before_words(wanted.period));
    for (at, (title, figure)) in FIRST.iter().enumerate() {
        let (row, column) = (at / columns, at % columns);
        let corner =
            whole.min + Vec2::new((width + gap) * column as f32, (height + gap) * row as f32);
        let place = parts::turned(
            Rect::from_min_size(corner, Vec2::new(width, height)),
            whole,
            is_mirrored,
        );
        let amount = figure(now);
        let change = before.and_then(|before| amount.change(model, figure(before), &period));
        let (title, amount) = (model.speech.say(*title), amount.words(model));
        tile_ui(ui, place, at, &title, &amount, change.as_deref().unwrap_or_default());
    }
}

fn tile_ui(ui: &mut Ui, place: Rect, at: usize, title: &str, amount: &str, change: &str) {
    let theme = Theme::of(ui.ctx());
    let palette = &theme.palette;
    let response = ui.interact(place, egui::Id::unique(("figure", at)), Sense::hover());
    let spoken = format!("{title}: {amount}. {change}");
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken.trim_end()));
    let (one, two) = (theme.size(-1) * 1.4, theme.size(3) * 1.3);
    let between = |from: f32, to: f32| {
        Rect::from_x_y_ranges(place.x_range(), place.top() + from..=place.top() + to)
    };
    let paint = |place, text, points, weight, ink| {
        let is_rtl = parts::is_mirrored(ui);
        let text = Paragraph::new(text, points, weight).sentence(is_rtl).down_to(0.6);
        text.paint(ui, place, Align2::LEFT_TOP, ink);
    };
    paint(between(0.0, one), title, theme.size(-1), Weight::Regular, palette.quiet);
    let number = between(one, one + two);
    let line = Paragraph::new(amount, theme.size(3), Weight::Strong).one_line().down_to(0.5);
    line.paint(ui, number, Align2::LEFT_CENTER, palette.text);
    paint(
        between(one + two, place.height()),
        change,
        theme.size(-1),
        Weight::Regular,
        palette.quiet,
    );
}
