### What all windows say in English. A translator copies this file, names it by its language tag
### (such as nl.ftl), puts what follows each = into that language and lays it in the folder that
### `words` names in a window's settings. Sentences that are left out are said in English, or as
### they are built in. What stands in braces is filled in. Numbers choose their plural form: [one],
### [few], [many] … as the language has them; * marks the form for all the rest. The comment above
### each sentence says where it stands; `walkup-staff --words-check FOLDER` (or walkup-kiosk,
### walkup-display) lists what is missing, too long or mistaken.

## All windows

# The direction in which the language is written: ltr or rtl.
direction = ltr
# Menus and the kiosk's welcome page: the language's own name for itself.
language-name = English
# Everywhere: a table without a name of its own.
table = Table { $number }
# Staff window: the page on which kiosks and boards are let in. Kiosk and board name it too.
devices = Devices
# Everywhere: the button that takes back what was just done.
undo = Undo
# What a screen reader says of the cross that closes a message.
dismiss = Dismiss
# What a screen reader says of a button whose answer is on its way.
button-pending = { $name }, pending
# Everywhere: the time of day in regions with 24 hours. Both parts have two digits.
time-24 = { $hour }:{ $minute }
# Everywhere: the time of day in regions with 12 hours.
time-12 = { $hour }:{ $minute } { $half ->
        [am] AM
       *[pm] PM
    }
