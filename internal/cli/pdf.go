package cli

import (
	"os"

	"bedside/internal/knowledge"
	"bedside/internal/pdf"
)

// PDFWordsCmd is the process in which Bedside reads one PDF.
type PDFWordsCmd struct{}

// Run reads and writes.
func (PDFWordsCmd) Run(o *IO) error { return pdf.Serve(o.In, o.Out) }

// pdfReader runs this very program for each file; nil where it cannot be found.
func pdfReader() knowledge.PDF {
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	return pdf.Reader{Command: []string{program, "pdf-words"}}
}
