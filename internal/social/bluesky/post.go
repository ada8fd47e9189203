package bluesky

import (
	"context"
	"encoding/json"
	"net/url"
	"reflect"
	"strings"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/publish"
	"bedside/internal/social"
)

var _ publish.Publisher = (*Client)(nil)

const collection = "app.bsky.feed.post"

// place is where a record is: in an account's repository, under its name.
type place struct{ did, name string }

func (p place) ref() string { return "at://" + p.did + "/" + collection + "/" + p.name }

// url is where the record is seen. The DID stays when the handle changes.
func (p place) url() string { return "https://bsky.app/profile/" + p.did + "/post/" + p.name }

func (p place) query() url.Values {
	return url.Values{"repo": {p.did}, "collection": {collection}, "rkey": {p.name}}
}

// Publish implements [publish.Publisher].
func (c *Client) Publish(ctx context.Context, w guard.Cleared, i publish.Item) (publish.Result, error) {
	const op = "bluesky.Publish"
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s, out, err := c.begin(ctx, w, i)
	if err != nil || out.Result != attempt.Sent {
		return publish.Result{Outcome: out}, fault.At(op, err)
	}
	name, err := recordName(i.Key)
	if err != nil {
		return publish.Result{}, fault.At(op, err)
	}
	r, out, err := c.record(ctx, i)
	if err != nil || out.Result != attempt.Sent {
		return publish.Result{Outcome: social.Nothing(out)}, fault.At(op, err)
	}
	out, err = c.put(ctx, place{s.DID, name}, r)
	return result(out, place{s.DID, name}), fault.At(op, err)
}

// begin is what has to hold before words leave.
func (c *Client) begin(ctx context.Context, w guard.Cleared, i publish.Item) (session, attempt.Outcome, error) {
	if err := i.Admit(w, publish.Bluesky); err != nil {
		return session{}, attempt.Outcome{}, err
	}
	if !c.Ready() {
		return session{}, attempt.Outcome{}, notReady("bluesky.begin")
	}
	return c.session(ctx, "")
}

func (c *Client) put(ctx context.Context, at place, r record) (attempt.Outcome, error) {
	say := map[string]any{"repo": at.did, "collection": collection, "rkey": at.name, "record": r}
	var answer struct{}
	return c.ask(ctx, request{method: "com.atproto.repo.putRecord", post: true, say: say}, &answer)
}

func result(out attempt.Outcome, at place) publish.Result {
	if out.Result != attempt.Sent {
		return publish.Result{Outcome: out}
	}
	out.Ref = at.ref()
	return publish.Result{Outcome: out, URL: at.url()}
}

// Find implements [publish.Publisher].
func (c *Client) Find(ctx context.Context, i publish.Item) (publish.Result, error) {
	const op = "bluesky.Find"
	if !c.Ready() {
		return publish.Result{}, notReady(op)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	name, err := recordName(i.Key)
	if err != nil {
		return publish.Result{}, fault.At(op, err)
	}
	s, out, err := c.session(ctx, "")
	if err != nil {
		return publish.Result{}, fault.At(op, err)
	}
	if out.Result != attempt.Sent {
		return publish.Result{Outcome: social.Asked(out)}, nil
	}
	at := place{s.DID, name}
	_, out, err = c.get(ctx, at)
	switch {
	case err != nil:
		return publish.Result{}, fault.At(op, err)
	case missing(out):
		return publish.Result{Outcome: attempt.Outcome{Result: attempt.Failed, Code: social.NotThere}}, nil
	case out.Result != attempt.Sent:
		return publish.Result{Outcome: social.Asked(out)}, nil
	}
	return result(out, at), nil
}

// get returns a record as the server holds it.
func (c *Client) get(ctx context.Context, at place) (any, attempt.Outcome, error) {
	var answer struct {
		Value any `json:"value"`
	}
	out, err := c.ask(ctx, request{method: "com.atproto.repo.getRecord", query: at.query()}, &answer)
	return answer.Value, out, err
}

func missing(out attempt.Outcome) bool { return out.Code == "RecordNotFound" }

// Update implements [publish.Publisher]. Bluesky's own app goes on showing a record as it first was, so one that is
// different is removed and put anew under its old name: links to it lead to the correction, and its replies stay.
func (c *Client) Update(ctx context.Context, w guard.Cleared, i publish.Item, ref string) (publish.Result, error) {
	const op = "bluesky.Update"
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s, out, err := c.begin(ctx, w, i)
	if err != nil || out.Result != attempt.Sent {
		return publish.Result{Outcome: out}, fault.At(op, err)
	}
	at, err := s.reference(op, ref)
	if err != nil {
		return publish.Result{}, err
	}
	r, out, err := c.record(ctx, i)
	if err != nil || out.Result != attempt.Sent {
		return publish.Result{Outcome: social.Nothing(out)}, fault.At(op, err)
	}
	there, out, err := c.get(ctx, at)
	switch {
	case err != nil:
		return publish.Result{}, fault.At(op, err)
	case out.Result == attempt.Sent && r.same(there):
		return result(out, at), nil
	case out.Result == attempt.Sent:
		if out, err = c.remove(ctx, at); err != nil || out.Result != attempt.Sent {
			return publish.Result{Outcome: out}, fault.At(op, err)
		}
	case !missing(out):
		return publish.Result{Outcome: social.Nothing(out)}, nil
	}
	if out, err = c.put(ctx, at, r); out.Result != attempt.Sent { // the old words are gone: only trying again ends this
		out = attempt.Outcome{Result: attempt.Unknown, Code: out.Code}
	}
	return result(out, at), fault.At(op, err)
}

// same reports whether the server holds just this record.
func (r record) same(there any) bool {
	var mine any
	b, err := json.Marshal(r)
	return err == nil && json.Unmarshal(b, &mine) == nil && reflect.DeepEqual(mine, there)
}

// Remove implements [publish.Publisher]. The server forgets pictures that no record shows; copies that others keep are
// theirs.
func (c *Client) Remove(ctx context.Context, ref string) (attempt.Outcome, error) {
	const op = "bluesky.Remove"
	if !c.Ready() {
		return attempt.Outcome{}, notReady(op)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s, out, err := c.session(ctx, "")
	if err != nil || out.Result != attempt.Sent {
		return out, fault.At(op, err)
	}
	at, err := s.reference(op, ref)
	if err != nil {
		return attempt.Outcome{}, err
	}
	out, err = c.remove(ctx, at)
	return out, fault.At(op, err)
}

// remove deletes a record. One that is not there is gone.
func (c *Client) remove(ctx context.Context, at place) (attempt.Outcome, error) {
	say := map[string]any{"repo": at.did, "collection": collection, "rkey": at.name}
	return c.ask(ctx, request{method: "com.atproto.repo.deleteRecord", post: true, say: say}, nil)
}

// reference reads what names a record of ours. Another account's cannot be ours any more.
func (s session) reference(op, ref string) (place, error) {
	name, ok := strings.CutPrefix(ref, "at://"+s.DID+"/"+collection+"/")
	if !ok || name == "" || strings.Contains(name, "/") {
		return place{}, fault.New(fault.Invalid, op, "That does not name a post of this Bluesky account.")
	}
	return place{s.DID, name}, nil
}
