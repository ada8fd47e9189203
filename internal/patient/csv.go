package patient

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"

	utf16 "golang.org/x/text/encoding/unicode"
)

// Limits of one file.
const (
	MaxRows  = 100_000
	MaxBytes = 20 << 20
)

// Import is what a file of patients says.
type Import struct {
	Columns  []Column
	Rows     []Row     // understood
	Problems []Problem // lines that were not, in order
}

// Column is one column of the file and what it was taken for.
type Column struct {
	Heading string
	Field   Field
}

// Field is what a column holds.
type Field string

const (
	LeftOut      Field = ""
	GivenName    Field = "given name"
	FamilyName   Field = "family name"
	FullName     Field = "name"
	BirthDay     Field = "date of birth"
	PhoneNumber  Field = "phone"
	EmailAddress Field = "email"
	OwnNumber    Field = "number"
	MayEmail     Field = "consent to e-mail"
	MayText      Field = "consent to texts"
)

// Row is one patient of the file.
type Row struct {
	Line    int // of the file, from 1
	Patient Patient
}

// Problem is a line that was not understood and why; the sentence never repeats what the line holds.
type Problem struct {
	Line     int
	Sentence string
}

// SampleCSV is a file that [ReadCSV] reads, for people to copy.
const SampleCSV = `first name,last name,date of birth,phone,email,chart number,consent
Alex,Sample,02/28/1980,218-555-0123,alex@example.com,A-1001,yes
Sam,"O'Sample",1/5/1962,(906) 555-0188,,A-1002,no
María,Muestra López,2015-07-30,,maria@example.org,,
`

// headings are the usual spellings, in small letters without anything between them.
var headings = map[Field][]string{
	GivenName:    {"firstname", "givenname", "first", "given", "forename", "fname", "patientfirstname", "nombre", "nombres"},
	FamilyName:   {"lastname", "familyname", "last", "family", "surname", "lname", "patientlastname", "apellido", "apellidos"},
	FullName:     {"name", "patient", "patientname", "fullname", "nombrecompleto"},
	BirthDay:     {"dob", "dateofbirth", "birthdate", "birthday", "birth", "bdate", "patientdob", "born", "fechadenacimiento", "nacimiento"},
	PhoneNumber:  {"phone", "phonenumber", "mobile", "mobilephone", "cell", "cellphone", "telephone", "tel", "homephone", "phonehome", "phonemobile", "phonecell", "primaryphone", "patientphone", "telefono", "celular"},
	EmailAddress: {"email", "emailaddress", "mail", "patientemail", "correo", "correoelectronico"},
	OwnNumber:    {"id", "mrn", "patientid", "chart", "chartnumber", "chartno", "chartid", "number", "patientnumber", "accountnumber", "account", "medicalrecordnumber"},
	// A consent that does not say to what is one to e-mail, the only way reminders go: never to texts and calls, for
	// which the law wants a consent that says so (47 CFR 64.1200(a)).
	MayEmail: {"consent", "reminders", "remindersok", "reminderconsent", "contactconsent", "consentimiento", "emailok", "emailconsent", "emailreminders"},
	MayText:  {"textok", "textconsent", "textreminders", "smsok", "smsconsent"},
}

// fieldOf returns what a heading means.
func fieldOf(heading string) Field {
	bare := strings.Join(words(heading), "")
	for field, names := range headings {
		if slices.Contains(names, bare) {
			return field
		}
	}
	return LeftOut
}

// ReadCSV reads a file of patients as practice systems and Excel write it: a line of headings in the usual spellings,
// separated by commas, semicolons or tabs, in UTF-8, UTF-16 or Windows-1252. What a line says becomes a Row or a
// Problem, and one bad line does not stop the others. Invalid with a sentence if the file as a whole cannot be used:
// too large, no headings that are known, a heading twice.
func ReadCSV(r io.Reader, today civil.Date) (Import, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	switch {
	case err != nil:
		return Import{}, fault.Wrap(fault.Unavailable, "patient.ReadCSV", "The file could not be read to its end. Please send it again.", err)
	case len(data) > MaxBytes:
		return Import{}, whole("The file is larger than 20 MB. Split it and import the parts one after another.")
	}
	if data, err = text(data); err != nil {
		return Import{}, err
	}
	in := csv.NewReader(bytes.NewReader(data))
	in.Comma, in.FieldsPerRecord, in.ReuseRecord = separator(data), -1, true
	head, err := in.Read()
	if err != nil {
		return Import{}, whole("The file is empty. Its first line must name the columns: first name, last name, date of birth, phone, email.")
	}
	var im Import
	for _, h := range head {
		im.Columns = append(im.Columns, Column{Heading: strings.TrimSpace(h), Field: fieldOf(h)})
	}
	if err := im.checkColumns(); err != nil {
		return Import{}, err
	}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return im, nil
		}
		if len(im.Rows)+len(im.Problems) >= MaxRows {
			return Import{}, whole("The file has more than 100,000 lines. Split it and import the parts one after another.")
		}
		if p := new(csv.ParseError); errors.As(err, &p) {
			im.Problems = append(im.Problems, Problem{p.StartLine, unread(p.Line - p.StartLine)})
			continue
		}
		line, _ := in.FieldPos(0)
		im.take(line, record, today)
	}
}

