## All windows

direction = ltr
language-name = Français
table = Table { $number }
devices = Appareils
undo = Annuler
dismiss = Fermer
button-pending = { $name }, un instant
time-24 = { $hour }:{ $minute }
time-12 = { $hour }:{ $minute } { $half ->
        [am] AM
       *[pm] PM
    }
weekday = { $day ->
    [1] lundi
    [2] mardi
    [3] mercredi
    [4] jeudi
    [5] vendredi
    [6] samedi
   *[7] dimanche
}
weekday-short = { $day ->
    [1] lun.
    [2] mar.
    [3] mer.
    [4] jeu.
    [5] ven.
    [6] sam.
   *[7] dim.
}
month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
month-short = { $month ->
    [1] janv.
    [2] févr.
    [3] mars
    [4] avr.
    [5] mai
    [6] juin
    [7] juil.
    [8] août
    [9] sept.
    [10] oct.
    [11] nov.
   *[12] déc.
}
date = { $day } { $month } { $year }
date-long = { $day ->
    [1] { $weekday } 1er { $month }
   *[other] { $weekday } { $day } { $month }
}
date-short = { $weekday } { $day } { $month }
length-under-minute = moins d’une minute
length-minutes = { $minutes } min
length-hours = { $hours } h
length-hours-minutes = { $hours } h { $minutes } min
ago-now = à l’instant
ago = il y a { $length }
opening-closed = Le guichet est fermé.
opening-closed-for = Le guichet est fermé : { $name }.
opening-last = Le guichet ferme à { $time } et ne donne plus de tickets.
opening-again = Il rouvre à { $time }.
opening-again-on = Il rouvre le { $date } à { $time }.
estimate-none = sans attente
estimate-up-to = jusqu’à { $high } min
estimate-about = environ { $high } min
estimate-range = environ { $low }–{ $high } min
link-connecting = Connexion à { $server }.
link-lost = Plus de serveur depuis { $time }. Ce que vous voyez peut être ancien ; reconnexion en cours.
link-stale = Le serveur est muet depuis { $time }. Ce que vous voyez peut être ancien.
link-not-allowed = Le serveur { $server } n’accepte pas cet appareil.
link-pairing = Quelqu’un doit autoriser cet appareil sur le serveur { $server }.
link-not-walkup = Quelque chose répond à { $server }, mais ce n’est pas un serveur Walkup.
link-no-desk = Il n’y a pas de guichet à { $server }. Le nom à la fin est-il juste ?
link-unsaved = Rien ne peut être enregistré pour le moment. Ce que vous voyez peut être ancien ; nous réessayons.
link-unknown-certificate = Personne ne garantit le serveur { $server }. Est-ce le vôtre ?
link-certificate-changed = Le serveur { $server } ne montre pas le certificat accepté ici : quelqu’un d’autre répond peut-être. Demandez à qui le gère avant de continuer.
refusal-signed-out = Votre session est terminée. Veuillez vous reconnecter.
refusal-table-taken = Quelqu’un vient de prendre cette table. Choisissez-en une autre.
refusal-wrong-login = Le nom ou le mot de passe n’est pas bon.
refusal-needs-admin = Seul un compte d’administration peut faire cela.
refusal-needs-lead = Seul un compte de responsable ou d’administration peut faire cela.
refusal-choose-password = Choisissez d’abord votre propre mot de passe.
refusal-last-admin = C’est le dernier compte d’administration. Nommez d’abord quelqu’un d’autre.
refusal-another-admin = Une autre personne avec un compte d’administration doit le faire.
refusal-no-such-service = Ce service n’existe plus.
refusal-not-your-service = Vous n’assurez pas ce service.
refusal-no-more-today = Il n’y a plus de numéros pour ce service aujourd’hui.
refusal-full-now = Autant de personnes que possible attendent déjà pour ce service. Réessayez un peu plus tard.
refusal-service-stopped = Ce service ne donne pas de numéros pour le moment.
refusal-phone = Vérifiez le numéro de téléphone : des chiffres seulement, avec l’indicatif.
refusal-number = Vérifiez le numéro.
refusal-wait-a-moment = Un instant, s’il vous plaît. Puis réessayez.
refusal-no-help-asked = Plus personne n’y demande de l’aide.
refusal-choose-kiosk = Choisissez la borne qui doit l’imprimer.
refusal-no-printer = Cette borne n’a pas d’imprimante en ce moment.
refusal-cannot-print = Cette borne ne peut pas imprimer en ce moment. Vérifiez son imprimante ou choisissez-en une autre.
refusal-wrong-code = Le code n’est pas bon. L’ordinateur du serveur l’affiche.
refusal-set-up-already = Quelqu’un a déjà configuré ce guichet. Connectez-vous.
refusal-tables = Un guichet a de 1 à 1000 tables.
refusal-days = Indiquez combien de jours, de 1 à 36500.
refusal-enrolment = De 1 à 1000 appareils peuvent être admis, jusqu’à un jour d’ici un an.
refusal-backup-failed = La sauvegarde n’a pas réussi. Le journal du serveur dit pourquoi.
refusal-no-table = Choisissez d’abord une table.
refusal-no-such-ticket = { $ticket ->
    [none] Ce ticket n’est plus là.
   *[other] { $ticket } n’est plus là.
}
refusal-already-ended = { $ticket ->
    [none] Ce ticket est déjà terminé.
   *[other] { $ticket } est déjà terminé.
}
refusal-now-claimed = { $ticket ->
    [none] Quelqu’un d’autre a pris ce ticket avant.
   *[other] Quelqu’un d’autre a pris le { $ticket } avant.
}
refusal-not-yours = { $ticket ->
    [none] Ce ticket n’est plus à vous.
   *[other] { $ticket } n’est plus à vous.
}
refusal-nobody-waiting = Personne n’attend.
refusal-too-late = { $ticket ->
    [none] Ce ticket est terminé depuis plus de 10 minutes et le reste.
   *[other] { $ticket } est terminé depuis plus de 10 minutes et le reste.
}
refusal-not-ended = { $ticket ->
    [none] Ce ticket est déjà ouvert.
   *[other] { $ticket } est déjà ouvert.
}
refusal-code-over = Ce code n’est plus valable.
refusal-not-waiting = { $ticket ->
    [none] Ce ticket n’attend plus.
   *[other] { $ticket } n’attend plus.
}
refusal-nobody-at-table = Il n’y a plus personne à cette table.
refusal-own-table = C’est votre propre table.
refusal-note-too-long = La note est trop longue. Elle peut avoir { $characters } caractères.
refusal-text-too-long = Le texte est trop long. Il peut avoir { $characters } caractères.
refusal-unknown-visitor = Personne avec cette adresse n’est encore venu.
refusal-closed = Le guichet est fermé.
refusal-unknown-reason = Les motifs ont changé. Choisissez encore une fois.
refusal-unknown-language = Le serveur ne connaît pas cette langue. Choisissez-en une autre.
refusal-try-again = Cela n’est pas bien arrivé. Veuillez réessayer.
refusal-withdrawn = Ce ticket a été retiré avant d’exister.
refusal-old-password = Le mot de passe actuel n’est pas bon.
refusal-password-too-short = Le nouveau mot de passe doit avoir au moins { $characters } caractères.
refusal-password-too-common = Ce mot de passe est de ceux que tout le monde essaie d’abord. Choisissez-en un autre.
refusal-visitor-still-here = Ce visiteur a un ticket ouvert. Terminez-le d’abord.
refusal-dates = Les jours ne sont pas lisibles. Écrivez-les comme 2026-11-24, le premier avant le dernier.
refusal-period-backwards = La période se termine avant de commencer. Choisissez un premier jour plus tôt.
refusal-period-too-long = C’est trop long. Un rapport couvre au plus 20 ans.
refusal-people-not-reported = Ce guichet ne fait pas de rapports sur les personnes.
refusal-too-many-reports = Trop de rapports sont en préparation. Attendez que l’un d’eux soit prêt.
refusal-not-saved = Le serveur n’a pas pu l’enregistrer. Rien n’a changé. Réessayez dans un instant.
refusal-save-unknown = Le disque du serveur est en panne ; on ne sait pas si c’est enregistré. Vérifiez avant de réessayer.
refusal-read-failed = Le serveur n’a pas pu le lire. Réessayez dans un instant.
refusal-no-such-person = Il n’y a pas de compte avec ce nom d’utilisateur.
refusal-no-such-device = Cet appareil a déjà été retiré.
refusal-device-exists = Un appareil porte déjà ce nom. Choisissez-en un autre.
refusal-device-name = Le nom d’un appareil a de 1 à { $characters } caractères.
refusal-no-such-code = Aucun appareil n’affiche ce code. Un code vaut dix minutes : regardez encore.
refusal-name-in-use = Ce nom est déjà pris. Choisissez-en un autre.
refusal-name-not-valid = Ce nom ne peut pas servir. Choisissez-en un autre.
refusal-account-disabled = Ce compte est désactivé.
refusal-clock-doubted = L’horloge du serveur est peut-être fausse. Qui le gère doit d’abord la confirmer.
refusal-changed-meanwhile = { $who } l’a modifié entre-temps. Regardez à nouveau.
refusal-set-in-file = { $setting } se trouve dans le fichier de réglages du serveur et se modifie là.
refusal-value = { $setting } ne peut pas avoir cette valeur : { $reason }
refusal-older-server = Ce serveur est plus ancien et ne sait pas le faire.
refusal-too-many-attempts = { $seconds ->
    [one] Trop d’essais. Attendez { $seconds } seconde, puis réessayez.
   *[other] Trop d’essais. Attendez { $seconds } secondes, puis réessayez.
}
refusal-address = Cela ne ressemble pas à une adresse e-mail.
refusal-no-name = Il manque le nom.
refusal-too-long = L’adresse ou le nom est trop long.
refusal-unknown = Le serveur dit : { $words }.
ask-looking = Recherche de serveurs sur ce réseau…
ask-none = Aucun pour l’instant. L’adresse peut être tapée ci-dessous.
ask-which = Quel serveur ?
ask-where = Où est le serveur ?
ask-or-type = Ou tapez son adresse
ask-connect = Connecter
ask-no-address = Ce n’est pas une adresse. Tapez-la comme desk.example ou 10.0.0.7:7420.
ask-plain = { $server } ne chiffre pas : tout le monde sur ce réseau peut lire noms et adresses. À utiliser seulement si vous connaissez ce réseau.
ask-plain-use = L’utiliser sans chiffrement
ask-back = Retour
ask-desks = Recherche des guichets de ce serveur.
ask-which-desk = Quel guichet ?
ask-plain-mark = non chiffré
key-delete = Effacer

