//! What concerns the whole desk: its tables, whether it is open, what is said to all, devices, exports.

use crate::scenario::check;

#[test]
fn free() {
    check(
        r#"
        == somebody else's table
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        seat bob@1
        a = ada@0 -taken
        av = ada@0 v2 -taken
        b = bob@1
        v = cyd v2
        w = display
        b: free 0
        b< success free 0
        w< unpick 0
        v< at 0
        v< taken 1
        av< at 0
        av< seat
        a: complete 0
        a< error complete you are not assigned to any table
        b: release 0
        b< success release 0
        a< new [0 ann -]
        v<* new [0 ann -]
        av<* new [0 ann -]

        == the sender in v2
        seat ada@0
        b = bob@1 v2
        b: free 0
        b< at 0
        b< success free 0

        == every refusal
        s = staff -taken
        s: free 0
        s< error free you are not signed in
        b = bob@1
        b: free 0
        b< error free nobody is at that table
        b: free 99
        b< error free nobody is at that table
        b: free x
        b< error free nobody is at that table
        b: free
        b< error free nobody is at that table
        b: free 1
        b< error free that is your own table
        "#,
    );
}

#[test]
fn close_and_open() {
    check(
        r#"
        == closed to kiosks, not to staff
        given kiosk: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        b = bob
        v = bob v2
        k = kiosk
        kv = kiosk v2
        w = display
        wv = display v2
        s = staff
        sv = staff v2
        b: close Back  at 14:00
        b< success close
        v< desk closed Back at 14:00
        kv< desk closed Back at 14:00
        wv< desk closed Back at 14:00
        sv< desk closed Back at 14:00
        k: new ben@a.b Ben
        k< error new the desk is closed
        k: request {"key":"k2","email":"ben@a.b","name":"Ben"}
        k< error request the desk is closed
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: query ann@a.b
        k< success query Ann
        b: new ben@a.b Ben
        b< success new [1 ben -]
        v<* new [1 ben -]
        v: open
        v< desk open
        v< success open
        kv< desk open
        wv< desk open
        sv< desk open
        k: new cat@a.b Cat
        k< success new [2 cat -]
        b< new [2 cat -]
        v<* new [2 cat -]

        == it is stored and told at connect
        given bob: close Lunch
        kill
        start
        k = kiosk v2
        k^ desk closed Lunch
        s = staff v2
        s^ desk closed Lunch
        k: new ann@a.b Ann
        k< error new the desk is closed
        given bob: open
        k< desk open
        s< desk open

        == the text may be empty
        kv = kiosk v2
        kv^ desk open
        b = bob
        b: close
        b< success close
        kv< desk closed

        == not signed in
        s = staff
        s: close x
        s< error close you are not signed in
        s: open
        s< error open you are not signed in
        k = kiosk
        k: close x
        k< error unknown command
        "#,
    );
}

#[test]
fn announce() {
    check(
        r#"
        == an admin's, stored, above the setting
        settings notice = "From the settings"
        k = kiosk v2
        k^ notice From the settings
        a = ada
        av = ada v2
        w = display v2
        s = staff v2
        c = display
        a: announce The lift  is broken
        a< success announce
        av< notice The lift is broken
        k< notice The lift is broken
        w< notice The lift is broken
        s< notice The lift is broken
        c-
        kill
        start
        k = kiosk v2
        k^ notice The lift is broken
        a = ada v2
        a: announce
        a< notice From the settings
        a< success announce
        k< notice From the settings
        av x
        w x
        s x
        c x

        == without a setting, empty takes it down
        given ada: announce hello
        k = kiosk v2
        k^ notice hello
        given ada: announce
        k< notice

        == not for everybody
        b = bob
        b: announce x
        b< error announce this needs a lead account
        s = staff
        s: announce x
        s< error announce you are not signed in
        "#,
    );
}

#[test]
fn devices_by_an_admin() {
    check(
        r#"
        == nobody else's business
        b = bob
        b: approve ABCDEF
        b< error approve this needs an admin account
        b: devices
        b< error devices this needs an admin account
        b: revoke Hall
        b< error revoke this needs an admin account
        s = staff
        s: approve ABCDEF
        s< error approve you are not signed in
        s: devices
        s< error devices you are not signed in
        s: revoke Hall
        s< error revoke you are not signed in

        == what nobody shows, and what there is none of
        a = ada
        a: approve ABCDEF Hall
        a< error approve no device shows that code now
        a: approve
        a< error approve no device shows that code now
        a: devices
        a< success devices []
        a: devices now
        a< error unknown command
        a: revoke Hall
        a< error revoke there is no device of that name
        a: revoke
        a< error revoke there is no device of that name
        "#,
    );
}

