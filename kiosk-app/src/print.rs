//! Paper tickets: what they look like, and the printer on threads of its own.
//!
//! A printer is slow, gone, open or out of paper, so nothing here is waited for by the window: it
//! hands a ticket over and hears later how that ended. Each wait for the printer has an end.
//!
//! [`sheet`] draws a ticket into dots, [`wire`] makes bytes of them and reads what a printer answers,
//! [`target`] are the ways to one, [`talk`] asks one that was reached. The [`worker`] does one thing at a time at the printer and may be
//! held up by it; what waits meanwhile is in the [`queue`], which answers in time whatever the printer does.

mod queue;
mod raster;
pub mod sheet;
mod talk;
mod target;
#[cfg(test)]
mod tests;
mod wire;
mod worker;

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use app_kit::text::{Languages, Speech};
use shared::device::Paper;
use shared::ids::TicketId;
use shared::print::{PrintSettings, Sheet};
use tracing::warn;

use queue::{Event, Queue};
pub use raster::Raster;
use worker::Worker;

use crate::words::Phrase;

/// How long the printer may take for each thing.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until it is reached.
    pub reach: Duration,
    /// Until it answers a question.
    pub answer: Duration,
    /// Until one that is busy, as with another kiosk's ticket, takes a ticket of ours.
    pub busy: Duration,
    /// Before one that is busy is tried again.
    pub again: Duration,
    /// How many bytes a second it takes at least.
    pub pace: u64,
    /// Until a ticket that it has taken is printed.
    pub print: Duration,
    /// Until it says that it is done, where it answers other questions and has never said that.
    pub done: Duration,
    /// Until one that answers nothing, and took all of a ticket, ends the connection as well. Many
    /// never do, and where they are known to be mute the ticket counts as printed then. One that is not
    /// known yet is listened to for as long before. Long enough for the 8 kB that may still lie on
    /// the way, at that pace.
    pub mute: Duration,
    /// Until one that was reached and answered nothing is known to be mute: longer than another kiosk's
    /// ticket holds it.
    pub silent: Duration,
    /// Between two looks at a printer that has nothing to do.
    pub look: Duration,
    /// Until a ticket that waits for others, and has not begun, is given up.
    pub wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            reach: Duration::from_secs(3),
            answer: Duration::from_millis(700),
            busy: Duration::from_secs(15),
            again: Duration::from_millis(500),
            // The slowest way to a printer is a serial line at 9600 baud, the lowest speed at which
            // receipt printers are delivered, behind a converter: a byte is ten bits there, with its
            // start and its stop. A ticket with a code is up to 70 kB, so that takes it 73 s.
            pace: 960,
            print: Duration::from_secs(15),
            done: Duration::from_secs(4),
            mute: Duration::from_secs(10),
            silent: Duration::from_secs(120),
            look: Duration::from_secs(5),
            wait: Duration::from_secs(30),
        }
    }
}

impl Patience {
    /// How long a ticket of so many bytes may take from its first byte to its paper.
    fn to_print(self, bytes: usize) -> Duration {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.print + Duration::from_secs(bytes.div_ceil(self.pace.max(1)))
    }
}

/// Who wants a ticket on paper. A visitor stands there and waits, so theirs come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requester {
    /// Whoever stands at the kiosk.
    Visitor,
    /// Somebody of the staff, from elsewhere.
    Staff,
}

/// How it ended with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The paper is out.
    Printed,
    /// Nothing of it reached the printer.
    NotBegun,
    /// It began, and nobody knows how far it came.
    Interrupted,
}

/// What the printer's thread tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// How it stands with the printer and its paper, where that has changed.
    Paper(Paper),
    /// How it ended with a ticket, and for whom it was.
    Ticket(TicketId, Requester, Ended),
}

/// The printer, as the window needs it.
pub trait Printer {
    /// Prints as these say from now on.
    fn configure(&mut self, settings: PrintSettings);

    /// Prints a ticket.
    fn print(&self, sheet: Sheet, requester: Requester);

    /// What has happened since the last call.
    fn poll(&self) -> Vec<Told>;
}

/// The printer for real, on threads of its own, which end with this.
pub struct Printing {
    orders: Sender<Event>,
    told: Receiver<Told>,
    settings: Option<PrintSettings>,
}

impl Printing {
    /// Starts the threads. `wake` is called whenever [`Printing::poll`] has something.
    ///
    /// # Errors
    ///
    /// The operating system gives no thread.
    pub fn start(
        words: &'static Languages,
        usual: &str,
        patience: Patience,
        wake: impl Fn() + Send + 'static,
    ) -> io::Result<Self> {
        let (orders, events) = channel();
        let (tasks, to_worker) = channel();
        let (to_window, told) = channel();
        let worker = Worker::new(words, usual, patience);
        let done = orders.clone();
        let thread = |name: &str| std::thread::Builder::new().name(name.to_owned());
        thread("printer").spawn(move || worker.run(&to_worker, &done))?;
        let tell = move |what| {
            // A window that has gone wants to hear nothing.
            to_window.send(what).ok();
            wake();
        };
        thread("print queue").spawn(move || Queue::new(patience).run(&events, &tasks, tell))?;
        Ok(Self { orders, told, settings: None })
    }

    fn order(&self, order: Event) {
        if self.orders.send(order).is_err() {
            warn!("the printer's threads have ended");
        }
    }
}

impl Drop for Printing {
    fn drop(&mut self) {
        // Threads that have ended need not be told.
        self.orders.send(Event::End).ok();
    }
}

impl Printer for Printing {
    fn configure(&mut self, settings: PrintSettings) {
        if self.settings.as_ref() != Some(&settings) {
            self.settings = Some(settings.clone());
            self.order(Event::Configure(settings));
        }
    }

    fn print(&self, sheet: Sheet, requester: Requester) {
        self.order(Event::Print(sheet, requester));
    }

    fn poll(&self) -> Vec<Told> {
        self.told.try_iter().collect()
    }
}

/// A ticket by which one sees whether a printer prints and what it prints on.
pub fn sample(speech: Speech, organisation: &str) -> Sheet {
    let language = speech.tag().to_owned();
    let organisation = if organisation.is_empty() { "Walkup" } else { organisation };
    Sheet {
        id: TicketId::new(17).expect("17 is an id"),
        number: "B017".to_owned(),
        lang: Some(language.clone()),
        service: [(language, speech.say(Phrase::PaperSample))].into(),
        ahead: Some(3),
        at: crate::app::wall_clock_ms(),
        organisation: organisation.to_owned(),
        link: Some("https://desk.example/q/17-aaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned()),
    }
}
