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
opening-closed = Der Schalter ist geschlossen.
opening-closed-for = Der Schalter ist geschlossen: { $name }.
opening-last = Der Schalter schließt um { $time } Uhr und gibt keine Nummern mehr aus.
opening-again = Er öffnet um { $time } Uhr wieder.
opening-again-on = Er öffnet am { $date }, um { $time } Uhr wieder.
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
link-no-desk = Unter { $server } gibt es keinen Schalter. Stimmt der Name am Ende?
link-unsaved = Zurzeit kann nichts gespeichert werden. Was Sie sehen, kann veraltet sein; es wird weiter versucht.
link-unknown-certificate = Niemand bürgt für den Server { $server }. Ist es Ihrer?
link-certificate-changed = Der Server { $server } zeigt nicht das Zertifikat, das hier angenommen wurde; vielleicht antwortet jemand anderes. Fragen Sie, wer ihn betreibt, bevor Sie weitermachen.
refusal-signed-out = Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich neu an.
refusal-table-taken = Diesen Tisch hat gerade jemand genommen. Wählen Sie einen anderen.
refusal-wrong-login = Name oder Passwort stimmt nicht.
refusal-needs-admin = Das darf nur ein Admin-Konto.
refusal-needs-lead = Das darf nur ein Konto mit Leitung oder Admin.
refusal-choose-password = Wählen Sie zuerst ein eigenes Passwort.
refusal-last-admin = Das ist das letzte Admin-Konto. Machen Sie zuerst jemand anderen zum Admin.
refusal-another-admin = Das muss jemand anderes mit Admin-Konto für Sie tun.
refusal-no-such-service = Diese Dienstleistung gibt es nicht mehr.
refusal-not-your-service = Sie bedienen diese Dienstleistung nicht.
refusal-no-more-today = Für diese Dienstleistung gibt es heute keine Nummern mehr.
refusal-full-now = Gerade warten für diese Dienstleistung so viele, wie warten können. Bitte versuchen Sie es etwas später.
refusal-service-stopped = Für diese Dienstleistung gibt es zurzeit keine Nummern.
refusal-phone = Bitte prüfen Sie die Telefonnummer: nur Ziffern, mit Vorwahl.
refusal-number = Bitte prüfen Sie die Nummer.
refusal-wait-a-moment = Einen Moment bitte. Versuchen Sie es dann noch einmal.
refusal-no-help-asked = Dort bittet niemand mehr um Hilfe.
refusal-choose-kiosk = Wählen Sie das Terminal, das drucken soll.
refusal-no-printer = Dieses Terminal hat gerade keinen Drucker.
refusal-cannot-print = Dieses Terminal kann gerade nicht drucken. Sehen Sie nach dem Drucker, oder wählen Sie ein anderes.
refusal-wrong-code = Der Code stimmt nicht. Der Computer des Servers zeigt ihn an.
refusal-set-up-already = Dieser Schalter ist schon eingerichtet. Melden Sie sich an.
refusal-tables = Ein Schalter hat 1 bis 1000 Tische.
refusal-days = Geben Sie an, wie viele Tage, von 1 bis 36500.
refusal-enrolment = 1 bis 1000 Geräte können eingelassen werden, bis zu einem Tag innerhalb eines Jahres.
refusal-backup-failed = Die Sicherung ist nicht gelungen. Das Protokoll des Servers sagt, warum.
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
refusal-code-over = Dieser Code gilt nicht mehr.
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
refusal-period-backwards = Der Zeitraum endet, bevor er beginnt. Wählen Sie einen früheren ersten Tag.
refusal-period-too-long = Das ist zu lang. Ein Bericht umfasst höchstens 20 Jahre.
refusal-people-not-reported = Dieser Schalter macht keine Berichte über Personen.
refusal-too-many-reports = Es werden gerade zu viele Berichte erstellt. Warten Sie auf einen davon.
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
refusal-changed-meanwhile = { $who } hat das inzwischen geändert. Sehen Sie es sich noch einmal an.
refusal-set-in-file = { $setting } steht in der Einstellungsdatei des Servers und lässt sich nur dort ändern.
refusal-value = { $setting } kann so nicht eingestellt werden: { $reason }
refusal-older-server = Dieser Server ist älter und kann das nicht.
refusal-too-many-attempts = { $seconds ->
    [one] Zu viele Versuche. Warten Sie eine Sekunde, dann noch einmal.
   *[other] Zu viele Versuche. Warten Sie { $seconds } Sekunden, dann noch einmal.
}
refusal-address = Das sieht nicht wie eine E-Mail-Adresse aus.
refusal-no-name = Der Name fehlt.
refusal-too-long = Die Adresse oder der Name ist zu lang.
refusal-unknown = Der Server sagt: { $words }.
ask-looking = Suche nach Servern in diesem Netz …
ask-none = Noch keiner gefunden. Die Adresse lässt sich unten eintippen.
ask-which = Welcher Server?
ask-where = Wo ist der Server?
ask-or-type = Oder die Adresse eintippen
ask-connect = Verbinden
ask-no-address = Das ist keine Adresse. Tippen Sie sie wie desk.example oder 10.0.0.7:7420.
ask-plain = { $server } verschlüsselt nicht: Alle in diesem Netz können Namen und Adressen mitlesen. Nur benutzen, wenn Sie dieses Netz kennen.
ask-plain-use = Ohne Verschlüsselung benutzen
ask-back = Zurück
ask-desks = Die Schalter dort werden gesucht.
ask-which-desk = Welcher Schalter?
ask-plain-mark = nicht verschlüsselt
key-delete = Löschen

## Staff window: commands

