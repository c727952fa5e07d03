//! Tickets as CSV (RFC 4180), safe to open in a spreadsheet.

use std::io::{BufWriter, Write as _};

use anyhow::Context as _;
use chrono::{Days, NaiveDate};
use report_files::harmless;
use shared::command::Day;
use shared::service::ServiceId;
use shared::ticket::WireTime;
use tokio::sync::mpsc;

use crate::core::hours::midnight;
use crate::core::{Millis, Zone};
use crate::files::NewFile;
use crate::jobs::Cancel;
use crate::settings::Settings;
use crate::store::{Exported, Reader};

/// The header line.
pub const COLUMNS: [&str; 14] = [
    "id",
    "number",
    "email",
    "name",
    "staff",
    "table",
    "reason",
    "source",
    "start",
    "first_claimed",
    "claimed",
    "end",
    "outcome",
    "note",
];

/// What follows those at a desk that has, or had, services: a desk without them exports what it
/// always did.
pub const COLUMNS_OF_SERVICES: [&str; 4] = ["service", "contact", "priority", "arrived"];

/// What a file begins with so that spreadsheets take it for UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A range of local days, both included, as the moments that it begins and ends at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: Millis,
    to: Millis,
}

/// A range of days whose first is after its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the first day, {0}, is after the last, {1}")]
pub struct Backwards(Day, Day);

impl Span {
    /// The days from `from` to `to` in a time zone, or without an end where none is given.
    pub fn new(
        from: Option<Day>,
        to: Option<Day>,
        zone: impl Into<Zone>,
    ) -> Result<Self, Backwards> {
        let zone = zone.into();
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            return Err(Backwards(from, to));
        }
        let begin = |day: NaiveDate| midnight(day, zone);
        let after = |day: Day| day.0.checked_add_days(Days::new(1));
        Ok(Self {
            from: from.and_then(|day| begin(day.0)).unwrap_or(Millis::MIN),
            to: to.and_then(after).and_then(begin).unwrap_or(Millis::MAX),
        })
    }
}

/// Writes the tickets that started within a range of days to a file, which the caller puts in its
/// place, unless it is cancelled. Returns how many.
pub fn write_file(
    reader: &Reader,
    file: &mut NewFile,
    span: Span,
    with_mark: bool,
    cancel: &Cancel,
) -> anyhow::Result<u64> {
    const SAY: &str = "failed to write the file";
    let mut out = BufWriter::new(file.file());
    if with_mark {
        out.write_all(BYTE_ORDER_MARK).context(SAY)?;
    }
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let sheet = Sheet::of(reader)?;
    writer.write_record(sheet.columns()).context(SAY)?;
    let mut count = 0;
    reader.each_ticket(span.from, span.to, |exported| {
        cancel.check()?;
        writer.write_record(sheet.fields(&exported)).context(SAY)?;
        count += 1;
        Ok(true)
    })?;
    writer.flush().context(SAY)?;
    Ok(count)
}

/// Every ticket of one visitor as lines, the header first: by address, telephone number or number,
/// or by the name of who gave nothing else. Each is compared by its key.
pub fn of_visitor(reader: &Reader, visitor: &str) -> anyhow::Result<Vec<String>> {
    let sheet = Sheet::of(reader)?;
    let mut found = vec![sheet.columns().join(",")];
    for ticket in reader.tickets_of(visitor)? {
        let exported = reader.ticket(ticket)?;
        found.extend(exported.map(|exported| line(&sheet.fields(&exported))).transpose()?);
    }
    Ok(found)
}

/// The audit log since the beginning of a local day, a line a row: time, who, what, ticket, table.
pub fn audit(
    reader: &Reader,
    since: Option<Day>,
    zone: Zone,
    mut take: impl FnMut(String) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let span = Span::new(since, None, zone)?;
    reader.each_act(span.from, span.to, |act| {
        let or_dash = |number: Option<String>| number.unwrap_or_else(|| "-".to_owned());
        let ticket = or_dash(act.ticket.map(|ticket| ticket.to_string()));
        let table = or_dash(act.table.map(|table| table.to_string()));
        let at = WireTime::from_millis(act.at);
        take(format!("{at}\t{}\t{}\t{ticket}\t{table}", act.who, act.what)).map(|()| true)
    })
}

