//! Services, priority, and visitors who tell nothing of themselves.

use crate::scenario::check;

#[test]
fn services_on_the_wire() {
    check(
        r#"
        == what each hears of them
        settings services = [{ id = "a", text = { en = "A" } }, { id = "b", prefix = "B", text = { en = "Badges" }, target_mins = 5, identity = { kind = "none" } }]
        k = kiosk v2
        k^ services [{"id":"a","text":{"en":"A"},"takes":"yes"},{"id":"b","text":{"en":"Badges"},"prefix":"B","target_mins":5,"identity":{"kind":"none"},"takes":"yes"}]
        k^ lane a 0 - -
        k^ lane b 0 - -
        a = ada@0
        v = bob@1 v2
        w = display v2
        w^ services [{"id":"a","text":{"en":"A"}},{"id":"b","text":{"en":"Badges"},"prefix":"B"}]
        k: request {"key":"k1","service":"b"}
        k< lane b 1 - -
        k< about 0 {"ahead":0,"wait":null,"number":"B000","service":"b"}
        k< success new {"id":0,"email":"","name":"B000","staff":"{}","start":"<t:s>","end":"1970-01-01T00:00:00Z"}
        w< lane b 1 - -
        a< new {"id":0,"email":"","name":"B000","staff":"{}","start":"<t:s>","end":"1970-01-01T00:00:00Z"}
        v< about 0 {"source":"kiosk","rank":<n:due>,"number":"B000","service":"b","due":<n:due>}
        v< new <*>
        v< lane b 1 - -
        a: accept 0
        a< success claimed 0
        w< about 0 {"calls":1,"number":"B000"}
        w< claimed 0 0
        w<* lane b 0 - -
        v<* lane b 0 - -
        k<* lane b 0 - -

        == a desk without services says nothing of them
        k = kiosk v2
        v = bob@1 v2
        k: request {"key":"k1","email":"ann@a.b","name":"Ann","service":"b","contact":"1"}
        k< about 0 {"ahead":0,"wait":null}
        k< success new [0 ann -]
        v< about 0 {"source":"kiosk","rank":<n:r>}
        v< new [0 ann -]
        v: refer 0 b
        v< error refer you do not own this ticket
        v: accept 0
        v<* success claimed 0
        v: refer 0 b
        v< error refer there is no such service
        v: serve
        v< success serve
        v: serve b
        v< error serve you do not do that service

        == they are set while people wait, who are then in the first
        a = ada@0 v2
        k = kiosk v2
        k: new ann@a.b Ann
        k<* success new [0 ann -]
        a<* new [0 ann -]
        a: set {"version":0,"values":{"services":[{"id":"x","text":{"en":"X"}},{"id":"y","text":{"en":"Y"}}]}}
        a< profile 1
        a< about 0 {"source":"kiosk","rank":<n:r>,"number":"000","service":"x","due":<n:r>}
        a< services <*>
        a< lane x 1 - -
        a< lane y 0 - -
        a< success set 1
        k< services <*>
        k< lane x 1 - -
        k< lane y 0 - -
        a: set {"version":1,"values":{"services":[{"id":"y","text":{"en":"Y"}}]}}
        a< error set services: `x` has 1 open tickets: stop it, and take it away once they have ended
        a: next
        a<* success next 0
        a: refer 0 y
        a<* success refer 0
        a: set {"version":1,"values":{"services":[{"id":"y","text":{"en":"Y"}}]}}
        a<* success set 2
        k<* services [{"id":"y","text":{"en":"Y"},"takes":"yes"}]

        == what cannot be a list of services
        a = ada@0 v2
        a: set {"version":0,"values":{"services":[{"id":"a","text":{"en":"A"}},{"id":"a","text":{"en":"B"}}]}}
        a< error set services: the service id `a` is given twice
        a: set {"version":0,"values":{"services":[{"id":"a","text":{}}]}}
        a< error set services: the service `a` has no text in any language
        a: set {"version":0,"values":{"services":[{"id":"a","prefix":"A","text":{"en":"A"}},{"id":"b","prefix":"A","text":{"en":"B"}}]}}
        a< error set services: `a` and `b` have the same letter A
        a: set {"version":0,"values":{"services":[{"id":"a","prefix":"O","text":{"en":"A"}}]}}
        a< error set services: not a letter from A to Z without I, O and Q
        a: set {"version":0,"values":{"services":[{"id":"a","text":{"en":"A"},"target_mins":0}]}}
        a< error set services: the target of `a`, 0 minutes, is not 1 to 1440
        a: set {"version":0,"values":{"services":[{"id":"a","text":{"en":"A"},"colour":"red"}]}}
        a< error set services: a service has no `colour`
        a: set {"version":0,"values":{"services":[{"id":"a b","text":{"en":"A"}}]}}
        a< error set services: not a word of 1 to 40 bytes
        a: set {"version":0,"values":{"services":[{"id":"a","text":{"en":"A"},"identity":{"kind":"number","min":9,"max":3}}]}}
        a< error set services: what `a` asks for cannot have 9 to 3 signs
        "#,
    );
}

