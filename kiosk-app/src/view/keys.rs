//! The keyboard as it is drawn.

use app_kit::field::Edit;
use app_kit::theme::Weight;
use egui::{Rect, Ui};
use lucide_icons::Icon;

use super::touch::{Touch, width_of};
use super::{INERT_MS, KEY_MM, Scene, Shape};
use crate::keyboard::{
    Cap, Face, Page, Purpose, Row, begins_word, digit_pad, digit_row, number_pad,
};
use crate::model::{Act, Question};
use crate::words::Phrase;

/// A held key takes away again after this long, then every so often, in seconds.
const HELD_SECS: f64 = 0.45;
const AGAIN_SECS: f64 = 0.08;
/// The width of a large key.
const PAD_KEY_MM: f32 = 58.0;

impl Scene<'_> {
    pub(super) fn keyboard_ui(&mut self, ui: &mut Ui, question: Question, purpose: Purpose) {
        if purpose.has_pad() {
            self.number_pad_ui(ui, question, purpose);
            return;
        }
        let is_name = purpose == Purpose::Name;
        let is_code = purpose == Purpose::Code;
        let begins = is_name && begins_word(self.model.visit.text(question));
        let face = Face {
            purpose,
            is_shifted: is_code || self.glance.is_shifted != begins,
            shows_digits: self.glance.shows_digits,
            // An address begins with Latin letters, a name with those of its language.
            is_latin: self.glance.is_latin == is_name,
            page: self.glance.sign_page,
            has_digit_key: self.stage.shape == Shape::Wide && purpose == Purpose::Address,
        };
        let touch = self.stage.touch;
        let most = 30.0;
        match self.stage.shape {
            Shape::Roomy => {
                let parts = self.stage.share(touch, &[10.0, 3.1, 4.4]);
                let letters = self.stage.rows(parts[0], 5, most);
                let beside = self.stage.rows(parts[1], 5, most);
                let lead = letters[0].top()..letters[4].bottom();
                let mut lead_place = parts[2];
                (lead_place.min.y, lead_place.max.y) = (lead.start, lead.end);
                self.lead_ui(ui, lead_place, Some(question));
                let (help, last) = self.beside_help(ui, letters[4]);
                self.help_ui(ui, help);
                if is_name {
                    let extra = face.extra(self.speech);
                    for (row, place) in extra.chunks(3).zip(&beside[1..]) {
                        self.row_ui(ui, *place, row, 3.0, face.is_latin);
                    }
                } else {
                    self.domains_ui(ui, letters[0]);
                    for (row, place) in digit_pad().iter().zip(&beside[1..]) {
                        self.row_ui(ui, *place, row, 3.0, face.is_latin);
                    }
                }
                self.letters_ui(ui, &[letters[1], letters[2], letters[3], last], &face);
            }
            Shape::Tall => {
                let rows = self.stage.rows(touch, 7, most);
                self.lead_ui(ui, rows[6], Some(question));
                if is_name || is_code {
                    self.extra_or_domains_ui(ui, rows[1], &face);
                } else {
                    self.extra_or_domains_ui(ui, rows[0], &face);
                    self.row_ui(ui, rows[1], &digit_row(), 10.0, face.is_latin);
                }
                self.letters_ui(ui, &rows[2..6], &face);
            }
            Shape::Wide => {
                let rows = self.stage.rows(touch, 6, most);
                self.lead_ui(ui, rows[5], Some(question));
                self.extra_or_domains_ui(ui, rows[0], &face);
                self.letters_ui(ui, &rows[1..5], &face);
            }
        }
    }

    /// A few large keys, in the middle of the room above what leads on.
    fn number_pad_ui(&mut self, ui: &mut Ui, question: Question, purpose: Purpose) {
        let stage = self.stage;
        let touch = stage.touch;
        let mut room = touch;
        match stage.shape {
            Shape::Roomy => {
                let parts = stage.share(touch, &[13.1, 4.4]);
                let rows = stage.rows(touch, 5, 30.0);
                let mut lead = parts[1];
                (lead.min.y, lead.max.y) = (rows[0].top(), rows[4].bottom());
                self.lead_ui(ui, lead, Some(question));
                let (help, beside) = self.beside_help(ui, rows[4]);
                self.help_ui(ui, help);
                room = parts[0].with_min_x(beside.left());
            }
            Shape::Tall | Shape::Wide => {
                let count = if stage.shape == Shape::Tall { 7 } else { 6 };
                let rows = stage.rows(touch, count, 30.0);
                let lead = rows[count - 1];
                self.lead_ui(ui, lead, Some(question));
                room.max.y = lead.top() - 2.0 * stage.gap();
            }
        }
        let wide = (3.0 * PAD_KEY_MM * stage.mm + 2.0 * stage.gap()).min(room.width());
        let room = Rect::from_x_y_ranges(
            room.center().x - wide / 2.0..=room.center().x + wide / 2.0,
            room.y_range(),
        );
        for (row, place) in number_pad(purpose).iter().zip(stage.rows(room, 4, PAD_KEY_MM * 0.7)) {
            self.row_ui(ui, place, row, 3.0, true);
        }
    }

    fn extra_or_domains_ui(&mut self, ui: &mut Ui, place: Rect, face: &Face) {
        if face.purpose == Purpose::Address {
            self.domains_ui(ui, place);
        } else {
            let extra = face.extra(self.speech);
            self.row_ui(ui, place, &extra, 10.0, face.is_latin);
        }
    }

    /// What completes an address, as many as have room.
    fn domains_ui(&mut self, ui: &mut Ui, place: Rect) {
        let mut shares = Vec::new();
        let mut left = place.width();
        let pad = 10.0 * self.stage.mm;
        let texts: Vec<String> =
            self.model.domains().iter().map(|domain| format!("@{domain}")).collect();
        for text in &texts {
            let wide = width_of(ui, text, 0, Weight::Regular) + pad;
            if wide > left {
                break;
            }
            left -= wide + self.stage.gap();
            shares.push(wide);
        }
        let parts = self.stage.share(place, &shares);
        for ((domain, text), part) in
            self.model.domains().to_vec().into_iter().zip(&texts).zip(parts)
        {
            let touch = Touch::new(text).weight(Weight::Regular).own_way();
            self.act_ui(ui, touch, &format!("domain {domain}"), part, Act::Complete(domain));
        }
    }

    fn letters_ui(&mut self, ui: &mut Ui, places: &[Rect], face: &Face) {
        let rows = face.rows(self.speech);
        let widest = rows.iter().map(|row| width(row)).fold(10.0, f32::max);
        let full = places.first().map_or(0.0, Rect::width);
        for (row, place) in rows.iter().zip(places) {
            if place.width() < full {
                // Something stands beside this row: its space makes way, so that no key need.
                let gap = self.stage.gap();
                let one = (full - gap * (widest - 1.0)) / widest;
                let room = (place.width() + gap) / (one + gap);
                self.row_ui(ui, *place, &with_space_of(row, room), room, face.is_latin);
            } else {
                self.row_ui(ui, *place, row, widest, face.is_latin);
            }
        }
    }

    /// One row of keys in the middle of its place, in which `widest` letters have room. Keys stand
    /// from left to right in every language; only the place as a whole is mirrored.
    fn row_ui(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        row: &[(Cap, f32)],
        widest: f32,
        is_latin: bool,
    ) {
        let place = self.stage.place(place);
        let widest = widest.max(width(row));
        let gap = self.stage.gap();
        let one = (place.width() - gap * (widest - 1.0)) / widest;
        let span = |count: f32| one * count + gap * (count - 1.0);
        let mut left = place.center().x - span(width(row)) / 2.0;
        for (cap, count) in row {
            let mut rect = place;
            rect.min.x = left;
            rect.max.x = left + span(*count);
            left = rect.max.x + gap;
            self.key_ui(ui, cap, rect, is_latin);
        }
    }

    fn key_ui(&mut self, ui: &mut Ui, cap: &Cap, rect: Rect, is_latin: bool) {
        let name = cap.name(self.speech);
        let stage = self.stage;
        let (text, icon) = match cap {
            Cap::Letter(letter) => (letter.clone(), None),
            Cap::Space => (name.clone(), None),
            Cap::Backspace => (String::new(), Some(Icon::Delete)),
            Cap::Shift => (String::new(), Some(Icon::ArrowBigUp)),
            Cap::Digits if self.glance.shows_digits => ("abc".to_owned(), None),
            Cap::Digits => ("123".to_owned(), None),
            Cap::Script if is_latin => (self.speech.list("alphabet").concat(), None),
            Cap::Script => ("abc".to_owned(), None),
            Cap::Signs => (self.glance.sign_page.next().shown().to_owned(), None),
        };
        let mut touch = Touch::new(&text).own_way().weight(Weight::Regular).named(match cap {
            Cap::Digits if self.glance.shows_digits => self.say(Phrase::KeyLetters),
            Cap::Script if !is_latin => self.say(Phrase::KeyLetters),
            Cap::Signs => self.say(self.glance.sign_page.next().name()),
            _ => name,
        });
        let (wide, high) = (2.0 * KEY_MM * stage.mm, 1.1 * KEY_MM * stage.mm);
        if matches!(cap, Cap::Letter(_)) && rect.width() > wide && rect.height() > high {
            touch = touch.steps(1);
        }
        if let Some(icon) = icon {
            touch = touch.icon(icon);
        }
        if *cap == Cap::Shift {
            touch = touch.chosen(self.glance.is_shifted);
        }
        let id = match cap {
            // The same key has the same place whether it is a capital or not.
            Cap::Letter(letter) => format!("key {}", letter.to_lowercase()),
            other => format!("key {other:?}"),
        };
        let response = touch.show_at(ui, &stage, &id, rect);
        if *cap == Cap::Backspace {
            self.delete_ui(ui, &response);
            return;
        }
        if !response.clicked() || self.is_inert(ui, INERT_MS) {
            return;
        }
        match cap {
            Cap::Letter(letter) => {
                self.acts.push(Act::Edit(Edit::typed(letter.as_str())));
                self.glance.is_shifted = false;
            }
            Cap::Space => self.acts.push(Act::Edit(Edit::typed(" "))),
            Cap::Shift => self.glance.is_shifted = !self.glance.is_shifted,
            Cap::Digits => self.glance.shows_digits = !self.glance.shows_digits,
            Cap::Script => {
                self.glance.is_latin = !self.glance.is_latin;
                self.glance.sign_page = Page::Letters;
            }
            Cap::Signs => self.glance.sign_page = self.glance.sign_page.next(),
            Cap::Backspace => {}
        }
    }

    /// Takes a letter away when it is pressed, and one after the other while it is held.
    fn delete_ui(&mut self, ui: &Ui, response: &egui::Response) {
        let now = ui.input(|input| input.time);
        let is_down = response.is_pointer_button_down_on() && !self.is_inert(ui, INERT_MS);
        let due = match self.glance.delete_at {
            None if is_down => Some(now + HELD_SECS),
            Some(at) if is_down && now >= at => Some(now + AGAIN_SECS),
            _ => None,
        };
        // Pressed by the keyboard or by a screen reader: nothing was held.
        let was_pressed =
            response.clicked() && self.glance.delete_at.is_none() && !self.is_inert(ui, INERT_MS);
        if due.is_some() || was_pressed {
            self.acts.push(Act::Edit(Edit::Backspace));
        }
        self.glance.delete_at = if is_down { due.or(self.glance.delete_at) } else { None };
        if let Some(at) = self.glance.delete_at {
            let wait = std::time::Duration::from_secs_f64((at - now).max(0.001));
            ui.ctx().request_repaint_after(wait);
        }
    }
}

/// A row whose space is so narrow that all of it is as wide as this, if it has one.
fn with_space_of(row: &[(Cap, f32)], room: f32) -> Row {
    let over = (width(row) - room).max(0.0);
    let narrower = |(cap, width): &(Cap, f32)| match cap {
        Cap::Space => (cap.clone(), (width - over).max(1.5)),
        _ => (cap.clone(), *width),
    };
    row.iter().map(narrower).collect()
}

fn width(row: &[(Cap, f32)]) -> f32 {
    row.iter().map(|(_, width)| width).sum()
}
