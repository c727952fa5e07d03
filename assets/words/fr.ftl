language-name = Français
direction = ltr
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

staff-pin = PIN du personnel
pin-none = Aucun PIN n’est défini, la fenêtre reste donc. Définissez-le avec walkup-kiosk --set-pin.
pin-wrong = Ce n’est pas le PIN.
pin-wait = { $secs ->
    [one] Réessayez dans une seconde.
   *[other] Réessayez dans { $secs } secondes.
}
close-window = Quitter

setup-code = Code de cette borne
setup-approve = Approuvez-le dans la fenêtre du personnel, sous « Devices », ou sur le serveur : walkup-server device approve { $code }
setup-ours = Est-ce bien notre serveur ?
setup-compare = Sur le serveur, walkup-server tls fingerprint affiche le bon certificat. Comparez :
setup-same = Ils sont identiques : faire confiance
setup-write = Si walkup-server tls fingerprint affiche celui-ci sur le serveur, inscrivez-le comme certificate dans kiosk.toml :
setup-changed = Le certificat a changé
setup-ask = kiosk.toml en contient un autre. Demandez à qui gère le serveur. Il montre :