staff-next = Nächste Person
staff-next-tip = Ihre Person abschließen und die nächste aufrufen
staff-next-besides = Noch eine Person
staff-next-besides-tip = Die nächste Person aufrufen und die jetzige behalten
staff-accept = Annehmen
staff-accept-tip = Diese Person jetzt aufrufen
staff-accept-done = Sie haben { $number }.
staff-gone = Gegangen
staff-gone-tip = Die Person ist gegangen; die Nummer endet ohne Aufruf
staff-gone-done = { $number } ist gegangen.
staff-complete = Abschließen
staff-complete-tip = Die Person wurde bedient
staff-complete-done = { $number } abgeschlossen.
staff-recall = Erneut rufen
staff-recall-tip = Die Nummer auf allen Anzeigen nochmals aufrufen
staff-recall-done = { $number } wird nochmals aufgerufen.
staff-no-show = Fehlt
staff-no-show-tip = Die Person wurde aufgerufen und kam nicht
staff-no-show-done = { $number } ist nicht gekommen.
staff-send-to = Weiterschicken…
staff-send-to-tip = Die Person an den Tisch einer Kollegin oder eines Kollegen schicken
staff-send-to-done = { $number } ging an { $table }.
staff-send-to-title = { $number } weiterschicken
staff-send-to-why = Wer übernimmt? Die Nummer wird dort aufgerufen.
staff-here = Ist da
staff-here-tip = Festhalten, dass die Person an Ihrem Tisch ist
staff-here-done = { $number } ist an Ihrem Tisch.
staff-refer = Verweisen an…
staff-refer-tip = In die Schlange einer anderen Dienstleistung; die Nummer bleibt
staff-refer-done = { $number } wartet jetzt für eine andere Dienstleistung.
staff-refer-title = { $number } verweisen an
staff-refer-why = Die Nummer bleibt. Die Zeit bis jetzt zählt mit.
staff-first = Kommt zuerst
staff-first-tip = Diese Person vor denen aufrufen, die der Reihe nach warten
staff-first-done = { $number } kommt zuerst.
staff-in-turn = Wieder der Reihe nach
staff-in-turn-tip = Zurück an den Platz nach der Ankunft
staff-in-turn-done = { $number } wartet der Reihe nach.
staff-services = Meine Dienstleistungen…
staff-services-tip = Wählen, welche Dienstleistungen Sie übernehmen
staff-release = Zurück in die Schlange
staff-release-tip = Zurück an den alten Platz in der Schlange
staff-release-done = { $number } wartet wieder am alten Platz.
staff-note = Notiz…
staff-note-tip = Eine Notiz, die auch andere am Schalter sehen
staff-note-title = Notiz zu { $number }
staff-note-why = Kolleginnen und Kollegen sehen sie, Wartende nicht.
staff-note-field = Notiz
staff-note-button = Speichern
staff-print = Noch einmal drucken
staff-print-tip = Ein Terminal druckt das Ticket noch einmal
staff-print-done = { $number } wird gedruckt.
staff-print-title = { $number } noch einmal drucken
staff-print-why = An welchem Terminal?
staff-cancel = Nummer streichen
staff-cancel-tip = Die Nummer endet ohne Bedienung
staff-cancel-done = { $number } gestrichen.
staff-reopen = Wieder öffnen
staff-reopen-tip = Die Nummer gehört wieder Ihnen
staff-reopen-done = { $number } gehört wieder Ihnen.
staff-unseat = Platz räumen…
staff-unseat-tip = Den Tisch freimachen, wenn jemand gegangen ist
staff-unseat-done = { $table } ist jetzt unbesetzt.
staff-unseat-title = { $name } von { $table } abmelden?
staff-unseat-why = Offene Nummern bleiben bei { $name }, bis jemand sie in die Schlange zurückgibt.
staff-unseat-button = Platz räumen
staff-undo = Rückgängig
staff-undo-tip = Das Letzte zurücknehmen
staff-visitor = Person eintragen…
staff-visitor-tip = Eine Nummer für jemanden, der das Terminal nicht nutzen kann
staff-close-desk = Schalter schließen…
staff-close-desk-tip = Terminals geben keine Nummern und zeigen Ihren Text
staff-close-desk-done = Der Schalter ist zu: Terminals geben keine Nummern.
staff-close-desk-title = Schalter schließen
staff-close-desk-why = Terminals geben keine Nummern und zeigen diesen Text.
staff-close-desk-field = Was Terminals sagen
staff-close-desk-button = Schalter schließen
staff-open-desk = Schalter öffnen
staff-open-desk-tip = Terminals geben wieder Nummern
staff-open-desk-done = Der Schalter ist offen.
staff-open-for-an-hour = Eine Stunde öffnen
staff-open-for-an-hour-tip = Terminals geben eine Stunde lang Nummern
staff-open-for-an-hour-done = Der Schalter ist eine Stunde offen.
staff-notice = Hinweis auf allen Anzeigen…
staff-notice-tip = Ein Satz auf jedem Terminal und jeder Anzeige
staff-notice-done = Alle Anzeigen haben den Hinweis.
staff-notice-title = Hinweis auf allen Anzeigen
staff-notice-why = Terminals und Anzeigen zeigen ihn. Leer nimmt ihn weg.
staff-notice-field = Hinweis
staff-notice-button = Anzeigen
staff-export = Nummern exportieren…
staff-export-tip = Die Nummern einiger Tage als CSV-Datei
staff-run-desk = Schalter verwalten…
staff-run-desk-tip = Personen, Tische, Gründe, Zeiten und mehr
staff-password = Mein Passwort…
staff-password-tip = Ändern; Ihre anderen Anmeldungen enden
staff-settings = Einstellungen…
staff-settings-tip = Sprache, Farben, Schriftgröße, Ton, Tasten
staff-search = Suchen
staff-search-tip = Die Schlange durchsuchen
staff-menu = Menü
staff-menu-tip = Das Menü öffnen
staff-tables = Tische
staff-tables-tip = Die Tische, in einem schmalen Fenster
staff-keys = Tasten
staff-keys-tip = Alle Tasten dieses Fensters
staff-leave-table = Meinen Tisch verlassen
staff-leave-table-tip = Der Tisch wird frei; Ihre Personen bleiben bei Ihnen
staff-choose-table = Tisch wählen…
staff-choose-table-tip = Platz nehmen, um Personen aufzurufen
staff-sign-out = Abmelden
staff-sign-out-tip = Diese Anmeldung beenden

## Staff window

