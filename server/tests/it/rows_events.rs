//! A row for each row of the table of events, with every kind of listener. What a listener of a
//! scenario is not said to hear, it must not hear: the runner asks everybody at the end.

use anyhow::Result;

use crate::scenario::check;
use crate::support::Desk;

/// Everybody who may listen: staff with and without a table and not signed in, displays, kiosks,
/// each in both dialects.
const EVERYBODY: &str = "
    seat ada@0
    seat cyd@1
    a = ada@0
    aa = ada@0
    b = bob
    s = staff
    av = ada@0 v2
    bv = bob v2
    cv = cyd@1 v2
    sv = staff v2
    w = display
    wv = display v2
    k = kiosk
    kv = kiosk v2
";

fn check_with_everybody(text: &str) {
    check(&text.replace("everybody", EVERYBODY));
}

#[test]
fn a_new_ticket() {
    check_with_everybody(
        r#"
        == from a classic kiosk
        everybody
        k: new ann@a.b Ann
        k< success new [0 ann -]
        a< new [0 ann -]
        aa< new [0 ann -]
        b< new [0 ann -]
        av< about 0 {"source":"kiosk","rank":<n:rank>}
        av< new [0 ann -]
        bv< about 0 {"source":"kiosk","rank":<n:rank>}
        bv< new [0 ann -]
        cv< about 0 {"source":"kiosk","rank":<n:rank>}
        cv< new [0 ann -]

        == from a v2 kiosk
        everybody
        kv: new ann@a.b Ann
        kv< about 0 {"ahead":0,"wait":null}
        kv< success new [0 ann -]
        kv: new ben@a.b Ben
        kv< about 1 {"ahead":1,"wait":null}
        kv< success new [1 ben -]
        a< new [0 ann -]
        a< new [1 ben -]
        aa< new [0 ann -]
        aa< new [1 ben -]
        b< new [0 ann -]
        b< new [1 ben -]
        av<* new [1 ben -]
        bv<* new [1 ben -]
        cv<* new [1 ben -]

        == from staff, classic: the sender gets its answer alone
        everybody
        a: new ann@a.b Ann
        a< success new [0 ann -]
        aa< new [0 ann -]
        b< new [0 ann -]
        av< about 0 {"source":"staff","rank":<n:rank>}
        av< new [0 ann -]
        bv< about 0 {"source":"staff","rank":<n:rank>}
        bv< new [0 ann -]
        cv< about 0 {"source":"staff","rank":<n:rank>}
        cv< new [0 ann -]

        == from staff, v2: the sender gets the event just before its answer
        everybody
        cv: new ann@a.b Ann
        cv< about 0 {"source":"staff","rank":<n:rank>}
        cv< new [0 ann -]
        cv< success new [0 ann -]
        a< new [0 ann -]
        aa< new [0 ann -]
        b< new [0 ann -]
        av<* new [0 ann -]
        bv<* new [0 ann -]
        "#,
    );
}

#[test]
fn accepted() {
    check_with_everybody(
        r#"
        == by a classic connection
        given kiosk: new ann@a.b Ann
        everybody
        a: accept 0
        a< success claimed 0
        aa< claimed [0 ann ada]
        b< claimed [0 ann ada]
        av< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:claimed>,"table":0}
        av< claimed [0 ann ada]
        bv< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:claimed>,"table":0}
        bv< claimed [0 ann ada]
        cv< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:claimed>,"table":0}
        cv< claimed [0 ann ada]
        w< claimed 0 0
        wv< about 0 {"calls":1}
        wv< claimed 0 0

        == by a v2 connection
        given kiosk: new ann@a.b Ann
        everybody
        cv: accept 0
        cv< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:claimed>,"table":1}
        cv< claimed [0 ann cyd]
        cv< success claimed 0
        a< claimed [0 ann cyd]
        aa< claimed [0 ann cyd]
        b< claimed [0 ann cyd]
        av<* claimed [0 ann cyd]
        bv<* claimed [0 ann cyd]
        w< claimed 0 1
        wv< about 0 {"calls":1}
        wv< claimed 0 1
        "#,
    );
}

#[test]
fn completed_and_cancelled() {
    for (verb, outcome) in [("complete", "completed"), ("cancel", "cancelled")] {
        check_with_everybody(
            &r#"
            == by a classic connection
            given kiosk: new ann@a.b Ann
            given ada@0: accept 0
            everybody
            a: VERB 0
            a< success VERB 0
            av< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:claimed>,"table":0,"outcome":"OUTCOME"}
            av< VERB [0 ann ada ended]
            bv< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:claimed>,"table":0,"outcome":"OUTCOME"}
            bv< VERB [0 ann ada ended]
            cv< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:claimed>,"table":0,"outcome":"OUTCOME"}
            cv< VERB [0 ann ada ended]
            w< VERB 0
            wv< VERB 0

            == by a v2 connection
            given kiosk: new ann@a.b Ann
            given cyd@1: accept 0
            everybody
            cv: VERB 0
            cv< about 0 {"source":"kiosk","rank":<n:rank>,"calls":1,"claimed":<n:claimed>,"table":1,"outcome":"OUTCOME"}
            cv< VERB [0 ann cyd ended]
            cv< success VERB 0
            av<* VERB [0 ann cyd ended]
            bv<* VERB [0 ann cyd ended]
            w< VERB 1
            wv< VERB 1
            "#
            .replace("VERB", verb)
            .replace("OUTCOME", outcome),
        );
    }
}

