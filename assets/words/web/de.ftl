title = { $number } · { $state }
your-number = Ihre Nummer:
ahead =
    { $count ->
        [one] Eine Person ist vor Ihnen
       *[other] { $count } Personen sind vor Ihnen
    }
ahead-for =
    { $count ->
        [0] Sie sind als Nächstes dran: { $service }
        [one] Eine Person vor Ihnen: { $service }
       *[other] { $count } Personen vor Ihnen: { $service }
    }
next = Sie sind die nächste Person
next-do = Bitte bleiben Sie in der Nähe.
wait-range = etwa { $low } bis { $high } Minuten
wait-up-to = bis zu { $high } Minuten
table = Tisch { $number }
called = { $table } ruft Sie auf
called-do = Bitte gehen Sie jetzt dorthin.
called-somewhere = Sie sind an der Reihe
called-somewhere-do = Bitte kommen Sie nach vorn und fragen Sie, wohin.
moved-do = Bitte gehen Sie jetzt zu diesem Tisch, nicht zu dem davor.
missed = Wir haben Sie aufgerufen und nicht gesehen
missed-do = Bitte sprechen Sie uns an oder ziehen Sie eine neue Nummer.
closed = Gerade ist geschlossen. Ihr Platz bleibt Ihnen.
ended = Ihr Besuch ist abgeschlossen
ended-do = Danke, dass Sie da waren.
cancelled = Ihre Nummer wurde von uns beendet
cancelled-do = Wenn das ein Irrtum ist, sprechen Sie uns bitte an.
expired = Der Tag dieser Nummer ist vorbei
expired-do = Bitte ziehen Sie eine neue Nummer, wenn Sie wiederkommen.
left = Sie haben die Warteschlange verlassen
left-do = Zwei Minuten lang können Sie Ihren Platz noch zurücknehmen.
left-over = Bitte ziehen Sie eine neue Nummer, wenn Sie wiederkommen.
return = Meinen Platz zurücknehmen
return-other = Auf diesem Telefon ist noch eine andere Nummer offen
return-other-do = Eine Nummer je Telefon: Verlassen Sie erst mit jener die Warteschlange, dann können Sie diesen Platz zurücknehmen.
return-other-look = Die andere Nummer zeigen
gone = Diese Seite gibt es nicht mehr
gone-do = Die Seite einer Nummer endet mit dem Tag. Wenn Sie warten, sehen Sie bitte auf die Anzeige oder fragen Sie uns.
leave = Ich gehe
leave-ask = Die Warteschlange verlassen?
leave-do = Ihre Nummer wird dann nicht mehr aufgerufen.
leave-yes = Ja, ich gehe
leave-no = Nein, ich bleibe
ring = Klingeln, solange diese Seite offen ist
ring-on = Es klingelt, wenn Sie aufgerufen werden. Lassen Sie diese Seite offen.
heard = Gerade eben vom Schalter gehört
as-of = Stand: { $time }
stale = Nichts Neues seit __TIME__. Sehen Sie auf die Anzeige.
look-again = Noch einmal nachsehen
languages = Sprache
busy = Zu viel auf einmal
busy-do = Aus Ihrem Netz kommen zu viele Anfragen. Bitte warten Sie einen Moment und sehen Sie noch einmal nach.
not-saved = Das konnte nicht gespeichert werden
not-saved-do = Bitte versuchen Sie es gleich noch einmal oder sprechen Sie uns an.
unreadable = Das konnte die Seite nicht lesen
unreadable-do = Bitte gehen Sie zurück und versuchen Sie es noch einmal.

join = Eine Nummer mit dem Telefon ziehen
join-code-do = Tippen Sie den Code ein, den der Bildschirm am Schalter jetzt zeigt. Er ändert sich immer wieder.
join-code = Code
join-on = Weiter
join-code-wrong = Das ist nicht der Code, den der Bildschirm jetzt zeigt.
join-slow =
    { $seconds ->
        [one] Das war mehrmals falsch. Bitte warten Sie eine Sekunde und sehen Sie noch einmal auf den Bildschirm.
       *[other] Das war mehrmals falsch. Bitte warten Sie { $seconds } Sekunden und sehen Sie noch einmal auf den Bildschirm.
    }
join-longer = Es wurden zu viele falsche Codes eingetippt, deshalb haben Codes jetzt { $count } Zeichen. Bitte tippen Sie den ein, den der Bildschirm jetzt zeigt.
join-off = Keine Nummern per Telefon
join-off-do = Bitte ziehen Sie eine Nummer am Schalter.
join-service = Worum geht es?
join-reason = Warum kommen Sie?
join-reason-none = Keine Angabe
join-email = E-Mail-Adresse
join-name = Name
join-phone = Telefonnummer
join-number = Nummer
join-optional = { $field } (kann leer bleiben)
join-take = Meine Nummer ziehen
join-one = Eine Nummer je Telefon.
join-late = Das hat zu lange gedauert. Bitte tippen Sie den Code ein, den der Bildschirm jetzt zeigt.
join-full = Gerade warten so viele, wie warten können. Bitte versuchen Sie es etwas später.
join-today = Dafür gibt es heute keine Nummern mehr.
join-closed = Gerade werden keine Nummern ausgegeben.
join-email-bad = Bitte sehen Sie sich die E-Mail-Adresse noch einmal an: So geht sie nicht.
join-name-missing = Bitte geben Sie Ihren Namen ein.
join-name-long = Dieser Name oder diese Adresse ist zu lang.
join-phone-bad = Bitte sehen Sie sich die Telefonnummer noch einmal an: So geht sie nicht.
join-number-bad = Bitte sehen Sie sich die Nummer noch einmal an: So geht sie nicht.
join-choose = Bitte wählen Sie eines davon.
join-there = Für diese Adresse wartet schon eine Nummer
join-there-do = Bitte achten Sie auf Ihre Nummer oder fragen Sie uns.
join-there-look = Für diese Adresse wartet schon eine Nummer: Bitte achten Sie auf Ihre. Wenn Sie das nicht sind, sehen Sie sich die Adresse bitte noch einmal an.
join-many = Aus Ihrem Netz wurden gerade viele Nummern gezogen
join-many-do = Bitte ziehen Sie eine Nummer am Schalter, oder versuchen Sie es in zehn Minuten noch einmal.
