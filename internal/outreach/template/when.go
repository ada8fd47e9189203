package template

import (
	"fmt"
	"time"

	"bedside/internal/civil"
	"bedside/internal/words"
)

// When says a time on the clock of its location: "Mon, November 30 at 2:20 pm CST" in a letter, shorter in a text, and
// in full and without the zone where it is spoken.
func When(t time.Time, k Key) string {
	if k.Language == words.Spanish {
		return spanishWhen(t, k.Channel)
	}
	clock := civil.ClockOf(t).Spoken()
	switch k.Channel {
	case SMS:
		return t.Format("Mon Jan 2, ") + clock + t.Format(" MST")
	case Voice:
		return t.Format("Monday, January 2") + " at " + clock
	}
	return t.Format("Mon, January 2") + " at " + clock + t.Format(" MST")
}

func spanishWhen(t time.Time, c Channel) string {
	day, month := words.SpanishDay(t.Weekday()), words.SpanishMonth(t.Month())
	at := "a las"
	if t.Hour()%12 == 1 {
		at = "a la"
	}
	clock := t.Format("3:04")
	switch c {
	case SMS:
		short := func(s string) string { return string([]rune(s)[:3]) }
		return fmt.Sprintf("%s %d %s, %s", short(day), t.Day(), short(month), t.Format("3:04 pm MST"))
	case Voice:
		return fmt.Sprintf("%s %d de %s %s %s %s", day, t.Day(), month, at, clock, partOfDay(t.Hour()))
	}
	return fmt.Sprintf("%s %d de %s %s %s", day, t.Day(), month, at, t.Format("3:04 pm MST"))
}

func partOfDay(hour int) string {
	switch {
	case hour < 12:
		return "de la mañana"
	case hour < 19:
		return "de la tarde"
	}
	return "de la noche"
}
