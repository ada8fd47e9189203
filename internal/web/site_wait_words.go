package web

import (
	"strings"

	"bedside/internal/civil"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// waitWords are the words of the page on which somebody asks to be told when a time opens. The boxes about e-mail and texts
// are what the ledger of consent keeps (47 CFR 64.1200(f)(9)).
func waitWords(l words.Language, practice string) view.WaitWords {
	if l == words.Spanish {
		return view.WaitWords{
			Head: "Avísenme cuando haya una hora", Back: "Volver a las horas libres", Only: "Solo en estos días (ninguno: cualquier día)", After: "No antes de", Until: "Que termine a las",
			Lead: "Cuando alguien deja una hora que le sirve, le avisamos: por correo o mensaje si lo acepta abajo, y si no, por teléfono. No use este formulario en una emergencia. Llame al 911.",
			Who:  "¿Para quién es la cita?", Given: "Nombre", Family: "Apellido", Birth: "Fecha de nacimiento", BirthHint: "MM/DD/AAAA, por ejemplo 03/14/1971", Phone: "Teléfono", Email: "Correo electrónico, si quiere",
			State: "¿En qué estado estará durante la cita por video?", StateHint: "Un profesional solo puede atender por video donde tiene licencia.", Seen: "¿Ha venido antes?",
			Reason: "¿De qué se trata?", ReasonHint: "Unas palabras, si quiere. Solo las lee nuestro personal.",
			Sooner: "Ya tengo una cita de este tipo y vendría antes", SoonerHint: "Si toma una hora que le ofrecemos, su cita se cambia a esa hora. Hasta entonces sigue igual.",
			Remind: "Sí, avísenme por correo electrónico cuando haya una hora y sobre mis citas", RemindHint: "Cada correo tiene un enlace para dejar de recibirlos.",
			Texts: "Sí, " + practice + " puede enviarme mensajes de texto al número de arriba cuando haya una hora y sobre mis citas, también con un sistema automático, como máximo tres veces al día sobre horas libres. Pueden aplicarse tarifas de mensajes y datos. Responda STOP para terminar, HELP para ayuda. Me atienden aunque no lo acepte.",
			Send:  "Ponerme en la lista de espera", Kept: "La hora que le ofrecemos se le guarda de 15 minutos a cuatro horas, y le decimos hasta cuándo. Usamos lo que escribe aquí para eso y para comunicarnos con usted. No lo vendemos ni lo usamos para anuncios.",
		}
	}
	return view.WaitWords{
		Head: "Tell me when something opens", Back: "Back to the free times", Only: "Only on these days (none: any day)", After: "Not before", Until: "Over by",
		Lead: "When somebody gives up a time that suits you, you hear from us: by e-mail or text if you agree to that below, else by phone. Please do not use this form in an emergency. Call 911.",
		Who:  "Who is the visit for?", Given: "First name", Family: "Last name", Birth: "Date of birth", BirthHint: "MM/DD/YYYY, for example 03/14/1971", Phone: "Phone", Email: "E-mail, if you like",
		State: "Where will you be during the video visit?", StateHint: "A provider may see people by video only in states where they are licensed.", Seen: "Have you been here before?",
		Reason: "What is it about?", ReasonHint: "A few words, if you like. Only our staff read them.",
		Sooner: "I have such a visit already and would come sooner", SoonerHint: "If you take a time that we offer, your visit moves to it. Until then it stays as it is.",
		Remind: "Yes, e-mail me when a time opens and about my visits", RemindHint: "Every e-mail has a link to stop.",
		Texts: "Yes, " + practice + " may text me at the number above when a time opens and about my visits, also by an automated system, at most three times a day about times that open. Message and data rates may apply. Reply STOP to end it, HELP for help. I can be seen without agreeing.",
		Send:  "Put me on the waiting list", Kept: "A time that we offer is kept for you, from 15 minutes to four hours, and we say until when. We use what you write here for that and to reach you. We do not sell it and do not use it for ads.",
	}
}

// onList are the words of the page that follows, which are the same whoever it is.
var onList = map[words.Language][2]string{
	words.English: {"We tell you when something opens", "You are on the waiting list. When such a time opens, you hear from us: by e-mail or text if you agreed to those, else by phone. It is then kept for you, from 15 minutes to four hours, and we say until when. To change what you wait for, fill in the form again; to leave the list, write or call us."},
	words.Spanish: {"Le avisamos cuando haya una hora", "Usted está en la lista de espera. Cuando haya una hora así, le avisamos: por correo o mensaje si lo aceptó, y si no, por teléfono. Se le guarda de 15 minutos a cuatro horas, y le decimos hasta cuándo. Para cambiar lo que espera, llene otra vez el formulario; para salir de la lista, escríbanos o llámenos."},
}

// tell is what leads to the page.
const tell = "Tell me when something opens"

var weekdaysOf = map[words.Language][]string{
	words.English: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	words.Spanish: {"Domingo", "Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado"},
}

// clockChoices lists full hours in a language.
func clockChoices(l words.Language, chosen civil.Clock, from, to int) []view.Choice {
	if l != words.Spanish {
		return fullHours(chosen, "At any time", from, to)
	}
	all := fullHours(chosen, "A cualquier hora", from, to)
	for i := range all {
		all[i].Label = strings.NewReplacer(" am", " a. m.", " pm", " p. m.").Replace(all[i].Label)
	}
	return all
}

// inSpanish puts the answers to choose from, and what is wrong with what was written, into Spanish.
func inSpanish(v *view.BookWait) {
	d := &v.Details
	if d.States != nil {
		d.States.Choices[0].Label = "Elija un estado"
	}
	if d.Seen != nil {
		d.Seen.Choices[0].Label, d.Seen.Choices[1].Label = "No, es la primera vez", "Sí"
	}
	if d.Reasons != nil {
		d.Reasons.Choices[0].Label = "Elija uno"
	}
	for _, f := range []struct {
		wrong *string
		say   string
	}{{&d.Given.Error, "Escriba el nombre."}, {&d.Family.Error, "Escriba el apellido."}, {&d.DOB.Error, "Escriba mes, día y año, como 03/14/1971. Puede que este tipo de cita no sea para esa edad."},
		{&d.Phone.Error, "Escriba el número con su código de área."}, {&d.Email.Error, "Escriba la dirección completa, como ana@example.com."}} {
		if *f.wrong != "" {
			*f.wrong = f.say
		}
	}
	for _, a := range []*view.Asked{d.States, d.Seen, d.Reasons} {
		if a != nil && a.Error != "" {
			a.Error = "Por favor elija. Puede que este tipo de cita no sea para usted; si es así, llámenos."
		}
	}
	if v.Notice != nil {
		v.Notice = &view.Notice{Tone: view.Stop, Title: "Hay algo que corregir", Text: "Todavía no se guardó nada. Si no sabe qué es, llámenos."}
	}
}
