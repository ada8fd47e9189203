package fetch

import (
	"context"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const robotsSize = 500 << 10 // RFC 9309 §2.5

// Welcome reports whether the site's robots.txt lets us ask for an address by ourselves (RFC 9309): a file that is not
// there allows everything, one that cannot be had right now nothing. What a person asks for does not need it.
func (c *Client) Welcome(ctx context.Context, raw string) (bool, error) {
	m, err := c.Manners(ctx, raw)
	return err == nil && m.Allow(raw), err
}

// Manners is what a site's robots.txt asks of us. It is immutable.
type Manners struct {
	rules robots
	none  bool // the file cannot be had right now
	pause time.Duration
	maps  []string
}

// Manners reads the robots.txt of an address's site.
func (c *Client) Manners(ctx context.Context, raw string) (Manners, error) {
	u, err := c.parse(raw)
	if err != nil {
		return Manners{}, err
	}
	at := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	res, err := c.Do(ctx, Request{URL: at.String(), Most: robotsSize})
	switch {
	case err != nil:
		return Manners{}, err
	case res.Status >= 500:
		return Manners{none: true}, nil
	case res.Status >= 400:
		return Manners{}, nil
	}
	name, _, _ := strings.Cut(c.Agent, "/")
	text := string(res.Body)
	return Manners{rules: readRobots(text, name), pause: readPause(text, name), maps: readMaps(text)}, nil
}

// Reached reports whether the file was had, or is not there: where it is neither, nothing is allowed for now.
func (m Manners) Reached() bool { return !m.none }

// Allow reports whether we may ask for an address of the site by ourselves.
func (m Manners) Allow(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || m.none {
		return false
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return m.rules.allow(path)
}

// Pause is how long the site asks us to wait between two pages, 0 where it does not say.
func (m Manners) Pause() time.Duration { return m.pause }

// Maps are the addresses of the site's sitemaps.
func (m Manners) Maps() []string { return m.maps }

const (
	longestPause = time.Hour
	mostMaps     = 20
)

// readPause reads Crawl-delay, in seconds, which is no part of RFC 9309 and much used: the longest of any group that
// names us or everybody.
func readPause(text, name string) (longest time.Duration) {
	ours, agents := false, false
	for key, value := range robotLines(text) {
		switch key {
		case "user-agent":
			ours = agents && ours || value == "*" || name != "" && strings.EqualFold(value, name)
			agents = true
		case "crawl-delay":
			agents = false
			if n, err := strconv.ParseFloat(value, 64); err == nil && ours && n > 0 {
				longest = max(longest, time.Duration(min(n, longestPause.Seconds())*float64(time.Second)))
			}
		case "allow", "disallow":
			agents = false
		}
	}
	return longest
}

func readMaps(text string) (all []string) {
	for key, value := range robotLines(text) {
		if key == "sitemap" && value != "" && len(all) < mostMaps {
			all = append(all, value)
		}
	}
	return all
}

// robotLines yields the keys, in small letters, and the values of a robots.txt.
func robotLines(text string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		text := strings.TrimPrefix(text, "\ufeff")
		for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
			line, _, _ = strings.Cut(line, "#")
			key, value, ok := strings.Cut(line, ":")
			if ok && !yield(strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)) {
				return
			}
		}
	}
}

// robots are the rules of the groups that are for us.
type robots []rule

type rule struct {
	path  string
	allow bool
}

// readRobots reads the groups that name us, or those for everybody if none does.
func readRobots(text, name string) robots {
	var ours, all robots
	var forUs, forAll, agents, named bool
	for key, value := range robotLines(text) {
		switch key {
		case "user-agent":
			if !agents { // a new group begins
				forUs, forAll = false, false
			}
			agents = true
			us := name != "" && strings.EqualFold(value, name)
			forUs, forAll, named = forUs || us, forAll || value == "*", named || us
		case "allow", "disallow":
			agents = false
			if value == "" {
				continue
			}
			r := rule{value, key == "allow"}
			if forUs {
				ours = append(ours, r)
			}
			if forAll {
				all = append(all, r)
			}
		}
	}
	if named {
		return ours
	}
	return all
}

// allow takes the longest rule that fits, and the friendlier of two of the same length.
func (r robots) allow(path string) bool {
	best, ok := -1, true
	for _, rule := range r {
		if n := len(rule.path); (n > best || n == best && rule.allow) && fits(rule.path, path) {
			best, ok = n, rule.allow
		}
	}
	return ok
}

// fits reports whether a path begins as the pattern says; * stands for anything and $ at the end for the end. A star
// takes as little as it can, and the last one is tried again further on, so the time is at most the product of lengths.
func fits(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	if !whole {
		pattern += "*"
	}
	p, s, star, from := 0, 0, -1, 0
	for s < len(path) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, s
			p++
		case p < len(pattern) && pattern[p] == path[s]:
			p++
			s++
		case star >= 0:
			from++
			p, s = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
