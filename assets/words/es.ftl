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
opening-closed = El mostrador está cerrado.
opening-closed-for = El mostrador está cerrado: { $name }.
opening-last = El mostrador cierra a las { $time } y ya no da turnos.
opening-again = Vuelve a abrir a las { $time }.
opening-again-on = Vuelve a abrir el { $date } a las { $time }.
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
link-no-desk = No hay ningún mostrador en { $server }. ¿Es correcto el nombre del final?
link-unsaved = Ahora no se puede guardar nada. Lo que ve puede ser antiguo; seguimos intentándolo.
link-unknown-certificate = Nadie responde por el servidor { $server }. ¿Es el suyo?
link-certificate-changed = El servidor { $server } no muestra el certificado que se aceptó aquí; puede que responda otro. Pregunte a quien lo administra antes de seguir.
refusal-signed-out = Su sesión ha terminado. Inicie sesión de nuevo.
refusal-table-taken = Alguien acaba de ocupar esa mesa. Elija otra.
refusal-wrong-login = El nombre o la contraseña no es correcto.
refusal-needs-admin = Solo una cuenta de administración puede hacer eso.
refusal-needs-lead = Solo una cuenta de responsable o de administración puede hacer eso.
refusal-choose-password = Elija primero una contraseña propia.
refusal-last-admin = Es la última cuenta de administración. Nombre antes a otra persona.
refusal-another-admin = Debe hacerlo otra persona con cuenta de administración.
refusal-no-such-service = Este servicio ya no existe.
refusal-not-your-service = Usted no atiende este servicio.
refusal-no-more-today = Hoy ya no hay más números para este servicio.
refusal-full-now = Ahora mismo esperan tantas personas como caben para este servicio. Inténtelo un poco más tarde.
refusal-service-stopped = Este servicio no da números por el momento.
refusal-phone = Revise el número de teléfono: solo cifras, con el prefijo.
refusal-number = Revise el número.
refusal-wait-a-moment = Un momento, por favor. Después inténtelo otra vez.
refusal-no-help-asked = Allí ya nadie pide ayuda.
refusal-choose-kiosk = Elija el quiosco que debe imprimirlo.
refusal-no-printer = Ese quiosco no tiene impresora ahora.
refusal-cannot-print = Ese quiosco no puede imprimir ahora. Revise su impresora o elija otro.
refusal-wrong-code = El código no es correcto. Lo muestra el equipo del servidor.
refusal-set-up-already = Alguien ya ha configurado este mostrador. Inicie sesión.
refusal-tables = Un mostrador tiene de 1 a 1000 mesas.
refusal-days = Escriba cuántos días, de 1 a 36500.
refusal-enrolment = Se pueden admitir de 1 a 1000 dispositivos, hasta un día dentro de un año.
refusal-backup-failed = La copia de seguridad no se hizo. El registro del servidor dice por qué.
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
refusal-code-over = Este código ya no es válido.
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
refusal-period-backwards = El período termina antes de empezar. Elija un primer día anterior.
refusal-period-too-long = Es demasiado largo. Un informe abarca como máximo 20 años.
refusal-people-not-reported = Este mostrador no hace informes sobre personas.
refusal-too-many-reports = Se están preparando demasiados informes a la vez. Espere a que termine alguno.
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
refusal-changed-meanwhile = { $who } lo ha cambiado entretanto. Mírelo de nuevo.
refusal-set-in-file = { $setting } está en el archivo de ajustes del servidor y se cambia allí.
refusal-value = { $setting } no puede tener este valor: { $reason }
refusal-older-server = Este servidor es más antiguo y no puede hacer eso.
refusal-too-many-attempts = { $seconds ->
    [one] Demasiados intentos. Espere un segundo e inténtelo otra vez.
   *[other] Demasiados intentos. Espere { $seconds } segundos e inténtelo otra vez.
}
refusal-address = Eso no parece una dirección de correo.
refusal-no-name = Falta el nombre.
refusal-too-long = La dirección o el nombre es demasiado largo.
refusal-unknown = El servidor dice: { $words }.
ask-looking = Buscando servidores en esta red…
ask-none = Todavía ninguno. Puede escribir la dirección abajo.
ask-which = ¿Qué servidor?
ask-where = ¿Dónde está el servidor?
ask-or-type = O escriba la dirección
ask-connect = Conectar
ask-no-address = Eso no es una dirección. Escríbala como desk.example o 10.0.0.7:7420.
ask-plain = { $server } no cifra: cualquiera en esta red puede leer nombres y direcciones. Úselo solo si conoce esta red.
ask-plain-use = Usarlo sin cifrado
ask-back = Atrás
ask-desks = Buscando los mostradores que hay allí.
ask-which-desk = ¿Qué mostrador?
ask-plain-mark = sin cifrar
key-delete = Borrar

## Staff window: commands

staff-next = Siguiente
staff-next-tip = Terminar su visita y llamar a quien sigue
staff-next-besides = Una persona más
staff-next-besides-tip = Llamar a quien sigue sin terminar su visita
staff-accept = Atender
staff-accept-tip = Llamar ahora a esta persona
staff-accept-done = Atiende a { $number }.
staff-gone = Se fue
staff-gone-tip = La persona se ha ido; el turno termina sin llamada
staff-gone-done = { $number } se ha ido.
staff-complete = Terminar
staff-complete-tip = La persona ha sido atendida
staff-complete-done = { $number } terminado.
staff-recall = Llamar otra vez
staff-recall-tip = Llamar el número otra vez en todas las pantallas
staff-recall-done = Se llama otra vez a { $number }.
staff-no-show = No vino
staff-no-show-tip = Se llamó a la persona y no vino
staff-no-show-done = { $number } no vino.
staff-send-to = Enviar a…
staff-send-to-tip = Pasar la persona a la mesa de otro compañero
staff-send-to-done = { $number } pasó a { $table }.
staff-send-to-title = Enviar { $number } a una mesa
staff-send-to-why = ¿Quién sigue? El número se llama en su mesa.
staff-here = Ya está
staff-here-tip = Anotar que la persona ha llegado a su mesa
staff-here-done = { $number } está en su mesa.
staff-refer = Derivar a…
staff-refer-tip = A la cola de otro servicio; el número se conserva
staff-refer-done = { $number } espera ahora otro servicio.
staff-refer-title = Derivar { $number } a un servicio
staff-refer-why = El número se conserva. Cuenta el tiempo ya esperado.
staff-first = Va primero
staff-first-tip = Llamar a esta persona antes que a las que esperan en orden
staff-first-done = { $number } va primero.
staff-in-turn = De nuevo en orden
staff-in-turn-tip = Vuelve al lugar según su llegada
staff-in-turn-done = { $number } espera en orden.
staff-services = Mis servicios…
staff-services-tip = Elegir qué servicios atiende
staff-release = Volver a la cola
staff-release-tip = Vuelve a su lugar en la cola
staff-release-done = { $number } espera otra vez en su lugar.
staff-note = Nota…
staff-note-tip = Una nota que también ven los compañeros
staff-note-title = Nota para { $number }
staff-note-why = La ven los compañeros, no los visitantes.
staff-note-field = Nota
staff-note-button = Guardar
staff-print = Imprimir de nuevo
staff-print-tip = Un quiosco imprime el turno una vez más
staff-print-done = { $number } se está imprimiendo.
staff-print-title = Imprimir { $number } de nuevo
staff-print-why = ¿En qué quiosco?
staff-cancel = Anular turno
staff-cancel-tip = El turno termina sin atención
staff-cancel-done = { $number } anulado.
staff-reopen = Reabrir
staff-reopen-tip = El turno vuelve a ser suyo
staff-reopen-done = { $number } vuelve a ser suyo.
staff-unseat = Levantar…
staff-unseat-tip = Quitar la mesa a quien la dejó
staff-unseat-done = { $table } está ahora vacía.
staff-unseat-title = ¿Levantar a { $name } de { $table }?
staff-unseat-why = Los turnos abiertos siguen con { $name } hasta que alguien los devuelva a la cola.
staff-unseat-button = Levantar
staff-undo = Deshacer
staff-undo-tip = Deshacer lo último
staff-visitor = Poner en cola…
staff-visitor-tip = Un turno para quien no puede usar el quiosco
staff-close-desk = Cerrar el mostrador…
staff-close-desk-tip = Los quioscos no dan turnos y muestran su texto
staff-close-desk-done = Cerrado: los quioscos no dan turnos.
staff-close-desk-title = Cerrar el mostrador
staff-close-desk-why = Los quioscos no dan turnos y muestran estas palabras.
staff-close-desk-field = Lo que dicen los quioscos
staff-close-desk-button = Cerrar el mostrador
staff-open-desk = Abrir
staff-open-desk-tip = Los quioscos vuelven a dar turnos
staff-open-desk-done = Está abierto.
staff-open-for-an-hour = Abrir una hora
staff-open-for-an-hour-tip = Los quioscos dan turnos durante una hora
staff-open-for-an-hour-done = Está abierto durante una hora.
staff-notice = Aviso en todas las pantallas…
staff-notice-tip = Una frase en cada quiosco y pantalla
staff-notice-done = Todas las pantallas tienen el aviso.
staff-notice-title = Aviso en todas las pantallas
staff-notice-why = Lo muestran quioscos y pantallas. Vacío lo quita.
staff-notice-field = Aviso
staff-notice-button = Mostrar
staff-export = Exportar turnos…
staff-export-tip = Los turnos de unos días como archivo CSV
staff-run-desk = Gestionar…
staff-run-desk-tip = Personas, mesas, motivos, horario y más
staff-password = Mi contraseña…
staff-password-tip = Cambiarla; sus otras sesiones terminan
staff-settings = Ajustes…
staff-settings-tip = Idioma, colores, tamaño, sonido, teclas
staff-search = Buscar
staff-search-tip = Buscar en la cola
staff-menu = Menú
staff-menu-tip = Abrir el menú
staff-tables = Mesas
staff-tables-tip = Las mesas, en una ventana estrecha
staff-keys = Teclas
staff-keys-tip = Todas las teclas de esta ventana
staff-leave-table = Dejar mi mesa
staff-leave-table-tip = La mesa queda libre; sus visitantes siguen siendo suyos
staff-choose-table = Elegir mesa…
staff-choose-table-tip = Sentarse para llamar visitantes
staff-sign-out = Cerrar sesión
staff-sign-out-tip = Terminar esta sesión