/// Hands the tickets that started between two local days, both included, to `sink` as lines, the
/// header first; it takes them at its own pace. Ends early when nobody takes them any more.
/// Between days that are the wrong way round there are none.
pub fn lines(settings: &Settings, span: Span, sink: &mpsc::Sender<String>) -> anyhow::Result<u64> {
    let reader = Reader::of(settings)?;
    let mut count = 0;
    let sheet = Sheet::of(&reader)?;
    if sink.blocking_send(sheet.columns().join(",")).is_ok() {
        reader.each_ticket(span.from, span.to, |exported| {
            count += 1;
            Ok(sink.blocking_send(line(&sheet.fields(&exported))?).is_ok())
        })?;
    }
    Ok(count)
}

/// The same for the audit log between two local days: who did what to which ticket at which table.
pub fn audit_lines(
    settings: &Settings,
    span: Span,
    sink: &mpsc::Sender<String>,
) -> anyhow::Result<u64> {
    let reader = Reader::of(settings)?;
    let mut count = 0;
    if sink.blocking_send("at,who,what,ticket,table".to_owned()).is_err() {
        return Ok(0);
    }
    reader.each_act(span.from, span.to, |act| {
        count += 1;
        let number = |number: Option<String>| number.unwrap_or_default();
        let fields = [
            WireTime::from_millis(act.at).to_string(),
            harmless(&act.who),
            harmless(&act.what),
            number(act.ticket.map(|ticket| ticket.to_string())),
            number(act.table.map(|table| table.to_string())),
        ];
        Ok(sink.blocking_send(line(&fields)?).is_ok())
    })?;
    Ok(count)
}

/// The same for the tickets of one visitor.
pub fn visitor_lines(
    settings: &Settings,
    address: &str,
    sink: &mpsc::Sender<String>,
) -> anyhow::Result<u64> {
    let lines = of_visitor(&Reader::of(settings)?, address)?;
    let count = lines.len().saturating_sub(1);
    // Whoever takes them no more has gone.
    let _ = lines.into_iter().try_for_each(|line| sink.blocking_send(line));
    Ok(count as u64)
}

fn line(fields: &[String]) -> anyhow::Result<String> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(fields)?;
    let bytes = writer.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(String::from_utf8(bytes)?.trim_end_matches('\n').to_owned())
}

/// Which columns a desk exports.
struct Sheet {
    has_services: bool,
}

impl Sheet {
    fn of(reader: &Reader) -> anyhow::Result<Self> {
        Ok(Self { has_services: reader.has_services()? })
    }

    fn columns(&self) -> Vec<&'static str> {
        let of_services = COLUMNS_OF_SERVICES.into_iter().filter(|_| self.has_services);
        COLUMNS.into_iter().chain(of_services).collect()
    }

    fn fields(&self, exported: &Exported) -> Vec<String> {
        let ticket = &exported.ticket;
        let mut fields = fields(exported);
        if self.has_services {
            let priority = if ticket.has_priority() { "high" } else { "" };
            let arrived = ticket.arrived.map(|at| WireTime::from_millis(at).to_string());
            fields.extend([
                harmless(ticket.service.as_ref().map_or("", ServiceId::as_str)),
                harmless(ticket.contact.as_deref().unwrap_or_default()),
                priority.to_owned(),
                arrived.unwrap_or_default(),
            ]);
        }
        fields
    }
}