## Staff window: commands

staff-next = Personne suivante
staff-next-tip = Terminer votre visite et appeler la suivante
staff-next-besides = Une personne de plus
staff-next-besides-tip = Appeler la suivante et garder la vôtre
staff-accept = Prendre
staff-accept-tip = Appeler cette personne maintenant
staff-accept-done = Vous avez { $number }.
staff-gone = Parti
staff-gone-tip = La personne est partie ; le ticket finit sans appel
staff-gone-done = { $number } est parti.
staff-complete = Terminer
staff-complete-tip = La personne a été reçue
staff-complete-done = { $number } terminé.
staff-recall = Rappeler
staff-recall-tip = Rappeler le numéro sur tous les écrans
staff-recall-done = { $number } est rappelé.
staff-no-show = Absent
staff-no-show-tip = La personne a été appelée et n’est pas venue
staff-no-show-done = { $number } n’est pas venu.
staff-send-to = Envoyer à…
staff-send-to-tip = Confier la personne à la table d’un collègue
staff-send-to-done = { $number } est allé à { $table }.
staff-send-to-title = Envoyer { $number } à une table
staff-send-to-why = Qui prend le relais ? Le numéro y est appelé.
staff-here = Arrivé
staff-here-tip = Noter que la personne est à votre table
staff-here-done = { $number } est à votre table.
staff-refer = Orienter vers…
staff-refer-tip = Dans la file d’un autre service ; le numéro reste
staff-refer-done = { $number } attend maintenant un autre service.
staff-refer-title = Orienter { $number } vers un service
staff-refer-why = Le numéro reste. L’attente jusqu’ici compte.
staff-first = Passe en premier
staff-first-tip = Appeler cette personne avant celles qui attendent leur tour
staff-first-done = { $number } passe en premier.
staff-in-turn = À son tour
staff-in-turn-tip = Retour à la place selon l’arrivée
staff-in-turn-done = { $number } attend son tour.
staff-services = Mes services…
staff-services-tip = Choisir les services que vous prenez
staff-release = Remettre en file
staff-release-tip = Retour à sa place dans la file
staff-release-done = { $number } attend de nouveau à sa place.
staff-note = Note…
staff-note-tip = Une note que les collègues voient aussi
staff-note-title = Note sur { $number }
staff-note-why = Les collègues la voient, les visiteurs non.
staff-note-field = Note
staff-note-button = Enregistrer
staff-print = Réimprimer
staff-print-tip = Une borne imprime le ticket encore une fois
staff-print-done = { $number } est en cours d’impression.
staff-print-title = Réimprimer { $number }
staff-print-why = À quelle borne ?
staff-cancel = Annuler le ticket
staff-cancel-tip = Le ticket finit sans service
staff-cancel-done = { $number } annulé.
staff-reopen = Rouvrir
staff-reopen-tip = Le ticket est de nouveau à vous
staff-reopen-done = { $number } est de nouveau à vous.
staff-unseat = Libérer…
staff-unseat-tip = Reprendre la table de quelqu’un qui est parti
staff-unseat-done = { $table } est libre maintenant.
staff-unseat-title = Libérer { $table } de { $name } ?
staff-unseat-why = Les tickets ouverts restent à { $name } jusqu’à leur retour dans la file.
staff-unseat-button = Libérer
staff-undo = Annuler l’action
staff-undo-tip = Défaire ce que vous venez de faire
staff-visitor = Inscrire un visiteur…
staff-visitor-tip = Un ticket pour qui ne peut utiliser la borne
staff-close-desk = Fermer l’accueil…
staff-close-desk-tip = Les bornes ne donnent plus de tickets et affichent votre texte
staff-close-desk-done = L’accueil est fermé : plus de tickets aux bornes.
staff-close-desk-title = Fermer l’accueil
staff-close-desk-why = Les bornes ne donnent plus de tickets et affichent ces mots.
staff-close-desk-field = Ce que disent les bornes
staff-close-desk-button = Fermer l’accueil
staff-open-desk = Ouvrir l’accueil
staff-open-desk-tip = Les bornes redonnent des tickets
staff-open-desk-done = L’accueil est ouvert.
staff-open-for-an-hour = Ouvrir pour une heure
staff-open-for-an-hour-tip = Les bornes donnent des tickets pendant une heure
staff-open-for-an-hour-done = L’accueil est ouvert pour une heure.
staff-notice = Avis sur tous les écrans…
staff-notice-tip = Une phrase sur chaque borne et écran
staff-notice-done = Tous les écrans ont l’avis.
staff-notice-title = Avis sur tous les écrans
staff-notice-why = Les bornes et les écrans l’affichent. Vide, il disparaît.
staff-notice-field = Avis
staff-notice-button = Afficher
staff-export = Exporter les tickets…
staff-export-tip = Les tickets de quelques jours en fichier CSV
staff-run-desk = Gérer l’accueil…
staff-run-desk-tip = Personnes, tables, motifs, horaires, etc.
staff-password = Mon mot de passe…
staff-password-tip = Le changer ; vos autres sessions finissent
staff-settings = Réglages…
staff-settings-tip = Langue, couleurs, taille, son, touches
staff-search = Chercher
staff-search-tip = Chercher dans la file
staff-menu = Menu
staff-menu-tip = Ouvrir le menu
staff-tables = Tables
staff-tables-tip = Les tables, dans une fenêtre étroite
staff-keys = Touches
staff-keys-tip = Toutes les touches de cette fenêtre
staff-leave-table = Quitter ma table
staff-leave-table-tip = La table se libère ; vos visiteurs restent les vôtres
staff-choose-table = Choisir une table…
staff-choose-table-tip = S’installer pour appeler les visiteurs
staff-sign-out = Se déconnecter
staff-sign-out-tip = Finir cette session

## Staff window

