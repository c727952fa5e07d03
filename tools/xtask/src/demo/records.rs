//! What the database says, as the server's command line tells it, and whether the screens say
//! the same.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use shared::ids::{TableNo, TicketId};
use shared::mirror::{DisplayMirror, StaffMirror, TicketState};

use super::board::label;

/// The tables and the open tickets as the database holds them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// Who sits where.
    seats: BTreeMap<TableNo, String>,
    /// The tickets that have not ended.
    open: BTreeMap<TicketId, OpenTicket>,
    /// The tickets claimed at each table, in the order called.
    claimed: BTreeMap<TableNo, Vec<TicketId>>,
    /// How many tickets there are in all.
    pub count: usize,
}

#[derive(Debug, PartialEq, Eq)]
struct OpenTicket {
    staff: Option<String>,
    table: Option<TableNo>,
}

/// One row of the comparison: what is compared, what the board says, what the database says.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is compared.
    pub what: String,
    /// What the screen holds.
    pub screen: String,
    /// What the database holds.
    pub records: String,
    /// Whether they mean the same.
    pub agree: bool,
}

impl Records {
    /// Reads what `table list` and `export` wrote.
    pub fn read(table_list: &str, export: &str) -> Result<Self> {
        let mut records = Self::default();
        for line in table_list.lines() {
            let mut columns = line.split('\t');
            let table = columns.next().unwrap_or_default().parse();
            let table: TableNo = table.ok().with_context(|| format!("odd table line {line:?}"))?;
            if let Some(name) = columns.next().filter(|name| *name != "-") {
                records.seats.insert(table, name.to_owned());
            }
            let tickets = columns.next().unwrap_or_default().split_whitespace();
            let tickets: Result<Vec<TicketId>, _> = tickets.map(str::parse).collect();
            let tickets = tickets.ok().with_context(|| format!("odd tickets in {line:?}"))?;
            records.claimed.insert(table, tickets);
        }
        let mut rows = csv(export).into_iter();
        let head = rows.next().context("the export is empty")?;
        let column = |name: &str| {
            head.iter().position(|found| found == name).with_context(|| format!("no column {name}"))
        };
        let [id, staff, table, outcome] =
            [column("id")?, column("staff")?, column("table")?, column("outcome")?];
        for row in rows {
            let field = |index: usize| row.get(index).map_or("", String::as_str);
            ensure!(row.len() == head.len(), "a row of the export has {} fields", row.len());
            records.count += 1;
            if field(outcome).is_empty() {
                let id =
                    field(id).parse().ok().with_context(|| format!("odd id {:?}", field(id)))?;
                let staff = Some(field(staff)).filter(|name| !["", "{}"].contains(name));
                let table = if staff.is_some() { field(table).parse().ok() } else { None };
                records.open.insert(id, OpenTicket { staff: staff.map(str::to_owned), table });
            }
        }
        Ok(records)
    }

    /// Holds the board against the database, table by table.
    pub fn against_board(&self, board: &DisplayMirror) -> Vec<Finding> {
        let known = board.tables.keys().map(|table| table.0 + 1).max().unwrap_or(0);
        let listed = self.claimed.keys().map(|table| table.0 + 1).max().unwrap_or(0);
        let tables = board.facts.tables.unwrap_or(0).max(known).max(listed);
        let mut findings: Vec<Finding> =
            (0..tables).map(|table| self.table(TableNo(table), board)).collect();
        let waiting = self.open.values().filter(|ticket| ticket.staff.is_none()).count();
        findings.push(Finding {
            what: "Waiting".to_owned(),
            screen: board.facts.waiting.count.to_string(),
            records: waiting.to_string(),
            agree: usize::try_from(board.facts.waiting.count) == Ok(waiting),
        });
        findings
    }

    /// Holds what a staff member's screen says against the database: the open tickets, whose
    /// they are, and who sits where.
    pub fn against_staff(&self, name: &str, screen: &StaffMirror) -> Finding {
        let held: BTreeMap<TicketId, (Option<&str>, bool)> = screen
            .tickets
            .iter()
            .map(|(id, held)| {
                (*id, (held.ticket.staff.as_deref(), held.state == TicketState::Mine))
            })
            .collect();
        let recorded: BTreeMap<TicketId, (Option<&str>, bool)> = self
            .open
            .iter()
            .map(|(id, ticket)| {
                (*id, (ticket.staff.as_deref(), ticket.staff.as_deref() == Some(name)))
            })
            .collect();
        let mine = |tickets: &BTreeMap<TicketId, (Option<&str>, bool)>| {
            let mine = tickets.values().filter(|(_, is_mine)| *is_mine).count();
            format!("{} open, {mine} theirs", tickets.len())
        };
        Finding {
            what: format!("{name}'s screen"),
            screen: mine(&held),
            records: mine(&recorded),
            agree: held == recorded && screen.at == self.seats,
        }
    }

