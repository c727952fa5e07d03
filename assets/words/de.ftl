language-name = Deutsch
direction = ltr
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

staff-pin = PIN für das Personal
pin-none = Es ist keine PIN gesetzt, darum bleibt das Fenster. Setzen Sie eine mit walkup-kiosk --set-pin.
pin-wrong = Das ist nicht die PIN.
pin-wait = { $secs ->
    [one] Noch einmal in einer Sekunde.
   *[other] Noch einmal in { $secs } Sekunden.
}
close-window = Verlassen

setup-code = Code dieses Kiosks
setup-approve = Im Fenster des Personals unter „Devices“ freigeben, oder auf dem Server: walkup-server device approve { $code }
setup-ours = Ist das unser Server?
setup-compare = Auf dem Server nennt walkup-server tls fingerprint das richtige Zertifikat. Vergleichen Sie:
setup-same = Sie sind gleich: vertrauen
setup-write = Nennt walkup-server tls fingerprint auf dem Server dieses, tragen Sie es als certificate in kiosk.toml ein:
setup-changed = Das Zertifikat ist ein anderes
setup-ask = In kiosk.toml steht ein anderes. Fragen Sie, wer den Server betreibt. Er zeigt:
