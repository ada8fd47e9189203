package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"

	"bedside/internal/testkit"
)

var update = flag.Bool("update", false, "write the files that the stories compare with anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"bedside": main})
}

// TestStories runs every story in testdata/script, whose README tells the commands they are written in.
func TestStories(t *testing.T) {
	dir := filepath.Join(testkit.Root(t), "testdata", "script")
	stories, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	if len(stories) == 0 {
		t.Fatalf("there are no stories in %s", dir)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setUp,
		Condition:           condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"await":     await,
			"capture":   capture,
			"http":      request,
			"nobytes":   noBytes,
			"occupy":    occupy,
			"pg":        pg,
			"smalldisk": smallDisk,
			"sqlite":    query,
			"waitfor":   waitFor,
		},
	})
}

// world is what belongs to one story: the testing.T of the story and its browser's cookies.
type world struct {
	t   testing.TB
	jar http.CookieJar
}

func setUp(e *testscript.Env) error {
	t, ok := e.T().(testing.TB)
	if !ok {
		return errors.New("the story has no testing.TB")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	e.Values["world"] = &world{t, jar}
	for _, name := range []string{"PORT", "PORT2", "PORT3"} {
		e.Setenv(name, strconv.Itoa(testkit.FreePort(t)))
	}
	e.Setenv("DATA", filepath.Join(e.WorkDir, "data"))
	e.Setenv("HOME", e.WorkDir)
	e.Setenv("BEDSIDE_TEST_PG", os.Getenv("BEDSIDE_TEST_PG")) // the measurements ask for it
	return nil
}

// condition knows [postgres] and [disk]: each is false only where BEDSIDE_TEST_SKIP names it.
func condition(name string) (bool, error) {
	if testkit.Skipped(name) {
		return false, nil
	}
	switch name {
	case "postgres":
		if os.Getenv("BEDSIDE_TEST_PG") == "" {
			return false, errors.New("this story needs PostgreSQL: run it with build/with-postgres.sh, or leave it out by BEDSIDE_TEST_SKIP=postgres")
		}
	case "disk":
		if os.Getuid() != 0 {
			return false, errors.New("this story mounts a small disk, which takes root; leave it out by BEDSIDE_TEST_SKIP=disk")
		}
	default:
		return false, fmt.Errorf("unknown condition %q", name)
	}
	return true, nil
}

// patience is how long a story waits for something before it gives up.
const patience = 30 * time.Second

func until(ts *testscript.TestScript, what string, done func() bool) {
	deadline := time.Now().Add(patience)
	for pause := time.Millisecond; !done(); pause = min(2*pause, 50*time.Millisecond) {
		if time.Now().After(deadline) {
			ts.Fatalf("waited %v in vain: %s", patience, what)
		}
		time.Sleep(pause)
	}
}

func noNot(ts *testscript.TestScript, neg bool) {
	if neg {
		ts.Fatalf("this command cannot be negated")
	}
}

// http [-status N] [-H 'Name: value'] [-d FORM] [-L] METHOD URL [FILE]
func request(ts *testscript.TestScript, neg bool, args []string) {
	var status int
	var headers []string
	flags := flag.NewFlagSet("http", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.IntVar(&status, "status", 0, "")
	flags.Func("H", "", func(h string) error { headers = append(headers, h); return nil })
	form := flags.String("d", "", "")
	follow := flags.Bool("L", false, "")
	if err := flags.Parse(args); err != nil || flags.NArg() < 2 || flags.NArg() > 3 {
		ts.Fatalf("usage: http [-status N] [-H 'Name: value'] [-d FORM] [-L] METHOD URL [FILE]")
	}
	method, url := flags.Arg(0), flags.Arg(1)

	var body []byte
	contentType := ""
	if *form != "" {
		body, contentType = []byte(*form), "application/x-www-form-urlencoded"
	}
	if flags.NArg() == 3 {
		body = []byte(ts.ReadFile(flags.Arg(2)))
		switch filepath.Ext(flags.Arg(2)) {
		case ".json":
			contentType = "application/json"
		case ".csv":
			contentType = "text/csv"
		default:
			contentType = "application/x-www-form-urlencoded"
		}
	}
	r, err := http.NewRequest(method, url, bytes.NewReader(body))
	ts.Check(err)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead { // as a browser does on the practice's own page
		r.Header.Set("Origin", r.URL.Scheme+"://"+r.URL.Host)
	}
	for _, h := range headers {
		name, value, ok := strings.Cut(h, ":")
		if !ok {
			ts.Fatalf("-H wants 'Name: value'")
		}
		if strings.EqualFold(name, "Host") {
			r.Host = strings.TrimSpace(value)
		}
		r.Header.Set(name, strings.TrimSpace(value))
	}
	client := &http.Client{Jar: ts.Value("world").(*world).jar, Timeout: patience}
	if !*follow {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	defer client.CloseIdleConnections()
	resp, err := client.Do(r)
	if neg {
		if err == nil {
			ts.Fatalf("%s %s answered %s, and nobody was to answer", method, url, resp.Status)
		}
		return
	}
	ts.Check(err)
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	ts.Check(err)
	_, _ = fmt.Fprintf(ts.Stdout(), "HTTP %s\n", resp.Status)
	_ = resp.Header.WriteSubset(ts.Stdout(), map[string]bool{"Date": true, "Set-Cookie": true})
	_, _ = fmt.Fprintf(ts.Stdout(), "\n%s\n", answer)
	if status != 0 && resp.StatusCode != status {
		ts.Fatalf("%s %s answered %s, wanted %d", method, url, resp.Status, status)
	}
}

// waitfor URL: until it answers with a status below 500.
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	noNot(ts, neg)
	if len(args) != 1 {
		ts.Fatalf("usage: waitfor URL")
	}
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	until(ts, args[0]+" does not answer", func() bool {
		resp, err := client.Get(args[0])
		if err != nil {
			return false
		}
		_ = resp.Body.Close()
		return resp.StatusCode < 500
	})
}

// await FILE REGEXP [VAR]: until a file, such as the output of a program that runs, matches; VAR gets the first group.
func await(ts *testscript.TestScript, neg bool, args []string) {
	noNot(ts, neg)
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: await FILE REGEXP [VAR]")
	}
	wanted, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	var text []byte
	until(ts, args[0]+" does not say "+args[1], func() bool {
		text, err = os.ReadFile(ts.MkAbs(args[0]))
		return err == nil && wanted.Match(text)
	})
	if len(args) == 3 {
		keep(ts, wanted, string(text), args[2])
	}
}

// capture VAR REGEXP: VAR gets the first group of the match in the last command's output.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	noNot(ts, neg)
	if len(args) != 2 {
		ts.Fatalf("usage: capture VAR REGEXP")
	}
	wanted, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	text := ts.ReadFile("stdout")
	keep(ts, wanted, text, args[0])
	_, _ = io.WriteString(ts.Stdout(), text) // so that the next line can look at it too
}

