//! What waits for the printer: visitors' tickets before those of staff, none for ever.
//!
//! The printer may hold up whoever works at it for a minute and more, so the queue has a thread of
//! its own: a ticket that waits too long is given up on time, and said not to have begun.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use shared::device::Paper;
use shared::ids::TicketId;
use shared::print::{PrintSettings, Sheet};
use tracing::info;

use super::worker::{Outcome, Task};
use super::{Ended, Patience, Requester, Told};

/// What the queue hears of.
pub(super) enum Event {
    /// How to print from now on.
    Configure(PrintSettings),
    /// Somebody wants a ticket.
    Print(Sheet, Requester),
    /// The worker has done what it was told.
    Done(Outcome),
    /// The window has gone.
    End,
}

/// A ticket that has not begun.
struct Waiting {
    sheet: Sheet,
    requester: Requester,
    since: Instant,
}

/// What the worker does now.
enum Work {
    Look,
    Print(TicketId, Requester),
}

pub(super) struct Queue {
    patience: Patience,
    settings: PrintSettings,
    waiting: VecDeque<Waiting>,
    work: Option<Work>,
    /// When a printer with nothing to do is looked at.
    look_at: Option<Instant>,
    paper: Paper,
}

impl Queue {
    pub(super) fn new(patience: Patience) -> Self {
        Self {
            patience,
            settings: PrintSettings::default(),
            waiting: VecDeque::new(),
            work: None,
            look_at: None,
            paper: Paper::None,
        }
    }

    /// Runs until the window has gone.
    pub(super) fn run(
        mut self,
        events: &Receiver<Event>,
        tasks: &Sender<Task>,
        tell: impl Fn(Told),
    ) {
        loop {
            let event = match self.due() {
                Some(due) => events.recv_timeout(due.saturating_duration_since(Instant::now())),
                None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            let now = Instant::now();
            let told = match event {
                Ok(Event::End) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(event) => self.take(event, now),
                Err(RecvTimeoutError::Timeout) => Vec::new(),
            };
            told.into_iter().chain(self.give_up(now)).for_each(&tell);
            if let Some(task) = self.next(now)
                && tasks.send(task).is_err()
            {
                return;
            }
        }
    }

    /// When time alone changes something.
    fn due(&self) -> Option<Instant> {
        let given_up = self.waiting.iter().map(|waiting| waiting.since + self.patience.wait).min();
        let look = self.look_at.filter(|_| self.work.is_none());
        [given_up, look].into_iter().flatten().min()
    }

    /// Takes in what happened; what is to be told of it.
    fn take(&mut self, event: Event, now: Instant) -> Vec<Told> {
        match event {
            Event::Configure(settings) => {
                self.settings = settings;
                self.look_at = Some(now);
                Vec::new()
            }
            Event::Print(sheet, requester) => {
                self.waiting.push_back(Waiting { sheet, requester, since: now });
                Vec::new()
            }
            Event::Done(outcome) => self.done(outcome, now),
            Event::End => Vec::new(),
        }
    }

    fn done(&mut self, outcome: Outcome, now: Instant) -> Vec<Told> {
        let ended = match (self.work.take(), outcome.ended) {
            (Some(Work::Print(ticket, requester)), Some(ended)) => {
                Some(Told::Ticket(ticket, requester, ended))
            }
            _ => None,
        };
        // Where it is set already, there is another printer since.
        let usual = self.settings.printer.as_ref().map(|_| now + self.patience.look);
        self.look_at = self.look_at.or(usual);
        let Some(paper) = outcome.paper else { return ended.into_iter().collect() };
        let mut told = Vec::new();
        if std::mem::replace(&mut self.paper, paper) != paper {
            info!("the printer: {paper}");
            told.push(Told::Paper(paper));
        }
        // Whoever hears how it ended knows already how it stands with the printer.
        told.extend(ended);
        if !paper.can_print() {
            // Whoever waits is told at once rather than one after the other.
            told.extend(self.waiting.drain(..).map(|waiting| not_begun(&waiting)));
        }
        told
    }

    /// Gives up what has waited too long.
    fn give_up(&mut self, now: Instant) -> Vec<Told> {
        let is_over =
            |waiting: &Waiting| now.saturating_duration_since(waiting.since) >= self.patience.wait;
        let (over, waiting): (VecDeque<_>, _) = self.waiting.drain(..).partition(is_over);
        self.waiting = waiting;
        over.iter().map(not_begun).collect()
    }

    /// What the worker does next, if it has nothing to do.
    fn next(&mut self, now: Instant) -> Option<Task> {
        if self.work.is_some() {
            return None;
        }
        let is_for_visitor = |waiting: &Waiting| waiting.requester == Requester::Visitor;
        let first = self.waiting.iter().position(is_for_visitor).unwrap_or_default();
        let settings = self.settings.clone();
        let (work, task) = match self.waiting.remove(first) {
            Some(Waiting { sheet, requester, since }) => {
                let until = (now + self.patience.busy).min(since + self.patience.wait);
                (Work::Print(sheet.id, requester), Task::Print { sheet, settings, until })
            }
            None => {
                self.look_at.filter(|at| *at <= now)?;
                (Work::Look, Task::Look(settings))
            }
        };
        // A ticket tells as much of a printer as a look.
        self.look_at = None;
        self.work = Some(work);
        Some(task)
    }
}

fn not_begun(waiting: &Waiting) -> Told {
    Told::Ticket(waiting.sheet.id, waiting.requester, Ended::NotBegun)
}