staff-window-title = Walkup accueil
staff-title-serving = { $number } · { $waiting } · Walkup
staff-title-idle = { $waiting } · Walkup
staff-waiting = { $count ->
    [0] Personne n’attend
    [one] { $count } en attente
   *[other] { $count } en attente
}
staff-longest = au plus { $length }
staff-newcomers = nouveaux venus : { $wait }
staff-state-live = connecté
staff-state-connecting = connexion
staff-state-silent = silencieux
staff-state-away = déconnecté
staff-state-refused = refusé
staff-server-warns = Le serveur signale : { $text }
staff-settings-damaged = Les réglages de cette fenêtre n’ont pas pu être lus en entier : { $what }
staff-settings-damaged-seen = J’ai vu
staff-desk-closed = L’accueil est fermé : plus de tickets aux bornes.
staff-desk-closed-says = L’accueil est fermé. Les bornes disent : { $text }
staff-notice-is = Avis sur tous les écrans : { $text }
staff-try-now = Essayer maintenant
staff-dismiss = Masquer
staff-close = Fermer
staff-not-now = Pas maintenant
staff-form-done = Terminé
staff-server-cannot-be-heard = Le serveur ne répond pas.
staff-of-ticket = { $text } { $number }
staff-of-table = { $text } { $table }
staff-table-in-sentence = la table { $number }
staff-hello = Bonjour, { $name }
staff-choose-your-table = Choisissez votre table
staff-where-do-you-sit = Où êtes-vous ? Choisissez une table pour commencer.
staff-digits-type = Les chiffres mènent à une table, Entrée s’y installe.
staff-without-table = Sans table
staff-without-table-tip = Voir l’accueil sans appeler personne
staff-sitting-down = installation…
staff-table-taken = occupée
staff-nobody-there = personne
staff-tables-heading = Tables
staff-table-closed = fermée
staff-table-free = libre
staff-table-serving = reçoit
staff-you = vous
staff-left-behind = Laissés
staff-left-behind-why = Leur titulaire n’est à aucune table.
staff-return-to-queue = Remettre en file
staff-back-to-queue = Retour à la file
staff-serving-one = reçoit { $number }
staff-serving-many = reçoit { $count }
staff-nobody-elsewhere = Personne n’est à une autre table.
staff-now-serving = En cours
staff-nobody-yet = Personne pour l’instant
staff-nobody-yet-why = Appelez la personne suivante ou choisissez dans la file.
staff-no-table-here = Sans table
staff-no-table-here-why = Vous voyez l’accueil. Pour appeler, choisissez une table.
staff-complete-and-next = Finir { $number }, suivant
staff-nobody-waits = Personne n’attend
staff-called-times = { $count ->
    [one] appelé une fois
   *[other] appelé { $count } fois
}
staff-waited = attendu { $length }
staff-here-for = ici depuis { $length }
staff-reason-is = Motif : { $reason }
staff-queued-by-staff = Inscrit par l’équipe
staff-more = Plus
staff-my-others = Aussi avec vous
staff-turn-to = Voir { $number }, { $name }
staff-turn-to-tip = Les touches agissent alors sur cette personne
staff-copy-text = Copier { $text }
staff-copied = Copié : { $text }
staff-queue-heading = File · { $count }
staff-search-field = Chercher dans la file
staff-search-hint = Chercher
staff-nobody-is-waiting = Personne n’attend
staff-new-visitors-appear = Les nouveaux visiteurs apparaissent ici.
staff-nobody-found = Personne de tel n’attend
staff-nobody-found-why = Échap montre tout le monde.
staff-row-name = { $number }, { $name }, attend depuis { $length }
staff-row-name-reason = { $number }, { $name }, { $reason }, attend depuis { $length }
staff-is-next-up = suivant
staff-under-a-minute = < 1 min
staff-wait-long = long
staff-wait-too-long = trop long
staff-field-phone = Numéro de téléphone
staff-field-number = Numéro
staff-nothing-is-asked = Ce service ne demande rien. Le numéro suffit.
staff-all-services = Tous
staff-over-due = en retard
staff-due-soon = bientôt
staff-due-at = prévu à { $time }
staff-due-over = prévu à { $time }, { $length } de retard
staff-goes-first = prioritaire
staff-is-here = À la table
staff-my-services = Mes services
staff-my-services-why = « Suivant » n’appelle que les personnes de ces services.
staff-service-taken = je le prends
staff-service-not-taken = pas maintenant
staff-service-not-mine = pas l’un des vôtres
staff-help-asked = Quelqu’un a besoin d’aide à la borne « { $kiosk } ».
staff-i-am-going = J’y vais
staff-printer-out = Il n’y a plus de papier dans la borne « { $kiosk } ».
staff-printer-open = L’imprimante de la borne « { $kiosk } » est ouverte.
staff-printer-away = La borne « { $kiosk } » ne joint pas son imprimante.
staff-printer-error = L’imprimante de la borne « { $kiosk } » n’imprime pas. Veuillez la vérifier.
staff-kiosk-disk = La borne « { $kiosk } » ne peut rien enregistrer : son disque est plein ou endommagé.
staff-unprinted = { $number } n’est peut-être pas imprimé : borne « { $kiosk } ».
staff-made-here = le ticket a été pris ici
staff-nobody-takes = { $count ->
    [one] Personne ne prend { $service } : une personne attend.
   *[other] Personne ne prend { $service } : { $count } personnes attendent.
}
staff-taken-by = pris par { $name }
staff-taken-by-at = pris par { $name }, { $table }
staff-left-the-queue = a quitté la file
staff-ended-heading = Terminés récemment
staff-nothing-ended = Rien n’est terminé.
staff-ended-completed = terminé { $when }
staff-ended-cancelled = annulé { $when }
staff-ended-no-show = absent { $when }
staff-ended-left = parti { $when }
staff-ended-expired = expiré { $when }
staff-ended-other = fini { $when }
staff-completed-and-called = { $completed } terminé. Vous avez { $number }.
staff-completed-nobody-waits = { $number } terminé. Personne d’autre n’attend.
staff-completed-only = { $number } terminé. { $why }
staff-somebody-was-first = { $name } a pris { $number } avant vous.
staff-has-left-the-queue = { $number } a quitté la file.
staff-is-next = { $number } est le suivant.
staff-nobody-else-waits = Personne d’autre n’attend.
staff-lost-before-answer = Serveur perdu avant sa réponse. Vérifiez avant de recommencer.
staff-sent-to-you = { $number } vous a été envoyé.
staff-somebody-waits = Quelqu’un attend.
staff-somebody-waits-long = Quelqu’un attend trop longtemps.
staff-somebody-sent = Une personne vous a été envoyée.
staff-sign-in-to-your-desk = Connectez-vous à l’accueil
staff-sign-in = Se connecter
staff-signing-in = Connexion…
staff-stop-signing-in = Arrêter
staff-taking-up-sign-in = Reprise de votre session.
staff-sign-in-anew = Se reconnecter
staff-server-is = Serveur : { $server }
staff-change-server = Changer
staff-field-server = Serveur
staff-field-user = Nom
staff-field-password = Mot de passe
staff-field-token = Jeton
staff-show-password = Afficher le mot de passe
staff-none-found = Aucun trouvé sur ce réseau.
staff-found-servers = Sur ce réseau :
staff-this-computer = Cet ordinateur
staff-where-is-the-server = Où est le serveur ? Tapez son adresse, comme desk.example.
staff-type-name-and-password = Tapez votre nom et votre mot de passe.
staff-nobody-answers = Personne ne répond à { $server }. Vérifiez l’adresse, ou si le serveur tourne.
staff-server-knows-no-passwords = Ce serveur ne connaît pas les mots de passe. Demandez un jeton et collez-le.
staff-sign-in-has-ended = Votre session est finie. Reconnectez-vous.
staff-certificate-heading = Le certificat du serveur (SHA-256)
staff-certificate-how = Sur le serveur, `walkup-server tls fingerprint` affiche le bon. Comparez-les.
staff-certificate-same = Ils sont identiques : faire confiance
staff-certificate-forget = Oublier l’ancien certificat
staff-visitor-title = Inscrire un visiteur
staff-visitor-why = Pour qui ne peut utiliser la borne.
staff-field-email = Adresse e-mail
staff-field-name = Nom du visiteur
staff-reason-heading = Motif
staff-queue-button = Inscrire
staff-waits-already = Cette adresse attend déjà, avec le numéro { $number }.
staff-another-ticket = Un autre ticket
staff-visitor-has-number = { $name } a le numéro { $number }.
staff-lost-while-queueing = Serveur perdu avant sa réponse. Réessayez à son retour : il y aura un ticket, pas deux.
staff-not-an-address = Cela ne ressemble pas à une adresse e-mail.
staff-name-is-missing = Le nom manque.
staff-address-or-name-too-long = L’adresse ou le nom est trop long.
staff-password-title = Mon mot de passe
staff-password-why = Au moins { $characters } caractères. Vos autres sessions finissent.
staff-field-old-password = Mot de passe actuel
staff-field-new-password = Nouveau mot de passe
staff-field-new-password-again = Nouveau mot de passe encore
staff-change-it = Changer
staff-password-changed = Mot de passe changé. Vos autres sessions sont finies.
staff-lost-while-changing-password = Serveur perdu avant sa réponse. Votre mot de passe a peut-être changé.
staff-type-old-password = Tapez le mot de passe actuel.
staff-new-password-too-short = Le nouveau mot de passe demande au moins { $characters } caractères.
staff-new-passwords-differ = Les deux nouveaux mots de passe diffèrent.
staff-export-title = Exporter les tickets
staff-export-why = Un fichier CSV avec les tickets de ces jours, inclus.
staff-field-first-day = Premier jour
staff-field-last-day = Dernier jour
staff-field-file = Fichier
staff-choose-file = Choisir un fichier…
staff-write-file = Écrire le fichier
staff-no-file-dialog = Cet ordinateur n’affiche pas de dialogue. Le fichier peut aller ici :
staff-choose-where = Choisissez où va le fichier.
staff-lines-so-far = { $count ->
    [one] { $count } ticket pour l’instant…
   *[other] { $count } tickets pour l’instant…
}
staff-stop-export = Arrêter
staff-tickets-written = { $count ->
    [one] { $count } ticket écrit.
   *[other] { $count } tickets écrits.
}
staff-last-day-before-first = Le dernier jour précède le premier.
staff-write-days-like-this = Écrivez les jours ainsi : 2026-11-24.
staff-lost-while-exporting = Serveur perdu, aucun fichier écrit. Réessayez.
staff-file-not-written = Le fichier n’a pu être écrit : { $reason }.
staff-field-code = Code
staff-field-device-name = Nom de l’appareil
staff-device-name-hint = Hall, à gauche
staff-approve = Admettre
staff-type-the-code = Tapez les six lettres et chiffres affichés.
staff-device-is-let-in = { $name } est admis.
staff-device-is-taken-out = { $name } est retiré.
staff-asking-for-devices = Question au serveur…
staff-no-devices = Aucune borne ni écran admis.
staff-kiosk-connected = Borne, connectée
staff-kiosk-last = Borne, vue { $when }
staff-kiosk-never = Borne, jamais vue
staff-display-connected = Écran, connecté
staff-display-last = Écran, vu { $when }
staff-display-never = Écran, jamais vu
staff-revoke-button = Retirer…
staff-revoke-name = Retirer { $name }
staff-revoke-title = Retirer { $name } ?
staff-revoke-why = Sa connexion finit aussitôt. Pour revenir, il faut un nouveau code.
staff-keep-it = Garder
staff-revoke = Retirer
staff-settings-title = Réglages
staff-language-heading = Langue
staff-language-of-system = Comme le système
staff-look-heading = Couleurs
staff-look-system = Comme le système
staff-look-light = Clair
staff-look-dark = Sombre
staff-look-contrast = Contraste élevé
staff-text-size = Taille du texte
staff-text-percent = { $percent } %
staff-smaller-text = Texte plus petit
staff-larger-text = Texte plus grand
staff-sound-setting = Un son quand quelqu’un attend
staff-notification-setting = Une notification si une autre fenêtre est devant
staff-motion-setting = Mouvement
staff-wait-heading = Attente
staff-long-from = Une attente est longue dès
staff-too-long-from = et trop longue dès
staff-fewer = Moins : { $what }
staff-further = Plus : { $what }
staff-keys-heading = Touches de commande
staff-keys-on = Une touche seule
staff-keys-with-ctrl = Avec Ctrl
staff-keys-off = Non
staff-keys-setting-why = Non, ou avec Ctrl, pour qui dicte ou appuie par erreur.
staff-keys-title = Touches
staff-keys-why = Elles agissent tant qu’on ne tape rien.
staff-keys-are-off = Les touches de commande sont désactivées dans les réglages.
staff-key-up-down = Haut, bas
staff-key-up-down-tip = Choisir quelqu’un dans la file
staff-key-pages = Page préc., Page suiv.
staff-key-pages-tip = Parcourir la file page par page ; Début et Fin mènent aux extrémités
staff-about = Walkup { $version }
staff-about-log = Ce qui s’est passé dans cette fenêtre est noté dans { $file }
staff-key-enter = Entrée
staff-key-enter-tip = Appeler la personne choisie
staff-key-space = Espace
staff-key-space-tip = La personne suivante
staff-key-digits = 1 à 9
staff-key-digits-tip = Voir l’un de mes visiteurs
staff-key-tab = Tab
staff-key-tab-tip = Au contrôle suivant
staff-key-esc = Échap
staff-key-esc-tip = Fermer ce qui est ouvert
staff-key-copy = Ctrl+C
staff-key-copy-tip = Copier numéro, nom et adresse de la personne choisie

