package lex

import "testing"

func TestSpanish(t *testing.T) {
	for text, want := range map[string]bool{
		"Mi paciente vino con fiebre.":             true,
		"El asma se puede controlar.":              true,
		"The patient came with a fever.":           false,
		"Señora Lopez is my patient and she came.": false,
		"":        false,
		"Asthma.": false,
		"Hablamos español. Pida una cita por texto": true,
	} {
		var d Doc
		d.Scan(text, nil)
		if got := d.Spanish(); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestPhrases(t *testing.T) {
	var p Phrases[string]
	p.Add("heart", "short")
	p.Add("heart attack", "long")
	p.Add("HIV", "abbreviation")
	for text, want := range map[string]string{"Heart Attack now": "long", "heart failure": "short", "HIV": "abbreviation", "hiv": "", "lung": ""} {
		var d Doc
		d.Scan(text, nil)
		if got, n := p.At(&d, 0); got != want || (n > 0) != (want != "") {
			t.Errorf("%q: %q", text, got)
		}
	}
}