## Staff window

staff-window-title = Walkup mostrador
staff-title-serving = { $number } · { $waiting } · Walkup
staff-title-idle = { $waiting } · Walkup
staff-waiting = { $count ->
    [0] Nadie espera
    [one] { $count } espera
   *[other] { $count } esperan
}
staff-longest = máximo { $length }
staff-newcomers = espera nueva: { $wait }
staff-state-live = conectado
staff-state-connecting = conectando
staff-state-silent = sin señal
staff-state-away = sin conexión
staff-state-refused = rechazado
staff-server-warns = El servidor avisa: { $text }
staff-settings-damaged = Los ajustes de esta ventana no pudieron leerse enteros: { $what }
staff-settings-damaged-seen = Entendido
staff-desk-closed = Cerrado: los quioscos no dan turnos.
staff-desk-closed-says = Cerrado. Los quioscos dicen: { $text }
staff-notice-is = Aviso en todas las pantallas: { $text }
staff-try-now = Probar ahora
staff-dismiss = Descartar
staff-close = Cerrar
staff-not-now = Ahora no
staff-form-done = Hecho
staff-server-cannot-be-heard = El servidor no responde.
staff-of-ticket = { $text } { $number }
staff-of-table = { $text } { $table }
staff-table-in-sentence = la mesa { $number }
staff-hello = Bienvenido, { $name }
staff-choose-your-table = Elija su mesa
staff-where-do-you-sit = ¿Dónde se sienta? Elija una mesa para empezar.
staff-digits-type = Las cifras van a una mesa, Intro se sienta.
staff-without-table = Sin mesa
staff-without-table-tip = Ver la cola sin llamar a nadie
staff-sitting-down = sentándose…
staff-table-taken = ocupada
staff-nobody-there = nadie
staff-tables-heading = Mesas
staff-table-closed = cerrada
staff-table-free = libre
staff-table-serving = atiende
staff-you = usted
staff-left-behind = Sin atender
staff-left-behind-why = Quien los tiene no está en ninguna mesa.
staff-return-to-queue = Volver a la cola
staff-back-to-queue = A la cola
staff-serving-one = atiende a { $number }
staff-serving-many = atiende a { $count }
staff-nobody-elsewhere = Ahora no hay nadie en otra mesa.
staff-now-serving = Atendiendo
staff-nobody-yet = Nadie todavía
staff-nobody-yet-why = Llame a quien sigue o elija a alguien de la cola.
staff-no-table-here = Sin mesa
staff-no-table-here-why = Ve la cola. Para llamar, elija una mesa.
staff-complete-and-next = Terminar { $number }, llamar
staff-nobody-waits = Nadie espera
staff-called-times = { $count ->
    [one] llamado una vez
   *[other] llamado { $count } veces
}
staff-waited = esperó { $length }
staff-here-for = aquí { $length }
staff-reason-is = Motivo: { $reason }
staff-queued-by-staff = Inscrito por el personal
staff-more = Más
staff-my-others = También suyos
staff-turn-to = Ver { $number }, { $name }
staff-turn-to-tip = Las teclas actúan entonces sobre esta persona
staff-copy-text = Copiar { $text }
staff-copied = Copiado: { $text }
staff-queue-heading = En cola · { $count }
staff-search-field = Buscar en la cola
staff-search-hint = Buscar
staff-nobody-is-waiting = Nadie espera
staff-new-visitors-appear = Los nuevos visitantes aparecen aquí solos.
staff-nobody-found = Nadie así espera
staff-nobody-found-why = Escape muestra a todos.
staff-row-name = { $number }, { $name }, espera { $length }
staff-row-name-reason = { $number }, { $name }, { $reason }, espera { $length }
staff-is-next-up = siguiente
staff-under-a-minute = < 1 min
staff-wait-long = larga
staff-wait-too-long = excesiva
staff-field-phone = Número de teléfono
staff-field-number = Número
staff-nothing-is-asked = Este servicio no pide nada. Basta el número.
staff-all-services = Todos
staff-over-due = atrasado
staff-due-soon = pronto
staff-due-at = a las { $time }
staff-due-over = a las { $time }, { $length } de retraso
staff-goes-first = con prioridad
staff-is-here = Ya está en la mesa
staff-my-services = Mis servicios
staff-my-services-why = “Siguiente” llama solo a personas de estos servicios.
staff-service-taken = lo atiendo
staff-service-not-taken = ahora no
staff-service-not-mine = no es suyo
staff-help-asked = Alguien necesita ayuda en el quiosco «{ $kiosk }».
staff-i-am-going = Voy yo
staff-printer-out = No queda papel en el quiosco «{ $kiosk }».
staff-printer-open = La impresora del quiosco «{ $kiosk }» está abierta.
staff-printer-away = El quiosco «{ $kiosk }» no encuentra su impresora.
staff-printer-error = La impresora del quiosco «{ $kiosk }» no imprime. Revísela, por favor.
staff-kiosk-disk = El quiosco «{ $kiosk }» no puede guardar nada: su disco está lleno o dañado.
staff-unprinted = Puede que { $number } no se haya impreso: quiosco «{ $kiosk }».
staff-made-here = el turno se sacó aquí
staff-nobody-takes = { $count ->
    [one] Nadie atiende { $service }: espera una persona.
   *[other] Nadie atiende { $service }: esperan { $count } personas.
}
staff-taken-by = atendido por { $name }
staff-taken-by-at = atendido por { $name }, { $table }
staff-left-the-queue = dejó la cola
staff-ended-heading = Terminados hace poco
staff-nothing-ended = Aún no ha terminado nada.
staff-ended-completed = terminado { $when }
staff-ended-cancelled = anulado { $when }
staff-ended-no-show = no vino { $when }
staff-ended-left = se fue { $when }
staff-ended-expired = caducado { $when }
staff-ended-other = terminado { $when }
staff-completed-and-called = { $completed } terminado. Atiende a { $number }.
staff-completed-nobody-waits = { $number } terminado. Nadie más espera.
staff-completed-only = { $number } terminado. { $why }
staff-somebody-was-first = { $name } atendió antes a { $number }.
staff-has-left-the-queue = { $number } dejó la cola.
staff-is-next = Sigue { $number }.
staff-nobody-else-waits = Nadie más espera.
staff-lost-before-answer = Perdimos el servidor antes de su respuesta. Mire antes de repetir.
staff-sent-to-you = Le han enviado a { $number }.
staff-somebody-waits = Alguien espera.
staff-somebody-waits-long = Alguien espera demasiado.
staff-somebody-sent = Le han enviado a alguien.
staff-sign-in-to-your-desk = Inicie sesión
staff-sign-in = Entrar
staff-signing-in = Entrando…
staff-stop-signing-in = Parar
staff-taking-up-sign-in = Retomando su sesión.
staff-sign-in-anew = Entrar de nuevo
staff-server-is = Servidor: { $server }
staff-change-server = Cambiar
staff-field-server = Servidor
staff-field-user = Nombre
staff-field-password = Contraseña
staff-field-token = Ficha
staff-show-password = Mostrar contraseña
staff-none-found = Aún no hay ninguno en esta red.
staff-found-servers = En esta red:
staff-this-computer = Este equipo
staff-where-is-the-server = ¿Dónde está el servidor? Escriba su dirección, como desk.example.
staff-type-name-and-password = Escriba su nombre y su contraseña.
staff-nobody-answers = Nadie responde en { $server }. Revise la dirección o si el servidor funciona.
staff-server-knows-no-passwords = Este servidor no usa contraseñas. Pida una ficha y péguela.
staff-sign-in-has-ended = Su sesión ha terminado. Vuelva a entrar.
staff-certificate-heading = El certificado del servidor (SHA-256)
staff-certificate-how = En el servidor, `walkup-server tls fingerprint` muestra el correcto. Compárelos.
staff-certificate-same = Son iguales: confiar
staff-certificate-forget = Olvidar el certificado anterior
staff-visitor-title = Poner en cola
staff-visitor-why = Para quien no puede usar el quiosco.
staff-field-email = Correo electrónico
staff-field-name = Nombre del visitante
staff-reason-heading = Motivo
staff-queue-button = Poner en cola
staff-waits-already = Esta dirección ya espera, con el número { $number }.
staff-another-ticket = Otro turno
staff-visitor-has-number = { $name } tiene el número { $number }.
staff-lost-while-queueing = Perdimos el servidor antes de su respuesta. Pulse otra vez cuando vuelva: habrá un turno, no dos.
staff-not-an-address = Eso no parece una dirección de correo.
staff-name-is-missing = Falta el nombre.
staff-address-or-name-too-long = La dirección o el nombre es demasiado largo.
staff-password-title = Mi contraseña
staff-password-why = Al menos { $characters } caracteres. Sus otras sesiones terminan.
staff-field-old-password = Contraseña actual
staff-field-new-password = Contraseña nueva
staff-field-new-password-again = Contraseña nueva otra vez
staff-change-it = Cambiar
staff-password-changed = Su contraseña ha cambiado. Sus otras sesiones han terminado.
staff-lost-while-changing-password = Perdimos el servidor antes de su respuesta. Quizá su contraseña ha cambiado.
staff-type-old-password = Escriba la contraseña actual.
staff-new-password-too-short = La contraseña nueva necesita al menos { $characters } caracteres.
staff-new-passwords-differ = Las dos contraseñas nuevas son distintas.
staff-export-title = Exportar turnos
staff-export-why = Un archivo CSV con los turnos de estos días, ambos incluidos.
staff-field-first-day = Primer día
staff-field-last-day = Último día
staff-field-file = Archivo
staff-choose-file = Elegir archivo…
staff-write-file = Escribir el archivo
staff-no-file-dialog = Este equipo no muestra un diálogo. El archivo puede ir aquí:
staff-choose-where = Elija dónde va el archivo.
staff-lines-so-far = { $count ->
    [one] Un turno hasta ahora…
   *[other] { $count } turnos hasta ahora…
}
staff-stop-export = Parar
staff-tickets-written = { $count ->
    [one] Un turno escrito.
   *[other] { $count } turnos escritos.
}
staff-last-day-before-first = El último día es anterior al primero.
staff-write-days-like-this = Escriba los días así: 2026-11-24.
staff-lost-while-exporting = Perdimos el servidor y no hay archivo. Pruebe otra vez.
staff-file-not-written = No se pudo escribir el archivo: { $reason }.
staff-field-code = Código
staff-field-device-name = Nombre del dispositivo
staff-device-name-hint = Sala, izquierda
staff-approve = Admitir
staff-type-the-code = Escriba las seis letras y cifras que muestra.
staff-device-is-let-in = { $name } está admitido.
staff-device-is-taken-out = { $name } se ha quitado.
staff-asking-for-devices = Preguntando al servidor…
staff-no-devices = Aún no se admitió ningún quiosco ni pantalla.
staff-kiosk-connected = Quiosco, conectado
staff-kiosk-last = Quiosco, visto { $when }
staff-kiosk-never = Quiosco, nunca visto
staff-display-connected = Pantalla, conectada
staff-display-last = Pantalla, vista { $when }
staff-display-never = Pantalla, nunca vista
staff-revoke-button = Quitar…
staff-revoke-name = Quitar { $name }
staff-revoke-title = ¿Quitar { $name }?
staff-revoke-why = Su conexión termina ya. Para volver debe mostrar un código nuevo.
staff-keep-it = Conservar
staff-revoke = Quitar
staff-settings-title = Ajustes
staff-language-heading = Idioma
staff-language-of-system = Como el sistema
staff-look-heading = Colores
staff-look-system = Como el sistema
staff-look-light = Claro
staff-look-dark = Oscuro
staff-look-contrast = Alto contraste
staff-text-size = Tamaño del texto
staff-text-percent = { $percent } %
staff-smaller-text = Texto más pequeño
staff-larger-text = Texto más grande
staff-sound-setting = Un sonido cuando alguien espera
staff-notification-setting = Una notificación si otra ventana está delante
staff-motion-setting = Movimiento
staff-wait-heading = Espera
staff-long-from = Una espera es larga desde
staff-too-long-from = y excesiva desde
staff-fewer = Menos: { $what }
staff-further = Más: { $what }
staff-keys-heading = Teclas de órdenes
staff-keys-on = Una tecla sola
staff-keys-with-ctrl = Con Ctrl
staff-keys-off = No
staff-keys-setting-why = Desactivadas o con Ctrl, para quien dicta o pulsa teclas sin querer.
staff-keys-title = Teclas
staff-keys-why = Actúan mientras no se escribe.
staff-keys-are-off = Las teclas de órdenes están desactivadas en los ajustes.
staff-key-up-down = Arriba, abajo
staff-key-up-down-tip = Elegir a alguien en la cola
staff-key-pages = RePág, AvPág
staff-key-pages-tip = Recorrer la cola por páginas; Inicio y Fin llevan a los extremos
staff-about = Walkup { $version }
staff-about-log = Lo que ocurrió en esta ventana está en { $file }
staff-key-enter = Intro
staff-key-enter-tip = Llamar a la persona elegida
staff-key-space = Espacio
staff-key-space-tip = El siguiente visitante
staff-key-digits = 1 a 9
staff-key-digits-tip = Ver una de mis visitas
staff-key-tab = Tab
staff-key-tab-tip = Al siguiente control
staff-key-esc = Esc
staff-key-esc-tip = Cerrar lo abierto
staff-key-copy = Ctrl+C
staff-key-copy-tip = Copiar número, nombre y dirección de la persona elegida

