package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/outreach/template"
	"bedside/internal/tx"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// textKey reads which text the address names; one that there is not is NotFound further on.
func (c *call) textKey() template.Key {
	kind, rest, _ := strings.Cut(c.r.PathValue("key"), ".")
	channel, language, _ := strings.Cut(rest, ".")
	return template.Key{Kind: template.Kind(kind), Channel: template.Channel(channel), Language: words.Language(language)}
}

// textWritten is what stands in the editor.
func (c *call) textWritten() template.Text {
	return template.Text{Title: strings.TrimSpace(c.r.PostFormValue("title")), Body: strings.ReplaceAll(c.r.PostFormValue("body"), "\r\n", "\n")}
}

func (c *call) textMark() template.Mark {
	n, r, _ := strings.Cut(c.form("version"), ".")
	var m template.Mark
	m.Number, _ = strconv.ParseInt(n, 10, 64)
	m.Revision, _ = strconv.ParseInt(r, 10, 64)
	return m
}

// messageText shows a text in its editor: the draft, else what is sent.
func (c *call) messageText() error {
	h, err := c.textHistory()
	if err != nil {
		return err
	}
	text := h.Sent.Text
	if h.Draft != nil {
		text = h.Draft.Text
	}
	return c.textPage(http.StatusOK, h, text, nil)
}

func (c *call) textHistory() (h template.History, err error) {
	err = c.view(func(t tx.Tx) (err error) { h, err = c.Wording.Of(c.r.Context(), t, c.textKey()); return err })
	return h, err
}

// messageTextPost checks what was written, or keeps it as the draft.
func (c *call) messageTextPost() error {
	h, err := c.textHistory()
	if err != nil {
		return err
	}
	text := c.textWritten()
	if c.form("do") != "save" {
		return c.textPage(http.StatusOK, h, text, nil)
	}
	err = c.do(func(t tx.Tx) error {
		_, err := c.Wording.Save(c.r.Context(), t, c.textKey(), c.textMark(), text)
		return err
	})
	if err == nil {
		c.say("saved")
		return c.see(textsURL + "/" + c.textKey().String())
	}
	return c.textNotKept(err, h, text)
}

// textNotKept shows the editor again with why not, and with everything that was typed.
func (c *call) textNotKept(err error, h template.History, text template.Text) error {
	notice := &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "What you wrote is still here, but it was not saved."}
	var refused *template.Refused
	switch {
	case errors.As(err, &refused):
		notice.Title = fmt.Sprintf("Not saved: %s to mend", plural(stopping(refused.Problems), "thing"))
		notice.Text = "Each is underlined, with the reason and where it comes from beside the words. What you wrote is still here."
	case fault.Is(err, fault.Conflict):
		notice.Link = &view.Link{Text: "Open this page anew", URL: textsURL + "/" + c.textKey().String()}
	case !fault.Is(err, fault.Invalid):
		return err
	}
	return c.textPage(statusOf(err), h, text, notice)
}

// messageTextCheck is what the script asks while somebody writes. It keeps nothing.
func (c *call) messageTextCheck() error {
	check, err := c.textCheck(c.textKey(), c.textWritten())
	if err != nil {
		return err
	}
	return c.piece(check)
}

// messageTextPublish, messageTextAside and messageTextBack do what a person decided about a text.
func (c *call) messageTextPublish() error {
	return c.textDo("live", func(t tx.Tx) error { return c.Wording.Publish(c.r.Context(), t, c.textKey(), c.textMark()) })
}

func (c *call) messageTextAside() error {
	return c.textDo("done", func(t tx.Tx) error { return c.Wording.PutAside(c.r.Context(), t, c.textKey(), c.textMark()) })
}

func (c *call) messageTextBack() error {
	return c.textDo("live", func(t tx.Tx) error {
		n, err := strconv.ParseInt(c.form("number"), 10, 64)
		if err != nil {
			return fault.New(fault.NotFound, "web.messageTextBack", "There is no such text.")
		}
		return c.Wording.TakeBack(c.r.Context(), t, c.textKey(), n)
	})
}

func (c *call) textDo(notice string, do func(tx.Tx) error) error {
	err := c.do(do)
	if err == nil {
		c.say(notice)
		return c.see(textsURL + "/" + c.textKey().String())
	}
	if k := fault.KindOf(err); k != fault.Invalid && k != fault.Conflict {
		return err
	}
	h, failed := c.textHistory()
	if failed != nil {
		return failed
	}
	text := h.Sent.Text
	if h.Draft != nil {
		text = h.Draft.Text
	}
	return c.textPage(statusOf(err), h, text, &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "Nothing was changed."})
}
