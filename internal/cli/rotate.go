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
	return "Adds a fresh key to the key file. What is written from the next start on is sealed under it; what was written before stays readable under the old ones. Print the new recovery sheet. Where several Bedsides serve one database, stop them all, rotate, copy the file to each and start them: one that has the old file cannot read what another writes under the new one.\n\nExample:\n  bedside rotate-key --config /etc/bedside.toml"
}

// Run replaces the key file.
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
	if err := replaceKeys(conf.KeyFile, text); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.Out, recoverySheet, conf.KeyFile, text)
	return err
}

// replaceKeys writes the new file beside the old one, for the same reader, and puts it in its place, so that a crash
// leaves one of the two.
func replaceKeys(path, text string) (err error) {
	const op = "cli.rotate"
	old, err := os.Stat(path)
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, "Cannot read the key file "+path+": "+plainPath(err)+".", err)
	}
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, "Cannot write beside the key file: "+plainPath(err)+".", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(path + ".new")
		}
	}()
	if err := errors.Join(f.Chmod(old.Mode().Perm()), sameOwner(f, old)); err != nil {
		return errors.Join(fault.Wrap(fault.Unavailable, op, "Cannot give the new key file the owner and the mode of the old one, so whoever runs Bedside could not read it. The old one is untouched. Run this as its owner or as root.", err), f.Close())
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fault.Wrap(fault.Unavailable, op, "Cannot write the new key file. The old one is untouched.", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fault.Wrap(fault.Unavailable, op, "Cannot put the new key file in place. The old one is untouched.", err)
	}
	return nil
}

// recoverySheet is printed and put into a safe.
const recoverySheet = `RECOVERY SHEET
Print this and keep it in a safe, apart from the backups. Whoever loses the key
file and this sheet has lost the patients' data; whoever has the key and a backup
can read it. This is the file %s:

%s
`