func whole(sentence string) error { return fault.New(fault.Invalid, "patient.ReadCSV", sentence) }

// text returns the file as UTF-8 without a byte order mark. What is not Unicode is Windows-1252, which Excel writes.
func text(data []byte) ([]byte, error) {
	from := encoding.Encoding(charmap.Windows1252)
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		from = utf16.UTF16(utf16.LittleEndian, utf16.UseBOM)
	case utf8.Valid(data):
		return bytes.TrimPrefix(data, []byte("\ufeff")), nil
	}
	out, err := from.NewDecoder().Bytes(data)
	if err != nil {
		return nil, whole("The file is not readable text. Save it as CSV and try again.")
	}
	return out, nil
}

// separator is what stands between the columns of the first line most often.
func separator(data []byte) rune {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	best, most := ',', 0
	for _, c := range []rune{',', ';', '\t'} {
		if n := bytes.Count(first, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

func (im *Import) checkColumns() error {
	has := map[Field]int{}
	for _, c := range im.Columns {
		has[c.Field]++
	}
	for field, n := range has {
		if n > 1 && !slices.Contains([]Field{LeftOut, PhoneNumber, EmailAddress}, field) {
			return whole(fmt.Sprintf("Two columns are called %s. Remove or rename one of them.", field))
		}
	}
	if has[FullName] == 0 && (has[GivenName] == 0 || has[FamilyName] == 0) {
		return whole("There is no column with the name. Call two columns first name and last name, or one name.")
	}
	if has[BirthDay] == 0 {
		return whole("There is no column with the date of birth. Call it date of birth or DOB.")
	}
	return nil
}

// unread says that a quotation mark made a line, and how many after it, unreadable.
func unread(more int) string {
	if more > 0 {
		return fmt.Sprintf("A quotation mark on this line is not closed. This line and %d after it were not read.", more)
	}
	return "This line cannot be read. Check its quotation marks."
}

// take adds what one line says.
func (im *Import) take(line int, record []string, today civil.Date) {
	if !slices.ContainsFunc(record, func(s string) bool { return strings.TrimSpace(s) != "" }) {
		return
	}
	p, err := im.patient(record, today)
	if err == nil {
		err = p.normalise(today)
	}
	if err != nil {
		im.Problems = append(im.Problems, Problem{line, fault.Message(err)})
		return
	}
	im.Rows = append(im.Rows, Row{line, p})
}

// patient reads the columns of one line.
func (im *Import) patient(record []string, today civil.Date) (p Patient, err error) {
	var given, family, full string
	consent := map[ContactKind]bool{}
	for i, value := range record {
		if value = strings.TrimSpace(value); value == "" {
			continue
		}
		if i >= len(im.Columns) {
			return p, invalid("This line has more columns than the headings. Check for a comma within a value.")
		}
		switch im.Columns[i].Field {
		case GivenName:
			given = value
		case FamilyName:
			family = value
		case FullName:
			full = value
		case BirthDay:
			p.Birth, err = ParseBirth(day(value), today)
		case PhoneNumber:
			p.Contacts = append(p.Contacts, Contact{Kind: Phone, Value: phi.NewText(value)})
		case EmailAddress:
			p.Contacts = append(p.Contacts, Contact{Kind: Email, Value: phi.NewText(value)})
		case OwnNumber:
			p.Number = phi.NewText(value)
		case MayEmail:
			consent[Email], err = yes(value)
		case MayText:
			consent[Phone], err = yes(value)
		}
		if err != nil {
			return p, err
		}
	}
	if given == "" && family == "" {
		given, family = split(full)
	}
	p.Name = phi.NewName(given, family)
	for i := range p.Contacts {
		c := &p.Contacts[i]
		c.Consent, c.ConsentHow = consent[c.Kind], "import"
	}
	return p, nil
}

// day is a date without the time of day that spreadsheets put after it: "2/3/1980 0:00", "1980-02-03T00:00:00".
func day(s string) string {
	before, after, found := strings.Cut(strings.Replace(s, "T", " ", 1), " ")
	if found && strings.HasPrefix(strings.TrimLeft(after, "0"), ":") || strings.HasPrefix(after, "12:00:00 AM") {
		return before
	}
	return s
}

// split reads "Marlow, Ines" and "Ines Marlow".
func split(full string) (given, family string) {
	if family, given, found := strings.Cut(full, ","); found {
		return strings.TrimSpace(given), strings.TrimSpace(family)
	}
	i := strings.LastIndexFunc(full, unicode.IsSpace)
	return strings.TrimSpace(full[:max(i, 0)]), full[i+1:]
}

// yes reads a consent. Only a clear yes is one, and what is neither yes nor no is a problem, not a no.
func yes(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "yes", "y", "true", "1", "x", "ok", "si", "sí":
		return true, nil
	case "no", "n", "false", "0", "none", "-":
		return false, nil
	}
	return false, invalid("The consent on this line is neither yes nor no.")
}
