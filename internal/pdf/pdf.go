// Package pdf takes the words out of PDF files, each in a process of its own.
//
// It promises that whatever a file holds, reading it ends within [Time] and takes no more than [Memory], and that a file
// which breaks the reader breaks nothing else: the library that reads it is not trusted to end, or to keep within
// bounds. Callers owe a command that runs [Serve].
package pdf

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"os/exec"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/knowledge/read"
)

// What reading one file may take.
const (
	Time   = 20 * time.Second
	Memory = 384 << 20 // bytes of heap

	largest   = 10 << 20 // bytes of a file
	mostWords = 4 << 20  // bytes of its words
	mostPages = 300
)

// Reader reads files by running Command, which reads one from its standard input. It may be used by several goroutines
// at once.
type Reader struct {
	Command []string
	Env     []string      // of the process; it needs none
	Time    time.Duration // that one file may take; 0 is [Time]
}

// Pages implements [bedside/internal/knowledge.PDF].
func (r Reader) Pages(ctx context.Context, data []byte) ([]read.Page, error) {
	const op = "pdf.Pages"
	if len(data) > largest {
		return nil, fault.New(fault.Invalid, op, "The PDF is larger than 10 MB. Cut it into parts.")
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(r.Time, Time))
	defer cancel()
	var out limited
	c := exec.CommandContext(ctx, r.Command[0], r.Command[1:]...)
	c.Stdin, c.Stdout, c.Env, c.WaitDelay = bytes.NewReader(data), &out, append([]string{}, r.Env...), time.Second
	err := c.Run()
	if ctx.Err() != nil {
		return nil, fault.Wrap(fault.Invalid, op, "The PDF takes too long to read. Save its text as a file of its own.", ctx.Err())
	}
	var pages []page
	if err != nil || json.Unmarshal(out.Bytes(), &pages) != nil {
		return nil, fault.New(fault.Invalid, op, "The PDF cannot be read. If it opens elsewhere, save it anew there, without a password.")
	}
	all := make([]read.Page, len(pages))
	for i, p := range pages {
		all[i] = p.blocks()
	}
	return all, nil
}

// limited keeps so much and refuses more.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > mostWords {
		return 0, io.ErrShortWrite
	}
	return l.Buffer.Write(p)
}

// page is the lines of one page, as they go from one process to the other.
type page struct {
	Title string `json:"title,omitempty"`
	Lines []line `json:"lines"`
}

type line struct {
	Text string `json:"text"`
	Kind Kind   `json:"kind,omitempty"`
}

// Kind is what a line is.
type Kind string

const (
	goesOn Kind = "" // of the paragraph before
	begins Kind = "begins"
	head   Kind = "head"
	item   Kind = "item"
)

// blocks makes a page of the lines.
func (p page) blocks() (whole read.Page) {
	for _, l := range p.Lines {
		text := strings.Join(strings.Fields(l.Text), " ")
		switch n := len(whole.Blocks); {
		case l.Kind == head:
			whole.Blocks = append(whole.Blocks, read.Block{Kind: read.Heading, Level: 2, Text: text})
			if whole.Title == "" {
				whole.Title = text
			}
		case l.Kind == item:
			whole.Blocks = append(whole.Blocks, read.Block{Kind: read.Item, Text: text})
		case l.Kind == goesOn && n > 0 && whole.Blocks[n-1].Kind != read.Heading:
			whole.Blocks[n-1].Text = joined(whole.Blocks[n-1].Text, text)
		default:
			whole.Blocks = append(whole.Blocks, read.Block{Text: text})
		}
	}
	return whole
}

// joined puts a line behind another; a word that was cut between them is made whole.
func joined(text, next string) string {
	if before, ok := strings.CutSuffix(text, "\u00ad"); ok {
		return before + next
	}
	return text + " " + next
}
