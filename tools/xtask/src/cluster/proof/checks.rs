//! What must hold, whatever went wrong meanwhile: of what clients were told, and of what is in the
//! database at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::hash::Hash;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use shared::log::Logged;
use shared::refusal::Refusal;

use super::boards;
use super::clients::{TABLES, World, refusal};
use super::history::{Answer, Call, Op, Watch};
use super::linear::{
    Model, Moment, TableCall, TableModel, TicketAnswer, TicketCall, TicketModel, TicketState,
    Timed, is_linearizable,
};
use crate::cluster::postgres::Pair;

/// How long it may take until the tables have what the journal has.
const LEVEL: Duration = Duration::from_secs(60);

/// What the database has of the desks, by their names.
#[derive(Debug, Default)]
pub struct Stored {
    /// Each ticket, and how it stands.
    pub tickets: BTreeMap<(String, i64), TicketState>,
    /// Which ticket a key stands for.
    pub keys: BTreeMap<(String, String), i64>,
    /// How often the log says that something was done to a ticket.
    pub log: BTreeMap<(String, i64, String), usize>,
    /// Who sits where.
    pub seats: BTreeMap<(String, u32), String>,
    /// How many rows the journal kept that the tables did not take.
    pub left: usize,
}

impl Stored {
    /// Reads it, once the tables have all of it or have had the time for it.
    pub fn read(pair: &Pair) -> Result<Self> {
        let mut stored = Self::default();
        let until = Instant::now() + LEVEL;
        loop {
            let count = pair.sql_in("walkup", "SELECT count(*) FROM walkup.journal")?;
            stored.left = count.trim().parse()?;
            if stored.left == 0 || Instant::now() > until {
                break;
            }
            thread::sleep(Duration::from_millis(200));
        }
        let rows = |sql: &str| -> Result<Vec<Vec<String>>> {
            let text = pair.sql_in("walkup", sql)?;
            Ok(text.lines().map(|it| it.split('|').map(str::to_owned).collect()).collect())
        };
        let odd = "an odd row";
        for row in rows(
            r#"SELECT d.name, t.id, s."user", t."end" IS NOT NULL FROM walkup.ticket t
               JOIN walkup.desk d ON d.id = t.desk
               LEFT JOIN walkup.staff s ON s.desk = t.desk AND s.id = t.owner"#,
        )? {
            let [desk, ticket, user, is_over] = row.try_into().ok().context(odd)?;
            let state = match (user.as_str(), is_over.as_str()) {
                (_, "t") => TicketState::Ended,
                ("", _) => TicketState::Waiting,
                _ => TicketState::With(user),
            };
            stored.tickets.insert((desk, ticket.parse()?), state);
        }
        for row in rows(
            "SELECT d.name, k.key, k.ticket FROM walkup.request_key k
             JOIN walkup.desk d ON d.id = k.desk WHERE k.ticket IS NOT NULL",
        )? {
            let [desk, key, ticket] = row.try_into().ok().context(odd)?;
            stored.keys.insert((desk, key), ticket.parse()?);
        }
        for row in rows(
            "SELECT d.name, a.ticket, a.what, count(*) FROM walkup.audit a
             JOIN walkup.desk d ON d.id = a.desk WHERE a.ticket IS NOT NULL GROUP BY 1, 2, 3",
        )? {
            let [desk, ticket, what, count] = row.try_into().ok().context(odd)?;
            stored.log.insert((desk, ticket.parse()?, what), count.parse()?);
        }
        for row in rows(
            r#"SELECT d.name, t.table_no, s."user" FROM walkup.seat t
               JOIN walkup.desk d ON d.id = t.desk
               JOIN walkup.staff s ON s.desk = t.desk AND s.id = t.person"#,
        )? {
            let [desk, table, user] = row.try_into().ok().context(odd)?;
            stored.seats.insert((desk, table.parse()?), user);
        }
        Ok(stored)
    }

