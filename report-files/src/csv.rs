//! A report as one CSV file (RFC 4180): a row a group, a column a figure.

use shared::report::{Figures, Group, Report, Value};
use shared::ticket::WireTime;

use crate::{harmless, mean};

/// What a file begins with so that spreadsheets take it for UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The columns before and after those of the figures.
const GROUP: &str = "group";
const KEY: &str = "key";
const TABLES: &str = "tables";

/// The report as a file for spreadsheets and programs. Its columns are `group`, `key`, those of
/// [`Figures::NAMES`], and `tables`. Its rows, by `group`:
///
/// - `total`, first: all tickets together.
/// - the groupings' names, such as `hour`: a row a group, under its key.
/// - `weekday_hour`: a row an hour of the week, its key the day of the week from `1`, Monday, a
///   space and the hour; with `arrived`, `called`, `wait_median_s` and `tables`, at how many
///   tables somebody sat on the average.
/// - `with_tables`: what would have been with as many tables as the key says, in `in_time`.
/// - `zone`, `from`, `to`, `only_service`, `at`, last: what it is about, as the key, and when it was
///   read.
///
/// An empty field is a figure that there is nothing to go by for, or that the row does not have.
pub fn csv(report: &Report) -> Vec<u8> {
    let mut rows = Rows(BYTE_ORDER_MARK.to_owned());
    let mut header = vec![GROUP, KEY];
    header.extend(Figures::NAMES);
    header.push(TABLES);
    rows.add(header);
    rows.figures("total", "", &report.total);
    for (grouping, groups) in &report.groups {
        for Group { key, figures } in groups {
            rows.figures(grouping.as_str(), key, figures);
        }
    }
    for day in 0..7 {
        for hour in 0..24 {
            let heat = &report.heat;
            let known = [
                ("arrived", Value::Whole(heat.arrived[day][hour])),
                ("called", Value::Whole(heat.called[day][hour])),
                ("wait_median_s", heat.wait_median_s[day][hour].into()),
                (TABLES, mean(heat.tables[day][hour])),
            ];
            rows.some("weekday_hour", &format!("{} {hour:02}", day + 1), &known);
        }
    }
    for with in &report.tables {
        rows.some("with_tables", &with.n.to_string(), &[("in_time", Value::Ratio(with.in_time))]);
    }
    rows.some("zone", &report.zone, &[]);
    rows.some("from", &report.from.to_string(), &[]);
    rows.some("to", &report.to.to_string(), &[]);
    if let Some(service) = &report.service {
        rows.some("only_service", service.as_str(), &[]);
    }
    rows.some("at", &WireTime::from_millis(report.at).to_string(), &[]);
    rows.0.into_bytes()
}

struct Rows(String);

impl Rows {
    fn add<S: AsRef<str>>(&mut self, fields: impl IntoIterator<Item = S>) {
        for (at, field) in fields.into_iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            let field = field.as_ref();
            if field.contains([',', '"', '\r', '\n']) {
                self.0.push('"');
                self.0.push_str(&field.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(field);
            }
        }
        self.0.push_str("\r\n");
    }

    fn figures(&mut self, group: &str, key: &str, figures: &Figures) {
        let mut fields = vec![group.to_owned(), harmless(key)];
        fields.extend(figures.values().into_iter().map(text));
        fields.push(String::new());
        self.add(fields);
    }

    /// A row of which only these columns are known.
    fn some(&mut self, group: &str, key: &str, known: &[(&str, Value)]) {
        let mut fields = vec![group.to_owned(), harmless(key)];
        let columns = Figures::NAMES.iter().chain([&TABLES]);
        fields.extend(columns.map(|column| {
            let found = known.iter().find(|(name, _)| name == column);
            found.map(|(_, value)| text(*value)).unwrap_or_default()
        }));
        self.add(fields);
    }
}

/// A ratio or an average has as many digits as it needs to read back as it is.
fn text(value: Value) -> String {
    match value {
        Value::Whole(count) => count.to_string(),
        Value::Ratio(number) | Value::Mean(number) => number.to_string(),
        Value::Nothing => String::new(),
    }
}
