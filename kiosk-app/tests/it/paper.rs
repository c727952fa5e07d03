//! Paper tickets at a kiosk whose disk fails, and what the screen says of paper.

use std::cell::{Cell, RefCell};
use std::io::{self, ErrorKind};
use std::rc::Rc;

use app_kit::settings::SettingsError;
use kiosk_app::model::{Act, PaperTicket, Screen};
use kiosk_app::owed::{Disk, Kept, OwedFile, Written};
use kiosk_app::print::{Ended, Requester, Told};
use kiosk_app::words::Phrase;
use shared::device::Paper;
use shared::ids::TicketId;

use crate::bench::{Bench, TICKET, settings};

/// A disk that takes nothing while it is full, and gives nothing up while it is read-only.
#[derive(Clone, Default)]
struct Failing {
    has: Rc<RefCell<Written>>,
    is_full: Rc<Cell<bool>>,
    is_read_only: Rc<Cell<bool>>,
}

impl Disk for Failing {
    fn load(&self) -> Result<Written, SettingsError> {
        Ok(self.has.borrow().clone())
    }

    fn save(&self, written: &Written) -> Result<(), SettingsError> {
        if self.is_full.get() {
            let source = ErrorKind::StorageFull.into();
            return Err(SettingsError::Write { path: "kiosk.owed.toml".into(), source });
        }
        *self.has.borrow_mut() = written.clone();
        Ok(())
    }

    fn remove(&self) -> io::Result<()> {
        if self.is_read_only.get() {
            return Err(ErrorKind::ReadOnlyFilesystem.into());
        }
        *self.has.borrow_mut() = Written::default();
        Ok(())
    }
}

impl Failing {
    /// What is unsettled for a kiosk that starts on it now.
    fn left(&self) -> usize {
        let (_, left) = OwedFile::on(Box::new(self.clone()), &"desk".parse().unwrap());
        left.keys.len()
    }

    /// A kiosk on it that prints, at whose service one touch gives a ticket.
    fn kiosk(&self) -> Bench {
        let (owed, _) = OwedFile::on(Box::new(self.clone()), &"desk".parse().unwrap());
        let mut bench = Bench::with_owed([1280.0, 800.0], settings(), Some(owed));
        bench.connect();
        bench.told(
            r#"services [{"id":"s","text":{"en":"Badges"},"identity":{"kind":"none"},"takes":"yes"}]"#,
        );
        bench.told(r#"shared {"print":{"printer":"tcp://p","when":"always"}}"#);
        bench.printer(Told::Paper(Paper::Ok));
        bench.told("success device");
        bench
    }
}

fn prints(bench: &Bench) -> usize {
    bench.said().iter().filter(|said| said.starts_with("prints ")).count()
}

#[test]
fn a_ticket_is_printed_from_a_full_disk_and_never_withdrawn_after_a_start() {
    let disk = Failing::default();
    let mut bench = disk.kiosk();
    bench.act(Act::Serve("s".parse().unwrap()));
    assert_eq!(disk.left(), 1, "a request whose answer is not known");
    disk.is_full.set(true);
    bench.told(TICKET);
    assert_eq!((bench.screen(), prints(&bench)), (Screen::Ticket, 1));
    disk.is_full.set(false);
    assert_eq!(disk.left(), 0, "the power went before the disk took anything again");
}

#[test]
fn nothing_is_printed_while_the_disk_would_withdraw_it_and_staff_hear_so() {
    let disk = Failing::default();
    let mut bench = disk.kiosk();
    bench.act(Act::Serve("s".parse().unwrap()));
    disk.is_full.set(true);
    disk.is_read_only.set(true);
    bench.told(TICKET);
    assert_eq!((bench.screen(), prints(&bench)), (Screen::Ticket, 0));
    assert!(bench.sees(&bench.say(Phrase::NotPrinted)));
    bench.pass(1);
    assert!(bench.said().last().unwrap().contains(r#""disk_failing":true"#), "{:?}", bench.said());
    bench.told("success device");
    assert_eq!(disk.left(), 0, "a kiosk that starts there takes nobody's ticket away");
    // It is tried again by itself.
    disk.is_full.set(false);
    bench.pass(3_000);
    bench.pass(1);
    assert!(!bench.said().last().unwrap().contains("disk_failing"), "{:?}", bench.said());
    let (file, _) = OwedFile::on(Box::new(disk.clone()), &"desk".parse().unwrap());
    assert_eq!((file.kept(), disk.left()), (Kept::Saved, 0));
}

#[test]
fn the_screen_says_that_the_ticket_is_printed_and_then_to_take_it() {
    let mut bench = Failing::default().kiosk();
    bench.act(Act::Serve("s".parse().unwrap()));
    bench.told(TICKET);
    assert!(bench.sees(&bench.say(Phrase::Printing)));
    assert!(!bench.sees(&bench.say(Phrase::TakeTicket)));
    let ticket = TicketId::new(1213).unwrap();
    bench.printer(Told::Ticket(ticket, Requester::Visitor, Ended::Printed));
    assert_eq!(bench.window.state().model().visit.paper, PaperTicket::Printed);
    assert!(bench.sees(&bench.say(Phrase::TakeTicket)));
    assert!(!bench.sees(&bench.say(Phrase::Printing)));
}
