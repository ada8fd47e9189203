package bluesky

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bedside/internal/attempt"
)

// facet is app.bsky.richtext.facet: what a part of the text leads to. The server finds none by itself.
type facet struct {
	Index    span      `json:"index"`
	Features []feature `json:"features"`
}

// span counts bytes of the text in UTF-8, end-exclusive.
type span struct {
	Start int `json:"byteStart"`
	End   int `json:"byteEnd"`
}

type feature struct {
	Type string `json:"$type"`
	URI  string `json:"uri,omitempty"`
	Tag  string `json:"tag,omitempty"`
	DID  string `json:"did,omitempty"`
}

const (
	link    = "app.bsky.richtext.facet#link"
	tag     = "app.bsky.richtext.facet#tag"
	mention = "app.bsky.richtext.facet#mention"

	longestTag = 64 // the network's limit in characters
)

var handle = regexp.MustCompile(`^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$`)

// facets finds links, tags and mentions in the text. A mention of nobody is plain text; when the server does not say
// whether there is somebody, the outcome is why.
func (c *Client) facets(ctx context.Context, text string) ([]facet, attempt.Outcome, error) {
	var all []facet
	for _, f := range find(text) {
		if name := f.Features[0].DID; name != "" {
			did, out, err := c.resolve(ctx, name)
			if err != nil || out.Result != attempt.Sent {
				return nil, out, err
			}
			if did == "" {
				continue
			}
			f.Features[0].DID = did
		}
		all = append(all, f)
	}
	return all, attempt.Outcome{Result: attempt.Sent}, nil
}

// resolve returns whose handle it is, "" for nobody's.
func (c *Client) resolve(ctx context.Context, name string) (string, attempt.Outcome, error) {
	var answer struct {
		DID string `json:"did"`
	}
	out, err := c.ask(ctx, request{method: "com.atproto.identity.resolveHandle", query: url.Values{"handle": {name}}}, &answer)
	if slices.Contains([]string{"InvalidRequest", "HandleNotFound"}, out.Code) {
		return "", attempt.Outcome{Result: attempt.Sent}, err
	}
	return answer.DID, out, err
}

// find is facets without asking anybody: a mention has the handle in the place of the DID.
func find(text string) []facet {
	var all []facet
	before := ' '
	for at := 0; at < len(text); {
		rest := text[at:]
		r, n := utf8.DecodeRuneInString(rest)
		if strings.ContainsRune("h#@", r) && (unicode.IsSpace(before) || strings.ContainsRune(`(["'“‘¡¿`, before)) {
			if f, size := begins(rest); size > 0 {
				all = append(all, facet{span{at, at + size}, []feature{f}})
				r, n = 'x', size // no other begins right behind it
			}
		}
		before = r
		at += n
	}
	return all
}

// begins reads a link, a tag or a mention at the beginning of the text and returns how many bytes it has.
func begins(text string) (feature, int) {
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		end = len(text)
	}
	word := trim(text[:end])
	if !utf8.ValidString(word) {
		return feature{}, 0
	}
	switch {
	case strings.HasPrefix(word, "https://"), strings.HasPrefix(word, "http://"):
		if u, err := url.Parse(word); err == nil && u.Hostname() != "" && u.User == nil {
			return feature{Type: link, URI: word}, len(word)
		}
	case strings.HasPrefix(word, "#"):
		name := word[1:]
		if strings.Trim(name, "0123456789") != "" && utf8.RuneCountInString(name) <= longestTag && !strings.ContainsAny(name, "#@") {
			return feature{Type: tag, Tag: name}, len(word)
		}
	case strings.HasPrefix(word, "@"):
		if name := word[1:]; len(name) <= 253 && handle.MatchString(name) {
			return feature{Type: mention, DID: strings.ToLower(name)}, len(word)
		}
	}
	return feature{}, 0
}

// trim takes off what ends a sentence and not a link: marks, and a bracket that was not opened within.
func trim(word string) string {
	for {
		r, n := utf8.DecodeLastRuneInString(word)
		open := map[rune]string{')': "(", ']': "[", '}': "{"}[r]
		switch {
		case strings.ContainsRune(`.,;:!?…'"”’»`, r):
		case open != "" && strings.Count(word, open) < strings.Count(word, string(r)):
		default:
			return word
		}
		word = word[:len(word)-n]
	}
}