    fn count(&self, desk: &str, ticket: i64, what: Logged) -> usize {
        let key = (desk.to_owned(), ticket, what.as_str().to_owned());
        self.log.get(&key).copied().unwrap_or(0)
    }
}

/// Checks all of it; gives what does not hold. `seated` is who sat where when the round began.
///
/// Where servers have no deadline, one that was frozen goes on with what it remembers. Nothing that it
/// does then is stored; but boards are told what is old, and so is whoever asks for what needs no
/// change, such as the table where they sat.
pub fn all(
    world: &World,
    stored: &Stored,
    seated: &BTreeMap<(String, u32), String>,
    has_deadline: bool,
) -> Vec<String> {
    let told = world.history.told();
    let mut faults = numbers(stored);
    if stored.left > 0 {
        faults.push(format!("the tables lack {} rows of the journal", stored.left));
    }
    for (place, desk) in world.desks.iter().enumerate() {
        let ops: Vec<&Op> = told.ops.iter().filter(|op| op.desk == place).collect();
        faults.extend(promises(&desk.name, &ops, stored));
        if has_deadline {
            faults.extend(tickets(&desk.name, &ops, stored));
            faults.extend(tables(&desk.name, &ops, stored, seated));
            let watches = told.watches.iter().filter(|watch| watch.desk == place);
            let watches: Vec<&Watch> = watches.collect();
            faults.extend(boards::old(&desk.name, &ops, &watches));
            faults.extend(boards::after_takeovers(&desk.name, &watches, &told.takeovers));
        } else {
            let changes = changes(&ops);
            let changes: Vec<&Op> = changes.iter().collect();
            faults.extend(tickets(&desk.name, &changes, stored));
        }
    }
    faults
}

/// What was told because something was changed. What was refused needed no change; what was said for the
/// second time may have needed none, and then says nothing.
fn changes(ops: &[&Op]) -> Vec<Op> {
    let mut said: BTreeSet<(&str, String)> = BTreeSet::new();
    let mut changes = Vec::new();
    for op in ops {
        let is_first = said.insert((&op.who, format!("{:?}", op.call)));
        match &op.answer {
            Some((_, Answer::Refused(_))) => {}
            Some(_) if !is_first => changes.push(Op { answer: None, ..(*op).clone() }),
            _ => changes.push((*op).clone()),
        }
    }
    changes
}

/// By how much a leader that was cut off closed its boards before others went on, in microseconds,
/// at the desk where that was least.
pub fn closed_before(world: &World) -> Option<i64> {
    let told = world.history.told();
    let who = &told.cut_off.as_ref()?.1;
    let of_desks = world.desks.iter().enumerate().filter_map(|(place, desk)| {
        let ops: Vec<&Op> = told.ops.iter().filter(|op| op.desk == place).collect();
        let watches: Vec<&Watch> = told.watches.iter().filter(|it| it.desk == place).collect();
        boards::closed_before(&desk.name, &ops, &watches, &told.takeovers, who)
    });
    of_desks.min()
}

/// No number of a ticket is left out, and none is there twice.
fn numbers(stored: &Stored) -> Vec<String> {
    let mut of_desk: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    for (desk, ticket) in stored.tickets.keys() {
        of_desk.entry(desk).or_default().insert(*ticket);
    }
    let mut faults = Vec::new();
    for (desk, tickets) in of_desk {
        let missing: Vec<i64> =
            (0..tickets.len() as i64).filter(|it| !tickets.contains(it)).collect();
        if !missing.is_empty() {
            faults.push(format!("desk {desk} has no tickets {missing:?}"));
        }
        for ticket in tickets {
            let created = stored.count(desk, ticket, Logged::Created);
            if created != 1 {
                faults.push(format!("desk {desk}: ticket {ticket} was made {created} times"));
            }
        }
    }
    faults
}

