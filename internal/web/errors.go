package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/httpstatus"
	"bedside/internal/id"
	"bedside/internal/limit"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// statusOf is the status of an error, with the one that only the router knows.
func statusOf(err error) int {
	if errors.Is(err, errMethod) {
		return http.StatusMethodNotAllowed
	}
	return httpstatus.Of(err)
}

type failure struct{}

// fail answers with the error's page. What goes wrong inside is in the log under the reference that the page shows.
func (c *call) fail(err error) {
	if errors.Is(err, errSignIn) {
		c.signInFirst()
		return
	}
	status := statusOf(err)
	head, text := view.ErrorWords(status)
	ref := ""
	if status >= http.StatusInternalServerError {
		ref = shortRef(id.New[failure](c.IDs))
		c.Log.Error("request failed", "route", c.route.Pattern, "ref", ref, "err", err)
	} else if messageOf(err) != "" {
		text = messageOf(err)
	}
	if refused := (limit.Refused{}); errors.As(err, &refused) {
		c.w.Header().Set("Retry-After", strconv.Itoa(refused.Seconds()))
	}
	c.w.Header().Set("Cache-Control", "no-store")
	if c.scripted() {
		_ = c.told(status, map[string]string{"said": text}) // a browser that is gone reads nothing
		return
	}
	var page view.Page
	switch {
	case !strings.HasPrefix(c.r.URL.Path, "/console"):
		page = c.siteError(err, status, head, text, ref)
	case c.session.Staff.ID != "":
		page = view.ConsoleError{Console: c.console(head, ""), Status: status, Head: head, Text: text, Ref: ref, Back: &view.Link{Text: "To Today", URL: "/console"}}
	default:
		page = view.BareError{Bare: c.bare(head), Status: status, Head: head, Text: text, Ref: ref, Back: &view.Link{Text: "To sign-in", URL: "/console/signin"}}
	}
	if err := c.Render.Page(c.w, status, page); err != nil {
		c.Log.Error("error page failed", "route", c.route.Pattern, "err", err)
		http.Error(c.w, head, status)
	}
}

// siteError is the page for a patient. In Spanish it says what the status means where the error has no Spanish sentence.
func (c *call) siteError(err error, status int, head, text, ref string) view.SiteError {
	lang := c.language("")
	if lang == words.Spanish {
		head, text = view.ErrorWordsES(status)
		if said := (refused{}); errors.As(err, &said) {
			text = said.inSpanish
		}
	}
	v := view.SiteError{Site: c.siteIn(lang, head, ""), Status: status, Head: head, Text: text, Ref: ref}
	v.Other, v.Back = nil, &view.Link{Text: v.Say("To the first page", "A la primera página"), URL: c.to("/")}
	return v
}

// messageOf is the sentence that the error itself carries, without the general one for its kind.
func messageOf(err error) string {
	var e *fault.Error
	for errors.As(err, &e) {
		if e.Msg != "" {
			return e.Msg
		}
		err = e.Err
	}
	return ""
}

// shortRef is the random end of an id: enough to find the line in the log.
func shortRef(i id.Of[failure]) string { return string(i[len(i)-6:]) }

func (c *call) signInFirst() {
	next := ""
	if c.r.Method == http.MethodGet {
		next = "?next=" + url.QueryEscape(c.r.URL.RequestURI())
	}
	http.Redirect(c.w, c.r, "/console/signin"+next, http.StatusSeeOther)
}
