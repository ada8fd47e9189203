package fetch

import (
	"context"
	"net/url"
	"strings"
)

const robotsSize = 500 << 10 // RFC 9309 §2.5

// Welcome reports whether the site's robots.txt lets us ask for an address by ourselves (RFC 9309): a file that is not
// there allows everything, one that cannot be had right now nothing. What a person asks for does not need it.
func (c *Client) Welcome(ctx context.Context, raw string) (bool, error) {
	u, err := c.parse(raw)
	if err != nil {
		return false, err
	}
	at := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	res, err := c.Do(ctx, Request{URL: at.String(), Most: robotsSize})
	switch {
	case err != nil:
		return false, err
	case res.Status >= 500:
		return false, nil
	case res.Status >= 400:
		return true, nil
	}
	name, _, _ := strings.Cut(c.Agent, "/")
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return readRobots(string(res.Body), name).allow(path), nil
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
	text = strings.TrimPrefix(text, "\ufeff")
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
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
