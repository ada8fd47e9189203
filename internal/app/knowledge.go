package app

import (
	"context"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/fetch"
	"bedside/internal/knowledge"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// library puts together what the practice's own words are read with.
func (a *App) library() *knowledge.Service {
	return &knowledge.Service{
		DB: a.Store, Store: a.Store.Knowledge(), Queue: a.Store.Jobs(), Guard: &a.guard, Web: pageReader{a}, PDF: a.PDF, Own: ownPages{a}, Practice: a.Practice,
		Posts: postDrafts{a.Posts}, Audit: a.Audit, Keys: a.Keys, IDs: a.IDs, Pause: pauses,
	}
}

func pauses(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// pageReader reads websites through the one client for the outside world.
type pageReader struct{ *App }

// Manners implements [knowledge.Web].
func (r pageReader) Manners(ctx context.Context, address string) (knowledge.Manners, error) {
	m, err := r.Fetch.Manners(ctx, address)
	if err == nil && !m.Reached() {
		err = fault.New(fault.Unavailable, "app.Manners", "The site's robots.txt cannot be had right now. Bedside tries again by itself.")
	}
	return m, err
}

// Allowed implements [knowledge.Web].
func (r pageReader) Allowed(address string) error { return r.Fetch.Allowed(address) }

const pageTime = 5 * time.Second

// Get implements [knowledge.Web].
func (r pageReader) Get(ctx context.Context, address string, most int64) (knowledge.Got, error) {
	res, err := r.Fetch.Do(ctx, fetch.Request{URL: address, Most: most, Time: pageTime, Stay: true})
	if err != nil {
		return knowledge.Got{}, err
	}
	got := knowledge.Got{Status: res.Status, Type: res.Type, Robots: strings.Join(res.Header.Values("X-Robots-Tag"), ","), Body: res.Body}
	if res.Status >= 300 && res.Status < 400 {
		got.To = res.Header.Get("Location")
	}
	return got, nil
}

// postDrafts begins posts.
type postDrafts struct{ *publish.Service }

// Begin implements [knowledge.Posts].
func (p postDrafts) Begin(ctx context.Context, t tx.Tx, l words.Language, title, body, source string) (string, error) {
	c := publish.Content{Kind: publish.Answer, Account: publish.ForPractice, Language: string(l), Title: title, Body: body, Channels: []publish.Channel{publish.SiteChannel}}
	if strings.HasPrefix(source, "https://") {
		c.Sources = []string{source}
	}
	post, err := p.Service.Begin(ctx, t, publish.Draft{Content: c})
	return string(post.ID), err
}

// ownPages are the pages of the practice's site that Bedside makes: offices, people, visits and posts.
type ownPages struct{ *App }

const mostPosts = 200

// Shown implements [knowledge.Own].
func (o ownPages) Shown(ctx context.Context, t tx.Tx) ([]knowledge.Shown, error) {
	p, err := o.Practice.Get(ctx, t)
	if err != nil || !p.Settings.Live {
		return nil, err
	}
	all := []knowledge.Shown{places(p), people(p), services(p)}
	posts, err := o.Posts.Published(ctx, t, mostPosts, 0)
	if err != nil {
		return nil, err
	}
	for _, x := range posts {
		if !x.Gone {
			all = append(all, knowledge.Shown{Address: publish.SitePath(x.Slug), Type: "text/html", Language: words.Language(x.Version.Language), Title: x.Version.Title, Body: x.HTML})
		}
	}
	return all, nil
}

// sheet writes a page as Markdown.
type sheet struct{ strings.Builder }

func (s *sheet) head(text string) { s.para("## " + text) }

func (s *sheet) para(text string) {
	if text = strings.TrimSpace(text); text != "" {
		s.WriteString(text + "\n\n")
	}
}

func (s *sheet) page(address, title string) knowledge.Shown {
	return knowledge.Shown{Address: address, Type: "text/markdown", Language: words.English, Title: title, Body: s.String()}
}

func places(p *practice.Practice) knowledge.Shown {
	var s sheet
	for _, l := range p.Locations {
		if l.Active {
			s.head(l.Name)
			s.para(strings.ReplaceAll(l.Notes, "\n", "\n\n"))
		}
	}
	return s.page("/find-us", "Find us")
}

func people(p *practice.Practice) knowledge.Shown {
	var s sheet
	for _, v := range p.Providers {
		if v.Active {
			s.head(v.Name())
			s.para(v.Bio)
			s.para(strings.ReplaceAll(v.Limits, "\n", "\n\n"))
		}
	}
	return s.page("/providers", "Our providers")
}

func services(p *practice.Practice) knowledge.Shown {
	var s sheet
	for _, v := range p.Services {
		if v.Active {
			s.head(v.Name)
			s.para(v.Description)
		}
	}
	return s.page("/book", "Kinds of visits")
}
