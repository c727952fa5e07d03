//! Codes that are read by a scanner which types: a burst of signs, far faster than anybody types,
//! and Enter. No clock and no window.
//!
//! Whether a sign begins a burst is known only when the next one comes. So whatever types is held
//! back until nothing came for [`GAP_MS`]; what turns out to be typed by hand is handed on in its order,
//! and what turns out to be a burst never acts as keys.

use egui::{Event, Key};
use zeroize::{Zeroize as _, Zeroizing};

/// Between two signs of a burst pass at most so many milliseconds.
pub const GAP_MS: i64 = 50;
/// A frame takes at most so many milliseconds more than that, where a panel draws slowly.
const SLOW_FRAME_MS: i64 = 200;
/// A burst has at least so many signs.
pub const LEAST_SIGNS: usize = 6;
/// The same code within so many milliseconds counts once.
pub const AGAIN_MS: i64 = 3_000;
/// No code is longer; what goes on is not held back.
const MOST_SIGNS: usize = 512;

/// What a scanner read. It may be about a visitor, so it never shows in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<String>);

/// Parts what a scanner types from what hands type.
#[derive(Default)]
pub struct Scanner {
    /// What is held back, in its order.
    held: Vec<Event>,
    /// The signs among it.
    typed: Zeroizing<String>,
    /// When the last sign came, or what is held back before the first.
    last_ms: i64,
    /// The code before, and when it was read.
    before: Option<(Code, i64)>,
    /// Enter ended a burst and is still down: its release belongs to it.
    swallows_enter: bool,
}

/// What came of some events.
#[derive(Default)]
pub struct Parted {
    /// What hands did, in its order.
    pub events: Vec<Event>,
    /// What was scanned.
    pub codes: Vec<Code>,
}

impl Code {
    /// A code as it was read.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.trim().to_owned()))
    }

    /// What was read.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl Scanner {
    /// Takes in the events of a frame. `now_ms` is a clock that never goes back.
    ///
    /// When a frame took long, what came meanwhile is seen only after it. So a pause counts once a
    /// frame came that brought nothing, which [`Self::due_ms`] asks for; a longer one always does.
    pub fn part(&mut self, events: Vec<Event>, now_ms: i64) -> Parted {
        let mut parted = Parted::default();
        if self.before.as_ref().is_some_and(|(_, at)| now_ms - at >= AGAIN_MS) {
            self.before = None;
        }
        let brings_signs = events.iter().any(|event| match event {
            Event::Text(_) => true,
            Event::Key { key, pressed, .. } => *pressed && *key == Key::Enter,
            _ => false,
        });
        let most_ms = if brings_signs { GAP_MS + SLOW_FRAME_MS } else { GAP_MS };
        if now_ms - self.last_ms > most_ms {
            self.release(&mut parted);
        }
        for event in events {
            self.take(event, now_ms, &mut parted);
        }
        parted
    }

    /// In how many milliseconds what is held back must be handed on; none: nothing is.
    pub fn due_ms(&self, now_ms: i64) -> Option<i64> {
        (!self.held.is_empty()).then(|| (self.last_ms + GAP_MS + 1 - now_ms).max(1))
    }

    fn take(&mut self, event: Event, now_ms: i64, parted: &mut Parted) {
        match &event {
            Event::Text(text) if is_one_sign(text) => {
                if self.typed.len() >= MOST_SIGNS {
                    self.release(parted);
                }
                self.typed.push_str(text);
                self.last_ms = now_ms;
                self.held.push(event);
            }
            Event::Key { key: Key::Enter, pressed: true, .. } => {
                if self.typed.chars().count() >= LEAST_SIGNS {
                    self.end_burst(now_ms, parted);
                } else {
                    self.release(parted);
                    parted.events.push(event);
                }
            }
            Event::Key { key: Key::Enter, pressed: false, .. } if self.swallows_enter => {
                self.swallows_enter = false;
            }
            // A key that is held down is a hand's.
            Event::Key { key, repeat: false, .. } if types_a_sign(*key) => {
                if self.held.is_empty() {
                    self.last_ms = now_ms;
                }
                self.held.push(event);
            }
            // A hand is at the keys, or somebody touches: what came before comes first.
            Event::Key { .. } | Event::Text(_) | Event::Paste(_) | Event::Ime(_) => {
                self.release(parted);
                parted.events.push(event);
            }
            Event::PointerButton { .. } | Event::Touch { .. } => {
                self.release(parted);
                parted.events.push(event);
            }
            _ => parted.events.push(event),
        }
    }

    /// It was no burst: everything is handed on as it came.
    fn release(&mut self, parted: &mut Parted) {
        parted.events.append(&mut self.held);
        self.typed.zeroize();
    }

    fn end_burst(&mut self, now_ms: i64, parted: &mut Parted) {
        self.held.clear();
        self.swallows_enter = true;
        let code = Code::new(&std::mem::take(&mut self.typed));
        let is_again = self.before.as_ref().is_some_and(|(before, _)| *before == code);
        if !is_again && !code.text().is_empty() {
            parted.codes.push(code.clone());
        }
        self.before = Some((code, now_ms));
    }
}

