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
# Kiosk and board: the desk is closed by its hours; below it when it opens again.
opening-closed = The desk is closed.
# Kiosk and board: closed on a day that differs from the usual hours, with what that day is called.
opening-closed-for = The desk is closed: { $name }.
# Kiosk: shortly before closing.
opening-last = The desk closes at { $time } and takes no more tickets.
# Kiosk and board, after the sentence before: later on the same day.
opening-again = It opens again at { $time }.
# Kiosk and board, after the sentence before: on a later day.
opening-again-on = It opens again on { $date } at { $time }.
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
# Staff window and board, a line across the top: the server is there, and has no desk of the name that its address ends with.
link-no-desk = There is no desk at { $server }. Is the name at its end right?
# Staff window and board, a line across the top: the server lets nobody in, since its database takes no changes.
link-unsaved = Nothing can be saved at the moment. What you see may be old; we try again.
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
# What the server said no to, in the staff window's bottom bar or below a field: only a lead’s or an admin’s account may.
refusal-needs-lead = Only the account of a lead or an admin may do that.
# What the server said no to, in the staff window's bottom bar or below a field: somebody whose password is good once only.
refusal-choose-password = Choose a password of your own first.
# What the server said no to, in the staff window's bottom bar or below a field: the last admin would be gone.
refusal-last-admin = This is the last admin. Make somebody else an admin first.
# What the server said no to, in the staff window's bottom bar or below a field: taking a right from oneself.
refusal-another-admin = Another admin must do this for you.
# What the server said no to, in the staff window's bottom bar or below a field: a service that is not there.
refusal-no-such-service = This service is not there any more.
# What the server said no to, in the staff window's bottom bar or below a field, or at a kiosk: taking a service that the person cannot do.
refusal-not-your-service = You do not do this service.
# What the server said no to, in the staff window's bottom bar or below a field, or at a kiosk: a service that takes no more tickets today.
refusal-no-more-today = This service takes no more tickets today.
# What the server said no to, in the staff window's bottom bar or below a field, or at a kiosk: a service for which as many wait as may.
refusal-full-now = Just now as many wait for this service as may. Please try again a little later.
# What the server said no to, in the staff window's bottom bar or below a field, or at a kiosk: a service that an admin has stopped.
refusal-service-stopped = This service takes no tickets at the moment.
# What the server said no to, in the staff window's bottom bar or below a field, or at a kiosk: a telephone number that is none.
refusal-phone = Please check the telephone number: it needs digits only, with the area code.
# What the server said no to, in the staff window's bottom bar or below a field, or at a kiosk: a number (of a student, a case) that cannot be used.
refusal-number = Please check the number.
# What the server said no to, in the staff window's bottom bar or below a field, or at a kiosk: a kiosk that is pressed too often.
refusal-wait-a-moment = One moment, please. Then try again.
# What the server said no to, in the staff window's bottom bar or below a field, or at a kiosk: somebody else went to the kiosk that asked for help.
refusal-no-help-asked = Nobody asks for help there any more.
# What the server said no to, in the staff window's bottom bar or below a field: a ticket is to be printed, and it is not clear where.
refusal-choose-kiosk = Choose the kiosk that is to print it.
# What the server said no to, in the staff window's bottom bar or below a field: a kiosk without a printer, or one that is not connected.
refusal-no-printer = That kiosk has no printer now.
# What the server said no to, in the staff window's bottom bar or below a field: the printer of a kiosk is out of paper, open or away.
refusal-cannot-print = That kiosk cannot print now. Look at its printer, or choose another.
# What the server said no to, in the staff window's bottom bar or below a field: setting up a desk with a wrong code.
refusal-wrong-code = The code is not right. The server’s computer shows it.
# What the server said no to, in the staff window's bottom bar or below a field: setting up a desk that somebody else has set up.
refusal-set-up-already = Somebody has set this desk up already. Sign in.
# What the server said no to, in the staff window's bottom bar or below a field: setting up a desk with too few or too many tables.
refusal-tables = A desk has 1 to 1000 tables.
# What the server said no to, in the staff window's bottom bar or below a field: how many days visitors are kept.
refusal-days = Type how many days, from 1 to 36500.
# What the server said no to, in the staff window's bottom bar or below a field: letting many devices in.
refusal-enrolment = 1 to 1000 devices can be let in, until a day within a year.
# What the server said no to, in the staff window's bottom bar or below a field: a backup that was asked for.
refusal-backup-failed = The backup did not succeed. The server’s log says why.
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
# Kiosk, across the top of a screen: the code that was read leads to no ticket any more.
refusal-code-over = This code is no longer good.
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
# What the server said no to, in the staff window's bottom bar or below a field: a report's period ends before it begins.
refusal-period-backwards = The period ends before it begins. Choose an earlier first day.
# What the server said no to, in the staff window's bottom bar or below a field: a report of too many years.
refusal-period-too-long = That is too long. A report covers at most 20 years.
# What the server said no to, in the staff window's bottom bar or below a field: a report by person at a desk that makes none.
refusal-people-not-reported = This desk makes no reports of people.
# What the server said no to, in the staff window's bottom bar or below a field: one window asked for too many reports.
refusal-too-many-reports = Too many reports are being made at once. Wait for one of them.
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
# What the server said no to, on a page of settings: $who changed the same setting.
refusal-changed-meanwhile = { $who } has changed this meanwhile. Look at it again.
# What the server said no to, on a page of settings: it stands in the file.
refusal-set-in-file = { $setting } stands in the server’s settings file. It can be changed there.
# What the server said no to, on a page of settings: the value will not do.
refusal-value = { $setting } cannot be set to this: { $reason }
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
# Set-up of kiosk and board, the question for a server: above the list of servers, while it is empty.
ask-looking = Looking for servers on this network…
# Set-up of kiosk and board, the question for a server: below that.
ask-none = None found yet. Its address can be typed below.
# Set-up of kiosk and board, the question for a server: above the list of servers.
ask-which = Which server?
# Set-up of kiosk and board, the question for a server: above the field, where no server was found.
ask-where = Where is the server?
# Set-up of kiosk and board, the question for a server: above the field, below the list of servers.
ask-or-type = Or type its address
# Set-up of kiosk and board, the question for a server: the button.
ask-connect = Connect
# Set-up of kiosk and board, the question for a server: what was typed is no address.
ask-no-address = That does not name a server. Type it like desk.example or 10.0.0.7:7420.
# Set-up of kiosk and board, the question for a server: a server was chosen that does not encrypt.
ask-plain = { $server } does not encrypt: everybody on this network can read names and addresses. Use it only if you know this network.
# Set-up of kiosk and board, the question for a server: the button that uses such a server.
ask-plain-use = Use it without encryption
# Set-up of kiosk and board: the button that goes back to the list of servers.
ask-back = Back
# Set-up of kiosk and board: the server was named, and which desks it has is being asked.
ask-desks = Looking for the desks that are there.
# Set-up of kiosk and board, and the card where staff sign in: above the list of the desks at a server.
ask-which-desk = Which desk?
# Set-up of kiosk and board, the question for a server: behind the address of such a server in the list.
ask-plain-mark = not encrypted
# Set-up of kiosk and board, the question for a server: what a screen reader says of the key that deletes.
key-delete = Delete

## Staff window: commands

# Staff window, a command: the word on its button and in the menu.
staff-next = Next visitor
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-next-tip = Complete your visitor and take whoever is next
# Staff window, a command: the word on its button and in the menu.
staff-next-besides = One more visitor
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-next-besides-tip = Take whoever is next and keep your visitor
# Staff window, a command: the word on its button and in the menu.
staff-accept = Accept
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-accept-tip = Take this visitor now
# Staff window, a command: what is said when it is done.
staff-accept-done = You have { $number }.
# Staff window, a command: the word on its button and in the menu.
staff-gone = Gone
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-gone-tip = This visitor has left; the ticket ends without a call
# Staff window, a command: what is said when it is done.
staff-gone-done = { $number } has gone.
# Staff window, a command: the word on its button and in the menu.
staff-complete = Complete
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-complete-tip = The visitor was served
# Staff window, a command: what is said when it is done.
staff-complete-done = { $number } completed.
# Staff window, a command: the word on its button and in the menu.
staff-recall = Recall
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-recall-tip = Call the number again on every display
# Staff window, a command: what is said when it is done.
staff-recall-done = { $number } is being called again.
# Staff window, a command: the word on its button and in the menu.
staff-no-show = No-show
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-no-show-tip = The visitor was called and did not come
# Staff window, a command: what is said when it is done.
staff-no-show-done = { $number } did not come.
# Staff window, a command: the word on its button and in the menu.
staff-send-to = Send to…
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-send-to-tip = Hand the visitor to a colleague’s table
# Staff window, a command: what is said when it is done.
staff-send-to-done = { $number } went to { $table }.
# Staff window, a command: the title of what it asks.
staff-send-to-title = Send { $number } to a table
# Staff window, a command: the sentence under that title.
staff-send-to-why = Who takes over? The number is called at their table.
# Staff window, a command (the visitor has come to the table): the word on its button.
staff-here = Here
# Staff window, a command (the visitor has come to the table): what it does, when the pointer is on it.
staff-here-tip = Note that your visitor has come to the table
# Staff window, a command (the visitor has come to the table): what is said when it is done.
staff-here-done = { $number } is at your table.
# Staff window, a command (the visitor goes into the queue of another service): the word on its button.
staff-refer = Refer to…
# Staff window, a command (the visitor goes into the queue of another service): what it does, when the pointer is on it.
staff-refer-tip = Into the queue of another service; the number stays
# Staff window, a command (the visitor goes into the queue of another service): what is said when it is done.
staff-refer-done = { $number } waits for another service now.
# Staff window, a command (the visitor goes into the queue of another service): the title of the form.
staff-refer-title = Refer { $number } to a service
# Staff window, a command (the visitor goes into the queue of another service): the sentence under that title.
staff-refer-why = The number stays. The wait so far counts.
# Staff window, a command (a visitor goes before the others): the word on its button.
staff-first = Goes first
# Staff window, a command (a visitor goes before the others): what it does, when the pointer is on it.
staff-first-tip = Call this visitor before those who wait in turn
# Staff window, a command (a visitor goes before the others): what is said when it is done.
staff-first-done = { $number } goes first.
# Staff window, a command (a visitor who went first waits in the order of arrival again): the word on its button.
staff-in-turn = In turn again
# Staff window, a command (a visitor who went first waits in the order of arrival again): what it does, when the pointer is on it.
staff-in-turn-tip = Back to the place by arrival
# Staff window, a command (a visitor who went first waits in the order of arrival again): what is said when it is done.
staff-in-turn-done = { $number } waits in turn.
# Staff window, a command (which services I take): the word on its button.
staff-services = My services…
# Staff window, a command (which services I take): what it does, when the pointer is on it.
staff-services-tip = Choose which services you take
# Staff window, a command: the word on its button and in the menu.
staff-release = Return to queue
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-release-tip = Back to the old place in the queue
# Staff window, a command: what is said when it is done.
staff-release-done = { $number } waits again, in its old place.
# Staff window, a command: the word on its button and in the menu.
staff-note = Note…
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-note-tip = A note that colleagues see too
# Staff window, a command: the title of what it asks.
staff-note-title = Note on { $number }
# Staff window, a command: the sentence under that title.
staff-note-why = Colleagues see it, visitors do not.
# Staff window, a command: the name of its field.
staff-note-field = Note
# Staff window, a command: the button that does it.
staff-note-button = Save
# Staff window, a command: the word on its button and in the menu.
staff-print = Print again
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-print-tip = A kiosk prints the ticket once more
# Staff window, a command: what is said when it is done.
staff-print-done = { $number } is being printed.
# Staff window, a command: the title of what it asks.
staff-print-title = Print { $number } again
# Staff window, a command: the sentence under that title.
staff-print-why = At which kiosk?
# Staff window, a command: the word on its button and in the menu.
staff-cancel = Cancel ticket
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-cancel-tip = The ticket ends unserved
# Staff window, a command: what is said when it is done.
staff-cancel-done = { $number } cancelled.
# Staff window, a command: the word on its button and in the menu.
staff-reopen = Reopen
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-reopen-tip = The ticket is yours again
# Staff window, a command: what is said when it is done.
staff-reopen-done = { $number } is yours again.
# Staff window, a command: the word on its button and in the menu.
staff-unseat = Unseat…
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-unseat-tip = Take the table from somebody who left it
# Staff window, a command: what is said when it is done.
staff-unseat-done = { $table } is empty now.
# Staff window, a command: the title of what it asks.
staff-unseat-title = Unseat { $name } from { $table }?
# Staff window, a command: the sentence under that title.
staff-unseat-why = Open tickets stay with { $name } until somebody returns them to the queue.
# Staff window, a command: the button that does it.
staff-unseat-button = Unseat
# Staff window, a command: the word on its button and in the menu.
staff-undo = Undo
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-undo-tip = Take back what you just did
# Staff window, a command: the word on its button and in the menu.
staff-visitor = Queue a visitor…
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-visitor-tip = A ticket for somebody who cannot use the kiosk
# Staff window, a command: the word on its button and in the menu.
staff-close-desk = Close the desk…
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-close-desk-tip = Kiosks give no tickets and show your words
# Staff window, a command: what is said when it is done.
staff-close-desk-done = The desk is closed: kiosks give no tickets.
# Staff window, a command: the title of what it asks.
staff-close-desk-title = Close the desk
# Staff window, a command: the sentence under that title.
staff-close-desk-why = Kiosks give no tickets and show these words.
# Staff window, a command: the name of its field.
staff-close-desk-field = What kiosks say
# Staff window, a command: the button that does it.
staff-close-desk-button = Close the desk
# Staff window, a command: the word on its button and in the menu.
staff-open-desk = Open the desk
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-open-desk-tip = Kiosks give tickets again
# Staff window, a command: what is said when it is done.
staff-open-desk-done = The desk is open.
# Staff window, a command: the word on its button and in the menu.
staff-open-for-an-hour = Open for an hour
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-open-for-an-hour-tip = Kiosks give tickets for an hour
# Staff window, a command: what is said when it is done.
staff-open-for-an-hour-done = The desk is open for an hour.
# Staff window, a command: the word on its button and in the menu.
staff-notice = Notice on all screens…
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-notice-tip = A sentence on every kiosk and display
# Staff window, a command: what is said when it is done.
staff-notice-done = Every screen has the notice.
# Staff window, a command: the title of what it asks.
staff-notice-title = Notice on all screens
# Staff window, a command: the sentence under that title.
staff-notice-why = Kiosks and displays show it. Empty takes it down.
# Staff window, a command: the name of its field.
staff-notice-field = Notice
# Staff window, a command: the button that does it.
staff-notice-button = Show it
# Staff window, a command: the word on its button and in the menu.
staff-export = Export tickets…
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-export-tip = The tickets of some days as a CSV file
# Staff window, a command: the word on its button and in the menu.
staff-run-desk = Run the desk…
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-run-desk-tip = People, tables, reasons, hours and more
# Staff window, a command: the word on its button and in the menu.
staff-password = My password…
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-password-tip = Change it; other sign-ins of yours end
# Staff window, a command: the word on its button and in the menu.
staff-settings = Settings…
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-settings-tip = Language, colours, text size, sound, keys
# Staff window, a command: the word on its button and in the menu.
staff-search = Search
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-search-tip = Search the queue
# Staff window, a command: the word on its button and in the menu.
staff-menu = Menu
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-menu-tip = Open the menu
# Staff window, a command: the word on its button and in the menu.
staff-tables = Tables
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-tables-tip = The tables, in a narrow window
# Staff window, a command: the word on its button and in the menu.
staff-keys = Keys
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-keys-tip = Every key of this window
# Staff window, a command: the word on its button and in the menu.
staff-leave-table = Leave my table
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-leave-table-tip = The table becomes free; your visitors stay yours
# Staff window, a command: the word on its button and in the menu.
staff-choose-table = Choose a table…
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-choose-table-tip = Sit down to call visitors
# Staff window, a command: the word on its button and in the menu.
staff-sign-out = Sign out
# Staff window, a command: what it does, as a tip and in the list of keys.
staff-sign-out-tip = End this sign-in