staff-window-title = Walkup Schalter
staff-title-serving = { $number } · { $waiting } · Walkup
staff-title-idle = { $waiting } · Walkup
staff-waiting = { $count ->
    [0] Niemand wartet
    [one] { $count } wartet
   *[other] { $count } warten
}
staff-longest = am längsten { $length }
staff-newcomers = neu Wartende: { $wait }
staff-state-live = verbunden
staff-state-connecting = verbindet
staff-state-silent = still
staff-state-away = getrennt
staff-state-refused = abgewiesen
staff-server-warns = Der Server warnt: { $text }
staff-settings-damaged = Die Einstellungen dieses Fensters waren nicht ganz lesbar: { $what }
staff-settings-damaged-seen = Gelesen
staff-desk-closed = Der Schalter ist zu: Terminals geben keine Nummern.
staff-desk-closed-says = Der Schalter ist zu. Terminals sagen: { $text }
staff-notice-is = Hinweis auf allen Anzeigen: { $text }
staff-try-now = Jetzt versuchen
staff-dismiss = Ausblenden
staff-close = Schließen
staff-not-now = Jetzt nicht
staff-form-done = Fertig
staff-server-cannot-be-heard = Der Server antwortet nicht.
staff-of-ticket = { $text } { $number }
staff-of-table = { $text } { $table }
staff-table-in-sentence = Tisch { $number }
staff-hello = Schön, dass Sie da sind, { $name }
staff-choose-your-table = Wählen Sie Ihren Tisch
staff-where-do-you-sit = Wo sitzen Sie? Wählen Sie einen Tisch.
staff-digits-type = Ziffern gehen zu einem Tisch, Enter setzt Sie hin.
staff-without-table = Ohne Tisch
staff-without-table-tip = Den Schalter sehen, ohne jemanden aufzurufen
staff-sitting-down = setzt sich…
staff-table-taken = besetzt
staff-nobody-there = niemand da
staff-tables-heading = Tische
staff-table-closed = geschlossen
staff-table-free = frei
staff-table-serving = bedient
staff-you = Sie
staff-left-behind = Liegen geblieben
staff-left-behind-why = Wer sie hat, sitzt an keinem Tisch.
staff-return-to-queue = Zurück in die Schlange
staff-back-to-queue = Zur Schlange
staff-serving-one = bedient { $number }
staff-serving-many = bedient { $count }
staff-nobody-elsewhere = Jetzt sitzt niemand an einem anderen Tisch.
staff-now-serving = Wird bedient
staff-nobody-yet = Noch niemand
staff-nobody-yet-why = Rufen Sie die nächste Person auf oder wählen Sie jemanden aus der Schlange.
staff-no-table-here = Kein Tisch
staff-no-table-here-why = Sie sehen den Schalter. Um aufzurufen, wählen Sie einen Tisch.
staff-complete-and-next = { $number } fertig, nächste
staff-nobody-waits = Niemand wartet
staff-called-times = { $count ->
    [one] einmal gerufen
   *[other] { $count }-mal gerufen
}
staff-waited = wartete { $length }
staff-here-for = hier seit { $length }
staff-reason-is = Anliegen: { $reason }
staff-queued-by-staff = Vom Team eingetragen
staff-more = Mehr
staff-my-others = Auch bei Ihnen
staff-turn-to = Zu { $number }, { $name }
staff-turn-to-tip = Die Tasten gelten dann für diese Person
staff-copy-text = { $text } kopieren
staff-copied = Kopiert: { $text }
staff-queue-heading = Schlange · { $count }
staff-search-field = Die Schlange durchsuchen
staff-search-hint = Suchen
staff-nobody-is-waiting = Niemand wartet
staff-new-visitors-appear = Neue Personen erscheinen hier von selbst.
staff-nobody-found = So jemand wartet nicht
staff-nobody-found-why = Escape zeigt wieder alle.
staff-row-name = { $number }, { $name }, wartet seit { $length }
staff-row-name-reason = { $number }, { $name }, { $reason }, wartet seit { $length }
staff-is-next-up = nächste
staff-under-a-minute = < 1 Min.
staff-wait-long = lange
staff-wait-too-long = zu lange
staff-field-phone = Telefonnummer
staff-field-number = Nummer
staff-nothing-is-asked = Hier wird nach nichts gefragt. Die Nummer genügt.
staff-all-services = Alle
staff-over-due = überfällig
staff-due-soon = bald fällig
staff-due-at = fällig { $time }
staff-due-over = fällig { $time }, seit { $length } überfällig
staff-goes-first = zuerst
staff-is-here = Ist am Tisch
staff-my-services = Meine Dienstleistungen
staff-my-services-why = „Weiter“ ruft nur Personen für diese Dienstleistungen auf.
staff-service-taken = übernehme ich
staff-service-not-taken = jetzt nicht
staff-service-not-mine = gehört nicht zu Ihren
staff-help-asked = Am Terminal „{ $kiosk }“ braucht jemand Hilfe.
staff-i-am-going = Ich gehe hin
staff-printer-out = Im Terminal „{ $kiosk }“ ist kein Papier mehr.
staff-printer-open = Der Drucker des Terminals „{ $kiosk }“ ist offen.
staff-printer-away = Das Terminal „{ $kiosk }“ erreicht seinen Drucker nicht.
staff-printer-error = Der Drucker des Terminals „{ $kiosk }“ druckt nicht. Bitte nachsehen.
staff-kiosk-disk = Das Terminal „{ $kiosk }“ kann nichts speichern: Sein Datenträger ist voll oder beschädigt.
staff-unprinted = { $number } ist vielleicht nicht gedruckt: Terminal „{ $kiosk }“.
staff-made-here = hier wurde das Ticket gezogen
staff-nobody-takes = { $count ->
    [one] Niemand übernimmt { $service }: eine Person wartet.
   *[other] Niemand übernimmt { $service }: { $count } Personen warten.
}
staff-taken-by = übernommen von { $name }
staff-taken-by-at = übernommen von { $name }, { $table }
staff-left-the-queue = hat die Schlange verlassen
staff-ended-heading = Zuletzt beendet
staff-nothing-ended = Noch nichts beendet.
staff-ended-completed = fertig { $when }
staff-ended-cancelled = gestrichen { $when }
staff-ended-no-show = fehlte { $when }
staff-ended-left = gegangen { $when }
staff-ended-expired = abgelaufen { $when }
staff-ended-other = beendet { $when }
staff-completed-and-called = { $completed } abgeschlossen. Sie haben { $number }.
staff-completed-nobody-waits = { $number } abgeschlossen. Sonst wartet niemand.
staff-completed-only = { $number } abgeschlossen. { $why }
staff-somebody-was-first = { $name } war bei { $number } schneller.
staff-has-left-the-queue = { $number } hat die Schlange verlassen.
staff-is-next = { $number } ist als Nächstes dran.
staff-nobody-else-waits = Sonst wartet niemand.
staff-lost-before-answer = Der Server war weg, bevor er antwortete. Sehen Sie erst nach.
staff-sent-to-you = { $number } wurde zu Ihnen geschickt.
staff-somebody-waits = Jemand wartet.
staff-somebody-waits-long = Jemand wartet schon zu lange.
staff-somebody-sent = Jemand wurde zu Ihnen geschickt.
staff-sign-in-to-your-desk = Melden Sie sich an
staff-sign-in = Anmelden
staff-signing-in = Anmeldung läuft…
staff-stop-signing-in = Abbrechen
staff-taking-up-sign-in = Ihre Anmeldung wird fortgesetzt.
staff-sign-in-anew = Neu anmelden
staff-server-is = Server: { $server }
staff-change-server = Ändern
staff-field-server = Server
staff-field-user = Name
staff-field-password = Passwort
staff-field-token = Token
staff-show-password = Passwort zeigen
staff-none-found = In diesem Netz noch keiner gefunden.
staff-found-servers = In diesem Netz:
staff-this-computer = Dieser Computer
staff-where-is-the-server = Wo ist der Server? Geben Sie seine Adresse ein, etwa desk.example.
staff-type-name-and-password = Geben Sie Namen und Passwort ein.
staff-nobody-answers = Unter { $server } antwortet niemand. Prüfen Sie die Adresse oder ob der Server läuft.
staff-server-knows-no-passwords = Dieser Server kennt keine Passwörter. Lassen Sie sich ein Token geben und fügen Sie es ein.
staff-sign-in-has-ended = Ihre Anmeldung ist beendet. Bitte melden Sie sich wieder an.
staff-certificate-heading = Das Zertifikat des Servers (SHA-256)
staff-certificate-how = Auf dem Server zeigt `walkup-server tls fingerprint` das richtige. Vergleichen Sie.
staff-certificate-same = Sie sind gleich: vertrauen
staff-certificate-forget = Das alte Zertifikat vergessen
staff-visitor-title = Person eintragen
staff-visitor-why = Für jemanden, der das Terminal nicht nutzen kann.
staff-field-email = E-Mail-Adresse
staff-field-name = Name der Person
staff-reason-heading = Anliegen
staff-queue-button = Eintragen
staff-waits-already = Diese Adresse wartet schon, mit Nummer { $number }.
staff-another-ticket = Weitere Nummer
staff-visitor-has-number = { $name } hat Nummer { $number }.
staff-lost-while-queueing = Der Server war weg, bevor er antwortete. Drücken Sie nochmals, wenn er wieder da ist: Es wird eine Nummer, nicht zwei.
staff-not-an-address = Das sieht nicht nach einer E-Mail-Adresse aus.
staff-name-is-missing = Der Name fehlt.
staff-address-or-name-too-long = Adresse oder Name ist zu lang.
staff-password-title = Mein Passwort
staff-password-why = Mindestens { $characters } Zeichen. Ihre anderen Anmeldungen enden.
staff-field-old-password = Bisheriges Passwort
staff-field-new-password = Neues Passwort
staff-field-new-password-again = Neues Passwort nochmals
staff-change-it = Ändern
staff-password-changed = Ihr Passwort ist geändert. Ihre anderen Anmeldungen sind beendet.
staff-lost-while-changing-password = Der Server war weg, bevor er antwortete. Vielleicht ist Ihr Passwort geändert.
staff-type-old-password = Geben Sie das bisherige Passwort ein.
staff-new-password-too-short = Das neue Passwort braucht mindestens { $characters } Zeichen.
staff-new-passwords-differ = Die beiden neuen Passwörter sind verschieden.
staff-export-title = Nummern exportieren
staff-export-why = Eine CSV-Datei mit allen Nummern dieser Tage, beide eingeschlossen.
staff-field-first-day = Erster Tag
staff-field-last-day = Letzter Tag
staff-field-file = Datei
staff-choose-file = Datei wählen…
staff-write-file = Datei schreiben
staff-no-file-dialog = Dieser Computer zeigt keinen Dateidialog. Die Datei kann hierhin:
staff-choose-where = Wählen Sie, wohin die Datei soll.
staff-lines-so-far = { $count ->
    [one] Bisher eine Nummer…
   *[other] Bisher { $count } Nummern…
}
staff-stop-export = Abbrechen
staff-tickets-written = { $count ->
    [one] Eine Nummer geschrieben.
   *[other] { $count } Nummern geschrieben.
}
staff-last-day-before-first = Der letzte Tag liegt vor dem ersten.
staff-write-days-like-this = Schreiben Sie die Tage so: 2026-11-24.
staff-lost-while-exporting = Der Server war weg, daher keine Datei. Versuchen Sie es nochmals.
staff-file-not-written = Die Datei konnte nicht geschrieben werden: { $reason }.
staff-field-code = Code
staff-field-device-name = Gerätename
staff-device-name-hint = Halle, links
staff-approve = Zulassen
staff-type-the-code = Geben Sie die sechs Zeichen ein, die es zeigt.
staff-device-is-let-in = { $name } ist zugelassen.
staff-device-is-taken-out = { $name } ist entfernt.
staff-asking-for-devices = Der Server wird gefragt…
staff-no-devices = Noch kein Terminal und keine Anzeige zugelassen.
staff-kiosk-connected = Terminal, verbunden
staff-kiosk-last = Terminal, zuletzt hier { $when }
staff-kiosk-never = Terminal, noch nie hier
staff-display-connected = Anzeige, verbunden
staff-display-last = Anzeige, zuletzt hier { $when }
staff-display-never = Anzeige, noch nie hier
staff-revoke-button = Entfernen…
staff-revoke-name = { $name } entfernen
staff-revoke-title = { $name } entfernen?
staff-revoke-why = Die Verbindung endet sofort. Für die Rückkehr braucht es einen neuen Code.
staff-keep-it = Behalten
staff-revoke = Entfernen
staff-settings-title = Einstellungen
staff-language-heading = Sprache
staff-language-of-system = Wie das System
staff-look-heading = Farben
staff-look-system = Wie das System
staff-look-light = Hell
staff-look-dark = Dunkel
staff-look-contrast = Hoher Kontrast
staff-text-size = Schriftgröße
staff-text-percent = { $percent } %
staff-smaller-text = Kleinere Schrift
staff-larger-text = Größere Schrift
staff-sound-setting = Ein Ton, wenn jemand wartet
staff-notification-setting = Eine Mitteilung, solange ein anderes Fenster vorn ist
staff-motion-setting = Bewegung
staff-wait-heading = Wartezeit
staff-long-from = Eine Wartezeit ist lang ab
staff-too-long-from = und zu lang ab
staff-fewer = Weniger: { $what }
staff-further = Mehr: { $what }
staff-keys-heading = Tasten für Befehle
staff-keys-on = Eine Taste allein
staff-keys-with-ctrl = Mit Strg
staff-keys-off = Aus
staff-keys-setting-why = Aus oder mit Strg, für alle, die diktieren oder sich leicht vertippen.
staff-keys-title = Tasten
staff-keys-why = Sie wirken, solange nichts getippt wird.
staff-keys-are-off = Die Tasten für Befehle sind in den Einstellungen aus.
staff-key-up-down = Auf, Ab
staff-key-up-down-tip = Jemanden in der Schlange wählen
staff-key-pages = Bild auf, Bild ab
staff-key-pages-tip = Seitenweise durch die Schlange; Pos1 und Ende führen an Anfang und Schluss
staff-about = Walkup { $version }
staff-about-log = Was in diesem Fenster geschah, steht in { $file }
staff-key-enter = Enter
staff-key-enter-tip = Die gewählte Person aufrufen
staff-key-space = Leertaste
staff-key-space-tip = Die nächste Person
staff-key-digits = 1 bis 9
staff-key-digits-tip = Zu einer meiner Personen
staff-key-tab = Tab
staff-key-tab-tip = Weiter zum nächsten Element
staff-key-esc = Esc
staff-key-esc-tip = Schließen, was offen ist
staff-key-copy = Strg+C
staff-key-copy-tip = Nummer, Name und Adresse der gewählten Person kopieren