fn fields(exported: &Exported) -> Vec<String> {
    let ticket = &exported.ticket;
    let time =
        |at: Option<Millis>| at.map(|at| WireTime::from_millis(at).to_string()).unwrap_or_default();
    let text = |text: Option<&str>| harmless(text.unwrap_or_default());
    vec![
        ticket.id.to_string(),
        ticket.label().to_string(),
        harmless(&ticket.email),
        harmless(&ticket.name),
        text(exported.staff.as_deref()),
        ticket.table.map(|table| table.to_string()).unwrap_or_default(),
        text(ticket.reason.as_deref()),
        ticket.source.to_string(),
        time(Some(ticket.start)),
        time(ticket.first_claimed),
        time(ticket.claimed),
        time(ticket.end),
        ticket.outcome.map(|outcome| outcome.to_string()).unwrap_or_default(),
        text(ticket.note.as_deref()),
    ]
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use chrono_tz::Tz;

    use super::*;

    #[test]
    fn fields_with_commas_and_quotes_are_quoted() {
        let fields = ["a,b".to_owned(), "say \"hi\"".to_owned(), "plain".to_owned()];
        assert_eq!(line(&fields).unwrap(), r#""a,b","say ""hi""",plain"#);
    }

    #[test]
    fn a_day_begins_at_its_first_moment_over_both_changes_of_the_clock() {
        for (zone, day, moment) in [
            (Tz::UTC, "2026-11-24", "2026-11-24T00:00:00Z"),
            (Tz::Europe__Berlin, "2026-03-29", "2026-03-28T23:00:00Z"),
            (Tz::Europe__Berlin, "2026-03-30", "2026-03-29T22:00:00Z"),
            (Tz::Europe__Berlin, "2026-10-25", "2026-10-24T22:00:00Z"),
            (Tz::Europe__Berlin, "2026-10-26", "2026-10-25T23:00:00Z"),
            (Tz::America__New_York, "2026-11-02", "2026-11-02T05:00:00Z"),
            // Half an hour of summer time.
            (Tz::Australia__Lord_Howe, "2026-04-05", "2026-04-04T13:00:00Z"),
            (Tz::Australia__Lord_Howe, "2026-04-06", "2026-04-05T13:30:00Z"),
            // There was no midnight: the clock went from 23:59 to 1:00.
            (Tz::America__Sao_Paulo, "2018-11-04", "2018-11-04T03:00:00Z"),
            // Midnight came twice.
            (Tz::America__Havana, "2026-11-01", "2026-11-01T04:00:00Z"),
            // There was no such day at all.
            (Tz::Pacific__Apia, "2011-12-30", "2011-12-30T10:00:00Z"),
            (Tz::Pacific__Apia, "2011-12-31", "2011-12-30T10:00:00Z"),
        ] {
            let expected: DateTime<chrono::Utc> = moment.parse().unwrap();
            let found = midnight(day.parse().unwrap(), zone);
            assert_eq!(found, Some(expected.timestamp_millis()), "{zone} {day}");
        }
    }

    #[test]
    fn a_range_includes_both_days_and_never_overflows() {
        let day = |text: &str| Some(text.parse::<Day>().unwrap());
        let hours = |from, to, zone| {
            let span = Span::new(day(from), day(to), zone).unwrap();
            (span.to - span.from) / 3_600_000
        };
        assert_eq!(hours("2026-11-24", "2026-11-24", Tz::Europe__Berlin), 24);
        assert_eq!(hours("2026-03-29", "2026-03-29", Tz::Europe__Berlin), 23);
        assert_eq!(hours("2026-10-25", "2026-10-25", Tz::Europe__Berlin), 25);
        let all = Span::new(None, None, Tz::UTC).unwrap();
        assert_eq!(all, Span { from: Millis::MIN, to: Millis::MAX });
        for zone in [Tz::UTC, Tz::Pacific__Kiritimati, Tz::Pacific__Pago_Pago] {
            let last = Span::new(day("2026-01-01"), day("9999-12-31"), zone).unwrap();
            assert!(last.to > last.from, "{zone}");
        }
        for zone in [Tz::UTC, Tz::Pacific__Kiritimati, Tz::Pacific__Pago_Pago] {
            assert!(midnight(NaiveDate::MIN, zone) < midnight(NaiveDate::MAX, zone), "{zone}");
        }
        let error = Span::new(day("2026-11-25"), day("2026-11-24"), Tz::UTC).unwrap_err();
        assert_eq!(error.to_string(), "the first day, 2026-11-25, is after the last, 2026-11-24");
    }
}
