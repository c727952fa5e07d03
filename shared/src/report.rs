//! Reports: what was asked for, and the figures that answer it. The server reckons them, and
//! window, CSV and XLSX show the same.
//!
//! How each figure is made stands at its field. Buckets are half-open and local to the desk, by
//! arrival: a leg counts where its ticket was made. Seconds are whole, what is less is dropped; a
//! mean is rounded to the nearest. A median or percentile is the least value that at least so many of the values do not
//! exceed (the nearest rank), so it is always one that was measured.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::service::ServiceId;
use crate::text::words;
use crate::ticket::write_json;

words! {
    /// By what the tickets of a report are put together.
    pub enum Grouping {
        /// The hour of arrival: `00` to `23`.
        Hour = "hour",
        /// The day of the week of arrival: `1`, Monday, to `7`, Sunday, as ISO 8601 has it.
        Weekday = "weekday",
        /// The day of arrival, as `2026-11-24`.
        Day = "day",
        /// The service, by its id; each leg of a ticket counts in its own.
        Service = "service",
        /// The reason, by its id.
        Reason = "reason",
        /// The table where the ticket was last called.
        Table = "table",
        /// Who had it last, by the name of the account.
        Person = "person",
    }
}

/// The key of what has none: tickets without a service, a reason, a table or a person.
pub const NONE: &str = "";

/// The key of the tables where fewer than [`FEWEST_PEOPLE`] people had the period's tickets, put
/// together, and with those of the fewest beside them until they are of so many, so that nobody's
/// own figures are told where a desk reports none of people.
pub const OTHER_TABLES: &str = "other";

/// Of fewer people than this a table has no figures of its own.
pub const FEWEST_PEOPLE: usize = 3;

/// The longest period: 20 years.
pub const MOST_DAYS: u64 = 20 * 366;

/// Which share of the visitors is to be called in time, where a report says how many tables would
/// have been enough.
pub const ENOUGH_IN_TIME: f64 = 0.9;

/// Where a period begins or ends, in the desk's local time: a whole day, or a minute of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// The day: from its beginning, or to its end.
    Day(NaiveDate),
    /// The minute: from it on, or up to it.
    Minute(NaiveDateTime),
}

/// How a minute is written.
const MINUTE: &str = "%Y-%m-%dT%H:%M";

/// A text that is neither a day nor a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day such as 2026-11-24 or a minute such as 2026-11-24T14:30")]
pub struct NotABound;

impl Bound {
    /// The day in which it lies.
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Minute(minute) => minute.date(),
        }
    }
}

impl FromStr for Bound {
    type Err = NotABound;

    fn from_str(text: &str) -> Result<Self, NotABound> {
        let day = text.parse::<crate::command::Day>().ok().map(|day| Self::Day(day.0));
        let minute = || NaiveDateTime::parse_from_str(text, MINUTE).ok().map(Self::Minute);
        let bound = day.or_else(minute).ok_or(NotABound)?;
        // One spelling each.
        if bound.to_string() == text { Ok(bound) } else { Err(NotABound) }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Minute(minute) => minute.format(MINUTE).fmt(f),
        }
    }
}

impl Serialize for Bound {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bound {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a report is to be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportQuery {
    /// Where the period begins.
    pub from: Bound,
    /// Where it ends: a day is included, a minute is not.
    pub to: Bound,
    /// How the tickets are grouped, each by itself; none given: in every way that the desk reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Vec<Grouping>>,
    /// The one service that is wanted; none: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
}

/// Under what the server makes a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReportKey(pub u64);

/// What `report` takes: `{json}` or `stop KEY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportAsk {
    /// Make this one.
    Make(ReportQuery),
    /// Make that one no longer.
    Stop(ReportKey),
}

/// A text that is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither what a report is to be about nor which to stop")]
pub struct NotAReportAsk;

impl FromStr for ReportKey {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl fmt::Display for ReportKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ReportAsk {
    type Err = NotAReportAsk;

    fn from_str(text: &str) -> Result<Self, NotAReportAsk> {
        match text.strip_prefix("stop ") {
            Some(key) => key.parse().map(Self::Stop).map_err(|_| NotAReportAsk),
            None => serde_json::from_str(text).map(Self::Make).map_err(|_| NotAReportAsk),
        }
    }
}

impl fmt::Display for ReportAsk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Make(query) => write_json(f, query),
            Self::Stop(key) => write!(f, "stop {key}"),
        }
    }
}

/// What is heard of a report that is being made, after `report KEY `.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportNews {
    /// `PERCENT`: so much of it is done.
    Percent(u8),
    /// `{json}`: it is made.
    Made(Box<Report>),
    /// `error TEXT`: it is not made, and why, in a sentence of [`crate::refusal::Refusal`].
    Failed(String),
}

