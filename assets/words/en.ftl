# What a kiosk says. A translator copies this file, names it by its language tag (such as
# nl.ftl) and puts what follows each = into that language. What stands in { } is filled in.
# Numbers choose their plural form: [one], [few], [many] … as the language has them; * marks the
# form for all the rest.

# The language's own name for itself, and the direction in which it is written: ltr or rtl.
language-name = English
direction = ltr
# Letters of the language that an English keyboard lacks, parted by spaces.
accents = é è ö ü ñ ç å ø

welcome = Welcome
get-ticket = Get a ticket
waiting-count = { $count ->
    [0] Nobody is waiting.
    [one] One person is waiting.
   *[other] { $count } people are waiting.
}
wait-none = You will be called right away.
wait-up-to = { $high ->
    [one] The wait is up to a minute.
   *[other] The wait is up to { $high } minutes.
}
wait-about = { $high ->
    [one] The wait is about a minute.
   *[other] The wait is about { $high } minutes.
}
wait-range = The wait is about { $low } to { $high } minutes.
language = Language
larger-text = Larger text
high-contrast = High contrast
lower = Lower

ask-address = What is your e-mail address?
address-problem = Please check the address. It looks like name@example.com.
ask-name = What is your name?
name-problem = Please type your name.
is-this-you = Is this you?
that-is-me = Yes, that’s me
type-my-name = No, type my name
ask-reason = What brings you here?
reason-problem = Please choose once more.
more = More
back = Back
start-over = Start over
continue = Continue

already-have = You already have number
show-it = Show it
another-ticket = Another ticket
your-number = Your number
ahead-count = { $count ->
    [0] You are next.
    [one] One person is ahead of you.
   *[other] { $count } people are ahead of you.
}
watch-screen = Watch the screen for your number.
done = Done

still-there = Are you still there?
erased-in = { $secs ->
    [one] What you typed will be erased in one second.
   *[other] What you typed will be erased in { $secs } seconds.
}
more-time = More time

reconnecting = We are reconnecting. One moment, please.
reconnecting-kept = We are reconnecting. What you typed is kept.
reconnecting-request = We are reconnecting. Your ticket comes by itself.
one-moment = One moment, please.
closed = The desk is closed.
unsure = We could not see whether you got a number. Please ask a member of staff.
ask-staff = That did not work. Please ask a member of staff.

key-space = Space
key-backspace = Delete
key-shift = Capitals
key-digits = Digits
key-letters = Letters
key-other-letters = Latin letters
key-at = At sign
key-dot = Dot
key-hyphen = Hyphen
key-underscore = Underscore
key-plus = Plus
key-apostrophe = Apostrophe

staff-pin = PIN for staff
pin-none = No PIN is set, so this window stays. Set one with walkup-kiosk --set-pin.
pin-wrong = That is not the PIN.
pin-wait = { $secs ->
    [one] Try again in one second.
   *[other] Try again in { $secs } seconds.
}
close-window = Leave

# What whoever sets the kiosk up reads. Devices is a word of the staff window, which is in English;
# walkup-server …, certificate and kiosk.toml stay as they are.
setup-code = Code of this kiosk
setup-approve = Approve it in the staff window under Devices, or on the server: walkup-server device approve { $code }
setup-ours = Is this our server?
setup-compare = On the server, walkup-server tls fingerprint prints the right certificate. Compare:
setup-same = They are the same: trust it
setup-write = If walkup-server tls fingerprint prints this on the server, write it as certificate in kiosk.toml:
setup-changed = The certificate has changed
setup-ask = kiosk.toml has another one. Ask whoever runs the server. It shows:
