//! The pad on which staff type their PIN.

use app_kit::theme::Weight;
use egui::{Event, Key, Rect, Ui, Vec2};
use lucide_icons::Icon;

use super::Scene;
use super::touch::{Stand, Text, Touch, id_of};
use crate::model::Act;
use crate::words::Phrase;

impl Scene<'_> {
    pub(super) fn pin_ui(&mut self, ui: &mut Ui) -> String {
        let stage = self.stage;
        let back = self.say(Phrase::Back);
        let read = stage.read;
        if self.model.pin().is_none() {
            let none = self.say(Phrase::PinNone);
            Text::heading(&none).steps(0).stand(Stand::Low).show(ui, &stage, "question", read);
            let place = stage.rows(stage.touch, 1, 24.0)[0];
            self.act_ui(ui, Touch::new(&back), "back", place, Act::PinClose);
            return "back".to_owned();
        }
        let question = self.say(Phrase::StaffPin);
        let (upper, lower) = stage.above(read, read.height() * 0.5);
        Text::heading(&question).stand(Stand::Low).show(ui, &stage, "question", upper);
        let wait = self.model.pin_wait_secs(self.now);
        let was_wrong = self.model.pad.as_ref().is_some_and(|pad| pad.was_wrong);
        let count = self.model.pad.as_ref().map_or(0, crate::model::Pad::count);
        let message = if wait > 0 {
            Some(self.say(Phrase::PinWait { secs: wait.unsigned_abs() }))
        } else {
            was_wrong.then(|| self.say(Phrase::PinWrong))
        };
        match message {
            Some(message) => {
                let text = Text::new(&message).ink(self.theme.palette.too_late).live();
                text.show(ui, &stage, "message", lower);
            }
            None => {
                let radius = 3.0 * stage.mm;
                for at in 0..count {
                    let center =
                        lower.min + Vec2::new(radius * (1.0 + 3.0 * at as f32), 4.0 * radius);
                    let dot = Rect::from_center_size(center, Vec2::splat(2.0 * radius));
                    ui.painter().circle_filled(
                        stage.place(dot).center(),
                        radius,
                        self.theme.palette.text,
                    );
                }
            }
        }

        self.typed_pin(ui);
        let rows = stage.rows(stage.touch, 4, 30.0);
        let leave = self.say(Phrase::CloseWindow);
        let delete = self.say(Phrase::KeyBackspace);
        for (row, digits) in rows.iter().zip(["123", "456", "789", "0"]) {
            let parts = stage.share(*row, &[1.0, 1.0, 1.0, 1.6]);
            for (at, digit) in digits.chars().enumerate() {
                let text = digit.to_string();
                let place = if digit == '0' { parts[1] } else { parts[at] };
                let act = Act::PinDigit(digit);
                self.act_ui(ui, Touch::new(&text), &format!("digit {digit}"), place, act);
            }
        }
        let last = |row: usize| stage.share(rows[row], &[1.0, 1.0, 1.0, 1.6])[3];
        let touch = Touch::new("").icon(Icon::Delete).named(delete);
        self.act_ui(ui, touch, "delete", last(0), Act::PinBackspace);
        let touch = Touch::new(&back).weight(Weight::Regular);
        self.act_ui(ui, touch, "back", last(3), Act::PinClose);
        let touch = Touch::new(&leave).primary().pending(wait > 0 || count == 0);
        self.act_ui(ui, touch, "leave", last(1).union(last(2)), Act::PinEnter);
        "digit 1".to_owned()
    }

    /// What is pressed on a keyboard. Enter says that the PIN is whole, and does not press the digit
    /// that has the focus.
    fn typed_pin(&mut self, ui: &Ui) {
        let on_digit = ui.memory(|memory| {
            let focused = memory.focused();
            focused.is_none_or(|id| ('0'..='9').any(|digit| id == id_of(&format!("digit {digit}"))))
        });
        ui.input_mut(|input| {
            input.events.retain(|event| match event {
                Event::Text(text) => {
                    let digits = text.chars().filter(char::is_ascii_digit);
                    self.acts.extend(digits.map(Act::PinDigit));
                    true
                }
                Event::Key { key: Key::Backspace, pressed: true, .. } => {
                    self.acts.push(Act::PinBackspace);
                    true
                }
                Event::Key { key: Key::Enter, pressed, repeat, .. } if on_digit => {
                    if *pressed && !repeat {
                        self.acts.push(Act::PinEnter);
                    }
                    false
                }
                _ => true,
            });
        });
    }
}
