package web

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/civil"
	"bedside/internal/outreach/template"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// tongue is the language in which a public page says days, hours and what else is put together for it. The zero value is
// English, which the console reads too.
type tongue words.Language

const spanish = tongue(words.Spanish)

// say is the one of the two that is in the page's language.
func (l tongue) say(english, inSpanish string) string {
	if l == spanish {
		return inSpanish
	}
	return english
}

// halves are am and pm as Spanish prints them, on one line with their number.
var halves = strings.NewReplacer(" am", "\u00a0a.\u00a0m.", " pm", "\u00a0p.\u00a0m.")

// clock is a time of day: "2:20 pm".
func (l tongue) clock(c civil.Clock) string { return l.say(c.Spoken(), halves.Replace(c.Spoken())) }

// at is the time of day of an instant.
func (l tongue) at(t time.Time) string { return l.clock(civil.ClockOf(t)) }

// weekday begins a line: "Tuesday", "Martes".
func (l tongue) weekday(d time.Weekday) string {
	return l.say(d.String(), begins(words.SpanishDay(d)))
}

// day begins a line: "Tuesday, November 24", "Martes 24 de noviembre".
func (l tongue) day(d civil.Date) string {
	return l.say(d.Format("Monday, January 2"), begins(spanishDay(d)))
}

// dayTime begins a line: "Tuesday, November 24, 2:20 pm".
func (l tongue) dayTime(t time.Time) string { return l.day(civil.DateOf(t)) + ", " + l.at(t) }

// when says a time as letters do, with its zone: "Tue, November 24 at 2:20 pm CST".
func (l tongue) when(t time.Time) string {
	said := template.When(t, template.Key{Channel: template.Email, Language: words.Language(l)})
	return l.say(said, halves.Replace(said))
}

// near is a day as somebody says it who looks ahead from today.
func (l tongue) near(today, d civil.Date) string {
	switch today.DaysUntil(d) {
	case 0:
		return l.say("Today, "+d.Weekday().String(), "Hoy, "+words.SpanishDay(d.Weekday()))
	case 1:
		return l.say("Tomorrow, "+d.Weekday().String(), "Mañana, "+words.SpanishDay(d.Weekday()))
	}
	return l.day(d)
}

// dates are the days of a closure.
func (l tongue) dates(from, to civil.Date) string {
	switch {
	case l != spanish:
		return dates(from, to)
	case from == to:
		return spanishDay(from)
	}
	return "del " + spanishDay(from) + " al " + spanishDay(to)
}

// stretches are parts of a day: "8:00 am to 12:00 pm, 1:00 pm to 5:00 pm".
func (l tongue) stretches(all []civil.Interval) string {
	said := make([]string, len(all))
	for i, w := range all {
		said[i] = l.clock(w.From) + l.say(" to ", " a ") + l.clock(w.To)
	}
	return strings.Join(said, ", ")
}

var zonesES = map[string]string{
	"Eastern time": "hora del Este", "Central time": "hora del Centro", "Mountain time": "hora de la Montaña", "Pacific time": "hora del Pacífico",
	"Alaska time": "hora de Alaska", "Hawaii time": "hora de Hawái", "Atlantic time": "hora del Atlántico", "Chamorro time": "hora de Chamorro", "Samoa time": "hora de Samoa",
}

// zone is a zone as people call it: "Central time", "hora del Centro".
func (l tongue) zone(loc *time.Location) string {
	name := zoneName(loc)
	if inSpanish := zonesES[name]; inSpanish != "" {
		return l.say(name, inSpanish)
	}
	return name
}

// minutes are how long a visit takes.
func (l tongue) minutes(n int) string { return fmt.Sprintf("%d %s", n, l.say("minutes", "minutos")) }

// onlyFor says for which ages the service is, before anybody chooses a time of it; "" where it is for all.
func (l tongue) onlyFor(svc practice.Service) string {
	ages := schedule.Ages(svc)
	if ages == "" {
		return ""
	}
	return l.say("Only "+ages+".", "Solo "+agesES(svc)+".")
}

