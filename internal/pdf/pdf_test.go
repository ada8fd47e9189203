package pdf_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"bedside/internal/fault"
	"bedside/internal/pdf"
)

// TestMain is the process that reads a file, if a test asks for it.
func TestMain(m *testing.M) {
	if os.Getenv("BEDSIDE_TEST_PDF") == "read" {
		if pdf.Serve(os.Stdin, os.Stdout) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func reader(t *testing.T) pdf.Reader {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return pdf.Reader{Command: []string{program}, Env: []string{"BEDSIDE_TEST_PDF=read"}}
}

// made is a PDF of one page with a content stream, packed.
func made(content []byte) []byte {
	var packed, b bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(content)
	_ = z.Close()
	var at []int
	object := func(body string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), body)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>")
	object(fmt.Sprintf("<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", packed.Len(), packed.String()))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

func TestWordsOfAPDF(t *testing.T) {
	data, err := os.ReadFile("testdata/guide.pdf")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := reader(t).Pages(context.Background(), data)
	if err != nil || len(pages) != 1 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	if pages[0].Title != "Patient guide" {
		t.Errorf("it is called %q", pages[0].Title)
	}
	var got []string
	for _, p := range pages[0].Passages() {
		got = append(got, strings.Join(p.Headings, " › ")+" | "+p.Text)
	}
	want := []string{
		"Bicycles | Bicycles can be locked to the rack beside the main entrance. Please do not lock them to the railing, because wheelchairs need the whole width of the ramp.",
		"What to bring | Please bring: a photo ID; your insurance card",
	}
	for i, w := range want {
		if i >= len(got) || !strings.HasPrefix(got[i], w) {
			t.Errorf("passage %d of %q: want %q", i, got, w)
		}
	}
	pages, err = reader(t).Pages(context.Background(), made([]byte("BT /F1 12 Tf 72 700 Td (Bring your ) Tj (insurance card.) Tj 0 -14 Td (We copy it.) Tj ET")))
	if err != nil || len(pages) != 1 || len(pages[0].Blocks) == 0 || !strings.HasPrefix(pages[0].Blocks[0].Text, "Bring your insurance card.") {
		t.Errorf("a plain one: %+v, %v", pages, err)
	}
}

// TestHostilePDFs: whatever a file holds, it is refused with a sentence or read, within its limits.
func TestHostilePDFs(t *testing.T) {
	r := reader(t)
	r.Time = 4 * time.Second
	bomb := bytes.Repeat([]byte("("+strings.Repeat("a", 1<<16)+") Tj\n"), 400) // 26 million letters
	endless := made(bytes.Repeat([]byte("q "), 4<<20))
	whole := made([]byte("BT /F1 12 Tf (Hello there.) Tj ET"))
	for name, data := range map[string][]byte{
		"nothing": {}, "no PDF": []byte("<html>no</html>"), "a head alone": []byte("%PDF-1.7\n"), "cut off": whole[:len(whole)/2],
		"letters without end": made(append([]byte("BT /F1 12 Tf "), bomb...)),
		"itself as its page":  bytes.Replace(whole, []byte("/Kids[3 0 R]"), []byte("/Kids[2 0 R]"), 1),
	} {
		if _, err := r.Pages(context.Background(), data); !fault.Is(err, fault.Invalid) || fault.Message(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := r.Pages(context.Background(), endless); err != nil && !fault.Is(err, fault.Invalid) {
		t.Errorf("an endless one: %v", err)
	}
	if _, err := r.Pages(context.Background(), make([]byte, 11<<20)); !fault.Is(err, fault.Invalid) {
		t.Errorf("a large one: %v", err)
	}
	for i := range len(whole) {
		if i%37 != 0 {
			continue
		}
		hurt := bytes.Clone(whole)
		hurt[i] ^= 0x5a
		if _, err := r.Pages(context.Background(), hurt); err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("with byte %d changed: %v", i, err)
		}
	}
}
