package web

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/fetch"
	"bedside/internal/guard"
	"bedside/internal/publish/archive"
	"bedside/internal/web/view"
)

const (
	archiveLimit  = 64 << 20 // bytes of an archive
	feedLimit     = 8 << 20  // bytes of a feed
	lookbackShown = 25       // posts on a page
	longPost      = 2000     // code points of a post that are shown
	lookbackHome  = "/console/lookback"
)

// lookbackReasons are the groups as people call them, and what to do.
var lookbackReasons = map[guard.Category]struct{ name, why string }{
	"claim":        {"Claims", "A promise or a certainty that a reader may rely on. Mend it, or take it down."},
	"advice":       {"Advice", "Advice that somebody may follow for whom it was not meant, or that has changed since."},
	"boundary":     {"Boundaries", "What patients need not know about you, and what you would not say in the waiting room."},
	"source":       {"Sources", "A claim whose source is missing or weak."},
	"regulatory":   {"Regulation", "What an authority has a rule for."},
	"disclosure":   {"Disclosures", "Payment, ownership or family that should stand with the words."},
	"reputation":   {"Reviews", "Answers to reviews, and reviews that are shown."},
	"transparency": {"Transparency", "Who speaks, and with what title."},
	"fit":          {"For whom", "A recommendation without whom it is for and whom it is not for."},
	guard.Privacy:  {"In doubt", "Names, dates and places that belong to nobody we can see. If one belongs to a patient, take the post down."},
}

func lookbackReason(g archive.Group) (name, why string) {
	if g.Blocks {
		return "May identify a patient", "Take these down first. Changing a name is not enough: a day, a place and an illness can tell who it is. If one tells of a patient, report a mistake, too."
	}
	r := lookbackReasons[g.Category]
	return cmp.Or(r.name, string(g.Category)), r.why
}

// archiveChannels are the places of old posts as people call them.
var archiveChannels = map[guard.Channel]string{archive.Threads: "Threads", archive.Feed: "Site"}

// lookback shows the archive that is open, or asks for one.
func (c *call) lookback() error {
	b := c.lookbacks.of(c.by.ID)
	if b == nil {
		return c.lookbackNew(http.StatusOK, "", "")
	}
	group, _ := strconv.Atoi(c.form("group"))
	page, _ := strconv.Atoi(c.form("page"))
	return c.page(c.lookbackPage(b, group, max(page, 1)))
}

func (c *call) lookbackNew(status int, file, address string) error {
	return c.Render.Page(c.w, status, view.LookbackNew{
		Console: c.console("Look back", view.InPosts), Tabs: c.postTabs(lookbackHome), File: view.Field{Error: file}, Address: view.Field{Error: address},
		CanAsk: c.Fetch != nil, Try: c.Server.Demo != nil && c.Server.Demo.Archive != nil,
	})
}

// lookbackPost reads an archive or a feed and has the guard read what is in it.
func (c *call) lookbackPost() error {
	if !c.lookbacks.reading.TryLock() {
		return c.lookbackNew(http.StatusServiceUnavailable, "Another archive is being read at this moment. Please try again.", "")
	}
	defer c.lookbacks.reading.Unlock()
	a, asked, err := c.lookbackRead()
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Unavailable) {
		if asked {
			return c.lookbackNew(statusOf(err), "", fault.Message(err))
		}
		return c.lookbackNew(statusOf(err), fault.Message(err), "")
	}
	if err != nil {
		return err
	}
	read, err := archive.Review(c.r.Context(), c.Reads, a.Posts)
	if err != nil {
		return err
	}
	b := &lookback{by: c.by.ID, read: read, problems: a.Problems, leftOut: a.LeftOut}
	for _, p := range a.Posts { // the latest first
		if !p.At.IsZero() {
			b.from, b.to = p.At, cmp.Or(b.to, p.At)
		}
	}
	c.lookbacks.keep(b)
	return c.see(lookbackHome)
}

// lookbackRead reads what the form brings; asked is that it was an address.
func (c *call) lookbackRead() (a archive.Archive, asked bool, err error) {
	nothing := fault.New(fault.Invalid, "web.lookback", "Choose a file first.")
	parts, err := c.r.MultipartReader() // not parsed: what it brings must not lie on the disk
	if err != nil {
		return a, false, nothing
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return a, false, nothing
		}
		if err != nil {
			return a, false, unread(err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return a, false, unread(err)
		}
		switch name := part.FormName(); {
		case name == "file" && len(data) > 0:
			a, err = archive.Read(bytes.NewReader(data), int64(len(data)))
			return a, false, err
		case name == "address":
			a, err = c.lookbackFeed(strings.TrimSpace(string(data)))
			return a, true, err
		case name == "demo" && c.Server.Demo != nil && c.Server.Demo.Archive != nil:
			data = c.Server.Demo.Archive()
			a, err = archive.Read(bytes.NewReader(data), int64(len(data)))
			return a, false, err
		}
	}
}