// agesES is [schedule.Ages] in Spanish, of a service that is not for all.
func agesES(svc practice.Service) string {
	years := func(n int) string {
		if n == 1 {
			return "1 año"
		}
		return fmt.Sprintf("%d años", n)
	}
	switch {
	case svc.AgeTo == 0:
		return "para personas desde " + years(svc.AgeFrom)
	case svc.AgeFrom == 0:
		return "para personas de hasta " + years(svc.AgeTo)
	}
	return fmt.Sprintf("para personas de %d a %s", svc.AgeFrom, years(svc.AgeTo))
}

// languagesES are the languages that are named most, in Spanish; another stays as the practice wrote it.
var languagesES = map[string]string{
	"english": "inglés", "spanish": "español", "french": "francés", "german": "alemán", "portuguese": "portugués", "italian": "italiano", "russian": "ruso",
	"chinese": "chino", "mandarin": "mandarín", "cantonese": "cantonés", "vietnamese": "vietnamita", "korean": "coreano", "japanese": "japonés", "arabic": "árabe",
	"hindi": "hindi", "tagalog": "tagalo", "swedish": "sueco", "polish": "polaco", "haitian creole": "criollo haitiano", "american sign language": "lengua de señas americana",
}

// language is the name of a language.
func (l tongue) language(name string) string {
	if inSpanish := languagesES[strings.ToLower(strings.TrimSpace(name))]; inSpanish != "" {
		return l.say(name, begins(inSpanish))
	}
	return name
}

// languages are those that a provider speaks, as the practice wrote them in its own language.
func (l tongue) languages(v practice.Provider) string {
	if l != spanish {
		return v.Languages
	}
	names := languagesOf(v)
	for i, name := range names {
		names[i] = strings.ToLower(l.language(name))
	}
	return begins(strings.Join(names, ", "))
}

// begins writes a word that begins a line.
func begins(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

// foreign is the language of a text where it is not the page's; "" where it is, or cannot be told.
func (l tongue) foreign(text string) string {
	in := words.Tell(words.Split(text))
	if (l == spanish) == (in == words.Spanish) {
		return ""
	}
	return string(in)
}

// theirs is the language of words that the practice wrote, where it is not the page's: English, unless it can be told.
func (l tongue) theirs(text string) string {
	if l == spanish && words.Tell(words.Split(text)) == "" {
		return string(words.English)
	}
	return l.foreign(text)
}

// notes are what a practice says of a location, in Spanish where it has written it so.
func (l tongue) notes(p practice.Location) (all []view.Own) {
	if l == spanish && strings.TrimSpace(p.NotesES) != "" {
		for _, line := range lines(p.NotesES) {
			all = append(all, view.Own{Text: line})
		}
		return all
	}
	for _, line := range lines(p.Notes) {
		all = append(all, view.Own{Text: line, Lang: l.theirs(line)})
	}
	return all
}

// holidaysES are the holidays in Spanish that closures are named after; what else a practice calls one stays as it wrote it.
var holidaysES = map[string]string{
	"New Year’s Day": "Año Nuevo", "Martin Luther King Jr. Day": "Día de Martin Luther King Jr.", "Washington’s Birthday": "Natalicio de Washington", "Memorial Day": "Día de los Caídos",
	"Juneteenth": "Juneteenth", "Independence Day": "Día de la Independencia", "Labor Day": "Día del Trabajo", "Columbus Day": "Día de la Raza",
	"Veterans Day": "Día de los Veteranos", "Thanksgiving": "Día de Acción de Gracias", "Christmas": "Navidad", "Thanksgiving Day": "Día de Acción de Gracias", "Christmas Day": "Navidad",
}

// closure is the name of a closure.
func (l tongue) closure(name string) string { return l.say(name, cmp.Or(holidaysES[name], name)) }
