package fhir

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
)

// list is a searchset, before it has links.
type list struct {
	entries []Entry
	total   int // -1 where there are too many to count
	next    string
}

// entry is a resource in a list.
func (a *ask) entry(typ, id string, resource any, mode string) Entry {
	return Entry{FullURL: a.base + "/" + typ + "/" + id, Resource: resource, Search: &InList{mode}}
}

// bundle makes the answer to a search.
func (q *query) bundle(path string, l list) reply {
	b := Bundle{ResourceType: "Bundle", Type: "searchset", Entry: l.entries}
	if l.total >= 0 {
		b.Total = &l.total
	}
	if q.summary {
		b.Entry, l.next = nil, ""
	}
	link := func(relation string, v url.Values) {
		at := q.a.base + "/" + path
		if s := v.Encode(); s != "" {
			at += "?" + s
		}
		b.Link = append(b.Link, Link{relation, at})
	}
	link("self", q.used)
	if l.next != "" {
		q.used.Set("_cursor", l.next)
		link("next", q.used)
	}
	if len(q.ignored) > 0 {
		b.Entry = append(b.Entry, Entry{Resource: outcome(Issue{Severity: "warning", Code: "not-supported", Expression: q.ignored,
			Diagnostics: "Bedside does not know these parameters and passed over them; the link to itself holds those that it used."}), Search: &InList{"outcome"}})
	}
	return reply{body: b}
}

// warn adds a sentence to the answer.
func (l *list) warn(at, text string) {
	l.entries = append(l.entries, Entry{Resource: outcome(Issue{Severity: "warning", Code: "informational", Diagnostics: text, Expression: []string{at}}), Search: &InList{"outcome"}})
}

// page cuts a page out of entries that are all there. A cursor says how many came before.
func (q *query) page(all []Entry) (l list, err error) {
	l.total = len(all)
	before := 0
	if q.cursor != "" {
		s, ok := opened(q.cursor)
		n, err := strconv.Atoi(strings.TrimPrefix(s, "n:"))
		if !ok || err != nil || n < 0 || !strings.HasPrefix(s, "n:") {
			return l, errCursor()
		}
		before = min(n, len(all))
	}
	end := min(before+q.count, len(all))
	if l.entries = all[before:end]; end < len(all) && q.count > 0 {
		l.next = sealed("n:" + strconv.Itoa(end))
	}
	return l, nil
}

func errCursor() error {
	return bad("_cursor", "This link to a next page is not one that Bedside made. Search again.")
}

// sealed makes a cursor of what it says, opened reads it. Nothing about a patient is in one.
func sealed(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

func opened(s string) (string, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	return string(b), err == nil && len(b) < 100
}
