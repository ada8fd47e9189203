package web

import (
	"net/url"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/patient"
	"bedside/internal/tx"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// language is the one that a page speaks: what the address asks for, else what the patient chose, else what the browser
// prefers.
func (c *call) language(chosen words.Language) words.Language {
	c.w.Header().Add("Vary", "Accept-Language")
	switch lang := c.askedIn(); {
	case lang != "":
		return words.Language(lang)
	case chosen == words.English || chosen == words.Spanish:
		return chosen
	}
	if first, _, _ := strings.Cut(c.r.Header.Get("Accept-Language"), ","); strings.HasPrefix(strings.ToLower(strings.TrimSpace(first)), string(words.Spanish)) {
		return words.Spanish
	}
	return words.English
}

// languageOf is the language in which a page speaks to a patient.
func (c *call) languageOf(i patient.ID) (lang words.Language, err error) {
	err = c.DB.View(c.r.Context(), actor.System(), func(t tx.Tx) error {
		wants, err := c.Patients.Preferences(c.r.Context(), t, i)
		lang = wants.Language
		return err
	})
	return c.language(lang), err
}

// siteIn fills the frame of a public page that there is in both languages, and leads to the same page in the other.
func (c *call) siteIn(lang words.Language, title, section string) view.Site {
	v := c.site(title, section)
	c.tongue, v.Asked = tongue(lang), c.askedIn()
	if lang == words.Spanish {
		v.Lang, v.Other = string(words.Spanish), &view.Link{Text: "English", URL: c.sameIn(words.English)}
	} else {
		v.Other = &view.Link{Text: "Español", URL: c.sameIn(words.Spanish)}
	}
	return v
}

// both fills the frame of a page for anybody that there is in both languages.
func (c *call) both(section, english, inSpanish string) view.Site {
	v := c.siteIn(c.language(""), "", section)
	v.Title = v.Say(english, inSpanish)
	return v
}

// askedIn is the language that the address asks for, "" for none.
func (c *call) askedIn() string {
	switch lang := words.Language(c.r.URL.Query().Get("lang")); lang {
	case words.English, words.Spanish:
		return string(lang)
	}
	return ""
}

// to is a path of the site in the language that the address asks for.
func (c *call) to(path string) string { return view.Site{Asked: c.askedIn()}.To(path) }

// leads is all of an address that goes on into the other language: none of it is about a patient.
var leads = []string{"service", "provider", "location", "start", "from", "not", "only", "after", "until", "language"}

// sameIn is the address of the same page in a language.
func (c *call) sameIn(lang words.Language) string {
	q, said := url.Values{}, c.r.URL.Query()
	for _, name := range leads {
		if len(said[name]) > 0 {
			q[name] = said[name]
		}
	}
	q.Set("lang", string(lang))
	return c.r.URL.EscapedPath() + "?" + q.Encode()
}

// refused is an error of a public page, with its sentence in Spanish.
type refused struct {
	error
	inSpanish string
}

func (r refused) Unwrap() error { return r.error }
