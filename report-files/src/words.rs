//! What people read in the files.

use std::collections::BTreeMap;

use shared::report::{Figures, Grouping, NONE, OTHER_TABLES};

/// Declares the titles, each with its key and what it says in English.
macro_rules! titles {
    ($($title:ident = $key:literal, $english:literal;)+) => {
        /// What can be read in a file, but for names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Title { $(#[doc = $english] $title),+ }

        impl Title {
            /// Every one, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$title),+];

            /// What it is called in the files of words.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$title => concat!("report-file-", $key)),+ }
            }

            /// What it says in English.
            pub fn english(self) -> &'static str {
                match self { $(Self::$title => $english),+ }
            }
        }
    };
}

titles! {
    Report = "report", "Report";
    Period = "period", "Period";
    Zone = "zone", "Time zone";
    Service = "service", "Service";
    ReadAt = "read-at", "Read at (UTC)";
    Summary = "summary", "Summary";
    Definitions = "definitions", "Definitions";
    Figure = "figure", "Figure";
    Name = "name", "Name";
    Meaning = "meaning", "How it is made";
    Formula = "formula", "Formula";
    Total = "total", "All";
    None = "none", "(none)";
    OtherTables = "other-tables", "Other tables";
    Seconds = "seconds", "s";
    ByHour = "by-hour", "By hour";
    ByWeekday = "by-weekday", "By day of the week";
    ByDay = "by-day", "By day";
    ByService = "by-service", "By service";
    ByReason = "by-reason", "By reason";
    ByTable = "by-table", "By table";
    ByPerson = "by-person", "By person";
    HeatArrived = "heat-arrived", "Arrivals by hour of the week";
    HeatWait = "heat-wait", "Waits by hour of the week";
    HeatTables = "heat-tables", "Tables staffed by hour of week";
    HeatWaitMeans = "heat-wait-means",
        "The median wait, in seconds, of those who came in that hour of that day of the week and were called.";
    HeatTablesMeans = "heat-tables-means",
        "At how many tables somebody sat, on the average of that hour of that day of the week.";
    Tables = "tables", "How many tables";
    TablesNumber = "tables-number", "Tables";
    TablesEnough = "tables-enough", "The fewest with 90 % in time";
    TablesMeans = "tables-means",
        "An estimate: the same visitors come when they did and take as long as they did, with so many tables.";
    Few = "few", "A figure of few tickets says little.";
    Buckets = "buckets",
        "Every ticket counts in the hour and on the day in which it was made, by the desk's own clock. A median is the least value that at least half of the values do not exceed, so it was measured; nothing is an average of averages. By service, each stay of a ticket in a service counts there.";
    Monday = "monday", "Monday";
    Tuesday = "tuesday", "Tuesday";
    Wednesday = "wednesday", "Wednesday";
    Thursday = "thursday", "Thursday";
    Friday = "friday", "Friday";
    Saturday = "saturday", "Saturday";
    Sunday = "sunday", "Sunday";
    Arrived = "arrived", "Arrived";
    ArrivedMeans = "arrived-means", "Tickets that were made; by service, that came into its queue.";
    Called = "called", "Called";
    CalledMeans = "called-means", "Those that were called.";
    Completed = "completed", "Completed";
    CompletedMeans = "completed-means",
        "Those that were served to the end; of a service that referred them on, those it referred.";
    NoShow = "no-show", "No-shows";
    NoShowMeans = "no-show-means", "Those that were called and did not come.";
    Left = "left", "Left";
    LeftMeans = "left-means",
        "Those that left before they were called, by themselves or taken out by staff.";
    LeftOver = "left-over", "Left over";
    LeftOverMeans = "left-over-means", "Those that the end of the day took, never called.";
    WaitMedian = "wait-median", "Wait, median";
    WaitMedianMeans = "wait-median-means",
        "From coming into the queue to the first call there, of those called: the median.";
    WaitP90 = "wait-p90", "Wait, 9 of 10";
    WaitP90Means = "wait-p90-means", "What nine of ten of those called did not wait longer than.";
    WaitMean = "wait-mean", "Wait, mean";
    WaitMeanMeans = "wait-mean-means", "The sum of the waits divided by their number.";
    WaitMax = "wait-max", "Wait, longest";
    WaitMaxMeans = "wait-max-means", "The longest wait of those called.";
    WayMedian = "way-median", "Way, median";
    WayMedianMeans = "way-median-means",
        "From the last call to being at the table, of those where that was said: the median.";
    ServiceMedian = "service-median", "Service time, median";
    ServiceMedianMeans = "service-median-means",
        "From being at the table, else from the last call, to the end, of those completed: the median.";
    ServiceMean = "service-mean", "Service time, mean";
    ServiceMeanMeans = "service-mean-means", "The sum of the service times divided by their number.";
    InTime = "in-time", "In time";
    InTimeMeans = "in-time-means",
        "Called within the service's target, of those called and those that left or were left over after waiting longer than it.";
    PromiseKept = "promise-kept", "Promise kept";
    PromiseKeptMeans = "promise-kept-means",
        "Waits inside the range that the visitor was shown, of those called who were shown one.";
    Open = "open", "Still open";
    OpenMeans = "open-means", "Those that still waited or were being served when this was read.";
    WayOf = "way-of", "Way: tickets";
    WayOfMeans = "way-of-means", "On how many tickets the way stands.";
    ServiceOf = "service-of", "Service time: tickets";
    ServiceOfMeans = "service-of-means", "On how many tickets the service times stand.";
    InTimeOf = "in-time-of", "In time: tickets";
    InTimeOfMeans = "in-time-of-means", "On how many tickets the share in time stands.";
    PromiseOf = "promise-of", "Promise: tickets";
    PromiseOfMeans = "promise-of-means", "On how many tickets the share of kept promises stands.";
    NoShowShare = "no-show-share", "No-shows ÷ called";
    LeftShare = "left-share", "Left ÷ arrived";
    LeftOverShare = "left-over-share", "Left over ÷ arrived";
}

/// The title of each figure and how it is made, in the order of [`Figures::NAMES`].
const FIGURES: [(&str, Title, Title); 20] = [
    ("arrived", Title::Arrived, Title::ArrivedMeans),
    ("called", Title::Called, Title::CalledMeans),
    ("completed", Title::Completed, Title::CompletedMeans),
    ("no_show", Title::NoShow, Title::NoShowMeans),
    ("left", Title::Left, Title::LeftMeans),
    ("left_over", Title::LeftOver, Title::LeftOverMeans),
    ("wait_median_s", Title::WaitMedian, Title::WaitMedianMeans),
    ("wait_p90_s", Title::WaitP90, Title::WaitP90Means),
    ("wait_mean_s", Title::WaitMean, Title::WaitMeanMeans),
    ("wait_max_s", Title::WaitMax, Title::WaitMaxMeans),
    ("way_median_s", Title::WayMedian, Title::WayMedianMeans),
    ("service_median_s", Title::ServiceMedian, Title::ServiceMedianMeans),
    ("service_mean_s", Title::ServiceMean, Title::ServiceMeanMeans),
    ("in_time", Title::InTime, Title::InTimeMeans),
    ("promise_kept", Title::PromiseKept, Title::PromiseKeptMeans),
    ("open", Title::Open, Title::OpenMeans),
    ("way_of", Title::WayOf, Title::WayOfMeans),
    ("service_of", Title::ServiceOf, Title::ServiceOfMeans),
    ("in_time_of", Title::InTimeOf, Title::InTimeOfMeans),
    ("promise_of", Title::PromiseOf, Title::PromiseOfMeans),
];