impl FromStr for ReportNews {
    type Err = crate::message::UnknownMessage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(sentence) = text.strip_prefix("error ") {
            return Ok(Self::Failed(sentence.to_owned()));
        }
        match text.parse() {
            Ok(percent) if percent <= 100 => Ok(Self::Percent(percent)),
            _ => crate::message::read_json(text).map(|report| Self::Made(Box::new(report))),
        }
    }
}

impl fmt::Display for ReportNews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(percent) => percent.fmt(f),
            Self::Made(report) => write_json(f, report),
            Self::Failed(sentence) => write!(f, "error {sentence}"),
        }
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The desk's time zone, by its IANA name.
    pub zone: String,
    /// Where the period begins.
    pub from: Bound,
    /// Where it ends: a day is included, a minute is not.
    pub to: Bound,
    /// The one service that it is about; none: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// When it was read, in milliseconds since 1970.
    #[serde(default)]
    pub at: i64,
    /// All tickets together.
    pub total: Figures,
    /// What was asked for, each group by its key, in the order in which people read them. Hours
    /// and days of the week are there all; of the others those that have a ticket, and days from
    /// the first that has one to the last.
    #[serde(default)]
    pub groups: BTreeMap<Grouping, Vec<Group>>,
    /// The days of the week by hour.
    pub heat: Heat,
    /// What would have become of the same visitors with another number of tables.
    #[serde(default)]
    pub tables: Vec<Staffing>,
}

/// The figures of some of the tickets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What they have in common; see [`Grouping`].
    pub key: String,
    /// Their figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Declares the figures, so that a sheet has a column for each.
macro_rules! figures {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)+) => {
        /// What is counted and measured of tickets. Seconds are whole, ratios from 0 to 1; null
        /// where there is nothing to go by.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        pub struct Figures { $($(#[$doc])* #[serde(default)] pub $field: $type,)+ }

        impl Figures {
            /// The names of all, in the order of a sheet's columns.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($field)),+];

            /// All of them, in that order.
            pub fn values(&self) -> Vec<Value> {
                vec![$(self.$field.into()),+]
            }
        }
    };
}

figures! {
    /// Tickets that were made; by service: that came into its queue.
    arrived: u64,
    /// Those that were called.
    called: u64,
    /// Those that were served to the end; of a service that referred them on: those it referred.
    completed: u64,
    /// Those that were called and did not come. People read it as a share of `called`.
    no_show: u64,
    /// Those that left before they were called, by themselves or taken out by staff. People read
    /// it as a share of `arrived`.
    left: u64,
    /// Those that the end of the day took, never called. People read it as a share of `arrived`.
    left_over: u64,
    /// From coming into the queue to the first call there, of those called: the median. Of a ticket
    /// as a whole, from when it was made to when it was called first, wherever that was.
    wait_median_s: Option<u64>,
    /// What nine of ten did not wait longer than.
    wait_p90_s: Option<u64>,
    /// The sum of the waits divided by their number.
    wait_mean_s: Option<u64>,
    /// The longest wait.
    wait_max_s: Option<u64>,
    /// From the last call to being at the table, of those where that was said: the median.
    way_median_s: Option<u64>,
    /// From being at the table, else the last call, to the end, of those completed: the median.
    service_median_s: Option<u64>,
    /// The sum of those divided by their number.
    service_mean_s: Option<u64>,
    /// Called within the service's target, of those called and those that left or were left over
    /// after waiting longer than it. A ticket as a whole goes by the service that it came for.
    in_time: Option<f64>,
    /// Waits inside the range that the visitor was shown, of those called who were shown one.
    promise_kept: Option<f64>,
    /// Those that still wait or are being served.
    open: u64,
    /// On how many `way_median_s` stands.
    way_of: u64,
    /// On how many the service times stand.
    service_of: u64,
    /// On how many `in_time` stands.
    in_time_of: u64,
    /// On how many `promise_kept` stands.
    promise_of: u64,
}

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A count, or whole seconds.
    Whole(u64),
    /// A ratio from 0 to 1.
    Ratio(f64),
    /// An average of counts.
    Mean(f64),
    /// There is nothing to go by.
    Nothing,
}

impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Self::Whole(count)
    }
}

impl From<Option<u64>> for Value {
    fn from(seconds: Option<u64>) -> Self {
        seconds.map_or(Self::Nothing, Self::Whole)
    }
}

impl From<Option<f64>> for Value {
    fn from(ratio: Option<f64>) -> Self {
        ratio.map_or(Self::Nothing, Self::Ratio)
    }
}

/// A count as a share of another.
fn share(count: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| count as f64 / of as f64)
}

impl Figures {
    /// No-shows as a share of those called.
    pub fn no_show_share(&self) -> Option<f64> {
        share(self.no_show, self.called)
    }

    /// Those who left as a share of those who came.
    pub fn left_share(&self) -> Option<f64> {
        share(self.left, self.arrived)
    }