## Staff window: pages

page-back-to-desk = Mostrador
page-loading = Preguntando al servidor…
page-lead-reads = Solo una cuenta de administración cambia lo que hay aquí.
page-saved-here = Guardado
page-saving-here = Guardando…
page-saved-of = Guardado: { $what }
page-taken-back = Como antes: { $what }
page-locked-at = Está en { $file }, línea { $line }. Borre esa línea y podrá cambiarse aquí.
page-locked-by = Se fija al iniciar el servidor: { $place }. Si se quita de ahí, podrá cambiarse aquí.
page-both-wrote = { $by } ha escrito aquí entretanto: { $theirs }
page-somebody-wrote = Otra persona ha escrito aquí entretanto: { $theirs }
page-nothing-there = (nada)
page-take-theirs = Conservar lo suyo
page-keep-mine = Conservar lo mío
page-server-says = El servidor dice: { $words }
page-lost-while-saving = Se perdió el servidor antes de que respondiera. Compruebe si se hizo.
page-trouble-no-time = «{ $part }» no es una hora. Escríbalo así: 9-12, 13-17.
page-trouble-backwards = «{ $part }» termina antes de empezar.
page-trouble-overlap = { $one } y { $other } se solapan.
page-trouble-number = Escriba un número del { $least } al { $most }.
page-trouble-too-long = Aquí caben como mucho { $most } caracteres.
page-trouble-no-words = Un motivo necesita palabras en al menos un idioma. Si no, quítelo.
page-trouble-gone = Otra persona lo ha quitado entretanto.
page-any-language = Cualquier idioma
page-today = Hoy
page-today-why = El mostrador en este momento.
page-reports = Informes
page-reports-why = Quién vino, cuánto esperó y qué ayudaría.
page-people = Personas
page-people-why = Quién trabaja en este mostrador y qué puede hacer.
page-add-person = Añadir a alguien
page-add-person-title = Una cuenta nueva
page-field-display-name = Nombre que leen los demás
page-field-user-name = Nombre de usuario
page-user-name-hint = Para iniciar sesión, por ejemplo ada
page-role-heading = Puede
page-role-staff = Atender visitas
page-role-lead = También dirigir
page-role-admin = Todo
page-role-staff-short = personal
page-role-lead-short = responsable
page-role-admin-short = administración
page-add-person-button = Añadir y crear una contraseña
page-account-disabled = no puede entrar
page-never-here = aún no ha estado
page-last-here = última vez { $when }
page-not-chosen-yet = aún no ha elegido contraseña
page-that-is-you = usted
page-one-time-title = Una contraseña para { $name }
page-one-time-why = Vale una vez, durante 7 días, para elegir otra. No se volverá a mostrar.
page-copy-it = Copiar
page-copied-it = Copiada
page-done-with-it = Listo
page-disable = No dejar entrar más
page-enable = Dejar entrar de nuevo
page-new-password = Nueva contraseña
page-only-admin = Es la única cuenta de administración. Dé todo a otra persona, para que una contraseña perdida no deje a nadie fuera.
page-myself-by-another = Sus permisos los cambia otra cuenta de administración.
page-name-and-user = Escriba un nombre y un nombre de usuario.
page-person-added = { $name } se ha añadido.
page-person-renamed = { $name } tiene un nombre nuevo.
page-person-is-admin = { $name } puede hacerlo todo.
page-person-is-lead = { $name } puede dirigir.
page-person-is-staff = { $name } atiende visitas.
page-person-enabled = { $name } puede entrar de nuevo.
page-person-disabled = { $name } ya no puede entrar.
page-person-reset = { $name } tiene una contraseña nueva.
page-tables = Mesas
page-tables-why = Cuántas hay, cómo se llaman y quién está ahora en ellas.
page-field-table-count = Cuántas mesas
page-tables-count-from = Se numeran desde 0.
page-names-heading = Nombres
page-field-table-name = Nombre de la mesa { $table }
page-reasons = Motivos
page-reasons-why = Lo que las visitas eligen en el quiosco, en este orden.
page-field-reason = Texto en { $language }
page-add-reason = Añadir un motivo
page-new-reason = Nuevo motivo
page-missing-in = Falta: { $languages }
page-move-up = Subir: { $name }
page-move-down = Bajar: { $name }
page-drag-tip = Arrástrelo, o pulse Alt con Arriba o Abajo
page-drag-name = Lugar de { $name }
page-remove = Quitar: { $what }
page-no-reasons = No se pregunta ningún motivo
page-no-reasons-why = Las visitas llegan directamente a su número.
page-services = Servicios
page-services-why = Las colas de este mostrador, en el orden en que las visitas eligen en el quiosco.
page-add-service = Añadir un servicio
page-new-service-words = ¿Cómo se llama?
page-add-service-button = Añadirlo
page-remove-service = Quitar este servicio
page-no-services = Una cola para todos
page-no-services-why = Añada servicios si las visitas vienen por cosas distintas y deben esperar en colas propias.
page-trouble-no-service-words = Un servicio necesita palabras en al menos un idioma.
page-service-letter = Letra delante de sus números
page-service-no-letter = Ninguna
page-service-target = Minutos en los que se debe llamar a una visita
page-service-within = en { $mins } min
page-service-asks = Qué pide a las visitas
page-asks-email = Dirección y nombre
page-asks-name = Nombre
page-asks-phone = Número de teléfono
page-asks-number = Un número
page-asks-nothing = Nada: un toque
page-service-optional = Las visitas pueden omitirlo
page-service-number-words = Nombre en { $language }
page-service-fewest = Mínimo de cifras o letras
page-service-most = Máximo de cifras o letras
page-service-usual = vacío: { $number }
page-service-letters = También se permiten letras
page-service-reasons = Motivos entre los que eligen las visitas
page-choose-all = Todos
page-choose-some = Solo estos
page-service-max-waiting = Cuántos pueden esperar a la vez
page-service-quota = Cuántos pueden venir al día
page-service-no-limit = vacío: sin límite
page-service-tickets = En el quiosco
page-service-open = Da números
page-service-stopped = Detenido
page-service-by-phone = Las visitas también pueden pedir turno con su teléfono
page-services-at-kiosk = Lo que ven las visitas
page-service-full-now = lleno ahora
page-service-no-more-today = hoy no más
page-person-services-heading = Servicios que puede atender esta persona
page-person-services = Los servicios de { $name } han cambiado.
page-hours = Horario
page-hours-why = El mostrador abre y cierra solo. A quien aún espera se le atiende.
page-always-open = Siempre abierto
page-hours-hint = Por ejemplo 9-12, 13-17. Vacío es cerrado.
page-copy-to-weekdays = Copiar de lunes a viernes
page-copy-day = Copiar { $day } de lunes a viernes
page-week-picture = Imagen de la semana
page-field-last-check-in = Últimos turnos, minutos antes del cierre
page-exceptions-heading = Días distintos
page-no-exceptions = Ninguno desde hoy.
page-add-days = Añadir días
page-field-days-name = Nombre de los días
page-field-days-hours = Abierto, o vacío si cierra
page-last-day-may-be-empty = Vacío: un día
page-save-days = Guardar
page-change-days = Cambiar: { $what }
page-closed-day = cerrado
page-choose-calendar = Festivos desde un archivo…
page-preview-heading = Festivos de este archivo
page-none-in-file = No tiene días completos desde hoy.
page-left-out-repeating = Omitidos porque se repiten: { $count }
page-left-out-timed = Omitidos porque no son días completos: { $count }
page-left-out-past = Ya pasados: { $count }
page-left-out-unreadable = No se pudieron leer: { $count }
page-known-already = ya es distinto
page-add-ticked = Añadir estos: { $count }
page-put-aside = No añadir ninguno
page-tick-one = Marque lo que se va a añadir.
page-calendar-too-large = Este archivo es demasiado grande para un calendario de festivos.
page-no-calendar = No es un archivo de calendario (.ics).
page-file-not-read = No se pudo leer el archivo: { $reason }
page-read-file = Leer el archivo
page-next-days = Los próximos 14 días
page-whole-day = todo el día
page-closes-at = cierra { $at }
page-open-by-hand-until = abierto a mano, hasta { $at }
page-last-until = ya no hay turnos, cierra { $at }
page-opens-at = cerrado, abre { $at }
page-closed-now = cerrado
page-at-time = { $time }
page-on-day-at = { $day } { $time }
page-words = Textos
page-words-why = Lo que este mostrador dice de sí en cada pantalla.
page-field-organisation = Organización
page-organisation-hint = Se ve en grande en quiosco y pantalla
page-field-notice = Aviso habitual
page-notice-hint = Hasta que alguien anuncie otra cosa
page-closed-text-heading = Mientras está cerrado
page-closed-text-why = Las visitas lo leen además de cuándo se abre de nuevo.
page-field-closed-text = Cerrado, en { $language }
page-devices = Dispositivos
page-devices-why = Un quiosco o pantalla aún no admitido muestra un código.
page-device-version = Versión { $version }
page-device-other-version = Versión { $version }, el servidor tiene { $server }
page-device-own = Fijado en su propio archivo: { $names }
page-device-paper-ok = Hay papel
page-device-paper-low = Queda poco papel
page-device-paper-out = No queda papel
page-device-paper-away = No se llega a la impresora
page-device-paper-open = La impresora está abierta
page-device-paper-error = La impresora no imprime
page-many-devices = Muchos dispositivos…
page-many-title = Admitir muchos dispositivos con un archivo
page-many-why = El archivo dice dónde está el servidor y admite cada quiosco y pantalla una vez. Un archivo anterior ya no sirve.
page-many-count = Cuántos dispositivos
page-many-until = Hasta el final de este día
page-many-server = Dónde encuentran el servidor
page-not-a-server = Escríbala como desk.example o 10.0.0.7:7420.
page-make-file = Crear el archivo
page-save-many = Guardar el archivo para dispositivos…
page-many-then = Ponga el archivo junto al programa en cada dispositivo, o junto a sus ajustes, e inícielo. Después bórrelo: quien lo tenga puede admitir un dispositivo.
page-field-domains = Finales de direcciones de correo
page-field-pin = PIN para salir de un quiosco
page-field-languages = Idiomas de los quioscos
page-field-board-languages = Idiomas de las pantallas
page-shared-heading = Lo común a quioscos y pantallas
page-shared-why = Lo que un dispositivo fija en su propio archivo prevalece y aparece con él.
page-domains-hint = escuela.example, gmail.com
page-languages-all = Ninguno elegido: todos
page-languages-two = Uno, o dos por turno. Ninguno: el de su sistema
page-pin-is-set = Hay un PIN. Escriba otro para cambiarlo
page-pin-is-not-set = Sin fijar: cada quiosco necesita entonces un PIN propio
page-pin-remove = Quitar el PIN
page-trouble-not-domain = «{ $part }» no es el final de una dirección de correo.
page-fault-web-address = «{ $part }» no es una dirección web como https://desk.example.
page-trouble-not-pin = Un PIN tiene de 4 a 12 cifras.
page-fault-printer = «{ $part }» no es una impresora como tcp://192.168.1.20, /dev/usb/lp0 o windows:NOMBRE.
page-fault-printer-file = «{ $part }» es un archivo. Solo el kiosk.toml del propio quiosco puede indicar uno.
page-fault-time = «{ $part }» no es una hora como 09:00.
page-fault-time-or-off = «{ $part }» no es una hora como 04:00 ni «off».
page-fault-zone = «{ $part }» no es una zona horaria como Europe/Berlin.
page-fault-day = «{ $part }» no es un día como 2026-12-31.
page-fault-language = «{ $part }» no es un código de idioma como de.
page-fault-too-many = Son más de { $most }.
page-fault-twice = «{ $part }» está dos veces.
page-fault-reason = «{ $part }» no es ninguno de los motivos del mostrador.
page-printing = Turnos en papel
page-printing-why = Cómo imprimen los quioscos, si su propio archivo no dice otra cosa.
page-field-printer = Impresora
page-printer-network-hint = En la red: su dirección, como 192.168.1.20
page-printer-usb-hint = USB en un quiosco con Linux: /dev/usb/lp0
page-printer-windows-hint = En un quiosco con Windows: windows: y su nombre, como windows:EPSON TM-T20III
page-printer-none-hint = Vacío: un quiosco solo imprime si su propio kiosk.toml indica una impresora.
page-paper-heading = Papel
page-paper-wide = 80 mm (576 puntos)
page-paper-narrow = 58 mm (384 puntos)
page-print-when-heading = Cuándo se imprime un turno
page-print-always = Todos los turnos
page-print-ask = Cuando lo pide el visitante
page-print-never = Solo cuando lo quiere el personal
page-print-own = Estos quioscos tienen ajustes propios, que prevalecen: { $names }
page-print-own-why = Para que un quiosco imprima de otro modo, escriba [print] en su propio kiosk.toml.
page-privacy = Privacidad
page-privacy-why = Qué se guarda de las visitas, cuánto tiempo y qué ven los demás.
page-field-retention = Guardar las visitas tantos días
page-retention-hint = Vacío: para siempre
page-shorter-ask = Esta noche se olvidarían para siempre, en turnos: { $tickets }
page-shorter-counting = Contando lo que se olvidaría…
page-shorten = Guardar solo { $days } días
page-keep-as-before = Dejarlo como antes
page-label-heading = Qué muestran las pantallas de una visita
page-label-none = Solo el número
page-label-first = Y el nombre de pila
page-label-initial = Y una letra del nombre
page-privacy-text-heading = Por qué preguntamos
page-privacy-text-why = Las visitas lo leen en el quiosco, junto a la pregunta.
page-field-privacy-text = Por qué, en { $language }
page-visitor-heading = Una visita
page-visitor-why = Lo que se guarda de quien lo pide, y cómo olvidarlo.
page-field-visitor = Correo de la visita
page-show-visitor = Mostrar lo guardado
page-save-visitor = Guardar en un archivo…
page-erase-visitor = Olvidar…
page-erase-title = ¿Olvidar { $address } para siempre?
page-erase-why = Se borran nombres, direcciones y notas. Queda cuántas visitas hubo y cuándo. No se puede deshacer.
page-erase-yes = Olvidar para siempre
page-erase-no = Conservar
page-nothing-kept = No se guarda nada de { $address }.
page-kept-of = Turnos de { $address }: { $count }
page-type-an-address = Escriba el correo de la visita.
page-file-is-at = El archivo está en { $place }
page-file-path = Ruta del archivo
page-log = Registro
page-log-why = Quién hizo qué y cuándo. Aquí nunca hay nombres de visitas.
page-field-filter = Buscar en el registro
page-everybody = Todas las personas
page-read-log = Leer estos días
page-save-log = Guardar el registro…
page-nothing-logged = Nada así en estos días.
page-log-count = Entradas: { $count }
page-log-is-cut = Hay más. Elija menos días para verlas.
page-log-created = Turno creado
page-log-found = Pidió otra vez, mismo turno
page-log-key-withdrawn = Dejó el quiosco
page-log-accepted = Llamado
page-log-recalled = Llamado otra vez
page-log-released = Devuelto a la cola
page-log-transferred = Pasado a otra persona
page-log-referred = Enviado a otro servicio
page-log-priority-high = Con prioridad
page-log-priority-normal = Prioridad retirada
page-log-arrived = Llegó a la mesa
page-log-service-changed = Servicio retirado, turnos movidos
page-log-completed = Atendido
page-log-cancelled = Cancelado
page-log-no-show = No vino
page-log-left = Se fue
page-log-expired = Quedó al final del día
page-log-reopened = Abierto de nuevo
page-log-noted = Nota escrita
page-log-seated = Se sentó
page-log-unseated-left = Dejó la mesa
page-log-unseated-signed-out = Dejó la mesa al cerrar sesión
page-log-unseated-away = Mesa libre, sin conexión
page-log-unseated-freed = Mesa liberada por otro
page-log-unseated-disabled = Mesa libre, cuenta desactivada
page-log-unseated-gone = La mesa ya no existe
page-log-closed = Mostrador cerrado
page-log-opened = Mostrador abierto
page-log-opened-outside = Abierto fuera de horario
page-log-opened-outside-over = Fuera de horario: terminó
page-log-announced = Aviso cambiado
page-log-set = Ajustes cambiados
page-log-account-added = Cuenta añadida
page-log-account-changed = Cuenta cambiada
page-log-help-asked = Pidió ayuda
page-log-helped = Ayudado
page-log-printed = Impreso de nuevo
page-log-unprinted = Puede que no se imprimiera
page-log-password-set = Contraseña fijada
page-log-account-disabled = Cuenta desactivada
page-log-account-enabled = Cuenta activada
page-log-signed-in = Inició sesión
page-log-signed-out = Cerró sesión
page-log-signed-out-expired = Sesión caducada
page-log-signed-out-password = Sesión cerrada, contraseña nueva
page-log-signed-out-disabled = Sesión cerrada, cuenta desactivada
page-log-devices-may-enrol = Archivo para dispositivos creado
page-log-enrolment-over = Archivo para dispositivos agotado
page-log-device-added = Dispositivo admitido
page-log-device-revoked = Dispositivo quitado
page-log-day-ended = Día terminado
page-log-clock-confirmed = Reloj confirmado
page-log-purged = Visitas antiguas olvidadas
page-log-visitor-erased = Visita olvidada
page-log-sign-in-refused = Inicio de sesión rechazado
page-log-password-refused = Contraseña anterior errónea
page-log-token-refused = Token rechazado
page-log-resumed = Volvió
page-log-exported = Turnos exportados
page-log-visitor-shown = Datos de una visita mostrados
page-log-backed-up = Copia hecha
page-log-restored = Copia restaurada
page-log-save-failed = No se pudo guardar un tiempo
page-log-ticket = turno { $number }
page-log-with = { $act }: { $detail }
page-log-by-kiosk = quiosco
page-log-by-administrator = línea de órdenes
page-log-by-server = servidor
page-log-by-visitor = visitante con su teléfono
page-log-change = { $key }: { $new } (antes: { $old })
page-log-by-nobody = desconocido
page-health = Estado
page-health-why = Cómo está el servidor y qué guarda sus datos.
page-look-again = Mirar otra vez
page-backup-heading = Copias de seguridad
page-back-up-now = Hacer una copia ahora
page-backed-up = Copia hecha: { $name }
page-last-backup = La última { $when }
page-no-backup-yet = Aún no hay ninguna.
page-backups-kept = Diarias, se guardan: { $count }
page-no-backups-kept = No se hacen copias diarias.
page-backup-did-fail = La última copia no se hizo. El registro del servidor dice por qué.
page-disk-heading = Disco
page-disk-free = { $size } libres
page-size = { $number } { $unit }
page-tenths = { $whole },{ $tenths }
page-disk-unknown = El sistema no lo dice.
page-disk-is-low = Es poco. Haga sitio en el equipo del servidor.
page-clock-heading = Reloj
page-clock-doubted = El servidor duda de su reloj: lo que va por fechas espera. Confírmelo en el equipo del servidor.
page-version-heading = Versión
page-connections-heading = Conectados ahora
page-connected-staff = Ventanas del personal: { $count }
page-connected-kiosks = Quioscos: { $count }
page-connected-displays = Pantallas: { $count }
page-reach-heading = Dónde se llega al servidor
page-this-computer-only = Solo el equipo del servidor llega a este mostrador. Para los demás, debe escuchar en todas las direcciones.
page-reached-encrypted = Con cifrado
page-reached-plain = Sin cifrar
page-links-heading = Teléfonos de los visitantes
page-links-given = Los turnos llevan un enlace a la página del visitante.
page-links-off = Los visitantes no tienen página propia: el ajuste web_listen del servidor está apagado.
page-links-no-address = Nadie sabe en qué dirección llegan los visitantes a sus páginas. Escríbala en la página Textos.
page-links-no-certificate = Los teléfonos no confiarían en el certificado propio del servidor. Ponga delante un proxy con su certificado.
page-links-not-encrypted = La dirección de las páginas de los visitantes empieza por http, así que cualquiera podría leer por el camino. Escriba en la página Textos una que empiece por https.
page-printers-heading = Impresoras
page-printers-none = Ningún quiosco conectado tiene impresora.
page-sheets-waiting = Esperan a imprimirse: { $count }, el primero { $when }
page-sheets-unprinted = Quizá sin imprimir: { $count }, el primero { $when }
page-sheets-none = Ningún turno espera a imprimirse.
page-field-public-url = Dirección de las páginas de visitantes
page-public-url-hint = Como https://desk.example. Sin ella los turnos no llevan enlace.
page-set-up-title = Configurar este mostrador
page-set-up-why = Aquí nadie tiene cuenta todavía. La suya es la primera. Todo puede cambiarse después.
page-field-your-name = Su nombre, como lo leen los demás
page-field-set-up-code = Código de configuración
page-set-up-code-where = Se ve donde se inició el servidor, o con: walkup-server setup-code
page-password-hint = Al menos { $characters } caracteres
page-set-up-button = Configurar y entrar
page-sign-in-instead = Iniciar sesión
page-set-up-by-others = Otra persona ha configurado este mostrador
page-set-up-by-others-why = Pídale una cuenta y luego inicie sesión.
page-type-your-name = Escriba su nombre.
page-type-a-user = Escriba un nombre para iniciar sesión.
page-type-the-set-up-code = Escriba el código que muestra el equipo del servidor.
page-own-password-title = Elija una contraseña propia
page-own-password-why = La que le dieron vale una sola vez.
page-field-one-time-password = La contraseña que le dieron
page-type-one-time-password = Escriba la contraseña que le dieron.
page-same-password = Es la que le dieron. Elija otra.
page-use-this-password = Usar esta contraseña

