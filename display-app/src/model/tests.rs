//! The board by scenarios and by property, with time as the tests say.

use std::collections::BTreeMap;

use app_kit::link::{Dialect, Event, Refusal, State};
use proptest::prelude::*;
use shared::ids::{TableNo, TicketId};

use super::*;

/// A board with room for everything, and what was announced on it.
struct Scene {
    model: Model,
    now: Now,
    /// When, in seconds, and what.
    announced: Vec<String>,
}

/// Monday morning, so that differences of both clocks are easy to see.
const START_MS: i64 = 1_790_000_000_000;

impl Scene {
    fn new() -> Self {
        let mut model = Model::new(10);
        model.set_room(Room { calls: 8, tables: 100, hides_closed: false });
        let now = Now { run: Duration::ZERO, wall_ms: START_MS };
        Self { model, now, announced: Vec::new() }
    }

    fn open(&mut self, dialect: Dialect) {
        self.event(Event::Opened { dialect, introduced: false });
        self.event(Event::State(State::Online));
    }

    fn event(&mut self, event: impl std::borrow::Borrow<Event<Board>>) {
        self.model.apply(event.borrow(), self.now);
        self.look(false);
    }

    /// What the server says, line by line.
    fn hear(&mut self, lines: &str) {
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.event(Event::Message(line.parse().unwrap()));
        }
    }

    fn look(&mut self, is_heard: bool) {
        if let Some(call) = self.model.advance(self.now, is_heard) {
            self.announced.push(format!("{} to {}", call.ticket, call.table));
        }
    }

    /// Lets time pass, a tenth of a second at a time.
    fn wait(&mut self, secs: f64) {
        self.wait_while(secs, false);
    }

    fn wait_while(&mut self, secs: f64, is_heard: bool) {
        for _ in 0..(secs * 10.0).round() as u32 {
            self.now.run += Duration::from_millis(100);
            self.now.wall_ms += 100;
            self.look(is_heard);
        }
    }

    fn announced(&mut self) -> Vec<String> {
        std::mem::take(&mut self.announced)
    }

    fn band(&self) -> Vec<i64> {
        self.model.band(self.now).iter().map(|one| one.call.ticket.get()).collect()
    }

    fn doing(&self, table: u32) -> String {
        match self.model.doing(TableNo(table), self.now) {
            Doing::Closed => "closed".to_owned(),
            Doing::Free => "free".to_owned(),
            Doing::Serving(ticket) => format!("serving {ticket}"),
            Doing::Calling(ticket) => format!("calling {ticket}"),
        }
    }
}

const STATE: &str = "tables 4\nwaiting 3 60 120\nreset\npick 0\npick 1\npick 2\n\
                     about 5 {\"calls\":1}\nclaimed 5 1\nready";

fn extended() -> Scene {
    let mut scene = Scene::new();
    scene.open(Dialect::Extended);
    scene.hear(STATE);
    scene
}

fn classic() -> Scene {
    let mut scene = Scene::new();
    scene.open(Dialect::Classic);
    scene.hear("pick 0\npick 1\npick 2\nclaimed 5 1");
    scene.wait(1.1);
    scene
}

#[test]
fn what_was_there_at_the_start_is_shown_and_not_announced() {
    for mut scene in [extended(), classic()] {
        scene.wait(5.0);
        assert_eq!(scene.announced(), Vec::<String>::new());
        assert_eq!(scene.doing(0), "free");
        assert_eq!(scene.doing(1), "serving 5");
        assert_eq!(scene.doing(3), "closed");
    }
}

#[test]
fn a_call_is_announced_once_in_order_and_never_two_at_once() {
    let mut scene = extended();
    scene.hear("about 6 {\"calls\":1}\nclaimed 6 0\nabout 7 {\"calls\":1}\nclaimed 7 2");
    assert_eq!(scene.announced(), ["6 to 0"]);
    assert_eq!(scene.doing(2), "serving 7", "the board is right before its call is heard");
    scene.wait(2.9);
    assert!(scene.announced().is_empty());
    scene.wait(0.2);
    assert_eq!(scene.announced(), ["7 to 2"]);
    assert_eq!((scene.doing(0), scene.doing(2)), ("calling 6".into(), "calling 7".into()));
    assert_eq!(scene.band(), [7, 6], "the latest first");
    scene.wait(60.0);
    assert!(scene.announced().is_empty());
}