## Staff window: pages

page-back-to-desk = Schalter
page-loading = Der Server wird gefragt…
page-lead-reads = Nur ein Admin ändert, was hier steht.
page-saved-here = Gespeichert
page-saving-here = Wird gespeichert…
page-saved-of = Gespeichert: { $what }
page-taken-back = Wie vorher: { $what }
page-locked-at = Steht in { $file }, Zeile { $line }. Löschen Sie diese Zeile, dann lässt es sich hier ändern.
page-locked-by = Beim Start des Servers gesetzt: { $place }. Wird es dort entfernt, lässt es sich hier ändern.
page-both-wrote = { $by } hat hier inzwischen geschrieben: { $theirs }
page-somebody-wrote = Jemand anders hat hier inzwischen geschrieben: { $theirs }
page-nothing-there = (nichts)
page-take-theirs = Das andere behalten
page-keep-mine = Meins behalten
page-server-says = Der Server sagt: { $words }
page-lost-while-saving = Die Verbindung riss ab, bevor der Server antwortete. Bitte sehen Sie nach, ob es geklappt hat.
page-trouble-no-time = „{ $part }“ ist keine Zeit. Schreiben Sie es so: 9-12, 13-17.
page-trouble-backwards = „{ $part }“ endet, bevor es beginnt.
page-trouble-overlap = { $one } und { $other } überschneiden sich.
page-trouble-number = Geben Sie eine Zahl von { $least } bis { $most } ein.
page-trouble-too-long = Hier passen höchstens { $most } Zeichen hin.
page-trouble-no-words = Ein Grund braucht Wörter in mindestens einer Sprache. Entfernen Sie ihn sonst ganz.
page-trouble-gone = Jemand anderes hat es inzwischen entfernt.
page-any-language = Jede Sprache
page-today = Heute
page-today-why = Der Schalter, wie er gerade ist.
page-reports = Berichte
page-reports-why = Wer kam, wie lange gewartet wurde, und was helfen würde.
page-people = Personen
page-people-why = Wer an diesem Schalter arbeitet und was jede Person darf.
page-add-person = Person hinzufügen
page-add-person-title = Ein neues Konto
page-field-display-name = Name, den andere lesen
page-field-user-name = Benutzername
page-user-name-hint = Zum Anmelden, etwa ada
page-role-heading = Darf
page-role-staff = Besucher bedienen
page-role-lead = Auch leiten
page-role-admin = Alles
page-role-staff-short = Team
page-role-lead-short = Leitung
page-role-admin-short = Admin
page-add-person-button = Hinzufügen und Passwort erzeugen
page-account-disabled = darf sich nicht anmelden
page-never-here = noch nie hier
page-last-here = zuletzt hier { $when }
page-not-chosen-yet = hat noch kein eigenes Passwort
page-that-is-you = Sie
page-one-time-title = Ein Passwort für { $name }
page-one-time-why = Gilt einmal, 7 Tage lang, um ein eigenes zu wählen. Es wird nicht noch einmal gezeigt.
page-copy-it = Kopieren
page-copied-it = Kopiert
page-done-with-it = Fertig
page-disable = Nicht mehr anmelden lassen
page-enable = Wieder anmelden lassen
page-new-password = Neues Passwort
page-only-admin = Sie sind der einzige Admin. Lassen Sie eine zweite Person alles dürfen, damit ein verlorenes Passwort niemanden aussperrt.
page-myself-by-another = Was Sie dürfen, ändert jemand anderes mit Admin-Konto.
page-name-and-user = Geben Sie Name und Benutzernamen ein.
page-person-added = { $name } ist hinzugefügt.
page-person-renamed = { $name } heißt jetzt so.
page-person-is-admin = { $name } darf alles.
page-person-is-lead = { $name } darf leiten.
page-person-is-staff = { $name } bedient Besucher.
page-person-enabled = { $name } darf sich wieder anmelden.
page-person-disabled = { $name } darf sich nicht mehr anmelden.
page-person-reset = { $name } hat ein neues Passwort.
page-tables = Tische
page-tables-why = Wie viele es gibt, wie sie heißen und wer jetzt dort sitzt.
page-field-table-count = Wie viele Tische
page-tables-count-from = Sie werden ab 0 gezählt.
page-names-heading = Namen
page-field-table-name = Name von Tisch { $table }
page-reasons = Gründe
page-reasons-why = Woraus Besucher am Terminal wählen, in dieser Reihenfolge.
page-field-reason = Wörter auf { $language }
page-add-reason = Grund hinzufügen
page-new-reason = Neuer Grund
page-missing-in = Fehlt: { $languages }
page-move-up = Nach oben: { $name }
page-move-down = Nach unten: { $name }
page-drag-tip = Ziehen, oder Alt mit Auf oder Ab drücken
page-drag-name = Platz von { $name }
page-remove = Entfernen: { $what }
page-no-reasons = Es wird kein Grund gefragt
page-no-reasons-why = Besucher kommen gleich zu ihrer Nummer.
page-services = Dienstleistungen
page-services-why = Die Warteschlangen dieses Schalters, in der Reihenfolge, in der Besucher am Terminal daraus auswählen.
page-add-service = Dienstleistung hinzufügen
page-new-service-words = Wie heißt sie?
page-add-service-button = Hinzufügen
page-remove-service = Diese Dienstleistung entfernen
page-no-services = Eine Warteschlange für alle
page-no-services-why = Fügen Sie Dienstleistungen hinzu, wenn Besucher wegen verschiedener Dinge kommen und in eigenen Schlangen warten sollen.
page-trouble-no-service-words = Eine Dienstleistung braucht Wörter in mindestens einer Sprache.
page-service-letter = Buchstabe vor ihren Nummern
page-service-no-letter = Keiner
page-service-target = Minuten, in denen ein Besucher aufgerufen sein soll
page-service-within = in { $mins } Min.
page-service-asks = Was sie von Besuchern wissen will
page-asks-email = Adresse und Name
page-asks-name = Name
page-asks-phone = Telefonnummer
page-asks-number = Eine Nummer
page-asks-nothing = Nichts: ein Tippen
page-service-optional = Besucher dürfen es weglassen
page-service-number-words = Bezeichnung auf { $language }
page-service-fewest = Mindestens so viele Zeichen
page-service-most = Höchstens so viele Zeichen
page-service-usual = leer: { $number }
page-service-letters = Auch Buchstaben sind erlaubt
page-service-reasons = Gründe, aus denen Besucher wählen
page-choose-all = Alle
page-choose-some = Nur diese
page-service-max-waiting = Wie viele zugleich warten dürfen
page-service-quota = Wie viele am Tag kommen dürfen
page-service-no-limit = leer: unbegrenzt
page-service-tickets = Am Terminal
page-service-open = Gibt Nummern aus
page-service-stopped = Angehalten
page-service-by-phone = Besucher dürfen sich auch mit ihrem Telefon anstellen
page-services-at-kiosk = Was Besucher sehen
page-service-full-now = gerade voll
page-service-no-more-today = heute voll
page-person-services-heading = Dienstleistungen, die diese Person kann
page-person-services = Die Dienstleistungen von { $name } sind geändert.
page-hours = Zeiten
page-hours-why = Der Schalter öffnet und schließt von selbst. Wer dann noch wartet, wird bedient.
page-always-open = Immer offen
page-hours-hint = Etwa 9-12, 13-17. Leer ist geschlossen.
page-copy-to-weekdays = Auf Montag bis Freitag übertragen
page-copy-day = { $day } auf Montag bis Freitag übertragen
page-week-picture = Bild der Woche
page-field-last-check-in = Letzte Nummern, Minuten vor Schluss
page-exceptions-heading = Abweichende Tage
page-no-exceptions = Keine ab heute.
page-add-days = Tage hinzufügen
page-field-days-name = Bezeichnung
page-field-days-hours = Offen, oder leer für geschlossen
page-last-day-may-be-empty = Leer: ein Tag
page-save-days = Speichern
page-change-days = Ändern: { $what }
page-closed-day = geschlossen
page-choose-calendar = Feiertage aus einer Datei…
page-preview-heading = Feiertage in dieser Datei
page-none-in-file = Darin sind keine ganzen Tage ab heute.
page-left-out-repeating = Weggelassen, weil sie sich wiederholen: { $count }
page-left-out-timed = Weggelassen, weil sie keine ganzen Tage sind: { $count }
page-left-out-past = Schon vorbei: { $count }
page-left-out-unreadable = Nicht lesbar: { $count }
page-known-already = weicht schon ab
page-add-ticked = Diese hinzufügen: { $count }
page-put-aside = Keine hinzufügen
page-tick-one = Haken Sie an, was dazukommen soll.
page-calendar-too-large = Diese Datei ist zu groß für einen Feiertagskalender.
page-no-calendar = Das ist keine Kalenderdatei (.ics).
page-file-not-read = Diese Datei ließ sich nicht lesen: { $reason }
page-read-file = Datei lesen
page-next-days = Die nächsten 14 Tage
page-whole-day = ganztägig
page-closes-at = schließt { $at }
page-open-by-hand-until = von Hand geöffnet, bis { $at }
page-last-until = keine Nummern mehr, schließt { $at }
page-opens-at = geschlossen, öffnet { $at }
page-closed-now = geschlossen
page-at-time = { $time }
page-on-day-at = { $day } { $time }
page-words = Texte
page-words-why = Was dieser Schalter auf jedem Bildschirm von sich sagt.
page-field-organisation = Einrichtung
page-organisation-hint = Steht groß auf Terminal und Anzeige
page-field-notice = Üblicher Hinweis
page-notice-hint = Bis jemand etwas anderes mitteilt
page-closed-text-heading = Solange geschlossen ist
page-closed-text-why = Das lesen Besucher zusätzlich dazu, wann wieder geöffnet wird.
page-field-closed-text = Geschlossen, auf { $language }
page-devices = Geräte
page-devices-why = Ein Terminal oder eine Anzeige, die noch nicht zugelassen ist, zeigt einen Code.
page-device-version = Softwareversion { $version }
page-device-other-version = Softwareversion { $version }, der Server hat { $server }
page-device-own = In der eigenen Datei festgelegt: { $names }
page-device-paper-ok = Papier ist da
page-device-paper-low = Das Papier geht zu Ende
page-device-paper-out = Es ist kein Papier mehr da
page-device-paper-away = Der Drucker ist nicht erreichbar
page-device-paper-open = Der Drucker ist offen
page-device-paper-error = Der Drucker druckt nicht
page-many-devices = Viele Geräte…
page-many-title = Viele Geräte über eine Datei zulassen
page-many-why = Die Datei sagt, wo der Server ist, und lässt jedes Terminal und jede Anzeige einmal zu. Eine frühere Datei gilt danach nicht mehr.
page-many-count = Wie viele Geräte
page-many-until = Bis zum Ende dieses Tages
page-many-server = Wo die Geräte den Server finden
page-not-a-server = Schreiben Sie sie wie desk.example oder 10.0.0.7:7420.
page-make-file = Datei erstellen
page-save-many = Datei für Geräte speichern…
page-many-then = Legen Sie die Datei auf jedem Gerät neben das Programm oder neben seine Einstellungen und starten Sie es. Löschen Sie sie danach: Wer sie hat, kann ein Gerät zulassen.
page-field-domains = Endungen von E-Mail-Adressen
page-field-pin = PIN zum Verlassen eines Terminals
page-field-languages = Sprachen der Terminals
page-field-board-languages = Sprachen der Anzeigen
page-shared-heading = Was für alle Terminals und Anzeigen gilt
page-shared-why = Was ein Gerät in seiner eigenen Datei stehen hat, geht vor und steht oben bei ihm.
page-domains-hint = schule.example, gmail.com
page-languages-all = Keine gewählt: alle, die es gibt
page-languages-two = Eine, oder zwei im Wechsel. Keine gewählt: die des Systems
page-pin-is-set = Eine PIN ist gesetzt. Geben Sie eine andere ein, um sie zu ändern
page-pin-is-not-set = Nicht gesetzt: ein Terminal braucht dann eine eigene PIN
page-pin-remove = PIN entfernen
page-trouble-not-domain = „{ $part }“ ist keine Endung einer E-Mail-Adresse.
page-fault-web-address = „{ $part }“ ist keine Webadresse wie https://desk.example.
page-trouble-not-pin = Eine PIN hat 4 bis 12 Ziffern.
page-fault-printer = „{ $part }“ ist kein Drucker wie tcp://192.168.1.20, /dev/usb/lp0 oder windows:NAME.
page-fault-printer-file = „{ $part }“ ist eine Datei. Nur die kiosk.toml eines Terminals selbst darf eine nennen.
page-fault-time = „{ $part }“ ist keine Uhrzeit wie 09:00.
page-fault-time-or-off = „{ $part }“ ist weder eine Uhrzeit wie 04:00 noch „off“.
page-fault-zone = „{ $part }“ ist keine Zeitzone wie Europe/Berlin.
page-fault-day = „{ $part }“ ist kein Tag wie 2026-12-31.
page-fault-language = „{ $part }“ ist kein Sprachkürzel wie de.
page-fault-too-many = Das sind mehr als { $most }.
page-fault-twice = „{ $part }“ steht zweimal da.
page-fault-reason = „{ $part }“ ist keiner der Gründe dieses Schalters.
page-printing = Papiertickets
page-printing-why = Wie Terminals drucken, wenn ihre eigene Datei nichts anderes sagt.
page-field-printer = Drucker
page-printer-network-hint = Im Netz: seine Adresse, etwa 192.168.1.20
page-printer-usb-hint = USB an einem Terminal mit Linux: /dev/usb/lp0
page-printer-windows-hint = An einem Terminal mit Windows: windows: und sein Name, etwa windows:EPSON TM-T20III
page-printer-none-hint = Leer: Ein Terminal druckt nur, wenn seine eigene kiosk.toml einen Drucker nennt.
page-paper-heading = Papier
page-paper-wide = 80 mm (576 Punkte)
page-paper-narrow = 58 mm (384 Punkte)
page-print-when-heading = Wann ein Ticket gedruckt wird
page-print-always = Jedes Ticket
page-print-ask = Wenn der Besucher es wünscht
page-print-never = Nur wenn das Personal es will
page-print-own = Diese Terminals haben eigene Einstellungen, die vorgehen: { $names }
page-print-own-why = Damit ein einzelnes Terminal anders druckt, schreiben Sie [print] in seine eigene kiosk.toml.
page-privacy = Datenschutz
page-privacy-why = Was von Besuchern bleibt, wie lange, und was andere sehen.
page-field-retention = Besucher so viele Tage behalten
page-retention-hint = Leer: für immer
page-shorter-ask = Würde heute Nacht für immer vergessen, in Nummern: { $tickets }
page-shorter-counting = Es wird gezählt, was das vergisst…
page-shorten = Nur { $days } Tage behalten
page-keep-as-before = So lassen wie vorher
page-label-heading = Was Anzeigen von Besuchern zeigen
page-label-none = Nur die Nummer
page-label-first = Und den Vornamen
page-label-initial = Und einen Buchstaben des Namens
page-privacy-text-heading = Warum wir fragen
page-privacy-text-why = Das lesen Besucher am Terminal neben der Frage.
page-field-privacy-text = Warum, auf { $language }
page-visitor-heading = Eine Person
page-visitor-why = Was von jemandem bleibt, der danach fragt, und wie es vergessen wird.
page-field-visitor = E-Mail-Adresse der Person
page-show-visitor = Zeigen, was da ist
page-save-visitor = In eine Datei…
page-erase-visitor = Vergessen…
page-erase-title = { $address } für immer vergessen?
page-erase-why = Namen, Adressen und Notizen verschwinden. Wie viele wann kamen, bleibt ohne sie. Das lässt sich nicht zurücknehmen.
page-erase-yes = Für immer vergessen
page-erase-no = Behalten
page-nothing-kept = Von { $address } ist nichts da.
page-kept-of = Nummern von { $address }: { $count }
page-type-an-address = Geben Sie die E-Mail-Adresse ein.
page-file-is-at = Die Datei liegt unter { $place }
page-file-path = Pfad der Datei
page-log = Protokoll
page-log-why = Wer wann was getan hat. Namen von Besuchern stehen hier nie.
page-field-filter = Im Protokoll suchen
page-everybody = Alle
page-read-log = Diese Tage lesen
page-save-log = Protokoll in eine Datei…
page-nothing-logged = An diesen Tagen nichts dergleichen.
page-log-count = Einträge: { $count }
page-log-is-cut = Es gibt mehr. Wählen Sie weniger Tage, um sie zu sehen.
page-log-created = Nummer vergeben
page-log-found = Erneut gefragt, gleiche Nummer
page-log-key-withdrawn = Terminal verlassen
page-log-accepted = Aufgerufen
page-log-recalled = Erneut aufgerufen
page-log-released = Zurück in die Schlange
page-log-transferred = An jemanden übergeben
page-log-referred = An anderen Dienst verwiesen
page-log-priority-high = Vorrang gegeben
page-log-priority-normal = Vorrang zurückgenommen
page-log-arrived = Am Tisch angekommen
page-log-service-changed = Dienst entfallen, Nummern verschoben
page-log-completed = Erledigt
page-log-cancelled = Abgebrochen
page-log-no-show = Nicht erschienen
page-log-left = Gegangen
page-log-expired = Am Tagesende übrig
page-log-reopened = Wieder geöffnet
page-log-noted = Notiz geschrieben
page-log-seated = Platz genommen
page-log-unseated-left = Tisch verlassen
page-log-unseated-signed-out = Tisch verlassen, abgemeldet
page-log-unseated-away = Tisch frei, Verbindung weg
page-log-unseated-freed = Tisch von anderen freigegeben
page-log-unseated-disabled = Tisch frei, Konto gesperrt
page-log-unseated-gone = Tisch gibt es nicht mehr
page-log-closed = Schalter geschlossen
page-log-opened = Schalter geöffnet
page-log-opened-outside = Außerhalb der Zeiten geöffnet
page-log-opened-outside-over = Außerhalb der Zeiten: vorbei
page-log-announced = Hinweis geändert
page-log-set = Einstellungen geändert
page-log-account-added = Konto angelegt
page-log-account-changed = Konto geändert
page-log-help-asked = Hilfe verlangt
page-log-helped = Geholfen
page-log-printed = Noch einmal gedruckt
page-log-unprinted = Vielleicht nicht gedruckt
page-log-password-set = Passwort gesetzt
page-log-account-disabled = Konto gesperrt
page-log-account-enabled = Konto freigegeben
page-log-signed-in = Angemeldet
page-log-signed-out = Abgemeldet
page-log-signed-out-expired = Abgemeldet, lange nicht benutzt
page-log-signed-out-password = Abgemeldet, Passwort geändert
page-log-signed-out-disabled = Abgemeldet, Konto gesperrt
page-log-devices-may-enrol = Datei für viele Geräte erstellt
page-log-enrolment-over = Datei für viele Geräte verbraucht
page-log-device-added = Gerät zugelassen
page-log-device-revoked = Gerät entfernt
page-log-day-ended = Tag beendet
page-log-clock-confirmed = Uhr bestätigt
page-log-purged = Alte Besuche vergessen
page-log-visitor-erased = Person vergessen
page-log-sign-in-refused = Anmeldung abgelehnt
page-log-password-refused = Altes Passwort war falsch
page-log-token-refused = Token abgelehnt
page-log-resumed = Zurückgekehrt
page-log-exported = Nummern exportiert
page-log-visitor-shown = Daten einer Person gezeigt
page-log-backed-up = Gesichert
page-log-restored = Sicherung eingespielt
page-log-save-failed = Konnte zeitweise nicht gespeichert werden
page-log-ticket = Nummer { $number }
page-log-with = { $act }: { $detail }
page-log-by-kiosk = Terminal
page-log-by-administrator = Kommandozeile
page-log-by-server = Server selbst
page-log-by-visitor = Besucher am Telefon
page-log-change = { $key }: { $new } (vorher: { $old })
page-log-by-nobody = unbekannt
page-health = Zustand
page-health-why = Wie es dem Server geht und was seine Daten sichert.
page-look-again = Neu laden
page-backup-heading = Sicherungen
page-back-up-now = Jetzt sichern
page-backed-up = Gesichert: { $name }
page-last-backup = Die letzte { $when }
page-no-backup-yet = Es gibt noch keine.
page-backups-kept = Täglich, behalten: { $count }
page-no-backups-kept = Es gibt keine täglichen Sicherungen.
page-backup-did-fail = Die letzte Sicherung ist nicht gelungen. Das Protokoll des Servers sagt, warum.
page-disk-heading = Festplatte
page-disk-free = { $size } frei
page-size = { $number } { $unit }
page-tenths = { $whole },{ $tenths }
page-disk-unknown = Das System sagt es nicht.
page-disk-is-low = Das ist wenig. Schaffen Sie Platz auf dem Computer des Servers.
page-clock-heading = Uhr
page-clock-doubted = Der Server zweifelt an seiner Uhr: Was nach Datum geht, wartet. Bestätigen Sie sie am Computer des Servers.
page-version-heading = Softwareversion
page-connections-heading = Jetzt verbunden
page-connected-staff = Fenster des Teams: { $count }
page-connected-kiosks = Terminals: { $count }
page-connected-displays = Anzeigen: { $count }
page-reach-heading = Wo der Server erreicht wird
page-this-computer-only = Nur der Computer des Servers erreicht diesen Schalter. Für andere muss er auf allen Adressen hören.
page-reached-encrypted = Verschlüsselt
page-reached-plain = Nicht verschlüsselt
page-links-heading = Telefone der Besucher
page-links-given = Tickets haben einen Link zur eigenen Seite des Besuchers.
page-links-off = Besucher haben keine eigenen Seiten: die Einstellung web_listen des Servers ist aus.
page-links-no-address = Niemand weiß, unter welcher Adresse Besucher ihre Seiten erreichen. Schreiben Sie sie auf die Seite Texte.
page-links-no-certificate = Telefone würden dem eigenen Zertifikat des Servers nicht trauen. Stellen Sie einen Proxy mit eigenem Zertifikat davor.
page-links-not-encrypted = Die Adresse der Seiten der Besucher beginnt mit http, also könnte jeder unterwegs mitlesen. Schreiben Sie auf die Seite Texte eine, die mit https beginnt.
page-printers-heading = Drucker
page-printers-none = Kein verbundenes Terminal hat einen Drucker.
page-sheets-waiting = Warten auf den Druck: { $count }, das erste { $when }
page-sheets-unprinted = Vielleicht nicht gedruckt: { $count }, das erste { $when }
page-sheets-none = Kein Ticket wartet auf den Druck.
page-field-public-url = Adresse der Seiten für Besucher
page-public-url-hint = Wie https://desk.example. Ohne sie haben Tickets keinen Link.
page-set-up-title = Diesen Schalter einrichten
page-set-up-why = Hier hat noch niemand ein Konto. Ihres ist das erste. Alles lässt sich später ändern.
page-field-your-name = Ihr Name, wie ihn andere lesen
page-field-set-up-code = Einrichtungscode
page-set-up-code-where = Steht dort, wo der Server gestartet wurde, oder: walkup-server setup-code
page-password-hint = Mindestens { $characters } Zeichen
page-set-up-button = Einrichten und anmelden
page-sign-in-instead = Stattdessen anmelden
page-set-up-by-others = Jemand anderes hat diesen Schalter eingerichtet
page-set-up-by-others-why = Bitten Sie um ein Konto und melden Sie sich dann an.
page-type-your-name = Geben Sie Ihren Namen ein.
page-type-a-user = Geben Sie einen Namen zum Anmelden ein.
page-type-the-set-up-code = Geben Sie den Code ein, den der Computer des Servers zeigt.
page-own-password-title = Wählen Sie ein eigenes Passwort
page-own-password-why = Das, das Sie bekommen haben, gilt nur einmal.
page-field-one-time-password = Das Passwort, das Sie bekommen haben
page-type-one-time-password = Geben Sie das Passwort ein, das Sie bekommen haben.
page-same-password = Das ist das, das Sie bekommen haben. Wählen Sie ein anderes.
page-use-this-password = Dieses Passwort verwenden