/// What was told as done is there, once.
fn promises(desk: &str, ops: &[&Op], stored: &Stored) -> Vec<String> {
    let mut faults = Vec::new();
    let mut of_keys: BTreeMap<&str, i64> = BTreeMap::new();
    for op in ops {
        match (&op.call, &op.answer) {
            (Call::Request(key), Some((_, Answer::Ticket(ticket)))) => {
                let first = *of_keys.entry(key).or_insert(*ticket);
                if first != *ticket {
                    faults.push(format!("desk {desk}: key {key} gave {first} and {ticket}"));
                }
                let found = stored.keys.get(&(desk.to_owned(), key.clone()));
                if found != Some(ticket) {
                    faults.push(format!(
                        "desk {desk}: key {key} gave {ticket}, and {found:?} is stored"
                    ));
                }
                if !stored.tickets.contains_key(&(desk.to_owned(), *ticket)) {
                    faults.push(format!("desk {desk}: ticket {ticket} was given and is not there"));
                }
            }
            (Call::Accept(ticket), Some((_, Answer::Done))) => {
                let count = stored.count(desk, *ticket, Logged::Accepted);
                if count != 1 {
                    faults.push(format!("desk {desk}: ticket {ticket} was called {count} times"));
                }
            }
            (Call::End(ticket, is_served), Some((_, Answer::Done))) => {
                let what = if *is_served { Logged::Completed } else { Logged::Cancelled };
                let count = stored.count(desk, *ticket, what);
                if count != 1 {
                    faults.push(format!("desk {desk}: ticket {ticket} was ended {count} times"));
                }
            }
            _ => {}
        }
    }
    let mut given: BTreeMap<i64, &str> = BTreeMap::new();
    for (key, ticket) in of_keys {
        if let Some(other) = given.insert(ticket, key) {
            faults.push(format!("desk {desk}: ticket {ticket} was given for {other} and {key}"));
        }
    }
    faults
}

/// What was told of each ticket can have happened in some order.
fn tickets(desk: &str, ops: &[&Op], stored: &Stored) -> Vec<String> {
    let mut of_ticket: BTreeMap<i64, Vec<Timed<TicketCall>>> = BTreeMap::new();
    let last = end(ops);
    for op in ops {
        let (who, told) = (op.who.clone(), told(op));
        let (ticket, call) = match (&op.call, told) {
            (Call::Request(key), _) => {
                let given = match &op.answer {
                    Some((_, Answer::Ticket(ticket))) => Some(*ticket),
                    Some(_) => None,
                    None => stored.keys.get(&(desk.to_owned(), key.clone())).copied(),
                };
                let Some(ticket) = given else { continue };
                (ticket, TicketCall::Request)
            }
            (Call::Accept(ticket), Some(answer)) => (*ticket, TicketCall::Accept(who, answer)),
            (Call::End(ticket, _), Some(answer)) => (*ticket, TicketCall::End(who, answer)),
            _ => continue,
        };
        of_ticket.entry(ticket).or_default().push(timed(op, call));
    }
    let mut faults = Vec::new();
    for (ticket, mut calls) in of_ticket {
        let found = stored.tickets.get(&(desk.to_owned(), ticket)).cloned();
        let found = TicketCall::Found(found.unwrap_or(TicketState::Absent));
        calls.push(Timed { call: found, sent: last, answered: Some(last) });
        faults.extend(check::<TicketModel>(&format!("desk {desk}: ticket {ticket}"), &calls));
    }
    faults
}