## Staff window: pages

page-back-to-desk = Accueil
page-loading = Le serveur est interrogé…
page-lead-reads = Seule une personne qui administre modifie ce qui est ici.
page-saved-here = Enregistré
page-saving-here = Enregistrement…
page-saved-of = Enregistré : { $what }
page-taken-back = Comme avant : { $what }
page-locked-at = Défini dans { $file }, ligne { $line }. Supprimez cette ligne pour le modifier ici.
page-locked-by = Défini au démarrage du serveur : { $place }. Retirez-le de là pour le modifier ici.
page-both-wrote = { $by } a écrit ici entre-temps : { $theirs }
page-somebody-wrote = Quelqu’un d’autre a écrit ici entre-temps : { $theirs }
page-nothing-there = (rien)
page-take-theirs = Garder le sien
page-keep-mine = Garder le mien
page-server-says = Le serveur dit : { $words }
page-lost-while-saving = Le serveur a été perdu avant de répondre. Vérifiez si c’est fait.
page-trouble-no-time = « { $part } » n’est pas une heure. Écrivez par exemple 9-12, 13-17.
page-trouble-backwards = « { $part } » finit avant de commencer.
page-trouble-overlap = { $one } et { $other } se chevauchent.
page-trouble-number = Indiquez un nombre de { $least } à { $most }.
page-trouble-too-long = Au plus { $most } caractères tiennent ici.
page-trouble-no-words = Un motif doit être écrit dans au moins une langue. Sinon, retirez-le.
page-trouble-gone = Quelqu’un d’autre l’a retiré entre-temps.
page-any-language = Toute langue
page-today = Aujourd’hui
page-today-why = Le guichet en ce moment.
page-reports = Rapports
page-reports-why = Qui est venu, combien de temps on a attendu, et ce qui aiderait.
page-people = Personnes
page-people-why = Qui travaille à cet accueil, et ce que chacun peut faire.
page-add-person = Ajouter quelqu’un
page-add-person-title = Un nouveau compte
page-field-display-name = Nom que les autres lisent
page-field-user-name = Nom d’utilisateur
page-user-name-hint = Pour se connecter, par exemple ada
page-role-heading = Peut
page-role-staff = Recevoir les visiteurs
page-role-lead = Aussi diriger
page-role-admin = Tout
page-role-staff-short = équipe
page-role-lead-short = responsable d’équipe
page-role-admin-short = administration
page-add-person-button = Ajouter et créer un mot de passe
page-account-disabled = ne peut pas se connecter
page-never-here = jamais venu
page-last-here = vu { $when }
page-not-chosen-yet = n’a pas encore choisi de mot de passe
page-that-is-you = vous
page-one-time-title = Un mot de passe pour { $name }
page-one-time-why = Valable une fois, pendant 7 jours, pour en choisir un autre. Il ne sera plus affiché.
page-copy-it = Copier
page-copied-it = Copié
page-done-with-it = Terminé
page-disable = Ne plus laisser se connecter
page-enable = Laisser se reconnecter
page-new-password = Nouveau mot de passe
page-only-admin = Vous êtes seul à administrer. Donnez tous les droits à une deuxième personne : un mot de passe perdu n’enfermera personne dehors.
page-myself-by-another = Vos droits sont modifiés par une autre personne qui administre.
page-name-and-user = Indiquez un nom et un nom d’utilisateur.
page-person-added = { $name } est ajouté.
page-person-renamed = { $name } a un nouveau nom.
page-person-is-admin = { $name } peut tout faire.
page-person-is-lead = { $name } peut diriger.
page-person-is-staff = { $name } reçoit les visiteurs.
page-person-enabled = { $name } peut de nouveau se connecter.
page-person-disabled = { $name } ne peut plus se connecter.
page-person-reset = { $name } a un nouveau mot de passe.
page-tables = Tables
page-tables-why = Combien il y en a, leurs noms, et qui s’y trouve en ce moment.
page-field-table-count = Nombre de tables
page-tables-count-from = Elles sont numérotées à partir de 0.
page-names-heading = Noms
page-field-table-name = Nom de la table { $table }
page-reasons = Motifs
page-reasons-why = Ce que les visiteurs choisissent à la borne, dans cet ordre.
page-field-reason = Texte en { $language }
page-add-reason = Ajouter un motif
page-new-reason = Nouveau motif
page-missing-in = Manque : { $languages }
page-move-up = Monter : { $name }
page-move-down = Descendre : { $name }
page-drag-tip = Faites glisser, ou Alt avec Haut ou Bas
page-drag-name = Place de { $name }
page-remove = Retirer : { $what }
page-no-reasons = Aucun motif n’est demandé
page-no-reasons-why = Les visiteurs ont tout de suite leur numéro.
page-services = Services
page-services-why = Les files de cet accueil, dans l’ordre où les visiteurs choisissent à la borne.
page-add-service = Ajouter un service
page-new-service-words = Comment s’appelle-t-il ?
page-add-service-button = L’ajouter
page-remove-service = Retirer ce service
page-no-services = Une seule file pour tous
page-no-services-why = Ajoutez des services si les visiteurs viennent pour des choses différentes et doivent attendre dans leur propre file.
page-trouble-no-service-words = Un service doit être écrit dans au moins une langue.
page-service-letter = Lettre devant ses numéros
page-service-no-letter = Aucune
page-service-target = Minutes au bout desquelles un visiteur devrait être appelé
page-service-within = en { $mins } min
page-service-asks = Ce qu’il demande aux visiteurs
page-asks-email = Adresse et nom
page-asks-name = Nom
page-asks-phone = Numéro de téléphone
page-asks-number = Un numéro
page-asks-nothing = Rien : un toucher
page-service-optional = Les visiteurs peuvent l’omettre
page-service-number-words = Nom en { $language }
page-service-fewest = Au moins tant de signes
page-service-most = Au plus tant de signes
page-service-usual = vide : { $number }
page-service-letters = Les lettres aussi sont permises
page-service-reasons = Motifs parmi lesquels les visiteurs choisissent
page-choose-all = Tous
page-choose-some = Seulement ceux-ci
page-service-max-waiting = Combien peuvent attendre à la fois
page-service-quota = Combien peuvent venir par jour
page-service-no-limit = vide : sans limite
page-service-tickets = À la borne
page-service-open = Délivre des tickets
page-service-stopped = Arrêté
page-service-by-phone = Les visiteurs peuvent aussi s’inscrire avec leur téléphone
page-services-at-kiosk = Ce que voient les visiteurs
page-service-full-now = complet
page-service-no-more-today = fini aujourd’hui
page-person-services-heading = Services que cette personne peut assurer
page-person-services = Les services de { $name } ont changé.
page-hours = Horaires
page-hours-why = L’accueil ouvre et ferme tout seul. Qui attend encore est reçu.
page-always-open = Toujours ouvert
page-hours-hint = Par exemple 9-12, 13-17. Vide : fermé.
page-copy-to-weekdays = Copier du lundi au vendredi
page-copy-day = Copier { $day } du lundi au vendredi
page-week-picture = Image de la semaine
page-field-last-check-in = Derniers tickets, minutes avant la fermeture
page-exceptions-heading = Jours différents
page-no-exceptions = Aucun à partir d’aujourd’hui.
page-add-days = Ajouter des jours
page-field-days-name = Nom de ces jours
page-field-days-hours = Ouvert, ou vide si fermé
page-last-day-may-be-empty = Vide : un seul jour
page-save-days = Enregistrer
page-change-days = Modifier : { $what }
page-closed-day = fermé
page-choose-calendar = Jours fériés d’un fichier…
page-preview-heading = Jours fériés de ce fichier
page-none-in-file = Il n’a pas de jours entiers à partir d’aujourd’hui.
page-left-out-repeating = Laissés de côté car ils se répètent : { $count }
page-left-out-timed = Laissés de côté car ce ne sont pas des jours entiers : { $count }
page-left-out-past = Déjà passés : { $count }
page-left-out-unreadable = Illisibles : { $count }
page-known-already = déjà différent
page-add-ticked = Ajouter ceux-ci : { $count }
page-put-aside = N’en ajouter aucun
page-tick-one = Cochez ce qui doit être ajouté.
page-calendar-too-large = Ce fichier est trop grand pour un calendrier de jours fériés.
page-no-calendar = Ce n’est pas un fichier de calendrier (.ics).
page-file-not-read = Le fichier n’a pas pu être lu : { $reason }
page-read-file = Lire le fichier
page-next-days = Les 14 prochains jours
page-whole-day = toute la journée
page-closes-at = ferme { $at }
page-open-by-hand-until = ouvert à la main, jusqu’à { $at }
page-last-until = plus de tickets, ferme { $at }
page-opens-at = fermé, ouvre { $at }
page-closed-now = fermé
page-at-time = { $time }
page-on-day-at = { $day } { $time }
page-words = Textes
page-words-why = Ce que cet accueil dit de lui sur chaque écran.
page-field-organisation = Organisme
page-organisation-hint = Affiché en grand sur la borne et l’écran
page-field-notice = Avis habituel
page-notice-hint = Jusqu’à ce que quelqu’un annonce autre chose
page-closed-text-heading = Tant que c’est fermé
page-closed-text-why = Les visiteurs le lisent en plus de l’heure de réouverture.
page-field-closed-text = Fermé, en { $language }
page-devices = Appareils
page-devices-why = Une borne ou un écran pas encore admis affiche un code.
page-device-version = En version { $version }
page-device-other-version = En version { $version }, le serveur en { $server }
page-device-own = Défini dans son propre fichier : { $names }
page-device-paper-ok = Il y a du papier
page-device-paper-low = Il reste peu de papier
page-device-paper-out = Il n’y a plus de papier
page-device-paper-away = L’imprimante est injoignable
page-device-paper-open = L’imprimante est ouverte
page-device-paper-error = L’imprimante n’imprime pas
page-many-devices = Plusieurs appareils…
page-many-title = Admettre plusieurs appareils par un fichier
page-many-why = Le fichier dit où est le serveur et admet chaque borne et écran une fois. Un fichier plus ancien n’admet plus personne.
page-many-count = Combien d’appareils
page-many-until = Jusqu’à la fin de ce jour
page-many-server = Où les appareils trouvent le serveur
page-not-a-server = Écrivez-la comme desk.example ou 10.0.0.7:7420.
page-make-file = Créer le fichier
page-save-many = Enregistrer le fichier pour appareils…
page-many-then = Posez le fichier à côté du programme sur chaque appareil, ou de ses réglages, et démarrez-le. Puis supprimez-le : qui l’a peut admettre un appareil.
page-field-domains = Fins d’adresses e-mail
page-field-pin = Code PIN pour quitter une borne
page-field-languages = Langues des bornes
page-field-board-languages = Langues des écrans
page-shared-heading = Ce que bornes et écrans partagent
page-shared-why = Ce qu’un appareil définit dans son propre fichier l’emporte et figure avec lui.
page-domains-hint = ecole.example, gmail.com
page-languages-all = Aucune choisie : toutes
page-languages-two = Une, ou deux en alternance. Aucune : celle de son système
page-pin-is-set = Un code est défini. Tapez-en un autre pour le changer
page-pin-is-not-set = Non défini : chaque borne a alors besoin du sien
page-pin-remove = Retirer le code
page-trouble-not-domain = « { $part } » n’est pas la fin d’une adresse e-mail.
page-fault-web-address = « { $part } » n’est pas une adresse web comme https://desk.example.
page-trouble-not-pin = Un code a de 4 à 12 chiffres.
page-fault-printer = « { $part } » n’est pas une imprimante comme tcp://192.168.1.20, /dev/usb/lp0 ou windows:NOM.
page-fault-printer-file = « { $part } » est un fichier. Seul le kiosk.toml de la borne elle-même peut en indiquer un.
page-fault-time = « { $part } » n’est pas une heure comme 09:00.
page-fault-time-or-off = « { $part } » n’est ni une heure comme 04:00 ni « off ».
page-fault-zone = « { $part } » n’est pas un fuseau comme Europe/Berlin.
page-fault-day = « { $part } » n’est pas un jour comme 2026-12-31.
page-fault-language = « { $part } » n’est pas un code de langue comme de.
page-fault-too-many = C’est plus de { $most }.
page-fault-twice = « { $part } » figure deux fois.
page-fault-reason = « { $part } » n’est pas un des motifs de cet accueil.
page-printing = Tickets papier
page-printing-why = Comment les bornes impriment, sauf si leur propre fichier dit autre chose.
page-field-printer = Imprimante
page-printer-network-hint = Sur le réseau : son adresse, par exemple 192.168.1.20
page-printer-usb-hint = USB sur une borne avec Linux : /dev/usb/lp0
page-printer-windows-hint = Sur une borne avec Windows : windows: et son nom, par exemple windows:EPSON TM-T20III
page-printer-none-hint = Vide : une borne n’imprime que si son propre kiosk.toml indique une imprimante.
page-paper-heading = Papier
page-paper-wide = 80 mm (576 points)
page-paper-narrow = 58 mm (384 points)
page-print-when-heading = Quand un ticket est imprimé
page-print-always = Chaque ticket
page-print-ask = Quand le visiteur le demande
page-print-never = Seulement quand le personnel le veut
page-print-own = Ces bornes ont leurs propres réglages, qui priment : { $names }
page-print-own-why = Pour qu’une borne imprime autrement, écrivez [print] dans son propre kiosk.toml.
page-privacy = Confidentialité
page-privacy-why = Ce qui est gardé des visiteurs, combien de temps, et ce que voient les autres.
page-field-retention = Garder les visiteurs tant de jours
page-retention-hint = Vide : pour toujours
page-shorter-ask = Seraient oubliés pour toujours cette nuit, en tickets : { $tickets }
page-shorter-counting = Décompte de ce qui serait oublié…
page-shorten = Garder seulement { $days } jours
page-keep-as-before = Laisser comme avant
page-label-heading = Ce que les écrans montrent d’un visiteur
page-label-none = Le numéro seul
page-label-first = Et le prénom
page-label-initial = Et une lettre du nom
page-privacy-text-heading = Pourquoi nous demandons
page-privacy-text-why = Les visiteurs le lisent à la borne, à côté de la question.
page-field-privacy-text = Pourquoi, en { $language }
page-visitor-heading = Un visiteur
page-visitor-why = Ce qui est gardé de qui le demande, et comment l’oublier.
page-field-visitor = Adresse e-mail du visiteur
page-show-visitor = Montrer ce qui est gardé
page-save-visitor = Dans un fichier…
page-erase-visitor = Oublier…
page-erase-title = Oublier { $address } pour toujours ?
page-erase-why = Noms, adresses et notes disparaissent. Reste combien sont venus et quand. C’est sans retour.
page-erase-yes = Oublier pour toujours
page-erase-no = Garder
page-nothing-kept = Rien n’est gardé de { $address }.
page-kept-of = Tickets de { $address } : { $count }
page-type-an-address = Indiquez l’adresse e-mail du visiteur.
page-file-is-at = Le fichier est ici : { $place }
page-file-path = Chemin du fichier
page-log = Historique
page-log-why = Qui a fait quoi, et quand. Les noms des visiteurs n’y sont jamais.
page-field-filter = Chercher dans l’historique
page-everybody = Tout le monde
page-read-log = Lire ces jours
page-save-log = Enregistrer l’historique…
page-nothing-logged = Rien de tel ces jours-là.
page-log-count = Entrées : { $count }
page-log-is-cut = Il y en a plus. Choisissez moins de jours.
page-log-created = Ticket créé
page-log-found = Redemandé, même ticket
page-log-key-withdrawn = A quitté la borne
page-log-accepted = Appelé
page-log-recalled = Rappelé
page-log-released = Remis dans la file
page-log-transferred = Transmis à quelqu’un
page-log-referred = Envoyé à un autre service
page-log-priority-high = Priorité donnée
page-log-priority-normal = Priorité retirée
page-log-arrived = Arrivé à la table
page-log-service-changed = Service retiré, tickets déplacés
page-log-completed = Terminé
page-log-cancelled = Annulé
page-log-no-show = Ne s’est pas présenté
page-log-left = Parti
page-log-expired = Restant en fin de journée
page-log-reopened = Rouvert
page-log-noted = Note écrite
page-log-seated = S’est installé
page-log-unseated-left = A quitté la table
page-log-unseated-signed-out = A quitté la table, déconnecté
page-log-unseated-away = Table libérée, connexion perdue
page-log-unseated-freed = Table libérée par un autre
page-log-unseated-disabled = Table libérée, compte désactivé
page-log-unseated-gone = La table n’existe plus
page-log-closed = Accueil fermé
page-log-opened = Accueil ouvert
page-log-opened-outside = Ouvert hors horaires
page-log-opened-outside-over = Hors horaires : terminé
page-log-announced = Avis modifié
page-log-set = Réglages modifiés
page-log-account-added = Compte ajouté
page-log-account-changed = Compte modifié
page-log-help-asked = Aide demandée
page-log-helped = Aidé
page-log-printed = Réimprimé
page-log-unprinted = Peut-être pas imprimé
page-log-password-set = Mot de passe défini
page-log-account-disabled = Compte désactivé
page-log-account-enabled = Compte activé
page-log-signed-in = Connecté
page-log-signed-out = Déconnecté
page-log-signed-out-expired = Session expirée
page-log-signed-out-password = Déconnecté, mot de passe changé
page-log-signed-out-disabled = Déconnecté, compte désactivé
page-log-devices-may-enrol = Fichier pour appareils créé
page-log-enrolment-over = Fichier pour appareils épuisé
page-log-device-added = Appareil admis
page-log-device-revoked = Appareil retiré
page-log-day-ended = Journée terminée
page-log-clock-confirmed = Horloge confirmée
page-log-purged = Anciens visiteurs oubliés
page-log-visitor-erased = Visiteur oublié
page-log-sign-in-refused = Connexion refusée
page-log-password-refused = Ancien mot de passe erroné
page-log-token-refused = Jeton refusé
page-log-resumed = De retour
page-log-exported = Tickets exportés
page-log-visitor-shown = Données d’un visiteur montrées
page-log-backed-up = Sauvegardé
page-log-restored = Sauvegarde restaurée
page-log-save-failed = Enregistrement impossible un moment
page-log-ticket = ticket n° { $number }
page-log-with = { $act } : { $detail }
page-log-by-kiosk = borne
page-log-by-administrator = ligne de commande
page-log-by-server = serveur
page-log-by-visitor = visiteur, par téléphone
page-log-change = { $key } : { $new } (avant : { $old })
page-log-by-nobody = inconnu
page-health = État
page-health-why = Comment va le serveur, et ce qui protège ses données.
page-look-again = Actualiser
page-backup-heading = Sauvegardes
page-back-up-now = Sauvegarder maintenant
page-backed-up = Sauvegarde faite : { $name }
page-last-backup = La dernière { $when }
page-no-backup-yet = Il n’y en a pas encore.
page-backups-kept = Quotidiennes, gardées : { $count }
page-no-backups-kept = Aucune sauvegarde quotidienne.
page-backup-did-fail = La dernière sauvegarde n’a pas réussi. Le journal du serveur dit pourquoi.
page-disk-heading = Disque
page-disk-free = { $size } libres
page-size = { $number } { $unit ->
    [kB] ko
    [MB] Mo
    [GB] Go
    [TB] To
   *[other] o
}
page-tenths = { $whole },{ $tenths }
page-disk-unknown = Le système ne le dit pas.
page-disk-is-low = C’est peu. Faites de la place sur l’ordinateur du serveur.
page-clock-heading = Horloge
page-clock-doubted = Le serveur doute de son horloge : ce qui dépend des dates attend. Confirmez-la sur son ordinateur.
page-version-heading = Version du logiciel
page-connections-heading = Connectés en ce moment
page-connected-staff = Fenêtres de l’équipe : { $count }
page-connected-kiosks = Bornes : { $count }
page-connected-displays = Écrans : { $count }
page-reach-heading = Où joindre le serveur
page-this-computer-only = Seul l’ordinateur du serveur atteint cet accueil. Pour les autres, il doit écouter sur toutes les adresses.
page-reached-encrypted = Chiffré
page-reached-plain = Non chiffré
page-links-heading = Téléphones des visiteurs
page-links-given = Les tickets ont un lien vers la page du visiteur.
page-links-off = Les visiteurs n’ont pas de page : le réglage web_listen du serveur est désactivé.
page-links-no-address = Personne ne sait à quelle adresse les visiteurs trouvent leurs pages. Écrivez-la à la page Textes.
page-links-no-certificate = Les téléphones ne feraient pas confiance au certificat du serveur. Placez devant lui un proxy avec son certificat.
page-links-not-encrypted = L’adresse des pages des visiteurs commence par http : n’importe qui pourrait lire en chemin. Écrivez à la page Textes une adresse qui commence par https.
page-printers-heading = Imprimantes
page-printers-none = Aucune borne connectée n’a d’imprimante.
page-sheets-waiting = En attente d’impression : { $count }, le premier { $when }
page-sheets-unprinted = Peut-être pas imprimés : { $count }, le premier { $when }
page-sheets-none = Aucun ticket n’attend d’être imprimé.
page-field-public-url = Adresse des pages des visiteurs
page-public-url-hint = Comme https://desk.example. Sans elle, les tickets n’ont pas de lien.
page-set-up-title = Configurer cet accueil
page-set-up-why = Personne n’a encore de compte ici. Le vôtre est le premier. Tout peut être changé plus tard.
page-field-your-name = Votre nom, tel que les autres le lisent
page-field-set-up-code = Code de configuration
page-set-up-code-where = Affiché là où le serveur a été lancé, ou par : walkup-server setup-code
page-password-hint = Au moins { $characters } caractères
page-set-up-button = Configurer et se connecter
page-sign-in-instead = Se connecter plutôt
page-set-up-by-others = Quelqu’un d’autre a configuré cet accueil
page-set-up-by-others-why = Demandez-lui un compte, puis connectez-vous.
page-type-your-name = Indiquez votre nom.
page-type-a-user = Indiquez un nom pour vous connecter.
page-type-the-set-up-code = Indiquez le code qu’affiche l’ordinateur du serveur.
page-own-password-title = Choisissez votre propre mot de passe
page-own-password-why = Celui qu’on vous a donné ne vaut qu’une fois.
page-field-one-time-password = Le mot de passe qu’on vous a donné
page-type-one-time-password = Indiquez le mot de passe qu’on vous a donné.
page-same-password = C’est celui qu’on vous a donné. Choisissez-en un autre.
page-use-this-password = Utiliser ce mot de passe

## Staff window: reports

report-lane-longest = le plus long : { $number }, { $length }
report-nobody-takes-it = Personne ne s’en occupe.
report-tables-now =
    { $serving } en service, { $free ->
        [one] { $free } libre
       *[other] { $free } libres
    }, { $closed } sans personnel
report-serves-since = { $number } depuis { $time }, { $length }
report-today = Aujourd’hui
report-yesterday = Hier
report-week = Cette semaine
report-month = Ce mois-ci
report-own = Autres jours…
report-show = Afficher
report-all-services = Tous les services
report-making = Préparation du rapport : { $percent } %
report-stop = Arrêter
report-stopped = Arrêté. Choisissez une période pour recommencer.
report-from-to = { $from } au { $to }
report-before-today = hier à la même heure
report-before-yesterday = la veille
report-before-week = la semaine dernière à ce stade
report-before-month = le mois dernier à ce stade
report-before-own = les jours précédents
report-beside = comparé à { $period }
report-few = Seulement { $count ->
    [one] { $count } ticket
   *[other] { $count } tickets
} : avec si peu, le hasard compte pour beaucoup dans ces chiffres.
report-read-at = Lu le { $day }, { $time }
report-nobody-called = Aucun de ceux qui sont venus n’a été appelé.
report-no-tables = Aucune table n’était occupée, ou on ne le sait pas.
report-nobody-came = Personne n’est venu.
report-arrived = Venus
report-called = Appelés
report-wait-median = Attente médiane
report-wait-nine = 9 sur 10 ont attendu jusqu’à
report-in-time = Appelés à temps
report-no-show = Absents à l’appel
report-left = Partis
report-left-over = Jamais appelés
report-service-median = Service médian
report-more = { $amount } de plus : { $period }
report-fewer = { $amount } de moins : { $period }
report-less = { $amount } de moins : { $period }
report-same = comme { $period }
report-percent = { $percent } %
report-points = { $points ->
    [one] { $points } point
   *[other] { $points } points
}
report-seconds = { $seconds } s
report-minutes-seconds = { $minutes }:{ $seconds } min
report-hours = { $from }–{ $to }
report-arrivals-title = Arrivées par heure
report-arrivals-claim = Le plus de monde vient de { $hours }
report-waits-title = Attente par heure d’arrivée
report-waits-claim = Qui vient de { $hours } attend le plus
report-week-waits = Attente par jour et heure
report-week-waits-claim = { $day }, { $hours } : l’attente la plus longue
report-week-arrivals = Arrivées par jour et heure
report-week-arrivals-claim = { $day }, { $hours } : le plus d’arrivées
report-week-tables = Tables occupées par jour et heure
report-heat-waits = Attente
report-heat-arrivals = Arrivées
report-heat-tables = Tables occupées
report-by-day = Jour par jour
report-by-weekday = Par jour de la semaine
report-by-service = Par service
report-by-reason = Par motif
report-by-table = Par table
report-by-person = Par personne
report-waits-longest = L’attente la plus longue : { $name }
report-takes-longest = Le service le plus long : { $name }
report-show-table = Voir en tableau
report-show-picture = Voir en graphique
report-table-of = Voir en tableau : { $title }
report-picture-of = Voir en graphique : { $title }
report-on-tickets = { $value } ({ $count ->
    [one] { $count } ticket
   *[other] { $count } tickets
})
report-came = { $count } venus
report-tables-count = { $count } occupées
report-promise-title = Ce qui a été annoncé aux visiteurs
report-promise-kept = { $percent } de { $count ->
    [one] { $count } visiteur
   *[other] { $count } visiteurs
} à qui une attente a été montrée ont été appelés dans ce délai.
report-promise-nothing = Aucune attente n’avait été montrée à ceux qui ont été appelés.
report-staffing-title = Combien de tables auraient suffi
report-staffing-enough = { $count ->
    [one] Avec { $count } table
   *[other] Avec { $count } tables
}, { $percent } auraient été appelés à temps.
report-staffing-never = Aucun de ces nombres de tables n’aurait suffi.
report-staffing-with = { $count ->
    [one] avec { $count } table
   *[other] avec { $count } tables
}
report-staffing-estimate = Une estimation : comme si tous étaient venus à la même heure et avaient pris le même temps. La ligne pointillée est 9 sur 10.
report-key-none = Non indiqué
report-key-other-tables = Tables de peu de personnes
report-few-hollow = Les barres creuses reposent sur moins de 30 tickets.
report-save-csv = Enregistrer en CSV
report-save-xlsx = Enregistrer pour Excel
report-print = Imprimer…
report-printed = La page à imprimer est dans { $place }. Elle s’ouvre dans le navigateur.
report-people-switch = Rapports par personne
report-people-why = Prévenez ceux qui sont aux tables avant de l’activer, et vérifiez que vous en avez le droit.
report-people-off = Désactivé : les chiffres de personne ne sont montrés, et les tables où moins de trois personnes ont travaillé sont regroupées.

