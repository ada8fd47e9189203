package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/wire"
)

// jobs are lines on their way: they are worked on side by side and answered in their order. What is on its way at any
// moment is bounded in lines and in bytes, so that an input may be endless.
const (
	mostAhead  = 64          // lines
	bytesAhead = longestText // of lines; a single one is never longer
)

// job is one line of input and, once done is closed, its answer.
type job struct {
	raw    []byte
	size   int
	long   bool // it was longer than longestText: raw is its beginning
	answer any
	failed bool
	done   chan struct{}
}

// eachLine reads JSON lines from the files in turn and writes what answer makes of each, in the same order and as soon
// as it is there. A line that cannot be read is answered with an error; then the whole is Invalid in the end. answer is
// called by several goroutines at once. defaults say what a text is where its line does not.
func eachLine(o *IO, files []string, defaults draftFlags, answer func(json.RawMessage, guard.Draft) any) error {
	if len(files) == 0 {
		files = []string{"-"}
	}
	failed := 0
	for _, name := range files {
		f, err := o.open(name)
		if err != nil {
			return err
		}
		n, err := eachLineOf(f, o.Out, func(j *job) { j.work(defaults, answer) })
		_ = f.Close() // nothing was written
		failed += n
		if err != nil {
			return err
		}
	}
	switch {
	case failed == 1:
		return fault.New(fault.Invalid, "cli.eachLine", "One line could not be read.")
	case failed > 1:
		return fault.New(fault.Invalid, "cli.eachLine", fmt.Sprintf("%d lines could not be read.", failed))
	}
	return nil
}

// work answers the line.
func (j *job) work(defaults draftFlags, answer func(json.RawMessage, guard.Draft) any) {
	var id json.RawMessage
	fail := func(err error) {
		j.answer, j.failed = wire.Failure{ID: wire.OrNull(id), Error: fault.Message(err)}, true
	}
	defer func() {
		if recover() != nil { // its value may be a patient's
			fail(fault.New(fault.Invalid, "cli.work", "The guard broke down over this text. Please have a person read it, and report it."))
		}
		j.raw = nil
	}()
	if j.long {
		id = wire.IDOf(j.raw)
		fail(fault.New(fault.Invalid, "cli.work", fmt.Sprintf("This line is longer than %d MB.", longestText>>20)))
		return
	}
	t, err := wire.Parse(j.raw)
	id = t.ID
	if err != nil {
		fail(err)
		return
	}
	d, err := t.Draft(guard.Kind(defaults.Kind), guard.Audience(defaults.Audience), guard.Channel(defaults.Channel))
	if err != nil {
		fail(err)
		return
	}
	j.answer = answer(wire.OrNull(id), d)
}

// eachLineOf has every line that is not blank worked on and writes the answers; failed is how many are errors.
func eachLineOf(in io.Reader, out io.Writer, work func(*job)) (failed int, err error) {
	var (
		todo  = make(chan *job)
		order = make(chan *job, mostAhead)
		stop  = make(chan struct{}) // nobody takes answers any more
		room  = newRoom(bytesAhead)
		read  error
		wg    sync.WaitGroup
	)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for j := range todo {
				work(j)
				close(j.done)
			}
		})
	}
	wg.Go(func() {
		defer close(order)
		defer close(todo)
		r := bufio.NewReaderSize(in, 64<<10)
		for {
			raw, long, err := readLine(r)
			if len(bytes.TrimSpace(raw)) > 0 {
				j := &job{raw: raw, size: len(raw), long: long, done: make(chan struct{})}
				if !room.take(len(raw)) {
					return
				}
				select {
				case order <- j:
				case <-stop:
					return
				}
				todo <- j // there are workers until it is closed
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					read = fault.Wrap(fault.Invalid, "cli.eachLine", "Cannot read the input: "+plainPath(err)+".", err)
				}
				return
			}
		}
	})
	w := bufio.NewWriter(out)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for j := range order {
		select {
		case <-j.done:
		default: // what is written already is not to wait for it
			if err == nil {
				err = w.Flush()
			}
			<-j.done
		}
		if j.failed {
			failed++
		}
		if err == nil {
			err = e.Encode(j.answer)
		}
		if err == nil && len(order) == 0 {
			err = w.Flush()
		}
		room.give(j.size)
		if err != nil {
			close(stop)
			room.close()
			break
		}
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		return failed, err // whoever reads the input ends with it
	}
	wg.Wait()
	return failed, read
}

// readLine reads a line without its end; of one that is longer than longestText only the beginning.
func readLine(r *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if !long {
			line = append(line, part...)
		}
		if len(line) > longestText+len("\r\n") {
			line, long = bytes.Clone(line[:64<<10]), true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimRight(line, "\r\n"), long, err
		}
	}
}

// room is how many bytes may be on their way. A line that is larger than all of it goes alone.
type room struct {
	mu     sync.Mutex
	some   *sync.Cond
	used   int
	most   int
	closed bool
}

func newRoom(most int) *room {
	r := &room{most: most}
	r.some = sync.NewCond(&r.mu)
	return r
}

// take waits until there is room; false says that there will be none.
func (r *room) take(n int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.used > 0 && r.used+n > r.most && !r.closed {
		r.some.Wait()
	}
	r.used += n
	return !r.closed
}

func (r *room) give(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used -= n
	r.some.Signal()
}

func (r *room) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	r.some.Signal()
}
