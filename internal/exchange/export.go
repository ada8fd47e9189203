package exchange

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Range is the days of which appointments are written, both included.
type Range struct{ From, To civil.Date }

const page = 500 // patients in one reading

// Export writes everything of the kind as CSV that [Service.Bring] reads, with a byte order mark, as Excel wants it. No
// value is a formula. What it discloses of patients is entered in the access log page by page, before it is written; a
// file that breaks off is therefore disclosed as far as it went. Forbidden without the right to export.
func (s *Service) Export(ctx context.Context, by actor.Actor, k Kind, days Range, w io.Writer) error {
	const op = "exchange.Export"
	if err := by.Need(actor.Export); err != nil {
		return fault.At(op, err)
	}
	err := s.DB.Do(ctx, by, func(t tx.Tx) error {
		return s.Audit.Record(ctx, t, "exported", audit.Ref{Kind: string(k)}, "", nil)
	})
	if err != nil {
		return fault.At(op, err)
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	sheet := func(cells ...string) error {
		for i := range cells {
			cells[i] = Harmless(cells[i])
		}
		return out.Write(cells)
	}
	switch k {
	case Providers:
		err = s.exportProviders(ctx, by, sheet)
	case Patients:
		err = s.exportPatients(ctx, by, sheet)
	case Appointments:
		err = s.exportAppointments(ctx, by, days, sheet)
	case Recalls:
		err = s.exportDues(ctx, by, sheet)
	default:
		err = fault.New(fault.Invalid, op, "Say what to export: providers, patients, appointments or recalls.")
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return fault.At(op, err)
}

func heads(all ...Field) []string {
	var s []string
	for _, f := range all {
		s = append(s, string(f))
	}
	return s
}

func (s *Service) now(ctx context.Context, by actor.Actor) (p *practice.Practice, now time.Time, err error) {
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		p, err = s.Practice.Get(ctx, t)
		now = t.Now()
		return err
	})
	return p, now, err
}

func (s *Service) exportProviders(ctx context.Context, by actor.Actor, sheet func(...string) error) error {
	p, _, err := s.now(ctx, by)
	if err != nil {
		return err
	}
	if err := sheet(heads(GivenName, FamilyName, Credentials, Specialty, NPI, Languages, Services, Active)...); err != nil {
		return err
	}
	for _, v := range p.Providers {
		var names []string
		for _, i := range v.Services {
			if svc, ok := p.Service(i); ok && svc.Active {
				names = append(names, svc.Name)
			}
		}
		if err := sheet(v.Given, v.Family, v.Credentials, v.Specialty, v.NPI, v.Languages, strings.Join(names, "; "), yesNo(v.Active)); err != nil {
			return err
		}
	}
	return nil
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// columns is how many contact points of a kind a line has room for.
const columns = 3

func (s *Service) exportPatients(ctx context.Context, by actor.Actor, sheet func(...string) error) error {
	if err := sheet(heads(GivenName, FamilyName, BirthDay, Number, Phone, Phone, Phone, Email, Email, Email, MayEmail, MayText)...); err != nil {
		return err
	}
	for after := patient.ID(""); ; {
		var all []patient.Patient
		err := s.DB.View(ctx, by, func(t tx.Tx) (err error) {
			if all, err = s.Patients.After(ctx, t, after, page); err != nil {
				return err
			}
			return s.Audit.Disclose(ctx, t, "export of patients", ids(all)...)
		})
		if err != nil || len(all) == 0 {
			return err
		}
		for _, p := range all {
			if err := sheet(patientLine(p)...); err != nil {
				return err
			}
			after = p.ID
		}
	}
}

func ids(all []patient.Patient) []string {
	var s []string
	for _, p := range all {
		s = append(s, string(p.ID))
	}
	return s
}

func patientLine(p patient.Patient) []string {
	line := []string{p.Name.RevealGiven(), p.Name.RevealFamily(), p.Birth.Reveal(), p.Number.Reveal()}
	for _, kind := range []patient.ContactKind{patient.Phone, patient.Email} {
		n := 0
		for _, c := range p.Contacts {
			if c.Kind == kind && n < columns {
				line = append(line, american(c.Value.Reveal()))
				n++
			}
		}
		line = append(line, make([]string, columns-n)...)
	}
	return append(line, consented(p, patient.Email), consented(p, patient.Phone))
}

// american is a number as Americans write it, which no spreadsheet takes for a sum; what is none stays.
func american(s string) string {
	if len(s) == 12 && strings.HasPrefix(s, "+1") {
		return s[2:5] + "-" + s[5:8] + "-" + s[8:]
	}
	return s
}

// consented is yes only where every contact point of the kind has consent: a file cannot say it of each, and none may be
// made up when it comes back.
func consented(p patient.Patient, k patient.ContactKind) string {
	n, yes := 0, 0
	for _, c := range p.Contacts {
		if c.Kind != k {
			continue
		}
		if n++; c.Consent && !c.OptedOut {
			yes++
		}
	}
	switch {
	case n == 0:
		return ""
	case yes == n:
		return "yes"
	}
	return "no"
}

// wrote writes the lines that are read in one transaction, and returns how many.
func (s *Service) wrote(ctx context.Context, by actor.Actor, sheet func(...string) error, read func(tx.Tx) ([][]string, error)) (int, error) {
	var lines [][]string
	if err := s.DB.View(ctx, by, func(t tx.Tx) (err error) { lines, err = read(t); return err }); err != nil {
		return 0, err
	}
	for _, l := range lines {
		if err := sheet(l...); err != nil {
			return 0, err
		}
	}
	return len(lines), nil
}

// week is how many days of appointments are read at once.
const week = 7

func (s *Service) exportAppointments(ctx context.Context, by actor.Actor, days Range, sheet func(...string) error) error {
	p, now, err := s.now(ctx, by)
	if err != nil {
		return err
	}
	if days.From.IsZero() {
		days.From = civil.DateOf(now).AddDays(-366)
	}
	if days.To.IsZero() {
		days.To = civil.DateOf(now).AddDays(366)
	}
	if err := sheet(heads(GivenName, FamilyName, BirthDay, Number, ProviderName, ProviderNPI, LocationName, ServiceName, Day, Minutes, State, Reason, VisitNumber)...); err != nil {
		return err
	}
	for from := days.From; !days.To.Before(from); from = from.AddDays(week) {
		to := from.AddDays(week)
		if days.To.Before(to) {
			to = days.To.AddDays(1)
		}
		if _, err := s.wrote(ctx, by, sheet, func(t tx.Tx) ([][]string, error) { return s.visits(ctx, t, p, from, to) }); err != nil {
			return err
		}
	}
	return nil
}

// visits are the lines of the appointments that begin on the days from up to and without to, by their own clocks.
func (s *Service) visits(ctx context.Context, t tx.Tx, p *practice.Practice, from, to civil.Date) (lines [][]string, err error) {
	all, err := s.Schedule.Between(ctx, t, from.At(0, time.UTC).AddDate(0, 0, -1), to.At(0, time.UTC).AddDate(0, 0, 1), schedule.Filter{})
	if err != nil {
		return nil, err
	}
	var who []patient.ID
	var shown []string
	kept := all[:0]
	for _, a := range all {
		if d := a.DayOf(); d.Before(from) || !d.Before(to) || a.Status == schedule.EnteredInError {
			continue
		}
		kept, who, shown = append(kept, a), append(who, a.Patient), append(shown, string(a.Patient))
	}
	people, err := s.Patients.Many(ctx, t, who)
	if err != nil {
		return nil, err
	}
	var visits []schedule.ID
	for _, a := range kept {
		visits = append(visits, a.ID)
	}
	names, err := s.Store.ForeignOf(ctx, t, visits)
	if err != nil {
		return nil, err
	}
	for _, a := range kept {
		o := people[a.Patient]
		v, _ := p.Provider(a.Provider)
		l, _ := p.Location(a.Location)
		svc, _ := p.Service(a.Service)
		lines = append(lines, []string{o.Name.RevealGiven(), o.Name.RevealFamily(), o.Birth.Reveal(), o.Number.Reveal(), v.Given + " " + v.Family, v.NPI, l.Name, svc.Name,
			a.Start.Format(time.RFC3339), strconv.Itoa(int(a.End.Sub(a.Start) / time.Minute)), stateName(a.Status), a.Reason.Reveal(), names[a.ID].Name.Reveal()})
	}
	return lines, s.Audit.Disclose(ctx, t, "export of appointments", shown...)
}

// stateName is a status as a file says it.
func stateName(s schedule.Status) string {
	switch s {
	case schedule.Pending:
		return string(schedule.Booked)
	case schedule.NoShow:
		return "no-show"
	case schedule.CheckedIn:
		return "checked in"
	}
	return string(s)
}
