//! How staff leave: the corner that is held, and the pad on which they type their PIN.

use app_kit::pin;
use zeroize::Zeroizing;

use super::{Act, Effect, Model, Now, Seconds as _};

/// The pad on which staff type their PIN.
#[derive(Debug, Default)]
pub struct Pad {
    /// How many digits stand on it.
    digits: Zeroizing<String>,
    /// Whether the last PIN was wrong.
    pub was_wrong: bool,
    is_checking: bool,
}

impl Pad {
    /// How many digits stand on it.
    pub fn count(&self) -> usize {
        self.digits.len()
    }
}

impl Model {
    /// How many seconds must pass before a PIN is looked at again.
    pub fn pin_wait_secs(&self, now: Now) -> i64 {
        (self.pin_from_ms - now.mono_ms).max(0).div_ceil_1000()
    }

    /// The corner is held, or no more.
    pub(super) fn corner(&mut self, is_held: bool, now: Now) {
        self.corner_since_ms = match (is_held, self.corner_since_ms) {
            (false, _) => None,
            (true, since) => since.or(Some(now.mono_ms)),
        };
    }

    /// Takes in what is touched on the pad.
    pub(super) fn type_pin(&mut self, act: &Act, now: Now, effects: &mut Vec<Effect>) {
        let may_try = now.mono_ms >= self.pin_from_ms && self.pin().is_some();
        let Some(pad) = &mut self.pad else { return };
        match act {
            Act::PinDigit(digit) if pad.count() < pin::PIN_DIGITS_MOST => {
                pad.digits.push(*digit);
                pad.was_wrong = false;
            }
            Act::PinBackspace => {
                pad.digits.pop();
            }
            Act::PinEnter if may_try && !pad.is_checking && pad.count() > 0 => {
                pad.is_checking = true;
                effects.push(Effect::CheckPin(std::mem::take(&mut pad.digits)));
            }
            Act::PinClose => self.pad = None,
            _ => {}
        }
    }

    /// Takes in whether it was the PIN.
    pub(super) fn pin_checked(&mut self, is_right: bool, now: Now, effects: &mut Vec<Effect>) {
        let Some(pad) = self.pad.as_mut().filter(|pad| pad.is_checking) else { return };
        pad.is_checking = false;
        if is_right {
            self.wrong_pins = 0;
            self.pad = None;
            self.leave(now, effects);
            effects.push(Effect::Leave);
        } else {
            pad.was_wrong = true;
            self.wrong_pins = self.wrong_pins.saturating_add(1);
            self.pin_from_ms = now.mono_ms + pin::wait_ms(self.wrong_pins);
        }
    }
}
