package knowledge

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/knowledge/read"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// How a website is read.
const (
	siteEvery  = 24 * time.Hour
	houseEvery = time.Hour
	retryAfter = time.Hour
	batch      = 12 // pages between two looks at the lease: 12 of at most 5 s and 2 s between them
	deepest    = 5  // links from where reading began
	largest    = read.Largest
	mapLargest = 2 << 20
	politely   = time.Second     // between two pages
	patiently  = 2 * time.Second // a longer pause that a site asks for is kept by reading a page a time
	mostPause  = time.Minute     // whoever asks for more is read a page a minute
	mostMaps   = 5
)

func itoa(n int) string { return strconv.Itoa(n) }

// Read is the [job.Handler] of one source. A site is read some pages at a time, each of them committed, so that a
// program that dies goes on where it was; only when all are read do they take the place of those before.
func (s *Service) Read(ctx context.Context, c job.Claimed) error {
	const op = "knowledge.Read"
	if err := actor.System().Need(actor.RunDue); err != nil {
		return fault.At(op, err)
	}
	var src Source
	err := s.DB.View(ctx, actor.System(), func(t tx.Tx) (err error) {
		src, err = s.Store.Source(ctx, t, SourceID(c.Ref))
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		err = s.DB.Do(ctx, actor.System(), func(t tx.Tx) error { return s.Queue.Done(ctx, t, c) })
	case err != nil:
	case src.Kind == House:
		err = s.readHouse(ctx, c)
	case src.Kind == Site:
		err = s.readSite(ctx, c, src)
	default:
		err = s.DB.Do(ctx, actor.System(), func(t tx.Tx) error { return s.Queue.Done(ctx, t, c) })
	}
	if err == nil {
		err = s.Refresh(ctx)
	}
	return fault.At(op, err)
}

// readHouse reads what Bedside itself shows, in one transaction.
func (s *Service) readHouse(ctx context.Context, c job.Claimed) error {
	var shown []Shown
	err := s.DB.View(ctx, actor.System(), func(t tx.Tx) (err error) {
		shown, err = s.Own.Shown(ctx, t)
		return err
	})
	if err != nil {
		return err
	}
	pages, judged := make([]read.Page, len(shown)), make([][]Passage, len(shown))
	for i, x := range shown {
		pages[i] = read.Read(x.Type, []byte(x.Body))
		judged[i] = s.passages(pages[i])
	}
	return s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		src, err := s.Store.Source(ctx, t, SourceID(c.Ref))
		if err != nil {
			return err
		}
		if same, err := s.same(ctx, t, src, shown, judged); err != nil {
			return err
		} else if same {
			return s.Queue.Later(ctx, t, c, t.Now().Add(houseEvery))
		}
		src.Building = src.Live + 1
		for i, x := range shown {
			g := Page{ID: id.New[Page](s.IDs), Source: src.ID, Generation: src.Building, Address: x.Address, Depth: i, State: Taken, Title: phi.NewText(x.Title), Language: x.Language, Read: t.Now()}
			if err := s.put(ctx, t, g, judged[i]); err != nil {
				return err
			}
		}
		return s.publish(ctx, t, c, src, houseEvery)
	})
}

// same reports whether what Bedside shows is what answers already.
func (s *Service) same(ctx context.Context, t tx.Tx, src Source, shown []Shown, judged [][]Passage) (bool, error) {
	if src.State != Ready {
		return false, nil
	}
	pages, err := s.Store.Pages(ctx, t, src.ID, src.Live, "", mostPages)
	if err != nil || len(pages) != len(shown) {
		return false, err
	}
	have, err := s.Store.Passages(ctx, t, src.ID, src.Live, "")
	if err != nil {
		return false, err
	}
	for i, g := range pages {
		if g.Address != shown[i].Address || g.Title.Reveal() != shown[i].Title {
			return false, nil
		}
		for _, x := range judged[i] {
			if len(have) == 0 || have[0].Page != g.ID || have[0].Text.Reveal() != x.Text.Reveal() || have[0].Use != x.Use {
				return false, nil
			}
			have = have[1:]
		}
	}
	return len(have) == 0, nil
}

// publish lets what was read take the place of what answered before.
func (s *Service) publish(ctx context.Context, t tx.Tx, c job.Claimed, src Source, again time.Duration) error {
	src.State, src.Problem, src.Live, src.Building, src.Indexed = Ready, "", src.Building, 0, t.Now()
	src.Version++
	if err := s.Store.SaveSource(ctx, t, src); err != nil {
		return err
	}
	if err := s.Store.DropOthers(ctx, t, src.ID, src.Live); err != nil {
		return err
	}
	n, err := s.Store.Counts(ctx, t, src.ID, src.Live)
	if err != nil {
		return err
	}
	if err := s.Queue.Later(ctx, t, c, t.Now().Add(again)); err != nil {
		return err
	}
	return s.raised(ctx, t, "knowledge indexed", src.ID, audit.Facts{"pages": itoa(n[Taken] + n[Kept]), "left_out": itoa(n[Out]), "broken": itoa(n[Broken])})
}

// readSite reads the next pages of a site.
func (s *Service) readSite(ctx context.Context, c job.Claimed, src Source) error {
	manners, err := s.Web.Manners(ctx, src.Address)
	if err == nil && !manners.Allow(src.Address) {
		err = fault.New(fault.Invalid, "knowledge.readSite", "The site's robots.txt asks programs not to read this page. Ask whoever runs the site to allow it, or bring the pages as files.")
	}
	if err != nil {
		return s.failed(ctx, c, src, err)
	}
	if src.Building == 0 {
		if src, err = s.beginSite(ctx, src, s.mapped(ctx, manners, src)); err != nil {
			return err
		}
	}
	pause := min(max(manners.Pause(), politely), mostPause)
	n, wait := batch, time.Duration(0)
	if pause > patiently {
		n, wait = 1, pause
	}
	for i := range n {
		if i > 0 {
			s.Pause(ctx, pause)
		}
		more, err := s.readNext(ctx, src, manners)
		if err != nil {
			if fault.Is(err, fault.Unavailable) || fault.Is(err, fault.Invalid) {
				return s.failed(ctx, c, src, err)
			}
			return err
		}
		if !more {
			return s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
				src, err := s.Store.Source(ctx, t, src.ID)
				if err != nil {
					return err
				}
				return s.publish(ctx, t, c, src, siteEvery)
			})
		}
	}
	return s.DB.Do(ctx, actor.System(), func(t tx.Tx) error { return s.Queue.Later(ctx, t, c, t.Now().Add(wait)) })
}

// beginSite begins a new generation with the page where reading begins and what the sitemaps name.
func (s *Service) beginSite(ctx context.Context, src Source, named []string) (Source, error) {
	err := s.DB.Do(ctx, actor.System(), func(t tx.Tx) (err error) {
		if src, err = s.Store.Source(ctx, t, src.ID); err != nil {
			return err
		}
		src.State, src.Building = Reading, src.Live+1
		src.Version++
		if err := s.Store.DropOthers(ctx, t, src.ID, src.Live); err != nil {
			return err
		}
		if err := s.Store.SaveSource(ctx, t, src); err != nil {
			return err
		}
		for n, address := range append([]string{src.Address}, named...) {
			if _, err := s.Store.AddPage(ctx, t, Page{ID: id.New[Page](s.IDs), Source: src.ID, Generation: src.Building, Address: address, Depth: min(n, 1), State: Unread}); err != nil {
				return err
			}
		}
		return s.Audit.Record(ctx, t, "knowledge reading", audit.Ref{Kind: "knowledge", ID: string(src.ID)}, "", nil)
	})
	return src, err
}

// failed says what keeps a source from being read. What answered before goes on answering until it is stale.
func (s *Service) failed(ctx context.Context, c job.Claimed, src Source, why error) error {
	return s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		src, err := s.Store.Source(ctx, t, src.ID)
		if err != nil {
			return err
		}
		src.State, src.Problem, src.Building = Failed, fault.Message(why), 0
		src.Version++
		if err := s.Store.SaveSource(ctx, t, src); err != nil {
			return err
		}
		if err := s.Store.DropOthers(ctx, t, src.ID, src.Live); err != nil {
			return err
		}
		if err := s.Queue.Later(ctx, t, c, t.Now().Add(retryAfter)); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "knowledge not read", audit.Ref{Kind: "knowledge", ID: string(src.ID)}, "", nil)
	})
}

