language-name = Español
direction = ltr
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

staff-pin = PIN del personal
pin-none = No hay ningún PIN, así que la ventana se queda. Póngalo con walkup-kiosk --set-pin.
pin-wrong = Ese no es el PIN.
pin-wait = { $secs ->
    [one] Otra vez en un segundo.
   *[other] Otra vez en { $secs } segundos.
}
close-window = Salir

setup-code = Código de este quiosco
setup-approve = Apruébelo en la ventana del personal, en «Devices», o en el servidor: walkup-server device approve { $code }
setup-ours = ¿Es este nuestro servidor?
setup-compare = En el servidor, walkup-server tls fingerprint muestra el certificado correcto. Compare:
setup-same = Son iguales: confiar
setup-write = Si walkup-server tls fingerprint muestra este en el servidor, escríbalo como certificate en kiosk.toml:
setup-changed = El certificado ha cambiado
setup-ask = En kiosk.toml hay otro. Pregunte a quien administra el servidor. Ahora muestra:
