package bluesky

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"image"
	_ "image/jpeg" // decoders for the sizes of pictures
	_ "image/png"
	"net/url"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/publish"
)

// record is app.bsky.feed.post.
type record struct {
	Type    string   `json:"$type"`
	Text    string   `json:"text"`
	Facets  []facet  `json:"facets,omitempty"`
	Embed   any      `json:"embed,omitempty"`
	Langs   []string `json:"langs,omitempty"`
	Created string   `json:"createdAt"`
}

// images is app.bsky.embed.images, card app.bsky.embed.external.
type (
	images struct {
		Type   string  `json:"$type"`
		Images []shown `json:"images"`
	}
	shown struct {
		Alt   string          `json:"alt"`
		Image json.RawMessage `json:"image"`
		Ratio ratio           `json:"aspectRatio"`
	}
	ratio struct {
		Width  int `json:"width"`
		Height int `json:"height"`
	}
	card struct {
		Type     string   `json:"$type"`
		External external `json:"external"`
	}
	external struct {
		URI         string `json:"uri"`
		Title       string `json:"title"`
		Description string `json:"description"`
	}
)

// The network's limits.
const (
	longest      = 3000 // bytes of the text
	mostPictures = 4
	mostBytes    = 2_000_000
)

// record makes an item into a record; what it needs from the server is asked for, and pictures are uploaded. Nothing of
// that is public. The item's page on the site is a card where there is no picture.
func (c *Client) record(ctx context.Context, i publish.Item) (record, attempt.Outcome, error) {
	const op = "bluesky.record"
	if len(i.Text) > longest {
		return record{}, attempt.Outcome{}, fault.New(fault.Invalid, op, "The text is longer than Bluesky takes. Shorten it.")
	}
	if len(i.Media) > mostPictures {
		return record{}, attempt.Outcome{}, fault.New(fault.Invalid, op, "Bluesky takes four pictures with a post. Leave some out.")
	}
	r := record{Type: collection, Text: i.Text, Created: i.At.UTC().Format("2006-01-02T15:04:05.000Z")}
	if i.Language != "" {
		r.Langs = []string{i.Language}
	}
	out := attempt.Outcome{Result: attempt.Sent}
	var err error
	if r.Facets, out, err = c.facets(ctx, i.Text); err != nil || out.Result != attempt.Sent {
		return r, out, err
	}
	var all []shown
	for _, f := range i.Media {
		one, out, err := c.picture(ctx, f)
		if err != nil || out.Result != attempt.Sent {
			return r, out, err
		}
		all = append(all, one)
	}
	switch u, err := url.Parse(i.Link); {
	case len(all) > 0:
		r.Embed = images{"app.bsky.embed.images", all}
	case i.Link != "" && err == nil:
		title := i.Title
		if title == "" {
			title = u.Host
		}
		r.Embed = card{"app.bsky.embed.external", external{URI: i.Link, Title: title}}
	}
	return r, out, nil
}

// picture uploads one picture.
func (c *Client) picture(ctx context.Context, f publish.File) (shown, attempt.Outcome, error) {
	const op = "bluesky.picture"
	b, err := f.Bytes()
	if err != nil {
		return shown{}, attempt.Outcome{}, fault.Wrap(fault.Internal, op, "A picture of the post cannot be read.", err)
	}
	if len(b) > mostBytes {
		return shown{}, attempt.Outcome{}, fault.New(fault.Invalid, op, "A picture is larger than the 2 MB that Bluesky takes. Make it smaller.")
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return shown{}, attempt.Outcome{}, fault.Wrap(fault.Invalid, op, "A picture of the post is neither JPEG nor PNG.", err)
	}
	var answer struct {
		Blob json.RawMessage `json:"blob"`
	}
	out, err := c.ask(ctx, request{method: "com.atproto.repo.uploadBlob", post: true, kind: f.Type, raw: b}, &answer)
	return shown{f.Alt, answer.Blob, ratio{size.Width, size.Height}}, out, err
}

const sortable = "234567abcdefghijklmnopqrstuvwxyz"

// recordName is the name of a record: a TID, 13 letters that sort by time. It follows from the key alone, since the time
// for which a post is planned may change between two tries: the milliseconds are the key's own (RFC 9562 §5.7), the rest
// is its hash.
func recordName(key string) (string, error) {
	parsed, err := id.Parse[publish.Publication](key)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, "bluesky.recordName", "The publication has no key to make a name from.", err)
	}
	var ms int64
	for _, r := range string(parsed[:8] + parsed[9:13]) {
		ms = ms<<4 | int64(digit(r))
	}
	sum := sha256.Sum256([]byte(parsed))
	rest := binary.BigEndian.Uint32(sum[:])
	micros := uint64(time.UnixMilli(ms).UnixMicro()) + uint64(rest>>10)%1000
	n := (micros<<10 | uint64(rest&0x3ff)) & (1<<63 - 1)
	var name [13]byte
	for at := 12; at >= 0; at-- {
		name[at] = sortable[n&31]
		n >>= 5
	}
	return string(name[:]), nil
}

func digit(r rune) int {
	if r >= 'a' {
		return int(r-'a') + 10
	}
	return int(r - '0')
}
