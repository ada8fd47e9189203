package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard/media"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// pictureFile is where staff see a cleaned picture.
func pictureFile(i publish.MediaID) string { return "/console/pictures/" + string(i) + "/file" }

// mediaList lists what was uploaded.
func (c *call) mediaList() error { return c.mediaListPage(http.StatusOK, "") }

func (c *call) mediaListPage(status int, mistake string) error {
	all, err := c.Posts.Pictures(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	v := view.Pictures{Console: c.console("Pictures", view.InPosts), Tabs: c.postTabs("/console/pictures"), File: view.Field{Error: mistake},
		CanWrite: c.by.May(actor.WritePosts)}
	for _, p := range all {
		v.Rows = append(v.Rows, c.pictureRow(p))
	}
	return c.Render.Page(c.w, status, v)
}

func (c *call) pictureRow(p publish.Picture) view.PictureRow {
	v := view.PictureRow{URL: "/console/pictures/" + string(p.ID), Image: pictureFile(p.ID),
		Size: fmt.Sprintf("%d × %d, %s KB", p.Width, p.Height, thousands(int64(p.Size+1023)/1024)), When: stamp(p.At.In(c.office())),
		Mark: view.Mark{Tone: view.Caution, Icon: "eye", Word: "Look through it"}}
	if !p.Checked.IsZero() {
		v.Mark = view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Looked through"}
	}
	return v
}

// mediaPost takes a picture in and shows what was taken out of it.
func (c *call) mediaPost() error {
	f, _, err := c.r.FormFile("file") // held in memory: it may show a patient
	if errors.Is(err, http.ErrMissingFile) {
		return c.mediaListPage(http.StatusBadRequest, "Choose a picture first.")
	}
	if err != nil {
		return unread(err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	p, err := c.Posts.AddPicture(c.r.Context(), c.by, f)
	if fault.Is(err, fault.Invalid) {
		return c.mediaListPage(statusOf(err), fault.Message(err))
	}
	if err != nil {
		return err
	}
	c.say("cleaned")
	return c.see("/console/pictures/" + string(p.ID))
}

func (c *call) mediaID() publish.MediaID { return publish.MediaID(c.r.PathValue("id")) }

// media is one picture with its checklist.
func (c *call) media() error {
	p, _, err := c.Posts.PictureBytes(c.r.Context(), c.by, c.mediaID())
	if err != nil {
		return err
	}
	names, err := c.staffNames()
	if err != nil {
		return err
	}
	v := view.Picture{Console: c.console("Picture", view.InPosts), Image: pictureFile(p.ID), Row: c.pictureRow(p), Removed: p.Removed,
		CanWrite: c.by.May(actor.WritePosts),
		Facts:    []view.Fact{{Name: "Uploaded", Value: stamp(p.At.In(c.office()))}, {Name: "By", Value: names[string(p.By)]}}}
	if !p.Checked.IsZero() {
		v.Checked = stamp(p.Checked.In(c.office())) + ", " + names[string(p.CheckedBy)]
	}
	for _, l := range media.Leaks() {
		v.List = append(v.List, view.Choice{Value: l.ID, Label: l.Question, Note: l.Look, Chosen: slices.Contains(p.Checklist, l.ID)})
	}
	return c.page(v)
}

func (c *call) mediaCheck() error {
	url := "/console/pictures/" + string(c.mediaID())
	if err := c.Posts.CheckPicture(c.r.Context(), c.by, c.mediaID(), c.r.PostForm["found"]); err != nil {
		return err
	}
	c.say("noted")
	return c.see(url)
}

// mediaBytes is the cleaned picture itself; the original is never shown.
func (c *call) mediaBytes() error {
	p, b, err := c.Posts.PictureBytes(c.r.Context(), c.by, c.mediaID())
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", p.Type)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	h.Set("Cache-Control", "private, max-age="+strconv.Itoa(int(time.Hour/time.Second))) // it never changes
	_, err = c.w.Write(b)
	return err
}
