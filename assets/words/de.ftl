## All windows

direction = ltr
language-name = Deutsch
table = Tisch { $number }
devices = Geräte
undo = Rückgängig
dismiss = Schließen
button-pending = { $name }, einen Moment
time-24 = { $hour }:{ $minute }
time-12 = { $hour }:{ $minute } { $half ->
        [am] AM
       *[pm] PM
    }
weekday = { $day ->
    [1] Montag
    [2] Dienstag
    [3] Mittwoch
    [4] Donnerstag
    [5] Freitag
    [6] Samstag
   *[7] Sonntag
}
weekday-short = { $day ->
    [1] Mo
    [2] Di
    [3] Mi
    [4] Do
    [5] Fr
    [6] Sa
   *[7] So
}
month = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
month-short = { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
}
date = { $day }. { $month } { $year }
date-long = { $weekday }, { $day }. { $month }
date-short = { $weekday }, { $day }. { $month }
length-under-minute = unter einer Minute
length-minutes = { $minutes } Min.
length-hours = { $hours } Std.
length-hours-minutes = { $hours } Std. { $minutes } Min.
ago-now = gerade eben
ago = vor { $length }
estimate-none = keine Wartezeit
estimate-up-to = bis { $high } Min.
estimate-about = etwa { $high } Min.
estimate-range = etwa { $low }–{ $high } Min.
link-connecting = Verbindung mit { $server } wird aufgebaut.
link-lost = Seit { $time } keine Verbindung zum Server. Was Sie sehen, kann veraltet sein; es wird neu verbunden.
link-stale = Der Server schweigt seit { $time }. Was Sie sehen, kann veraltet sein.
link-not-allowed = Der Server { $server } lässt dieses Gerät nicht zu.
link-pairing = Am Server { $server } muss jemand dieses Gerät freigeben.
link-not-walkup = Unter { $server } antwortet etwas, aber kein Walkup-Server.
link-unknown-certificate = Niemand bürgt für den Server { $server }. Ist es Ihrer?
link-certificate-changed = Der Server { $server } zeigt nicht das Zertifikat, das hier angenommen wurde; vielleicht antwortet jemand anderes. Fragen Sie, wer ihn betreibt, bevor Sie weitermachen.
refusal-signed-out = Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich neu an.
refusal-table-taken = Diesen Tisch hat gerade jemand genommen. Wählen Sie einen anderen.
refusal-wrong-login = Name oder Passwort stimmt nicht.
refusal-needs-admin = Das darf nur ein Admin-Konto.
refusal-no-table = Wählen Sie zuerst einen Tisch.
refusal-no-such-ticket = { $ticket ->
    [none] Dieses Ticket ist nicht mehr da.
   *[other] { $ticket } ist nicht mehr da.
}
refusal-already-ended = { $ticket ->
    [none] Dieses Ticket ist schon beendet.
   *[other] { $ticket } ist schon beendet.
}
refusal-now-claimed = { $ticket ->
    [none] Jemand anderes hat dieses Ticket zuerst genommen.
   *[other] Jemand anderes hat { $ticket } zuerst genommen.
}
refusal-not-yours = { $ticket ->
    [none] Dieses Ticket ist nicht mehr Ihres.
   *[other] { $ticket } ist nicht mehr Ihres.
}
refusal-nobody-waiting = Niemand wartet.
refusal-too-late = { $ticket ->
    [none] Dieses Ticket ist vor mehr als 10 Minuten beendet worden und bleibt es.
   *[other] { $ticket } ist vor mehr als 10 Minuten beendet worden und bleibt es.
}
refusal-not-ended = { $ticket ->
    [none] Dieses Ticket ist schon offen.
   *[other] { $ticket } ist schon offen.
}
refusal-not-waiting = { $ticket ->
    [none] Dieses Ticket wartet nicht mehr.
   *[other] { $ticket } wartet nicht mehr.
}
refusal-nobody-at-table = An diesem Tisch sitzt niemand mehr.
refusal-own-table = Das ist Ihr eigener Tisch.
refusal-note-too-long = Die Notiz ist zu lang. { $characters } Zeichen passen hinein.
refusal-text-too-long = Der Text ist zu lang. { $characters } Zeichen passen hinein.
refusal-unknown-visitor = Mit dieser Adresse war noch niemand hier.
refusal-closed = Der Schalter ist geschlossen.
refusal-unknown-reason = Die Anliegen haben sich geändert. Wählen Sie noch einmal.
refusal-unknown-language = Diese Sprache kennt der Server nicht. Wählen Sie eine andere.
refusal-try-again = Das ist nicht richtig angekommen. Bitte versuchen Sie es noch einmal.
refusal-withdrawn = Dieses Ticket wurde zurückgezogen, bevor es entstand.
refusal-old-password = Das bisherige Passwort stimmt nicht.
refusal-password-too-short = Das neue Passwort braucht mindestens { $characters } Zeichen.
refusal-password-too-common = Dieses Passwort probieren alle zuerst. Wählen Sie ein anderes.
refusal-visitor-still-here = Dieser Besucher hat ein offenes Ticket. Beenden Sie es zuerst.
refusal-dates = Die Tage sind nicht lesbar. Schreiben Sie sie wie 2026-11-24, den ersten vor dem letzten.
refusal-not-saved = Der Server konnte das nicht speichern. Es wurde nichts geändert. Versuchen Sie es gleich noch einmal.
refusal-save-unknown = Der Datenträger des Servers versagt; ob das gespeichert ist, weiß niemand. Sehen Sie nach, bevor Sie es noch einmal versuchen.
refusal-read-failed = Der Server konnte das nicht lesen. Versuchen Sie es gleich noch einmal.
refusal-no-such-person = Es gibt kein Konto mit diesem Benutzernamen.
refusal-no-such-device = Dieses Gerät wurde schon entfernt.
refusal-device-exists = Ein Gerät mit diesem Namen gibt es schon. Wählen Sie einen anderen.
refusal-device-name = Der Name eines Geräts hat 1 bis { $characters } Zeichen.
refusal-no-such-code = Diesen Code zeigt jetzt kein Gerät. Codes gelten zehn Minuten: sehen Sie noch einmal nach.
refusal-name-in-use = Dieser Name ist schon vergeben. Wählen Sie einen anderen.
refusal-name-not-valid = Dieser Name geht nicht. Wählen Sie einen anderen.
refusal-account-disabled = Dieses Konto ist abgeschaltet.
refusal-clock-doubted = Die Uhr des Servers geht vielleicht falsch. Wer ihn betreibt, muss sie zuerst bestätigen.
refusal-older-server = Dieser Server ist älter und kann das nicht.
refusal-too-many-attempts = { $seconds ->
    [one] Zu viele Versuche. Warten Sie eine Sekunde, dann noch einmal.
   *[other] Zu viele Versuche. Warten Sie { $seconds } Sekunden, dann noch einmal.
}
refusal-address = Das sieht nicht wie eine E-Mail-Adresse aus.
refusal-no-name = Der Name fehlt.
refusal-too-long = Die Adresse oder der Name ist zu lang.
refusal-unknown = Der Server sagt: { $words }.