## Staff window: reports

report-lane-longest = am längsten: { $number }, { $length }
report-nobody-takes-it = Niemand nimmt das an.
report-tables-now =
    { $serving ->
        [one] { $serving } bedient
       *[other] { $serving } bedienen
    }, { $free } frei, { $closed } unbesetzt
report-serves-since = { $number } seit { $time }, { $length }
report-today = Heute
report-yesterday = Gestern
report-week = Diese Woche
report-month = Dieser Monat
report-own = Andere Tage…
report-show = Anzeigen
report-all-services = Alle Dienstleistungen
report-making = Der Bericht entsteht: { $percent } %
report-stop = Abbrechen
report-stopped = Abgebrochen. Wählen Sie einen Zeitraum, um neu zu beginnen.
report-from-to = { $from } bis { $to }
report-before-today = gestern um diese Zeit
report-before-yesterday = am Tag davor
report-before-week = letzte Woche um diese Zeit
report-before-month = letzten Monat um diese Zeit
report-before-own = in den Tagen davor
report-beside = neben { $period }
report-few = Nur { $count ->
    [one] { $count } Ticket
   *[other] { $count } Tickets
}: bei so wenigen hat der Zufall großen Anteil an diesen Zahlen.
report-read-at = Gelesen { $day }, { $time }
report-nobody-called = Niemand, der dann kam, wurde aufgerufen.
report-no-tables = Kein Tisch war besetzt, oder niemand weiß es.
report-nobody-came = Niemand kam.
report-arrived = Gekommen
report-called = Aufgerufen
report-wait-median = Wartezeit (Median)
report-wait-nine = 9 von 10 warteten bis
report-in-time = Rechtzeitig gerufen
report-no-show = Nicht erschienen
report-left = Gegangen
report-left-over = Nie gerufen
report-service-median = Bedienung (Median)
report-more = { $amount } mehr als { $period }
report-fewer = { $amount } weniger als { $period }
report-less = { $amount } weniger als { $period }
report-same = so viel wie { $period }
report-percent = { $percent } %
report-points = { $points ->
    [one] { $points } Punkt
   *[other] { $points } Punkte
}
report-seconds = { $seconds } s
report-minutes-seconds = { $minutes }:{ $seconds } Min.
report-hours = { $from }–{ $to }
report-arrivals-title = Ankünfte nach Stunde
report-arrivals-claim = Die meisten kommen { $hours }
report-waits-title = Wartezeit nach Stunde der Ankunft
report-waits-claim = Wer { $hours } kommt, wartet am längsten
report-week-waits = Wartezeit nach Tag und Stunde
report-week-waits-claim = { $day }, { $hours }: am längsten gewartet
report-week-arrivals = Ankünfte nach Tag und Stunde
report-week-arrivals-claim = { $day }, { $hours }: die meisten Ankünfte
report-week-tables = Besetzte Tische nach Tag und Stunde
report-heat-waits = Wartezeit
report-heat-arrivals = Ankünfte
report-heat-tables = Besetzte Tische
report-by-day = Tag für Tag
report-by-weekday = Nach Wochentag
report-by-service = Nach Dienstleistung
report-by-reason = Nach Grund
report-by-table = Nach Tisch
report-by-person = Nach Person
report-waits-longest = Am längsten gewartet: { $name }
report-takes-longest = Am längsten bedient: { $name }
report-show-table = Als Tabelle zeigen
report-show-picture = Als Bild zeigen
report-table-of = Als Tabelle zeigen: { $title }
report-picture-of = Als Bild zeigen: { $title }
report-on-tickets = { $value } ({ $count ->
    [one] { $count } Ticket
   *[other] { $count } Tickets
})
report-came = { $count } gekommen
report-tables-count = { $count } besetzt
report-promise-title = Was Besuchern gesagt wurde
report-promise-kept = { $percent } von { $count ->
    [one] { $count } Besucher, dem
   *[other] { $count } Besuchern, denen
} eine Wartezeit gezeigt wurde, kamen in dieser Zeit dran.
report-promise-nothing = Keinem, der aufgerufen wurde, war eine Wartezeit gezeigt worden.
report-staffing-title = Wie viele Tische gereicht hätten
report-staffing-enough = { $count ->
    [one] Mit { $count } Tisch
   *[other] Mit { $count } Tischen
} wären { $percent } rechtzeitig gerufen worden.
report-staffing-never = Keine dieser Anzahlen hätte gereicht.
report-staffing-with = { $count ->
    [one] { $count } Tisch
   *[other] { $count } Tische
}
report-staffing-estimate = Eine Schätzung: als wären alle zur selben Zeit gekommen und gleich lang bedient worden. Die gestrichelte Linie ist 9 von 10.
report-key-none = Ohne Angabe
report-key-other-tables = Tische weniger Personen
report-few-hollow = Hohle Balken beruhen auf weniger als 30 Tickets.
report-save-csv = Als CSV speichern
report-save-xlsx = Für Excel speichern
report-print = Drucken…
report-printed = Die Druckseite liegt in { $place }. Sie öffnet sich im Browser.
report-people-switch = Berichte nach Person
report-people-why = Sagen Sie es denen an den Tischen, bevor Sie das einschalten, und fragen Sie, ob Sie es dürfen.
report-people-off = Aus: niemandes eigene Zahlen werden gezeigt, und Tische, an denen weniger als drei Personen arbeiteten, stehen zusammen.

