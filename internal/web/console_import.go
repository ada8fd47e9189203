package web

import (
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/exchange"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const importHome = "/console/import"

func runURL(i exchange.ID) string { return importHome + "/" + string(i) }

// fileKinds are the kinds of files as people read them.
var fileKinds = map[exchange.Kind]string{exchange.Providers: "Providers", exchange.Patients: "Patients", exchange.Appointments: "Appointments", exchange.Recalls: "Recalls"}

// imports asks for a file and lists those that came.
func (c *call) imports() error { return c.importPage(http.StatusOK, "", "") }

func (c *call) importPage(status int, mistake, days string) error {
	kind := exchange.Kind(c.form("kind"))
	if !slices.Contains(exchange.Kinds(), kind) {
		kind = exchange.Patients
	}
	v := view.Import{Console: c.console("Import and export", view.InPatients), File: view.Field{Error: mistake}, From: c.field("from"), To: view.Field{Value: c.form("to"), Error: days}, Sample: exchange.Sample(kind), CanExport: c.by.May(actor.Export)}
	for _, k := range exchange.Kinds() {
		if c.by.May(k.Right()) {
			v.Kinds = append(v.Kinds, view.Option(string(k), fileKinds[k], k == kind))
		}
		v.Exports = append(v.Exports, view.Option(string(k), fileKinds[k], false))
	}
	err := c.view(func(t tx.Tx) error {
		all, err := c.Exchange.Recent(c.r.Context(), t)
		p, perr := c.Practice.Get(c.r.Context(), t)
		if err = errors.Join(err, perr); err != nil {
			return err
		}
		v.Rows = nil
		for _, r := range all {
			v.Rows = append(v.Rows, view.ImportRow{URL: runURL(r.ID), Kind: fileKinds[r.Kind], Name: r.Name.Reveal(), When: stamp(r.Made.In(zoneOf(p, ""))), Mark: phaseMark(r.Phase), Rows: plural(r.Lines, "row")})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.Render.Page(c.w, status, v)
}

func phaseMark(p exchange.Phase) view.Mark {
	switch p {
	case exchange.Checking:
		return view.Mark{Icon: "clock", Word: "being looked at"}
	case exchange.Checked:
		return view.Mark{Tone: "caution", Icon: "triangle-alert", Word: "waits for you"}
	case exchange.Applying:
		return view.Mark{Icon: "clock", Word: "coming in"}
	case exchange.Dropped:
		return view.Mark{Icon: "circle-slash", Word: "given up"}
	}
	return view.Mark{Tone: "good", Icon: "check", Word: "brought in"}
}

// atOnce is how long somebody waits at the screen for a file that is looked at or comes in; a job does the rest.
const atOnce = 1500 * time.Millisecond

// receiveFile takes the file of the form in and has it looked at. Invalid if it cannot be used.
func (c *call) receiveFile(k exchange.Kind) (exchange.Run, error) {
	f, head, err := c.r.FormFile("file") // held in memory: a file of patients must not lie on the disk
	if errors.Is(err, http.ErrMissingFile) {
		return exchange.Run{}, fault.New(fault.Invalid, "web.receiveFile", "Choose a file first.")
	}
	if err != nil {
		return exchange.Run{}, unread(err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	data, err := io.ReadAll(f)
	if err != nil {
		return exchange.Run{}, unread(err)
	}
	run, err := c.Exchange.Bring(c.r.Context(), c.by, k, head.Filename, data)
	if err != nil {
		return run, err
	}
	return run, c.advance(run.ID)
}

// advance goes on with a run for a moment.
func (c *call) advance(i exchange.ID) error {
	_, err := c.Exchange.Advance(c.r.Context(), i, atOnce)
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) { // a job is at it, or its page says what is wrong
		return nil
	}
	return err
}

// importPost takes a file and shows what would come of it; nothing of it is stored yet.
func (c *call) importPost() error {
	run, err := c.receiveFile(exchange.Kind(c.form("kind")))
	if fault.Is(err, fault.Invalid) {
		return c.importPage(http.StatusBadRequest, fault.Message(err), "")
	}
	if err != nil {
		return err
	}
	return c.see(runURL(run.ID))
}

func (c *call) runID() (exchange.ID, error) {
	i, err := id.Parse[exchange.Run](c.r.PathValue("id"))
	if err != nil {
		return "", fault.New(fault.NotFound, "web.runID", "There is no such file.")
	}
	return i, nil
}

// importRun shows how far a file is and what would come, or came, of it.
func (c *call) importRun() error { return c.runPage(http.StatusOK, nil) }

func (c *call) runPage(status int, notice *view.Notice) error {
	i, err := c.runID()
	if err != nil {
		return err
	}
	seen, err := c.Exchange.Look(c.r.Context(), c.by, i)
	if err != nil {
		return err
	}
	p, err := c.current()
	if err != nil {
		return err
	}
	kind := strings.ToLower(fileKinds[seen.Kind])
	v := view.ImportRun{Console: c.console("Import "+kind, view.InPatients), URL: runURL(i), Name: seen.Name.Reveal(), Kind: kind, Lines: seen.Lines, At: seen.At,
		Added: seen.Counts.Added, Changed: seen.Counts.Changed, Moved: seen.Counts.Moved, Cancelled: seen.Counts.Cancelled, Unchanged: seen.Counts.Unchanged, Refused: seen.Counts.Refused, DayFirst: seen.Plan.DayFirst, Overbook: seen.Plan.Overbook,
		Working: seen.Phase == exchange.Checking || seen.Phase == exchange.Applying, Waiting: seen.Phase == exchange.Checked, Done: seen.Phase == exchange.Done, Dropped: seen.Phase == exchange.Dropped,
		Applied: seen.Phase == exchange.Applying || seen.Phase == exchange.Done, Setup: !p.Settings.Live, Visits: seen.Kind == exchange.Appointments}
	v.Notice = notice
	v.Unread = v.Waiting && seen.At < seen.Lines
	if seen.Kind == exchange.Appointments || seen.Kind == exchange.Recalls {
		v.Services = append(v.Services, view.Option("", "Refuse them", seen.Plan.Service == ""))
		v.Services = append(v.Services, serviceChoices(p, []practice.ServiceID{seen.Plan.Service})...)
	}
	for k, h := range seen.Headings {
		v.Columns = append(v.Columns, columnOf(seen, k, h))
	}
	for _, r := range seen.Refusals {
		row := view.ImportRefusal{Line: r.Line, Field: string(r.Field), Text: r.Sentence}
		if r.Column > 0 {
			row.Column = strconv.Itoa(r.Column)
		}
		v.Refusals = append(v.Refusals, row)
	}
	v.More = max(seen.Counts.Refused-len(v.Refusals), 0)
	for _, r := range seen.Changes {
		what := map[string]string{"moved": "Moved", "cancelled": "Cancelled"}[r.What]
		if !v.Applied {
			what = "Would be " + r.What
		}
		v.Changes = append(v.Changes, view.ImportChange{Line: r.Line, Number: r.Number, What: what, Text: r.Text})
	}
	v.Others = max(v.Moved+v.Cancelled-len(v.Changes), 0)
	return c.Render.Page(c.w, status, v)
}

// columnOf is how a column is read, with what stands in its first rows.
func columnOf(seen exchange.Seen, k int, heading string) view.ImportColumn {
	col := view.ImportColumn{Name: "column" + strconv.Itoa(k), Heading: heading, Choices: []view.Choice{view.Option("", "left out", seen.Plan.Columns[k] == exchange.LeftOut)}}
	for _, f := range exchange.Fields(seen.Kind) {
		col.Choices = append(col.Choices, view.Option(string(f), string(f), seen.Plan.Columns[k] == f))
	}
	var some []string
	for _, r := range seen.First {
		if k < len(r.Cells) && r.Cells[k] != "" {
			some = append(some, r.Cells[k])
		}
	}
	col.First = strings.Join(some, " · ")
	return col
}

// importPlan has the file looked at anew in another way.
func (c *call) importPlan() error {
	i, err := c.runID()
	if err != nil {
		return err
	}
	p := exchange.Plan{DayFirst: c.form("day_first") == "1", Service: practice.ServiceID(c.form("service")), Overbook: c.form("overbook") != ""}
	for k := 0; c.r.PostForm.Has("column" + strconv.Itoa(k)); k++ {
		p.Columns = append(p.Columns, exchange.Field(c.form("column"+strconv.Itoa(k))))
	}
	return c.decided(i, c.Exchange.Replan(c.r.Context(), c.by, i, p))
}

// importApply brings in what was not refused.
func (c *call) importApply() error {
	i, err := c.runID()
	if err != nil {
		return err
	}
	return c.decided(i, c.Exchange.Apply(c.r.Context(), c.by, i))
}

// importDrop gives the file up.
func (c *call) importDrop() error {
	i, err := c.runID()
	if err != nil {
		return err
	}
	if err := c.Exchange.Drop(c.r.Context(), c.by, i); err != nil {
		return c.decided(i, err)
	}
	return c.see(importHome)
}

func (c *call) decided(i exchange.ID, err error) error {
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return c.runPage(statusOf(err), &view.Notice{Tone: view.Stop, Title: fault.Message(err)})
	}
	if err == nil {
		err = c.advance(i)
	}
	if err != nil {
		return err
	}
	return c.see(runURL(i))
}

// importRefused is what was refused as a file, to mend the other by.
func (c *call) importRefused() error {
	return c.runFile("refused.csv", []string{"line", "column", "field", "why"}, func(i exchange.ID, row func(...string) error) error {
		return c.Exchange.Refusals(c.r.Context(), c.by, i, func(r exchange.Refusal) error {
			column := ""
			if r.Column > 0 {
				column = strconv.Itoa(r.Column)
			}
			return row(strconv.Itoa(r.Line), column, string(r.Field), r.Sentence)
		})
	})
}

// importChanges is what becomes of visits that are here as a file.
func (c *call) importChanges() error {
	return c.runFile("changes.csv", []string{"line", "visit number", "what", "when"}, func(i exchange.ID, row func(...string) error) error {
		return c.Exchange.Changes(c.r.Context(), c.by, i, func(r exchange.Numbered) error {
			return row(strconv.Itoa(r.Line), r.Number, r.What, r.Text)
		})
	})
}

// runFile writes rows about a run as a file.
func (c *call) runFile(name string, heads []string, rows func(exchange.ID, func(...string) error) error) error {
	i, err := c.runID()
	if err != nil {
		return err
	}
	if _, err := c.Exchange.Look(c.r.Context(), c.by, i); err != nil {
		return err
	}
	c.attachment("text/csv", name)
	out := csv.NewWriter(c.w)
	if err := out.Write(heads); err != nil {
		return err
	}
	err = rows(i, func(cells ...string) error {
		for n := range cells {
			cells[n] = exchange.Harmless(cells[n])
		}
		return out.Write(cells)
	})
	out.Flush()
	return errors.Join(err, out.Error())
}

func (c *call) attachment(kind, name string) {
	c.w.Header().Set("Content-Type", kind+"; charset=utf-8")
	c.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// export writes everything of a kind. It is a POST, because it is entered in the access log and nothing may fetch it
// by itself.
func (c *call) export() error {
	k := exchange.Kind(c.r.PathValue("kind"))
	if !slices.Contains(exchange.Kinds(), k) {
		return fault.New(fault.NotFound, "web.export", "")
	}
	var days exchange.Range
	for _, d := range []struct {
		to   *civil.Date
		text string
	}{{&days.From, c.form("from")}, {&days.To, c.form("to")}} {
		if d.text == "" {
			continue
		}
		var err error
		if *d.to, err = civil.ParseUSDate(d.text); err != nil {
			return c.importPage(http.StatusBadRequest, "", fault.Message(err))
		}
	}
	if !days.From.IsZero() && !days.To.IsZero() && days.To.Before(days.From) {
		return c.importPage(http.StatusBadRequest, "", "The last day is before the first.")
	}
	c.attachment("text/csv", string(k)+".csv")
	return c.Exchange.Export(c.r.Context(), c.by, k, days, c.w)
}
