//! Paper tickets: what they look like, and the printer on a thread of its own.
//!
//! A printer is slow, gone, open or out of paper, so nothing here is waited for by the window: it
//! hands a ticket over and hears later how that ended. Each wait for the printer has an end.
//!
//! [`sheet`] draws a ticket into dots, [`wire`] makes bytes of them and reads what a printer answers,
//! [`target`] are the ways to one.

mod raster;
pub mod sheet;
mod target;
#[cfg(test)]
mod tests;
mod wire;

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use app_kit::text::{Languages, Speech};
use escpos::utils::RealTimeStatusRequest;
use shared::device::Paper;
use shared::ids::TicketId;
use shared::print::{PrintSettings, PrinterAddress, Sheet};
use tracing::{info, warn};

pub use raster::Raster;
use sheet::Press;
use target::{Target, reach};

use crate::words::Phrase;

/// How long the printer may take for each thing.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until it is reached.
    pub reach: Duration,
    /// Until it answers a question.
    pub answer: Duration,
    /// Until it has taken and printed a ticket.
    pub print: Duration,
    /// Until it says that it is done, where it answers other questions and never that.
    pub done: Duration,
    /// Between two looks at a printer that has nothing to do.
    pub look: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            reach: Duration::from_secs(3),
            answer: Duration::from_millis(700),
            print: Duration::from_secs(15),
            done: Duration::from_secs(4),
            look: Duration::from_secs(5),
        }
    }
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
    /// How it ended with a ticket.
    Ticket(TicketId, Ended),
}

enum Order {
    Configure(PrintSettings),
    Print(Sheet),
}

/// The printer, as the window needs it.
pub trait Printer {
    /// Prints as these say from now on.
    fn configure(&mut self, settings: PrintSettings);

    /// Prints a ticket.
    fn print(&self, sheet: Sheet);

    /// What has happened since the last call.
    fn poll(&self) -> Vec<Told>;
}

/// The printer for real, on a thread of its own, which ends with this.
pub struct Printing {
    orders: Sender<Order>,
    told: Receiver<Told>,
    settings: Option<PrintSettings>,
}

impl Printing {
    /// Starts the thread. `wake` is called whenever [`Printing::poll`] has something.
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
        let (orders, from_window) = channel();
        let (to_window, told) = channel();
        let usual = usual.to_owned();
        let tell = move |what| {
            // A window that has gone wants to hear nothing.
            to_window.send(what).ok();
            wake();
        };
        std::thread::Builder::new().name("printer".to_owned()).spawn(move || {
            let worker = Worker { words, usual, patience, tell, press: None, last: Paper::None };
            worker.run(&from_window);
        })?;
        Ok(Self { orders, told, settings: None })
    }

    fn order(&self, order: Order) {
        if self.orders.send(order).is_err() {
            warn!("the printer's thread has ended");
        }
    }
}

impl Printer for Printing {
    fn configure(&mut self, settings: PrintSettings) {
        if self.settings.as_ref() != Some(&settings) {
            self.settings = Some(settings.clone());
            self.order(Order::Configure(settings));
        }
    }