/// What was told of each table can have happened in some order.
fn tables(
    desk: &str,
    ops: &[&Op],
    stored: &Stored,
    seated: &BTreeMap<(String, u32), String>,
) -> Vec<String> {
    let last = end(ops);
    let mut faults = Vec::new();
    for table in 0..TABLES as u32 {
        let place = (desk.to_owned(), table);
        let mut calls = Vec::new();
        if let Some(who) = seated.get(&place) {
            let call = TableCall::Pick(who.clone(), Some(true));
            calls.push(Timed { call, sent: 0, answered: Some(0) });
        }
        for op in ops {
            let who = op.who.clone();
            let call = match (&op.call, &op.answer) {
                (Call::Pick(it), None) if *it == table => TableCall::Pick(who, None),
                (Call::Pick(it), Some((_, Answer::Done))) if *it == table => {
                    TableCall::Pick(who, Some(true))
                }
                (Call::Pick(it), Some((_, Answer::Refused(text)))) if *it == table => {
                    let is_taken = refusal(text) == Some(Refusal::TableNotAvailable);
                    if !is_taken {
                        continue;
                    }
                    TableCall::Pick(who, Some(false))
                }
                (Call::Pick(it), None | Some((_, Answer::Done))) if *it != table => {
                    TableCall::Elsewhere(who)
                }
                (Call::Unpick(it), None | Some((_, Answer::Done))) if *it == table => {
                    TableCall::Unpick(who)
                }
                _ => continue,
            };
            calls.push(timed(op, call));
        }
        let found = TableCall::Found(stored.seats.get(&place).cloned());
        calls.push(Timed { call: found, sent: last, answered: Some(last) });
        faults.extend(check::<TableModel>(&format!("desk {desk}: table {table}"), &calls));
    }
    faults
}

/// After everything that was told.
fn end(ops: &[&Op]) -> Moment {
    let moments = ops.iter().map(|op| op.answer.as_ref().map_or(op.sent, |(at, _)| *at));
    moments.max().unwrap_or(0) + 1
}

/// What was answered about a ticket: nothing, something, or, none, what says nothing about it.
fn told(op: &Op) -> Option<Option<TicketAnswer>> {
    match &op.answer {
        None => Some(None),
        Some((_, Answer::Refused(text))) => match refusal(text)? {
            Refusal::NowClaimed | Refusal::NotYours => Some(Some(TicketAnswer::Anothers)),
            Refusal::AlreadyEnded => Some(Some(TicketAnswer::Over)),
            Refusal::NoSuchTicket => Some(Some(TicketAnswer::NoSuch)),
            _ => None,
        },
        Some(_) => Some(Some(TicketAnswer::Done)),
    }
}

fn timed<C>(op: &Op, call: C) -> Timed<C> {
    Timed { call, sent: op.sent, answered: op.answer.as_ref().map(|(at, _)| *at) }
}