#[test]
fn picked_and_unpicked() {
    check_with_everybody(
        "
        == picked by a classic connection
        everybody
        d = dee
        d: pick 3 $dee
        d< success pick 3
        b< taken 0 1 3
        s< taken 0 1 3
        bv< at 3 Dee O
        bv< taken 0 1 3
        sv< taken 0 1 3
        av< at 3 Dee O
        cv< at 3 Dee O
        w< pick 3
        wv< pick 3

        == picked by a v2 connection
        everybody
        dv = dee v2
        dv: pick 3 $dee
        dv< at 3 Dee O
        dv< success pick 3
        b< taken 0 1 3
        s< taken 0 1 3
        bv< at 3 Dee O
        bv< taken 0 1 3
        sv< taken 0 1 3
        av< at 3 Dee O
        cv< at 3 Dee O
        w< pick 3
        wv< pick 3

        == unpicked by a classic connection
        everybody
        d = dee@3
        ev = dee@3 v2 -taken
        b< taken 0 1 3
        s< taken 0 1 3
        bv< at 3 Dee O
        bv< taken 0 1 3
        sv< taken 0 1 3
        av< at 3 Dee O
        cv< at 3 Dee O
        w< pick 3
        wv< pick 3
        d: unpick
        d< success unpick
        d< taken 0 1
        ev< at 3
        ev< seat
        b< taken 0 1
        s< taken 0 1
        bv< at 3
        bv< taken 0 1
        sv< taken 0 1
        av< at 3
        cv< at 3
        w< unpick 3
        wv< unpick 3

        ",
    );
}

#[test]
fn unpicked_in_v2() {
    check(
        "
        == the sender hears it before its answer and is told what is taken after
        c = cyd@1
        v = ada@0 v2
        w = display
        v: unpick
        v< at 0
        v< success unpick
        v< taken 1
        w< unpick 0
        v: pick 2 $ada
        v< at 2 Ada L
        v< success pick 2
        w< pick 2

        == another connection of the person hears of its seat
        c = ada@0
        v = ada@0 v2 -taken
        c: pick 1 $ada
        c< success pick 1
        v< at 0
        v< at 1 Ada L
        v< seat 1
        c: unpick
        c< success unpick
        c< taken
        v< at 1
        v< seat
        c: pick 2 $ada
        c< success pick 2
        v< at 2 Ada L
        v< seat 2
        ",
    );
}

#[test]
fn a_waiting_ticket_ends() {
    check_with_everybody(
        r#"
        == left, said by classic staff
        given kiosk: new ann@a.b Ann
        everybody
        a: withdraw 0
        a< success withdraw 0
        aa< claimed [0 ann - ended]
        b< claimed [0 ann - ended]
        av< about 0 {"source":"kiosk","rank":<n:rank>,"outcome":"left"}
        av< cancel [0 ann - ended]
        bv< about 0 {"source":"kiosk","rank":<n:rank>,"outcome":"left"}
        bv< cancel [0 ann - ended]
        cv< about 0 {"source":"kiosk","rank":<n:rank>,"outcome":"left"}
        cv< cancel [0 ann - ended]

        == left, said by v2 staff
        given kiosk: new ann@a.b Ann
        everybody
        cv: withdraw 0
        cv< about 0 {"source":"kiosk","rank":<n:rank>,"outcome":"left"}
        cv< cancel [0 ann - ended]
        cv< success withdraw 0
        a< claimed [0 ann - ended]
        aa< claimed [0 ann - ended]
        b< claimed [0 ann - ended]
        av<* cancel [0 ann - ended]
        bv<* cancel [0 ann - ended]

        == left, said by the kiosk
        given kiosk: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        everybody
        k: withdraw k1
        k< success withdraw k1
        a< claimed [0 ann - ended]
        aa< claimed [0 ann - ended]
        b< claimed [0 ann - ended]
        av<* cancel [0 ann - ended]
        bv<* cancel [0 ann - ended]
        cv<* cancel [0 ann - ended]
        "#,
    );
}

#[test]
fn how_many_wait() {
    check(
        r#"
        == goes to all of v2 with each change
        k = kiosk waiting v2
        s = staff v2 waiting
        w = display v2 waiting
        c = display
        k: new ann@a.b Ann
        k< waiting 1 - -
        k< about 0 {"ahead":0,"wait":null}
        k< success new [0 ann -]
        s< waiting 1 - -
        w< waiting 1 - -
        k: new ben@a.b Ben
        k< waiting 2 - -
        k< about 1 {"ahead":1,"wait":null}
        k< success new [1 ben -]
        s< waiting 2 - -
        w< waiting 2 - -
        c-
        a = ada@0
        s<* taken 0
        w<* pick 0
        a: accept 0
        a< success claimed 0
        w< about 0 {"calls":1}
        w< claimed 0 0
        w< waiting 1 - -
        k<* waiting 1 - -
        s<* waiting 1 - -
        c< pick 0
        c< claimed 0 0

        == is told at connect
        given kiosk: new ann@a.b Ann
        k = kiosk v2 waiting
        k^ waiting 1 - -
        k: new ben@a.b Ben
        k<* success new [1 ben -]
        "#,
    );
}

/// The clock comes by itself, to everybody in v2 and to nobody in classic.
#[test]
fn ticks() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut classic = server.classic("/display")?;
    for path in ["/staff", "/kiosk", "/display"] {
        let mut client = server.v2(path)?;
        client.ignore_nothing();
        let mut ticks = Vec::new();
        while ticks.len() < 2 {
            let text = client.wait_for_start("tick ")?;
            ticks.push(text["tick ".len()..].parse::<i64>()?);
        }
        let now = chrono::Utc::now().timestamp_millis();
        assert!((now - 3000..=now).contains(&ticks[1]), "{ticks:?} at {now} on {path}");
        assert!(ticks[0] <= ticks[1], "{ticks:?}");
    }
    classic.ignore_nothing();
    classic.silent()
}