// A figure without its title does not compile.
const _: () = {
    assert!(FIGURES.len() == Figures::NAMES.len());
    let mut at = 0;
    while at < FIGURES.len() {
        let (here, there) = (FIGURES[at].0.as_bytes(), Figures::NAMES[at].as_bytes());
        assert!(here.len() == there.len());
        let mut byte = 0;
        while byte < here.len() {
            assert!(here[byte] == there[byte]);
            byte += 1;
        }
        at += 1;
    }
};

impl Title {
    /// Whether a sheet of a workbook is called so, which limits how long it may be.
    pub fn names_a_sheet(self) -> bool {
        matches!(
            self,
            Self::Summary
                | Self::ByHour
                | Self::ByWeekday
                | Self::ByDay
                | Self::ByService
                | Self::ByReason
                | Self::ByTable
                | Self::ByPerson
                | Self::HeatArrived
                | Self::HeatWait
                | Self::HeatTables
                | Self::Tables
                | Self::Definitions
        )
    }

    /// What a way of grouping is called.
    pub fn of(grouping: Grouping) -> Self {
        match grouping {
            Grouping::Hour => Self::ByHour,
            Grouping::Weekday => Self::ByWeekday,
            Grouping::Day => Self::ByDay,
            Grouping::Service => Self::ByService,
            Grouping::Reason => Self::ByReason,
            Grouping::Table => Self::ByTable,
            Grouping::Person => Self::ByPerson,
        }
    }
}

/// The figures in the order of [`Figures::NAMES`]: the name, the title, and how it is made.
pub fn figure_titles() -> &'static [(&'static str, Title, Title)] {
    &FIGURES
}

/// What people read in the files, in one language.
#[derive(Debug, Clone)]
pub struct Titles {
    /// The language, as a tag: `en`.
    lang: String,
    is_right_to_left: bool,
    words: BTreeMap<Title, String>,
    names: BTreeMap<(Grouping, String), String>,
}

impl Titles {
    /// Those of a language, asked for one by one.
    pub fn new(lang: &str, is_right_to_left: bool, mut word: impl FnMut(Title) -> String) -> Self {
        let words = Title::ALL.iter().map(|title| (*title, word(*title))).collect();
        Self { lang: lang.to_owned(), is_right_to_left, words, names: BTreeMap::new() }
    }

    /// The English ones.
    pub fn english() -> Self {
        Self::new("en", false, |title| title.english().to_owned())
    }

    /// Gives a group a name, such as that of a service, instead of its key.
    pub fn name(&mut self, grouping: Grouping, key: impl Into<String>, name: impl Into<String>) {
        self.names.insert((grouping, key.into()), name.into());
    }

    /// The language, as a tag.
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        self.is_right_to_left
    }

    /// One of them.
    pub fn get(&self, title: Title) -> &str {
        self.words.get(&title).map_or(title.english(), String::as_str)
    }

    /// What a way of grouping is called.
    pub fn grouping(&self, grouping: Grouping) -> &str {
        self.get(Title::of(grouping))
    }

    /// What a day of the week is called, from 0, Monday.
    pub fn weekday(&self, day: usize) -> &str {
        const DAYS: [Title; 7] = [
            Title::Monday,
            Title::Tuesday,
            Title::Wednesday,
            Title::Thursday,
            Title::Friday,
            Title::Saturday,
            Title::Sunday,
        ];
        DAYS.get(day).map_or("", |title| self.get(*title))
    }

    /// What a group is called.
    pub fn group<'a>(&'a self, grouping: Grouping, key: &'a str) -> &'a str {
        if let Some(name) = self.names.get(&(grouping, key.to_owned())) {
            return name;
        }
        match (grouping, key) {
            (_, NONE) => self.get(Title::None),
            (Grouping::Table, OTHER_TABLES) => self.get(Title::OtherTables),
            (Grouping::Weekday, _) => match key.parse::<usize>() {
                Ok(day @ 1..=7) => self.weekday(day - 1),
                _ => key,
            },
            _ => key,
        }
    }
}
