package web

import (
	"net/http"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// roleNotes say in a line what a role may do.
var roleNotes = map[actor.Role]string{
	actor.Admin: "Everything, also settings, staff and audit", actor.Clinician: "Calendar, visits and patients; sees the messages",
	actor.FrontDesk: "Calendar, visits, patients and messages", actor.ReadOnly: "Sees calendar, patients and messages, changes nothing",
}

func roleChoices(now actor.Role) []view.Choice {
	var all []view.Choice
	for _, r := range actor.Roles() {
		all = append(all, view.Choice{Value: string(r), Label: roleNames[r], Note: roleNotes[r], Chosen: r == now})
	}
	return all
}

// staff lists who may sign in.
func (c *call) staff() error {
	v, err := c.staffPage()
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) staffPage() (view.Staff, error) {
	v := view.Staff{Settings: c.under("Staff"), Roles: roleChoices(actor.FrontDesk)}
	v.CanEdit = c.by.May(actor.ManageStaff)
	p, err := c.current()
	if err != nil {
		return v, err
	}
	zone := zoneOf(p, "")
	return v, c.view(func(t tx.Tx) error {
		all, err := c.Identity.Staff(c.r.Context(), t)
		v.Rows = nil
		for _, s := range all {
			row := view.StaffRow{ID: string(s.ID), Name: s.Name, Email: s.Email, Role: roleNames[s.Role], Roles: roleChoices(s.Role), Self: string(s.ID) == c.by.ID, Seen: "never"}
			row.Mark = view.Mark{Tone: view.Note, Icon: "mail", Word: "Invited"}
			if !s.Seen.IsZero() {
				row.Seen = stamp(s.Seen.In(zone))
				row.Mark = view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Active"}
			}
			if !s.Ended.IsZero() {
				row.Mark, row.Ended = endedMark, true
			}
			v.Rows = append(v.Rows, row)
		}
		return err
	})
}

// staffInvite adds somebody and shows their one-time link.
func (c *call) staffInvite() error {
	n := identity.New{Email: c.form("email"), Name: c.form("name"), Role: actor.Role(c.form("role"))}
	name, email, status := c.field("name"), c.field("email"), http.StatusBadRequest
	var m mistakes
	m.need(&name, "Write first and last name.")
	_, err := phi.ParseEmail(n.Email)
	m.at(&email, err)
	if m == 0 {
		_, token, err := c.Identity.Invite(c.r.Context(), c.by, n)
		if err == nil {
			return c.showLink(n.Name, token)
		}
		if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
			return err
		}
		status = statusOf(err)
		m.at(&email, err)
	}
	v, err := c.staffPage()
	if err != nil {
		return err
	}
	v.Name, v.Email, v.Roles, v.Notice = name, email, roleChoices(n.Role), view.Mend(int(m))
	return c.Render.Page(c.w, status, v)
}

// showLink shows a one-time link, which is not seen again.
func (c *call) showLink(name, token string) error {
	v, err := c.staffPage()
	if err != nil {
		return err
	}
	p, err := c.current()
	if err != nil {
		return err
	}
	until := clock(c.Now().Add(identity.LinkLife).In(zoneOf(p, "")))
	v.Link = &view.OneTimeLink{Name: name, URL: c.origin() + "/console/link/" + token, Expires: "It works once, until " + until + "."}
	return c.page(v)
}

// origin is the address under which this browser reaches Bedside.
func (c *call) origin() string {
	if secure(c.r) {
		return "https://" + c.r.Host
	}
	return "http://" + c.r.Host
}

// staffRole gives somebody another role.
func (c *call) staffRole() error {
	return c.staffChanged(c.Identity.ChangeRole(c.r.Context(), c.by, identity.StaffID(c.r.PathValue("id")), actor.Role(c.form("role"))))
}

// staffEnd takes somebody's access away.
func (c *call) staffEnd() error {
	return c.staffChanged(c.Identity.End(c.r.Context(), c.by, identity.StaffID(c.r.PathValue("id"))))
}

// staffChanged goes back to the list, with the sentence of what could not be done.
func (c *call) staffChanged(err error) error {
	if err == nil {
		c.say("saved")
		return c.see("/console/practice/staff")
	}
	if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
		return err
	}
	v, failed := c.staffPage()
	if failed != nil {
		return failed
	}
	v.Notice = &view.Notice{Tone: view.Stop, Title: fault.Message(err)}
	return c.Render.Page(c.w, statusOf(err), v)
}

// staffLink makes a new one-time link for somebody.
func (c *call) staffLink() error {
	i := identity.StaffID(c.r.PathValue("id"))
	token, err := c.Identity.NewLink(c.r.Context(), c.by, i)
	if err != nil {
		return err
	}
	names, err := c.staffNames()
	if err != nil {
		return err
	}
	return c.showLink(names[string(i)], token)
}
