//go:build !js

package verify

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"quesera/internal/picture"
)

// Stats are the figures of one search of the explorer. Those of time and memory are of this run on this machine.
type Stats struct {
	Protocol        string   `json:"protocol"`
	Bounds          string   `json:"bounds"`
	States          uint64   `json:"states"`
	Transitions     uint64   `json:"transitions"`
	Depth           int      `json:"depth"`
	Complete        bool     `json:"complete"` // false where the search ended early, at a failure or a bound
	Seconds         float64  `json:"seconds"`
	StatesPerSecond float64  `json:"states_per_second"`
	Bytes           uint64   `json:"bytes"` // of memory that held the states
	BytesPerState   float64  `json:"bytes_per_state"`
	Disk            uint64   `json:"disk,omitempty"` // octets that files took, at most
	Load            float64  `json:"load"`           // of the table that finds states, from 0 to 1
	Levels          []uint64 `json:"levels"`         // how many states are so many actions away from the initial one
}

func statsOf(c Check, r *Report, took time.Duration) Stats {
	s := Stats{Protocol: c.Protocol, Bounds: c.Bounds, States: r.States, Transitions: r.Transitions, Depth: r.Depth,
		Complete: r.Complete, Seconds: took.Seconds(), Bytes: r.Bytes, Disk: r.Disk, Load: r.Load, Levels: r.Levels}
	s.StatesPerSecond = float64(s.States) / max(s.Seconds, 1e-9)
	s.BytesPerState = float64(s.Bytes) / float64(max(s.States, 1))
	return s
}

// PrintStats prints figures as JSON, an object a line.
func PrintStats(w io.Writer, all []Stats) error {
	enc := json.NewEncoder(w)
	for _, s := range all {
		if err := enc.Encode(s); err != nil {
			return fmt.Errorf("verify: %w", err)
		}
	}
	return nil
}

// Levels plots how many states each level of the searches has.
func Levels(all []Stats) *picture.Bars {
	bars := &picture.Bars{Of: "actions from the initial state"}
	for _, s := range all {
		if len(s.Levels) == 0 { // the search ended before it began
			continue
		}
		most := slices.Max(s.Levels)
		bars.Charts = append(bars.Charts, picture.Chart{Values: s.Levels,
			Title: fmt.Sprintf("%s, %s: %s states, at most %s a level", s.Protocol, s.Bounds, Grouped(s.States),
				Grouped(most))})
	}
	return bars
}