#[test]
fn who_is_next() {
    check(
        r#"
        == the earliest due of the services that I take
        settings services = [{ id = "slow", text = { en = "S" }, target_mins = 60 }, { id = "fast", text = { en = "F" }, target_mins = 5 }]
        k = kiosk v2 -lane -about
        a = ada@0 v2 -lane -about -claimed -new -warnings -at -taken
        k: request {"key":"k1","email":"ann@a.b","name":"Ann","service":"slow"}
        k< success new <*>
        k: request {"key":"k2","email":"ann@a.b","name":"Ann","service":"fast"}
        k< success new <*>
        k: request {"key":"k3","email":"cy@a.b","name":"Cy","service":"fast"}
        k< success new <*>
        a: next
        a< success next 1
        a: serve slow
        a< me <*>
        a< success serve slow
        a: next
        a< success next 0
        a: next
        a< error next nobody is waiting
        a: serve
        a< me <*>
        a< success serve
        a: next
        a< success next 2

        == what somebody can do, and takes
        settings services = [{ id = "x", text = { en = "X" } }, { id = "y", text = { en = "Y" } }]
        a = ada@0 v2 -lane -about -claimed -new -warnings -at -taken
        b = bob@1 v2 -lane -about -claimed -new -at -taken
        k = kiosk v2 -lane -about
        a: person {"user":"bob","services":["y","z"]}
        a< error person there is no such service
        a: person {"user":"bob","services":["y"]}
        a< success person {"user":"bob"}
        b< me {"user":"bob","name":"Bob M","admin":false,"role":"staff","services":["y"]}
        b< warnings []
        b: serve x
        b< error serve you do not do that service
        b: serve y x
        b< error serve you do not do that service
        b: serve y
        b< me {"user":"bob","name":"Bob M","admin":false,"role":"staff","services":["y"],"serve":["y"]}
        b< success serve y
        k: request {"key":"k1","email":"ann@a.b","name":"Ann","service":"x"}
        k< success new <*>
        b: next
        b< error next nobody is waiting
        b: accept 0
        b< success claimed 0
        a: person {"user":"bob","services":null}
        a< success person {"user":"bob"}
        b< me <*>
        b< warnings []
        a: people
        a< success people <*>

        == priority, and back
        settings services = [{ id = "x", text = { en = "X" } }]
        k = kiosk v2
        a = ada@0 v2 -claimed
        b = bob@1 v2 -claimed
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k<* success new <*>
        k: request {"key":"k2","email":"bo@a.b","name":"Bo"}
        k<* success new <*>
        k: request {"key":"k3","email":"bo@a.b","name":"Bo","priority":"high"}
        k< error request this needs a lead account
        b: request {"key":"k3","email":"bo@a.b","name":"Bo","priority":"high"}
        b<* error request this needs a lead account
        b: priority 1 high
        b< error priority this needs a lead account
        a: priority 1 high
        a<* about 1 {"source":"kiosk","rank":<n:p>,"number":"001","service":"x","due":<n:p>,"priority":"high"}
        a< success priority 1
        a: priority 1 high
        a< success priority 1
        a: priority 1 normal
        a< about 1 {"source":"kiosk","rank":<n:d>,"number":"001","service":"x","due":<n:d>}
        a< success priority 1
        a: priority 1 urgent
        a< error priority a priority is high or normal
        a: priority 7 high
        a< error priority ticket id does not exist
        a: priority 1 high
        a<* success priority 1
        b: next
        b<* success next 1
        a<* about 1 <*>
        "#,
    );
}

#[test]
fn referred_and_arrived() {
    check(
        r#"
        == into another queue, with its number
        settings services = [{ id = "x", prefix = "X", text = { en = "X" } }, { id = "y", prefix = "Y", text = { en = "Y" }, target_mins = 40 }, { id = "z", text = { en = "Z" }, open = false }]
        k = kiosk v2 -lane
        a = ada@0 v2 -lane -warnings
        w = display
        k: request {"key":"k1","email":"ann@a.b","name":"Ann"}
        k<* success new <*>
        a<* new <*>
        a: arrived 0
        a< error arrived you do not own this ticket
        a: next
        a<* success next 0
        w< claimed 0 0
        a: arrived 0
        a< about 0 {"source":"kiosk","rank":<n:r>,"calls":1,"claimed":<n:c>,"table":0,"number":"X000","service":"x","due":<n:r>,"arrived":<n:h>}
        a< success arrived 0
        a: arrived 0
        a< success arrived 0
        a: refer 0 z
        a< error refer this service takes no tickets
        a: refer 0 q
        a< error refer there is no such service
        a: refer 0
        a< error refer there is no such service
        a: refer 0 y
        a< about 0 {"source":"kiosk","rank":<n:q>,"calls":1,"table":0,"number":"X000","service":"y","due":<n:q>}
        a< new [0 ann -]
        a< success refer 0
        w< cancel 0
        a: refer 0 y
        a< error refer you do not own this ticket
        s = staff -taken
        s: refer 0 y
        s< error refer you are not assigned to any table
        s: arrived 0
        s< error arrived you are not assigned to any table

        == a release and a transfer forget that the visitor was there
        settings services = [{ id = "x", text = { en = "X" } }]
        given kiosk: new ann@a.b Ann
        a = ada@0 v2
        b = bob@1 v2
        a: next
        a<* success next 0
        a: arrived 0
        a<* success arrived 0
        a: transfer 0 1
        a< about 0 {"source":"kiosk","rank":<n:r>,"calls":2,"claimed":<n:c>,"table":1,"number":"000","service":"x","due":<n:r>}
        a<* success transfer 0
        b<* claimed [0 ann bob]
        b: arrived 0
        b<* success arrived 0
        b: release 0
        b< about 0 {"source":"kiosk","rank":<n:r>,"calls":2,"table":1,"number":"000","service":"x","due":<n:r>}
        b<* success release 0
        a<* new <*>
        "#,
    );
}

#[test]
fn what_a_service_asks() {
    check(
        r#"
        == each kind
        settings services = [{ id = "e", text = { en = "E" } }, { id = "n", text = { en = "N" }, identity = { kind = "name" } }, { id = "p", text = { en = "P" }, identity = { kind = "phone" } }, { id = "c", text = { en = "C" }, identity = { kind = "number", min = 4, max = 6, letters = true, optional = true } }]
        k = kiosk v2 -lane -about
        a = ada@0 v2 -lane -new -warnings
        k: request {"key":"e","service":"e"}
        k< error request email address is not valid
        k: request {"key":"e","service":"e","email":"a@b.c"}
        k< error request name is missing
        k: request {"key":"n","service":"n"}
        k< error request name is missing
        k: request {"key":"n","service":"n","email":"ann@a.b","name":"Ann"}
        k< success new {"id":0,"email":"","name":"Ann","staff":"{}","start":"<t:a>","end":"1970-01-01T00:00:00Z"}
        k: request {"key":"p","service":"p","name":"Ann"}
        k< error request phone number is not valid
        k: request {"key":"p","service":"p","contact":"+49 30 1234"}
        k< success new {"id":1,"email":"","name":"001","staff":"{}","start":"<t:b>","end":"1970-01-01T00:00:00Z"}
        k: request {"key":"p2","service":"p","contact":"+49 30 1234"}
        k< success new {"id":2,"email":"","name":"002","staff":"{}","start":"<t:c>","end":"1970-01-01T00:00:00Z"}
        a<* about 2 {"source":"kiosk","rank":<n:r>,"number":"002","service":"p","due":<n:r>,"contact":"+49 30 1234"}
        k: request {"key":"c","service":"c","contact":"abc"}
        k< error request number is not valid
        k: request {"key":"c","service":"c","contact":"ab-12"}
        k< success new <*>
        k: request {"key":"q","service":"nowhere"}
        k< error request there is no such service
        a<* about 3 <*>

        == an address finds a waiting ticket in its own service alone
        settings services = [{ id = "x", text = { en = "X" } }, { id = "y", text = { en = "Y" } }]
        k = kiosk v2 -lane -about
        k: request {"key":"1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: request {"key":"2","email":"ANN@a.b","name":"Ann","service":"x"}
        k< success new [0 ann -]
        k: request {"key":"3","email":"ann@a.b","name":"Ann","service":"y"}
        k< success new [1 ann -]
        k: new zoe@a.b Zoe
        k< success new [2 zoe -]

        == reasons of a service
        settings reasons = [{ id = "r", text = { en = "R" } }, { id = "s", text = { en = "S" } }]
        settings services = [{ id = "x", text = { en = "X" }, reasons = ["r"] }]
        k = kiosk v2 -about
        k: request {"key":"1","email":"ann@a.b","name":"Ann","reason":"s"}
        k< error request unknown reason
        k: request {"key":"1","email":"ann@a.b","name":"Ann","reason":"r"}
        k< success new [0 ann -]

        == one touch, but not for children at play
        settings services = [{ id = "x", text = { en = "X" }, identity = { kind = "none" } }]
        k = kiosk v2 -about
        k: request {"key":"1"}
        k< success new <*>
        k: request {"key":"2"}
        k< error request wait a moment
        k: request {"key":"1"}
        k< success new <*>
        "#,
    );
}

#[test]
fn quotas_and_help() {
    check(
        r#"
        == as many as may wait, and as many as may come
        settings services = [{ id = "x", text = { en = "X" }, max_waiting = 1 }, { id = "y", text = { en = "Y" }, daily_quota = 1 }]
        a = ada@0 v2 -lane -about -new -claimed -warnings -services
        k = kiosk v2 -lane -about
        k: request {"key":"1","email":"ann@a.b","name":"Ann"}
        k< services [{"id":"x","text":{"en":"X"},"max_waiting":1,"takes":"full"},{"id":"y","text":{"en":"Y"},"daily_quota":1,"takes":"yes"}]
        k< success new [0 ann -]
        k: request {"key":"2","email":"bo@a.b","name":"Bo"}
        k< error request this service is full just now
        k: new bo@a.b Bo
        k< error new this service is full just now
        k: request {"key":"1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        a: request {"key":"3","email":"cy@a.b","name":"Cy"}
        a< success new [1 cy -]
        k: request {"key":"4","email":"bo@a.b","name":"Bo","service":"y"}
        k<* success new [2 bo -]
        k: request {"key":"5","email":"di@a.b","name":"Di","service":"y"}
        k< error request this service takes no more tickets today
        k x
        a x
        kill
        start
        k = kiosk v2 -lane -about
        k: request {"key":"5","email":"di@a.b","name":"Di","service":"y"}
        k< error request this service takes no more tickets today

        == the whole desk is full
        settings max_waiting = 1
        k = kiosk -about
        k: new ann@a.b Ann
        k< success new [0 ann -]
        k: new bo@a.b Bo
        k< error new this service is full just now
        a = ada@0
        a: new bo@a.b Bo
        a< success new [1 bo -]

        == help is asked until somebody goes
        k = kiosk v2
        a = ada@0 v2
        k: help
        k< success help
        a< warnings [{"kind":"help","args":{"kiosk":"kiosk"},"since":<n:s>}]
        k: help
        k< success help
        k x
        a x
        kill
        start
        b = bob@1 v2
        b^ warnings [{"kind":"help","args":{"kiosk":"kiosk"},"since":<n:s>}]
        b: helped nobody
        b< error helped nobody asks for help there
        b: helped kiosk
        b< warnings []
        b< success helped kiosk

        == leads hear of a service that nobody takes
        settings services = [{ id = "x", text = { en = "X" } }, { id = "y", text = { en = "Y" } }]
        a = ada@0 v2 -lane -about -new -at -taken
        b = bob@1 v2 -lane -about -new -at -taken
        a: serve x
        a< me <*>
        a< success serve x
        b: serve x
        b< me <*>
        b< success serve x
        k = kiosk -about
        k: request {"key":"1","email":"ann@a.b","name":"Ann","service":"y"}
        k< success new [0 ann -]
        a< warnings [{"kind":"untaken","args":{"service":"y","count":1},"since":<n:s>}]
        b: serve
        b< me <*>
        b< success serve
        a< warnings []
        "#,
    );
}

#[test]
fn exports_and_forgetting() {
    check(
        r#"
        == columns of services go last, and every kind of visitor is found
        settings services = [{ id = "p", prefix = "P", text = { en = "P" }, identity = { kind = "phone" } }, { id = "n", text = { en = "N" }, identity = { kind = "name" } }]
        a = ada@0 v2 -lane -about -new -cancel -claimed -complete -warnings -at
        k = kiosk v2 -lane -about
        k: request {"key":"1","contact":"+49 30 1234"}
        k< success new <*>
        k: request {"key":"2","name":"Zoe Zed","service":"n"}
        k< success new <*>
        a: erase 004930 1234
        a< success erase <*>
        a: erase (49) 301234
        a< error erase that visitor has an open ticket: end it first
        a: withdraw 0
        a< success withdraw 0
        a: withdraw 1
        a< success withdraw 1
        a: visitor +49-30-1234
        a< row id,number,email,name,staff,table,reason,source,start,first_claimed,claimed,end,outcome,note,service,contact,priority,arrived
        a< row 0,P000,,,,,,kiosk,<t:a>,,,<t:b>,left,,p,'+49 30 1234,,
        a< success visitor 1
        a: visitor zoe  ZED
        a< row id,number,email,name,staff,table,reason,source,start,first_claimed,claimed,end,outcome,note,service,contact,priority,arrived
        a< row 1,001,,Zoe Zed,,,,kiosk,<t:c>,,,<t:d>,left,,n,,,
        a< success visitor 1
        a: erase zoe zed
        a< success erase <*>
        a: visitor zoe zed
        a< row <*>
        a< success visitor 0
        "#,
    );
}

#[test]
fn what_stays_when_services_change() {
    check(
        r#"
        == who waits already is told so, though the service is full or stopped
        settings services = [{ id = "x", text = { en = "X" }, max_waiting = 1 }]
        a = ada@0 v2 -lane -about -new -warnings -services -at -taken
        k = kiosk v2 -about -services
        k: request {"key":"1","email":"ann@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: request {"key":"2","email":"ANN@a.b","name":"Ann"}
        k< success new [0 ann -]
        k: request {"key":"3","email":"bo@a.b","name":"Bo"}
        k< error request this service is full just now
        a: request {"key":"4","email":"ann@a.b","name":"Ann","priority":"high"}
        a< success new [0 ann -]
        b = bob@1 v2
        b^ about 0 {"source":"kiosk","rank":<n:p>,"number":"000","service":"x","due":<n:p>,"priority":"high"}

        == a ticket keeps its label when its service is gone, and nobody takes what is gone
        settings services = [{ id = "x", prefix = "X", text = { en = "X" }, identity = { kind = "none" } }, { id = "y", text = { en = "Y" } }]
        b = bob@1 v2 -lane -about -new -at -taken
        b: serve y
        b< me <*>
        b< success serve y
        k = kiosk v2 -about -lane
        k: request {"key":"1"}
        k< success new <*>
        k x
        b x
        stop
        set services = []
        start
        b = bob@1 v2 -lane -at -taken
        b^ me {"user":"bob","name":"Bob M","admin":false,"role":"staff"}
        w = display v2
        b: next
        w< about 0 {"calls":1,"number":"X000"}
        w< claimed 0 1
        b< about 0 <*>
        b< claimed {"id":0,"email":"","name":"X000","staff":"Bob M",<*>
        b< success next 0
        b: complete 0
        w< complete 1
        b< about 0 <*>
        b< complete {"id":0,"email":"","name":"X000","staff":"Bob M",<*>
        b< success complete 0

        == a change of something else says nothing of services, and those of people follow
        settings tables = 5
        a = ada@0 v2 -lane -profile -tables
        k = kiosk v2 -lane
        a: set {"version":9,"values":{"services":[{"id":"x","text":{"en":" X \u202e"}},{"id":"y","text":{"en":"Y"}}]}}
        a< services [{"id":"x","text":{"en":"X"},"takes":"yes"},{"id":"y","text":{"en":"Y"},"takes":"yes"}]
        a< success set <n:v>
        k< services <*>
        a: serve x
        a< me <*>
        a< success serve x
        a: set {"version":9,"values":{"notice":"Hello"}}
        a< notice Hello
        a< success set <n:w>
        k< notice Hello
        a: set {"version":9,"values":{"services":[{"id":"y","text":{"en":"Y"}}]}}
        a< me {"user":"ada","name":"Ada L","admin":true,"role":"admin"}
        a< services [{"id":"y","text":{"en":"Y"},"takes":"yes"}]
        a< success set <n:x>
        k< services <*>
        a: set {"version":9,"values":{"services":[{"id":"y","text":{"en":"\u202e"}}]}}
        a< error set services: the service `y` has no text in any language
        "#,
    );
}

#[test]
fn a_service_asks_for_reasons_that_the_desk_has() {
    check(
        r#"
        == others are refused, and one that is taken away is asked for no more until it is back
        a = ada@0 v2 -profile -lane -me -desk
        k = kiosk v2 -lane -about
        a: set {"version":9,"values":{"services":[{"id":"x","text":{"en":"X"},"reasons":["new"]}]}}
        a< error set services: `new` is not one of the desk's reasons
        a: set {"version":9,"values":{"reasons":[{"id":"new","text":{"en":"New"}},{"id":"lost","text":{"en":"Lost"}}],"services":[{"id":"x","text":{"en":"X"},"reasons":["new","lost"]}]}}
        a< reasons <*>
        a< services [{"id":"x","text":{"en":"X"},"reasons":["new","lost"],"takes":"yes"}]
        a< success set 1
        k< reasons <*>
        k< services [{"id":"x","text":{"en":"X"},"reasons":["new","lost"],"takes":"yes"}]
        a: set {"version":9,"values":{"services":[{"id":"x","text":{"en":"X"},"reasons":["new","nosuch"]}]}}
        a< error set services: `nosuch` is not one of the desk's reasons
        a: set {"version":9,"values":{"reasons":[{"id":"lost","text":{"en":"Lost"}}]}}
        a< reasons [{"id":"lost","text":{"en":"Lost"}}]
        a< services [{"id":"x","text":{"en":"X"},"reasons":["lost"],"takes":"yes"}]
        a< success set 2
        k< reasons <*>
        k< services [{"id":"x","text":{"en":"X"},"reasons":["lost"],"takes":"yes"}]
        k: request {"key":"1","email":"ann@a.b","name":"Ann","reason":"new"}
        k< error request unknown reason
        # What is told can be sent again.
        a: settings
        a< success settings <*>"services":[{"id":"x","reasons":["lost"],"text":{"en":"X"}}]<*>
        # Whoever changes the service meanwhile does not know of the other, which comes back all the same.
        a: set {"version":9,"values":{"services":[{"id":"x","text":{"en":"Y"},"reasons":["lost"]}]}}
        a< services [{"id":"x","text":{"en":"Y"},"reasons":["lost"],"takes":"yes"}]
        a< success set 3
        k< services [{"id":"x","text":{"en":"Y"},"reasons":["lost"],"takes":"yes"}]
        a: set {"version":9,"values":{"reasons":[{"id":"new","text":{"en":"New"}}]}}
        a< reasons <*>
        a< services [{"id":"x","text":{"en":"Y"},"reasons":["new"],"takes":"yes"}]
        a< success set 4
        k< reasons <*>
        k< services <*>
        k: request {"key":"2","email":"ann@a.b","name":"Ann","reason":"new"}
        k< success new [0 ann -]
        a<* new [0 ann -]

        == services in the file ask for those that were set at run time
        settings services = [{ id = "x", text = { en = "X" }, reasons = ["new", "nosuch"] }]
        a = ada@0 v2 -profile -lane -me -desk
        a^ services [{"id":"x","text":{"en":"X"},"reasons":[],"takes":"yes"}]
        a: set {"version":9,"values":{"reasons":[{"id":"new","text":{"en":"New"}}]}}
        a< reasons <*>
        a< services [{"id":"x","text":{"en":"X"},"reasons":["new"],"takes":"yes"}]
        a< success set <n:v>
        a x
        kill
        start
        k = kiosk v2
        k^ services [{"id":"x","text":{"en":"X"},"reasons":["new"],"takes":"yes"}]
        $ desk set reasons []
        k<* services [{"id":"x","text":{"en":"X"},"reasons":[],"takes":"yes"}]
        "#,
    );
}