## Staff window: report files

report-file-report = Bericht
report-file-period = Zeitraum
report-file-zone = Zeitzone
report-file-service = Dienstleistung
report-file-read-at = Gelesen um (UTC)
report-file-summary = Übersicht
report-file-definitions = Definitionen
report-file-figure = Zahl
report-file-name = Name
report-file-meaning = Wie sie entsteht
report-file-formula = Formel
report-file-total = Alle
report-file-none = (ohne)
report-file-other-tables = Andere Tische
report-file-seconds = s
report-file-by-hour = Nach Stunde
report-file-by-weekday = Nach Wochentag
report-file-by-day = Nach Tag
report-file-by-service = Nach Dienstleistung
report-file-by-reason = Nach Grund
report-file-by-table = Nach Tisch
report-file-by-person = Nach Person
report-file-heat-arrived = Ankünfte je Stunde der Woche
report-file-heat-wait = Wartezeit je Stunde der Woche
report-file-heat-tables = Tische je Stunde der Woche
report-file-heat-wait-means = Der Median der Wartezeit in Sekunden derer, die in dieser Stunde dieses Wochentags kamen und aufgerufen wurden.
report-file-heat-tables-means = An wie vielen Tischen im Durchschnitt jemand saß, in dieser Stunde dieses Wochentags.
report-file-tables = Wie viele Tische
report-file-tables-number = Tische
report-file-tables-enough = Die wenigsten mit 90 % rechtzeitig
report-file-tables-means = Eine Schätzung: dieselben Besucher kommen zur selben Zeit und brauchen gleich lang, mit so vielen Tischen.
report-file-few = Eine Zahl aus wenigen Tickets sagt wenig.
report-file-buckets = Jedes Ticket zählt in der Stunde und an dem Tag, in dem es entstand, nach der Uhr des Schalters. Ein Median ist der kleinste Wert, den mindestens die Hälfte der Werte nicht übersteigt; er wurde also gemessen. Nichts ist ein Mittel von Mitteln. Nach Dienstleistung zählt jeder Aufenthalt eines Tickets in einer davon dort.
report-file-monday = Montag
report-file-tuesday = Dienstag
report-file-wednesday = Mittwoch
report-file-thursday = Donnerstag
report-file-friday = Freitag
report-file-saturday = Samstag
report-file-sunday = Sonntag
report-file-arrived = Gekommen
report-file-arrived-means = Tickets, die entstanden; nach Dienstleistung: die in ihre Schlange kamen.
report-file-called = Aufgerufen
report-file-called-means = Die aufgerufen wurden.
report-file-completed = Bedient
report-file-completed-means = Die zu Ende bedient wurden; bei einer Dienstleistung, die weitergab: die sie weitergab.
report-file-no-show = Nicht erschienen
report-file-no-show-means = Die aufgerufen wurden und nicht kamen.
report-file-left = Gegangen
report-file-left-means = Die vor dem Aufruf gingen, von selbst oder vom Personal herausgenommen.
report-file-left-over = Übrig
report-file-left-over-means = Die das Ende des Tages nahm, nie aufgerufen.
report-file-wait-median = Wartezeit, Median
report-file-wait-median-means = Vom Eintritt in die Schlange bis zum ersten Aufruf dort, der Aufgerufenen: der Median.
report-file-wait-p90 = Wartezeit, 9 von 10
report-file-wait-p90-means = Länger warteten neun von zehn der Aufgerufenen nicht.
report-file-wait-mean = Wartezeit, Mittel
report-file-wait-mean-means = Die Summe der Wartezeiten geteilt durch ihre Anzahl.
report-file-wait-max = Wartezeit, längste
report-file-wait-max-means = Die längste Wartezeit der Aufgerufenen.
report-file-way-median = Weg, Median
report-file-way-median-means = Vom letzten Aufruf bis zum Tisch, wo das gesagt wurde: der Median.
report-file-service-median = Bedienung, Median
report-file-service-median-means = Von der Ankunft am Tisch, sonst vom letzten Aufruf, bis zum Ende, der Bedienten: der Median.
report-file-service-mean = Bedienung, Mittel
report-file-service-mean-means = Die Summe der Bedienzeiten geteilt durch ihre Anzahl.
report-file-in-time = Rechtzeitig
report-file-in-time-means = Im Ziel der Dienstleistung aufgerufen, von den Aufgerufenen und denen, die nach längerem Warten gingen oder übrig blieben.
report-file-promise-kept = Versprechen gehalten
report-file-promise-kept-means = Wartezeiten innerhalb der gezeigten Spanne, der Aufgerufenen, denen eine gezeigt wurde.
report-file-open = Noch offen
report-file-open-means = Die noch warteten oder bedient wurden, als dies gelesen wurde.
report-file-way-of = Weg: Tickets
report-file-way-of-means = Auf wie vielen Tickets der Weg beruht.
report-file-service-of = Bedienung: Tickets
report-file-service-of-means = Auf wie vielen Tickets die Bedienzeiten beruhen.
report-file-in-time-of = Rechtzeitig: Tickets
report-file-in-time-of-means = Auf wie vielen Tickets der rechtzeitige Anteil beruht.
report-file-promise-of = Versprechen: Tickets
report-file-promise-of-means = Auf wie vielen Tickets der Anteil gehaltener Versprechen beruht.
report-file-no-show-share = Nicht erschienen ÷ aufgerufen
report-file-left-share = Gegangen ÷ gekommen
report-file-left-over-share = Übrig ÷ gekommen