## Staff window: report files

report-file-report = Rapport
report-file-period = Période
report-file-zone = Fuseau horaire
report-file-service = Service
report-file-read-at = Lu à (UTC)
report-file-summary = Résumé
report-file-definitions = Définitions
report-file-figure = Chiffre
report-file-name = Nom
report-file-meaning = Comment il est obtenu
report-file-formula = Formule
report-file-total = Tous
report-file-none = (aucun)
report-file-other-tables = Autres tables
report-file-seconds = s
report-file-by-hour = Par heure
report-file-by-weekday = Par jour de la semaine
report-file-by-day = Par jour
report-file-by-service = Par service
report-file-by-reason = Par motif
report-file-by-table = Par table
report-file-by-person = Par personne
report-file-heat-arrived = Arrivées par heure de semaine
report-file-heat-wait = Attente par heure de la semaine
report-file-heat-tables = Tables par heure de la semaine
report-file-heat-wait-means = L’attente médiane, en secondes, de ceux qui sont venus à cette heure de ce jour de la semaine et ont été appelés.
report-file-heat-tables-means = À combien de tables quelqu’un était assis, en moyenne, à cette heure de ce jour de la semaine.
report-file-tables = Combien de tables
report-file-tables-number = Tables
report-file-tables-enough = Le moins avec 90 % à temps
report-file-tables-means = Une estimation : les mêmes visiteurs viennent à la même heure et prennent le même temps, avec ce nombre de tables.
report-file-few = Un chiffre fait de peu de tickets dit peu.
report-file-buckets = Chaque ticket compte à l’heure et au jour où il a été fait, selon l’horloge du guichet. Une médiane est la plus petite valeur qu’au moins la moitié des valeurs ne dépassent pas : elle a donc été mesurée ; rien n’est une moyenne de moyennes. Par service, chaque passage d’un ticket dans un service y compte.
report-file-monday = Lundi
report-file-tuesday = Mardi
report-file-wednesday = Mercredi
report-file-thursday = Jeudi
report-file-friday = Vendredi
report-file-saturday = Samedi
report-file-sunday = Dimanche
report-file-arrived = Venus
report-file-arrived-means = Tickets faits ; par service, ceux qui sont entrés dans sa file.
report-file-called = Appelés
report-file-called-means = Ceux qui ont été appelés.
report-file-completed = Servis
report-file-completed-means = Ceux qui ont été servis jusqu’au bout ; d’un service qui les a orientés ailleurs, ceux qu’il a orientés.
report-file-no-show = Absents à l’appel
report-file-no-show-means = Ceux qui ont été appelés et ne sont pas venus.
report-file-left = Partis
report-file-left-means = Ceux qui sont partis avant d’être appelés, d’eux-mêmes ou retirés par le personnel.
report-file-left-over = Jamais appelés
report-file-left-over-means = Ceux que la fin de la journée a pris, jamais appelés.
report-file-wait-median = Attente, médiane
report-file-wait-median-means = De l’entrée dans la file au premier appel, pour ceux qui ont été appelés : la médiane.
report-file-wait-p90 = Attente, 9 sur 10
report-file-wait-p90-means = Ce que neuf appelés sur dix n’ont pas dépassé.
report-file-wait-mean = Attente, moyenne
report-file-wait-mean-means = La somme des attentes divisée par leur nombre.
report-file-wait-max = Attente, la plus longue
report-file-wait-max-means = L’attente la plus longue de ceux qui ont été appelés.
report-file-way-median = Trajet, médiane
report-file-way-median-means = Du dernier appel à l’arrivée à la table, là où cela a été dit : la médiane.
report-file-service-median = Service, médiane
report-file-service-median-means = De l’arrivée à la table, sinon du dernier appel, à la fin, pour ceux qui ont été servis : la médiane.
report-file-service-mean = Service, moyenne
report-file-service-mean-means = La somme des temps de service divisée par leur nombre.
report-file-in-time = À temps
report-file-in-time-means = Appelés dans l’objectif du service, parmi les appelés et ceux qui sont partis ou restés après avoir attendu plus longtemps.
report-file-promise-kept = Promesse tenue
report-file-promise-kept-means = Attentes dans la fourchette montrée, parmi les appelés à qui une a été montrée.
report-file-open = Encore ouverts
report-file-open-means = Ceux qui attendaient encore ou étaient servis à la lecture.
report-file-way-of = Trajet : tickets
report-file-way-of-means = Sur combien de tickets repose le trajet.
report-file-service-of = Service : tickets
report-file-service-of-means = Sur combien de tickets reposent les temps de service.
report-file-in-time-of = À temps : tickets
report-file-in-time-of-means = Sur combien de tickets repose la part à temps.
report-file-promise-of = Promesse : tickets
report-file-promise-of-means = Sur combien de tickets repose la part de promesses tenues.
report-file-no-show-share = Absents ÷ appelés
report-file-left-share = Partis ÷ venus
report-file-left-over-share = Jamais appelés ÷ venus

