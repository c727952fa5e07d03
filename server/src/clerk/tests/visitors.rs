//! Requests of one visitor's browser that come in one batch, and batches that are not saved.

use super::*;
use crate::core::Visit;

impl Hall {
    /// One whose visitors may join by telephone.
    fn by_phone() -> Self {
        Self::by_phone_with(Self::new())
    }

    fn by_phone_with(mut hall: Self) -> Self {
        let services =
            r#"[{"id":"a","text":{"en":"A"},"identity":{"kind":"none"},"by_phone":true}]"#;
        let set = format!(r#"set {{"version":0,"values":{{"services":{services}}}}}"#);
        hall.play(Step::Say(0, set.parse().expect("a command")));
        hall.finish();
        hall
    }

    fn visits(&mut self, visit: Visit) {
        // What is answered is seen in what is open.
        let (reply, _) = oneshot::channel();
        self.clerk.take(Request::Visit { visit, reply });
    }

    fn joins(&mut self, key: &str, known: &[TicketId]) {
        let request = WireRequest {
            service: Some("a".parse().expect("a service")),
            ..WireRequest::new(key.parse().expect("a key"), String::new(), String::new())
        };
        self.visits(Visit::Join { request: Box::new(request), known: known.to_vec() });
    }

    fn returns(&mut self, ticket: TicketId) {
        self.visits(Visit::Return { ticket, known: vec![ticket] });
    }

    fn open(&self) -> Vec<TicketId> {
        self.clerk.core.desk().open_tickets().map(|ticket| ticket.id).collect()
    }

    /// A ticket that a browser took and whose visitor has left.
    fn left(&mut self) -> TicketId {
        self.joins("phone-1", &[]);
        self.finish();
        let [ticket] = self.open()[..] else { panic!("{:?}", self.open()) };
        self.visits(Visit::Leave(ticket));
        self.finish();
        assert_eq!(self.open(), []);
        ticket
    }
}

#[test]
fn of_a_ticket_taken_and_a_place_taken_back_in_one_batch_the_first_counts() {
    for joins_first in [true, false] {
        let mut hall = Hall::by_phone();
        let left = hall.left();
        if joins_first {
            hall.joins("phone-2", &[left]);
            hall.returns(left);
        } else {
            hall.returns(left);
            hall.joins("phone-2", &[left]);
        }
        hall.finish();
        assert_eq!(hall.open().len(), 1);
        assert_eq!(hall.open().contains(&left), !joins_first);
        // Nor by another pass, while it is not known yet what the first one gave.
        hall.joins("phone-3", &[left]);
        hall.finish();
        assert_eq!(hall.open().len(), 1);
        hall.check();
    }
}

#[test]
fn a_ticket_that_was_not_saved_keeps_nobody_from_their_place() {
    let mut hall = Hall::by_phone();
    let left = hall.left();
    hall.fail(Fail::NotWritten);
    hall.joins("phone-2", &[left]);
    hall.finish();
    assert_eq!(hall.open(), []);
    // Somebody else gets the number that it would have had.
    hall.joins("phone-9", &[]);
    hall.returns(left);
    hall.finish();
    assert_eq!(hall.open().len(), 2);
    assert!(hall.open().contains(&left));
    hall.check();
}

#[test]
fn a_link_to_a_ticket_that_stays_open_over_the_days_end_is_good() {
    let pages = Some("127.0.0.1:1".parse().expect("an address"));
    let settings = Settings { web_listen: pages, ..Settings::for_dir("nowhere".into()) };
    let mut hall = Hall::by_phone_with(Hall::of(settings));
    hall.clerk.take(Request::Tick);
    let token =
        |hall: &Hall, ticket| hall.clerk.core.link_key().expect("there are pages").token(ticket);
    let leads_to = |hall: &Hall, token: &str| {
        let core = &hall.clerk.core;
        let stayed = |ticket| core.desk().ticket(ticket).is_some();
        core.link_key().and_then(|key| key.ticket(token, stayed))
    };
    hall.joins("phone-1", &[]);
    hall.finish();
    let [before] = hall.open()[..] else { panic!("{:?}", hall.open()) };
    let of_before = token(&hall, before);
    assert_eq!(leads_to(&hall, &of_before), Some(before));
    hall.pass_the_days_end();
    // Nobody has noticed yet that it is another day.
    hall.joins("phone-2", &[]);
    hall.finish();
    let after = *hall.open().last().expect("it is open");
    let of_after = token(&hall, after);
    hall.clerk.take(Request::Tick);
    hall.finish();
    assert_eq!(hall.open(), [after]);
    assert_ne!(token(&hall, after), of_after, "links are made with another key");
    assert_eq!(leads_to(&hall, &of_after), Some(after));
    assert_eq!(leads_to(&hall, &of_before), None);
    hall.visits(Visit::Leave(after));
    hall.finish();
    assert_eq!(leads_to(&hall, &of_after), None);
}

#[tokio::test]
async fn pages_are_told_all_of_what_was_saved_while_nobody_could_be() {
    let mut hall = Hall::by_phone();
    let feed = Arc::new(Feed::default());
    hall.clerk.open_pages(Arc::clone(&feed));
    hall.joins("phone-1", &[]);
    hall.joins("phone-2", &[]);
    hall.finish();
    let [gone, stays] = hall.open()[..] else { panic!("{:?}", hall.open()) };
    assert_eq!(feed.next().await.tickets.len(), 2);
    hall.disk.lock().unwrap().is_silent = true;
    hall.visits(Visit::Leave(gone));
    assert!(hall.clerk.finish(true).is_continue());
    assert_eq!(hall.open(), [stays]);
    hall.disk.lock().unwrap().is_silent = false;
    hall.clerk.take(Request::Tick);
    hall.finish();
    let news = feed.next().await;
    assert!(news.is_whole);
    assert_eq!(news.tickets.keys().copied().collect::<Vec<_>>(), [stays]);
}

#[test]
fn what_somebody_took_who_saw_another_ones_page_keeps_nobody_from_their_place_for_long() {
    let mut hall = Hall::by_phone();
    let left = hall.left();
    hall.joins("phone-2", &[left]);
    hall.finish();
    hall.returns(left);
    hall.finish();
    assert_eq!(hall.open().len(), 1);
    hall.clerk.clock.pass(Duration::from_secs(10));
    hall.returns(left);
    hall.finish();
    assert_eq!(hall.open().len(), 2);
    hall.check();
}
