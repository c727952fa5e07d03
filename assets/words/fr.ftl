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
link-unknown-certificate = Personne ne garantit le serveur { $server }. Est-ce le vôtre ?
link-certificate-changed = Le serveur { $server } ne montre pas le certificat accepté ici : quelqu’un d’autre répond peut-être. Demandez à qui le gère avant de continuer.
refusal-signed-out = Votre session est terminée. Veuillez vous reconnecter.
refusal-table-taken = Quelqu’un vient de prendre cette table. Choisissez-en une autre.
refusal-wrong-login = Le nom ou le mot de passe n’est pas bon.
refusal-needs-admin = Seul un compte d’administration peut faire cela.
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
refusal-older-server = Ce serveur est plus ancien et ne sait pas le faire.
refusal-too-many-attempts = { $seconds ->
    [one] Trop d’essais. Attendez { $seconds } seconde, puis réessayez.
   *[other] Trop d’essais. Attendez { $seconds } secondes, puis réessayez.
}
refusal-address = Cela ne ressemble pas à une adresse e-mail.
refusal-no-name = Il manque le nom.
refusal-too-long = L’adresse ou le nom est trop long.
refusal-unknown = Le serveur dit : { $words }.

## Staff window


## Board


## Kiosk

accents = é è ê ë ç à ù î ô œ
welcome = Bienvenue
get-ticket = Prendre un ticket
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
ask-reason = Que pouvons-nous faire ?
reason-problem = Veuillez choisir encore une fois.
more = Plus
back = Retour
start-over = Recommencer
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
watch-screen = Guettez votre numéro à l’écran.
done = Terminé
still-there = Êtes-vous encore là ?
erased-in = { $secs ->
    [one] Votre saisie sera effacée dans une seconde.
   *[other] Votre saisie sera effacée dans { $secs } secondes.
}
more-time = Plus de temps
reconnecting = Nouvelle connexion en cours. Un instant, s’il vous plaît.
reconnecting-kept = Nouvelle connexion en cours. Votre saisie est gardée.
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
setup-code = Code de cette borne
setup-approve = Approuvez-le dans la fenêtre du personnel, sous « { devices } », ou sur le serveur : walkup-server device approve { $code }
setup-ours = Est-ce bien notre serveur ?
setup-compare = Sur le serveur, walkup-server tls fingerprint affiche le bon certificat. Comparez :
setup-same = Ils sont identiques : faire confiance
setup-write = Si walkup-server tls fingerprint affiche celui-ci sur le serveur, inscrivez-le comme certificate dans kiosk.toml :
setup-changed = Le certificat a changé
setup-ask = kiosk.toml en contient un autre. Demandez à qui gère le serveur. Il montre :
