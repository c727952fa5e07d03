## All windows

direction = ltr
language-name = Español
table = Mesa { $number }
devices = Dispositivos
undo = Deshacer
dismiss = Cerrar
button-pending = { $name }, un momento
time-24 = { $hour }:{ $minute }
time-12 = { $hour }:{ $minute } { $half ->
        [am] a. m.
       *[pm] p. m.
    }
weekday = { $day ->
    [1] lunes
    [2] martes
    [3] miércoles
    [4] jueves
    [5] viernes
    [6] sábado
   *[7] domingo
}
weekday-short = { $day ->
    [1] lun
    [2] mar
    [3] mié
    [4] jue
    [5] vie
    [6] sáb
   *[7] dom
}
month = { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
}
month-short = { $month ->
    [1] ene
    [2] feb
    [3] mar
    [4] abr
    [5] may
    [6] jun
    [7] jul
    [8] ago
    [9] sept
    [10] oct
    [11] nov
   *[12] dic
}
date = { $day } { $month } { $year }
date-long = { $weekday }, { $day } de { $month }
date-short = { $weekday }, { $day } { $month }
length-under-minute = menos de un minuto
length-minutes = { $minutes } min
length-hours = { $hours } h
length-hours-minutes = { $hours } h { $minutes } min
ago-now = ahora mismo
ago = hace { $length }
estimate-none = sin espera
estimate-up-to = hasta { $high } min
estimate-about = unos { $high } min
estimate-range = unos { $low }–{ $high } min
link-connecting = Conectando con { $server }.
link-lost = Perdimos el servidor a las { $time }. Lo que ve puede ser antiguo; reconectando.
link-stale = El servidor no responde desde las { $time }. Lo que ve puede ser antiguo.
link-not-allowed = El servidor { $server } no admite este dispositivo.
link-pairing = Alguien debe admitir este dispositivo en el servidor { $server }.
link-not-walkup = Algo responde en { $server }, pero no es un servidor Walkup.
link-unknown-certificate = Nadie responde por el servidor { $server }. ¿Es el suyo?
link-certificate-changed = El servidor { $server } no muestra el certificado que se aceptó aquí; puede que responda otro. Pregunte a quien lo administra antes de seguir.
refusal-signed-out = Su sesión ha terminado. Inicie sesión de nuevo.
refusal-table-taken = Alguien acaba de ocupar esa mesa. Elija otra.
refusal-wrong-login = El nombre o la contraseña no es correcto.
refusal-needs-admin = Solo una cuenta de administración puede hacer eso.
refusal-no-table = Elija primero una mesa.
refusal-no-such-ticket = { $ticket ->
    [none] Este número ya no está aquí.
   *[other] { $ticket } ya no está aquí.
}
refusal-already-ended = { $ticket ->
    [none] Este número ya ha terminado.
   *[other] { $ticket } ya ha terminado.
}
refusal-now-claimed = { $ticket ->
    [none] Otra persona tomó antes este número.
   *[other] Otra persona tomó antes el { $ticket }.
}
refusal-not-yours = { $ticket ->
    [none] Este número ya no es suyo.
   *[other] { $ticket } ya no es suyo.
}
refusal-nobody-waiting = No hay nadie esperando.
refusal-too-late = { $ticket ->
    [none] Este número terminó hace más de 10 minutos y así se queda.
   *[other] { $ticket } terminó hace más de 10 minutos y así se queda.
}
refusal-not-ended = { $ticket ->
    [none] Este número ya está abierto.
   *[other] { $ticket } ya está abierto.
}
refusal-not-waiting = { $ticket ->
    [none] Este número ya no está en espera.
   *[other] { $ticket } ya no está en espera.
}
refusal-nobody-at-table = Ya no hay nadie en esa mesa.
refusal-own-table = Esa es su propia mesa.
refusal-note-too-long = La nota es demasiado larga. Caben { $characters } caracteres.
refusal-text-too-long = El texto es demasiado largo. Caben { $characters } caracteres.
refusal-unknown-visitor = Nadie con esta dirección ha venido todavía.
refusal-closed = El mostrador está cerrado.
refusal-unknown-reason = Los motivos han cambiado. Elija otra vez.
refusal-unknown-language = El servidor no conoce ese idioma. Elija otro.
refusal-try-again = Eso no llegó como debía. Inténtelo otra vez.
refusal-withdrawn = Este número se retiró antes de crearse.
refusal-old-password = La contraseña actual no es correcta.
refusal-password-too-short = La contraseña nueva necesita al menos { $characters } caracteres.
refusal-password-too-common = Esa contraseña es de las que todos prueban primero. Elija otra.
refusal-visitor-still-here = Ese visitante tiene un número abierto. Termínelo primero.
refusal-dates = No se entienden los días. Escríbalos como 2026-11-24, el primero antes del último.
refusal-not-saved = El servidor no pudo guardarlo. No ha cambiado nada. Inténtelo dentro de un momento.
refusal-save-unknown = El disco del servidor falla y no se sabe si se guardó. Compruébelo antes de intentarlo otra vez.
refusal-read-failed = El servidor no pudo leerlo. Inténtelo dentro de un momento.
refusal-no-such-person = No hay ninguna cuenta con ese nombre de usuario.
refusal-no-such-device = Ese dispositivo ya se quitó.
refusal-device-exists = Ya hay un dispositivo con ese nombre. Elija otro.
refusal-device-name = El nombre de un dispositivo tiene de 1 a { $characters } caracteres.
refusal-no-such-code = Ningún dispositivo muestra ese código ahora. Los códigos valen diez minutos: mire otra vez.
refusal-name-in-use = Ese nombre ya está en uso. Elija otro.
refusal-name-not-valid = Ese nombre no se puede usar. Elija otro.
refusal-account-disabled = Esa cuenta está desactivada.
refusal-clock-doubted = El reloj del servidor puede estar mal. Quien lo administra debe confirmarlo primero.
refusal-older-server = Este servidor es más antiguo y no puede hacer eso.
refusal-too-many-attempts = { $seconds ->
    [one] Demasiados intentos. Espere un segundo e inténtelo otra vez.
   *[other] Demasiados intentos. Espere { $seconds } segundos e inténtelo otra vez.
}
refusal-address = Eso no parece una dirección de correo.
refusal-no-name = Falta el nombre.
refusal-too-long = La dirección o el nombre es demasiado largo.
refusal-unknown = El servidor dice: { $words }.

## Staff window


## Board


## Kiosk

accents = ñ á é í ó ú ü ç
welcome = Le damos la bienvenida
get-ticket = Pedir número
waiting-count = { $count ->
    [0] No hay nadie esperando.
    [one] Hay una persona esperando.
   *[other] Hay { $count } personas esperando.
}
wait-none = Le llamaremos enseguida.
wait-up-to = { $high ->
    [one] La espera es de hasta un minuto.
   *[other] La espera es de hasta { $high } minutos.
}
wait-about = { $high ->
    [one] La espera es de un minuto, más o menos.
   *[other] La espera es de unos { $high } minutos.
}
wait-range = La espera es de unos { $low } a { $high } minutos.
language = Idioma
larger-text = Letra grande
high-contrast = Alto contraste
lower = Más abajo
ask-address = ¿Cuál es su correo electrónico?
address-example = por ejemplo, nombre@example.com
address-problem = Revise la dirección. Ejemplo: nombre@example.com
ask-name = ¿Cómo se llama?
name-problem = Escriba su nombre, por favor.
is-this-you = ¿Es usted?
that-is-me = Sí, soy yo
type-my-name = No, escribir mi nombre
ask-reason = ¿Qué necesita?
reason-problem = Elija otra vez, por favor.
more = Más
back = Atrás
start-over = De nuevo
continue = Continuar
already-have = Usted ya tiene el número
show-it = Mostrarlo
another-ticket = Otro número
your-number = Su número
ahead-count = { $count ->
    [0] Usted es el siguiente turno.
    [one] Hay una persona antes que usted.
   *[other] Hay { $count } personas antes que usted.
}
watch-screen = Esté atento a su número en la pantalla.
done = Listo
still-there = ¿Sigue ahí?
erased-in = { $secs ->
    [one] Lo que ha escrito se borrará en un segundo.
   *[other] Lo que ha escrito se borrará en { $secs } segundos.
}
more-time = Más tiempo
reconnecting = Estamos reconectando. Un momento, por favor.
reconnecting-kept = Estamos reconectando. Lo que ha escrito se conserva.
reconnecting-request = Estamos reconectando. Su número llegará solo.
one-moment = Un momento, por favor.
closed = El mostrador está cerrado.
unsure = No pudimos ver si ya tiene número. Pregunte al personal, por favor.
ask-staff = No ha funcionado. Pregunte al personal, por favor.
key-space = Espacio
key-backspace = Borrar
key-shift = Mayúsculas
key-digits = Cifras
key-letters = Letras
key-other-letters = Letras latinas
key-at = Arroba
key-dot = Punto
key-hyphen = Guion
key-underscore = Guion bajo
key-plus = Más
key-apostrophe = Apóstrofo
key-signs = Más signos
key-accents = Letras con acentos
staff-pin = PIN del personal
pin-none = No hay ningún PIN, así que la ventana se queda. Póngalo con walkup-kiosk --set-pin.
pin-wrong = Ese no es el PIN.
pin-wait = { $secs ->
    [one] Otra vez en un segundo.
   *[other] Otra vez en { $secs } segundos.
}
close-window = Salir
setup-code = Código de este quiosco
setup-approve = Apruébelo en la ventana del personal, en «{ devices }», o en el servidor: walkup-server device approve { $code }
setup-ours = ¿Es este nuestro servidor?
setup-compare = En el servidor, walkup-server tls fingerprint muestra el certificado correcto. Compare:
setup-same = Son iguales: confiar
setup-write = Si walkup-server tls fingerprint muestra este en el servidor, escríbalo como certificate en kiosk.toml:
setup-changed = El certificado ha cambiado
setup-ask = En kiosk.toml hay otro. Pregunte a quien administra el servidor. Ahora muestra:
