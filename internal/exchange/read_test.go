package exchange

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
	"unicode/utf16"
	"unicode/utf8"

	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
)

// noon is Monday, November 23, 2026.
var noon = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)

func house() *practice.Practice {
	return &practice.Practice{
		Locations: []practice.Location{{ID: "l", Name: "Harbor Street", Zone: "America/Chicago", Active: true}},
		Providers: []practice.Provider{{ID: "v", Given: "Ines", Family: "Marlow", NPI: "1234567893", Services: []practice.ServiceID{"s"}, Active: true},
			{ID: "w", Given: "Ruth", Family: "Bergstrom", Services: []practice.ServiceID{"s"}, Active: true}},
		Services: []practice.Service{{ID: "s", Name: "Follow-up", Minutes: 20, Active: true}, {ID: "g", Name: "Group", Minutes: 60, Seats: 4, Active: true}},
	}
}

func reads(t testing.TB, k Kind, file string, change ...func(*Plan)) *reading {
	t.Helper()
	table, err := Read([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	p := Plan{Columns: Guess(k, table.Headings)}
	for _, c := range change {
		c(&p)
	}
	r, err := read(Run{Kind: k, Plan: p, Phase: Checking}, []byte(file), house(), noon)
	if err != nil {
		t.Fatalf("%v, with %v", err, p.Columns)
	}
	return r
}

// show is what a row says of a patient, for comparing.
func show(p patient.Patient) string {
	parts := []string{p.Name.RevealGiven(), p.Name.RevealFamily(), p.Birth.Reveal(), p.Number.Reveal()}
	for _, c := range p.Contacts {
		mark := ""
		if c.Consent {
			mark = "+"
		}
		parts = append(parts, mark+c.Value.Reveal())
	}
	return strings.Join(parts, "|")
}

func utf16le(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func TestPatientsAreRead(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"the usual":           {"First Name,Last Name,DOB,Phone,Email\nTest,Person,2/28/1980,(218) 555-0123,Test@Example.com\n", "Test|Person|1980-02-28||+12185550123|test@example.com"},
		"semicolons and CRLF": {"Last;First;Date of birth;MRN\r\nPerson;Test;1980-02-28;A-17\r\n", "Test|Person|1980-02-28|A-17"},
		"tabs":                {"name\tbirthdate\tcell\nPerson, Test\tFeb 28, 1980\t218.555.0123\n", "Test|Person|1980-02-28||+12185550123"},
		"bars":                {"Pt First Name|Pt Last Name|Patient DOB\nTest|Person|02/28/1980\n", "Test|Person|1980-02-28|"},
		"a byte order mark":   {"\ufeffName,DOB\nTest Person,19800228\n", "Test|Person|1980-02-28|"},
		"Windows-1252":        {"first name,last name,dob\nJos\xe9,Pe\xf1a O\x92Shea,2/28/1980\n", "José|Peña O’Shea|1980-02-28|"},
		"UTF-16":              {utf16le("first name\tlast name\tdob\r\nJosé\tPeña\t2/28/1980 0:00\r\n"), "José|Peña|1980-02-28|"},
		"quoted line breaks":  {"first name,last name,dob,notes\n\"Te\"\"s\"\"t\",\"Person, Jr.\",2/28/1980,\"two\nlines\"\n", "Te\"s\"t|Person, Jr.|1980-02-28|"},
		"consent":             {"name,dob,email,mobile,reminders\nTest Person,2/28/1980,t@example.com,2185550123,Y\n", "Test|Person|1980-02-28||+t@example.com|+12185550123"},
		"consent to texts":    {"name,dob,email,mobile,Text OK\nTest Person,2/28/1980,t@example.com,2185550123,Y\n", "Test|Person|1980-02-28||t@example.com|++12185550123"},
		"no word of consent":  {"name,dob,email,mobile,Text OK,Consent\nTest Person,2/28/1980,t@example.com,2185550123,,\n", "Test|Person|1980-02-28||t@example.com|+12185550123"},
		"kept from a sum":     {"name,dob,phone\n'-Test Person,2/28/1980,'+12185550123\n", "-Test|Person|1980-02-28||+12185550123"},
		"an account of it":    {"Patient Name,Date of Birth (mm/dd/yyyy),Acct No,Home Phone,Cell Phone\n\"Person, Test\",1980-02-28T00:00:00,7,218-555-0123,+1 218 555 0123\n", "Test|Person|1980-02-28|7|+12185550123"},
	} {
		t.Run(name, func(t *testing.T) {
			r := reads(t, Patients, c.file)
			if len(r.rows) != 1 || r.rows[0].no != nil {
				t.Fatalf("%d rows: %+v", len(r.rows), r.rows[0].no)
			}
			if got := show(r.rows[0].patient); got != c.want || r.rows[0].line != 2 {
				t.Errorf("line %d: %s\nwant %s", r.rows[0].line, got, c.want)
			}
		})
	}
}

func TestRowsThatAreRefused(t *testing.T) {
	const people = "first name,last name,dob,phone,email,consent\nGood,Row,1/1/1990,218-555-0100,,\n"
	const visits = "name,dob,provider,type,date,time,end time,status\nGood Row,1/1/1990,Marlow,Follow-up,11/30/2026,9:00 am,,\n"
	for _, c := range []struct {
		kind   Kind
		row    string
		column int
		want   string
	}{
		{Patients, "Test,,2/28/1980,,,", 0, "The family name is missing."},
		{Patients, "Test,Person,,,,", 0, "The date of birth is missing."},
		{Patients, "Test,Person,31/02/1980,,,", 3, "That is not a date of birth. Write month, day and full year, such as 02/28/1980."},
		{Patients, "Test,Person,2/28/80,,,", 3, "That is not a date of birth. Write month, day and full year, such as 02/28/1980."},
		{Patients, "Test,Person,2/28/2080,,,", 3, "The date of birth is in the future."},
		{Patients, "Test,Person,2/28/1980,555,,", 4, "That is not a telephone number. It looks like 218-555-0123."},
		{Patients, "Test,Person,2/28/1980,,nobody,", 5, "That is not an e-mail address. It looks like name@example.com."},
		{Patients, "Test,Person,2/28/1980,,t@e.com,maybe", 6, "This is neither yes nor no. A consent must be one of the two."},
		{Patients, "Test,Person,2/28/1980,,,,,more", 0, "This row has more columns than the headings. Check for a separator within a value."},
		{Patients, "Te\"st,Person,2/28/1980,,,", 0, "This row cannot be read. Check its quotation marks."},
		{Patients, "\"Test,Person,2/28/1980,,,", 0, "This row cannot be read. Check its quotation marks."},
		{Patients, "GOOD,row,1/1/1990,,,", 0, "This is the same patient as in line 2."},
		{Patients, strings.Repeat("x", 101) + ",P,2/28/1980,,,", 0, "The given name is too long."},
		{Appointments, "Test Person,2/28/1980,Nobody,Follow-up,11/30/2026,10:00 am,,", 3, "No provider of the practice is called so. Bring the providers in first, or add this one under Practice, Providers."},
		{Appointments, "Test Person,2/28/1980,Marlow,Surgery,11/30/2026,10:00 am,,", 4, "This kind of visit is not known here. Add a service with this name, or choose one for all kinds that are not known."},
		{Appointments, "Test Person,2/28/1980,Marlow,Follow-up,30.11.26,10:00 am,,", 5, badDay},
		{Appointments, "Test Person,2/28/1980,Marlow,Follow-up,11/30/2026,later,,", 5, badClock},
		{Appointments, "Test Person,2/28/1980,Marlow,Follow-up,11/30/2026,,,", 5, "The time of day is missing. Give it with the date or in a column of its own."},
		{Appointments, "Test Person,2/28/1980,Marlow,Follow-up,11/30/2026,10:03,,", 5, "Visits begin on five minutes, such as 9:05 or 9:10."},
		{Appointments, "Test Person,2/28/1980,Marlow,Follow-up,3/14/2027,2:30,,", 5, "There is no such time that day, because clocks go forward. Check the time."},
		{Appointments, "Test Person,2/28/1980,Marlow,Follow-up,11/7/2027,1:30,,", 5, "This time comes twice that day, because clocks go back. Write it with its offset, such as 2026-11-01T01:30:00-05:00."},
		{Appointments, "Test Person,2/28/1980,Marlow,Follow-up,11/30/2026,10:00,9:00,", 7, "The visit ends before it begins."},
		{Appointments, "Test Person,2/28/1980,Marlow,Follow-up,11/30/2026,10:00,,perhaps", 8, "This status is not known. Use booked, fulfilled, no-show or cancelled."},
		{Appointments, "Test Person,2/28/1980,Marlow,Follow-up,11/2/2026,10:00,,scheduled", 8, "The visit has begun already, and the file says only that it was booked. Say whether it is fulfilled, a no-show or cancelled."},
		{Appointments, "Test Person,2/28/1980,Marlow,Follow-up,11/30/2026,10:00,,completed", 8, "The visit has not begun yet, so it cannot be over."},
		{Appointments, "Test Person,2/28/1980,\"Marlow, Ines\",Follow-up,11/30/2026,9:10,,", 0, "The provider has another visit at that time, in line 2."},
		{Appointments, "Good Row,1/1/1990,Bergstrom,Follow-up,11/30/2026,9:15,,", 0, "The patient has another visit at that time, in line 2."},
		{Appointments, "Good Row,1/1/1990,\"Ines Marlow, MD\",Follow-up,2026-11-30T09:00:00-06:00,,,", 0, "This is the same visit as in line 2."},
	} {
		head := people
		if c.kind == Appointments {
			head = visits
		}
		r := reads(t, c.kind, head+c.row+"\n")
		if len(r.rows) != 2 || r.rows[0].no != nil || r.rows[1].no == nil {
			t.Errorf("%q: %+v", c.want, r.rows)
			continue
		}
		if no := r.rows[1].no; no.Line != 3 || no.Column != c.column || no.Sentence != c.want {
			t.Errorf("line %d, column %d: %q, want column %d: %q", no.Line, no.Column, no.Sentence, c.column, c.want)
		}
	}
}

// Rows behind a quotation mark that is not closed are read.
func TestAnOpenQuotationMarkTakesOneRow(t *testing.T) {
	r := reads(t, Patients, "name,dob\n\"A B,1/1/1980\n\n\"C\nD E,1/2/1980\nF G,1/3/1980\n")
	var said []string
	for _, row := range r.rows {
		if row.no != nil {
			said = append(said, fmt.Sprintf("%d refused", row.line))
		} else {
			said = append(said, fmt.Sprintf("%d %s", row.line, row.patient.Name.Reveal()))
		}
	}
	if got := strings.Join(said, ", "); got != "2 refused, 4 refused, 5 D E, 6 F G" {
		t.Error(got)
	}
}

func TestDatesThatCanBeReadInTwoWays(t *testing.T) {
	const file = "name,dob\nA B,03/04/1980\nC D,25/12/1980\nE F,05/05/1980\nG H,1980-03-04\n"
	r := reads(t, Patients, file)
	var refused []int
	for _, row := range r.rows {
		if row.no != nil {
			refused = append(refused, row.line)
		}
	}
	if fmt.Sprint(refused) != "[2 3]" || !strings.Contains(r.rows[0].no.Sentence, "two ways") {
		t.Errorf("refused: %v, %+v", refused, r.rows[0].no)
	}
	r = reads(t, Patients, file, func(p *Plan) { p.DayFirst = true })
	for i, want := range []string{"1980-04-03", "1980-12-25", "1980-05-05", "1980-03-04"} {
		if r.rows[i].no != nil || r.rows[i].patient.Birth.Reveal() != want {
			t.Errorf("with the day first, line %d is %+v", i+2, r.rows[i].no)
		}
	}
}

func TestVisitsAreRead(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"the usual":        {"Patient Name,DOB,Provider,Appt Type,Appt Date,Appt Time\nTest Person,2/28/1980,\"Marlow, Ines\",follow-up,11/30/2026,2:20 PM\n", "v 2026-11-30T14:20:00-06:00 20 booked"},
		"by NPI":           {"MRN,Provider NPI,Visit Type,Start,Duration,Status\n7,1234567893,Follow-up,2026-11-30 14:20,45 min,Confirmed\n", "v 2026-11-30T14:20:00-06:00 45 booked"},
		"with its end":     {"MRN,Doctor,Type,Appointment Date,Start Time,End Time\n7,Dr. Bergstrom,Follow-up,11/30/2026,0900,9:40a\n", "w 2026-11-30T09:00:00-06:00 40 booked"},
		"in summer":        {"MRN,Doctor,Type,Date\n7,Ruth Bergstrom,Follow-up,7/6/2027 9:00 AM\n", "w 2027-07-06T09:00:00-05:00 20 booked"},
		"an instant":       {"MRN,Doctor,Type,Date\n7,Ruth Bergstrom,Follow-up,2027-07-06T14:00:00Z\n", "w 2027-07-06T09:00:00-05:00 20 booked"},
		"what is over":     {"MRN,Doctor,Type,Date,Status\n7,Marlow,Follow-up,11/2/2026 9:00 AM,No Show\n", "v 2026-11-02T09:00:00-06:00 20 noshow"},
		"what is off":      {"MRN,Doctor,Type,Date,Status\n7,Marlow,Follow-up,12/2/2026 9:00 AM,Canceled\n", "v 2026-12-02T09:00:00-06:00 20 cancelled"},
		"rounded to cells": {"MRN,Doctor,Type,Date,Minutes\n7,Marlow,Follow-up,12/2/2026 9:00 AM,22\n", "v 2026-12-02T09:00:00-06:00 25 booked"},
	} {
		t.Run(name, func(t *testing.T) {
			r := reads(t, Appointments, c.file)
			if r.rows[0].no != nil {
				t.Fatalf("%+v", r.rows[0].no)
			}
			v := r.rows[0].visit
			if got := fmt.Sprintf("%s %s %d %s", v.provider.ID, v.start.Format(time.RFC3339), v.minutes, v.status); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	const both = "MRN,Doctor,Type,Date,Minutes\n1,Marlow,Group,12/2/2026 9:00 AM,60\n2,Marlow,Group,12/2/2026 9:00 AM,60\n3,Marlow,Follow-up,12/2/2026 9:30 AM,20\n"
	if r := reads(t, Appointments, both); r.rows[1].no != nil || r.rows[2].no == nil {
		t.Errorf("a shared visit: %+v, one that overlaps it: %+v", r.rows[1].no, r.rows[2].no)
	}
	if r := reads(t, Appointments, both, func(p *Plan) { p.Overbook = true }); r.rows[2].no != nil {
		t.Errorf("overbooked: %+v", r.rows[2].no)
	}
	if r := reads(t, Appointments, "MRN,Doctor,Type,Date\n7,Marlow,Surgery,12/2/2026 9:00\n", func(p *Plan) { p.Service = "s" }); r.rows[0].no != nil {
		t.Errorf("a kind that staff gave a service: %+v", r.rows[0].no)
	}
}

func TestFilesThatCannotBeUsed(t *testing.T) {
	for name, file := range map[string]string{
		"empty":           "",
		"nothing in it":   ",,\n",
		"too large":       "name,dob\n" + strings.Repeat("x", MaxBytes),
		"too many":        "name,dob\n" + strings.Repeat("A B,1/1/1980\n", MaxRows+1),
		"a workbook":      "PK\x03\x04\x00\x00\x00",
		"a quote at head": "\"first name,last name,dob\n",
	} {
		if _, err := Read([]byte(file)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, k := range Kinds() {
		table, err := Read([]byte(Sample(k)))
		if err != nil {
			t.Fatal(err)
		}
		if problem := whole(k, Guess(k, table.Headings)); problem != "" {
			t.Errorf("the sample of %s: %s", k, problem)
		}
	}
	for _, c := range []struct {
		kind Kind
		head string
	}{{Patients, "Test,Person,2/28/1980"}, {Patients, "first name,last name"}, {Patients, "name,dob,birthday"}, {Appointments, "name,dob,provider"}, {Appointments, "mrn,date"}, {Providers, "npi"}} {
		columns := Guess(c.kind, strings.Split(c.head, ","))
		if c.head == "name,dob,birthday" {
			columns[2] = BirthDay
		}
		if whole(c.kind, columns) == "" {
			t.Errorf("%s with the columns %s is taken as it is", c.kind, c.head)
		}
	}
}

func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "+1218": "'+1218", "-x": "'-x", "@x": "'@x", "\tx": "'\tx", "x=1": "x=1", "": "", "O'Brien": "O'Brien"} {
		if got := Harmless(in); got != want {
			t.Errorf("%q becomes %q", in, got)
		}
		if plain(Harmless(in)) != strings.TrimSpace(in) && in != "\tx" {
			t.Errorf("%q does not come back", in)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("first name,last name,dob,phone\nTest,Person,2/28/1980,218-555-0123\n"))
	f.Add([]byte("name;dob\r\n\"Person, Test\";1980-02-28\r\n\"open"))
	f.Add([]byte("\xff\xfen\x00a\x00"))
	f.Add([]byte("name\tdob\tprovider\tdate\nJos\xe9 Pe\xf1a\t1/1/2000 0:00\tMarlow\t11/30/2026 9:00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := Read(data)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || fault.Message(err) == "" {
				t.Errorf("not a sentence about the file: %v", err)
			}
			return
		}
		if lines := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) + 2; len(table.Rows) > lines {
			t.Errorf("%d rows in %d lines", len(table.Rows), lines)
		}
		for _, k := range Kinds() {
			r, err := read(Run{Kind: k, Plan: Plan{Columns: Guess(k, table.Headings)}}, data, house(), noon)
			if err != nil {
				continue
			}
			last := 1
			for _, row := range r.rows {
				if row.line <= last-1 || row.no != nil && (row.no.Sentence == "" || !utf8.ValidString(row.no.Sentence)) {
					t.Errorf("line %d after %d: %+v", row.line, last, row.no)
				}
				last = row.line
			}
		}
	})
}
