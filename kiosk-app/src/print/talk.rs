//! A printer that was reached: what it is asked, and what it answers.
//!
//! An answer does not say to which question it belongs. One that comes late, just after the next
//! question was sent, reads as the answer to that: the sensor of a drawer would be an open cover. So
//! whatever keeps a printer from printing is believed only when it is said twice in a row, and the
//! answers that are still to come are waited for in between.

use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};

use escpos::utils::RealTimeStatusRequest as Question;
use shared::device::Paper;

use super::target::Target;
use super::wire::{self, Heard};

/// So many times in a row the questions are asked until two of them had the same answers.
const ROUNDS: usize = 4;

/// So many bytes may it say in one wait: nothing that it is asked takes more than a few, and one that
/// says more talks without end.
const MOST: usize = 4 * 1024;

/// One that answers late is given so many times as long.
pub(super) const LATE: u32 = 4;

/// What it has begun to say when a wait is over is heard for so long.
const REST: Duration = Duration::from_millis(50);

/// A wait for what a printer says: it ends in time, and after so many bytes.
struct Wait {
    until: Instant,
    left: usize,
}

impl Wait {
    fn until(until: Instant) -> Self {
        Self { until, left: MOST }
    }
}

/// A printer that was reached.
pub(super) struct Talk {
    target: Box<dyn Target>,
    reader: wire::Reader,
    /// How long it may take to answer a question.
    answer: Duration,
    /// How many questions it did not answer in time: their answers may still come.
    unanswered: usize,
    has_answered: bool,
    /// An answer came when none was waited for any more.
    is_late: bool,
    is_done: bool,
}

impl Talk {
    pub(super) fn new(target: Box<dyn Target>, answer: Duration) -> Self {
        let reader = wire::Reader::default();
        Self {
            target,
            reader,
            answer,
            unanswered: 0,
            has_answered: false,
            is_late: false,
            is_done: false,
        }
    }

    /// Whether it answered later than it was given time for.
    pub(super) fn is_late(&self) -> bool {
        self.is_late
    }

    /// Whether it has answered any question.
    pub(super) fn has_answered(&self) -> bool {
        self.has_answered
    }

    /// Sends a ticket, and nothing follows.
    pub(super) fn send(&mut self, ticket: &[u8], until: Instant) -> io::Result<()> {
        self.target.send(ticket, until)?;
        self.target.finish()
    }

    /// Whether one that has answered nothing so far does until then. It is given more time from then on.
    pub(super) fn listen(&mut self, until: Instant) -> io::Result<bool> {
        if !self.target.answers() {
            return Ok(false);
        }
        let mut wait = Wait::until(until);
        while let Some(heard) = self.target_says(&mut wait)? {
            if matches!(heard, Heard::Answer(_)) {
                self.unanswered = self.unanswered.saturating_sub(1);
                self.has_answered = true;
                self.is_late = true;
                self.answer *= LATE;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Sends nothing more, and says whether the printer has come to the end of what it was sent: it
    /// ends too, or it has no way to show that.
    pub(super) fn end(&mut self, until: Instant) -> io::Result<bool> {
        if !self.target.end()? {
            return Ok(true);
        }
        match self.listen(until) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(true),
            heard => heard.map(|_| false),
        }
    }

    /// Has it say when all is printed that it was sent.
    pub(super) fn ask_whether_done(&mut self, until: Instant) -> io::Result<()> {
        self.wait_for_late(Duration::ZERO)?;
        self.is_done = false;
        self.target.send(&wire::ARE_YOU_DONE, until)
    }

    /// Whether it says so until then.
    pub(super) fn is_done(&mut self, until: Instant) -> io::Result<bool> {
        let mut wait = Wait::until(until);
        while !self.is_done && self.target_says(&mut wait)?.is_some() {}
        Ok(self.is_done)
    }

    /// How it stands with the paper; none: it does not answer, or its answers do not agree.
    pub(super) fn ask(&mut self) -> io::Result<Option<Paper>> {
        if !self.target.answers() {
            return Ok(None);
        }
        let mut before = self.ask_once(Duration::ZERO)?;
        for _ in 1..ROUNDS {
            if before.is_none_or(|paper| paper == Paper::Ok) {
                return Ok(before);
            }
            let now = self.ask_once(self.answer)?;
            if now == before {
                return Ok(now);
            }
            before = now;
        }
        Ok(None)
    }

    /// Asks each question once; `late` is how long answers to earlier ones may still take.
    fn ask_once(&mut self, late: Duration) -> io::Result<Option<Paper>> {
        let mut answers = [None; 4];
        for (answer, question) in answers.iter_mut().zip(wire::QUESTIONS) {
            *answer = self.ask_one(question, late)?;
            // One that does not know the first question knows none.
            if answer.is_none() && question as u8 == Question::Printer as u8 {
                return Ok(None);
            }
        }
        Ok(Some(wire::paper(answers)))
    }

    fn ask_one(&mut self, question: Question, late: Duration) -> io::Result<Option<u8>> {
        self.wait_for_late(late)?;
        let until = Instant::now() + self.answer;
        self.target.send(&wire::question(question), until)?;
        let mut wait = Wait::until(until);
        while let Some(heard) = self.target_says(&mut wait)? {
            if let Heard::Answer(answer) = heard {
                self.has_answered = true;
                return Ok(Some(answer));
            }
        }
        self.unanswered += 1;
        Ok(None)
    }

    /// Hears what it has still to say to earlier questions, for so long at most.
    fn wait_for_late(&mut self, patience: Duration) -> io::Result<()> {
        let mut wait = Wait::until(Instant::now() + patience);
        while self.unanswered > 0 && Instant::now() < wait.until {
            match self.target_says(&mut wait)? {
                Some(Heard::Answer(_)) => self.unanswered -= 1,
                Some(Heard::Done | Heard::Other) => {}
                // It never answers these.
                None => self.unanswered = 0,
            }
        }
        let mut wait = Wait::until(Instant::now());
        while let Some(heard) = self.target_says(&mut wait)? {
            if matches!(heard, Heard::Answer(_)) {
                self.unanswered = self.unanswered.saturating_sub(1);
            }
        }
        Ok(())
    }

    /// What its next byte says; none: it has said nothing until then, or is still talking soon after.
    fn target_says(&mut self, wait: &mut Wait) -> io::Result<Option<Heard>> {
        if Instant::now() > wait.until + REST {
            return Ok(None);
        }
        let Some(byte) = self.target.hear(wait.until)? else { return Ok(None) };
        let Some(left) = wait.left.checked_sub(1) else {
            return Err(io::Error::new(ErrorKind::InvalidData, "it talks without end"));
        };
        wait.left = left;
        let heard = self.reader.read(byte);
        self.is_done |= heard == Heard::Done;
        Ok(Some(heard))
    }
}