#[test]
fn a_sound_that_is_still_heard_holds_the_next_call_back_but_not_for_ever() {
    let mut scene = extended();
    scene.hear("about 6 {\"calls\":1}\nclaimed 6 0\nabout 7 {\"calls\":1}\nclaimed 7 2");
    scene.wait_while(8.0, true);
    assert_eq!(scene.announced(), ["6 to 0"]);
    scene.wait(0.2);
    assert_eq!(scene.announced(), ["7 to 2"]);
    scene.hear("about 8 {\"calls\":1}\nclaimed 8 1");
    scene.wait_while(40.0, true);
    assert_eq!(scene.announced(), ["8 to 1"]);
}

#[test]
fn a_recall_is_a_call_and_stands_first_again() {
    for (mut scene, recall) in
        [(extended(), "about 5 {\"calls\":2}\nclaimed 5 1"), (classic(), "claimed 5 1")]
    {
        scene.hear(recall);
        assert_eq!(scene.announced(), ["5 to 1"]);
        scene.wait(5.0);
        assert_eq!(scene.doing(1), "calling 5");
        assert_eq!(scene.band(), [5]);
    }
}

#[test]
fn a_ticket_called_elsewhere_has_one_way_in_the_band() {
    let mut scene = extended();
    scene.hear("about 6 {\"calls\":1}\nclaimed 6 0");
    scene.wait(4.0);
    scene.hear("unpick 0\npick 3\nabout 6 {\"calls\":2}\nclaimed 6 3");
    assert_eq!(scene.announced(), ["6 to 0", "6 to 3"]);
    assert_eq!(scene.band(), [6]);
    assert_eq!(scene.model.band(scene.now)[0].call.table, TableNo(3));
    assert_eq!((scene.doing(0), scene.doing(3)), ("closed".into(), "calling 6".into()));
}

#[test]
fn what_is_shown_again_after_another_ended_is_not_a_call() {
    let mut scene = extended();
    scene.hear("about 6 {\"calls\":1}\nclaimed 6 1");
    scene.wait(30.0);
    scene.hear("complete 1\nabout 5 {\"calls\":1}\nclaimed 5 1");
    scene.wait(5.0);
    assert_eq!(scene.announced(), ["6 to 1"]);
    assert_eq!(scene.doing(1), "serving 5");

    let mut scene = classic();
    scene.hear("claimed 6 1");
    scene.wait(30.0);
    scene.hear("cancel 1\nclaimed 5 1");
    scene.wait(5.0);
    assert_eq!(scene.announced(), ["6 to 1"]);
    // Another table's end, or a ticket never heard of, makes a call of it.
    scene.hear("complete 0\nclaimed 5 1");
    scene.wait(5.0);
    scene.hear("complete 1\nclaimed 9 1");
    assert_eq!(scene.announced(), ["5 to 1", "9 to 1"]);
}

#[test]
fn a_call_stays_in_the_band_for_twenty_seconds_whatever_happens() {
    let mut scene = extended();
    scene.hear("about 6 {\"calls\":1}\nclaimed 6 0\ncomplete 0");
    scene.wait(19.9);
    assert_eq!(scene.band(), [6]);
    assert_eq!(scene.doing(0), "free", "the table is right at once");
    scene.wait(0.2);
    assert_eq!(scene.band(), [0_i64; 0]);
    // One that is still served stays after that, and is no longer loud.
    scene.hear("about 7 {\"calls\":1}\nclaimed 7 0");
    scene.wait(25.0);
    assert_eq!(scene.band(), [7]);
    assert_eq!(scene.doing(0), "serving 7");
}

#[test]
fn a_full_band_makes_the_next_call_wait_rather_than_push_one_out() {
    let mut scene = extended();
    scene.model.set_room(Room { calls: 2, tables: 100, hides_closed: false });
    for (ticket, table) in [(6, 0), (7, 1), (8, 2)] {
        scene.hear(&format!("about {ticket} {{\"calls\":1}}\nclaimed {ticket} {table}"));
    }
    scene.wait(10.0);
    assert_eq!(scene.announced(), ["6 to 0", "7 to 1"]);
    scene.wait(10.2);
    assert_eq!(scene.announced(), ["8 to 2"]);
    assert_eq!(scene.band(), [8, 7]);
}

