package web

import (
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

func (c *call) postID() publish.PostID { return publish.PostID(c.r.PathValue("id")) }

// post is one post: what will appear, what was said about it, what is next.
func (c *call) post() error { return c.postPage(nil) }

// postPage shows the page, after a refusal with what was typed.
func (c *call) postPage(refused error) error {
	d, err := c.Posts.Get(c.r.Context(), c.by, c.postID())
	if err != nil {
		return err
	}
	url := "/console/posts/" + string(d.ID)
	v := view.Review{Console: c.console("Post", view.InPosts), URL: url, Mark: view.PostMark(string(d.State)), Row: d.Row, Hash: d.Words.Hash,
		Steps: postSteps(d), CanComment: c.by.May(actor.WritePosts)}
	v.Check = c.checkView(d.Words.Content, d.Checked)
	v.Looks, v.Missing, v.Check.Findings, v.Check.CanLook = v.Check.Looks, d.Checked.Missing, nowhere(v.Check.Findings), false
	mine := c.session.Staff.ID == d.Author
	if c.by.May(actor.WritePosts) && d.State != publish.Down && (d.Account == publish.ForPractice || mine) {
		v.EditURL, v.EditWord = url+"/edit", "Edit"
		if d.Public != "" {
			v.EditWord = "Correct it"
		}
	}
	out := slices.ContainsFunc(d.Publications, func(u publish.Publication) bool {
		return !u.Sent.IsZero() || slices.Contains([]publish.Status{publish.Sending, publish.Unknown, publish.Confirm, publish.Lost}, u.Status)
	})
	if out && d.State != publish.Down && c.by.May(actor.WritePosts) {
		v.MistakeURL = url + "/mistake"
		v.CanDown = mine || c.by.May(actor.ApprovePosts)
	}
	for _, u := range d.Publications {
		row, err := c.publicationRow(u, true)
		if err != nil {
			return err
		}
		v.Publications = append(v.Publications, row)
	}
	v.Next = c.postNext(d, mine)
	c.postFacts(&v, d)
	c.postSaid(&v, d)
	c.postWaivers(&v, d)
	if refused == nil {
		return c.page(v)
	}
	v.Stop = &view.Notice{Tone: view.Stop, Title: fault.Message(refused), Text: "Nothing was done."}
	v.Next.Note, v.Comment, v.WaiveReason = c.form("note"), c.form("text"), c.field("reason")
	return c.Render.Page(c.w, statusOf(refused), v)
}

// postSteps are the stations of a post's life.
func postSteps(d publish.Detail) []view.BookStep {
	steps := []view.BookStep{{Text: "Write"}, {Text: "Approve"}, {Text: "Cool off"}, {Text: "Publish"}}
	at := map[publish.State]int{publish.Submitted: 1, publish.Cooling: 2, publish.Approved: 3, publish.Scheduled: 3, publish.Publishing: 3,
		publish.Partly: 3, publish.Expired: 3, publish.Published: 4, publish.Down: 4}[d.State]
	for i := range steps {
		steps[i].Done, steps[i].Now = i < at, i == at
	}
	return steps
}

// postNext is what has to happen next, and which of it the reader may do.
func (c *call) postNext(d publish.Detail, mine bool) (n view.PostNext) {
	write, url := c.by.May(actor.WritePosts), "/console/posts/"+string(d.ID)
	until := "until " + dayTime(d.CoolUntil.In(c.office()))
	mayTime := write && (mine || d.Account == publish.ForPractice)
	switch d.State {
	case publish.Drafting:
		n.Head, n.Text = "It is a draft", "Nobody outside sees it."
		n.Submit = mayTime && len(d.Checked.Missing) == 0
	case publish.Submitted:
		n.Head, n.Text = "Read it and decide", "What stands on the left is exactly what will appear. An approval is for these words and no others."
		n.Return = write && (mine || c.by.May(actor.ApprovePosts))
		if n.Approve = d.MayNot == ""; !n.Approve {
			n.Head, n.WhyNot = "It waits for a decision", d.MayNot
		}
		if n.Approve && d.Checked.Verdict == guard.Review {
			n.Text += " The guard asks for a second look: if the words may stay, write why."
		}
		if d.CoolUntil.After(c.Now()) {
			n.Text += " It cools off " + until + "."
		}
	case publish.Cooling:
		n.Head, n.Text = "It cools off", "It is approved. It can be read again and go out "+strings.Replace(until, "until", "from", 1)+" on."
		if !c.Now().Before(d.CoolUntil) {
			n.Head, n.Text = "Read it again", "Time has passed. Whoever wrote it reads it once more before it goes out."
		}
		if mine || c.session.Staff.ID == d.Words.By {
			n.ReadURL = url + "/read"
		}
	case publish.Approved:
		n.Head, n.Text, n.Schedule = "It is ready", "Give it a time.", mayTime
	case publish.Scheduled:
		n.Head, n.Text, n.Schedule = "It goes out by itself", dayTime(d.Due.In(c.office()))+".", mayTime
	case publish.Expired:
		n.Head, n.Text, n.Schedule = "It needs a new time", "Its time passed before it was approved and read. It does not go out late by itself.", mayTime
		if d.ReadAgain && mine {
			n.ReadURL, n.Schedule = url+"/read", false
		}
	case publish.Publishing:
		n.Head, n.Text = "It is on its way", "What goes by hand waits for a person below."
	case publish.Published:
		n.Head, n.Text = "It is public", "A change goes out as a correction that readers can see."
	case publish.Partly:
		n.Head, n.Text = "It is not everywhere", "Below stands what happened, and what to do."
	case publish.Down:
		n.Head, n.Text = "It was taken down", "It stays here for the record."
		for _, u := range d.Publications {
			if u.Status == publish.Lost {
				n.Text = "Not everything could be removed: look below."
			}
		}
	}
	if n.Schedule {
		at := d.Due
		if at.IsZero() || at.Before(c.Now()) {
			at = c.Now().AddDate(0, 0, 1)
		}
		at = at.In(c.office())
		n.Due.Value, n.DueTime.Value = civil.DateOf(at).String(), "09:00"
		if d.Due.After(c.Now()) {
			n.DueTime.Value = civil.ClockOf(at).String()
		}
		if b, err := c.Posts.Board(c.r.Context(), c.by, civil.DateOf(at), civil.DateOf(at)); err == nil && !b.Free.IsZero() {
			n.Free = b.Free.Format("Monday, January 2")
		}
	}
	return n
}

// postDo is what a button of the page does: it says what became of it and shows the post again.
func (c *call) postDo(notice string, err error) error {
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict || kind == fault.Forbidden) {
		return c.postPage(err)
	}
	return c.back(notice, err, "/console/posts/"+string(c.postID()))
}