#[test]
fn what_goes_to_all_at_connect() {
    check(
        r#"
        == to each role what is its own
        settings tables = 4
        settings organisation = "Example University"
        settings notice = "Welcome"
        settings table_names = { 0 = "Window A", 3 = "Room 2" }
        settings [[reasons]]
        settings id = "badge"
        settings text = { en = "Badge", ar = "شارة" }
        k = kiosk v2
        s = staff v2
        k^ tables 4
        k^ name 0 Window A
        k^ name 3 Room 2
        k^ organisation Example University
        k^ notice Welcome
        k^ desk open
        s^ tables 4
        s^ name 0 Window A
        s^ name 3 Room 2
        s^ organisation Example University
        s^ notice Welcome
        s^ desk open
        s^ taken
        k^ reasons [{"id":"badge","text":{"ar":"شارة","en":"Badge"}}]
        s^ reasons [{"id":"badge","text":{"ar":"شارة","en":"Badge"}}]

        == no reasons
        k = kiosk v2
        k^ reasons []
        k^ tables 10

        == classic hears none of it
        settings notice = "Welcome"
        k = kiosk raw
        k-
        w = display raw
        w-
        s = staff raw
        s< taken
        s-
        "#,
    );
}

#[test]
fn a_display_names_visitors_as_the_desk_allows() {
    check(
        r#"
        == the first name
        settings display_label = "first"
        given kiosk: new ann@a.b Ann Lee
        a = ada@0
        w = display v2
        a: accept 0
        a< success claimed 0
        w< about 0 {"label":"Ann","calls":1}
        w< claimed 0 0
        x = display v2 raw
        x<* pick 0
        x< about 0 {"label":"Ann","calls":1}
        x< claimed 0 0
        x< ready

        == first name and initial
        settings display_label = "initial"
        given kiosk: new ann@a.b Ann Lee
        given kiosk: new cher@a.b Cher
        a = ada@0
        w = display v2
        a: accept 0
        a< success claimed 0
        a: accept 1
        a< success claimed 1
        w< about 0 {"label":"Ann L.","calls":1}
        w< claimed 0 0
        w< about 1 {"label":"Cher","calls":1}
        w< claimed 1 0

        == nothing
        settings display_label = "none"
        given kiosk: new ann@a.b Ann Lee
        a = ada@0
        w = display v2
        a: accept 0
        a< success claimed 0
        w< about 0 {"calls":1}
        w< claimed 0 0
        "#,
    );
}

#[test]
fn export_over_the_wire() {
    check(
        r#"
        == an admin's
        given kiosk: new ann@a.b Ann
        given kiosk: new ben@a.b Ben
        given ada@0: accept 0
        given ada@0: complete 0
        a = ada
        a: export 2020-01-01 2099-12-31
        a< row id,number,email,name,staff,table,reason,source,start,first_claimed,claimed,end,outcome,note
        a< row 0,000,ann@a.b,Ann,Ada L,0,,kiosk,<t:start0>,<t:c0>,<t:c0>,<t:e0>,completed,
        a< row 1,001,ben@a.b,Ben,,,,kiosk,<t:start1>,,,,,
        a< success export 2
        a: export 2020-01-01 2020-12-31
        a< row id,number,email,name,staff,table,reason,source,start,first_claimed,claimed,end,outcome,note
        a< success export 0

        == every refusal
        b = bob
        b: export 2020-01-01 2099-12-31
        b< error export this needs an admin account
        s = staff
        s: export 2020-01-01 2099-12-31
        s< error export you are not signed in
        a = ada
        a: export
        a< error export the dates cannot be read
        a: export 2020-01-01
        a< error export the dates cannot be read
        a: export 1 2
        a< error export the dates cannot be read
        a: export 2020-02-30 2020-03-01
        a< error export the dates cannot be read
        a: export 2020-03-02 2020-03-01
        a< error export the dates cannot be read
        "#,
    );
}