## Staff window

# Staff window: the title of the window.
staff-window-title = Walkup staff
# Staff window: the title of the window.
staff-title-serving = { $number } · { $waiting } · Walkup
# Staff window: the title of the window.
staff-title-idle = { $waiting } · Walkup
# Staff window, the line at the top.
staff-waiting = { $count ->
    [0] Nobody waiting
    [one] { $count } waiting
   *[other] { $count } waiting
}
# Staff window, the line at the top.
staff-longest = longest { $length }
# Staff window, the line at the top.
staff-newcomers = newcomers wait { $wait }
# Staff window, the line at the top.
staff-state-live = live
# Staff window, the line at the top.
staff-state-connecting = connecting
# Staff window, the line at the top.
staff-state-silent = silent
# Staff window, the line at the top.
staff-state-away = not connected
# Staff window, the line at the top.
staff-state-refused = refused
# Staff window: a line across the window, or its button.
staff-server-warns = The server warns: { $text }
# Staff window: a line across the window, or its button. The file of the settings was damaged.
staff-settings-damaged = The settings of this window could not be read whole: { $what }
# Staff window: a line across the window, or its button. The button that closes the line.
staff-settings-damaged-seen = I have seen it
# Staff window: a line across the window, or its button.
staff-desk-closed = The desk is closed: kiosks give no tickets.
# Staff window: a line across the window, or its button.
staff-desk-closed-says = The desk is closed. Kiosks say: { $text }
# Staff window: a line across the window, or its button.
staff-notice-is = Notice on all screens: { $text }
# Staff window: a line across the window, or its button.
staff-try-now = Try now
# Staff window: on several buttons and forms.
staff-dismiss = Dismiss
# Staff window: on several buttons and forms.
staff-close = Close
# Staff window: on several buttons and forms.
staff-not-now = Not now
# Staff window: on several buttons and forms.
staff-form-done = Done
# Staff window: on several buttons and forms.
staff-server-cannot-be-heard = The server cannot be heard.
# Staff window: what a screen reader calls a button.
staff-of-ticket = { $text } { $number }
# Staff window: what a screen reader calls a button.
staff-of-table = { $text } { $table }
# Staff window: a table without a name of its own, inside a sentence.
staff-table-in-sentence = table { $number }
# Staff window, the choice of tables.
staff-hello = Good to see you, { $name }
# Staff window, the choice of tables.
staff-choose-your-table = Choose your table
# Staff window, the choice of tables.
staff-where-do-you-sit = Where do you sit? Choose a table to begin.
# Staff window, the choice of tables.
staff-digits-type = Digits go to a table, Enter sits down.
# Staff window, the choice of tables.
staff-without-table = Without a table
# Staff window, the choice of tables.
staff-without-table-tip = See the desk without calling anybody
# Staff window, the choice of tables.
staff-sitting-down = sitting down…
# Staff window, the choice of tables.
staff-table-taken = taken
# Staff window, the choice of tables.
staff-nobody-there = nobody there
# Staff window, the column of tables.
staff-tables-heading = Tables
# Staff window, the column of tables.
staff-table-closed = closed
# Staff window, the column of tables.
staff-table-free = free
# Staff window, the column of tables.
staff-table-serving = serving
# Staff window, the column of tables.
staff-you = you
# Staff window, the column of tables.
staff-left-behind = Left behind
# Staff window, the column of tables.
staff-left-behind-why = Their owner sits at no table.
# Staff window, the column of tables.
staff-return-to-queue = Return to queue
# Staff window, the column of tables.
staff-back-to-queue = Back to the queue
# Staff window, the choice of a table to send a visitor to.
staff-serving-one = serving { $number }
# Staff window, the choice of a table to send a visitor to.
staff-serving-many = serving { $count }
# Staff window, the choice of a table to send a visitor to.
staff-nobody-elsewhere = Nobody sits at another table now.
# Staff window, the column of my visitor.
staff-now-serving = Now serving
# Staff window, the column of my visitor.
staff-nobody-yet = Nobody yet
# Staff window, the column of my visitor.
staff-nobody-yet-why = Take the next visitor, or choose somebody from the queue.
# Staff window, the column of my visitor.
staff-no-table-here = No table
# Staff window, the column of my visitor.
staff-no-table-here-why = You see the desk. To call visitors, choose a table.
# Staff window, the column of my visitor.
staff-complete-and-next = Complete { $number }, call next
# Staff window, the column of my visitor.
staff-nobody-waits = Nobody is waiting
# Staff window, the column of my visitor.
staff-called-times = { $count ->
    [one] called once
   *[other] called { $count } times
}
# Staff window, the column of my visitor.
staff-waited = waited { $length }
# Staff window, the column of my visitor.
staff-here-for = here for { $length }
# Staff window, the column of my visitor.
staff-reason-is = Reason: { $reason }
# Staff window, the column of my visitor.
staff-queued-by-staff = Queued by staff
# Staff window, the column of my visitor.
staff-more = More
# Staff window, the column of my visitor.
staff-my-others = Also yours
# Staff window, the column of my visitor.
staff-turn-to = Turn to { $number }, { $name }
# Staff window, the column of my visitor.
staff-turn-to-tip = The keys then act on this visitor
# Staff window, the column of my visitor.
staff-copy-text = Copy { $text }
# Staff window, the column of my visitor.
staff-copied = Copied: { $text }
# Staff window, the queue.
staff-queue-heading = Waiting · { $count }
# Staff window, the queue.
staff-search-field = Search the queue
# Staff window, the queue.
staff-search-hint = Search
# Staff window, the queue.
staff-nobody-is-waiting = Nobody is waiting
# Staff window, the queue.
staff-new-visitors-appear = New visitors appear here by themselves.
# Staff window, the queue.
staff-nobody-found = Nobody like that is waiting
# Staff window, the queue.
staff-nobody-found-why = Press Escape to see everybody.
# Staff window, the queue.
staff-row-name = { $number }, { $name }, waited { $length }
# Staff window, the queue.
staff-row-name-reason = { $number }, { $name }, { $reason }, waited { $length }
# Staff window, the queue.
staff-is-next-up = next
# Staff window, the queue.
staff-under-a-minute = < 1 min
# Staff window, the queue.
staff-wait-long = long
# Staff window, the queue.
staff-wait-too-long = too long
# Staff window, the form that queues a visitor: a field.
staff-field-phone = Telephone number
# The same: a student's, customer's or case number.
staff-field-number = Number
# The same, in place of fields: a service that asks nothing of its visitors.
staff-nothing-is-asked = This service asks for nothing. The ticket’s number is enough.
# Staff window, the queue: the button that shows those who wait for every service, before their number.
staff-all-services = All
# Staff window, a row of the queue: the visitor should have been called by now. One or two short words.
staff-over-due = over due
# Staff window, a row of the queue: the visitor should be called within three minutes. One or two short words.
staff-due-soon = due soon
# Staff window, a row of the queue when the pointer is on it: when the visitor should be called.
staff-due-at = due { $time }
# The same, where that time has gone by; length is how long ago, such as 3 min.
staff-due-over = due { $time }, { $length } over
# Staff window, a row of the queue: a visitor with priority.
staff-goes-first = goes first
# Staff window, the card of my visitor: somebody said that the visitor has come to the table.
staff-is-here = At the table
# Staff window, the form on which one says which services one takes: its title.
staff-my-services = My services
# The same: what it does.
staff-my-services-why = “Next” calls visitors of these services alone.
# The same, behind a service: I take its visitors now.
staff-service-taken = I take it
# The same: I could, and do not now.
staff-service-not-taken = not now
# The same: the desk's admin has not given it to me.
staff-service-not-mine = not one of yours
# Staff window, across the top: a visitor at a kiosk presses “I need help”. kiosk is what it is called.
staff-help-asked = Somebody needs help at the kiosk “{ $kiosk }”.
# The same, the button: I go there, nobody else needs to.
staff-i-am-going = I am going
# Staff window, across the top: the printer of a kiosk has no paper.
staff-printer-out = There is no paper in the kiosk “{ $kiosk }”.
# Staff window, across the top: the cover of the printer of a kiosk is open.
staff-printer-open = The printer of the kiosk “{ $kiosk }” is open.
# Staff window, across the top: the kiosk does not reach its printer.
staff-printer-away = The kiosk “{ $kiosk }” does not reach its printer.
# Staff window, across the top: the printer of a kiosk does not print and does not say why.
staff-printer-error = The printer of the kiosk “{ $kiosk }” does not print. Please look at it.
# Staff window, across the top: a kiosk cannot write to its own disk.
staff-kiosk-disk = The kiosk “{ $kiosk }” can save nothing: its disk is full or damaged.
# Staff window, across the top: nobody knows whether this ticket came out of the printer.
staff-unprinted = { $number } may not be printed: kiosk “{ $kiosk }”.
# Staff window, beside a kiosk at which a ticket can be printed: the visitor took it there.
staff-made-here = the ticket was made here
# Staff window, across the top, for leads: people wait for a service that nobody takes.
staff-nobody-takes = { $count ->
    [one] Nobody takes { $service }: one person waits.
   *[other] Nobody takes { $service }: { $count } people wait.
}
# Staff window, the queue.
staff-taken-by = taken by { $name }
# Staff window, the queue.
staff-taken-by-at = taken by { $name }, { $table }
# Staff window, the queue.
staff-left-the-queue = left the queue
# Staff window, what has ended.
staff-ended-heading = Recently ended
# Staff window, what has ended.
staff-nothing-ended = Nothing has ended yet.
# Staff window, what has ended.
staff-ended-completed = completed { $when }
# Staff window, what has ended.
staff-ended-cancelled = cancelled { $when }
# Staff window, what has ended.
staff-ended-no-show = did not come { $when }
# Staff window, what has ended.
staff-ended-left = gone { $when }
# Staff window, what has ended.
staff-ended-expired = expired { $when }
# Staff window, what has ended.
staff-ended-other = ended { $when }
# Staff window: what just happened, at the bottom of the desk.
staff-completed-and-called = { $completed } completed. You have { $number }.
# Staff window: what just happened, at the bottom of the desk.
staff-completed-nobody-waits = { $number } completed. Nobody else is waiting.
# Staff window: what just happened, at the bottom of the desk.
staff-completed-only = { $number } completed. { $why }
# Staff window: what just happened, at the bottom of the desk.
staff-somebody-was-first = { $name } took { $number } first.
# Staff window: what just happened, at the bottom of the desk.
staff-has-left-the-queue = { $number } has left the queue.
# Staff window: what just happened, at the bottom of the desk.
staff-is-next = { $number } is next.
# Staff window: what just happened, at the bottom of the desk.
staff-nobody-else-waits = Nobody else is waiting.
# Staff window: what just happened, at the bottom of the desk.
staff-lost-before-answer = We lost the server before it answered. Look before you try again.
# Staff window: what just happened, at the bottom of the desk.
staff-sent-to-you = { $number } was sent to you.
# Notifications of the desktop. They name nobody.
staff-somebody-waits = Somebody is waiting.
# Notifications of the desktop. They name nobody.
staff-somebody-waits-long = Somebody has waited too long.
# Notifications of the desktop. They name nobody.
staff-somebody-sent = A visitor was sent to you.
# Staff window, signing in.
staff-sign-in-to-your-desk = Sign in to your desk
# Staff window, signing in.
staff-sign-in = Sign in
# Staff window, signing in.
staff-signing-in = Signing in…
# Staff window, signing in.
staff-stop-signing-in = Stop
# Staff window, signing in.
staff-taking-up-sign-in = Taking up your sign-in.
# Staff window, signing in.
staff-sign-in-anew = Sign in anew
# Staff window, signing in.
staff-server-is = Server: { $server }
# Staff window, signing in.
staff-change-server = Change
# Staff window, signing in.
staff-field-server = Server
# Staff window, signing in.
staff-field-user = Name
# Staff window, signing in.
staff-field-password = Password
# Staff window, signing in.
staff-field-token = Token
# Staff window, signing in.
staff-show-password = Show password
# Staff window, signing in.
staff-none-found = None found on this network yet.
# Staff window, signing in.
staff-found-servers = On this network:
# Staff window, signing in, in the list of servers: one that runs on the same computer.
staff-this-computer = This computer
# Staff window, signing in.
staff-where-is-the-server = Where is the server? Type its address, such as desk.example.
# Staff window, signing in.
staff-type-name-and-password = Type your name and your password.
# Staff window, signing in.
staff-nobody-answers = Nobody answers at { $server }. Check the address, or whether the server runs.
# Staff window, signing in.
staff-server-knows-no-passwords = This server knows no passwords. Ask for a token and paste it.
# Staff window, signing in.
staff-sign-in-has-ended = Your sign-in has ended. Please sign in again.
# Staff window, signing in.
staff-certificate-heading = The server’s certificate (SHA-256)
# Staff window, signing in.
staff-certificate-how = On the server `walkup-server tls fingerprint` prints the right one. Compare them.
# Staff window, signing in.
staff-certificate-same = They are the same: trust it
# Staff window, signing in.
staff-certificate-forget = Forget the old certificate
# Staff window, the form for a visitor who cannot use the kiosk.
staff-visitor-title = Queue a visitor
# Staff window, the form for a visitor who cannot use the kiosk.
staff-visitor-why = For somebody who cannot use the kiosk.
# Staff window, the form for a visitor who cannot use the kiosk.
staff-field-email = E-mail address
# Staff window, the form for a visitor who cannot use the kiosk.
staff-field-name = Visitor’s name
# Staff window, the form for a visitor who cannot use the kiosk.
staff-reason-heading = Reason
# Staff window, the form for a visitor who cannot use the kiosk.
staff-queue-button = Queue
# Staff window, the form for a visitor who cannot use the kiosk.
staff-waits-already = This address already waits, with number { $number }.
# Staff window, the form for a visitor who cannot use the kiosk.
staff-another-ticket = Another ticket
# Staff window, the form for a visitor who cannot use the kiosk.
staff-visitor-has-number = { $name } has number { $number }.
# Staff window, the form for a visitor who cannot use the kiosk.
staff-lost-while-queueing = We lost the server before it answered. Press the button again when it is back: there will be one ticket, not two.
# Staff window, the form for a visitor who cannot use the kiosk.
staff-not-an-address = That does not look like an e-mail address.
# Staff window, the form for a visitor who cannot use the kiosk.
staff-name-is-missing = The name is missing.
# Staff window, the form for a visitor who cannot use the kiosk.
staff-address-or-name-too-long = The address or the name is too long.
# Staff window, the form for a new password.
staff-password-title = My password
# Staff window, the form for a new password.
staff-password-why = At least { $characters } characters. Your other sign-ins end.
# Staff window, the form for a new password.
staff-field-old-password = Password up to now
# Staff window, the form for a new password.
staff-field-new-password = New password
# Staff window, the form for a new password.
staff-field-new-password-again = New password again
# Staff window, the form for a new password.
staff-change-it = Change it
# Staff window, the form for a new password.
staff-password-changed = Your password is changed. Other sign-ins of yours have ended.
# Staff window, the form for a new password.
staff-lost-while-changing-password = We lost the server before it answered. Your password may have changed.
# Staff window, the form for a new password.
staff-type-old-password = Type the password up to now.
# Staff window, the form for a new password.
staff-new-password-too-short = The new password needs at least { $characters } characters.
# Staff window, the form for a new password.
staff-new-passwords-differ = The two new passwords differ.
# Staff window, the form for an export.
staff-export-title = Export tickets
# Staff window, the form for an export.
staff-export-why = A CSV file with every ticket of these days, both included.
# Staff window, the form for an export.
staff-field-first-day = First day
# Staff window, the form for an export.
staff-field-last-day = Last day
# Staff window, the form for an export.
staff-field-file = File
# Staff window, the form for an export.
staff-choose-file = Choose a file…
# Staff window, the form for an export.
staff-write-file = Write the file
# Staff window, the form for an export.
staff-no-file-dialog = This computer shows no file dialog. The file can go here:
# Staff window, the form for an export.
staff-choose-where = Choose where the file goes.
# Staff window, the form for an export.
staff-lines-so-far = { $count ->
    [one] One ticket so far…
   *[other] { $count } tickets so far…
}
# Staff window, the form for an export.
staff-stop-export = Stop
# Staff window, the form for an export.
staff-tickets-written = { $count ->
    [one] One ticket written.
   *[other] { $count } tickets written.
}
# Staff window, the form for an export.
staff-last-day-before-first = The last day is before the first.
# Staff window, the form for an export.
staff-write-days-like-this = Write the days as 2026-11-24.
# Staff window, the form for an export.
staff-lost-while-exporting = We lost the server, so no file was written. Try again.
# Staff window, the form for an export.
staff-file-not-written = The file could not be written: { $reason }.
# Staff window, the form for kiosks and displays.
staff-field-code = Code
# Staff window, the form for kiosks and displays.
staff-field-device-name = Device name
# Staff window, the form for kiosks and displays.
staff-device-name-hint = Hall, left
# Staff window, the form for kiosks and displays.
staff-approve = Approve
# Staff window, the form for kiosks and displays.
staff-type-the-code = Type the six letters and digits that it shows.
# Staff window, the form for kiosks and displays.
staff-device-is-let-in = { $name } is let in.
# Staff window, the form for kiosks and displays.
staff-device-is-taken-out = { $name } is taken out.
# Staff window, the form for kiosks and displays.
staff-asking-for-devices = Asking the server which there are…
# Staff window, the form for kiosks and displays.
staff-no-devices = No kiosk or display was let in yet.
# Staff window, the form for kiosks and displays.
staff-kiosk-connected = Kiosk, connected
# Staff window, the form for kiosks and displays.
staff-kiosk-last = Kiosk, last here { $when }
# Staff window, the form for kiosks and displays.
staff-kiosk-never = Kiosk, never here yet
# Staff window, the form for kiosks and displays.
staff-display-connected = Display, connected
# Staff window, the form for kiosks and displays.
staff-display-last = Display, last here { $when }
# Staff window, the form for kiosks and displays.
staff-display-never = Display, never here yet
# Staff window, the form for kiosks and displays.
staff-revoke-button = Revoke…
# Staff window, the form for kiosks and displays.
staff-revoke-name = Revoke { $name }
# Staff window, the form for kiosks and displays.
staff-revoke-title = Revoke { $name }?
# Staff window, the form for kiosks and displays.
staff-revoke-why = Its connection ends at once. To come back it must show a new code.
# Staff window, the form for kiosks and displays.
staff-keep-it = Keep it
# Staff window, the form for kiosks and displays.
staff-revoke = Revoke
# Staff window, the form for settings.
staff-settings-title = Settings
# Staff window, the form for settings.
staff-language-heading = Language
# Staff window, the form for settings.
staff-language-of-system = As the system
# Staff window, the form for settings.
staff-look-heading = Colours
# Staff window, the form for settings.
staff-look-system = As the system
# Staff window, the form for settings.
staff-look-light = Light
# Staff window, the form for settings.
staff-look-dark = Dark
# Staff window, the form for settings.
staff-look-contrast = High contrast
# Staff window, the form for settings.
staff-text-size = Text size
# Staff window, the form for settings.
staff-text-percent = { $percent } %
# Staff window, the form for settings.
staff-smaller-text = Smaller text
# Staff window, the form for settings.
staff-larger-text = Larger text
# Staff window, the form for settings.
staff-sound-setting = A sound when somebody waits
# Staff window, the form for settings.
staff-notification-setting = A notification while another window is in front
# Staff window, the form for settings.
staff-motion-setting = Motion
# Staff window, the form for settings.
staff-wait-heading = Waiting
# Staff window, the form for settings.
staff-long-from = A wait is long from
# Staff window, the form for settings.
staff-too-long-from = and too long from
# Staff window, the form for settings.
staff-fewer = Less: { $what }
# Staff window, the form for settings.
staff-further = More: { $what }
# Staff window, the form for settings.
staff-keys-heading = Keys of commands
# Staff window, the form for settings.
staff-keys-on = A key alone
# Staff window, the form for settings.
staff-keys-with-ctrl = With Ctrl
# Staff window, the form for settings.
staff-keys-off = Off
# Staff window, the form for settings.
staff-keys-setting-why = Off, or with Ctrl, for whoever dictates or presses keys by mistake.
# Staff window, the list of keys.
staff-keys-title = Keys
# Staff window, the list of keys.
staff-keys-why = They act while nothing is being typed.
# Staff window, the list of keys.
staff-keys-are-off = The keys of commands are off, in the settings.
# Staff window, the list of keys.
staff-key-up-down = Up, Down
# Staff window, the list of keys.
staff-key-up-down-tip = Choose somebody in the queue
# Staff window, the list of keys.
staff-key-pages = Page Up, Page Down
# Staff window, the list of keys.
staff-key-pages-tip = Go through the queue by the page; Home and End lead to its ends
# Staff window, at the end of its settings: the name and the version of the program.
staff-about = Walkup { $version }
# Staff window, the same: where its log stands; $file is a path.
staff-about-log = What happened in this window stands in { $file }
# Staff window, the list of keys.
staff-key-enter = Enter
# Staff window, the list of keys.
staff-key-enter-tip = Take the chosen visitor
# Staff window, the list of keys.
staff-key-space = Space
# Staff window, the list of keys.
staff-key-space-tip = The next visitor
# Staff window, the list of keys.
staff-key-digits = 1 to 9
# Staff window, the list of keys.
staff-key-digits-tip = Turn to one of my visitors
# Staff window, the list of keys.
staff-key-tab = Tab
# Staff window, the list of keys.
staff-key-tab-tip = On to the next control
# Staff window, the list of keys.
staff-key-esc = Esc
# Staff window, the list of keys.
staff-key-esc-tip = Close what is open
# Staff window, the list of keys.
staff-key-copy = Ctrl+C
# Staff window, the list of keys.
staff-key-copy-tip = Copy the chosen visitor’s number, name and address

