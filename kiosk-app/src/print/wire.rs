//! ESC/POS: what is sent to a printer, and what its answers mean.

use std::cell::RefCell;
use std::rc::Rc;

use escpos::driver::Driver;
use escpos::errors::Result;
use escpos::printer::Printer;
use escpos::utils::{Protocol, RealTimeStatusRequest as Ask, RealTimeStatusResponse as Said};
use shared::device::Paper;

use super::raster::Raster;

/// So many rows go in one command: what the smallest printers can hold.
const BAND: usize = 128;

/// Lines fed after a ticket, so that it can be torn off where nothing cuts.
const FEED: u8 = 3;

/// What is asked of a printer, the state of the whole first.
pub(super) const QUESTIONS: [Ask; 4] =
    [Ask::Printer, Ask::OfflineCause, Ask::ErrorCause, Ask::RollPaperSensor];

/// `GS r 1`: answered once all before it is printed.
pub(super) const ARE_YOU_DONE: [u8; 3] = [0x1d, b'r', 1];

/// `GS a 0`: no report by itself. Some printers are delivered, or were left, with these switched on.
const NO_REPORTS: [u8; 3] = [0x1d, b'a', 0];

/// Collects what the crate would send: its own ways to a printer block without end.
#[derive(Debug, Clone, Default)]
struct Collected(Rc<RefCell<Vec<u8>>>);

impl Driver for Collected {
    fn name(&self) -> String {
        "collected".to_owned()
    }

    fn write(&self, data: &[u8]) -> Result<()> {
        self.0.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> Result<usize> {
        Ok(0)
    }

    fn flush(&self) -> Result<()> {
        Ok(())
    }
}

/// The bytes that print a picture and cut the paper behind it.
pub(super) fn ticket(picture: &Raster) -> Vec<u8> {
    let collected = Collected::default();
    let mut printer = Printer::new(collected.clone(), Protocol::default(), None);
    let print = |printer: &mut Printer<Collected>| -> Result<()> {
        printer.init()?.custom(&NO_REPORTS)?;
        for band in picture.rows().collect::<Vec<_>>().chunks(BAND) {
            printer.custom(&raster(picture.width(), band))?;
        }
        printer.feeds(FEED)?.partial_cut()?.print()?;
        Ok(())
    };
    // Nothing of it can fail: no text is encoded, and collecting is all that is done.
    print(&mut printer).ok();
    collected.0.take()
}

/// `GS v 0`: rows of dots, eight a byte, the left one highest.
fn raster(width: usize, rows: &[&[bool]]) -> Vec<u8> {
    let bytes = width.div_ceil(8);
    let low_high = |count: usize| [(count & 0xff) as u8, (count >> 8 & 0xff) as u8];
    let mut command = vec![0x1d, b'v', b'0', 0];
    command.extend(low_high(bytes));
    command.extend(low_high(rows.len()));
    for row in rows {
        command.extend(row.chunks(8).map(|dots| {
            let dark = dots.iter().enumerate().filter(|(_, dark)| **dark);
            dark.fold(0_u8, |byte, (at, _)| byte | 0x80 >> at)
        }));
    }
    command
}

/// `DLE EOT n`, which a printer answers at once. The crate sends a fourth byte, which some printers
/// take for text.
pub(super) fn question(ask: Ask) -> [u8; 3] {
    let (which, _): (u8, u8) = ask.into();
    [0x10, 0x04, which]
}

/// What a byte from the printer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// The answer to a [`question`].
    Answer(u8),
    /// The answer to [`ARE_YOU_DONE`].
    Done,
    /// Nothing that was asked: what a printer reports by itself, or that it is busy.
    Other,
}

/// Tells what a printer says apart by the bits that are fixed: `0xx1xx10` answers `DLE EOT`,
/// `0xx0xxxx` answers `GS r` where both bits of each of its two sensors are alike, `0xx1xx00`
/// begins a report of four bytes that a printer sends by itself (Automatic Status Back), whose
/// other three look like answers to `GS r`.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// How many bytes of a report are still to come.
    report: u8,
}

impl Reader {
    pub(super) fn read(&mut self, byte: u8) -> Heard {
        if byte & 0b1001_0011 == 0b0001_0010 {
            Heard::Answer(byte)
        } else if byte & 0b1001_0011 == 0b0001_0000 {
            self.report = 3;
            Heard::Other
        } else if byte & 0b1001_0000 != 0 {
            Heard::Other
        } else if self.report > 0 {
            self.report -= 1;
            Heard::Other
        } else if says_each_sensor_twice(byte) {
            Heard::Done
        } else {
            Heard::Other
        }
    }
}

/// Whether the bits of a roll that ends soon are alike, and those of one that has ended: of noise, such as
/// the end of a line, they seldom are.
fn says_each_sensor_twice(byte: u8) -> bool {
    matches!(byte & 0b0011, 0 | 0b0011) && matches!(byte & 0b1100, 0 | 0b1100)
}

/// How it stands with the paper, by what a printer answered to [`QUESTIONS`].
pub(super) fn paper(answers: [Option<u8>; 4]) -> Paper {
    let [printer, offline, error, roll] = answers;
    let said = |ask, answer: Option<u8>, what: Said, usually: bool| {
        let parsed = answer.and_then(|byte| Said::parse(ask, byte).ok());
        parsed.and_then(|all| all.get(&what).copied()).unwrap_or(usually)
    };
    let has_paper = said(Ask::RollPaperSensor, roll, Said::RollPaperEndSensorPaperPresent, true);
    let has_much =
        said(Ask::RollPaperSensor, roll, Said::RollPaperNearEndSensorPaperAdequate, true);
    let is_closed = said(Ask::OfflineCause, offline, Said::CoverClosed, true);
    let has_stopped = said(Ask::OfflineCause, offline, Said::PrintingStopsDueToPaperEnd, false);
    let has_failed = said(Ask::OfflineCause, offline, Said::ErrorOccurred, false)
        || said(Ask::ErrorCause, error, Said::AutocutterErrorOccurred, false)
        || said(Ask::ErrorCause, error, Said::UnrecoverableErrorOccurred, false);
    let is_online = said(Ask::Printer, printer, Said::Online, true);
    // An open cover takes the paper from its sensor too.
    if !is_closed {
        Paper::Open
    } else if !has_paper || has_stopped {
        Paper::Out
    } else if has_failed || !is_online {
        Paper::Error
    } else if !has_much {
        Paper::Low
    } else {
        Paper::Ok
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: u8 = 0b0001_0010;
    const XON: u8 = 0x11;
    const XOFF: u8 = 0x13;

    #[test]
    fn answers_are_told_from_each_other_and_from_noise() {
        let read = |bytes: &[u8]| -> Vec<Heard> {
            let mut reader = Reader::default();
            bytes.iter().map(|byte| reader.read(*byte)).collect()
        };
        for byte in [FINE, FINE | 0b0110_0000, FINE | 0b0000_1100] {
            assert_eq!(read(&[byte]), [Heard::Answer(byte)], "{byte:08b}");
        }
        for byte in [0, 0b0000_0011, 0b0000_1100, 0b0000_1111, 0b0110_0000] {
            assert_eq!(read(&[byte]), [Heard::Done], "{byte:08b}");
        }
        for byte in [0xff, XON, XOFF, 0x90, b'\r', b'\n', b'A'] {
            assert_eq!(read(&[byte]), [Heard::Other], "{byte:08b}");
        }
    }

    #[test]
    fn no_byte_of_a_report_counts_as_an_answer_whatever_comes_in_between() {
        for first in [0b0001_0000, 0b0001_1000, 0b0111_1100] {
            let said = [first, 0, XOFF, 0b0110_1111, FINE, 0b0000_1111, 0, FINE];
            let mut reader = Reader::default();
            let heard = said.map(|byte| reader.read(byte));
            let of_report = [0, 1, 2, 3, 5].map(|at| heard[at]);
            assert_eq!(of_report, [Heard::Other; 5], "{first:08b}");
            assert_eq!(
                [4, 6, 7].map(|at| heard[at]),
                [Heard::Answer(FINE), Heard::Done, Heard::Answer(FINE)]
            );
        }
    }

    #[test]
    fn what_is_the_matter_is_what_somebody_must_do() {
        let of = |printer: u8, offline: u8, error: u8, roll: u8| {
            paper([printer, offline, error, roll].map(|bits| Some(FINE | bits)))
        };
        assert_eq!(of(0, 0, 0, 0), Paper::Ok);
        assert_eq!(of(0, 0, 0, 0b0000_1100), Paper::Low);
        assert_eq!(of(0b1000, 0b0010_0000, 0, 0b0110_1100), Paper::Out);
        assert_eq!(of(0b1000, 0b0000_0100, 0, 0b0110_0000), Paper::Open);
        assert_eq!(of(0b1000, 0b0100_0000, 0b0000_1000, 0), Paper::Error);
        assert_eq!(of(0b1000, 0, 0, 0), Paper::Error, "away, and nobody knows why");
        // What was not answered is taken for well.
        assert_eq!(paper([Some(FINE), None, None, None]), Paper::Ok);
    }
}