// readNext reads one page; more is false when all are read. An error is of the page where reading begins.
func (s *Service) readNext(ctx context.Context, src Source, manners Manners) (more bool, err error) {
	var g Page
	var full bool
	err = s.DB.View(ctx, actor.System(), func(t tx.Tx) error {
		more = false
		all, err := s.Store.Pages(ctx, t, src.ID, src.Building, Unread, 1)
		if err != nil || len(all) == 0 {
			return err
		}
		g, more = all[0], true
		n, err := s.Store.Counts(ctx, t, src.ID, src.Building)
		total := 0
		for _, k := range n {
			total += k
		}
		full = total >= mostPages
		return err
	})
	if err != nil || !more {
		return false, err
	}
	f := s.fetched(ctx, src, g, manners)
	if g.Depth == 0 && f.err != nil {
		return false, f.err
	}
	return true, s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		was := f.page
		was.Read = t.Now()
		if was.State == Broken && f.passing && src.Live > 0 {
			if kept, err := s.keep(ctx, t, src, &was); kept || err != nil {
				return err
			}
		}
		if err := s.Store.SavePage(ctx, t, was); err != nil {
			return err
		}
		if err := s.Store.PutPassages(ctx, t, was.ID, f.passages); err != nil {
			return err
		}
		for _, to := range f.links {
			if full || g.Depth+1 > deepest {
				break
			}
			if _, err := s.Store.AddPage(ctx, t, Page{ID: id.New[Page](s.IDs), Source: src.ID, Generation: src.Building, Address: to, Depth: g.Depth + 1, State: Unread}); err != nil {
				return err
			}
		}
		return nil
	})
}

// keep takes a page's words of before for a page that does not answer this time.
func (s *Service) keep(ctx context.Context, t tx.Tx, src Source, g *Page) (bool, error) {
	old, err := s.Store.PageAt(ctx, t, src.ID, src.Live, g.Address)
	if fault.Is(err, fault.NotFound) || err == nil && (old.State != Taken && old.State != Kept || t.Now().Sub(old.Read) > stale) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	all, err := s.Store.Passages(ctx, t, src.ID, src.Live, "")
	if err != nil {
		return false, err
	}
	var its []Passage
	for _, x := range all {
		if x.Page == old.ID {
			its = append(its, x)
		}
	}
	g.State, g.Title, g.Language, g.Read = Kept, old.Title, old.Language, old.Read
	if err := s.Store.SavePage(ctx, t, *g); err != nil {
		return false, err
	}
	return true, s.Store.PutPassages(ctx, t, g.ID, its)
}

// fetchedPage is what became of a page, and where it leads.
type fetchedPage struct {
	page     Page
	passages []Passage
	links    []string
	passing  bool // it may answer another time
	err      error
}

// fetched asks for a page and reads it.
func (s *Service) fetched(ctx context.Context, src Source, g Page, manners Manners) (f fetchedPage) {
	f.page = g
	end := func(state PageState, why string) fetchedPage {
		f.page.State, f.page.Why = state, why
		if f.err == nil {
			f.err = fault.New(fault.Invalid, "knowledge.fetched", why)
		}
		return f
	}
	if !manners.Allow(g.Address) {
		return end(Out, "The site's robots.txt asks programs not to read it.")
	}
	got, err := s.Web.Get(ctx, g.Address, largest)
	switch {
	case err != nil:
		f.err, f.passing = err, fault.Is(err, fault.Unavailable)
		return end(Broken, fault.Message(err))
	case got.To != "":
		to := s.within(src, g.Address, got.To)
		if to == "" {
			return end(Out, "It leads to another site.")
		}
		f.links = []string{to}
		end(Out, "It leads to another page of the site.")
		f.err = nil
		return f
	case got.Status >= 500 || got.Status == 429:
		f.passing = true
		f.err = fault.New(fault.Unavailable, "knowledge.fetched", "The site answers with "+itoa(got.Status)+". Bedside tries again by itself.")
		return end(Broken, "The site answered with "+itoa(got.Status)+".")
	case got.Status != 200:
		return end(Broken, "The site answered with "+itoa(got.Status)+".")
	}
	var pages []read.Page
	switch {
	case got.Type == pdf && s.PDF != nil:
		if pages, err = s.PDF.Pages(ctx, got.Body); err != nil {
			return end(Broken, fault.Message(err))
		}
	case read.Takes(got.Type):
		pages = []read.Page{read.Read(got.Type, got.Body)}
	default:
		return end(Out, "It is no page with words.")
	}
	whole := joined(pages)
	whole.Robots(got.Robots)
	if !whole.NoFollow {
		for _, l := range whole.Links {
			if to := s.within(src, g.Address, l); to != "" {
				f.links = append(f.links, to)
			}
		}
	}
	if to := s.within(src, g.Address, whole.Canonical); to != "" && to != g.Address {
		f.links = append(f.links, to)
		end(Out, "It says that it lives at another address of the site.")
		f.err = nil
		return f
	}
	f.page.Title, f.page.Language = phi.NewText(whole.Title), languageOf(whole)
	if whole.NoIndex {
		end(Out, "The page asks not to be quoted (noindex).")
		f.err = nil
		return f
	}
	f.passages, f.page.State = s.passages(whole), Taken
	return f
}

