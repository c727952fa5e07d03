//! A ticket whose code is read at the kiosk.

use super::*;
use crate::model::{LOOK_AGAIN_MS, Leaving};

const LINK: &str = "https://desk.example/q/7-abcdefghijklmnopqrstuvwxyz?lang=de";
const TOKEN: &str = "7-abcdefghijklmnopqrstuvwxyz";

fn scan(bench: &mut Bench, code: &str) {
    bench.act(Act::Scanned(Code::new(code)));
}

fn waiting(ahead: u32) -> String {
    format!(
        r#"success look {{"id":7,"ahead":{ahead},"wait":[60,120],"number":"B007","state":"waiting"}}"#
    )
}

const CALLED: &str =
    r#"success look {"id":7,"ahead":0,"wait":null,"number":"B007","state":"called","table":3}"#;

fn found() -> Bench {
    let mut bench = Bench::online();
    scan(&mut bench, LINK);
    assert_eq!(bench.said, [format!("look {TOKEN}")]);
    bench.told(&waiting(2));
    assert_eq!(bench.screen(), Screen::Found);
    bench
}

#[test]
fn a_code_shows_its_ticket_and_what_becomes_of_it_until_it_is_put_away() {
    let mut bench = found();
    let got = bench.model.visit.got.as_ref().unwrap();
    assert_eq!((got.label.as_str(), got.ahead), ("B007", Some((2, Some((60, 120))))));
    bench.pass(LOOK_AGAIN_MS);
    assert_eq!(bench.said.len(), 2, "it is asked for anew by itself");
    bench.told(CALLED);
    assert_eq!(bench.model.visit.got.as_ref().unwrap().ahead, None);
    assert_eq!(bench.screen(), Screen::Found);
    bench.act(Act::Done);
    assert_eq!(bench.screen(), Screen::Welcome);
    assert!(bench.model.visit.found.is_none());
    // What was still on its way opens nothing.
    let mut bench = found();
    bench.pass(LOOK_AGAIN_MS);
    bench.act(Act::Begin);
    bench.act(Act::Done);
    bench.act(Act::Begin);
    bench.told(&waiting(1));
    assert_eq!(bench.screen(), Screen::Question(Question::Address));
    // Nobody who forgot it there leaves it to the next.
    let mut bench = found();
    for _ in 0..TICKET_MS / LOOK_AGAIN_MS {
        bench.pass(LOOK_AGAIN_MS);
        bench.told(&waiting(1));
    }
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn whoever_shows_the_code_may_leave_the_queue_once_asked() {
    let mut bench = found();
    bench.act(Act::LeavesQueue(Leaving::Said));
    assert_eq!(bench.said.len(), 1, "nobody leaves who was not asked");
    bench.act(Act::LeavesQueue(Leaving::Asked));
    bench.act(Act::LeavesQueue(Leaving::No));
    bench.act(Act::LeavesQueue(Leaving::Asked));
    bench.act(Act::LeavesQueue(Leaving::Said));
    bench.act(Act::LeavesQueue(Leaving::Said));
    assert_eq!(bench.said[1..], [format!("leave {TOKEN}")]);
    bench.told("success leave");
    let state = bench.model.visit.found.as_ref().unwrap().state;
    assert_eq!(state, FoundState::Ended { outcome: Outcome::Left });
    bench.pass(TICKET_MS);
    assert_eq!(bench.screen(), Screen::Welcome);
    assert_eq!(bench.said.len(), 2, "what has ended is not asked for anew");
}

#[test]
fn who_is_called_at_that_moment_does_not_leave() {
    let mut bench = found();
    bench.act(Act::LeavesQueue(Leaving::Asked));
    bench.act(Act::LeavesQueue(Leaving::Said));
    bench.told("error leave the ticket is not waiting");
    assert_eq!(bench.said.last().unwrap(), &format!("look {TOKEN}"));
    bench.told(CALLED);
    let found = bench.model.visit.found.as_ref().unwrap();
    assert_eq!(found.leaving, Leaving::No);
    assert_eq!(found.state, FoundState::Called { table: Some(shared::ids::TableNo(3)) });
    bench.act(Act::LeavesQueue(Leaving::Asked));
    assert_eq!(bench.model.visit.found.as_ref().unwrap().leaving, Leaving::No);
}

#[test]
fn a_lost_connection_is_made_up_for() {
    let mut bench = found();
    bench.act(Act::LeavesQueue(Leaving::Asked));
    bench.act(Act::LeavesQueue(Leaving::Said));
    bench.disconnect();
    bench.connect();
    assert_eq!(bench.said.last().unwrap(), &format!("look {TOKEN}"));
    bench.told(r#"success look {"id":7,"ahead":0,"wait":null,"number":"B007","state":"ended","outcome":"left"}"#);
    let state = bench.model.visit.found.as_ref().unwrap().state;
    assert_eq!(state, FoundState::Ended { outcome: Outcome::Left });
}

#[test]
fn a_bad_code_takes_no_ticket_away_and_a_good_one_takes_what_was_said_of_it() {
    let mut bench = found();
    bench.act(Act::LeavesQueue(Leaving::Asked));
    scan(&mut bench, "https://desk.example/q/8-zzzzzzzzzzzzzzzzzzzzzzzzzz");
    bench.told("error look this code is no longer good");
    assert_eq!(bench.screen(), Screen::Found);
    assert_eq!(bench.model.visit.found.as_ref().unwrap().leaving, Leaving::Asked);
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::CodeOver));
    scan(&mut bench, LINK);
    bench.told(&waiting(1));
    assert_eq!(bench.model.notice(bench.now()), None);
}

#[test]
fn a_code_of_yesterday_a_strange_one_and_one_in_a_visit_are_put_aside() {
    let mut bench = Bench::online();
    scan(&mut bench, LINK);
    bench.told("error look this code is no longer good");
    assert_eq!(bench.screen(), Screen::Welcome);
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::CodeOver));
    for strange in ["https://elsewhere.example/q/", "https://a.example/q/7 8", "/q/7"] {
        scan(&mut bench, strange);
        assert_eq!(bench.said.len(), 1, "{strange}");
    }
    bench.act(Act::Begin);
    scan(&mut bench, LINK);
    assert_eq!(bench.screen(), Screen::Question(Question::Address));
    assert_eq!(bench.model.notice(bench.now()), Some(Notice::CodeNotOurs));
    assert_eq!(bench.said.len(), 1);
}
