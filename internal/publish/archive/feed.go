package archive

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/charmap"
)

// feedRow is an item of a JSON feed.
type feedRow struct {
	URL       string `json:"url"`
	Text      string `json:"content_text"`
	HTML      string `json:"content_html"`
	Published string `json:"date_published"`
	Modified  string `json:"date_modified"`
}

func (a *reader) feedItem(r feedRow, title string) {
	if r.Text == "" && r.HTML == "" {
		return
	}
	text := r.Text
	if r.HTML != "" {
		text = plain(r.HTML)
	}
	a.add(Post{Channel: Feed, Title: plain(title), Text: text, At: moment(cmp.Or(r.Published, r.Modified)), URL: web(r.URL)})
}

// entry is an item of RSS or an entry of Atom.
type entry struct {
	Title markup `xml:"title"`
	Links []struct {
		Href string `xml:"href,attr"`
		Rel  string `xml:"rel,attr"`
		Text string `xml:",chardata"`
	} `xml:"link"`
	Description string `xml:"description"`
	Encoded     string `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
	Content     markup `xml:"http://www.w3.org/2005/Atom content"`
	Summary     markup `xml:"http://www.w3.org/2005/Atom summary"`
	PubDate     string `xml:"pubDate"`
	Date        string `xml:"http://purl.org/dc/elements/1.1/ date"`
	Published   string `xml:"http://www.w3.org/2005/Atom published"`
	Updated     string `xml:"http://www.w3.org/2005/Atom updated"`
}

// markup is text as Atom writes it: plain, escaped, or elements of XHTML.
type markup struct {
	Type  string `xml:"type,attr"`
	Words string `xml:",chardata"`
	Inner string `xml:",innerxml"`
}

func (m markup) plain() string {
	if m.Type == "xhtml" {
		return plain(m.Inner)
	}
	return plain(m.Words)
}

// feed reads RSS and Atom; another XML, and a page, add nothing.
func (a *reader) feed(name string, s *source, in *bufio.Reader) {
	d := xml.NewDecoder(in)
	d.Strict, d.Entity, d.CharsetReader = false, xml.HTMLEntity, charset
	before := s.read - int64(in.Buffered())
	s.from = func() int64 { return before + d.InputOffset() }
	known := false
	for {
		t, err := d.Token()
		if err = cmp.Or(err, a.step()); err != nil {
			if known && !errors.Is(err, io.EOF) {
				line, _ := d.InputPos()
				a.problem(name, line, broken(err))
			}
			return
		}
		begin, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch begin.Name.Local {
		case "rss", "RDF", "feed":
			known = true
		case "item", "entry":
			if !known {
				return
			}
			var e entry
			if err := d.DecodeElement(&e, &begin); err != nil {
				line, _ := d.InputPos()
				a.problem(name, line, broken(err))
				return
			}
			a.entry(e)
		default:
			if !known {
				return
			}
		}
	}
}

func (a *reader) entry(e entry) {
	p := Post{Channel: Feed, Title: e.Title.plain(), Text: cmp.Or(plain(e.Encoded), e.Content.plain(), plain(e.Description), e.Summary.plain())}
	p.At = moment(cmp.Or(e.PubDate, e.Published, e.Date, e.Updated))
	for _, l := range e.Links {
		if l.Rel == "" || l.Rel == "alternate" {
			p.URL = cmp.Or(p.URL, web(strings.TrimSpace(cmp.Or(l.Href, l.Text))))
		}
	}
	a.add(p)
}

// moment reads the date of a feed, the zero time if it is none.
func moment(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range []string{
		time.RFC3339, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 MST",
		"Mon, 2 Jan 2006 15:04 -0700", "Mon, 2 Jan 2006 15:04 MST", time.DateTime, time.DateOnly,
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// charset reads what is not UTF-8, as old sites write it.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "us-ascii":
		return in, nil
	case "iso-8859-1", "latin1", "windows-1252":
		return charmap.Windows1252.NewDecoder().Reader(in), nil
	}
	return nil, errors.New("a character set that is not known")
}

// Discover returns the address of the feed that a page names, as it stands there; "" if it names none.
func Discover(page []byte) string {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.DataAtom != atom.Link {
				continue
			}
			at := map[string]string{}
			for _, a := range t.Attr {
				at[a.Key] = a.Val
			}
			if at["rel"] == "alternate" && slices.Contains([]string{"application/rss+xml", "application/atom+xml", "application/feed+json"}, at["type"]) {
				return at["href"]
			}
		}
	}
}