## Staff window


## Board


## Kiosk

accents = ä ö ü ß é è ç ñ
welcome = Willkommen
get-ticket = Nummer ziehen
waiting-count = { $count ->
    [0] Niemand wartet.
    [one] Eine Person wartet.
   *[other] { $count } Personen warten.
}
wait-none = Sie werden gleich aufgerufen.
wait-up-to = { $high ->
    [one] Höchstens eine Minute Wartezeit.
   *[other] Höchstens { $high } Minuten Wartezeit.
}
wait-about = { $high ->
    [one] Etwa eine Minute Wartezeit.
   *[other] Etwa { $high } Minuten Wartezeit.
}
wait-range = Etwa { $low } bis { $high } Minuten Wartezeit.
language = Sprache
larger-text = Größere Schrift
high-contrast = Hoher Kontrast
lower = Tiefer
ask-address = Wie lautet Ihre E-Mail-Adresse?
address-example = zum Beispiel name@example.com
address-problem = Bitte prüfen Sie die Adresse. Beispiel: name@example.com
ask-name = Wie heißen Sie?
name-problem = Bitte tippen Sie Ihren Namen ein.
is-this-you = Sind Sie das?
that-is-me = Ja, das bin ich
type-my-name = Nein, Namen eintippen
ask-reason = Worum geht es?
reason-problem = Bitte wählen Sie noch einmal.
more = Mehr
back = Zurück
start-over = Von vorn
continue = Weiter
already-have = Sie haben schon die Nummer
show-it = Anzeigen
another-ticket = Weitere Nummer
your-number = Ihre Nummer
ahead-count = { $count ->
    [0] Sie sind als Nächstes dran.
    [one] Eine Person ist vor Ihnen.
   *[other] { $count } Personen sind vor Ihnen.
}
watch-screen = Achten Sie am Bildschirm auf Ihre Nummer.
done = Fertig
still-there = Sind Sie noch da?
erased-in = { $secs ->
    [one] Ihre Eingaben werden in einer Sekunde gelöscht.
   *[other] Ihre Eingaben werden in { $secs } Sekunden gelöscht.
}
more-time = Mehr Zeit
reconnecting = Wir verbinden uns neu. Einen Moment, bitte.
reconnecting-kept = Wir verbinden uns neu. Ihre Eingaben bleiben.
reconnecting-request = Wir verbinden uns neu. Ihre Nummer kommt von selbst.
one-moment = Einen Moment, bitte.
closed = Der Schalter ist geschlossen.
unsure = Wir konnten nicht sehen, ob Sie eine Nummer haben. Bitte fragen Sie das Personal.
ask-staff = Das hat nicht geklappt. Bitte fragen Sie das Personal.
key-space = Leerzeichen
key-backspace = Löschen
key-shift = Großbuchstaben
key-digits = Ziffern
key-letters = Buchstaben
key-other-letters = Lateinische Buchstaben
key-at = At-Zeichen
key-dot = Punkt
key-hyphen = Bindestrich
key-underscore = Unterstrich
key-plus = Plus
key-apostrophe = Apostroph
key-signs = Weitere Zeichen
key-accents = Buchstaben mit Akzenten
staff-pin = PIN für das Personal
pin-none = Es ist keine PIN gesetzt, darum bleibt das Fenster. Setzen Sie eine mit walkup-kiosk --set-pin.
pin-wrong = Das ist nicht die PIN.
pin-wait = { $secs ->
    [one] Noch einmal in einer Sekunde.
   *[other] Noch einmal in { $secs } Sekunden.
}
close-window = Verlassen
setup-code = Code dieses Kiosks
setup-approve = Im Fenster des Personals unter „{ devices }“ freigeben, oder auf dem Server: walkup-server device approve { $code }
setup-ours = Ist das unser Server?
setup-compare = Auf dem Server nennt walkup-server tls fingerprint das richtige Zertifikat. Vergleichen Sie:
setup-same = Sie sind gleich: vertrauen
setup-write = Nennt walkup-server tls fingerprint auf dem Server dieses, tragen Sie es als certificate in kiosk.toml ein:
setup-changed = Das Zertifikat ist ein anderes
setup-ask = In kiosk.toml steht ein anderes. Fragen Sie, wer den Server betreibt. Er zeigt:
