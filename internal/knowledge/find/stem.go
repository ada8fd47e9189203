package find

import (
	"strings"

	"bedside/internal/words"
)

// stem cuts the endings off a folded word, so that its forms are one term. It cuts no more than leaves three letters.
func stem(w string, l words.Language) string {
	if len(w) < 4 || w[0] >= '0' && w[0] <= '9' {
		return w
	}
	if l == words.Spanish {
		return spanish(w)
	}
	return english(w)
}

// english is a light stemmer: plurals, -ing, -ed, -ment, -ation, and the silent e.
func english(w string) string {
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		w = w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"):
		w = w[:len(w)-2]
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is"):
		w = w[:len(w)-1]
	}
	for _, end := range []string{"ations", "ation", "ements", "ement", "ments", "ment", "ings", "ing", "ied", "ed", "ly"} {
		s, ok := strings.CutSuffix(w, end)
		if !ok || len(s) < 3 || !strings.ContainsAny(s, "aeiouy") {
			continue
		}
		if end == "ied" {
			s += "y"
		}
		if n := len(s); n > 3 && s[n-1] == s[n-2] && !strings.ContainsRune("aeiouyls", rune(s[n-1])) || n > 4 && strings.HasSuffix(s, "ll") && s != "bill" && s != "call" && s != "refill" && s != "fill" {
			s = s[:n-1] // cancelled, stopping
		}
		w = s
		break
	}
	if len(w) > 3 {
		w = strings.TrimSuffix(w, "e")
	}
	if len(w) > 3 && strings.HasSuffix(w, "y") {
		w = w[:len(w)-1] + "i"
	}
	return w
}

// spanish is a light stemmer: number, gender, the commonest endings of verbs, -mente and -ción.
func spanish(w string) string {
	for _, end := range []string{"aciones", "acion", "amientos", "amiento", "imiento", "mente", "iendo", "ando", "aremos", "aron", "ieron", "amos", "emos", "imos",
		"ados", "adas", "idos", "idas", "ado", "ada", "ido", "ida", "aran", "ara", "arse", "arme", "irse", "erse", "arlo", "arla", "ar", "er", "ir"} {
		if s, ok := strings.CutSuffix(w, end); ok && len(s) >= 3 {
			return s
		}
	}
	if s, ok := strings.CutSuffix(w, "es"); ok && len(s) >= 3 {
		w = s
	} else if s, ok := strings.CutSuffix(w, "s"); ok && len(s) >= 3 {
		w = s
	}
	if len(w) > 3 && strings.ContainsRune("aeo", rune(w[len(w)-1])) {
		w = w[:len(w)-1]
	}
	return w
}