## Board

board-welcome = Willkommen
board-advice = Ihre Nummer steht hier, wenn Sie an der Reihe sind.
board-call = { $number } zu { $table }
board-table = { $table }: { $state }
board-closed = geschlossen
board-free = frei
board-serving = bedient { $number }
board-calling = ruft { $number }
board-closed-tables = Geschlossen: { $tables }
board-comma = { ", " }
board-waiting = { $count ->
    [0] niemand wartet
    [one] { $count } wartet
   *[other] { $count } warten
}
board-lane = { $count ->
    [0] { $service }: niemand wartet
    [one] { $service }: { $count } wartet
   *[other] { $service }: { $count } warten
}
board-page = Seite { $page } von { $pages }
board-join = Ticket per Telefon: { $address }, Code { $code }
board-no-new-tickets = Zurzeit keine neuen Nummern
board-lost = Seit { $time } keine Verbindung. Die Nummern können veraltet sein; es wird neu verbunden.
board-name = Das ist die Anzeigetafel
board-wait-title = Warten auf den Server
board-wait = Diese Tafel verbindet sich von selbst mit { $server }.
board-not-allowed-title = Der Server kennt diese Tafel nicht
board-not-allowed = Wer { $server } betreibt, muss sie zulassen.
board-pair-title = Diese Tafel freigeben
board-pair = Geben Sie diesen Code im Fenster des Personals unter „{ devices }“ frei, oder auf { $server } mit walkup-server device approve { $code }
board-other-title = Das ist nicht unser Server
board-other = Unter { $server } antwortet etwas anderes. Prüfen Sie die Adresse in den Einstellungen.
board-unsaved-title = Zurzeit kann nichts gespeichert werden
board-unsaved = Der Server lässt niemanden ein, bis seine Datenbank wieder Änderungen annimmt. Es wird von selbst weiter versucht.
board-no-desk-title = Diesen Schalter gibt es nicht
board-no-desk = Der Server kennt keinen Schalter unter { $server }. Prüfen Sie den Namen am Ende der Adresse in den Einstellungen.
board-trust-title = Ist das unser Server?
board-trust = Niemand bürgt für { $server }. Nennt walkup-server tls fingerprint dort dasselbe wie hier, drücken Sie die Eingabetaste: { $certificate }
board-changed-title = Der Server ist ein anderer
board-changed = { $server } zeigt nicht das Zertifikat, das hier angenommen wurde. Fragen Sie, wer ihn betreibt, und ändern Sie dann certificate in den Einstellungen dieser Tafel. Er zeigt { $certificate }
board-look-after-title = Jemand muss nach dieser Tafel sehen
board-look-after = Sie kennt ihren Server nicht mehr. Reparieren Sie { $file }, oder löschen Sie die Datei, um die Tafel neu einzurichten.
board-settings-wrong = Nicht wie in den Einstellungen: { $what }

