package archive

import (
	"archive/zip"
	"cmp"
	"io"
	"path"
	"slices"
	"strings"

	"bedside/internal/fault"
)

// mostFiles is how many files of an archive are looked at.
const mostFiles = 20_000

// zip reads the files of a ZIP that may hold posts. Pictures, pages and ZIPs in the ZIP are not opened.
func (a *reader) zip(r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return fault.Wrap(fault.Invalid, "archive.zip", "The ZIP is damaged or did not arrive whole. Please download it again.", err)
	}
	var files []*zip.File
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if strings.Contains(name, "posts") && strings.HasSuffix(name, ".html") {
			a.reading = true
		}
		if mayHold(name) {
			files = append(files, f)
		}
	}
	if len(files) > mostFiles {
		a.problem("", 0, "The ZIP has more files than Bedside looks at; the rest was not read.")
		files = files[:mostFiles]
	}
	// The account stands before the posts, so that a thread of one's own is not taken for replies.
	slices.SortStableFunc(files, func(x, y *zip.File) int { return cmp.Compare(path.Base(x.Name), path.Base(y.Name)) })
	for _, f := range files {
		if a.left <= 0 {
			break
		}
		name := strings.ToValidUTF8(path.Base(f.Name), "\ufffd")
		in, err := f.Open()
		if err != nil {
			a.problem(name, 0, "The file is packed in a way that Bedside does not know.")
			continue
		}
		a.file(name, in)
		_ = in.Close() // nothing was written
	}
	return nil
}

// private are folders of an archive with what was never public.
var private = []string{"messages/", "direct-message", "inbox/", "saved/", "logged_information/", "security_and_login", "ads_information/"}

func mayHold(name string) bool {
	if slices.ContainsFunc(private, func(p string) bool { return strings.Contains(name, p) }) {
		return false
	}
	switch path.Ext(name) {
	case ".js", ".json", ".csv", ".xml", ".rss", ".atom":
		return true
	}
	return false
}
