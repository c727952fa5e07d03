//! When a desk opens and closes, as its hours tell it.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use shared::opening::{Hours, Opening};
use shared::text::in_language;

use super::common::Common;
use super::sentences::Speech;

/// The local time of the desk that a moment of `hours` names.
pub fn desk_time(moment: Option<&str>) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(moment?).ok()
}

impl Speech {
    /// Of texts by language the one that a reader of this language understands best.
    pub fn pick(self, texts: &BTreeMap<String, String>) -> Option<&str> {
        in_language(texts, self.tag())
    }

    /// What visitors are told of the hours: that the desk is closed, or closes soon, and when it
    /// opens again. None while it is open, and where somebody closed it by hand, who wrote what
    /// there is to say. `now_ms` is the server's clock.
    pub fn opening(self, hours: &Hours, now_ms: i64) -> Option<String> {
        let again = desk_time(hours.opens.as_deref()).map(|opens| self.opens_again(opens, now_ms));
        let first = match hours.state {
            Opening::Open => return None,
            Opening::Closed if hours.by_hand => return None,
            Opening::Last => {
                let closes = desk_time(hours.closes.as_deref())?.naive_local();
                self.say(Common::OpeningLast { time: &self.time(closes) })
            }
            Opening::Closed => match (self.pick(&hours.text), self.pick(&hours.name)) {
                (Some(text), _) => text.to_owned(),
                (None, Some(name)) => self.say(Common::OpeningClosedFor { name }),
                (None, None) => self.say(Common::OpeningClosed),
            },
        };
        Some(match again {
            Some(again) => format!("{first} {again}"),
            None => first,
        })
    }

    /// That a desk opens again at a moment.
    fn opens_again(self, opens: DateTime<FixedOffset>, now_ms: i64) -> String {
        let (date, time) = self.day_and_time(opens, now_ms);
        match date {
            None => self.say(Common::OpeningAgain { time: &time }),
            Some(date) => self.say(Common::OpeningAgainOn { date: &date, time: &time }),
        }
    }

    /// The day of a moment, where that is not today, and the time, by the desk's clock.
    pub fn day_and_time(self, at: DateTime<FixedOffset>, now_ms: i64) -> (Option<String>, String) {
        let local: NaiveDateTime = at.naive_local();
        let today: Option<NaiveDate> = DateTime::from_timestamp_millis(now_ms)
            .map(|now| now.with_timezone(at.offset()).date_naive());
        let date = (today != Some(local.date())).then(|| self.date_long(local.date()));
        (date, self.time(local))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Languages;

    fn speech(tag: &str) -> Speech {
        Languages::built_in().speech(tag)
    }

    fn hours(state: Opening, closes: Option<&str>, opens: Option<&str>) -> Hours {
        Hours {
            state,
            closes: closes.map(str::to_owned),
            opens: opens.map(str::to_owned),
            text: BTreeMap::new(),
            name: BTreeMap::new(),
            by_hand: false,
        }
    }

    fn ms(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
    }

    #[test]
    fn a_desk_says_when_it_opens_again_by_its_own_clock() {
        let monday = Some("2026-11-30T09:00:00+01:00");
        let closed = hours(Opening::Closed, None, monday);
        let friday = ms("2026-11-27T17:30:00+01:00");
        let said = speech("en").opening(&closed, friday).unwrap();
        assert!(said.starts_with("The desk is closed. It opens again on Monday"), "{said}");
        let night = ms("2026-11-29T23:30:00Z");
        let said = speech("de").opening(&closed, night).unwrap();
        assert!(said.ends_with("09:00 Uhr wieder."), "the same day there: {said}");
        assert!(!said.contains("Montag"), "{said}");
        for language in Languages::built_in().offered(&[]) {
            let speech = speech(language.tag());
            let last = hours(Opening::Last, Some("2026-11-27T17:00:00+01:00"), monday);
            for hours in [&closed, &last] {
                let said = speech.opening(hours, friday).unwrap();
                assert!(said.contains('9') || said.contains('٩'), "{}: {said}", language.tag());
            }
        }
    }

    #[test]
    fn what_the_desk_has_to_say_comes_first() {
        let mut closed = hours(Opening::Closed, None, Some("2026-11-30T09:00:00+01:00"));
        let now = ms("2026-11-30T05:00:00Z");
        closed.name = [("und".to_owned(), "Holidays".to_owned())].into();
        let said = speech("en").opening(&closed, now).unwrap();
        assert!(said.starts_with("The desk is closed: Holidays."), "{said}");
        closed.text = [("de", "Klingeln Sie."), ("en", "Ring the bell.")]
            .map(|(tag, text)| (tag.to_owned(), text.to_owned()))
            .into();
        assert!(speech("en").opening(&closed, now).unwrap().starts_with("Ring the bell. It opens"));
        assert!(speech("de").opening(&closed, now).unwrap().starts_with("Klingeln Sie. "));
        assert!(speech("fr").opening(&closed, now).unwrap().starts_with("Ring the bell. "));
    }

    #[test]
    fn of_an_open_desk_and_of_one_closed_by_hand_the_hours_say_nothing() {
        let mut closed = hours(Opening::Closed, None, None);
        assert_eq!(speech("en").opening(&closed, 0).as_deref(), Some("The desk is closed."));
        closed.by_hand = true;
        assert_eq!(speech("en").opening(&closed, 0), None);
        assert_eq!(speech("en").opening(&hours(Opening::Open, None, None), 0), None);
    }
}
