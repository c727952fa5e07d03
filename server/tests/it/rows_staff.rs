//! A row for each row of the table of staff replies, checks in their order.

use crate::scenario::check;

#[test]
fn pick() {
    check(
        "
        == a token that is nobody's
        s = staff raw
        s< taken
        s: pick 0 nobodys-token
        s< error pick the provided token does not belong to any staff member
        s-

        == a token that is missing
        s = staff
        s: pick 0
        s< error pick the provided token does not belong to any staff member
        s: pick
        s< error pick the provided token does not belong to any staff member
        s: pick 0 $ada x
        s< error pick the provided token does not belong to any staff member

        == the token is looked at before the table
        s = staff
        s: pick 99 nobodys-token
        s< error pick the provided token does not belong to any staff member

        == a token that was revoked
        $ staff disable bob
        s = staff
        s: pick 0 $bob
        s< error pick the provided token does not belong to any staff member

        == no table here, or no number
        settings tables = 3
        s = staff
        s: pick 3 $ada
        s< error the chosen table is not available
        s: pick -1 $ada
        s< error the chosen table is not available
        s: pick 00 $ada
        s< error the chosen table is not available
        s: pick +0 $ada
        s< error the chosen table is not available
        s: pick x $ada
        s< error the chosen table is not available
        s: pick 4294967296 $ada
        s< error the chosen table is not available
        s: pick ٣ $ada
        s< error the chosen table is not available
        s: pick 2 $ada
        s< success pick 2

        == another's table
        a = ada@0
        b = staff
        b: pick 0 $bob
        b< error the chosen table is not available
        a-

        == a refused pick signs nobody in
        given kiosk: new ann@a.b Ann
        a = ada@0
        b = staff
        b: pick 0 $bob
        b< error the chosen table is not available
        b: accept 0
        b< error accept you do not have a table chosen
        b-

        == success, then the queue as it stands
        given kiosk: new ann@a.b Ann
        s = staff raw
        s< taken
        s: pick 1 $ada
        s< success pick 1
        s< new [0 ann -]
        s-

        == the state comes with the first pick only
        given kiosk: new ann@a.b Ann
        a = ada@0
        a: pick 1 $ada
        a< success pick 1
        a-

        == the table one has already
        a = ada@0
        wall = display
        a: pick 0 $ada
        a< success pick 0
        a-
        wall-

        == a pick with an invalid token changes nothing for who is signed in
        a = ada@0
        a: pick 1 nobodys-token
        a< error pick the provided token does not belong to any staff member
        a: unpick
        a< success unpick
        a< taken

        == another person's token makes the connection theirs, as a new sign-in
        given kiosk: new ann@a.b Ann
        a = ada@0
        a: pick 1 $bob
        a< success pick 1
        a< new [0 ann -]
        a: accept 0
        a< success claimed 0
        a-
        ",
    );
}

#[test]
fn unpick() {
    check(
        "
        == not signed in
        s = staff
        s: unpick
        s< error unpick you do not have a table assigned

        == signed in, no table
        a = ada
        a: unpick
        a< error unpick you do not have a table assigned

        == success, then the tables that are taken
        b = bob@2
        a = ada@0
        a: unpick
        a< success unpick
        a< taken 2
        a: unpick
        a< error unpick you do not have a table assigned

        == taken alone when there is none
        a = ada@0
        a: unpick
        a< success unpick
        a< taken

        == with a ticket claimed, which stays
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        a = ada@0
        a: unpick
        a< success unpick
        a< taken
        a: pick 1 $ada
        a< success pick 1
        a: complete 0
        a< success complete 0

        == something after it makes it no command
        a = ada@0
        a: unpick x
        a< error unknown command
        a: unpick
        a< success unpick
        a< taken
        ",
    );
}

#[test]
fn accept() {
    check(
        "
        == no table is looked at first
        s = staff
        s: accept 0
        s< error accept you do not have a table chosen
        s: accept x
        s< error accept you do not have a table chosen
        s: accept
        s< error accept you do not have a table chosen
        a = ada
        a: accept 0
        a< error accept you do not have a table chosen

        == no such ticket
        given kiosk: new ann@a.b Ann
        a = ada@0
        a: accept 1
        a< error accept ticket id does not exist
        a: accept -1
        a< error accept ticket id does not exist
        a: accept
        a< error accept ticket id does not exist
        a: accept x
        a< error accept ticket id does not exist
        a: accept 00
        a< error accept ticket id does not exist
        a: accept +0
        a< error accept ticket id does not exist
        a: accept  0
        a< error accept ticket id does not exist
        a: accept 0x0
        a< error accept ticket id does not exist
        a: accept 0 0
        a< error accept ticket id does not exist
        a: accept 1000000000
        a< error accept ticket id does not exist
        a: accept 9223372036854775807
        a< error accept ticket id does not exist
        a: accept 9223372036854775808
        a< error accept ticket id does not exist
        a: accept 99999999999999999999999999
        a< error accept ticket id does not exist
        a: accept ٠
        a< error accept ticket id does not exist
        a: accept 0'); drop table tickets
        a< error accept ticket id does not exist
        a: accept 0
        a< success claimed 0

        == ended, by me and by another
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        given ada@0: complete 0
        a = ada@0
        a: accept 0
        a< error accept the ticket has already been completed or cancelled
        b = bob@1
        b: accept 0
        b< error accept the ticket has already been completed or cancelled

        == cancelled
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        given ada@0: cancel 0
        b = bob@1
        b: accept 0
        b< error accept the ticket has already been completed or cancelled

        == another's
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        b = bob@1
        b: accept 0
        b< error accept this ticket is now claimed

        == waiting
        given kiosk: new ann@a.b Ann
        a = ada@0
        a: accept 0
        a< success claimed 0
        a-

        == mine already: no second event
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        a = ada@0
        b = bob@1
        w = display
        v = display v2
        a: accept 0
        a< success claimed 0
        a-
        b-
        w-
        v-

        == the token was revoked since
        given kiosk: new ann@a.b Ann
        a = ada@0 -taken
        a: accept 0
        a< success claimed 0
        $ staff disable ada
        a: accept 0
        a< error accept your session token was found to be invalid. please relogin
        a: complete 0
        a< error complete your session token was found to be invalid. please relogin
        a: cancel x
        a< error cancel your session token was found to be invalid. please relogin
        a: unpick
        a< error unpick your session token was found to be invalid. please relogin
        a: note 0 x
        a< error note your session token was found to be invalid. please relogin
        a: pick 0 $ada
        a< error pick the provided token does not belong to any staff member
        a: pick 0 $bob
        a< success pick 0
        a< new [0 ann -]
        a: accept 0
        a< success claimed 0
        ",
    );
}

/// `complete` and `cancel` differ in their word alone.
#[test]
fn complete_and_cancel() {
    for verb in ["complete", "cancel"] {
        check(
            &"
            == no table is looked at first
            s = staff
            s: VERB 0
            s< error VERB you are not assigned to any table
            s: VERB
            s< error VERB you are not assigned to any table
            a = ada
            a: VERB x
            a< error VERB you are not assigned to any table

            == no table, though the ticket is mine
            given kiosk: new ann@a.b Ann
            given ada@0: accept 0
            given ada@0: unpick
            a = ada
            a: VERB 0
            a< error VERB you are not assigned to any table

            == no such ticket
            a = ada@0
            a: VERB 0
            a< error VERB ticket id does not exist
            a: VERB
            a< error VERB ticket id does not exist
            a: VERB -1
            a< error VERB ticket id does not exist
            a: VERB 9223372036854775808
            a< error VERB ticket id does not exist

            == a waiting one is not mine
            given kiosk: new ann@a.b Ann
            a = ada@0
            a: VERB 0
            a< error VERB you do not own this ticket

            == another's
            given kiosk: new ann@a.b Ann
            given ada@0: accept 0
            b = bob@1
            b: VERB 0
            b< error VERB you do not own this ticket

            == an ended one keeps its last owner
            given kiosk: new ann@a.b Ann
            given ada@0: accept 0
            given ada@0: complete 0
            a = ada@0
            b = bob@1
            a: VERB 0
            a< error VERB the ticket has already been completed or cancelled
            b: VERB 0
            b< error VERB you do not own this ticket

            == mine
            given kiosk: new ann@a.b Ann
            given ada@0: accept 0
            a = ada@0
            a: VERB 0
            a< success VERB 0
            a: VERB 0
            a< error VERB the ticket has already been completed or cancelled
            a-
            "
            .replace("VERB", verb),
        );
    }
}

#[test]
fn what_is_no_command() {
    check(
        "
        == on the staff path
        s = staff
        s: foo
        s< error unknown command
        s: ␠
        s< error unknown command
        s: ACCEPT 0
        s< error unknown command
        s: accept\\t0
        s< error unknown command

        == on the display path, whatever it is
        d = display
        d: accept 0
        d< error unknown command
        d: pick 0 $ada
        d< error unknown command
        d: new ann@a.b Ann
        d< error unknown command
        d: resume $ada
        d< error unknown command
        a = ada
        a: accept 0
        a< error accept you do not have a table chosen
        a: pick 0 $ada
        a< success pick 0
        d< pick 0
        a-

        == a verb of the staff path at the kiosk
        k = kiosk
        k: accept 0
        k< error unknown command
        k: pick 0 $ada
        k< error unknown command
        k: unpick
        k< error unknown command
        k: login ada correct horse ada
        k< error unknown command
        k: next
        k< error unknown command
        ",
    );
}
