package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"

	"bedside/internal/fault"
	"bedside/internal/phi"
)

// RotateKeyCmd adds a key to the key file.
type RotateKeyCmd struct{ target }

// Help implements kong's help provider.
func (RotateKeyCmd) Help() string {
	return "Adds a fresh key to the key file. What is written from the next start on is sealed under it; what was written before stays readable under the old ones. Print the new recovery sheet, and give every replica the new file.\n\nExample:\n  bedside rotate-key --config /etc/bedside.toml"
}

// Run writes the new file beside the old one and puts it in its place, so that a crash leaves one of the two.
func (c *RotateKeyCmd) Run(o *IO) error {
	conf, err := c.load(o)
	if err != nil {
		return err
	}
	old, err := os.ReadFile(conf.KeyFile)
	if err != nil {
		return fault.Wrap(fault.Invalid, "cli.rotate", "Cannot read the key file "+conf.KeyFile+": "+plainPath(err)+".", err)
	}
	text, err := phi.RotateKeyFile(string(old), rand.Reader)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(conf.KeyFile+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.Wrap(fault.Unavailable, "cli.rotate", "Cannot write beside the key file: "+plainPath(err)+".", err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fault.Wrap(fault.Unavailable, "cli.rotate", "Cannot write the new key file. The old one is untouched.", err)
	}
	if err := os.Rename(conf.KeyFile+".new", conf.KeyFile); err != nil {
		return fault.Wrap(fault.Unavailable, "cli.rotate", "Cannot put the new key file in place. The old one is untouched.", err)
	}
	_, err = fmt.Fprintf(o.Out, recoverySheet, conf.KeyFile, text)
	return err
}

// recoverySheet is printed and put into a safe.
const recoverySheet = `RECOVERY SHEET
Print this and keep it in a safe, apart from the backups. Whoever loses the key
file and this sheet has lost the patients' data; whoever has the key and a backup
can read it. This is the file %s:

%s
`
