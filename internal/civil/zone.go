package civil

import (
	"sync"
	"time"

	"bedside/internal/fault"
)

// zones remembers what was read: a zone never changes while a program runs.
var zones sync.Map

// Zone returns the time zone with the IANA name, such as "America/Chicago". Invalid if there is none.
func Zone(name string) (*time.Location, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	z, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, fault.New(fault.Invalid, "civil.Zone", "There is no such time zone. It looks like America/Chicago.")
	}
	zones.Store(name, z)
	return z, nil
}
