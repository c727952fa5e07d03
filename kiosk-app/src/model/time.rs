//! What time does.

use super::help::HelpAsked;
use super::{
    CORNER_MS, COUNTDOWN_MS, Effect, HEARD_AT, IDLE_MS, LOOK_MS, MORE_TIME_MS, Model, Now, Pad,
    Step,
};

impl Model {
    /// Does what time asks for.
    pub fn tick(&mut self, now: Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.corner_since_ms.is_some_and(|since| now.mono_ms - since >= CORNER_MS) {
            self.corner_since_ms = None;
            self.pad = Some(Pad::default());
            self.touch(now);
        }
        if self.visit.look.as_ref().is_some_and(|look| now.mono_ms - look.since_ms >= LOOK_MS) {
            self.stop_looking(now, &mut effects);
        }
        if self.notice.is_some() && self.notice(now).is_none() {
            self.notice = None;
        }
        let idle = now.mono_ms - self.touched_ms;
        if self.pad.is_some() && idle >= IDLE_MS {
            self.pad = None;
        }
        match self.visit.step {
            Step::Welcome if !self.visit.has_begun() => {
                let usual = self.usual_wishes();
                if idle >= IDLE_MS && self.wishes != usual {
                    self.wishes = usual;
                }
            }
            Step::Ticket | Step::Found => {
                if idle >= self.ticket_ms() {
                    self.leave(now, &mut effects);
                }
            }
            _ if idle >= IDLE_MS + COUNTDOWN_MS => self.leave(now, &mut effects),
            _ => {
                if let Some(secs) = self.countdown_secs(now) {
                    let due = HEARD_AT.iter().filter(|at| secs <= **at).count();
                    if due > self.heard {
                        self.heard = due;
                        effects.push(Effect::Chime);
                    }
                }
            }
        }
        self.push(now, &mut effects);
        effects
    }

    /// In how many milliseconds time alone changes something; none: nothing does.
    pub fn next_change_ms(&self, now: Now) -> Option<i64> {
        let idle = now.mono_ms - self.touched_ms;
        let to_whole_second = |left: i64| (left - 1).max(0) % 1000 + 1;
        let mut dues: Vec<i64> = Vec::new();
        match self.visit.step {
            Step::Welcome if !self.visit.has_begun() => {
                if self.wishes != self.usual_wishes() {
                    dues.push(IDLE_MS - idle);
                }
            }
            Step::Ticket | Step::Found => {
                let left = self.ticket_ms() - idle;
                dues.push(if left > MORE_TIME_MS { left - MORE_TIME_MS } else { left });
            }
            _ if idle < IDLE_MS => dues.push(IDLE_MS - idle),
            _ => dues.push(to_whole_second(IDLE_MS + COUNTDOWN_MS - idle)),
        }
        if self.pad.is_some() {
            dues.push(IDLE_MS - idle);
            if self.pin_from_ms > now.mono_ms {
                dues.push(to_whole_second(self.pin_from_ms - now.mono_ms));
            }
        }
        dues.extend(self.notice.map(|(_, until_ms)| (until_ms - now.mono_ms).max(1)));
        if let HelpAsked::Heard { until_ms } = self.help
            && until_ms > now.mono_ms
        {
            dues.push(until_ms - now.mono_ms);
        }
        if self.is_resting(now) {
            dues.push(self.rests_until_ms - now.mono_ms);
        }
        dues.extend(self.corner_since_ms.map(|since| since + CORNER_MS - now.mono_ms));
        dues.extend(self.visit.look.as_ref().map(|look| look.since_ms + LOOK_MS - now.mono_ms));
        dues.extend(self.looks_again_in(now).filter(|due| *due > 0));
        if self.is_online {
            dues.extend(self.visit.ask.as_ref().map(|ask| ask.not_before_ms - now.mono_ms));
            if !self.owed.is_empty() || self.printer.has_news() {
                dues.push(self.owed_from_ms - now.mono_ms);
            }
            // What is due already was said and waits for its answer, not for time.
            dues.retain(|due| *due > 0);
        }
        dues.into_iter().min().map(|due| due.max(1))
    }
}