## Staff window: pages

# Staff window, the button above the list of pages on which a desk is run: it leads back.
page-back-to-desk = Desk
# Staff window, every page on which a desk is run: while the server is asked.
page-loading = Asking the server…
# Staff window, every page on which a desk is run, for a lead.
page-lead-reads = Only an admin changes what stands here.
# Staff window, every page on which a desk is run: beside a field, for a moment.
page-saved-here = Saved
# Staff window, every page on which a desk is run: beside a field.
page-saving-here = Saving…
# Staff window, every page on which a desk is run: what was just saved, beside Undo; $what is what the field is called.
page-saved-of = Saved: { $what }
# Staff window, every page on which a desk is run: what was just taken back.
page-taken-back = As it was before: { $what }
# Staff window, every page on which a desk is run: under a field that stands in the server’s settings file; $place is its file and line.
page-locked-at = Set in { $file }, line { $line }. Delete that line, and it can be changed here.
# Staff window, at a setting that was given by a flag or a variable when the server was started.
page-locked-by = Set where the server is started: { $place }. Once it is taken out there, it can be changed here.
# Staff window, every page on which a desk is run: under a field that somebody else has changed meanwhile.
page-both-wrote = { $by } has meanwhile written here: { $theirs }
# Staff window, every page on which a desk is run: somebody, nobody knows who, has changed the setting in whose field one is writing; $theirs is what stands there now.
page-somebody-wrote = Somebody else has meanwhile written here: { $theirs }
# Staff window, every page on which a desk is run: in the sentence above, where the other person emptied the field.
page-nothing-there = (nothing)
# Staff window, every page on which a desk is run: under such a field.
page-take-theirs = Keep theirs
# Staff window, every page on which a desk is run: under such a field.
page-keep-mine = Keep mine
# Staff window, every page on which a desk is run: under a field, what the server says of it, in English.
page-server-says = The server says: { $words }
# Staff window, every page on which a desk is run: the connection was lost.
page-lost-while-saving = We lost the server before it answered. Look whether it was done.
# Staff window, the page of hours, under a field: a part that is no time.
page-trouble-no-time = “{ $part }” is not a time. Write it like 9-12, 13-17.
# Staff window, the page of hours, under a field.
page-trouble-backwards = “{ $part }” ends before it begins.
# Staff window, the page of hours, under a field.
page-trouble-overlap = { $one } and { $other } overlap.
# Staff window, every page on which a desk is run: under a field for a number.
page-trouble-number = Type a number from { $least } to { $most }.
# Staff window, every page on which a desk is run: under a field.
page-trouble-too-long = At most { $most } characters fit here.
# Staff window, the page of reasons, under a field that was emptied.
page-trouble-no-words = A reason needs words in one language at least. Remove it instead.
# Staff window, every page on which a desk is run: what was to be changed.
page-trouble-gone = Somebody else has removed it meanwhile.
# Staff window, every page on which a desk is run: beside a text of which nobody said the language.
page-any-language = Any language
# The page Today in the staff window: in the list of pages and above it.
page-today = Today
# Under the title of the page Today: what it is for.
page-today-why = The desk as it is now.
# The page Reports in the staff window: in the list of pages and above it.
page-reports = Reports
# Under the title of the page Reports: what it is for.
page-reports-why = Who came, how long they waited, and what would help.
# Staff window, the list of pages on which a desk is run, and the title of the page.
page-people = People
# Staff window, the page of people, under its title.
page-people-why = Who works at this desk, and what each may do.
# Staff window, the page of people.
page-add-person = Add somebody
# Staff window, the page of people.
page-add-person-title = A new account
# Staff window, the page of people.
page-field-display-name = Name that others read
# Staff window, the page of people; the first set-up.
page-field-user-name = User name
# Staff window, the page of people; the first set-up, under the field.
page-user-name-hint = To sign in with, such as ada
# Staff window, the page of people: above the roles.
page-role-heading = May
# Staff window, the page of people: a role.
page-role-staff = Serve visitors
# Staff window, the page of people: a role.
page-role-lead = Also lead
# Staff window, the page of people: a role.
page-role-admin = Everything
# Staff window, the page of people: the role, in a row.
page-role-staff-short = staff
# Staff window, the page of people: the role, in a row.
page-role-lead-short = lead
# Staff window, the page of people: the role, in a row.
page-role-admin-short = admin
# Staff window, the page of people.
page-add-person-button = Add, and make a password
# Staff window, the page of people: in a row.
page-account-disabled = may not sign in
# Staff window, the page of people: in a row.
page-never-here = never here yet
# Staff window, the page of people: in a row.
page-last-here = last here { $when }
# Staff window, the page of people: in a row.
page-not-chosen-yet = has not chosen a password yet
# Staff window, the page of people: in one’s own row.
page-that-is-you = you
# Staff window, the page of people: above a password that is shown once.
page-one-time-title = A password for { $name }
# Staff window, the page of people: under that password.
page-one-time-why = Good once, within 7 days, to choose another. It is not shown again.
# Staff window, the page of people.
page-copy-it = Copy
# Staff window, the page of people.
page-copied-it = Copied
# Staff window, the page of people.
page-done-with-it = Done
# Staff window, the page of people.
page-disable = Let no longer sign in
# Staff window, the page of people.
page-enable = Let sign in again
# Staff window, the page of people.
page-new-password = New password
# Staff window, the page of people: a hint above the list.
page-only-admin = You are the only admin. Let a second person do everything, so that a lost password locks nobody out.
# Staff window, the page of people: in one’s own row.
page-myself-by-another = What you may do, another admin changes.
# Staff window, the page of people: a field is empty.
page-name-and-user = Type a name and a user name.
# Staff window, the page of people: what was just done.
page-person-added = { $name } is added.
# Staff window, the page of people: what was just done.
page-person-renamed = { $name } has a new name.
# Staff window, the page of people: what was just done.
page-person-is-admin = { $name } may do everything.
# Staff window, the page of people: what was just done.
page-person-is-lead = { $name } may lead.
# Staff window, the page of people: what was just done.
page-person-is-staff = { $name } serves visitors.
# Staff window, the page of people: what was just done.
page-person-enabled = { $name } may sign in again.
# Staff window, the page of people: what was just done.
page-person-disabled = { $name } may no longer sign in.
# Staff window, the page of people: what was just done.
page-person-reset = { $name } has a new password.
# Staff window, the list of pages on which a desk is run, and the title of the page.
page-tables = Tables
# Staff window, the page of tables, under its title.
page-tables-why = How many there are, what they are called, and who sits there now.
# Staff window, the page of tables; the first set-up.
page-field-table-count = How many tables
# Staff window, the page of tables: under the number.
page-tables-count-from = They are numbered from 0.
# Staff window, the page of tables.
page-names-heading = Names
# Staff window, the page of tables: a field, said by a screen reader.
page-field-table-name = Name of table { $table }
# Staff window, the list of pages on which a desk is run, and the title of the page.
page-reasons = Reasons
# Staff window, the page of reasons, under its title.
page-reasons-why = What visitors choose from at the kiosk, in this order.
# Staff window, the page of reasons: a field; $language is a language.
page-field-reason = Words in { $language }
# Staff window, the page of reasons.
page-add-reason = Add a reason
# Staff window, the page of reasons: a reason without words yet.
page-new-reason = New reason
# Staff window, the page of reasons: beside a reason.
page-missing-in = Missing: { $languages }
# Staff window, the page of reasons: a button, said by a screen reader.
page-move-up = Move up: { $name }
# Staff window, the page of reasons: a button, said by a screen reader.
page-move-down = Move down: { $name }
# Staff window, the page of reasons: the tip of the handle.
page-drag-tip = Drag it, or press Alt with Up or Down
# Staff window, the page of reasons: the handle, said by a screen reader.
page-drag-name = Place of { $name }
# Staff window, the page of reasons and hours: a button, said by a screen reader.
page-remove = Remove: { $what }
# Staff window, the page of reasons, without any.
page-no-reasons = No reason is asked
# Staff window, the page of reasons, without any.
page-no-reasons-why = Visitors come straight to their number.
# Staff window, the list of pages on which a desk is run, and the title of the page.
page-services = Services
# Staff window, the page of services, under its title.
page-services-why = The queues of this desk, in the order in which visitors choose from them at the kiosk.
# Staff window, the page of services: a button that opens a form.
page-add-service = Add a service
# Staff window, the page of services, the form for a new one: a field.
page-new-service-words = What is it called?
# Staff window, the page of services, the form for a new one: the button that adds it.
page-add-service-button = Add it
# Staff window, the page of services: a button below the parts of the one that is open.
page-remove-service = Remove this service
# Staff window, the page of services, without any.
page-no-services = One queue for everybody
# Staff window, the page of services, without any.
page-no-services-why = Add services where visitors come for different things and should wait in queues of their own.
# Staff window, the page of services, under a field that is empty.
page-trouble-no-service-words = A service needs words in one language at least.
# Staff window, the page of services: above the letters that are free.
page-service-letter = Letter before its numbers
# Staff window, the page of services: in place of a letter.
page-service-no-letter = None
# Staff window, the page of services: a field.
page-service-target = Minutes within which a visitor should be called
# Staff window, the page of services, in a row: how soon a visitor should be called.
page-service-within = within { $mins } min
# Staff window, the page of services: above what it may ask visitors for.
page-service-asks = What it asks visitors for
# Staff window, the page of services: what one asks visitors for.
page-asks-email = Address and name
# Staff window, the page of services: what one asks visitors for.
page-asks-name = Name
# Staff window, the page of services: what one asks visitors for.
page-asks-phone = Telephone number
# Staff window, the page of services: what one asks visitors for, such as a student’s or a case’s.
page-asks-number = A number
# Staff window, the page of services: it asks visitors for nothing, so that one touch gives the ticket.
page-asks-nothing = Nothing: one touch
# Staff window, the page of services: something that is on or off.
page-service-optional = Visitors may leave it out
# Staff window, the page of services: a narrow field, what the number is called that visitors are asked for; $language is a language.
page-service-number-words = Number’s name in { $language }
# Staff window, the page of services: a field.
page-service-fewest = Fewest digits or letters
# Staff window, the page of services: a field.
page-service-most = Most digits or letters
# Staff window, the page of services, in brackets after the name of a field; $number is what holds where it is empty.
page-service-usual = empty: { $number }
# Staff window, the page of services: something that is on or off.
page-service-letters = Letters are allowed, too
# Staff window, the page of services: above the reasons of the desk.
page-service-reasons = Reasons that visitors choose from
# Staff window, the page of services and of people: all reasons, or all services.
page-choose-all = All of them
# Staff window, the page of services and of people: those that are ticked below.
page-choose-some = Only these
# Staff window, the page of services: a field.
page-service-max-waiting = How many may wait at once
# Staff window, the page of services: a field.
page-service-quota = How many may come in a day
# Staff window, the page of services, in brackets after the name of a field.
page-service-no-limit = empty: no limit
# Staff window, the page of services: above whether it takes tickets.
page-service-tickets = At the kiosk
# Staff window, the page of services: it takes tickets.
page-service-open = Takes tickets
# Staff window, the page of services: it takes no tickets.
page-service-stopped = Stopped
# Staff window, the page of services. A tick.
page-service-by-phone = Visitors may join by their own phone, too
# Staff window, the page of services: above a picture of the kiosk’s buttons.
page-services-at-kiosk = What visitors see
# Staff window, the page of services, on the picture of a button: as many wait as may.
page-service-full-now = full just now
# Staff window, the page of services, on the picture of a button: so many came today as may.
page-service-no-more-today = no more today
# Staff window, the page of people: above the services that somebody can do.
page-person-services-heading = Services that this person can do
# Staff window, the page of people: what was just done.
page-person-services = The services of { $name } are changed.
# Staff window, the list of pages on which a desk is run, and the title of the page.
page-hours = Hours
# Staff window, the page of hours, under its title.
page-hours-why = The desk opens and closes by itself. Whoever waits at the end is still served.
# Staff window, the page of hours.
page-always-open = Always open
# Staff window, the page of hours: above the days.
page-hours-hint = Such as 9-12, 13-17. Empty is closed.
# Staff window, the page of hours: the tip of a button.
page-copy-to-weekdays = Copy to Monday–Friday
# Staff window, the page of hours: that button, said by a screen reader.
page-copy-day = Copy { $day } to Monday–Friday
# Staff window, the page of hours: the picture of the week, said by a screen reader.
page-week-picture = Picture of the week
# Staff window, the page of hours.
page-field-last-check-in = Last tickets, minutes before closing
# Staff window, the page of hours.
page-exceptions-heading = Days that differ
# Staff window, the page of hours.
page-no-exceptions = None from today on.
# Staff window, the page of hours.
page-add-days = Add days
# Staff window, the page of hours: what days that differ are called.
page-field-days-name = Called
# Staff window, the page of hours: when the desk is open on days that differ.
page-field-days-hours = Open, or empty for closed
# Staff window, the page of hours: under the last of days that differ.
page-last-day-may-be-empty = Empty: one day
# Staff window, the page of hours.
page-save-days = Save
# Staff window, the page of hours: a button, said by a screen reader.
page-change-days = Change: { $what }
# Staff window, the page of hours: a day without hours.
page-closed-day = closed
# Staff window, the page of hours: a button, and the title of the dialog.
page-choose-calendar = Holidays from a file…
# Staff window, the page of hours: holidays of a file.
page-preview-heading = Holidays in this file
# Staff window, the page of hours: holidays of a file.
page-none-in-file = It has no whole days from today on.
# Staff window, the page of hours: holidays of a file.
page-left-out-repeating = Left out because they repeat: { $count }
# Staff window, the page of hours: holidays of a file.
page-left-out-timed = Left out because they are not whole days: { $count }
# Staff window, the page of hours: holidays of a file.
page-left-out-past = Over already: { $count }
# Staff window, the page of hours: holidays of a file.
page-left-out-unreadable = Could not be read: { $count }
# Staff window, the page of hours: beside a holiday of a file.
page-known-already = differs already
# Staff window, the page of hours: holidays of a file.
page-add-ticked = Add these: { $count }
# Staff window, the page of hours: holidays of a file.
page-put-aside = Add none
# Staff window, the page of hours: holidays of a file.
page-tick-one = Tick what is to be added.
# Staff window, the page of hours: a file.
page-calendar-too-large = This file is too large to be a calendar of holidays.
# Staff window, the page of hours: a file.
page-no-calendar = This is not a calendar file (.ics).
# Staff window, the page of hours: a file; $reason is the system’s.
page-file-not-read = This file could not be read: { $reason }
# Staff window, the page of hours: a file whose path is typed.
page-read-file = Read the file
# Staff window, the page of hours.
page-next-days = The next 14 days
# Staff window, the page of hours: a day.
page-whole-day = all day
# Staff window, the top of the desk, and the banner; $at is “at 17:00” or “Monday 17:00”.
page-closes-at = closes { $at }
# Staff window, the top of the desk, and the banner.
page-open-by-hand-until = opened by hand, until { $at }
# Staff window, the top of the desk, and the banner: kiosks give no more tickets.
page-last-until = no more tickets, closes { $at }
# Staff window, the top of the desk, and the banner.
page-opens-at = closed, opens { $at }
# Staff window, the top of the desk, and the banner.
page-closed-now = closed
# Staff window, the top of the desk, and the banner: a time of today.
page-at-time = { $time }
# Staff window, the top of the desk, and the banner: a time of another day.
page-on-day-at = { $day } { $time }
# Staff window, the list of pages on which a desk is run, and the title of the page.
page-words = Words
# Staff window, the page of words, under its title.
page-words-why = What this desk says of itself on every screen.
# Staff window, the page of words; the first set-up.
page-field-organisation = Organisation
# Staff window, the page of words; the first set-up, under the field.
page-organisation-hint = Shown large on kiosk and board
# Staff window, the page of words.
page-field-notice = Usual notice
# Staff window, the page of words, under the field.
page-notice-hint = Until somebody announces something else
# Staff window, the page of words.
page-closed-text-heading = While the desk is closed
# Staff window, the page of words.
page-closed-text-why = Visitors read this besides when the desk opens again.
# Staff window, the page of words: a field; $language is a language.
page-field-closed-text = While closed, in { $language }
# Staff window, the list of pages on which a desk is run, and the title of the page.
page-devices = Devices
# Staff window, the page of devices, under its title.
page-devices-why = A kiosk or display that is not let in yet shows a code.
# Staff window, the page of devices, under the name of one.
page-device-version = Version { $version }
# Staff window, the page of devices, under the name of one.
page-device-other-version = Version { $version }, the server has { $server }
# Staff window, the page of devices, under the name of one.
page-device-own = Set in its own file: { $names }
# Staff window, the page of devices, under the name of one.
page-device-paper-ok = There is paper
# Staff window, the page of devices, under the name of one.
page-device-paper-low = Little paper is left
# Staff window, the page of devices, under the name of one.
page-device-paper-out = There is no paper left
# Staff window, the page of devices, under the name of one.
page-device-paper-away = The printer cannot be reached
# Staff window, the page of devices, under the name of one.
page-device-paper-open = The printer is open
# Staff window, the page of devices, under the name of one.
page-device-paper-error = The printer does not print
# Staff window, the page of devices: the button that opens the form for many.
page-many-devices = Many devices…
# Staff window, the page of devices: the form that lets many in by a file.
page-many-title = Let many devices in by a file
# Staff window, the page of devices: the form that lets many in by a file.
page-many-why = The file says where the server is, and lets each kiosk and display in once. A file made before lets nobody in any more.
# Staff window, the page of devices: the form that lets many in by a file.
page-many-count = How many devices
# Staff window, the page of devices: the form that lets many in by a file.
page-many-until = Until the end of this day
# Staff window, the page of devices: the form that lets many in by a file.
page-many-server = Where the devices find the server
# Staff window, the page of devices: the form that lets many in by a file. What was typed is no address of a server.
page-not-a-server = Write it like desk.example or 10.0.0.7:7420.
# Staff window, the page of devices: the form that lets many in by a file.
page-make-file = Make the file
# Staff window, the page of devices: the title of the dialog, and the button for the file that lets many in.
page-save-many = Save the file for devices…
# Staff window, the page of devices: the form that lets many in by a file. What to do with the file.
page-many-then = Lay the file beside the program on each device, or beside its settings, and start it. Then delete the file: whoever has it can let a device in.
# Staff window, the page of devices: a field, and what a kiosk sets itself.
page-field-domains = Endings of e-mail addresses
# Staff window, the page of devices: a field, and what a kiosk sets itself.
page-field-pin = PIN to leave a kiosk
# Staff window, the page of devices: a setting, and what a kiosk sets itself.
page-field-languages = Languages of kiosks
# Staff window, the page of devices: a setting, and what a board sets itself.
page-field-board-languages = Languages of displays
# Staff window, the page of devices: what all of them share.
page-shared-heading = What all kiosks and displays share
# Staff window, the page of devices: what all of them share.
page-shared-why = What a device has set in its own file wins, and is listed with it.
# Staff window, the page of devices: what all of them share. An example.
page-domains-hint = school.edu, gmail.com
# Staff window, the page of devices: what all of them share. Under the languages of kiosks.
page-languages-all = None chosen: all there are
# Staff window, the page of devices: what all of them share. Under the languages of displays.
page-languages-two = One, or two in turn. None chosen: that of its system
# Staff window, the page of devices: what all of them share. Under the field for the PIN.
page-pin-is-set = A PIN is set. Type another to change it
# Staff window, the page of devices: what all of them share. Under the field for the PIN.
page-pin-is-not-set = Not set: who leaves a kiosk needs a PIN of its own
# Staff window, the page of devices: what all of them share. The button.
page-pin-remove = Remove the PIN
# Staff window, the page of devices: what all of them share. What was typed is no ending of an address.
page-trouble-not-domain = “{ $part }” is not the ending of an e-mail address.
# Staff window: what was typed is no address that a browser opens.
page-fault-web-address = “{ $part }” is not a web address such as https://desk.example.
# Staff window, the page of devices: what all of them share. What was typed is no PIN.
page-trouble-not-pin = A PIN has 4 to 12 digits.
# An owner’s page, below a setting: not where a printer can be. The three examples stay as they are; NAME is what Windows calls the printer.
page-fault-printer = “{ $part }” is not a printer such as tcp://192.168.1.20, /dev/usb/lp0 or windows:NAME.
# An owner’s page, below a setting: a printer that is named for all kiosks is a file. kiosk.toml stays as it is.
page-fault-printer-file = “{ $part }” is a file. Only a kiosk’s own kiosk.toml may name one.
# Staff window, at a field: what the server says of what was typed.
page-fault-time = “{ $part }” is not a time such as 09:00.
# Staff window, at a field: what the server says of what was typed.
page-fault-time-or-off = “{ $part }” is neither a time such as 04:00 nor “off”.
# Staff window, at a field: what the server says of what was typed.
page-fault-zone = “{ $part }” is not a time zone such as Europe/Berlin.
# Staff window, at a field: what the server says of what was typed.
page-fault-day = “{ $part }” is not a day such as 2026-12-31.
# Staff window, at a field: what the server says of what was typed.
page-fault-language = “{ $part }” is not the tag of a language, such as de.
# Staff window, at a field: what the server says of what was typed.
page-fault-too-many = That is more than { $most }.
# Staff window, at a field: what the server says of what was typed.
page-fault-twice = “{ $part }” is there twice.
# Staff window, at a field: what the server says of what was typed.
page-fault-reason = “{ $part }” is not one of the desk’s reasons.
# Staff window, the page of paper tickets: its name in the rail, and what the setting is called. Short.
page-printing = Paper tickets
# Staff window, the page of paper tickets: below its name.
page-printing-why = How kiosks print, unless a kiosk’s own file says otherwise.
# Staff window, the page of paper tickets: the field that says where the printer is.
page-field-printer = Printer
# Staff window, the page of paper tickets: below that field, of a printer in the network.
page-printer-network-hint = In the network: its address, such as 192.168.1.20
# Staff window, the page of paper tickets: below that field, of a printer at a computer with Linux.
page-printer-usb-hint = USB at a kiosk with Linux: /dev/usb/lp0
# Staff window, the page of paper tickets: below that field, of a printer at a computer with Windows. windows: stays as it is.
page-printer-windows-hint = At a kiosk with Windows: windows: and its name, such as windows:EPSON TM-T20III
# Staff window, the page of paper tickets: below that field, where nothing stands in it. kiosk.toml stays as it is.
page-printer-none-hint = Empty: a kiosk prints only where its own kiosk.toml names a printer.
# Staff window, the page of paper tickets: a heading, above 80 mm and 58 mm.
page-paper-heading = Paper
# Staff window, the page of paper tickets: a button. Paper of this width; dots are what the printer burns.
page-paper-wide = 80 mm (576 dots)
# Staff window, the page of paper tickets: a button. The same of narrow paper.
page-paper-narrow = 58 mm (384 dots)
# Staff window, the page of paper tickets: a heading, above the next three.
page-print-when-heading = When a ticket is printed
# Staff window, the page of paper tickets: a button. Every ticket is printed.
page-print-always = Each ticket
# Staff window, the page of paper tickets: a button. A ticket is printed where its visitor wants it.
page-print-ask = When the visitor asks
# Staff window, the page of paper tickets: a button. Kiosks print nothing by themselves.
page-print-never = Only when staff want it
# Staff window, the page of paper tickets: the kiosks that have settings of their own.
page-print-own = These kiosks have settings of their own, which win: { $names }
# Staff window, the page of paper tickets: how one kiosk prints otherwise. kiosk.toml and [print] stay as they are.
page-print-own-why = To make one kiosk print otherwise, write [print] into its own kiosk.toml.
# Staff window, the list of pages on which a desk is run, and the title of the page.
page-privacy = Privacy
# Staff window, the page of privacy, under its title.
page-privacy-why = What is kept of visitors, for how long, and what others see.
# Staff window, the page of privacy.
page-field-retention = Keep visitors for so many days
# Staff window, the page of privacy, under the field.
page-retention-hint = Empty: for ever
# Staff window, the page of privacy: a shorter time is asked about once.
page-shorter-ask = Would forget for good tonight, in tickets: { $tickets }
# Staff window, the page of privacy: a shorter time.
page-shorter-counting = Counting what that would forget…
# Staff window, the page of privacy: a shorter time.
page-shorten = Keep only { $days } days
# Staff window, the page of privacy: a shorter time.
page-keep-as-before = Leave it as before
# Staff window, the page of privacy.
page-label-heading = What displays show of a visitor
# Staff window, the page of privacy: what displays show.
page-label-none = The number alone
# Staff window, the page of privacy: what displays show.
page-label-first = And the first name
# Staff window, the page of privacy: what displays show.
page-label-initial = And a letter of the name
# Staff window, the page of privacy.
page-privacy-text-heading = Why we ask
# Staff window, the page of privacy.
page-privacy-text-why = Visitors read this at the kiosk, beside the question.
# Staff window, the page of privacy: a field; $language is a language.
page-field-privacy-text = Why we ask, in { $language }
# Staff window, the page of privacy.
page-visitor-heading = One visitor
# Staff window, the page of privacy.
page-visitor-why = What is kept of somebody who asks for it, and forgetting it.
# Staff window, the page of privacy.
page-field-visitor = Visitor’s e-mail address
# Staff window, the page of privacy.
page-show-visitor = Show what is kept
# Staff window, the page of privacy: a button, and the title of the dialog.
page-save-visitor = Save to a file…
# Staff window, the page of privacy.
page-erase-visitor = Forget…
# Staff window, the page of privacy: asked once.
page-erase-title = Forget { $address } for good?
# Staff window, the page of privacy: asked once.
page-erase-why = Names, addresses and notes go. How many came and when stays, without them. This cannot be undone.
# Staff window, the page of privacy: asked once.
page-erase-yes = Forget for good
# Staff window, the page of privacy: asked once.
page-erase-no = Keep
# Staff window, the page of privacy.
page-nothing-kept = Nothing is kept of { $address }.
# Staff window, the page of privacy.
page-kept-of = Tickets of { $address }: { $count }
# Staff window, the page of privacy: the field is empty.
page-type-an-address = Type the visitor’s e-mail address.
# Staff window, the page of privacy and log: a file was written.
page-file-is-at = The file is at { $place }
# Staff window, the page of privacy and log: the path of a file is typed.
page-file-path = Path of the file
# Staff window, the list of pages on which a desk is run, and the title of the page.
page-log = Log
# Staff window, the page of the log, under its title.
page-log-why = Who did what, and when. Names of visitors never stand here.
# Staff window, the page of the log.
page-field-filter = Search the log
# Staff window, the page of the log: whose rows.
page-everybody = Everybody
# Staff window, the page of the log.
page-read-log = Read these days
# Staff window, the page of the log: a button, and the title of the dialog.
page-save-log = Save the log to a file…
# Staff window, the page of the log.
page-nothing-logged = Nothing like that on these days.
# Staff window, the page of the log.
page-log-count = Entries: { $count }
# Staff window, the page of the log.
page-log-is-cut = There are more. Choose fewer days to see them.
# Staff window, the page of the log, what was done: a ticket was made.
page-log-created = Ticket made
# Staff window, the page of the log, what was done: a request found its visitor's ticket.
page-log-found = Asked again, same ticket
# Staff window, the page of the log, what was done: a visitor left the kiosk before the answer.
page-log-key-withdrawn = Left the kiosk
# Staff window, the page of the log, what was done: a ticket was called.
page-log-accepted = Called
# Staff window, the page of the log, what was done: a ticket was called again.
page-log-recalled = Called again
# Staff window, the page of the log, what was done: a ticket went back to the queue.
page-log-released = Put back in the queue
# Staff window, the page of the log, what was done: a ticket was handed to a colleague.
page-log-transferred = Handed to a colleague
# Staff window, the page of the log, what was done: a ticket went to another service.
page-log-referred = Sent to another service
# Staff window, the page of the log, what was done: a ticket got priority.
page-log-priority-high = Given priority
# Staff window, the page of the log, what was done: a ticket has priority no more.
page-log-priority-normal = Priority taken back
# Staff window, the page of the log, what was done: a visitor came to the table.
page-log-arrived = Came to the table
# Staff window, the page of the log, what was done: tickets moved since their service is gone.
page-log-service-changed = Service gone, tickets moved
# Staff window, the page of the log, what was done: a ticket ended.
page-log-completed = Completed
# Staff window, the page of the log, what was done: a ticket ended.
page-log-cancelled = Cancelled
# Staff window, the page of the log, what was done: a ticket ended.
page-log-no-show = Did not come
# Staff window, the page of the log, what was done: a ticket ended.
page-log-left = Gone
# Staff window, the page of the log, what was done: a ticket ended.
page-log-expired = Left over at the end of the day
# Staff window, the page of the log, what was done: a ticket was opened again.
page-log-reopened = Opened again
# Staff window, the page of the log, what was done: somebody wrote a note.
page-log-noted = Note written
# Staff window, the page of the log, what was done: somebody sat down at a table.
page-log-seated = Sat down
# Staff window, the page of the log, what was done: somebody left a table.
page-log-unseated-left = Left the table
# Staff window, the page of the log, what was done: somebody left a table.
page-log-unseated-signed-out = Left the table, signed out
# Staff window, the page of the log, what was done: somebody left a table.
page-log-unseated-away = Table freed, connection gone
# Staff window, the page of the log, what was done: somebody left a table.
page-log-unseated-freed = Table freed by another
# Staff window, the page of the log, what was done: somebody left a table.
page-log-unseated-disabled = Table freed, account disabled
# Staff window, the page of the log, what was done: somebody left a table.
page-log-unseated-gone = Table is no more
# Staff window, the page of the log, what was done: the desk was closed by hand.
page-log-closed = Desk closed
# Staff window, the page of the log, what was done: the desk was opened by hand.
page-log-opened = Desk opened
# Staff window, the page of the log, what was done: the desk was opened by hand.
page-log-opened-outside = Opened outside the hours
# Staff window, the page of the log, what was done: that is over.
page-log-opened-outside-over = Open outside the hours: over
# Staff window, the page of the log, what was done: the notice was set.
page-log-announced = Notice changed
# Staff window, the page of the log, what was done: settings were changed.
page-log-set = Settings changed
# Staff window, the page of the log, what was done: an account was made.
page-log-account-added = Account added
# Staff window, the page of the log, what was done: an account was changed.
page-log-account-changed = Account changed
# Staff window, the page of the log, what was done: a visitor asks for help at a kiosk.
page-log-help-asked = Help asked for
# Staff window, the page of the log, what was done: somebody helped at a kiosk.
page-log-helped = Helped
# Staff window, the page of the log: what somebody did.
page-log-printed = Printed again
# Staff window, the page of the log: what somebody did.
page-log-unprinted = May not be printed
# Staff window, the page of the log, what was done: a password was set.
page-log-password-set = Password set
# Staff window, the page of the log, what was done: an account was disabled.
page-log-account-disabled = Account disabled
# Staff window, the page of the log, what was done: an account was enabled.
page-log-account-enabled = Account enabled
# Staff window, the page of the log, what was done: somebody signed in.
page-log-signed-in = Signed in
# Staff window, the page of the log, what was done: somebody signed out.
page-log-signed-out = Signed out
# Staff window, the page of the log, what was done: a sign-in ended.
page-log-signed-out-expired = Signed out, not used for long
# Staff window, the page of the log, what was done: a sign-in ended.
page-log-signed-out-password = Signed out, password changed
# Staff window, the page of the log, what was done: a sign-in ended.
page-log-signed-out-disabled = Signed out, account disabled
# Staff window, the page of the log, what was done: a file for many devices was made.
page-log-devices-may-enrol = File for many devices made
# Staff window, the page of the log, what was done: that file is good no more.
page-log-enrolment-over = File for many devices used up
# Staff window, the page of the log, what was done: a device was let in.
page-log-device-added = Device let in
# Staff window, the page of the log, what was done: a device was taken out.
page-log-device-revoked = Device taken out
# Staff window, the page of the log, what was done: the end of a day.
page-log-day-ended = Day ended
# Staff window, the page of the log, what was done: an admin says that the clock is right.
page-log-clock-confirmed = Clock confirmed
# Staff window, the page of the log, what was done: visitors were forgotten.
page-log-purged = Old visitors forgotten
# Staff window, the page of the log, what was done: a visitor was forgotten.
page-log-visitor-erased = Visitor forgotten
# Staff window, the page of the log, what was done: a sign-in was refused.
page-log-sign-in-refused = Sign-in refused
# Staff window, the page of the log, what was done: a change of password was refused.
page-log-password-refused = Old password was wrong
# Staff window, the page of the log, what was done: a sign-in by token was refused.
page-log-token-refused = Token refused
# Staff window, the page of the log, what was done: a sign-in went on.
page-log-resumed = Came back
# Staff window, the page of the log, what was done: tickets were exported.
page-log-exported = Tickets exported
# Staff window, the page of the log, what was done: what is kept of a visitor was shown.
page-log-visitor-shown = Visitor’s data shown
# Staff window, the page of the log, what was done: a copy was made.
page-log-backed-up = Backed up
# Staff window, the page of the log, what was done: a backup took the place.
page-log-restored = Backup restored
# Staff window, the page of the log, what was done: the disk took nothing.
page-log-save-failed = Could not be saved for a while
# Staff window, the page of the log: which ticket it was.
page-log-ticket = ticket { $number }
# Staff window, the page of the log: what was done, and what the log says besides.
page-log-with = { $act }: { $detail }
# Staff window, the page of the log: who did it, where it was no account.
page-log-by-kiosk = kiosk
# Staff window, the page of the log: who did it, where it was no account.
page-log-by-administrator = command line
# Staff window, the page of the log: who did it, where it was no account.
page-log-by-server = server
# Staff window, the page of the log: who did it, where it was no account: a visitor, on the page of their own telephone.
page-log-by-visitor = visitor by phone
# Staff window, the page of the log: a setting that was changed; key is its name in the settings, old and new are its values.
page-log-change = { $key }: { $new } (before: { $old })
# Staff window, the page of the log: who did it, where it was no account.
page-log-by-nobody = unknown
# Staff window, the list of pages on which a desk is run, and the title of the page.
page-health = Health
# Staff window, the page of health, under its title.
page-health-why = How the server is, and what saves its data.
# Staff window, the page of health and people.
page-look-again = Look again
# Staff window, the page of health.
page-backup-heading = Backups
# Staff window, the page of health.
page-back-up-now = Back up now
# Staff window, the page of health: what was just done.
page-backed-up = A backup was made: { $name }
# Staff window, the page of health.
page-last-backup = The last one { $when }
# Staff window, the page of health.
page-no-backup-yet = There is none yet.
# Staff window, the page of health.
page-backups-kept = Daily, kept: { $count }
# Staff window, the page of health.
page-no-backups-kept = No daily backups are made.
# Staff window, the page of health.
page-backup-did-fail = The last backup did not succeed. The server’s log says why.
# Staff window, the page of health.
page-disk-heading = Disk
# Staff window, the page of health; $size is such as 12 GB.
page-disk-free = { $size } free
# Staff window, the page of health: a size; $unit is B, kB, MB, GB or TB.
page-size = { $number } { $unit }
# Staff window, the page of health: the number of a size, with its decimal mark.
page-tenths = { $whole }.{ $tenths }
# Staff window, the page of health.
page-disk-unknown = The system does not say.
# Staff window, the page of health.
page-disk-is-low = That is little. Make room on the server’s computer.
# Staff window, the page of health.
page-clock-heading = Clock
# Staff window, the page of health.
page-clock-doubted = The server doubts its clock: what goes by dates waits. Confirm it on the server’s computer.
# Staff window, the page of health.
page-version-heading = Version
# Staff window, the page of health.
page-connections-heading = Connected now
# Staff window, the page of health.
page-connected-staff = Staff windows: { $count }
# Staff window, the page of health.
page-connected-kiosks = Kiosks: { $count }
# Staff window, the page of health.
page-connected-displays = Displays: { $count }
# Staff window, the page of health.
page-reach-heading = Where the server is reached
# Staff window, the page of health.
page-this-computer-only = Only the server’s own computer reaches this desk. For others, let it listen on all addresses.
# Staff window, the page of health.
page-reached-encrypted = Encrypted
# Staff window, the page of health.
page-reached-plain = Not encrypted
# Staff window, the page of health.
page-links-heading = Visitors’ telephones
# Staff window, the page of health.
page-links-given = Tickets have a link to the visitor’s own page.
# Staff window, the page of health.
page-links-off = Visitors have no pages of their own: the server’s setting web_listen is off.
# Staff window, the page of health.
page-links-no-address = Nobody knows under which address visitors reach their pages. Write it on the page Words.
# Staff window, the page of health.
page-links-no-certificate = Telephones would not trust the server’s own certificate. Put a proxy with a certificate of its own before it.
# Staff window, the page of health.
page-links-not-encrypted = The address of visitors’ pages begins with http, so anybody on the way could read along. Write one that begins with https on the page Words.
# Staff window, the page of health.
page-printers-heading = Printers
# Staff window, the page of health.
page-printers-none = No kiosk that is connected has a printer.
# Staff window, the page of health: tickets that staff want printed and that no kiosk has said to be out. when is such as "3 min ago".
page-sheets-waiting = Waiting to be printed: { $count }, the first { $when }
# Staff window, the page of health: tickets of which a kiosk does not know whether they were printed. when is such as "3 min ago".
page-sheets-unprinted = Maybe not printed: { $count }, the first { $when }
# Staff window, the page of health: no ticket waits for a printer, and none may not be printed.
page-sheets-none = No ticket waits to be printed.
# Staff window, the page of words: a field and its example.
page-field-public-url = Address of visitors’ pages
# Staff window, the page of words: a field and its example.
page-public-url-hint = Such as https://desk.example. Without it tickets have no link.
# Staff window, the first set-up of a desk.
page-set-up-title = Set up this desk
# Staff window, the first set-up of a desk.
page-set-up-why = Nobody has an account here yet. Yours is the first. All of this can be changed later.
# Staff window, the first set-up of a desk.
page-field-your-name = Your name, as others read it
# Staff window, the first set-up of a desk.
page-field-set-up-code = Setup code
# Staff window, the first set-up of a desk, under the code.
page-set-up-code-where = Shown where the server was started, or by walkup-server setup-code
# Staff window, the first set-up of a desk, under the password.
page-password-hint = At least { $characters } characters
# Staff window, the first set-up of a desk.
page-set-up-button = Set up and sign in
# Staff window, the first set-up of a desk.
page-sign-in-instead = Sign in instead
# Staff window, the first set-up of a desk.
page-set-up-by-others = Somebody else has set this desk up
# Staff window, the first set-up of a desk.
page-set-up-by-others-why = Ask them for an account, then sign in.
# Staff window, the first set-up of a desk: a field is empty.
page-type-your-name = Type your name.
# Staff window, the first set-up of a desk: a field is empty.
page-type-a-user = Type a name to sign in with.
# Staff window, the first set-up of a desk: a field is empty.
page-type-the-set-up-code = Type the code that the server’s computer shows.
# Staff window, the page for a password of one’s own.
page-own-password-title = Choose a password of your own
# Staff window, the page for a password of one’s own.
page-own-password-why = The one that you were given is good once only.
# Staff window, the page for a password of one’s own.
page-field-one-time-password = The password that you were given
# Staff window, the page for a password of one’s own: a field is empty.
page-type-one-time-password = Type the password that you were given.
# Staff window, the page for a password of one’s own.
page-same-password = That is the one that you were given. Choose another.
# Staff window, the page for a password of one’s own.
page-use-this-password = Use this password