#[test]
fn nobody_is_sent_to_a_table_for_a_ticket_that_has_ended() {
    let mut scene = extended();
    scene.hear("about 6 {\"calls\":1}\nclaimed 6 0\nabout 7 {\"calls\":1}\nclaimed 7 2\ncancel 2");
    scene.hear("about 8 {\"calls\":1}\nclaimed 8 1\nunpick 1");
    scene.wait(30.0);
    assert_eq!(scene.announced(), ["6 to 0"]);
}

#[test]
fn a_call_made_during_a_short_cut_is_still_announced() {
    let mut scene = extended();
    scene.event(Event::Closed);
    scene.wait(2.0);
    assert_eq!(scene.doing(1), "serving 5", "the old board stays");
    scene.open(Dialect::Extended);
    scene.hear(
        "tables 4\nreset\npick 1\npick 2\nabout 5 {\"calls\":1}\nclaimed 5 1\n\
         about 6 {\"calls\":1}\nclaimed 6 2",
    );
    assert_eq!(scene.doing(2), "free", "half a state is never shown");
    scene.hear("ready");
    assert_eq!(scene.doing(2), "calling 6");
    assert_eq!(scene.doing(0), "closed");
    scene.wait(10.0);
    assert_eq!(scene.announced(), ["6 to 2"]);
}

#[test]
fn in_classic_what_comes_within_a_second_of_connecting_is_not_announced() {
    let mut scene = classic();
    scene.event(Event::Closed);
    scene.open(Dialect::Classic);
    scene.hear("pick 1\nclaimed 8 1");
    scene.wait(0.9);
    scene.hear("claimed 9 1");
    scene.wait(5.0);
    assert_eq!(scene.announced(), Vec::<String>::new());
    assert_eq!(scene.doing(1), "serving 9");
}

#[test]
fn old_boards_say_since_when_and_announce_nothing() {
    let mut scene = extended();
    scene.wait(10.0);
    assert_eq!(scene.model.freshness(scene.now), Freshness::Live);
    scene.event(Event::State(State::Stale));
    let since_ms = scene.now.wall_ms - 5_000;
    assert_eq!(scene.model.freshness(scene.now), Freshness::Old { since_ms });
    scene.event(Event::Closed);
    scene.event(Event::State(State::Offline { retry_in: Duration::ZERO }));
    scene.wait(100.0);
    assert_eq!(scene.model.freshness(scene.now), Freshness::Old { since_ms });
    scene.open(Dialect::Extended);
    assert_eq!(scene.model.freshness(scene.now), Freshness::Old { since_ms }, "not yet whole");
    scene.hear(STATE);
    assert_eq!(scene.model.freshness(scene.now), Freshness::Live);
    // A server that was only slow.
    scene.event(Event::State(State::Stale));
    scene.event(Event::State(State::Online));
    assert_eq!(scene.model.freshness(scene.now), Freshness::Live);
    // A cut of less than a second does not make the screen blink.
    scene.event(Event::Closed);
    let now = scene.now;
    assert_eq!(scene.model.freshness(now), Freshness::Live);
    assert_eq!(scene.model.due(now), Some(DIMMED_AFTER));
}

#[test]
fn a_board_without_a_server_waits_and_says_what_for() {
    let mut scene = Scene::new();
    assert_eq!(scene.model.freshness(scene.now), Freshness::Waiting);
    scene.event(Event::State(State::Refused(Refusal::NotWalkup)));
    assert_eq!(scene.model.freshness(scene.now), Freshness::Waiting);
    assert_eq!(scene.model.due(scene.now), None, "and draws nothing anew meanwhile");
}

#[test]
fn nothing_is_due_while_nothing_happens() {
    let mut scene = extended();
    scene.hear("about 6 {\"calls\":1}\nclaimed 6 0");
    let mut looks = 0;
    while let Some(wait) = scene.model.due(scene.now) {
        assert!(wait > Duration::ZERO, "it never spins");
        scene.now.run += wait;
        scene.look(false);
        looks += 1;
        assert!(looks < 10, "{looks}");
    }
    assert_eq!(looks, 2, "the end of the announcement, and of the call");
}

