//! What is done at the printer, one thing after the other.

use std::io::{self, ErrorKind};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Instant;

use app_kit::text::Languages;
use shared::device::Paper;
use shared::print::{PrintSettings, PrinterAddress, Sheet};
use tracing::warn;

use super::queue::Event;
use super::sheet::Press;
use super::talk::{LATE, Talk};
use super::target::reach;
use super::{Ended, Patience, wire};

/// A printer is away once it was missed so many times in a row: most take one connection at a time,
/// so that a look may find another kiosk's ticket in its way.
pub(super) const MISSES: u32 = 3;

/// What is to be done at the printer.
pub(super) enum Task {
    /// See how it stands with it.
    Look(PrintSettings),
    /// Print a ticket, unless the printer is not free until then.
    Print {
        /// What stands on it.
        sheet: Sheet,
        /// At which printer.
        settings: PrintSettings,
        /// Until when it is tried to begin.
        until: Instant,
    },
}

/// What came of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    /// How it ended with the ticket, if there was one.
    pub(super) ended: Option<Ended>,
    /// How it stands with the printer; none: nobody knows more than before.
    pub(super) paper: Option<Paper>,
}

/// What was learnt of the printer at an address.
#[derive(Debug, Default)]
struct Learnt {
    address: Option<PrinterAddress>,
    /// It has answered questions.
    answers: bool,
    /// Its answers came late.
    is_late: bool,
    /// Since when it answers nothing.
    silent_since: Option<Instant>,
    /// It answers nothing and never will: it has read to the end without an answer, or was silent for
    /// longer than another's ticket takes.
    is_mute: bool,
    /// It has said that it is done.
    says_done: bool,
    /// It was asked, with nothing to do, whether it says that.
    was_asked_done: bool,
    /// How many times in a row it could not be reached.
    missed: u32,
}

pub(super) struct Worker {
    words: &'static Languages,
    usual: String,
    patience: Patience,
    /// Made with the first ticket: it reads every face.
    press: Option<Press>,
    learnt: Learnt,
}

impl Worker {
    pub(super) fn new(words: &'static Languages, usual: &str, patience: Patience) -> Self {
        let usual = usual.to_owned();
        Self { words, usual, patience, press: None, learnt: Learnt::default() }
    }

    /// Does what comes, until nothing more can.
    pub(super) fn run(mut self, tasks: &Receiver<Task>, done: &Sender<Event>) {
        for task in tasks {
            let outcome = match task {
                Task::Look(settings) => Outcome { ended: None, paper: self.look(&settings) },
                Task::Print { sheet, settings, until } => {
                    let (ended, paper) = self.print(&sheet, &settings, until);
                    Outcome { ended: Some(ended), paper: Some(paper) }
                }
            };
            if done.send(Event::Done(outcome)).is_err() {
                return;
            }
        }
    }

    /// Begins anew where the printer is another one.
    fn turn_to(&mut self, address: &PrinterAddress) {
        if self.learnt.address.as_ref() != Some(address) {
            self.learnt = Learnt { address: Some(address.clone()), ..Learnt::default() };
        }
    }

    /// Looks how it stands with a printer that has nothing to do; none: it was missed, which may
    /// mean nothing.
    fn look(&mut self, settings: &PrintSettings) -> Option<Paper> {
        let Some(address) = &settings.printer else { return Some(Paper::None) };
        self.turn_to(address);
        let Ok((mut talk, said)) = self.reach(address) else {
            return (self.learnt.missed >= MISSES).then_some(Paper::Away);
        };
        if said.is_none() && !self.learnt.is_mute {
            // One that is gone now is missed at the next look.
            self.learn_mute(&mut talk).ok();
            if self.learnt.answers {
                return None;
            }
        }
        if said.is_some_and(Paper::can_print) && !self.learnt.was_asked_done {
            self.learnt.was_asked_done = true;
            // One that is gone now is missed at the next look.
            self.learn_done(&mut talk).ok();
        }
        Some(said.unwrap_or(Paper::Ok))
    }

    /// Reaches the printer and asks how it is; none: it answers nothing, and is taken for well.
    fn reach(&mut self, address: &PrinterAddress) -> io::Result<(Talk, Option<Paper>)> {
        let reached = self.try_reach(address);
        self.learnt.missed = match &reached {
            Ok(_) => 0,
            Err(error) => {
                if self.learnt.missed == 0 {
                    warn!("failed to reach {address}: {error}");
                }
                self.learnt.missed.saturating_add(1)
            }
        };
        reached
    }

    fn try_reach(&mut self, address: &PrinterAddress) -> io::Result<(Talk, Option<Paper>)> {
        let target = reach(address, self.patience.reach)?;
        let answer = self.patience.answer;
        let mut talk = Talk::new(target, if self.learnt.is_late { answer * LATE } else { answer });
        let paper = talk.ask()?;
        self.learn(&talk);
        if paper.is_none() && self.learnt.answers {
            // It takes a second connection and serves the first, or it hangs.
            return Err(io::Error::new(ErrorKind::TimedOut, "it does not answer as it did"));
        }
        if paper.is_none() {
            let since = *self.learnt.silent_since.get_or_insert_with(Instant::now);
            self.learnt.is_mute |= since.elapsed() >= self.patience.silent;
        }
        Ok((talk, paper))
    }

    /// Keeps what a talk has shown.
    fn learn(&mut self, talk: &Talk) {
        self.learnt.answers |= talk.has_answered();
        self.learnt.is_late |= talk.is_late();
    }

    /// Finds out whether a printer that has not answered yet is late, or reads and never answers.
    fn learn_mute(&mut self, talk: &mut Talk) -> io::Result<()> {
        let is_mute = !talk.listen(Instant::now() + self.patience.answer)?
            && talk.end(Instant::now() + self.patience.answer)?;
        self.learn(talk);
        self.learnt.is_mute |= is_mute;
        Ok(())
    }

    /// Finds out whether a printer with nothing to do says that it is done.
    fn learn_done(&mut self, talk: &mut Talk) -> io::Result<()> {
        let until = Instant::now() + self.patience.answer;
        talk.ask_whether_done(until)?;
        self.learnt.says_done |= talk.is_done(until)?;
        Ok(())
    }

    fn print(&mut self, sheet: &Sheet, settings: &PrintSettings, until: Instant) -> (Ended, Paper) {
        let Some(address) = &settings.printer else { return (Ended::NotBegun, Paper::None) };
        self.turn_to(address);
        let is_away = self.learnt.missed >= MISSES;
        let (mut talk, said) = loop {
            match self.reach(address) {
                Ok(reached) => break reached,
                // It may be busy with another kiosk's ticket.
                Err(_) if !is_away && Instant::now() + self.patience.again < until => {
                    std::thread::sleep(self.patience.again);
                }
                Err(_) => {
                    self.learnt.missed = self.learnt.missed.max(MISSES);
                    return (Ended::NotBegun, Paper::Away);
                }
            }
        };
        let paper = said.unwrap_or(Paper::Ok);
        if !paper.can_print() {
            return (Ended::NotBegun, paper);
        }
        let press = self.press.get_or_insert_with(|| Press::new(self.words, &self.usual));
        let bytes = wire::ticket(&press.draw(sheet, settings.width.unwrap_or_default()));
        match self.send(&mut talk, &bytes, said.is_some()) {
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
    fn send(&mut self, talk: &mut Talk, bytes: &[u8], speaks: bool) -> io::Result<Option<Paper>> {
        let begun = Instant::now();
        let until = begun + self.patience.to_print(bytes.len());
        if let Err(error) = talk.send(bytes, until) {
            // A printer that stops in the middle may still say why.
            return match talk.ask() {
                Ok(Some(paper)) if !paper.can_print() => Ok(Some(paper)),
                _ => Err(error),
            };
        }
        if !speaks {
            // It may have been busy with another's ticket, and come to ours now.
            let mute = self.patience.mute;
            let speaks = !self.learnt.is_mute && talk.listen(Instant::now() + mute)?;
            self.learn(talk);
            if !speaks {
                return self.end(talk).map(|()| None);
            }
        }
        talk.ask_whether_done(until)?;
        loop {
            if talk.is_done(Instant::now() + self.patience.answer)? {
                self.learnt.says_done = true;
                return Ok(None);
            }
            match talk.ask()? {
                Some(paper) if !paper.can_print() => return Ok(Some(paper)),
                // It answers all but this one question, and never answered it.
                Some(_) if !self.learnt.says_done && begun.elapsed() >= self.patience.done => {
                    return Ok(None);
                }
                said if Instant::now() >= until && !talk.is_done(Instant::now())? => {
                    return Ok(Some(said.unwrap_or(Paper::Error)));
                }
                _ => {}
            }
        }
    }

    /// Ends the ticket of a printer that answered nothing; an error unless it counts as printed.
    fn end(&mut self, talk: &mut Talk) -> io::Result<()> {
        let has_ended = talk.end(Instant::now() + self.patience.mute)?;
        self.learn(talk);
        self.learnt.is_mute |= has_ended;
        if self.learnt.is_mute && !talk.has_answered() {
            return Ok(());
        }
        // All of it may lie in the memory of its network while it serves another.
        Err(io::Error::new(ErrorKind::TimedOut, "it took all and answered nothing in time"))
    }
}