// joined makes one page of the pages of a file.
func joined(all []read.Page) (whole read.Page) {
	for i, p := range all {
		if i == 0 {
			whole = p
			continue
		}
		whole.Blocks = append(whole.Blocks, p.Blocks...)
	}
	return whole
}

// within is the address that a link leads to, if it is of the same site; else "".
func (s *Service) within(src Source, from, link string) string {
	if link == "" {
		return ""
	}
	base, err := url.Parse(from)
	if err != nil {
		return ""
	}
	to, err := base.Parse(strings.TrimSpace(link))
	if err != nil || !sameHost(src.Address, to.String()) || len(to.String()) > 1000 || pictured(to.Path) {
		return ""
	}
	return canonical(to)
}

// pictured reports whether a path is of something without words.
func pictured(p string) bool {
	for _, end := range []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".ico", ".css", ".js", ".zip", ".mp4", ".mp3", ".woff2", ".xml", ".json", ".ics"} {
		if strings.HasSuffix(strings.ToLower(p), end) {
			return true
		}
	}
	return false
}

func sameHost(a, b string) bool {
	u, err := url.Parse(a)
	v, err2 := url.Parse(b)
	return err == nil && err2 == nil && u.Scheme == v.Scheme && strings.EqualFold(u.Host, v.Host) && v.User == nil
}

// canonical is an address as a page is known by: without a fragment, its host in small letters.
func canonical(u *url.URL) string {
	v := *u
	v.Fragment, v.RawFragment, v.Host = "", "", strings.ToLower(v.Host)
	if v.Path == "" {
		v.Path = "/"
	}
	return v.String()
}

// mapped are the pages that a site's sitemaps name.
func (s *Service) mapped(ctx context.Context, manners Manners, src Source) (all []string) {
	maps := manners.Maps()
	if len(maps) == 0 {
		if u, err := url.Parse(src.Address); err == nil {
			maps = []string{u.Scheme + "://" + u.Host + "/sitemap.xml"}
		}
	}
	seen := map[string]bool{}
	for n := 0; n < len(maps) && n < mostMaps; n++ {
		if seen[maps[n]] || !sameHost(src.Address, maps[n]) || !manners.Allow(maps[n]) {
			continue
		}
		seen[maps[n]] = true
		got, err := s.Web.Get(ctx, maps[n], mapLargest)
		if err != nil || got.Status != 200 {
			continue
		}
		pages, more := siteMap(got.Body)
		maps = append(maps, more...)
		for _, p := range pages {
			if to := s.within(src, src.Address, p); to != "" && to != src.Address && len(all) < mostPages-1 {
				all = append(all, to)
			}
		}
	}
	return all
}

// siteMap reads a sitemap (sitemaps.org): the pages that it names, and other sitemaps. What is broken ends it.
func siteMap(data []byte) (pages, maps []string) {
	d := xml.NewDecoder(bytes.NewReader(data))
	var path []string
	for {
		token, err := d.Token()
		if err != nil {
			return pages, maps
		}
		switch k := token.(type) {
		case xml.StartElement:
			if path = append(path, k.Name.Local); len(path) > 8 {
				return pages, maps
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) < 2 || path[len(path)-1] != "loc" || len(pages)+len(maps) >= mostPages {
				continue
			}
			at := strings.TrimSpace(string(k))
			if path[len(path)-2] == "sitemap" {
				maps = append(maps, at)
			} else {
				pages = append(pages, at)
			}
		}
	}
}