## Staff window: reports

# The page Today: who waits longest in a queue.
report-lane-longest = longest: { $number }, { $length }
# The page Today, below a queue in which visitors wait and that nobody takes.
report-nobody-takes-it = Nobody takes this.
# The page Today: how many tables serve, are free, have nobody.
report-tables-now = { $serving } serving, { $free } free, { $closed } without staff
# The page Today: whom a table serves.
report-serves-since = { $number } since { $time }, { $length }
# The page Reports: a period.
report-today = Today
# The page Reports: a period.
report-yesterday = Yesterday
# The page Reports: a period.
report-week = This week
# The page Reports: a period.
report-month = This month
# The page Reports: a period of days that are typed.
report-own = Other days…
# The page Reports: the button beside two days that were typed.
report-show = Show
# The page Reports: the button that chooses all services.
report-all-services = All services
# The page Reports, while the server makes one.
report-making = Making the report: { $percent }%
# The page Reports: makes it no longer.
report-stop = Stop
# The page Reports, after Stop.
report-stopped = Stopped. Choose a period to begin again.
# The page Reports: from which day to which.
report-from-to = { $from } to { $to }
# The page Reports, in a sentence: the period before the day so far.
report-before-today = yesterday by this time
# The page Reports, in a sentence: the period before yesterday.
report-before-yesterday = the day before
# The page Reports, in a sentence: the period before this week so far.
report-before-week = last week by this time
# The page Reports, in a sentence: the period before this month so far.
report-before-month = last month by this time
# The page Reports, in a sentence: as many days before those that were chosen.
report-before-own = the days before
# The page Reports: the period beside which the figures stand.
report-beside = beside { $period }
# The page Reports: a warning that the figures stand on little.
report-few = Only { $count ->
    [one] { $count } ticket
   *[other] { $count } tickets
}: with so few, chance has a large part in these figures.
# The page Reports: when the figures were read.
report-read-at = Read { $day }, { $time }
# The page Reports, at an hour in which visitors came and none of them was called.
report-nobody-called = Nobody who came then was called.
# The page Reports, at an hour in which no table had staff.
report-no-tables = No table had staff, or nobody knows.
# The page Reports: no ticket in this period, or in an hour of it.
report-nobody-came = Nobody came.
# The page Reports: how many tickets were made. A figure and a column.
report-arrived = Came
# The page Reports: how many were called. A figure and a column.
report-called = Called
# The page Reports: half waited so long or less. A figure and a column.
report-wait-median = Median wait
# The page Reports: nine of ten waited so long or less. A figure and a column.
report-wait-nine = 9 of 10 waited up to
# The page Reports: the share that was called within the target. A figure and a column.
report-in-time = Called in time
# The page Reports: the share of those called who did not come. A figure and a column.
report-no-show = Did not come
# The page Reports: the share that left before being called. A figure and a column.
report-left = Left
# The page Reports: the share that the end of the day took, never called. A column.
report-left-over = Never called
# The page Reports: half were served so long or less. A column.
report-service-median = Median service
# The page Reports, under a figure: such as: 4 min more than last week.
report-more = { $amount } more than { $period }
# The page Reports, under a count.
report-fewer = { $amount } fewer than { $period }
# The page Reports, under a time or a share.
report-less = { $amount } less than { $period }
# The page Reports, under a figure that did not change.
report-same = the same as { $period }
# A share, as people write it. It may be "<1" or ">99".
report-percent = { $percent }%
# The page Reports: the difference of two shares.
report-points = { $points ->
    [one] { $points } point
   *[other] { $points } points
}
# A length of time below a minute.
report-seconds = { $seconds } s
# A length of time below ten minutes.
report-minutes-seconds = { $minutes }:{ $seconds } min
# An hour of the day, from when to when.
report-hours = { $from }–{ $to }
# The page Reports: the title of a plot.
report-arrivals-title = Arrivals by hour
# The page Reports: the title of that plot where one hour stands out.
report-arrivals-claim = Most come between { $hours }
# The page Reports: the title of a plot.
report-waits-title = Waits by hour of arrival
# The page Reports: the title of that plot where one hour stands out.
report-waits-claim = Who comes between { $hours } waits longest
# The page Reports: the title of the picture of the week.
report-week-waits = Waits by day and hour
# The page Reports: the title of the picture of the week where one hour stands out.
report-week-waits-claim = { $day }, { $hours }: the longest waits
# The page Reports: the title of the picture of the week.
report-week-arrivals = Arrivals by day and hour
# The page Reports: the title of the picture of the week where one hour stands out.
report-week-arrivals-claim = { $day }, { $hours }: the most arrivals
# The page Reports: the title of the picture of the week.
report-week-tables = Tables with staff by day and hour
# The page Reports: what the picture of the week shows.
report-heat-waits = Waits
# The page Reports: what the picture of the week shows.
report-heat-arrivals = Arrivals
# The page Reports: what the picture of the week shows. A column of its table.
report-heat-tables = Tables with staff
# The page Reports: the title of a plot.
report-by-day = Day by day
# The page Reports: the title of a plot.
report-by-weekday = By day of the week
# The page Reports: the title of a plot.
report-by-service = By service
# The page Reports: the title of a plot.
report-by-reason = By reason
# The page Reports: the title of a plot.
report-by-table = By table
# The page Reports: the title of a plot.
report-by-person = By person
# The page Reports: the title of a plot where one group stands out. A day, a service or a reason.
report-waits-longest = The longest waits: { $name }
# The page Reports: the title of a plot where one table or person stands out.
report-takes-longest = The longest services: { $name }
# The page Reports, below a plot.
report-show-table = Show as table
# The page Reports, below a table.
report-show-picture = Show as picture
# What a screen reader says of the button below a plot.
report-table-of = Show as table: { $title }
# What a screen reader says of the button below a table.
report-picture-of = Show as picture: { $title }
# The page Reports, at a bar: the figure and on how many tickets it stands.
report-on-tickets = { $value } ({ $count ->
    [one] { $count } ticket
   *[other] { $count } tickets
})
# The page Reports, at a bar: how many came.
report-came = { $count } came
# The page Reports, at an hour: how many tables had staff. It may have a place, such as 2.5.
report-tables-count = { $count } with staff
# The page Reports: a heading.
report-promise-title = What visitors were told
# The page Reports: how often the wait was as it had been shown.
report-promise-kept = { $percent } of { $count ->
    [one] { $count } visitor
   *[other] { $count } visitors
} who were shown a wait were called within it.
# The page Reports: nobody was shown a wait.
report-promise-nothing = Nobody who was called had been shown a wait.
# The page Reports: the title of a plot.
report-staffing-title = How many tables would have been enough
# The page Reports: the least number of tables that would have been enough.
report-staffing-enough = { $count ->
    [one] With { $count } table
   *[other] With { $count } tables
} { $percent } would have been called in time.
# The page Reports: none of the numbers of tables would have been enough.
report-staffing-never = None of these numbers of tables would have been enough.
# The page Reports: a bar of that plot.
report-staffing-with = { $count ->
    [one] { $count } table
   *[other] { $count } tables
}
# The page Reports, below that plot. The dashed line stands at nine of ten.
report-staffing-estimate = An estimate: as if all had come when they did and taken as long. The dashed line is 9 of 10.
# The page Reports: the group of tickets without a service, reason, table or person.
report-key-none = None given
# The page Reports: tables where fewer than three people worked, put together.
report-key-other-tables = Tables of few people
# The page Reports, below a plot with hollow bars.
report-few-hollow = Hollow bars stand on fewer than 30 tickets.
# The page Reports: writes a file, and the title of the dialog that asks where.
report-save-csv = Save as CSV
# The page Reports: writes a file, and the title of the dialog that asks where.
report-save-xlsx = Save for Excel
# The page Reports: opens a page to print in the browser.
report-print = Print…
# The page Reports, after Print.
report-printed = The page to print is at { $place }. It opens in your browser.
# The page Reports: a switch of the desk.
report-people-switch = Reports by person
# The page Reports, below that switch.
report-people-why = Tell those at the tables before you switch this on, and ask whether you may.
# The page Reports, where the switch is off.
report-people-off = Off: nobody’s own figures are shown, and tables where fewer than three people worked stand together.