# Board and staff window: the day of the week, 1 is Monday.
weekday = { $day ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
# Board and staff window: the day of the week, short.
weekday-short = { $day ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
# Board and staff window: the month, as it stands in a date.
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
# Board and staff window: the month in a short date.
month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
# Staff window: a day with its year, in lists. month-first is what the United States are used to; a language may ignore it.
date = { $order ->
    [month-first] { $month } { $day }, { $year }
   *[day-first] { $day } { $month } { $year }
}
# Board: today, in the status line.
date-long = { $order ->
    [month-first] { $weekday }, { $month } { $day }
   *[day-first] { $weekday } { $day } { $month }
}
# Staff window and board: a day where there is little room.
date-short = { $order ->
    [month-first] { $weekday }, { $month } { $day }
   *[day-first] { $weekday } { $day } { $month }
}
# Staff window: how long somebody has waited.
length-under-minute = under a minute
# Staff window: how long somebody has waited; short.
length-minutes = { $minutes } min
# Staff window: how long somebody has waited; short.
length-hours = { $hours } h
# Staff window: how long somebody has waited; short.
length-hours-minutes = { $hours } h { $minutes } min
# Staff window: when something happened, less than a minute ago.
ago-now = just now
# Staff window: when something happened; $length is such as 2 min.
ago = { $length } ago
# Staff window and board, beside how many wait: how long a newcomer will wait.
estimate-none = no wait
# Staff window and board, beside how many wait: how long a newcomer will wait.
estimate-up-to = up to { $high } min
# Staff window and board, beside how many wait: how long a newcomer will wait.
estimate-about = about { $high } min
# Staff window and board, beside how many wait: how long a newcomer will wait.
estimate-range = about { $low }–{ $high } min
# Staff window and board, a line across the top: nothing has been heard of the server yet.
link-connecting = Connecting to { $server }.
# Staff window and board, a line across the top: the connection is gone since then.
link-lost = We lost the server at { $time }. What you see may be old; reconnecting.
# Staff window and board, a line across the top: connected, but nothing is heard.
link-stale = The server has been silent since { $time }. What you see may be old.
# Staff window and board, a line across the top: the server does not let this device in.
link-not-allowed = The server at { $server } does not let this device in.
# Staff window and board, a line across the top: somebody must let this device in.
link-pairing = The server at { $server } asks that somebody lets this device in.
# Staff window and board, a line across the top: something else answers there. Walkup is a name.
link-not-walkup = Something answers at { $server }, but it is not a Walkup server.
# Staff window and board, a line across the top: the certificate must be compared.
link-unknown-certificate = Nobody vouches for the server at { $server }. Is it yours?
# Staff window and board, a line across the top: another certificate than the one that was accepted.
link-certificate-changed = The server at { $server } does not show the certificate that was accepted here, so somebody else may be answering. Ask whoever runs it before you go on.
# What the server said no to, in the staff window's bottom bar or below a field: the sign-in has ended.
refusal-signed-out = Your sign-in has ended. Please sign in again.
# What the server said no to, in the staff window's bottom bar or below a field: somebody else sits there.
refusal-table-taken = Somebody just took that table. Choose another.
# What the server said no to, in the staff window's bottom bar or below a field: the name or the password, it is not said which.
refusal-wrong-login = Name or password is not right.
# What the server said no to, in the staff window's bottom bar or below a field: only an admin account may.
refusal-needs-admin = Only an admin account may do that.
# What the server said no to, in the staff window's bottom bar or below a field: without a table.
refusal-no-table = Choose a table first.
# What the server said no to, in the staff window's bottom bar or below a field: a ticket; none: its number is not known here.
refusal-no-such-ticket = { $ticket ->
    [none] This ticket is not here any more.
   *[other] { $ticket } is not here any more.
}
# What the server said no to, in the staff window's bottom bar or below a field: a ticket; none: its number is not known here.
refusal-already-ended = { $ticket ->
    [none] This ticket has ended already.
   *[other] { $ticket } has ended already.
}
# What the server said no to, in the staff window's bottom bar or below a field: a ticket; none: its number is not known here.
refusal-now-claimed = { $ticket ->
    [none] Somebody else took this ticket first.
   *[other] Somebody else took { $ticket } first.
}
# What the server said no to, in the staff window's bottom bar or below a field: a ticket; none: its number is not known here.
refusal-not-yours = { $ticket ->
    [none] This ticket is no longer yours.
   *[other] { $ticket } is no longer yours.
}
# What the server said no to, in the staff window's bottom bar or below a field: Next visitor, with an empty queue.
refusal-nobody-waiting = Nobody is waiting.
# What the server said no to, in the staff window's bottom bar or below a field: opening a ticket again; none: its number is not known here.
refusal-too-late = { $ticket ->
    [none] This ticket ended more than 10 minutes ago and stays ended.
   *[other] { $ticket } ended more than 10 minutes ago and stays ended.
}
# What the server said no to, in the staff window's bottom bar or below a field: opening a ticket again; none: its number is not known here.
refusal-not-ended = { $ticket ->
    [none] This ticket is open already.
   *[other] { $ticket } is open already.
}
# What the server said no to, in the staff window's bottom bar or below a field: a ticket; none: its number is not known here.
refusal-not-waiting = { $ticket ->
    [none] This ticket is not waiting any more.
   *[other] { $ticket } is not waiting any more.
}
# What the server said no to, in the staff window's bottom bar or below a field: sending a visitor there, or unseating somebody.
refusal-nobody-at-table = Nobody sits at that table any more.
# What the server said no to, in the staff window's bottom bar or below a field: unseating oneself.
refusal-own-table = That is your own table.
# What the server said no to, in the staff window's bottom bar or below a field: a note on a visitor.
refusal-note-too-long = The note is too long. { $characters } characters fit.
# What the server said no to, in the staff window's bottom bar or below a field: the notice, or why the desk is closed.
refusal-text-too-long = The text is too long. { $characters } characters fit.
# What the server said no to, in the staff window's bottom bar or below a field: looking for the name of an address.
refusal-unknown-visitor = Nobody with this address was here yet.
# What the server said no to, in the staff window's bottom bar or below a field: a ticket for a visitor while the desk is closed.
refusal-closed = The desk is closed.
# What the server said no to, in the staff window's bottom bar or below a field: a ticket for a visitor.
refusal-unknown-reason = The reasons have changed. Choose one again.
# What the server said no to, in the staff window's bottom bar or below a field: a ticket for a visitor.
refusal-unknown-language = The server does not know that language. Choose another.
# What the server said no to, in the staff window's bottom bar or below a field: what was sent did not arrive whole.
refusal-try-again = That did not arrive as it should. Please try again.
# What the server said no to, in the staff window's bottom bar or below a field: a ticket that was taken back before it was made.
refusal-withdrawn = This ticket was taken back before it was made.
# What the server said no to, in the staff window's bottom bar or below a field: a new password.
refusal-old-password = The password up to now is not right.
# What the server said no to, in the staff window's bottom bar or below a field: a new password.
refusal-password-too-short = The new password needs at least { $characters } characters.
# What the server said no to, in the staff window's bottom bar or below a field: a new password.
refusal-password-too-common = That password is one of those that everybody tries first. Choose another.
# What the server said no to, in the staff window's bottom bar or below a field: forgetting a visitor.
refusal-visitor-still-here = That visitor has an open ticket. End it first.
# What the server said no to, in the staff window's bottom bar or below a field: the days of an export.
refusal-dates = The days cannot be read. Write them as 2026-11-24, the first before the last.
# What the server said no to, in the staff window's bottom bar or below a field: nothing was changed.
refusal-not-saved = The server could not save this. Nothing was changed. Try again in a moment.
# What the server said no to, in the staff window's bottom bar or below a field: the disk fails.
refusal-save-unknown = The server’s disk fails, and it is not known whether this was saved. Look before you try again.
# What the server said no to, in the staff window's bottom bar or below a field: nothing was changed.
refusal-read-failed = The server could not read this. Try again in a moment.
# What the server said no to, in the staff window's bottom bar or below a field: an account.
refusal-no-such-person = There is no account with that user name.
# What the server said no to, in the staff window's bottom bar or below a field: a kiosk or a board.
refusal-no-such-device = That device was taken out already.
# What the server said no to, in the staff window's bottom bar or below a field: a kiosk or a board.
refusal-device-exists = There is a device of that name already. Choose another.
# What the server said no to, in the staff window's bottom bar or below a field: a kiosk or a board.
refusal-device-name = A device’s name has 1 to { $characters } characters.
# What the server said no to, in the staff window's bottom bar or below a field: the code of a kiosk or a board.
refusal-no-such-code = No device shows that code now. Codes are good for ten minutes: look again.
# What the server said no to, in the staff window's bottom bar or below a field: an account or a name.
refusal-name-in-use = That name is already in use. Choose another.
# What the server said no to, in the staff window's bottom bar or below a field: an account or a name.
refusal-name-not-valid = That name cannot be used. Choose another.
# What the server said no to, in the staff window's bottom bar or below a field: an account.
refusal-account-disabled = That account is switched off.
# What the server said no to, in the staff window's bottom bar or below a field: what goes by dates.
refusal-clock-doubted = The server’s clock may be wrong. Whoever runs the server must confirm it first.
# What the server said no to, in the staff window's bottom bar or below a field: the server does not know this.
refusal-older-server = This server is older and cannot do that.
# What the server said no to, in the staff window's bottom bar or below a field: signing in, or a new password.
refusal-too-many-attempts = { $seconds ->
    [one] Too many tries. Wait one second, then try again.
   *[other] Too many tries. Wait { $seconds } seconds, then try again.
}
# What the server said no to, in the staff window's bottom bar or below a field: a visitor's address.
refusal-address = That does not look like an e-mail address.
# What the server said no to, in the staff window's bottom bar or below a field: a visitor's name.
refusal-no-name = The name is missing.
# What the server said no to, in the staff window's bottom bar or below a field: a visitor's address or name.
refusal-too-long = The address or the name is too long.
# What the server said no to, in the staff window's bottom bar or below a field: words of a newer server that this window does not know.
refusal-unknown = The server says: { $words }.

## Staff window


## Board


## Kiosk

# Kiosk keyboard: letters of the language that an English keyboard lacks, parted by spaces.
accents = é è ö ü ñ ç å ø
# Welcome page: the title.
welcome = Welcome
# Welcome page: the large button.
get-ticket = Get a ticket
# Welcome page: how many people wait.
waiting-count = { $count ->
    [0] Nobody is waiting.
    [one] One person is waiting.
   *[other] { $count } people are waiting.
}
# Welcome and ticket page: how long the wait will be.
wait-none = You will be called right away.
# Welcome and ticket page: how long the wait will be.
wait-up-to = { $high ->
    [one] The wait is up to a minute.
   *[other] The wait is up to { $high } minutes.
}
# Welcome and ticket page: how long the wait will be.
wait-about = { $high ->
    [one] The wait is about a minute.
   *[other] The wait is about { $high } minutes.
}
# Welcome and ticket page: how long the wait will be.
wait-range = The wait is about { $low } to { $high } minutes.
# Welcome page, said by a screen reader before the name of each language.
language = Language
# Welcome page: the button for larger letters.
larger-text = Larger text
# Welcome page: the button for stronger colours.
high-contrast = High contrast
# Bottom of each page: the button that moves everything to be touched lower, for a person in a wheelchair.
lower = Lower
# Address page: the question.
ask-address = What is your e-mail address?
# Address page: an example, below the field.
address-example = such as name@example.com
# Address page: below the field, when it cannot be an address.
address-problem = Please check the address. It looks like name@example.com.
# Name page: the question.
ask-name = What is your name?
# Name page: below the field, when nothing is typed.
name-problem = Please type your name.
# Name page: the question above a name that is known for the address.
is-this-you = Is this you?
# Name page: the button that says yes.
that-is-me = Yes, that’s me
# Name page: the button that says no.
type-my-name = No, type my name
# Reason page: the question above the reasons.
ask-reason = What brings you here?
# Reason page: the reasons have changed meanwhile.
reason-problem = Please choose once more.
# Reason page: the button to further reasons.
more = More
# Each page: the button back to the question before.
back = Back
# Each page: the button that forgets everything.
start-over = Start over
# Each page: the button to the next question.
continue = Continue
# Page for an address that has a ticket: above its number.
already-have = You already have number
# Page for an address that has a ticket: the button that shows it.
show-it = Show it
# Page for an address that has a ticket: the button that takes one more.
another-ticket = Another ticket
# Ticket page: above the number.
your-number = Your number
# Ticket page: how many people come before.
ahead-count = { $count ->
    [0] You are next.
    [one] One person is ahead of you.
   *[other] { $count } people are ahead of you.
}
# Ticket page: what to do now.
watch-screen = Watch the screen for your number.
# Ticket page: the button that ends the visit.
done = Done
# Question to somebody who has not touched anything for a while.
still-there = Are you still there?
# Below that question.
erased-in = { $secs ->
    [one] What you typed will be erased in one second.
   *[other] What you typed will be erased in { $secs } seconds.
}
# The button that answers it.
more-time = More time
# Welcome page: the server cannot be heard.
reconnecting = We are reconnecting. One moment, please.
# A line on the other pages: the server cannot be heard.
reconnecting-kept = We are reconnecting. What you typed is kept.
# A line on the page that waits for a ticket: the server cannot be heard.
reconnecting-request = We are reconnecting. Your ticket comes by itself.
# The page that waits for an answer.
one-moment = One moment, please.
# Welcome page: the desk is closed, and nobody has said why.
closed = The desk is closed.
# A page: nobody knows whether a ticket was made.
unsure = We could not see whether you got a number. Please ask a member of staff.
# A page or a line: it failed, and trying again will not help.
ask-staff = That did not work. Please ask a member of staff.
# Keyboard, the word on a key and what a screen reader says of it.
key-space = Space
# Keyboard, what a screen reader says of a key.
key-backspace = Delete
# Keyboard, what a screen reader says of a key.
key-shift = Capitals
# Keyboard, what a screen reader says of a key.
key-digits = Digits
# Keyboard, what a screen reader says of a key.
key-letters = Letters
# Keyboard, what a screen reader says of a key.
key-other-letters = Latin letters
# Keyboard, what a screen reader says of a key: @
key-at = At sign
# Keyboard, what a screen reader says of a key: .
key-dot = Dot
# Keyboard, what a screen reader says of a key: -
key-hyphen = Hyphen
# Keyboard, what a screen reader says of a key: _
key-underscore = Underscore
# Keyboard, what a screen reader says of a key: +
key-plus = Plus
# Keyboard, what a screen reader says of a key: '
key-apostrophe = Apostrophe
# Keyboard, for a screen reader: the key that brings signs.
key-signs = More signs
# Keyboard, for a screen reader: the key that brings letters with accents.
key-accents = Letters with accents
# PIN page, by which staff leave the kiosk: the title.
staff-pin = PIN for staff
# PIN page: there is no PIN, so nobody can leave. walkup-kiosk --set-pin stays as it is.
pin-none = No PIN is set, so this window stays. Set one with walkup-kiosk --set-pin.
# PIN page: it was not right.
pin-wrong = That is not the PIN.
# PIN page: it was not right several times.
pin-wait = { $secs ->
    [one] Try again in one second.
   *[other] Try again in { $secs } seconds.
}
# PIN page: the button that closes the kiosk.
close-window = Leave
# Set-up page: the title above the code by which a person lets this kiosk in.
setup-code = Code of this kiosk
# Set-up page: what to do with the code. walkup-server device approve stays as it is.
setup-approve = Approve it in the staff window under { devices }, or on the server: walkup-server device approve { $code }
# Set-up page: the title above the certificate of a server that is new.
setup-ours = Is this our server?
# Set-up page: how to compare. walkup-server tls fingerprint stays as it is.
setup-compare = On the server, walkup-server tls fingerprint prints the right certificate. Compare:
# Set-up page: the button that trusts the certificate.
setup-same = They are the same: trust it
# Set-up page: how to compare, where nobody can press a button. certificate and kiosk.toml stay as they are.
setup-write = If walkup-server tls fingerprint prints this on the server, write it as certificate in kiosk.toml:
# Set-up page: the title above a certificate that is not the one from before.
setup-changed = The certificate has changed
# Set-up page: what to do then. kiosk.toml stays as it is.
setup-ask = kiosk.toml has another one. Ask whoever runs the server. It shows:
