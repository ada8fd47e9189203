package wordpress

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/publish"
)

// picture is one as WordPress tells of it. Its file bears our id of it, so that a picture is uploaded once.
type picture struct {
	ID  int    `json:"id"`
	URL string `json:"source_url"`
	alt string
}

// pictures makes sure that every picture of the item hangs on the post, and returns them in their order.
func (c *Client) pictures(ctx context.Context, p post, i publish.Item) ([]picture, attempt.Outcome, error) {
	there, out := c.attached(ctx, p)
	if out.Result != attempt.Sent {
		return nil, out, nil
	}
	var all []picture
	for _, f := range i.Media {
		at := slices.IndexFunc(there, func(p picture) bool { return strings.Contains(p.URL, string(f.ID)) })
		var one picture
		if at >= 0 {
			one = there[at]
			out = c.ask(ctx, http.MethodPost, one.path(), nil, map[string]any{"alt_text": f.Alt}, &one)
		} else {
			b, err := f.Bytes()
			if err != nil {
				return nil, out, fault.Wrap(fault.Internal, "wordpress.pictures", "A picture of the post cannot be read.", err)
			}
			one, out = c.upload(ctx, p, f, b)
		}
		if out.Result != attempt.Sent {
			return nil, out, nil
		}
		one.alt = f.Alt
		all = append(all, one)
	}
	return all, out, nil
}

func (p picture) path() string { return "/media/" + strconv.Itoa(p.ID) }

// attached returns the pictures that hang on a post.
func (c *Client) attached(ctx context.Context, p post) (all []picture, out attempt.Outcome) {
	q := url.Values{"parent": {strconv.Itoa(p.ID)}, "per_page": {"100"}, "context": {"edit"}}
	out = c.ask(ctx, http.MethodGet, "/media", q, nil, &all)
	return all, out
}

// upload sends a picture with its alternative text in one request.
func (c *Client) upload(ctx context.Context, p post, f publish.File, b []byte) (one picture, out attempt.Outcome) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, field := range [][2]string{{"post", strconv.Itoa(p.ID)}, {"alt_text", f.Alt}, {"comment_status", "closed"}} {
		_ = form.WriteField(field[0], field[1]) // a buffer takes everything
	}
	name := string(f.ID) + strings.Replace(f.Type, "image/", ".", 1)
	part, _ := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition("file", name)}, "Content-Type": {f.Type}})
	_, _ = part.Write(b)
	_ = form.Close()
	out = c.send(ctx, http.MethodPost, "/media", nil, form.FormDataContentType(), body.Bytes(), &one)
	return one, out
}

// forget deletes the pictures of a post besides those that are kept.
func (c *Client) forget(ctx context.Context, p post, kept []picture) attempt.Outcome {
	there, out := c.attached(ctx, p)
	if out.Result != attempt.Sent {
		return gone(out)
	}
	for _, one := range there {
		if slices.ContainsFunc(kept, func(k picture) bool { return k.ID == one.ID }) {
			continue
		}
		var answer any
		if out := gone(c.ask(ctx, http.MethodDelete, one.path(), url.Values{"force": {"true"}}, nil, &answer)); out.Result != attempt.Sent {
			return out
		}
	}
	return out
}
