title = { $number } · { $state }
your-number = Votre numéro :
ahead =
    { $count ->
        [one] Une personne est avant vous
       *[other] { $count } personnes sont avant vous
    }
ahead-for =
    { $count ->
        [0] C’est bientôt à vous : { $service }
        [one] Une personne avant vous : { $service }
       *[other] { $count } personnes avant vous : { $service }
    }
next = C’est bientôt à vous
next-do = Restez près du guichet, s’il vous plaît.
wait-range = environ { $low } à { $high } minutes
wait-up-to = jusqu’à { $high } minutes
table = Table { $number }
called = { $table } vous appelle
called-do = Allez-y maintenant, s’il vous plaît.
called-somewhere = C’est à vous
called-somewhere-do = Venez au guichet et demandez où aller, s’il vous plaît.
moved-do = Allez maintenant à cette table, et non à la précédente.
missed = Nous vous avons appelé sans vous voir
missed-do = Adressez-vous au guichet ou prenez un nouveau ticket, s’il vous plaît.
closed = C’est fermé en ce moment. Vous gardez votre place.
ended = Votre visite est terminée
ended-do = Merci de votre visite.
cancelled = Le guichet a clos votre ticket
cancelled-do = Si c’est une erreur, adressez-vous au guichet, s’il vous plaît.
expired = La journée de ce ticket est terminée
expired-do = Prenez un nouveau ticket quand vous reviendrez.
left = Vous avez quitté la file
left-do = Pendant deux minutes, vous pouvez encore reprendre votre place.
left-over = Prenez un nouveau ticket quand vous reviendrez.
return = Reprendre ma place
return-other = Un autre ticket est ouvert sur ce téléphone
return-other-do = Un ticket par téléphone : quittez d’abord la file avec l’autre, puis reprenez cette place.
return-other-look = Afficher l’autre ticket
gone = Cette page n’existe plus
gone-do = La page d’un ticket s’arrête avec sa journée. Si vous attendez, regardez l’écran ou demandez au guichet.
leave = Je pars
leave-ask = Quitter la file ?
leave-do = Votre numéro ne sera plus appelé.
leave-yes = Oui, je pars
leave-no = Non, je reste
ring = Sonner tant que cette page est ouverte
ring-on = Une sonnerie vous préviendra. Laissez cette page ouverte.
heard = Nouvelles du guichet à l’instant
as-of = Situation à { $time }
stale = Pas de nouvelles depuis __TIME__. Regardez l’écran.
look-again = Regarder à nouveau
languages = Langue
busy = Trop à la fois
busy-do = Trop de demandes viennent de votre réseau. Attendez un instant et regardez à nouveau, s’il vous plaît.
not-saved = Cela n’a pas pu être enregistré
not-saved-do = Réessayez dans un instant ou adressez-vous au guichet, s’il vous plaît.
unreadable = La page n’a pas pu lire cela
unreadable-do = Revenez en arrière et réessayez, s’il vous plaît.

join = Prendre un ticket avec votre téléphone
join-code-do = Tapez le code que l’écran du guichet affiche maintenant. Il change sans cesse.
join-code = Code
join-on = Continuer
join-code-wrong = Ce n’est pas le code que l’écran affiche maintenant.
join-slow =
    { $seconds ->
        [one] C’était faux plusieurs fois. Attendez une seconde et regardez l’écran à nouveau, s’il vous plaît.
       *[other] C’était faux plusieurs fois. Attendez { $seconds } secondes et regardez l’écran à nouveau, s’il vous plaît.
    }
join-longer = Trop de codes faux ont été tapés : les codes ont donc maintenant { $count } signes. Tapez celui que l’écran affiche maintenant, s’il vous plaît.
join-off = Pas de tickets par téléphone
join-off-do = Prenez un ticket au guichet, s’il vous plaît.
join-service = De quoi s’agit-il ?
join-reason = Pourquoi venez-vous ?
join-reason-none = Non précisé
join-email = Adresse e-mail
join-name = Nom
join-phone = Numéro de téléphone
join-number = Numéro
join-optional = { $field } (peut rester vide)
join-take = Prendre mon ticket
join-one = Un ticket par téléphone.
join-late = Cela a pris trop de temps. Tapez le code que l’écran affiche maintenant, s’il vous plaît.
join-full = En ce moment la file est complète. Réessayez un peu plus tard, s’il vous plaît.
join-today = Il n’y a plus de tickets pour cela aujourd’hui.
join-closed = Aucun ticket n’est délivré en ce moment.
join-email-bad = Vérifiez l’adresse e-mail, s’il vous plaît : elle n’est pas utilisable.
join-name-missing = Tapez votre nom, s’il vous plaît.
join-name-long = Ce nom ou cette adresse est trop long.
join-phone-bad = Vérifiez le numéro de téléphone, s’il vous plaît : il n’est pas utilisable.
join-number-bad = Vérifiez le numéro, s’il vous plaît : il n’est pas utilisable.
join-choose = Choisissez une possibilité, s’il vous plaît.
join-there = Un ticket attend déjà pour cette adresse
join-there-do = Guettez votre numéro ou demandez au guichet, s’il vous plaît.
join-there-look = Un ticket attend déjà pour cette adresse : guettez votre numéro. Si ce n’est pas vous, vérifiez l’adresse, s’il vous plaît.
join-many = Beaucoup de tickets viennent d’être pris depuis votre réseau
join-many-do = Prenez un ticket au guichet ou réessayez dans dix minutes, s’il vous plaît.
