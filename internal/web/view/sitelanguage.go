package view

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
