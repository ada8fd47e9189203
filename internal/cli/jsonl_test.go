package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/wire"
)

func asLines(in io.Reader, out io.Writer, answer func(json.RawMessage, guard.Draft) any) error {
	o := &IO{In: in, Out: out}
	return eachLine(o, nil, draftFlags{Kind: "post", Audience: "public"}, answer)
}

func checking(t testing.TB) func(json.RawMessage, guard.Draft) any {
	g := testGuard(t)
	return func(id json.RawMessage, d guard.Draft) any { return wire.AnswerOf(id, g.Check(d)) }
}

// Thousands of lines of very different length come back in their order, one for one.
func TestLinesKeepTheirOrder(t *testing.T) {
	var in, out bytes.Buffer
	const n = 3000
	for i := range n {
		fmt.Fprintf(&in, "{\"id\":%d,\"text\":%q}\n", i, strings.Repeat("walk ", i*i%900))
	}
	if err := asLines(&in, &out, checking(t)); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(&out)
	for i := range n {
		var a wire.Answer
		if !lines.Scan() || json.Unmarshal(lines.Bytes(), &a) != nil || string(a.ID) != fmt.Sprint(i) {
			t.Fatalf("line %d is %s", i, lines.Text())
		}
	}
	if lines.Scan() {
		t.Error("more lines came out")
	}
}

// Whoever waits for the answer before they send the next line gets it.
func TestLinesAreAnsweredAsTheyCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, write := io.Pipe()
		read, out := io.Pipe()
		done := make(chan error, 1)
		go func() { done <- asLines(in, out, checking(t)) }()
		answers := bufio.NewScanner(read)
		for i := range 5 {
			fmt.Fprintf(write, "{\"id\":%d,\"text\":\"Walk each day.\"}\n", i)
			if !answers.Scan() || !strings.HasPrefix(answers.Text(), fmt.Sprintf(`{"id":%d,`, i)) {
				t.Fatalf("%d is answered with %s", i, answers.Text())
			}
		}
		write.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// endless is an input without an end that counts what was taken of it.
type endless struct {
	line  []byte
	rest  []byte
	taken atomic.Int64
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.rest) == 0 {
		e.rest = e.line
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	e.taken.Add(int64(n))
	return n, nil
}

// When nobody takes the answers, no more of the input is taken than the bound.
func TestLinesHoldNoMoreThanTheyMust(t *testing.T) {
	for _, size := range []int{100, 1 << 20} {
		synctest.Test(t, func(t *testing.T) {
			in := &endless{line: fmt.Appendf(nil, "{\"text\":%q}\n", strings.Repeat("w", size))}
			read, out := io.Pipe()
			done := make(chan error, 1)
			go func() {
				done <- asLines(in, out, func(id json.RawMessage, _ guard.Draft) any {
					return wire.Failure{ID: id, Error: strings.Repeat("x", 8192)}
				})
			}()
			synctest.Wait()
			most := int64(min((mostAhead+32)*len(in.line), bytesAhead+2*len(in.line)) + 128<<10)
			if taken := in.taken.Load(); taken > most {
				t.Errorf("lines of %d bytes: %d bytes were taken, the bound is %d", size, taken, most)
			}
			read.Close() // nobody is there any more: it ends
			if err := <-done; !errors.Is(err, io.ErrClosedPipe) {
				t.Error(err)
			}
		})
	}
}

// A line that is too long, or breaks the guard, is answered with an error, and the next one as ever.
func TestLinesThatAreNoneAreAnswered(t *testing.T) {
	in := io.MultiReader(
		strings.NewReader(`{"id":"long","text":"`), &io.LimitedReader{R: &endless{line: []byte("word ")}, N: 50 << 20}, strings.NewReader("\"}\n"),
		strings.NewReader("{\"id\":\"bomb\",\"text\":\"bomb\"}\r\n\n[]\nnull\n{\"id\":7}\n{\"id\":\"nul\\u0000\",\"text\":\"\\u0000 \\ud800\"}"))
	var out bytes.Buffer
	check := checking(t)
	err := asLines(in, &out, func(id json.RawMessage, d guard.Draft) any {
		if string(id) == `"bomb"` {
			panic("Maria Lopez")
		}
		return check(id, d)
	})
	if !fault.Is(err, fault.Invalid) || fault.Message(err) != "5 lines could not be read." {
		t.Error(err)
	}
	want := []string{`{"id":"long","error":"This line is longer than 16 MB."}`, `{"id":"bomb","error":"The guard broke down`, `{"id":null,"error":"This is not a JSON object`,
		`{"id":null,"error":"This has no`, `{"id":7,"error":"This has no`, `{"id":"nul\u0000","verdict":"review","findings":[{"rule":"fit.unreadable"`}
	got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(got) != len(want) {
		t.Fatalf("%d answers: %s", len(got), out.String())
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("answer %d is %s", i, got[i])
		}
	}
	if strings.Contains(out.String(), "Maria") {
		t.Error("what the guard broke over was said")
	}
}

// Whatever comes in, a line that is not blank gives one line of JSON with the id and a verdict or an error.
func FuzzLines(f *testing.F) {
	f.Add([]byte("{\"id\":1,\"text\":\"My patient Maria Lopez\"}\n\n{\"id\":\"x\"\n"))
	f.Add([]byte("{\"id\":{\"a\":[1]},\"text\":\"\\ud83d\",\"kind\":\"reply\",\"audience\":\"nobody\"}\r\n\x00\xff"))
	check := checking(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		want := 0
		for line := range bytes.SplitSeq(raw, []byte("\n")) {
			if len(bytes.TrimSpace(bytes.TrimRight(line, "\r"))) > 0 {
				want++
			}
		}
		var out bytes.Buffer
		err := asLines(bytes.NewReader(raw), &out, check)
		failed := 0
		lines := bufio.NewScanner(&out)
		lines.Buffer(nil, 1<<30)
		for ; lines.Scan(); want-- {
			var a struct {
				ID       json.RawMessage `json:"id"`
				Verdict  string          `json:"verdict"`
				Findings *[]wire.Finding `json:"findings"`
				Error    string          `json:"error"`
			}
			if err := json.Unmarshal(lines.Bytes(), &a); err != nil || a.ID == nil || (a.Verdict != "") == (a.Error != "") || (a.Findings == nil) != (a.Verdict == "") || !utf8.Valid(lines.Bytes()) {
				t.Fatalf("%s: %v", lines.Text(), err)
			}
			if a.Error != "" {
				failed++
			}
		}
		if want != 0 || (failed > 0) != (err != nil) {
			t.Fatalf("%d lines too few, %d failed: %v", want, failed, err)
		}
	})
}
