package web

import (
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
	switch lang := words.Language(c.r.URL.Query().Get("lang")); {
	case lang == words.English || lang == words.Spanish:
		return lang
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

// siteIn fills the frame of a public page that there is in both languages, at path.
func (c *call) siteIn(lang words.Language, title, section, path string) view.Site {
	v := c.site(title, section)
	if lang == words.Spanish {
		v.Lang, v.Other = string(words.Spanish), &view.Link{Text: "English", URL: path + "?lang=" + string(words.English)}
	} else {
		v.Other = &view.Link{Text: "Español", URL: path + "?lang=" + string(words.Spanish)}
	}
	return v
}
