package web

import "bedside/internal/words"

// answerWords are what the pages behind the links of messages say.
type answerWords struct {
	title, call                                                      string
	visit, confirm, change, cancel, thanks, confirmed                string
	sure, giveUp, keep, gone, another, choose, taken, movedTo        string
	off, moved, over, byPhone                                        string
	offered, keptUntil, take, pass, yours, bookedAt, passed, notKept string
	sooner, listed, listedLead, orNow, leave, unlisted, toldLead     string
}

var answering = map[words.Language]answerWords{
	words.English: {
		title: "Your visit", call: "Or call us at",
		visit: "Your visit", confirm: "I am coming", change: "I need another time", cancel: "I cannot come", thanks: "Thank you",
		confirmed: "You have confirmed this visit.", sure: "Give this visit up?", giveUp: "Yes, give it up", keep: "No, keep it as it is",
		gone: "The visit is cancelled. To set a new one, book on this site or call us.", another: "Choose another time", choose: "Free times",
		taken: "That time was just taken. Please choose another. Your visit stands as it was.", movedTo: "Your visit has a new time.",
		off: "This visit no longer stands. To set a new one, book on this site or call us.", moved: "This visit was changed after that message. Please go by the latest message, or call us.",
		over: "The time of this visit is past.", byPhone: "For this, please call us. Your visit stands as it is.",
		offered: "An earlier time", keptUntil: "It is kept for you until", take: "Take this time", pass: "No, let it go", yours: "It is yours",
		bookedAt: "Your visit is at this time.", passed: "Somebody else gets that time. You stay on the waitlist, and nothing else was changed.",
		notKept: "That time is no longer kept. You stay on the waitlist, and nothing else was changed.",
		sooner:  "I would come sooner", listed: "You are on the waiting list", orNow: "Or take one of these sooner times now", leave: "Take me off the waiting list",
		listedLead: "Your visit stays as it is until you take a sooner one. When one opens, you hear from us: by text or e-mail if you agreed to those, else by phone. It is then kept for you, from 15 minutes to four hours, and we say until when.",
		unlisted:   "You are off the waiting list. Your visit stays as it is.",
		toldLead:   "When such a time opens, you hear from us: by e-mail or text if you agreed to those, else by phone. It is then kept for you, from 15 minutes to four hours, and we say until when. To change what you wait for, fill in the form again; to leave the list, write or call us.",
	},
	words.Spanish: {
		title: "Su cita", call: "O llámenos al",
		visit: "Su cita", confirm: "Sí, voy a venir", change: "Necesito otra hora", cancel: "No puedo venir", thanks: "Gracias",
		confirmed: "Usted confirmó esta cita.", sure: "¿Dejar esta cita?", giveUp: "Sí, dejarla", keep: "No, que siga igual",
		gone: "La cita está cancelada. Para hacer otra, reserve en este sitio o llámenos.", another: "Elija otra hora", choose: "Horas libres",
		taken: "Esa hora se acaba de ocupar. Por favor elija otra. Su cita sigue igual.", movedTo: "Su cita tiene una nueva hora.",
		off: "Esta cita ya no está en pie. Para hacer otra, reserve en este sitio o llámenos.", moved: "Esta cita cambió después de ese mensaje. Siga el último mensaje o llámenos.",
		over: "La hora de esta cita ya pasó.", byPhone: "Para esto, por favor llámenos. Su cita sigue igual.",
		offered: "Una hora más temprana", keptUntil: "Está reservada para usted hasta el", take: "Tomar esta hora", pass: "No, gracias", yours: "Es suya",
		bookedAt: "Su cita es a esta hora.", passed: "Esa hora será para otra persona. Usted sigue en la lista de espera, y nada más cambió.",
		notKept: "Esa hora ya no está reservada. Usted sigue en la lista de espera, y nada más cambió.",
		sooner:  "Vendría antes", listed: "Usted está en la lista de espera", orNow: "O tome ahora una de estas horas", leave: "Quitarme de la lista de espera",
		listedLead: "Su cita sigue igual hasta que tome una antes. Cuando haya una, le avisamos: por mensaje o correo si lo aceptó, y si no, por teléfono. Se le guarda de 15 minutos a cuatro horas, y le decimos hasta cuándo.",
		unlisted:   "Usted ya no está en la lista de espera. Su cita sigue igual.",
		toldLead:   "Cuando haya una hora así, le avisamos: por correo o mensaje si lo aceptó, y si no, por teléfono. Se le guarda de 15 minutos a cuatro horas, y le decimos hasta cuándo. Para cambiar lo que espera, llene otra vez el formulario; para salir de la lista, escríbanos o llámenos.",
	},
}
