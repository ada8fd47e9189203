package web

import (
	"net/http"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
)

// book takes the time. Who sends the form twice gets the same visit.
func (c *call) book() error {
	p, request, page, err := c.detailsPage()
	if err != nil {
		return err
	}
	page.Other = nil // another language would lose what was typed
	request.State, request.Seen = c.r.PostFormValue("state"), practice.Seen(c.r.PostFormValue("seen"))
	var mistakes int
	request.Person, mistakes = c.readPerson(&page)
	if mistakes > 0 {
		page.Notice = page.Mend(mistakes)
		return c.Render.Page(c.w, http.StatusBadRequest, page)
	}
	request.Reason = phi.NewText(page.Reason.Value)
	if request.Quiet = page.Quiet; request.Quiet {
		switch c.r.PostFormValue("reach") {
		case "email":
			request.Reach, request.Value = patient.Email, phi.NewText(request.Person.Email.Reveal())
		case "phone":
			request.Reach, request.Value = patient.Phone, phi.NewText(request.Person.Phone.Reveal())
		}
	}
	svc, _ := p.Service(request.Service)
	a, err := c.Schedule.Book(c.r.Context(), c.by, request)
	switch {
	case unsuited(&page, svc, schedule.About{State: request.State, Seen: request.Seen}, err):
		return c.Render.Page(c.w, http.StatusBadRequest, page)
	case fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid):
		return c.taken(p, request, page, fault.Is(err, fault.Conflict))
	case err != nil:
		return err
	}
	to := "/book/done/" + c.doneRef(a.ID)
	if lang := request.Person.Language; lang != "" && c.askedIn() == "" {
		to += "?lang=" + string(lang)
	}
	return c.see(c.to(to))
}

// taken offers other times and keeps what was typed: somebody was faster, or the time is over or offered no more.
func (c *call) taken(p *practice.Practice, r schedule.Request, page view.BookDetails, faster bool) error {
	v := view.BookTaken{BookDetails: page, MoreURL: page.ChangeURL, Faster: faster}
	day := civil.DateOf(r.Start)
	if today := civil.DateOf(c.Now().In(r.Start.Location())); day.Before(today) {
		day = today
	}
	var err error
	q := schedule.Query{Service: r.Service, Provider: r.Provider, Location: r.Location, From: day, To: day.AddDays(searchDays),
		About: schedule.About{Birth: r.Person.Birth, Seen: r.Seen, State: r.State, Reason: r.Reason.Reveal()}}
	v.Days, err = c.slotDays(p, q, 6, func(s schedule.Slot) view.Slot {
		return view.Slot{Time: c.tongue.at(s.Start), Value: slotTime(s.Start)}
	})
	if err != nil {
		return err
	}
	if len(v.Days) > 3 {
		v.Days = v.Days[:3]
	}
	v.Chosen.Key = string(id.New[schedule.Request](c.IDs)) // another time is another request
	return c.Render.Page(c.w, http.StatusConflict, v)
}
