package view

// PatientImport asks for a file. GET /console/patients/import
// Form: POST the same, multipart, with file.
type PatientImport struct {
	Console
	File    Field
	BackURL string
	Sample  string // a few lines of CSV to copy
}

// Template implements Page.
func (PatientImport) Template() string { return "console/import" }

// PatientImportPreview shows what was understood before anything is stored.
// Form: POST Action (no fields but token) imports the good rows.
type PatientImportPreview struct {
	Console
	Import  ImportPreview
	BackURL string
}

// Template implements Page.
func (PatientImportPreview) Template() string { return "console/importpreview" }

// ImportPreview is the heart of the preview, used by the first run too.
type ImportPreview struct {
	Action  string
	Token   string
	File    string
	Good    int
	Columns []ImportColumn
	Rows    []ImportRow // the first ones
	Bad     []ImportError
	BadMore int // how many errors are not shown
}

// ImportColumn says how a column of the file was read.
type ImportColumn struct {
	File string // heading in the file
	As   string // "Birth date", or "left out"
	Used bool
}

// ImportRow is one understood row.
type ImportRow struct {
	Line                    int
	Name, DOB, Phone, Email string
}

// ImportError is one row that was not understood.
type ImportError struct {
	Line int
	Text string // what is wrong and what to do; it repeats nothing of the line
}

// PatientImportResult says what was stored.
type PatientImportResult struct {
	Console
	Added, Updated, Known, Skipped int
	Bad                            []ImportError
	PatientsURL                    string
}

// Template implements Page.
func (PatientImportResult) Template() string { return "console/importresult" }