## Staff window: report files

# A file of a report (CSV, Excel, the page to print).
report-file-report = Report
# A file of a report (CSV, Excel, the page to print).
report-file-period = Period
# A file of a report (CSV, Excel, the page to print).
report-file-zone = Time zone
# A file of a report (CSV, Excel, the page to print).
report-file-service = Service
# A file of a report (CSV, Excel, the page to print).
report-file-read-at = Read at (UTC)
# A file of a report (CSV, Excel, the page to print).
report-file-summary = Summary
# A file of a report (CSV, Excel, the page to print).
report-file-definitions = Definitions
# A file of a report (CSV, Excel, the page to print).
report-file-figure = Figure
# A file of a report (CSV, Excel, the page to print).
report-file-name = Name
# A file of a report (CSV, Excel, the page to print).
report-file-meaning = How it is made
# A file of a report (CSV, Excel, the page to print).
report-file-formula = Formula
# A file of a report (CSV, Excel, the page to print).
report-file-total = All
# A file of a report (CSV, Excel, the page to print).
report-file-none = (none)
# A file of a report (CSV, Excel, the page to print).
report-file-other-tables = Other tables
# A file of a report (CSV, Excel, the page to print).
report-file-seconds = s
# A file of a report (CSV, Excel, the page to print).
report-file-by-hour = By hour
# A file of a report (CSV, Excel, the page to print).
report-file-by-weekday = By day of the week
# A file of a report (CSV, Excel, the page to print).
report-file-by-day = By day
# A file of a report (CSV, Excel, the page to print).
report-file-by-service = By service
# A file of a report (CSV, Excel, the page to print).
report-file-by-reason = By reason
# A file of a report (CSV, Excel, the page to print).
report-file-by-table = By table
# A file of a report (CSV, Excel, the page to print).
report-file-by-person = By person
# A file of a report (CSV, Excel, the page to print).
report-file-heat-arrived = Arrivals by hour of the week
# A file of a report (CSV, Excel, the page to print).
report-file-heat-wait = Waits by hour of the week
# A file of a report (CSV, Excel, the page to print).
report-file-heat-tables = Tables staffed by hour of week
# A file of a report (CSV, Excel, the page to print).
report-file-heat-wait-means = The median wait, in seconds, of those who came in that hour of that day of the week and were called.
# A file of a report (CSV, Excel, the page to print).
report-file-heat-tables-means = At how many tables somebody sat, on the average of that hour of that day of the week.
# A file of a report (CSV, Excel, the page to print).
report-file-tables = How many tables
# A file of a report (CSV, Excel, the page to print).
report-file-tables-number = Tables
# A file of a report (CSV, Excel, the page to print).
report-file-tables-enough = The fewest with 90 % in time
# A file of a report (CSV, Excel, the page to print).
report-file-tables-means = An estimate: the same visitors come when they did and take as long as they did, with so many tables.
# A file of a report (CSV, Excel, the page to print).
report-file-few = A figure of few tickets says little.
# A file of a report (CSV, Excel, the page to print).
report-file-buckets = Every ticket counts in the hour and on the day in which it was made, by the desk's own clock. A median is the least value that at least half of the values do not exceed, so it was measured; nothing is an average of averages. By service, each stay of a ticket in a service counts there.
# A file of a report (CSV, Excel, the page to print).
report-file-monday = Monday
# A file of a report (CSV, Excel, the page to print).
report-file-tuesday = Tuesday
# A file of a report (CSV, Excel, the page to print).
report-file-wednesday = Wednesday
# A file of a report (CSV, Excel, the page to print).
report-file-thursday = Thursday
# A file of a report (CSV, Excel, the page to print).
report-file-friday = Friday
# A file of a report (CSV, Excel, the page to print).
report-file-saturday = Saturday
# A file of a report (CSV, Excel, the page to print).
report-file-sunday = Sunday
# A file of a report (CSV, Excel, the page to print).
report-file-arrived = Arrived
# A file of a report (CSV, Excel, the page to print).
report-file-arrived-means = Tickets that were made; by service, that came into its queue.
# A file of a report (CSV, Excel, the page to print).
report-file-called = Called
# A file of a report (CSV, Excel, the page to print).
report-file-called-means = Those that were called.
# A file of a report (CSV, Excel, the page to print).
report-file-completed = Completed
# A file of a report (CSV, Excel, the page to print).
report-file-completed-means = Those that were served to the end; of a service that referred them on, those it referred.
# A file of a report (CSV, Excel, the page to print).
report-file-no-show = No-shows
# A file of a report (CSV, Excel, the page to print).
report-file-no-show-means = Those that were called and did not come.
# A file of a report (CSV, Excel, the page to print).
report-file-left = Left
# A file of a report (CSV, Excel, the page to print).
report-file-left-means = Those that left before they were called, by themselves or taken out by staff.
# A file of a report (CSV, Excel, the page to print).
report-file-left-over = Left over
# A file of a report (CSV, Excel, the page to print).
report-file-left-over-means = Those that the end of the day took, never called.
# A file of a report (CSV, Excel, the page to print).
report-file-wait-median = Wait, median
# A file of a report (CSV, Excel, the page to print).
report-file-wait-median-means = From coming into the queue to the first call there, of those called: the median.
# A file of a report (CSV, Excel, the page to print).
report-file-wait-p90 = Wait, 9 of 10
# A file of a report (CSV, Excel, the page to print).
report-file-wait-p90-means = What nine of ten of those called did not wait longer than.
# A file of a report (CSV, Excel, the page to print).
report-file-wait-mean = Wait, mean
# A file of a report (CSV, Excel, the page to print).
report-file-wait-mean-means = The sum of the waits divided by their number.
# A file of a report (CSV, Excel, the page to print).
report-file-wait-max = Wait, longest
# A file of a report (CSV, Excel, the page to print).
report-file-wait-max-means = The longest wait of those called.
# A file of a report (CSV, Excel, the page to print).
report-file-way-median = Way, median
# A file of a report (CSV, Excel, the page to print).
report-file-way-median-means = From the last call to being at the table, of those where that was said: the median.
# A file of a report (CSV, Excel, the page to print).
report-file-service-median = Service time, median
# A file of a report (CSV, Excel, the page to print).
report-file-service-median-means = From being at the table, else from the last call, to the end, of those completed: the median.
# A file of a report (CSV, Excel, the page to print).
report-file-service-mean = Service time, mean
# A file of a report (CSV, Excel, the page to print).
report-file-service-mean-means = The sum of the service times divided by their number.
# A file of a report (CSV, Excel, the page to print).
report-file-in-time = In time
# A file of a report (CSV, Excel, the page to print).
report-file-in-time-means = Called within the service's target, of those called and those that left or were left over after waiting longer than it.
# A file of a report (CSV, Excel, the page to print).
report-file-promise-kept = Promise kept
# A file of a report (CSV, Excel, the page to print).
report-file-promise-kept-means = Waits inside the range that the visitor was shown, of those called who were shown one.
# A file of a report (CSV, Excel, the page to print).
report-file-open = Still open
# A file of a report (CSV, Excel, the page to print).
report-file-open-means = Those that still waited or were being served when this was read.
# A file of a report (CSV, Excel, the page to print).
report-file-way-of = Way: tickets
# A file of a report (CSV, Excel, the page to print).
report-file-way-of-means = On how many tickets the way stands.
# A file of a report (CSV, Excel, the page to print).
report-file-service-of = Service time: tickets
# A file of a report (CSV, Excel, the page to print).
report-file-service-of-means = On how many tickets the service times stand.
# A file of a report (CSV, Excel, the page to print).
report-file-in-time-of = In time: tickets
# A file of a report (CSV, Excel, the page to print).
report-file-in-time-of-means = On how many tickets the share in time stands.
# A file of a report (CSV, Excel, the page to print).
report-file-promise-of = Promise: tickets
# A file of a report (CSV, Excel, the page to print).
report-file-promise-of-means = On how many tickets the share of kept promises stands.
# A file of a report (CSV, Excel, the page to print).
report-file-no-show-share = No-shows ÷ called
# A file of a report (CSV, Excel, the page to print).
report-file-left-share = Left ÷ arrived
# A file of a report (CSV, Excel, the page to print).
report-file-left-over-share = Left over ÷ arrived

