package archive

import (
	"strings"
	"time"
	"unicode/utf8"
)

// metaRow is a row of what Instagram, Threads and Facebook give: a post with its pictures, a comment.
type metaRow struct {
	Media []struct {
		Title   string `json:"title"`
		Created int64  `json:"creation_timestamp"`
	} `json:"media"`
	Created int64  `json:"creation_timestamp"`
	Caption string `json:"caption"`  // in archives of 2018
	TakenAt string `json:"taken_at"` // the same
	Mapped  map[string]struct {
		Value string `json:"value"`
		At    int64  `json:"timestamp"`
	} `json:"string_map_data"`

	At   int64 `json:"timestamp"`
	Data []struct {
		Post    string `json:"post"`
		Comment *struct {
			At      int64  `json:"timestamp"`
			Comment string `json:"comment"`
		} `json:"comment"`
	} `json:"data"`

	Title string `json:"title"` // a feed has it too
}

func (a *reader) meta(r metaRow, list string) {
	where := Instagram
	if strings.HasPrefix(list, "text_post_app") {
		where = Threads
	}
	switch {
	case len(r.Media) > 0:
		p := Post{Channel: where, Text: mended(r.Title), At: unix(r.Created)}
		for _, m := range r.Media {
			if t := mended(m.Title); t != p.Text {
				p.Text = strings.TrimSpace(p.Text + "\n\n" + t)
			}
			if p.At.IsZero() {
				p.At = unix(m.Created)
			}
		}
		a.add(p)
	case r.Caption != "":
		at, _ := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(r.TakenAt, "+00:00"))
		a.add(Post{Channel: where, Text: mended(r.Caption), At: at})
	case r.Created != 0:
		a.add(Post{Channel: where, Text: mended(r.Title), At: unix(r.Created)})
	case r.Mapped["Comment"].Value != "":
		a.add(Post{Channel: where, Reply: true, Text: mended(r.Mapped["Comment"].Value), At: unix(r.Mapped["Time"].At)})
	}
	for _, d := range r.Data {
		if c := d.Comment; c != nil {
			a.add(Post{Channel: Facebook, Reply: true, Text: mended(c.Comment), At: unix(c.At)})
		} else {
			a.add(Post{Channel: Facebook, Text: mended(d.Post), At: unix(r.At)})
		}
	}
}

func unix(seconds int64) time.Time {
	if seconds <= 0 || seconds > 1<<33 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// mended undoes what Meta does to every letter beyond ASCII: it writes the bytes of UTF-8 as if each were a letter.
// What is not such text stays as it is.
func mended(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			return s
		}
		b = append(b, byte(r))
	}
	if !utf8.Valid(b) {
		return s
	}
	return string(b)
}
