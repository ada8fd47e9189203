package schedule

import (
	"time"

	"bedside/internal/practice"
)

// occupancy knows which cells of a stretch of time providers and rooms have given away, one bit a cell.
type occupancy struct {
	base      int64 // the first cell
	cells     int64
	providers map[practice.ProviderID]bits
	rooms     map[practice.RoomID]bits
}

type bits []uint64

func newOccupancy(busy []Busy, from, to time.Time) *occupancy {
	o := &occupancy{base: cellOf(from), providers: map[practice.ProviderID]bits{}, rooms: map[practice.RoomID]bits{}}
	o.cells = cellOf(to) - o.base
	for _, b := range busy {
		mark(o, o.providers, b.Provider, b.From, b.To)
		if b.Room != "" {
			mark(o, o.rooms, b.Room, b.From, b.To)
		}
	}
	return o
}

func mark[K comparable](o *occupancy, m map[K]bits, k K, from, to time.Time) {
	row := m[k]
	if row == nil {
		row = make(bits, (o.cells+63)/64)
		m[k] = row
	}
	for c := max(cellOf(from)-o.base, 0); c < min(cellUp(to)-o.base, o.cells); c++ {
		row[c/64] |= 1 << (c % 64)
	}
}

// free reports whether the provider, and one of the rooms if there are any, own no cell in [from, to).
func (o *occupancy) free(v practice.ProviderID, rooms []practice.RoomID, from, to time.Time) bool {
	if o.any(o.providers[v], from, to) {
		return false
	}
	for _, r := range rooms {
		if !o.any(o.rooms[r], from, to) {
			return true
		}
	}
	return len(rooms) == 0
}

func (o *occupancy) any(row bits, from, to time.Time) bool {
	if row == nil {
		return false
	}
	for c := max(cellOf(from)-o.base, 0); c < min(cellUp(to)-o.base, o.cells); c++ {
		if row[c/64]&(1<<(c%64)) != 0 {
			return true
		}
	}
	return false
}

func cellOf(t time.Time) int64 { return t.Unix() / int64(Cell/time.Second) }
func cellUp(t time.Time) int64 { return cellOf(t.Add(Cell - time.Second)) }