fn is_one_sign(text: &str) -> bool {
    let mut signs = text.chars();
    matches!((signs.next(), signs.next()), (Some(sign), None) if !sign.is_control())
}

/// Whether a key types a sign or helps to, as those of a scanner do.
fn types_a_sign(key: Key) -> bool {
    let helps = matches!(
        key,
        Key::ShiftLeft
            | Key::ShiftRight
            | Key::ControlLeft
            | Key::ControlRight
            | Key::AltLeft
            | Key::AltRight
    );
    let moves = matches!(key, Key::ArrowUp | Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight);
    let is_letter_or_sign = key.symbol_or_name().chars().count() == 1 && !moves;
    helps || is_letter_or_sign || matches!(key, Key::Space | Key::Quote)
}

// What was read stays out of logs.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Code({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Modifiers;

    /// A scanner, and what came of it.
    #[derive(Default)]
    struct Bench {
        scanner: Scanner,
        ms: i64,
        typed: String,
        codes: Vec<String>,
    }

    fn key(key: Key, pressed: bool) -> Event {
        Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE }
    }

    impl Bench {
        fn feed(&mut self, events: Vec<Event>) {
            let parted = self.scanner.part(events, self.ms);
            self.codes.extend(parted.codes.iter().map(|code| code.text().to_owned()));
            for event in parted.events {
                match event {
                    Event::Text(text) => self.typed.push_str(&text),
                    Event::Key { key: Key::Enter, pressed: true, .. } => self.typed.push('\n'),
                    Event::Key { key: Key::Space, pressed: true, .. } => self.typed.push('␣'),
                    Event::Key { key: Key::Tab, pressed: true, .. } => self.typed.push('\t'),
                    _ => {}
                }
            }
        }

        /// Each sign so many milliseconds after the one before, as a keyboard types it.
        fn types(&mut self, text: &str, gap_ms: i64) {
            for sign in text.chars() {
                self.pass(gap_ms);
                let pressed = match sign {
                    '\n' => Key::Enter,
                    ' ' => Key::Space,
                    '\t' => Key::Tab,
                    _ => Key::from_name(&sign.to_uppercase().to_string()).unwrap_or(Key::A),
                };
                let mut events = vec![key(pressed, true)];
                if sign.is_uppercase() {
                    events.insert(0, key(Key::ShiftLeft, true));
                    events.push(key(Key::ShiftLeft, false));
                }
                if !sign.is_control() {
                    events.push(Event::Text(sign.to_string()));
                }
                events.push(key(pressed, false));
                self.feed(events);
            }
        }

        /// Lets time pass as a window does: it draws when it was asked to.
        fn pass(&mut self, ms: i64) {
            let end = self.ms + ms;
            while let Some(due) = self.scanner.due_ms(self.ms).filter(|due| self.ms + due <= end) {
                self.ms += due;
                self.feed(Vec::new());
            }
            self.ms = end;
        }
    }

    #[test]
    fn a_burst_is_a_code_and_none_of_it_acts_as_a_key() {
        let mut bench = Bench::default();
        bench.types("S-12 345\n", GAP_MS);
        assert_eq!(
            (bench.codes.as_slice(), bench.typed.as_str()),
            (&["S-12 345".to_owned()][..], "")
        );
        bench.pass(1_000);
        assert_eq!(bench.typed, "");
        // All of it in one frame, too.
        bench.types("9876543\n", 0);
        assert_eq!(bench.codes.len(), 2);
        assert_eq!(bench.typed, "");
        assert_eq!(bench.scanner.due_ms(bench.ms), None);
    }

    #[test]
    fn what_hands_type_is_handed_on_in_its_order() {
        for (text, gap_ms) in [("abcdefgh\n", GAP_MS + 1), ("abcde\n", 1), ("a b\tc\n", 30)] {
            let mut bench = Bench::default();
            bench.types(text, gap_ms);
            bench.pass(GAP_MS + 1);
            assert!(bench.codes.is_empty(), "{text:?}");
            let typed: String = bench.typed.chars().filter(|sign| *sign != '␣').collect();
            assert_eq!(typed, text);
        }
        let mut bench = Bench::default();
        bench.types("abcdefgh", 10);
        assert_eq!(bench.typed, "", "it may still be a burst");
        assert_eq!(bench.scanner.due_ms(bench.ms), Some(GAP_MS + 1));
        bench.pass(GAP_MS + 1);
        assert_eq!(bench.typed, "abcdefgh");
        // Enter comes too late to end a burst.
        bench.types("\n", 0);
        assert_eq!(bench.typed, "abcdefgh\n");
        assert!(bench.codes.is_empty());
    }

    #[test]
    fn a_window_that_draws_slowly_sees_a_burst_all_the_same() {
        for frame_ms in [60, 120, 200] {
            let mut bench = Bench::default();
            // Several signs came while the last frame was drawn.
            for signs in ["12", "34", "56", "7\n"] {
                bench.ms += frame_ms;
                bench.types(signs, 0);
            }
            assert_eq!((bench.codes.len(), bench.typed.as_str()), (1, ""), "{frame_ms}");
        }
        let mut bench = Bench::default();
        for signs in ["12", "34", "56", "7\n"] {
            bench.ms += GAP_MS + SLOW_FRAME_MS + 1;
            bench.types(signs, 0);
        }
        assert_eq!((bench.codes.len(), bench.typed.as_str()), (0, "1234567\n"));
    }

    #[test]
    fn a_key_that_is_held_down_types_at_once() {
        let mut bench = Bench::default();
        for _ in 0..20 {
            bench.ms += 33;
            let (physical_key, modifiers) = (None, Modifiers::NONE);
            let event =
                Event::Key { key: Key::A, physical_key, pressed: true, repeat: true, modifiers };
            bench.feed(vec![event, Event::Text("a".to_owned())]);
        }
        assert!(bench.typed.len() >= 19, "{}", bench.typed);
        bench.types("\n", 1);
        assert!(bench.codes.is_empty() && bench.typed.ends_with('\n'));
    }

    #[test]
    fn a_burst_may_follow_what_hands_typed() {
        let mut bench = Bench::default();
        bench.types("ab", 200);
        bench.pass(200);
        bench.types("123456\n", 5);
        assert_eq!((bench.typed.as_str(), bench.codes.len()), ("ab", 1));
        bench.types("\n", 100);
        assert_eq!(bench.typed, "ab\n", "the next Enter is somebody's own");
    }

    #[test]
    fn the_same_code_counts_once_for_three_seconds() {
        let mut bench = Bench::default();
        bench.types("123456\n", 0);
        bench.ms += AGAIN_MS - 1;
        bench.types("123456\n", 0);
        assert_eq!(bench.codes.len(), 1);
        bench.types("654321\n", 0);
        assert_eq!(bench.codes.len(), 2, "another one is another one");
        bench.ms += AGAIN_MS;
        bench.types("654321\n", 0);
        assert_eq!(bench.codes.len(), 3);
        bench.ms += AGAIN_MS;
        bench.feed(Vec::new());
        assert!(bench.scanner.before.is_none(), "nothing of it is kept");
    }

    #[test]
    fn what_was_scanned_is_in_no_log() {
        let mut bench = Bench::default();
        bench.types("secret\n", 0);
        let said = format!("{:?}", bench.scanner.before);
        assert!(said.contains("6 bytes") && !said.contains("secret"), "{said}");
    }
}
