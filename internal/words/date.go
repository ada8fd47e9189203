package words

import (
	"strings"
	"time"
)

var (
	spanishDays   = strings.Fields("domingo lunes martes miércoles jueves viernes sábado")
	spanishMonths = strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")
)

// SpanishDay is "lunes".
func SpanishDay(d time.Weekday) string { return spanishDays[d] }

// SpanishMonth is "enero".
func SpanishMonth(m time.Month) string { return spanishMonths[m-1] }
