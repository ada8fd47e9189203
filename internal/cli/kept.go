package cli

import (
	"errors"
	"os"
	"path/filepath"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/config"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/tx"
)

// kept is what the database of a data folder says of its practice: what is its own, which rules it has switched off and
// how many people must fit. Nothing is, where there is no folder or no database in it. It only reads, and a program that
// runs on the same database goes on.
func kept(o *IO, data string) (guard.Own, error) {
	if data == "" {
		return guard.Own{}, nil
	}
	c, err := configOf(o, data)
	if err != nil {
		return guard.Own{}, err
	}
	s, err := store.OpenToRead(o.Ctx, c.Database)
	if fault.Is(err, fault.NotFound) {
		return guard.Own{}, nil
	}
	var p *practice.Practice
	if err == nil {
		err = s.View(o.Ctx, actor.System(), func(t tx.Tx) (err error) {
			p, err = s.Practice().Load(o.Ctx, t)
			return err
		})
		err = errors.Join(err, s.Close())
	}
	if err != nil {
		return guard.Own{}, fault.Wrap(fault.KindOf(err), "cli.kept", "Which rules the practice has switched off cannot be read. "+fault.Message(err)+
			" Leave --data out to read with every rule.", err)
	}
	return app.Own(p), nil
}

// configOf is the configuration of a data folder: that of its file, or what is usual.
func configOf(o *IO, data string) (config.Config, error) {
	file := filepath.Join(data, "bedside.toml")
	if _, err := os.Stat(file); err == nil {
		return config.Load(file, o.Getenv)
	}
	return config.Default(data, o.Getenv)
}