fn check<M: Model>(what: &str, calls: &[Timed<M::Call>]) -> Option<String>
where
    M::State: Hash + Debug,
{
    if is_linearizable::<M>(calls) {
        return None;
    }
    let mut calls: Vec<_> = calls.iter().collect();
    calls.sort_by_key(|call| call.sent);
    let lines = calls.iter().map(|it| {
        let answered = it.answered.map_or("never".to_owned(), |at| at.to_string());
        format!("\n    {} to {answered}: {:?}", it.sent, it.call)
    });
    Some(format!("{what} has a history that cannot be:{}", lines.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn op(who: &str, call: Call, sent: Moment, answer: impl Into<Option<(Moment, Answer)>>) -> Op {
        Op { desk: 0, who: who.to_owned(), call, sent, answer: answer.into() }
    }

    fn request(key: &str, ticket: i64, sent: Moment) -> Op {
        op("kiosk", Call::Request(key.into()), sent, (sent + 1, Answer::Ticket(ticket)))
    }

    /// Two tickets, of which the first was served.
    fn stored() -> Stored {
        let desk = || "main".to_owned();
        let log = [(0, "new"), (1, "new"), (0, "accept"), (0, "completed")];
        Stored {
            tickets: [((desk(), 0), TicketState::Ended), ((desk(), 1), TicketState::Waiting)]
                .into(),
            keys: [((desk(), "a".into()), 0), ((desk(), "b".into()), 1)].into(),
            log: log.map(|(ticket, what)| ((desk(), ticket, what.into()), 1)).into(),
            seats: BTreeMap::new(),
            left: 0,
        }
    }

    fn history() -> Vec<Op> {
        vec![
            request("a", 0, 10),
            request("b", 1, 20),
            op("ada", Call::Accept(0), 30, (35, Answer::Done)),
            op(
                "bob",
                Call::Accept(0),
                36,
                (37, Answer::Refused("accept this ticket is now claimed".into())),
            ),
            op("ada", Call::End(0, true), 40, (45, Answer::Done)),
        ]
    }

    fn found(ops: &[Op], stored: &Stored) -> Vec<String> {
        let ops: Vec<&Op> = ops.iter().collect();
        let mut faults = numbers(stored);
        faults.extend(promises("main", &ops, stored));
        faults.extend(tickets("main", &ops, stored));
        faults.extend(tables("main", &ops, stored, &BTreeMap::new()));
        faults
    }

    fn is_found(faults: &[String], text: &str) {
        assert!(faults.iter().any(|it| it.contains(text)), "{text:?} is not in {faults:?}");
    }

    #[test]
    fn a_history_that_holds_has_no_faults() {
        assert_eq!(found(&history(), &stored()), Vec::<String>::new());
    }

    #[test]
    fn what_was_promised_and_is_lost_is_found() {
        let mut lost = stored();
        lost.tickets.remove(&("main".to_owned(), 1));
        lost.keys.remove(&("main".to_owned(), "b".to_owned()));
        let faults = found(&history(), &lost);
        is_found(&faults, "ticket 1 was given and is not there");
        is_found(&faults, "key b gave 1, and None is stored");
        let mut lost = stored();
        lost.log.remove(&("main".to_owned(), 0, "completed".to_owned()));
        is_found(&found(&history(), &lost), "ticket 0 was ended 0 times");
    }

    #[test]
    fn what_is_there_twice_or_not_at_all_is_found() {
        let mut twice = stored();
        twice.log.insert(("main".to_owned(), 1, "new".to_owned()), 2);
        is_found(&found(&history(), &twice), "ticket 1 was made 2 times");
        let mut gap = stored();
        gap.tickets.insert(("main".to_owned(), 3), TicketState::Waiting);
        is_found(&found(&history(), &gap), "has no tickets [2]");
        let again = [history(), vec![request("c", 1, 60)]].concat();
        is_found(&found(&again, &stored()), "ticket 1 was given for b and c");
        let other = [history(), vec![request("a", 1, 60)]].concat();
        is_found(&found(&other, &stored()), "key a gave 0 and 1");
    }

    #[test]
    fn what_a_leader_without_a_deadline_remembers_is_no_change() {
        let refused = Answer::Refused("accept this ticket is now claimed".into());
        let mut ops = history();
        // Both by a server that does not know that the ticket is over.
        ops.push(op("bob", Call::Accept(0), 50, (51, refused)));
        ops.push(op("ada", Call::Accept(0), 52, (53, Answer::Done)));
        is_found(&found(&ops, &stored()), "ticket 0 has a history that cannot be");
        let of_changes = |ops: &[Op]| found(&changes(&ops.iter().collect::<Vec<_>>()), &stored());
        assert_eq!(of_changes(&ops), Vec::<String>::new());
        // It was told that what is another's was done.
        ops.push(op("bob", Call::End(0, true), 54, (55, Answer::Done)));
        is_found(&of_changes(&ops), "ticket 0 has a history that cannot be");
    }

    #[test]
    fn two_who_were_both_told_that_they_have_a_ticket_are_found() {
        let both = [history(), vec![op("bob", Call::Accept(0), 31, (44, Answer::Done))]].concat();
        is_found(&found(&both, &stored()), "ticket 0 has a history that cannot be");
    }
}
