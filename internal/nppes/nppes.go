// Package nppes asks the national registry of provider numbers: over its API, or in its monthly file where there is no
// network.
//
// It promises that what it returns is what the registry says, bounded in size and time, and kept for a day. Callers owe
// not to show it as more than it is: the registry holds what providers state of themselves, and a number is no licence.
package nppes

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"bedside/internal/fault"
	"bedside/internal/fetch"
	"bedside/internal/practice"
)

// API is where the registry answers. It asks for no key.
const API = "https://npiregistry.cms.hhs.gov/api/"

// Asker is the HTTP client; [fetch.Client] is one.
type Asker interface {
	Do(ctx context.Context, r fetch.Request) (fetch.Response, error)
}

// Client is a [practice.Numbers] over the API. It may be used by several goroutines at once.
type Client struct {
	Fetch Asker
	URL   string // of the API
	Now   func() time.Time

	mu   sync.Mutex
	kept map[string]answer
}

// answer is what was found and when.
type answer struct {
	practice.Registered
	at time.Time
}

const (
	keep     = 24 * time.Hour
	mostKept = 500
)

// Find implements [practice.Numbers].
func (c *Client) Find(ctx context.Context, npi string) (practice.Registered, error) {
	const op = "nppes.Find"
	npi, err := practice.ParseNPI(npi)
	if err != nil {
		return practice.Registered{}, fault.At(op, err)
	}
	if r, ok := c.known(npi); ok {
		return r, nil
	}
	ask := url.Values{"version": {"2.1"}, "number": {npi}}
	res, err := c.Fetch.Do(ctx, fetch.Request{URL: c.URL + "?" + ask.Encode(), Types: []string{"application/json"}})
	switch {
	case err != nil:
		return practice.Registered{}, fault.Wrap(fault.Unavailable, op, "The registry of provider numbers does not answer. Try again later, or use its file.", err)
	case res.Status != http.StatusOK:
		return practice.Registered{}, fault.New(fault.Unavailable, op, "The registry of provider numbers does not answer as it should. Try again later, or use its file.")
	}
	r, err := read(res.Body, npi)
	if err != nil {
		return practice.Registered{}, fault.At(op, err)
	}
	c.remember(npi, r)
	return r, nil
}

func (c *Client) known(npi string) (practice.Registered, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, ok := c.kept[npi]
	return a.Registered, ok && c.Now().Sub(a.at) < keep
}

func (c *Client) remember(npi string, r practice.Registered) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= mostKept {
		c.kept = map[string]answer{}
	}
	c.kept[npi] = answer{r, c.Now()}
}

// reply is as much of an answer as is used. Errors come with status 200.
type reply struct {
	Errors []struct {
		Description string `json:"description"`
	} `json:"Errors"`
	Results []result `json:"results"`
}

type result struct {
	Number json.RawMessage `json:"number"` // a string; older versions wrote a number
	Type   string          `json:"enumeration_type"`
	Basic  struct {
		Given      string `json:"first_name"`
		Family     string `json:"last_name"`
		Credential string `json:"credential"`
		Status     string `json:"status"`
	} `json:"basic"`
	Other []struct {
		Given  string `json:"first_name"`
		Family string `json:"last_name"`
	} `json:"other_names"`
	Taxonomies []taxonomy `json:"taxonomies"`
	Addresses  []place    `json:"addresses"`
	Locations  []place    `json:"practiceLocations"`
}

type taxonomy struct {
	Code    string `json:"code"`
	Name    string `json:"desc"`
	State   string `json:"state"`
	Primary bool   `json:"primary"`
}

type place struct {
	Purpose string `json:"address_purpose"`
	State   string `json:"state"`
}

// read reads the answer about one number. NotFound if the registry has none; Unavailable for what is no such answer.
func read(body []byte, npi string) (practice.Registered, error) {
	const op = "nppes.read"
	var all reply
	if err := json.Unmarshal(body, &all); err != nil {
		return practice.Registered{}, fault.Wrap(fault.Unavailable, op, "The registry of provider numbers answers in a way that cannot be read. Try again later, or use its file.", err)
	}
	if len(all.Errors) > 0 {
		return practice.Registered{}, fault.New(fault.Unavailable, op, "The registry of provider numbers did not take the question. Try again later, or use its file.")
	}
	i := slices.IndexFunc(all.Results, func(r result) bool { return strings.Trim(string(r.Number), `"`) == npi })
	if i < 0 {
		return practice.Registered{}, notFound(op)
	}
	in := all.Results[i]
	r := practice.Registered{
		NPI: npi, Person: in.Type == "NPI-1", Active: in.Basic.Status == "" || in.Basic.Status == "A", Given: []string{in.Basic.Given}, Family: []string{in.Basic.Family},
		Credential: in.Basic.Credential, Source: "NPPES",
	}
	for _, o := range in.Other {
		r.Given, r.Family = append(r.Given, o.Given), append(r.Family, o.Family)
	}
	slices.SortStableFunc(in.Taxonomies, func(a, b taxonomy) int { return cmp.Compare(rank(a.Primary), rank(b.Primary)) })
	for _, t := range in.Taxonomies {
		r.Taxonomies = append(r.Taxonomies, practice.Taxonomy{Code: t.Code, Name: t.Name, State: t.State})
	}
	for _, a := range append(in.Addresses, in.Locations...) {
		if a.Purpose != "MAILING" {
			r.States = append(r.States, a.State)
		}
	}
	return clean(r), nil
}

// rank puts what is primary first.
func rank(primary bool) int {
	if primary {
		return 0
	}
	return 1
}

func notFound(op string) error {
	return fault.New(fault.NotFound, op, "The registry has no such provider number.")
}

// Lengths and numbers of what is taken from the registry.
const (
	longest  = 100 // code points of a text
	mostEach = 20  // texts of a kind
)

// clean keeps the texts short and the lists too: it is another's data.
func clean(r practice.Registered) practice.Registered {
	tidy := func(s string) string {
		s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
		if runes := []rune(s); len(runes) > longest {
			s = string(runes[:longest])
		}
		return s
	}
	list := func(all []string) (kept []string) {
		for _, s := range all[:min(len(all), mostEach)] {
			if s = tidy(s); s != "" {
				kept = append(kept, s)
			}
		}
		return kept
	}
	r.Given, r.Family, r.States, r.Credential = list(r.Given), list(r.Family), list(r.States), tidy(r.Credential)
	r.Taxonomies = r.Taxonomies[:min(len(r.Taxonomies), mostEach)]
	for i := range r.Taxonomies {
		t := &r.Taxonomies[i]
		t.Code, t.Name, t.State = tidy(t.Code), tidy(t.Name), tidy(t.State)
	}
	return r
}
