// Package cli is the command line: one file per subcommand, each a struct that kong fills and whose Run does the
// work.
//
// It promises the exit codes 0 done, 1 done and the answer is bad news (something blocks, a chain is broken),
// 2 usage or input and output; errors are one plain sentence on Err. Subcommands owe that they use only the
// streams of [IO] and print nothing but their result on Out.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/alecthomas/kong"

	"bedside/internal/fault"
)

// IO is what a subcommand sees of the world. Ctx ends when the program is asked to stop.
type IO struct {
	Ctx    context.Context
	In     io.Reader
	Out    io.Writer
	Err    io.Writer
	Getenv func(string) string
}

// Log returns a logger that writes to Err.
func (o *IO) Log() *slog.Logger { return slog.New(slog.NewTextHandler(o.Err, nil)) }

// errBadNews ends the program with exit code 1: the command worked and what it found is bad.
var errBadNews = errors.New("bad news")

// commands is every subcommand. Their help texts stand in the struct tags.
type commands struct {
	Demo      DemoCmd      `cmd:"" help:"Run a fictional practice on this machine."`
	Init      InitCmd      `cmd:"" help:"Make a practice's data folder."`
	Serve     ServeCmd     `cmd:"" help:"Serve the site and the console, and do what is due."`
	Migrate   MigrateCmd   `cmd:"" help:"Bring the database up to date."`
	Link      LinkCmd      `cmd:"" help:"Print a one-time sign-in link for a staff member."`
	RotateKey RotateKeyCmd `cmd:"" help:"Add a key to the key file."`
	Backup    BackupCmd    `cmd:"" help:"Write an encrypted backup."`
	Restore   RestoreCmd   `cmd:"" help:"Restore a backup into an empty database."`
	Audit     AuditCmd     `cmd:"" help:"Verify the audit log."`
	Check     CheckCmd     `cmd:"" help:"Read a text before it is said in public and say what could hurt."`
	Redact    RedactCmd    `cmd:"" help:"Rewrite a text so that nothing in it points to a patient."`
	Rules     RulesCmd     `cmd:"" help:"List, show and test the rules of the guard."`
	Sources   SourcesCmd   `cmd:"" help:"Import the list of retracted papers, and say how old it is."`
	Lookback  LookbackCmd  `cmd:"" help:"Read an archive of old posts and say which to reconsider."`
	Bench     BenchCmd     `cmd:"" help:"Measure this machine."`
	Import    ImportCmd    `cmd:"" help:"Bring providers, patients or appointments in from a CSV file."`
	Export    ExportCmd    `cmd:"" help:"Write providers, patients or appointments as CSV."`

	Understand UnderstandCmd `cmd:"" help:"Say what callers mean, a line at a time."`
	Talk       TalkCmd       `cmd:"" help:"Talk with the front desk, a line a turn."`
	Flows      FlowsCmd      `cmd:"" help:"Check what a practice makes of the front desk's flows."`
	Rehearse   RehearseCmd   `cmd:"" help:"Have invented callers try the front desk."`

	PDFWords PDFWordsCmd `cmd:"" hidden:"" name:"pdf-words" help:"Read a PDF from standard input and write its words: what Bedside runs for each file."`
}

// Main runs the program with its arguments (without its name) and returns the exit code.
func Main(args []string, o IO) int {
	var c commands
	exit := -1
	parser, err := kong.New(&c,
		kong.Name("bedside"),
		kong.Description("The front desk and the public voice of a medical practice."),
		kong.Writers(o.Out, o.Err),
		kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		return fail(o, err)
	}
	k, err := parser.Parse(args)
	if exit >= 0 { // help was asked for and printed
		return exit
	}
	if err != nil {
		_, _ = fmt.Fprintf(o.Err, "bedside: %v\nTry: bedside --help\n", err)
		return 2
	}
	err = k.Run(&o)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errBadNews):
		return 1
	default:
		return fail(o, err)
	}
}

func fail(o IO, err error) int {
	msg := fault.Message(err)
	if fault.KindOf(err) == fault.Internal { // the one who runs the command is the one who can mend it
		msg = err.Error()
	}
	_, _ = fmt.Fprintln(o.Err, "bedside:", msg)
	return 2
}

// open returns the named file, or In for "-" or no name.
func (o *IO) open(name string) (io.ReadCloser, error) {
	if name == "" || name == "-" {
		return io.NopCloser(o.In), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "cli.open", "Cannot read "+name+": "+plainPath(err)+".", err)
	}
	return f, nil
}

// plainPath says what is wrong with a file without the operation and path that os puts before it.
func plainPath(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