    fn print(&self, sheet: Sheet) {
        self.order(Order::Print(sheet));
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

struct Worker<T: Fn(Told)> {
    words: &'static Languages,
    usual: String,
    patience: Patience,
    tell: T,
    /// Made with the first ticket: it reads every face.
    press: Option<Press>,
    last: Paper,
}

impl<T: Fn(Told)> Worker<T> {
    fn run(mut self, orders: &Receiver<Order>) {
        let mut settings = PrintSettings::default();
        loop {
            let order = match settings.printer {
                Some(_) => orders.recv_timeout(self.patience.look),
                None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match order {
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => self.look(settings.printer.as_ref()),
                Ok(Order::Configure(new)) => {
                    settings = new;
                    self.look(settings.printer.as_ref());
                }
                Ok(Order::Print(sheet)) => {
                    let ticket = sheet.id;
                    let (ended, paper) = self.print(&sheet, &settings);
                    (self.tell)(Told::Ticket(ticket, ended));
                    self.say_paper(paper);
                }
            }
        }
    }

    fn say_paper(&mut self, paper: Paper) {
        if std::mem::replace(&mut self.last, paper) != paper {
            info!("the printer: {paper}");
            (self.tell)(Told::Paper(paper));
        }
    }

    /// Looks how it stands with a printer that has nothing to do.
    fn look(&mut self, printer: Option<&PrinterAddress>) {
        let paper = match printer {
            None => Paper::None,
            Some(address) => {
                self.reach(address).map_or(Paper::Away, |(_, paper)| paper.unwrap_or(Paper::Ok))
            }
        };
        self.say_paper(paper);
    }

    /// Reaches the printer and asks how it is; none: it answers nothing, and is taken for well.
    fn reach(&self, address: &PrinterAddress) -> io::Result<(Box<dyn Target>, Option<Paper>)> {
        let mut target = reach(address, self.patience.reach).inspect_err(|error| {
            if self.last != Paper::Away {
                warn!("failed to reach {address}: {error}");
            }
        })?;
        let paper = self.ask(target.as_mut(), &mut |_| ())?;
        Ok((target, paper))
    }

    /// How it stands with the paper; none: the printer does not answer.
    ///
    /// `heard` is given what it says besides.
    fn ask(&self, target: &mut dyn Target, heard: &mut dyn FnMut(u8)) -> io::Result<Option<Paper>> {
        if !target.answers() {
            return Ok(None);
        }
        let mut answers = [None; 4];
        for (answer, question) in answers.iter_mut().zip(wire::QUESTIONS) {
            *answer = self.ask_one(target, question, heard)?;
            // One that does not know the first question knows none.
            if answer.is_none() && question as u8 == RealTimeStatusRequest::Printer as u8 {
                return Ok(None);
            }
        }
        Ok(Some(wire::paper(answers)))
    }

    fn ask_one(
        &self,
        target: &mut dyn Target,
        question: RealTimeStatusRequest,
        heard: &mut dyn FnMut(u8),
    ) -> io::Result<Option<u8>> {
        let until = Instant::now() + self.patience.answer;
        target.send(&wire::question(question), until)?;
        while let Some(byte) = target.hear(until)? {
            if wire::is_answer(byte) {
                return Ok(Some(byte));
            }
            heard(byte);
        }
        Ok(None)
    }

    fn print(&mut self, sheet: &Sheet, settings: &PrintSettings) -> (Ended, Paper) {
        let Some(address) = &settings.printer else { return (Ended::NotBegun, Paper::None) };
        let Ok((mut target, said)) = self.reach(address) else {
            return (Ended::NotBegun, Paper::Away);
        };
        let paper = said.unwrap_or(Paper::Ok);
        if !paper.can_print() {
            return (Ended::NotBegun, paper);
        }
        let press = self.press.get_or_insert_with(|| Press::new(self.words, &self.usual));
        let bytes = wire::ticket(&press.draw(sheet, settings.width.unwrap_or_default()));
        match self.send(target.as_mut(), &bytes, said.is_some()) {
            Ok(None) => (Ended::Printed, paper),
            Ok(Some(paper)) => (Ended::Interrupted, paper),
            Err(error) => {
                warn!("a ticket may not be printed: {error}");
                (Ended::Interrupted, Paper::Away)
            }
        }
    }

    /// Sends a ticket and waits until its paper is out; what came in between, if something did.
    ///
    /// `speaks`: it answers, so that what it only took does not count as printed.
    fn send(
        &self,
        target: &mut dyn Target,
        bytes: &[u8],
        speaks: bool,
    ) -> io::Result<Option<Paper>> {
        let (begun, until) = (Instant::now(), Instant::now() + self.patience.print);
        let sent = target.send(bytes, until).and_then(|()| target.finish());
        if let Err(error) = sent {
            // A printer that stops in the middle may still say why.
            return match self.ask(target, &mut |_| ()) {
                Ok(Some(paper)) if !paper.can_print() => Ok(Some(paper)),
                _ => Err(error),
            };
        }
        if !speaks {
            return target.taken(until).map(|()| None);
        }
        let mut is_done = false;
        target.send(&wire::ARE_YOU_DONE, until)?;
        loop {
            let answer = Instant::now() + self.patience.answer;
            while !is_done && let Some(byte) = target.hear(answer)? {
                is_done = wire::is_done(byte);
            }
            if is_done {
                return Ok(None);
            }
            match self.ask(target, &mut |byte| is_done |= wire::is_done(byte))? {
                Some(paper) if !paper.can_print() => return Ok(Some(paper)),
                // It answers all but this one question.
                Some(_) if begun.elapsed() >= self.patience.done => return Ok(None),
                _ if Instant::now() >= until => return Ok(Some(Paper::Error)),
                _ => {}
            }
        }
    }
}
