//! Tickets as CSV (RFC 4180), safe to open in a spreadsheet.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::tz::TimeZone;
use shared::command::Day;
use shared::ticket::WireTime;
use tokio::sync::mpsc;

use crate::desk::Millis;
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

/// Writes the tickets that started between two local days, both included, to a new file.
/// Returns how many.
pub fn write_file(
    reader: &Reader,
    path: &Path,
    from: Option<Day>,
    to: Option<Day>,
) -> anyhow::Result<u64> {
    let say = || format!("failed to write {}", path.display());
    let file = File::create(path).with_context(say)?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    writer.write_record(COLUMNS).with_context(say)?;
    let mut count = 0;
    let (from, to) = span(from, to)?;
    reader.each_ticket(from, to, |exported| {
        writer.write_record(fields(&exported))?;
        count += 1;
        Ok(true)
    })?;
    writer.flush().with_context(say)?;
    Ok(count)
}

/// Every ticket of one visitor as lines, the header first. The address is compared without regard
/// to case.
pub fn of_visitor(reader: &Reader, address: &str) -> anyhow::Result<Vec<String>> {
    let address = address.to_lowercase();
    let mut found = vec![COLUMNS.join(",")];
    let (from, to) = span(None, None)?;
    reader.each_ticket(from, to, |exported| {
        if exported.ticket.email.to_lowercase() == address {
            found.push(line(&fields(&exported))?);
        }
        Ok(true)
    })?;
    Ok(found)
}

/// The audit log since the beginning of a local day, a line a row: time, who, what, ticket, table.
pub fn audit(
    reader: &Reader,
    since: Option<Day>,
    mut take: impl FnMut(String) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (since, _) = span(since, None)?;
    reader.each_act(since, |act| {
        let or_dash = |number: Option<String>| number.unwrap_or_else(|| "-".to_owned());
        let ticket = or_dash(act.ticket.map(|ticket| ticket.to_string()));
        let table = or_dash(act.table.map(|table| table.to_string()));
        let at = WireTime::from_millis(act.at);
        take(format!("{at}\t{}\t{}\t{ticket}\t{table}", act.who, act.what))
    })
}

/// Hands the same as lines, the header first, to `sink`, which takes them at its own pace. Ends
/// early when nobody takes them any more.
pub fn lines(
    data_dir: PathBuf,
    from: Day,
    to: Day,
    sink: mpsc::Sender<String>,
) -> anyhow::Result<u64> {
    let reader = Reader::open(&data_dir)?;
    drop(data_dir);
    let mut count = 0;
    let (from, to) = span(Some(from), Some(to))?;
    if sink.blocking_send(COLUMNS.join(",")).is_ok() {
        reader.each_ticket(from, to, |exported| {
            count += 1;
            Ok(sink.blocking_send(line(&fields(&exported))?).is_ok())
        })?;
    }
    drop(sink);
    Ok(count)
}

fn line(fields: &[String]) -> anyhow::Result<String> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(fields)?;
    let bytes = writer.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(String::from_utf8(bytes)?.trim_end_matches('\n').to_owned())
}

fn fields(exported: &Exported) -> Vec<String> {
    let ticket = &exported.ticket;
    let time =
        |at: Option<Millis>| at.map(|at| WireTime::from_millis(at).to_string()).unwrap_or_default();
    let text = |text: Option<&str>| harmless(text.unwrap_or_default());
    vec![
        ticket.id.to_string(),
        ticket.id.number().to_string(),
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

/// A text that begins like a formula gets an apostrophe before it, as OWASP advises against CSV
/// injection.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// From the first moment of one local day to the last of another.
fn span(from: Option<Day>, to: Option<Day>) -> anyhow::Result<(Millis, Millis)> {
    let civil = |day: Day| day.to_string().parse::<jiff::civil::Date>();
    let midnight = |day: jiff::civil::Date| -> anyhow::Result<Millis> {
        Ok(day.to_zoned_datetime(TimeZone::system())?.timestamp().as_millisecond())
    };
    let from = from.map_or(Ok(Millis::MIN), |day| midnight(civil(day)?))?;
    let to = to.map_or(Ok(Millis::MAX), |day| midnight(civil(day)?.tomorrow()?))?;
    Ok((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed() {
        for (text, safe) in
            [("=1+1", "'=1+1"), ("@x", "'@x"), ("-1", "'-1"), ("+1", "'+1"), ("Ada", "Ada")]
        {
            assert_eq!(harmless(text), safe);
        }
    }

    #[test]
    fn fields_with_commas_and_quotes_are_quoted() {
        let fields = ["a,b".to_owned(), "say \"hi\"".to_owned(), "plain".to_owned()];
        assert_eq!(line(&fields).unwrap(), r#""a,b","say ""hi""",plain"#);
    }
}
