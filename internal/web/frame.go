package web

import (
	"io"
	"net/http"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/outreach"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// current reads the practice; every page begins with it. One that only shows reads it once.
func (c *call) current() (p *practice.Practice, err error) {
	if c.practice != nil {
		return c.practice, nil
	}
	err = c.DB.View(c.r.Context(), actor.System(), func(t tx.Tx) error {
		p, err = c.Practice.Get(c.r.Context(), t)
		return err
	})
	if err == nil && !c.route.Console {
		p = c.published(p)
	}
	if c.r.Method == http.MethodGet {
		c.practice = p
	}
	return p, err
}

// settings are those of the practice, or empty ones while the database does not answer: an error page must not fail.
func (c *call) settings() practice.Settings {
	p, err := c.current()
	if err != nil {
		return practice.Settings{Name: "Bedside"}
	}
	return p.Settings
}

// site fills the frame of a public page.
func (c *call) site(title, section string) view.Site {
	set := c.settings()
	return view.Site{Title: title, Practice: set.Name, Phone: phone(set.Phone), PhoneURL: "tel:" + set.Phone, Section: section, BookingOpen: set.Live, Demo: c.demoBar("site"), Notices: c.saidNow()}
}

// saidNow is what the practice says today before anything else.
func (c *call) saidNow() (all []view.Said) {
	p, err := c.current()
	if err != nil {
		return nil
	}
	for _, n := range p.Notices(c.Now(), "") {
		all = append(all, view.Said{English: n.English, Spanish: n.Spanish})
	}
	return all
}

// bare fills the frame of a page before sign-in.
func (c *call) bare(title string) view.Bare {
	return view.Bare{Title: title, Practice: c.settings().Name, Demo: c.demoBar("console")}
}

var roleNames = map[actor.Role]string{actor.Admin: "Administrator", actor.Clinician: "Clinician", actor.FrontDesk: "Front desk", actor.ReadOnly: "Read only"}

// railNeeds is the right without which a place of the rail is not shown.
var railNeeds = map[view.Section]actor.Right{
	view.InToday: actor.SeeSchedule, view.InCalendar: actor.SeeSchedule, view.InPatients: actor.SeePatients,
	view.InInbox: actor.SeeInbox, view.InDesk: actor.SeeInbox, view.InOnCall: actor.SeeOnCall,
	view.InOutbox: actor.SeeOutbox, view.InPosts: actor.SeePosts, view.InPractice: actor.SeePractice, view.InAudit: actor.SeeAudit,
}

// console fills the frame of a page behind sign-in.
func (c *call) console(title string, section view.Section) view.Console {
	n := c.waits()
	var nav []view.NavItem
	for _, item := range view.Rail(section, view.Waits{Inbox: n.inbox.Unread + n.inbox.Tasks, Alerts: len(n.alerts), Outbox: n.outbox.Total()}) {
		if c.by.May(railNeeds[item.Section]) {
			nav = append(nav, item)
		}
	}
	return view.Console{
		Title: title, Practice: c.settings().Name, Nav: nav, User: c.session.Staff.Name, Role: roleNames[c.session.Staff.Role],
		LockSeconds: max(int(c.session.IdleEnds.Sub(c.Now())/time.Second), 1), Demo: c.demoBar("console"), Notice: c.notice(),
	}
}

// waiting is what waits for a person.
type waiting struct {
	outbox outreach.Needs
	inbox  inbox.Counts
	alerts []oncall.Alert // that nobody took
}

// mostAlerts is how many alerts that nobody took a page looks at.
const mostAlerts = 100

// waits reads what waits for a person, once for a page and in one reading. What cannot be read is not shown: a page is
// there all the same.
func (c *call) waits() waiting {
	if c.waiting != nil {
		return *c.waiting
	}
	ctx := c.r.Context()
	var n waiting
	err := c.view(func(t tx.Tx) (err error) {
		if c.by.May(actor.SeeOutbox) {
			if n.outbox, err = c.Outreach.NeedsPerson(ctx, t); err != nil {
				return err
			}
		}
		if c.by.May(actor.SeeInbox) {
			if n.inbox, err = c.Inbox.Store.Tally(ctx, t, c.session.Staff.ID); err != nil {
				return err
			}
		}
		if c.by.May(actor.SeeOnCall) {
			n.alerts, err = c.OnCall.Store.Find(ctx, t, oncall.Filter{Live: true, Limit: mostAlerts})
		}
		return err
	})
	if err != nil {
		c.Log.Error("counting what waits", "err", err)
	}
	c.waiting = &n
	return n
}

// noticeCookie carries one short, fixed sentence over a redirect.
const noticeCookie = "bedside_notice"

// notices are the sentences that a redirect can carry; the cookie holds only the key.
var notices = map[string]string{
	"booked": "The visit is booked", "requested": "The visit is requested: it is booked as soon as the other book agrees", "moved": "The visit is moved", "cancelled": "The visit is cancelled", "closed": "Noted", "waits": "They are on the waitlist",
	"saved": "Saved", "removed": "Removed", "invited": "Invited", "sent": "It will be sent now", "settled": "Noted", "stopped": "Messages to it are stopped",
	"sentread": "It will be read now", "answered": "Approved: it is said and stands on the site from now on. The post is a draft",
	"done": "Done", "assigned": "Given to them", "noted": "Noted", "learnt": "It is a scenario now, told by somebody who is invented. The next rehearsal plays it.", "taken": "You answer here now", "handed": "Bedside answers again", "resolved": "Resolved",
	"reopened": "Open again", "added": "Added", "acknowledged": "It is yours", "drill": "The drill has begun",
	"submitted": "It waits for approval", "approved": "Approved", "returned": "Returned to its author", "commented": "Said, among ourselves", "asked": "A second person has to agree", "timed": "It has its time",
	"down": "Taken down. What is left stands below", "read": "Read again", "cleaned": "Cleaned. Now look through it", "revoked": "It has ended, and what rested on it comes down", "reported": "Reported, and taken down",
	"paused": "Held back", "resumed": "They go again", "shut": "Closed, and said so", "asks": "They are asked. Who cannot be reached stands under “To phone”", "takenmeanwhile": "Somebody took that time meanwhile. Choose another for who is left",
	"opened": "Open again. Who was asked is told that the visit stands", "openedleft": "Open again. The post is still to be taken down",
	"live":     "Published. The next caller hears it",
	"password": "Your password is set", "signedout": "You are signed out",
}

// say shows a notice on the next page.
func (c *call) say(key string) {
	http.SetCookie(c.w, &http.Cookie{Name: noticeCookie, Value: key, Path: "/console", MaxAge: 30, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure(c.r)})
}

func (c *call) notice() *view.Notice {
	cookie, err := c.r.Cookie(noticeCookie)
	if err != nil || notices[cookie.Value] == "" {
		return nil
	}
	http.SetCookie(c.w, &http.Cookie{Name: noticeCookie, Path: "/console", MaxAge: -1})
	return view.Done(notices[cookie.Value])
}

// page renders with status 200.
func (c *call) page(v view.Page) error { return c.Render.Page(c.w, http.StatusOK, v) }

// piece answers with a part of a page that is open.
func (c *call) piece(v view.Piece) error { return c.pieceAs(http.StatusOK, v) }

func (c *call) pieceAs(status int, v view.Piece) error {
	html, err := c.Render.Piece(v)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.WriteHeader(status)
	_, err = io.WriteString(c.w, html)
	return err
}

// localPath returns p if it is a path of this server, else fallback: a redirect never leaves the house.
func localPath(p, fallback string) string {
	if strings.HasPrefix(p, "/") && !strings.HasPrefix(p, "//") && !strings.Contains(p, `\`) {
		return p
	}
	return fallback
}
