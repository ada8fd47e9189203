package web

import (
	"errors"
	"strings"
	"unicode/utf8"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// What is wrong with what somebody wrote about themselves is said beside its field, in the language of the page.

// readPerson reads who comes, and writes beside each field what is wrong with it.
func (c *call) readPerson(page *view.BookDetails) (patient.Person, int) {
	person := patient.Person{Consent: page.Remind, ConsentWords: phi.NewText(page.RemindWords), Texts: page.Texts, TextsWords: phi.NewText(page.TextsWords), How: "booking page"}
	if l := words.Language(c.r.PostFormValue("language")); l == words.English || l == words.Spanish {
		person.Language = l
	}
	mistakes := 0
	wrong := func(f *view.Field, err error, inSpanish string) {
		if err != nil {
			f.Error = page.Say(fault.Message(err), inSpanish)
			mistakes++
		}
	}
	name := func(f *view.Field, missing string) {
		if strings.TrimSpace(f.Value) != "" {
			missing = "Es demasiado largo o tiene un carácter que no se puede mostrar. Escríbalo otra vez."
		}
		wrong(f, patient.CheckName(f.Value), missing)
	}
	name(&page.Given, "Escriba el nombre.")
	name(&page.Family, "Escriba el apellido.")
	person.Name = phi.NewName(page.Given.Value, page.Family.Value)
	var err error
	person.Birth, err = patient.ParseBirth(page.DOB.Value, civil.DateOf(c.Now()))
	wrong(&page.DOB, err, "Escriba mes, día y año completo, como 02/28/1980. No puede ser una fecha futura ni de hace más de 125 años.")
	person.Phone, err = patient.ParsePhone(page.Phone.Value)
	wrong(&page.Phone, err, "Escriba un número con su código de área, como 218-555-0123.")
	if strings.TrimSpace(page.Email.Value) != "" {
		person.Email, err = phi.ParseEmail(page.Email.Value)
		wrong(&page.Email, err, "Escriba la dirección completa, como nombre@example.com.")
	}
	if utf8.RuneCountInString(page.Reason.Value) > mostReason || !utf8.ValidString(page.Reason.Value) {
		wrong(&page.Reason, fault.New(fault.Invalid, "web.readPerson", "Please say it in at most 500 characters."), "Dígalo en 500 caracteres como máximo.")
	}
	return person, mistakes
}

const mostReason = 500 // characters, as schedule takes them

// unsuited says beside its field why the service is not for the patient; false if the error is not about that.
func unsuited(page *view.BookDetails, svc practice.Service, r schedule.About, err error) bool {
	var about schedule.Field
	if !errors.As(err, &about) {
		return false
	}
	sentence := page.Say(fault.Message(err), unsuitedES(svc, r, about))
	asked := map[schedule.Field]*view.Asked{"State": page.States, "Seen": page.Seen, "Reason": page.Reasons}[about]
	switch {
	case about == "Birth":
		page.DOB.Error = sentence
	case asked != nil:
		asked.Error = sentence
	default:
		return false
	}
	page.Notice = page.Mend(1)
	return true
}

// unsuitedES says in Spanish why the service is not for somebody.
func unsuitedES(svc practice.Service, r schedule.About, about schedule.Field) string {
	switch {
	case about == "Birth":
		return "Este tipo de cita es " + agesES(svc) + ". Por favor elija otro tipo o llámenos."
	case about == "State" && r.State == "":
		return "Diga en qué estado estará durante la cita. Un profesional solo puede atender donde tiene licencia."
	case about == "State":
		return "Este profesional no tiene licencia en ese estado. Elija a otra persona, o una cita en uno de nuestros consultorios."
	case about == "Seen" && r.Seen == practice.Anyone:
		return "Diga si ha venido antes."
	case about == "Seen" && svc.Seen == practice.New:
		return "Este tipo de cita es para quienes no han venido antes. Por favor elija otro tipo."
	case about == "Seen":
		return "Este tipo de cita es para quienes ya han venido. Por favor elija una cita para pacientes nuevos."
	}
	return "Diga para qué es la cita: elija de la lista, u otro tipo de cita."
}
