//! What is heard of paper tickets while the disk takes nothing.

use shared::message::Trouble;

use super::*;

const PRINTER: u64 = 50;

impl Hall {
    fn with_printer() -> Self {
        let mut hall = Self::new();
        hall.play(Step::Visit(1));
        hall.printer_comes();
        hall
    }

    fn printer_comes(&mut self) {
        self.connect(PRINTER, Role::Kiosk, Dialect::V2, None);
        // What it hears no mirror of the hall holds.
        self.ears.remove(&PRINTER);
        self.kiosk_says(r#"device {"version":"1","paper":"ok"}"#);
        self.finish();
    }

    fn kiosk_says(&mut self, text: &str) {
        let said = Said::Kiosk(text.parse().expect("a command"));
        self.clerk.take(Request::Said(ConnId(PRINTER), said));
    }

    fn staff_print(&mut self) {
        self.play(Step::Say(0, "print 0".parse().expect("a command")));
        self.finish();
    }

    fn printer_goes(&mut self) {
        self.clerk.take(Request::Disconnect(ConnId(PRINTER)));
        self.finish();
    }

    fn tick(&mut self) {
        self.play(Step::Tick);
        self.finish();
    }

    /// The tickets that staff read may not be printed.
    fn unprinted(&self) -> Vec<i64> {
        let warnings = self.clerk.core.paper_warnings();
        let tickets = warnings.into_iter().filter_map(|warning| match warning.trouble {
            Trouble::Unprinted { id, .. } => Some(id.get()),
            _ => None,
        });
        tickets.collect()
    }
}

#[test]
fn a_kiosk_that_goes_in_mid_print_is_heard_of_once_the_disk_takes_it() {
    for fail in [Fail::NotWritten, Fail::Unsure] {
        let mut hall = Hall::with_printer();
        hall.staff_print();
        hall.fail(fail);
        hall.printer_goes();
        hall.fail(fail);
        hall.tick();
        assert_eq!(hall.unprinted(), [0; 0], "nothing is said that is not saved");
        hall.disk.lock().unwrap().fail.clear();
        // The first tick may only settle what became of the disk.
        hall.tick();
        hall.tick();
        assert_eq!(hall.unprinted(), [0]);
        hall.check();
    }
}

#[test]
fn a_kiosk_that_comes_back_with_the_paper_out_leaves_nothing_to_hear_of() {
    let mut hall = Hall::with_printer();
    hall.staff_print();
    hall.fail(Fail::NotWritten);
    hall.printer_goes();
    hall.printer_comes();
    hall.kiosk_says("printed 0");
    hall.finish();
    hall.tick();
    assert_eq!(hall.unprinted(), [0; 0]);
}

#[test]
fn what_a_kiosk_says_while_the_disk_takes_nothing_is_waited_for_again() {
    let mut hall = Hall::with_printer();
    hall.staff_print();
    hall.fail(Fail::NotWritten);
    hall.kiosk_says("printed 0");
    hall.finish();
    // It is there, and will say so again.
    hall.tick();
    assert_eq!(hall.unprinted(), [0; 0]);
    assert!(hall.clerk.core.sheets().is_some());
    hall.kiosk_says("printed 0");
    hall.finish();
    assert_eq!(hall.clerk.core.sheets(), None);
    // What was not saved of another print is not taken for one.
    hall.fail(Fail::NotWritten);
    hall.staff_print();
    hall.staff_print();
    hall.printer_goes();
    hall.tick();
    assert_eq!((hall.unprinted(), hall.clerk.core.sheets()), (vec![0], None));
    hall.check();
}

#[test]
fn what_no_kiosk_heard_of_is_not_missed() {
    let mut hall = Hall::with_printer();
    hall.fail(Fail::NotWritten);
    hall.staff_print();
    hall.printer_goes();
    hall.tick();
    assert_eq!(hall.unprinted(), [0; 0]);
}

#[test]
fn what_an_older_server_could_not_read_waits_alone() {
    let mut hall = Hall::with_printer();
    let open = |hall: &Hall| hall.clerk.core.desk().open_tickets().count();
    hall.disk.lock().unwrap().reads = Some(6);
    // Of one batch, the one is refused and the other done.
    hall.play(Step::Say(0, "print 0".parse().expect("a command")));
    hall.play(Step::Visit(2));
    hall.finish();
    assert_eq!((open(&hall), hall.clerk.core.sheets()), (2, None));
    hall.disk.lock().unwrap().reads = None;
    hall.staff_print();
    assert!(hall.clerk.core.sheets().is_some());
    // What comes by itself comes once it is read by all.
    hall.disk.lock().unwrap().reads = Some(6);
    hall.printer_goes();
    hall.tick();
    assert_eq!(hall.unprinted(), [0; 0]);
    hall.disk.lock().unwrap().reads = None;
    hall.tick();
    assert_eq!(hall.unprinted(), [0]);
    hall.check();
}

#[test]
fn a_print_that_was_lost_when_its_ticket_expired_is_nothing_to_look_after() {
    let mut hall = Hall::with_printer();
    hall.staff_print();
    // Nobody heard that the kiosk went, until the day had ended.
    hall.fail(Fail::NotWritten);
    hall.printer_goes();
    hall.pass_the_days_end();
    for _ in 0..3 {
        hall.tick();
    }
    assert_eq!(hall.clerk.core.desk().open_tickets().count(), 0);
    assert_eq!((hall.unprinted(), hall.clerk.core.sheets()), (Vec::new(), None));
    hall.check();
}

#[test]
fn much_that_may_not_be_printed_is_told_at_once() {
    let mut hall = Hall::with_printer();
    for visitor in 0..60 {
        hall.kiosk_says(&format!(
            r#"request {{"key":"key-{visitor}","email":"{visitor}@a.b","name":"V"}}"#
        ));
    }
    hall.finish();
    for ticket in 0..60 {
        hall.kiosk_says(&format!("unprinted {ticket}"));
    }
    assert!(hall.clerk.finish(true).is_continue());
    let mut heard = BytesMut::new();
    hall.ears[&STAFF[0].0].outbox.take(&mut heard);
    let warnings: Vec<String> =
        texts(&heard).into_iter().filter(|text| text.starts_with("warnings ")).collect();
    assert_eq!(warnings.len(), 2);
    assert!(warnings[1].contains(r#""id":59"#));
    assert_eq!(hall.unprinted().len(), 60);
}
