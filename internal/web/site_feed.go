package web

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"strings"
	"time"

	"bedside/internal/publish"
)

// The same posts for programs that read: Atom 1.0 (RFC 4287), JSON Feed 1.1, and what search engines ask for.

const feedLength = 30

// postID names a post for ever, wherever the site moves to: RFC 9562, since ids are UUIDs.
func postID(p publish.Public) string { return "urn:uuid:" + string(p.Post) }

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	ID       string      `xml:"id"`
	Updated  string      `xml:"updated"`
	Links    []atomLink  `xml:"link"`
	Author   atomAuthor  `xml:"author"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type atomEntry struct {
	Lang      string     `xml:"xml:lang,attr"`
	Title     string     `xml:"title"`
	ID        string     `xml:"id"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Link      atomLink   `xml:"link"`
	Author    atomAuthor `xml:"author"`
	Content   atomText   `xml:"content"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// feedAtom is the Atom feed.
func (c *call) feedAtom() error {
	s, err := c.latest(feedLength, 0)
	if err != nil {
		return err
	}
	f := atomFeed{
		Lang: "en", Title: s.practice.Settings.Name, Subtitle: s.practice.Settings.Tagline, ID: c.base() + postsURL, Updated: stampUTC(c.feedChanged(s)),
		Author: atomAuthor{s.practice.Settings.Name, c.base() + "/"},
		Links:  []atomLink{{"self", "application/atom+xml", c.base() + postsURL + "/feed.atom"}, {"alternate", "text/html", c.base() + postsURL}},
	}
	for _, p := range s.posts {
		e := atomEntry{Lang: p.Version.Language, Title: p.Version.Title, ID: postID(p), Published: stampUTC(p.First), Updated: stampUTC(p.Changed),
			Link: atomLink{"alternate", "text/html", c.base() + publish.SitePath(p.Slug)}, Content: atomText{"html", c.feedHTML(p)}}
		e.Author.Name, e.Author.URI = c.feedAuthor(s, p)
		f.Entries = append(f.Entries, e)
	}
	body, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return err
	}
	return c.file("application/atom+xml; charset=utf-8", append([]byte(xml.Header), body...))
}

// feedChanged is when the newest change was; of an empty feed, when the practice last changed.
func (c *call) feedChanged(s shelf) time.Time {
	last := time.UnixMicro(s.practice.Version)
	for i, p := range s.posts {
		if i == 0 || p.Changed.After(last) {
			last = p.Changed
		}
	}
	return last
}

func (c *call) feedAuthor(s shelf, p publish.Public) (name, url string) {
	if v, ok := s.people[p.Author]; ok {
		return v.Name(), c.base() + "/providers/" + v.Slug
	}
	return s.practice.Settings.Name, c.base() + "/"
}

// feedHTML is the whole post with its pictures.
func (c *call) feedHTML(p publish.Public) string {
	var b strings.Builder
	for _, m := range p.Version.Media {
		fmt.Fprintf(&b, `<p><img src="%s" alt="%s"></p>`, html.EscapeString(c.base()+pictureURL(m.ID)), html.EscapeString(m.Alt))
	}
	return b.String() + p.HTML
}

func stampUTC(t time.Time) string { return t.UTC().Format(time.RFC3339) }

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	Description string       `json:"description,omitempty"`
	HomePageURL string       `json:"home_page_url"`
	FeedURL     string       `json:"feed_url"`
	Language    string       `json:"language"`
	Authors     []jsonAuthor `json:"authors"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type jsonItem struct {
	ID            string       `json:"id"`
	URL           string       `json:"url"`
	Title         string       `json:"title"`
	ContentHTML   string       `json:"content_html"`
	ContentText   string       `json:"content_text"`
	DatePublished string       `json:"date_published"`
	DateModified  string       `json:"date_modified"`
	Language      string       `json:"language,omitempty"`
	Image         string       `json:"image,omitempty"`
	Authors       []jsonAuthor `json:"authors"`
}

// feedJSON is the JSON feed.
func (c *call) feedJSON() error {
	s, err := c.latest(feedLength, 0)
	if err != nil {
		return err
	}
	f := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: s.practice.Settings.Name, Description: s.practice.Settings.Tagline, HomePageURL: c.base() + postsURL,
		FeedURL: c.base() + postsURL + "/feed.json", Language: "en", Authors: []jsonAuthor{{s.practice.Settings.Name, c.base() + "/"}}, Items: []jsonItem{},
	}
	for _, p := range s.posts {
		i := jsonItem{ID: postID(p), URL: c.base() + publish.SitePath(p.Slug), Title: p.Version.Title, ContentHTML: c.feedHTML(p), ContentText: p.Text,
			DatePublished: stampUTC(p.First), DateModified: stampUTC(p.Changed), Language: p.Version.Language}
		name, url := c.feedAuthor(s, p)
		i.Authors = []jsonAuthor{{name, url}}
		if len(p.Version.Media) > 0 {
			i.Image = c.base() + pictureURL(p.Version.Media[0].ID)
		}
		f.Items = append(f.Items, i)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	if err := e.Encode(f); err != nil {
		return err
	}
	return c.file("application/feed+json; charset=utf-8", b.Bytes())
}

// robots says what search engines may read: what is for everybody, and nothing before the practice is live.
func (c *call) robots() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	text := "User-agent: *\nDisallow: /\n"
	if p.Settings.Live {
		text = "User-agent: *\nDisallow: /console\nDisallow: /book/\nDisallow: /chat\nDisallow: /stop/\nDisallow: /calendar/\nDisallow: /oncall/\nDisallow: /demo/\n\nSitemap: " + c.base() + "/sitemap.xml\n"
	}
	return c.file("text/plain; charset=utf-8", []byte(text))
}

type sitemap struct {
	XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []siteURL `xml:"url"`
}

type siteURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

const mostInMap = 1000

// siteMap lists the pages that are worth finding.
func (c *call) siteMap() error {
	s, err := c.latest(mostInMap, 0)
	if err != nil {
		return err
	}
	var m sitemap
	add := func(path, changed string) { m.URLs = append(m.URLs, siteURL{c.base() + path, changed}) }
	for _, path := range []string{"/", "/providers", "/find-us", "/book", "/questions", postsURL} {
		add(path, "")
	}
	for _, v := range s.practice.Providers {
		if v.Active {
			add("/providers/"+v.Slug, "")
		}
	}
	for _, p := range s.posts {
		add(publish.SitePath(p.Slug), stampUTC(p.Changed))
	}
	body, err := xml.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return c.file("application/xml; charset=utf-8", append([]byte(xml.Header), body...))
}