func (c *call) postRow() int64 { return after(c.form("row")) }

func (c *call) postSubmit() error {
	_, err := c.Posts.Submit(c.r.Context(), c.by, c.postID(), c.postRow())
	return c.postDo("submitted", err)
}

func (c *call) postApprove() error {
	_, err := c.Posts.Approve(c.r.Context(), c.by, c.postID(), c.form("hash"), phi.NewText(c.form("note")))
	return c.postDo("approved", err)
}

func (c *call) postReturn() error {
	_, err := c.Posts.Return(c.r.Context(), c.by, c.postID(), c.form("hash"), phi.NewText(c.form("note")))
	return c.postDo("returned", err)
}

func (c *call) postComment() error {
	return c.postDo("commented", c.Posts.Comment(c.r.Context(), c.by, c.postID(), phi.NewText(c.form("text"))))
}

func (c *call) postWaive() error {
	_, err := c.Posts.Waive(c.r.Context(), c.by, c.postID(), c.form("hash"), c.r.PostForm["rule"], phi.NewText(c.form("reason")))
	return c.postDo("asked", err)
}

func (c *call) postAgree() error {
	return c.postDo("noted", c.Posts.Agree(c.r.Context(), c.by, c.postID(), publish.WaiverID(c.form("waiver"))))
}

// postSchedule gives a post its time; the zero time is now.
func (c *call) postSchedule() error {
	var at time.Time
	if c.form("now") == "" {
		var err error
		if at, err = c.when("due", "due_time"); err != nil || at.IsZero() {
			return c.postPage(fault.New(fault.Invalid, "web.postSchedule", "Say the day and the time."))
		}
	}
	_, err := c.Posts.Schedule(c.r.Context(), c.by, c.postID(), c.postRow(), at)
	return c.postDo("timed", err)
}

func (c *call) postDown() error {
	_, err := c.Posts.TakeDown(c.r.Context(), c.by, c.postID(), phi.NewText(c.form("reason")))
	return c.postDo("down", err)
}

// postRead is where whoever wrote a post reads it again.
func (c *call) postRead() error {
	d, err := c.Posts.Get(c.r.Context(), c.by, c.postID())
	if err != nil {
		return err
	}
	url := "/console/posts/" + string(d.ID)
	mine := slices.Contains([]identity.StaffID{d.Author, d.Words.By}, c.session.Staff.ID)
	v := view.PostRead{Console: c.console("Read it again", view.InPosts), URL: url, Hash: d.Words.Hash,
		Check: c.checkView(d.Words.Content, d.Checked), EditURL: url + "/edit"}
	v.Looks, v.Check.Findings = v.Check.Looks, nowhere(v.Check.Findings)
	waits := d.ReadAgain && (d.State == publish.Submitted || d.State == publish.Cooling || d.State == publish.Expired)
	switch cool := c.Now().Before(d.CoolUntil); {
	case waits && cool:
		v.Until = "after " + dayTime(d.CoolUntil.In(c.office()))
	case waits:
		v.Ready = mine && d.State != publish.Submitted
	}
	return c.page(v)
}

func (c *call) postReadPost() error {
	_, err := c.Posts.Read(c.r.Context(), c.by, c.postID(), c.form("hash"))
	return c.postDo("read", err)
}