// lookbackFeed reads the feed at an address, or the one that the page there names.
func (c *call) lookbackFeed(address string) (archive.Archive, error) {
	if c.Fetch == nil || address == "" {
		return archive.Archive{}, fault.New(fault.Invalid, "web.lookbackFeed", "Give the address of a feed.")
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	res, err := c.fetched(address)
	if err != nil {
		return archive.Archive{}, err
	}
	a, err := archive.Read(bytes.NewReader(res.Body), int64(len(res.Body)))
	link := archive.Discover(res.Body)
	if err == nil || link == "" {
		return a, err
	}
	at, err := url.Parse(res.URL)
	if err != nil {
		return a, fault.Wrap(fault.Invalid, "web.lookbackFeed", "The address of the feed there is none.", err)
	}
	if at, err = at.Parse(link); err != nil {
		return a, fault.Wrap(fault.Invalid, "web.lookbackFeed", "The address of the feed there is none.", err)
	}
	if res, err = c.fetched(at.String()); err != nil {
		return a, err
	}
	return archive.Read(bytes.NewReader(res.Body), int64(len(res.Body)))
}

func (c *call) fetched(address string) (fetch.Response, error) {
	res, err := c.Fetch.Do(c.r.Context(), fetch.Request{URL: address, Most: feedLimit})
	if err == nil && res.Status != http.StatusOK {
		err = fault.New(fault.Invalid, "web.fetched", fmt.Sprintf("The server there answers with %d instead of a feed.", res.Status))
	}
	return res, err
}

func (c *call) lookbackPage(b *lookback, group, page int) view.Lookback {
	v := view.Lookback{Console: c.console("Look back", view.InPosts), Tabs: c.postTabs(lookbackHome), Said: plural(b.read.Read, "post"), ForgetIn: "an hour after it was read,", BadMore: b.leftOut - len(b.problems)}
	if !b.from.IsZero() {
		v.Said = fmt.Sprintf("%s, %d to %d", v.Said, b.from.Year(), b.to.Year())
	}
	for _, p := range b.problems {
		v.Bad = append(v.Bad, view.LookbackBad{File: p.File, Line: p.Line, Text: p.Sentence})
	}
	group = min(max(group, 0), max(len(b.read.Groups)-1, 0))
	for i, g := range b.read.Groups {
		name, why := lookbackReason(g)
		open := b.open(i)
		v.Found, v.Open = v.Found+len(g.Found), v.Open+open
		v.Groups = append(v.Groups, view.LookbackGroup{Name: name, URL: lookbackAt(i, 1), Open: open, Now: i == group})
		if i != group {
			continue
		}
		v.Why = why
		page = min(page, (len(g.Found)-1)/lookbackShown+1)
		first := (page - 1) * lookbackShown
		for n, f := range g.Found[first:min(first+lookbackShown, len(g.Found))] {
			post := c.lookbackRow(f)
			post.Group, post.Post, post.Page, post.Done = i, first+n, page, b.ticked(i, first+n)
			v.Posts = append(v.Posts, post)
		}
		if page > 1 {
			v.Prev = lookbackAt(i, page-1)
		}
		if first+lookbackShown < len(g.Found) {
			v.Next = lookbackAt(i, page+1)
		}
	}
	return v
}

func lookbackAt(group, page int) string {
	return fmt.Sprintf("%s?group=%d&page=%d", lookbackHome, group, page)
}

func (c *call) lookbackRow(f archive.Found) view.LookbackPost {
	v := view.LookbackPost{Channel: cmp.Or(postChannels[f.Channel], archiveChannels[f.Channel]), URL: f.URL, Mark: view.Mark{Tone: view.Caution, Icon: "triangle-alert", Word: "To look at"}}
	if f.Reply {
		v.Channel += ", a reply"
	}
	if !f.At.IsZero() {
		v.When = f.At.In(c.office()).Format("January 2, 2006")
	}
	if f.Blocks {
		v.Mark = view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Could not be posted today"}
	}
	words := []rune(f.Report.Text)
	if len(words) > longPost {
		words = append(words[:longPost:longPost], '…')
	}
	v.Words = underlined(string(words), f.Report)
	fixes := f.Report.Fixes()
	for n, found := range f.Report.Findings {
		p := postFinding(found, fixes[n])
		if p.CanFix && p.Fix != "" {
			p.Text = "Better: “" + p.Fix + "”"
		}
		p.CanFix = false // it stands on a network, where Bedside does not write
		v.Findings = append(v.Findings, p)
	}
	v.Findings = inOrder(v.Findings)
	return v
}

// lookbackDone ticks a post off, or not.
func (c *call) lookbackDone() error {
	group, _ := strconv.Atoi(c.form("group"))
	post, _ := strconv.Atoi(c.form("post"))
	page, _ := strconv.Atoi(c.form("page"))
	if b := c.lookbacks.of(c.by.ID); b != nil {
		b.tick(group, post, c.form("done") != "")
	}
	return c.see(lookbackAt(group, page) + fmt.Sprintf("#post-%d-%d", group, post))
}

// lookbackForget closes the archive.
func (c *call) lookbackForget() error {
	c.lookbacks.forget(func(b *lookback) bool { return b.by == c.by.ID })
	return c.see(lookbackHome)
}
