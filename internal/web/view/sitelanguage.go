package view

import "strings"

// spanish is the language of a page that is not in English.
const spanish = "es"

// HTMLLang is the language of the whole page.
func (s Site) HTMLLang() string {
	if s.Lang == spanish {
		return spanish
	}
	return "en"
}

// Say is the one of the two that is in the page's language.
func (s Site) Say(english, inSpanish string) string {
	if s.Lang == spanish {
		return inSpanish
	}
	return english
}

// To is a path of the site as the page leads to it: in the language that the page's own address asked for.
func (s Site) To(path string) string {
	switch {
	case s.Asked == "":
		return path
	case strings.Contains(path, "?"):
		return path + "&lang=" + s.Asked
	}
	return path + "?lang=" + s.Asked
}

// Mend says that n fields have to be mended.
func (s Site) Mend(n int) *Notice {
	if s.Lang != spanish {
		return Mend(n)
	}
	if n == 1 {
		return &Notice{Tone: Stop, Title: "Hay algo que corregir", Text: "Está marcado abajo. Todavía no se guardó nada."}
	}
	return &Notice{Tone: Stop, Title: "Hay varias cosas que corregir", Text: "Están marcadas abajo. Todavía no se guardó nada."}
}

// Own are words that a practice wrote. Lang is their language where it is not the page's.
type Own struct{ Text, Lang string }