## Kiosk

accents = ä ö ü ß é è ç ñ
welcome = Willkommen
get-ticket = Nummer ziehen
join-by-phone = Keine Zeit, hier zu warten? Nummer per Telefon: { $address }, Code { $code }
ask-service = Was brauchen Sie?
service-waiting = { $count ->
    [0] niemand wartet
    [one] { $count } wartet
   *[other] { $count } warten
}
service-full = gerade voll
service-no-more = heute keine mehr
service-no-more-short = heute voll
no-service = Zurzeit werden keine Nummern ausgegeben.
need-help = Hilfe rufen
somebody-coming = Es kommt jemand
code-not-ours = Dieser Code ist nicht für dieses Terminal.
code-choose-first = Bitte wählen Sie zuerst und scannen Sie dann noch einmal.
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
ask-phone = Wie lautet Ihre Telefonnummer?
phone-example = mit Vorwahl
phone-problem = Bitte prüfen Sie die Telefonnummer.
ask-number = Wie lautet Ihre Nummer?
number-digits = { $count ->
    [one] eine Ziffer
   *[other] { $count } Ziffern
}
number-digits-range = { $low } bis { $high } Ziffern
number-signs = { $count ->
    [one] ein Zeichen
   *[other] { $count } Zeichen
}
number-signs-range = { $low } bis { $high } Zeichen
number-problem = Bitte prüfen Sie die Nummer.
skip = Auslassen
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
ahead-for = { $count ->
    [0] Sie sind als Nächstes dran: { $service }.
    [one] Eine Person vor Ihnen für { $service }.
   *[other] { $count } Personen vor Ihnen für { $service }.
}
watch-screen = Achten Sie am Bildschirm auf Ihre Nummer.
found-leave = Warteschlange verlassen
found-leave-ask = Die Warteschlange verlassen?
found-leave-do = Ihre Nummer wird dann nicht mehr aufgerufen.
found-leave-yes = Ja, ich gehe
found-leave-no = Nein, ich bleibe
found-called = { $table } ruft Sie auf. Bitte gehen Sie jetzt dorthin.
found-called-somewhere = Sie sind an der Reihe. Bitte fragen Sie vorn, wohin.
found-missed = Wir haben Sie aufgerufen und nicht gesehen. Bitte sprechen Sie uns an.
found-ended = Ihr Besuch ist abgeschlossen.
found-over = Diese Nummer ist beendet.
found-left = Sie haben die Warteschlange verlassen.
on-your-phone = Auf Ihr Telefon
print = Drucken
printing = Ihr Ticket wird gedruckt.
take-ticket = Bitte Ticket nehmen und Bildschirm beachten.
not-printed = Nicht gedruckt. Bitte merken Sie sich die Nummer.
paper-ahead = { $count ->
    [0] Niemand vor Ihnen um { $time }
   *[other] { $count } vor Ihnen um { $time }
}
paper-at = Gedruckt um { $time }
paper-link = Ihr Platz auf dem Telefon
paper-sample = Ein Muster
done = Fertig
still-there = Sind Sie noch da?
erased-in = { $secs ->
    [one] Ihre Eingaben werden in einer Sekunde gelöscht.
   *[other] Ihre Eingaben werden in { $secs } Sekunden gelöscht.
}
more-time = Mehr Zeit
reconnecting = Wir verbinden uns neu. Einen Moment, bitte.
nothing-saved = Zurzeit gibt es keine Nummern. Bitte wenden Sie sich an das Personal.
reconnecting-kept = Wir verbinden uns neu. Ihre Eingaben bleiben.
reconnecting-alone = Wir verbinden uns neu.
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
setup-name = Das ist ein Terminal
setup-look-after-title = Bitte fragen Sie das Personal
setup-look-after = Für das Personal: Dieses Terminal kennt seinen Server nicht mehr. Reparieren Sie { $file }, oder löschen Sie die Datei, um das Terminal neu einzurichten.
setup-let-in-title = Der Server kennt dieses Terminal nicht
setup-let-in = Für das Personal: Bitten Sie, wer den Server betreibt, dieses Terminal zuzulassen.
setup-no-desk-title = Diesen Schalter gibt es nicht
setup-no-desk = Für das Personal: Der Server kennt keinen Schalter mit dem Namen am Ende der Adresse. Prüfen Sie sie in den Einstellungen.
setup-code = Code dieses Terminals
setup-approve = Im Fenster des Personals unter „{ devices }“ freigeben, oder auf dem Server: walkup-server device approve { $code }
setup-ours = Ist das unser Server?
setup-compare = Auf dem Server nennt walkup-server tls fingerprint das richtige Zertifikat. Vergleichen Sie:
setup-same = Sie sind gleich: vertrauen
setup-write = Nennt walkup-server tls fingerprint auf dem Server dieses, tragen Sie es als certificate in kiosk.toml ein:
setup-changed = Das Zertifikat ist ein anderes
setup-ask = In kiosk.toml steht ein anderes. Fragen Sie, wer den Server betreibt. Er zeigt:
