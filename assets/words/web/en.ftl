# The page that visitors open on their own telephone, and the one on which they take a ticket there.
# Short, plain, to one person. What changes in a sentence stands in braces.

# The title of the page; state is such as "2 people are before you".
title = { $number } · { $state }
# Before the number, for those who hear the page.
your-number = Your number:
ahead =
    { $count ->
        [one] One person is before you
       *[other] { $count } people are before you
    }
# As "ahead" and "next", where the desk has several services: service is such as "Badges".
ahead-for =
    { $count ->
        [0] You are next for { $service }
        [one] One person is before you for { $service }
       *[other] { $count } people are before you for { $service }
    }
next = You are next
next-do = Please stay near the desk.
wait-range = about { $low } to { $high } minutes
wait-up-to = up to { $high } minutes
table = Table { $number }
# table is such as "Table 3" or a name such as "Window".
called = { $table } is calling you
called-do = Please go there now.
called-somewhere = It is your turn
called-somewhere-do = Please come to the desk and ask where to go.
# The visitor was sent to another table than before.
moved-do = Please go to this table now, not to the one before.
missed = We called you and did not see you
missed-do = Please speak to somebody at the desk, or take a new ticket.
closed = The desk is closed just now. You keep your place.
ended = Your visit is over
ended-do = Thank you for coming.
cancelled = The desk has ended your ticket
cancelled-do = If that is a mistake, please speak to somebody at the desk.
expired = The day of this ticket is over
expired-do = Please take a new ticket when you come again.
left = You have left the queue
left-do = For two minutes you can still take your place back.
left-over = Please take a new ticket when you come again.
return = Take my place back
# In place of "return": this browser has another ticket that is open, taken here or read at a kiosk.
return-other = Another ticket is open on this phone
return-other-do = One ticket for each phone: leave the queue with that one first, and then take this place back.
return-other-look = Show the other ticket
gone = This page is no longer here
gone-do = A ticket’s page ends with its day. If you are waiting, please look at the board or ask at the desk.
leave = I am leaving
leave-ask = Leave the queue?
leave-do = Your number will not be called any more.
leave-yes = Yes, I am leaving
leave-no = No, I stay
ring = Ring while this page is open
ring-on = It rings when you are called. Keep this page open.
heard = Heard of the desk just now
as-of = As it was at { $time }
# __TIME__ stays as it is: the page puts a time such as 14:32 in its place.
stale = No news since __TIME__. Look at the board.
look-again = Look again
languages = Language
busy = Too much at once
busy-do = Too many requests come from your network. Please wait a moment and look again.
not-saved = The desk could not save this
not-saved-do = Please try again in a moment, or speak to somebody at the desk.
# A request that is none, or a form that is too long.
unreadable = The page could not read this
unreadable-do = Please go back and try again.

join = Take a ticket with your phone
join-code-do = Type the code that the screen at the desk shows now. It changes all the time.
join-code = Code
join-on = Continue
join-code-wrong = This is not the code that the screen shows now.
join-slow =
    { $seconds ->
        [one] That was wrong several times. Please wait a second and look at the screen again.
       *[other] That was wrong several times. Please wait { $seconds } seconds and look at the screen again.
    }
# The code had fewer: codes are longer while somebody guesses at them. count is 8 or 10.
join-longer = Too many wrong codes were typed, so codes have { $count } letters and digits now. Please type the one that the screen shows now.
join-off = No tickets by phone
join-off-do = Please take a ticket at the desk.
join-service = What is it about?
join-reason = Why do you come?
join-reason-none = Not said
join-email = E-mail address
join-name = Name
join-phone = Telephone number
join-number = Number
# After the name of a field that may stay empty.
join-optional = { $field } (may stay empty)
join-take = Take my ticket
join-one = One ticket for each phone.
join-late = That took too long. Please type the code that the screen shows now.
join-full = Just now as many wait as may. Please try again a little later.
join-today = There are no more tickets for this today.
join-closed = The desk takes no tickets just now.
join-email-bad = Please look at the e-mail address again: it cannot be used.
join-name-missing = Please type your name.
join-name-long = This name or address is too long.
join-phone-bad = Please look at the telephone number again: it cannot be used.
join-number-bad = Please look at the number again: it cannot be used.
join-choose = Please choose one of these.
join-there = A ticket waits for this address already
join-there-do = Please listen for your number, or ask at the desk.
# Above the form, which still holds what was typed.
join-there-look = A ticket waits for this address already: please listen for your number. If that is not you, please look at the address again.
join-many = Many tickets were taken from your network just now
join-many-do = Please take a ticket at the desk, or try again in ten minutes.