## Staff window: reports

report-lane-longest = más tiempo: { $number }, { $length }
report-nobody-takes-it = Nadie lo atiende.
report-tables-now =
    { $serving ->
        [one] { $serving } atiende
       *[other] { $serving } atienden
    }, { $free ->
        [one] { $free } libre
       *[other] { $free } libres
    }, { $closed } sin personal
report-serves-since = { $number } desde las { $time }, { $length }
report-today = Hoy
report-yesterday = Ayer
report-week = Esta semana
report-month = Este mes
report-own = Otros días…
report-show = Mostrar
report-all-services = Todos los servicios
report-making = Preparando el informe: { $percent } %
report-stop = Detener
report-stopped = Detenido. Elija un período para empezar de nuevo.
report-from-to = { $from } a { $to }
report-before-today = ayer a esta hora
report-before-yesterday = el día anterior
report-before-week = la semana pasada a estas alturas
report-before-month = el mes pasado a estas alturas
report-before-own = los días anteriores
report-beside = comparado con { $period }
report-few = Solo { $count ->
    [one] { $count } turno
   *[other] { $count } turnos
}: con tan pocos, el azar pesa mucho en estas cifras.
report-read-at = Leído el { $day }, { $time }
report-nobody-called = No se llamó a nadie de los que vinieron.
report-no-tables = Ninguna mesa tenía personal, o no se sabe.
report-nobody-came = No vino nadie.
report-arrived = Vinieron
report-called = Llamados
report-wait-median = Espera mediana
report-wait-nine = 9 de 10 esperaron hasta
report-in-time = Llamados a tiempo
report-no-show = No acudieron
report-left = Se fueron
report-left-over = Sin llamar
report-service-median = Atención mediana
report-more = { $amount } más que { $period }
report-fewer = { $amount } menos que { $period }
report-less = { $amount } menos que { $period }
report-same = igual que { $period }
report-percent = { $percent } %
report-points = { $points ->
    [one] { $points } punto
   *[other] { $points } puntos
}
report-seconds = { $seconds } s
report-minutes-seconds = { $minutes }:{ $seconds } min
report-hours = { $from }–{ $to }
report-arrivals-title = Llegadas por hora
report-arrivals-claim = La mayoría viene de { $hours }
report-waits-title = Espera por hora de llegada
report-waits-claim = Quien viene de { $hours } espera más
report-week-waits = Espera por día y hora
report-week-waits-claim = { $day }, { $hours }: las esperas más largas
report-week-arrivals = Llegadas por día y hora
report-week-arrivals-claim = { $day }, { $hours }: el mayor número de llegadas
report-week-tables = Mesas con personal por día y hora
report-heat-waits = Espera
report-heat-arrivals = Llegadas
report-heat-tables = Mesas con personal
report-by-day = Día a día
report-by-weekday = Por día de la semana
report-by-service = Por servicio
report-by-reason = Por motivo
report-by-table = Por mesa
report-by-person = Por persona
report-waits-longest = Las esperas más largas: { $name }
report-takes-longest = Las atenciones más largas: { $name }
report-show-table = Ver como tabla
report-show-picture = Ver como gráfico
report-table-of = Ver como tabla: { $title }
report-picture-of = Ver como gráfico: { $title }
report-on-tickets = { $value } ({ $count ->
    [one] { $count } turno
   *[other] { $count } turnos
})
report-came = vinieron { $count }
report-tables-count = { $count } con personal
report-promise-title = Lo que se dijo a los visitantes
report-promise-kept = { $percent } de { $count ->
    [one] { $count } visitante
   *[other] { $count } visitantes
} a quienes se mostró una espera fueron llamados en ese plazo.
report-promise-nothing = A nadie que fue llamado se le había mostrado una espera.
report-staffing-title = Cuántas mesas habrían bastado
report-staffing-enough = { $count ->
    [one] Con { $count } mesa
   *[other] Con { $count } mesas
}, { $percent } habrían sido llamados a tiempo.
report-staffing-never = Ninguno de estos números de mesas habría bastado.
report-staffing-with = { $count ->
    [one] { $count } mesa
   *[other] { $count } mesas
}
report-staffing-estimate = Una estimación: como si todos hubieran venido a la misma hora y tardado lo mismo. La línea discontinua es 9 de 10.
report-key-none = Sin indicar
report-key-other-tables = Mesas de pocas personas
report-few-hollow = Las barras huecas se basan en menos de 30 turnos.
report-save-csv = Guardar como CSV
report-save-xlsx = Guardar para Excel
report-print = Imprimir…
report-printed = La página para imprimir está en { $place }. Se abre en el navegador.
report-people-switch = Informes por persona
report-people-why = Avise a quienes atienden antes de activarlo y pregunte si está permitido.
report-people-off = Desactivado: no se muestran cifras de nadie, y las mesas donde trabajaron menos de tres personas aparecen juntas.

