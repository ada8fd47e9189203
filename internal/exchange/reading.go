package exchange

import (
	"fmt"
	"slices"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
)

// reading is a run's file, read by its plan: what each row says, or why it is refused, so far as the file, the plan and
// the practice tell. The same three give the same reading, so that it can be made anew wherever work goes on.
type reading struct {
	run      Run
	practice *practice.Practice
	now      time.Time
	today    civil.Date
	orders   map[Field]order
	rows     []said

	numbered map[string]int       // the row with a visit number
	wanted   map[string][]stretch // the times that rows want of a patient or a provider, in order
	early    map[int]outcome      // lines that were settled together with one before them
	gone     days                 // in a dry run, the visits that would have left their times by now
	come     days                 // and those that would have come
}

// said is what one row says.
type said struct {
	line     int
	no       *Refusal // why it is refused, or nil and one of:
	patient  patient.Patient
	provider practice.Provider
	visit    visit
	due      due
}

// read reads the run's file. Invalid with a sentence if the file or its plan cannot be used.
func read(run Run, file []byte, p *practice.Practice, now time.Time) (*reading, error) {
	table, err := Read(file)
	if err != nil {
		return nil, err
	}
	if len(run.Plan.Columns) != len(table.Headings) {
		return nil, unusable("The plan is for a file with other columns. Choose the file again.")
	}
	if problem := whole(run.Kind, run.Plan.Columns); problem != "" {
		return nil, unusable(problem)
	}
	r := &reading{run: run, practice: p, now: now, today: civil.DateOf(now.UTC()), orders: orders(run.Plan, table), early: map[int]outcome{}, gone: days{}, come: days{}}
	for _, row := range table.Rows {
		s := said{line: row.Line}
		switch {
		case row.Problem != "":
			s.no = &Refusal{Line: row.Line, Sentence: row.Problem}
		case run.Kind == Providers:
			s.provider, s.no = r.provider(row)
		case run.Kind == Appointments:
			s.visit, s.no = r.visit(row)
		case run.Kind == Recalls:
			s.due, s.no = r.due(row)
		default:
			if s.patient, s.no = r.person(row); s.no == nil {
				if s.patient, err = patient.Normal(s.patient, now); err != nil {
					s.no = r.no(row, LeftOut, err)
				}
			}
		}
		r.rows = append(r.rows, s)
	}
	r.twice()
	return r, nil
}

// orders finds out how the dates of the columns are written.
func orders(p Plan, t Table) map[Field]order {
	all := map[Field]order{}
	for i, f := range p.Columns {
		if f != BirthDay && f != Day && f != Ends && f != DueDay {
			continue
		}
		o := order{dayFirst: p.DayFirst}
		for _, row := range t.Rows {
			only, _ := dayFirst(cell(row, i))
			o.mixed = o.mixed || only && !p.DayFirst
		}
		all[f] = o
	}
	return all
}

func cell(row Row, i int) string {
	if i < len(row.Cells) {
		return row.Cells[i]
	}
	return ""
}

// value is what the row has in the first column that is taken for the field.
func (r *reading) value(row Row, f Field) string {
	if i := slices.Index(r.run.Plan.Columns, f); i >= 0 {
		return cell(row, i)
	}
	return ""
}

// no refuses a row for what stands in the field, at for what stands in a column.
func (r *reading) no(row Row, f Field, err error) *Refusal {
	return &Refusal{Line: row.Line, Column: slices.Index(r.run.Plan.Columns, f) + 1, Field: f, Sentence: fault.Message(err)}
}

func (r *reading) at(row Row, i int, err error) *Refusal {
	return &Refusal{Line: row.Line, Column: i + 1, Field: r.run.Plan.Columns[i], Sentence: fault.Message(err)}
}

// twice refuses what the file has twice: the first row stands.
func (r *reading) twice() {
	switch r.run.Kind {
	case Patients:
		r.patientsTwice()
	case Providers:
		first := map[string]int{}
		for i := range r.rows {
			s := &r.rows[i]
			for _, key := range []string{"npi " + s.provider.NPI, "name " + bare(s.provider.Given+" "+s.provider.Family)} {
				if s.no != nil || key == "npi " {
					continue
				}
				if line := first[key]; line > 0 {
					s.no = &Refusal{Line: s.line, Sentence: fmt.Sprintf("This is the same provider as in line %d.", line)}
					continue
				}
				first[key] = s.line
			}
		}
	case Appointments:
		r.visitsTwice()
	case Recalls:
		r.duesTwice()
	}
}

func (r *reading) patientsTwice() {
	seen := map[string][]int{}
	for i := range r.rows {
		s := &r.rows[i]
		if s.no != nil {
			continue
		}
		for _, mark := range s.patient.Marks() {
			for _, k := range seen[mark.Reveal()] {
				o := r.rows[k]
				if !s.patient.Same(o.patient) {
					continue
				}
				s.no = &Refusal{Line: s.line, Sentence: fmt.Sprintf("This is the same patient as in line %d.", o.line)}
				if bare(s.patient.Name.Reveal()) != bare(o.patient.Name.Reveal()) && s.patient.Birth.Reveal() != o.patient.Birth.Reveal() {
					s.no.Sentence = fmt.Sprintf("This row has the patient number of line %d, with another name and birth date.", o.line)
				}
			}
			if s.no != nil {
				break
			}
		}
		if s.no == nil {
			for _, mark := range s.patient.Marks() {
				seen[mark.Reveal()] = append(seen[mark.Reveal()], i)
			}
		}
	}
}