    /// Those left over as a share of those who came.
    pub fn left_over_share(&self) -> Option<f64> {
        share(self.left_over, self.arrived)
    }
}

/// Seven days from Monday, of 24 hours each.
pub type Week<T> = [[T; 24]; 7];

/// The days of the week by hour.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Heat {
    /// Tickets that were made then.
    pub arrived: Week<u64>,
    /// Those of them that were called.
    #[serde(default)]
    pub called: Week<u64>,
    /// The median of the waits of those.
    pub wait_median_s: Week<Option<u64>>,
    /// At how many tables somebody sat on the average of these hours; null where none of them is in
    /// the period, or nobody knows.
    pub tables: Week<Option<f64>>,
}

/// What would have become of the same visitors with so many tables, each coming when they did and
/// taking as long as they did, a day at a time and in the order in which they came into a queue.
/// Whoever was neither served nor called in vain takes the median of their hour of that day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Staffing {
    /// How many tables.
    pub n: u32,
    /// Which share would have been called within the target.
    pub in_time: f64,
}

impl Report {
    /// The fewest tables with which [`ENOUGH_IN_TIME`] of the visitors would have been called in
    /// time; none where no number of those reckoned would.
    pub fn tables_enough(&self) -> Option<u32> {
        self.tables.iter().find(|with| with.in_time >= ENOUGH_IN_TIME).map(|with| with.n)
    }
}

crate::ticket::as_json!(Report);

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Result<ReportQuery, NotAReportAsk> {
        match text.parse()? {
            ReportAsk::Make(query) => Ok(query),
            ReportAsk::Stop(key) => panic!("stop {key}"),
        }
    }

    #[test]
    fn a_bound_is_a_day_or_a_minute_of_one_spelling() {
        for text in ["2026-11-24", "2026-11-24T00:00", "2024-02-29T23:59"] {
            assert_eq!(text.parse::<Bound>().map(|bound| bound.to_string()).as_deref(), Ok(text));
        }
        for text in [
            "",
            "2026-11-31",
            "2026-11-24T24:00",
            "2026-11-24T9:00",
            "2026-11-24 09:00",
            "2026-11-24T09:00:00",
            "2026-11-24T09:00Z",
            "+2026-11-24T09:00",
            "12026-11-24T09:00",
        ] {
            assert_eq!(text.parse::<Bound>(), Err(NotABound), "{text:?}");
        }
    }

    #[test]
    fn what_is_asked_reads_back() {
        for text in [
            r#"{"from":"2026-11-01","to":"2026-11-24T14:30","by":["hour","service"],"service":"a"}"#,
            r#"{"from":"2026-11-01","to":"2026-11-01","by":[]}"#,
            r#"{"from":"2026-11-01","to":"2026-11-01"}"#,
            "stop 7",
        ] {
            assert_eq!(text.parse::<ReportAsk>().map(|ask| ask.to_string()).as_deref(), Ok(text));
        }
        assert_eq!(query(r#"{"from":"2026-11-01","to":"2026-11-01","new":1}"#).unwrap().by, None);
        for text in ["", "stop", "stop x", r#"{"from":"2026-11-01"}"#, r#"{"from":1,"to":2}"#] {
            assert_eq!(text.parse::<ReportAsk>(), Err(NotAReportAsk), "{text:?}");
        }
        let by = r#"{"from":"2026-11-01","to":"2026-11-01","by":["moon"]}"#;
        assert_eq!(query(by), Err(NotAReportAsk));
    }

    #[test]
    fn what_is_heard_reads_back() {
        let report = Report {
            zone: "Europe/Berlin".to_owned(),
            from: "2026-11-24".parse().unwrap(),
            to: "2026-11-24".parse().unwrap(),
            service: None,
            at: 1,
            total: Figures { arrived: 3, wait_median_s: Some(4), ..Figures::default() },
            groups: BTreeMap::from([(
                Grouping::Hour,
                vec![Group { key: "09".to_owned(), figures: Figures::default() }],
            )]),
            heat: Heat::default(),
            tables: vec![Staffing { n: 1, in_time: 0.5 }, Staffing { n: 2, in_time: 0.9 }],
        };
        assert_eq!(report.tables_enough(), Some(2));
        for news in [
            ReportNews::Percent(0),
            ReportNews::Percent(100),
            ReportNews::Failed("the server could not read this".to_owned()),
            ReportNews::Made(Box::new(report)),
        ] {
            assert_eq!(news.to_string().parse(), Ok(news));
        }
        for text in ["", "101", "-1", "soon", "{}"] {
            assert!(text.parse::<ReportNews>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn shares_of_nothing_are_none() {
        let figures = Figures { arrived: 4, left: 1, no_show: 1, ..Figures::default() };
        assert_eq!(figures.left_share(), Some(0.25));
        assert_eq!(figures.no_show_share(), None);
        assert_eq!(figures.values().len(), Figures::NAMES.len());
    }
}