## Staff window: report files

report-file-report = Informe
report-file-period = Período
report-file-zone = Zona horaria
report-file-service = Servicio
report-file-read-at = Leído a las (UTC)
report-file-summary = Resumen
report-file-definitions = Definiciones
report-file-figure = Cifra
report-file-name = Nombre
report-file-meaning = Cómo se obtiene
report-file-formula = Fórmula
report-file-total = Todos
report-file-none = (ninguno)
report-file-other-tables = Otras mesas
report-file-seconds = s
report-file-by-hour = Por hora
report-file-by-weekday = Por día de la semana
report-file-by-day = Por día
report-file-by-service = Por servicio
report-file-by-reason = Por motivo
report-file-by-table = Por mesa
report-file-by-person = Por persona
report-file-heat-arrived = Llegadas por hora de la semana
report-file-heat-wait = Espera por hora de la semana
report-file-heat-tables = Mesas por hora de la semana
report-file-heat-wait-means = La espera mediana, en segundos, de quienes vinieron en esa hora de ese día de la semana y fueron llamados.
report-file-heat-tables-means = En cuántas mesas hubo alguien, de media, en esa hora de ese día de la semana.
report-file-tables = Cuántas mesas
report-file-tables-number = Mesas
report-file-tables-enough = El mínimo con 90 % a tiempo
report-file-tables-means = Una estimación: los mismos visitantes vienen a la misma hora y tardan lo mismo, con ese número de mesas.
report-file-few = Una cifra de pocos turnos dice poco.
report-file-buckets = Cada turno cuenta en la hora y el día en que se creó, según el reloj del mostrador. Una mediana es el menor valor que al menos la mitad de los valores no supera, así que fue medido; nada es un promedio de promedios. Por servicio, cada estancia de un turno en un servicio cuenta allí.
report-file-monday = Lunes
report-file-tuesday = Martes
report-file-wednesday = Miércoles
report-file-thursday = Jueves
report-file-friday = Viernes
report-file-saturday = Sábado
report-file-sunday = Domingo
report-file-arrived = Vinieron
report-file-arrived-means = Turnos creados; por servicio, los que entraron en su cola.
report-file-called = Llamados
report-file-called-means = Los que fueron llamados.
report-file-completed = Atendidos
report-file-completed-means = Los atendidos hasta el final; de un servicio que los derivó, los que derivó.
report-file-no-show = No acudieron
report-file-no-show-means = Los que fueron llamados y no vinieron.
report-file-left = Se fueron
report-file-left-means = Los que se fueron antes de ser llamados, por sí mismos o retirados por el personal.
report-file-left-over = Sin llamar
report-file-left-over-means = Los que se llevó el fin del día, sin ser llamados.
report-file-wait-median = Espera, mediana
report-file-wait-median-means = Desde entrar en la cola hasta la primera llamada allí, de los llamados: la mediana.
report-file-wait-p90 = Espera, 9 de 10
report-file-wait-p90-means = Lo que nueve de cada diez llamados no superaron.
report-file-wait-mean = Espera, media
report-file-wait-mean-means = La suma de las esperas dividida por su número.
report-file-wait-max = Espera, la más larga
report-file-wait-max-means = La espera más larga de los llamados.
report-file-way-median = Camino, mediana
report-file-way-median-means = Desde la última llamada hasta la mesa, donde se indicó: la mediana.
report-file-service-median = Atención, mediana
report-file-service-median-means = Desde la llegada a la mesa, o si no la última llamada, hasta el final, de los atendidos: la mediana.
report-file-service-mean = Atención, media
report-file-service-mean-means = La suma de los tiempos de atención dividida por su número.
report-file-in-time = A tiempo
report-file-in-time-means = Llamados dentro del objetivo del servicio, de los llamados y de los que se fueron o quedaron tras esperar más que él.
report-file-promise-kept = Promesa cumplida
report-file-promise-kept-means = Esperas dentro del intervalo mostrado, de los llamados a quienes se mostró uno.
report-file-open = Aún abiertos
report-file-open-means = Los que aún esperaban o eran atendidos al leer esto.
report-file-way-of = Camino: turnos
report-file-way-of-means = En cuántos turnos se basa el camino.
report-file-service-of = Atención: turnos
report-file-service-of-means = En cuántos turnos se basan los tiempos de atención.
report-file-in-time-of = A tiempo: turnos
report-file-in-time-of-means = En cuántos turnos se basa la parte a tiempo.
report-file-promise-of = Promesa: turnos
report-file-promise-of-means = En cuántos turnos se basa la parte de promesas cumplidas.
report-file-no-show-share = No acudieron ÷ llamados
report-file-left-share = Se fueron ÷ vinieron
report-file-left-over-share = Sin llamar ÷ vinieron

