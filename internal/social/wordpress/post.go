package wordpress

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/publish"
	"bedside/internal/social"
)

var _ publish.Publisher = (*Client)(nil)

// post is one as WordPress tells of it.
type post struct {
	ID      int    `json:"id"`
	Status  string `json:"status"`
	Link    string `json:"link"`
	Content struct {
		Raw string `json:"raw"`
	} `json:"content"`
}

func (p post) path() string { return "/posts/" + strconv.Itoa(p.ID) }

// shown is the result of a post that WordPress holds.
func (p post) shown(out attempt.Outcome) publish.Result {
	if p.Status != "publish" {
		return publish.Result{Outcome: attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: social.NotSeen}}
	}
	out.Ref = strconv.Itoa(p.ID)
	return publish.Result{Outcome: out, URL: p.Link}
}

// Publish implements [publish.Publisher]. A draft that an interrupted try left is taken up again. Two drafts, where the
// request for the first was slower than we waited, do no harm: the older one is published.
func (c *Client) Publish(ctx context.Context, w guard.Cleared, i publish.Item) (publish.Result, error) {
	const op = "wordpress.Publish"
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, err := c.begin(ctx, w, i)
	if err != nil || out.Result != attempt.Sent {
		return publish.Result{Outcome: out}, fault.At(op, err)
	}
	all, out := c.marked(ctx, i)
	if out.Result != attempt.Sent {
		return publish.Result{Outcome: social.Nothing(out)}, nil
	}
	var draft post
	for _, p := range all {
		switch {
		case p.Status == "publish":
			return p.shown(out), nil
		case p.Status == "trash":
			return publish.Result{Outcome: attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: social.Trashed}}, nil
		case draft.ID == 0:
			draft = p
		}
	}
	if draft.ID == 0 {
		say := map[string]any{"title": title(i), "content": content(i, nil), "slug": i.Slug, "status": "draft", "comment_status": "closed", "ping_status": "closed"}
		if out = c.ask(ctx, http.MethodPost, "/posts", nil, say, &draft); out.Result != attempt.Sent {
			return publish.Result{Outcome: social.Nothing(out)}, nil
		}
	}
	pictures, out, err := c.pictures(ctx, draft, i)
	if err != nil || out.Result != attempt.Sent {
		return publish.Result{Outcome: social.Nothing(out)}, fault.At(op, err)
	}
	return c.show(ctx, draft, i, pictures), nil
}

// begin is what has to hold before words leave.
func (c *Client) begin(ctx context.Context, w guard.Cleared, i publish.Item) (attempt.Outcome, error) {
	if err := i.Admit(w, publish.WordPress); err != nil {
		return attempt.Outcome{}, err
	}
	if !c.Ready() {
		return attempt.Outcome{}, notReady("wordpress.begin")
	}
	return c.welcome(ctx)
}

// show makes a post public with its whole content. Doing it twice is doing it once.
func (c *Client) show(ctx context.Context, p post, i publish.Item, pictures []picture) publish.Result {
	var now post
	out := c.ask(ctx, http.MethodPost, p.path(), nil, map[string]any{"title": title(i), "content": content(i, pictures), "status": "publish"}, &now)
	if out.Result != attempt.Sent {
		if out.Code == "404" { // somebody deleted it just now; the next try begins anew
			out.Permanent = false
		}
		return publish.Result{Outcome: out}
	}
	return now.shown(out)
}

// everywhere is every state in which WordPress can have a post.
const everywhere = "publish,future,draft,pending,private,trash"

// marked returns the posts that bear the item's mark, the oldest first. A site's search may be another than WordPress's
// own and know no drafts, so posts with the address are looked at too.
func (c *Client) marked(ctx context.Context, i publish.Item) ([]post, attempt.Outcome) {
	var found []post
	known := map[int]bool{}
	var out attempt.Outcome
	for name, value := range map[string]string{"search": i.Key, "slug": i.Slug + "," + i.Slug + "-2," + i.Slug + "-3"} {
		if name == "slug" && i.Slug == "" {
			continue
		}
		var all []post
		q := url.Values{name: {value}, "status": {everywhere}, "context": {"edit"}, "per_page": {"50"}, "orderby": {"id"}, "order": {"asc"}}
		if out = c.ask(ctx, http.MethodGet, "/posts", q, nil, &all); out.Result != attempt.Sent {
			return nil, out
		}
		for _, p := range all {
			if strings.Contains(p.Content.Raw, mark(i.Key)) && !known[p.ID] {
				known[p.ID] = true
				found = append(found, p)
			}
		}
	}
	slices.SortFunc(found, func(a, b post) int { return cmp.Compare(a.ID, b.ID) })
	return found, out
}

