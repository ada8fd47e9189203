package web

import (
	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// whyPublications say what a publication waits for, or why it ended as it did, and what to do.
var whyPublications = map[publish.Why]string{
	publish.NotApproved:     "The words are not those that were approved. Look at the post.",
	publish.NotAuthorised:   "An authorization that it rests on has ended.",
	publish.ByGuard:         "The guard now finds something in the words. Look at the post.",
	publish.NoChannel:       "The account is not set up. Set it up, or post it by hand.",
	publish.Earlier:         "Nobody knows whether the version before is public. Find that out first.",
	publish.Retrying:        "The last try failed; it is tried again by itself.",
	publish.OutOfTime:       "It was tried for half a day. Give it a new try when the channel works again.",
	publish.Refused:         "The channel does not take it. Change the words or look at the account, then try again.",
	publish.NoAnswer:        "The channel did not answer and cannot say. Look there, then say here what you found.",
	publish.ByHand:          "A person posted it there, so a person removes it: open it there, delete it, then say so here.",
	publish.CannotRemove:    "The channel did not remove it. Delete it there, then say so here.",
	publish.NotPosted:       "Somebody looked: it is not there.",
	publish.FoundPosted:     "Somebody looked: it is there.",
	publish.RemovedByPerson: "A person removed it.",
}

// publicationRow is a post on one channel; with its buttons for who may press them.
func (c *call) publicationRow(u publish.Publication, buttons bool) (view.PublicationRow, error) {
	v := view.PublicationRow{ID: string(u.ID), Channel: postChannels[u.Channel], Mark: view.PublicationMark(string(u.Status)),
		Note: whyPublications[u.Why], URL: u.URL, Return: c.r.URL.Path}
	switch {
	case !u.Sent.IsZero():
		v.When = stamp(u.Sent.In(c.office())) + "."
	case !u.Due.IsZero() && (u.Status == publish.Waiting || u.Status == publish.Confirm):
		v.When = "Due " + stamp(u.Due.In(c.office())) + "."
	}
	if !buttons || !c.by.May(actor.WritePosts) {
		return v, nil
	}
	v.CanConfirm, v.CanSettle, v.CanRemoved = u.Status == publish.Confirm, u.Status == publish.Unknown, u.Status == publish.Lost
	v.CanAgain = u.Status == publish.Failed || u.Status == publish.Unknown || u.Status == publish.Lost && u.Why == publish.CannotRemove && u.Ref != ""
	if u.Status != publish.Confirm {
		return v, nil
	}
	item, err := c.Posts.Copy(c.r.Context(), c.by, u.ID)
	switch {
	case err == nil:
		if v.Copy = item.Text; item.Title != "" {
			v.Copy = item.Title + "\n\n" + item.Text
		}
	case fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict):
		v.CanConfirm, v.Note = false, fault.Message(err)
	default:
		return v, err
	}
	return v, nil
}

func (c *call) publicationID() publish.PublicationID {
	return publish.PublicationID(c.r.PathValue("id"))
}

// publicationDo shows the post again after a button of one of its publications.
func (c *call) publicationDo(notice string, err error) error {
	if err != nil {
		return fault.At("web.publication", err)
	}
	c.say(notice)
	return c.see(localPath(c.form("return"), "/console/posts"))
}

func (c *call) publicationConfirm() error {
	return c.publicationDo("settled", c.Posts.Confirm(c.r.Context(), c.by, c.publicationID(), c.form("address")))
}

func (c *call) publicationSettle() error {
	return c.publicationDo("settled", c.Posts.Settle(c.r.Context(), c.by, c.publicationID(), c.form("there") == "1", c.form("address")))
}

func (c *call) publicationAgain() error {
	return c.publicationDo("sent", c.Posts.Again(c.r.Context(), c.by, c.publicationID()))
}

func (c *call) publicationRemoved() error {
	return c.publicationDo("settled", c.Posts.Removed(c.r.Context(), c.by, c.publicationID()))
}
