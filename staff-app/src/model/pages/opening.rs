//! How it stands with the desk's hours, in words.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use shared::opening::{Hours, Opening};

use crate::model::Model;
use crate::words::PageSay;

impl Model {
    /// Whether the desk is closed because of its hours, and not by anybody's hand.
    pub fn is_closed_by_hours(&self) -> bool {
        let hours = self.mirror.facts.hours.as_ref();
        hours.is_some_and(|hours| hours.state == Opening::Closed && !hours.by_hand)
    }

    /// "closes at 17:00", "closed, opens Monday 09:00"; none where the desk has no hours or does not
    /// close today or tomorrow.
    pub fn opening_words(&self) -> Option<String> {
        let hours = self.mirror.facts.hours.as_ref()?;
        let closes = hours.closes.as_deref().and_then(|at| self.moment_words(at));
        let opens = hours.opens.as_deref().and_then(|at| self.moment_words(at));
        Some(self.speech.say(match (hours.state, hours.by_hand, &closes, &opens) {
            (Opening::Open, false, Some(_), _) if !self.closes_soon(hours) => return None,
            (Opening::Open, false, Some(at), _) => PageSay::ClosesAt { at },
            (Opening::Open, true, Some(at), _) => PageSay::OpenByHandUntil { at },
            (Opening::Last, _, Some(at), _) => PageSay::LastUntil { at },
            (Opening::Closed, _, _, Some(at)) => PageSay::OpensAt { at },
            (Opening::Closed, _, _, None) => PageSay::ClosedNow,
            (Opening::Open | Opening::Last, _, None, _) => return None,
        }))
    }

    /// What the banner of a desk that its hours have closed says.
    pub fn closed_by_hours_words(&self) -> String {
        let opening = self.opening_words().unwrap_or_default();
        let mut letters = opening.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>());
        format!("{}{}.", first.unwrap_or_default(), letters.as_str())
    }

    /// Today where the desk is.
    pub fn desk_today(&self) -> NaiveDate {
        self.desk_time().date()
    }

    /// What calendar and clock show where the desk is; where nobody said that, here.
    pub(super) fn desk_time(&self) -> NaiveDateTime {
        let hours = self.mirror.facts.hours.as_ref();
        let moment = hours.and_then(|hours| hours.closes.as_deref().or(hours.opens.as_deref()));
        let offset = moment.and_then(|at| DateTime::parse_from_rfc3339(at).ok());
        let here = || self.today.and_time(app_kit::text::times::local(self.now.ms).time());
        offset.map_or_else(here, |at| self.desk_now(*at.offset()))
    }

    /// Whether the desk closes today or tomorrow; one that is always open does on its next holiday.
    fn closes_soon(&self, hours: &Hours) -> bool {
        let closes = hours.closes.as_deref().and_then(|at| DateTime::parse_from_rfc3339(at).ok());
        closes
            .is_some_and(|at| (at.date_naive() - self.desk_now(*at.offset()).date()).num_days() < 2)
    }

    fn desk_now(&self, offset: FixedOffset) -> NaiveDateTime {
        let now = DateTime::from_timestamp_millis(self.now.ms).unwrap_or_default();
        now.with_timezone(&offset).naive_local()
    }

    /// A moment of the desk: the time alone today, with its day on another.
    fn moment_words(&self, at: &str) -> Option<String> {
        let at = DateTime::parse_from_rfc3339(at).ok()?;
        let (local, today) = (at.naive_local(), self.desk_now(*at.offset()).date());
        let time = self.speech.time(local);
        let days = (local.date() - today).num_days();
        Some(match days {
            0 => self.speech.say(PageSay::AtTime { time: &time }),
            1..7 => {
                let day = chrono::Datelike::weekday(&local.date()).num_days_from_monday() as usize;
                self.speech.say(PageSay::OnDayAt { day: &self.weekday(day), time: &time })
            }
            _ => {
                let day = self.speech.date(local.date());
                self.speech.say(PageSay::OnDayAt { day: &day, time: &time })
            }
        })
    }
}