// Find implements [publish.Publisher].
func (c *Client) Find(ctx context.Context, i publish.Item) (publish.Result, error) {
	if !c.Ready() {
		return publish.Result{}, notReady("wordpress.Find")
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	all, out := c.marked(ctx, i)
	if out.Result != attempt.Sent {
		return publish.Result{Outcome: social.Asked(out)}, nil
	}
	trashed := false
	for _, p := range all {
		if p.Status == "publish" {
			return p.shown(out), nil
		}
		trashed = trashed || p.Status == "trash"
	}
	if trashed { // it was public once, and somebody decided otherwise
		return publish.Result{Outcome: attempt.Outcome{Result: attempt.Unknown, Code: social.Trashed}}, nil
	}
	return publish.Result{Outcome: attempt.Outcome{Result: attempt.Failed, Code: social.NotThere}}, nil
}

// Update implements [publish.Publisher]. Pictures that the post has no more are deleted.
func (c *Client) Update(ctx context.Context, w guard.Cleared, i publish.Item, ref string) (publish.Result, error) {
	const op = "wordpress.Update"
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	p, err := reference(op, ref)
	if err != nil {
		return publish.Result{}, err
	}
	out, err := c.begin(ctx, w, i)
	if err != nil || out.Result != attempt.Sent {
		return publish.Result{Outcome: out}, fault.At(op, err)
	}
	var now post
	if out = c.ask(ctx, http.MethodGet, p.path(), url.Values{"context": {"edit"}}, nil, &now); out.Result != attempt.Sent {
		return publish.Result{Outcome: social.Nothing(out)}, nil
	}
	if now.Status == "trash" {
		return publish.Result{Outcome: attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: social.Trashed}}, nil
	}
	pictures, out, err := c.pictures(ctx, p, i)
	if err != nil || out.Result != attempt.Sent {
		return publish.Result{Outcome: social.Nothing(out)}, fault.At(op, err)
	}
	r := c.show(ctx, p, i, pictures)
	if r.Result != attempt.Sent {
		return r, nil
	}
	if out := c.forget(ctx, p, pictures); out.Result != attempt.Sent {
		return publish.Result{Outcome: attempt.Outcome{Result: attempt.Unknown, Code: out.Code}}, nil
	}
	return r, nil
}

// Remove implements [publish.Publisher]: hidden first, then the pictures deleted, then the post with its revisions.
// Nothing stays in the trash.
func (c *Client) Remove(ctx context.Context, ref string) (attempt.Outcome, error) {
	const op = "wordpress.Remove"
	if !c.Ready() {
		return attempt.Outcome{}, notReady(op)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	p, err := reference(op, ref)
	if err != nil {
		return attempt.Outcome{}, err
	}
	var answer any
	if out := c.ask(ctx, http.MethodPost, p.path(), nil, map[string]any{"status": "draft"}, &answer); out.Result != attempt.Sent {
		return gone(out), nil
	}
	if out := c.forget(ctx, p, nil); out.Result != attempt.Sent {
		return out, nil
	}
	return gone(c.ask(ctx, http.MethodDelete, p.path(), url.Values{"force": {"true"}}, nil, &answer)), nil
}

// gone is the outcome of removing something: what is not there any more is gone.
func gone(out attempt.Outcome) attempt.Outcome {
	if out.Code == "404" || out.Code == "410" {
		return attempt.Outcome{Result: attempt.Sent, Code: out.Code}
	}
	return out
}

func reference(op, ref string) (post, error) {
	n, err := strconv.Atoi(ref)
	if err != nil || n <= 0 {
		return post{}, fault.New(fault.Invalid, op, "That does not name a post on WordPress.")
	}
	return post{ID: n}, nil
}