#[test]
fn a_table_that_calls_is_always_on_the_page() {
    let mut scene = extended();
    scene.hear("tables 10");
    scene.model.set_room(Room { calls: 3, tables: 4, hides_closed: false });
    let page = |scene: &Scene| -> Vec<u32> {
        scene.model.on_page(scene.now).iter().map(|table| table.0).collect()
    };
    assert_eq!(scene.model.page(), (1, 3));
    assert_eq!(page(&scene), [0, 1, 2, 3]);
    scene.wait(10.1);
    assert_eq!((scene.model.page(), page(&scene)), ((2, 3), vec![4, 5, 6, 7]));
    scene.hear("pick 9\nabout 6 {\"calls\":1}\nclaimed 6 9");
    assert_eq!((scene.model.page(), page(&scene)), ((3, 3), vec![8, 9]), "its page turns up");
    scene.hear("about 7 {\"calls\":1}\nclaimed 7 0");
    for _ in 0..180 {
        scene.wait(0.1);
        assert!(page(&scene).contains(&9), "{:?}", page(&scene));
    }
    let seen: BTreeSet<u32> = (0..400)
        .flat_map(|_| {
            scene.wait(0.1);
            page(&scene)
        })
        .collect();
    assert_eq!(seen.len(), 10, "and every table has its turn again");
}

#[test]
fn a_desk_is_deserted_when_the_last_table_and_the_last_call_are_gone() {
    let mut scene = extended();
    assert!(!scene.model.is_deserted(scene.now));
    scene.hear("about 6 {\"calls\":1}\nclaimed 6 0\nunpick 0\nunpick 1\nunpick 2");
    assert!(!scene.model.is_deserted(scene.now), "somebody was called a moment ago");
    scene.wait(21.0);
    assert!(scene.model.is_deserted(scene.now));
}

#[test]
fn names_and_labels_come_from_the_server() {
    let mut scene = extended();
    scene.hear("name 2 Information\nabout 6 {\"label\":\"Ada\",\"calls\":1}\nclaimed 6 2");
    assert_eq!(scene.model.facts().names[&TableNo(2)], "Information");
    assert_eq!(scene.model.label(TicketId::new(6).unwrap()), Some("Ada"));
    assert!(scene.model.names_visitors());
}

#[test]
fn a_server_gone_mad_does_not_make_the_board_endless() {
    let mut scene = extended();
    scene.hear("tables 4294967295\npick 4294967295");
    assert_eq!(scene.model.tables().len(), MOST_TABLES as usize + 1);
    let mut scene = classic();
    scene.hear("pick 4294967295");
    assert!(scene.model.tables().len() <= MOST_TABLES as usize + 1);
}

#[test]
fn memory_stays_flat_over_a_million_events() {
    let mut scene = extended();
    scene.hear("tables 100");
    let mut at_first = 0;
    for round in 0..1_000_000_i64 {
        let table = TableNo(u32::try_from(round * 7 % 100).unwrap());
        let ticket = TicketId::new(round / 4).unwrap();
        let message = match round % 4 {
            0 => DisplayMessage::Pick(table),
            1 => DisplayMessage::About {
                ticket,
                about: shared::ticket::DisplayAbout {
                    label: Some("Ada".to_owned()),
                    calls: 1,
                    number: None,
                },
            },
            2 => DisplayMessage::Claimed { ticket, table },
            _ if round % 8 == 3 => DisplayMessage::Complete(table),
            _ => DisplayMessage::Unpick(table),
        };
        scene.model.apply(&Event::Message(message), scene.now);
        scene.now.run += Duration::from_millis(250);
        scene.now.wall_ms += 250;
        if round % 16 == 0 {
            scene.model.advance(scene.now, false);
        }
        if round == 50_000 {
            at_first = scene.model.held();
        }
    }
    let at_last = scene.model.held();
    assert!(at_last <= at_first + 400, "{at_first} then, {at_last} now");
    assert!(at_last < 4_000, "{at_last}");
}

/// What a server may say, in both dialects.
fn line() -> impl Strategy<Value = String> {
    let table = 0_u32..6;
    let ticket = 0_i64..12;
    prop_oneof![
        table.clone().prop_map(|table| format!("pick {table}")),
        table.clone().prop_map(|table| format!("unpick {table}")),
        (ticket.clone(), table.clone()).prop_map(|(id, table)| format!("claimed {id} {table}")),
        table.clone().prop_map(|table| format!("complete {table}")),
        table.prop_map(|table| format!("cancel {table}")),
        (ticket, 0_u32..4).prop_map(|(id, calls)| format!("about {id} {{\"calls\":{calls}}}")),
        (0_u32..9).prop_map(|count| format!("tables {count}")),
        (0_u64..9).prop_map(|count| format!("waiting {count} - -")),
        Just("notice Closed at noon".to_owned()),
    ]
}

/// What a table shows by the protocol document alone, as words.
type Grid = BTreeMap<u32, String>;