## Board

board-welcome = Le damos la bienvenida
board-advice = Su número aparecerá aquí cuando sea su turno.
board-call = { $number } a { $table }
board-table = { $table }: { $state }
board-closed = cerrada
board-free = libre
board-serving = atiende al { $number }
board-calling = llama al { $number }
board-closed-tables = Cerradas: { $tables }
board-comma = { ", " }
board-waiting = { $count ->
    [0] nadie en espera
   *[other] { $count } en espera
}
board-lane = { $count ->
    [0] { $service }: nadie espera
    [one] { $service }: { $count } espera
   *[other] { $service }: { $count } esperan
}
board-page = Página { $page } de { $pages }
board-join = Turno por teléfono: { $address }, código { $code }
board-no-new-tickets = Ahora no se dan números nuevos
board-lost = Sin conexión desde las { $time }. Los números pueden ser antiguos; reconectando.
board-name = Esta es la pantalla
board-wait-title = Esperando al servidor
board-wait = Esta pantalla se conecta sola a { $server }.
board-not-allowed-title = El servidor no conoce esta pantalla
board-not-allowed = Pida a quien administra { $server } que la admita.
board-pair-title = Admitir esta pantalla
board-pair = Apruebe este código en la ventana del personal, en «{ devices }», o en { $server } con walkup-server device approve { $code }
board-other-title = Ese no es nuestro servidor
board-other = En { $server } responde otra cosa. Revise la dirección en la configuración.
board-unsaved-title = Ahora no se puede guardar nada
board-unsaved = El servidor no deja entrar a nadie hasta que su base de datos acepte cambios. Seguimos intentándolo solos.
board-no-desk-title = No existe ese mostrador
board-no-desk = El servidor no conoce ningún mostrador en { $server }. Revise el nombre al final de la dirección en la configuración.
board-trust-title = ¿Es este nuestro servidor?
board-trust = Nadie responde por { $server }. Si walkup-server tls fingerprint muestra allí lo mismo que aquí, pulse Intro: { $certificate }
board-changed-title = El servidor ha cambiado
board-changed = { $server } no muestra el certificado que se aceptó aquí. Pregunte a quien lo administra y cambie certificate en la configuración de esta pantalla. Muestra { $certificate }
board-look-after-title = Alguien debe ocuparse de esta pantalla
board-look-after = Ya no conoce su servidor. Repare { $file }, o bórrelo para configurar la pantalla de nuevo.
board-settings-wrong = No como en la configuración: { $what }

