//! The notice and the status line: clock, how many wait, how long, whose desk, which page.

use app_kit::theme::Weight;
use app_kit::words;
use egui::{Align2, Ui, vec2};

use super::text::{Fit, paint_block, paint_text};
use super::{Drawing, announcement, name_ui};
use crate::model::Model;

/// What the parts of the status may need at most, so that they stay where they are while their
/// figures change.
pub(super) fn reserved(model: &Model) -> [(String, Weight); 5] {
    let facts = model.facts();
    // In the classic dialect nobody is told.
    let is_told = facts.tables.is_some();
    let told = |words: &str| if is_told { words.to_owned() } else { String::new() };
    let organisation = facts.organisation.clone();
    [
        ("00:00".to_owned(), Weight::Strong),
        (told("188 waiting"), Weight::Regular),
        (told("about 88–88 min"), Weight::Regular),
        (organisation, Weight::Regular),
        ("Page 88 of 88".to_owned(), Weight::Strong),
    ]
}

impl Drawing<'_> {
    pub(super) fn foot_ui(&self, ui: &Ui) {
        let facts = self.model.facts();
        let palette = &self.theme.palette;
        let size = self.plan.status_type;
        if let Some(notice) = self.plan.notice {
            let text = announcement(self.model);
            let rect = self.place(notice);
            name_ui(ui, rect, "notice", &text);
            ui.painter().rect_filled(rect, self.corner(), palette.raised);
            let inner = rect.shrink2(vec2(self.plan.gap * 2.0, 0.0));
            let fit = Fit { size, weight: Weight::Strong };

            paint_block(ui, inner, &text, fit, palette.text);
        }
        let (page, pages) = self.model.page();
        let waiting = match facts.waiting.count {
            0 => "nobody waiting".to_owned(),
            count => format!("{count} waiting"),
        };
        let parts = [
            (words::clock(self.now.wall_ms), Weight::Strong, palette.text),
            (waiting, Weight::Regular, palette.text),
            (words::estimate(&facts.waiting).unwrap_or_default(), Weight::Regular, palette.text),
            (facts.organisation.clone(), Weight::Regular, palette.quiet),
            (format!("Page {page} of {pages}"), Weight::Strong, palette.text),
        ];
        for (at, ((text, weight, ink), place)) in
            parts.into_iter().zip(self.plan.status).enumerate()
        {
            if place.width() <= 0.0 || text.is_empty() {
                continue;
            }
            let rect = self.place(place);
            name_ui(ui, rect, ("status", at), &text);
            let align = if at < 3 { Align2::LEFT_CENTER } else { Align2::RIGHT_CENTER };
            let fit = Fit { size, weight };
            paint_text(ui, rect, align, &text, fit, ink);
        }
    }
}