## Board

board-welcome = Bienvenue
board-advice = Votre numéro s’affiche ici quand c’est à vous.
board-call = { $number } à { $table }
board-table = { $table } : { $state }
board-closed = fermée
board-free = libre
board-serving = sert le { $number }
board-calling = appelle le { $number }
board-closed-tables = Fermées : { $tables }
board-comma = { ", " }
board-waiting = { $count ->
    [0] personne n’attend
   *[other] { $count } en attente
}
board-lane = { $count ->
    [0] { $service } : personne n’attend
    [one] { $service } : { $count } attend
   *[other] { $service } : { $count } attendent
}
board-page = Page { $page } sur { $pages }
board-join = Ticket par téléphone : { $address }, code { $code }
board-no-new-tickets = Pas de nouveaux tickets pour le moment
board-lost = Connexion perdue à { $time }. Les numéros peuvent être anciens ; reconnexion en cours.
board-name = Voici le tableau
board-wait-title = En attente du serveur
board-wait = Ce tableau se connecte tout seul à { $server }.
board-not-allowed-title = Le serveur ne connaît pas ce tableau
board-not-allowed = Demandez à qui gère { $server } de l’accepter.
board-pair-title = Autoriser ce tableau
board-pair = Approuvez ce code dans la fenêtre du personnel, sous « { devices } », ou sur { $server } avec walkup-server device approve { $code }
board-other-title = Ce n’est pas notre serveur
board-other = Autre chose répond à { $server }. Vérifiez l’adresse dans les réglages.
board-unsaved-title = Rien ne peut être enregistré pour le moment
board-unsaved = Le serveur ne laisse entrer personne tant que sa base de données n’accepte pas de changements. Nous réessayons tout seuls.
board-no-desk-title = Ce guichet n’existe pas
board-no-desk = Le serveur ne connaît aucun guichet à { $server }. Vérifiez le nom à la fin de l’adresse dans les réglages.
board-trust-title = Est-ce bien notre serveur ?
board-trust = Personne ne garantit { $server }. Si walkup-server tls fingerprint y affiche la même chose qu’ici, appuyez sur Entrée : { $certificate }
board-changed-title = Le serveur a changé
board-changed = { $server } ne montre pas le certificat accepté ici. Demandez à qui le gère, puis changez certificate dans les réglages de ce tableau. Il montre { $certificate }
board-look-after-title = Quelqu’un doit s’occuper de ce tableau
board-look-after = Il ne connaît plus son serveur. Réparez { $file }, ou supprimez-le pour configurer le tableau à nouveau.
board-settings-wrong = Pas comme dans les réglages : { $what }