## Kiosk

accents = ñ á é í ó ú ü ç
welcome = Le damos la bienvenida
get-ticket = Pedir número
join-by-phone = ¿No puede esperar aquí? Pida número por teléfono: { $address }, código { $code }
ask-service = ¿Qué necesita?
service-waiting = { $count ->
    [0] nadie espera
    [one] { $count } espera
   *[other] { $count } esperan
}
service-full = lleno ahora
service-no-more = hoy no hay más
service-no-more-short = hoy no más
no-service = En este momento no se dan números.
need-help = Necesito ayuda
somebody-coming = Ya viene alguien
code-not-ours = Este código no es para este quiosco.
code-choose-first = Elija primero y escanee otra vez.
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
ask-phone = ¿Cuál es su número de teléfono?
phone-example = con el prefijo
phone-problem = Revise el número de teléfono.
ask-number = ¿Cuál es su número?
number-digits = { $count ->
    [one] una cifra
   *[other] { $count } cifras
}
number-digits-range = de { $low } a { $high } cifras
number-signs = { $count ->
    [one] una letra o cifra
   *[other] { $count } letras y cifras
}
number-signs-range = de { $low } a { $high } letras y cifras
number-problem = Revise el número.
skip = Omitir
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
ahead-for = { $count ->
    [0] Usted es el siguiente turno: { $service }.
    [one] Una persona delante: { $service }.
   *[other] { $count } personas delante: { $service }.
}
watch-screen = Esté atento a su número en la pantalla.
found-leave = Salir de la cola
found-leave-ask = ¿Salir de la cola?
found-leave-do = Ya no se llamará su número.
found-leave-yes = Sí, me voy
found-leave-no = No, me quedo
found-called = { $table } le llama. Vaya allí ahora, por favor.
found-called-somewhere = Es su turno. Pregunte en el mostrador adónde ir, por favor.
found-missed = Le llamamos y no le vimos. Pregunte en el mostrador, por favor.
found-ended = Su visita ha terminado.
found-over = Este número ha terminado.
found-left = Ha salido de la cola.
on-your-phone = En su teléfono
print = Imprimir
printing = Su turno se está imprimiendo.
take-ticket = Tome su turno y esté atento a la pantalla.
not-printed = No se imprimió. Recuerde su número.
paper-ahead = { $count ->
    [0] Nadie antes que usted a las { $time }
   *[other] { $count } antes que usted a las { $time }
}
paper-at = Impreso a las { $time }
paper-link = Su turno en su teléfono
paper-sample = Una muestra
done = Listo
still-there = ¿Sigue ahí?
erased-in = { $secs ->
    [one] Lo que ha escrito se borrará en un segundo.
   *[other] Lo que ha escrito se borrará en { $secs } segundos.
}
more-time = Más tiempo
reconnecting = Estamos reconectando. Un momento, por favor.
nothing-saved = Ahora no hay números. Pregunte al personal, por favor.
reconnecting-kept = Estamos reconectando. Lo que ha escrito se conserva.
reconnecting-alone = Estamos reconectando.
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
setup-name = Este es un quiosco
setup-look-after-title = Pregunte al personal, por favor
setup-look-after = Para el personal: este quiosco ya no conoce su servidor. Repare { $file }, o bórrelo para configurar el quiosco de nuevo.
setup-let-in-title = El servidor no conoce este quiosco
setup-let-in = Para el personal: pida a quien administra el servidor que admita este quiosco.
setup-no-desk-title = No existe ese mostrador
setup-no-desk = Para el personal: el servidor no conoce ningún mostrador con el nombre del final de la dirección. Revísela en la configuración.
setup-code = Código de este quiosco
setup-approve = Apruébelo en la ventana del personal, en «{ devices }», o en el servidor: walkup-server device approve { $code }
setup-ours = ¿Es este nuestro servidor?
setup-compare = En el servidor, walkup-server tls fingerprint muestra el certificado correcto. Compare:
setup-same = Son iguales: confiar
setup-write = Si walkup-server tls fingerprint muestra este en el servidor, escríbalo como certificate en kiosk.toml:
setup-changed = El certificado ha cambiado
setup-ask = En kiosk.toml hay otro. Pregunte a quien administra el servidor. Ahora muestra:
