// Package wordpress publishes posts on a WordPress over its REST interface, with an application password of a user who
// is an Author.
//
// It promises that a post appears at most once, however often and wherever it is interrupted: everything is prepared in
// a draft that bears a mark of ours, and making that draft public is one request that can be repeated. It refuses a user
// who may do more than an Author, since whoever steals the password could then do more too, and WordPress would take a
// script from us. Callers owe sanitised HTML.
package wordpress

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/fetch"
	"bedside/internal/social"
)

// Config says where the WordPress is and who we are there. The zero Config is none.
type Config struct {
	URL      string // of the site, https://lakeside.example or https://lakeside.example/news
	User     string
	Password string // an application password, with or without its spaces
	HTTP     *fetch.Client
}

// Client is one WordPress. It may be used by several goroutines at once.
type Client struct{ Config }

const (
	patience = 45 * time.Second // for all of one method
	each     = 20 * time.Second
	answers  = 16 << 20 // bytes: a list holds whole posts
)

// Ready implements [publish.Publisher].
func (c *Client) Ready() bool { return c.URL != "" && c.User != "" && c.HTTP != nil }

// Check says what is wrong with the account in a sentence for the person who sets it up, nil if nothing is. Unavailable
// is passing, anything else is for that person to mend.
func (c *Client) Check(ctx context.Context) error {
	const op = "wordpress.Check"
	if !c.Ready() {
		return fault.New(fault.Unavailable, op, "No WordPress is configured.")
	}
	if err := c.HTTP.Allowed(c.URL); err != nil {
		return fault.At(op, err)
	}
	out, err := c.welcome(ctx)
	switch {
	case err != nil:
		return fault.At(op, err)
	case out.Result == attempt.Sent:
		return nil
	case out.Code == "404":
		return fault.New(fault.NotFound, op, "There is no WordPress at this address, or its permalinks are set to Plain. Check both.")
	case out.Permanent:
		return fault.New(fault.Forbidden, op, social.NextStep(out.Code))
	}
	return fault.New(fault.Unavailable, op, social.NextStep(out.Code))
}

// user is who we are there.
type user struct {
	ID           int             `json:"id"`
	Capabilities json.RawMessage `json:"capabilities"` // an object, or an empty list where there are none
}

// welcome asks who we are: Sent if that is somebody with exactly an Author's rights, Failed if WordPress does not say,
// a Forbidden fault for somebody else. A wrong password looks like a missing right anywhere but here.
func (c *Client) welcome(ctx context.Context) (attempt.Outcome, error) {
	var me user
	out := social.Nothing(c.ask(ctx, http.MethodGet, "/users/me", url.Values{"context": {"edit"}}, nil, &me))
	if out.Result != attempt.Sent {
		return out, nil
	}
	can := map[string]bool{}
	if err := json.Unmarshal(me.Capabilities, &can); err != nil {
		can = nil
	}
	for _, much := range []string{"unfiltered_html", "manage_options", "edit_others_posts", "edit_pages"} {
		if can[much] {
			return attempt.Outcome{}, fault.New(fault.Forbidden, "wordpress.welcome", "This WordPress user may do too much: a stolen password "+
				"would open the whole site, and WordPress would take scripts from it. Make a user with the role Author for Bedside.")
		}
	}
	for _, needed := range []string{"publish_posts", "upload_files", "edit_published_posts", "delete_published_posts"} {
		if !can[needed] {
			return attempt.Outcome{}, fault.New(fault.Forbidden, "wordpress.welcome", "This WordPress user may not publish, change and remove posts "+
				"with pictures. Give it the role Author.")
		}
	}
	return out, nil
}

// ask sends JSON and reads JSON into answer. Sent means that the answer was read.
func (c *Client) ask(ctx context.Context, method, path string, query url.Values, say, answer any) attempt.Outcome {
	var body []byte
	kind := ""
	if say != nil {
		var err error
		if body, err = json.Marshal(say); err != nil {
			return attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "json"}
		}
		kind = "application/json"
	}
	return c.send(ctx, method, path, query, kind, body, answer)
}

func (c *Client) send(ctx context.Context, method, path string, query url.Values, kind string, body []byte, answer any) attempt.Outcome {
	at := strings.TrimRight(c.URL, "/") + "/wp-json/wp/v2" + path
	r := fetch.Request{Method: method, URL: at, Header: http.Header{}, Body: body, Most: answers, Time: each, Stay: true}
	if len(query) > 0 {
		r.URL += "?" + query.Encode()
	}
	r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(c.User+":"+c.Password)))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	res, err := c.HTTP.Do(ctx, r)
	out := social.Outcome(res, err)
	if out.Result == attempt.Sent && (res.Type != "application/json" || json.Unmarshal(res.Body, answer) != nil) {
		return attempt.Outcome{Result: attempt.Unknown, Code: social.NotJSON}
	}
	return out
}

func notReady(op string) error {
	return fault.New(fault.Unavailable, op, "No WordPress is configured.")
}
