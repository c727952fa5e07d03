//! Tickets that are asked for with a key, or by staff.

use crate::scenario::check;

#[test]
fn new_and_query_by_staff() {
    check(
        r#"
        == signed in
        b = bob
        b: new ann@a.b Ann
        b< success new [0 ann -]
        b: query ann@a.b
        b< success query Ann
        b: query ben@a.b
        b< error query visitor email does not exist
        b: new x
        b< error new email address is not valid
        b: new x@y
        b< error new name is missing

        == not signed in
        s = staff
        s: new ann@a.b Ann
        s< error new you are not signed in
        s: query ann@a.b
        s< error query you are not signed in
        s: request {"key":"k","email":"ann@a.b","name":"Ann"}
        s< error request you are not signed in
        "#,
    );
}

#[test]
fn request() {
    check(
        r#"
        == the same key gives the same ticket
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: request {"key":"k1","email":"other@a.b","name":"Other"}
        k< success new [0 ann -]

        == also once it is claimed or has ended
        a = ada@0
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        a< new [0 ann -]
        a: accept 0
        a< success claimed 0
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann ada]
        a: complete 0
        a< success complete 0
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann ada ended]

        == also after a restart
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k x
        kill
        start
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]

        == an address with a ticket waiting gets that one
        k = kiosk
        a = ada
        k: new ann@a.b Ann
        k< success new [0 ann -]
        a< new [0 ann -]
        k: request {"key":"k2","email":"ANN@a.b","name":"Anna"}
        k< success new [0 ann -]
        k: request {"key":"k3","email":"ann@a.b","name":"Ann","again":false}
        k< success new [0 ann -]
        k: request {"key":"k4","email":"ann@a.b","name":"Ann","again":true}
        k< success new [1 ann -]
        a< new [1 ann -]
        k: request {"key":"k2","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]

        == one that is claimed is not waiting
        given kiosk: new ann@a.b Ann
        given ada@0: accept 0
        k = kiosk
        k: request {"key":"k2","email":"ann@a.b","name":"Ann"}
        k< success new [1 ann -]

        == unknown keys in it are ignored, whatever is optional is
        settings [[reasons]]
        settings id = "badge"
        settings text = { en = "Badge" }
        k = kiosk
        v = bob v2
        k: request {"key":"k1","email":"ann@a.b","name":"Ann","reason":"badge","lang":"de","color":[1]}
        k< success new [0 ann -]
        v< about 0 {"reason":"badge","lang":"de","source":"kiosk","rank":<n:r>}
        v< new [0 ann -]
        k: request {"key":"k2","email":"ben@a.b","name":"Ben","reason":"","lang":""}
        k< success new [1 ben -]
        v< about 1 {"source":"kiosk","rank":<n:r1>}
        v< new [1 ben -]
        k: request {"key":"k3","email":"cat@a.b","name":"Cat","reason":"nose"}
        k< error request unknown reason

        == a kiosk of v2 is told its place
        given kiosk: new ann@a.b Ann
        k = kiosk v2
        k: request {"key":"k1","email":"ben@a.b","name":"Ben"}
        k< about 1 {"ahead":1,"wait":null}
        k< success new [1 ben -]

        == nobody is ahead of one that is called already, or has ended
        given kiosk: new ann@a.b Ann
        k = kiosk v2
        k: request {"key":"k1","email":"ben@a.b","name":"Ben"}
        k< about 1 {"ahead":1,"wait":null}
        k< success new [1 ben -]
        a = ada@0
        a: accept 1
        a< success claimed 1
        k: request {"key":"k1","email":"ben@a.b","name":"Ben"}
        k< about 1 {"ahead":0,"wait":null}
        k< success new [1 ben ada]
        a: complete 1
        a< success complete 1
        k: request {"key":"k1","email":"ben@a.b","name":"Ben"}
        k< about 1 {"ahead":0,"wait":null}
        k< success new [1 ben ada ended]

        == errors as new, with its own verb
        k = kiosk
        k: request {"key":"k","email":"ann","name":"Ann"}
        k< error request email address is not valid
        k: request {"key":"k"}
        k< error request email address is not valid
        k: request {"key":"k","email":"ann@a.b","name":" "}
        k< error request name is missing
        k: request {"key":"k","email":"ann@a.b"}
        k< error request name is missing
        k: request {"key":"k","email":"ann@a.b","name":"Ann","reason":"x"}
        k< error request unknown reason
        k: request
        k< error request the request cannot be read
        k: request x
        k< error request the request cannot be read
        k: request {"key":"k","email":"ann@a.b","name":"Ann"
        k< error request the request cannot be read
        k: request {"email":"ann@a.b","name":"Ann"}
        k< error request key is not valid
        k: request {"key":"","email":"ann@a.b","name":"Ann"}
        k< error request key is not valid
        k: request {"key":"a b","email":"ann@a.b","name":"Ann"}
        k< error request key is not valid
        k: request {"key":"0123456789012345678901234567890123456789012345678901234567890123","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: request {"key":"01234567890123456789012345678901234567890123456789012345678901234","email":"ann@a.b","name":"Ann"}
        k< error request key is not valid

        == a refused one may be sent again under its key
        k = kiosk
        k: request {"key":"k","email":"ann@a.b","name":""}
        k< error request name is missing
        k: request {"key":"k","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]

        == by staff
        b = bob
        v = cyd v2
        b: request {"key":"s1","email":"ann@a.b","name":"Ann"}
        b< success new [0 ann -]
        v< about 0 {"source":"staff","rank":<n:r>}
        v< new [0 ann -]
        b: request {"key":"s1","email":"ann@a.b","name":"Ann"}
        b< success new [0 ann -]
        "#,
    );
}

#[test]
fn withdraw_by_kiosk() {
    check(
        r#"
        == its own request, then its key is barred
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: withdraw k1
        k< success withdraw k1
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< error request this request was withdrawn

        == a request that is still on its way
        a = ada
        k = kiosk
        k: withdraw k1
        k< success withdraw k1
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< error request this request was withdrawn
        k: request {"key":"k2","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        a< new [0 ann -]

        == also after a restart
        given kiosk: withdraw k1
        kill
        start
        k = kiosk
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k< error request this request was withdrawn

        == bad keys
        k = kiosk
        k: withdraw
        k< error withdraw key is not valid
        k: withdraw a b
        k< error withdraw key is not valid
        k: withdraw 01234567890123456789012345678901234567890123456789012345678901234
        k< error withdraw key is not valid
        "#,
    );
}