func keep(ts *testscript.TestScript, wanted *regexp.Regexp, text, name string) {
	m := wanted.FindStringSubmatch(text)
	if len(m) < 2 {
		ts.Fatalf("no match with a group for %s in:\n%s", wanted, text)
	}
	ts.Setenv(name, m[1])
}

// sqlite FILE SQL: prints the rows, columns separated by tabs.
func query(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sqlite FILE SQL")
	}
	file := ts.MkAbs(args[0])
	if _, err := os.Stat(file); err != nil {
		ts.Fatalf("%v", err)
	}
	err := printRows(ts.Stdout(), file, args[1])
	if neg {
		if err == nil {
			ts.Fatalf("the statement worked")
		}
		_, _ = fmt.Fprintln(ts.Stderr(), err)
		return
	}
	ts.Check(err)
}

func printRows(w io.Writer, file, statement string) error {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(context.Background(), statement)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			if i > 0 {
				_, _ = fmt.Fprint(w, "\t")
			}
			if b, ok := v.([]byte); ok {
				_, _ = fmt.Fprintf(w, "%x", b)
			} else {
				_, _ = fmt.Fprint(w, v)
			}
		}
		_, _ = fmt.Fprintln(w)
	}
	return rows.Err()
}

// nobytes BYTES PATH...: fails if any of the files, or of the files in the folders, holds the bytes. "! nobytes"
// fails if none does, which shows that the files would give them away.
func noBytes(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || args[0] == "" {
		ts.Fatalf("usage: nobytes BYTES PATH...")
	}
	var read int
	var found []string
	for _, path := range args[1:] {
		ts.Check(filepath.WalkDir(ts.MkAbs(path), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			text, err := os.ReadFile(path)
			read += len(text)
			if i := bytes.Index(text, []byte(args[0])); i >= 0 {
				found = append(found, fmt.Sprintf("%s at byte %d", path, i))
			}
			return err
		}))
	}
	switch {
	case read == 0:
		ts.Fatalf("there was nothing to read in %v", args[1:])
	case !neg && len(found) > 0:
		ts.Fatalf("%q stands in %s", args[0], strings.Join(found, ", "))
	case neg && len(found) == 0:
		ts.Fatalf("%q stands in none of them", args[0])
	}
}

// occupy PORT: listens there until the story ends.
func occupy(ts *testscript.TestScript, neg bool, args []string) {
	noNot(ts, neg)
	if len(args) != 1 {
		ts.Fatalf("usage: occupy PORT")
	}
	l, err := net.Listen("tcp", "127.0.0.1:"+args[0])
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
}

// smalldisk DIR MEGABYTES: mounts a disk of that size at DIR until the story ends.
func smallDisk(ts *testscript.TestScript, neg bool, args []string) {
	noNot(ts, neg)
	if len(args) != 2 {
		ts.Fatalf("usage: smalldisk DIR MEGABYTES")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o700))
	ts.Check(exec.Command("mount", "-t", "tmpfs", "-o", "size="+args[1]+"m", "tmpfs", dir).Run())
	ts.Defer(func() { _ = exec.Command("umount", "-l", dir).Run() })
}

// pg VAR: sets VAR to the URL of a fresh, empty PostgreSQL database.
func pg(ts *testscript.TestScript, neg bool, args []string) {
	noNot(ts, neg)
	if len(args) != 1 {
		ts.Fatalf("usage: pg VAR")
	}
	ts.Setenv(args[0], testkit.EmptyPG(ts.Value("world").(*world).t))
}
