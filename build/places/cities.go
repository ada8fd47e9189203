package main

import (
	"encoding/binary"
	"errors"
)

// place is a populated place of the United States.
type place struct {
	name, state, county string
	people              int
	lon, lat            float64
}

// readPlaces reads the package's records, protobuf messages after their lengths; every position is told from the one
// before it.
func readPlaces(b []byte) ([]place, error) {
	var out []place
	var lon, lat int64
	for len(b) > 0 {
		size, n := binary.Uvarint(b)
		if n <= 0 || uint64(len(b)-n) < size {
			return nil, errors.New("the list of places is cut off")
		}
		p, country, err := readPlace(b[n:n+int(size)], &lon, &lat)
		if err != nil {
			return nil, err
		}
		b = b[n+int(size):]
		if country == "US" && len(p.state) == 2 {
			out = append(out, p)
		}
	}
	return out, nil
}

func readPlace(b []byte, lon, lat *int64) (p place, country string, err error) {
	for len(b) > 0 {
		key, n := binary.Uvarint(b)
		if n <= 0 {
			return p, "", errors.New("a place's record is no message")
		}
		b = b[n:]
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return p, "", errors.New("a place's record is cut off")
		}
		b = b[n:]
		var text string
		if key&7 == 2 {
			if uint64(len(b)) < v {
				return p, "", errors.New("a place's name is cut off")
			}
			text, b = string(b[:v]), b[v:]
		}
		switch key >> 3 {
		case 2:
			p.name = text
		case 3:
			country = text
		case 8:
			p.state = text
		case 9:
			p.people = int(v)
		case 10:
			*lon += signed(v)
		case 11:
			*lat += signed(v)
		}
	}
	p.lon, p.lat = float64(*lon)/1e5, float64(*lat)/1e5
	return p, country, nil
}

func signed(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }
