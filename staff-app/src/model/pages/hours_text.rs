//! Hours as people type them, and as they are written.

use std::fmt;

/// From when to when on one day, in minutes since midnight; in order, none over another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DaySpans(pub Vec<(u32, u32)>);

/// What is wrong with hours that were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotHours {
    /// This is no time.
    NoTime(String),
    /// This begins when it has ended.
    Backwards(String),
    /// These two are at the same time.
    Overlap(String, String),
}

const DAY: u32 = 24 * 60;

/// Signs that people put between the begin and the end.
const DASHES: [char; 6] = ['-', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', '\u{2212}'];

impl DaySpans {
    /// Reads what was typed, such as `9-12, 13:00–17.30`. Nothing at all is a day without hours.
    ///
    /// # Errors
    ///
    /// The part that cannot be meant.
    pub fn read(typed: &str) -> Result<Self, NotHours> {
        let mut spans = Vec::new();
        for part in
            typed.split([',', ';', '،', '\n']).map(str::trim).filter(|part| !part.is_empty())
        {
            let no_time = || NotHours::NoTime(part.to_owned());
            let (from, to) = part.split_once(DASHES).ok_or_else(no_time)?;
            let (from, to) = (minutes(from).ok_or_else(no_time)?, minutes(to).ok_or_else(no_time)?);
            // Until midnight is the end of this day.
            let to = if to == 0 { DAY } else { to };
            if from >= to {
                return Err(NotHours::Backwards(part.to_owned()));
            }
            spans.push((from, to));
        }
        spans.sort_unstable();
        for pair in spans.windows(2) {
            if pair[1].0 < pair[0].1 {
                return Err(NotHours::Overlap(span_text(pair[0]), span_text(pair[1])));
            }
        }
        Ok(Self(spans))
    }

    /// Reads a day of the profile, as `[["09:00","12:00"]]`; what cannot be read is left out.
    pub fn of_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let spans = pairs.into_iter().filter_map(|(from, to)| Some((minutes(from)?, minutes(to)?)));
        Self(spans.filter(|(from, to)| from < to).collect())
    }

    /// The times as the profile writes them.
    pub fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        self.0.iter().map(|(from, to)| (padded(*from), padded(*to)))
    }
}

impl fmt::Display for DaySpans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, span) in self.0.iter().enumerate() {
            let comma = if at > 0 { ", " } else { "" };
            write!(f, "{comma}{}", span_text(*span))?;
        }
        Ok(())
    }
}

fn span_text((from, to): (u32, u32)) -> String {
    format!("{}–{}", padded(from), padded(to))
}

fn padded(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A time as people write it: `9`, `9:00`, `09.00`, `9h30`, `0900`, `5 pm`.
fn minutes(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let (text, half) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
        (Some(text), _) => (text, Some(true)),
        (_, Some(text)) => (text, Some(false)),
        _ => (text.strip_suffix("uhr").unwrap_or(&text), None),
    };
    let text = text.trim().trim_end_matches('h').trim();
    let digits = |text: &str, most: usize| -> Option<u32> {
        let is_number =
            (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if is_number { text.parse().ok() } else { None }
    };
    let (hour, minute) = match text.split_once([':', '.', 'h']) {
        Some((hour, minute)) if minute.len() == 2 => (digits(hour, 2)?, digits(minute, 2)?),
        Some(_) => return None,
        None if text.len() > 2 => {
            let (hour, minute) = text.split_at_checked(text.len() - 2)?;
            (digits(hour, 2)?, digits(minute, 2)?)
        }
        None => (digits(text, 2)?, 0),
    };
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(is_after_noon) => hour % 12 + if is_after_noon { 12 } else { 0 },
    };
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= DAY).then_some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_type_them() {
        for (typed, read) in [
            ("", ""),
            ("  ", ""),
            ("9-12, 13-17", "09:00–12:00, 13:00–17:00"),
            ("9:00–12:30,13.00 – 17.00", "09:00–12:30, 13:00–17:00"),
            ("13-17; 9-12", "09:00–12:00, 13:00–17:00"),
            ("0900-1730", "09:00–17:30"),
            ("9h30-17h", "09:30–17:00"),
            ("9 am - 5 pm", "09:00–17:00"),
            ("12am-12pm", "00:00–12:00"),
            ("8 Uhr - 16 Uhr", "08:00–16:00"),
            ("9-12, 12-17", "09:00–12:00, 12:00–17:00"),
            ("22-24", "22:00–24:00"),
            ("22-0", "22:00–24:00"),
            ("0-24", "00:00–24:00"),
            ("9−12", "09:00–12:00"),
        ] {
            let spans = DaySpans::read(typed).unwrap_or_else(|why| panic!("{typed:?}: {why:?}"));
            assert_eq!(spans.to_string(), read, "{typed:?}");
            assert_eq!(DaySpans::read(read), Ok(spans), "what is written reads back");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_named() {
        let no_time = |part: &str| Err(NotHours::NoTime(part.to_owned()));
        for typed in
            ["nine", "9", "25-26", "9:60-10", "9:5-10", "13 pm-14", "9-12-13", "-", "9:00:00-10"]
        {
            assert_eq!(DaySpans::read(typed), no_time(typed), "{typed:?}");
        }
        assert_eq!(DaySpans::read("9-12, noon-1"), no_time("noon-1"));
        assert_eq!(DaySpans::read("12-9"), Err(NotHours::Backwards("12-9".to_owned())));
        assert_eq!(DaySpans::read("9-9"), Err(NotHours::Backwards("9-9".to_owned())));
        assert_eq!(
            DaySpans::read("9-13, 12-17"),
            Err(NotHours::Overlap("09:00–13:00".to_owned(), "12:00–17:00".to_owned()))
        );
    }

    #[test]
    fn the_profile_reads_back_what_is_written_for_it() {
        let spans = DaySpans::read("9-12, 13-24").unwrap();
        let pairs: Vec<_> = spans.pairs().collect();
        assert_eq!(pairs[1], ("13:00".to_owned(), "24:00".to_owned()));
        let pairs = pairs.iter().map(|(from, to)| (from.as_str(), to.as_str()));
        assert_eq!(DaySpans::of_pairs(pairs), spans);
    }
}