fn fold(grid: &mut Grid, line: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    let number = |at: usize| words[at].parse::<u32>().unwrap();
    match words[0] {
        "pick" => drop(grid.insert(number(1), "free".to_owned())),
        "unpick" => drop(grid.remove(&number(1))),
        "claimed" => drop(grid.insert(number(2), words[1].to_owned())),
        "complete" | "cancel" => {
            if let Some(shown) = grid.get_mut(&number(1)) {
                "free".clone_into(shown);
            }
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn the_grid_is_what_the_messages_say(
        is_extended in any::<bool>(),
        connections in proptest::collection::vec(
            (proptest::collection::vec(line(), 0..12), proptest::collection::vec(line(), 0..40)),
            1..4,
        ),
    ) {
        let mut scene = Scene::new();
        let mut calls = 0;
        for (state, later) in connections {
            let mut grid = Grid::new();
            scene.open(if is_extended { Dialect::Extended } else { Dialect::Classic });
            if is_extended {
                scene.hear("reset");
            }
            for line in &state {
                scene.hear(line);
                fold(&mut grid, line);
            }
            if is_extended {
                scene.hear("ready");
            }
            scene.wait(1.1);
            for line in &later {
                scene.hear(line);
                fold(&mut grid, line);
                calls += usize::from(line.starts_with("claimed"));
                let shown: Grid = (0..6)
                    .filter_map(|table| {
                        let shown = match scene.model.doing(TableNo(table), scene.now) {
                            Doing::Closed => return None,
                            Doing::Free => "free".to_owned(),
                            Doing::Serving(ticket) | Doing::Calling(ticket) => ticket.to_string(),
                        };
                        Some((table, shown))
                    })
                    .collect();
                prop_assert_eq!(&shown, &grid, "after {}", line);
                let tables = scene.model.tables();
                prop_assert!(grid.keys().all(|table| tables.contains(&TableNo(*table))));
            }
            calls += state.len();
            scene.event(Event::Closed);
        }
        scene.wait(1.0);
        prop_assert!(scene.announced.len() <= calls);
        prop_assert!(scene.model.due(scene.now).is_none_or(|wait| wait > Duration::ZERO));
    }
}

#[test]
fn a_ticket_is_called_by_what_the_server_says_that_it_is_called() {
    let mut scene = extended();
    assert_eq!(scene.model.number(TicketId::new(1_005).unwrap()), "005");
    assert!(scene.model.letters().is_empty());
    scene.hear("about 17 {\"calls\":1,\"number\":\"B017\"}\nclaimed 17 0");
    assert_eq!(scene.model.number(TicketId::new(17).unwrap()), "B017");
    // The letter of a service that is gone is on a ticket yet, one of another is not on any.
    scene.hear(r#"services [{"id":"l","text":{},"prefix":"L"},{"id":"x","text":{}}]"#);
    assert_eq!(scene.model.letters().into_iter().collect::<String>(), "BL");
    scene.hear("about 18 {\"calls\":1,\"number\":\"\"}");
    assert_eq!(scene.model.number(TicketId::new(18).unwrap()), "018");
}

#[test]
fn services_say_in_turn_how_many_wait_for_them() {
    let mut scene = extended();
    let shown = |scene: &Scene| {
        let lane = scene.model.lane_in_turn(scene.now);
        lane.map(|(service, waiting)| format!("{} {}", service.id, waiting.count))
    };
    assert_eq!(shown(&scene), None);
    scene.hear(
        r#"services [{"id":"a","text":{}},{"id":"b","text":{}},{"id":"c","text":{}}]
        lane c 3 - -
        lane a 1 60 120
        lane b 2 - -"#,
    );
    let mut seen = std::collections::BTreeMap::<String, Vec<u64>>::new();
    for step in 0..60 {
        seen.entry(shown(&scene).unwrap()).or_default().push(step);
        scene.now.run += LANE_FOR;
    }
    assert_eq!(seen.keys().collect::<Vec<_>>(), ["a 1", "b 2", "c 3"]);
    for steps in seen.values() {
        // Each meets every language, wherever a language that stays for four steps begins.
        let halves: std::collections::BTreeSet<u64> =
            steps.iter().map(|step| step / 2 % 2).collect();
        assert_eq!((halves.len(), steps.len()), (2, 20));
    }
    scene.hear(r#"services [{"id":"a","text":{}}]"#);
    assert_eq!(shown(&scene), None, "one alone is what waits in all");
}