## Kiosk

accents = é è ê ë ç à ù î ô œ
welcome = Bienvenue
get-ticket = Prendre un ticket
join-by-phone = Pas le temps d’attendre ici ? Ticket par téléphone : { $address }, code { $code }
ask-service = De quoi avez-vous besoin ?
service-waiting = { $count ->
    [0] pas d’attente
    [one] { $count } attend
   *[other] { $count } attendent
}
service-full = complet
service-no-more = plus rien aujourd’hui
service-no-more-short = fini aujourd’hui
no-service = Aucun ticket n’est délivré pour le moment.
need-help = Besoin d’aide
somebody-coming = Quelqu’un arrive
code-not-ours = Ce code n’est pas pour cette borne.
code-choose-first = Choisissez d’abord, puis scannez à nouveau.
waiting-count = { $count ->
    [0] Personne n’attend.
    [one] Une personne attend.
   *[other] { $count } personnes attendent.
}
wait-none = On vous appelle tout de suite.
wait-up-to = { $high ->
    [one] L’attente est d’une minute au plus.
   *[other] L’attente est de { $high } minutes au plus.
}
wait-about = { $high ->
    [one] L’attente est d’environ une minute.
   *[other] L’attente est d’environ { $high } minutes.
}
wait-range = L’attente est d’environ { $low } à { $high } minutes.
language = Langue
larger-text = Grand texte
high-contrast = Contraste élevé
lower = Plus bas
ask-address = Quelle est votre adresse e-mail ?
address-example = par exemple nom@example.com
address-problem = Vérifiez l’adresse. Exemple : nom@example.com
ask-name = Quel est votre nom ?
name-problem = Veuillez taper votre nom.
is-this-you = Est-ce vous ?
that-is-me = Oui, c’est moi
type-my-name = Non, taper mon nom
ask-phone = Quel est votre numéro de téléphone ?
phone-example = avec l’indicatif
phone-problem = Vérifiez le numéro de téléphone.
ask-number = Quel est votre numéro ?
number-digits = { $count ->
    [one] un chiffre
   *[other] { $count } chiffres
}
number-digits-range = de { $low } à { $high } chiffres
number-signs = { $count ->
    [one] une lettre ou un chiffre
   *[other] { $count } lettres et chiffres
}
number-signs-range = de { $low } à { $high } lettres et chiffres
number-problem = Vérifiez le numéro.
skip = Passer
ask-reason = Que pouvons-nous faire ?
reason-problem = Veuillez choisir encore une fois.
more = Plus
back = Retour
start-over = Annuler
continue = Continuer
already-have = Vous avez déjà le numéro
show-it = L’afficher
another-ticket = Autre ticket
your-number = Votre numéro
ahead-count = { $count ->
    [0] C’est bientôt à vous.
    [one] Une personne est avant vous.
   *[other] { $count } personnes sont avant vous.
}
ahead-for = { $count ->
    [0] C’est bientôt à vous : { $service }.
    [one] Une personne avant vous : { $service }.
   *[other] { $count } avant vous : { $service }.
}
watch-screen = Guettez votre numéro à l’écran.
found-leave = Quitter la file
found-leave-ask = Quitter la file ?
found-leave-do = Votre numéro ne sera plus appelé.
found-leave-yes = Oui, je pars
found-leave-no = Non, je reste
found-called = { $table } vous appelle. Allez-y maintenant, s’il vous plaît.
found-called-somewhere = C’est à vous. Demandez au guichet où aller, s’il vous plaît.
found-missed = Nous vous avons appelé sans vous voir. Adressez-vous au guichet, s’il vous plaît.
found-ended = Votre visite est terminée.
found-over = Ce ticket est clos.
found-left = Vous avez quitté la file.
on-your-phone = Sur le téléphone
print = Imprimer
printing = Votre ticket s’imprime.
take-ticket = Prenez votre ticket et guettez l’écran.
not-printed = Pas imprimé. Veuillez retenir votre numéro.
paper-ahead = { $count ->
    [0] Personne avant vous à { $time }
   *[other] { $count } avant vous à { $time }
}
paper-at = Imprimé à { $time }
paper-link = Votre tour sur votre téléphone
paper-sample = Un exemple
done = Terminé
still-there = Êtes-vous encore là ?
erased-in = { $secs ->
    [one] Votre saisie sera effacée dans une seconde.
   *[other] Votre saisie sera effacée dans { $secs } secondes.
}
more-time = Plus de temps
reconnecting = Nouvelle connexion. Un instant, s’il vous plaît.
nothing-saved = Pas de tickets pour le moment. Adressez-vous au personnel, s’il vous plaît.
reconnecting-kept = Nouvelle connexion en cours. Votre saisie est gardée.
reconnecting-alone = Nouvelle connexion en cours.
reconnecting-request = Nouvelle connexion en cours. Votre ticket viendra tout seul.
one-moment = Un instant, s’il vous plaît.
closed = Le guichet est fermé.
unsure = Nous n’avons pas pu voir si vous avez un numéro. Adressez-vous au personnel.
ask-staff = Cela n’a pas marché. Adressez-vous au personnel.
key-space = Espace
key-backspace = Effacer
key-shift = Majuscules
key-digits = Chiffres
key-letters = Lettres
key-other-letters = Lettres latines
key-at = Arobase
key-dot = Point
key-hyphen = Trait d’union
key-underscore = Tiret bas
key-plus = Plus
key-apostrophe = Apostrophe
key-signs = Autres signes
key-accents = Lettres accentuées
staff-pin = PIN du personnel
pin-none = Aucun PIN n’est défini, la fenêtre reste donc. Définissez-le avec walkup-kiosk --set-pin.
pin-wrong = Ce n’est pas le PIN.
pin-wait = { $secs ->
    [one] Réessayez dans une seconde.
   *[other] Réessayez dans { $secs } secondes.
}
close-window = Quitter
setup-name = Voici une borne
setup-look-after-title = Adressez-vous au personnel
setup-look-after = Pour le personnel : cette borne ne connaît plus son serveur. Réparez { $file }, ou supprimez-le pour configurer la borne à nouveau.
setup-let-in-title = Le serveur ne connaît pas cette borne
setup-let-in = Pour le personnel : demandez à qui gère le serveur d’autoriser cette borne.
setup-no-desk-title = Ce guichet n’existe pas
setup-no-desk = Pour le personnel : le serveur ne connaît aucun guichet du nom qui finit l’adresse. Vérifiez-la dans les réglages.
setup-code = Code de cette borne
setup-approve = Approuvez-le dans la fenêtre du personnel, sous « { devices } », ou sur le serveur : walkup-server device approve { $code }
setup-ours = Est-ce bien notre serveur ?
setup-compare = Sur le serveur, walkup-server tls fingerprint affiche le bon certificat. Comparez :
setup-same = Ils sont identiques : faire confiance
setup-write = Si walkup-server tls fingerprint affiche celui-ci sur le serveur, inscrivez-le comme certificate dans kiosk.toml :
setup-changed = Le certificat a changé
setup-ask = kiosk.toml en contient un autre. Demandez à qui gère le serveur. Il montre :