    fn table(&self, table: TableNo, board: &DisplayMirror) -> Finding {
        let seat = self.seats.get(&table);
        let claimed: BTreeSet<TicketId> = self
            .open
            .iter()
            .filter(|(_, ticket)| ticket.table == Some(table) && ticket.staff.as_ref() == seat)
            .filter(|_| seat.is_some())
            .map(|(id, _)| *id)
            .collect();
        let listed = self.claimed.get(&table).map(Vec::as_slice).unwrap_or_default();
        let shown = board.tables.get(&table);
        let screen = match shown {
            None => "offline".to_owned(),
            Some(None) => "free".to_owned(),
            Some(Some(ticket)) => label(board, *ticket),
        };
        let numbers: Vec<String> = listed.iter().map(|ticket| label(board, *ticket)).collect();
        let records = match seat {
            None => "nobody sits there".to_owned(),
            Some(name) if numbers.is_empty() => format!("{name}, serving nobody"),
            Some(name) => format!("{name}, serving {}", numbers.join(", then ")),
        };
        // The list and the export tell the same, and the board shows the one called last.
        let agree = claimed == listed.iter().copied().collect()
            && match (seat, shown) {
                (None, None) => true,
                (Some(_), Some(shown)) => shown.as_ref() == listed.last(),
                (None, Some(_)) | (Some(_), None) => false,
            };
        Finding { what: format!("Table {table}"), screen, records, agree }
    }
}

/// Reads RFC 4180: fields in quotes may hold commas, line ends and doubled quotes.
fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut field = String::new();
    let mut is_quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if is_quoted && characters.peek() == Some(&'"') => {
                field.push('"');
                characters.next();
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut field)),
            '\r' if !is_quoted && characters.peek() == Some(&'\n') => {}
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            other => field.push(other),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: &str = "0\tAda L\t5 12\n1\tBob\t\n2\t-\t\n";
    const HEAD: &str = "id,number,email,name,staff,table,reason,source,start,first_claimed,claimed,end,outcome,note\r\n";
    const EXPORT: &str = "\
        4,004,a@b,A,Bob,1,,kiosk,s,f,c,e,completed,\r\n\
        5,005,a@b,A,Ada L,0,,kiosk,s,f,c,,,\"two\r\nlines, \"\"quoted\"\"\"\r\n\
        12,012,a@b,A,Ada L,0,,kiosk,s,f,c,,,\r\n\
        13,013,a@b,A,,,,kiosk,s,,,,,\r\n";

    fn board(messages: &[&str]) -> DisplayMirror {
        let mut board = DisplayMirror::default();
        for text in messages {
            board.apply(&text.parse().unwrap());
        }
        board
    }

    fn disagreements(messages: &[&str]) -> Vec<String> {
        let records = Records::read(TABLES, &format!("{HEAD}{EXPORT}")).unwrap();
        assert_eq!(records.count, 4);
        let findings = records.against_board(&board(messages)).into_iter();
        findings.filter(|finding| !finding.agree).map(|finding| finding.what).collect()
    }

    #[test]
    fn a_board_that_is_right_and_boards_that_are_wrong() {
        let right = ["tables 3", "pick 0", "pick 1", "claimed 12 0", "waiting 1 - -"];
        let rows: [(&[&str], &[&str]); 6] = [
            (&[], &[]),
            (&["claimed 5 0"], &["Table 0"]),
            (&["complete 0"], &["Table 0"]),
            (&["unpick 1", "waiting 2 - -"], &["Table 1", "Waiting"]),
            (&["pick 2"], &["Table 2"]),
            (&["claimed 4 1"], &["Table 1"]),
        ];
        for (more, wrong) in rows {
            assert_eq!(disagreements(&[&right, more].concat()), wrong, "{more:?}");
        }
    }

    #[test]
    fn quoted_fields() {
        assert_eq!(csv("a,\"b,\"\"c\"\"\n\"\r\n,\n"), [vec!["a", "b,\"c\"\n"], vec!["", ""]]);
        assert_eq!(csv("a,b"), [["a", "b"]]);
        assert!(csv("").is_empty());
    }
}