## Board

# Board: in large letters while nobody is called.
board-welcome = Welcome
# Board: below that.
board-advice = Your number is shown here when it is your turn.
# Board, what a screen reader says of a call. $table is such as Table 3.
board-call = { $number } to { $table }
# Board, what a screen reader says of a table. $state is one of the next four.
board-table = { $table }: { $state }
# Board: in the cell of a table without staff.
board-closed = closed
# Board: in the cell of a table that serves nobody.
board-free = free
# Board, what a screen reader says of a table that serves somebody.
board-serving = serving { $number }
# Board, what a screen reader says of a table that calls somebody.
board-calling = calling { $number }
# Board: a line for the tables without staff. $tables is such as 2, 3, 5–7.
board-closed-tables = Closed: { $tables }
# Board: between two tables of that line.
board-comma = { ", " }
# Board, status line: how many people wait.
board-waiting = { $count ->
    [0] nobody waiting
   *[other] { $count } waiting
}
# Board, status line: how many people wait for a service, where there are several. $service is its name.
board-lane = { $count ->
    [0] { $service }: nobody waiting
   *[other] { $service }: { $count } waiting
}
# Board, status line: where not all tables fit.
board-page = Page { $page } of { $pages }
# Board, beside the notice: where visitors take a ticket with their own telephone, and what they type there.
board-join = Ticket by phone: { $address }, code { $code }
# Board: the desk is closed, and nobody has said why.
board-no-new-tickets = No new tickets right now
# Board: a strip on top while the server cannot be heard.
board-lost = We lost the server at { $time }. Numbers may be old; reconnecting.
# Set-up of the board: the title above the question for a server.
board-name = This is the board
# Set-up of the board: nothing was heard of the server yet.
board-wait-title = Waiting for the server
# Set-up of the board: below that.
board-wait = This board connects to { $server } by itself.
# Set-up of the board: the server does not let it in.
board-not-allowed-title = The server does not know this board
# Set-up of the board: below that.
board-not-allowed = Ask whoever runs { $server } to let it in.
# Set-up of the board: above the code by which it is let in.
board-pair-title = Let this board in
# Set-up of the board: below the code. walkup-server device approve stays as it is.
board-pair = Approve this code in the staff window under { devices }, or on { $server } with walkup-server device approve { $code }
# Set-up of the board: something else answers there.
board-other-title = That is not our server
# Set-up of the board: below that.
board-other = Something else answers at { $server }. Check the address in the settings.
# Board: a strip on top, or the title of the set-up page: the server lets nobody in, since its database takes no changes.
board-unsaved-title = Nothing can be saved at the moment
# Set-up of the board: below that.
board-unsaved = The server lets nobody in until its database takes changes again. We try again by ourselves.
# Set-up of the board: the server is there, and has no desk of the name that the address ends with.
board-no-desk-title = There is no such desk
# Set-up of the board: below that.
board-no-desk = The server knows no desk at { $server }. Check the name at the end of the address in the settings.
# Set-up of the board: above the certificate of a server that is new.
board-trust-title = Is this our server?
# Set-up of the board: below that. walkup-server tls fingerprint stays as it is.
board-trust = Nobody vouches for { $server }. If walkup-server tls fingerprint prints there what stands here, press Enter: { $certificate }
# Set-up of the board: above a certificate that is not the one from before, or that nobody here may accept.
board-changed-title = The server has changed
# Set-up of the board: below that. certificate stays as it is.
board-changed = { $server } does not show the certificate that was accepted here. Ask whoever runs it, then change certificate in this board’s settings. It shows { $certificate }
# Board: its settings are damaged.
board-look-after-title = Somebody must look after this board
# Board: below that.
board-look-after = It no longer knows its server. Mend { $file }, or delete it to set the board up anew.
# Set-up of the board: values of the settings that cannot be meant, as the log says them.
board-settings-wrong = Not as in the settings: { $what }

