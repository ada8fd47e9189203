package patient

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

var today = civil.Date{Year: 2026, Month: 11, Day: 23}

// show is what a row says, for comparing.
func show(p Patient) string {
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

func TestReadCSV(t *testing.T) {
	utf16le := func(s string) string {
		b := []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return string(b)
	}
	for name, c := range map[string]struct{ file, want string }{
		"the usual":           {"First Name,Last Name,DOB,Phone,Email\nTest,Person,2/28/1980,(218) 555-0123,Test@Example.com\n", "Test|Person|1980-02-28||+12185550123|test@example.com"},
		"semicolons and CRLF": {"Last;First;Date of birth;MRN\r\nPerson;Test;1980-02-28;A-17\r\n", "Test|Person|1980-02-28|A-17"},
		"tabs":                {"name\tbirthdate\tcell\nPerson, Test\tFeb 28, 1980\t218.555.0123\n", "Test|Person|1980-02-28||+12185550123"},
		"a byte order mark":   {"\ufeffName,DOB\nTest Person,19800228\n", "Test|Person|1980-02-28|"},
		"Windows-1252":        {"first name,last name,dob\nJos\xe9,Pe\xf1a O\x92Shea,2/28/1980\n", "José|Peña O’Shea|1980-02-28|"},
		"UTF-16":              {utf16le("first name\tlast name\tdob\r\nJosé\tPeña\t2/28/1980 0:00\r\n"), "José|Peña|1980-02-28|"},
		"quotes":              {"first name,last name,dob,notes\n\"Te\"\"s\"\"t\",\"Person, Jr.\",2/28/1980,\"two\nlines\"\n", "Te\"s\"t|Person, Jr.|1980-02-28|"},
		"consent":             {"name,dob,email,mobile,reminders\nTest Person,2/28/1980,t@example.com,2185550123,Y\n", "Test|Person|1980-02-28||+t@example.com|+12185550123"},
		"consent to texts":    {"name,dob,email,mobile,Text OK\nTest Person,2/28/1980,t@example.com,2185550123,Y\n", "Test|Person|1980-02-28||t@example.com|++12185550123"},
		"consent to each":     {"name,dob,email,mobile,Email OK,Text OK\nTest Person,2/28/1980,t@example.com,2185550123,yes,no\n", "Test|Person|1980-02-28||+t@example.com|+12185550123"},
		"composed accents":    {"name,dob\nTest Pen\u0303a,1980-02-28\n", "Test|Peña|1980-02-28|"},
		"the same phone twice": {"name,dob,home phone,cell phone\nTest Person,1980-02-28T00:00:00,218-555-0123,+1 218 555 0123\n",
			"Test|Person|1980-02-28||+12185550123"},
	} {
		t.Run(name, func(t *testing.T) {
			im, err := ReadCSV(strings.NewReader(c.file), today)
			if err != nil || len(im.Problems) > 0 || len(im.Rows) != 1 {
				t.Fatalf("%d rows, problems %v, %v", len(im.Rows), im.Problems, err)
			}
			if got := show(im.Rows[0].Patient); got != c.want || im.Rows[0].Line != 2 {
				t.Errorf("line %d: %s\nwant %s", im.Rows[0].Line, got, c.want)
			}
		})
	}
}

func TestReadCSVTellsWhatIsWrong(t *testing.T) {
	const head = "first name,last name,dob,phone,email,consent\n"
	for line, want := range map[string]string{
		"Test,,2/28/1980,,,":                        "The family name is missing.",
		"Test,Person,,,,":                           "The date of birth is missing.",
		"Test,Person,31/02/1980,,,":                 "That is not a date of birth. Write month, day and full year, such as 02/28/1980.",
		"Test,Person,2/28/80,,,":                    "That is not a date of birth. Write month, day and full year, such as 02/28/1980.",
		"Test,Person,2/28/2080,,,":                  "The date of birth is in the future.",
		"Test,Person,2/28/1880,,,":                  "The date of birth is more than 125 years ago. Check the year.",
		"Test,Person,2/28/1980,555,,":               "That is not a telephone number. It looks like 218-555-0123.",
		"Test,Person,2/28/1980,,nobody,":            "That is not an e-mail address. It looks like name@example.com.",
		"Test,Person,2/28/1980,,t@e.com,maybe":      "The consent on this line is neither yes nor no.",
		"Test,Person,2/28/1980,,,,,more":            "This line has more columns than the headings. Check for a comma within a value.",
		"Te\"st,Person,2/28/1980,,,":                "This line cannot be read. Check its quotation marks.",
		"\"Test,Person,2/28/1980,,,\nA,B,1/1/1980,": "A quotation mark on this line is not closed. This line and 1 after it were not read.",
		"\"Te\nst\",Person,2/28/1980,,,":            "The given name holds a character that cannot be shown. Type it again.",
		strings.Repeat("x", 101) + ",P,2/28/1980,,": "The given name is too long.",
	} {
		im, err := ReadCSV(strings.NewReader(head+"Good,Row,1/1/1990,,,\n"+line), today)
		if err != nil || len(im.Rows) != 1 || len(im.Problems) != 1 {
			t.Errorf("%q: %d rows, problems %v, %v", want, len(im.Rows), im.Problems, err)
			continue
		}
		if p := im.Problems[0]; p.Line != 3 || p.Sentence != want {
			t.Errorf("line %d: %q, want %q", p.Line, p.Sentence, want)
		}
	}
}

func TestReadCSVRefusesWholeFiles(t *testing.T) {
	var many bytes.Buffer
	many.WriteString("name,dob\n")
	for range MaxRows + 1 {
		many.WriteString("A B,1/1/1980\n")
	}
	for name, file := range map[string]string{
		"empty":           "",
		"no headings":     "Test,Person,2/28/1980\n",
		"no birth date":   "first name,last name\nTest,Person\n",
		"a column twice":  "first name,given name,last name,dob\n",
		"too large":       "name,dob\n" + strings.Repeat("x", MaxBytes),
		"too many":        many.String(),
		"a spreadsheet":   "PK\x03\x04\x00\x00\x00",
		"a quote at head": "\"first name,last name,dob\n",
	} {
		if _, err := ReadCSV(strings.NewReader(file), today); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("first name,last name,dob,phone\nTest,Person,2/28/1980,218-555-0123\n"))
	f.Add([]byte("name;dob\r\n\"Person, Test\";1980-02-28\r\n\"open"))
	f.Add([]byte("\xff\xfen\x00a\x00"))
	f.Add([]byte("name\tdob\nJos\xe9 Pe\xf1a\t1/1/2000 0:00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		im, err := ReadCSV(bytes.NewReader(data), today)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || fault.Message(err) == "" {
				t.Errorf("not a sentence about the file: %v", err)
			}
			return
		}
		lines := bytes.Count(data, []byte("\n")) + 1
		if len(im.Rows)+len(im.Problems) > 2*lines {
			t.Errorf("%d rows and %d problems in %d lines", len(im.Rows), len(im.Problems), lines)
		}
		for _, r := range im.Rows {
			again := r.Patient
			if err := again.normalise(today); err != nil || show(again) != show(r.Patient) {
				t.Errorf("a row is not in its normal form: %v", err)
			}
		}
		for _, p := range im.Problems {
			if p.Line < 2 || p.Sentence == "" {
				t.Errorf("a problem says nothing: %+v", p)
			}
		}
	})
}

func TestTheSampleIsUnderstood(t *testing.T) {
	im, err := ReadCSV(strings.NewReader(SampleCSV), today)
	if err != nil || len(im.Problems) > 0 || len(im.Rows) != 3 {
		t.Errorf("%d rows, problems %v, %v", len(im.Rows), im.Problems, err)
	}
}
