title = { $number } · { $state }
your-number = Su número:
ahead =
    { $count ->
        [one] Hay una persona antes que usted
       *[other] Hay { $count } personas antes que usted
    }
ahead-for =
    { $count ->
        [0] Usted es el siguiente: { $service }
        [one] Una persona delante: { $service }
       *[other] { $count } personas delante: { $service }
    }
next = Usted es el siguiente turno
next-do = Quédese cerca, por favor.
wait-range = unos { $low } a { $high } minutos
wait-up-to = hasta { $high } minutos
table = Mesa { $number }
called = { $table } le llama
called-do = Vaya allí ahora, por favor.
called-somewhere = Es su turno
called-somewhere-do = Acérquese y pregunte adónde ir, por favor.
moved-do = Vaya ahora a esta mesa y no a la anterior, por favor.
missed = Le llamamos y no le vimos
missed-do = Hable con alguien del mostrador o tome otro número, por favor.
closed = Ahora está cerrado. Usted conserva su lugar.
ended = Su visita ha terminado
ended-do = Gracias por venir.
cancelled = El mostrador ha cerrado su número
cancelled-do = Si es un error, hable con alguien del mostrador, por favor.
expired = El día de este número ha terminado
expired-do = Tome otro número cuando vuelva, por favor.
left = Ha salido de la cola
left-do = Durante dos minutos aún puede recuperar su lugar.
left-over = Tome otro número cuando vuelva, por favor.
return = Recuperar mi lugar
return-other = Hay otro número abierto en este teléfono
return-other-do = Un número por teléfono: deje primero la cola con ese otro y recupere después este lugar.
return-other-look = Mostrar el otro número
gone = Esta página ya no está
gone-do = La página de un número termina con su día. Si está esperando, mire la pantalla o pregunte en el mostrador.
leave = Me voy
leave-ask = ¿Salir de la cola?
leave-do = Ya no se llamará su número.
leave-yes = Sí, me voy
leave-no = No, me quedo
ring = Sonar mientras esta página esté abierta
ring-on = Sonará cuando le llamen. Deje esta página abierta.
heard = Noticias del mostrador ahora mismo
as-of = Estado a las { $time }
stale = Sin noticias desde las __TIME__. Mire la pantalla.
look-again = Mirar otra vez
languages = Idioma
busy = Demasiado a la vez
busy-do = Llegan demasiadas peticiones desde su red. Espere un momento y mire otra vez, por favor.
not-saved = No se pudo guardar
not-saved-do = Inténtelo de nuevo enseguida o hable con alguien del mostrador, por favor.
unreadable = La página no ha podido leerlo
unreadable-do = Vuelva atrás e inténtelo de nuevo, por favor.

join = Tomar un número con su teléfono
join-code-do = Escriba el código que muestra ahora la pantalla del mostrador. Cambia continuamente.
join-code = Código
join-on = Continuar
join-code-wrong = Este no es el código que muestra ahora la pantalla.
join-slow =
    { $seconds ->
        [one] Ha fallado varias veces. Espere un segundo y mire la pantalla otra vez, por favor.
       *[other] Ha fallado varias veces. Espere { $seconds } segundos y mire la pantalla otra vez, por favor.
    }
join-longer = Se escribieron demasiados códigos falsos; por eso los códigos tienen ahora { $count } signos. Escriba el que muestra ahora la pantalla, por favor.
join-off = No hay números por teléfono
join-off-do = Tome un número en el mostrador, por favor.
join-service = ¿De qué se trata?
join-reason = ¿Por qué viene?
join-reason-none = Sin indicar
join-email = Dirección de correo
join-name = Nombre
join-phone = Número de teléfono
join-number = Número
join-optional = { $field } (puede quedar vacío)
join-take = Tomar mi número
join-one = Un número por teléfono.
join-late = Ha tardado demasiado. Escriba el código que muestra ahora la pantalla, por favor.
join-full = Ahora espera el máximo de personas. Inténtelo un poco más tarde, por favor.
join-today = Hoy ya no quedan números para esto.
join-closed = Ahora no se dan números.
join-email-bad = Revise la dirección de correo, por favor: así no se puede usar.
join-name-missing = Escriba su nombre, por favor.
join-name-long = Este nombre o esta dirección es demasiado larga.
join-phone-bad = Revise el número de teléfono, por favor: así no se puede usar.
join-number-bad = Revise el número, por favor: así no se puede usar.
join-choose = Elija una opción, por favor.
join-there = Ya espera un número con esta dirección
join-there-do = Esté atento a su número o pregunte en el mostrador, por favor.
join-there-look = Ya espera un número con esta dirección: esté atento al suyo. Si no es usted, revise la dirección, por favor.
join-many = Desde su red se han tomado muchos números
join-many-do = Tome un número en el mostrador o inténtelo de nuevo en diez minutos, por favor.
