//! Several people work on the same tickets at once, and what each was told must be explained by
//! one order of their commands, in which none comes before another that was answered before it
//! was said: linearizability, checked ticket by ticket.

use std::collections::HashSet;
use std::thread;
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::support::{ACCOUNTS, Desk};

const TICKETS: usize = 40;
const COMMANDS: usize = 8;

/// One command of a person on one ticket, and what came of it.
#[derive(Debug, Clone)]
struct Said {
    verb: &'static str,
    answer: String,
    began: Instant,
    ended: Instant,
}

/// A ticket as the rules have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Ticket {
    Waiting,
    Claimed(usize),
    Ended(usize),
}

/// What the rules answer, and what becomes of the ticket.
fn carry_out(ticket: Ticket, person: usize, verb: &str) -> (Ticket, &'static str) {
    let own = "you do not own this ticket";
    let over = "the ticket has already been completed or cancelled";
    match (verb, ticket) {
        ("accept", Ticket::Waiting) => (Ticket::Claimed(person), "success"),
        ("accept", Ticket::Claimed(owner)) if owner == person => (ticket, "success"),
        ("accept", Ticket::Claimed(_)) => (ticket, "this ticket is now claimed"),
        ("release", Ticket::Claimed(owner)) if owner == person => (Ticket::Waiting, "success"),
        ("complete", Ticket::Claimed(owner)) if owner == person => {
            (Ticket::Ended(person), "success")
        }
        ("accept", Ticket::Ended(_)) => (ticket, over),
        (_, Ticket::Ended(owner)) if owner == person => (ticket, over),
        _ => (ticket, own),
    }
}

/// Whether some order explains it all, given how many commands of each person are done.
fn is_explained(
    histories: &[Vec<Said>],
    done: &mut Vec<usize>,
    ticket: Ticket,
    seen: &mut HashSet<(Vec<usize>, Ticket)>,
) -> bool {
    if histories.iter().zip(&*done).all(|(history, done)| *done == history.len()) {
        return true;
    }
    if !seen.insert((done.clone(), ticket)) {
        return false;
    }
    let left = |person: usize, done: &[usize]| histories[person].get(done[person]).cloned();
    let first_end = (0..histories.len()).filter_map(|p| Some(left(p, done)?.ended)).min();
    for person in 0..histories.len() {
        let Some(said) = left(person, done) else { continue };
        if first_end.is_some_and(|end| said.began > end) {
            continue;
        }
        let (after, answer) = carry_out(ticket, person, said.verb);
        if answer == said.answer {
            done[person] += 1;
            if is_explained(histories, done, after, seen) {
                return true;
            }
            done[person] -= 1;
        }
    }
    false
}

#[test]
fn one_order_explains_what_everybody_was_told() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    for visitor in 0..TICKETS {
        kiosk.answer(&format!("new v{visitor}@a.b V"))?;
    }
    let people: Vec<Vec<Vec<Said>>> = thread::scope(|scope| -> Result<_> {
        let mut working = Vec::new();
        for (table, (user, ..)) in (0u32..).zip(ACCOUNTS) {
            let mut staff = server.staff_at(&desk, user, table)?;
            working.push(scope.spawn(move || -> Result<Vec<Vec<Said>>> {
                let mut state = 88_172_645_463_325_252_u64 + u64::from(table) * 7919;
                let mut tickets = Vec::new();
                for ticket in 0..TICKETS {
                    let mut history = Vec::new();
                    for _ in 0..COMMANDS {
                        state ^= state << 13;
                        state ^= state >> 7;
                        state ^= state << 17;
                        let verb = match state % 20 {
                            0..10 => "accept",
                            10..18 => "release",
                            _ => "complete",
                        };
                        let began = Instant::now();
                        staff.send(&format!("{verb} {ticket}"))?;
                        let answer = loop {
                            let text = staff.next()?;
                            if text.starts_with("success ") {
                                break "success".to_owned();
                            }
                            if let Some(sentence) = text.strip_prefix(&format!("error {verb} ")) {
                                break sentence.to_owned();
                            }
                        };
                        history.push(Said { verb, answer, began, ended: Instant::now() });
                    }
                    tickets.push(history);
                }
                Ok(tickets)
            }));
        }
        working.into_iter().map(|working| working.join().expect("it does not panic")).collect()
    })?;
    for ticket in 0..TICKETS {
        let histories: Vec<Vec<Said>> =
            people.iter().map(|tickets| tickets[ticket].clone()).collect();
        let mut done = vec![0; histories.len()];
        let explained = is_explained(&histories, &mut done, Ticket::Waiting, &mut HashSet::new());
        ensure!(explained, "no order explains ticket {ticket}: {histories:#?}");
    }
    Ok(())
}

#[test]
fn a_history_that_no_order_explains_is_found() {
    let now = Instant::now();
    let said =
        |verb, answer: &str| Said { verb, answer: answer.to_owned(), began: now, ended: now };
    let both = [vec![said("accept", "success")], vec![said("accept", "success")]];
    assert!(!is_explained(&both, &mut vec![0; 2], Ticket::Waiting, &mut HashSet::new()));
    let one = [
        vec![said("accept", "success"), said("complete", "success")],
        vec![said("accept", "the ticket has already been completed or cancelled")],
    ];
    assert!(is_explained(&one, &mut vec![0; 2], Ticket::Waiting, &mut HashSet::new()));
}