## Kiosk

# Kiosk keyboard: letters of the language that an English keyboard lacks, parted by spaces.
accents = é è ö ü ñ ç å ø
# Welcome page: the title.
welcome = Welcome
# Welcome page: the large button.
get-ticket = Get a ticket
# Welcome page, a small line above the buttons: how a visitor takes a ticket with their own telephone, and what they
# type there.
join-by-phone = No time to wait here? Join by phone: { $address }, code { $code }
# Services page, where a desk has too many for the welcome page: the question above them.
ask-service = What do you need?
# Welcome and services page, small on a service's button: how many wait for it.
service-waiting = { $count ->
    [0] nobody waiting
   *[other] { $count } waiting
}
# Welcome and services page, small on a service's button: as many wait as may.
service-full = full just now
# Welcome and services page, small on a service's button: so many came today as may.
service-no-more = no more tickets today
# The same where there is little room.
service-no-more-short = no more today
# In place of the welcome page: the desk has services and none of them is open.
no-service = No tickets are being given out at the moment.
# Bottom of each page, small: the button that calls a person to the kiosk.
need-help = I need help
# In place of that button's words, and in a strip: staff have heard that somebody needs help.
somebody-coming = Somebody is coming
# In a strip: a card or code was scanned that nobody asked for.
code-not-ours = This code is not for this kiosk.
# In a strip: a card or code was scanned that may be meant for more than one service.
code-choose-first = Please choose first, then scan again.
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
# Phone page: the question.
ask-phone = What is your telephone number?
# Phone page: what to type, below the field.
phone-example = with the area code
# Phone page: below the field, when it cannot be a telephone number.
phone-problem = Please check the telephone number.
# Number page: the question, where the service has no words of its own for the number.
ask-number = What is your number?
# Number page: how many digits it has, below the field.
number-digits = { $count ->
    [one] one digit
   *[other] { $count } digits
}
# Number page: how many digits it has, below the field.
number-digits-range = { $low } to { $high } digits
# Number page: how many letters and digits it has, below the field.
number-signs = { $count ->
    [one] one letter or digit
   *[other] { $count } letters and digits
}
# Number page: how many letters and digits it has, below the field.
number-signs-range = { $low } to { $high } letters and digits
# Number page: below the field, when it cannot be the number.
number-problem = Please check the number.
# Each page whose answer may be left out: in place of the button to the next question, while nothing is typed.
skip = Skip
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
# Ticket page: how many people come before, where the desk has several services. $service is its name.
ahead-for = { $count ->
    [0] You are next for { $service }.
    [one] One person before you for { $service }.
   *[other] { $count } people before you for { $service }.
}
# Ticket page: what to do now.
watch-screen = Watch the screen for your number.
# Ticket page of a code that was read: the button of a visitor who waits.
found-leave = Leave the queue
# The page after that button: its question, above the number.
found-leave-ask = Leave the queue?
# The page after that button: below the number.
found-leave-do = Your number will not be called any more.
# The page after that button: does it.
found-leave-yes = Yes, I am leaving
# The page after that button: back.
found-leave-no = No, I stay
# Ticket page of a code that was read, for who is called; table is such as "Table 3".
found-called = { $table } is calling you. Please go there now.
# Ticket page of a code that was read, for who is called by somebody without a table.
found-called-somewhere = It is your turn. Please ask at the desk where to go.
# Ticket page of a code that was read, for who was called and did not come.
found-missed = We called you and did not see you. Please ask at the desk.
# Ticket page of a code that was read, for who was served.
found-ended = Your visit is over.
# Ticket page of a code that was read, whose ticket staff or the end of the day ended.
found-over = This ticket has ended.
# Ticket page of a code that was read, for who has left.
found-left = You have left the queue.
# Ticket page: below the code that a telephone reads. Short.
on-your-phone = On your phone
# Ticket page: the button that prints the ticket. Short.
print = Print
# Ticket page, while the paper ticket comes out of the kiosk.
printing = Your ticket is being printed.
# Ticket page, once the paper ticket has come out of the kiosk. The screen is the board on which numbers are called.
take-ticket = Please take your ticket and watch the screen.
# Ticket page, where a paper ticket was to come out of the kiosk and did not.
not-printed = Not printed. Please remember your number.
# Paper ticket: how many were before it, and when that was.
paper-ahead = { $count ->
    [0] Nobody before you at { $time }
   *[other] { $count } before you at { $time }
}
# Paper ticket, where it is not known how many are before it: when it was printed.
paper-at = Printed at { $time }
# Paper ticket: below the code that a telephone reads.
paper-link = Your turn on your phone
# Paper ticket, in place of what the service is called: printed to try the printer.
paper-sample = A sample
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
# Welcome page of the kiosk: the server lets nobody in, since its database takes no changes.
nothing-saved = There are no tickets at the moment. Please ask a member of staff.
# A line on the other pages: the server cannot be heard.
reconnecting-kept = We are reconnecting. What you typed is kept.
# The same on a panel that has room for one line: what was typed stands below it.
reconnecting-alone = We are reconnecting.
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
# Set-up page: the title above the question for a server.
setup-name = This is a kiosk
# A page in place of all others: the kiosk lost its settings.
setup-look-after-title = Please ask a member of staff
# That page, for staff: what to do.
setup-look-after = For staff: this kiosk no longer knows its server. Mend { $file }, or delete it to set the kiosk up anew.
# Set-up page: the server does not let this kiosk in, and gives no code for it.
setup-let-in-title = The server does not know this kiosk
# That page, for staff: what to do.
setup-let-in = For staff: ask whoever runs the server to let this kiosk in.
# Set-up page: the server has no desk of the name that the address ends with.
setup-no-desk-title = There is no such desk
# That page, for staff: what to do.
setup-no-desk = For staff: the server knows no desk of the name that this kiosk’s address ends with. Check it in the settings.
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
