package pdf

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"math"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"time"

	"github.com/ledongthuc/pdf"
)

// Serve reads a PDF and writes its words: what the process of a [Reader] does. It ends the process where it takes more
// memory than it may.
func Serve(in io.Reader, out io.Writer) error {
	debug.SetMemoryLimit(Memory / 2)
	stop := make(chan struct{})
	defer close(stop)
	go watch(stop)
	data, err := io.ReadAll(io.LimitReader(in, largest+1))
	if err != nil {
		return err
	}
	pages, err := words(data)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(pages)
}

// exhausted is the exit code of a process that took too much memory.
const exhausted = 3

// watch ends the process when its heap has grown too large.
func watch(stop chan struct{}) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			if metrics.Read(sample); sample[0].Value.Uint64() > Memory {
				os.Exit(exhausted)
			}
		}
	}
}

// words reads every page. A page that cannot be read is left out; a file without one that can is an error.
func words(data []byte) (pages []page, err error) {
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	for n := 1; n <= min(r.NumPage(), mostPages); n++ {
		if lines, ok := pageLines(r, n); ok {
			pages = append(pages, page{Lines: lines})
		}
	}
	if len(pages) == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return pages, nil
}

func pageLines(r *pdf.Reader, n int) (all []line, ok bool) {
	defer func() {
		if recover() != nil { // the library panics on what it does not expect
			all, ok = nil, false
		}
	}()
	p := r.Page(n)
	if p.V.IsNull() {
		return nil, false
	}
	return typeset(p.Content().Text), true
}

// row is glyphs on one line.
type row struct {
	y, x, size float64
	text       strings.Builder
	end        float64
	wide       bool // the width of the last glyph is known
}

// typeset makes lines of glyphs in the order in which they are set.
func typeset(glyphs []pdf.Text) []line {
	var rows []*row
	var at *row
	for _, g := range glyphs {
		size := math.Abs(g.FontSize)
		if g.S == "\n" || g.S == "" {
			continue
		}
		if at == nil || math.Abs(g.Y-at.y) > max(size, at.size)*0.4 {
			at = &row{y: g.Y, x: g.X, size: size, end: g.X}
			rows = append(rows, at)
		} else if at.wide && g.X-at.end > size*0.2 && !strings.HasSuffix(at.text.String(), " ") {
			at.text.WriteByte(' ')
		}
		at.size = max(at.size, size)
		at.text.WriteString(g.S)
		at.end, at.wide = g.X+g.W, g.W > 0
	}
	rows = slices.DeleteFunc(rows, func(r *row) bool { return strings.TrimSpace(r.text.String()) == "" })
	body, longest := usual(rows), 0
	for _, r := range rows {
		longest = max(longest, r.text.Len())
	}
	var all []line
	for i, r := range rows {
		l := line{Text: strings.TrimSpace(r.text.String())}
		short := func(i int) bool { return rows[i].text.Len()*10 < longest*6 }
		rest, marked := bullet(l.Text)
		switch n := len(all); {
		case r.size > body*headings && len([]rune(l.Text)) < longestHead:
			l.Kind = head
			if n > 0 && all[n-1].Kind == head && rows[i-1].size == r.size && rows[i-1].y-r.y < r.size*leading {
				all[n-1].Text += " " + l.Text // a heading of two lines
				continue
			}
		case marked:
			l.Text, l.Kind = rest, item
		case n > 0 && short(i) && (strings.HasSuffix(all[n-1].Text, ":") || all[n-1].Kind == item && short(i-1) && rows[i-1].y-r.y < r.size*leading):
			l.Kind = item // a list whose marks are drawn
		case n == 0 || all[n-1].Kind == head || r.y > rows[i-1].y || rows[i-1].y-r.y > r.size*leading || short(i-1):
			l.Kind = begins
		}
		all = append(all, l)
	}
	return all
}

const (
	headings    = 1.12 // how much larger than the rest a heading is set
	longestHead = 120  // code points
	leading     = 1.75 // lines farther apart are no paragraph
)

// usual is the size in which most letters are set.
func usual(rows []*row) float64 {
	letters := map[float64]int{}
	for _, r := range rows {
		letters[math.Round(r.size*2)/2] += r.text.Len()
	}
	best, most := 0.0, 0
	for size, n := range letters {
		if n > most || n == most && cmp.Less(size, best) {
			best, most = size, n
		}
	}
	return best
}

// bullet cuts the mark off an item of a list.
func bullet(text string) (string, bool) {
	for _, mark := range []string{"•", "◦", "▪", "–", "·", "●", "○", "■", "\uf0b7", "- "} {
		if rest, ok := strings.CutPrefix(text, mark); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return text, false
}
